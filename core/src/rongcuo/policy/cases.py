"""Cases: what is known of one act of one subject, read from a TOML file."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, field, frozen

from ..catalogue import MESSAGES
from ..facts.called import is_unknown, nearest_fact, says_unknown
from ..facts.days import after, day_span, is_inexact_date, no_date, today
from ..facts.known import Known, absent_value, exactly, read_known
from ..facts.problems import (
    InputError,
    Problem,
    Problems,
    first_of,
    key_as_written,
    nearest,
    not_one_of,
)
from ..facts.records import Record, frozen_data, frozen_dict
from ..facts.structuring import structure
from ..facts.text import Text
from ..facts.vocabulary import Fact, Value, Vocabulary
from .casefiles import Called, CaseFile, Place, case_files, checks_in, merged, named

Question = Literal["filing", "tolerance", "clarification"]
QUESTIONS: tuple[Question, ...] = ("filing", "tolerance", "clarification")

#: A text of a case file: in one language, or in both.
OneOrBoth = str | dict[str, str]


def in_language(language: str, text: OneOrBoth) -> str:
    """A text in this language, or in the one it was written in."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()))


@frozen(kw_only=True, eq=False, repr=False)
class Finding(Record):
    """What a person found on a clause, or on a whole list of clauses."""

    met: bool
    by: str | None = None
    basis: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Evidence(Record):
    """A document that shows a fact."""

    fact: str
    document: str
    note: str | None = None


@cache
def verdicts() -> tuple[str, ...]:
    """The names of every verdict."""
    return tuple(key.removeprefix("verdict.") for key in MESSAGES if key.startswith("verdict."))


@frozen(kw_only=True, eq=False, repr=False)
class Expectation(Record):
    """What a test case expects of one region; what it leaves out is no matter.

    `checks` are the adverse facts still to be checked, `open_facts` everything that is still needed;
    `met` and `not_met` name clauses that the ruling has to list as such, and `readings` gives the
    answers that an option of a reading leaves possible, `reading_tiers` the tiers that it allows.
    """

    verdict: str
    decided_by: tuple[str, ...] | None = None
    why: str | dict[str, str] | None = None
    question: Question | None = None
    if_absent: str | None = None
    tiers: tuple[str, ...] | None = None
    unaddressed: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None
    open_facts: tuple[str, ...] | None = None
    met: tuple[str, ...] | None = None
    not_met: tuple[str, ...] | None = None
    readings: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    reading_tiers: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None

    def __attrs_post_init__(self) -> None:
        problems = Problems()
        for key in ("verdict", "if_absent"):
            value = getattr(self, key)
            if value is not None and value not in verdicts():
                problems.append(not_one_of(key, value, verdicts()))
        problems.raise_any()


