"""Proceedings: one procedure of one case as far as it has gone, derived from its events."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from attrs import evolve, field, frozen

from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.records import frozen_dict

from ..storage import Event

#: How far a proceeding is: it goes on, took effect, came to nothing, or was given up.
Status = Literal["under_way", "concluded", "refused", "withdrawn"]


def how_far(status: str, *, closed: bool, effective: bool) -> str:
    """How far a proceeding is: its status, and whether it took effect, and whether anything is left of it."""
    if status == "concluded":
        return "ended" if not effective else "concluded" if closed else "in_effect"
    if effective and status in ("refused", "withdrawn"):
        return f"{status}_later"
    return status


#: The kinds of events that a proceeding is made of.
OPENED, STEP, AMENDED, WITHDRAWN, CLOSED = (
    "proceeding_opened",
    "step_taken",
    "filing_amended",
    "withdrawn",
    "closed",
)


@frozen(kw_only=True)
class Taken:
    """A step as far as it was taken: by which roles and on which day; `done` once nobody else has to.

    `decision` is what it decided, None where it decides nothing; `event` is the last event about it.
    """

    step: str
    roles: tuple[str, ...]
    on: datetime.date
    done: bool
    decision: bool | None
    event: int


@frozen(kw_only=True)
class Standing:
    """Where a proceeding stands, as far as what comes next hangs on it.

    `effective` is the day since which it has its effect; `closed` is set when nothing more of it is to come.
    """

    id: int
    case: int
    region: str
    kind: ProcedureKind
    opened: datetime.date
    status: Status = "under_way"
    taken: Mapping[str, Taken] = field(converter=frozen_dict, factory=dict)
    effective: datetime.date | None = None
    closed: bool = False

    def done(self, step: str) -> bool:
        """Whether a step was taken by everybody who takes it."""
        return step in self.taken and self.taken[step].done

    @property
    def how_far(self) -> str:
        """How far it is, as it is said."""
        return how_far(self.status, closed=self.closed, effective=self.effective is not None)


@frozen(kw_only=True)
class ProceedingState(Standing):
    """One proceeding.  `steps` and `texts` are those of the day on which it was opened: ids, and plugin versions.

    `skipped` are steps that don't take place in this case.
    """

    steps: tuple[str, ...]
    texts: Mapping[str, str] = field(converter=frozen_dict)
    skipped: frozenset[str] = frozenset()
    ended: datetime.date | None = None
    amended: tuple[datetime.date, ...] = ()

    @property
    def last_day(self) -> datetime.date:
        """The latest day of anything that was done in it."""
        days = [self.opened, *(taken.on for taken in self.taken.values()), *self.amended]
        return max(days if self.ended is None else [*days, self.ended])


def proceeding_after(before: ProceedingState | None, event: Event) -> ProceedingState | None:
    """A proceeding after one of its events; events of other kinds leave it as it was."""
    body = event.body
    if event.kind == OPENED:
        assert event.proceeding is not None and event.case is not None
        return ProceedingState(
            id=event.proceeding,
            case=event.case,
            region=body["region"],
            kind=body["procedure"],
            opened=day(body),
            steps=tuple(body["steps"]),
            texts=body["texts"],
        )
    if before is None:
        return None
    if event.kind == STEP:
        return _stepped(before, event)
    if event.kind == AMENDED:
        return evolve(before, amended=(*before.amended, day(body)))
    if event.kind == WITHDRAWN:
        return evolve(before, status="withdrawn", ended=day(body), closed=True)
    if event.kind == CLOSED:
        return evolve(before, closed=True, ended=day(body), status=body["status"])
    return before


def _stepped(before: ProceedingState, event: Event) -> ProceedingState:
    body = event.body
    name = body["step"]
    earlier = before.taken.get(name)
    taken = Taken(
        step=name,
        roles=tuple(dict.fromkeys((*(earlier.roles if earlier else ()), body["role"]))),
        on=day(body),
        done=body["done"],
        decision=body["decision"],
        event=event.id,
    )
    after = evolve(
        before,
        taken={**before.taken, name: taken},
        skipped=before.skipped | frozenset(body["skipped"]),
        status=body["status"],
        closed=body["closed"],
    )
    if after.status == "concluded" and before.effective is None:
        after = evolve(after, effective=taken.on)
    return evolve(after, ended=taken.on) if after.closed else after


def day(body: Mapping[str, Any]) -> datetime.date:
    """The day on which it was done, as whoever entered it said."""
    return datetime.date.fromisoformat(body["on"])
