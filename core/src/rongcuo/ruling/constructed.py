"""Constructed cases: a setting of facts as the plain data of a case file, who found what left to be told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..facts.known import absent_value
from ..facts.vocabulary import Fact, Value, show_yuan
from ..policy.jurisdiction import Jurisdiction

#: The day from which the days of a period are counted.
FIRST_DAY = datetime.date(2024, 3, 1)


def case_data(here: Jurisdiction, values: Mapping[str, Value]) -> dict[str, Any]:
    """The values of facts and findings as a case file of this region says them."""
    raw: dict[str, Any] = {"title": "…", "where": here.id, "absent": [], "facts": {}, "findings": {}}
    for name, value in values.items():
        if name in here.by_id:
            raw["findings"][name] = {"met": value, "by": "…", "basis": "…"}
        elif name in here.periods:
            start, end = here.periods[name]
            assert isinstance(value, int)
            days = _dates(here.fact(name), value)
            if days is not None:
                raw["facts"] |= {at: day.isoformat() for at, day in zip((start, end), days, strict=True)}
            elif here.fact(name).type == "working_days":
                raw["facts"][name] = -(-value // 2)
        elif name not in here.variables:
            fact = here.fact(name)
            if fact.adverse and value == absent_value(fact):
                raw["absent"].append(name)
            else:
                said = _said(fact, value)
                raw["facts"][name] = {"value": said, "by": "…", "basis": "…"} if fact.body else said
    return raw


def _dates(fact: Fact, value: int) -> tuple[datetime.date, datetime.date] | None:
    """Two days that are so far apart, in days or in half working days.

    None where the calendar ends before, or the years that have a schedule: of working days a case may then tell the
    number itself.
    """
    if fact.type == "period":
        with suppress(OverflowError):
            return FIRST_DAY, FIRST_DAY + datetime.timedelta(days=value)
        return None
    from ..facts.working_days import Calendar, shipped

    calendar, years = Calendar({}), shipped()
    last = datetime.date(max(years), 12, 31).toordinal()
    for first in (FIRST_DAY.toordinal(), datetime.date(min(years), 1, 1).toordinal()):
        until = min(first + abs(value) + 34, last + 1)
        # some day within two weeks has a weekend where it is needed
        pairs = ((a, b) for a in range(first, first + 14) for b in range(a, until))
        pair = next((pair for pair in pairs if calendar.halves(*pair) == abs(value)), None)
        if pair is not None:
            days = datetime.date.fromordinal(pair[0]), datetime.date.fromordinal(pair[1])
            return days if value >= 0 else days[::-1]
    return None


def _said(fact: Fact, value: Value) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool | str):
        return value
    if fact.type == "amount":
        yuan, rest = divmod(value, 100)
        return show_yuan(value).replace(",", "") if rest else yuan
    return datetime.date.fromordinal(value).isoformat()
