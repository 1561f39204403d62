"""The screens that the documents show are what the commands print."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

screens = pytest.importorskip("screens", reason="needs a terminal of its own")

PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if re.search(r"\]\([^)]+\.svg\)", page.read_text("utf-8"))
]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_picture_is_the_screen_that_its_command_prints(page: Path) -> None:
    drawn = dict(screens.screens(page))
    assert set(drawn) == {
        page.parent / name for name in re.findall(r"\]\(([^)]+\.svg)\)", page.read_text("utf-8"))
    }
    for path, text in drawn.items():
        assert path.read_text("utf-8") == text, "run: python tools/screens.py"


def test_every_piece_stands_in_the_cells_of_a_terminal() -> None:
    svg = screens.drawn("rongcuo x", "洪泽 \x1b[32m可予容错\x1b[0m T1 <3")
    pieces = dict(re.findall(r"<text x=\"[\d.]+\"[^>]*textLength=\"([\d.]+)\"[^>]*>([^<]+)</text>", svg))
    assert pieces == {
        f"{11 * screens.CELL:g}": "$ rongcuo x",
        f"{4 * screens.CELL:g}": "洪泽",
        f"{8 * screens.CELL:g}": "可予容错",
        f"{5 * screens.CELL:g}": "T1 &lt;3",
    }
    assert re.search(rf'fill="{screens.COLOURS[2]}"[^>]*>可予容错', svg)
    assert f'x="{screens.EDGE + 5 * screens.CELL:g}"' in svg
