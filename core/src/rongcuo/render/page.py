"""A page: headings, tables and lines, shown on a terminal or written as Markdown or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from ..facts.text import Language, say
from . import landing

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.measure import Measurement
    from rich.text import Text as RichText


@frozen
class Heading:
    text: str
    level: int = 1


@frozen
class Lines:
    """Plain lines; `bullets` puts a mark before each."""

    lines: tuple[str, ...]
    bullets: bool = False


@frozen
class Table:
    """Columns and rows of text; a cell may have several lines.

    With `repeat`, a table too wide for the terminal is printed in parts side by side, each of which
    begins with so many of its first columns; its rows stand close.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    repeat: int = 0

    def only(self, chosen: Sequence[int]) -> Table:
        """The table with these columns alone."""
        rows = tuple(tuple(row[index] for index in chosen) for row in self.rows)
        return Table(tuple(self.columns[index] for index in chosen), rows, self.repeat)


@frozen
class Origin:
    """What a whole page rests on: lines where a person reads it, columns beside every row in CSV."""

    lines: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


Block = Heading | Lines | Table | Origin
Page = Sequence[Block]


#: The fewest and the most cells that a line has, whatever COLUMNS says.
_NARROWEST, _WIDEST = 20, 1000


def show(page: Page) -> None:
    """Prints a page on the terminal, as wide as it is."""
    from rich.text import Text

    console = _console()
    for index, block in enumerate(page):
        if isinstance(block, Heading):
            if index:
                console.print()
            style = "bold" if block.level == 1 else "bold underline"
            console.print(Text(landing.terminal(_one_line(block.text)), style=style))
        elif isinstance(block, Table):
            for part in _parts(block, console.width):
                if _fits(part, console.width):
                    _print_table(console, part)
                else:
                    _print_rows(console, part)
        else:
            for line in block.lines:
                _print_line(console, line, isinstance(block, Lines) and block.bullets)


def _console() -> Console:
    import os
    from shutil import get_terminal_size

    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise  # it is the command line that knows what a reader who left means

    # rich takes any digits for a width; a height keeps it from reading LINES so too
    told = get_terminal_size().columns if "COLUMNS" in os.environ else None
    console = Screen(highlight=False, soft_wrap=False, width=told, height=25)
    console.width = min(max(console.width, _NARROWEST), _WIDEST)
    return console


#: What stands between two columns and at the two edges of a table, in cells.
_BETWEEN, _EDGES = 3, 2
#: What columns ask for at most, those that are repeated and the others; longer texts are wrapped.
_REPEATED, _OTHER = 24, 16
#: What a column needs at least, so that a table can be read.
_LEAST = 6


def _parts(table: Table, width: int) -> list[Table]:
    """A table in parts that fit the width, about equally many columns in each."""
    if not table.repeat:
        return [table]

    def needed(index: int) -> int:
        return min(_wide(table, index), _REPEATED if index < table.repeat else _OTHER)

    first, rest = range(table.repeat), range(table.repeat, len(table.columns))
    for number in range(1, len(rest) + 1):
        cuts = [len(rest) * index // number for index in range(number + 1)]
        parts = [[*first, *rest[start:end]] for start, end in pairwise(cuts)]
        if all(_together(map(needed, part)) <= width for part in parts):
            break
    return [table.only(part) for part in parts]


def _fits(table: Table, width: int) -> bool:
    """Whether there is room for the columns side by side, be they narrow."""
    return _together(min(_wide(table, index), _LEAST) for index in range(len(table.columns))) <= width


def _wide(table: Table, index: int) -> int:
    """The cells that a column would take on lines that aren't wrapped."""
    from rich.cells import cell_len

    cells = [table.columns[index], *(row[index] for row in table.rows)]
    return max(cell_len(line) for cell in cells for line in cell.split("\n"))


def _together(columns: Iterable[int]) -> int:
    return sum(wide + _BETWEEN for wide in columns) - _BETWEEN + _EDGES


def _print_rows(console: Console, table: Table) -> None:
    """A table without room for its columns: of each row the cells that say something, one below the other."""
    from rich.padding import Padding
    from rich.text import Text

    for row in table.rows:
        console.print()
        for column, cell in zip(table.columns, row, strict=True):
            if cell:
                console.print(Text(landing.terminal(column), style="dim"))
                console.print(Padding(_Cell(cell), (0, 0, 0, 2)))


def _print_line(console: Console, line: str, bullet: bool) -> None:
    from rich.table import Table as Grid

    if not bullet:
        console.print(_Cell(line))
        return
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column()
    grid.add_row("·", _Cell(line))
    console.print(grid)


def _print_table(console: Console, table: Table) -> None:
    from rich import box
    from rich.table import Table as Grid

    grid = Grid(box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False, padding=(0, 1))
    for column in table.columns:
        grid.add_column(_Cell(column), vertical="top")
    tall = not table.repeat and any("\n" in cell for row in table.rows for cell in row)
    for index, row in enumerate(table.rows):
        grid.add_row(*map(_Cell, row), end_section=tall and index < len(table.rows) - 1)
    console.print(grid)


@frozen
class _Cell:
    """A text that rich breaks into lines as Chinese is broken."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RichText]:
        from rich.text import Text as RichText

        yield RichText("\n".join(wrap(self.text, options.max_width)))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.text import Text as RichText

        return RichText(landing.terminal(self.text)).__rich_measure__(console, options)


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

    lines, line = [], ""
    for part in _fitting(paragraph, width):
        if cell_len(line + part.rstrip(" ")) > width and line:
            lines.append(line.rstrip(" "))
            line = ""
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
            parts.append(f"{'#' * block.level} {landing.in_markdown(_one_line(block.text))}")
        elif isinstance(block, Table):
            parts.append("\n".join(_markdown_rows(block)))
        else:
            lines = map(landing.line_of_markdown, block.lines)
            bullets = isinstance(block, Lines) and block.bullets
            parts.append("\n".join(f"- {line}" for line in lines) if bullets else "  \n".join(lines))
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown_rows(table: Table) -> list[str]:
    def row(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    head, *rows = ([landing.in_markdown(cell) for cell in cells] for cells in (table.columns, *table.rows))
    return [row(head), row(["---"] * len(head)), *map(row, rows)]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\r\n", "\n").split("\n"))


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
        names, told = [name for name, _ in beside], [said for _, said in beside]
        for row in ((*table.columns, *names), *((*row, *told) for row in table.rows)):
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
