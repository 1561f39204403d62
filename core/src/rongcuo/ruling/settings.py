"""Settings: what levels of diagrams and their cells say of facts, and which setting is the plainest case."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from ..facts.conditions import Span
from ..facts.known import Known, absent_value, exactly
from ..facts.vocabulary import Fact, Value
from .reasoner import Reasoner


@frozen
class Asked:
    """What one level of a diagram asks: a fact, or whether a member is in a set; `values` are one for each cell."""

    name: str
    fact: Fact
    member: str | None
    values: tuple[Value, ...]


def asked_at(r: Reasoner, level: int) -> Asked:
    """What a level asks, among variables that are built."""
    name = str(r.groups[level])
    fact = r.fact(name)
    member = fact.values[level - r.level(name)] if fact.type == "set" else None
    return Asked(name, fact, member, tuple(cell.value for cell in r.cells(name, member)))


def cost(r: Reasoner, level: int, cell: int) -> float:
    """How far a value is from that of an everyday case: the cheapest setting is the plainest case."""
    asked = asked_at(r, level)
    if cell not in r.left(asked.name, asked.member):
        return float("inf")
    value, fact = asked.values[cell], asked.fact
    if asked.name in r.jurisdiction.variables:
        return 2.0
    if fact.adverse:
        clean = not value if fact.type == "set" else value == absent_value(fact)
        return 0.1 if clean else 3.0
    if value == "not_available":
        return 5.0
    if value in (False, "none", "other"):
        return 1.0 if fact.type != "set" else 0.01
    return 1.1


def values_of(r: Reasoner, path: Mapping[int, int]) -> dict[str, Value]:
    """The values that a settling of levels gives; of a set those that it has."""
    values: dict[str, Value] = {}
    for level, cell in sorted(path.items()):
        asked = asked_at(r, level)
        value = asked.values[cell]
        if asked.member is None:
            values[asked.name] = value
        else:
            had = values.get(asked.name, frozenset())
            assert isinstance(had, frozenset)
            values[asked.name] = had | {asked.member} if value else had
    return values


def knowledge_of(r: Reasoner, path: Mapping[int, int]) -> dict[str, Known]:
    """What a settling of levels tells of each variable; of a number the lowest of its range."""
    facts: dict[str, Known] = {}
    for level, cell in sorted(path.items()):
        asked = asked_at(r, level)
        value = asked.values[cell]
        if asked.member is not None:
            known = facts.get(asked.name, Known())
            key = "includes" if value else "excludes"
            facts[asked.name] = evolve(known, **{key: getattr(known, key) | {asked.member}})
        elif isinstance(value, int) and asked.fact.numeric:
            facts[asked.name] = Known(span=Span(value, value))
        else:
            facts[asked.name] = exactly(asked.fact, value)
    return facts
