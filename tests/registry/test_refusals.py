"""Steps and operations that are refused: with the reason and what to do, and with nothing written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.entries import Decided
from rongcuo_registry.operations import CaseRegistry

from .offices import DOCUMENT, FOLLOWED, OFFICER, added, codes, matter, office, refused, walk, whole

JUNE = datetime.date(2026, 6, 10)


@pytest.fixture
def hongze(tmp_path: Path) -> Iterator[CaseRegistry]:
    """A registry with case 1, whose filing with Hongze, proceeding 1, has come to F3."""
    with office(tmp_path) as registry:
        registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE)
        walk(registry, 1, "F1 unit", "F2 unit")
        yield registry


def later(days: int) -> datetime.date:
    return JUNE + datetime.timedelta(days=days)


#: What is done, what it is refused by, and words of the message that say what to do.
REFUSED: dict[str, tuple[Callable[[CaseRegistry], object], list[str], str]] = {
    "out of order": (
        lambda it: it.advance(1, "F4", "leader_in_charge", OFFICER),
        ["step_too_early"],
        "F4 区分管领导审核之前还有hongze:F3 书面申请没有办理，请先办理",
    ),
    "by the wrong role": (
        lambda it: it.advance(1, "F3", "discipline", OFFICER, attached=[DOCUMENT]),
        ["step_of_another"],
        "不能由纪检监察机关办理；请核对 --by（本单位）",
    ),
    "without its document": (
        lambda it: it.advance(1, "F3", "unit", OFFICER),
        ["step_document"],
        "须附风险备案申请表；请用 --attach 附上",
    ),
    "everything at once": (
        lambda it: it.advance(1, "F5", "unit", OFFICER, on=later(-5)),
        ["step_too_early", "step_of_another", "step_day"],
        "请核对 --on",
    ),
    "before the step before": (
        lambda it: it.advance(1, "F3", "unit", OFFICER, on=later(-1), attached=[DOCUMENT]),
        ["step_day"],
        "早于前一步（2026-06-10）",
    ),
    "in the future": (
        lambda it: it.advance(1, "F3", "unit", OFFICER, on=datetime.date(2026, 7, 2), attached=[DOCUMENT]),
        ["day_to_come"],
        "2026-07-02尚未到来",
    ),
    "twice": (
        lambda it: it.advance(1, "F2", "unit", OFFICER),
        ["step_taken"],
        "F2 集体研究已于2026-06-10办理",
    ),
    "a step that there isn't": (
        lambda it: it.advance(1, "F6x", "unit", OFFICER),
        ["no_step_here"],
        "没有步骤 `F6x`；本程序的步骤：F1 ",
    ),
    "a no where nothing is decided": (
        lambda it: it.advance(1, "F3", "unit", OFFICER, decision=False, attached=[DOCUMENT]),
        ["step_decides_nothing"],
        "rongcuo withdraw",
    ),
    "a fact that there isn't": (
        lambda it: it.advance(1, "F3", "unit", OFFICER, facts={"nothing": True}, attached=[DOCUMENT]),
        ["unknown_fact"],
        "nothing",
    ),
    "a value that a fact hasn't": (
        lambda it: it.state_facts(1, {"stage": "soon"}, OFFICER),
        ["bad_choice"],
        "soon",
    ),
    "replacing what is no decision": (
        lambda it: it.decide(1, Decided(tolerated=True, replaces=(1,)), OFFICER, "discipline"),
        ["no_standing_decision"],
        "记录 1 不是现行有效的决定",
    ),
    "of a case that there isn't": (
        lambda it: it.open_proceeding(7, "filing", "hongze", OFFICER),
        ["no_such_case"],
        "rongcuo case list",
    ),
    "of a proceeding that there isn't": (
        lambda it: it.withdraw(7, OFFICER, "unit"),
        ["no_such_proceeding"],
        "rongcuo case list",
    ),
    "closing with steps left": (
        lambda it: it.close(1, OFFICER, "unit"),
        ["step_left", "step_left", "step_left"],
        "还有步骤没有办理：书面申请",
    ),
    "amending what isn't filed": (
        lambda it: it.amend(1, OFFICER, "unit", "换人"),
        ["nothing_to_amend"],
        "不是已生效的备案",
    ),
    "withdrawing before what was done": (
        lambda it: it.withdraw(1, OFFICER, "unit", on=later(-1)),
        ["day_before"],
        "早于程序 1 此前办理的日期（2026-06-10）",
    ),
    "deciding the own case": (
        lambda it: it.decide(1, Decided(tolerated=True), OFFICER, "person"),
        ["decides_own_case"],
        "本人不能对自己的案件作出决定",
    ),
    "deciding of a case that there isn't": (
        lambda it: it.decide(7, Decided(tolerated=True), OFFICER, "discipline"),
        ["no_such_case"],
        "没有案件 7",
    ),
    "ruling by a region that there isn't": (
        lambda it: it.rule(1, OFFICER, "nowhere"),
        ["unknown_region"],
        "nowhere",
    ),
    "erasing nobody": (lambda it: it.erase(OFFICER, person=3), ["no_such_person"], "没有当事人 3"),
    "sharing with a case that there isn't": (
        lambda it: it.add([matter()], OFFICER, matter=9),
        ["no_such_case"],
        "没有案件 9",
    ),
    "a case with a mistake among others": (
        lambda it: it.add([matter(), matter(stage="soon")], OFFICER),
        ["bad_choice"],
        "soon",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why_and_what_to_do_and_writes_nothing(name: str, hongze: CaseRegistry) -> None:
    operation, expected, words = REFUSED[name]
    before = whole(hongze)
    with pytest.raises(InputError) as error:
        operation(hongze)
    assert codes(error) == expected
    assert words in refused(error)
    assert whole(hongze) == before


@pytest.mark.parametrize("end", ["withdrawn", "refused", "concluded"])
def test_nothing_more_is_done_in_a_proceeding_that_is_over(end: str, hongze: CaseRegistry) -> None:
    walk(hongze, 1, "F3 unit document")
    if end == "withdrawn":
        hongze.withdraw(1, OFFICER, "unit", "不再实施")
    else:
        no = " no" if end == "refused" else ""
        walk(hongze, 1, "F4 leader_in_charge", f"F5 discipline{no}")
    before = whole(hongze)
    for operation in (
        lambda: hongze.advance(1, "F4", "leader_in_charge", OFFICER),
        lambda: hongze.withdraw(1, OFFICER, "unit"),
        lambda: hongze.close(1, OFFICER, "unit"),
    ):
        with pytest.raises(InputError) as error:
            operation()
        assert codes(error) == ["proceeding_closed"]
    assert whole(hongze) == before


def test_after_an_end_another_one_may_be_opened(hongze: CaseRegistry) -> None:
    hongze.withdraw(1, OFFICER, "unit")
    assert hongze.open_proceeding(1, "filing", "hongze", OFFICER).id == 2


def test_one_body_doesnt_file_for_two(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        registry.open_proceeding(added(registry, matter("滨城")), "filing", "bincheng", OFFICER, on=JUNE)
        walk(registry, 1, "F2 person document", "F3 unit", "F4 principal_leader", "F5 organization")
        before = whole(registry)
        with pytest.raises(InputError) as error:
            walk(registry, 1, "F5 organization")
        assert codes(error) == ["step_by_same"]
        assert "请由另一方办理" in refused(error)
        assert whole(registry) == before


def test_what_was_erased_goes_no_further(hongze: CaseRegistry) -> None:
    assert hongze.erase(OFFICER, case=1) > 0
    before = whole(hongze)
    for operation in (
        lambda: hongze.advance(1, "F3", "unit", OFFICER, attached=[DOCUMENT]),
        lambda: hongze.open_proceeding(1, "determination", "bincheng", OFFICER),
        lambda: hongze.rule(1, OFFICER),
        lambda: hongze.state_facts(1, {"stage": "planned"}, OFFICER),
        lambda: hongze.decide(1, Decided(tolerated=True), OFFICER, "discipline"),
        lambda: hongze.change(1, matter(), OFFICER),
        lambda: hongze.withdraw(1, OFFICER, "unit"),
    ):
        with pytest.raises(InputError) as error:
            operation()
        assert codes(error) == ["case_erased"]
    assert whole(hongze) == before
    assert (hongze.due().steps, hongze.due().unknown) == ((), (1,))


@pytest.mark.parametrize(
    ("step", "facts", "told"),
    [
        ("C4a", {"report_outcome": "true"}, "案件写明的是举报核查结论为属实，不符合要求"),
        (
            "C4",
            {"report_outcome": "untrue", "consent": False},
            "要求：本人同意澄清，案件写明的是本人同意澄清为否",
        ),
    ],
)
def test_what_is_required_and_stated_otherwise_says_what_is_needed(
    step: str, facts: dict[str, object], told: str, tmp_path: Path
) -> None:
    with office(tmp_path, FOLLOWED) as registry:
        state = registry.open_proceeding(
            added(registry, matter(**facts)), "clarification", "national", OFFICER
        )
        if step == "C4":
            registry.advance(state.id, "C4a", "approving", OFFICER, attached=[DOCUMENT])
        with pytest.raises(InputError) as error:
            registry.advance(state.id, step, "verifying", OFFICER, attached=[DOCUMENT])
        assert told in refused(error)
