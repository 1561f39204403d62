"""Where worse may help: conditions that an adverse fact or a harm could turn in a person's favour.

Worse never helps where situations and conditions read adverse facts and harms only negated, and red
lines only unnegated.  A text that reads them otherwise is ruled as it stands, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..conditions import YES, Atom, Expr, Not, Span
from ..facts import Fact, Value
from ..jurisdiction import Jurisdiction
from ..policy import condition_of

#: What went wrong: presupposed, and no reason for tolerance.
HARMS: dict[str, set[Value]] = {"result_short": {True}, "negative_effect": {"some", "serious"}}


def worse_may_help(here: Jurisdiction) -> tuple[str, ...]:
    """The clauses of a region in which a worse fact could help."""
    found = []
    for rule in here.rules("situation", "condition", "red_line"):
        helps = rule.kind != "red_line"
        if any(positive is helps for positive in _worse(here, condition_of(rule), True)):
            found.append(rule.id)
    return tuple(found)


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


def _sides(fact: Fact, atom: Atom) -> tuple[bool, bool]:
    """Whether a test is passed by turning worse, and whether it is failed by it."""
    if isinstance(atom.test, Span):
        harm = fact.id == "loss"
        return harm and atom.test.low not in (None, 0), harm and atom.test.high is not None
    bad: frozenset[Value] = fact.adverse_values() or frozenset(HARMS.get(fact.id, ()))
    if fact.type == "set" and fact.adverse:
        bad = YES
    if not bad:
        return False, False
    values: set[Value] = {True, False} if fact.type in ("yes_no", "set") else set(fact.values)
    return bool(bad & atom.test), bool(bad - atom.test) and bool((values - bad) & atom.test)
