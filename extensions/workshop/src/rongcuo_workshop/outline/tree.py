"""The tree of a document: its numbered parts, their paragraphs, and the lists that these open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field

from .amending import changes
from .marks import WIDE, Mark
from .references import announced
from .sweeping import LeftOut

ENDS, _STOPS = tuple("。；;：:！？!?"), tuple("。；;！!")
COLONS = ("：", ":")
_CLOSING = "”’」』）)】》\"'* "
_SENTENCES, _HALVES = re.compile("[^。！!]+[。！!]?"), re.compile("[^；;]+[；;]?")
_LISTS = re.compile("下列|以下|如下")
_LONGEST_HEADING = 30


def stops(text: str) -> bool:
    """Whether a text ends with a stop, or with a colon, whatever closes behind it."""
    return text.rstrip(_CLOSING).endswith(ENDS)


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
    def announced(self) -> int | None:
        """How many items it says that its list has."""
        return announced(self.opening)

    @property
    def finished(self) -> bool:
        """Whether it ends with a stop, or with a colon."""
        return stops(self.text)

    @property
    def introduces(self) -> bool:
        """Whether it ends as if a list came next, and none has."""
        return not self.items and self.text.endswith(COLONS)

    @property
    def _last(self) -> str:
        """The sentence behind which the list stands."""
        sentence = (_SENTENCES.findall(self.text) or [""])[-1]
        opening = (_HALVES.findall(sentence) or [""])[-1] if sentence.endswith(COLONS) else sentence
        opening = sentence if _LISTS.search(sentence.removesuffix(opening)) else opening
        opens = not opening.endswith(_STOPS) or _LISTS.search(opening)
        return str(opening) if opens else ""


@define(eq=False)
class Part:
    """A numbered part of a document: a chapter, an article, an item.

    `list_` is the paragraph whose list it is in, and `mixed` whether that has numbers of several kinds;
    `again` counts those of the same number in the same place, `stretch` the documents in one file.
    `raw` is everything that was read as its own.
    """

    mark: Mark
    number: int
    within: Part | None = None
    heading: str = ""
    stretch: int = 0
    again: int = 0
    in_chapter: bool = False
    list_: Paragraph | None = None
    mixed: bool = False
    paragraphs: list[Paragraph] = field(factory=list)
    raw: list[str] = field(factory=list)

    @property
    def kind(self) -> str:
        """What kind of number it has."""
        return self.mark.kind

    @property
    def chain(self) -> Iterator[Part]:
        """The part and what it is in, outwards."""
        part: Part | None = self
        while part is not None:
            yield part
            part = part.within

    @property
    def listed(self) -> bool:
        """Whether it is an item that words before it announce."""
        return self.list_ is not None and self.list_.opening != ""

    def follows(self, other: Part) -> bool:
        """Whether its number is the next one."""
        return (self.number, self.mark.sub) in (
            (other.number + 1, 0),
            (other.number, other.mark.sub + 1),
        )

    def hold(self, item: Part) -> None:
        """Adds an item to the list of the last paragraph."""
        if not self.paragraphs:
            self.paragraphs.append(Paragraph())
        item.list_ = self.paragraphs[-1]
        item.list_.items.append(item)

    def take(self, text: str) -> None:
        """Adds a paragraph."""
        self.paragraphs.append(Paragraph(text))
        self.raw.append(text)

    def open(self) -> None:
        """What looked like a paragraph is a heading, as something follows below it."""
        if self.headed:
            self.heading = self.paragraphs[0].text.rstrip("。")
            self.paragraphs.clear()

    @property
    def headed(self) -> bool:
        """Whether all it says is short and no sentence; outside articles a heading may end like one."""
        if self.heading or len(self.paragraphs) != 1 or changes(self.paragraphs[0].text):
            return False
        paragraph = self.paragraphs[0]
        text = paragraph.text
        if all(outer.kind != "article" for outer in self.chain):
            text = text.removesuffix("。")
        return not paragraph.items and len(text) <= _LONGEST_HEADING and not re.search("[，；：。,:;]", text)


def pruned(parts: list[Part]) -> tuple[list[Part], list[LeftOut]]:
    """The parts that say something or hold such as do, and the others."""
    full: set[int] = set()
    for part in reversed(parts):
        for paragraph in part.paragraphs:
            paragraph.items[:] = [item for item in paragraph.items if id(item) in full]
        if id(part) in full or any(paragraph.text or paragraph.items for paragraph in part.paragraphs):
            full.update(id(outer) for outer in part.chain)
    empty = [LeftOut(text, "empty") for part in parts if id(part) not in full for text in part.raw]
    return [part for part in parts if id(part) in full], empty


def number_the_same(parts: list[Part]) -> None:
    """Tells apart what has the same number in the same place, as articles that count anew in each chapter."""
    groups: dict[object, list[Part]] = {}
    for part in parts:
        if part.kind not in WIDE:
            top = part.kind == "article" or part.within is None or part.within.kind in WIDE
            place = 0 if top else id(part.list_)
            groups.setdefault((place, part.kind, part.number, part.mark.sub), []).append(part)
        for paragraph in part.paragraphs:
            kinds = {item.kind for item in paragraph.items}
            for item in paragraph.items:
                item.mixed = len(kinds) > 1
    for group in groups.values():
        chapters = {tuple((o.kind, o.number) for o in part.chain if o.kind in WIDE) for part in group}
        if len(group) > 1 and () not in chapters and len(chapters) == len(group):
            for part in group:
                part.in_chapter = True
        else:
            for count, part in enumerate(group, 1):
                part.again = count
