"""What open proceedings wait for, worked out for many: what is the same for several is worked out once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from attrs import frozen

from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.conditions import names
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import Procedure, ProcedureStep
from rongcuo.policy.jurisdiction import Jurisdiction

from .model import Standing
from .standings import standings_after
from .storage import Store
from .taking import Progress, Waiting, waiting_for

#: As many proceedings are read at a time: whoever writes waits no longer than that takes.
AT_A_TIME = 1000


@frozen(kw_only=True)
class Due:
    """A step that a proceeding waits for."""

    proceeding: Standing
    waiting: Waiting


@frozen(kw_only=True)
class AllDue:
    """The steps that proceedings wait for, the most urgent first, and how many there are beyond them.

    `unknown` are proceedings that can't be told of: their case was erased, or their region isn't on here.
    """

    steps: tuple[Due, ...]
    more: int
    unknown: tuple[int, ...]


#: What a region lays down for a kind of procedure, and what is known of a case.  Both raise InputError.
LaidDown = Callable[[str, ProcedureKind], tuple[Jurisdiction, Procedure]]
KnownOf = Callable[[int], Mapping[str, Known]]


def urgency(due: Due) -> tuple[datetime.date, int]:
    return due.waiting.last_day or datetime.date.max, due.proceeding.id


class Workings:
    """What proceedings wait for, by the texts and settings that are on here."""

    def __init__(self, calendar: Calendar, laid_down: LaidDown, known_of: KnownOf) -> None:
        self.known_of = known_of
        self.laid_down = cache(laid_down)
        self._names = cache(self._names_read)
        self._day_after = cache(calendar.day_after)
        self._without_facts: dict[tuple[object, ...], tuple[ProcedureStep, ...] | None] = {}
        self._with_facts: dict[tuple[object, ...], tuple[ProcedureStep, ...]] = {}

    def waiting(self, state: Standing, *, erased: bool) -> list[Waiting] | None:
        """The steps that a proceeding waits for, in their order; None where it can't be told."""
        if erased:
            return None
        try:
            here, procedure = self.laid_down(state.region, state.kind)
            progress = Progress(state=state, procedure=procedure, here=here, read=self._read(state))
            return [
                waiting_for(step, progress.since(step), self._day_after) for step in self._steps(progress)
            ]
        except InputError:
            return None

    def _read(self, state: Standing) -> Callable[[], Mapping[str, Known]]:
        return lambda: self.known_of(state.case)

    def _steps(self, progress: Progress) -> tuple[ProcedureStep, ...]:
        """The steps that a proceeding waits for: the same for all that stand there with the same facts."""
        state = progress.state
        shape = (
            *(state.region, state.kind, state.status, state.closed, state.effective is None),
            frozenset(name for name, taken in state.taken.items() if taken.done),
        )
        if shape not in self._without_facts:
            steps = tuple(progress.steps_now())
            self._without_facts[shape] = None if progress.has_read else steps
        alike = self._without_facts[shape]
        if alike is not None:
            return alike
        known = progress.known
        facts = (*shape, *(known.get(name) for name in self._names(state.region, state.kind)))
        if facts not in self._with_facts:
            self._with_facts[facts] = tuple(progress.steps_now())
        return self._with_facts[facts]

    def _names_read(self, region: str, kind: ProcedureKind) -> tuple[str, ...]:
        """The facts that decide which steps of a procedure take place."""
        _, procedure = self.laid_down(region, kind)
        return tuple(sorted({name for step in procedure.steps for name in names(step.when)}))


def worked_out(
    store: Store, workings: Workings, region: str | None = None
) -> Iterator[tuple[Standing, list[Waiting] | None]]:
    """What each open proceeding waits for, of a region or of all; None where it can't be told."""
    page = standings_after(store, 0, AT_A_TIME, region)
    while page:
        for state, erased in page:
            yield state, workings.waiting(state, erased=erased)
        page = standings_after(store, page[-1][0].id, AT_A_TIME, region)
