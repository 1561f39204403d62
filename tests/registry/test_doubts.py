"""Doubts: what is likely to be a mistake is recorded, and told in a plain line."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.facts.acting import ProcedureKind, Role
from rongcuo_registry.doubts import of_adding, of_deciding, of_opening, of_step
from rongcuo_registry.entries import Decided
from rongcuo_registry.operations import CaseRegistry

from ..running import LANGUAGES, run
from .offices import DOCUMENT, FOLLOWED, OFFICER, added, matter, office, walk

DAY = datetime.date(2026, 6, 10)
REPORT = {"report_outcome": "untrue"}


def doubts(
    registry: CaseRegistry,
    raw: dict[str, Any],
    region: str,
    kind: ProcedureKind = "filing",
    day: datetime.date = DAY,
) -> list[str]:
    """What is doubted as a proceeding of a new case is opened."""
    state = registry.open_proceeding(added(registry, raw), kind, region, OFFICER, on=day)
    problems = of_opening(registry, state)
    for problem in problems:  # each is a sentence in both languages, with every value filled in
        for language in LANGUAGES:
            assert "{" not in problem.message(language)
    return [problem.code for problem in problems]


LATE = "filing_too_late"


@pytest.mark.parametrize(
    ("where", "facts", "dates", "told"),
    [
        ("hongze", {"stage": "planned"}, {}, []),
        ("hongze", {}, {}, []),
        ("hongze", {"stage": "done"}, {}, [LATE]),
        ("hongze", {"stage": "under_way"}, {}, [LATE]),
        ("hongze", {}, {"act": "2026-05"}, [LATE]),
        ("hongze", {"stage": "planned"}, {"act": "2026-06-09"}, [LATE]),
        ("hongze", {"stage": "planned"}, {"act": "2026-06"}, []),
        ("hongze", {"stage": "planned"}, {"act": "2026-06-10"}, []),
    ],
)
def test_a_filing_of_what_the_case_says_is_done_is_doubted(
    where: str, facts: dict[str, Any], dates: dict[str, str], told: list[str], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        assert doubts(registry, {**matter(where, **facts), "dates": dates}, where) == told


@pytest.mark.parametrize(("stage", "told"), [("under_way", []), ("done", [LATE])])
def test_what_is_under_way_may_be_filed_where_the_text_files_that(
    stage: str, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path) as registry:
        here = registry.region("hongze")
        during = evolve(here, policies=[evolve(policy, files_during=True) for policy in here.policies])
        monkeypatch.setattr(registry, "region", lambda name: during)
        assert doubts(registry, matter("hongze", stage=stage), "hongze") == told


def test_a_determination_of_what_is_done_is_no_doubt(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        assert doubts(registry, matter("滨城", stage="done"), "bincheng", "determination") == []


@pytest.mark.parametrize(
    ("where", "region", "kind", "elsewhere"),
    [
        ("洪泽", "hongze", "filing", False),
        ("洪泽", "bincheng", "filing", True),
        ("滨城", "shandong", "determination", False),
        ("洪泽", "shandong", "determination", True),
        ("洪泽", "national", "clarification", False),
        ("义乌市", "national", "clarification", False),
        ("义乌市", "hongze", "filing", True),
        ("320813", "hongze", "filing", False),
    ],
)
def test_a_region_that_is_neither_the_place_nor_above_it_is_doubted(
    where: str, region: str, kind: ProcedureKind, elsewhere: bool, tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        about = REPORT if kind == "clarification" else {}
        assert doubts(registry, matter(where, **about), region, kind) == ["proceeding_elsewhere"] * elsewhere


def test_the_same_again_is_doubted_while_the_first_goes_on_or_is_in_effect(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry)

        def opened() -> list[str]:
            state = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=DAY)
            told = [problem.code for problem in of_opening(registry, state)]
            registry.withdraw(state.id, OFFICER, "unit", on=datetime.date(2026, 7, 1))
            return told

        first = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=DAY)
        assert of_opening(registry, first) == []
        assert opened() == ["proceeding_again"]
        walk(
            registry,
            first.id,
            "F1 unit",
            "F2 unit",
            "F3 unit document",
            "F4 leader_in_charge",
            "F5 discipline",
        )
        assert registry.proceeding(first.id).closed
        assert opened() == ["proceeding_again"]  # it is in effect
        case = added(registry, matter(role="executed"))
        first = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=DAY)
        walk(registry, first.id, "F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge no")
        assert opened() == []  # it came to nothing
        assert opened() == []  # those that were withdrawn


def test_a_visit_may_be_paid_again(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter("滨城"))
        first = registry.open_proceeding(case, "return_visit", "bincheng", OFFICER, on=DAY)
        walk(registry, first.id, "R6 discipline document")
        assert registry.proceeding(first.id).closed
        assert of_opening(registry, registry.open_proceeding(case, "return_visit", "bincheng", OFFICER)) == []


def test_a_case_that_is_kept_already_is_doubted_by_its_content_or_its_title_and_place(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        (first,) = registry.add([matter(stage="planned")], OFFICER)

        def told(raw: dict[str, Any], **more: Any) -> list[tuple[str, object]]:
            problems = of_adding(registry, registry.add([raw], OFFICER, **more))
            return [(problem.code, problem.values["earlier"]) for problem in problems]

        assert told(matter(stage="planned"), matter=first) == []  # another person of the matter
        assert told(matter("滨城", stage="planned")) == []
        assert told({**matter(stage="planned"), "title": "另一事"}) == []
        assert told(matter(stage="planned")) == [("case_same", "1、2")]
        assert told(matter(stage="done")) == [("case_alike", "1、2、5")]
        registry.erase(OFFICER, case=first)
        assert told(matter(stage="planned")) == [("case_same", "2、5")]


def test_cases_of_one_folder_may_share_their_title(tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        assert of_adding(registry, registry.add([matter(), matter()], OFFICER)) == []
        assert len(of_adding(registry, registry.add([matter(), matter()], OFFICER, apart=True))) == 2


@pytest.mark.parametrize(
    ("region", "kind", "facts", "told"),
    [
        ("hongze", "filing", REPORT, ["filing_of_report"]),
        ("national", "clarification", {}, ["no_report_outcome"]),
        ("national", "clarification", REPORT, []),
        ("national", "false_accusation", {}, ["no_report_outcome"]),
        ("national", "false_accusation", REPORT, []),  # open
        ("national", "false_accusation", {**REPORT, "fabricated": False}, ["no_false_accusation"]),
    ],
)
def test_what_the_case_says_nothing_of_or_the_opposite_of_is_doubted(
    region: str, kind: ProcedureKind, facts: dict[str, Any], told: list[str], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        assert doubts(registry, matter(**facts), region, kind) == told


@pytest.mark.parametrize(
    ("facts", "dates", "on", "told"),
    [
        ({"stage": "done"}, {}, None, []),
        ({"stage": "planned"}, {}, None, ["decision_unasked"]),
        (REPORT, {}, None, ["decision_unasked"]),
        ({}, {"act": "2026-03"}, "2026-02-28", ["decision_before_act"]),
        ({}, {"act": "2026-03"}, "2026-03-31", ["decision_before_case"]),
        ({}, {}, "2026-06-09", ["decision_before_case"]),
        ({}, {}, "2026-06-10", []),  # a proceeding was opened
    ],
)
def test_a_decision_of_what_nobody_asked_or_before_there_was_anything_is_doubted(
    facts: dict[str, Any], dates: dict[str, str], on: str | None, told: list[str], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        case = added(registry, {**matter("滨城", **facts), "dates": dates})
        registry.open_proceeding(case, "determination", "bincheng", OFFICER, on=DAY)
        day = None if on is None else datetime.date.fromisoformat(on)
        registry.decide(case, Decided(tolerated=True), OFFICER, "discipline", day)
        kept = registry.case(case)
        problems = of_deciding(registry, kept, kept.decisions[-1])
        assert [problem.code for problem in problems] == told
        assert not any("{" in problem.message(language) for problem in problems for language in LANGUAGES)


@pytest.mark.parametrize(("role", "told"), [("person", ["step_by_person"]), ("approving", [])])
def test_an_approval_by_the_person_concerned_is_doubted_where_the_text_says_nobody(
    role: Role, told: list[str], tmp_path: Path
) -> None:
    with office(tmp_path) as registry:
        case = added(registry, matter(**REPORT))
        state = registry.open_proceeding(case, "clarification", "national", OFFICER, on=DAY)
        after = registry.advance(state.id, "C4a", role, OFFICER, on=DAY, attached=[DOCUMENT])
        (taken,) = after.taken.values()
        assert [problem.code for problem in of_step(registry, after, taken)] == told


# As it is said


def test_a_doubt_is_a_plain_line_and_what_was_asked_is_done(tmp_path: Path) -> None:
    (tmp_path / "done.toml").write_text('title = "一事"\nwhere = "滨城"\n[facts]\nstage = "done"\n', "utf-8")
    assert "注意" not in run("case", "add", "done.toml", folder=tmp_path).out
    again = run("case", "add", "done.toml", folder=tmp_path, columns=200)
    assert (again.status, "注意：案件 2 与案件 1 内容相同" in again.out) == (0, True)
    done = run("file", "1", "--region", "hongze", folder=tmp_path, columns=200)
    lines = [line for line in done.out.splitlines() if line.startswith("注意")]
    assert done.status == 0 and len(lines) == 2
    assert "案件 1 写明" in lines[0] and "已过洪泽的备案阶段" in lines[0]
    assert "案件发生在滨城，洪泽既不是发生地，也不是其上级" in lines[1]
    told = json.loads(run("file", "1", "--region", "bincheng", "--json", folder=tmp_path).out)
    assert len(told["notes"]) == 2 and told["proceeding"]["id"] == 2
    assert "程序 1（洪泽，办理中）" in told["notes"][1]


def test_a_deployment_s_own_regions_are_above_the_same_places(tmp_path: Path) -> None:
    with office(tmp_path, FOLLOWED) as registry:
        assert doubts(registry, matter("洪泽", **REPORT), "national", "clarification") == []


def test_a_decision_and_a_step_that_are_doubted_are_recorded_and_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        'title = "一事"\nwhere = "洪泽"\n[facts]\nreport_outcome = "untrue"\n', "utf-8"
    )
    run("case", "add", "r.toml", folder=tmp_path)
    own = run("decide", "1", "--tolerated", "--by", "本人", folder=tmp_path)
    assert own.status == 2 and own.mistakes == ["错误：本人不能对自己的案件作出决定；请核对 --by"]
    done = run("decide", "1", "--tolerated", "--by", "discipline", folder=tmp_path, columns=200)
    assert done.status == 0 and done.out.startswith("注意：案件 1 所问的是“应否澄清”，不是可否容错")
    assert run("clarify", "1", "--region", "national", folder=tmp_path).status == 0
    line = ("advance", "1", "C4a", "--by", "本人", "--attach", "r.toml", "--json")
    assert "条文没有载明由谁办理" in json.loads(run(*line, folder=tmp_path).out)["notes"][0]
