"""What a case states and no clause of a region reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..facts.conditions import names
from ..facts.known import Known
from ..facts.surely import hangs_on, surely
from ..policy.jurisdiction import Jurisdiction
from .compiled import FILING_FACTS
from .prepared import PreparedCase


def unread(here: Jurisdiction, prepared: PreparedCase) -> tuple[str, ...]:
    """The facts that the case states and no clause here reads, whatever it is about.

    What was checked and not found counts as no statement, nor does what a case says of its filing elsewhere.
    """
    stated = [name for name, known in prepared.case.facts.items() if not known.checked]
    if not prepared.is_at(here):
        stated = [name for name in stated if name not in FILING_FACTS]
    periods = {name for text in prepared.policies for name in text.periods}
    return tuple(sorted(unread_of(here, prepared, stated) - periods))


def unread_of(here: Jurisdiction, prepared: PreparedCase, facts: Iterable[str]) -> frozenset[str]:
    """Those of some known facts that no clause here reads, and that settle nothing that one does."""
    known = prepared.here(here)
    read = here.derived(read_here) | presupposed(here, known)
    left = frozenset(facts) - read
    settling = (
        name for name in left & prepared.demands_of.keys() if read & _hanging(name, here, prepared, known)
    )
    return left.difference(settling)


def presupposed(here: Jurisdiction, known: Mapping[str, Known]) -> frozenset[str]:
    """The facts that situations in force here take as given, unless what is known is otherwise."""
    taken = (rule.presupposes for rule in here.rules("situation") if rule.presupposes is not None)
    return frozenset(name for expr in taken if surely(expr, known) is not False for name in names(expr))


def read_here(here: Jurisdiction) -> frozenset[str]:
    """Every fact that some clause in force here reads or says that it addresses; of a period, its dates.

    The stage poses the questions, and whether a matter is filed is read wherever something may be filed.
    """
    rules = [rule for text in here.texts for rule in text.rules if rule.when is not None]
    addressed = {name for rule in rules for name in rule.addresses}
    if any(rule.kind == "scope" for rule in rules):
        addressed |= {"filing"}
    return frozenset({"stage"} | addressed | {part for name in addressed for part in here.asked(name)})


def _hanging(
    name: str, here: Jurisdiction, prepared: PreparedCase, known: Mapping[str, Known]
) -> frozenset[str]:
    """The facts of which a stated one tells something that nothing else does.

    It can't be without what it is `only_if`, nor together with what it contradicts.
    """
    hanging = (hangs_on(demand.expr, known, here.only_if) for demand in prepared.demands_of[name])
    return frozenset[str]().union(*(names for names in hanging if name not in names))
