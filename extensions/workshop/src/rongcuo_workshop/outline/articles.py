"""Articles: an official document taken apart along 第…条, 一、, （一） and 1., with what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import define, field, frozen

from rongcuo.facts.problems import Problem
from rongcuo.facts.text import Text

from ..numerals import in_characters
from .dating import Dates, dates_of
from .numbering import in_chinese

_NUMBER = "[零〇一二三四五六七八九十百0-9０-９]{1,5}"
#: How a numbered line begins, from the widest part of a document to the narrowest.
_MARKS = {
    "chapter": re.compile(rf"第({_NUMBER})[编章](?![^\s\u3000].*[，。；：])"),
    "section": re.compile(rf"第({_NUMBER})节(?![^\s\u3000].*[，。；：])"),
    "part": re.compile(r"([一二三四五六七八九十]{1,3})、"),
    "article": re.compile(rf"第({_NUMBER})条"),
    "item": re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]、?"),
    "point": re.compile(r"([0-9０-９]{1,2})\s*[.．、](?![0-9０-９])"),
    "detail": re.compile(r"[（(]([0-9０-９]{1,2})[）)]|([①-⑳])"),
}
_DEPTH = {kind: depth for depth, kind in enumerate(_MARKS)}
#: Before a number inside a line: each item of a list is to be a line of its own.
_INLINE = re.compile(
    r"(?<=[：:；;。])\s*(?=[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]|[0-9]{1,2}[.．](?![0-9])|[①-⑳])"
)
_ANNEX = re.compile(r"附\s*[件表录]?\s*[0-9一二三四五六七八九十]*\s*(?:[:：]|$)|抄送[:：]")
_HEADING = re.compile(
    r"[\s\u3000]*(?:[【〔\[]([^】〕\]]{1,30})[】〕\]]|[（(]([^）)。，]{2,16})[）)](?=[\s\u3000]|$))"
)
#: “十种情形”, “六项”: how many items a list says that it has.
_COUNT = re.compile(
    r"([一二两三四五六七八九十百]{1,4}|[0-9]{1,3})\s*[种类项个条大](?:[^，。；：]{0,8}?"
    r"(?:情形|情况|条件|事项|行为|问题|红线|底线|内容|要求|程序|步骤|方面|方式|措施)|$)"
)
_TITLE = re.compile("(?:办法|意见|规定|细则|方案|措施|通知|清单|制度|规则|指引)(?:[（(].{1,10}[）)])?$")
_ENDS, _STOPS = tuple("。；;：:！？!?"), tuple("。；;！!")
_SENTENCES, _LISTS = re.compile("[^。；;！!]+[。；;！!]?"), re.compile("下列|以下|如下")
#: The longest line that may be a title, and a heading; the shortest that goes on in the next.
_LONGEST_TITLE, _LONGEST_HEADING, _SHORTEST_WRAPPED = 60, 30, 20


@define
class Paragraph:
    """A paragraph of a numbered part, and the items of the list that it opens."""

    text: str = ""
    items: list[Part] = field(factory=list)

    @property
    def opening(self) -> str:
        """The words that open its list; nothing where it has none."""
        return self._last.rstrip("。：: ") if self.items else ""

    @property
    def says(self) -> str:
        """What it says apart from opening a list."""
        return self.text.removesuffix(self._last) if self.items else self.text

    @property
    def _last(self) -> str:
        """The sentence behind which the list stands."""
        sentences = _SENTENCES.findall(self.text) or [""]
        opens = not sentences[-1].endswith(_STOPS) or _LISTS.search(sentences[-1])
        return str(sentences[-1]) if opens else ""

    @property
    def announced(self) -> int | None:
        """How many items it says that its list has."""
        found = _COUNT.search(self.opening)
        number = in_characters(found[1]) if found and not found[1].isdigit() else found and int(found[1])
        return int(number) if number is not None and number > 1 else None


@define(eq=False)
class Part:
    """A numbered part of a document: a chapter, an article, an item."""

    kind: str
    number: int
    within: Part | None = None
    heading: str = ""
    paragraphs: list[Paragraph] = field(factory=list)

    @property
    def chain(self) -> Iterator[Part]:
        """The part and what it is in, outwards."""
        part: Part | None = self
        while part is not None:
            yield part
            part = part.within


@frozen
class Heading:
    """Words that stand over others, and their place: a title, or what opens a list."""

    words: str
    where: Text
    title: bool


@frozen(kw_only=True)
class Entry:
    """What is to become a clause: a paragraph that isn't a heading, and where it stands.

    `list_` is the paragraph whose list it is in, and `last` whether that ends with it; `headings` are
    what stands over it, from the nearest.
    """

    id: str
    locator: Text
    text: str
    list_: Paragraph | None
    last: bool
    headings: tuple[Heading, ...]


@frozen(kw_only=True)
class Outline:
    """A document taken apart: its title, what is to become clauses, what was left out, its dates, what is odd."""

    title: str
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]
    dates: Dates
    problems: tuple[Problem, ...]


def outline_of(lines: Sequence[str], *, wrapped: bool) -> Outline:
    """Takes a document apart; `wrapped` where a paragraph may go on in the next line."""
    parts: list[Part] = []
    left_out: list[str] = []
    pieces = [piece for line in lines for piece in _INLINE.split(line) if piece.strip()]
    for index, line in enumerate(pieces):
        here = parts[-1] if parts else None
        if here is not None and _ANNEX.match(line):
            left_out += pieces[index:]
            break
        part = _numbered(line, parts)
        if part is not None:
            parts.append(part)
        elif here is None or not _taken(here, line, wrapped):
            left_out.append(line)
    entries = tuple(_entries(part for part in parts if _list_of(part) is None))
    return Outline(
        title=_title(lines),
        entries=entries,
        left_out=tuple(left_out),
        dates=dates_of([entry.text for entry in entries], left_out),
        problems=(*_out_of_order(parts), *_miscounted(parts)),
    )


def _title(lines: Sequence[str]) -> str:
    """What seems to be the title: among the first lines one that ends like one."""
    first = [line for line in lines[:12] if len(line) <= _LONGEST_TITLE]
    return next((line.strip("《》") for line in first if _TITLE.search(line.strip("《》"))), "")


# Reading it


def _numbered(line: str, parts: Sequence[Part]) -> Part | None:
    """The part that a line begins, or None where it begins none."""
    for kind, mark in _MARKS.items():
        found = mark.match(line)
        if found is None:
            continue
        number, rest = _number(found[found.lastindex or 1]), line[found.end() :]
        if kind == "article" and not _begins_an_article(number, rest, parts):
            return None
        chain = parts[-1].chain if parts else iter(())
        within = next((part for part in chain if _DEPTH[part.kind] < _DEPTH[kind]), None)
        part = Part(kind, number, within)
        if kind in ("chapter", "section"):
            part.heading = rest.strip()
            return part
        heading = _HEADING.match(rest) if kind == "article" else None
        if heading is not None:
            part.heading, rest = heading[1] or heading[2], rest[heading.end() :]
        if rest.strip():
            part.paragraphs.append(Paragraph(rest.strip()))
        if within is not None and within.kind not in ("chapter", "section"):
            _open(within)
            if not within.paragraphs:
                within.paragraphs.append(Paragraph())
            within.paragraphs[-1].items.append(part)
        return part
    return None


def _number(text: str) -> int:
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    number = int(text) if text.isdecimal() else in_characters(text)
    return int(number or 0)


def _begins_an_article(number: int, rest: str, parts: Sequence[Part]) -> bool:
    """Whether 第…条 at the beginning of a line is a number, and no reference to another article."""
    last = next((part.number for part in reversed(parts) if part.kind == "article"), 0)
    return not rest or rest[0] in " \t\u3000【〔[（(：:" or number == last + 1


def _open(part: Part) -> None:
    """What looked like a paragraph is a heading, as something follows below it."""
    if len(part.paragraphs) == 1 and _is_heading(part, part.paragraphs[0]):
        part.heading = part.heading or part.paragraphs[0].text.rstrip("。")
        part.paragraphs.clear()


def _is_heading(part: Part, paragraph: Paragraph) -> bool:
    """Whether a paragraph is short and no sentence; outside articles a heading may end like one."""
    text = paragraph.text
    if all(outer.kind != "article" for outer in part.chain):
        text = text.removesuffix("。")
    return not paragraph.items and len(text) <= _LONGEST_HEADING and not re.search("[，；：。:;]", text)


def _taken(here: Part, line: str, wrapped: bool) -> bool:
    """Adds a line without a number to the part it belongs to; False where it belongs to none."""
    if here.kind in ("chapter", "section"):
        return False
    last = here.paragraphs[-1] if here.paragraphs else None
    unfinished = last is not None and not last.items and not last.text.endswith(_ENDS)
    if wrapped and last is not None and unfinished and len(last.text) >= _SHORTEST_WRAPPED:
        last.text += line
        return True
    if last is not None and not unfinished and not line.endswith(_ENDS):
        return False  # who signed it, and when
    if unfinished:
        _open(here)
        here.paragraphs.append(Paragraph(line))
        return True
    chain = list(here.chain)
    kind = "article" if any(part.kind == "article" for part in chain) else "item"
    part = next((part for part in chain if part.kind == kind), here)
    _open(part)
    part.paragraphs.append(Paragraph(line))
    return True


# What becomes of it


def _list_of(part: Part) -> Paragraph | None:
    """The paragraph whose list a part is in."""
    outer = part.within.paragraphs if part.within is not None else []
    return next((paragraph for paragraph in outer if part in paragraph.items), None)


def _entries(parts: Iterable[Part]) -> Iterator[Entry]:
    taken: set[str] = set()
    for part, index in _paragraphs(parts):
        name = id = _name(part, index)
        again = 1
        while id in taken:
            again += 1
            id = f"{name}x{again}"
        taken.add(id)
        list_ = _list_of(part)
        yield Entry(
            id=id,
            locator=locator(part, index),
            text=part.paragraphs[index].says,
            list_=list_,
            last=list_ is not None and list_.items[-1] is part,
            headings=tuple(_headings(part)),
        )


def _paragraphs(parts: Iterable[Part]) -> Iterator[tuple[Part, int]]:
    """Every paragraph that says something, in order."""
    for part in parts:
        for index, paragraph in enumerate(part.paragraphs):
            if paragraph.says:
                yield part, index
            yield from _paragraphs(paragraph.items)


def _headings(part: Part) -> Iterator[Heading]:
    for outer in part.chain:
        if outer.heading:
            yield Heading(outer.heading, locator(outer), title=True)
        above = _list_of(outer)
        if above is not None and above.opening and outer.within is not None:
            index = next(n for n, paragraph in enumerate(outer.within.paragraphs) if paragraph is above)
            yield Heading(above.opening, locator(outer.within, index), title=False)


_SHORT = {"article": "A", "part": "P", "item": "I", "point": "N", "detail": "D"}


def _steps(part: Part, index: int) -> Iterator[tuple[Part, int]]:
    """The part and what it is in, inwards, each with the number of the paragraph if it has several.

    Where there are articles, the locator begins with them.
    """
    chain = [outer for outer in part.chain if outer.kind not in ("chapter", "section")]
    start = next((at for at, outer in enumerate(chain) if outer.kind == "article"), len(chain) - 1)
    inwards = chain[start::-1]
    for at, outer in enumerate(inwards):
        if outer is not part:
            inner = inwards[at + 1]
            index_here = next(n for n, paragraph in enumerate(outer.paragraphs) if inner in paragraph.items)
        else:
            index_here = index
        yield outer, index_here + 1 if len(outer.paragraphs) > 1 else 0


def _name(part: Part, index: int) -> str:
    name = ""
    for outer, paragraph in _steps(part, index):
        name += f"_{outer.number}" if name else f"{_SHORT[outer.kind]}{outer.number}"
        name += f"p{paragraph}" if paragraph > 1 else ""
    return name


def locator(part: Part, index: int = -1) -> Text:
    """Where a paragraph stands, or with no index a whole part, as one cites it."""
    if part.kind in ("chapter", "section"):
        sign = "章" if part.kind == "chapter" else "节"
        return Text(f"第{in_chinese(part.number)}{sign}", f"{part.kind} {part.number}")
    zh = en = ""
    steps = list(_steps(part, max(index, 0)))
    items = any(outer.kind == "item" for outer, _ in steps)
    for outer, paragraph in steps:
        signs = {
            "article": f"第{in_chinese(outer.number)}条",
            "part": f"第{in_chinese(outer.number)}部分",
            "item": f"第{in_chinese(outer.number)}项",
            "point": f"第{outer.number}{'目' if items else '项'}",
            "detail": f"（{outer.number}）",
        }
        zh += signs[outer.kind]
        first = f"{outer.kind} {outer.number}"
        en += f" ({outer.number})" if en else first
        if paragraph and (outer is not part or index >= 0):
            zh += f"第{in_chinese(paragraph)}款"
            en += f", paragraph {paragraph}"
    return Text(zh, en)


# What is odd about it


def _out_of_order(parts: Sequence[Part]) -> Iterator[Problem]:
    """Numbers that don't follow on each other: something was read wrongly, or left out."""
    rows: list[list[Part]] = [[part for part in parts if part.kind == "article"]]
    rows += [
        [p for p in parts if p.kind == "part" and p.within is outer]
        for outer in dict.fromkeys(p.within for p in parts)
    ]
    for part in parts:
        for paragraph in part.paragraphs:
            kinds = dict.fromkeys(
                item.kind for item in paragraph.items if item.kind not in ("article", "part")
            )
            rows += [[item for item in paragraph.items if item.kind == kind] for kind in kinds]
    for row in rows:
        if row and row[0].number != 1:
            yield Problem("outline_first", {"place": locator(row[0])})
        for one, other in pairwise(row):
            if other.number != one.number + 1:
                yield Problem("outline_order", {"place": locator(one), "other": locator(other)})


def _miscounted(parts: Sequence[Part]) -> Iterator[Problem]:
    """Lists that say another number of items than they have."""
    for part in parts:
        for index, paragraph in enumerate(part.paragraphs):
            if paragraph.announced not in (None, len(paragraph.items)):
                values = {"announced": paragraph.announced, "found": len(paragraph.items)}
                yield Problem("outline_count", {"place": locator(part, index), **values})
