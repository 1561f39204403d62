"""Exact differences: whether two versions of a policy ever rule apart, and a case on which they do.

Nothing is sampled: both versions are built with the same diagrams, and where no difference is found
there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from attrs import frozen

from rongcuo.facts.vocabulary import Value
from rongcuo.policy.cases import QUESTIONS, Case, Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy
from rongcuo.ruling.clocks import standings
from rongcuo.ruling.compiled import BUDGET
from rongcuo.ruling.diagrams import FALSE, TRUE, TooComplex
from rongcuo.ruling.prepared import PreparedCase, draw_up
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import cost, values_of
from rongcuo.ruling.tables import (
    OUTSIDE,
    Criteria,
    answers,
    criteria,
    filing_gate,
    fitting_scopes,
    red_lines_seen_whole,
)

from .subject import Subject

T = TypeVar("T")

#: Steps that all versions of a policy may take together; what is left then isn't shown.
STEPS = 20 * BUDGET
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


class Versions:
    """A policy and other versions of it before every case there can be.

    What a version leaves as it was is built once for all of them: they share the diagrams until the step
    budget is used up, and are then built anew.  `steps` bounds what all of them may take together.
    `edition` is the earlier version of the texts that is looked at.
    """

    def __init__(
        self, one: Subject, others: Iterable[Subject], steps: int = STEPS, edition: str | None = None
    ) -> None:
        self.edition = edition
        self.prepared = blank_docket(one) if edition is None else _without_clock(one, edition)
        self.one = self._standing(one)
        self.others = {other: self._standing(other) for other in others}
        self.left = steps
        self.r: Reasoner | None = None

    def _standing(self, subject: Subject) -> Jurisdiction:
        if self.edition is not None:
            return subject.of(self.edition)
        return standings(subject.here, self.prepared.clock)[-1].here

    def alike(self, other: Subject) -> bool | None:
        """Whether every case is ruled alike by both: answer, tiers, clauses, readings and word.

        None where that is too complex to be shown.
        """
        if not self.same_words(other):
            return False
        try:
            return not self._tried(lambda r: any(self._differ(r, other)))
        except (TooComplex, RecursionError):
            return None

    def same_words(self, other: Subject) -> bool:
        return _words(self.one) == _words(self.others[other])

    def settings(self, other: Subject) -> list[Setting]:
        """Settings of the facts on which the two differ, one for each way that they do; none if too complex."""
        try:
            return self._tried(lambda r: list(self._settings(r, other)))
        except (TooComplex, RecursionError):
            return []

    def _tried(self, ask: Callable[[Reasoner], T]) -> T:
        """The answer to a question, asked again with new diagrams where the old ones have no steps left."""
        for r in (self.r, None):
            if self.left <= 0:
                break
            r = r or self._anew()
            before = r.diagrams.left
            try:
                return ask(r)
            except (TooComplex, RecursionError):
                self.r = None
            finally:
                self.left -= before - r.diagrams.left
        raise TooComplex

    def _anew(self) -> Reasoner:
        """New diagrams, with the verdict of the policy itself; where that is too complex all the rest is."""
        known = self.prepared.here(self.one)
        self.r = Reasoner(self.one, self.prepared, known, beside=self.others.values())
        try:
            next(facets(self.r, "tolerance"))
        except (TooComplex, RecursionError):
            self.left = 0
            raise
        self.left -= BUDGET - self.r.diagrams.left
        return self.r

    def _differ(self, r: Reasoner, other: Subject) -> Iterator[bool]:
        """Of everything that a ruling shows whether the two versions differ in it."""
        for question in QUESTIONS:
            for _, a, b in self._pairs(r, r.before(self.others[other]), question):
                yield a != b

    def _settings(self, r: Reasoner, other: Subject) -> Iterator[Setting]:
        for question in QUESTIONS:
            for shown, a, b in self._pairs(r, r.before(self.others[other]), question):
                values = _apart(r, a, b)
                if values is not None:
                    reading = shown.name if shown.shows == "reading" else self._open_reading(values)
                    yield Setting(question=question, shows=shown.shows, values=values, reading=reading)

    def _pairs(self, r: Reasoner, beside: Reasoner, question: Question) -> Iterator[tuple[_Facet, int, int]]:
        """What a ruling shows, as both versions give it, the verdict first; readings as favoured, then not."""
        ours, theirs = facets(r, question), facets(beside, question)
        first = next(ours), next(theirs)
        verdicts = first[0].node, first[1].node
        yield first[0], r.as_favoured(verdicts[0]), beside.as_favoured(verdicts[1])
        sides = [{facet.name: facet for facet in rest} for rest in (ours, theirs)]
        for name in dict.fromkeys([*sides[0], *sides[1]]):
            shown = sides[0].get(name) or sides[1][name]
            a, b = (side[name].node if name in side else FALSE for side in sides)
            yield shown, r.as_favoured(a), beside.as_favoured(b)
        for reading, option in self._other_readings(r, beside):
            a, b = (
                version.taking(verdict, {**version.favoured, reading: option})
                for version, verdict in zip((r, beside), verdicts, strict=True)
            )
            yield _Facet("reading", f"{reading}={option}", FALSE), a, b

    def _open_reading(self, values: Mapping[str, Value]) -> str | None:
        """The reading without a favoured option that a setting takes, with the option."""
        readings = (name for policy in self.one.texts for name in policy.readings)
        return next((f"{name}={values[name]}" for name in readings if name in values), None)

    def _other_readings(self, r: Reasoner, beside: Reasoner) -> Iterator[tuple[str, str]]:
        for name, favoured in r.favoured.items():
            if name in self.one.variables:
                for option in self.one.fact(name).values:
                    if option not in (favoured, beside.favoured[name]):
                        yield name, option


def _apart(r: Reasoner, a: int, b: int) -> dict[str, Value] | None:
    cheapest = r.diagrams.cheapest_difference(a, b, lambda level, cell: cost(r, level, cell), OUTSIDE)
    return None if cheapest is None else values_of(r, cheapest[1])


def _words(here: Jurisdiction) -> object:
    """What is seen of each list: it shows in the word of an answer."""
    return [
        [(policy.unseen(kind), policy.seen_whole(kind)) for kind in WORDED] + [policy.files_during]
        for policy in here.policies
    ]


def blank_docket(subject: Subject) -> PreparedCase:
    """A case of the region of which nothing is known."""
    return subject.prepare(Case(title="…", where=subject.here.id, facts={}))


def _without_clock(subject: Subject, edition: str) -> PreparedCase:
    """The same before one earlier version, whatever the day."""
    case = Case(title="…", where=subject.here.id, facts={})
    return draw_up(case, subject.of(edition).texts, subject.vocabulary)


def facets(r: Reasoner, question: Question) -> Iterator[_Facet]:
    """Everything that a ruling shows of the facts; first the `verdict`, the answer with its tiers."""
    tests = {"tolerance": _tolerance, "filing": _filing, "clarification": _clarification}
    for shows, name, node in tests[question](r):
        yield _Facet(shows, name, r.within(node, OUTSIDE))
    for rule in r.jurisdiction.rules(*LISTED[question]):
        yield _Facet("clause", f"state {rule.id}", r.within(r.holds(rule), OUTSIDE))


def _where(r: Reasoner, table: int, verdict: str) -> int:
    return r.diagrams.map(("is", verdict), lambda outcome: outcome.verdict == verdict, table)


def _tolerance(r: Reasoner) -> Iterator[tuple[str, str, int]]:
    c: Criteria = criteria(r)
    table = answers(r, "tolerance", c)
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
    table, d = answers(r, "filing"), r.diagrams
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
    yield "verdict", "verdict", answers(r, "clarification")
    for rule in r.jurisdiction.rules("trigger"):
        yield "decided_by", f"clears {rule.id}", r.holds(rule)


def own_policies(here: Jurisdiction, plugin: str) -> list[Policy]:
    """The texts of a plugin among what serves a region: its own, or what it has of the floor."""
    return [policy for policy in here.texts if plugin in (policy.plugin, *policy.internal)]
