"""Compiled texts: the conditions that serve one region as decision diagrams, with every fact open.

Everything but what a case says is the same for every case, so this is made once, when a region is first
asked, and a case only restricts it: see `Reasoner`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import TypeVar

from attrs import frozen

from ..facts.conditions import All, Atom, Expr, Not, Some, Span
from ..facts.known import Known
from ..facts.vocabulary import Fact, Value
from ..policy.jurisdiction import Jurisdiction, cuts, remembered
from .diagrams import FALSE, TRUE, Diagrams, TooComplex, Worn
from .ordering import order_of

#: Steps that one region may take for one question of one case; above it it is too complex to rule.
BUDGET = 300_000
#: Steps that a condition may take with every fact open; above it it is built under the facts of each case.
OPEN_BUDGET = 40_000
#: Variables of diagrams that are kept: with more, how deep Python goes might depend on what is there already.
MOST_LEVELS = 400
#: Sets of cuts and of other regions' names for which a region is kept compiled.
KEPT = 8
#: Mark a filing fact that isn't the ruling region's: of the place where the matter is, and of any other.
HOME, AWAY = "@home", "@away"

T = TypeVar("T")

Cuts = Mapping[str, frozenset[int]]


@frozen
class Cell:
    """One of the ways a variable can be: a value, or the lowest of a range of numbers no condition tells apart."""

    value: Value
    last: int | None = None


@frozen
class Variable:
    """A fact as it is seen from a place, with its first level; of a set the members, a level for each."""

    name: str
    fact: str
    place: str
    level: int
    members: tuple[str | None, ...]


def split_place(name: str) -> tuple[str, str]:
    """A variable's fact and the place it is seen from, if that isn't the ruling region."""
    fact, at, place = name.partition("@")
    return fact, at + place


class Compiled:
    """The diagrams of what serves one region.

    `beside` are other versions of it, whose conditions can be built with the same diagrams; `everyone` is
    asked for the names that neither has; `more_cuts` are numbers at which tests of others change.  A condition
    is built when it is first asked for.
    """

    def __init__(
        self,
        here: Jurisdiction,
        beside: Iterable[Jurisdiction] = (),
        everyone: Jurisdiction | None = None,
        more_cuts: Cuts | None = None,
        budget: int = BUDGET,
    ) -> None:
        own = (here, *beside)
        self._regions = own if everyone is None else (*own, everyone)
        self.diagrams = Diagrams(budget)
        #: The variable of each level.
        self.groups: dict[int, Hashable] = {}
        self._first: dict[str, int] = {}
        #: The variables, in the order in which they were asked for.
        self.layout: list[Variable] = []
        self._reserved: dict[str, int] = {}
        self._cells: dict[tuple[str, str | None], tuple[Cell, ...]] = {}
        self._places: dict[tuple[str, str | None], dict[Value, int]] = {}
        self._left: dict[Hashable, tuple[int, ...]] = {}
        self._built: dict[Expr, int | None] = {}
        self._made: dict[Expr, tuple[int, int]] = {}
        self._cuts: dict[str, frozenset[int]] = {}
        for ends_by_name in (*(region.cuts for region in own), more_cuts or {}):
            for name, ends in ends_by_name.items():
                self._cuts[name] = self._cuts.get(name, frozenset()) | ends
        for name in order_of(own):
            self._add(name, len(self.groups))

    # Variables

    def fact(self, name: str) -> Fact:
        """A fact, finding or reading by its full id."""
        name, _ = split_place(name)
        for region in self._regions:
            fact = region.variables.get(name) or region.vocabulary.get(name)
            if fact is not None:
                return fact
        raise KeyError(name)

    def level(self, name: str) -> int:
        """The first level of a variable; a set takes one level for each member."""
        if name not in self._first:
            self._add(name, self._reserve(name))
        return self._first[name]

    def _add(self, name: str, level: int) -> None:
        self._first[name] = level
        members = self._members(name)
        self.layout.append(Variable(name, *split_place(name), level, members))
        for offset in range(len(members)):
            self.groups[level + offset] = name

    def _members(self, name: str) -> tuple[str | None, ...]:
        fact = self.fact(name)
        return fact.values if fact.type == "set" else (None,)

    def _reserve(self, name: str) -> int:
        """The level of a variable that no condition here reads: the same whichever a case asks for first."""
        if not self._reserved:
            level = len(self.groups)
            others = {name for region in self._regions for name in region.all_names}
            for other in (
                *sorted(others - {*self._first}),
                *(f + at for at in (HOME, AWAY) for f in FILING_FACTS),
            ):
                self._reserved[other] = level
                level += len(self._members(other))
        return self._reserved[name]

    def has(self, name: str) -> bool:
        """Whether a variable has a level."""
        return name in self._first

    def cells(self, name: str, member: str | None = None) -> tuple[Cell, ...]:
        """The ways a variable can be, a child of its nodes for each."""
        key = (name, member)
        if key not in self._cells:
            self._cells[key] = tuple(self._open_cells(self.fact(name), member))
        return self._cells[key]

    def _open_cells(self, fact: Fact, member: str | None) -> Iterable[Cell]:
        if fact.numeric:
            return self._ranges(fact)
        yes_no = member is not None or fact.type == "yes_no"
        values: Iterable[Value] = (False, True) if yes_no else fact.values
        return map(Cell, values)

    def _ranges(self, fact: Fact) -> Iterable[Cell]:
        """One cell for each range that the literals don't tell apart."""
        lowest = 0 if fact.type == "amount" else None
        ends = sorted(end for end in self._cuts.get(fact.id, ()) if lowest is None or end > lowest)
        first = lowest if lowest is not None else (ends[0] - 1 if ends else 0)
        starts = [first, *ends]
        lasts = [*(end - 1 for end in ends), None]
        return map(Cell, starts, lasts)

    def place(self, name: str, member: str | None, value: Value) -> int:
        """Which of a variable's cells has this value."""
        if (name, member) not in self._places:
            cells = self.cells(name, member)
            self._places[name, member] = {cell.value: index for index, cell in enumerate(cells)}
        return self._places[name, member][value]

    def left(self, name: str, member: str | None, known: Known) -> tuple[int, ...]:
        """The cells that what is known of a fact leaves to a variable."""
        key = (name, member, known.values, known.span, known.includes, known.excludes)
        cells = self._left.get(key)
        if cells is None:
            cells = self._left[key] = self._cells_left(name, member, known)
        return cells

    def _cells_left(self, name: str, member: str | None, known: Known) -> tuple[int, ...]:
        if member is not None:
            if member in known.includes:
                return (1,)
            return (0,) if member in known.excludes else (0, 1)
        cells = self.cells(name)
        if self.fact(name).numeric:
            return tuple(index for index, cell in enumerate(cells) if _meets(cell, index, known.span))
        if len(known.values) == 1:
            return (self.place(name, None, next(iter(known.values))),)
        return tuple(index for index, cell in enumerate(cells) if cell.value in known.values)

    # Conditions

    def build(self, expr: Expr) -> int | None:
        """The diagram of a condition, or None where it is too large with every fact open."""
        node = self._built.get(expr)
        if node is None and expr not in self._built:
            try:
                self._open(expr, OPEN_BUDGET, set())
                node = self._made[expr][0]
            except TooComplex:
                if self.diagrams.left == 0:
                    raise
            self._built[expr] = node
        return node

    def _open(self, expr: Expr, most: int, seen: set[Expr]) -> int:
        """Makes a condition from its parts; what is left of `most` steps, had nothing been made before."""
        if expr in seen:
            return most
        seen.add(expr)
        for part in self._parts(expr):
            most = self._open(part, most, seen)
        if expr not in self._made:
            made = lambda part: self._made[part][0]  # noqa: E731
            self._made[expr] = self.diagrams.by_itself(lambda: self.put_together(expr, made), most)
        most -= self._made[expr][1]
        if most < 0:
            raise TooComplex
        return most

    def _parts(self, expr: Expr) -> tuple[Expr, ...]:
        match expr:
            case Atom(name):
                condition = self.only_if(name)
                return () if condition is None else (condition,)
            case Not(part):
                return (part,)
            case All(parts) | Some(parts):
                return parts

    def put_together(self, expr: Expr, build: Callable[[Expr], int]) -> int:
        """The diagram of a condition from those that `build` gives of its parts."""
        match expr:
            case Atom():
                return self.atom(expr, build)
            case Not(part):
                return self.diagrams.negation(build(part))
            case All(parts):
                return self.diagrams.every(map(build, parts))
            case Some(parts, 1):
                return self.diagrams.some(map(build, parts))
            case Some(parts, least):
                return self.diagrams.at_least(least, list(map(build, parts)))

    def atom(self, atom: Atom, build: Callable[[Expr], int]) -> int:
        level = self.level(atom.name)
        if atom.member is not None:
            level += self.fact(atom.name).values.index(atom.member)
        cells = self.cells(atom.name, atom.member)
        if isinstance(atom.test, Span):
            node = self.diagrams.between(level, len(cells), *_from_to(cells, atom.test))
        else:
            node = self.diagrams.node(level, [TRUE if cell.value in atom.test else FALSE for cell in cells])
        condition = self.only_if(atom.name)
        if condition is not None and node != FALSE:
            node = self.diagrams.every([build(condition), node])
        return node

    def only_if(self, name: str) -> Expr | None:
        """Without which a fact can't be."""
        fact, place = split_place(name)
        for region in self._regions:
            condition = region.only_if(fact)
            if condition is not None:
                return seen_from(place, condition) if place else condition
        return None

    def tells(self, atoms: Iterable[Atom]) -> bool:
        """Whether these tests cut a number's range only where the conditions here do."""
        return all(ends <= self._cuts.get(name, frozenset()) for name, ends in cuts(atoms).items())


