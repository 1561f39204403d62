"""The reasoner: one case's facts before one region's conditions, exactly."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property, partial

from attrs import evolve

from ..facts.conditions import Atom, Expr, Some, names
from ..facts.known import Known, absent_value, exactly
from ..facts.problems import InputError, Problem, key_as_written, where_in
from ..facts.text import Text, both, listing
from ..facts.vocabulary import Fact, Value, Vocabulary
from ..policy.cases import Case
from ..policy.jurisdiction import Jurisdiction, cuts, spoken_of
from ..policy.policy import Policy, Rule
from .clocks import Clock, at, may_be_in_force
from .compiled import (
    AWAY,
    BUDGET,
    HOME,
    Cell,
    Compiled,
    compiled,
    seen_from,
    split_place,
    whatever_was_before,
)
from .diagrams import FALSE, TRUE, TooComplex, View
from .prepared import NOT_AVAILABLE, Demand, PreparedCase, draw_up

#: What a finding tells of its variable.
_FOUND = {met: Known(values=frozenset([met])) for met in (True, False)}

_STATES = {TRUE: True, FALSE: False}


class Reasoner:
    """One region's conditions under what is known of one case.

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
        self.favoured = {**prepared.everyone.favoured, **jurisdiction.favoured}
        demands = self._touching(prepared, every_demand)
        self._compiled = self._compile(demands, tuple(beside), budget)
        self.diagrams = self._compiled.diagrams
        self.diagrams.allow(budget)
        self.groups: dict[int, Hashable] = self._compiled.groups
        self._supposed: Mapping[str, Known] = {}
        self._known_of = 0
        self._view = View(self.diagrams, {})
        self._built: dict[Expr, int] = {}
        self._put_together: dict[Expr, int] = {}
        self.possible = self.diagrams.every([self.build(demand) for demand in demands])

    def once_absent(self) -> Reasoner | None:
        """The same once every adverse fact that may be absent is found to be.

        None where that could tell something of other facts, because a demand of the case reads one of them.
        """
        demanded = {self.groups[level] for level in self.diagrams.levels(self.possible)}
        supposed: dict[str, Known] = {}
        for fact in self.jurisdiction.adverse:
            absent = absent_value(fact)
            if self.settle(fact, absent):
                if fact.id in demanded:
                    return None
                supposed[fact.id] = exactly(fact, absent)
        other = copy(self)
        other._supposed, other._known_of = supposed, 0
        other._view, other._built, other._put_together = View(self.diagrams, {}), {}, {}
        other._know()  # once, for all that stand before it
        return other

    def before(self, beside: Jurisdiction, prepared: PreparedCase | None = None) -> Reasoner:
        """The same case before one of the versions that it was made with; `prepared` may settle more lists."""
        other = copy(self)
        for name in ("_as_favoured", "_favoured_possible"):
            other.__dict__.pop(name, None)
        other.jurisdiction = beside
        other.prepared = prepared or self.prepared
        other.favoured = {**self.favoured, **beside.favoured}
        return other

    def _compile(self, demands: list[Expr], beside: tuple[Jurisdiction, ...], budget: int) -> Compiled:
        """The region's texts with every fact open; what the demands need beside is added."""
        here, everyone = self.jurisdiction, self.prepared.everyone
        spoken = [atom for demand in demands for atom in self._spoken_of(demand)]
        foreign = any(split_place(atom.name)[0] not in here.all_names for atom in spoken)
        new_cuts = {name: ends - here.cuts.get(name, frozenset()) for name, ends in cuts(spoken).items()}
        more_cuts = {name: ends for name, ends in new_cuts.items() if ends}
        if beside:
            return Compiled(here, beside, everyone, more_cuts, budget)
        return compiled(here, everyone if foreign else None, more_cuts, budget)

    # Variables

    def fact(self, name: str) -> Fact:
        """A fact, finding or reading by its full id."""
        try:
            return self._compiled.fact(name)
        except KeyError:
            return self.prepared.everyone.fact(split_place(name)[0])

    def _touching(self, prepared: PreparedCase, every: bool) -> list[Expr]:
        """The demands that can matter here: those about what this region reads, and their kin."""
        exprs = [self.as_read(demand) for demand in prepared.demands]
        if every:
            return exprs
        left = [(expr, frozenset(atom.name for atom in self._spoken_of(expr))) for expr in exprs]
        reached = set(self.jurisdiction.order)
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

    def level(self, name: str) -> int:
        """The first level of a variable; a set has one for each member."""
        return self._compiled.level(name)

    def cells(self, name: str, member: str | None = None) -> tuple[Cell, ...]:
        """The ways a variable can be, whatever is known; see `left`."""
        return self._compiled.cells(name, member)

    def left(self, name: str, member: str | None = None) -> tuple[int, ...]:
        """Which of its cells this variable can still be."""
        known = self._knowledge(*split_place(name))
        if known is None:
            return tuple(range(len(self._compiled.cells(name, member))))
        return self._compiled.left(name, member, known)

    def _knowledge(self, fact: str, place: str) -> Known | None:
        """What is known of a fact as it is seen from a place, or of a finding."""
        if fact in self.prepared.findings:
            return _FOUND[self.prepared.findings[fact]]
        if not place:
            return self._supposed.get(fact) or self.known.get(fact)
        return (self.prepared.known if place == HOME else NOT_AVAILABLE).get(fact)

    # Conditions

    def build(self, expr: Expr) -> int:
        """The diagram of a condition under what is known."""
        diagram = self._built.get(expr)
        if diagram is None:
            node = self._compiled.build(expr)
            diagram = self._built[expr] = self._build(expr) if node is None else self._under(node)
        return diagram

    def _build(self, expr: Expr) -> int:
        """A condition that is too large with every fact open, put together under what is known."""
        if expr not in self._put_together:
            self._put_together[expr] = self._under(self._compiled.put_together(expr, self._build))
        return self._put_together[expr]

    def _under(self, node: int) -> int:
        """A function under what is known."""
        if self._known_of < len(self._compiled.layout):
            self._know()
        return self._view(node)

    def _know(self) -> None:
        """Adds what is known of the variables that are new."""
        cells: dict[int, tuple[int, ...]] = {}
        for variable in self._compiled.layout[self._known_of :]:
            known = self._knowledge(variable.fact, variable.place)
            if known is not None:
                for offset, member in enumerate(variable.members):
                    cells[variable.level + offset] = self._compiled.left(variable.name, member, known)
        self._view.add(cells)
        self._known_of = len(self._compiled.layout)

    def tells(self, atom: Atom) -> bool:
        """Whether a test cuts a number's range only where some condition of this region does."""
        return self._compiled.tells([atom])

    def only_if(self, name: str) -> Expr | None:
        """Without which a fact can't be."""
        fact, place = split_place(name)
        condition = self.jurisdiction.only_if(fact) or self.prepared.everyone.only_if(fact)
        return seen_from(place, condition) if condition is not None and place else condition

    def holds(self, rule: Rule) -> int:
        """When a rule holds, its finding included."""
        return self.build(rule.condition)

    def true_adverse(self, fact: Fact) -> int:
        """When an adverse fact counts against the person."""
        return self.build(self.jurisdiction.derived(adverse_tests)[fact.id])

    # Answers

    def within(self, node: int, outside: Hashable) -> int:
        """The function, with the value `outside` wherever the case's demands fail."""
        return self.diagrams.if_then_else(self.possible, node, self.diagrams.leaf(outside))

    @cached_property
    def _as_favoured(self) -> View:
        return self.diagrams.settled(self._reading_cells(self.favoured))

    @cached_property
    def _favoured_possible(self) -> int:
        return self.as_favoured(self.possible)

    def as_favoured(self, node: int) -> int:
        """The function once every reading that has a favoured option takes it."""
        return self._as_favoured(node)

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
            if self._compiled.has(name):
                cells[self._compiled.level(name)] = self.fact(name).values.index(option)
        return cells

    def settle(self, fact: Fact, value: Value) -> dict[int, int] | None:
        """The cells that give a fact this value, or None where it can't have it."""
        level = self._compiled.level(fact.id)
        cells: dict[int, int] = {}
        for offset, member in enumerate(fact.values if fact.type == "set" else (None,)):
            wanted = member in value if isinstance(value, frozenset) else value
            cell = self._compiled.place(fact.id, member, wanted)
            left = self.left(fact.id, member)
            if cell not in left:
                return None
            if len(left) > 1:
                cells[level + offset] = cell
        return cells

    def state(self, node: int, supposing: Mapping[int, int] | None = None) -> bool | None:
        """Whether a yes/no function is true whatever is unknown, false, or open; readings as favoured.

        `supposing` settles the variables of some levels to a cell each.
        """
        node, possible = self.as_favoured(node), self._favoured_possible
        if supposing:
            node = self.diagrams.restrict(node, supposing)
            possible = self.diagrams.restrict(possible, supposing)
        if possible == TRUE or (node <= TRUE and possible != FALSE):
            return _STATES.get(node)
        return self.diagrams.remember(("where", possible), partial(self._where, possible), node)

    def _where(self, possible: int, node: int) -> bool | None:
        """The same of an open function, where the case's demands hold."""
        if self.diagrams.every([possible, self.diagrams.negation(node)]) == FALSE:
            return True
        return False if self.diagrams.every([possible, node]) == FALSE else None


