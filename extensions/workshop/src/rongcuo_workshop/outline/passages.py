"""Passages: a whole document in its order, each paragraph with the place by which a clause cites it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from attrs import field, frozen

from rongcuo.facts.text import Text

from .entries import outline_of
from .lines import NOT_READ, Line
from .tree import stops

_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[。！？；!?;”’」』）)】》]*|[^。！？；!?;]+$")


@frozen
class Passage:
    """A paragraph, or words that stand over others (`heads`); `place` is how one cites it, None outside of numbers.

    `paragraph` counts the paragraphs of the document, and `inside` those below `section`, its last heading,
    as a report without numbers is cited.
    """

    text: str
    place: Text | None
    heads: bool = False
    section: str = ""
    paragraph: int = 0
    inside: int = 0
    ends: bool = field(default=False, kw_only=True)
    ends_section: bool = field(default=False, kw_only=True)

    @property
    def sentences(self) -> list[str]:
        """Its sentences; together they are the text."""
        return _SENTENCE.findall(self.text) or [self.text]


@frozen
class _Line:
    start: int
    section: str
    paragraph: int
    inside: int


def passages(lines: Sequence[Line], *, wrapped: bool) -> tuple[Passage, ...]:
    """Everything that a document says, in its order, and nothing that it no longer says or doesn't show."""
    lines = [line for line in lines if line.where not in NOT_READ]
    whole = "".join(_squeezed(line.text) for line in lines)
    counted = list(_counted(lines))
    starts = [line.start for line in counted]
    last = max((line.paragraph for line in counted), default=0)
    of_section = {line.section: line.inside for line in counted}
    placed = []
    for at, text, place, heads in sorted(_found(lines, whole, wrapped), key=lambda each: each[0]):
        line = counted[bisect_right(starts, at) - 1]
        placed.append(
            Passage(
                text,
                place,
                heads,
                line.section,
                line.paragraph,
                line.inside,
                ends=line.paragraph == last,
                ends_section=line.inside == of_section[line.section],
            )
        )
    return tuple(placed)


def _found(lines: Sequence[Line], whole: str, wrapped: bool) -> Iterator[tuple[int, str, Text | None, bool]]:
    """What the outline tells of, each with where in the document it begins."""
    made = outline_of(lines, wrapped=wrapped)
    seen = set()
    at = 0
    for entry in made.entries:
        for over in reversed(entry.headings):
            if over not in seen and over.words != made.title:
                seen.add(over)
                at = _position(over.words, whole, at)
                yield at, over.words, over.where, True
        at = _position(entry.text, whole, at)
        yield at, entry.text, entry.locator, False
    at = 0
    for left in made.left_out:
        at = _position(left.text, whole, at)
        yield at, left.text, None, not stops(left.text)


def _position(text: str, whole: str, after: int) -> int:
    """Where a text stands; where it can't be found, behind what is before it."""
    text = _squeezed(text)
    ahead = whole.find(text, after)
    return ahead if ahead >= 0 else max(whole.find(text), after)


def _counted(lines: Sequence[Line]) -> Iterator[_Line]:
    """Where each line begins, and the paragraph that it is; a heading is none."""
    at = paragraph = inside = 0
    section = ""
    for line in lines:
        if stops(line.text):
            paragraph, inside = paragraph + 1, inside + 1
            yield _Line(at, section, paragraph, inside)
        else:
            section, inside = line.text, 0
            yield _Line(at, section, 0, 0)
        at += len(_squeezed(line.text))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
