"""A page on a terminal, as wide as it is, its columns aligned in Chinese too.

rich measures the signs.  Its own tables are laid out as here, but took a fifth of the start of a command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import click
from rich.cells import cell_len

from . import landing
from .page import Heading, Lines, Page, Table, wrap

#: The width where none is known, and the fewest and the most cells that a line has, whatever COLUMNS says.
_USUAL, _NARROWEST, _WIDEST = 80, 20, 1000
#: What stands between two columns and at the two edges of a table, in cells.
_BETWEEN, _EDGES = 3, 2
#: The last cell of a row without a head stands below the others where it had less room, and so far in.
_ROOMY, _INDENT = 30, 3
#: So many lines a row without a head has at most, and so many rows more than one, where shorter texts allow it.
_ROW, _SECOND_LINES = 2, 5
#: Where there are few rows, each has room for more.
_FEW, _ROW_OF_FEW = 2, 5
#: What columns ask for at most, those that are repeated and the others; longer texts are wrapped.
_REPEATED, _OTHER = 24, 16
#: What a column needs at least, so that a table can be read.
_LEAST = 6


def show(page: Page) -> None:
    """Prints a page on the terminal, as wide as it is."""
    width = terminal_width()
    for index, block in enumerate(page):
        if isinstance(block, Heading):
            if index:
                _print("")
            for line in wrap(landing.on_one_line(landing.terminal(block.text)), width):
                _print(line, bold=True, underline=block.level > 1)
        elif isinstance(block, Table):
            for part in _parts(block, width):
                if part.tones:
                    _print_bare(part, width)
                elif not _fits(part, width):
                    _print_rows(part, width)
                else:
                    _print_table(part, width)
        else:
            marks = block.marks("· ") if isinstance(block, Lines) else [""] * len(block.lines)
            for mark, text in zip(marks, block.lines, strict=True):
                first, *rest = wrap(text, width - len(mark))
                _print(mark + first)
                for line in rest:
                    _print(" " * len(mark) + line)


def terminal_width() -> int:
    """How many cells a line has: what COLUMNS says, else the first terminal there is."""
    return min(max(_given_width() or _USUAL, _NARROWEST), _WIDEST)


def _given_width() -> int:
    """The width that anything tells, 0 where nothing does."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and columns.strip("0"):
        return int(columns[:9])
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            width = os.get_terminal_size(stream.fileno()).columns if stream else 0
        except (OSError, ValueError):
            continue
        if width:
            return width
    return 0


def _print(text: str, **style: Any) -> None:
    # a terminal that can't do more says so; click tells whether it is one at all
    plain = False if os.environ.get("TERM") in ("dumb", "unknown") else None
    click.echo(click.style(text, **style) if style and text else text, color=plain)


