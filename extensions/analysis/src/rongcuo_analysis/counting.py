"""Counting: how many settings of the facts come to each value of a function, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from rongcuo.facts.known import absent_value
from rongcuo.facts.vocabulary import Value
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import asked_at

#: For some facts the weight of each of their values; of a set that of each member's being in it.
Weights = Mapping[str, Mapping[Value, Fraction]]


class Counting:
    """Settings of the facts, each value counting alike or by its weight; `clean` ones have no adverse fact."""

    def __init__(self, r: Reasoner, weights: Weights, *, clean: bool) -> None:
        self._r = r
        self._weights = weights
        self._clean = clean
        self._by_level: dict[int, list[int]] = {}
        self._memory: dict[int, dict[Any, int]] = {}
        self._levels: list[int] = []

    def of(self, node: int) -> dict[Any, int]:
        """For each value the weight of the settings that come to it, of one whole that is the same for all."""
        if self._clean:
            node = without_adverse(self._r, node)
        self._levels = sorted(self._r.diagrams.levels(node))
        self._place = {level: place for place, level in enumerate(self._levels)}
        self._above = [1]
        for level in reversed(self._levels):
            self._above.append(self._above[-1] * sum(self._weight(level)))
        self._above.reverse()  # from a place on, the weight of everything
        self._memory.clear()
        return self._scaled(self._count(node), 0, node)

    def _scaled(self, counts: Mapping[Any, int], place: int, node: int) -> dict[Any, int]:
        """Counts from a node's own level on as counts from a place on."""
        times = self._above[place] // self._above[self._place_of(node)]
        return {value: count * times for value, count in counts.items()}

    def _place_of(self, node: int) -> int:
        level, _ = self._r.diagrams.split(node)
        return self._place.get(level, len(self._levels))

    def _count(self, node: int) -> dict[Any, int]:
        level, children = self._r.diagrams.split(node)
        if not children:
            return {self._r.diagrams.values(node)[0]: 1}
        counts = self._memory.get(node)
        if counts is None:
            counts = self._memory[node] = {}
            below = self._place[level] + 1
            for weight, child in zip(self._weight(level), children, strict=True):
                times = weight * (self._above[below] // self._above[self._place_of(child)])
                for value, count in self._count(child).items() if times else ():
                    counts[value] = counts.get(value, 0) + times * count
        return counts

    def _weight(self, level: int) -> list[int]:
        """What each cell of a level counts, in whole numbers."""
        if level not in self._by_level:
            self._by_level[level] = self._weighed(level)
        return self._by_level[level]

    def _weighed(self, level: int) -> list[int]:
        asked = asked_at(self._r, level)
        weights = self._weights.get(asked.name)
        if weights is None:
            return [1] * len(asked.values)
        if asked.member is not None:
            there = weights.get(asked.member, Fraction(1, 2))
            shares = [there if value else 1 - there for value in asked.values]
        else:
            shares = [weights.get(value, Fraction()) for value in asked.values]
        whole = lcm(*(share.denominator for share in shares))
        return [int(share * whole) for share in shares]


def without_adverse(r: Reasoner, node: int) -> int:
    """A function where no adverse fact is there."""
    cells = {}
    for level in r.diagrams.levels(node):
        asked = asked_at(r, level)
        if asked.fact.adverse and asked.name not in r.jurisdiction.variables:
            absent = False if asked.member is not None else absent_value(asked.fact)
            cells[level] = asked.values.index(absent)
    return r.diagrams.restrict(node, cells)
