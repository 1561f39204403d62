"""The same questions put to the core's own diagrams, to libraries of decision diagrams and to solvers.

Each engine is made of `Texts`; what it imports, it imports when it is made.  `witness` is a setting on which a
condition holds, `count` the number of settings, `smallest` the smallest sets of facts of a setting which, changed,
make it hold; None where an engine has no way to tell.
"""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from texts import Texts, passes

from rongcuo.facts.conditions import All, Atom, Expr, Not, Some

#: Facts that a set changes at most.
MOST = 4

Setting = Mapping[int, int]
Sets = set[frozenset[str]]


class Engine(ABC):
    """Conditions put together from tests of variables; `Any` is whatever an engine takes for a condition."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._made: dict[Expr, Any] = {}

    def make(self, expr: Expr) -> Any:
        if expr not in self._made:
            self._made[expr] = self._of(expr)
        return self._made[expr]

    def _of(self, expr: Expr) -> Any:
        match expr:
            case Atom(name, test, member):
                if name in self.texts.favoured:
                    return self.every([]) if passes(test, self.texts.favoured[name]) else self.some([])
                place = self.texts.places[name, member]
                there = self.test(place, self.texts.variables[place].cells(expr))
                condition = self.texts.only_if(name)
                return there if condition is None else self.every([self.make(condition), there])
            case Not(part):
                return self.negation(self.make(part))
            case All(parts):
                return self.every([self.make(part) for part in parts])
            case Some(parts, 1):
                return self.some([self.make(part) for part in parts])
            case Some(parts, least):
                return self.at_least(least, [self.make(part) for part in parts])

    def at_least(self, least: int, nodes: Sequence[Any]) -> Any:
        counts = [self.every([])] + [self.some([])] * least
        for node in nodes:
            for count in range(least, 0, -1):
                counts[count] = self.some([counts[count], self.every([node, counts[count - 1]])])
        return counts[least]

    def close(self) -> None:
        """Lets go of every condition."""
        self._made.clear()

    @abstractmethod
    def test(self, place: int, cells: frozenset[int]) -> Any: ...
    @abstractmethod
    def every(self, nodes: Sequence[Any]) -> Any: ...
    @abstractmethod
    def some(self, nodes: Sequence[Any]) -> Any: ...
    @abstractmethod
    def negation(self, node: Any) -> Any: ...
    @abstractmethod
    def witness(self, expr: Expr) -> Setting | None: ...
    @abstractmethod
    def count(self, exprs: Iterable[Expr]) -> list[int] | None: ...
    @abstractmethod
    def smallest(self, expr: Expr, case: Setting) -> Sets: ...


def minimal(sets: Iterable[frozenset[str]]) -> Sets:
    """Those of which no other has only some of the facts."""
    kept: Sets = set()
    for one in sorted(sets, key=len):
        if len(one) <= MOST and not any(other <= one for other in kept):
            kept.add(one)
    return kept


class Core(Engine):
    """The core's own diagrams: a level for each variable, a child for each of its values."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        from rongcuo.ruling.diagrams import FALSE, TRUE, Diagrams

        self.false, self.true = FALSE, TRUE
        self.d = Diagrams(10_000_000)

    def test(self, place: int, cells: frozenset[int]) -> int:
        number = len(self.texts.variables[place].values)
        return self.d.node(place, [self.true if cell in cells else self.false for cell in range(number)])

    def every(self, nodes: Sequence[int]) -> int:
        return self.d.every(nodes)

    def some(self, nodes: Sequence[int]) -> int:
        return self.d.some(nodes)

    def negation(self, node: int) -> int:
        return self.d.negation(node)

    def witness(self, expr: Expr) -> Setting | None:
        cheapest = self.d.cheapest_difference(self.make(expr), self.false, lambda level, cell: cell, None)
        return None if cheapest is None else cheapest[1]

    def count(self, exprs: Iterable[Expr]) -> list[int]:
        sizes = [len(variable.values) for variable in self.texts.variables]
        memory: dict[int, int] = {self.false: 0, self.true: 1}

        def counted(node: int, place: int) -> int:
            """How many settings of the variables from a place on."""
            level, children = self.d.split(node)
            level = level if children else len(sizes)
            if node not in memory:
                memory[node] = sum(counted(child, level + 1) for child in children)
            return memory[node] * prod(sizes[place:level])

        return [counted(self.make(expr), 0) for expr in exprs]

    def smallest(self, expr: Expr, case: Setting) -> Sets:
        memory: dict[tuple[int, str], Sets] = {}

        def sets(node: int, inside: str) -> Sets:
            level, children = self.d.split(node)
            if not children:
                return {frozenset()} if node == self.true else set()
            name = self.texts.variables[level].name
            key = (node, inside if inside == name else "")
            if key not in memory:
                stays = sets(children[case[level]], inside)
                others = {child for cell, child in enumerate(children) if cell != case[level]}
                memory[key] = minimal([*stays, *(one | {name} for o in others for one in sets(o, name))])
            return memory[key]

        return sets(self.make(expr), "")


