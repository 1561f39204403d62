"""Lists: tables of cases and proceedings as they are now, for looking up; made anew from the events at any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..storage import ERASURE, Event
from . import cases, proceedings

if TYPE_CHECKING:
    from sqlite_utils import Database


#: A step that several take is added to.
_STEP = """
INSERT INTO step_list VALUES (:proceeding, :step, :roles, :day, :done, :decision, :event)
ON CONFLICT DO UPDATE SET
    roles = roles || ' ' || excluded.roles, day = excluded.day, done = excluded.done,
    decision = excluded.decision, event = excluded.event
"""
#: The columns of a row that are written.
Row = dict[str, Any]


class Lists:
    """A row for each case, each proceeding and each step that was taken, with an index for each way to look.

    Titles are joined from `sealed` by `title`; `roles` of a step have spaces between.
    """

    name = "lists"
    version = 2

    def schema(self, db: Database) -> None:
        db["case_list"].create(  # type: ignore[union-attr]
            {
                "id": int, "matter": int, "place": str, "title": int, "person": int,
                "added": str, "changed": str, "erased": int,
            },
            pk="id",
            not_null={"matter", "place", "title", "added", "changed", "erased"},
        )  # fmt: skip
        db["case_list"].create_index(["matter"])  # type: ignore[union-attr]
        db["proceeding_list"].create(  # type: ignore[union-attr]
            {
                "id": int, "case_id": int, "region": str, "kind": str, "status": str, "closed": int,
                "opened": str, "effective": str, "last_step": str, "last_day": str,
            },
            pk="id",
            not_null={"case_id", "region", "kind", "status", "closed", "opened", "last_day"},
        )  # fmt: skip
        for columns in (["case_id"], ["region", "case_id"], ["status", "case_id"], ["closed"]):
            db["proceeding_list"].create_index(columns)  # type: ignore[union-attr]
        db["step_list"].create(  # type: ignore[union-attr]
            {
                "proceeding_id": int, "step": str, "roles": str, "day": str, "done": int, "decision": int,
                "event": int,
            },
            pk=("proceeding_id", "step"),
            not_null={"roles", "day", "done", "event"},
        )  # fmt: skip

    def apply(self, events: Sequence[Event], db: Database) -> None:
        """Writes each row once, however many of the events change it."""
        new: dict[tuple[str, int], Row] = {}
        changed: dict[tuple[str, int], Row] = {}
        steps = []
        for event in events:
            for table, key, is_new, values in self._changes(event):
                if is_new:
                    new[table, key] = values
                else:
                    (new if (table, key) in new else changed).setdefault((table, key), {}).update(values)
            if event.kind == proceedings.STEP:
                steps.append(_step(event))
        for (table, _), values in new.items():
            marks = ", ".join(f":{name}" for name in values)
            db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
        for (table, key), values in changed.items():
            columns = ", ".join(f"{name} = :{name}" for name in values)
            if values:
                db.execute(f"UPDATE {table} SET {columns} WHERE id = :key", {**values, "key": key})
        db.conn.executemany(_STEP, steps)

    def _changes(self, event: Event) -> list[tuple[str, int, bool, Row]]:
        """The rows that an event makes or changes: the table, the id, whether it is new, and the columns."""
        body, at = event.body, event.at.isoformat(timespec="microseconds")
        changes: list[tuple[str, int, bool, Row]] = []
        if event.kind == cases.ADDED:
            assert event.case is not None
            row = {
                "id": event.case, "matter": body["matter"] or event.case, "place": body["where"],
                "title": body["title"]["sealed"], "person": body["person"], "added": at, "changed": at, "erased": 0,
            }  # fmt: skip
            return [("case_list", event.case, True, row)]
        if event.case is not None:
            case: Row = {"changed": at}
            if event.kind == cases.CHANGED:
                case |= {"place": body["where"], "title": body["title"]["sealed"]}
            if event.kind == ERASURE and body["person"] is None:
                case["erased"] = 1
            changes.append(("case_list", event.case, False, case))
        if event.kind == proceedings.OPENED:
            assert event.proceeding is not None
            row = {
                "id": event.proceeding, "case_id": event.case, "region": body["region"], "kind": body["procedure"],
                "status": "under_way", "closed": 0, "opened": body["on"], "last_day": body["on"],
            }  # fmt: skip
            changes.append(("proceeding_list", event.proceeding, True, row))
        elif event.proceeding is not None:
            changes.append(("proceeding_list", event.proceeding, False, self._of_proceeding(event)))
        return changes

    def _of_proceeding(self, event: Event) -> Row:
        body = event.body
        if event.kind == proceedings.STEP:
            row = {
                "status": body["status"],
                "closed": int(body["closed"]),
                "last_step": body["step"],
                "last_day": body["on"],
            }
            return {**row, "effective": body["on"]} if body["effective"] else row
        if event.kind == proceedings.WITHDRAWN:
            return {"status": "withdrawn", "closed": 1, "last_day": body["on"]}
        if event.kind == proceedings.CLOSED:
            return {"status": body["status"], "closed": 1, "last_day": body["on"]}
        return {"last_day": body["on"]} if event.kind == proceedings.AMENDED else {}


def _step(event: Event) -> Row:
    body = event.body
    return {
        "proceeding": event.proceeding, "step": body["step"], "roles": body["role"], "day": body["on"],
        "done": int(body["done"]), "decision": None if body["decision"] is None else int(body["decision"]),
        "event": event.id,
    }  # fmt: skip
