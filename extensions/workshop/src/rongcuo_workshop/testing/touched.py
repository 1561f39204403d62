"""Touched: which cases a change of a condition can change, so that the others needn't be ruled again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rongcuo.facts.conditions import Expr, atoms
from rongcuo.policy.policy import Rule
from rongcuo.ruling.clocks import standings
from rongcuo.ruling.diagrams import TooComplex
from rongcuo.ruling.reasoner import Reasoner

from .mutants import Mutant
from .subject import Outcome, Subject

#: What a mutant changes that is a condition, or a part of one.
_CONDITIONS = ("when", "requires", "at_least", "of")


class Touched:
    """The cases of a policy, each with the diagrams of its conditions under what the case tells."""

    def __init__(self, subject: Subject, outcomes: Iterable[Outcome]) -> None:
        self.subject = subject
        self.outcomes = tuple(outcomes)
        self._adverse = {fact.id for fact in subject.here.adverse}
        self._reasoners = {outcome.case.file: self._reasoner(outcome) for outcome in self.outcomes}

    def by(self, mutant: Mutant) -> list[Outcome]:
        """The cases that a mutant may rule otherwise: all but those that leave each condition as it was."""
        changed = self._changed(mutant)
        return [one for one in self.outcomes if changed is None or not self._as_before(one, changed)]

    def _reasoner(self, outcome: Outcome) -> Reasoner | None:
        """None where more than the facts before one text decides how the case is ruled."""
        here, known = self.subject.here, outcome.prepared
        assert known is not None
        ways = standings(here, known.clock)
        if not known.is_at(here) or [way.texts for way in ways] != [(here,)]:
            return None
        return Reasoner(here, known, known.known)

    def _changed(self, mutant: Mutant) -> list[tuple[Rule, Rule]] | None:
        """The clauses whose conditions a mutant changes; None where it changes anything else."""
        one, other = self.subject.here, mutant.subject.here
        if mutant.key not in _CONDITIONS or (one.addressed ^ other.addressed) & self._adverse:
            return None
        pairs = []
        for ours, theirs in zip(one.texts, other.texts, strict=True):
            if ours.conditions != theirs.conditions:
                return None
            for was, becomes in zip(ours.rules, theirs.rules, strict=True):
                if (was.when, was.requires) != (becomes.when, becomes.requires):
                    if not self._by_condition_alone(was, becomes):
                        return None
                    pairs.append((was, becomes))
        return pairs

    def _by_condition_alone(self, was: Rule, becomes: Rule) -> bool:
        """Whether nothing but when it holds counts of a clause, however its condition is worded."""
        if was.kind == "situation":
            return not (was.addresses ^ becomes.addresses) & self._adverse
        # what a report's red line reads decides whether its refusal is plain
        return was.kind != "red_line" or was.source.kind in ("policy_text", "internal_text")

    def _as_before(self, outcome: Outcome, changed: list[tuple[Rule, Rule]]) -> bool:
        r = self._reasoners[outcome.case.file]
        if r is None:
            return False
        try:
            return all(self._same(r, a, b) for pair in changed for a, b in _conditions(*pair))
        except (TooComplex, RecursionError):
            return False

    def _same(self, r: Reasoner, was: Expr, becomes: Expr) -> bool:
        return all(map(r.tells, atoms(becomes))) and r.build(was) == r.build(becomes)


def _conditions(was: Rule, becomes: Rule) -> Iterator[tuple[Expr, Expr]]:
    assert was.when is not None and becomes.when is not None
    yield was.when, becomes.when
    yield was.requires, becomes.requires
