"""What is known of one fact: a value, or part of one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from attrs import evolve, frozen

from .called import NOTHING, YES_NO, choice_called, choice_meant, says_nothing_of, says_unknown
from .conditions import ANYWHERE, Span
from .problems import InputError, Problem, Problems, as_written, nearest
from .text import plain
from .vocabulary import Fact, Value, parse_number

T = TypeVar("T")


@frozen(kw_only=True)
class Known:
    """What is known of one fact.

    Of a set, members it has and members it hasn't; of a number, the span it is in; of anything
    else, the values it may have.  One value, or every member settled, is full knowledge.  `checked` marks
    what was looked for and not found, `by` and `on` by whom and when.
    """

    values: frozenset[Value] = frozenset()
    span: Span = ANYWHERE
    includes: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    by: str | None = None
    basis: str | None = None
    on: str | None = None
    checked: bool = False

    def allows(self, fact: Fact, value: Value) -> bool:
        """Whether the fact may have this value."""
        if fact.numeric:
            return isinstance(value, int) and value in self.span
        if fact.type == "set":
            assert isinstance(value, frozenset)
            return self.includes <= value and not self.excludes & value
        return value in self.values

    def single(self, fact: Fact) -> Value | None:
        """The value, if only one is left."""
        if fact.numeric:
            return self.span.low if self.span.low is not None and self.span.low == self.span.high else None
        if fact.type == "set":
            settled = self.includes | self.excludes
            return self.includes if settled >= set(fact.values) else None
        return next(iter(self.values)) if len(self.values) == 1 else None


def exactly(fact: Fact, value: Value) -> Known:
    """Full knowledge of a fact."""
    if fact.numeric:
        assert isinstance(value, int)
        return Known(span=Span(value, value))
    if fact.type == "set":
        assert isinstance(value, frozenset)
        return Known(includes=value, excludes=frozenset(fact.values) - value)
    return Known(values=frozenset([value]))


def absent_value(fact: Fact) -> Value:
    """The value of an adverse fact once somebody checked and found nothing."""
    assert fact.absent is not None
    return frozenset(fact.absent) if isinstance(fact.absent, tuple) else fact.absent


_PARTIAL = {
    "yes_no": {"value"},
    "choice": {"value", "one_of"},
    "level": {"value", "one_of", "at_least", "at_most"},
    "set": {"value", "includes", "excludes"},
    "amount": {"value", "at_least", "at_most", "more_than", "less_than"},
    "date": {"value", "at_least", "at_most", "more_than", "less_than"},
    "working_days": {"value", "at_least", "at_most", "more_than", "less_than"},
}


def read_known(fact: Fact, raw: object) -> Known:
    """What a case file says of one fact.  Raises InputError."""
    if not isinstance(raw, dict):
        return _unknown_choice(fact, _value(fact, raw))
    keys = _PARTIAL[fact.type]
    said = {key: v for key, v in raw.items() if key not in ("by", "basis") and not says_nothing_of(fact, v)}
    problems = Problems()
    for name in (as_written(key) for key in said if key not in keys):
        problems.add("unknown_key", key=name, near=nearest(name, [*keys, "by", "basis"]))
    for key in ("by", "basis"):
        if key in raw and not isinstance(raw[key], str):
            problems.add("wrong_type", key, expected="expected.string")
    if not said or ("value" in said and len(said) > 1):
        problems.add("no_value", keys=", ".join(sorted(keys)))
    problems.raise_any()
    by, basis = (None if says_unknown(raw.get(key)) else raw.get(key) for key in ("by", "basis"))
    return evolve(_partial(fact, said), by=by, basis=basis)


def _partial(fact: Fact, said: dict[str, Any]) -> Known:
    if "value" in said:
        return _unknown_choice(fact, _value(fact, said["value"]))
    if fact.type == "set":
        has = _members(fact, said.get("includes", []))
        hasnt = _members(fact, said.get("excludes", []))
        if has & hasnt:
            raise InputError(Problem("in_and_out", {"members": ", ".join(sorted(has & hasnt))}))
        return Known(includes=has, excludes=hasnt)
    if fact.numeric:
        bounds = {key: _number(fact, value) for key, value in said.items()}
        lows = [bounds[key] + (key == "more_than") for key in ("at_least", "more_than") if key in bounds]
        highs = [bounds[key] - (key == "less_than") for key in ("at_most", "less_than") if key in bounds]
        span = Span(max(lows, default=None), min(highs, default=None))
        if fact.type == "amount" and span.low is None:
            span = Span(0, span.high)
        if fact.type == "date":
            _check_calendar(span)
        if span.low is not None and span.high is not None and span.low > span.high:
            raise InputError(Problem("empty_span"))
        return Known(span=span)
    values = set(fact.values)
    if "one_of" in said:
        values &= _members(fact, said["one_of"])
    if "at_least" in said:
        values &= set(fact.values[fact.values.index(_choice(fact, said["at_least"])) :])
    if "at_most" in said:
        values &= set(fact.values[: fact.values.index(_choice(fact, said["at_most"])) + 1])
    if not values:
        raise InputError(Problem("empty_span"))
    return Known(values=frozenset(values))


def _check_calendar(span: Span) -> None:
    """Refuses bounds that no day of the calendar is within."""
    if (span.low or 1) > datetime.date.max.toordinal() or (span.high is not None and span.high < 1):
        raise InputError(Problem("empty_span"))


def _unknown_choice(fact: Fact, value: Value) -> Known:
    if fact.unknown is not None and value == fact.unknown:
        return Known(values=frozenset(fact.values))
    return exactly(fact, value)


def _value(fact: Fact, raw: object) -> Value:
    if fact.type == "yes_no":
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and plain(raw) in YES_NO:
            return YES_NO[plain(raw)]
        raise InputError(Problem("wrong_type", {"expected": "expected.boolean"}))
    if fact.type == "set" and _says_nothing(raw):
        return frozenset()
    if fact.type == "set":
        return _members(fact, raw)
    if fact.numeric:
        return _number(fact, raw)
    return _choice(fact, raw)


def _says_nothing(raw: object) -> bool:
    """Whether it is the word for nothing, in a list or not."""
    (said,) = raw if isinstance(raw, list | tuple) and len(raw) == 1 else (raw,)
    return isinstance(said, str) and plain(said) in NOTHING


def _members(fact: Fact, raw: object) -> frozenset[str]:
    if isinstance(raw, str):
        _choices_in(fact, raw)
    if not isinstance(raw, list | tuple):
        raise InputError(Problem("wrong_type", {"expected": "expected.list"}))
    members: set[str] = set()
    problems = Problems()
    for item in raw:
        try:
            members.add(_choice(fact, item))
        except InputError as error:
            problems += error.problems
    problems.raise_any()
    return frozenset(members)


def _choices_in(fact: Fact, words: str) -> None:
    """Raises InputError with the list to write, where the words are choices that ought to stand in one."""
    whole = [words.strip()] if words.strip() else []
    parts = [part.strip() for part in re.split("[、，；,;]", words) if part.strip()]
    for members in (whole, parts, [choice_meant(fact, part) for part in parts]):
        try:
            _members(fact, members)
        except InputError:
            continue
        if members:
            raise InputError(Problem("needs_list", {"list": as_written(members, quoted=True)}))
    if len(parts) == 1:
        _choice(fact, words)


def _choice(fact: Fact, raw: object) -> str:
    return _read(lambda value: choice_called(fact, value), raw)


def _number(fact: Fact, raw: object) -> int:
    return _read(partial(parse_number, fact), raw)


def _read(parse: Callable[[object], T], raw: object) -> T:
    """What `parse` makes of a value; a complaint quotes the value as the file has it."""
    try:
        return parse(raw)
    except InputError as error:
        value = {"value": as_written(raw)}
        raise InputError(evolve(p, values={**p.values, **value}) for p in error.problems) from None
