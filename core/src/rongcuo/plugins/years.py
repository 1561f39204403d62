"""The schedule of working days of a year that a deployment supplies in a file of its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from ..facts.problems import InputError, Problems
from ..facts.structuring import structure
from ..facts.vocabulary import parse_date
from ..facts.working_days import Year, is_weekend
from ..policy.files import read_toml


@frozen(kw_only=True)
class _DaysOff:
    """A holiday, from its first day to its last."""

    from_: Any
    to: Any


@frozen(kw_only=True)
class _YearFile:
    """A year's schedule as the notice of it tells: days off, and days worked to make up for them."""

    year: int
    notice: str
    off: tuple[_DaysOff, ...]
    on: tuple[Any, ...] = ()


def read_years(folder: Path, files: Iterable[str], problems: Problems) -> dict[int, Year]:
    """The schedules in files beside the deployment file, each of another year."""
    years: dict[int, Year] = {}
    for number, name in enumerate(files, 1):
        try:
            year, schedule = _read_year(folder / name)
        except InputError as error:
            problems += error.problems
            continue
        if year in years:
            problems.add("year_twice", f"working_days[{number}]", year=year)
        years[year] = schedule
    return years


def _read_year(path: Path) -> tuple[int, Year]:
    """A year and its schedule.  Raises InputError."""
    return year_from(read_toml(path), str(path))


def year_from(raw: Mapping[str, Any], file: str) -> tuple[int, Year]:
    """A year and its schedule from plain data.  Raises InputError."""
    try:
        schedule = structure(raw, _YearFile)
    except InputError as error:
        raise InputError(problem.at(file=file) for problem in error.problems) from None
    problems = Problems()
    if not schedule.notice.strip(" …"):
        problems.add("no_notice", "notice")
    if not schedule.off:
        problems.add("no_days_off", "off")
    off: set[int] = set()
    for number, holiday in enumerate(schedule.off, 1):
        place = f"off[{number}]"
        first = _day(holiday.from_, schedule.year, f"{place}.from", problems)
        last = _day(holiday.to, schedule.year, f"{place}.to", problems)
        if first is not None and last is not None:
            if last < first:
                problems.add("days_off_backwards", place)
            off |= {*range(first, last + 1)}
    on: set[int] = set()
    for number, raw_day in enumerate(schedule.on, 1):
        place = f"on[{number}]"
        day = _day(raw_day, schedule.year, place, problems)
        if day is not None and not is_weekend(day):
            problems.add("works_anyway", place, day=_iso(day))
        elif day is not None and day in off:
            problems.add("off_and_on", place, day=_iso(day))
        on |= set() if day is None else {day}
    problems.raise_any(file)
    return schedule.year, Year(off=frozenset(off), on=frozenset(on), notice=schedule.notice)


def _day(raw: object, year: int, place: str, problems: Problems) -> int | None:
    """A day of this year, or of the December before it, which its notice may move too."""
    try:
        day = parse_date(raw)
    except InputError as error:
        problems += [problem.at(place) for problem in error.problems]
        return None
    date = datetime.date.fromordinal(day)
    if date.year != year and (date.year, date.month) != (year - 1, 12):
        problems.add("day_of_other_year", place, day=date.isoformat(), year=year)
        return None
    return day


def _iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()
