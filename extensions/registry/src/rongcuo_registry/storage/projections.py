"""Projections: tables of the current state, made from the events and made anew from them at any time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from rongcuo.facts.problems import InputError, Problem

from .connection import database
from .events import Event, event_from
from .schema import OWN, objects, quoted

if TYPE_CHECKING:
    from sqlite_utils import Database

#: What stands before the name of a projection as a key of `meta`.
_KEY = "projection:"
#: As many events are put to the projections at a time.
AT_A_TIME = 1000
#: As much of a database beside is kept in memory, in KiB.
_CACHE_KIB = 32 * 1024


class Projection(Protocol):
    """Some tables of the current state, which hold nothing but what the events say.

    A text that can be erased never stands in one: it is joined from the table `sealed` when a list is shown.
    """

    @property
    def name(self) -> str:
        """Its name, which no other projection has."""

    @property
    def version(self) -> int:
        """One more whenever its tables or what goes into them change: then they are made anew from the events."""

    def schema(self, db: Database) -> None:
        """Makes its tables, each with a primary key, its indexes and views.  It may not commit."""

    def apply(self, events: Sequence[Event], db: Database) -> None:
        """Brings its tables from the state before some events to that after them.  It may not commit."""


@runtime_checkable
class WorkedOut(Projection, Protocol):
    """One whose tables rest on more than the events, so that events alone tell only what has to be worked out.

    Whoever works it out has to check it.  It stands behind the projections whose tables it reads.
    """

    def restart(self, db: Database) -> None:
        """Brings its tables to where nothing is worked out, from those of the others.  It may not commit."""


def stored(connection: sqlite3.Connection) -> dict[str, tuple[int, list[str]]]:
    """What the file says of its projections: the version and the objects of each, by name.

    Raises InputError where it says it in no form that was ever written.
    """
    rows = connection.execute("SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?", (len(_KEY), _KEY))
    entries = {}
    for key, value in rows:
        try:
            entry = json.loads(value)
            version, names = entry["version"], entry["objects"]
            if type(version) is not int or not all(isinstance(name, str) for name in names):
                raise TypeError
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise InputError(Problem("registry_setting", {"key": str(key)})) from error
        entries[key.removeprefix(_KEY)] = version, names
    return entries


def up_to_date(
    connection: sqlite3.Connection, projections: Sequence[Projection], *, readonly: bool = False
) -> bool:
    """Whether the file has these projections, each in its version.

    Raises InputError where the file has a later one, or one that isn't among them and that writing would leave
    behind.
    """
    versions = {name: version for name, (version, _) in stored(connection).items()}
    known = {projection.name: projection.version for projection in projections}
    for name, version in versions.items():
        if version > known.get(name, 0) and not (readonly and name not in known):
            values = {"name": name, "version": version, "known": known.get(name, 0)}
            raise InputError(Problem("registry_newer_lists", values))
    return all(versions.get(name) == version for name, version in known.items())


def rebuild(connection: sqlite3.Connection, projections: Sequence[Projection]) -> None:
    """Makes every projection anew from the events, in the transaction that is open."""
    for name, (_, made) in stored(connection).items():
        for each in made:
            row = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (each,)).fetchone()
            if row is not None and row[0] in ("table", "view") and each not in OWN:
                connection.execute(f"DROP {row[0]} {quoted(each)}")
        connection.execute("DELETE FROM meta WHERE key = ?", (_KEY + name,))
    _make(connection, projections)
    if projections:
        db = database(connection)
        plain = of_events_alone(projections)
        for events in _events(connection):
            for projection in plain:
                projection.apply(events, db)
        for projection in projections:
            if isinstance(projection, WorkedOut):
                projection.restart(db)


def of_events_alone(projections: Iterable[Projection]) -> list[Projection]:
    """The projections that hold nothing but what the events say."""
    return [projection for projection in projections if not isinstance(projection, WorkedOut)]


def _make(connection: sqlite3.Connection, projections: Iterable[Projection]) -> None:
    """Makes the empty tables of the projections, and notes down which they are."""
    for projection in projections:
        before = objects(connection)
        projection.schema(database(connection))
        made = sorted(objects(connection).keys() - before.keys())
        entry = json.dumps({"version": projection.version, "objects": made}, sort_keys=True)
        connection.execute("INSERT INTO meta VALUES (?, ?)", (_KEY + projection.name, entry))


def _events(connection: sqlite3.Connection) -> Iterator[list[Event]]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    cursor.execute("SELECT * FROM event ORDER BY id")
    while rows := cursor.fetchmany(AT_A_TIME):
        yield [event_from(row) for row in rows]


@contextmanager
def empty_beside(projections: Sequence[Projection], tables: Iterable[str]) -> Iterator[sqlite3.Connection]:
    """Another database, which SQLite keeps in memory or in a hidden file, with the same tables, all empty.

    `tables` are the statements of the storage's own tables.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as other:
        other.row_factory = sqlite3.Row
        other.execute("PRAGMA journal_mode = OFF")  # it is never gone back to
        other.execute("PRAGMA synchronous = OFF")
        other.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        other.execute("BEGIN")
        for statement in tables:
            other.execute(statement)
        _make(other, projections)
        yield other


