"""The six-factor sheet: what weighs for and against, what is unknown, and what no clause here reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from ..facts.conditions import Atom, Expr, Not
from ..facts.known import Known
from ..facts.surely import surely
from ..facts.vocabulary import SIX_FACTORS, Fact
from ..policy.cases import QUESTIONS, Question
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import shared_condition
from .clocks import standings
from .explain import SHOWN, is_about
from .prepared import PreparedCase
from .stated import unread_of


@frozen(kw_only=True)
class FactorRow:
    """One factor, the scene before them or the report behind them: the ids of its facts by what they say.

    `unread` are known facts on which nothing rests here; `unknown` those that a clause in force reads for
    what is asked.
    """

    factor: str
    weigh_for: tuple[str, ...]
    weigh_against: tuple[str, ...]
    neutral: tuple[str, ...]
    unknown: tuple[str, ...]
    unread: tuple[str, ...]


def factor_sheet(
    here: Jurisdiction, prepared: PreparedCase, questions: Sequence[Question] = QUESTIONS
) -> tuple[FactorRow, ...]:
    """The sheet of one case before one region, by its newest text in force by the clock of the case.

    Raises TooComplex where nothing tells which text that is.
    """
    here = standings(here, prepared.clock, questions[0])[-1].here
    known = prepared.here(here)
    read, unread = _read_for(here, questions), unread_of(here, prepared, known)
    rows = []
    for factor in ("scene", *SIX_FACTORS, "clarification"):
        facts = [fact for fact in here.vocabulary.values() if fact.group == factor and not fact.derived]
        stated = [fact for fact in facts if fact.id in known]
        if factor == "clarification" and not stated:
            continue  # the case is about no report
        sides = {fact.id: side(here, fact, known) for fact in stated}
        rows.append(
            FactorRow(
                factor=factor,
                weigh_for=tuple(f.id for f in stated if sides[f.id] == "for"),
                weigh_against=tuple(f.id for f in stated if sides[f.id] == "against"),
                neutral=tuple(f.id for f in stated if sides[f.id] == "neutral"),
                unknown=tuple(f.id for f in facts if f.id not in known and f.id in read),
                unread=tuple(f.id for f in stated if f.id in unread),
            )
        )
    return tuple(rows)


def _read_for(here: Jurisdiction, questions: Sequence[Question]) -> frozenset[str]:
    """The facts that the clauses of these questions read; of a period, its dates."""
    rules = [
        rule
        for question in questions
        for text in here.texts
        for rule in text.of(*SHOWN[question])
        if is_about(rule, question)
    ]
    return frozenset(part for rule in rules for name in rule.addresses for part in here.asked(name))


def side(here: Jurisdiction, fact: Fact, known: Mapping[str, Known]) -> str:
    """Whether what is told of a fact weighs for the person, against them, or neither."""
    against, for_ = _weight(here, fact, "weighs_against"), _weight(here, fact, "weighs_for")
    if against is None and for_ is None and fact.adverse and fact.type == "yes_no":
        against = Atom(fact.id, fact.adverse_values())
        for_ = Not(against)
    if against is not None and surely(against, known):
        return "against"
    return "for" if for_ is not None and surely(for_, known) else "neutral"


def _weight(here: Jurisdiction, fact: Fact, key: str) -> Expr | None:
    for policy in here.texts:
        if (fact.id, key) in policy.conditions:
            return policy.conditions[fact.id, key]
    return shared_condition(fact.id, key) if ":" not in fact.id else None
