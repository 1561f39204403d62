"""Days: dates that may be inexact, a year, a month or a day, as spans of days."""

from __future__ import annotations

import datetime
import os
import re
from calendar import monthrange
from contextlib import suppress

from .conditions import Span
from .problems import InputError, Problem, as_written
from .written import date_meant

#: The environment variable that says which day is today, so that a run can be repeated later.
TODAY = "RONGCUO_TODAY"


def today() -> datetime.date:
    """Today, or the day that `RONGCUO_TODAY` says it is.  Raises InputError where that is no day."""
    value = os.environ.get(TODAY)
    if not value:
        return datetime.date.today()
    if len(value) != len("2024-05-01") or not is_inexact_date(value):
        raise InputError(Problem("bad_today", {"value": value}))
    return datetime.date.fromisoformat(value)


def day_span(text: str | None) -> Span:
    """The days an inexact date may mean."""
    if text is None:
        return Span()
    parts = [int(part) for part in text.split("-")]
    first = datetime.date(*[*parts, 1, 1][:3])
    if len(parts) == 3:
        last = first
    elif len(parts) == 2:
        last = first.replace(day=monthrange(first.year, first.month)[1])
    else:
        last = first.replace(month=12, day=31)
    return Span(first.toordinal(), last.toordinal())


def after(first: str | None, second: str | None) -> bool:
    """Whether one inexact date is after another for sure."""
    low, high = day_span(first).low, day_span(second).high
    return low is not None and high is not None and low > high


def no_date(raw: object, place: str = "") -> Problem:
    """That something is no date, and how the one that was meant is written."""
    near = date_meant(raw)
    return Problem("bad_inexact_date", {"value": as_written(raw), "near": near and f'"{near}"'}, place)


def is_inexact_date(text: str) -> bool:
    """Whether a text is a year, a month or a day that there is."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    with suppress(ValueError):
        return bool(day_span(text))
    return False