def differences(
    connection: sqlite3.Connection, other: sqlite3.Connection, table: str
) -> Iterator[tuple[str, str, str]]:
    """Where a table differs from the one made anew: the kind of difference, the key of the row, and the column.

    The kinds are "added", "lost" and "changed"; "shape" where the table hasn't the same columns.
    """
    shape, right_shape = (
        [tuple(row)[1:] for row in each.execute(f"PRAGMA table_info({quoted(table)})")]
        for each in (connection, other)
    )
    if shape != right_shape:
        yield "shape", "", ""
        return
    names = [name for name, *_ in shape]
    keys = [name for name, *_, place in sorted(shape, key=lambda column: column[-1]) if place]
    if not keys:
        raise ValueError(f"the projection's table {table} has no primary key")
    columns, order = (", ".join(map(quoted, each)) for each in (names, keys))
    query = f"SELECT {columns} FROM {quoted(table)} ORDER BY {order}"
    for row, right in side_by_side(connection.execute(query), other.execute(query), keys):
        if row is None or right is None:
            there = row or right
            assert there is not None
            yield "lost" if row is None else "added", _key(there, keys), ""
            continue
        if repr(tuple(row)) == repr(tuple(right)):  # which tells numbers of two kinds apart
            continue
        for name in names:
            if (type(row[name]), row[name]) != (type(right[name]), right[name]):
                yield "changed", _key(row, keys), name


def side_by_side(
    rows: Iterable[sqlite3.Row], others: Iterable[sqlite3.Row], keys: Sequence[str]
) -> Iterator[tuple[sqlite3.Row | None, sqlite3.Row | None]]:
    """Rows of two queries that are in the order of the same keys, those of one key together."""

    def placed(row: sqlite3.Row | None) -> list[tuple[int, Any]]:
        return [_LAST] if row is None else [_order(row[key]) for key in keys]

    left, right = iter(rows), iter(others)
    row, other = next(left, None), next(right, None)
    while row is not None or other is not None:
        if row is not None and other is not None and all(_same(row[key], other[key]) for key in keys):
            yield row, other
            row, other = next(left, None), next(right, None)
            continue
        here, there = placed(row), placed(other)
        yield (row if here <= there else None), (other if there <= here else None)
        if here <= there:
            row = next(left, None)
        if there <= here:
            other = next(right, None)


#: Behind every value of a row.
_LAST = (4, 0)


def _key(row: sqlite3.Row, keys: Sequence[str]) -> str:
    return ", ".join(str(row[key]) for key in keys)


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _order(value: Any) -> tuple[int, Any]:
    """A value by the order in which SQLite sorts: nothing, numbers, texts by their bytes, bytes."""
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return (2, value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else (3, value)