def _from_to(cells: Sequence[Cell], test: Span) -> tuple[int, int]:
    """The first of a number's cells that pass a test, and the first after them."""
    first = 0 if test.low is None else bisect_left(cells, test.low, key=_lowest)
    return first, len(cells) if test.high is None else bisect_right(cells, test.high, key=_lowest)


def _lowest(cell: Cell) -> int:
    assert isinstance(cell.value, int)
    return cell.value


def _meets(cell: Cell, index: int, span: Span) -> bool:
    """Whether a range of numbers and a span have a number in common."""
    assert isinstance(cell.value, int)
    low = None if index == 0 else cell.value  # the first goes down as far as numbers do
    below = cell.last is not None and span.low is not None and cell.last < span.low
    above = low is not None and span.high is not None and low > span.high
    return not (below or above)


#: Facts of a filing, which hold in the region of the place where the matter is.
FILING_FACTS = ("filing", "filing_scope", "excess_objective")


def seen_from(place: str, expr: Expr) -> Expr:
    """The condition with its filing facts taken for those of another place."""
    match expr:
        case Atom(name, test, member) if name in FILING_FACTS:
            return Atom(name + place, test, member)
        case Atom():
            return expr
        case Not(part):
            return Not(seen_from(place, part))
        case All(parts):
            return All(tuple(seen_from(place, part) for part in parts))
        case Some(parts, least):
            return Some(tuple(seen_from(place, part) for part in parts), least)


