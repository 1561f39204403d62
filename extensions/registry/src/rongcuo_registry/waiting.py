"""What is due: the steps that open proceedings wait for, told from the lists, the most urgent first."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import frozen

from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import Procedure
from rongcuo.policy.jurisdiction import Jurisdiction

from .model import Standing, Taken
from .storage import Store
from .taking import Progress, Waiting

#: As many proceedings are read at a time: whoever writes waits no longer than that takes.
_AT_A_TIME = 1000
_OPEN = """
    SELECT here.*, case_list.erased, step, roles, day, done, decision, event
    FROM (
        SELECT id, case_id, region, kind, status, opened, effective FROM proceeding_list
        WHERE closed = 0 AND id > :after AND (:region IS NULL OR region = :region) ORDER BY id LIMIT :most
    ) AS here
    JOIN case_list ON case_list.id = case_id LEFT JOIN step_list ON proceeding_id = here.id
    ORDER BY here.id
"""


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


def all_due(
    store: Store,
    calendar: Calendar,
    laid_down: LaidDown,
    known_of: KnownOf,
    *,
    region: str | None,
    limit: int,
) -> AllDue:
    """At most so many of the steps that open proceedings wait for, of a region or of all."""
    search = _Search(store, calendar, laid_down, known_of)
    steps = heapq.nsmallest(limit, search.steps(region), key=_urgency)
    return AllDue(steps=tuple(steps), more=search.count - len(steps), unknown=tuple(search.unknown))


def _urgency(due: Due) -> tuple[datetime.date, int]:
    return due.waiting.last_day or datetime.date.max, due.proceeding.id


class _Search:
    """One look through the open proceedings: how many steps they wait for, and which can't be told of."""

    def __init__(self, store: Store, calendar: Calendar, laid_down: LaidDown, known_of: KnownOf) -> None:
        self.store, self.calendar, self.known_of = store, calendar, known_of
        self.laid_down = cache(laid_down)
        self.count = 0
        self.unknown: list[int] = []

    def steps(self, region: str | None) -> Iterator[Due]:
        for state, erased in self._proceedings(region):
            waiting = None if erased else self._waiting(state)
            if waiting is None:
                self.unknown.append(state.id)
                continue
            self.count += len(waiting)
            for step in waiting:
                yield Due(proceeding=state, waiting=step)

    def _waiting(self, state: Standing) -> list[Waiting] | None:
        try:
            here, procedure = self.laid_down(state.region, state.kind)
            read = partial(self.known_of, state.case)
            return Progress(state=state, procedure=procedure, here=here, read=read).waiting(self.calendar)
        except InputError:
            return None

    def _proceedings(self, region: str | None) -> Iterator[tuple[Standing, bool]]:
        """The open proceedings, and whether their case was erased."""
        after: int | None = 0
        while after is not None:
            values = {"after": after, "region": region, "most": _AT_A_TIME}
            after = None
            for number, rows in groupby(self.store.rows(_OPEN, values), itemgetter("id")):
                after = number
                steps = [*rows]
                yield _standing(steps), bool(steps[0]["erased"])


def _standing(rows: Sequence[Mapping[str, Any]]) -> Standing:
    """Where a proceeding stands, from a row for each step that was taken, or one where none was."""
    first = rows[0]
    return Standing(
        id=first["id"],
        case=first["case_id"],
        region=first["region"],
        kind=first["kind"],
        opened=datetime.date.fromisoformat(first["opened"]),
        status=first["status"],
        taken={
            row["step"]: Taken(
                step=row["step"],
                roles=tuple(row["roles"].split()),
                on=datetime.date.fromisoformat(row["day"]),
                done=bool(row["done"]),
                decision=None if row["decision"] is None else bool(row["decision"]),
                event=row["event"],
            )
            for row in rows
            if row["step"] is not None
        },
        effective=None if first["effective"] is None else datetime.date.fromisoformat(first["effective"]),
    )
