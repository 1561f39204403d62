"""What is due: asked of the steps that are kept as they were last worked out, and worked out where they are not."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge, nsmallest
from itertools import islice
from typing import Any

from rongcuo.facts.problems import InputError, Problem

from .basis import Basis
from .model import Standing
from .model.dues import NO_DAY, STALE
from .standings import standings_after, standings_of
from .storage import Report, Store
from .taking import Waiting
from .waiting import AT_A_TIME, AllDue, Due, Workings, urgency, worked_out

#: So many proceedings are worked out each time they are asked for, before it is worth writing to the file.
FEW = 100
#: The columns of `due_list`.
_COLUMNS = ("proceeding_id", "place", "region", "kind", "state", "by_day", "step", "since", "unscheduled")
_INSERT = f"INSERT INTO due_list VALUES ({', '.join('?' * len(_COLUMNS))})"
_HERE = "(:region IS NULL OR region = :region)"
_STALE_ONES = f"SELECT proceeding_id FROM due_list WHERE state = 'stale' AND {_HERE} LIMIT :most"
_OUTDATED = """
    SELECT DISTINCT proceeding_id FROM due_list WHERE region = :region AND kind = :kind LIMIT :most
"""
_APART = "IN (SELECT value FROM json_each(:apart))"

Row = tuple[int, int, str, str, str, str, str | None, str | None, int]


class Dues:
    """The steps that the proceedings of a registry wait for, by the texts and settings that are on here."""

    def __init__(self, store: Store, workings: Workings, basis: Basis) -> None:
        self.store, self.workings, self.basis = store, workings, basis

    def due(self, region: str | None, limit: int, report: Report) -> AllDue:
        """At most so many steps, the most urgent first.

        What many proceedings wait for is kept in the file once it is worked out; where it can't be, because the
        file may not be written or somebody else writes, all of it is worked out for this once.
        """
        try:
            self._keep_up(region, report)
        except InputError:
            return self._looked_through(region, limit, report)
        with self.store.reading():
            apart = self._behind(region)
            if len(apart) <= FEW:
                return self._asked(region, limit, apart)
        return self._looked_through(region, limit, report)  # somebody wrote meanwhile, by other texts

    def differences(self, report: Report) -> Iterator[Problem]:
        """Where what is kept isn't what the proceedings wait for."""
        outdated = {*self._outdated(None)}
        whole = self.store.rows("SELECT max(id) AS last FROM proceeding_list")[0]["last"] or 0
        after: int | None = 0
        while after is not None:
            with self.store.reading():
                page = standings_after(self.store, after, AT_A_TIME)
                last = page[-1][0].id if page else None
                kept = self._rows_between(after, last)
                for state, erased in page:
                    there = kept.pop(state.id, [])
                    if (state.region, state.kind) in outdated or (there and there[0][4] == "stale"):
                        continue
                    if there != [*_rows(state, self.workings.waiting(state, erased=erased))]:
                        yield Problem("registry_due_wrong", {"id": state.id})
            for number in kept:  # of a proceeding that isn't open, or isn't there
                yield Problem("registry_due_wrong", {"id": number})
            report(last or whole, whole)
            after = last

    # What is kept

    def _outdated(self, region: str | None) -> list[tuple[str, str]]:
        """The regions and kinds of procedures of which what is kept rests on other texts or settings."""
        rows = self.store.rows(f"SELECT * FROM due_basis WHERE {_HERE}", {"region": region})
        return [
            (row["region"], row["kind"])
            for row in rows
            if row["basis"] != self.basis.of(row["region"], row["kind"])
        ]

    def _behind(self, region: str | None) -> set[int]:
        """The proceedings of which nothing is kept that holds here; of many, a few more than `FEW`."""
        values: dict[str, Any] = {"region": region, "most": FEW + 1}
        behind = {row["proceeding_id"] for row in self.store.rows(_STALE_ONES, values)}
        for there, kind in self._outdated(region):
            if len(behind) <= FEW:
                rows = self.store.rows(_OUTDATED, {**values, "region": there, "kind": kind})
                behind |= {row["proceeding_id"] for row in rows}
        return behind

    def _keep_up(self, region: str | None, report: Report) -> None:
        """Works out and keeps what many proceedings wait for.  Raises InputError where it can't be kept."""
        if len(self._behind(region)) <= FEW:
            return
        with self.store.working_out() as connection:
            for there, kind in self._outdated(None):
                values = {"region": there, "kind": kind, "basis": self.basis.of(there, kind)}  # type: ignore[arg-type]
                one = "region = :region AND kind = :kind"
                connection.execute(f"DELETE FROM due_list WHERE {one}", values)
                connection.execute(f"{STALE} WHERE closed = 0 AND {one}", values)
                connection.execute(f"UPDATE due_basis SET basis = :basis WHERE {one}", values)
            query = "SELECT count(*) FROM due_list WHERE state = 'stale'"
            whole = left = connection.execute(query).fetchone()[0]
        while left > 0:
            report(whole - left, whole)
            with self.store.working_out() as connection:
                if self._outdated(None):
                    return  # another process keeps what rests on other texts
                done = self._keep_some(connection)
            left = left - done if done else 0

    def _keep_some(self, connection: sqlite3.Connection) -> int:
        query = f"SELECT proceeding_id FROM due_list WHERE state = 'stale' LIMIT {AT_A_TIME}"
        ids = [row[0] for row in connection.execute(query)]
        connection.executemany("DELETE FROM due_list WHERE proceeding_id = ?", [(each,) for each in ids])
        for state, erased in standings_of(self.store, ids):
            connection.executemany(_INSERT, _rows(state, self.workings.waiting(state, erased=erased)))
        return len(ids)

    def _rows_between(self, after: int, last: int | None) -> dict[int, list[Row]]:
        """What is kept of the proceedings behind an id up to another, or of all behind it."""
        query = """
            SELECT * FROM due_list WHERE proceeding_id > :after AND (:last IS NULL OR proceeding_id <= :last)
            ORDER BY proceeding_id, place
        """
        kept: dict[int, list[Row]] = {}
        for row in self.store.rows(query, {"after": after, "last": last}):
            kept.setdefault(row["proceeding_id"], []).append(tuple(row[name] for name in _COLUMNS))
        return kept

    # What is asked

    def _asked(self, region: str | None, limit: int, apart: set[int]) -> AllDue:
        """What is kept, and beside it what is worked out of a few proceedings apart."""
        values = {"region": region, "limit": limit, "apart": json.dumps(sorted(apart))}
        all_here = f"state = :state AND {'1' if region is None else 'region = :region'}"
        kept = f"{all_here} AND proceeding_id NOT {_APART}"
        waiting = self.store.rows(
            f"SELECT * FROM due_list WHERE {kept} ORDER BY by_day, proceeding_id, place LIMIT :limit",
            {**values, "state": "waiting"},
        )
        # all are counted in their index, and those apart looked up: to look for each of all among those apart is slow
        count = f"""
            SELECT (SELECT count(*) FROM due_list WHERE {all_here})
                - (SELECT count(*) FROM due_list WHERE +state = :state AND {_HERE} AND proceeding_id {_APART})
                AS n
        """
        whole = self.store.rows(count, {**values, "state": "waiting"})[0]["n"]
        ids = f"SELECT proceeding_id AS id FROM due_list WHERE {kept} ORDER BY by_day, proceeding_id"
        unknown = [row["id"] for row in self.store.rows(ids, {**values, "state": "unknown"})]
        beside: list[Due] = []
        for state, erased in standings_of(self.store, apart):
            here = self.workings.waiting(state, erased=erased)
            unknown += [state.id] if here is None else []
            beside += (Due(proceeding=state, waiting=step) for step in here or ())
        both = merge(self._dues(waiting), sorted(beside, key=urgency), key=urgency)
        steps = tuple(islice(both, limit))
        return AllDue(steps=steps, more=whole + len(beside) - len(steps), unknown=tuple(sorted(unknown)))

    def _dues(self, rows: Iterable[Mapping[str, Any]]) -> list[Due]:
        """The steps that rows tell of.  Raises InputError where the procedure has no such step."""
        rows = [*rows]
        standings = {
            state.id: state for state, _ in standings_of(self.store, {row["proceeding_id"] for row in rows})
        }
        return [Due(proceeding=standings[row["proceeding_id"]], waiting=self._waiting(row)) for row in rows]

    def _waiting(self, row: Mapping[str, Any]) -> Waiting:
        _, procedure = self.workings.laid_down(row["region"], row["kind"])
        step = procedure.by_id.get(row["step"])
        if step is None:
            raise InputError(
                Problem("registry_due_wrong", {"id": row["proceeding_id"]}, file=str(self.store.path))
            )
        return Waiting(
            step=step,
            since=datetime.date.fromisoformat(row["since"]),
            last_day=None if row["by_day"] == NO_DAY else datetime.date.fromisoformat(row["by_day"]),
            unscheduled=bool(row["unscheduled"]),
        )

    def _looked_through(self, region: str | None, limit: int, report: Report) -> AllDue:
        """All of it worked out for this once."""
        looked = _Looked(self, region, report)
        steps = nsmallest(limit, looked, key=urgency)
        return AllDue(steps=tuple(steps), more=looked.count - len(steps), unknown=tuple(looked.unknown))


