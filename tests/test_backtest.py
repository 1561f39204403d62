"""The back-test: what was published of decided matters beside the texts, those of their own place and the others."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.comparing.backtest import Account, Beside, Match, backtest
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.plugins.decided import decided_matters
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import read_case
from rongcuo.policy.decided import Decided, read_decided

from .made import decided_text
from .running import LANGUAGES, ROOT, assert_golden, everything, installed, run

pytestmark = pytest.mark.slow

ZHEJIANG = ROOT / "plugins/zhejiang/src/rongcuo_zhejiang"
TOLERABLE = ZHEJIANG / "cases/one_window.toml"
MATTERS = "plugins/zhejiang/src/rongcuo_zhejiang/decided"
YIWU = f"{MATTERS}/import_share_missed.toml"
#: The matters of the examples, which tell of them as cases, by the file that tells of them as decided.
AS_CASES = {
    "import_share_missed": "yiwu",
    "criticised_seven_times": "zhuji",
    "titles_issued_belatedly": "wenling",
}


@cache
def registry() -> Registry:
    return everything()


def read(path: Path) -> Decided:
    here = registry()
    return read_decided(path, here.vocabulary, here.plugin_names, here.text_called)


@cache
def real(name: str) -> Account:
    return backtest(registry(), read(ROOT / MATTERS / f"{name}.toml"))


def made_up(
    folder: Path,
    facts: Mapping[str, Any],
    where: str = "浙江",
    date: str = "2018-01-12",
    ruling: str = "",
    as_read: Mapping[str, Any] | None = None,
    **outcome: Any,
) -> Account:
    """A tolerable matter of Zhejiang with these facts instead, and what was published of it."""
    here = registry()
    plain = read_case(TOLERABLE, here.vocabulary, here.plugin_names)
    text = decided_text(
        where=where,
        date=date,
        ruling=ruling,
        absent=sorted(name for name, known in plain.facts.items() if known.checked and name not in facts),
        facts={**plain.written, **facts},
        outcome=outcome,
        as_read=as_read,
    )
    (folder / "made_up.toml").write_text(text, "utf-8")
    return backtest(here, read(folder / "made_up.toml"))


# The real matters


def test_there_are_at_least_twenty_five_and_no_text_firmly_contradicts_one() -> None:
    accounts = [backtest(registry(), matter) for matter in decided_matters(registry())]
    assert len(accounts) >= 25
    assert {"agrees", "open"} <= {account.own.match for account in accounts}
    tested = [each for account in accounts for each in (account.own, *account.elsewhere)]
    assert [each for each in tested if each.match == "disagrees" or each.why in ("error", "not_on")] == []
    assert {each.region for account in accounts for each in account.elsewhere} == {*registry().rows}


def test_every_real_matter_says_who_tells_of_it_and_how_much_of_that_was_read() -> None:
    for matter in decided_matters(registry()):
        assert matter.accounts and matter.outcome.statement.zh and matter.left_out.zh
        assert matter.case.facts, matter.file
    assert {account.read for m in decided_matters(registry()) for account in m.accounts} == {
        "whole", "excerpt", "named",
    }  # fmt: skip


@pytest.mark.parametrize("name", AS_CASES)
def test_an_example_tells_the_same_facts_as_the_decided_matter(name: str) -> None:
    case = read_case(ROOT / "examples" / f"{AS_CASES[name]}.toml", registry().vocabulary)
    told = real(name).matter.case
    assert (told.facts, told.where, told.dates) == (case.facts, case.where, case.dates)


def test_yiwu_is_open_and_rests_on_the_conditions_that_no_report_tells() -> None:
    own = real("import_share_missed").own
    assert own.match == "open" and own.as_read is None
    assert own.ruling is not None
    asked = {*own.ruling.needs.scenes, *own.ruling.needs.questions}
    assert {
        "furthers_reform", "party_rules_consistent", "deployment_consistent", "decision_procedure", "remedy",
    } <= asked  # fmt: skip
    assert {"ecological_damage", "private_gain"} <= set(own.ruling.needs.checks)


def test_zhuji_is_open_on_the_reported_facts_and_as_it_is_read_an_unseen_clause_alone_could_tolerate() -> (
    None
):
    own = real("criticised_seven_times").own
    assert own.ruling is not None and own.as_read is not None
    assert "tolerated" in {possible.verdict for possible in own.ruling.possible}
    assert {possible.verdict for possible in own.as_read.possible} == {"refused", "not_covered"}
    assert own.match == "unseen"


def test_wenling_has_no_outcome_to_compare() -> None:
    own = real("titles_issued_belatedly").own
    assert (own.match, own.why) == ("nothing_to_compare", "no_outcome")


# How an outcome stands by a text


@pytest.mark.parametrize(
    ("facts", "answer", "match"),
    [
        ({}, "tolerated", "agrees"),
        ({}, "refused", "unseen"),
        ({"remedy": "none"}, "refused", "agrees"),
        ({"negative_opinion": True}, "refused", "agrees"),
        ({"ecological_damage": True}, "refused", "agrees"),
        ({"remedy": {"one_of": ["none", "effective"]}}, "tolerated", "open"),
        ({"remedy": {"one_of": ["none", "effective"]}}, "refused", "open"),
    ],
)
def test_an_outcome_agrees_if_every_answer_that_is_left_bears_it_out(
    facts: Mapping[str, Any], answer: str, match: Match, tmp_path: Path
) -> None:
    account = made_up(tmp_path, facts, answer=answer)
    (zhejiang,) = {account.own.region}
    assert (zhejiang, account.own.match) == ("zhejiang", match)


def test_what_the_floor_refuses_no_unseen_clause_turns(tmp_path: Path) -> None:
    gain = {"private_gain": {"value": ["self"], "by": "b", "basis": "b"}}
    assert made_up(tmp_path, gain, answer="tolerated").own.match == "disagrees"
    assert made_up(tmp_path, gain, answer="refused").own.match == "agrees"


@pytest.mark.parametrize(
    ("outcome", "answer", "match"),
    [
        ("untrue", "cleared", "agrees"),
        ("true", "cleared", "unseen"),
        ("true", "not_cleared", "agrees"),
        ("untrue", "not_cleared", "disagrees"),
    ],
)
def test_a_name_that_was_cleared_is_asked_of_the_clauses_on_clearing(
    outcome: str, answer: str, match: Match, tmp_path: Path
) -> None:
    facts = {"report_outcome": {"value": outcome, "by": "b", "basis": "b"}, "report_harm": ["work"]}
    own = made_up(tmp_path, facts, date="2021", where="全国", answer=answer).own
    assert own.ruling is not None and own.ruling.question == "clarification"
    assert own.match == match


@pytest.mark.parametrize(
    ("facts", "found", "match"),
    [
        ({}, "met", "open"),
        ({"fabricated": False}, "met", "disagrees"),
        ({"fabricated": False}, "not_met", "agrees"),
    ],
)
def test_a_false_accusation_is_compared_beside_the_answer_and_the_worse_counts(
    facts: Mapping[str, Any], found: str, match: Match, tmp_path: Path
) -> None:
    untrue = {"report_outcome": {"value": "untrue", "by": "b", "basis": "b"}, "report_harm": ["work"]}
    told = {**untrue, **facts}
    alone = made_up(tmp_path, told, date="2021", where="全国", accusation=found).own
    both = made_up(tmp_path, told, date="2021", where="全国", accusation=found, answer="cleared").own
    assert (alone.match, both.match) == (match, match)
    not_cleared = made_up(
        tmp_path, told, date="2021", where="全国", accusation=found, answer="not_cleared"
    ).own
    assert not_cleared.match == "disagrees"


def test_before_there_was_a_text_there_is_nothing_to_compare(tmp_path: Path) -> None:
    facts = {"report_outcome": {"value": "untrue", "by": "b", "basis": "b"}, "report_harm": ["work"]}
    own = made_up(tmp_path, facts, answer="cleared", where="全国", date="2010").own
    assert (own.match, own.why) == ("nothing_to_compare", "no_rule")


def test_a_place_of_which_no_text_is_on_has_nothing_to_compare(tmp_path: Path) -> None:
    account = made_up(tmp_path, {}, answer="tolerated")
    none = load(Deployment(), installed("hongze"))
    assert backtest(none, account.matter).own == Beside(
        region="330000", match="nothing_to_compare", why="not_on"
    )


def test_what_is_read_into_an_account_decides_and_what_was_reported_stands_beside_it(tmp_path: Path) -> None:
    facts = {"remedy": {"one_of": ["none", "effective"]}}
    read_in = {"facts": {"negative_effect": "some"}}
    own = made_up(tmp_path, facts, answer="tolerated", as_read=read_in).own
    assert own.ruling is not None and own.as_read is not None and own.match == "open"


def test_the_day_of_the_ruling_counts_then_that_of_the_publication_then_today(tmp_path: Path) -> None:
    days = [
        made_up(tmp_path, {}, answer="tolerated", **given).clock.on  # type: ignore[arg-type]
        for given in ({}, {"ruling": "2017-12-20"}, {"date": ""})
    ]
    assert days == ["2018-01-12", "ruling", "ruling"]


# Reading them


def test_a_fact_may_be_called_by_its_name_in_chinese(tmp_path: Path) -> None:
    text = decided_text(facts={"改革创新工作": True}, as_read={"facts": {"先行先试": True}})
    (tmp_path / "m.toml").write_text(text, "utf-8")
    matter = read(tmp_path / "m.toml")
    assert ({*matter.case.facts}, {*matter.read_facts}) == ({"reform_work"}, {"trying_first"})


def test_a_broken_matter_of_a_plugin_is_told_with_its_plugin_and_file(tmp_path: Path) -> None:
    here = registry()
    folder = tmp_path / "decided"
    folder.mkdir()
    (folder / "a.toml").write_text(decided_text(facts={"lose": 3}), "utf-8")
    policies = {**here.policies, "hongze": evolve(here.policies["hongze"], folder=tmp_path)}
    with pytest.raises(InputError) as error:
        decided_matters(evolve(here, policies=policies))
    (problem,) = error.value.problems
    assert (problem.file, problem.code) == ("plugin hongze, decided/a.toml", "unknown_fact")


# The command


@pytest.mark.parametrize("full", [(), ("--full",)], ids=["short", "full"])
def test_it_prints_the_matters_of_a_folder(full: tuple[str, ...]) -> None:
    texts = {}
    found = installed("zhejiang", "jingjiang", "national")
    for language in LANGUAGES:
        done = run("backtest", MATTERS, *full, language=language, found=found)
        assert (done.status, done.err) == (0, "")
        texts[language] = done.out
    assert_golden("backtest-full" if full else "backtest", texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_comes_in_every_form(language: Language) -> None:
    told = json.loads(run("backtest", MATTERS, "--json", language=language).out)
    assert {Path(row["file"]).stem: row["match"] for row in told["rows"]} == {
        "titles_issued_belatedly": "nothing_to_compare", "import_share_missed": "open",
        "criticised_seven_times": "unseen", "office_building_reported": "unseen",
    }  # fmt: skip
    assert told["tally"] == {"agrees": 0, "open": 1, "unseen": 2, "disagrees": 0, "nothing_to_compare": 1}
    header, *rows = csv.reader(io.StringIO(run("backtest", MATTERS, "--csv").out[1:], newline=""))
    compared = header.index("对照")
    assert [row[compared].split("；")[0] for row in rows] == [
        "未见条文可改变",
        "待查明",
        "未见条文可改变",
        "无从对照",
    ]
    assert run("backtest", MATTERS, "--markdown").out.count("\n| ") > 5


def test_without_a_path_it_takes_those_of_the_plugins_that_are_on() -> None:
    found = installed("zhejiang", "national")
    told = json.loads(run("backtest", "--json", found=found).out)
    assert len(told["rows"]) == len([*ROOT.glob("plugins/zhejiang/**/decided/*.toml")]) + len(
        [*ROOT.glob("plugins/national/**/decided/*.toml")]
    )


def test_where_nothing_is_decided_that_is_told_or_why_nothing_is_on(tmp_path: Path) -> None:
    for plugin, says in (
        ("haian", "there is no decided matter here"),
        ("haiann", "`haiann` isn't installed"),
    ):
        deployment = f'floor = false\n[region.haian]\nplugins = ["{plugin}"]\n'
        (tmp_path / "rongcuo.toml").write_text(deployment, "utf-8")
        done = run("backtest", folder=tmp_path, language="en")
        assert done.status == 2 and says in done.err


def test_a_file_and_its_folder_are_told_once() -> None:
    told = json.loads(run("backtest", YIWU, "plugins/zhejiang", "--json").out)
    assert len(told["rows"]) == len([*Path(ROOT / MATTERS).glob("*.toml")])


def test_a_region_that_cannot_rule_fails_the_run() -> None:
    done = run("backtest", YIWU, "--json", found=installed("zhejiang"))
    assert done.status == 1
    assert {each["why"] for row in json.loads(done.out)["rows"] for each in row["elsewhere"]} == {"error"}


def test_no_file_of_the_plugins_names_a_person_not_even_by_a_surname() -> None:
    named = re.compile("[\u4e00-\u9fff](?:某|XX|××)")
    assert named.search("林某")
    for file in ROOT.glob("plugins/*/src/*/decided/*.toml"):
        assert not named.search(file.read_text("utf-8")), file


def test_the_files_of_the_plugins_are_toml_that_a_person_can_read() -> None:
    for file in ROOT.glob("plugins/*/src/*/decided/*.toml"):
        text = file.read_text("utf-8")
        assert text.startswith("# "), file
        assert tomllib.loads(text)["left_out"]
