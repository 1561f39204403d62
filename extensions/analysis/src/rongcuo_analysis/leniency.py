"""Leniency: the regions' answers to one question from the most favourable down, as far as they compare.

By the published clauses alone the answers are ordered into levels; a step between two levels is certain where no
clause that nobody has seen could undo it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from attrs import frozen

from rongcuo.comparing.comparison import Answer, Comparison
from rongcuo.policy.cases import Question
from rongcuo.ruling import Ruling
from rongcuo.ruling.mildness import no_severer, ranked

#: How one answer stands to another.
Relation = Literal["milder", "equal", "severer", "not_comparable"]
#: Why two answers don't compare: what one of the sides is.
Kind = Literal["error", "unranked", "open", "tiers", "unseen"]


@frozen
class Reason:
    """What keeps an answer from being compared with another: the region on which it lies, and what it is there."""

    region: str
    kind: Kind


@frozen
class Step:
    """Between two levels: whether it is certain; else the regions whose unseen clauses could undo it."""

    certain: bool
    so_far: tuple[str, ...] = ()


@frozen(kw_only=True, slots=False, eq=False)
class Order:
    """The answers to one question.

    `levels` are the most regions that all compare with each other by the published clauses, the most favourable
    first, equal ones together, `steps` what lies between them; `beside` are the other regions.
    """

    question: Question
    rulings: Mapping[str, Ruling]
    levels: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        pairs = zip(self.levels, self.levels[1:], strict=False)
        return tuple(self._step(higher, lower) for higher, lower in pairs)

    def _step(self, higher: Sequence[str], lower: Sequence[str]) -> Step:
        unsure = [(a, b) for a in higher for b in lower if self.relation(a, b) != "milder"]
        sides = {reason.region for a, b in unsure for reason in self.why_apart(a, b)}
        return Step(not unsure, tuple(name for name in (*higher, *lower) if name in sides))

    def relation(self, one: str, other: str, *, published: bool = False) -> Relation:
        """How one region's answer stands to another's; by the `published` clauses alone, or whatever is unseen."""
        return relation(self.rulings[one], self.rulings[other], published=published)

    def why_apart(self, one: str, other: str) -> tuple[Reason, ...]:
        """What keeps two answers from being compared with certainty; nothing where they compare."""
        return why_apart(self.rulings[one], self.rulings[other])

    def apart_from(self, one: str) -> tuple[str, ...]:
        """The regions whose answers one region's doesn't compare with, by the published clauses."""
        others = (name for name in self.rulings if name != one)
        return tuple(n for n in others if self.relation(one, n, published=True) == "not_comparable")


@frozen(kw_only=True)
class Lenient:
    """What is told: the orders of a case, and the adverse facts that are supposed to be checked and absent."""

    comparison: Comparison
    orders: tuple[Order, ...]
    supposed: tuple[str, ...] = ()


def relation(one: Ruling, other: Ruling, *, published: bool = False) -> Relation:
    """How one answer stands to another, every possibility of both considered.

    By the `published` clauses alone, what nobody has seen turns nothing.
    """
    if one is other:
        return "equal"
    if one.failed() or other.failed():
        return "not_comparable"
    up, down = (no_severer(a, b, published=published) for a, b in ((one, other), (other, one)))
    if up:
        return "equal" if down else "milder"
    return "severer" if down else "not_comparable"


def why_apart(one: Ruling, other: Ruling) -> tuple[Reason, ...]:
    """What keeps two answers from being compared with certainty, on either side; nothing where they compare."""
    sides = (one, other)
    if relation(one, other) != "not_comparable":
        return ()
    never = [
        Reason(ruling.region, "error" if ruling.failed() else "unranked")
        for ruling in sides
        if has_no_place(ruling)
    ]
    if never:
        return tuple(never)
    if relation(one, other, published=True) == "not_comparable":
        still = [Reason(ruling.region, "open") for ruling in sides if len(ruling.possible) > 1]
        return tuple(still or [Reason(ruling.region, "tiers") for ruling in sides])
    return tuple(Reason(ruling.region, "unseen") for ruling in sides if _may_turn(ruling))


def has_no_place(ruling: Ruling) -> bool:
    """Whether an answer compares with no other, whatever that is."""
    return ruling.failed() or (len(ruling.possible) == 1 and not ranked(ruling.answer))


def _may_turn(ruling: Ruling) -> bool:
    return any(unseen.could_turn for unseen in ruling.unseen.values())


def leniency(answer: Answer, place: str | None = None) -> Order:
    """The order of the rulings of one question; of several longest ones, the one that has the place of the case."""
    rulings = {ruling.region: ruling for ruling in answer.rulings}
    levels = _longest(_alike([*rulings.values()]), place)
    ordered = {name for level in levels for name in level}
    if len(ordered) < min(2, len(rulings)):  # one that compares with none is no order
        levels, ordered = (), set()
    return Order(
        question=answer.question,
        rulings=rulings,
        levels=levels,
        beside=tuple(name for name in rulings if name not in ordered),
    )


def _alike(rulings: Sequence[Ruling]) -> list[tuple[Ruling, ...]]:
    """The rulings that were made, those together that are equal."""
    groups: list[tuple[Ruling, ...]] = []
    for ruling in rulings:
        if ruling.failed():
            continue
        for at, group in enumerate(groups):
            if relation(ruling, group[0], published=True) == "equal":
                groups[at] = (*group, ruling)
                break
        else:
            groups.append((ruling,))
    return groups


def _longest(groups: Sequence[tuple[Ruling, ...]], place: str | None) -> tuple[tuple[str, ...], ...]:
    """The groups that all compare with each other and hold the most regions, from the mildest."""
    below = {
        at: [
            other
            for other, lower in enumerate(groups)
            if relation(group[0], lower[0], published=True) == "milder"
        ]
        for at, group in enumerate(groups)
    }
    best: dict[int, tuple[int, ...]] = {}

    def worth(chain: tuple[int, ...]) -> tuple[int, int, bool]:
        names = [ruling.region for at in chain for ruling in groups[at]]
        return len(names), len(chain), place in names

    # whatever is below something has fewer below itself
    for at in sorted(below, key=lambda at: len(below[at])):
        best[at] = (at, *max((best[other] for other in below[at]), key=worth, default=()))
    chain = max(best.values(), key=worth, default=())
    return tuple(tuple(ruling.region for ruling in groups[at]) for at in chain)
