"""Decision diagrams: exact reasoning over variables that may be unknown.

A diagram is a function of variables with finitely many cells each, kept reduced and ordered, so
that two equal functions are the same node.  What is known of variables restricts a diagram: see `View`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any, TypeVar

#: Nodes are numbers.  These two are the same in every manager.
FALSE, TRUE = 0, 1
_LEAF_LEVEL = 1 << 30
#: A variable with more cells than this is wide: of its nodes only where the child changes is kept.
WIDE = 32
#: Looks at what is there already that take as long as a step.
LOOKS = 5

T = TypeVar("T")


class TooComplex(Exception):
    """The step budget is used up."""


class Worn(Exception):
    """What is remembered from before is so much that this work might not have been done without it."""


class Diagrams:
    """A manager: it makes nodes and combines them, and remembers what it made.

    `budget` bounds the steps of all operations together, until `allow` gives more.  TooComplex is raised
    above it; of a manager that is `lent` to a work, Worn once all works together took as many steps.
    """

    def __init__(self, budget: int) -> None:
        self._levels = [_LEAF_LEVEL, _LEAF_LEVEL]
        self._children: list[tuple[int, ...]] = [(), ()]
        self._values: list[Hashable] = [False, True]
        #: Of a wide level how many cells it has, and of its nodes the cell at which each child begins.
        self._cells: dict[int, int] = {}
        self._begin: dict[int, tuple[int, ...]] = {}
        self._leaves: dict[Hashable, int] = {(bool, False): FALSE, (bool, True): TRUE}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._wide_nodes: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
        self._ite: dict[tuple[int, int, int], int] = {}
        self._merged: dict[tuple[Hashable, int, int], int] = {}
        self._mapped: dict[tuple[Hashable, int], int] = {}
        self._restricted: dict[tuple[tuple[int, int], ...], View] = {}
        self._remembered: dict[tuple[Hashable, int], Any] = {}
        self._apart: dict[Hashable, dict[tuple[int, int], bool]] = {}
        self._deciding: dict[tuple[int, Hashable], frozenset[Hashable]] = {}
        self._looked_at: dict[Hashable, dict[int, int | None]] = {}
        self._left = self.budget = budget
        #: Steps of all operations so far: as many entries are remembered.
        self.steps = 0
        self._looks, self._most_looks = 0, LOOKS * budget
        #: Whether a work uses it that didn't make it.
        self.lent = False

    def leaf(self, value: Hashable) -> int:
        """The constant function with this value."""
        key = (type(value), value)
        if key not in self._leaves:
            self._leaves[key] = self._add(_LEAF_LEVEL, (), value)
        return self._leaves[key]

    def node(self, level: int, children: Sequence[int]) -> int:
        """The function that looks at the variable of `level` first: one child for each cell."""
        if len(children) > WIDE:
            self._cells[level] = len(children)
            return self._wide_node(level, children, range(len(children)))
        return self._node(level, tuple(children))

    def between(self, level: int, cells: int, low: int, high: int) -> int:
        """That the variable of a level with so many cells is in one of those from `low` to before `high`."""
        if cells <= WIDE:
            return self._node(level, tuple([TRUE if low <= cell < high else FALSE for cell in range(cells)]))
        self._cells[level] = cells
        turns = {0: FALSE, low: TRUE, max(low, high): FALSE}
        begin = sorted(cell for cell in turns if cell < cells)
        return self._wide_node(level, [turns[cell] for cell in begin], begin)

    def _node(self, level: int, children: tuple[int, ...], begin: Sequence[int] = ()) -> int:
        """The same of a tuple; of a wide level with one child for each run of cells, where each begins is told."""
        if begin:
            return self._wide_node(level, children, begin)
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (level, children)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = self._add(level, children, None)
        return node

    def _wide_node(self, level: int, children: Sequence[int], begin: Sequence[int]) -> int:
        turns = [i for i, child in enumerate(children) if i == 0 or child != children[i - 1]]
        if len(turns) == 1:
            return children[0]
        key = (level, tuple([children[i] for i in turns]), tuple([begin[i] for i in turns]))
        node = self._wide_nodes.get(key)
        if node is None:
            node = self._wide_nodes[key] = self._add(level, key[1], None)
            self._begin[node] = key[2]
        return node

    def _aligned(self, level: int, nodes: Iterable[int]) -> tuple[list[Iterable[int]], Sequence[int]]:
        """What is left of functions in each cell of a level; of a wide one in each run, and where each begins.

        A function that doesn't look at the level is the same as often as is asked for.
        """
        levels, children = self._levels, self._children
        if level in self._cells:
            begin = self._begins([node for node in nodes if levels[node] == level])
            return [[self._split(level, node, cell) for cell in begin] for node in nodes], begin
        return [children[node] if levels[node] == level else repeat(node) for node in nodes], ()

    def _begins(self, nodes: Iterable[int]) -> list[int]:
        """The cells of a wide level at which the child of some of its nodes changes."""
        return sorted({cell for node in nodes for cell in self._begin[node]})

    def _add(self, level: int, children: tuple[int, ...], value: Hashable) -> int:
        self._step()
        self._levels.append(level)
        self._children.append(children)
        self._values.append(value)
        return len(self._levels) - 1

    def _step(self) -> None:
        self.steps += 1
        self._left -= 1
        if self._left < 0:
            raise Worn if self.lent and self.steps > self.budget else TooComplex

    def _look(self) -> None:
        """A small step that leaves nothing to remember."""
        self._looks += 1
        if self._looks > self._most_looks:
            raise Worn if self.lent else TooComplex

    def allow(self, budget: int) -> None:
        """From here on this many steps may be taken, and some more looks."""
        self._left = min(budget, self.budget - self.steps) if self.lent else budget
        self._most_looks = LOOKS * self.budget if self.lent else self._looks + LOOKS * budget

    @property
    def left(self) -> int:
        """The steps that are left."""
        return max(self._left, 0)

    def split(self, node: int) -> tuple[int, tuple[int, ...]]:
        """The level that a node looks at, and its child for each cell."""
        return self._levels[node], self._each(node)

    def _each(self, node: int) -> tuple[int, ...]:
        """A node's child for each cell."""
        children, begin = self._children[node], self._begin.get(node)
        if begin is None:
            return children
        ends = (*begin[1:], self._cells[self._levels[node]])
        runs = zip(children, begin, ends, strict=True)
        return tuple(child for child, first, end in runs for _ in range(first, end))

    def _split(self, level: int, node: int, cell: int) -> int:
        if self._levels[node] != level:
            return node
        if level in self._cells:
            cell = bisect_right(self._begin[node], cell) - 1
        return self._children[node][cell]

    def if_then_else(self, test: int, then: int, other: int) -> int:
        """`then` where the yes/no function `test` is true, `other` elsewhere."""
        if test == TRUE or then == other:
            return then
        if test == FALSE:
            return other
        if then == TRUE and other == FALSE:
            return test
        key = (test, then, other)
        node = self._ite.get(key)
        if node is None:
            self._step()
            levels = self._levels
            level = min(levels[test], levels[then], levels[other])
            parts, begin = self._aligned(level, key)
            node = self._ite[key] = self._node(level, (*map(self.if_then_else, *parts),), begin)
        return node

    def by_itself(self, make: Callable[[], int], most: int) -> tuple[int, int]:
        """What is put together, and in how many steps, whatever is remembered.  TooComplex above `most`."""
        kept, self._ite = self._ite, {}
        left = self._left
        given = self._left = min(left, most + 1)
        try:
            node = make()
            # an entry makes a node at most, and it is no matter whether that was there already
            steps = 2 * len(self._ite)
        finally:
            self._ite = kept
            self._left += left - given
        if steps > most:
            raise TooComplex
        return node, steps

    def negation(self, node: int) -> int:
        return self.if_then_else(node, FALSE, TRUE)

    def every(self, nodes: Iterable[int]) -> int:
        result = TRUE
        for node in self._deepest_first(nodes):
            result = self.if_then_else(node, result, FALSE)
        return result

    def some(self, nodes: Iterable[int]) -> int:
        result = FALSE
        for node in self._deepest_first(nodes):
            result = self.if_then_else(node, TRUE, result)
        return result

    def _deepest_first(self, nodes: Iterable[int]) -> list[int]:
        """In the order that puts each node on top of the ones before, instead of walking down them."""
        return sorted(nodes, key=self._levels.__getitem__, reverse=True)

    def at_least(self, least: int, nodes: Sequence[int]) -> int:
        """At least `least` of the yes/no functions hold."""
        counts = [TRUE] + [FALSE] * least
        for index, node in enumerate(nodes, 1):
            for count in range(min(least, index), 0, -1):
                counts[count] = self.if_then_else(node, counts[count - 1], counts[count])
        return counts[least]

    def merge(self, name: Hashable, combine: Callable[[Any, Any], Hashable], a: int, b: int) -> int:
        """Two functions combined leaf by leaf; `name` stands for `combine` in the memory."""
        key = (name, a, b)
        node = self._merged.get(key)
        if node is None:
            self._step()
            levels = self._levels
            level = min(levels[a], levels[b])
            if level == _LEAF_LEVEL:
                node = self.leaf(combine(self._values[a], self._values[b]))
            else:
                parts, begin = self._aligned(level, (a, b))
                merged = map(partial(self.merge, name, combine), *parts)
                node = self._node(level, tuple(merged), begin)
            self._merged[key] = node
        return node

    def restrict(self, node: int, cells: Mapping[int, int]) -> int:
        """The function once the variables of some levels are settled to one cell each."""
        return node if not cells or node <= TRUE else self.settled(cells)(node)

    def settled(self, cells: Mapping[int, int]) -> View:
        """Functions once the variables of some levels are settled to one cell each."""
        key = tuple(sorted(cells.items()))
        view = self._restricted.get(key)
        if view is None:
            self._step()
            view = self._restricted[key] = View(self, {level: (cell,) for level, cell in key})
        return view

    def reachable(self, node: int, but: Callable[[int], bool] = lambda node: False) -> list[int]:
        """Every node of a function, the root first; `but` tells those behind which nothing is looked for."""
        seen = {node: None}
        queue = [node]
        while queue:
            at = queue.pop()
            for child in () if but(at) else self._children[at]:
                if child not in seen:
                    seen[child] = None
                    queue.append(child)
        return list(seen)

    def values(self, node: int) -> tuple[Any, ...]:
        """The values a function can take."""
        return self.remember("values", self._values_of, node)

    def _values_of(self, node: int) -> tuple[Any, ...]:
        return tuple(self._values[n] for n in self.reachable(node) if self._levels[n] == _LEAF_LEVEL)

    def values_once(self, node: int, cells: Mapping[int, int]) -> Iterator[Any]:
        """The values that a function can take once some levels are settled, each as soon as it is reached."""
        seen, queue = {node}, [node]
        while queue:
            at = queue.pop()
            level = self._levels[at]
            if level == _LEAF_LEVEL:
                yield self._values[at]
            for child in (self._split(level, at, cells[level]),) if level in cells else self._children[at]:
                if child not in seen:
                    seen.add(child)
                    queue.append(child)

    def remember(self, name: Hashable, find: Callable[[int], T], node: int) -> T:
        """What is found of a function, looked for once; `name` stands for `find` in the memory."""
        key = (name, node)
        if key not in self._remembered:
            self._remembered[key] = find(node)
        return self._remembered[key]  # type: ignore[no-any-return]

    def map(self, name: Hashable, change: Callable[[Any], Hashable], node: int) -> int:
        """The function with every value changed; `name` stands for `change` in the memory."""
        key = (name, node)
        changed = self._mapped.get(key)
        if changed is None:
            self._step()
            if self._levels[node] == _LEAF_LEVEL:
                changed = self.leaf(change(self._values[node]))
            else:
                parts = [self.map(name, change, child) for child in self._children[node]]
                changed = self._node(self._levels[node], tuple(parts), self._begin.get(node, ()))
            self._mapped[key] = changed
        return changed

    def levels(self, node: int) -> set[int]:
        """The levels a function looks at."""
        return {self._levels[n] for n in self.reachable(node)} - {_LEAF_LEVEL}

    def ends(self, node: int, groups: dict[int, Hashable], group: Hashable) -> Iterator[int]:
        """What is left of a function for each way to settle one group of variables, as far as it is asked."""
        left: Iterable[int] = [node]
        for level in [level for level, name in groups.items() if name == group]:
            at = [n for n in self.reachable(node) if self._levels[n] == level]
            if at:
                cells = self._begins(at) if level in self._cells else range(len(self._children[at[0]]))
                left = self._settled([*dict.fromkeys(left)], level, cells)
        yield from left

    def _settled(self, nodes: list[int], level: int, cells: Iterable[int]) -> Iterator[int]:
        return (self.restrict(node, {level: cell}) for node in nodes for cell in cells)

    def left_by_level(
        self, node: int, name: Hashable, values: Callable[[Any], frozenset[T]]
    ) -> dict[int, list[frozenset[T]]]:
        """For each level that a function looks at, what each of its cells leaves of what `values` makes of a value.

        Cells that leave the same function count once; `name` stands for `values` in the memory.
        """
        by_level: dict[int, list[frozenset[T]]] = {}
        levels, children, front = self._levels, self._children, {node}
        for level in sorted(self.levels(node)):
            at = [n for n in front if levels[n] == level]
            front.difference_update(at)
            # two cells leave the same function where they lead on alike from every node of the level
            cells = self._begins(at) if level in self._cells else range(len(children[at[0]]))
            ways = {tuple([self._split(level, n, cell) for n in at]): None for cell in cells}
            beside = self._all_of(front, name, values)
            by_level[level] = [beside | self._all_of(way, name, values) for way in ways]
            front.update(child for n in at for child in children[n])
        return by_level

    def _all_of(
        self, nodes: Iterable[int], name: Hashable, values: Callable[[Any], frozenset[T]]
    ) -> frozenset[T]:
        """What `values` makes of every value that one of some functions can take."""

        def find(node: int) -> frozenset[T]:
            if self._levels[node] == _LEAF_LEVEL:
                return values(self._values[node])
            return self._all_of(self._children[node], name, values)

        return frozenset[T]().union(*[self.remember(name, find, node) for node in nodes])

    def cheapest_difference(
        self, a: int, b: int, cost: Callable[[int, int], float], outside: Hashable
    ) -> tuple[float, dict[int, int]] | None:
        """The cheapest settling of variables under which two functions differ, and its cost.

        `cost` is that of a level and a cell; neither value may be `outside`.  None where they never differ.
        """
        memory: dict[tuple[int, int], tuple[float, int, int] | None] = {}

        def walk(a: int, b: int) -> tuple[float, int, int] | None:
            if a == b:
                return None
            level = min(self._levels[a], self._levels[b])
            if level == _LEAF_LEVEL:
                return None if outside in (self._values[a], self._values[b]) else (0.0, level, 0)
            key = (a, b)
            if key not in memory:
                self._step()
                best = None
                for cell in range(len(self._each(a if self._levels[a] == level else b))):
                    left = walk(self._split(level, a, cell), self._split(level, b, cell))
                    if left is not None:
                        total = left[0] + cost(level, cell)
                        if best is None or total < best[0]:
                            best = (total, level, cell)
                memory[key] = best
            return memory[key]

        first = walk(a, b)
        if first is None:
            return None
        path: dict[int, int] = {}
        here = first
        while here[1] != _LEAF_LEVEL:
            _, level, cell = here
            path[level] = cell
            a, b = self._split(level, a, cell), self._split(level, b, cell)
            following = walk(a, b)
            assert following is not None
            here = following
        return first[0], path

    def deciding(self, node: int, groups: dict[int, Hashable], outside: Hashable) -> frozenset[Hashable]:
        """The groups of variables that matter.

        A group matters if two settings that differ only in it give different values, neither of
        them `outside` (the value of what can't be).  `groups` gives each level's group, always the same;
        the levels of a group are neighbours.
        """
        if node <= TRUE:
            return frozenset()
        deciding = self._deciding.get((node, outside))
        if deciding is None:
            deciding = self._deciding[node, outside] = frozenset(self._matter(node, groups, outside))
        return deciding

    def _never_outside(self, node: int, outside: Hashable) -> dict[int, int | None]:
        """The levels that each node of a function looks at, as bits; None of one that may be `outside`."""
        known = self._looked_at.setdefault(outside, {})
        left = [node]
        while left:
            at = left[-1]
            waiting = [child for child in self._children[at] if child not in known] if at not in known else []
            if waiting:
                left += waiting
                continue
            left.pop()
            if at in known:
                continue
            if self._levels[at] == _LEAF_LEVEL:
                known[at] = None if self._values[at] == outside else 0
                continue
            levels: int | None = 1 << self._levels[at]
            for below in (known[child] for child in dict.fromkeys(self._children[at])):
                levels = None if levels is None or below is None else levels | below
            known[at] = levels
        return known

    def _matter(self, node: int, groups: dict[int, Hashable], outside: Hashable) -> set[Hashable]:
        differ = self._apart.setdefault(outside, {})

        def apart(a: int, b: int) -> bool:
            self._look()
            if a == b:
                return False
            key = (a, b) if a < b else (b, a)
            if key not in differ:
                self._step()
                level = min(self._levels[a], self._levels[b])
                if level == _LEAF_LEVEL:
                    differ[key] = outside not in (self._values[a], self._values[b])
                else:
                    differ[key] = any(map(apart, *self._aligned(level, (a, b))[0]))
            return differ[key]

        def exits(at: int, group: Hashable) -> list[int]:
            """The functions left once the group's variables are settled, one way or another."""
            left: dict[int, None] = {}
            seen = {at}
            queue = [at]
            while queue:
                here = queue.pop()
                self._look()
                if self._levels[here] == _LEAF_LEVEL or groups[self._levels[here]] != group:
                    left[here] = None
                    continue
                queue += [child for child in dict.fromkeys(self._children[here]) if child not in seen]
                seen.update(self._children[here])
            return list(left)

        # what a function looks at that is never outside matters: else it would be another node
        known, levels = self._never_outside(node, outside), 0
        unsure: list[int] = []
        for at in self.reachable(node, but=lambda at: known[at] is not None):
            looked_at = known[at]
            if looked_at is None:
                unsure.append(at)
            else:
                levels |= looked_at
        matter = {groups[level] for level in range(levels.bit_length()) if levels >> level & 1}
        for at in unsure:
            if self._levels[at] == _LEAF_LEVEL or groups[self._levels[at]] in matter:
                continue
            group = groups[self._levels[at]]
            ends = exits(at, group)
            if any(apart(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :]):
                matter.add(group)
        return matter


