"""The contract: what breaks it is found, and every plugin of this checkout keeps it."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rongcuo.ruling import Ruling
from rongcuo_workshop.testing import __all__ as PUBLIC
from rongcuo_workshop.testing import contract as contract_module
from rongcuo_workshop.testing.contract import PROMISES, Contract, Kept
from rongcuo_workshop.workspace import open_plugin

from .policytext import clause
from .running import ROOT, everything, run
from .test_testing import CASES, RED_LINES, REGION, SOURCES, TOLERANCE, tiny

pytestmark = [pytest.mark.once, pytest.mark.slow]

PLUGINS = [
    folder.name for folder in sorted((ROOT / "plugins").iterdir()) if (folder / "pyproject.toml").is_file()
]


def contract(folder: Path | str) -> Contract:
    return Contract(open_plugin(str(folder), everything()))


@cache
def of_checkout(name: str) -> Contract:
    return contract(ROOT / name)


# Every plugin


# all of one plugin stand beside each other, so that one process opens it
@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_of_this_checkout_keeps_the_contract(plugin: str, promise: str) -> None:
    kept = of_checkout(f"plugins/{plugin}").kept(promise)
    assert not kept.problems, "\n".join(problem.message("en") for problem in kept.problems)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_only_where_no_red_line_was_seen_or_nothing_is_tolerated_is_failing_closed_not_shown(
    plugin: str,
) -> None:
    policy = of_checkout(f"plugins/{plugin}").subject.policy
    kept = of_checkout(f"plugins/{plugin}").kept("fails_closed")
    if not policy.of("red_line"):
        assert kept.nothing == "no_red_line"
    elif not policy.of("situation"):
        assert kept.nothing == "never_tolerated"
    else:
        assert kept.state == "kept"


@pytest.mark.parametrize("promise", PROMISES)
def test_the_made_up_county_keeps_the_contract(promise: str) -> None:
    kept = of_checkout("examples/demo").kept(promise)
    assert (kept.state, [problem.message("en") for problem in kept.problems]) == ("kept", [])


# What breaks it


def test_a_plugin_that_keeps_it_keeps_every_promise(tmp_path: Path) -> None:
    folder = bilingual(tiny(tmp_path / "tiny"))
    assert {kept.promise: kept.state for kept in contract(folder).all()} == dict.fromkeys(PROMISES, "kept")


def bilingual(folder: Path) -> Path:
    """The small plugin with its cases told in both languages."""
    for file in (folder / "cases").glob("*.toml"):
        text = file.read_text("utf-8").replace(
            f'title = "{file.stem}"', f'title = {{ zh = "案例", en = "{file.stem}" }}'
        )
        file.write_text(text + 'why = { zh = "理由", en = "why" }\n', "utf-8")
    return folder


def broken(folder: Path, promise: str) -> list[str]:
    kept = contract(folder).kept(promise)
    assert kept.state == "broken"
    return [problem.code for problem in kept.problems]


def test_a_private_import_breaks_it(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    (folder / "__init__.py").write_text("from rongcuo.policy import Policy\n", "utf-8")
    assert broken(folder, "loads_alone") == ["private_import"]


def test_an_uncited_source_breaks_it(tmp_path: Path) -> None:
    more = SOURCES + SOURCES.replace('id = "text"', 'id = "other"')
    assert broken(tiny(tmp_path / "tiny", sources=more), "cites_everything") == ["contract_source_uncited"]


def test_a_text_in_the_wrong_language_breaks_it(tmp_path: Path) -> None:
    wrong = TOLERANCE.replace('en = "Trying first"', 'en = "先行先试"')
    folder = bilingual(tiny(tmp_path / "tiny", tolerance=wrong))
    assert broken(folder, "both_languages") == ["contract_no_english"]


def test_a_case_in_one_language_breaks_it(tmp_path: Path) -> None:
    assert set(broken(tiny(tmp_path / "tiny"), "both_languages")) == {"contract_case_language"}


def test_a_plugin_without_cases_breaks_it(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", without=tuple(CASES))
    assert broken(folder, "cases_pass") == ["contract_no_cases"]
    assert set(broken(folder, "clauses_shown")) == {"contract_clause_not_shown"}
    assert set(broken(folder, "slips_noticed")) == {"contract_slip_unnoticed"}


def test_a_core_that_tolerates_with_a_red_line_unknown_breaks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny(tmp_path / "tiny")
    rule = contract_module.rule

    def lenient(*arguments: Any) -> Ruling:
        ruling = rule(*arguments)
        return (
            ruling
            if ruling.verdict != "open"
            else type(ruling)(
                region="tiny", question="tolerance", verdict="tolerated", clauses=ruling.clauses
            )
        )

    assert contract(folder).kept("fails_closed").state == "kept"
    monkeypatch.setattr(contract_module, "rule", lenient)
    assert broken(folder, "fails_closed") == ["contract_not_closed"]


def test_a_plugin_without_red_lines_is_not_said_to_fail_closed(tmp_path: Path) -> None:
    none = '[list.red_line]\nseen = "none"\nsource = "text"\n'
    kept = contract(tiny(tmp_path / "tiny", red_lines=none)).kept("fails_closed")
    assert kept == Kept(promise="fails_closed", state="nothing_to_show", nothing="no_red_line")


def test_the_contract_is_found_where_it_was_with_a_warning() -> None:
    import rongcuo.testing
    from rongcuo_workshop.testing import PluginContract

    assert PUBLIC == ["PluginContract"]
    with pytest.warns(DeprecationWarning, match=r"rongcuo_workshop\.testing"):
        assert rongcuo.testing.PluginContract is PluginContract


# Under pytest


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


CASES_AS_TESTS = ("-p", "rongcuo_workshop.testing.pytest_plugin")


def test_cases_are_tests_of_pytest_where_the_plugin_is_asked_for(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    assert "4 passed" in pytest_in(folder, *CASES_AS_TESTS).stdout
    assert "no tests ran" in pytest_in(folder).stdout


def test_a_case_that_fails_under_pytest_shows_the_clause_and_why(tmp_path: Path) -> None:
    wrong = RED_LINES.replace("loss >= 1000000", "loss >= 999999")
    folder = tiny(tmp_path / "tiny", red_lines=wrong)
    result = pytest_in(folder, *CASES_AS_TESTS)
    assert result.returncode == 1
    assert "1 failed, 3 passed" in result.stdout
    assert "verdict: expected tolerated, came out refused" in result.stdout
    assert "tiny:R1 Loss of one million yuan or more: met." in result.stdout
    assert "Traceback" not in result.stdout


def test_a_broken_case_is_one_failing_test_and_the_others_run(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny")
    (folder / "cases" / "broken.toml").write_text("title = 1\n", "utf-8")
    assert "1 failed, 4 passed" in pytest_in(folder, *CASES_AS_TESTS).stdout


def test_toml_files_elsewhere_are_no_cases(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "x.toml").write_text("y = 1\n", "utf-8")
    assert "no tests ran" in pytest_in(tmp_path, *CASES_AS_TESTS).stdout


SUITE = """
from rongcuo_workshop.testing import PluginContract


