"""The order of the variables in diagrams: each near those that it is read with, so that the diagrams stay small.

Nobody sees this order; what a person is asked comes in that of `Jurisdiction.order`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import chain

from ..policy.jurisdiction import Jurisdiction, spoken_of

#: The kinds of clauses that decide, those first whose facts stand first.
_DECIDING = ("situation", "condition", "red_line", "scope", "filing_condition", "trigger")

#: The variables that a clause reads.
Names = tuple[str, ...]


def order_of(texts: Sequence[Jurisdiction]) -> list[str]:
    """The variables of some regions: kind by kind of clause, next always the clause that adds the fewest."""
    placed: dict[str, None] = {}
    by_text = [text.derived(_read) for text in texts]
    for of_kind in zip(*by_text, strict=True):
        for names in _fewest_first([*chain.from_iterable(of_kind)], placed):
            placed.update(dict.fromkeys(names))
    return [*dict.fromkeys(chain(placed, *(text.order for text in texts)))]


def _read(text: Jurisdiction) -> tuple[tuple[Names, ...], ...]:
    """What each clause of each kind reads."""
    return tuple(
        tuple(
            tuple(dict.fromkeys(atom.name for atom in spoken_of(rule.condition, text.only_if)))
            for rule in text.rules(kind)
        )
        for kind in _DECIDING
    )


def _fewest_first(clauses: Sequence[Names], placed: dict[str, None]) -> Iterator[Names]:
    """The clauses, next always the first of those that add the fewest to what was placed before."""
    reading: dict[str, list[int]] = {}
    adds = [0] * len(clauses)
    for place, names in enumerate(clauses):
        for name in names:
            if name not in placed:
                reading.setdefault(name, []).append(place)
                adds[place] += 1
    waiting = [(number, place) for place, number in enumerate(adds)]
    heapify(waiting)
    done: set[int] = set()
    while waiting:
        _, place = heappop(waiting)
        if place in done:
            continue  # it stood there with more as well
        done.add(place)
        for other in chain.from_iterable(reading.pop(name, ()) for name in clauses[place]):
            adds[other] -= 1
            heappush(waiting, (adds[other], other))
        yield clauses[place]
