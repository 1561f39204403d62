"""Decision diagrams: exact reasoning over variables that may be unknown.

A diagram is a function of variables with finitely many cells each, kept reduced and ordered, so
that two equal functions are the same node.  What is known of variables restricts a diagram: see `View`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

#: Nodes are numbers.  These two are the same in every manager.
FALSE, TRUE = 0, 1
_LEAF_LEVEL = 1 << 30
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
        self._leaves: dict[Hashable, int] = {(bool, False): FALSE, (bool, True): TRUE}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._ite: dict[tuple[int, int, int], int] = {}
        self._merged: dict[tuple[Hashable, int, int], int] = {}
        self._mapped: dict[tuple[Hashable, int], int] = {}
        self._restricted: dict[tuple[tuple[int, int], ...], View] = {}
        self._remembered: dict[tuple[Hashable, int], Any] = {}
        self._apart: dict[Hashable, dict[tuple[int, int], bool]] = {}
        self._deciding: dict[tuple[int, Hashable], frozenset[Hashable]] = {}
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
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (level, tuple(children))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self._add(level, key[1], None)
        return found

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
        return self._levels[node], self._children[node]

    def _split(self, level: int, node: int, cell: int) -> int:
        return self._children[node][cell] if self._levels[node] == level else node

    def if_then_else(self, test: int, then: int, other: int) -> int:
        """`then` where the yes/no function `test` is true, `other` elsewhere."""
        if test == TRUE or then == other:
            return then
        if test == FALSE:
            return other
        if then == TRUE and other == FALSE:
            return test
        key = (test, then, other)
        found = self._ite.get(key)
        if found is None:
            self._step()
            levels = self._levels
            level = min(levels[test], levels[then], levels[other])
            cells = next(len(self._children[n]) for n in key if levels[n] == level)
            parts = (self._children[n] if levels[n] == level else (n,) * cells for n in key)
            found = self._ite[key] = self.node(level, list(map(self.if_then_else, *parts)))
        return found

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
        found = self._merged.get(key)
        if found is None:
            self._step()
            levels = self._levels
            level = min(levels[a], levels[b])
            if level == _LEAF_LEVEL:
                found = self.leaf(combine(self._values[a], self._values[b]))
            else:
                cells = len(self._children[a if levels[a] == level else b])
                found = self.node(
                    level,
                    [
                        self.merge(name, combine, self._split(level, a, cell), self._split(level, b, cell))
                        for cell in range(cells)
                    ],
                )
            self._merged[key] = found
        return found

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

    def reachable(self, node: int) -> list[int]:
        """Every node of a function, the root first."""
        seen = {node: None}
        queue = [node]
        while queue:
            for child in self._children[queue.pop()]:
                if child not in seen:
                    seen[child] = None
                    queue.append(child)
        return list(seen)

    def values(self, node: int) -> tuple[Any, ...]:
        """The values a function can take."""
        return self.remember("values", self._values_of, node)

    def _values_of(self, node: int) -> tuple[Any, ...]:
        return tuple(self._values[n] for n in self.reachable(node) if self._levels[n] == _LEAF_LEVEL)

    def remember(self, name: Hashable, find: Callable[[int], T], node: int) -> T:
        """What is found of a function, looked for once; `name` stands for `find` in the memory."""
        key = (name, node)
        if key not in self._remembered:
            self._remembered[key] = find(node)
        return self._remembered[key]  # type: ignore[no-any-return]

    def map(self, name: Hashable, change: Callable[[Any], Hashable], node: int) -> int:
        """The function with every value changed; `name` stands for `change` in the memory."""
        key = (name, node)
        found = self._mapped.get(key)
        if found is None:
            self._step()
            if self._levels[node] == _LEAF_LEVEL:
                found = self.leaf(change(self._values[node]))
            else:
                parts = [self.map(name, change, child) for child in self._children[node]]
                found = self.node(self._levels[node], parts)
            self._mapped[key] = found
        return found

    def levels(self, node: int) -> set[int]:
        """The levels a function looks at."""
        return {self._levels[n] for n in self.reachable(node)} - {_LEAF_LEVEL}

    def ends(self, node: int, groups: dict[int, Hashable], group: Hashable) -> Iterator[int]:
        """What is left of a function for each way to settle one group of variables, as far as it is asked."""
        left: Iterable[int] = [node]
        for level in [level for level, name in groups.items() if name == group]:
            cells = next(
                (len(self._children[n]) for n in self.reachable(node) if self._levels[n] == level), 0
            )
            if cells:
                left = self._settled([*dict.fromkeys(left)], level, cells)
        yield from left

    def _settled(self, nodes: list[int], level: int, cells: int) -> Iterator[int]:
        return (self.restrict(node, {level: cell}) for node in nodes for cell in range(cells))

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
                for cell in range(len(self._children[a if self._levels[a] == level else b])):
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
        found = self._deciding.get((node, outside))
        if found is None:
            found = self._deciding[node, outside] = frozenset(self._matter(node, groups, outside))
        return found

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
                    cells = len(self._children[a if self._levels[a] == level else b])
                    differ[key] = any(
                        apart(self._split(level, a, cell), self._split(level, b, cell))
                        for cell in range(cells)
                    )
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

        matter: set[Hashable] = set()
        for at in self.reachable(node):
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
        self._memory: dict[int, int] = {FALSE: FALSE, TRUE: TRUE}
        self._last = -1
        self.add(cells)

    def add(self, cells: Mapping[int, Sequence[int]]) -> None:
        """What is known of levels that no function looked at so far."""
        self._cells.update(cells)
        self._last = max(self._last, *cells, -1)

    def __call__(self, node: int) -> int:
        """The function as it is under what is known."""
        found = self._memory.get(node)
        return self._walk(node) if found is None else found

    def _walk(self, node: int) -> int:
        d = self.diagrams
        level = d._levels[node]
        if level > self._last:
            return node
        d._step()
        children = d._children[node]
        left = self._cells.get(level)
        if left is not None and len(left) == 1:
            found = self(children[left[0]])
        else:
            parts = list(map(self, children))
            if left is not None:
                parts = [part if cell in left else parts[left[0]] for cell, part in enumerate(parts)]
            found = d.node(level, parts)
        self._memory[node] = found
        return found
