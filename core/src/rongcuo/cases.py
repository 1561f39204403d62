"""Cases: what is known of one act of one subject, read from a TOML file."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

from attrs import evolve, field, frozen

from .conditions import ANYWHERE, Span
from .days import day_span, is_inexact_date
from .facts import Fact, Value, Vocabulary, parse_amount, parse_choice, parse_date
from .policyfiles import read_toml, toml_data
from .problems import InputError, Problem, Problems, as_written, key_as_written, nearest
from .structuring import structure

T = TypeVar("T")

Question = Literal["filing", "tolerance", "clarification"]
QUESTIONS: tuple[Question, ...] = ("filing", "tolerance", "clarification")

#: A text of a case file: in one language, or in both.
OneOrBoth = str | dict[str, str]


@frozen(kw_only=True)
class Known:
    """What is known of one fact.

    Of a set, members it has and members it hasn't; of a number, the span it is in; of anything
    else, the values it may have.  One value, or every member settled, is full knowledge.
    """

    values: frozenset[Value] = frozenset()
    span: Span = ANYWHERE
    includes: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    by: str | None = None
    basis: str | None = None
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


@frozen(kw_only=True)
class Finding:
    """What a person found on a clause, or on a whole list of clauses."""

    met: bool
    by: str | None = None
    basis: str | None = None


@frozen(kw_only=True)
class Evidence:
    """A document that shows a fact."""

    fact: str
    document: str
    note: str | None = None


@frozen(kw_only=True)
class Expectation:
    """What a test case expects of one region."""

    verdict: str
    decided_by: tuple[str, ...] | None = None
    why: str | dict[str, str] | None = None
    question: Question | None = None
    if_absent: str | None = None
    tiers: tuple[str, ...] | None = None
    unaddressed: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None


@frozen(kw_only=True)
class Dates:
    """The days of a case: a year, month or day each, as TOML's own date or in quotes."""

    act: str | None = None
    filed: str | None = None
    ruling: str | None = None


