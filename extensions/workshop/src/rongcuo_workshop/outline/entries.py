"""Entries: a document taken apart into what is to become clauses, with what was left out and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from rongcuo.facts.problems import Problem
from rongcuo.facts.text import Text, both

from .amending import amends, changes
from .building import Builder
from .dating import Dates, dates_of
from .earlier import Earlier, earlier_of
from .lines import NOT_READ, Line
from .marks import pieces_of
from .places import locator, name
from .quoting import OPENING
from .sweeping import LeftOut, swept
from .titles import is_list, title_of
from .tree import Paragraph, Part, number_the_same, pruned

#: How much is quoted of what a tracked change inserted: less than what counts as a copy.
_QUOTED = 12


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
    what stands over it, from the nearest; `amends` whether it changes another text.
    """

    id: str
    locator: Text
    text: str
    list_: Paragraph | None
    last: bool
    headings: tuple[Heading, ...]
    amends: bool = False

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list that words before it open."""
        return self.list_ is not None and self.list_.opening != ""


@frozen(kw_only=True)
class Outline:
    """A document taken apart: its title, what is to become clauses, what was left out, and what is odd about it.

    `earlier` are the texts that it says were in force before.
    """

    title: str
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    dates: Dates
    earlier: tuple[Earlier, ...]
    problems: tuple[Problem, ...]


def outline_of(lines: Sequence[Line], *, wrapped: bool) -> Outline:
    """Takes a document apart; `wrapped` where a paragraph may go on in the next line."""
    texts = [line.text for line in lines if line.where not in NOT_READ]
    amending = amends(texts)
    builder = Builder(list(pieces_of(swept(lines), quotes=amending)), wrapped=wrapped)
    builder.build()
    parts, empty = pruned(builder.parts)
    number_the_same(parts)
    left_out = (*builder.left_out, *empty)
    title = title_of(texts)
    over = [Heading(title, both("outline.in_title"), title=True)] if is_list(title) else []
    entries = tuple(_entries((part for part in parts if part.list_ is None), amending, over))
    unnumbered = [left.text for left in left_out if left.why in ("unnumbered", "aside")]
    numbered = [(entry.text, entry.locator) for entry in entries]
    return Outline(
        title=title,
        entries=entries,
        left_out=left_out,
        dates=dates_of(numbered, unnumbered),
        earlier=() if amending else tuple(earlier_of(title, texts, numbered)),
        problems=(
            *([Problem("outline_amending")] if amending else []),
            *_tracked(lines),
            *_out_of_order(parts),
            *_miscounted(parts),
            *builder.problems,
        ),
    )


def _entries(parts: Iterable[Part], amending: bool, over: Iterable[Heading]) -> Iterator[Entry]:
    taken: set[str] = set()
    for part, index in _paragraphs(parts):
        stem = id = name(part, index)
        again = 1
        while id in taken:
            again += 1
            id = f"{stem}x{again}"
        taken.add(id)
        list_ = part.list_
        text = part.paragraphs[index].says
        yield Entry(
            id=id,
            locator=locator(part, index),
            text=text,
            list_=list_,
            last=list_ is not None and list_.items[-1] is part,
            headings=(*_headings(part), *over),
            amends=amending and (changes(text) or text.startswith(OPENING)),
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
        above = outer.list_
        if above is not None and above.opening and outer.within is not None:
            index = next(n for n, paragraph in enumerate(outer.within.paragraphs) if paragraph is above)
            yield Heading(above.opening, locator(outer.within, index), title=False)


# What is odd about it


def _tracked(lines: Iterable[Line]) -> Iterator[Problem]:
    """Changes that were tracked: the document was read as if they were accepted."""
    lines = list(lines)
    inserted = [line.inserted for line in lines if line.inserted]
    deleted = sum(line.where == "deleted" for line in lines)
    if inserted or deleted:
        shown = [text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…" for text in inserted]
        texts = Text("".join(f"“{text}”" for text in shown), ", ".join(f"“{text}”" for text in shown))
        counts = {"inserted": len(inserted), "deleted": deleted}
        yield Problem("outline_tracked" if inserted else "outline_struck", {**counts, "texts": texts})


def _out_of_order(parts: Sequence[Part]) -> Iterator[Problem]:
    """Numbers that don't follow on each other: something was read wrongly, or left out."""
    before: dict[str, Part] = {}
    for row in _rows(parts):
        goes_on = row[0].kind in before and row[0].follows(before[row[0].kind]) and not row[0].listed
        if row[0].number != 1 and not goes_on:
            yield Problem("outline_first", {"place": locator(row[0])})
        for one, other in pairwise(row):
            anew = other.number == 1 and other.within is not one.within
            if not other.follows(one) and not anew:
                yield Problem("outline_order", {"place": locator(one), "other": locator(other)})
        before[row[-1].kind] = row[-1]


def _rows(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """What is numbered through: articles and parts of each document, items of each list."""
    rows: dict[object, list[Part]] = {}
    for part in parts:
        if part.kind == "article" or (part.kind == "part" and not part.listed):
            rows.setdefault((part.kind, part.stretch), []).append(part)
        for paragraph in part.paragraphs:
            for item in paragraph.items:
                if item.kind != "article" and (item.kind != "part" or item.listed):
                    rows.setdefault((id(paragraph), item.kind), []).append(item)
    yield from rows.values()


def _miscounted(parts: Sequence[Part]) -> Iterator[Problem]:
    """Lists that say another number of items than they have."""
    for part in parts:
        for index, paragraph in enumerate(part.paragraphs):
            if paragraph.announced not in (None, len(paragraph.items)):
                values = {"announced": paragraph.announced, "found": len(paragraph.items)}
                yield Problem("outline_count", {"place": locator(part, index), **values})
