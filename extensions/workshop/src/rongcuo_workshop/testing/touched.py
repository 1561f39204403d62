"""Touched: which cases a change of a condition can change, so that the others needn't be ruled again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from rongcuo.facts.conditions import ALWAYS, NEVER, All, Atom, Expr, Not, Some, Span, atoms
from rongcuo.facts.surely import surely
from rongcuo.policy.policy import Rule
from rongcuo.ruling.clocks import standings
from rongcuo.ruling.diagrams import TooComplex
from rongcuo.ruling.reasoner import Reasoner

from .mutants import Mutant
from .subject import Outcome, Subject

#: What a mutant changes that is a condition, or a part of one.
CONDITIONS = ("when", "requires", "at_least", "of")


#: The clauses whose conditions two versions of a policy have otherwise, each as in both.
Changes = list[tuple[Rule, Rule]]


class Touched:
    """The cases of a policy, each with the diagrams of its conditions under what the case tells."""

    def __init__(self, subject: Subject, outcomes: Iterable[Outcome]) -> None:
        self.subject = subject
        self.outcomes = tuple(outcomes)
        self._adverse = {fact.id for fact in subject.here.adverse}
        self._reasoners = {outcome.case.file: self._reasoner(outcome) for outcome in self.outcomes}

    def by(self, mutant: Mutant) -> list[Outcome]:
        """The cases that a mutant may rule otherwise: all but those that leave each condition as it was."""
        changes = self.changes(self.subject, mutant.subject) if mutant.key in CONDITIONS else None
        return [outcome for outcome in self.outcomes if not self.spares(changes, outcome.case.file)]

    def changes(self, one: Subject, other: Subject) -> Changes | None:
        """The clauses whose conditions two versions have otherwise; None where more than that changes a ruling.

        The two are taken to say the same in everything but conditions.
        """
        if (one.here.addressed ^ other.here.addressed) & self._adverse:
            return None
        pairs = []
        for ours, theirs in zip(one.here.texts, other.here.texts, strict=True):
            if ours.conditions != theirs.conditions:
                return None
            for was, becomes in zip(ours.rules, theirs.rules, strict=True):
                if (was.when, was.requires) != (becomes.when, becomes.requires):
                    if not self._by_condition_alone(was, becomes):
                        return None
                    pairs.append((was, becomes))
        return pairs

    def spares(self, changes: Changes | None, file: str) -> bool:
        """Whether changes leave each condition as it was before a case, so that it is ruled the same."""
        r = self._reasoners.get(file)
        if changes is None or r is None:
            return False
        try:
            return all(self._same(r, a, b) for pair in changes for a, b in _conditions(*pair))
        except (TooComplex, RecursionError):
            return False

    def _reasoner(self, outcome: Outcome) -> Reasoner | None:
        """None where more than the facts before one text decides how the case is ruled."""
        here, known = self.subject.here, outcome.prepared
        assert known is not None
        ways = standings(here, known.clock)
        if not known.is_at(here) or [way.texts for way in ways] != [(here,)]:
            return None
        return Reasoner(here, known, known.known)

    def _by_condition_alone(self, was: Rule, becomes: Rule) -> bool:
        """Whether nothing but when it holds counts of a clause, however its condition is worded."""
        if was.when is None or becomes.when is None:
            return False
        if was.kind == "situation":
            return not (was.addresses ^ becomes.addresses) & self._adverse
        # what a report's red line reads decides whether its refusal is plain
        return was.kind != "red_line" or was.source.kind in ("policy_text", "internal_text")

    def _same(self, r: Reasoner, was: Expr, becomes: Expr) -> bool:
        one, other = _settled(r, was), _settled(r, becomes)
        told = all(r.tells(atom) for expr in (one, other) for atom in atoms(expr))
        return told and r.build(one) == r.build(other)


def _settled(r: Reasoner, expr: Expr) -> Expr:
    """A condition with each test of a number that the case alone settles as it is settled."""
    match expr:
        case Atom(name=name, test=Span()) if r.only_if(name) is None:
            holds = surely(expr, r.known)
            return expr if holds is None else ALWAYS if holds else NEVER
        case Not(part=part):
            return Not(_settled(r, part))
        case All(parts=parts) | Some(parts=parts):
            return evolve(expr, parts=tuple(_settled(r, part) for part in parts))
    return expr


def _conditions(was: Rule, becomes: Rule) -> Iterator[tuple[Expr, Expr]]:
    assert was.when is not None and becomes.when is not None
    yield was.when, becomes.when
    yield was.requires, becomes.requires
