"""The card of a plugin: one page before it is turned on, true to its data, its cases and its checks."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from .running import LANGUAGES, MEASURES_ALONE, ROOT, assert_golden, installed, run

pytestmark = pytest.mark.slow

JINGJIANG = ROOT / "plugins" / "jingjiang" / "src" / "rongcuo_jingjiang"


def test_the_card_of_a_region_is_one_page() -> None:
    found = installed("jingjiang", "national")
    done = {each: run("card", "jingjiang", language=each, columns=80, found=found) for each in LANGUAGES}
    assert {(each.status, each.err) for each in done.values()} == {(0, "")}
    assert_golden("card/jingjiang", {language: each.out for language, each in done.items()})


def card(*arguments: Any, **how: Any) -> dict[str, Any]:
    done = run("card", *arguments, "--json", **how)
    assert (done.status, done.err) == (0, "")
    told: dict[str, Any] = json.loads(done.out)
    return told


def test_its_numbers_are_those_of_the_collected_facts() -> None:
    told = card("jingjiang", found=installed("jingjiang", "national"))
    # ten situations of which one is stated, thirteen refused of which six are named
    assert told["coverage"] == {
        "stated": 1, "named": 6, "missing": 16, "missing_at_most": 16, "to_verify": 0,
    }  # fmt: skip
    assert (
        told["cases"]["count"] == told["cases"]["passed"] == len(list((JINGJIANG / "cases").glob("*.toml")))
    )
    assert told["newest_source"] == "2023-03-16" and not told["source_newer_than_review"]
    assert told["mutation_score"] == 100 and told["contract_broken"] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a plugin for a test to change."""
    return Path(shutil.copytree(JINGJIANG.parents[1], tmp_path / "jingjiang"))


def changed(folder: Path, name: str, old: str, new: str) -> None:
    file = next(folder.rglob(name))
    text = file.read_text("utf-8")
    assert re.search(old, text, flags=re.DOTALL)
    file.write_text(re.sub(old, new, text, count=1, flags=re.DOTALL), "utf-8")


def test_a_review_that_nobody_recorded_is_told_as_missing(folder: Path) -> None:
    changed(folder, "region.toml", r"\[review\].*", "")
    found = installed("national")
    assert card(folder, found=found)["reviewed"] is None
    assert "no review is recorded" in run("card", folder, found=found, language="en").out


def test_a_source_that_came_after_the_review_is_told(folder: Path) -> None:
    changed(folder, "region.toml", r'on = "[-0-9]+"', 'on = "2023-03-15"')
    found = installed("national")
    assert card(folder, found=found)["source_newer_than_review"]
    assert "核对之后另有新来源" in run("card", folder, found=found).out


@pytest.mark.parametrize(("on", "fine"), [("2023", True), ("2023-13", False), ("昨天", False)])
def test_the_day_of_a_review_is_a_day(folder: Path, on: str, fine: bool) -> None:
    changed(folder, "region.toml", r'on = "[-0-9]+"', f'on = "{on}"')
    done = run("card", folder, found=installed("national"))
    assert done.status == (0 if fine else 2)
    assert fine or ("region.toml" in done.err and "review" in done.err and on in done.err)


def test_without_cases_nothing_is_noticed_and_the_contract_is_broken(folder: Path) -> None:
    shutil.rmtree(next(folder.rglob("cases")))
    told = card(folder, found=installed("national"))
    assert told["cases"] == {"count": 0, "passed": 0} and told["mutation_score"] == 0
    assert {"clauses_shown", "slips_noticed"} <= set(told["contract_broken"])
    assert "RC703" in told["checks"]["codes"]


def test_a_reading_that_the_deployment_settles_is_told_as_settled(tmp_path: Path) -> None:
    ((name, taken),) = card("jingjiang")["readings"].items()
    assert taken["how"] == "favoured"
    options = json.loads(run("show", "jingjiang", "--json").out)["readings"][name]["options"]
    other = next(o for o in options if o != taken["take"])
    (tmp_path / "rongcuo.toml").write_text(
        f'[region.jingjiang]\nplugins = ["jingjiang"]\n[region.jingjiang.readings."{name}"]\n'
        f'take = "{other}"\nby = "某机关"\nbasis = "某文件"\n',
        "utf-8",
    )
    assert card("jingjiang", folder=tmp_path)["readings"][name] == {"take": other, "how": "settled"}


@pytest.mark.parametrize("region", MEASURES_ALONE)
def test_a_plugin_of_measures_alone_has_nothing_to_change(region: str) -> None:
    told = card(region)
    assert told["mutation_score"] is None and told["contract_broken"] == []


def test_a_list_that_is_counted_from_at_least_to_at_most_is_so_on_the_card() -> None:
    told = card("haian")["coverage"]
    assert (told["missing"], told["missing_at_most"]) == (13, 15)
    assert "13至15" in run("card", "haian").out
