"""Periods: the days between two dates of a case, as far as these, and what it says of the period, tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from ..facts.conditions import Span
from ..facts.known import Known
from ..facts.problems import Problems, key_as_written
from ..facts.text import Text
from ..facts.vocabulary import Fact
from ..policy.policy import Policy


def derived(
    stated: Mapping[str, Known], policies: Iterable[Policy], facts: Mapping[str, Fact], problems: Problems
) -> tuple[dict[str, Known], dict[str, tuple[int, ...]]]:
    """What is known of each period, and for those in working days the years without a schedule of them."""
    periods: dict[str, Known] = {}
    unscheduled: dict[str, tuple[int, ...]] = {}
    for policy in policies:
        for name, dates in policy.periods.items():
            first, last = (stated.get(date, Known()).span for date in dates)
            ends = (first.high, last.low), (first.low, last.high)
            working = facts[name].type == "working_days"
            span = Span(*(_halves(*pair, policy) if working else _days(*pair) for pair in ends))
            known = stated.get(name, Known())
            both = _both(known.span, span)
            possible = _both(span, _every_day_worked(ends)) if working else span
            if _empty(_both(known.span, possible)):
                place = f"facts.{key_as_written(name)}"
                values = {"title": facts[name].label, "days": _shown(possible, facts[name])}
                problems.add("period_dates", place, **values)
            elif both != Span():
                periods[name] = evolve(known, span=both)
            if working and (both.low is None or both.low != both.high):
                missing = sorted({year for pair in ends for year in _missing(*pair, policy)})
                unscheduled |= {name: tuple(missing)} if missing else {}
    return periods, unscheduled


def _days(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else end - start


def _halves(start: int | None, end: int | None, policy: Policy) -> int | None:
    return None if start is None or end is None else policy.calendar.halves(start, end)


def _every_day_worked(ends: Iterable[tuple[int | None, int | None]]) -> Span:
    """The fewest and the most halves of working days that there could be, whatever schedule a year has."""
    least, most = (_days(*pair) for pair in ends)
    return Span(
        None if least is None else min(0, 2 * least),
        None if most is None else max(0, 2 * most),
    )


def _empty(span: Span) -> bool:
    return span.low is not None and span.high is not None and span.low > span.high


def _missing(start: int | None, end: int | None, policy: Policy) -> tuple[int, ...]:
    return () if start is None or end is None else policy.calendar.missing(start, end)


def _both(one: Span, other: Span) -> Span:
    """The numbers that are in both."""
    lows = [span.low for span in (one, other) if span.low is not None]
    highs = [span.high for span in (one, other) if span.high is not None]
    return Span(max(lows, default=None), min(highs, default=None))


def _shown(span: Span, fact: Fact) -> Text:
    """A span in words, of which at least one end is known."""
    ends = dict.fromkeys(end for end in (span.low, span.high) if end is not None)
    shown = [fact.show(end) for end in ends]
    return Text("至".join(text.zh for text in shown), " to ".join(text.en for text in shown))