def adverse_tests(here: Jurisdiction) -> dict[str, Expr]:
    """Each adverse fact with what it is to count against the person."""
    return {fact.id: _adverse_test(fact) for fact in here.adverse}


def _adverse_test(fact: Fact) -> Expr:
    if fact.type == "set":
        return Some(tuple(Atom(fact.id, frozenset([True]), value) for value in fact.values))
    return Atom(fact.id, fact.adverse_values())


def prepare(
    case: Case, policies: Iterable[Policy], vocabulary: Vocabulary, clock: Clock | None = None
) -> PreparedCase:
    """A case with its findings looked up and held against its facts.  Raises InputError.

    Without a clock, the texts of the day of the ruling rule.
    """
    clock, policies = clock or at(case), tuple(policies)
    texts = [edition for policy in policies for edition in may_be_in_force(policy, clock)]
    every_clause = frozenset(name for policy in policies for name in policy.by_id)
    drawn = evolve(draw_up(case, texts, vocabulary, every_clause), clock=clock)
    if not drawn.policies:
        return drawn  # no text to hold it against: every region is an error row
    try:
        clashing = whatever_was_before(partial(_clashing, drawn))
    except (TooComplex, RecursionError):
        return drawn  # a region that reads these facts is an error row, the others rule
    if clashing is None:
        return drawn
    problems = [_contradiction(demand, case) for demand in clashing]
    raise InputError(problems or Problem("contradiction", {}, "findings", case.file))