class View:
    """Functions under what is known of some variables.

    `cells` gives the cells that are left to a level.  A cell that is ruled out behaves like one that is left,
    so that nothing a function can come to, or hang on, is due to it.
    """

    def __init__(self, diagrams: Diagrams, cells: Mapping[int, Sequence[int]]) -> None:
        self.diagrams = diagrams
        self._cells: dict[int, Sequence[int]] = {}
        self._turns: dict[int, tuple[frozenset[int], list[int]]] = {}
        self._memory: dict[int, int] = {FALSE: FALSE, TRUE: TRUE}
        self._last = -1
        self.add(cells)

    def add(self, cells: Mapping[int, Sequence[int]]) -> None:
        """What is known of levels that no function looked at so far."""
        self._cells.update(cells)
        self._last = max(self._last, *cells, -1)

    def __call__(self, node: int) -> int:
        """The function as it is under what is known."""
        restricted = self._memory.get(node)
        return self._walk(node) if restricted is None else restricted

    def _walk(self, node: int) -> int:
        d = self.diagrams
        level = d._levels[node]
        if level > self._last:
            return node
        d._step()
        children = d._children[node]
        left = self._cells.get(level)
        if left is not None and len(left) == 1:
            restricted = self(d._split(level, node, left[0]))
        elif left is None:
            restricted = d._node(level, (*map(self, children),), d._begin.get(node, ()))
        elif level in d._cells:
            kept, turns = self._kept(level, left)
            begin = sorted({0, *d._begin[node], *turns})
            parts = [self(d._split(level, node, cell if cell in kept else left[0])) for cell in begin]
            restricted = d._wide_node(level, parts, begin)
        else:
            parts = list(map(self, children))
            restricted = d.node(
                level, [part if cell in left else parts[left[0]] for cell, part in enumerate(parts)]
            )
        self._memory[node] = restricted
        return restricted

    def _kept(self, level: int, left: Sequence[int]) -> tuple[frozenset[int], list[int]]:
        """The cells that are left to a wide level, and where they begin and end."""
        if level not in self._turns:
            kept = frozenset(left)
            turns = [cell for cell in left if cell - 1 not in kept]
            turns += [cell + 1 for cell in left if cell + 1 not in kept]
            self._turns[level] = kept, [cell for cell in turns if cell < self.diagrams._cells[level]]
        return self._turns[level]
