"""Dues: the steps that open proceedings wait for, as they were last worked out, and which have to be anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..storage import Event
from . import cases, proceedings

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The day of what has no last day, behind every other.
NO_DAY = "9999-12-31"
#: The kinds of events after which a case's proceedings wait for what they waited for before.
_NOTHING_NEW = frozenset({cases.ADDED, cases.RULED, cases.DECIDED, cases.NOTED})
_TABLES = (
    f"""
    CREATE TABLE due_list (
        proceeding_id INTEGER NOT NULL,
        place INTEGER NOT NULL DEFAULT 0,
        region TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'stale' CHECK (state IN ('stale', 'waiting', 'nothing', 'unknown')),
        by_day TEXT NOT NULL DEFAULT '{NO_DAY}',
        step TEXT,
        since TEXT,
        unscheduled INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (proceeding_id, place)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX due_list_state ON due_list (state, by_day, proceeding_id, place)",
    "CREATE INDEX due_list_region ON due_list (region, state, by_day, proceeding_id, place)",
    """
    CREATE TABLE due_basis (
        region TEXT NOT NULL, kind TEXT NOT NULL, basis TEXT, PRIMARY KEY (region, kind)
    ) WITHOUT ROWID
    """,
)
STALE = "INSERT INTO due_list (proceeding_id, region, kind) SELECT id, region, kind FROM proceeding_list"


class Dues:
    """At least one row for each open proceeding: the steps that it waits for, in their order by `place`.

    In place of steps `stale` says that they have to be worked out, `nothing` that there is none, and `unknown`
    that they can't be told.  `due_basis` has by region and kind of procedure what the rows that aren't stale
    rest on beside the events: the fingerprint of the texts and settings.
    """

    name = "dues"
    version = 1

    def schema(self, db: Database) -> None:
        for statement in _TABLES:
            db.execute(statement)

    def apply(self, events: Sequence[Event], db: Database) -> None:
        """Leaves nothing of a case worked out that an event may have changed."""
        for event in events:
            self._touch(event, db)

    def _touch(self, event: Event, db: Database) -> None:
        if event.case is None or event.kind in _NOTHING_NEW:
            return
        if event.kind == proceedings.OPENED:
            values = (event.body["region"], event.body["procedure"])
            db.execute("INSERT OR IGNORE INTO due_basis VALUES (?, ?, NULL)", values)
        of_case = "SELECT id FROM proceeding_list WHERE case_id = ?"
        db.execute(f"DELETE FROM due_list WHERE proceeding_id IN ({of_case})", (event.case,))
        # not by the index of what is closed, which most proceedings aren't
        db.execute(f"{STALE} WHERE case_id = ? AND +closed = 0", (event.case,))

    def restart(self, db: Database) -> None:
        """Leaves nothing worked out at all."""
        db.execute("DELETE FROM due_list")
        db.execute("DELETE FROM due_basis")
        db.execute("INSERT INTO due_basis SELECT DISTINCT region, kind, NULL FROM proceeding_list")
        db.execute(f"{STALE} WHERE closed = 0")
