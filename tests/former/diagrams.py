"""Decision diagrams as they were before regions were compiled; only the signatures follow today's.

A diagram is a function of variables with finitely many cells each, kept reduced and ordered, so
that two equal functions are the same node.  What is known of a variable leaves it fewer cells; a
variable with one cell never shows up in a diagram.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

#: Nodes are numbers.  These two are the same in every manager.
FALSE, TRUE = 0, 1
_LEAF_LEVEL = 1 << 30


class TooComplex(Exception):
    """The step budget is used up."""


class Diagrams:
    """A manager: it makes nodes and combines them.

    `budget` bounds the steps of all operations together.  TooComplex is raised above it.
    """

    def __init__(self, budget: int) -> None:
        self._levels = [_LEAF_LEVEL, _LEAF_LEVEL]
        self._children: list[tuple[int, ...]] = [(), ()]
        self._values: list[Hashable] = [False, True]
        self._leaves: dict[Hashable, int] = {(bool, False): FALSE, (bool, True): TRUE}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._ite: dict[tuple[int, int, int], int] = {}
        self._merged: dict[tuple[Hashable, int, int], int] = {}
        self._restricted: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
        self._left = budget

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
        self._left -= 1
        if self._left < 0:
            raise TooComplex

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
        for node in nodes:
            for count in range(least, 0, -1):
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
        memory = self._restricted.setdefault(tuple(sorted(cells.items())), {})
        last = max(cells, default=-1)
        levels, children = self._levels, self._children

        def walk(at: int) -> int:
            level = levels[at]
            if level > last:
                return at
            found = memory.get(at)
            if found is None:
                self._step()
                if level in cells:
                    found = walk(children[at][cells[level]])
                else:
                    found = self.node(level, [walk(child) for child in children[at]])
                memory[at] = found
            return found

        return walk(node)

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
        return tuple(self._values[n] for n in self.reachable(node) if self._levels[n] == _LEAF_LEVEL)

    def remember(self, name: Hashable, find: Callable[[int], Any], node: int) -> Any:
        """Remembers nothing."""
        return find(node)

    def map(self, name: Hashable, change: Callable[[Any], Hashable], node: int) -> int:
        """The function with every value changed."""
        memory: dict[int, int] = {}

        def walk(at: int) -> int:
            if at not in memory:
                if self._levels[at] == _LEAF_LEVEL:
                    memory[at] = self.leaf(change(self._values[at]))
                else:
                    memory[at] = self.node(self._levels[at], [walk(child) for child in self._children[at]])
            return memory[at]

        return walk(node)

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

    def left_by_level(
        self, node: int, name: Hashable, values: Callable[[Any], frozenset[T]]
    ) -> dict[int, list[frozenset[T]]]:
        """The same, of each level by itself: what `values` makes of every value that is left."""
        levels = {level: level for level in self.levels(node)}
        return {
            level: [
                frozenset[T]().union(*map(values, self.values(end)))
                for end in dict.fromkeys(self.ends(node, levels, level))
            ]
            for level in levels
        }

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

    def deciding(self, node: int, groups: dict[int, Hashable], outside: Hashable) -> set[Hashable]:
        """The groups of variables that matter.

        A group matters if two settings that differ only in it give different values, neither of
        them `outside` (the value of what can't be).  `groups` gives each level's group; the levels
        of a group are neighbours.
        """
        differ: dict[tuple[int, int], bool] = {}

        def apart(a: int, b: int) -> bool:
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