@frozen(kw_only=True)
class Case:
    """One act of one subject, as a case file tells it; `facts` holds what is known of each fact.

    `unread` are the facts and findings of plugins that aren't here.
    """

    title: OneOrBoth
    where: str
    facts: Mapping[str, Known]
    file: str = ""
    summary: OneOrBoth | None = None
    dates: Dates = Dates()
    findings: Mapping[str, Finding] = field(factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expect: Mapping[str, Expectation] = field(factory=dict)
    told: Mapping[str, Any] = field(factory=dict)
    unread: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        """The title in this language, or in the one it was written in."""
        if isinstance(self.title, str):
            return self.title
        return self.title.get(language) or next(iter(self.title.values()))

    def questions(self) -> tuple[Question, ...]:
        """The questions it poses when nobody chooses."""
        posed: list[Question] = []
        stage = self.facts.get("stage")
        if stage is not None and stage.values == frozenset(["planned"]):
            posed.append("filing")
        if "report_outcome" in self.told:
            posed.append("clarification")
        return tuple(posed) or ("tolerance",)


@frozen(kw_only=True)
class _CaseFile:
    title: OneOrBoth
    where: str
    summary: OneOrBoth | None = None
    extends: str | None = None
    dates: dict[str, Any] = field(factory=dict)
    facts: dict[str, Any] = field(factory=dict)
    absent: tuple[str, ...] = ()
    findings: dict[str, Finding] = field(factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expect: dict[str, Expectation] = field(factory=dict)


def read_case(path: Path, vocabulary: Vocabulary, plugins: frozenset[str] = frozenset()) -> Case:
    """A case file.  `plugins` are the names whose own facts must be known.  Raises InputError."""
    files = _extended(path)
    merged: dict[str, Any] = {}
    for _, raw in reversed(files):
        merged = _on_top(raw, merged)
    try:
        return case_from(merged, str(path), vocabulary, plugins)
    except InputError as error:
        raise InputError(_blamed(problem, files) for problem in error.problems) from None


def parse_case(raw: bytes, name: str, vocabulary: Vocabulary, plugins: frozenset[str] = frozenset()) -> Case:
    """A case from the bytes of a file that extends no other.  Raises InputError."""
    return case_from(toml_data(raw, name), name, vocabulary, plugins)


def _extended(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The data of a case file, then of the one it extends, and so on; each with the file's name."""
    files: list[tuple[str, dict[str, Any]]] = []
    seen: list[str] = []
    while True:
        seen.append(os.path.realpath(path))
        raw = read_toml(path)
        files.append((str(path), raw))
        base = raw.get("extends")
        if not isinstance(base, str):
            return files
        if not os.path.isfile(path.parent / base):
            raise InputError(Problem("no_base", {"name": base}, "extends", str(path)))
        if os.path.realpath(path.parent / base) in seen:
            raise InputError(Problem("extends_itself", {}, "extends", str(path)))
        path = path.parent / base


def _on_top(raw: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
    """What a case file says, on top of what the one it extends does."""
    merged = {**below, **raw}
    for key in ("facts", "findings", "dates"):
        if isinstance(below.get(key), dict) and isinstance(raw.get(key), dict):
            merged[key] = {**below[key], **raw[key]}
    own, told = raw.get("absent", []), raw.get("facts")
    if isinstance(below.get("absent"), list) and isinstance(own, list):
        known = told if isinstance(told, dict) else {}
        left = [name for name in below["absent"] if not (isinstance(name, str) and name in known)]
        merged["absent"] = [*left, *own]
    if "expect" in below and "expect" not in raw:
        del merged["expect"]
    return merged


def _blamed(problem: Problem, files: list[tuple[str, dict[str, Any]]]) -> Problem:
    """The problem, put in the file that says what is wrong: the case's own, or one it extends."""
    return next((evolve(problem, file=file) for file, raw in files if _says(raw, problem)), problem)


def _says(raw: dict[str, Any], problem: Problem) -> bool:
    section, _, inside = problem.place.partition(".")
    told = raw.get(section.partition("[")[0])
    if not problem.place:
        return problem.values.get("key") in raw
    if section == "absent" and "fact" in problem.values:
        return isinstance(told, list) and problem.values["fact"] in told
    key = re.match(r'"([^"]*)"|([^.,]+)', inside)
    return (key[1] or key[2]) in told if key and isinstance(told, dict) else told is not None


def case_from(raw: Mapping[str, Any], name: str, vocabulary: Vocabulary, plugins: frozenset[str]) -> Case:
    """A case from plain data.  Raises InputError with every mistake."""
    problems = Problems()
    told = _structured(raw, problems)
    if not told.where.strip():
        problems.add("empty_where", "where")
    facts: dict[str, Known] = {}
    unread: list[str] = []
    for key, value in told.facts.items():
        place = f"facts.{key_as_written(key)}"
        fact = _fact(key, vocabulary, plugins, problems, place, unread)
        if fact is not None:
            try:
                facts[key] = read_known(fact, value)
            except InputError as error:
                problems += [problem.at(place) for problem in error.problems]
    for key in told.absent:
        fact = _fact(key, vocabulary, plugins, problems, "absent", unread)
        if fact is None:
            continue
        if not fact.adverse:
            problems.add("absent_not_adverse", "absent", fact=key)
        elif key in facts and not facts[key].allows(fact, absent_value(fact)):
            problems.add("absent_but_found", "absent", fact=key)
        else:
            facts[key] = evolve(exactly(fact, absent_value(fact)), checked=True)
    dates = _dates(told.dates, problems)
    facts = _derived(facts, dates, vocabulary, problems)
    for item in told.evidence:
        _fact(item.fact, vocabulary, plugins, problems, "evidence", unread)
    problems.raise_any(name)
    return Case(
        title=told.title,
        where=told.where.strip(),
        facts=facts,
        file=name,
        summary=told.summary,
        dates=dates,
        findings=told.findings,
        evidence=told.evidence,
        expect=told.expect,
        told=told.facts,
        unread=tuple(dict.fromkeys(unread)),
    )


def _structured(raw: Mapping[str, Any], problems: Problems) -> _CaseFile:
    """The file's parts; of one with mistakes those parts that have none, so that they are checked too."""
    try:
        return structure(raw, _CaseFile)
    except InputError as error:
        problems += error.problems
    fitting = {"title": "…", "where": "…"}
    for key, value in raw.items():
        with suppress(InputError):
            structure({**fitting, key: value}, _CaseFile)
            fitting[key] = value
    return structure(fitting, _CaseFile)


def _fact(
    key: str,
    vocabulary: Vocabulary,
    plugins: frozenset[str],
    problems: Problems,
    place: str,
    unread: list[str],
) -> Fact | None:
    fact = vocabulary.get(key)
    if fact is not None and fact.type != "period":
        return fact
    owner = key.partition(":")[0]
    if ":" in key and owner not in plugins:
        unread.append(key)
    else:
        problems.add("unknown_fact", place, fact=key, near=nearest(key, vocabulary))
    return None


_PARTIAL = {
    "yes_no": {"value"},
    "choice": {"value", "one_of"},
    "level": {"value", "one_of", "at_least", "at_most"},
    "set": {"value", "includes", "excludes"},
    "amount": {"value", "at_least", "at_most", "more_than", "less_than"},
    "date": {"value", "at_least", "at_most", "more_than", "less_than"},
}


def read_known(fact: Fact, raw: object) -> Known:
    """What a case file says of one fact.  Raises InputError."""
    if not isinstance(raw, dict):
        return _unknown_choice(fact, _value(fact, raw))
    keys = _PARTIAL[fact.type]
    said = {key: value for key, value in raw.items() if key not in ("by", "basis")}
    problems = Problems()
    for key in said:
        if key not in keys:
            problems.add("unknown_key", key=key, near=nearest(key, [*keys, "by", "basis"]))
    for key in ("by", "basis"):
        if key in raw and not isinstance(raw[key], str):
            problems.add("wrong_type", key, expected="expected.string")
    if not said or ("value" in said and len(said) > 1):
        problems.add("no_value", keys=", ".join(sorted(keys)))
    problems.raise_any()
    return evolve(_partial(fact, said), by=raw.get("by"), basis=raw.get("basis"))


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
        raise InputError(Problem("wrong_type", {"expected": "expected.boolean"}))
    if fact.type == "set":
        return _members(fact, raw)
    if fact.numeric:
        return _number(fact, raw)
    return _choice(fact, raw)


def _members(fact: Fact, raw: object) -> frozenset[str]:
    if not isinstance(raw, list):
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


def _choice(fact: Fact, raw: object) -> str:
    return _read(lambda told: parse_choice(fact, told), raw)


def _number(fact: Fact, raw: object) -> int:
    return _read(parse_amount if fact.type == "amount" else parse_date, raw)


def _read(parse: Callable[[object], T], raw: object) -> T:
    """What `parse` makes of a value; a complaint quotes the value as the file has it."""
    try:
        return parse(raw)
    except InputError as error:
        value = {"value": as_written(raw)}
        raise InputError(evolve(p, values={**p.values, **value}) for p in error.problems) from None


def _dates(raw: Mapping[str, Any], problems: Problems) -> Dates:
    read: dict[str, str] = {}
    for key, value in raw.items():
        text = value.isoformat() if type(value) is datetime.date else value
        if key not in ("act", "filed", "ruling"):
            problems.add(
                "unknown_key", f"dates.{key}", key=key, near=nearest(key, ["act", "filed", "ruling"])
            )
        elif not isinstance(text, str):
            problems.add("bad_inexact_date", f"dates.{key}", value=as_written(value))
        elif not is_inexact_date(text):
            problems.add("bad_inexact_date", f"dates.{key}", value=text)
        else:
            read[key] = text
    return Dates(**read)


def _derived(
    facts: dict[str, Known], dates: Dates, vocabulary: Vocabulary, problems: Problems
) -> dict[str, Known]:
    """The facts with what follows from the dates: whether a filing came before the act."""
    if dates.act is None or dates.filed is None or "filing" not in vocabulary:
        return facts
    act, filed = day_span(dates.act), day_span(dates.filed)
    assert act.low and act.high and filed.low and filed.high
    if filed.high < act.low:
        follows = frozenset[Value](["before"])
    elif filed.low > act.high:
        follows = frozenset[Value](["during", "after"])
    else:
        follows = frozenset[Value](["before", "during", "after"])
    known = facts.get("filing", Known(values=frozenset(vocabulary["filing"].values)))
    left = known.values & follows
    if not left:
        problems.add("filing_dates", "dates", act=dates.act, filed=dates.filed)
        return facts
    return {**facts, "filing": evolve(known, values=left)}
