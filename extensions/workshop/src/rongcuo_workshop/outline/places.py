"""Places: where a paragraph stands, as one cites it, and the id that its clause gets."""

from __future__ import annotations

from collections.abc import Iterator

from rongcuo.facts.text import Text

from .marks import WIDE
from .printed import in_chinese
from .tree import Part

_SHORT = {
    "article": "A", "part": "P", "item": "I", "point": "N", "detail": "D", "bracket": "K", "circle": "C",
    "saying": "S", "letter": "L", "bullet": "B", "closing": "E",
}  # fmt: skip
_WIDE = {"book": "编", "chapter": "章", "section": "节"}


def locator(part: Part, index: int = -1) -> Text:
    """Where a paragraph stands, or with no index a whole part, as one cites it."""
    if part.kind in WIDE:
        name = "part" if part.kind == "book" else part.kind
        return Text(f"第{in_chinese(part.number)}{_WIDE[part.kind]}", f"{name} {part.number}")
    steps = list(_steps(part, max(index, 0)))
    above = [locator(outer) for outer in reversed(list(part.chain)) if outer.kind in WIDE]
    in_chapter = steps[0][0].in_chapter
    zh = "".join(text.zh for text in above) if in_chapter else ""
    before = "".join(f"{text.en}, " for text in above) if in_chapter else ""
    en = ""
    items = any(outer.kind == "item" for outer, _ in steps)
    for outer, paragraph in steps:
        zh += _zh(outer, items)
        en += _en(outer, first=not en)
        if outer.again > 1:
            zh += f"（第{in_chinese(outer.again)}处）"
            en += f" [{outer.again}]"
        if paragraph and (outer is not part or index >= 0):
            zh += f"第{in_chinese(paragraph)}款"
            en += f", paragraph {paragraph}"
    return Text(zh, before + en)


def name(part: Part, index: int) -> str:
    """An id for the clause of a paragraph, which another one may have as well."""
    id = ""
    for outer, paragraph in _steps(part, index):
        id += f"_{outer.number}" if id else f"{_SHORT[outer.kind]}{outer.number}"
        id += f"z{outer.mark.sub}" if outer.mark.sub else ""
        id += f"p{paragraph}" if paragraph > 1 else ""
    return id


def _zh(part: Part, items: bool) -> str:
    number = in_chinese(part.number)
    sub = f"之{in_chinese(part.mark.sub)}" if part.mark.sub else ""
    signs = {
        "article": f"第{number}条{sub}",
        "part": f"第{number}{'项' if _in_article(part) else '部分'}" if not part.mixed else f"“{number}、”",
        "item": f"第{number}项",
        "point": f"第{part.number}{'目' if items else '项'}",
        "detail": f"（{part.number}）",
        "bracket": f"{part.number}）",
        "bullet": f"第{number}个列项",
        "saying": f"“{number}是”",
        "closing": "结尾段",
    }
    return signs.get(part.kind, _bare(part))


def _en(part: Part, first: bool) -> str:
    number = f"{part.number}-{part.mark.sub}" if part.mark.sub else f"{part.number}"
    if part.kind in ("article", "part", "item", "point", "detail"):
        if first:
            return f"{part.kind} {number}"
        return f", {part.kind} {number}" if part.mixed else f" ({number})"
    if part.kind == "bracket":
        return f"{'point ' if first else ' '}{number})"
    if part.kind == "closing":
        return "closing paragraph"
    if part.kind in ("bullet", "saying"):
        return f"{'' if first else ', '}{part.kind} {number}"
    return f"{'' if first else ' '}{_bare(part)}"


def _bare(part: Part) -> str:
    """Its sign without what stands around it."""
    return part.mark.sign.strip("（()）.．、")


def _in_article(part: Part) -> bool:
    return any(outer.kind == "article" for outer in part.chain)


def _steps(part: Part, index: int) -> Iterator[tuple[Part, int]]:
    """The part and what it is in, inwards, each with the number of the paragraph if it has several.

    Where there are articles, the locator begins with them.
    """
    chain = [outer for outer in part.chain if outer.kind not in WIDE]
    start = next((at for at, outer in enumerate(chain) if outer.kind == "article"), len(chain) - 1)
    inwards = chain[start::-1]
    for at, outer in enumerate(inwards):
        if outer is not part:
            inner = inwards[at + 1]
            index_here = next(n for n, paragraph in enumerate(outer.paragraphs) if paragraph is inner.list_)
        else:
            index_here = index
        yield outer, index_here + 1 if len(outer.paragraphs) > 1 else 0
