"""Every case that is shipped rules as its author reasoned, and the examples reach every answer there is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from rongcuo.facts.records import frozen_data
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Case, Question, read_case
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo_workshop.testing.expectations import mismatches, question_of

from .running import everything

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
CONSTRUCTED = ROOT / "examples" / "constructed"
REAL = sorted((ROOT / "examples").glob("*.toml"))
EXAMPLES = REAL + sorted(CONSTRUCTED.rglob("*.toml"))
OF_PLUGINS = sorted(ROOT.glob("plugins/*/src/*/cases/*.toml"))
REGIONS = ("hongze", "bincheng", "jingjiang", "haian")
#: The provinces before which the real matters, which happened in one of them, are ruled too.
PROVINCES = ("zhejiang", "jiangxi")


@cache
def registry() -> Registry:
    return everything()


@cache
def case_at(path: Path) -> Case:
    here = registry()
    return read_case(path, here.vocabulary, here.plugin_names)


@cache
def ruling_of(path: Path, region: str, question: Question) -> Ruling:
    here = registry()
    cases = prepare(case_at(path), here.policies.values(), here.vocabulary)
    return rule(here.jurisdictions[region], cases, question)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def own_region(path: Path) -> str:
    """The region of the plugin that a case belongs to."""
    return path.parents[1].name.removeprefix("rongcuo_")


EXPECTED = [(path, region) for path in EXAMPLES for region in REGIONS]
EXPECTED += [(path, region) for path in REAL for region in PROVINCES]
EXPECTED += [(path, own_region(path)) for path in OF_PLUGINS]


@pytest.mark.parametrize(
    ("path", "region"), EXPECTED, ids=lambda value: value if isinstance(value, str) else name(value)
)
def test_a_case_rules_as_its_author_reasoned(path: Path, region: str) -> None:
    case = case_at(path)
    expected = case.expect[region]
    ruling = ruling_of(path, region, question_of(case, expected))
    assert not mismatches(expected, ruling), (
        f"\n{mismatches(expected, ruling)}\n{name(path)}: {case.heading('en')}"
        f"\nregion {region}\nexpected because: {expected.why}"
        f"\npossible: {[p.verdict for p in ruling.possible]}\ndecided by: {ruling.decided_by}"
    )


# What every case file has


def test_an_example_expects_something_of_each_of_the_four_regions_at_least() -> None:
    assert [name(path) for path in EXAMPLES if tuple(case_at(path).expect)[:4] != REGIONS] == []


@pytest.mark.parametrize("path", REAL, ids=name)
def test_a_real_matter_expects_something_of_the_provinces_too(path: Path) -> None:
    assert tuple(case_at(path).expect) == REGIONS + PROVINCES


def test_a_plugins_case_expects_something_of_its_own_region() -> None:
    assert [name(path) for path in OF_PLUGINS if tuple(case_at(path).expect) != (own_region(path),)] == []


def test_every_reason_is_written_in_both_languages() -> None:
    for path in EXAMPLES + OF_PLUGINS:
        for expected in case_at(path).expect.values():
            assert isinstance(expected.why, dict), name(path)
            assert set(expected.why) == {"zh", "en"} and all(expected.why.values()), name(path)


def test_a_constructed_case_says_so_in_its_title() -> None:
    for path in sorted(CONSTRUCTED.rglob("*.toml")) + OF_PLUGINS:
        assert case_at(path).heading("zh").endswith("（虚构）"), name(path)
        assert case_at(path).heading("en").endswith("(constructed)"), name(path)


def test_titles_are_all_different() -> None:
    for language in ("zh", "en"):
        titles = [case_at(path).heading(language) for path in EXAMPLES + OF_PLUGINS]
        assert len(titles) == len(set(titles))


@pytest.mark.parametrize("region", REGIONS)
def test_of_a_plugins_cases_a_third_at_least_must_be_tolerated_and_a_third_must_not(region: str) -> None:
    cases = [case_at(path) for path in OF_PLUGINS if own_region(path) == region]
    asked = [case.expect[region] for case in cases if question_of(case, case.expect[region]) == "tolerance"]
    tolerated = [expected for expected in asked if expected.verdict.startswith("tolerated")]
    assert len(asked) <= 3 * min(len(tolerated), len(asked) - len(tolerated))


# The real matters

REPORTED: dict[str, dict[str, object]] = {
    "yiwu": {
        "field": ["trade", "institutional_innovation"],
        "assigned": "pilot",
        "reform_work": True,
        "key_reform_task": True,
        "trying_first": True,
        "result_short": True,
    },
    "zhuji": {
        "subject": "party_member_official",
        "field": ["other"],
        "hard_urgent_task": True,
        "legacy_problem": True,
        "proactive_duty": True,
    },
    "wenling": {
        "subject": "unit",
        "field": ["approval_service", "land_planning"],
        "collective_decision": True,
        "mandatory_procedure": "made_good",
        "benefit_achieved": True,
        "remedy": "effective",
    },
}


@pytest.mark.parametrize("matter", REPORTED)
def test_a_real_matter_holds_the_reported_facts_and_nothing_else(matter: str) -> None:
    case = case_at(ROOT / "examples" / f"{matter}.toml")
    assert case.written == frozen_data(REPORTED[matter])
    assert set(case.facts) == set(REPORTED[matter])
    assert not case.findings


def test_there_is_no_other_real_matter() -> None:
    assert {path.stem for path in REAL} == set(REPORTED)


# Every answer that the texts allow

# Tolerance, the same eight answers in each region:
#   `tolerated` is never plain: no text's conditions were seen whole, and no finding settles that list,
#     since "no condition is met" would mean the opposite.
#   `unmet` and `not_covered` are plain once findings settle the situations and the red lines.
#   `refused_so_far` cannot occur: the floor refuses plainly, and Jingjiang's red lines are met by
#     a body's fact (R1 to R3) or a finding (R4 to R6) alone.
#   `no_rule` cannot occur: each of the four has published situations.
TOLERANCE = {
    "open",
    "refused",
    "tolerated_so_far",
    "unmet",
    "unmet_so_far",
    "not_covered",
    "not_covered_so_far",
    "unaddressed",
}
# Filing, where something is said of it:
#   `fileable` is never plain: a finding on the scopes says that none fits, and no scopes were seen whole.
#   `no_rule` cannot occur where there are scopes; Jingjiang has none, so there it is the only answer.
FILING = {"open", "filed", "too_late", "fileable_so_far", "not_fileable", "not_fileable_so_far"}
# Clarification:
#   `no_rule` cannot occur above the floor, which clears names everywhere.
CLARIFICATION = {"open", "clear", "not_due", "not_due_so_far"}

REACHABLE = {
    ("hongze", "tolerance"): TOLERANCE,
    ("bincheng", "tolerance"): TOLERANCE,
    ("jingjiang", "tolerance"): TOLERANCE,
    ("haian", "tolerance"): TOLERANCE,
    ("hongze", "filing"): FILING,
    ("bincheng", "filing"): FILING,
    ("jingjiang", "filing"): {"no_rule"},
    ("haian", "filing"): FILING,
    ("hongze", "clarification"): CLARIFICATION,
    ("bincheng", "clarification"): CLARIFICATION,
    ("jingjiang", "clarification"): CLARIFICATION,
    ("haian", "clarification"): CLARIFICATION,
}


def reached_by(told: list[tuple[Path, str]]) -> dict[tuple[str, str], set[str]]:
    """The answers that these cases reach in these regions."""
    reached: dict[tuple[str, str], set[str]] = {}
    for path, region in told:
        case = case_at(path)
        question = question_of(case, case.expect[region])
        reached.setdefault((region, question), set()).add(ruling_of(path, region, question).verdict)
    return reached


def test_the_examples_reach_every_answer_that_the_texts_allow_and_no_other() -> None:
    assert reached_by([(path, region) for path in EXAMPLES for region in REGIONS]) == REACHABLE


# The provinces reach theirs in the cases of their own plugins:
#   `unmet` is never plain in Zhejiang: its one situation requires nothing, so a finding that no situation
#     is met leaves none that fits.
#   `refused_so_far` occurs in Zhejiang: a report alone tells of the accidents and events that it excludes.
REACHABLE_IN_PROVINCES = {
    ("zhejiang", "tolerance"): TOLERANCE - {"unmet"} | {"refused_so_far"},
    ("zhejiang", "filing"): {"no_rule"},
    ("zhejiang", "clarification"): CLARIFICATION,
    ("jiangxi", "tolerance"): TOLERANCE,
    ("jiangxi", "filing"): {"no_rule"},
    ("jiangxi", "clarification"): CLARIFICATION,
}


@pytest.mark.parametrize("region", PROVINCES)
def test_a_provinces_own_cases_reach_every_answer_that_its_text_allows_and_no_other(region: str) -> None:
    own = [(path, region) for path in OF_PLUGINS if own_region(path) == region]
    wanted = {key: answers for key, answers in REACHABLE_IN_PROVINCES.items() if key[0] == region}
    assert reached_by(own) == wanted


# What some cases are there to show

#: False accusation is found apart from the answer.
ACCUSATIONS = {
    "report_untrue_appointment": "not_met",
    "report_untrue_no_harm": "open",
    "report_fabricated": "met",
    "report_pending": "open",
}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("stem", ACCUSATIONS)
def test_a_mistaken_report_is_no_false_accusation(stem: str, region: str) -> None:
    ruling = ruling_of(CONSTRUCTED / f"{stem}.toml", region, "clarification")
    assert ruling.accusation is not None
    assert ruling.accusation.state == ACCUSATIONS[stem]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("stem", ["crime_not_knowing", "gain_for_unit", "kickback", "pilot_negligent"])
def test_what_no_region_ever_tolerates(stem: str, region: str) -> None:
    ruling = ruling_of(CONSTRUCTED / f"{stem}.toml", region, "tolerance")
    assert "tolerated" not in {p.verdict for p in ruling.possible}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("stem", ["split_purchase", "knowing_departure"])
def test_a_rule_departed_from_in_good_faith_is_refused_nowhere(stem: str, region: str) -> None:
    ruling = ruling_of(CONSTRUCTED / f"{stem}.toml", region, "tolerance")
    assert "refused" not in {p.verdict for p in ruling.possible}


def test_binchengs_tier_of_no_liability_stands_behind_four_items_nobody_has_seen() -> None:
    (unseen,) = ruling_of(CONSTRUCTED / "wetland_proactive.toml", "bincheng", "tolerance").possible
    (settled,) = ruling_of(CONSTRUCTED / "wetland_not_waived.toml", "bincheng", "tolerance").possible
    assert unseen.behind == ("not_pursued",)
    assert settled.behind == ()


#: Where another reading of the words changes the answer: case, region, reading, option, that answer.
OTHER_READINGS = [
    ("filed_cause_not_objective", "hongze", "hongze:objective_grounds", "of_filing", "tolerated"),
    ("filed_in_bincheng", "bincheng", "bincheng:filing_exempts", "yes", "tolerated"),
    ("investment_minor_breach", "jingjiang", "jingjiang:breach", "minor_too", "refused"),
    ("plan_haian_key_reform", "haian", "haian:examples", "explore_too", "not_fileable"),
    ("plan_hongze", "bincheng", "bincheng:only_tolerable", "any", "fileable"),
    ("report_unproven", "jingjiang", "national:unproven_counts", "unproven_too", "clear"),
    ("one_window_backlog_left", "zhejiang", "zhejiang:condition_join", "any", "tolerated"),
    ("factory_pilot_accident", "zhejiang", "zhejiang:accident_answered_for", "any_accident", "refused"),
    ("factory_pilot_accident", "zhejiang", "zhejiang:accident_answered_for", "responsible", "tolerated"),
    ("market_renewal_one_object", "jiangxi", "jiangxi:three_objects", "any_of", "tolerated"),
    ("market_renewal_one_object", "jiangxi", "jiangxi:three_objects", "all_of", "unmet"),
    ("market_renewal_gain_for_unit", "jiangxi", "jiangxi:four_words", "conditions", "unmet"),
]


@pytest.mark.parametrize(("stem", "region", "reading", "option", "answer"), OTHER_READINGS)
def test_a_ruling_notes_the_reading_that_would_change_it(
    stem: str, region: str, reading: str, option: str, answer: str
) -> None:
    path = next(path for path in EXAMPLES + OF_PLUGINS if path.stem == stem)
    case = case_at(path)
    ruling = ruling_of(path, region, question_of(case, case.expect[region]))
    noted = {taken.id: taken.results for taken in ruling.readings}
    assert noted[reading][option] == (answer,)
