"""Losing: what a file that was replaced by a backup has, and the backup hasn't."""

from __future__ import annotations

import datetime
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from rongcuo.facts.problems import InputError, Problem

from .connection import WAIT, as_problems, connect
from .events import ERASURE
from .schema import REGISTRY


@frozen(kw_only=True)
class Lost:
    """The events of the replaced file that aren't in the one in its place.

    `since` is when the first of them was entered, `cases` and `proceedings` are those they are about.  `erased_cases`
    and `erased_persons` were erased by some of them, and their texts are there again.  `another` says that the
    replaced file was another registry.
    """

    events: int
    since: datetime.datetime | None
    cases: tuple[int, ...] = ()
    proceedings: tuple[int, ...] = ()
    erased_cases: tuple[int, ...] = ()
    erased_persons: tuple[int, ...] = ()
    another: bool = False


def lost(replaced: Path, restored: Path, *, wait: float = WAIT) -> Lost:
    """What goes lost where a file stands in the place of another.  Raises InputError where one can't be read."""
    with (
        as_problems(replaced, wait, reading=True),
        closing(connect(replaced, readonly=True, wait=wait)) as old,
        closing(connect(restored, readonly=True, wait=wait)) as new,
    ):
        try:
            return _lost(old, new)
        except (KeyError, TypeError, ValueError) as error:  # what was changed may be of any form
            raise InputError(Problem("registry_damaged", {"why": str(error)}, file=str(replaced))) from error


def _lost(old: sqlite3.Connection, new: sqlite3.Connection) -> Lost:
    another = _registry(old) != _registry(new)
    shared = 0 if another else _shared(old, new)
    count, first = old.execute("SELECT count(*), min(id) FROM event WHERE id > ?", (shared,)).fetchone()
    at = old.execute("SELECT at FROM event WHERE id = ?", (first,)).fetchone()
    return Lost(
        events=count,
        since=None if at is None else datetime.datetime.fromisoformat(at[0]),
        cases=_ids(old, "case_id", shared),
        proceedings=_ids(old, "proceeding_id", shared),
        erased_cases=() if another else _there_again(old, new, shared, "case"),
        erased_persons=() if another else _there_again(old, new, shared, "person"),
        another=another,
    )


def _registry(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT value FROM meta WHERE key = ?", (REGISTRY,)).fetchone()[0])


def _shared(old: sqlite3.Connection, new: sqlite3.Connection) -> int:
    """The last event that both have: each hash is taken over the one before, so that it is found by halving."""

    def same(id_: int) -> bool:
        query = "SELECT hash FROM event WHERE id = ?"
        rows = [connection.execute(query, (id_,)).fetchone() for connection in (old, new)]
        return None not in rows and rows[0][0] == rows[1][0]

    low, high = 0, old.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0]
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(middle) else (low, middle - 1)
    return low


def _ids(old: sqlite3.Connection, column: str, shared: int) -> tuple[int, ...]:
    query = f"SELECT DISTINCT {column} FROM event WHERE id > ? AND {column} IS NOT NULL ORDER BY 1"
    return tuple(row[0] for row in old.execute(query, (shared,)))


def _there_again(old: sqlite3.Connection, new: sqlite3.Connection, shared: int, of: str) -> tuple[int, ...]:
    """The cases or persons that were erased since, and of whom the file in its place has texts that both had."""
    events = old.execute("SELECT case_id, body FROM event WHERE id > ? AND kind = ?", (shared, ERASURE))
    erased = {
        number
        for case, body in events
        if (number := case if of == "case" else json.loads(body)["person"]) is not None
    }
    query = f"""
        SELECT 1 FROM sealed WHERE {of}_id = ? AND text IS NOT NULL
        AND case_id IN (SELECT case_id FROM event WHERE id <= ?) LIMIT 1
    """
    return tuple(sorted(n for n in erased if new.execute(query, (n, shared)).fetchone() is not None))
