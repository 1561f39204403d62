"""Decision diagrams against tables: whatever is built, every setting of the variables gives the right value."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Hashable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.ruling import diagrams
from rongcuo.ruling.diagrams import FALSE, TRUE, WIDE, Diagrams, TooComplex

#: How many cells each variable has.  The second and third are one group, as the members of a set are.
CELLS = (2, 2, 3, 2)
GROUPS: dict[int, Hashable] = {0: "a", 1: "b", 2: "b", 3: "c"}
SETTINGS = tuple(itertools.product(*map(range, CELLS)))

Table = tuple[Any, ...]
MOST = max(1, int(60 * float(os.environ.get("RONGCUO_TEST_SCALE", "1"))))
quickly = settings(max_examples=MOST, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module", autouse=True, params=[WIDE, 1], ids=["narrow", "wide"])
def width(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything holds of variables whose nodes have a child for each run of cells as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagrams, "WIDE", request.param)
        yield


def tables(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Table]:
    """Functions, as their values at every setting."""
    return st.tuples(*(values for _ in SETTINGS))


booleans = tables(st.booleans())
letters = tables(st.sampled_from("xyz"))


def built(d: Diagrams, table: Table, level: int = 0) -> int:
    """The diagram of a table."""
    if level == len(CELLS):
        return d.leaf(table[0])
    part = len(table) // CELLS[level]
    parts = [table[cell * part : (cell + 1) * part] for cell in range(CELLS[level])]
    return d.node(level, [built(d, piece, level + 1) for piece in parts])


def table_of(d: Diagrams, node: int) -> Table:
    """A diagram's values at every setting."""
    return tuple(d.values(d.restrict(node, dict(enumerate(setting))))[0] for setting in SETTINGS)


def new() -> Diagrams:
    return Diagrams(1_000_000)


@quickly
@given(letters)
def test_a_diagram_has_its_value_at_every_setting(table: Table) -> None:
    d = new()
    assert table_of(d, built(d, table)) == table


@quickly
@given(booleans, booleans)
def test_equal_functions_are_one_node_however_they_are_built(a: Table, b: Table) -> None:
    d = new()
    either = d.negation(d.every([d.negation(built(d, a)), d.negation(built(d, b))]))
    assert either == d.some([built(d, b), built(d, a)])
    assert either == built(d, tuple(x or y for x, y in zip(a, b, strict=True)))


def test_a_variable_that_changes_nothing_is_not_looked_at() -> None:
    d = new()
    assert d.node(0, [d.node(1, [FALSE, TRUE]), d.node(1, [FALSE, TRUE])]) == d.node(1, [FALSE, TRUE])
    assert d.levels(d.node(1, [FALSE, TRUE])) == {1}


@pytest.mark.parametrize("cells", [1, 3, WIDE + 2])
def test_a_range_of_cells_is_where_the_variable_is_in_one_of_them(cells: int) -> None:
    d = new()
    for low, high in itertools.product(range(cells + 1), repeat=2):
        told = [TRUE if low <= cell < high else FALSE for cell in range(cells)]
        node = d.between(0, cells, low, high)
        assert node == d.node(0, told)
        assert [d.restrict(node, {0: cell}) for cell in range(cells)] == told
        assert node in (FALSE, TRUE) or d.split(node) == (0, tuple(told))


@quickly
@given(letters, st.sets(st.integers(0, 2), min_size=1))
def test_a_cell_that_is_ruled_out_behaves_like_one_that_is_left(table: Table, left: set[int]) -> None:
    d = new()
    kept = sorted(left)
    under = diagrams.View(d, {2: tuple(kept)})
    told = [table[SETTINGS.index((*s[:2], s[2] if s[2] in left else kept[0], s[3]))] for s in SETTINGS]
    assert table_of(d, under(built(d, table))) == tuple(told)


def test_a_variable_with_one_cell_never_shows_up() -> None:
    assert new().node(0, [TRUE]) == TRUE


def test_yes_and_one_are_different_values() -> None:
    d = new()
    assert d.leaf(1) != d.leaf(True) == TRUE and d.leaf(0) != d.leaf(False) == FALSE


@quickly
@given(booleans, letters, letters)
def test_if_then_else_chooses_at_every_setting(test: Table, then: Table, other: Table) -> None:
    d = new()
    node = d.if_then_else(built(d, test), built(d, then), built(d, other))
    assert table_of(d, node) == tuple(t if c else o for c, t, o in zip(test, then, other, strict=True))


@quickly
@given(st.lists(booleans, max_size=4), st.integers(1, 4))
def test_counting_holds_where_enough_hold(parts: list[Table], least: int) -> None:
    d = new()
    nodes = [built(d, part) for part in parts]
    counts = [sum(values) for values in zip(*parts, strict=True)] or [0] * len(SETTINGS)
    assert table_of(d, d.at_least(least, nodes)) == tuple(count >= least for count in counts)
    assert table_of(d, d.some(nodes)) == tuple(count >= 1 for count in counts)
    assert table_of(d, d.every(nodes)) == tuple(count == len(parts) for count in counts)