def _parts(table: Table, width: int) -> list[Table]:
    """A table in parts that fit the width, about equally many columns in each."""
    if not table.repeat:
        return [table]

    def needed(index: int) -> int:
        return min(_natural(table, index), _REPEATED if index < table.repeat else _OTHER)

    first, rest = range(table.repeat), range(table.repeat, len(table.columns))
    for number in range(1, len(rest) + 1):
        cuts = [len(rest) * index // number for index in range(number + 1)]
        parts = [[*first, *rest[start:end]] for start, end in pairwise(cuts)]
        if all(_side_by_side(map(needed, part)) <= width for part in parts):
            break
    return [table.only(part) for part in parts]


def _fits(table: Table, width: int) -> bool:
    """Whether there is room for the columns side by side, be they narrow."""
    return _side_by_side(min(_natural(table, index), _LEAST) for index in range(len(table.columns))) <= width


def _side_by_side(columns: Iterable[int]) -> int:
    return sum(wide + _BETWEEN for wide in columns) - _BETWEEN + _EDGES


def _natural(table: Table, index: int) -> int:
    """The cells that a column takes where nothing is wrapped."""
    cells = [table.columns[index], *(row[index] for row in table.rows)]
    return max(cell_len(line) for cell in cells for line in landing.terminal(cell).split("\n"))


def _print_table(table: Table, width: int) -> None:
    widths = _fitting([_natural(table, index) for index in range(len(table.columns))], width - _EDGES)
    tall = not table.repeat and any("\n" in cell for row in table.rows for cell in row)
    _print("")
    for line in _row(table.columns, widths, at_foot=True):
        _print(line, bold=True)
    utf = (getattr(sys.stdout, "encoding", None) or "utf").lower().startswith("utf")
    _print(f" {('─' if utf else '-') * (sum(widths) + _BETWEEN * (len(widths) - 1))}")
    for index, row in enumerate(table.rows):
        if tall and index:
            _print("")
        for line in _row(row, widths):
            _print(line)
    _print("")


def _print_bare(table: Table, width: int) -> None:
    """Rows without a head, the second cell of each in its colour; the last below the others where it is narrow."""
    widths = [_natural(table, index) for index in range(len(table.columns))]
    beside = width - _side_by_side(widths[:-1]) - _BETWEEN
    stacked = beside < min(widths[-1], _ROOMY)
    widths = [*widths[:-1], width - _INDENT] if stacked else _fitting(widths, width - _EDGES)
    texts = [[row[-1], *shorter] for row, shorter in zip(table.rows, table.shorter, strict=True)]
    for row, tone, text in zip(table.rows, table.tones, _short_enough(texts, widths[-1]), strict=True):
        tone = "" if os.environ.get("NO_COLOR") else tone
        if not stacked:
            lines = _row((*row[:-1], text), widths, tone=tone)
        elif _side_by_side(widths[:-1]) <= width:
            below = wrap(text, widths[-1]) if text else []
            lines = iter([*_row(row[:-1], widths[:-1], tone=tone), *(" " * _INDENT + line for line in below)])
        else:
            lines = (line for cell in (*row[:-1], text) if cell for line in wrap(cell, width))
        for line in lines:
            _print(line)


def _short_enough(texts: Sequence[Sequence[str]], width: int) -> list[str]:
    """Of each row's texts the longest that has two lines at most, or one where too many rows have two."""
    lines = [[len(wrap(text, width)) for text in row] for row in texts]
    most = _ROW if len(texts) > _FEW else _ROW_OF_FEW
    chosen = [next((i for i, n in enumerate(row) if n <= most), len(row) - 1) for row in lines]
    for index in reversed(range(len(texts))):
        taken = sum(row[choice] for row, choice in zip(lines, chosen, strict=True))
        if len(texts) > _FEW and taken > len(texts) + _SECOND_LINES and 1 in lines[index]:
            chosen[index] = lines[index].index(1)
    return [row[choice] for row, choice in zip(texts, chosen, strict=True)]


def _print_rows(table: Table, width: int) -> None:
    """A table without room for its columns: of each row the cells that say something, one below the other."""
    for row in table.rows:
        _print("")
        for column, cell in zip(table.columns, row, strict=True):
            for line in wrap(column, width) if cell else ():
                _print(line, dim=True)
            for line in wrap(cell, width - 2) if cell else ():
                _print(f"  {line}")


def _row(
    cells: Sequence[str], widths: Sequence[int], *, at_foot: bool = False, tone: str = ""
) -> Iterator[str]:
    """The lines of a row, each cell at its top or at its foot, the second in this colour."""
    columns = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    tall = max(map(len, columns))
    columns = [[""] * (tall - len(c)) + c if at_foot else c + [""] * (tall - len(c)) for c in columns]
    for lines in zip(*columns, strict=True):
        filled = [line + " " * (width - cell_len(line)) for line, width in zip(lines, widths, strict=True)]
        if tone and (text := lines[1]):
            filled[1] = filled[1].replace(text, click.style(text, fg=tone), 1)
        yield f" {(' ' * _BETWEEN).join(filled)}".rstrip()


def _fitting(widths: list[int], most: int) -> list[int]:
    """Widths of columns that fit together: the widest give way first, to the width of the next."""
    last = len(widths) - 1
    # the blanks beside a text are its column's: one beside the first and the last, two beside the others
    beside = [(index > 0) + (index < last) for index in range(len(widths))]
    wide = [width + blanks for width, blanks in zip(widths, beside, strict=True)]
    while (excess := sum(wide) + last - most) > 0 and max(wide) > 0:
        widest = max(wide)
        others = [width for width in wide if width < widest]
        step = widest - max(others, default=0)
        among = len(wide) - len(others)
        for index, width in enumerate(wide):
            if width == widest:
                given = min(step, round(excess / among))
                wide[index] -= given
                excess -= given
                among -= 1
    return [width - blanks for width, blanks in zip(wide, beside, strict=True)]
