"""The tutorial: what its pages have the reader write is the plugin that is kept, and its document is ours."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from rongcuo_workshop.outline.documents import read_document
from rongcuo_workshop.outline.entries import outline_of

from .running import ROOT, run

pytestmark = pytest.mark.slow

FOLDER = ROOT / "examples" / "tutorial"
PAGES = (ROOT / "docs" / "tutorial" / "from-document-to-plugin.md", ROOT / "docs" / "zh" / "tutorial.md")
BLOCK = re.compile(r"```toml\n# (\S+)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_what_the_reader_has_written_in_the_end_is_what_is_kept(page: Path) -> None:
    written = dict(BLOCK.findall(page.read_text("utf-8")))  # the last writing of a file stands
    assert len(written) == 7
    for name, text in written.items():
        assert text == (FOLDER / name).read_text("utf-8"), name


def test_the_plugin_passes_everything_strictly() -> None:
    for command in ("check", "test"):
        done = run(command, FOLDER / "rongcuo-yunxiu", "--strict")
        assert done.status == 0, done.out


def test_the_document_has_twelve_articles_and_says_that_it_is_made_up() -> None:
    lines, wrapped = read_document(FOLDER / "document.docx")
    made = outline_of(lines, wrapped=wrapped)
    articles = {re.match("第.+?条", entry.locator.zh)[0] for entry in made.entries}  # type: ignore[index]
    assert len(articles) == 12
    assert made.problems == ()
    assert any("虚构" in left.text for left in made.left_out)


def test_every_clause_stands_where_its_locator_says() -> None:
    lines, wrapped = read_document(FOLDER / "document.docx")
    places = {entry.locator.zh for entry in outline_of(lines, wrapped=wrapped).entries}
    for file in (FOLDER / "rongcuo-yunxiu" / "src" / "rongcuo_yunxiu").glob("*.toml"):
        for rows in tomllib.loads(file.read_text("utf-8")).values():
            for row in rows if isinstance(rows, list) and file.name != "sources.toml" else ():
                assert row["locator"]["zh"] in places
