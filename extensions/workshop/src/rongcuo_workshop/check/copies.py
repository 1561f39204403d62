"""Copies: statements with passages that stand word for word in the document they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.policy import topics

from ..finding import Finding, as_finding
from ..workspace import Workspace
from .places import Places

#: As many characters in a row as may not be copied.
LONGEST = 13
#: Official terms, which nobody can put otherwise.
OFFICIAL = (
    "容错纠错", "容错免责", "先行先试", "改革创新", "招商引资", "招才引智", "急难险重", "检举控告", "诬告陷害",
    "澄清正名", "党纪国法", "依规依纪依法", "党员干部", "公职人员", "领导干部", "纪检监察机关", "纪委监委",
    "组织人事部门", "民主集中制", "集体研究", "民主决策", "不可抗力", "安全生产事故", "群体性事件",
)  # fmt: skip
#: What doesn't count when two texts are compared: blanks, brackets, quotes and pauses.
_LEFT_OUT = re.compile(r"[\s\u3000()（）\[\]【】〔〕{}<>《》〈〉「」『』“”‘’\"'、，,：:·—-]+")


def copied(workspace: Workspace, places: Places, source: str) -> Iterator[Finding]:
    """The passages of clauses that the source has word for word, titles and official terms aside."""
    fold = _folding()
    there = _bare(source, fold)
    excepted = sorted({_bare(text, fold) for text in _excepted(workspace)} - {""}, key=len, reverse=True)
    grams = {there[at : at + LONGEST] for at in range(len(there) - LONGEST + 1)}
    for rule in workspace.policy.rules:
        clause = rule.clause
        for key in ("statement", "note", "inferred"):
            text = getattr(clause, key)
            if text is None:
                continue
            for run in _runs(_bare(text.zh, fold), there, grams):
                if _without(run, excepted) >= LONGEST:
                    file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}, {key}"
                    yield as_finding("check_copied", file, where, passage=run, count=len(run))


def _runs(text: str, there: str, grams: set[str]) -> Iterator[str]:
    """The longest passages of a text that are in the source, LONGEST characters or more."""
    at = 0
    while at + LONGEST <= len(text):
        if text[at : at + LONGEST] not in grams:
            at += 1
            continue
        end = at + LONGEST
        while end < len(text) and text[at : end + 1] in there:
            end += 1
        yield text[at:end]
        at = end


def _without(run: str, excepted: Iterable[str]) -> int:
    """How long a passage is, titles and official terms aside."""
    for term in excepted:
        if len(term) > 3:
            run = run.replace(term, "")
    return len(run)


def _excepted(workspace: Workspace) -> Iterator[str]:
    """What has to be given as it is: the names of documents, bodies, regions and topics, official terms."""
    policy = workspace.policy
    region = policy.region
    yield from (region.name.zh, region.full_name.zh, region.policy.title.zh, region.policy.issuer.zh)
    for source in policy.sources.values():
        yield from (source.title.zh, source.issuer.zh)
    for term in policy.terms.values():
        yield term.title.zh
    for rule in policy.rules:
        if rule.body is not None:
            yield rule.body.zh
        yield from re.findall(r"《[^》]+》", rule.clause.statement.zh)
    yield from (topic.name.zh for topic in topics().values())
    yield from OFFICIAL


def _folding() -> object:
    """What folds traditional characters to simplified ones."""
    try:
        from opencc import OpenCC  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        raise InputError(Problem("needs_source_extra")) from None
    return OpenCC("t2s")


def _bare(text: str, fold: object) -> str:
    simplified: str = fold.convert(text)  # type: ignore[attr-defined]
    return _LEFT_OUT.sub("", simplified)
