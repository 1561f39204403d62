"""Two texts as plain functions of facts, made from the conditions of their clauses alone.

It knows nothing of decision diagrams: each engine of `engines.py` makes of it what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import frozen

from rongcuo.facts.conditions import All, Atom, Expr, Not, Some, Span, names
from rongcuo.facts.known import absent_value
from rongcuo.facts.vocabulary import Fact, Value
from rongcuo.policy.cases import Case
from rongcuo.policy.jurisdiction import Jurisdiction, cuts
from rongcuo.policy.policy import impossible
from rongcuo.ruling.ordering import order_of


@frozen
class Variable:
    """A fact, a finding, or a member of a set; of a number the lowest of each range is its value."""

    name: str
    member: str | None
    values: tuple[Value, ...]

    def cells(self, atom: Atom) -> frozenset[int]:
        """The values that pass a test."""
        return frozenset(place for place, value in enumerate(self.values) if passes(atom.test, value))


def passes(test: frozenset[Value] | Span, value: Value) -> bool:
    if isinstance(test, Span):
        return isinstance(value, int) and value in test
    return value in test


def verdicts(here: Jurisdiction) -> dict[str, Expr]:
    """When each answer to whether a mistake is tolerated is given, by the table in how-it-rules.md."""
    refused = Some(tuple(rule.condition for rule in here.rules("red_line")))
    scenes, satisfied, deciding = [], [], []
    for place, policy in enumerate(here.policies):
        gates = tuple(higher.gate for higher in here.policies[place:])
        for rule in policy.of("situation"):
            assert rule.when is not None
            scenes.append(rule.when)
            satisfied.append(All((rule.condition, *gates)))
            loose = tuple(
                adverse(fact) for fact in here.adverse if fact.id not in here.addressed | rule.addresses
            )
            whole = all(text.seen_whole("red_line") for text in here.policies)
            deciding.append(satisfied[-1] if whole else All((satisfied[-1], Not(Some(loose)))))
    fits, holds, carries = (Some(tuple(parts)) for parts in (scenes, satisfied, deciding))
    return {
        "refused": refused,
        "not_covered": All((Not(refused), Not(fits))),
        "unmet": All((Not(refused), fits, Not(holds))),
        "unaddressed": All((Not(refused), fits, holds, Not(carries))),
        "tolerated": All((Not(refused), fits, holds, carries)),
    }


def adverse(fact: Fact) -> Expr:
    """That an adverse fact is there."""
    if fact.type == "set":
        return Some(tuple(Atom(fact.id, frozenset([True]), value) for value in fact.values))
    return Atom(fact.id, fact.adverse_values())


class Texts:
    """Some texts over the same variables, with what has to hold of the facts together."""

    def __init__(self, *texts: Jurisdiction) -> None:
        self.texts = texts
        self.verdicts = [verdicts(text) for text in texts]
        self.favoured = {name: option for text in texts for name, option in text.favoured.items()}
        self.read = self._closed({n for of in self.verdicts for expr in of.values() for n in names(expr)})
        self._cuts = cuts(atom for text in texts for atom in text.spoken)

    def fact(self, name: str) -> Fact:
        return next(f for t in self.texts if (f := t.variables.get(name) or t.vocabulary.get(name)))

    def only_if(self, name: str) -> Expr | None:
        return next((c for text in self.texts if (c := text.only_if(name)) is not None), None)

    def _closed(self, read: set[str]) -> set[str]:
        """These names, and those that what has to hold of them hangs on."""
        left = [*read]
        while left:
            more = {n for expr in self._demands_of(left.pop()) for n in names(expr)} - read
            read |= more
            left += more
        return read

    def _demands_of(self, name: str) -> Iterator[Expr]:
        """What has to hold where a fact is there, or a finding is made."""
        for text in self.texts:
            rule = text.by_id.get(name)
            if rule is not None and rule.when is not None:
                yield Some((Not(Atom(name, frozenset([True]))), rule.when))
                return
        condition = self.only_if(name)
        if condition is not None and not self.fact(name).numeric:
            yield Some((Not(self._there(self.fact(name))), condition))

    @staticmethod
    def _there(fact: Fact) -> Expr:
        if fact.type == "set":
            return Some(tuple(Atom(fact.id, frozenset([True]), value) for value in fact.values))
        nothing = {absent_value(fact)} if fact.adverse else {False, "none"}
        values: tuple[Value, ...] = (False, True) if fact.type == "yes_no" else fact.values
        return Atom(fact.id, frozenset(values) - nothing)

    @cached_property
    def consistent(self) -> Expr:
        """What has to hold of the facts together; a fact that is there has what it is `only_if` in its test."""
        demands = [expr for name in sorted(self.read) for expr in self._demands_of(name)]
        demands += [Not(expr) for expr, _ in impossible() if names(expr) <= self.read]
        return All(tuple(demands))

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """In the order of the core; readings that are settled are none."""
        order = [*order_of(self.texts), *sorted(self.read)]
        read = [name for name in dict.fromkeys(order) if name in self.read and name not in self.favoured]
        return tuple(variable for name in read for variable in self._variables(self.fact(name)))

    def _variables(self, fact: Fact) -> Iterator[Variable]:
        if fact.type == "set":
            yield from (Variable(fact.id, member, (False, True)) for member in fact.values)
        elif fact.numeric:
            ends = sorted(self._cuts.get(fact.id, ()))
            yield Variable(fact.id, None, (min(ends, default=0) - 1, *ends))
        else:
            yield Variable(fact.id, None, (False, True) if fact.type == "yes_no" else fact.values)

    @cached_property
    def places(self) -> dict[tuple[str, str | None], int]:
        return {(v.name, v.member): place for place, v in enumerate(self.variables)}

    def holds(self, expr: Expr, cells: Mapping[int, int]) -> bool:
        """Whether a condition holds of a setting: plainly, to check what the engines say."""
        match expr:
            case Atom(name, test, member):
                if name in self.favoured:
                    return passes(test, self.favoured[name])
                place = self.places[name, member]
                condition = self.only_if(name)
                there = passes(test, self.variables[place].values[cells[place]])
                return there and (condition is None or self.holds(condition, cells))
            case Not(part):
                return not self.holds(part, cells)
            case All(parts):
                return all(self.holds(part, cells) for part in parts)
            case Some(parts, least):
                return sum(self.holds(part, cells) for part in parts) >= least

    def parted(self) -> Expr:
        """Where the answers of two texts differ."""
        one, two = self.verdicts
        return All((self.consistent, Not(Some(tuple(All((one[v], two[v])) for v in one)))))

    def setting(self, case: Case) -> dict[int, int]:
        """Every variable with what a case says of it, else with what there is when nothing is said."""
        cells = {}
        for place, variable in enumerate(self.variables):
            known = case.facts.get(variable.name)
            values = known.values if known is not None else ()
            if variable.member is not None:
                cells[place] = int(known is not None and variable.member in known.includes)
            elif len(values) == 1 and next(iter(values)) in variable.values:
                cells[place] = variable.values.index(next(iter(values)))
            else:
                fact = self.fact(variable.name)
                cells[place] = variable.values.index(absent_value(fact)) if fact.adverse else 0
        return cells
