"""Working days: how many there are from one day to another, by the State Council's yearly schedule.

Imported only where a period in working days is worked out, and the table is read then.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from .records import FrozenDict, Record


@frozen(kw_only=True, eq=False, repr=False)
class Year(Record):
    """What the schedule of a year changes: the days `off`, and the days `on` that make up for them (调休).

    `notice` says which one arranged it, where a deployment supplied the year.
    """

    off: frozenset[int]
    on: frozenset[int]
    notice: str = ""


@cache
def shipped() -> Mapping[int, Year]:
    """The years whose schedule ships with the core."""
    years: dict[int, dict[str, frozenset[int]]] = {}
    text = files("rongcuo").joinpath("data/working_days.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            year, kind, days = line.split("\t")
            named = (datetime.date.fromisoformat(f"{year}-{day}") for day in days.split())
            years.setdefault(int(year), {})[kind] = frozenset(day.toordinal() for day in named)
    return FrozenDict((year, Year(off=days["off"], on=days["on"])) for year, days in years.items())


def is_weekend(day: int) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day % 7 in (6, 0)


class Calendar:
    """The years that ship, and those that a deployment supplied in their place or beyond them.

    A number of working days is kept in halves: a day off is later than the working day before it and has not
    completed the next, so it stands between them.
    """

    def __init__(self, supplied: Mapping[int, Year]) -> None:
        self._years = {**shipped(), **supplied}
        worked: dict[int, bool] = {}
        # a year that is supplied may move days of the December before it, too
        for _, year in sorted(self._years.items(), key=lambda item: item[0] in supplied):
            worked |= {**dict.fromkeys(year.off, False), **dict.fromkeys(year.on, True)}
        self._off = sorted(day for day, on in worked.items() if not on and not is_weekend(day))
        self._on = sorted(day for day, on in worked.items() if on and is_weekend(day))

    def halves(self, start: int, end: int) -> int | None:
        """Twice the working days after one day up to another, and one more where that is a day off.

        Below zero where the second comes first; None where the schedule of a year between them isn't known.
        """
        if end < start:
            back = self.halves(end, start)
            return None if back is None else -back
        if self.missing(start, end):
            return None
        after = self._until(end) - self._until(start)
        return 2 * after + (end > start and self._until(end) == self._until(end - 1))

    def day_after(self, start: int, working_days: int) -> int | None:
        """The day that is the n-th working day after another, which isn't counted itself.

        None where the schedule of a year between them isn't known.
        """
        day = start
        while working_days > 0:
            day += 1
            if self.missing(day - 1, day):
                return None
            working_days -= self._until(day) > self._until(day - 1)
        return day

    def missing(self, start: int, end: int) -> tuple[int, ...]:
        """The years without a schedule of the days that are counted from one day to another."""
        if start == end:
            return ()
        first, last = min(start, end) + 1, max(start, end)
        years = range(datetime.date.fromordinal(first).year, datetime.date.fromordinal(last).year + 1)
        return tuple(year for year in years if year not in self._years)

    def _until(self, day: int) -> int:
        """The working days up to this one, from a day long before the first schedule."""
        weeks, rest = divmod(day, 7)
        return weeks * 5 + min(rest, 5) - bisect_right(self._off, day) + bisect_right(self._on, day)
