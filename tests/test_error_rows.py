"""The page of error rows: every message that can make one is on it, with its cause and its mend."""

from __future__ import annotations

import ast
import re
import runpy
from typing import Any

import pytest

from rongcuo.catalogue import MESSAGES

from .running import ROOT

SOURCE = ROOT / "core" / "src" / "rongcuo"
#: Where what makes an error row is found: plugins, the deployment, policy files, conditions, the ruling.
MODULES = (
    "plugins/registry", "plugins/loading", "plugins/distributions", "plugins/serving", "plugins/deployment",
    "plugins/years",
    "policy/clauses", "policy/internal", "policy/binding", "policy/versions", "policy/files", "policy/syntax",
    "facts/structuring", "facts/conditions", "facts/vocabulary", "facts/problems", "policy/definitions",
    "ruling/rule",
)  # fmt: skip
#: What ends a run before there is a row: a region that isn't there is asked for, the working folder is gone,
#: the standard input is closed.
NO_ROW = {
    "ambiguous_region", "unknown_region", "region_off", "measures_alone", "no_region_installed", "folder_gone",
    "input_closed",
}  # fmt: skip


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "error_rows.py"))


@pytest.fixture(scope="module")
def rows(tool: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for section in tool["written_rows"]()["section"] for row in section["row"]]


def raised(module: str) -> set[str]:
    """The codes of problems that a module names."""
    tree = ast.parse((SOURCE / f"{module}.py").read_text("utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in texts if f"problem.{text}" in MESSAGES} - {"near"} - NO_ROW


@pytest.mark.parametrize("module", MODULES)
def test_every_message_that_can_make_an_error_row_is_on_the_page(
    module: str, rows: list[dict[str, Any]]
) -> None:
    told = {code for row in rows for code in row["codes"]}
    assert raised(module) - told == set()


def test_no_message_is_on_the_page_that_nothing_raises(rows: list[dict[str, Any]]) -> None:
    told = [code for row in rows for code in row["codes"]]
    assert len(told) == len(set(told))
    assert set(told) == set().union(*map(raised, MODULES))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_what_the_tool_writes(language: str, tool: dict[str, Any]) -> None:
    assert tool["PAGES"][language].read_text("utf-8") == tool["page"](language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_row_says_why_and_what_to_do_in_the_language(language: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for key in ("why", "do"):
            text = row[key][language]
            assert text.endswith("。" if language == "zh" else "."), text
            assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh"), text