class Binary(Engine):
    """Libraries of binary diagrams: a value is a number in bits, and numbers that are no value are ruled out."""

    true: Any
    false: Any

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        self.bits: list[list[int]] = []
        self.changed: dict[str, int] = {}
        number = 0
        for variable in texts.variables:
            if variable.name not in self.changed:
                self.changed[variable.name] = number
                number += 1
            width = (len(variable.values) - 1).bit_length()
            self.bits.append([*range(number, number + width)])
            number += width
        self.number = number
        self.start(number)

    @abstractmethod
    def start(self, number: int) -> None:
        """Declares so many bits."""

    @abstractmethod
    def bit(self, number: int) -> Any: ...
    @abstractmethod
    def path(self, node: Any) -> Mapping[int, bool] | None:
        """Bits with which a function holds."""

    @abstractmethod
    def number_of(self, node: Any) -> int:
        """How many settings of all bits."""

    @abstractmethod
    def without(self, node: Any, bits: Sequence[int]) -> Any:
        """That there are such bits with which it holds."""

    @abstractmethod
    def split(self, node: Any) -> tuple[int, Any, Any] | None:
        """The bit that a function looks at and what it is without it and with it; None of a constant."""

    def test(self, place: int, cells: frozenset[int]) -> Any:
        return self.some([self.is_cell(place, cell) for cell in sorted(cells)])

    def is_cell(self, place: int, cell: int) -> Any:
        signs = [(self.bit(bit), cell >> at & 1) for at, bit in enumerate(self.bits[place])]
        return self.every([bit if sign else ~bit for bit, sign in signs])

    @property
    def valid(self) -> Any:
        """That every number is a value."""
        values = [(place, frozenset(range(len(v.values)))) for place, v in enumerate(self.texts.variables)]
        return self.every([self.test(*v) for v in values if len(v[1]) != 1 << len(self.bits[v[0]])])

    def every(self, nodes: Sequence[Any]) -> Any:
        result = self.true
        for node in reversed(nodes):
            result = node & result
        return result

    def some(self, nodes: Sequence[Any]) -> Any:
        result = self.false
        for node in reversed(nodes):
            result = node | result
        return result

    def negation(self, node: Any) -> Any:
        return ~node

    def witness(self, expr: Expr) -> Setting | None:
        path = self.path(self.make(expr) & self.valid)
        if path is None:
            return None
        return {
            place: sum(path.get(bit, False) << at for at, bit in enumerate(bits))
            for place, bits in enumerate(self.bits)
        }

    def count(self, exprs: Iterable[Expr]) -> list[int] | None:
        valid = self.valid
        spare = 1 << len(self.changed)  # bits that only `smallest` uses
        return [self.number_of(self.make(expr) & valid) // spare for expr in exprs]

    def smallest(self, expr: Expr, case: Setting) -> Sets:
        kept: dict[str, list[Any]] = {}
        for place, variable in enumerate(self.texts.variables):
            kept.setdefault(variable.name, []).append(self.is_cell(place, case[place]))
        node = self.make(expr) & self.valid
        for name, same in reversed(kept.items()):
            places = [p for p, v in enumerate(self.texts.variables) if v.name == name]
            may = self.bit(self.changed[name]) | self.every(same)
            node = self.without(node & may, [bit for place in places for bit in self.bits[place]])
        names = {bit: name for name, bit in self.changed.items()}
        memory: dict[Any, Sets] = {}

        def sets(node: Any) -> Sets:
            parts = self.split(node)
            if parts is None:
                return {frozenset()} if node == self.true else set()
            if node not in memory:
                bit, low, high = parts
                memory[node] = minimal([*sets(low), *(one | {names[bit]} for one in sets(high))])
            return memory[node]

        return sets(node)


class DD(Binary):
    """`dd` in pure Python."""

    module = "dd.autoref"

    def start(self, number: int) -> None:
        from importlib import import_module

        self.bdd = import_module(self.module).BDD()
        self.bdd.configure(reordering=False)
        self.bdd.declare(*(f"x{bit}" for bit in range(number)))
        self.true, self.false = self.bdd.true, self.bdd.false

    def close(self) -> None:
        super().close()
        del self.true, self.false
        gc.collect()  # it minds what still refers to it

    def bit(self, number: int) -> Any:
        return self.bdd.var(f"x{number}")

    def path(self, node: Any) -> Mapping[int, bool] | None:
        path = self.bdd.pick(node)
        return None if path is None else {int(name[1:]): value for name, value in path.items()}

    def number_of(self, node: Any) -> int:
        return int(self.bdd.count(node, self.number))

    def without(self, node: Any, bits: Sequence[int]) -> Any:
        return self.bdd.exist([f"x{bit}" for bit in bits], node)

    def split(self, node: Any) -> tuple[int, Any, Any] | None:
        if node.var is None:
            return None
        low, high = (self.bdd.let({node.var: value}, node) for value in (False, True))
        return int(node.var[1:]), low, high


class Cudd(DD):
    """The same before CUDD, a library in C.  It counts in floating point: not exactly."""

    module = "dd.cudd"

    def count(self, exprs: Iterable[Expr]) -> None:
        return None


class OxiDD(Binary):
    """A library in Rust."""

    def start(self, number: int) -> None:
        from oxidd.bdd import BDDManager

        self.manager = BDDManager(1 << 20, 1 << 18, 1)
        self.manager.add_vars(number)
        self.true, self.false = self.manager.true(), self.manager.false()

    def bit(self, number: int) -> Any:
        return self.manager.var(number)

    def path(self, node: Any) -> Mapping[int, bool] | None:
        cube = node.pick_cube()
        return None if cube is None else {bit: bool(value) for bit, value in enumerate(cube)}

    def number_of(self, node: Any) -> int:
        return int(node.sat_count(self.number))

    def without(self, node: Any, bits: Sequence[int]) -> Any:
        return node.exists(self.every([self.bit(bit) for bit in bits]))

    def split(self, node: Any) -> tuple[int, Any, Any] | None:
        bit = node.node_var()
        if bit is None:
            return None
        high, low = node.cofactors()
        return bit, low, high


class Z3(Engine):
    """A solver: a variable of several values is one of them, exactly.  It can't count."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        import z3

        self.z3 = z3
        self.solver = z3.Solver()
        self.cells: list[list[Any]] = []
        for place, variable in enumerate(texts.variables):
            if len(variable.values) == 2:
                there = z3.Bool(f"v{place}")
                self.cells.append([z3.Not(there), there])
            else:
                cells = [z3.Bool(f"v{place}_{cell}") for cell in range(len(variable.values))]
                self.solver.add(z3.PbEq([(cell, 1) for cell in cells], 1))
                self.cells.append(cells)

    def test(self, place: int, cells: frozenset[int]) -> Any:
        return self.some([self.cells[place][cell] for cell in sorted(cells)])

    def every(self, nodes: Sequence[Any]) -> Any:
        return self.z3.And(*nodes)

    def some(self, nodes: Sequence[Any]) -> Any:
        return self.z3.Or(*nodes)

    def negation(self, node: Any) -> Any:
        return self.z3.Not(node)

    def witness(self, expr: Expr) -> Setting | None:
        self.solver.push()
        self.solver.add(self.make(expr))
        there = self.solver.check() == self.z3.sat
        setting = self._setting(self.solver.model()) if there else None
        self.solver.pop()
        return setting

    def _setting(self, model: Any) -> Setting:
        true = lambda cell: self.z3.is_true(model.eval(cell, model_completion=True))  # noqa: E731
        return {
            place: next(c for c, cell in enumerate(of) if true(cell)) for place, of in enumerate(self.cells)
        }

    def count(self, exprs: Iterable[Expr]) -> None:
        return None

    def smallest(self, expr: Expr, case: Setting) -> Sets:
        z3, solver = self.z3, self.solver
        solver.push()
        solver.add(self.make(expr))
        changed: dict[str, Any] = {}
        for place, variable in enumerate(self.texts.variables):
            may = changed.setdefault(variable.name, z3.Bool(f"changed_{variable.name}"))
            solver.add(z3.Or(may, self.cells[place][case[place]]))
        sets: Sets = set()
        for size in range(MOST + 1):
            solver.push()
            solver.add(z3.AtMost(*changed.values(), size))
            for one in sets:
                solver.add(z3.Or(*(z3.Not(changed[name]) for name in one)))
            while solver.check() == z3.sat:
                model = solver.model()
                one = frozenset(name for name, may in changed.items() if z3.is_true(model[may]))
                sets.add(one)
                solver.add(z3.Or(*(z3.Not(changed[name]) for name in one)))
            solver.pop()
        solver.pop()
        return sets


class Clingo(Engine):
    """An answer set solver: conditions are rules.  It counts only by going through every setting."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        import clingo

        self.clingo = clingo
        self.rules = [
            f"1 {{ v({place},0..{len(variable.values) - 1}) }} 1."
            for place, variable in enumerate(texts.variables)
        ]
        self.number = 0

    def _rule(self, bodies: Iterable[str]) -> str:
        self.number += 1
        name = f"n{self.number}"
        self.rules += [f"{name} :- {body}." if body else f"{name}." for body in bodies]
        if not self.rules[-1].startswith(name):
            self.rules.append(f"{name} :- #false.")
        return name

    def test(self, place: int, cells: frozenset[int]) -> str:
        return self._rule(f"v({place},{cell})" for cell in sorted(cells))

    def every(self, nodes: Sequence[str]) -> str:
        return self._rule([", ".join(nodes)])

    def some(self, nodes: Sequence[str]) -> str:
        return self._rule(nodes)

    def negation(self, node: str) -> str:
        return self._rule([f"not {node}"])

    def _control(self, more: Iterable[str], *options: str) -> Any:
        control = self.clingo.Control(["--warn=none", *options])
        control.add("base", [], "\n".join([*self.rules, *more]))
        control.ground([("base", [])])
        return control

    def witness(self, expr: Expr) -> Setting | None:
        control = self._control([f":- not {self.make(expr)}.", "#show v/2."])
        with control.solve(yield_=True) as models:
            for model in models:
                return dict(tuple(n.number for n in atom.arguments) for atom in model.symbols(shown=True))
        return None

    def count(self, exprs: Iterable[Expr]) -> None:
        return None

    def smallest(self, expr: Expr, case: Setting) -> Sets:
        rules = [f":- not {self.make(expr)}.", "#show changed/1."]
        for place, variable in enumerate(self.texts.variables):
            rules.append(f'changed("{variable.name}") :- not v({place},{case[place]}).')
        rules.append("#program most(k). #external at(k). :- at(k), #count { F : changed(F) } > k.")
        control = self._control(rules, "0", "--project=show")
        sets: Sets = set()
        for size in range(MOST + 1):
            control.ground([("most", [self.clingo.Number(size)])])
            at = self.clingo.Function("at", [self.clingo.Number(size)])
            control.assign_external(at, True)
            with control.solve(yield_=True) as models:
                changed = [[atom.arguments[0].string for atom in m.symbols(shown=True)] for m in models]
            control.assign_external(at, False)
            for number, one in enumerate(changed):
                body = ", ".join(f'changed("{name}")' for name in one)
                control.add(f"not{size}_{number}", [], f":- {body}." if body else ":- .")
                control.ground([(f"not{size}_{number}", [])])
            sets |= {frozenset(one) for one in changed}
        return sets


ENGINES: dict[str, type[Engine]] = {
    "the core's": Core,
    "dd, in Python": DD,
    "dd, on CUDD": Cudd,
    "OxiDD": OxiDD,
    "z3": Z3,
    "clingo": Clingo,
}
