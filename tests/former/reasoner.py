"""The reasoner as it was before regions were compiled: the diagrams are built anew under what a case knows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property

from attrs import evolve, frozen

from rongcuo.facts.conditions import All, Atom, Expr, Not, Some, Span
from rongcuo.facts.known import Known
from rongcuo.facts.vocabulary import Fact, Value
from rongcuo.policy.jurisdiction import Jurisdiction, cuts, spoken_of
from rongcuo.policy.policy import Rule
from rongcuo.ruling.compiled import FILING_FACTS
from rongcuo.ruling.prepared import NOT_AVAILABLE, Demand, PreparedCase

from .diagrams import FALSE, TRUE, Diagrams, TooComplex

#: Steps that one region may take for one question; above it the region is too complex to rule.
BUDGET = 400_000


@frozen
class _Cell:
    """One of the ways a variable can be: a value, or a span of numbers no condition tells apart."""

    value: Value

    def passes(self, atom: Atom) -> bool:
        if isinstance(atom.test, Span):
            return isinstance(self.value, int) and self.value in atom.test
        return self.value in atom.test


#: Mark a filing fact that isn't the ruling region's: of the place where the matter is, and of any other.
HOME, AWAY = "@home", "@away"


def seen_from(place: str, expr: Expr) -> Expr:
    """The condition with its filing facts taken for those of another place."""
    match expr:
        case Atom(name) if name in FILING_FACTS:
            return evolve(expr, name=name + place)
        case Atom():
            return expr
        case Not(part):
            return Not(seen_from(place, part))
        case All(parts):
            return All(tuple(seen_from(place, part) for part in parts))
        case Some(parts, least):
            return Some(tuple(seen_from(place, part) for part in parts), least)


def _split(name: str) -> tuple[str, str]:
    """A variable's fact and the place it is seen from, if that isn't the ruling region."""
    fact, at, place = name.partition("@")
    return fact, at + place


class Reasoner:
    """Diagrams of one region's conditions under what is known of one case.

    `known` is what is known before this region.  Values that the case's demands rule out are
    `outside`: see `within`.  `beside` are other versions of what serves the region, whose conditions
    can be built with the same diagrams: see `before`.
    """

    def __init__(
        self,
        jurisdiction: Jurisdiction,
        prepared: PreparedCase,
        known: Mapping[str, Known],
        budget: int = BUDGET,
        *,
        every_demand: bool = False,
        beside: Iterable[Jurisdiction] = (),
    ) -> None:
        self.jurisdiction = jurisdiction
        self.prepared = prepared
        self.known = known
        self.diagrams = Diagrams(budget)
        self.groups: dict[int, Hashable] = {}
        self.favoured = {**prepared.everyone.favoured, **jurisdiction.favoured}
        self._first: dict[str, int] = {}
        self._cells: dict[tuple[str, str | None], list[_Cell]] = {}
        self._built: dict[Expr, int] = {}
        self._cuts = dict(jurisdiction.cuts)
        self._order = jurisdiction.order
        for other in beside:
            self._order = tuple(dict.fromkeys([*self._order, *other.order]))
            for name, ends in other.cuts.items():
                self._cuts[name] = self._cuts.get(name, frozenset()) | ends
        self._demands = self._touching(prepared, every_demand)
        for name, ends in cuts(a for demand in self._demands for a in self._spoken_of(demand)).items():
            self._cuts[name] = self._cuts.get(name, frozenset()) | ends
        for name in self._order:
            self._level(name)
        self.possible = self.diagrams.every(self.build(demand) for demand in self._demands)

    def before(self, beside: Jurisdiction) -> Reasoner:
        """The same case before one of the versions that it was made with."""
        other = copy(self)
        other.__dict__.pop("_favoured_cells", None)
        other.jurisdiction = beside
        other.favoured = {**self.favoured, **beside.favoured}
        return other

    # Variables

    def fact(self, name: str) -> Fact:
        name, _ = _split(name)
        try:
            return self.jurisdiction.fact(name)
        except KeyError:
            return self.prepared.everyone.fact(name)

    def _level(self, name: str) -> int:
        """The first level of a variable; a set takes one level for each member."""
        if name not in self._first:
            level = self._first[name] = len(self.groups)
            fact = self.fact(name)
            for _ in fact.values if fact.type == "set" else (None,):
                self.groups[len(self.groups)] = name
            assert self.groups[level] == name
        return self._first[name]

    def _touching(self, prepared: PreparedCase, every: bool) -> list[Expr]:
        """The demands that can matter here: those about what this region reads, and their kin."""
        exprs = [self.as_read(demand) for demand in prepared.demands]
        left = [(expr, frozenset(atom.name for atom in self._spoken_of(expr))) for expr in exprs]
        if every:
            return exprs
        reached = set(self._order)
        chosen: list[Expr] = []
        while True:
            near = [item for item in left if item[1] & reached or not item[1]]
            if not near:
                return chosen
            left = [item for item in left if item not in near]
            for expr, read in near:
                chosen.append(expr)
                reached |= read

    def as_read(self, demand: Demand) -> Expr:
        """What a demand says, its filing facts those of the place that it is about."""
        if demand.away:
            here = self.known.get("filing") == NOT_AVAILABLE["filing"]
            return demand.expr if here else seen_from(AWAY, demand.expr)
        return demand.expr if self.known is self.prepared.known else seen_from(HOME, demand.expr)

    def _spoken_of(self, expr: Expr) -> Iterator[Atom]:
        return spoken_of(expr, self.only_if)

    def cells(self, name: str, member: str | None = None) -> list[_Cell]:
        """The ways this variable can still be."""
        key = (name, member)
        if key not in self._cells:
            fact, place = _split(name)
            known = {"": self.known, HOME: self.prepared.known, AWAY: NOT_AVAILABLE}[place].get(fact)
            self._cells[key] = list(self._open_cells(self.fact(name), known, member))
        return self._cells[key]

    def _open_cells(self, fact: Fact, known: Known | None, member: str | None) -> Iterable[_Cell]:
        if fact.id in self.prepared.findings:
            return [_Cell(self.prepared.findings[fact.id])]
        if member is not None:
            if known and member in known.includes | known.excludes:
                return [_Cell(member in known.includes)]
            return [_Cell(False), _Cell(True)]
        if fact.numeric:
            span = known.span if known else Span(0 if fact.type == "amount" else None, None)
            return self._ranges(fact, span)
        values: Iterable[Value] = (False, True) if fact.type == "yes_no" else fact.values
        return [_Cell(value) for value in values if known is None or value in known.values]

    def _ranges(self, fact: Fact, span: Span) -> Iterable[_Cell]:
        """One number for each range that the literals don't tell apart, within the span."""
        ends = sorted(end for end in self._cuts.get(fact.id, ()) if end in span and end != span.low)
        lowest = span.low if span.low is not None else (ends[0] - 1 if ends else span.high or 0)
        return [_Cell(number) for number in [lowest, *ends]]

    # Conditions

    def build(self, expr: Expr) -> int:
        """The diagram of a condition."""
        if expr not in self._built:
            self._built[expr] = self._build(expr)
        return self._built[expr]

    def _build(self, expr: Expr) -> int:
        match expr:
            case Atom():
                return self._atom(expr)
            case Not(part):
                return self.diagrams.negation(self.build(part))
            case All(parts):
                return self.diagrams.every(self.build(part) for part in parts)
            case Some(parts, 1):
                return self.diagrams.some(self.build(part) for part in parts)
            case Some(parts, least):
                return self.diagrams.at_least(least, [self.build(part) for part in parts])

    def tells(self, atom: Atom) -> bool:
        """Whether a test cuts a number's range only where some condition of this region does."""
        return all(ends <= self._cuts.get(name, frozenset()) for name, ends in cuts(iter([atom])).items())

    def _atom(self, atom: Atom) -> int:
        cells = self.cells(atom.name, atom.member)
        level = self._level(atom.name)
        if atom.member is not None:
            level += self.fact(atom.name).values.index(atom.member)
        if not cells:
            return FALSE
        node = self.diagrams.node(level, [TRUE if cell.passes(atom) else FALSE for cell in cells])
        condition = self.only_if(atom.name)
        if condition is not None and node != FALSE:
            node = self.diagrams.every([self.build(condition), node])
        return node

    def only_if(self, name: str) -> Expr | None:
        """Without which a fact can't be."""
        fact, place = _split(name)
        condition = self.jurisdiction.only_if(fact) or self.prepared.everyone.only_if(fact)
        return seen_from(place, condition) if condition is not None and place else condition

    def holds(self, rule: Rule) -> int:
        """When a rule holds, its finding included."""
        return self.build(rule.condition)

    def true_adverse(self, fact: Fact) -> int:
        """When an adverse fact counts against the person."""
        if fact.type == "set":
            return self.build(Some(tuple(Atom(fact.id, frozenset([True]), v) for v in fact.values)))
        return self.build(Atom(fact.id, fact.adverse_values()))

    # Answers

    def within(self, node: int, outside: Hashable) -> int:
        """The function, with the value `outside` wherever the case's demands fail."""
        return self.diagrams.if_then_else(self.possible, node, self.diagrams.leaf(outside))

    @cached_property
    def _favoured_cells(self) -> dict[int, int]:
        return self._reading_cells(self.favoured)

    def as_favoured(self, node: int) -> int:
        """The function once every reading that has a favoured option takes it."""
        return self.diagrams.restrict(node, self._favoured_cells)

    def comes_to(self, rule: Rule) -> frozenset[bool]:
        """Whether a rule can hold, and whether it can fail, its readings taken as favoured.

        Both may be where it is too complex to say.
        """
        try:
            node = self.as_favoured(self.within(self.build(rule.condition), None))
        except (TooComplex, RecursionError):
            return frozenset([True, False])
        return frozenset(bool(value) for value in self.diagrams.values(node) if value is not None)

    def taking(self, node: int, options: Mapping[str, str]) -> int:
        """The function once these readings are taken."""
        return self.diagrams.restrict(node, self._reading_cells(options))

    def _reading_cells(self, options: Mapping[str, str]) -> dict[int, int]:
        cells: dict[int, int] = {}
        for name, option in options.items():
            if name in self._first:
                cells[self._level(name)] = self.fact(name).values.index(option)
        return cells

    def settle(self, fact: Fact, value: Value) -> dict[int, int] | None:
        """The cells that give a fact this value, or None where it can't have it."""
        level = self._level(fact.id)
        cells: dict[int, int] = {}
        for offset, member in enumerate(fact.values if fact.type == "set" else (None,)):
            wanted = member in value if isinstance(value, frozenset) else value
            open_ = [cell.value for cell in self.cells(fact.id, member)]
            if wanted not in open_:
                return None
            if len(open_) > 1:
                cells[level + offset] = open_.index(wanted)
        return cells

    def state(self, node: int, supposing: Mapping[int, int] | None = None) -> bool | None:
        """Whether a yes/no function is true whatever is unknown, false, or open; readings as favoured.

        `supposing` settles the variables of some levels to a cell each.
        """
        node = self.diagrams.restrict(self.as_favoured(node), supposing or {})
        possible = self.diagrams.restrict(self.as_favoured(self.possible), supposing or {})
        if node == TRUE or self.diagrams.every([possible, self.diagrams.negation(node)]) == FALSE:
            return True
        if node == FALSE or self.diagrams.every([possible, node]) == FALSE:
            return False
        return None
