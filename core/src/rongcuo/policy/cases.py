"""Cases: what is known of one act of one subject, read from a TOML file."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, field, frozen

from ..catalogue import MESSAGES
from ..facts.days import after, day_span, is_inexact_date, today
from ..facts.known import Known, absent_value, exactly, read_known
from ..facts.problems import InputError, Problem, Problems, as_written, key_as_written, nearest, not_one_of
from ..facts.records import Record, frozen_data, frozen_dict
from ..facts.structuring import structure
from ..facts.vocabulary import Fact, Value, Vocabulary
from .files import read_toml

Question = Literal["filing", "tolerance", "clarification"]
QUESTIONS: tuple[Question, ...] = ("filing", "tolerance", "clarification")

#: A text of a case file: in one language, or in both.
OneOrBoth = str | dict[str, str]


def told_in(language: str, text: OneOrBoth) -> str:
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


@frozen(kw_only=True, eq=False, repr=False)
class Expectation(Record):
    """What a test case expects of one region; what it leaves out is no matter.

    `checks` are the adverse facts still to be checked, `open_facts` everything that is still needed;
    `met` and `not_met` name clauses that the ruling has to list as such, and `readings` gives the
    answers that an option of a reading leaves possible.
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

    def __attrs_post_init__(self) -> None:
        problems = Problems()
        verdicts = [key.removeprefix("verdict.") for key in MESSAGES if key.startswith("verdict.")]
        for key in ("verdict", "if_absent"):
            told = getattr(self, key)
            if told is not None and told not in verdicts:
                problems.append(not_one_of(key, told, verdicts))
        problems.raise_any()


@frozen(kw_only=True, eq=False, repr=False)
class AsRead(Record):
    """Facts that a published account doesn't state and that we read into it, and why."""

    facts: Mapping[str, Any] = field(converter=frozen_data)
    why: OneOrBoth


@frozen(kw_only=True, eq=False, repr=False)
class Published(Record):
    """What was published of how a matter was decided, `date` being the day it was published.

    Without an `outcome` there is nothing to compare.  `as_read` counts in the back-test alone.
    """

    statement: OneOrBoth
    source: OneOrBoth
    date: str
    outcome: Literal["tolerated", "refused", "cleared", "not_cleared"] | None = None
    as_read: AsRead | None = None

    @property
    def question(self) -> Question:
        """The question that the outcome answers."""
        return "clarification" if self.outcome in ("cleared", "not_cleared") else "tolerance"


