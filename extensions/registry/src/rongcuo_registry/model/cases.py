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
#: What may be decided on an axis.
OUTCOMES = ("not_pursued", "exempt", "mitigated", "lighter", "pursued")
#: What goes with a decision.
BESIDE = ("criticism", "talk", "admonition", "notice")


@frozen(kw_only=True)
class Decision:
    """What a body decided, as somebody recorded it: the outcome on each axis, and what goes with it.

    `ruled` is the event with the ruling of that day, if the case was ruled; `replaces` are the events of decisions
    that don't stand any more with it, `replaced_by` is the one with which it doesn't stand itself.  Texts are
    references.
    """

    event: int
    on: str
    role: str
    tolerated: bool
    outcomes: Mapping[str, str] = field(converter=frozen_dict)
    beside: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Any]] = field(converter=frozen_dict, factory=dict)
    ruled: int | None = None
    replaces: tuple[int, ...] = ()
    replaced_by: int | None = None


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

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that no later one replaced."""
        return tuple(each for each in self.decisions if each.replaced_by is None)


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
        return _decided(before, _decision(event, before))
    return evolve(before, erased=True) if event.kind == ERASURE and body["person"] is None else before


def _decided(before: CaseState, decision: Decision) -> CaseState:
    earlier = (
        evolve(each, replaced_by=decision.event) if each.event in decision.replaces else each
        for each in before.decisions
    )
    return evolve(before, decisions=(*earlier, decision))


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
        replaces=tuple(body.get("replaces", ())),
    )
