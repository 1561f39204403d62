"""Whereabouts: the place of a case, the levels above it, and which of them lays down the procedure that it poses."""

from __future__ import annotations

from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Text
from rongcuo.policy import places
from rongcuo.policy.cases import Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.layers import NATION, levels_above

from .reading import Reading

#: The procedure that is opened for a case that poses a question.
OPENED_FOR: dict[Question, ProcedureKind] = {
    "filing": "filing",
    "clarification": "clarification",
    "tolerance": "determination",
}


def codes(registry: Reading, where: str) -> tuple[str, ...]:
    """The codes of a place and of every level above it, the nearest first; none where it isn't known."""
    policies = registry.policies.policies
    region = next((each.region for each in policies.values() if each.region.id == where), None)
    if region is not None:
        return region.code, *(level.code for level in levels_above(region, policies))
    named = places.called(where)
    if len(named) != 1:
        return ()
    return named[0].code, *(above.code for above in named[0].above), NATION


def place(registry: Reading, where: str) -> Text:
    """A place by its name."""
    region = next((p.region for p in registry.policies.policies.values() if p.region.id == where), None)
    return Text(where, where) if region is None else region.name


def opens_at(registry: Reading, where: str, kind: ProcedureKind) -> Jurisdiction | None:
    """The nearest level of a place whose texts lay down steps of a procedure; None where none does."""
    regions = {policy.region.code: policy.region.id for policy in registry.policies.policies.values()}
    for code in codes(registry, where):
        if code not in regions:
            continue
        try:
            here = registry.region(regions[code])
            if registry.procedure(here, kind).steps:
                return here
        except InputError:
            continue
    return None