def _contradiction(demand: Demand, case: Case) -> Problem:
    """What the facts of a case contradict, with the rule that makes it so and where each fact is written."""
    facts = {split_place(name)[0] for name in names(demand.expr)}
    own = demand.place.removeprefix("facts.")
    place = case.places.get(own)
    involved = [name for name in sorted(facts | {own}) if name in case.facts or name in facts]
    values = {"written": listing([_written(name, case) for name in involved])}
    if demand.says:
        return Problem("impossible", {"says": demand.says, **values}, demand.place, case.file)
    if not demand.rule:
        return Problem("contradicts_facts", values, demand.place, case.file)
    if place is None:
        return Problem("needs_other", {"rule": demand.rule, **values}, demand.place, case.file)
    where = f"facts.{key_as_written(place.key)}"
    return Problem("needs_other", {"rule": demand.rule, **values}, where, place.file)


def _written(name: str, case: Case) -> Text:
    """A fact as the case calls it, and the line."""
    place = case.places.get(name)
    if place is None or place.line is None:
        return both("say.quoted", name=place.key if place else name)
    line = f"line {place.line}"
    wheres = Text(*(where_in(place.file, line, language) for language in ("zh", "en")))
    return both("say.quoted_at", name=place.key, where=wheres)


def _clashing(drawn: PreparedCase) -> list[Demand] | None:
    """The demands of a case that can't be met by themselves; None where all can be met together."""
    r = Reasoner(drawn.everyone, drawn, drawn.known, every_demand=True)
    if r.as_favoured(r.possible) != FALSE:
        return None
    return [demand for demand in drawn.demands if r.as_favoured(r.build(r.as_read(demand))) == FALSE]
