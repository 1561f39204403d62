"""The made-up county: a text read in full, so that every answer comes in its plain form."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import GROUP, load
from rongcuo.policy.cases import Case, read_case
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo_workshop.testing.expectations import mismatches, question_of

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "examples" / "demo"
PACKAGE = DEMO / "src" / "rongcuo_demo"
CASES = sorted((PACKAGE / "cases").glob("*.toml"))
#: Every answer, in the form that it has where nothing is left unseen, and a case that has it.
PLAIN = {
    "tolerated": "pilot",
    "refused": "pilot-loss-at-the-line",
    "not_covered": "ordinary-work",
    "unmet": "pilot-rule-was-clear",
    "open": "pilot-loss-at-least-less",
    "fileable": "file-pilot",
    "not_fileable": "file-ordinary-work",
    "filed": "file-pilot-filed",
    "too_late": "file-pilot-done",
    "clear": "report-untrue",
    "not_due": "report-true",
}
#: Every tier, and a case whose tiers are these and no others.
TIERS = {
    "pilot-loss-recovered": ("not_pursued", "exempt"),
    "pilot": ("exempt",),
    "reform-pilot": ("mitigated",),
    "legacy-before-office": ("lighter",),
}


@cache
def demo() -> Policy:
    loaded = load_plugin(DataPlugin(PACKAGE), "demo")
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


@cache
def national() -> Policy:
    loaded = load_plugin(DataPlugin("rongcuo_national"), "national")
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


@cache
def county() -> Jurisdiction:
    """The made-up text on the national floor."""
    return Jurisdiction(region=demo().region, policies=(demo(),), floor=national().only_floor())


@cache
def case(name: str) -> Case:
    vocabulary = facts_of([demo(), national()])
    return read_case(PACKAGE / "cases" / f"{name}.toml", vocabulary, frozenset(["demo", "national"]))


@cache
def ruling(name: str) -> Ruling:
    told = case(name)
    vocabulary = facts_of([demo(), national()])
    question = question_of(told, told.expect["demo"])
    return rule(county(), prepare(told, [demo(), national()], vocabulary), question)


def tiers(name: str) -> tuple[str, ...]:
    (possible,) = ruling(name).possible
    assert not possible.behind and not possible.tiers_open
    return possible.tiers or ()


# The cases


@pytest.mark.parametrize("name", [path.stem for path in CASES])
def test_a_case_is_ruled_as_its_author_reasoned(name: str) -> None:
    assert not mismatches(case(name).expect["demo"], ruling(name))


@pytest.mark.parametrize("name", [path.stem for path in CASES])
def test_a_case_says_why_and_a_tolerated_one_says_which_tiers(name: str) -> None:
    expected = case(name).expect["demo"]
    assert isinstance(expected.why, dict) and set(expected.why) == {"zh", "en"}
    assert (expected.tiers is not None) == (expected.verdict == "tolerated")


@pytest.mark.parametrize(("verdict", "name"), PLAIN.items())
def test_every_answer_occurs_in_its_plain_form(verdict: str, name: str) -> None:
    assert ruling(name).verdict == verdict


def test_no_answer_is_left_out_but_the_two_that_a_complete_text_cannot_give() -> None:
    assert {ruling(path.stem).verdict for path in CASES} == set(PLAIN)
    assert not {"no_rule", "unaddressed"} & set(PLAIN)


@pytest.mark.parametrize("name", TIERS)
def test_every_tier_occurs(name: str) -> None:
    assert ruling(name).verdict == "tolerated"
    assert tiers(name) == TIERS[name]


@pytest.mark.parametrize("name", [path.stem for path in CASES])
def test_nothing_about_the_text_is_unseen(name: str) -> None:
    assert ruling(name).unseen == {}


# Thresholds


def test_a_loss_one_fen_below_the_line_is_tolerated_and_the_line_itself_refused() -> None:
    assert ruling("pilot-loss-just-under").verdict == "tolerated"
    assert ruling("pilot-loss-at-the-line").verdict == "refused"


def test_an_unsettled_loss_decides_where_it_is_surely_over_the_line() -> None:
    assert ruling("pilot-loss-at-least-the-line").verdict == "refused"
    below = ruling("pilot-loss-at-least-less")
    assert [p.verdict for p in below.possible] == ["refused", "tolerated"]
    assert below.needs.questions == ("loss",)


def test_the_third_day_is_in_time_and_the_fourth_is_late() -> None:
    assert ruling("flood").verdict == "tolerated"
    assert ruling("flood-reported-late").verdict == "unmet"
    assert ruling("flood-not-reported-yet").verdict == "unmet"


# What leaves a case open


def test_a_case_is_open_by_facts_by_a_finding_or_by_a_reading() -> None:
    assert ruling("pilot-loss-at-least-less").open_because == ("facts",)
    assert ruling("pilot-accident-not-graded").open_because == ("findings",)
    assert ruling("legacy-in-office").open_because == ("readings",)


def test_a_reading_with_none_favoured_prints_what_each_option_would_give() -> None:
    taken = {reading.id: reading for reading in ruling("legacy-in-office").readings}["demo:legacy_scope"]
    assert taken.taken is None
    assert taken.results == {"before_office_only": ("unmet",), "any_time": ("tolerated",)}


def test_a_favoured_reading_decides_and_notes_what_the_other_would_give() -> None:
    (taken,) = ruling("pilot-prohibited-from-above").readings
    assert (taken.id, taken.taken) == ("demo:prohibition", "law_only")
    assert taken.results == {"law_only": ("tolerated",), "superior_too": ("refused",)}


# What a complete list means


def test_an_adverse_fact_that_complete_red_lines_leave_out_is_tolerated_and_noted() -> None:
    notes = {note.key: note.values for note in ruling("pilot-ecological-damage").notes}
    assert notes["note.left_unread"] == {"facts": ("ecological_damage",)}


def test_the_panel_decides_and_the_filing_is_a_reference() -> None:
    assert ruling("pilot").deciders == ("demo:K1",)
    assert ruling("file-pilot").worth == ("demo:F8",)
    assert ruling("file-pilot").procedure == ("demo:F4", "demo:F5", "demo:F6", "demo:F7")


# The plugin


def test_every_list_is_complete_or_known_not_to_exist() -> None:
    assert {info.seen for info in demo().lists.values()} == {"complete", "none"}
    assert len(demo().lists) == 12


def test_it_says_that_it_is_made_up_wherever_it_is_named() -> None:
    region = demo().region
    texts = [region.name, region.full_name, region.policy.title, region.policy.summary]
    texts += [source.title for source in demo().sources.values()]
    assert all("虚构" in text.zh and "made" in text.en for text in texts)
    assert "虚构" in (DEMO / "README.md").read_text("utf-8")


def test_it_loads_by_its_entry_point_once_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DEMO / "src"))
    project = tomllib.loads((DEMO / "pyproject.toml").read_text("utf-8"))["project"]
    points = {**project["entry-points"][GROUP], "national": "rongcuo_national:plugin"}
    found = [EntryPoint(name, value, GROUP) for name, value in points.items()]
    registry = load(Deployment(), found)
    assert registry.failed == {}
    assert "demo" in registry.jurisdictions
