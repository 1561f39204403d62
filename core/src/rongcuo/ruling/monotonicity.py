"""Monotonicity, “worse never helps”: conditions that an adverse fact or a harm could turn in a person's favour.

Worse never helps where situations and conditions read adverse facts and harms only negated, and red
lines only unnegated.  A text that reads them otherwise is ruled as it stands, with a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod

from ..facts.conditions import ALWAYS, All, Atom, Expr, Not, Some, Span, atoms
from ..facts.vocabulary import Fact, Value
from ..policy.clauses import TIERS
from ..policy.jurisdiction import Jurisdiction, cuts
from ..policy.policy import Rule

#: What went wrong, from nothing to the worst: presupposed, and no reason for tolerance.
HARMS: dict[str, tuple[Value, ...]] = {
    "result_short": (False, True),
    "negative_effect": ("none", "some", "serious"),
}


def worse_may_help(here: Jurisdiction) -> tuple[str, ...]:
    """The clauses of a region in which a worse fact could help."""
    found = []
    for rule in here.rules("situation", "condition", "tier", "tier_gate", "red_line"):
        helps = rule.kind != "red_line"
        turned = any(positive is helps for positive in _worse(here, rule.condition, True))
        if turned and (rule.kind != "tier" or _brings_a_milder_tier(here, rule)):
            found.append(rule.id)
    return tuple(found)


#: Ways the facts of tiers can be that are tried out; above it a clause is judged by itself alone.
MOST_WAYS = 2_000


def _brings_a_milder_tier(here: Jurisdiction, rule: Rule) -> bool:
    """Whether a worse fact can bring a tier of a clause where none so mild was there before.

    Tiers that are staged by the harm give the worse case a severer tier in place of the milder one, which
    is no help.
    """
    about = _about(rule)
    tiers = [other for other in here.rules("tier") if _about(other) == about]
    for tier in rule.tiers:
        as_mild = TIERS[: TIERS.index(tier) + 1]
        whole = Some(tuple(other.condition for other in tiers if {*as_mild} & {*other.tiers}))
        if _worse_turns(here, whole):
            return True
    return False


def _about(rule: Rule) -> object:
    return getattr(rule.clause, "about", ())


def _worse_turns(here: Jurisdiction, expr: Expr) -> bool:
    """Whether turning worse in one thing can make a condition hold, or there are too many ways to try."""
    points = cuts(atoms(expr))
    values: dict[_Thing, Sequence[Value]] = {}
    for atom in atoms(expr):
        fact = here.fact(atom.name)
        if isinstance(atom.test, Span):
            least = 0 if fact.type == "amount" else None
            values[atom.name, None] = _one_of_each(points[atom.name], least)
        else:
            values[atom.name, atom.member] = (False, True) if atom.member else _values(fact)
    if prod(map(len, values.values())) > MOST_WAYS:
        return True
    for way in product(*values.values()):
        told = dict(zip(values, way, strict=True))
        if holds(expr, told):
            continue
        for thing, was in told.items():
            for better, worse in worse_of(here.fact(thing[0]), values[thing]):
                if better == was and holds(expr, {**told, thing: worse}):
                    return True
    return False


#: A fact, or whether a set has one of its values.
_Thing = tuple[str, str | None]


def holds(expr: Expr, told: Mapping[_Thing, Value]) -> bool:
    """Whether a condition holds where everything that it reads is known."""
    if isinstance(expr, Atom):
        value = told[expr.name, expr.member]
        if isinstance(expr.test, Span):
            return isinstance(value, int) and value in expr.test
        return value is True if expr.member else value in expr.test
    if isinstance(expr, Not):
        return not holds(expr.part, told)
    held = sum(holds(part, told) for part in expr.parts)
    return held >= (len(expr.parts) if isinstance(expr, All) else expr.least)


def _one_of_each(points: frozenset[int], least: int | None) -> list[int]:
    """A number of each range between the points at which some test changes."""
    numbers = {*points, min(points, default=1) - 1}
    return sorted(number for number in numbers if least is None or number >= least)


def _values(fact: Fact) -> tuple[Value, ...]:
    return (False, True) if fact.type == "yes_no" else fact.values


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
        return combinations(values, 2) if fact.id == "loss" else ()
    return [pair for pair in _worsenings(fact) if set(pair) <= set(values)]


def _sides(fact: Fact, atom: Atom) -> tuple[bool, bool]:
    """Whether a test is passed by turning worse, and whether it is failed by it."""
    if isinstance(atom.test, Span):
        harm = fact.id == "loss"
        return harm and atom.test.low not in (None, 0), harm and atom.test.high is not None
    passes = [(before in atom.test, after in atom.test) for before, after in _worsenings(fact)]
    return (False, True) in passes, (True, False) in passes


def _worsenings(fact: Fact) -> Iterable[tuple[Value, Value]]:
    """Every pair of values, or of ways a set's member can be, of which the second is worse."""
    if fact.id in HARMS:
        return combinations(HARMS[fact.id], 2)
    if fact.type == "set":
        return [(False, True)] if fact.adverse else []
    bad = fact.adverse_values()
    return [(value, worse) for value in _values(fact) if value not in bad for worse in bad]
