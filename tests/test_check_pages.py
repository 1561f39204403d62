"""Every code has its page, and the examples on it are wrong and right as they say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo_workshop.check import check
from rongcuo_workshop.finding import CODES, Finding
from rongcuo_workshop.workspace import survey_plugin

from .running import ROOT, everything

pytestmark = [pytest.mark.once, pytest.mark.slow]

_spec = importlib.util.spec_from_file_location("check_pages", ROOT / "tools" / "check_pages.py")
assert _spec is not None and _spec.loader is not None
tool: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

CHECKS = {told["code"]: told for told in tool.written_rows()["check"]}
#: What no example in a file can show: a plugin in Python that fails, and a text of more steps than the budget.
WITHOUT_EXAMPLE = {"RC127", "RC209", "RC211"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything("national")


def findings(code: str, which: str, folder: Path, registry: Registry) -> list[Finding]:
    for name, text in tool.example(CHECKS[code], which).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return check(survey_plugin(str(folder), registry), CHECKS[code].get("source"))


def test_every_code_has_its_page_in_the_order_of_the_codes() -> None:
    assert list(CHECKS) == list(CODES)


def test_only_what_no_file_can_show_has_no_example() -> None:
    assert {code for code, told in CHECKS.items() if "right" not in told} == WITHOUT_EXAMPLE


@pytest.mark.parametrize("code", sorted(set(CODES) - WITHOUT_EXAMPLE))
def test_the_wrong_example_has_this_code_and_no_other(code: str, tmp_path: Path, registry: Registry) -> None:
    found = {f.code for f in findings(code, "wrong", tmp_path, registry)}
    # to be short, an example leaves out what was seen of its lists
    beside = {"RC407", *(name for name in CODES if CODES[name].severity == "work")} - {code}
    assert found - beside == {code}


@pytest.mark.parametrize("code", sorted(set(CODES) - WITHOUT_EXAMPLE))
def test_the_right_example_has_neither_this_code_nor_an_error(
    code: str, tmp_path: Path, registry: Registry
) -> None:
    found = findings(code, "right", tmp_path, registry)
    assert not [f.problem.message("en") for f in found if f.code == code or f.severity == "error"]


@pytest.mark.parametrize(
    "module",
    [
        "policy/binding",
        "policy/files",
        "facts/structuring",
        "facts/conditions",
        "facts/vocabulary",
        "plugins/loading",
    ],
)
def test_every_mistake_that_keeps_a_plugin_from_loading_has_a_code(module: str) -> None:
    source = (ROOT / "core" / "src" / "rongcuo" / f"{module}.py").read_text("utf-8")
    raised = set(re.findall(r'(?:\bProblem|\.problem|\.add|\bfail)\(\s*(?:\w+, )?"([a-z_0-9]+)"', source))
    assert raised <= {problem for code in CODES.values() for problem in code.problems}


def test_every_problem_of_a_code_has_a_text() -> None:
    for code in CODES.values():
        for problem in code.problems:
            assert tool.message(problem, "en") and tool.message(problem, "zh")
