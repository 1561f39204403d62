"""Where open proceedings stand, many at a time, from the lists instead of their events."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from .model import Standing, Taken
from .storage import Store

_ROWS = """
    SELECT here.*, case_list.erased, step, roles, day, done, decision, event
    FROM (SELECT id, case_id, region, kind, status, opened, effective FROM proceeding_list WHERE {}) AS here
    JOIN case_list ON case_list.id = case_id LEFT JOIN step_list ON proceeding_id = here.id
    ORDER BY here.id
"""
_PAGE = _ROWS.format(
    "closed = 0 AND id > :after AND (:region IS NULL OR region = :region) ORDER BY id LIMIT :most"
)
_SOME = _ROWS.format("id IN (SELECT value FROM json_each(:ids))")


def standings_after(
    store: Store, after: int, most: int, region: str | None = None
) -> list[tuple[Standing, bool]]:
    """At most so many open proceedings behind an id, of a region or of all, and whether their case was erased."""
    return [*_standings(store.rows(_PAGE, {"after": after, "most": most, "region": region}))]


def standings_of(store: Store, ids: Iterable[int]) -> list[tuple[Standing, bool]]:
    """The proceedings with these ids, and whether their case was erased."""
    return [*_standings(store.rows(_SOME, {"ids": json.dumps([*ids])}))]


def _standings(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Standing, bool]]:
    for _, of_one in groupby(rows, itemgetter("id")):
        steps = [*of_one]
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
