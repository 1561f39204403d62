"""Registries of many cases: what is listed is limited and looked up, and reads no more than it needs."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from rongcuo_registry.lists import case_rows
from rongcuo_registry.model import CaseState
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import check
from rongcuo_registry.waiting import Due

from .offices import DEPLOYMENT, OFFICER, added, matter, office, walk

JUNE = date(2026, 6, 1)


def filed(registry: CaseRegistry, region: str, where: str, *steps: str, on: date = JUNE) -> int:
    case = added(registry, matter(where, major_or_complex=False))
    number = registry.open_proceeding(case, "filing", region, OFFICER, on=on).id
    walk(registry, number, *steps)
    return number


def in_short(due: Due) -> tuple[int, str, date | None]:
    return due.proceeding.id, due.waiting.step.id, due.waiting.last_day


def test_the_most_urgent_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    with office(tmp_path, DEPLOYMENT) as registry:
        for days in (3, 1, 2):  # Hai'an's F3 has a time here, and Hongze's steps have none
            filed(registry, "haian", "海安", "F1 unit", "review organization", on=JUNE + timedelta(days=days))
        other = filed(registry, "hongze", "洪泽")
        everything = registry.due()
        assert everything.more == 0
        days = [due.waiting.last_day for due in everything.steps]
        assert [day is None for day in days] == [False, False, False, True]
        assert days[:3] == sorted(days[:3], key=lambda day: day or date.max)
        assert everything.steps[-1].proceeding.id == other
        for limit in range(1, 6):
            some = registry.due(limit=limit)
            assert [*map(in_short, some.steps)] == [*map(in_short, everything.steps[:limit])]
            assert some.more == max(0, 4 - limit)
        assert [each.proceeding.id for each in registry.due("hongze").steps] == [other]


def test_what_is_due_is_what_each_proceeding_waits_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are read at a time."""
    bincheng = ("F2 person document", "F3 unit", "F4 principal_leader", "F5 discipline", "F5 organization")
    hongze = ("F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge", "F5 discipline")
    monkeypatch.setattr("rongcuo_registry.waiting.AT_A_TIME", 2)
    with office(tmp_path) as registry:
        for region, where, steps in (("bincheng", "滨城", bincheng), ("hongze", "洪泽", hongze)):
            for count in range(len(steps) + 1):
                filed(registry, region, where, *steps[:count])
        added(registry)
        gone = filed(registry, "hongze", "洪泽")
        registry.erase(OFFICER, case=registry.proceeding(gone).case)
        expected = []
        rows = registry.store.rows("SELECT id FROM proceeding_list ORDER BY id")
        for number in [row["id"] for row in rows if row["id"] != gone]:
            waiting = registry.progress(registry.proceeding(number)).waiting(registry.calendar)
            expected += [(number, each.step.id, each.last_day) for each in waiting]
        due = registry.due()
        assert [in_short(each) for each in due.steps] == expected
        assert len({each.waiting.step.id for each in due.steps}) > 8
        assert due.unknown == (gone,)
        for each in due.steps:
            state = registry.proceeding(each.proceeding.id)
            assert (each.proceeding.taken, each.proceeding.effective) == (state.taken, state.effective)
        assert check(registry.store).problems == ()


def test_facts_are_read_where_what_comes_next_hangs_on_them_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path) as registry:
        bodies = ("F5 discipline", "F5 organization")
        early = filed(registry, "bincheng", "滨城", "F2 person document", "F3 unit")
        joint = filed(
            registry, "bincheng", "滨城", "F2 person document", "F3 unit", "F4 principal_leader", *bodies
        )
        filed(registry, "hongze", "洪泽", "F1 unit")
        read: Counter[int] = Counter()
        raw = registry.raw

        def counted(case: CaseState) -> dict[str, object]:
            read[case.id] += 1
            return raw(case)

        monkeypatch.setattr(registry, "raw", counted)
        assert len(registry.due().steps) == 3
        assert read == {registry.proceeding(joint).case: 1}
        assert registry.proceeding(early).case not in read


@pytest.mark.parametrize(
    ("region", "status", "cases"),
    [
        (None, None, [3, 2, 1]),
        ("hongze", None, [3, 1]),
        (None, "refused", [3, 2]),
        ("hongze", "refused", [3]),
        ("hongze", "under_way", [1]),
        ("bincheng", "concluded", []),
    ],
)
def test_a_region_and_a_status_are_those_of_one_proceeding(
    region: str | None, status: str | None, cases: list[int], tmp_path: Path
) -> None:
    refused = ("F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge no")
    with office(tmp_path) as registry:
        filed(registry, "hongze", "洪泽")
        other = filed(registry, "bincheng", "滨城", "F2 person document", "F3 unit", "F4 principal_leader no")
        assert registry.proceeding(other).status == "refused"
        filed(registry, "hongze", "洪泽", *refused)
        rows, more = case_rows(registry, "zh", region=region, status=status, matter=None, limit=50)
        assert [row["id"] for row in rows] == cases and more == 0
        rows, more = case_rows(registry, "zh", region=region, status=status, matter=None, limit=1)
        assert [row["id"] for row in rows] == cases[:1] and more == max(0, len(cases) - 1)


#: What a list is looked for by, and the index that has it.
LOOKED_UP = {
    "SELECT 1 FROM case_list WHERE matter = 1": "matter",
    "SELECT case_id FROM proceeding_list WHERE region = 'x'": "region_case_id",
    "SELECT case_id FROM proceeding_list WHERE status = 'x'": "status_case_id",
    "SELECT id FROM proceeding_list WHERE case_id = 1 ORDER BY id": "case_id",
    "SELECT id FROM proceeding_list WHERE closed = 0 AND id > 5 ORDER BY id LIMIT 9": "closed",
}


@pytest.mark.parametrize("query", LOOKED_UP)
def test_each_way_to_look_has_an_index_and_nothing_is_sorted(query: str, tmp_path: Path) -> None:
    with office(tmp_path) as registry:
        added(registry)
    with closing(sqlite3.connect(tmp_path / "rongcuo.db")) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert plan.startswith("SEARCH") and f"{LOOKED_UP[query]} (" in plan
    assert "TEMP B-TREE" not in plan
