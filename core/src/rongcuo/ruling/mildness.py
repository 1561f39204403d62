"""Mildness: which of two answers is the milder, where they compare at all.

Tolerated comes before unmet and not covered, which come before refused; of two tolerances the one with the milder
tier.  What is open, and what an unseen clause could turn, compares only where every possibility does.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..policy.clauses import TIERS
from .result import Possible, Ruling

#: The answers to each question from the mildest, equal ones together; tolerances are told apart by their tiers.
_FROM_THE_MILDEST = (
    (("tolerated",), ("unmet", "not_covered"), ("refused",)),
    (("fileable", "filed"), ("not_fileable", "too_late")),
    (("clear",), ("not_due",)),
)
_RANKS = {
    verdict: rank for levels in _FROM_THE_MILDEST for rank, level in enumerate(levels) for verdict in level
}


def mildest_of(rulings: Sequence[Ruling]) -> Ruling | None:
    """The ruling that is no severer than any other; None where they don't compare."""
    for one in rulings:
        if all(other is one or no_severer(one, other) for other in rulings):
            return one
    return None


def no_severer(one: Ruling, other: Ruling, *, published: bool = False) -> bool:
    """Whether every answer one leaves possible is at least as mild as every answer the other does.

    By the `published` clauses alone, what nobody has seen turns nothing.
    """
    a_left, b_left = ((r.possible if published else _answers(r)) for r in (one, other))
    return all(_at_least_as_mild(a, b) for a in a_left for b in b_left)


def ranked(verdict: str) -> bool:
    """Whether a verdict has a place in the order at all."""
    return verdict in _RANKS


def rank(verdict: str) -> int | None:
    """The place of a verdict among the answers to its question, the mildest 0; None where it has none."""
    return _RANKS.get(verdict)


def _answers(ruling: Ruling) -> list[Possible]:
    """Every answer that what isn't known, or wasn't seen, leaves possible."""
    turns = [turn for unseen in ruling.unseen.values() for turn in unseen.could_turn.values()]
    return [*ruling.possible, *(Possible(verdict=verdict) for verdicts in turns for verdict in verdicts)]


def _at_least_as_mild(a: Possible, b: Possible) -> bool:
    """False too where they don't compare: it can't be said which is milder."""
    if not (ranked(a.verdict) and ranked(b.verdict)):
        return False
    if a.verdict == b.verdict == "tolerated":
        return _at_least_as_mild_tiers(a, b)
    return _RANKS[a.verdict] <= _RANKS[b.verdict]


def _at_least_as_mild_tiers(a: Possible, b: Possible) -> bool:
    """The same of two tolerances, by the mildest tier that each has, whether the gates before tiers open or not."""
    same_reach = a.about == b.about and not a.tiers_open and not b.tiers_open
    a_sure, b_sure = ([tier for tier in p.tiers or () if tier not in p.behind] for p in (a, b))
    alike = (a.tiers, a.behind) == (b.tiers, b.behind)
    # without a tier for sure, it may come to be without any
    milder = bool(a_sure and b_sure) and TIERS.index(a_sure[0]) <= TIERS.index((b.tiers or ())[0])
    return same_reach and (alike or milder)
