"""Cases: what is known of one act of one subject, read from a TOML file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, field, frozen

from .conditions import ANYWHERE, Span
from .facts import Fact, Value, Vocabulary, parse_amount, parse_choice, parse_date
from .policyfiles import read_toml, toml_data
from .problems import InputError, Problem, Problems, nearest
from .structuring import structure

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
    return case_from(_extended(path, []), str(path), vocabulary, plugins)


def parse_case(raw: bytes, name: str, vocabulary: Vocabulary, plugins: frozenset[str] = frozenset()) -> Case:
    """A case from the bytes of a file that extends no other.  Raises InputError."""
    return case_from(toml_data(raw, name), name, vocabulary, plugins)


def _extended(path: Path, chain: list[Path]) -> dict[str, Any]:
    """The data of a case file on top of the one it extends."""
    if path.resolve() in chain:
        raise InputError(Problem("extends_itself", {}, "extends", str(path)))
    raw = read_toml(path)
    base = raw.get("extends")
    if not isinstance(base, str):
        return raw
    below = _extended(path.parent / base, [*chain, path.resolve()])
    merged = {**below, **raw}
    for key in ("facts", "findings", "dates"):
        if isinstance(below.get(key), dict) and isinstance(raw.get(key), dict):
            merged[key] = {**below[key], **raw[key]}
    if isinstance(below.get("absent"), list) and isinstance(raw.get("absent"), list):
        merged["absent"] = [*below["absent"], *raw["absent"]]
    told = raw.get("facts")
    if isinstance(told, dict) and isinstance(merged.get("absent"), list):
        merged["absent"] = [
            name for name in merged["absent"] if name in raw.get("absent", ()) or name not in told
        ]
    if "expect" in below and "expect" not in raw:
        del merged["expect"]
    return merged


def case_from(raw: Mapping[str, Any], name: str, vocabulary: Vocabulary, plugins: frozenset[str]) -> Case:
    """A case from plain data.  Raises InputError with every mistake."""
    try:
        told = structure(raw, _CaseFile)
    except InputError as error:
        raise InputError(problem.at(file=name) for problem in error.problems) from None
    problems = Problems()
    if not told.where.strip():
        problems.add("empty_where", "where")
    facts: dict[str, Known] = {}
    unread: list[str] = []
    for key, value in told.facts.items():
        fact = _fact(key, vocabulary, plugins, problems, f"facts.{key}", unread)
        if fact is not None:
            try:
                facts[key] = read_known(fact, value)
            except InputError as error:
                problems += [problem.at(f"facts.{key}") for problem in error.problems]
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
        if span.low is not None and span.high is not None and span.low > span.high:
            raise InputError(Problem("empty_span"))
        return Known(span=span)
    if "one_of" in said and not isinstance(said["one_of"], list):
        raise InputError(Problem("wrong_type", {"expected": "expected.list"}, "one_of"))
    values = set(fact.values)
    if "one_of" in said:
        values &= {parse_choice(fact, item) for item in said["one_of"]}
    if "at_least" in said:
        values &= set(fact.values[fact.values.index(_level(fact, said["at_least"])) :])
    if "at_most" in said:
        values &= set(fact.values[: fact.values.index(_level(fact, said["at_most"])) + 1])
    if not values:
        raise InputError(Problem("empty_span"))
    return Known(values=frozenset(values))


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
    return parse_choice(fact, raw)


def _members(fact: Fact, raw: object) -> frozenset[str]:
    if not isinstance(raw, list):
        raise InputError(Problem("wrong_type", {"expected": "expected.list"}))
    return frozenset(parse_choice(fact, item) for item in raw)


def _number(fact: Fact, raw: object) -> int:
    return parse_amount(raw) if fact.type == "amount" else parse_date(raw)


def _level(fact: Fact, raw: object) -> str:
    return parse_choice(fact, raw)


def day_span(text: str | None) -> Span:
    """The days an inexact date may mean."""
    if text is None:
        return Span()
    parts = [int(part) for part in text.split("-")]
    first = datetime.date(*[*parts, 1, 1][:3])
    if len(parts) == 3:
        last = first
    elif len(parts) == 2:
        last = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(
            days=1
        )
    else:
        last = first.replace(month=12, day=31)
    return Span(first.toordinal(), last.toordinal())


def _dates(raw: Mapping[str, Any], problems: Problems) -> Dates:
    read: dict[str, str] = {}
    for key, value in raw.items():
        text = value.isoformat() if type(value) is datetime.date else value
        if key not in ("act", "filed", "ruling"):
            problems.add(
                "unknown_key", f"dates.{key}", key=key, near=nearest(key, ["act", "filed", "ruling"])
            )
        elif not isinstance(text, str):
            problems.add("bad_inexact_date", f"dates.{key}", value=str(value))
        else:
            try:
                day_span(text)
                if len(text) not in (4, 7, 10):
                    raise ValueError
                read[key] = text
            except (ValueError, TypeError, OverflowError):
                problems.add("bad_inexact_date", f"dates.{key}", value=text)
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
