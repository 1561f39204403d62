"""Decided matters: real ones as they were published, never an input of a ruling.

A plugin keeps them beside its policy, one in each file of `decided/`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, field, frozen

from ..facts.called import is_unknown, nearest_fact
from ..facts.days import after, is_inexact_date, no_date, today
from ..facts.known import Known, read_known
from ..facts.problems import InputError, Problem, Problems, first_of, key_as_written
from ..facts.records import Record, frozen_data, frozen_dict
from ..facts.structuring import structure
from ..facts.text import Text
from ..facts.vocabulary import Vocabulary
from .casefiles import Called, case_file
from .cases import Case, Question, case_from
from .clauses import Subject, Tier
from .files import read_bytes

#: The folder of a plugin that holds them.
DECIDED = "decided"

Answer = Literal["tolerated", "refused", "cleared", "not_cleared"]
#: How much was read of an account: the whole of it, a part, or the few words of another report that name the matter.
Read = Literal["whole", "excerpt", "named"]


@frozen(kw_only=True, eq=False, repr=False)
class Account(Record):
    """A document that tells of a matter: what it is called, whose it is, when it was published, where it is kept."""

    title: Text
    publisher: Text
    read: Read
    date: str | None = None
    address: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class AsRead(Record):
    """Facts that no account states and that we read into them, and why; they count in the back-test alone."""

    facts: Mapping[str, Any] = field(converter=frozen_data)
    why: Text


@frozen(kw_only=True, eq=False, repr=False)
class Outcome(Record):
    """What a body decided and why, as far as it was published.

    Without an `answer` and an `accusation` there is nothing to compare.  `tiers` and `about` are how far, and what
    alone, a person was spared; `accusation` is whether a report was found to be a false accusation.
    """

    statement: Text
    answer: Answer | None = None
    tiers: tuple[Tier, ...] = ()
    about: tuple[Subject, ...] = ()
    accusation: Literal["met", "not_met"] | None = None
    by: Text | None = None
    why: Text | None = None

    @property
    def question(self) -> Question:
        """The question that the answer is of."""
        of_report = self.answer in ("cleared", "not_cleared") or (self.accusation and not self.answer)
        return "clarification" if of_report else "tolerance"


@frozen(kw_only=True, eq=False, repr=False)
class Decided(Record):
    """One decided matter: the reported facts as a case, what became of it, and who tells it.

    `left_out` is what the accounts don't tell; `as_read` what we read into them, `read_facts` the facts of it.
    """

    case: Case
    accounts: tuple[Account, ...]
    outcome: Outcome
    left_out: Text
    as_read: AsRead | None = None
    read_facts: Mapping[str, Known] = field(converter=frozen_dict, factory=dict)

    @property
    def published(self) -> str | None:
        """When the first account was published, None where none of them says."""
        return min((account.date for account in self.accounts if account.date), default=None)

    @property
    def file(self) -> str:
        return self.case.file


@frozen(kw_only=True, eq=False, repr=False)
class _DecidedFile(Record):
    title: Text
    where: str
    account: tuple[Account, ...]
    outcome: Outcome
    left_out: Text
    dates: dict[str, Any] = field(factory=dict)
    facts: dict[str, Any] = field(factory=dict)
    absent: Any = ()
    as_read: AsRead | None = None


#: The keys that say what a case file says.
_OF_CASE = ("title", "where", "dates", "facts", "absent")


def read_decided(
    path: Path | Traversable,
    vocabulary: Vocabulary,
    plugins: frozenset[str] = frozenset(),
    called: Called = str,
    name: str | None = None,
) -> Decided:
    """One file of `decided/`; messages call it `name`.  Raises InputError with every mistake."""
    name = name or str(path)
    file = case_file(read_bytes(path, name), name, vocabulary, called)
    unread = list(file.problems)
    try:
        matter = _decided(file.data, name, vocabulary, plugins, called)
    except InputError as error:
        mistakes = [
            p for p in error.problems if p.values.get("key") not in file.lost or p.code != "missing_key"
        ]
        raise InputError(first_of([*unread, *(file.blamed(problem) for problem in mistakes)])) from None
    if unread:
        raise InputError(first_of(unread))
    return matter


def _decided(
    raw: Mapping[str, Any], name: str, vocabulary: Vocabulary, plugins: frozenset[str], called: Called
) -> Decided:
    problems = Problems()
    parts = None
    try:
        parts = structure(raw, _DecidedFile)
    except InputError as error:
        problems += error.problems
    reported = {key: raw[key] for key in _OF_CASE if key in raw}
    case = None
    try:
        case = case_from(reported, name, vocabulary, plugins, called)
    except InputError as error:
        problems += [evolve(p, file="") for p in error.problems if not _among(p, problems)]
    facts: dict[str, Known] = {}
    if parts is not None:
        if not parts.account:
            problems.add("decided_no_account", "account")
        _check_days(parts, problems)
        if case is not None:
            _check_place(case.where, plugins, called, problems)
            facts = _read_facts(parts, case, vocabulary, problems)
    problems.raise_any(name)
    assert parts is not None and case is not None
    return Decided(
        case=case,
        accounts=parts.account,
        outcome=parts.outcome,
        left_out=parts.left_out,
        as_read=parts.as_read,
        read_facts=facts,
    )


def _among(problem: Problem, problems: Collection[Problem]) -> bool:
    """Whether a mistake was told already, of the file as a whole."""
    return any(other.code == problem.code and other.place == problem.place for other in problems)


def _check_days(parts: _DecidedFile, problems: Problems) -> None:
    now = today().isoformat()
    for number, account in enumerate(parts.account, 1):
        place = f"account[{number}].date"
        if account.date is None:
            continue
        if not is_inexact_date(account.date):
            problems.append(no_date(account.date, place))
        elif after(account.date, now):
            problems.add("published_in_future", place, published=account.date, today=now)
        else:
            for key, code in (("act", "published_before_act"), ("ruling", "published_before_ruling")):
                day = str(parts.dates.get(key, ""))
                if is_inexact_date(day) and after(day, account.date):
                    problems.add(code, place, published=account.date, **{key: day})


def _check_place(where: str, plugins: frozenset[str], called: Called, problems: Problems) -> None:
    """A place that nobody knows would be put before no text of its own, without a word."""
    from .places import called as places

    if where not in plugins and called(where) == where and len(places(where)) != 1:
        problems.add("decided_nowhere", "where", where=where)


def _read_facts(
    parts: _DecidedFile, case: Case, vocabulary: Vocabulary, problems: Problems
) -> dict[str, Known]:
    """What is read into the accounts; a fact that they state needs no reading."""
    read: dict[str, Known] = {}
    for key, value in parts.as_read.facts.items() if parts.as_read else ():
        inside = f"as_read.facts.{key_as_written(key)}"
        fact = vocabulary.get(key)
        if fact is None or fact.type == "period":
            problems.add("unknown_fact", inside, fact=key, near=nearest_fact(key, vocabulary, value))
        elif key in case.facts:
            problems.add("as_read_told", inside, fact=key)
        elif not is_unknown(fact, value):
            try:
                read[key] = read_known(fact, value)
            except InputError as error:
                problems += [problem.at(inside) for problem in error.problems]
    return read


def decided_files(folder: Path | Traversable) -> Iterator[Path | Traversable]:
    """The files of decided matters in a plugin's folder, in the order of their names."""
    inside = folder.joinpath(DECIDED)
    if inside.is_dir():
        yield from sorted(
            (file for file in inside.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
        )
