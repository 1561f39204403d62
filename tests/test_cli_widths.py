"""The widths of what the command line prints: every line fits, every column stands below itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from rich.cells import cell_len

from rongcuo.facts.text import Language

from .running import LANGUAGES, REGIONS, run
from .test_cli import ACCIDENT, PLAN, REPORT, YIWU, printed, widest

pytestmark = pytest.mark.once


# Widths

PAGES: list[tuple[str, ...]] = [
    ("compare", YIWU), ("compare", ACCIDENT), ("compare", REPORT), ("compare", PLAN),
    ("rule", ACCIDENT, "--region", "靖江", "--explain"), ("rule", YIWU, "--region", "bincheng"),
    ("show", "hongze"), ("show", "洪泽", "P3"), ("regions",), ("plugins",), ("facts",), ("matrix",),
    ("measures",),
]  # fmt: skip


WITHOUT_TABLE = [
    *(page for page in PAGES if page[0] == "compare"),
    ("rule", YIWU, "--region", "bincheng"),
    ("show", "洪泽", "P3"),
]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(page: tuple[str, ...], columns: int, language: Language) -> None:
    done = printed(*page, columns=columns, language=language)
    assert done.status == 0
    assert widest(done.out) <= columns


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("page", [page for page in PAGES if page not in WITHOUT_TABLE], ids=" ".join)
def test_the_columns_of_a_table_stand_below_each_other(
    page: tuple[str, ...], columns: int, language: Language
) -> None:
    tables = list(tables_in(printed(*page, columns=columns, language=language).out))
    assert tables
    for head, rows in tables:
        starts = [match.start() for match in re.finditer(r"(?<=  )\S", "  " + cells(head))]
        assert len(starts) >= 2
        for row in rows:
            for start in starts[1:]:
                assert ("  " + cells(row)).ljust(start)[start - 1] == " ", f"{head}\n{row}"


def cells(line: str) -> str:
    """A line with one sign for each cell: a wide sign is followed by a mark that isn't blank."""
    return "".join(sign if cell_len(sign) == 1 else "█" * cell_len(sign) for sign in line)


def tables_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """The head and the lines of each table."""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if set(line.strip()) == {"─"}:
            rows = []
            for below, after in pairwise([*lines[index + 1 :], ""]):
                if set(after.strip()) == {"─"}:  # the head of the next table
                    break
                if below and not below.startswith(" "):
                    break
                rows.append(below)
            yield lines[index - 1], rows


CLOSING = tuple("，。；：？！、）》」』】”’")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_no_line_begins_with_a_closing_sign_or_breaks_an_id(page: tuple[str, ...]) -> None:
    out = printed(*page, columns=80).out
    for line in out.splitlines():
        for part in re.split(r"\s{2,}", line.strip()):
            assert not part.startswith(CLOSING), line
    for name in re.findall(rf"(?:{'|'.join(REGIONS)}):[A-Z]\w*", run(*page, columns=300).out):
        assert name in out
