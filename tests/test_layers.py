"""Provincial texts: what their own cases reach, and what a district that stands on one is ruled by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .made import text
from .running import ROOT, installed, run
from .test_deployment import CONDITION, SITUATION
from .test_examples import CLARIFICATION, OF_PLUGINS, TOLERANCE, case_at, own_region, question_of, ruling_of

#: Every answer that each text allows, on each question; `refused_so_far` occurs in neither, since their
#: red lines are met by a body's fact or by a finding alone, and neither speaks of filing.
REACHABLE = {
    ("jiangsu", "tolerance"): TOLERANCE,
    ("jiangsu", "filing"): {"no_rule"},
    ("jiangsu", "clarification"): CLARIFICATION,
    ("shandong", "tolerance"): TOLERANCE - {"not_covered", "not_covered_so_far"},
    ("shandong", "filing"): {"no_rule"},
    ("shandong", "clarification"): CLARIFICATION,
}


@pytest.mark.parametrize("region", sorted({region for region, _ in REACHABLE}))
def test_a_provinces_own_cases_reach_every_answer_that_its_text_allows_and_no_other(region: str) -> None:
    reached: dict[tuple[str, str], set[str]] = {}
    for path in OF_PLUGINS:
        if own_region(path) == region:
            case = case_at(path)
            question = question_of(case, case.expect[region])
            reached.setdefault((region, question), set()).add(ruling_of(path, region, question).verdict)
    assert reached == {key: answers for key, answers in REACHABLE.items() if key[0] == region}


# Districts that stand on their provinces

LAYERED = ROOT / "examples" / "provinces" / "rongcuo.toml"
CASES = ROOT / "examples" / "constructed"


def ruled(case: Path, region: str, config: Path | None = LAYERED) -> dict[str, Any]:
    """How a case is ruled before a region: on its province, or on the floor alone."""
    chosen = ("--config", config) if config else ()
    done = run("rule", case, "--region", region, "--json", *chosen)
    assert done.status == 0, done.err
    told: dict[str, Any] = json.loads(done.out)["answers"][0]["rulings"][0]
    return told


def state(ruling: dict[str, Any], clause: str) -> str:
    return next(told["state"] for told in ruling["clauses"] if told["id"] == clause)


def case(folder: Path, base: str, more: str) -> Path:
    """A constructed case with other facts on top."""
    file = folder / "case.toml"
    file.write_text(f'extends = "{(CASES / base).as_posix()}"\n{more}', "utf-8")
    return file


def test_the_example_puts_each_district_on_the_levels_above_it() -> None:
    told = json.loads(run("config", "show", "--json", "--config", LAYERED).out)["regions"]
    plugins = {region: [plugin["name"] for plugin in told[region]["plugins"]] for region in told}
    assert plugins["hongze"][:2] == ["hongze", "jiangsu"] and "national" in plugins["hongze"]
    assert plugins["bincheng"][:2] == ["bincheng", "shandong"]


#: The dyke was cut on the spot; `emergency_measure` leaves the decision and the report open.
#: What keeps the nation's own situations out, which no condition of a province gates.
NO_NATIONAL_GROUND = "".join(
    f"{name} = false\n"
    for name in (
        "reform_work", "trying_first", "exploratory_work", "objection_recorded", "correction_proposed",
        "force_majeure", "unforeseeable_cause",
    )
)  # fmt: skip
UNREPORTED = f"[facts]\ncollective_decision = false\nreported_after = false\n{NO_NATIONAL_GROUND}"
REPORTED = "[facts]\ncollective_decision = false\nreported_after = true\n"


def test_a_condition_of_the_province_gates_the_districts_situations(tmp_path: Path) -> None:
    unreported = case(tmp_path, "emergency_measure.toml", UNREPORTED)
    alone, whole = ruled(unreported, "hongze", None), ruled(unreported, "hongze")
    assert alone["verdict"] == "tolerated_so_far" and alone["decided_by"] == ["hongze:P3"]
    assert whole["verdict"] == "unmet_so_far" and state(whole, "hongze:P3") == "met"
    assert {"hongze:P3", "jiangsu:C2"} <= set(whole["decided_by"])


def test_a_situation_of_the_province_adds_to_the_districts(tmp_path: Path) -> None:
    ruling = ruled(case(tmp_path, "emergency_measure.toml", REPORTED), "hongze")
    assert ruling["verdict"] == "tolerated_so_far"
    assert ruling["decided_by"] == ["hongze:P3", "jiangsu:T3"]


def test_a_red_line_of_the_province_refuses_in_the_district(tmp_path: Path) -> None:
    incident = tmp_path / "case.toml"
    incident.write_text(
        'title = "t"\nwhere = "洪泽"\n[facts]\nmass_incident = true\n'
        '[findings."jiangsu:R4"]\nmet = true\nby = "市委政法委"\nbasis = "事件评估意见"\n',
        "utf-8",
    )
    assert "jiangsu:R4" not in ruled(incident, "hongze", None)["decided_by"]
    whole = ruled(incident, "hongze")
    assert (whole["verdict"], whole["decided_by"]) == ("refused", ["jiangsu:R4"])


def test_no_condition_of_the_district_gates_the_provinces_situations(tmp_path: Path) -> None:
    """The districts that ship state no condition, so this one is made up."""
    below = text(tmp_path, "below", *CONDITION, *SITUATION, parent="320000")
    pilot = case(
        tmp_path,
        "base/checked.toml",
        "[facts]\nlegacy_problem = true\nproactive_duty = true\ntrying_first = true\nreported_after = true\n"
        "sudden_event = true\ncollective_decision = false\n",
    )
    (tmp_path / "rongcuo.toml").write_text('[region.below]\nplugins = ["below", "jiangsu"]\n', "utf-8")
    found = [below, *installed("jiangsu", "national")]
    done = run("rule", pilot, "--region", "below", "--json", folder=tmp_path, found=found)
    ruling = json.loads(done.out)["answers"][0]["rulings"][0]
    assert state(ruling, "below:T1") == "met" and state(ruling, "below:C1") == "not_met"
    assert ruling["verdict"] == "tolerated_so_far" and ruling["decided_by"] == ["jiangsu:T2"]


LEGACY = '[facts]\nlegacy_problem = true\nproactive_duty = true\nfield = ["property_management"]\n'
FOUND = '[findings."shandong:T7"]\nmet = true\nby = "市委组织部"\nbasis = "事项认定意见"\n'


def test_bincheng_tolerates_what_is_one_of_shandongs_ten_situations_alone(tmp_path: Path) -> None:
    legacy = case(tmp_path, "base/checked.toml", LEGACY + FOUND)
    assert ruled(legacy, "bincheng", None)["verdict"] == "not_covered_so_far"
    ruling = ruled(legacy, "bincheng")
    assert ruling["verdict"] == "tolerated_so_far"
    assert ruling["decided_by"] == ["shandong:T7"]


def test_a_list_that_one_layer_only_counts_and_another_only_reports_is_not_called_open_ended(
    tmp_path: Path,
) -> None:
    ruling = ruled(case(tmp_path, "base/checked.toml", LEGACY + FOUND), "bincheng")
    red_lines = ruling["unseen"]["red_line"]
    assert (red_lines["seen"], red_lines["missing"], red_lines["open_ended"]) == ("report", None, False)


@pytest.mark.parametrize("option", ["all", "any", "weighed"])
def test_the_six_conditions_of_2017_gate_nothing_of_2018_and_nothing_of_the_district(
    option: str, tmp_path: Path
) -> None:
    """A matter that meets none of the six but the last, under each reading of them."""
    settled = f'[region.bincheng.readings."shandong:six"]\ntake = "{option}"\nby = "x"\nbasis = "x"\n'
    config = tmp_path / "rongcuo.toml"
    config.write_text(LAYERED.read_text("utf-8") + settled, "utf-8")
    none = (
        'prohibited_by_law = true\ntrying_first = false\nassigned = "own_initiative"\nforce_majeure = false\n'
        'unforeseeable_cause = false\nremedy = "none"\ncollective_decision = false\nobjection_recorded = false\n'
    )
    of_2018 = case(tmp_path, "base/checked.toml", LEGACY + none + FOUND)
    assert ruled(of_2018, "bincheng", config)["verdict"] == "tolerated_so_far"
    districts = none + 'proactive_duty = true\nfield = ["ecology"]\n'
    of_bincheng = case(tmp_path, "base/checked.toml", "[facts]\n" + districts)
    ruling = ruled(of_bincheng, "bincheng", config)
    assert ruling["verdict"] == "tolerated_so_far" and "bincheng:T1" in ruling["decided_by"]


# Shandong's two texts in time

QUOTA = ROOT / "plugins/shandong/src/rongcuo_shandong/cases/land_quota.toml"


@pytest.mark.parametrize(
    ("day", "verdict", "deciding"),
    [
        ("2017-05-01", "no_rule", []),
        ("2018-03-01", "open", ["shandong:O1"]),
        ("2019-01-01", "tolerated_so_far", ["shandong:T2"]),
    ],
    ids=["before both", "the opinion alone", "both"],
)
def test_the_opinion_rules_alone_until_the_method_joins_it(
    day: str, verdict: str, deciding: list[str]
) -> None:
    done = run("rule", QUOTA, "--region", "shandong", "--on", day, "--json")
    ruling = json.loads(done.out)["answers"][0]["rulings"][0]
    assert (ruling["verdict"], ruling["decided_by"]) == (verdict, deciding)
