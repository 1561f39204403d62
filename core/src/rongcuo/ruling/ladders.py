"""Ladders: tiers by condition, where a worse fact brings the next tier only as it takes a better one away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod

from ..facts.conditions import Atom, Expr, Not, Some, atoms
from ..facts.vocabulary import Value
from ..policy.clauses import TIERS
from ..policy.jurisdiction import Jurisdiction, cuts
from ..policy.policy import Rule

#: As many ways the facts can be are tried out; the usual ladder has a dozen.
MOST = 4_096
#: What an atom tests: a variable, and of a set the member.
Tested = tuple[str, str | None]
#: Pairs of values, or of ways a set's member can be, of which the second is worse.
Worsenings = Mapping[Tested, Iterable[tuple[Value, Value]]]


def steps(here: Jurisdiction, rule: Rule) -> Expr | None:
    """When a clause, or one beside it that allows as good a tier, holds; None where it stands alone.

    Where a gate may shut the better tier alone, the next one helps.
    """
    gated = any(policy.list_info("tier_gate").gates for policy in here.texts)
    if rule.kind not in ("situation", "tier") or gated:
        return None
    beside = [other.condition for other in here.rules(rule.kind) if _as_good(other, rule)]
    return Some(tuple(beside)) if len(beside) > 1 else None


def _as_good(other: Rule, rule: Rule) -> bool:
    text, own = (each.id.partition(":")[0] for each in (other, rule))
    return text == own and other.about == rule.about and _rank(other) <= _rank(rule)


def _rank(rule: Rule) -> int:
    """How mild the mildest tier of a clause is, from the mildest; without any, all others are as good."""
    return min((TIERS.index(tier) for tier in rule.tiers), default=len(TIERS))


def values_of(here: Jurisdiction, expr: Expr) -> dict[Tested, tuple[Value, ...]] | None:
    """The values between which a condition tells, by what it tests; None where they are too many to try."""
    ends = cuts(atoms(expr))
    values: dict[Tested, tuple[Value, ...]] = {}
    for atom in atoms(expr):
        fact = here.fact(atom.name)
        if here.only_if(atom.name) is not None:
            return None  # another fact brings it into play
        if atom.member is not None or fact.type == "yes_no":
            values[atom.name, atom.member] = (False, True)
        elif fact.numeric:
            bounds = sorted(ends.get(atom.name, ()))
            values[atom.name, None] = tuple([bounds[0] - 1, *bounds] if bounds else [0])
        else:
            values[atom.name, None] = tuple(fact.values)
    return values if prod(map(len, values.values())) <= MOST else None


def never_helps(expr: Expr, values: Mapping[Tested, Sequence[Value]], worsenings: Worsenings) -> bool:
    """Whether a condition holds with no worse value where it didn't with the better one."""
    for combination in product(*values.values()):
        better = dict(zip(values, combination, strict=True))
        if not _holds(expr, better):
            for tested, value in better.items():
                worse = [two for one, two in worsenings.get(tested, ()) if one == value]
                if any(_holds(expr, {**better, tested: other}) for other in worse):
                    return False
    return True


def _holds(expr: Expr, values: Mapping[Tested, Value]) -> bool:
    if isinstance(expr, Atom):
        return values[expr.name, expr.member] in expr.test  # type: ignore[operator]
    if isinstance(expr, Not):
        return not _holds(expr.part, values)
    held = sum(_holds(part, values) for part in expr.parts)
    return held >= (expr.least if isinstance(expr, Some) else len(expr.parts))
