"""The index of the documents, and the links between them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
INDEX = DOCS / "README.md"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path != INDEX)
#: Pages of one kind, which have an index of their own beside their folder.
FOLDERS = sorted(path.with_suffix("") for path in DOCS.rglob("*.md") if path.with_suffix("").is_dir())


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def links(page: Path) -> list[str]:
    """What a page links to within the checkout."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]


def anchor(heading: str) -> str:
    """The name under which a heading is linked to."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent not in FOLDERS], ids=name_of)
def test_every_page_is_in_the_index(page: Path) -> None:
    assert name_of(page) in links(INDEX)


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_page_of_a_folder_is_in_the_index_of_the_folder(folder: Path) -> None:
    told = {f"{folder.name}/{page.name}" for page in folder.glob("*.md")}
    assert told and told <= set(links(folder.with_suffix(".md")))


@pytest.mark.parametrize("page", [INDEX, *PAGES], ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        name, _, part = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        if part:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert part in {anchor(heading) for heading in headings}, target