class TestContract(PluginContract):
    plugin = {plugin!r}
"""


def test_a_plugins_own_suite_holds_it_to_the_contract(tmp_path: Path) -> None:
    folder = bilingual(tiny(tmp_path / "tiny"))
    (tmp_path / "test_contract.py").write_text(SUITE.format(plugin=str(folder)), "utf-8")
    assert f"{len(PROMISES)} passed" in pytest_in(tmp_path, "test_contract.py").stdout


def test_a_plugin_of_measures_alone_needs_no_cases(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (_, measure) = clause("measure", "M1")
    for name, text in (("region", REGION), ("sources", SOURCES), ("measures", measure)):
        (tmp_path / "tiny" / f"{name}.toml").write_text(text, "utf-8")
    kept = contract(tmp_path / "tiny").kept("cases_pass")
    assert (kept.state, kept.nothing) == ("nothing_to_show", "nothing_rules")
    assert run("test", tmp_path / "tiny").status == 0


def test_in_a_suite_too_no_red_line_seen_is_no_pass(tmp_path: Path) -> None:
    none = '[list.red_line]\nseen = "none"\nsource = "text"\n'
    folder = tiny(tmp_path / "tiny", red_lines=none)
    (tmp_path / "test_contract.py").write_text(SUITE.format(plugin=str(folder)), "utf-8")
    result = pytest_in(tmp_path, "test_contract.py", "-rs", "-k", "red_line")
    assert "1 skipped" in result.stdout
    assert "no red line seen" in result.stdout
