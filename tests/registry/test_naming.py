"""Roles, steps and statuses may be called as the screens and the texts call them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo.facts.text import both
from rongcuo_registry.naming import ROLES, role_called, status_called, step_called
from rongcuo_registry.sayings import MESSAGES

from ..running import LANGUAGES, run
from .offices import OFFICER, added, codes, matter, office, policies, walk


@pytest.mark.parametrize(
    ("said", "step", "role"),
    [
        ("区纪委监委", "F5", "discipline"),
        ("洪泽区纪委监委", "F5", "discipline"),
        ("淮安市洪泽区纪委监委", "F5", "discipline"),
        ("实施单位", "F1", "unit"),
        ("区分管领导", "F4", "leader_in_charge"),
        ("district leader in charge", "F4", "leader_in_charge"),
        ("分管领导", "F4", "leader_in_charge"),
        ("leader_in_charge", "F4", "leader_in_charge"),
    ],
)
def test_a_role_may_be_called_as_the_text_has_it(said: str, step: str, role: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER).id
        assert registry.role(said, proceeding=number, step=step) == role
        assert registry.role(said, proceeding=number) == role
        assert registry.role(said, case=1) == role


def test_what_another_region_s_text_has_is_no_role_here(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry, matter("海安")), "filing", "haian", OFFICER).id
        with pytest.raises(InputError) as error:
            registry.role("区纪委监委", proceeding=number)
        assert codes(error) == ["no_such_body"]
        assert "基层单位" in error.value.problems[0].message("zh")


def test_a_body_of_another_region_is_no_role_here(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER).id
        for said in ("滨城区纪委监委", "某洪泽区纪委监委"):
            with pytest.raises(InputError) as error:
                registry.role(said, proceeding=number)
            assert codes(error) == ["no_such_body"]


def test_of_several_that_each_take_a_step_each_has_its_name() -> None:
    steps = policies().procedures("bincheng")["filing"].steps
    assert {
        name: role_called(name, steps) for name in ("纪委", "组织部门", "有关部门联席会议", "本单位")
    } == {
        "纪委": "discipline",
        "组织部门": "organization",
        "有关部门联席会议": "joint_meeting",
        "本单位": "unit",
    }


def test_every_body_that_a_text_names_can_be_typed() -> None:
    """Whoever reads 由谁办理 may type it."""
    seen = 0
    for region in policies().answering:
        for kind, procedure in policies().procedures(region).items():
            for step in procedure.steps:
                if step.rule is None or step.rule.body is None or step.named_only or len(step.roles) != 1:
                    continue
                for language in LANGUAGES:
                    said = step.rule.body[language].partition("（")[0].partition(" (")[0]
                    assert role_called(said, [step]) == step.roles[0], (region, kind, step.id)
                    seen += 1
    assert seen > 15


@pytest.mark.parametrize(
    "command", ["advance 1 F1", "amend 1 --note x", "withdraw 1", "close 1", "decide 1 --tolerated"]
)
def test_a_refusal_and_the_help_name_every_role(command: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        registry.open_proceeding(added(registry), "filing", "hongze", OFFICER)
    done = run(*command.split(), "--by", "某人", folder=tmp_path)
    shown = run(command.split()[0], "--help", folder=tmp_path).out
    for role in ROLES:
        assert both(f"role.{role}").zh in done.err, role
        assert both(f"role.{role}").zh in "".join(shown.split()), role
    assert done.status == 2 and "区纪委监委" in done.err


def test_the_help_names_every_role_in_both_languages() -> None:
    zh, en = MESSAGES["option.by"]
    assert [role for role in ROLES if both(f"role.{role}").zh not in zh or role not in en] == []


def test_where_nobody_is_named_the_next_line_lists_the_roles(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter(report_outcome="untrue"))
        registry.open_proceeding(case, "clarification", "national", OFFICER)
        registry.open_proceeding(case, "filing", "hongze", OFFICER)
    assert (
        "角色：本人、本单位" not in run("proceeding", "1", folder=tmp_path).out
    )  # Q1 is taken by those it names
    due = run("due", folder=tmp_path).out
    assert "角色照“由谁办理”一栏填写" in due and "角色：本人、本单位" in due
    assert "角色：本人、本单位" not in run("due", "--region", "hongze", folder=tmp_path).out
    assert run("advance", "1", "q1", "--by", "本人", "--attach", "rongcuo.db", folder=tmp_path).status == 0
    assert "角色：本人、本单位" in run("proceeding", "1", folder=tmp_path).out


@pytest.mark.parametrize("said", ["F1", "f1", "hongze:F1", "HONGZE:f1"])
def test_a_step_may_be_written_in_small_letters(said: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER).id
        state = registry.advance(number, said, "unit", OFFICER)
        assert state.done("hongze:F1")


def test_steps_that_begin_alike_are_told_apart() -> None:
    procedure = policies().procedures("national")["clarification"]
    assert [step_called(name, procedure).id for name in ("c4", "C4A")] == ["national:C4", "national:C4a"]
    with pytest.raises(InputError) as error:
        step_called("c", procedure)
    assert codes(error) == ["no_step_here"]
    assert "Q1 承办部门提出或者本人申请；C4a " in error.value.problems[0].message("zh")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("办理中", "under_way"),
        ("已生效", "in_effect"),
        ("已生效，尚有2步", "in_effect"),
        ("in effect, steps left: 2", "in_effect"),
        ("已办成", "concluded"),
        ("不同意", "refused"),
        ("已撤回", "withdrawn"),
        ("under_way", "under_way"),
    ],
)
def test_a_status_may_be_called_as_the_lists_print_it(said: str, status: str) -> None:
    assert status_called(said) == status


# How far a proceeding is

OPENED = datetime.date(2026, 6, 1)


@pytest.fixture
def bincheng(tmp_path: Path) -> Path:
    """Filings of Bincheng: 1 in effect with steps left, 2 all done, 3 refused, 4 withdrawn after it took effect."""
    steps = (
        "F2 person document", "F3 unit", "F4 principal_leader", "F5 discipline", "F5 organization",
        "F6 joint_meeting", "F7 discipline document",
    )  # fmt: skip
    with office(tmp_path) as registry:
        for taken in (steps[:5], steps, [*steps[:2], "F4 principal_leader no"], steps[:5]):
            number = registry.open_proceeding(
                added(registry, matter("滨城", major_or_complex=True)),
                "filing",
                "bincheng",
                OFFICER,
                on=OPENED,
            ).id
            walk(registry, number, *taken)
        registry.withdraw(4, OFFICER, "unit")
    return tmp_path


def test_a_status_says_what_is_so(bincheng: Path) -> None:
    heads = [run("proceeding", str(n), folder=bincheng).out.splitlines()[0] for n in (1, 2, 3, 4)]
    assert [head.partition("滨城备案")[2] for head in heads] == [
        "（已生效，尚有2步）",
        "（已办成）",
        "（不同意）",
        "（生效后撤回）",
    ]
    listed = run("case", "list", folder=bincheng, columns=200).out
    for said in ("已生效，尚有2步", "已办成", "不同意", "生效后撤回"):
        assert f"（{said}）" in listed
    assert "in effect, steps left: 2" in run("case", "show", "1", folder=bincheng, language="en").out


def test_a_proceeding_that_ended_without_effect_is_closed_and_not_completed(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(
            added(registry, matter("滨城")), "correction", "bincheng", OFFICER
        ).id
        registry.close(number, OFFICER, "unit")
    assert "滨城纠错整改（已办结）" in run("proceeding", "1", folder=tmp_path).out


@pytest.mark.parametrize(
    ("status", "cases"), [("已生效", [1]), ("已办成", [2]), ("不同意", [3]), ("已撤回", [4]), ("办理中", [])]
)
def test_cases_are_listed_by_what_their_screens_say(status: str, cases: list[int], bincheng: Path) -> None:
    told = json.loads(run("case", "list", "--status", status, "--json", folder=bincheng).out)
    assert [case["id"] for case in told["cases"]] == cases


def test_a_status_that_there_isnt_is_told_with_all_there_are(bincheng: Path) -> None:
    done = run("case", "list", "--status", "完", folder=bincheng)
    assert (done.status, "办理中、已生效、已办成、已办结、不同意、已撤回" in done.err) == (2, True)
