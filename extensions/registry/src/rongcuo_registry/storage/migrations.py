"""Migrations: a file of an earlier version is brought up to date when it is opened, and copied before."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from rongcuo.facts.problems import InputError, Problem

from .connection import connect, copy_into, transaction
from .files import new_file
from .projections import Projection, rebuild, up_to_date

#: What brings a file from each schema to the next, the first from 1 to 2.  A step runs in the transaction that
#: is open and may not commit.
STEPS: list[Callable[[sqlite3.Connection], None]] = []


def newest() -> int:
    """The schema that this version writes."""
    return len(STEPS) + 1


def schema_of(connection: sqlite3.Connection) -> int:
    """The schema of a file.  InputError for one that a later version wrote."""
    schema: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if schema > newest():
        raise InputError(Problem("registry_newer", {"schema": schema, "known": newest()}))
    return schema


def needs_update(
    connection: sqlite3.Connection, projections: Sequence[Projection], *, readonly: bool = False
) -> bool:
    """Whether the file or one of its projections is of an earlier version.  InputError for a later one."""
    return schema_of(connection) < newest() or not up_to_date(connection, projections, readonly=readonly)


def update(
    connection: sqlite3.Connection, path: Path, projections: Sequence[Projection], *, keep_copy: bool = True
) -> Path | None:
    """Brings a file up to date in one transaction, and gives the copy that was made of it before.

    Only a change of the schema has a copy made, unless the file is a copy itself; projections lose nothing when
    they are made anew.
    Raises InputError, and sqlite3.Error, and leaves the file as it was.
    """
    copy = None
    with transaction(connection):
        schema, known = schema_of(connection), newest()
        if schema < known:
            copy = _copy(path, schema) if keep_copy else None  # nobody else writes from here on
            for step in STEPS[schema - 1 :]:
                step(connection)
            connection.execute(f"PRAGMA user_version = {known}")
        if schema < known or not up_to_date(connection, projections):
            rebuild(connection, projections)
    return copy


def _copy(path: Path, schema: int) -> Path:
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}.schema-{schema}.{now}")
    with new_file(copy) as beside, closing(connect(path, readonly=True)) as other:
        copy_into(other, beside)
    return copy
