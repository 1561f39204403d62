"""Procedures: steps in the order of their text, local settings beside them, and mistakes that are load errors."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcuo.facts.known import Known
from rongcuo.facts.working_days import Calendar, shipped
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.procedures import Procedure, lacking
from rongcuo.plugins.registry import Registry

from .made import text
from .policytext import clause
from .running import Run, assert_golden, everything, run

#: Each district's procedures as its text has them: step, who takes it, what marks it.
AS_WRITTEN = {
    ("hongze", "filing"): [
        "F1 unit", "F2 unit", "F3 unit filing_application", "F4 leader_in_charge ?", "F5 discipline ?",
    ],
    ("bincheng", "filing"): [
        "F2 person filing_application", "F3 unit", "F4 principal_leader ?", "F5 discipline+organization",
        "F6 joint_meeting", "F7  filing_receipt",
    ],
    ("bincheng", "determination"): ["R2 accountability", "R3 accountability ?", "R3a "],
    ("bincheng", "return_visit"): ["R6 discipline visit_record"],
    ("haian", "filing"): ["F1 unit", "F3  ?"],
    ("haian", "evaluation"): ["T1a "],
    ("national", "clarification"): [
        "Q1 verifying/person clarification_proposal", "C4a  clarification_approval ?",
        "C4 verifying clarification_letter",
    ],
    ("national", "false_accusation"): ["W1a approving accusation_determination ?"],
}  # fmt: skip


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


LOCAL = """
[region.haian]
plugins = ["haian"]
[[region.haian.step]]
id = "review"
procedure = "filing"
title = "市委组织部审核"
after = "F1"
roles = ["organization"]
by = "海安"
basis = "纪要"
[[region.haian.step]]
id = "evaluate"
procedure = "correction"
title = "整改"
by = "海安"
basis = "纪要"
[region.haian.times.F3]
working_days = 5
by = "海安"
basis = "纪要"
"""


def as_text(procedure: Procedure) -> list[str]:
    return [
        " ".join(
            [
                step.id.partition(":")[2],
                ("+" if step.by_each else "/").join(step.roles),
                *([step.document] if step.document else []),
                *(["?"] if step.decides else []),
            ]
        )
        for step in procedure.steps
    ]


@pytest.mark.parametrize(("region", "kind"), AS_WRITTEN)
def test_steps_are_those_of_the_text(region: str, kind: str, registry: Registry) -> None:
    made = {str(name): each for name, each in registry.procedures(region).items()}
    assert as_text(made[kind]) == AS_WRITTEN[region, kind]


@pytest.mark.parametrize("region", ["hongze", "bincheng", "haian", "national"])
def test_a_region_s_procedures_are_shown(region: str, tmp_path: Path) -> None:
    pages = {
        language: run("procedure", region, folder=tmp_path, language=language, columns=80).out
        for language in ("zh", "en")
    }
    assert_golden(f"procedure_{region}", pages)


def test_each_step_follows_steps_that_there_are_and_one_can_come_first(registry: Registry) -> None:
    for region in registry.answering:
        for procedure in registry.procedures(region).values():
            done: set[str] = set()
            waiting = list(procedure.steps)
            while free := [step for step in waiting if done.issuperset(step.after)]:
                done |= {step.id for step in free}
                waiting = [step for step in waiting if step not in free]
            assert not waiting, (region, procedure.kind)


def test_whole_layers_have_what_the_nation_lays_down_and_a_region_alone_is_told_that_it_hasnt(
    registry: Registry, tmp_path: Path
) -> None:
    whole = registry.on_layers("all").procedures("hongze")["clarification"]
    assert whole.text is not None and whole.text.plugin == "national"
    assert {duty.id for duty in whole.duties} >= {"national:C2", "national:C3"}
    alone = json.loads(run("procedure", "hongze", "clarification", "--json", folder=tmp_path).out)
    assert [made["national_duties_loaded"] for made in alone["procedures"]] == [False]


def test_what_a_step_or_duty_lacks_is_told_by_the_facts(registry: Registry) -> None:
    here = registry.shown("national")
    made = registry.procedures("national")["clarification"]
    approval = made.step("C4a")
    assert approval is not None

    def lacks(**values: Any) -> tuple[str, ...]:
        known = {name: Known(values=frozenset([value])) for name, value in values.items()}
        return lacking(approval.requires, here, here.known_with(known))

    assert lacks() == ("report_outcome",)
    assert lacks(report_outcome="untrue") == ()
    assert "report_outcome" in lacks(report_outcome="not_excluded")
    (written,) = [duty for duty in made.duties if duty.id == "national:C2"]
    forms = {"clarified_by": Known(includes=frozenset(["meeting"]), excludes=frozenset(["written"]))}
    assert lacking(written.requires, here, here.known_with(forms)) == ("clarified_by",)


def configured(folder: Path, text: str, *command: str) -> Run:
    (folder / "rongcuo.toml").write_text(text, "utf-8")
    return run(*command, folder=folder, language="en", columns=300)


def test_a_deployment_supplies_steps_and_times_and_they_are_marked(tmp_path: Path) -> None:
    data = json.loads(configured(tmp_path, LOCAL, "procedure", "haian", "--json").out)
    filing, correction = (
        next(made for made in data["procedures"] if made["kind"] == kind) for kind in ("filing", "correction")
    )
    assert [(step["id"], step["after"], step["local"] is not None) for step in filing["steps"]] == [
        ("haian:F1", [], False),
        ("local:review", ["haian:F1"], True),
        ("haian:F3", ["local:review"], True),
    ]
    assert filing["steps"][2]["within"] == {"days": None, "working_days": 5}
    assert [step["id"] for step in correction["steps"]] == ["local:evaluate"]
    page = configured(tmp_path, LOCAL, "procedure", "haian").out
    assert page.count("local setting, not from policy") == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('after = "F1"', 'after = "F9"', "step review: there is no step `F9`; mend it"),
        ("[region.haian.times.F3]", "[region.haian.times.F33]", "times.F33: there is no step `F33`; mend it"),
        ("working_days = 5", "working_days = 0", "times.F3: give either `days` or `working_days`"),
        ('basis = "纪要"\n[region', 'basis = ""\n[region', "step evaluate: say `basis`"),
        ('roles = ["organization"]', 'roles = ["organisation"]', "organization"),
    ],
)
def test_a_local_setting_that_fits_nothing_is_an_error(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert old in LOCAL
    done = configured(tmp_path, LOCAL.replace(old, new), "config", "check")
    assert done.status and message in " ".join((done.out + done.err).split())


@given(st.dates(date(2019, 1, 1), date(2025, 6, 1)), st.integers(1, 60))
def test_the_last_day_is_the_first_by_which_so_many_working_days_have_passed(start: date, count: int) -> None:
    calendar = Calendar({})
    last = calendar.day_after(start.toordinal(), count)
    assert last is not None
    assert calendar.halves(start.toordinal(), last) == 2 * count
    before = calendar.halves(start.toordinal(), last - 1)
    assert before is not None and before < 2 * count


def test_no_last_day_is_guessed_where_a_year_has_no_schedule() -> None:
    last_known = date(max(shipped()), 12, 31) - timedelta(days=3)
    assert Calendar({}).day_after(last_known.toordinal(), 20) is None


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"roles": ["unit"]}, "roles: `roles` means something in a procedure alone"),
        ({"procedure": "filing", "roles": ["unit"], "by_each": True}, "by_each takes two roles or more"),
        ({"procedure": "filing", "after": ["F7"]}, "after: there is no step `F7`"),
        ({"procedure": "filing", "after": ["F1"]}, "after: the step `F1` doesn't stand above this one"),
        ({"procedure": "filing", "within": {"days": 1, "working_days": 2}}, "within: give either `days` or"),
        ({"procedure": "filings"}, "filing"),
        ({"procedure": "filing", "requires": "colective_decision"}, "did you mean `collective_decision`"),
    ],
)
def test_a_step_with_a_mistake_is_a_load_error(keys: dict[str, Any], message: str, tmp_path: Path) -> None:
    plugin = text(tmp_path, "below", clause("step", "F1", **keys))
    problems = load_plugin(plugin.plugin, plugin.name).problems
    assert len(problems) == 1 and message in problems[0].message("en"), problems


def test_no_step_waits_for_itself_however_long_the_way_round(tmp_path: Path) -> None:
    steps = [
        clause("step", "F1", procedure="filing", after=["F2"]),
        clause("step", "F2", procedure="filing"),
    ]
    plugin = text(tmp_path, "below", *steps)
    problems = load_plugin(plugin.plugin, plugin.name).problems
    assert [problem.code for problem in problems] == ["step_below"]
