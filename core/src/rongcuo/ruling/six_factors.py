"""The six-factor sheet: what weighs for and against, what is unknown, and what no clause here reads."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ..facts.conditions import All, Atom, Expr, Not, Span
from ..facts.known import Known
from ..facts.vocabulary import SIX_FACTORS, Fact
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import shared_condition
from .prepared import PreparedCase


@frozen(kw_only=True)
class FactorRow:
    """One factor, the scene before them or the report behind them: the ids of its facts by what they say.

    `unread` are known facts that no clause of this region reads; `unknown` those that one does.
    """

    factor: str
    weigh_for: tuple[str, ...]
    weigh_against: tuple[str, ...]
    neutral: tuple[str, ...]
    unknown: tuple[str, ...]
    unread: tuple[str, ...]


def factor_sheet(here: Jurisdiction, prepared: PreparedCase) -> tuple[FactorRow, ...]:
    """The sheet of one case before one region."""
    known = prepared.here(here)
    read = {part for rule in here.by_id.values() for name in rule.reads for part in here.asked(name)}
    rows = []
    for factor in ("scene", *SIX_FACTORS, "clarification"):
        facts = [fact for fact in here.vocabulary.values() if fact.group == factor and fact.type != "period"]
        told = [fact for fact in facts if fact.id in known]
        if factor == "clarification" and not told:
            continue  # the case is about no report
        sides = {fact.id: _side(here, fact, known) for fact in told}
        rows.append(
            FactorRow(
                factor=factor,
                weigh_for=tuple(f.id for f in told if sides[f.id] == "for"),
                weigh_against=tuple(f.id for f in told if sides[f.id] == "against"),
                neutral=tuple(f.id for f in told if sides[f.id] == "neutral"),
                unknown=tuple(f.id for f in facts if f.id not in known and f.id in read),
                unread=tuple(f.id for f in told if f.id not in read),
            )
        )
    return tuple(rows)


def _side(here: Jurisdiction, fact: Fact, told: Mapping[str, Known]) -> str:
    against, for_ = _weight(here, fact, "weighs_against"), _weight(here, fact, "weighs_for")
    if against is None and for_ is None and fact.adverse and fact.type == "yes_no":
        against = Atom(fact.id, fact.adverse_values())
        for_ = Not(against)
    if against is not None and surely(against, told):
        return "against"
    return "for" if for_ is not None and surely(for_, told) else "neutral"


def _weight(here: Jurisdiction, fact: Fact, key: str) -> Expr | None:
    for policy in here.texts:
        if (fact.id, key) in policy.conditions:
            return policy.conditions[fact.id, key]
    return shared_condition(fact.id, key) if ":" not in fact.id else None


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
