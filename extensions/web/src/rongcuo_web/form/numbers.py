"""Amounts and days as they stand in a field: one, a bound of one, or both bounds."""

from __future__ import annotations

import datetime
import re
from typing import Any

from rongcuo.facts.conditions import Span
from rongcuo.facts.days import day_span, is_inexact_date
from rongcuo.facts.problems import InputError, Problem, as_written
from rongcuo.facts.vocabulary import Fact, parse_amount
from rongcuo.facts.written import date_meant

#: How a bound is written, and between what both stand.
_LEAST = re.compile(
    r"(?:>=|≥|至少|不低于|不早于|at least|from)\s*(.+)|(.+?)\s*(?:及?以上|起|or more)", re.IGNORECASE
)
_MOST = re.compile(
    r"(?:<=|≤|至多|不超过|不晚于|at most|until)\s*(.+)|(.+?)\s*(?:及?以下|以内|止|or less)", re.IGNORECASE
)
_BOTH = re.compile(r"(.+?)\s*(?:–|—|~|～|至|到| to )\s*(.+)", re.I)


def number_read(fact: Fact, text: str) -> Any:
    """What a field says of a number, as a case file has it.  Raises InputError."""
    text = text.strip()
    for key, pattern in (("at_least", _LEAST), ("at_most", _MOST)):
        if match := pattern.fullmatch(text):
            return {key: _bound(fact, match[1] or match[2], key)}
    if (match := _BOTH.fullmatch(text)) and not is_inexact_date(text):
        return {"at_least": _bound(fact, match[1], "at_least"), "at_most": _bound(fact, match[2], "at_most")}
    if fact.type == "date" and (day := date_meant(text)) and len(day) < len("2024-05-01"):
        return {"at_least": _bound(fact, text, "at_least"), "at_most": _bound(fact, text, "at_most")}
    return _bound(fact, text, "at_least")


def _bound(fact: Fact, text: str, side: str) -> int | str:
    """One number.  Raises InputError."""
    text = text.strip()
    if fact.type == "amount":
        fen = parse_amount(text)
        return fen // 100 if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02}"
    if fact.type == "date":
        day = date_meant(text)
        if not day:
            raise InputError(Problem("bad_date", {"value": as_written(text), "near": ""}))
        span = day_span(day)
        ordinal = span.low if side == "at_least" else span.high
        assert ordinal is not None
        return datetime.date.fromordinal(ordinal).isoformat()
    if not re.fullmatch(r"-?[0-9]{1,6}", text):
        raise InputError(Problem("bad_days"))
    return int(text)


def number_written(fact: Fact, span: Span) -> str:
    """A number, or what is known of it, as it stands in a field."""
    low, high = span.low, span.high
    if fact.type == "amount" and low == 0 and high != 0:
        low = None
    if low is not None and low == high:
        return _shown(fact, low)
    if low is not None and high is not None:
        return f"{_shown(fact, low)} – {_shown(fact, high)}"
    if low is not None:
        return f"≥ {_shown(fact, low)}"
    return f"≤ {_shown(fact, high)}" if high is not None else ""


def _shown(fact: Fact, number: int) -> str:
    if fact.type == "amount":
        return str(number // 100) if number % 100 == 0 else f"{number // 100}.{number % 100:02}"
    if fact.type == "date":
        return datetime.date.fromordinal(number).isoformat()
    return str(number)