@frozen(kw_only=True, eq=False, repr=False)
class Dates(Record):
    """The days of a case: a year, month or day each, as TOML's own date or in quotes.

    `act_to` is the last day of an act that went on for some time; `act` is then its first.
    """

    act: str | None = None
    act_to: str | None = None
    filed: str | None = None
    ruling: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Case(Record):
    """One act of one subject, as a case file tells it; `facts` holds what is known of each fact.

    `unread` are the facts and findings of plugins that aren't here; `places` where each fact is written.
    """

    title: OneOrBoth
    where: str
    facts: Mapping[str, Known] = field(converter=frozen_dict)
    file: str = ""
    summary: OneOrBoth | None = None
    dates: Dates = Dates()
    findings: Mapping[str, Finding] = field(converter=frozen_dict, factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expect: Mapping[str, Expectation] = field(converter=frozen_dict, factory=dict)
    written: Mapping[str, Any] = field(converter=frozen_dict, factory=dict)
    unread: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(converter=frozen_dict, factory=dict)

    def heading(self, language: str) -> str:
        """The title in this language, or in the one it was written in."""
        return in_language(language, self.title)

    def supposing(self, facts: Mapping[str, Known]) -> Case:
        """The case with these facts told as well."""
        return evolve(self, facts={**self.facts, **facts})

    def questions(self) -> tuple[Question, ...]:
        """The questions it poses when nobody chooses."""
        posed: list[Question] = []
        stage = self.facts.get("stage")
        if stage is not None and stage.values == frozenset(["planned"]):
            posed.append("filing")
        if "report_outcome" in self.written:
            posed.append("clarification")
        return tuple(posed) or ("tolerance",)


@frozen(kw_only=True, eq=False, repr=False)
class _CaseFile(Record):
    title: OneOrBoth
    where: str
    summary: OneOrBoth | None = None
    extends: str | None = None
    dates: dict[str, Any] = field(factory=dict)
    facts: dict[str, Any] = field(factory=dict)
    absent: Any = ()
    findings: dict[str, Finding] = field(factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expect: dict[str, Expectation] = field(factory=dict)


def read_case(
    path: Path,
    vocabulary: Vocabulary,
    plugins: frozenset[str] = frozenset(),
    called: Called = str,
) -> Case:
    """A case file.  `plugins` are the names whose own facts must be known.  Raises InputError.

    `called` gives the id of the region with a name, or the name where there is none.
    """
    return _together(case_files(path, vocabulary, called), str(path), vocabulary, plugins)


def case_data(path: Path, vocabulary: Vocabulary, called: Called = str) -> dict[str, Any]:
    """What a case file says as plain data, on top of what it extends, by ids.  Raises InputError."""
    return dict(merged(case_files(path, vocabulary, called)))


def case_from(
    raw: Mapping[str, Any],
    name: str,
    vocabulary: Vocabulary,
    plugins: frozenset[str],
    called: Called = str,
) -> Case:
    """A case from plain data.  Raises InputError with every mistake."""
    return _together([named(raw, name, vocabulary, called)], name, vocabulary, plugins)


def _together(files: list[CaseFile], name: str, vocabulary: Vocabulary, plugins: frozenset[str]) -> Case:
    """The case that files tell together.  Raises InputError with every mistake in each of them."""
    unread = [problem for file in files for problem in file.problems]
    lost = {key for file in files for key in file.lost}
    try:
        case = _case(merged(files), name, vocabulary, plugins)
    except InputError as error:
        mistakes = [problem for problem in error.problems if not _of_lost(problem, lost)]
        blamed = [_blamed(problem, files) for problem in mistakes]
        raise InputError(first_of([*unread, *blamed])) from None
    if unread:
        raise InputError(first_of(unread))
    places: dict[str, Place] = {}
    for file in reversed(files):
        places |= file.facts
    return evolve(case, places=places)


def _blamed(problem: Problem, files: list[CaseFile]) -> Problem:
    """The problem, put in the file that says what is wrong: the case's own, or one it extends."""
    return next((file.blamed(problem) for file in files if file.says(problem)), problem)


def _of_lost(problem: Problem, lost: Collection[str]) -> bool:
    """Whether something is missing only because the line that tells it can't be read."""
    return problem.code == "missing_key" and problem.values["key"] in lost


def _case(raw: Mapping[str, Any], name: str, vocabulary: Vocabulary, plugins: frozenset[str]) -> Case:
    problems = Problems()
    parts = _structured(_with_findings_alone(raw), problems)
    if not parts.where.strip():
        problems.add("empty_where", "where")
    facts: dict[str, Known] = {}
    unread: list[str] = []
    left_open: set[str] = set()
    for key, value in parts.facts.items():
        place = f"facts.{key_as_written(key)}"
        fact = _fact(key, vocabulary, plugins, problems, place, unread, said=value)
        if fact is not None and is_unknown(fact, value):
            left_open.add(key)
            value = fact.unknown
        if fact is not None and value is not None:
            try:
                facts[key] = read_known(fact, value)
            except InputError as error:
                problems += [problem.at(place) for problem in error.problems]
    for key, check in _checks(parts.absent, problems):
        fact = _fact(key, vocabulary, plugins, problems, "absent", unread, said=False)
        if fact is None:
            continue
        called = Text(fact.label.zh, fact.id)
        if not fact.adverse:
            problems.add("absent_not_adverse", "absent", fact=key, label=called)
        elif key in facts and not facts[key].allows(fact, absent_value(fact)):
            problems.add("absent_but_found", "absent", fact=key, label=called)
        else:
            known = exactly(fact, absent_value(fact))
            facts[key] = evolve(known, checked=True, by=check.by, on=check.on)
    dates = _dates(parts.dates, problems)
    _check_order(dates, facts, problems)
    facts = _derived(facts, dates, vocabulary, problems)
    for item in parts.evidence:
        _fact(item.fact, vocabulary, plugins, problems, "evidence", unread)
    problems.raise_any(name)
    return Case(
        title=parts.title,
        where=parts.where.strip(),
        facts=facts,
        file=name,
        summary=parts.summary,
        dates=dates,
        findings=parts.findings,
        evidence=parts.evidence,
        expect=parts.expect,
        written=frozen_data(
            {
                key: value
                for key, value in parts.facts.items()
                if key not in left_open or vocabulary[key].unknown is not None
            }
        ),
        unread=tuple(dict.fromkeys(unread)),
    )


def _with_findings_alone(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The file's parts without the findings that it says nobody has made."""
    findings = raw.get("findings")
    if not isinstance(findings, Mapping):
        return raw
    made = {k: v for k, v in findings.items() if not (isinstance(v, Mapping) and says_unknown(v.get("met")))}
    return {**raw, "findings": made}


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
    said: object = True,
) -> Fact | None:
    fact = vocabulary.get(key)
    if fact is not None and fact.type != "period":
        return fact
    owner = key.partition(":")[0]
    if ":" in key and owner not in plugins:
        unread.append(key)
    else:
        problems.add("unknown_fact", place, fact=key, near=nearest_fact(key, vocabulary, said))
    return None


@frozen
class _Check:
    """Who looked for adverse facts and didn't find them, and when."""

    facts: tuple[str, ...]
    by: str | None = None
    on: Any = None


def _checks(raw: object, problems: Problems) -> Iterator[tuple[str, _Check]]:
    """The names in `absent`, each with who checked it and when."""
    if not isinstance(raw, list | tuple | dict):
        problems.add("wrong_type", "absent", expected="expected.list")
    for number, entry in enumerate(checks_in(raw), 1):
        place = f"absent[{number}]"
        if isinstance(entry, str):
            yield entry, _Check((entry,))
        elif not isinstance(entry, dict):
            problems.add("wrong_type", place, expected="expected.string")
        else:
            try:
                check = structure(entry, _Check)
            except InputError as error:
                problems += [problem.at(place) for problem in error.problems]
                continue
            on = check.on.isoformat() if type(check.on) is datetime.date else check.on
            if on is not None and not (isinstance(on, str) and is_inexact_date(on)):
                problems.append(no_date(on, f"{place}.on"))
            for name in check.facts:
                yield name, evolve(check, on=on)


#: The keys of `[dates]`.
DATES = ("act", "act_to", "filed", "ruling")


def _dates(raw: Mapping[str, Any], problems: Problems) -> Dates:
    read: dict[str, str] = {}
    for key, value in raw.items():
        text = value.isoformat() if type(value) is datetime.date else value
        if key not in DATES:
            problems.add("unknown_key", f"dates.{key}", key=key, near=nearest(key, DATES))
        elif says_unknown(text):
            continue
        elif not isinstance(text, str) or not is_inexact_date(text):
            problems.append(no_date(text, f"dates.{key}"))
        else:
            read[key] = text
    if "act_to" in read and "act" not in read:
        problems.add("act_without_start", "dates.act_to")
    elif after(read.get("act"), read.get("act_to")):
        problems.add("act_backwards", "dates", act=read["act"], act_to=read["act_to"])
    return Dates(**read)


def _check_order(dates: Dates, facts: Mapping[str, Known], problems: Problems) -> None:
    """Days in an order that there can't be, whichever days the inexact ones are.

    A filing may come before the act, while it is under way or after it.  What is ruled on has been done,
    unless it is still planned; what a ruling counts was there by then.
    Without a day of the ruling, that is today.
    """
    stage = facts.get("stage")
    planned = stage is not None and "planned" in stage.values
    now = today().isoformat() if dates.act or dates.filed else None
    day = dates.ruling or now
    codes = "act_in_future", "filed_in_future"
    if dates.ruling:
        codes = "act_after_ruling", "filed_after_ruling"
    act = dates.act_to or dates.act
    if after(act, day) and not planned:
        problems.append(Problem(codes[0], {"act": act, "ruling": day}, "dates"))
    if after(dates.filed, day):
        problems.append(Problem(codes[1], {"filed": dates.filed, "ruling": day}, "dates"))


def _derived(
    facts: dict[str, Known], dates: Dates, vocabulary: Vocabulary, problems: Problems
) -> dict[str, Known]:
    """The facts with what follows from the dates: whether a filing came before the act."""
    if dates.act is None or dates.filed is None or "filing" not in vocabulary:
        return facts
    act, filed = day_span(dates.act), day_span(dates.filed)
    ended = day_span(dates.act_to or dates.act)
    assert act.low and ended.high and filed.low and filed.high
    if filed.high < act.low:
        follows = frozenset[Value](["before"])
    elif filed.low > ended.high:
        follows = frozenset[Value](["during", "after"])
    else:
        follows = frozenset[Value](["before", "during", "after"])
    known = facts.get("filing", Known(values=frozenset(vocabulary["filing"].values)))
    left = known.values & follows
    if not left:
        problems.add("filing_dates", "dates", act=dates.act, filed=dates.filed)
        return facts
    return {**facts, "filing": evolve(known, values=left)}
