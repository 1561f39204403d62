"""Dates: when a document was issued and how long it is in force, where it says so plainly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import frozen

from rongcuo.facts.text import Text

from ..numerals import in_characters

_DIGITS, _SIGNS = "[0-9０-９]", "[〇○零0０OＯ一二三四五六七八九十两]"
_BLANKS = str.maketrans("", "", " \t\u3000\u00a0")


def _figure(length: str) -> str:
    """A number in digits or in characters, never in both."""
    return f"({_DIGITS}{{{length}}}|{_SIGNS}{{{length}}})"


_DAY = f"{_figure('4')}年{_figure('1,3')}月{_figure('1,3')}日"
_ITS_OWN = "(?:本[^，。；,;]{1,8})?"
_BEGINNING = "(?:^|[。；;]|解释[，,])"
#: In a line without a number; what goes on with 的 is another document.
_ISSUED = re.compile(f"{_DAY}(?:印发|发布|公布)(?!的)")
#: A line that is nothing but a date, as below a letterhead or a signature.
_ALONE = re.compile(f"[（(]?{_DAY}[）)]?")
_STARTS = "(?:施行|实施|实行|执行|试行|生效)"
_IN_FORCE = re.compile(
    rf"{_BEGINNING}{_ITS_OWN}[自从于](?:{_DAY}|(?P<issued>印发|发布|公布)之日)起?(?:正式)?{_STARTS}"
)
_PERIOD = f"(?:有效期限?|试行期限?|实施期限?|{_STARTS}期限?)"
_LENGTH = rf"(?:暂定|为|是){{0,2}}(?P<length>{_DIGITS}{{1,3}}|{_SIGNS}{{1,3}})(?P<unit>年|个月)"
_ENDS = re.compile(rf"{_PERIOD}至{_DAY}|(?:{_PERIOD}|试行){_LENGTH}")
#: The same where it is a sentence of its own, and no other document's.
_ITS_END = re.compile(rf"{_BEGINNING}{_ITS_OWN}(?=(?:{_PERIOD}|(?:暂定)?试行))")
#: What speaks of the time that the document is in force, plainly or not.
_SPEAKS = re.compile(
    rf"(?:^|[。；;，,]){_ITS_OWN}(?:[自从于][^，。；]{{1,30}}(?:起|后){_STARTS}|{_PERIOD}(?:限|为|自|至|[0-9一二两三四五六七八九十暂]))"
)


@frozen
class Dates:
    """The day a document was issued, and the first and last day it is in force, each if it says so plainly.

    `unsure` is where it speaks of that without saying it plainly, `several` the days it may have been issued.
    """

    issued: date | None = None
    first: date | None = None
    last: date | None = None
    unsure: tuple[Text, ...] = ()
    several: tuple[date, ...] = ()


def dates_of(numbered: Iterable[tuple[str, Text]], unnumbered: Iterable[str]) -> Dates:
    """The dates that a document's clauses, with their places, and its lines without a number tell.

    Whatever stands there twice with different dates isn't plain.
    """
    clauses = [(text.translate(_BLANKS), place) for text, place in numbered]
    issues = [day for line in unnumbered for day in _issues(line.translate(_BLANKS))]
    issued = _only(issues)
    starts = [(place, match, text) for text, place in clauses for match in _IN_FORCE.finditer(text)]
    first = _only(issued if match["issued"] else _day(match.groups()) for _, match, _ in starts)
    ends = [(place, match) for place, start, text in starts for match in _ENDS.finditer(text, start.start())]
    begun = {place for place, _ in ends}
    for text, place in clauses:
        own = _ITS_END.search(text) if place not in begun else None
        if own is not None and (match := _ENDS.match(text, own.end())) is not None:
            ends.append((place, match))
    last = _only(_last(match, first) for _, match in ends)
    starting = {place for place, _, _ in starts if first is not None}
    lasting = {place for place, _ in ends if last is not None}
    unsure = tuple(
        place
        for text, place in clauses
        if _SPEAKS.search(text)
        and not (place in starting | lasting and (last is not None or not _ENDS.search(text)))
    )
    several = tuple(sorted({day for day in issues if day is not None})) if issued is None else ()
    return Dates(issued, first, last, unsure, several)


def _issues(line: str) -> Iterable[date | None]:
    alone = _ALONE.fullmatch(line)
    return [_day(match.groups()) for match in ([alone] if alone is not None else _ISSUED.finditer(line))]


def _only(days: Iterable[date | None]) -> date | None:
    distinct = set(days)
    return distinct.pop() if len(distinct) == 1 else None


def _day(signs: Sequence[str | None]) -> date | None:
    try:
        return date(*(_number(part or "") for part in signs[:3]))
    except ValueError:
        return None


def _last(match: re.Match[str], first: date | None) -> date | None:
    """The last day: as written, or so many years or months from the first."""
    length, unit = match["length"], match["unit"]
    if length is None or first is None:
        return _day(match.groups())
    months = first.month - 1 + _number(length) * (12 if unit == "年" else 1)
    try:
        return first.replace(year=first.year + months // 12, month=months % 12 + 1) - timedelta(days=1)
    except ValueError:  # the 29th of February
        return None


def _number(signs: str) -> int:
    return int(signs) if signs.isdecimal() else int(in_characters(re.sub("[0０OＯ]", "〇", signs)) or 0)
