"""What has to hold of facts and findings together, whatever a case says of them."""

from __future__ import annotations

from rongcuo.facts.conditions import Atom
from rongcuo.facts.known import absent_value
from rongcuo.facts.vocabulary import Value
from rongcuo.ruling.diagrams import FALSE, TRUE
from rongcuo.ruling.reasoner import Reasoner


def there_by_cell(r: Reasoner, name: str) -> list[bool]:
    """For each cell of a fact other than a set, whether it says more than that there is nothing of the kind."""
    fact = r.fact(name)
    nothing: set[Value] = {absent_value(fact)} if fact.adverse else {False, "none"}
    return [fact.numeric or cell.value not in nothing for cell in r.cells(name)]


def is_there(r: Reasoner, name: str, *, known: bool) -> int:
    """Where a fact says more than that there is nothing of the kind.

    What can't say that, such as a number, is there once it is known.
    """
    fact, level, d = r.fact(name), r.level(name), r.diagrams
    if fact.type == "set":
        return d.some(d.node(level + at, [FALSE, TRUE]) for at in range(len(fact.values)))
    there = there_by_cell(r, name)
    if all(there):
        return TRUE if known else FALSE
    return d.node(level, [TRUE if cell else FALSE for cell in there])


def demand_of_fact(r: Reasoner, name: str, *, known: bool) -> int:
    """That what a fact is `only_if` holds wherever it is there."""
    condition = r.only_if(name)
    if condition is None or r.fact(name).derived:
        return TRUE
    return r.diagrams.if_then_else(is_there(r, name, known=known), r.build(condition), TRUE)


def demand_of_finding(r: Reasoner, name: str) -> int:
    """That what a finding is about holds wherever it is made."""
    rule = r.jurisdiction.by_id.get(name)
    if rule is None or rule.when is None:
        return TRUE
    made = r.build(Atom(name, frozenset([True])))
    return r.diagrams.if_then_else(made, r.build(rule.when), TRUE)
