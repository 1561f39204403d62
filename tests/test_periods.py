"""Periods: the days between two dates, each of which may be known in part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .made import matter, ruled, text
from .policytext import clause, listing

WORDS = '{ zh = "日", en = "day" }'
DATES = "".join(
    f'[[fact]]\nid = "{name}"\ngroup = "procedure"\ntype = "date"\nlabel = {WORDS}\nask = {WORDS}\n'
    for name in ("begun_on", "ended_on")
)
PERIOD = f'[[period]]\nid = "days_taken"\ntitle = {WORDS}\nfrom = "begun_on"\nto = "ended_on"\n'

#: Each end on one of several days: how many between them is one of several numbers.
BEGUN = [date(2024, 3, day) for day in range(1, 6)]
ENDED = [date(2024, 3, day) for day in range(10, 13)]


def state(folder: Path, condition: str, **dates: object) -> str:
    """The state of a red line about the period."""
    found = text(
        folder,
        "mock",
        listing("situation", seen="complete"),
        clause("situation", "T1", when="trying_first"),
        listing("red_line", seen="complete"),
        clause("red_line", "R1", when=condition),
        ("red_lines", DATES + PERIOD),
    )
    facts = {"trying_first": True, **{f"mock:{name}": told for name, told in dates.items()}}
    ruling = ruled(found, matter(facts, "mock"))
    return next(clause.state for clause in ruling.clauses if clause.id == "mock:R1")


def between(days: list[date]) -> dict[str, str]:
    return {"at_least": days[0].isoformat(), "at_most": days[-1].isoformat()}


@pytest.mark.parametrize("days", range(3, 14))
@pytest.mark.parametrize(
    ("begun", "ended"), [(BEGUN, ENDED), (BEGUN[:1], ENDED), (BEGUN, ENDED[:1]), (BEGUN[:1], ENDED[:1])]
)
def test_dates_known_in_part_leave_a_period_what_some_pair_of_days_makes_it(
    tmp_path: Path, begun: list[date], ended: list[date], days: int
) -> None:
    found = {(end - start).days >= days for start in begun for end in ended}
    expected = "open" if len(found) == 2 else "met" if found == {True} else "not_met"
    told = state(tmp_path, f"days_taken >= {days}", begun_on=between(begun), ended_on=between(ended))
    assert told == expected


@pytest.mark.parametrize(
    ("begun", "ended", "condition", "expected"),
    [
        # begun by the fifth and not ended before the tenth: five days at the least
        ({"at_most": "2024-03-05"}, {"at_least": "2024-03-10"}, "days_taken >= 5", "met"),
        ({"at_most": "2024-03-05"}, {"at_least": "2024-03-10"}, "days_taken >= 6", "open"),
        # begun on the fifth at the earliest and ended by the tenth: five days at the most
        ({"at_least": "2024-03-05"}, {"at_most": "2024-03-10"}, "days_taken <= 5", "met"),
        ({"at_least": "2024-03-05"}, {"at_most": "2024-03-10"}, "days_taken <= 4", "open"),
        # with both on one side nothing bounds it
        ({"at_least": "2024-03-05"}, {"at_least": "2024-03-10"}, "days_taken >= 1", "open"),
        ({"at_most": "2024-03-05"}, {"at_most": "2024-03-10"}, "days_taken <= 90", "open"),
    ],
)
def test_dates_bounded_on_one_side_bound_a_period_where_they_can(
    tmp_path: Path, begun: object, ended: object, condition: str, expected: str
) -> None:
    assert state(tmp_path, condition, begun_on=begun, ended_on=ended) == expected
