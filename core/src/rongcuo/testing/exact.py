"""Exact differences: whether two versions of a policy ever rule apart, and a case on which they do.

Nothing is sampled: both versions are built with the same diagrams, and where no difference is found
there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from ..cases import QUESTIONS, Case, Question
from ..clocks import standings
from ..diagrams import TRUE
from ..facts import Value
from ..jurisdiction import Jurisdiction
from ..known import absent_value
from ..policy import Policy
from ..ruling.bench import OUTSIDE
from ..ruling.docket import Docket
from ..ruling.reasoner import Reasoner
from ..ruling.tables import (
    Criteria,
    clarification,
    criteria,
    filing,
    filing_gate,
    fitting_scopes,
    red_lines_seen_whole,
    tolerance,
)
from .subject import Subject

#: Kinds that decide nothing by themselves: what shows of them in a ruling is their own state.
LISTED = {"tolerance": ("mitigation", "aggravation"), "filing": (), "clarification": ("accusation",)}
#: The lists of which something unseen shows in the word of an answer.
WORDED = ("situation", "condition", "red_line", "tier_gate", "scope", "filing_condition", "trigger")


@frozen(kw_only=True)
class Setting:
    """The values of some facts, findings and readings, by name; of a set those that it has.

    `shows` says in what two versions differ there: `verdict` (with its tiers), `decided_by`,
    `unaddressed`, the state of a `clause`, or what another option of a `reading` gives.
    """

    question: Question
    shows: str
    values: Mapping[str, Value]
    reading: str | None = None


@frozen
class _Facet:
    """One thing that a ruling shows, as a function of the facts."""

    shows: str
    name: str
    node: int


class Pair:
    """Two versions of a policy before every case there can be."""

    def __init__(self, one: Subject, other: Subject) -> None:
        self.docket = blank_docket(one)
        clock = self.docket.clock
        self.one, self.other = (standings(here, clock)[-1].here for here in (one.here, other.here))
        known = self.docket.here(self.one)
        self.r = Reasoner(self.one, self.docket, known, beside=self.other)
        self.r_other = self.r.before(self.other)

    def alike(self) -> bool:
        """Whether every case is ruled alike by both: answer, tiers, clauses, readings and word."""
        return self.same_words() and next(self.settings(), None) is None

    def same_words(self) -> bool:
        return _words(self.one) == _words(self.other)

    def settings(self) -> Iterator[Setting]:
        """Settings of the facts on which the two differ, one for each way that they do."""
        for question in QUESTIONS:
            yield from self._of(question)

    def _of(self, question: Question) -> Iterator[Setting]:
        ours, theirs = facets(self.r, question), facets(self.r_other, question)
        names = dict.fromkeys([*ours, *theirs])
        for name in names:
            shown = ours.get(name) or theirs[name]
            a, b = (found[name].node if name in found else 0 for found in (ours, theirs))
            found = self._apart(self.r.as_favoured(a), self.r_other.as_favoured(b))
            if found is not None:
                yield Setting(
                    question=question, shows=shown.shows, values=found, reading=self._open_reading(found)
                )
        for reading, option in self._other_readings():
            a = self.r.taking(ours["verdict"].node, {**self.r.favoured, reading: option})
            b = self.r.taking(theirs["verdict"].node, {**self.r_other.favoured, reading: option})
            found = self._apart(a, b)
            if found is not None:
                yield Setting(question=question, shows="reading", values=found, reading=f"{reading}={option}")

    def _open_reading(self, values: Mapping[str, Value]) -> str | None:
        """The reading without a favoured option that a setting takes, with the option."""
        readings = (name for policy in self.one.texts for name in policy.readings)
        return next((f"{name}={values[name]}" for name in readings if name in values), None)

    def _other_readings(self) -> Iterator[tuple[str, str]]:
        for name, favoured in self.r.favoured.items():
            if name in self.one.variables:
                for option in self.one.fact(name).values:
                    if option not in (favoured, self.r_other.favoured[name]):
                        yield name, option

    def _apart(self, a: int, b: int) -> dict[str, Value] | None:
        found = self.r.diagrams.cheapest_difference(
            a, b, lambda level, cell: cost(self.r, level, cell), OUTSIDE
        )
        return None if found is None else values_of(self.r, found[1])


def _words(here: Jurisdiction) -> object:
    """What is seen of each list: it shows in the word of an answer."""
    return [
        [(policy.unseen(kind), policy.seen_whole(kind)) for kind in WORDED] + [policy.files_during]
        for policy in here.policies
    ]


def blank_docket(subject: Subject) -> Docket:
    """A case of the region of which nothing is known."""
    return subject.docket(Case(title="…", where=subject.here.id, facts={}))


def facets(r: Reasoner, question: Question) -> dict[str, _Facet]:
    """Everything that a ruling shows of the facts, by name; `verdict` is the answer with its tiers."""
    tests = {"tolerance": _tolerance, "filing": _filing, "clarification": _clarification}
    found = [_Facet(shows, name, r.within(node, OUTSIDE)) for shows, name, node in tests[question](r)]
    for rule in r.jurisdiction.rules(*LISTED[question]):
        found.append(_Facet("clause", f"state {rule.id}", r.within(r.holds(rule), OUTSIDE)))
    return {facet.name: facet for facet in found}


def _where(r: Reasoner, table: int, verdict: str) -> int:
    return r.diagrams.map(table, lambda outcome: outcome.verdict == verdict)


def _tolerance(r: Reasoner) -> Iterator[tuple[str, str, int]]:
    c: Criteria = criteria(r)
    table = tolerance(r, c)
    d = r.diagrams
    yield "verdict", "verdict", table
    for rule in r.jurisdiction.rules("red_line"):
        yield "decided_by", f"refuses {rule.id}", r.holds(rule)
    for verdict, rules in (("tolerated", c.deciding), ("unaddressed", c.satisfied), ("unmet", c.scenes)):
        where = _where(r, table, verdict)
        for rule, node in rules:
            yield "decided_by", f"{verdict} {rule.id}", d.every([where, node])
    if red_lines_seen_whole(r):
        yield from _left_unread(r, c, _where(r, table, "tolerated"))
    unmet = _where(r, table, "unmet")
    for policy in r.jurisdiction.policies:
        for rule in policy.of("condition"):
            yield "decided_by", f"fails {rule.id}", d.every([unmet, d.negation(r.holds(rule))])


def _left_unread(r: Reasoner, c: Criteria, tolerated: int) -> Iterator[tuple[str, str, int]]:
    """The adverse facts that a text read whole leaves unread: a tolerance names them."""
    d = r.diagrams
    for fact in r.jurisdiction.adverse:
        if fact.id not in r.jurisdiction.addressed:
            carried = d.some(node for rule, node in c.satisfied if fact.id in rule.addresses)
            left = d.every([tolerated, r.true_adverse(fact), d.negation(carried)])
            yield "unaddressed", f"leaves {fact.id}", left


def _filing(r: Reasoner) -> Iterator[tuple[str, str, int]]:
    table, d = filing(r), r.diagrams
    yield "verdict", "verdict", table
    fileable, not_fileable = _where(r, table, "fileable"), _where(r, table, "not_fileable")
    for rule, node in fitting_scopes(r):
        yield "decided_by", f"fits {rule.id}", d.every([fileable, node])
    for policy in r.jurisdiction.policies:
        fits = d.some(r.holds(rule) for rule in policy.of("scope"))
        if filing_gate(r, policy) == TRUE:
            continue
        for rule in policy.of("filing_condition"):
            failed = d.every([not_fileable, fits, d.negation(r.holds(rule))])
            yield "decided_by", f"fails {rule.id}", failed


def _clarification(r: Reasoner) -> Iterator[tuple[str, str, int]]:
    yield "verdict", "verdict", clarification(r)
    for rule in r.jurisdiction.rules("trigger"):
        yield "decided_by", f"clears {rule.id}", r.holds(rule)


# Settings in words


def cost(r: Reasoner, level: int, cell: int) -> float:
    """How far a value is from that of an everyday case: the cheapest setting is the plainest case."""
    name = str(r.groups[level])
    fact = r.fact(name)
    value = _value(r, level, cell)
    if name in r.jurisdiction.variables:
        return 2.0
    if fact.adverse:
        clean = not value if fact.type == "set" else value == absent_value(fact)
        return 0.1 if clean else 3.0
    if value == "not_available":
        return 5.0
    if value in (False, "none", "other"):
        return 1.0 if fact.type != "set" else 0.01
    return 1.1


def _member(r: Reasoner, level: int) -> str | None:
    name = str(r.groups[level])
    fact = r.fact(name)
    first = min(at for at, group in r.groups.items() if group == name)
    return fact.values[level - first] if fact.type == "set" else None


def _value(r: Reasoner, level: int, cell: int) -> Value:
    return r.cells(str(r.groups[level]), _member(r, level))[cell].value


def values_of(r: Reasoner, path: Mapping[int, int]) -> dict[str, Value]:
    """The values that a settling of variables gives; of a set those that it has, without readings."""
    found: dict[str, Value] = {}
    for level, cell in sorted(path.items()):
        name, member, value = str(r.groups[level]), _member(r, level), _value(r, level, cell)
        if member is None:
            found[name] = value
        else:
            had = found.get(name, frozenset())
            assert isinstance(had, frozenset)
            found[name] = had | {member} if value else had
    return found


def own_policies(here: Jurisdiction, plugin: str) -> list[Policy]:
    """The texts of a plugin among what serves a region: its own, or what it has of the floor."""
    return [policy for policy in here.texts if plugin in (policy.plugin, *policy.internal)]
