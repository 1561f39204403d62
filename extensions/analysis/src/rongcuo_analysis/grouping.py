"""Grouping: what is most alike is put together first, as long as its members agree on average as much as is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

#: How far two names agree, the same in either order.
Agreeing = Callable[[str, str], Fraction]


def grouped(names: Sequence[str], agreeing: Agreeing, level: Fraction) -> list[tuple[str, ...]]:
    """Names in groups: the two groups that agree most are joined, while they agree at least so far.

    Two groups agree as far as their members do on average (average linkage).  Of several pairs that agree equally
    the one whose names come first is joined.
    """
    groups: list[tuple[str, ...]] = [(name,) for name in sorted(names)]
    while len(groups) > 1:
        pairs = [(between(one, two, agreeing), one, two) for one, two in combinations(groups, 2)]
        most, one, two = max(pairs, key=lambda pair: pair[0])  # the first of equals
        if most < level:
            break
        groups = sorted([*(group for group in groups if group not in (one, two)), tuple(sorted(one + two))])
    return groups


def between(one: Sequence[str], two: Sequence[str], agreeing: Agreeing) -> Fraction:
    """How far two groups agree on average."""
    return Fraction(sum(agreeing(a, b) for a in one for b in two)) / (len(one) * len(two))


def within(group: Sequence[str], agreeing: Agreeing) -> Fraction:
    """How far the members of a group agree on average; wholly where there is one alone."""
    pairs = [agreeing(a, b) for a, b in combinations(group, 2)]
    return Fraction(sum(pairs)) / len(pairs) if pairs else Fraction(1)
