"""The navigation of the site is that of the index of the documents."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import docs_site  # noqa: E402

INDEX = """\
# Documents

## 教程 · Tutorial

| page | for whom |
| --- | --- |
| [甲](zh/a.md) · [A](tutorial/a.md) | [not this](zh/b.md) |

## 查阅 · Reference

| page | what |
| --- | --- |
| [`x.toml`](reference/x.md) | keys |
"""


def test_the_navigation_has_each_language_in_the_order_of_the_index() -> None:
    chinese, english = docs_site.navigation(INDEX)
    assert chinese == {"中文": [{"文档": "README.md"}, {"教程": [{"甲": "zh/a.md"}]}]}
    assert english == {
        "English": [
            {"Tutorial": [{"A": "tutorial/a.md"}]},
            {"Reference": [{"x.toml": "reference/x.md"}]},
        ]
    }


def test_the_configuration_is_toml_and_names_every_page_of_the_index() -> None:
    nav = tomllib.loads(docs_site.configuration())["project"]["nav"]
    told = [
        link[1]
        for _, _, links in docs_site.parts((ROOT / "docs" / "README.md").read_text("utf-8"))
        for link in links
    ]
    assert len(told) > 30
    assert all(f'"{name}"' in docs_site.inline(nav) for name in told)
    assert {
        head for _, head, _ in docs_site.parts(docs_site.DOCS.joinpath("README.md").read_text("utf-8"))
    } - {""}


def test_the_site_asks_no_other_server() -> None:
    assert tomllib.loads(docs_site.configuration())["project"]["theme"]["font"] is False


def test_chinese_lines_are_joined_without_a_blank_and_nothing_else_is() -> None:
    page = "# 题\n\n第一句。\n第二句，见“三”\n（四）。\n- 一项\n- 二项\nEnglish.\n中文\n\n"
    page += "```toml\n# 说明。\n说明\n```\n"
    assert docs_site.unfolded(page) == page.replace("句。\n第", "句。第").replace("”\n（", "”（")


def test_a_link_that_leaves_the_documents_is_left_out() -> None:
    page = "[measured](../../benchmarks/README.md#x), [facts](../reference/facts.md)"
    assert docs_site.kept_within(page, 1) == "measured, [facts](../reference/facts.md)"
