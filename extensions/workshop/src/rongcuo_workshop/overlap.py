"""Overlap: how far the Chinese words of a document and of clauses are the same, official terms aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rongcuo.facts.problems import InputError, Problem

#: Official terms, which nobody can put otherwise.
OFFICIAL = (
    "容错纠错", "容错免责", "先行先试", "改革创新", "招商引资", "招才引智", "急难险重", "检举控告", "诬告陷害",
    "澄清正名", "党纪国法", "依规依纪依法", "党员干部", "公职人员", "领导干部", "纪检监察机关", "纪委监委",
    "组织人事部门", "民主集中制", "集体研究", "民主决策", "不可抗力", "安全生产事故", "群体性事件",
)  # fmt: skip
#: What separates words.
_BETWEEN = re.compile(r"[\W_]+")

#: What folds traditional characters to simplified ones.
Fold = Callable[[str], str]


def folding() -> Fold:
    """What folds traditional characters to simplified ones.  Raises InputError where the library isn't there."""
    try:
        from opencc import OpenCC  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        raise InputError(Problem("needs_source_extra")) from None
    fold: Fold = OpenCC("t2s").convert
    return fold


def pairs(texts: Iterable[str], fold: Fold) -> frozenset[str]:
    """Every two characters in a row, of what is left between signs and without official terms."""
    words = "\n".join(map(fold, texts))
    for term in OFFICIAL:
        words = words.replace(term, "\n")
    return frozenset(part[at : at + 2] for part in _BETWEEN.split(words) for at in range(len(part) - 1))
