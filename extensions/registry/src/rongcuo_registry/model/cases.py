"""Cases: what the registry holds of one, derived from its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import evolve, field, frozen

from rongcuo.facts.records import frozen_dict

from ..storage import ERASURE, Event

#: The kinds of events that are a case's own.
ADDED, CHANGED, FACTS, RULED, DECIDED, NOTED = (
    "case_added",
    "case_changed",
    "facts_stated",
    "ruled",
    "decided",
    "noted",
)
#: What a body may decide about.
DecisionAxis = Literal["accountability", "discipline", "sanction", "organization", "appraisal"]


@frozen(kw_only=True)
class Decision:
    """What a body decided, as somebody recorded it: the outcome on each axis, and what goes with it.

    `ruled` is the event with the ruling of that day, if the case was ruled.  Texts are references.
    """

    event: int
    on: str
    role: str
    tolerated: bool
    outcomes: Mapping[str, str] = field(converter=frozen_dict)
    beside: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Any]] = field(converter=frozen_dict, factory=dict)
    ruled: int | None = None


@frozen(kw_only=True)
class CaseState:
    """One case: references to its texts, the facts stated since, and what was ruled and decided of it.

    `data` refers to the case as plain data in JSON, `title` to its title; `matter` is the first case of the matter
    that it shares facts with.
    """

    id: int
    title: Mapping[str, Any] = field(converter=frozen_dict)
    data: Mapping[str, Any] = field(converter=frozen_dict)
    where: str
    matter: int
    person: int | None = None
    role: str | None = None
    facts: Mapping[str, Any] = field(converter=frozen_dict, factory=dict)
    rulings: tuple[int, ...] = ()
    decisions: tuple[Decision, ...] = ()
    erased: bool = False


def case_after(before: CaseState | None, event: Event) -> CaseState | None:
    """A case after one of its events."""
    body = event.body
    if event.kind == ADDED:
        assert event.case is not None
        return CaseState(
            id=event.case,
            title=body["title"],
            data=body["data"],
            where=body["where"],
            matter=body["matter"] or event.case,
            person=body["person"],
            role=body["role"],
        )
    if before is None:
        return None
    if event.kind == CHANGED:
        # what was stated in between is in the new file, or is no longer so
        return evolve(before, title=body["title"], data=body["data"], where=body["where"], facts={})
    if body.get("facts"):
        before = evolve(before, facts={**before.facts, **body["facts"]})
    if event.kind == RULED:
        return evolve(before, rulings=(*before.rulings, event.id))
    if event.kind == DECIDED:
        return evolve(before, decisions=(*before.decisions, _decision(event, before)))
    return evolve(before, erased=True) if event.kind == ERASURE and body["person"] is None else before


def _decision(event: Event, case: CaseState) -> Decision:
    body = event.body
    return Decision(
        event=event.id,
        on=body["on"],
        role=body["role"],
        tolerated=body["tolerated"],
        outcomes=body["outcomes"],
        beside=tuple(body["beside"]),
        texts=body["texts"],
        ruled=case.rulings[-1] if case.rulings else None,
    )
