"""A page: headings, tables and lines, its texts broken into lines, or written as Markdown or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..facts.text import Language, say
from . import landing

if TYPE_CHECKING:
    from ..plugins.registry import Registry


@frozen
class Heading:
    text: str
    level: int = 1


@frozen
class Lines:
    """Plain lines; `bullets` puts a mark before each, `numbered` its number."""

    lines: tuple[str, ...]
    bullets: bool = False
    numbered: bool = False

    def marks(self, bullet: str) -> list[str]:
        """What stands before each line."""
        return [f"{n}. " if self.numbered else bullet * self.bullets for n in range(1, len(self.lines) + 1)]


@frozen
class Table:
    """Columns and rows of text; a cell may have several lines.

    With `repeat`, a table too wide for the terminal is printed in parts side by side, each of which
    begins with so many of its first columns; its rows stand close.  With `tones`, a colour for the second
    cell of each row, it is printed without its head; `shorter` are then other texts of each row's last cell, of
    which the first is taken that is short enough.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    repeat: int = 0
    tones: tuple[str, ...] = ()
    shorter: tuple[tuple[str, ...], ...] = ()

    def only(self, chosen: Sequence[int]) -> Table:
        """The table with these columns alone."""
        rows = tuple(tuple(row[index] for index in chosen) for row in self.rows)
        return Table(tuple(self.columns[index] for index in chosen), rows, self.repeat)


@frozen
class Origin:
    """What a whole page rests on: lines where a person reads it, columns beside every row in CSV."""

    lines: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


@frozen
class Picture:
    """A drawing as SVG without style sheets, the same with its title for a file of its own, and as a table."""

    svg: str
    alone: str
    table: Table
    title_of_table: str


@frozen
class AsPrinted:
    """What a file of a page is made of that holds nothing but the page: what is on, and the regions it tells of.

    A picture stands before it in files that can hold one.
    """

    registry: Registry
    regions: tuple[str, ...]
    picture: Picture | None = None


Block = Heading | Lines | Table | Origin
Page = Sequence[Block]


#: Signs that can't begin a line, and signs that can't end one.
_CLOSING = frozenset("，。；：？！、／）》」』】〕”’…％")
_OPENING = frozenset("（《「『【〔“‘")


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells.

    Words and ids stay whole where there is room, no closing sign begins a line, no opening one ends it.
    """
    return [line for paragraph in landing.terminal(text).split("\n") for line in _wrapped(paragraph, width)]


def _wrapped(paragraph: str, width: int) -> list[str]:
    from rich.cells import cell_len

    if cell_len(whole := paragraph.rstrip(" ")) <= width:
        return [whole]
    lines, line = [], ""
    for part in _fitting(paragraph, width):
        if cell_len(line + part.rstrip(" ")) > width and line:
            lines.append(line.rstrip(" "))
            line = ""
        if cell_len((line + part).rstrip(" ")) <= width:
            line += part
            continue
        for sign in part:
            if cell_len(line + sign) > width and sign != " ":
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line.rstrip(" ")]


def _fitting(paragraph: str, width: int) -> Iterator[str]:
    """The unbroken parts; one too wide for any line lets go of the opening signs before it."""
    from rich.cells import cell_len

    for part in _unbroken(paragraph):
        rest = part.lstrip("".join(_OPENING))
        if cell_len(part.rstrip(" ")) > width and rest != part:
            yield part[: len(part) - len(rest)]
            part = rest
        yield part


def _unbroken(paragraph: str) -> list[str]:
    """The parts between which a line may end, each with the spaces behind it."""
    parts: list[str] = []
    for token in re.findall(r"[!-~]+|.", paragraph):
        sticks = parts and (token in _CLOSING or parts[-1][-1] in _OPENING or token == " ")
        if sticks:
            parts[-1] += token
        else:
            parts.append(token)
    return parts


def markdown(page: Page) -> str:
    """A page as Markdown."""
    parts: list[str] = []
    for block in page:
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {landing.in_markdown(block.text)}")
        elif isinstance(block, Table):
            parts.append("\n".join(_markdown_rows(block)))
        else:
            lines = [landing.line_of_markdown(line) for line in block.lines]
            marks = block.marks("- ") if isinstance(block, Lines) else [""] * len(block.lines)
            between = "\n" if any(marks) else "  \n"
            parts.append(between.join(map("".join, zip(marks, lines, strict=True))))
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown_rows(table: Table) -> list[str]:
    def row(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    head, *rows = ([landing.in_markdown(cell) for cell in cells] for cells in (table.columns, *table.rows))
    return [row(head), row(["---"] * len(head)), *map(row, rows)]


def as_json(data: Any) -> str:
    """The text that `--json` prints, its last line end included."""
    import json  # only what isn't read by a person needs it

    return landing.json_text(json.dumps(data, ensure_ascii=False, indent=1)) + "\n"


def comma_separated(page: Page, language: Language) -> str:
    """The tables of a page as CSV, with a byte-order mark so that spreadsheets read the Chinese.

    Beside every row stand the headings above it and what the page rests on, so that a row can be kept
    by itself.  A page without a table gives its lines.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    origin = [column for block in page if isinstance(block, Origin) for column in block.columns]
    for index, (table, headings) in enumerate(_tables(page, language)):
        beside = [(say(language, f"column.heading_{level}"), said) for level, said in headings.items()]
        beside += origin
        if index:
            writer.writerow([])
        names, texts = [name for name, _ in beside], [said for _, said in beside]
        for row in ((*table.columns, *names), *((*row, *texts) for row in table.rows)):
            writer.writerow(map(landing.spreadsheet, row))
    return "\ufeff" + out.getvalue()


def _tables(page: Page, language: Language) -> Iterator[tuple[Table, dict[int, str]]]:
    """Each table with the headings above it, by their level; where there is none, the lines."""
    tabular = any(isinstance(block, Table) for block in page)
    headings: dict[int, str] = {}
    for block in page:
        if isinstance(block, Heading):
            headings = {level: said for level, said in headings.items() if level < block.level}
            headings[block.level] = block.text
        elif isinstance(block, Table):
            yield block, headings
        elif isinstance(block, Lines) and not tabular:
            rows = tuple((line,) for line in block.lines if line)
            if rows:
                yield Table((say(language, "column.said"),), rows), headings
