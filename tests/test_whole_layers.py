"""Layers: what a region stands on, whose clause is whose, and where two layers say different things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.text import Language
from rongcuo.plugins.deployment import Deployment, RegionSettings
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import Question, case_from
from rongcuo.policy.layers import code_above
from rongcuo.ruling import Ruling, prepare, rule

from .made import matter, text
from .policytext import clause, listing
from .running import LANGUAGES, Point, everything, installed, run

pytestmark = pytest.mark.once

TRIAL = clause("situation", "T1", when="trying_first", tiers=["exempt"])
SILENT = clause("situation", "T9", when="reform_work")
NO_ACCIDENT = clause("red_line", "R1", when="safety_accident")
DECIDED_TOGETHER = clause("condition", "C1", when="decision_procedure")
ABOVE = {"level": "province", "code": "990000"}


def served(points: Iterable[Point], *plugins: str) -> Registry:
    deployment = Deployment(file=Path("rongcuo.toml"), regions={"below": RegionSettings(plugins=plugins)})
    registry = load(deployment, [*points, *installed("national")])
    assert registry.failed == {}
    return registry


def ruling(registry: Registry, facts: Mapping[str, Any], question: Question = "tolerance") -> Ruling:
    case = case_from(matter(facts), "case.toml", registry.vocabulary, registry.plugin_names)
    known = prepare(case, registry.texts, registry.vocabulary)
    return rule(registry.jurisdictions["below"], known, question)


def both(tmp_path: Path, lower: Iterable[tuple[str, str]], higher: Iterable[tuple[str, str]]) -> Registry:
    """A county on its province and the floor."""
    points = [text(tmp_path, "below", *lower), text(tmp_path, "above", *higher, **ABOVE)]
    return served(points, "below", "above")


def told(found: Ruling) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    return [(c.kind, c.lower, c.higher, c.prevails) for c in found.conflicts]


# Who decides


def test_every_body_that_decides_is_named_by_the_nearest_level_that_names_any(tmp_path: Path) -> None:
    """A text may leave great matters to another body than the rest."""
    bodies = [
        clause("decider", name, body={"zh": zh, "en": en})
        for name, zh, en in (("K1", "问责机关", "accountability body"), ("K2", "联席会议", "joint meeting"))
    ]
    above = clause("decider", "K9", body={"zh": "省里", "en": "the province"})
    found = ruling(both(tmp_path, [TRIAL, *bodies], [above]), {"trying_first": True})
    assert found.deciders == ("below:K1", "below:K2")
    (tmp_path / "silent").mkdir()
    silent = both(tmp_path / "silent", [TRIAL], [above])
    assert ruling(silent, {"trying_first": True}).deciders == ("above:K9",)


# Conflicts


def test_a_county_tolerates_what_the_province_excludes(tmp_path: Path) -> None:
    found = ruling(both(tmp_path, [TRIAL], [NO_ACCIDENT]), {"trying_first": True, "safety_accident": True})
    assert found.verdict == "refused"
    assert told(found) == [("red_line_above", ("below:T1",), ("above:R1",), "higher")]
    assert found.conflicts[0].layers == ("below", "above")


def test_a_county_excludes_what_the_province_tolerates(tmp_path: Path) -> None:
    found = ruling(both(tmp_path, [NO_ACCIDENT], [TRIAL]), {"trying_first": True, "safety_accident": True})
    assert found.verdict == "refused"
    assert told(found) == [("red_line_below", ("below:R1",), ("above:T1",), "lower")]


def test_a_condition_above_gates_a_situation_below(tmp_path: Path) -> None:
    found = ruling(
        both(tmp_path, [TRIAL], [DECIDED_TOGETHER]), {"trying_first": True, "decision_procedure": False}
    )
    assert found.answer == "unmet"
    assert told(found) == [("condition_above", ("below:T1",), ("above:C1",), "higher")]


def test_a_condition_below_never_cuts_down_an_exemption_above(tmp_path: Path) -> None:
    found = ruling(
        both(tmp_path, [DECIDED_TOGETHER], [TRIAL]), {"trying_first": True, "decision_procedure": False}
    )
    assert found.answer == "tolerated"
    assert told(found) == [("condition_below", ("below:C1",), ("above:T1",), "higher")]


def test_an_official_who_objected_on_record_is_spared_though_the_meeting_broke_the_procedure(
    tmp_path: Path,
) -> None:
    registry = served([text(tmp_path, "below", SILENT, DECIDED_TOGETHER)], "below", "national")
    facts = {
        "role": "objected", "objection_recorded": True, "decision_procedure": False, "reform_work": False,
        "trying_first": False, "exploratory_work": False, "force_majeure": False, "unforeseeable_cause": False,
    }  # fmt: skip
    found = ruling(registry, facts)
    assert (found.answer, found.decided_by) == ("tolerated", ("national:T17b",))
    assert told(found) == [("condition_below", ("below:C1",), ("national:T17b",), "higher")]
    (possible,) = found.possible
    assert possible.about == dict.fromkeys(("not_pursued", "exempt"), ("accountability",))


def test_a_situation_that_fails_its_own_conditions_is_in_conflict_with_nothing(tmp_path: Path) -> None:
    registry = both(tmp_path, [TRIAL, DECIDED_TOGETHER], [NO_ACCIDENT])
    facts = {"trying_first": True, "decision_procedure": False, "safety_accident": True}
    assert told(ruling(registry, facts)) == []


def test_what_is_open_is_no_conflict_yet(tmp_path: Path) -> None:
    registry = both(tmp_path, [TRIAL], [DECIDED_TOGETHER])
    assert told(ruling(registry, {"trying_first": True})) == []


def test_the_floor_is_a_layer_too(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", TRIAL)], "below")
    gain = {"value": ["self"], "by": "b", "basis": "c"}
    found = ruling(registry, {"trying_first": True, "private_gain": gain})
    assert told(found) == [("red_line_above", ("below:T1",), ("national:R3",), "higher")]


UNPROVEN = {"report_outcome": {"value": "unproven", "by": "b", "basis": "c"}, "report_harm": ["work"]}
CLEARS = clause("trigger", "S1", when="report_outcome == 'untrue' or report_outcome == 'unproven'")


def test_a_text_clears_more_than_the_nation_asks(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", CLEARS)], "below")
    found = ruling(registry, UNPROVEN, "clarification")
    assert found.verdict == "clear"
    assert told(found) == [("clears_more", ("below:S1",), ("national:C1",), "lower")]


def test_what_some_places_do_is_no_conflict_where_nobody_follows_it(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", CLEARS)], "below", "national")
    (conflict,) = ruling(registry, UNPROVEN, "clarification").conflicts
    assert conflict.higher == ("national:C1",)


def test_a_text_without_triggers_is_in_conflict_with_nothing(tmp_path: Path) -> None:
    registry = both(tmp_path, [CLEARS], [TRIAL])
    assert [c.layers for c in ruling(registry, UNPROVEN, "clarification").conflicts] == [
        ("below", "national")
    ]


def test_a_text_calls_false_accusation_what_the_nation_does_not(tmp_path: Path) -> None:
    smeared = clause("accusation", "W1", when="severe_effect")
    registry = served([text(tmp_path, "below", smeared)], "below")
    facts = {**UNPROVEN, "severe_effect": True, "fabricated": False}
    found = ruling(registry, facts, "clarification")
    assert ("accuses_more", ("below:W1",), ("national:W1",), "lower") in told(found)


def test_a_county_files_what_the_province_would_not(tmp_path: Path) -> None:
    scope = clause("scope", "F1", when="trying_first")
    narrow = clause("scope", "F2", when="trying_first and no_precedent")
    found = ruling(
        both(tmp_path, [scope], [narrow]),
        {"stage": "planned", "trying_first": True, "no_precedent": False, "filing": "none"},
        "filing",
    )
    assert found.answer == "fileable"
    assert told(found) == [("files_more", ("below:F1",), ("above:F2",), "lower")]


def test_what_both_layers_file_is_no_conflict(tmp_path: Path) -> None:
    scopes = [clause("scope", "F1", when="trying_first")], [clause("scope", "F2", when="no_precedent")]
    facts = {"stage": "planned", "trying_first": True, "no_precedent": True, "filing": "none"}
    filed = ruling(both(tmp_path, *scopes), facts, "filing")
    assert (filed.answer, told(filed)) == ("fileable", [])


def test_what_both_layers_clear_is_no_conflict(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", CLEARS)], "below")
    untrue = {"value": "untrue", "by": "b", "basis": "c"}
    cleared = ruling(registry, {**UNPROVEN, "report_outcome": untrue}, "clarification")
    assert (cleared.answer, told(cleared)) == ("clear", [])


KINDS = {
    "red_line_above": ([TRIAL], [NO_ACCIDENT], {"trying_first": True, "safety_accident": True}),
    "condition_below": ([DECIDED_TOGETHER], [TRIAL], {"trying_first": True, "decision_procedure": False}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_conflict_is_named_with_its_clauses_and_the_side_that_prevails(
    kind: str, language: Language, tmp_path: Path
) -> None:
    lower, higher, facts = KINDS[kind]
    points = [
        text(tmp_path, "below", *lower),
        text(tmp_path, "above", *higher, **ABOVE),
        *installed("national"),
    ]
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.below]\nplugins = ["below", "above"]\n', "utf-8")
    (tmp_path / "case.toml").write_text(case_file(facts), "utf-8")
    for command in (("rule", "case.toml", "--region", "below"), ("compare", "case.toml", "--full")):
        out = run(*command, folder=tmp_path, found=points, language=language, columns=400).out
        (line,) = [
            line for line in out.splitlines() if ("层级冲突" if language == "zh" else "in conflict") in line
        ]
        for name in ("below:", "above:"):
            assert name in line
        assert ("以above为准" if language == "zh" else "above prevails") in line


# Whose clause


def test_every_clause_says_which_layer_it_comes_from(tmp_path: Path) -> None:
    found = ruling(both(tmp_path, [TRIAL], [NO_ACCIDENT]), {"trying_first": True})
    assert {c.id: c.layer for c in found.clauses} == {
        "below:T1": "below", "above:R1": "above",
        "national:R1": "national", "national:R2": "national", "national:R3": "national",
    }  # fmt: skip


def test_the_page_and_the_data_say_it_too(tmp_path: Path) -> None:
    points = [
        text(tmp_path, "below", TRIAL),
        text(tmp_path, "above", NO_ACCIDENT, **ABOVE),
        *installed("national"),
    ]
    (tmp_path / "rongcuo.toml").write_text('[region.below]\nplugins = ["below", "above"]\n', "utf-8")
    (tmp_path / "case.toml").write_text(case_file({"trying_first": True}), "utf-8")
    arguments = ("rule", "case.toml", "--region", "below", "--explain")
    out = run(*arguments, folder=tmp_path, found=points, columns=300).out
    for said in ("容错情形（below）", "红线（above）", "红线（全国统一适用）"):
        assert said in out
    data = json.loads(run(*arguments, "--json", folder=tmp_path, found=points).out)
    (given,) = data["answers"][0]["rulings"]
    assert {c["id"]: c["layer"] for c in given["clauses"]}["above:R1"] == "above"
    layers = [(layer["region"], layer["level"], layer["floor"]) for layer in given["layers"]]
    assert layers == [("below", "county", False), ("above", "province", False), ("national", "nation", True)]


# Steps and forms come from the nearest level that has them

STEP = clause("step", "F3")
DUTY = clause("duty", "F4")
SCOPE = clause("scope", "F1", when="trying_first")
PLANNED = {"stage": "planned", "trying_first": True}


def test_steps_come_from_the_nearest_level_that_has_them_and_duties_add_up(tmp_path: Path) -> None:
    found = ruling(both(tmp_path, [SCOPE, STEP, DUTY], [STEP, DUTY]), PLANNED, "filing")
    assert found.procedure == ("below:F3", "below:F4", "above:F4")


def test_a_level_without_steps_takes_those_of_the_next(tmp_path: Path) -> None:
    found = ruling(both(tmp_path, [SCOPE, DUTY], [STEP, DUTY]), PLANNED, "filing")
    assert found.procedure == ("below:F4", "above:F3", "above:F4")


UNTRUE = {"report_outcome": {"value": "untrue", "by": "b", "basis": "c"}, "report_harm": ["work"]}


@pytest.mark.parametrize(
    ("forms", "clauses"), [({"forms": ["written"]}, ("below:S1",)), ({}, ("national:C1",))]
)
def test_forms_come_from_the_nearest_level_that_has_them(
    forms: dict[str, Any], clauses: tuple[str, ...], tmp_path: Path
) -> None:
    trigger = clause("trigger", "S1", when="report_outcome == 'untrue'", **forms)
    registry = served([text(tmp_path, "below", trigger)], "below")
    found = ruling(registry, UNTRUE, "clarification")
    assert found.decided_by == ("below:S1", "national:C1")
    assert found.forms == clauses


# --layers


@pytest.fixture
def points(tmp_path: Path) -> list[Point]:
    """A county whose city has no plugin, its province, and the nation."""
    return [
        text(tmp_path, "below", TRIAL, level="county", code="990101", parent="990100"),
        text(tmp_path, "above", NO_ACCIDENT, DECIDED_TOGETHER, **ABOVE),
        *installed("national"),
    ]


@pytest.fixture
def ruled(tmp_path: Path, points: list[Point]) -> Any:
    facts = {"trying_first": True, "decision_procedure": False}
    (tmp_path / "case.toml").write_text(case_file(facts), "utf-8")

    def one(*options: str, command: str = "rule") -> Any:
        chosen = ("--region", "below")
        done = run(command, "case.toml", *chosen, "--json", *options, folder=tmp_path, found=points)
        assert (done.status, done.err) == (0, "")
        data = json.loads(done.out)
        return data["layers"], data["answers"][0]["rulings"][0]

    return one


@pytest.mark.parametrize("command", ["rule", "compare"])
def test_without_a_file_a_region_is_ruled_by_its_own_text_on_the_floor(command: str, ruled: Any) -> None:
    for options in ((), ("--layers", "floor")):
        layers, given = ruled(*options, command=command)
        assert layers == "floor"
        assert [layer["region"] for layer in given["layers"]] == ["below", "national"]
        assert given["verdict"].startswith("tolerated")


@pytest.mark.parametrize("command", ["rule", "compare"])
def test_all_puts_a_region_on_the_texts_of_every_level_above_it(command: str, ruled: Any) -> None:
    layers, given = ruled("--layers", "all", command=command)
    assert layers == "all"
    assert [(layer["region"], layer["code"]) for layer in given["layers"]] == [
        ("below", "990101"), (None, "990100"), ("above", "990000"), ("national", "100000"), ("national", "100000"),
    ]  # fmt: skip
    # the province's condition gates the county's situation, and never the nation's
    assert (given["verdict"], given["decided_by"]) == ("tolerated_so_far", ["national:T17a"])
    assert [(c["kind"], c["lower"], c["higher"]) for c in given["conflicts"]] == [
        ("condition_above", ["below:T1"], ["above:C1"]),
        ("condition_below", ["above:C1"], ["national:T17a"]),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_without_a_plugin_is_shown_as_such(
    language: Language, tmp_path: Path, points: list[Point], ruled: Any
) -> None:
    out = run(
        "compare",
        "case.toml",
        "--full",
        "--layers",
        "all",
        folder=tmp_path,
        found=points,
        language=language,
        columns=200,
    ).out
    assert (
        "上级上级没有可叠加的条文" if language == "zh" else "No text was found to stand above for above"
    ) in out
    assert ("叠加已安装的上级条文" if language == "zh" else "every level above it") in out


def test_the_option_wins_over_the_deployment_file(tmp_path: Path, ruled: Any) -> None:
    (tmp_path / "rongcuo.toml").write_text('[region.below]\nplugins = ["below", "above"]\n', "utf-8")
    stood = {}
    for options in ((), ("--layers", "floor"), ("--layers", "all")):
        layers, given = ruled(*options)
        stood[layers] = [layer["region"] for layer in given["layers"] if not layer["floor"]]
    assert stood == {
        "deployment": ["below", "above"],
        "floor": ["below"],
        "all": ["below", None, "above", "national"],
    }


def test_a_reading_settled_for_a_layer_that_is_left_out_is_no_mistake(tmp_path: Path, ruled: Any) -> None:
    settled = (
        '[region.below.readings."national:unproven_counts"]\ntake = "untrue_only"\nby = "b"\nbasis = "c"\n'
    )
    (tmp_path / "rongcuo.toml").write_text(
        f'floor = false\n[region.below]\nplugins = ["below", "national"]\n{settled}', "utf-8"
    )
    layers, given = ruled("--layers", "floor")
    assert layers == "floor" and given["region"] == "below"


def test_a_plugin_of_measures_alone_is_no_layer(tmp_path: Path) -> None:
    measure = clause("measure", "M1", file="measures")
    found = [
        text(tmp_path, "below", TRIAL, level="county", code="990101", parent="990100"),
        text(tmp_path, "city", measure, level="city", code="990100"),
        *installed("national"),
    ]
    here = load(Deployment(), found).on_layers("all").jurisdictions["below"]
    assert [policy.plugin for policy in here.policies] == ["below", "national"]
    assert [level.code for level in here.without_text] == ["990100", "990000"]


def test_the_nation_stands_on_nothing_but_its_floor(points: list[Point]) -> None:
    here = load(Deployment(), points).on_layers("all").jurisdictions["national"]
    assert [policy.plugin for policy in here.policies] == ["national"]
    assert here.floor is not None and here.without_text == ()


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("320813", "320800"),
        ("320800", "320000"),
        ("320000", "100000"),
        ("371602", "371600"),
        ("371600", "370000"),
    ],
)
def test_the_codes_lead_from_a_county_to_the_nation(code: str, above: str) -> None:
    assert code_above(code) == above


def test_hongze_stands_on_its_province_and_the_nation_and_its_city_is_shown() -> None:
    here = everything("hongze", "national").on_layers("all").jurisdictions["hongze"]
    assert [level.code for level in here.without_text] == ["320800", "320000"]
    assert here.without_text[0].name.zh == "淮安市"
    assert here.policies[-1].plugin == "national"


def test_a_gate_that_is_seen_nowhere_shuts_no_list(tmp_path: Path) -> None:
    """The unseen conditions of the lower text leave an exemption above as plain as it is there."""
    seen = [listing(kind, seen="complete") for kind in ("red_line", "condition", "situation")]
    alone = [TRIAL, *seen]
    registry = both(
        tmp_path, [clause("red_line", "R1", when="negligent"), listing("red_line", seen="complete")], alone
    )
    assert ruling(registry, {"trying_first": True}).verdict == "tolerated"


def case_file(facts: Mapping[str, Any]) -> str:
    given = matter(facts)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in given["facts"].items())
    return f'title = "t"\nwhere = "below"\nabsent = {json.dumps(given["absent"])}\n[facts]\n{lines}'
