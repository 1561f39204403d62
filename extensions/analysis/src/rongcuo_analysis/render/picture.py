"""The landscape as a picture: regions by topics, a band for each list, each cell its word on a shade of strictness.

It is as wide as A4 on its side can be read at, and uses neither style sheets nor scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rongcuo.cli.output import Result, Setting
from rongcuo.comparing.alignment import Cell
from rongcuo.facts.days import today
from rongcuo.facts.problems import InputError, Problem
from rongcuo.render.page import AsPrinted, Picture
from rongcuo.render.words import Words

from ..landscape import Landscape, Row
from .diff import called
from .landscape import cell_clauses, cell_word, cells_table, strictness, title, topic_name
from .svg import element, lines_within, size_within, text_at
from .svg import words as in_svg

#: The width of the picture, and of what stands left of the cells: the group, and the region.
WIDTH, GROUP, REGION = 1000.0, 54.0, 72.0
#: The most topics in one band; a list with more of them has several.
MOST = 15
#: The height of a row, and what is between two groups, and below a band.
ROW, BETWEEN, BELOW = 17.0, 4.0, 12.0
#: What is left free around a picture that stands alone.
EDGE = 16.0
#: Sizes of type.
TITLE, LEAD, BAND, HEAD, WORD = 19.0, 11.0, 12.0, 9.5, 10.0
INK, FAINT, LINE, PAPER = "#1c1e21", "#5c6470", "#b4bac3", "#ffffff"
#: From what tolerates to what refuses, and the ink on each: lighter shades stay lighter on grey paper.
SHADES = (("#e2f0e6", INK), ("#f8e6ae", INK), ("#eeb987", INK), ("#a8322a", PAPER))


def write(result: Result, setting: Setting) -> bytes:
    """The file that `-o landscape.svg` writes.  Raises InputError where a command has no picture."""
    subject = result.subject
    if not isinstance(subject, AsPrinted) or subject.picture is None:
        raise InputError(Problem("no_picture"))
    return (subject.picture.alone + "\n").encode("utf-8", "backslashreplace")


def picture(landscape: Landscape, words: Words) -> Picture:
    """The landscape as a drawing, and as a table."""
    return Picture(
        svg=_Drawing(landscape, words).svg(titled=False),
        alone=_Drawing(landscape, words).svg(titled=True),
        table=cells_table(landscape, words),
        title_of_table=words.say("landscape.as_table"),
    )


class _Drawing:
    """What is drawn, from the top down."""

    def __init__(self, landscape: Landscape, words: Words) -> None:
        self._landscape = landscape
        self._words = words
        self._names = [called(side, words) for side in landscape.sides]
        self._cell = (WIDTH - GROUP - REGION) / min(max(map(len, self._bands()), default=1), MOST)
        self._sizes = dict(self._sizes_of_words())
        self._y = 0.0

    def svg(self, *, titled: bool) -> str:
        """The whole picture, with its title above it or without."""
        top = [*self._title(), *self._lead()] if titled else [*self._lead()]
        drawn = [*top, *(each for band in self._bands() for each in self._band(band)), *self._foot()]
        edge = EDGE if titled else 0.0
        width, height = WIDTH + 2 * edge, self._y + 2 * edge
        return element(
            "svg",
            element("title", in_svg(title(self._landscape, self._words)), id="landscape-title"),
            element("desc", in_svg(self._described()), id="landscape-desc"),
            element("rect", x=-edge, y=-edge, width=width, height=height, fill=PAPER),
            *drawn,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"{-edge:g} {-edge:g} {width:g} {height:g}",
            preserveAspectRatio="xMinYMin",
            width=width,
            height=height,
            role="img",
            aria_labelledby="landscape-title landscape-desc",
            font_family="sans-serif",
            fill=INK,
        )

    def _sizes_of_words(self) -> Iterator[tuple[bool, float]]:
        """One size for all words on a shade, and one for all others, so that each fits."""
        for known in (True, False):
            sizes = (
                size_within(cell_word(row.kind, cell, self._words), self._cell - 6, WORD)
                for row in self._landscape.rows
                for cell in row.cells
                if (strictness(row.kind, cell) is not None) == known
            )
            yield known, min(sizes, default=WORD)

    def _bands(self) -> list[tuple[Row, ...]]:
        """The topics of each list, in parts as even as they can be where there are too many for one."""
        bands = []
        for _, rows in groupby(self._landscape.rows, key=lambda row: row.kind):
            topics = tuple(rows)
            parts = -(-len(topics) // MOST)
            cuts = [len(topics) * part // parts for part in range(parts + 1)]
            bands += [topics[start:end] for start, end in pairwise(cuts)]
        return bands

    def _described(self) -> str:
        """The groups in a sentence, for who doesn't see the picture."""
        words = self._words
        groups = (
            words.labelled(
                words.say("landscape.group", number=number),
                words.listed(called(self._landscape.by_name[name], words) for name in group.members),
            )
            for number, group in enumerate(self._landscape.groups, 1)
        )
        return words.joined(groups)

    def _title(self) -> Iterator[str]:
        self._y = TITLE + 4
        yield text_at(0, self._y, title(self._landscape, self._words), TITLE, font_weight="bold")

    def _lead(self) -> Iterator[str]:
        """The day, how to look at it, and which topics have their answer from above."""
        words, rows = self._words, self._landscape.rows
        said = [words.say("landscape.as_of", day=today().isoformat()), words.say("landscape.picture_says")]
        above = [row for row in rows if any(cell.state == "higher_level" for cell in row.cells)]
        if above:
            names = words.listed(words.pick(row.topic.name) for row in above)
            said.append(words.say("landscape.from_above", topics=names))
        yield from self._lines(("" if words.language == "zh" else " ").join(said), LEAD)
        self._y += 16

    def _foot(self) -> Iterator[str]:
        yield from self._lines(self._words.say("say.disclaimer"), LEAD)
        self._y += 6

    def _lines(self, said: str, size: float) -> Iterator[str]:
        for line in lines_within(said, WIDTH, size):
            self._y += size * 1.55
            yield text_at(0, self._y, line, size, fill=FAINT)

    # A band

    def _band(self, band: Sequence[Row]) -> Iterator[str]:
        """A list: what it means, its topics, and what each region has on them."""
        self._y += BAND
        yield text_at(0, self._y, self._words.say(f"landscape.band.{band[0].kind}"), BAND, font_weight="bold")
        yield from self._heads(band)
        place = 0
        for number, group in enumerate(self._landscape.groups, 1):
            top = self._y
            for _ in group.members:
                yield from self._row(place, band)
                place += 1
            yield from self._group(number, top)
            self._y += BETWEEN
        self._y += BELOW

    def _heads(self, band: Sequence[Row]) -> Iterator[str]:
        """The names of topics, their last lines right above the cells."""
        heads = [lines_within(self._words.pick(row.topic.name), self._cell - 4, HEAD) for row in band]
        self._y += 7 + max(map(len, heads)) * HEAD * 1.2
        for column, lines in enumerate(heads):
            middle = self._left(column) + self._cell / 2
            for above, line in enumerate(reversed(lines)):
                size = size_within(line, self._cell - 4, HEAD)
                y = self._y - above * HEAD * 1.2 - 4
                yield text_at(middle, y, line, size, fill=FAINT, text_anchor="middle")

    def _left(self, column: int) -> float:
        return GROUP + REGION + column * self._cell

    def _group(self, number: int, top: float) -> Iterator[str]:
        """The number of a group beside its rows, with a line along them."""
        said = self._words.say("landscape.group", number=number)
        middle = (top + self._y) / 2 + HEAD * 0.36
        yield element("rect", x=0, y=top + 1, width=3, height=self._y - top - 2, fill=FAINT)
        yield text_at(7, middle, said, size_within(said, GROUP - 11, HEAD), fill=FAINT)

    def _row(self, place: int, band: Sequence[Row]) -> Iterator[str]:
        name = self._names[place]
        size = size_within(name, REGION - 6, HEAD + 1)
        yield text_at(GROUP, self._y + ROW / 2 + size * 0.36, name, size)
        for column, row in enumerate(band):
            yield self._cell_at(self._left(column), row, row.cells[place], name)
        self._y += ROW

    def _cell_at(self, x: float, row: Row, cell: Cell, region: str) -> str:
        """A cell: its word on its shade, on a dashed one where nobody outside knows; its clauses when pointed at."""
        said = cell_word(row.kind, cell, self._words)
        level = strictness(row.kind, cell)
        box = {"x": x + 1, "y": self._y + 1, "width": self._cell - 2, "height": ROW - 2, "rx": 2.0}
        if level is None:
            ink = FAINT
            shade = element("rect", **box, fill=PAPER, stroke=LINE, stroke_width=0.6, stroke_dasharray="2 2")
        else:
            fill, ink = SHADES[level]
            shade = element("rect", **box, fill=fill)
        size = self._sizes[level is not None]
        middle = x + self._cell / 2, self._y + ROW / 2 + size * 0.36
        told = (region, topic_name((row.topic.id, row.kind), self._words), said, *cell_clauses(cell))
        return element(
            "g",
            element("title", in_svg(self._words.joined(told))),
            shade,
            text_at(*middle, said, size, fill=ink, text_anchor="middle"),
        )