@quickly
@given(letters, letters)
def test_merging_combines_at_every_setting(a: Table, b: Table) -> None:
    d = new()
    node = d.merge("pair", lambda x, y: x + y, built(d, a), built(d, b))
    assert table_of(d, node) == tuple(x + y for x, y in zip(a, b, strict=True))
    other = d.merge("turned", lambda x, y: y + x, built(d, a), built(d, b))
    assert table_of(d, other) == tuple(y + x for x, y in zip(a, b, strict=True))


@quickly
@given(letters)
def test_mapping_changes_every_value_and_no_other_is_taken(table: Table) -> None:
    d = new()
    node = built(d, table)
    assert table_of(d, d.map("is x", lambda value: value == "x", node)) == tuple(
        value == "x" for value in table
    )
    assert set(d.values(node)) == set(table)


@quickly
@given(letters, st.dictionaries(st.sampled_from((0, 1, 3)), st.integers(0, 1)))
def test_restricting_settles_some_variables_and_leaves_the_others(
    table: Table, cells: dict[int, int]
) -> None:
    d = new()
    node = d.restrict(built(d, table), cells)
    assert not d.levels(node) & set(cells)
    settled = [tuple(cells.get(level, cell) for level, cell in enumerate(setting)) for setting in SETTINGS]
    assert table_of(d, node) == tuple(table[SETTINGS.index(setting)] for setting in settled)


@quickly
@given(letters)
def test_exactly_the_variables_that_change_something_are_looked_at(table: Table) -> None:
    d = new()
    apart = differing(table, lambda level: level, outside=None)
    assert d.levels(built(d, table)) == apart


@quickly
@given(letters)
def test_a_group_decides_if_two_settings_that_differ_in_it_alone_differ_in_what_can_be(table: Table) -> None:
    d = new()
    assert d.deciding(built(d, table), GROUPS, "z") == differing(table, GROUPS.__getitem__, outside="z")


def differing(table: Table, group_of: Callable[[int], Hashable], outside: object) -> set[Hashable]:
    """The groups in which alone two settings differ whose values differ, neither of them `outside`."""
    found: set[Hashable] = set()
    for (a, x), (b, y) in itertools.combinations(zip(SETTINGS, table, strict=True), 2):
        groups = {group_of(level) for level in range(len(CELLS)) if a[level] != b[level]}
        if len(groups) == 1 and x != y and outside not in (x, y):
            found |= groups
    return found


@quickly
@given(letters, st.sampled_from("abc"))
def test_the_ends_of_a_group_are_what_is_left_for_each_way_to_settle_it(table: Table, group: str) -> None:
    d = new()
    levels = [level for level, name in GROUPS.items() if name == group]
    ways = [
        dict(zip(levels, cells, strict=True))
        for cells in itertools.product(*(range(CELLS[i]) for i in levels))
    ]
    node = built(d, table)
    assert set(d.ends(node, GROUPS, group)) == {d.restrict(node, way) for way in ways}


@quickly
@given(letters)
def test_what_each_cell_leaves_is_what_the_function_can_be_once_it_is_settled(table: Table) -> None:
    d = new()
    node = built(d, table)
    found = d.left_by_level(
        node, "capital", lambda letter: frozenset([letter.upper()] if letter != "z" else [])
    )
    assert found.keys() == d.levels(node)
    for level, left in found.items():
        ends = {d.restrict(node, {level: cell}) for cell in range(CELLS[level])}
        assert sorted(map(sorted, left)) == sorted(
            sorted({letter.upper() for letter in d.values(end)} - {"Z"}) for end in ends
        )


@quickly
@given(booleans, booleans, st.integers(0, 60))
def test_a_step_budget_stops_the_work_and_never_changes_it(a: Table, b: Table, budget: int) -> None:
    d = new()
    whole = table_of(d, d.every([built(d, a), built(d, b)]))
    small = Diagrams(budget)
    try:
        node = small.every([built(small, a), built(small, b)])
    except TooComplex:
        return
    small._left = 10_000
    assert table_of(small, node) == whole


def test_all_operations_draw_on_one_budget() -> None:
    d = Diagrams(10)
    with pytest.raises(TooComplex):
        for level in range(11):
            d.node(level, [FALSE, TRUE])
    with pytest.raises(TooComplex):
        d.negation(2)


def test_looking_at_what_is_there_is_bounded_too() -> None:
    """Nodes of a group that doesn't matter, each of which leads to many functions of which no two are apart."""
    d, levels, width, ends = Diagrams(5_000), 8, 30, 60
    pick = Random(1)
    groups: dict[int, Hashable] = {**dict.fromkeys(range(levels), "a"), levels: "b"}
    below = [
        d.node(levels, [d.leaf("outside" if cell == end else "x") for cell in range(ends)])
        for end in range(ends)
    ]
    for level in reversed(range(levels)):
        below = [d.node(level, pick.sample(below, 4)) for _ in range(width if level else 1)]
    with pytest.raises(TooComplex):
        d.deciding(below[0], groups, "outside")