class _Looked:
    """One look through the open proceedings: how many steps they wait for, and which can't be told of."""

    def __init__(self, dues: Dues, region: str | None, report: Report) -> None:
        self.dues, self.region, self.report = dues, region, report
        self.count = 0
        self.unknown: list[int] = []

    def __iter__(self) -> Iterator[Due]:
        query = f"SELECT count(*) AS n FROM proceeding_list WHERE closed = 0 AND {_HERE}"
        whole = self.dues.store.rows(query, {"region": self.region})[0]["n"]
        pages = worked_out(self.dues.store, self.dues.workings, self.region)
        for number, (state, steps) in enumerate(pages):
            if number % AT_A_TIME == 0:
                self.report(number, whole)
            if steps is None:
                self.unknown.append(state.id)
                continue
            self.count += len(steps)
            yield from (Due(proceeding=state, waiting=step) for step in steps)


def _rows(state: Standing, steps: Iterable[Waiting] | None) -> Iterator[Row]:
    """What is kept of a proceeding."""
    first = (state.id, 0, state.region, state.kind)
    if steps is None:
        yield *first, "unknown", NO_DAY, None, None, 0
        return
    place = 0
    for place, each in enumerate(steps, 1):
        day = NO_DAY if each.last_day is None else each.last_day.isoformat()
        values = ("waiting", day, each.step.id, each.since.isoformat(), int(each.unscheduled))
        yield state.id, place, state.region, state.kind, *values
    if place == 0:
        yield *first, "nothing", NO_DAY, None, None, 0
