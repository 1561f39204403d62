"""Dates and amounts as people write them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from contextlib import suppress
from decimal import Decimal

from .problems import as_written
from .text import plain

#: A date as people write it: 2024年5月, 2024.5.1, 2024/5, 20240501.
_WRITTEN = (
    re.compile(r"([0-9]{4})年?"),
    re.compile(r"([0-9]{4})(?:年|[./-])([0-9]{1,2})月?"),
    re.compile(r"([0-9]{4})(?:年|[./-])([0-9]{1,2})(?:月|[./-])([0-9]{1,2})[日号]?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)


def date_meant(raw: object) -> str:
    """The date that people's way of writing one stands for, quotes around it or not; else nothing."""
    text = "".join(unicodedata.normalize("NFKC", as_written(raw)).split()).strip("\"'“”‘’")
    if isinstance(raw, float) and text.endswith(".1"):
        return ""  # it may have been October
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _WRITTEN)), None)
    date = "" if match is None else "-".join(part.zfill(2) for part in match.groups())
    return date if _is_there(date) else ""


def _is_there(date: str) -> bool:
    """Whether there is such a year, month or day."""
    with suppress(ValueError):
        return bool(date and datetime.date(*[*map(int, date.split("-")), 1, 1][:3]))
    return False


#: An amount as people write it: 30万, 1,200.50元.
_AMOUNT = re.compile(r"([0-9][0-9,]{0,20}(?:\.[0-9]{1,10})?) ?(万|亿|k|m)? ?(?:元|yuan)?")
_TIMES = {"": 1, "k": 1_000, "万": 10_000, "m": 1_000_000, "亿": 100_000_000}


def amount_written(text: str) -> int | None:
    """An amount as people write it, in fen: 30万, 1,200.50元; None for one that isn't one or has parts of a fen."""
    match = _AMOUNT.fullmatch(plain(text))
    if match is None:
        return None
    fen = Decimal(match[1].replace(",", "")) * _TIMES[match[2] or ""] * 100
    return int(fen) if fen == int(fen) and fen < 10**17 else None
