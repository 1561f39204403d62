"""Surely: whether what is known of facts, one by one, settles a condition, and what an open one hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .conditions import All, Atom, Expr, Not, Span
from .known import Known


def surely(expr: Expr, known: Mapping[str, Known]) -> bool | None:
    """Whether a condition on facts one by one holds (True), fails (False) or isn't settled (None)."""
    if isinstance(expr, Atom):
        return _atom(expr, known.get(expr.name))
    if isinstance(expr, Not):
        part = surely(expr.part, known)
        return None if part is None else not part
    parts = [surely(part, known) for part in expr.parts]
    least = len(parts) if isinstance(expr, All) else expr.least
    if parts.count(True) >= least:
        return True
    return None if parts.count(True) + parts.count(None) >= least else False


def hangs_on(expr: Expr, known: Mapping[str, Known], only_if: Callable[[str], Expr | None]) -> frozenset[str]:
    """The facts that a condition tells something of, if it has to hold: those that it is still open by.

    `only_if` gives that without which a fact can't be, which has to hold with it.
    """
    if surely(expr, known) is not None:
        return frozenset()
    if isinstance(expr, Atom):
        condition = only_if(expr.name)
        below = frozenset[str]() if condition is None else hangs_on(condition, known, only_if)
        return below | {expr.name}
    if isinstance(expr, Not):
        return hangs_on(expr.part, known, lambda _: None)
    return frozenset[str]().union(*(hangs_on(part, known, only_if) for part in expr.parts))


def _atom(atom: Atom, known: Known | None) -> bool | None:
    if known is None:
        return None
    if atom.member is not None:
        if atom.member in known.includes:
            return True
        return False if atom.member in known.excludes else None
    if isinstance(atom.test, Span):
        return _within(known.span, atom.test)
    if known.values <= atom.test:
        return True
    return None if known.values & atom.test else False


def _within(span: Span, test: Span) -> bool | None:
    low_enough = test.high is None or (span.high is not None and span.high <= test.high)
    high_enough = test.low is None or (span.low is not None and span.low >= test.low)
    if low_enough and high_enough:
        return True
    below = span.high is not None and test.low is not None and span.high < test.low
    above = span.low is not None and test.high is not None and span.low > test.high
    return False if below or above else None
