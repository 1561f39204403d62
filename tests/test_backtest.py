"""The back-test: what was published of real matters beside the text of their region."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rongcuo.comparing.backtest import Account, backtest
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from, read_case

from .running import LANGUAGES, ROOT, assert_golden, everything, installed, run

EXAMPLES = ROOT / "examples"
TOLERABLE = ROOT / "plugins/zhejiang/src/rongcuo_zhejiang/cases/one_window.toml"
TOLD = {"statement": "考核仍为称职", "source": "报纸", "date": "2018-01-12"}


@cache
def registry() -> Registry:
    return everything()


def real(name: str) -> Account:
    here = registry()
    (row,) = backtest(here, read_case(EXAMPLES / f"{name}.toml", here.vocabulary, here.plugin_names))
    return row


def made_up(facts: Mapping[str, Any], region: str = "zhejiang", **published: Any) -> Account:
    """A tolerable matter of Zhejiang with these facts instead, and what was published of it."""
    here = registry()
    plain = read_case(TOLERABLE, here.vocabulary, here.plugin_names)
    raw = {
        "title": "x",
        "where": "浙江",
        "absent": sorted(name for name, known in plain.facts.items() if known.checked and name not in facts),
        "facts": {**plain.written, **facts},
        "published": {region: {**TOLD, **published}},
    }
    (row,) = backtest(here, case_from(raw, "case.toml", here.vocabulary, here.plugin_names))
    return row


# The real matters


def test_yiwu_is_open_and_rests_on_the_conditions_that_no_report_tells() -> None:
    row = real("yiwu")
    assert row.match == "open" and row.as_read is None
    assert row.ruling is not None
    asked = {*row.ruling.needs.scenes, *row.ruling.needs.questions}
    assert asked == {
        "furthers_reform", "party_rules_consistent", "deployment_consistent", "decision_procedure", "remedy",
    }  # fmt: skip
    assert {"ecological_damage", "private_gain"} <= set(row.ruling.needs.checks)


def test_zhuji_is_open_on_the_reported_facts_and_disagrees_as_it_is_read() -> None:
    row = real("zhuji")
    assert row.ruling is not None and row.as_read is not None
    assert "tolerated" in {possible.verdict for possible in row.ruling.possible}
    assert {possible.verdict for possible in row.as_read.possible} == {"refused", "not_covered"}
    assert row.match == "disagrees"


def test_what_is_read_into_zhuji_is_told_to_no_other_ruling() -> None:
    here = registry()
    case = read_case(EXAMPLES / "zhuji.toml", here.vocabulary, here.plugin_names)
    assert not {"reform_work", "key_reform_task", "trying_first"} & set(case.facts)


def test_wenling_has_no_outcome_to_compare() -> None:
    row = real("wenling")
    assert (row.match, row.why) == ("nothing_to_compare", "no_outcome")


def test_every_real_matter_says_what_was_published_of_it() -> None:
    here = registry()
    for path in EXAMPLES.glob("*.toml"):
        published = read_case(path, here.vocabulary, here.plugin_names).published
        assert [told.date for told in published.values()] == ["2018-01-12"]


# What agrees and what doesn't


@pytest.mark.parametrize(
    ("facts", "outcome", "match"),
    [
        ({}, "tolerated", "agrees"),
        ({}, "refused", "disagrees"),
        ({"remedy": "none"}, "refused", "agrees"),
        ({"remedy": "none"}, "tolerated", "disagrees"),
        ({"negative_opinion": True}, "refused", "agrees"),
        ({"ecological_damage": True}, "refused", "agrees"),
        ({"remedy": {"one_of": ["none", "effective"]}}, "tolerated", "open"),
        ({"remedy": {"one_of": ["none", "effective"]}}, "refused", "open"),
    ],
)
def test_an_outcome_agrees_if_every_answer_that_is_left_bears_it_out(
    facts: Mapping[str, Any], outcome: str, match: str
) -> None:
    assert made_up(facts, outcome=outcome).match == match


@pytest.mark.parametrize(
    ("found", "outcome", "match"),
    [
        ("untrue", "cleared", "agrees"),
        ("true", "cleared", "disagrees"),
        ("true", "not_cleared", "agrees"),
        ("untrue", "not_cleared", "disagrees"),
    ],
)
def test_a_name_that_was_cleared_is_asked_of_the_clauses_on_clearing(
    found: str, outcome: str, match: str
) -> None:
    told = {"report_outcome": {"value": found, "by": "b", "basis": "b"}, "report_harm": ["work"]}
    row = made_up(told, outcome=outcome, date="2021")
    assert row.ruling is not None and row.ruling.question == "clarification"
    assert row.match == match


def test_before_there_was_a_text_there_is_nothing_to_compare() -> None:
    told = {"report_outcome": {"value": "untrue", "by": "b", "basis": "b"}, "report_harm": ["work"]}
    row = made_up(told, outcome="cleared", date="2018")
    assert (row.match, row.why) == ("nothing_to_compare", "no_rule")


def test_a_region_that_is_off_has_nothing_to_compare() -> None:
    row = made_up({}, region="elsewhere", outcome="tolerated")
    assert (row.match, row.why, row.ruling) == ("nothing_to_compare", "not_on", None)


def test_what_is_read_into_an_account_decides_and_what_was_reported_stands_beside_it() -> None:
    facts = {"remedy": {"one_of": ["none", "effective"]}}
    row = made_up(facts, outcome="tolerated", as_read={"facts": {"negative_effect": "some"}, "why": "x"})
    assert row.ruling is not None and row.as_read is not None and row.match == "open"


def test_a_fact_that_the_case_tells_is_not_read_into_it() -> None:
    with pytest.raises(InputError) as error:
        made_up({}, outcome="tolerated", as_read={"facts": {"reform_work": False}, "why": "x"})
    assert [problem.code for problem in error.value.problems] == ["as_read_told"]


def test_the_day_of_the_ruling_counts_and_without_one_that_of_the_publication() -> None:
    here = registry()
    plain = read_case(TOLERABLE, here.vocabulary, here.plugin_names)
    raw: dict[str, Any] = {"title": "x", "where": "浙江", "facts": dict(plain.written)}
    raw["published"] = {"zhejiang": {**TOLD, "outcome": "tolerated"}}
    days = []
    for dates in ({}, {"ruling": "2017-12-20"}):
        case = case_from({**raw, "dates": dates}, "case.toml", here.vocabulary, here.plugin_names)
        (row,) = backtest(here, case)
        assert row.clock is not None
        days.append(row.clock.on)
    assert days == ["2018-01-12", "ruling"]


# The command


def test_it_prints_the_three_matters() -> None:
    texts = {}
    found = installed("zhejiang", "national")
    for language in LANGUAGES:
        done = run("backtest", "examples", language=language, found=found)
        assert (done.status, done.err) == (0, "")
        texts[language] = done.out
    assert_golden("backtest", texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_comes_in_every_form(language: Language) -> None:
    told = json.loads(run("backtest", "examples", "--json", language=language).out)
    assert {Path(row["case"]).stem: row["match"] for row in told["rows"]} == {
        "wenling": "nothing_to_compare", "yiwu": "open", "zhuji": "disagrees",
    }  # fmt: skip
    assert told["tally"] == {"agrees": 0, "open": 1, "disagrees": 1, "nothing_to_compare": 1}
    header, *rows = csv.reader(io.StringIO(run("backtest", "examples", "--csv").out[1:], newline=""))
    compared = header.index("对照")
    assert [row[compared].split("；")[0] for row in rows] == ["无从对照", "待查明", "不一致"]
    assert run("backtest", "examples", "--markdown").out.count("\n| ") == 5


def test_a_file_and_its_folder_are_told_once() -> None:
    told = json.loads(run("backtest", "examples/zhuji.toml", "examples", "--json").out)
    assert len(told["rows"]) == 3


def test_a_case_of_which_nothing_was_published_is_bad_input() -> None:
    done = run("backtest", TOLERABLE)
    assert done.status == 2 and "[published." in done.err and "one_window.toml" in done.err


def test_a_region_that_cannot_rule_fails_the_run() -> None:
    done = run("backtest", "examples/yiwu.toml", "--json", found=installed("zhejiang"))
    (row,) = json.loads(done.out)["rows"]
    assert done.status == 1 and (row["match"], row["why"]) == ("nothing_to_compare", "error")
