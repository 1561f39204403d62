"""The cheapest setting on which two decision diagrams differ, against every setting of their tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .test_diagrams import CELLS, Table, built, letters, new, quickly, table_of

#: A value at which two functions are not told apart.
OUTSIDE = "z"


def cost(level: int, cell: int) -> float:
    return (3.0, 1.0, 2.0, 1.0)[level] + cell


def cheapest(a: Table, b: Table, level: int = 0) -> float | None:
    """What it costs at least to settle each variable that either still hangs on, until they differ."""
    if level == len(CELLS):
        return None if a == b or OUTSIDE in (*a, *b) else 0.0
    part = len(a) // CELLS[level]
    cells = [(a[i * part : (i + 1) * part], b[i * part : (i + 1) * part]) for i in range(CELLS[level])]
    if len(set(cells)) == 1:
        return cheapest(*cells[0], level + 1)
    found = [(cheapest(x, y, level + 1), cell) for cell, (x, y) in enumerate(cells)]
    return min((told + cost(level, cell) for told, cell in found if told is not None), default=None)


@quickly
@given(letters, st.lists(st.tuples(st.integers(0, 23), st.sampled_from("xyz")), max_size=6))
def test_the_cheapest_setting_on_which_two_functions_differ_is_found(
    a: Table, changes: list[tuple[int, str]]
) -> None:
    b = list(a)
    for place, letter in changes:
        b[place] = letter
    d = new()
    first, second = built(d, a), built(d, tuple(b))
    found = d.cheapest_difference(first, second, cost, OUTSIDE)
    least = cheapest(a, tuple(b))
    assert (found is None) == (least is None)
    if found is not None:
        total, path = found
        assert total == least == sum(cost(level, cell) for level, cell in path.items())
        ends = {*table_of(d, d.restrict(first, path)), *table_of(d, d.restrict(second, path))}
        assert len(ends) == 2 and OUTSIDE not in ends
