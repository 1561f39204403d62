"""Building: the pieces of a document, one after the other, put into its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rongcuo.facts.problems import Problem
from rongcuo.facts.text import listing

from .marks import BRACKETS_END, KINDS, WIDE, Mark, Piece
from .places import locator
from .quoting import OPENING
from .sweeping import LeftOut, Why
from .titles import ANNEX, CLOSES, SIGNED, is_title
from .tree import Paragraph, Part, stops

_IN_BRACKETS = re.compile(rf"\s*([^{re.escape(BRACKETS_END)}]{{0,30}})[{re.escape(BRACKETS_END)}]")
_HEADING = re.compile(
    r"[\s\u3000]*(?:[【〔\[]([^】〕\]]{1,30})[】〕\]]|[（(]([^）)。，]{2,16})[）)](?=[\s\u3000]|$))"
)
#: What an item of an opinion is about: a few words before its first sentence.
_TOPIC = re.compile(
    r"\s*(?:([^\s，；：。,;:（(]{2,6})|([^\s，；：。,;:（(]{2,16}(?:情形|条件|程序|运用|范围|要求|原则|思想|目标|机制|保护|措施)))。(?=\S)"
)
#: What ends a number that stands before its text.
_STOPS = "：:、．."
_GOES_ON = ("，", "、", ",", "和", "与", "及", "或", "或者")
#: The shortest line that a text file breaks, and how much of the widest line it fills.
_SHORTEST_WRAPPED, _FILLS = 20, 0.8
_LONGEST_HEADING = 30


class Builder:
    """Takes pieces and builds the tree of them.

    `parts` are in the document's order; `left_out` is what is in none, `joined` the parts in which a line
    was taken for the rest of the one before, and `problems` what is odd about stops and numbers.
    """

    def __init__(self, pieces: Sequence[Piece | LeftOut], *, wrapped: bool) -> None:
        self.pieces = pieces
        self.wrapped = wrapped
        self.parts: list[Part] = []
        self.left_out: list[LeftOut] = []
        self.joined: list[Part] = []
        self.unstopped: list[tuple[Part, int]] = []
        self.unsure: list[tuple[Part, str]] = []
        self.unclosed: list[Part] = []
        self.widest = max((piece.width for piece in pieces if isinstance(piece, Piece)), default=0)
        self.following = list(_following(pieces))
        self.last_said = {
            (piece.mark.number, piece.mark.sub): at
            for at, piece in enumerate(pieces)
            if isinstance(piece, Piece) and piece.mark is not None and piece.mark.kind == "article"
        }
        self.here: Part | None = None
        self.latest: dict[str, Part] = {}
        self.articles = False
        self.stretch = 0
        self.part_below = False
        self.width = 0.0
        self.turned = False

    def build(self) -> None:
        """Reads everything."""
        for at, piece in enumerate(self.pieces):
            if isinstance(piece, LeftOut):
                self.left_out.append(piece)
                self.turned |= piece.why == "page"
                continue
            if self._another_document(at, piece):
                continue
            if self._ends(at, piece):
                rest = (left for left in self.pieces[at:])
                self.left_out += [
                    left if isinstance(left, LeftOut) else LeftOut(left.text, "annex") for left in rest
                ]
                break
            if not self._begun(at, piece) and not self._taken(at, piece):
                why: Why = "table" if piece.where == "cell" else "unnumbered"
                self.left_out.append(LeftOut(piece.text, why))
            if piece.unclosed and self.here is not None:
                self.unclosed.append(self.here)
            self.turned, self.width = False, piece.width or self.width

    @property
    def problems(self) -> list[Problem]:
        """Where a stop or a closing mark is missing, a number was taken for a reference, and lines were joined."""
        problems = [Problem("outline_no_stop", {"place": locator(*place)}) for place in self.unstopped]
        problems += [
            Problem("outline_unsure", {"place": locator(part), "sign": sign}) for part, sign in self.unsure
        ]
        problems += [
            Problem("outline_unclosed", {"place": locator(part)}) for part in dict.fromkeys(self.unclosed)
        ]
        places = [locator(part) for part in dict.fromkeys(self.joined)]
        if places:
            problems.append(Problem("outline_joined", {"places": listing(places)}))
        return problems

    # Where a document ends, and another begins

    def _ends(self, at: int, piece: Piece) -> bool:
        """Whether an annex begins, in which no document with articles of its own follows."""
        if self.here is None or piece.mark is not None or piece.quoted:
            return False
        return ANNEX.match(piece.text) is not None

    def _another_document(self, at: int, piece: Piece) -> bool:
        """Whether a title stands here, or an annex begins, behind which numbers count anew."""
        if self.here is None or piece.mark is not None or piece.quoted:
            return False
        title, annex = is_title(piece.text), ANNEX.match(piece.text)
        if not (title or annex) or stops(piece.text):
            return False
        following = self.following[at]
        if following is None or following.number != 1 or (annex and self.articles):
            return False
        if following.kind not in ("book", "chapter", "article", "part") or self._open_list():
            return False
        self.left_out.append(LeftOut(piece.text, "unnumbered"))
        self.here, self.latest, self.part_below = None, {}, False
        self.stretch += 1
        return True

    def _open_list(self) -> bool:
        return self.here is not None and bool(self.here.paragraphs) and self.here.paragraphs[-1].introduces

    # A line with a number

    def _begun(self, at: int, piece: Piece) -> bool:
        """Begins a part, where the number is one."""
        mark = piece.mark
        if mark is None or not self._is_number(at, piece, mark):
            return False
        if mark.kind == "part" and "part" not in self.latest:
            self.part_below = "article" in self.latest
        within = self._within(mark)
        number = self._next_number(mark, within) if mark.kind == "bullet" else mark.number
        part = Part(mark, number, within, stretch=self.stretch, raw=[piece.text])
        rest = piece.text[mark.end :]
        self.parts.append(part)
        self.here = self.latest[mark.kind] = part
        self.articles |= mark.kind == "article"
        if mark.kind in WIDE:
            part.heading = rest.strip().rstrip(BRACKETS_END if mark.open else "").strip()
            return True
        pattern = _IN_BRACKETS if mark.open else _HEADING if mark.kind == "article" else _TOPIC
        heading = pattern.match(rest)
        if heading is not None and (mark.kind == "article" or all(p.kind != "article" for p in part.chain)):
            part.heading = next((words for words in heading.groups() if words), "").strip()
            rest = rest[heading.end() :]
        if rest.strip():
            part.paragraphs.append(Paragraph(rest.strip()))
        if within is not None and within.kind not in WIDE:
            within.open()
            within.hold(part)
        return True

    def _is_number(self, at: int, piece: Piece, mark: Mark) -> bool:
        """Whether a number begins a part, and isn't one that a sentence refers to."""
        if mark.kind != "article":
            return not piece.refers
        last = self.latest.get("article")
        rest = piece.text[mark.end : mark.end + 1]
        if piece.refers:
            again = self.last_said[mark.number, mark.sub] > at
            return not again and last is not None and self._follows(mark, last)
        plain = (
            not rest or rest in " \t\u3000【〔[（(" or piece.text[mark.end - 1] in _STOPS or mark.bracketed
        )
        begins = plain or (self._follows(mark, last) if last is not None else mark.number == 1)
        if not begins and self.here is not None:
            self.unsure.append((self.here, mark.sign))
        return begins

    @staticmethod
    def _follows(mark: Mark, last: Part) -> bool:
        return Part(mark, mark.number).follows(last)

    def _within(self, mark: Mark) -> Part | None:
        """The part that a new one is in: what opens its list, or what its kind is narrower than."""
        if self.here is None:
            return None
        same = next((part for part in self.here.chain if part.kind == mark.kind), None)
        narrow = mark.kind not in WIDE and mark.kind != "article"
        if narrow and mark.number <= 1 and self._open_list() and (same is None or same is self.here):
            return self.here
        if same is not None:
            return same.within
        return next(
            (part for part in self.here.chain if self._depth(part.kind) < self._depth(mark.kind)), None
        )

    def _depth(self, kind: str) -> float:
        """How narrow a kind is; 一、 below articles is narrower than they are."""
        if kind == "closing":
            return len(KINDS)
        return KINDS.index("article") + 0.5 if kind == "part" and self.part_below else KINDS.index(kind)

    def _next_number(self, mark: Mark, within: Part | None) -> int:
        """What a sign without a number counts."""
        items = within.paragraphs[-1].items if within is not None and within.paragraphs else []
        return 1 + next((item.number for item in reversed(items) if item.kind == mark.kind), 0)

    # A line without one

    def _taken(self, at: int, piece: Piece) -> bool:
        """Adds a line to the part it belongs to; False where it belongs to none."""
        here, text = self.here, piece.text
        if here is None:
            return False
        if here.kind in WIDE:
            if here.heading or len(text) > _LONGEST_HEADING or stops(text):
                return False
            here.heading = text
            here.raw.append(text)
            return True
        if piece.where == "cell":
            return False
        if not here.paragraphs:
            here.take(text)
            return True
        last = here.paragraphs[-1]
        following = self.following[at]
        outer = self._goes_on_below(here, following)
        if self._goes_on(here, last, piece, inside=outer is here):
            last.text += text
            here.raw.append(text)
            if not piece.quoted:
                self.joined.append(here)
            return True
        if following is None and SIGNED.fullmatch(text):
            return False
        if self._closes(here, text, following):
            self._close(text)
            return True
        if self._is_item(here, last, text):
            return True
        if outer is not None:
            self._below(outer, text)
            return True
        if not last.finished and (not here.listed or (here.headed and _headings_before(here))):
            self._below(here, text)
            return True
        quotes = last.introduces and text.startswith(OPENING)
        if not stops(text) and not quotes and not self._breaks_off(at, piece):
            return False
        if not last.finished:
            self.unstopped.append((here, -1))
        self.here = _owner(here)
        self.here.open()
        self.here.take(text)
        return True

    def _closes(self, here: Part, text: str, following: Mark | None) -> bool:
        """Whether a paragraph closes a document without articles, and isn't part of what its last number says."""
        if here.kind == "closing":
            return stops(text)
        chain = list(here.chain)
        goes_on = following is not None and any(
            part.kind == following.kind and self._follows(following, part) for part in chain
        )
        articles = any(part.kind == "article" for part in chain)
        return not articles and not goes_on and stops(text) and CLOSES.match(text) is not None

    def _close(self, text: str) -> None:
        part = Part(Mark("closing", 1, 0, "", 0), 1, None, stretch=self.stretch)
        part.take(text)
        self.parts.append(part)
        self.here = part

    def _goes_on(self, here: Part, last: Paragraph, piece: Piece, *, inside: bool) -> bool:
        """Whether a line is the rest of the one before: this has no stop, and a page or a full line ended there.

        `inside` where the list that this is in goes on behind it.
        """
        if piece.quoted:
            return True
        if last.items or last.finished:
            return False
        if self.turned or last.text.endswith(_GOES_ON):
            return True
        if not self.wrapped or self.width < _SHORTEST_WRAPPED:
            return False
        return self.width >= _FILLS * self.widest or not (here.headed or (here.listed and not inside))

    def _breaks_off(self, at: int, piece: Piece) -> bool:
        """Whether a line without a stop is the beginning of a paragraph that goes on in the next."""
        behind = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        plain = isinstance(behind, Piece) and behind.where == "text" and behind.mark is None
        return self.wrapped and piece.width >= _SHORTEST_WRAPPED and plain and self.following[at] is not None

    def _is_item(self, here: Part, last: Paragraph, text: str) -> bool:
        """Adds a line without any sign to the list that a colon opens, whose items end with semicolons."""
        if last.introduces and text.endswith(("；", ";")):
            within = here
        elif here.mark.sign == "" and last.text.endswith(("；", ";")) and here.within is not None:
            within = here.within
        else:
            return False
        mark = Mark("bullet", 0, 0, "", 0)
        part = Part(mark, self._next_number(mark, within), within, stretch=self.stretch)
        part.take(text)
        within.hold(part)
        self.parts.append(part)
        self.here = part
        return True

    def _goes_on_below(self, here: Part, following: Mark | None) -> Part | None:
        """The item that a line stands below, as the next number goes on with the same list."""
        for part in here.chain:
            if part.kind in (*WIDE, "part", "article") or following is None:
                return None
            if part.kind == following.kind and self._follows(following, part):
                return part
        return None

    def _below(self, part: Part, text: str) -> None:
        """Adds a line as another paragraph, or below what is a heading."""
        last = part.paragraphs[-1]
        part.open()
        if part.paragraphs and not last.finished:
            self.unstopped.append((part, -1))
        part.take(text)
        self.here = part


def _following(pieces: Sequence[Piece | LeftOut]) -> Iterator[Mark | None]:
    """For each piece the next number that may begin a part."""
    marks: list[Mark | None] = []
    mark: Mark | None = None
    for piece in reversed(pieces):
        marks.append(mark)
        if isinstance(piece, Piece) and piece.mark is not None and not piece.refers:
            mark = piece.mark
    return reversed(marks)


def _headings_before(part: Part) -> bool:
    """Whether the items before it in its list have headings."""
    items = part.list_.items[:-1] if part.list_ is not None else []
    return bool(items) and all(item.heading for item in items)


def _owner(here: Part) -> Part:
    """The part that an unnumbered paragraph behind a list belongs to."""
    chain = list(here.chain)
    article = next((part for part in chain if part.kind == "article"), None)
    if article is not None:
        return article
    owner = here
    for part in chain:
        if part.listed and part.within is not None:
            owner = part.within
    narrow = owner.kind != "closing" and KINDS.index(owner.kind) > KINDS.index("item")
    return next((part for part in owner.chain if part.kind == "item"), owner) if narrow else owner
