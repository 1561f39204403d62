"""Dates: when a document was issued and how long it is in force, where it says so plainly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import frozen

from ..numerals import in_characters

_DIGITS, _SIGNS = "[0-9０-９]", "[〇○零一二三四五六七八九十两]"


def _figure(length: str) -> str:
    """A number in digits or in characters, never in both."""
    return f"({_DIGITS}{{{length}}}|{_SIGNS}{{{length}}})"


_DAY = rf"{_figure('4')}\s*年\s*{_figure('1,3')}\s*月\s*{_figure('1,3')}\s*日"
#: In a line without a number; what goes on with 的 is another document.
_ISSUED = re.compile(rf"{_DAY}\s*(?:印发|发布|公布)(?!的)")
_IN_FORCE = re.compile(
    rf"(?:^|[。；])(?:本[^，。；]{{1,8}})?自(?:{_DAY}|(?P<issued>印发|发布|公布)之日)起(?:施行|实施|执行|试行)"
)
_ENDS = re.compile(rf"有效期(?:限)?(?:至{_DAY}|(?:为)?{_figure('1,3')}年)")


@frozen
class Dates:
    """The day a document was issued, and the first and last day it is in force, each if it says so plainly."""

    issued: date | None = None
    first: date | None = None
    last: date | None = None


def dates_of(numbered: Iterable[str], unnumbered: Iterable[str]) -> Dates:
    """The dates that a document's clauses and its lines without a number tell.

    Whatever stands there twice with different dates isn't plain.
    """
    issued = _only(_day(found.groups()) for line in unnumbered for found in _ISSUED.finditer(line))
    starts = [(found, text[found.end() :]) for text in numbered for found in _IN_FORCE.finditer(text)]
    first = _only(issued if found["issued"] else _day(found.groups()) for found, _ in starts)
    last = _only(_last(found, first) for _, rest in starts for found in _ENDS.finditer(rest))
    return Dates(issued, first, last)


def _only(days: Iterable[date | None]) -> date | None:
    found = set(days)
    return found.pop() if len(found) == 1 else None


def _day(signs: Sequence[str | None]) -> date | None:
    try:
        return date(*(_number(part or "") for part in signs[:3]))
    except ValueError:
        return None


def _last(found: re.Match[str], first: date | None) -> date | None:
    """The last day: as written, or so many years from the first."""
    if found[4] is None or first is None:
        return _day(found.groups())
    try:
        return first.replace(year=first.year + _number(found[4])) - timedelta(days=1)
    except ValueError:  # the 29th of February
        return None


def _number(signs: str) -> int:
    return int(signs) if signs.isdecimal() else int(in_characters(signs) or 0)