@frozen(kw_only=True, eq=False, repr=False)
class Dates(Record):
    """The days of a case: a year, month or day each, as TOML's own date or in quotes."""

    act: str | None = None
    filed: str | None = None
    ruling: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Case(Record):
    """One act of one subject, as a case file tells it; `facts` holds what is known of each fact.

    `as_read` holds, by region, the facts that we read into what was published there.  `unread` are the
    facts and findings of plugins that aren't here.
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
    published: Mapping[str, Published] = field(converter=frozen_dict, factory=dict)
    as_read: Mapping[str, Mapping[str, Known]] = field(converter=frozen_dict, factory=dict)
    told: Mapping[str, Any] = field(converter=frozen_dict, factory=dict)
    unread: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        """The title in this language, or in the one it was written in."""
        return told_in(language, self.title)

    def supposing(self, facts: Mapping[str, Known]) -> Case:
        """The case with these facts told as well."""
        return evolve(self, facts={**self.facts, **facts})

    def questions(self) -> tuple[Question, ...]:
        """The questions it poses when nobody chooses."""
        posed: list[Question] = []
        stage = self.facts.get("stage")
        if stage is not None and stage.values == frozenset(["planned"]):
            posed.append("filing")
        if "report_outcome" in self.told:
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
    absent: tuple[str, ...] = ()
    findings: dict[str, Finding] = field(factory=dict)
    evidence: tuple[Evidence, ...] = ()
    expect: dict[str, Expectation] = field(factory=dict)
    published: dict[str, Published] = field(factory=dict)


def read_case(path: Path, vocabulary: Vocabulary, plugins: frozenset[str] = frozenset()) -> Case:
    """A case file.  `plugins` are the names whose own facts must be known.  Raises InputError."""
    files = _extended(path)
    try:
        return case_from(_merged(files), str(path), vocabulary, plugins)
    except InputError as error:
        raise InputError(_blamed(problem, files) for problem in error.problems) from None


def case_data(path: Path) -> dict[str, Any]:
    """What a case file says as plain data, on top of what it extends.  Raises InputError."""
    return _merged(_extended(path))


def _merged(files: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for _, raw in reversed(files):
        merged = _on_top(raw, merged)
    return merged


def _extended(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The data of a case file, then of the one it extends, and so on; each with the file's name."""
    files: list[tuple[str, dict[str, Any]]] = []
    seen: list[str] = []
    while True:
        raw = read_toml(path)
        files.append((str(path), raw))
        base = raw.get("extends")
        if not isinstance(base, str):
            return files
        # what comes through a pipe stands in no folder, so its base is looked for in the current one
        below = (path.parent if os.path.isfile(path) else Path()) / base
        if not os.path.isfile(below):
            raise InputError(Problem("no_base", {"name": base}, "extends", str(path)))
        seen.append(os.path.realpath(path))
        if os.path.realpath(below) in seen:
            raise InputError(Problem("extends_itself", {}, "extends", str(path)))
        path = below


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
    for key in ("expect", "published"):
        if key in below and key not in raw:
            del merged[key]
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
    _check_order(dates, facts, told.published, problems)
    facts = _derived(facts, dates, vocabulary, problems)
    as_read = {
        region: _as_read(region, published, facts, vocabulary, plugins, problems)
        for region, published in told.published.items()
    }
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
        published=told.published,
        as_read=as_read,
        told=frozen_data(told.facts),
        unread=tuple(dict.fromkeys(unread)),
    )


def _as_read(
    region: str,
    published: Published,
    facts: Mapping[str, Known],
    vocabulary: Vocabulary,
    plugins: frozenset[str],
    problems: Problems,
) -> dict[str, Known]:
    """What is read into a published account; a fact that the case states needs no reading."""
    place = f"published.{key_as_written(region)}"
    if not is_inexact_date(published.date):
        problems.add("bad_inexact_date", f"{place}.date", value=published.date)
    read: dict[str, Known] = {}
    for key, value in published.as_read.facts.items() if published.as_read else ():
        inside = f"{place}.as_read.facts.{key_as_written(key)}"
        fact = _fact(key, vocabulary, plugins, problems, inside, [])
        if fact is None:
            continue
        if key in facts:
            problems.add("as_read_told", inside, fact=key)
            continue
        try:
            read[key] = read_known(fact, value)
        except InputError as error:
            problems += [problem.at(inside) for problem in error.problems]
    return frozen_dict(read)


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


def _check_order(
    dates: Dates, facts: Mapping[str, Known], published: Mapping[str, Published], problems: Problems
) -> None:
    """Days in an order that there can't be, whichever days the inexact ones are.

    A filing may come before the act, while it is under way or after it.  What is ruled on has been done,
    unless it is still planned; what a ruling counts was there by then; what was published has happened.
    Without a day of the ruling, that is today.
    """
    stage = facts.get("stage")
    planned = stage is not None and "planned" in stage.values
    now = today().isoformat() if published or dates.act or dates.filed else None
    day = dates.ruling or now
    codes = "act_in_future", "filed_in_future"
    if dates.ruling:
        codes = "act_after_ruling", "filed_after_ruling"
    if after(dates.act, day) and not planned:
        problems.append(Problem(codes[0], {"act": dates.act, "ruling": day}, "dates"))
    if after(dates.filed, day):
        problems.append(Problem(codes[1], {"filed": dates.filed, "ruling": day}, "dates"))
    for region, told in published.items():
        if not is_inexact_date(told.date):
            continue
        place = f"published.{key_as_written(region)}.date"
        if after(told.date, now):
            problems.add("published_in_future", place, published=told.date, today=now)
        elif after(dates.act, told.date):
            problems.add("published_before_act", place, published=told.date, act=dates.act)
        elif told.outcome is not None and after(dates.ruling, told.date):
            problems.add("published_before_ruling", place, published=told.date, ruling=dates.ruling)


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
