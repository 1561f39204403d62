"""Each district's procedure, walked to its end as its text lays it down."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import check

from .offices import DEPLOYMENT, DOCUMENT, FOLLOWED, OFFICER, added, codes, matter, office, walk

HONGZE = ("F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge", "F5 discipline")
JUNE = datetime.date(2026, 6, 1)


def waiting(registry: CaseRegistry, proceeding: int) -> list[str]:
    progress = registry.progress(registry.proceeding(proceeding))
    return [each.step.id.partition(":")[2] for each in progress.waiting(registry.calendar)]


def test_hongze_files_in_five_steps_and_two_duties_stay(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE).id
        for index, step in enumerate(HONGZE):
            assert waiting(registry, number) == [f"F{index + 1}"]
            state = walk(registry, number, step)
        assert (state.status, state.effective, state.closed) == ("concluded", JUNE, True)
        duties = [rule.id for rule, _ in registry.progress(state).duties()]
        assert duties == ["hongze:F6", "hongze:F7"]
        assert check(registry.store).problems == ()


@pytest.mark.parametrize("end", [4, 5])
def test_a_no_of_whoever_decides_ends_hongzes_filing(end: int, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE).id
        state = walk(registry, number, *HONGZE[: end - 1], f"{HONGZE[end - 1]} no")
        assert (state.status, state.effective, state.closed) == ("refused", None, True)
        assert waiting(registry, number) == []


BINCHENG = ("F2 person document", "F3 unit", "F4 principal_leader")


@pytest.mark.parametrize("order", [("discipline", "organization"), ("organization", "discipline")])
def test_bincheng_files_with_two_bodies_in_either_order(order: tuple[str, str], tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("滨城", major_or_complex=False))
        number = registry.open_proceeding(case, "filing", "bincheng", OFFICER, on=JUNE).id
        state = walk(registry, number, *BINCHENG, f"F5 {order[0]}")
        assert state.effective is None and waiting(registry, number) == ["F5"]
        state = walk(registry, number, f"F5 {order[1]}")
        assert (state.effective, state.closed) == (JUNE, False)
        assert waiting(registry, number) == ["F7"]
        assert walk(registry, number, "F7 discipline document").closed
        assert registry.proceeding(number).skipped == {"bincheng:F6"}


def test_a_major_matter_goes_through_binchengs_joint_meeting(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("滨城", major_or_complex=True))
        number = registry.open_proceeding(case, "filing", "bincheng", OFFICER, on=JUNE).id
        walk(registry, number, *BINCHENG, "F5 discipline", "F5 organization")
        with pytest.raises(InputError) as error:
            walk(registry, number, "F7 discipline document")
        assert codes(error) == ["step_too_early"]
        assert walk(registry, number, "F6 joint_meeting", "F7 discipline document").closed


def test_whether_the_joint_meeting_takes_place_has_to_be_stated(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("滨城"))
        number = registry.open_proceeding(case, "filing", "bincheng", OFFICER, on=JUNE).id
        walk(registry, number, *BINCHENG, "F5 discipline", "F5 organization")
        with pytest.raises(InputError) as error:
            walk(registry, number, "F6 joint_meeting")
        assert codes(error) == ["step_perhaps"]
        registry.advance(number, "F6", "joint_meeting", OFFICER, facts={"重大或复杂事项": "是"})
        assert registry.progress(registry.proceeding(number)).known["major_or_complex"].values == {True}


def test_bincheng_decides_tolerance_beside_the_accounting(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(
            added(registry, matter("滨城")), "determination", "bincheng", OFFICER, on=JUNE
        ).id
        with pytest.raises(InputError) as error:
            walk(registry, number, "R3a accountability")
        assert codes(error) == ["step_unpublished"]
        state = walk(registry, number, "R2 accountability", "R3 accountability")
        assert (state.status, state.closed) == ("concluded", True)


def test_a_return_visit_leaves_its_record(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(
            added(registry, matter("滨城")), "return_visit", "bincheng", OFFICER, on=JUNE
        ).id
        with pytest.raises(InputError) as error:
            walk(registry, number, "R6 discipline")
        assert codes(error) == ["step_document"]
        assert walk(registry, number, "R6 discipline document").closed


def test_what_is_only_named_can_be_closed_and_never_taken(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(
            added(registry, matter("滨城")), "correction", "bincheng", OFFICER, on=JUNE
        ).id
        assert waiting(registry, number) == []
        with pytest.raises(InputError) as error:
            walk(registry, number, "R5 discipline")
        assert codes(error) == ["step_unpublished"]
        assert registry.close(number, OFFICER, "discipline").closed


def test_an_office_of_haian_puts_its_own_step_between_those_of_the_text(tmp_path: Path) -> None:
    with office(tmp_path, DEPLOYMENT) as registry:
        number = registry.open_proceeding(
            added(registry, matter("海安")), "filing", "haian", OFFICER, on=JUNE
        ).id
        walk(registry, number, "F1 unit")
        with pytest.raises(InputError) as error:
            walk(registry, number, "F3 other")
        assert codes(error) == ["step_too_early"]
        walk(registry, number, "review organization")
        (due,) = registry.due("haian").steps
        assert (due.waiting.step.id, due.waiting.last_day) == ("haian:F3", datetime.date(2026, 6, 8))
        assert walk(registry, number, "F3 other").status == "concluded"


def test_haian_evaluates_a_mistake_that_is_tracked(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(
            added(registry, matter("海安")), "evaluation", "haian", OFFICER, on=JUNE
        ).id
        assert walk(registry, number, "T1a other").closed


UNTRUE = {"report_outcome": "untrue", "report_harm": ["work"]}


def test_a_name_is_cleared_after_approval_and_in_writing_beside_every_other_form(tmp_path: Path) -> None:
    with office(tmp_path, DEPLOYMENT) as registry:
        case = added(registry, matter("洪泽", **UNTRUE, clarified_by=["meeting"]))
        number = registry.open_proceeding(case, "clarification", "national", OFFICER, on=JUNE).id
        walk(registry, number, "Q1 verifying document", "C4a approving document")
        with pytest.raises(InputError) as error:
            walk(registry, number, "C4 verifying document")
        assert codes(error) == ["duty_open_not"]
        registry.state_facts(case, {"clarified_by": ["meeting", "written"]}, OFFICER)
        state = walk(registry, number, "C4 verifying document")
        assert (state.status, state.closed) == ("concluded", True)


@pytest.mark.parametrize("outcome", ["true", "unproven"])
def test_only_what_was_found_untrue_is_cleared(outcome: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("洪泽", report_outcome=outcome, report_harm=["work"]))
        number = registry.open_proceeding(case, "clarification", "national", OFFICER, on=JUNE).id
        with pytest.raises(InputError) as error:
            walk(registry, number, "C4a approving document")
        assert codes(error) == ["step_requires_not"]


def test_local_practice_binds_where_it_was_switched_on(tmp_path: Path) -> None:
    facts = {**UNTRUE, "clarified_by": ["written"]}
    for folder, deployment in (("off", ""), ("on", FOLLOWED)):
        (tmp_path / folder).mkdir()
        with office(tmp_path / folder, deployment) as registry:
            case = added(registry, matter("洪泽", **facts))
            number = registry.open_proceeding(case, "clarification", "national", OFFICER, on=JUNE).id
            walk(registry, number, "C4a approving document")
            duties = {rule.id for rule, _ in registry.progress(registry.proceeding(number)).duties()}
            practice = {"national:K2", "national:K3", "national:K6"}
            assert duties & practice == (practice if deployment else set())
            if deployment:
                with pytest.raises(InputError) as error:
                    walk(registry, number, "C4 verifying document")
                assert {*codes(error)} == {"duty_open"}
            else:
                assert walk(registry, number, "C4 verifying document").closed


def test_a_false_accusation_needs_the_fabrication_and_the_intent(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("洪泽", fabricated=True))
        number = registry.open_proceeding(case, "false_accusation", "national", OFFICER, on=JUNE).id
        with pytest.raises(InputError) as error:
            walk(registry, number, "W1a approving document")
        assert codes(error) == ["step_requires"]
        assert "意图" in error.value.problems[0].message("zh")
        state = registry.advance(
            number, "W1a", "approving", OFFICER, attached=[DOCUMENT], facts={"harm_intended": True}
        )
        assert state.closed


def test_a_region_without_such_a_procedure_says_so(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("靖江"))
        with pytest.raises(InputError) as error:
            registry.open_proceeding(case, "filing", "jingjiang", OFFICER)
        assert codes(error) == ["no_such_procedure"]