def compiled(here: Jurisdiction, everyone: Jurisdiction | None, more_cuts: Cuts, budget: int) -> Compiled:
    """What serves a region, compiled: made when it is first asked for, and anew once it remembers too much.

    That is once all cases together took the steps of one, so that a long run of cases needs no more memory.
    """
    kept: dict[Hashable, Compiled] = here.kept["compiled"]
    key = (None if everyone is None else id(everyone), frozenset(more_cuts.items()), budget)
    work = _WORK.get()
    if key in kept and (kept[key].diagrams.steps > budget or (work is not None and work.refuses(kept[key]))):
        del kept[key]
    was_there = key in kept
    compilation = remembered(kept, key, lambda: Compiled(here, (), everyone, more_cuts, budget), KEPT)
    if work is not None:
        work.use(compilation, was_there)
    return compilation


# The same answer whatever was ruled before


class _Work:
    """What is to come to the same whatever was compiled before; `alone` where it may use nothing of that."""

    def __init__(self, *, alone: bool) -> None:
        self._alone = alone
        self._made: list[Compiled] = []
        self._lent: list[Compiled] = []

    def refuses(self, compilation: Compiled) -> bool:
        """Whether it has to make one of its own."""
        return compilation not in self._made and (self._alone or len(compilation.groups) > MOST_LEVELS)

    def use(self, compilation: Compiled, was_there: bool) -> None:
        if not was_there:
            self._made.append(compilation)
        elif compilation not in self._made:
            compilation.diagrams.lent = True
            self._lent.append(compilation)

    def give_back(self) -> None:
        for compilation in self._lent:
            compilation.diagrams.lent = False


_WORK: ContextVar[_Work | None] = ContextVar("work", default=None)


def whatever_was_before(work: Callable[[], T]) -> T:
    """What a work comes to: the same, too complex or not, as if nothing had been compiled before it.

    What was compiled before only saves steps.  As long as it took no more in all than the work may take, the work
    would have had enough of its own; otherwise it is done once more on its own.
    """
    if _WORK.get() is not None:
        return work()
    try:
        return _done(work, alone=False)
    except Worn:
        return _done(work, alone=True)


def _done(work: Callable[[], T], *, alone: bool) -> T:
    mine = _Work(alone=alone)
    before = _WORK.set(mine)
    try:
        return work()
    finally:
        _WORK.reset(before)
        mine.give_back()
