"""Monotonicity, “worse never helps”: conditions that an adverse fact or a harm could turn in a person's favour.

Worse never helps where situations and conditions read adverse facts and harms only negated, and red
lines only unnegated.  A text that reads them otherwise is ruled as it stands, with a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from ..facts.conditions import ALWAYS, Atom, Expr, Not, Span
from ..facts.vocabulary import Fact, Value
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule
from . import ladders


def worse_may_help(here: Jurisdiction) -> tuple[str, ...]:
    """The clauses of a region in which a worse fact could help."""
    clauses = []
    for rule in here.rules("situation", "condition", "tier", "tier_gate", "red_line"):
        helps = rule.kind != "red_line"
        worse = any(positive is helps for positive in _worse(here, rule.condition, True))
        if worse and not _on_a_ladder(here, rule):
            clauses.append(rule.id)
    return tuple(clauses)


def _on_a_ladder(here: Jurisdiction, rule: Rule) -> bool:
    """Whether a worse fact brings a clause only where it takes away one that is as good or better."""
    expr = ladders.steps(here, rule)
    values = None if expr is None else ladders.values_of(here, expr)
    if expr is None or values is None:
        return False
    worsenings = {tested: worse_of(here.fact(tested[0]), tried) for tested, tried in values.items()}
    return ladders.never_helps(expr, values, worsenings)


def _worse(here: Jurisdiction, expr: Expr, positive: bool) -> Iterator[bool]:
    """For each test that a worse fact can change: whether worse makes the condition hold."""
    if isinstance(expr, Not):
        yield from _worse(here, expr.part, not positive)
    elif not isinstance(expr, Atom):
        for part in expr.parts:
            yield from _worse(here, part, positive)
    elif expr.name not in here.variables:
        worse, better = _sides(here.fact(expr.name), expr)
        if worse:
            yield positive
        if better:
            yield not positive
        # a fact that only a bad one brings into play reads it
        yield from _worse(here, here.only_if(expr.name) or ALWAYS, positive)


def worse_of(fact: Fact, values: Sequence[Value]) -> Iterable[tuple[Value, Value]]:
    """The pairs of values, numbers in order, of which the second is worse."""
    if fact.numeric:
        return combinations(values, 2) if fact.harm else ()
    return [pair for pair in fact.worsenings if set(pair) <= set(values)]


def _sides(fact: Fact, atom: Atom) -> tuple[bool, bool]:
    """Whether a test is passed by turning worse, and whether it is failed by it."""
    if isinstance(atom.test, Span):
        return fact.harm and atom.test.low not in (None, 0), fact.harm and atom.test.high is not None
    passes = [(before in atom.test, after in atom.test) for before, after in fact.worsenings]
    return (False, True) in passes, (True, False) in passes
