"""The index of the documents, and the links between them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
INDEX = DOCS / "README.md"
READMES = [DOCS.parent / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")]
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


def test_the_pages_of_an_officer_come_first_in_chinese_and_then_in_english() -> None:
    assert links(INDEX)[0] == "zh/first-answer.md"
    officer = re.split(r"^## ", INDEX.read_text("utf-8"), flags=re.MULTILINE)[1]
    rows = [re.findall(r"\]\(([^)]+)\)", row) for row in officer.splitlines() if "](" in row]
    assert len(rows) > 5
    assert all(english == [Path("how-to", Path(chinese).name).as_posix()] for chinese, *english in rows[1:])
    in_readme = links(DOCS.parent / "README.zh-CN.md")
    assert all(f"docs/{name}" in in_readme for name, *_ in rows)


@pytest.mark.parametrize("name", ["hooks.md", "case-files.md"])
def test_a_reference_shows_the_same_examples_in_both_languages(name: str) -> None:
    blocks = [
        re.findall(
            r"^```(?:python|console)\n(.*?)^```$",
            (DOCS / folder / name).read_text("utf-8"),
            re.MULTILINE | re.DOTALL,
        )
        for folder in ("reference", "zh")
    ]
    assert blocks[0] == blocks[1] != []


@pytest.mark.parametrize(
    "page", [*READMES, INDEX, *PAGES], ids=lambda page: page.relative_to(DOCS.parent).as_posix()
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        name, _, part = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        if part:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert part in {anchor(heading) for heading in headings}, target
