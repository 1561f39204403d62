"""The store: one registry file, opened to read and to write."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rongcuo.facts.problems import InputError, Problem

from . import migrations
from .connection import WAIT, Patient, as_problems, connect, transaction, unwritable
from .events import Actor, Event, Head, event_from
from .files import new_file, told_of
from .projections import AT_A_TIME, Projection, rebuild
from .schema import APPLICATION_ID, REGISTRY, TABLES, create_tables, objects
from .writer import Writer

#: The size of the smallest database, in bytes; SQLite takes what is smaller for an empty one.
SMALLEST = 512


class Store:
    """A registry file.  It closes at the end of a `with` block, and belongs to the thread that opened it.

    What goes wrong with the file, the disk or another process is raised as InputError.
    """

    path: Path
    projections: tuple[Projection, ...]
    #: The copy that was made before the file was brought up to date, if it was.
    updated_from: Path | None

    def __init__(
        self,
        connection: Patient,
        path: Path,
        projections: Sequence[Projection],
        wait: float,
        *,
        readonly: bool,
    ) -> None:
        """For `create` and `open`."""
        self.path, self.projections, self.wait = path, tuple(projections), wait
        self.readonly = readonly
        self.updated_from = None
        self._connection = connection

    @classmethod
    def create(cls, path: Path, projections: Sequence[Projection] = (), *, wait: float = WAIT) -> Store:
        """Makes a new registry, readable for its owner alone, and opens it.

        Raises InputError, among others where the name is taken.
        """
        with new_file(path) as beside, told_of(beside, path):
            make(beside, projections, wait, registry=secrets.token_hex(32))
        return cls.open(path, projections, wait=wait)

    @classmethod
    def open(
        cls,
        path: Path,
        projections: Sequence[Projection] = (),
        *,
        readonly: bool = False,
        wait: float = WAIT,
        on_wait: Callable[[], None] | None = None,
        keep_copy: bool = True,
    ) -> Store:
        """Opens a registry that is there; one of an earlier version is brought up to date, with a copy beside it.

        `readonly` promises to write no event, and opens a file that may not be written.  `wait` is how long,
        in seconds, another process that writes is waited for; `on_wait` is called once that takes more than one.
        Without `keep_copy` no copy is made, for a file
        that is a copy itself.  Raises InputError.
        """
        connection = connect(path, readonly=readonly, wait=wait, on_wait=on_wait)
        store = cls(connection, path, projections, wait, readonly=readonly)
        try:
            with _named(path), store._as_problems():
                store._must_be_registry()
                if not readonly:
                    store._use_journal()
                if migrations.schema_of(connection) == migrations.newest():
                    store._must_have_tables()
                if migrations.needs_update(connection, projections, readonly=readonly):
                    store._update(keep_copy)
                if readonly:
                    connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writer]:
        """One transaction in the name of `actor`: on the disk when the block ends well, else nothing of it.

        What is read inside is what the transaction itself rests on: no other process writes before it ends.
        Raises InputError where a later version has brought the file up to date since it was opened.
        """
        with as_problems(self.path, self.wait, own=False), transaction(self._connection):
            migrations.needs_update(self._connection, self.projections)
            writer = Writer(self, self._connection, actor)
            yield writer
            writer.finish()

    @contextmanager
    def working_out(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes no event, only what is worked out of them; also of a store that is readonly.

        Raises InputError where the file may not be written, and at once where another process writes.
        """
        if problem := unwritable(self.path):
            raise InputError(problem)
        (readonly,) = self._connection.execute("PRAGMA query_only").fetchone()
        on_wait, self._connection.on_wait = self._connection.on_wait, None
        with as_problems(self.path, 0, own=False):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA query_only = OFF")
            try:
                with transaction(self._connection):
                    migrations.needs_update(self._connection, self.projections)
                    yield self._connection
            finally:
                self._connection.execute(f"PRAGMA query_only = {readonly}")
                self._connection.execute(f"PRAGMA busy_timeout = {round(self.wait * 1000)}")
                self._connection.on_wait = on_wait

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything that is read inside is of one moment; whoever writes waits until the block ends."""
        with self._as_problems(own=False), transaction(self._connection, "BEGIN"):
            yield

    def events(
        self,
        *,
        case: int | None = None,
        proceeding: int | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The events in their order: of a case, of a proceeding, those behind the id `after`, at most `limit`."""
        wanted = [("case_id = ?", case), ("proceeding_id = ?", proceeding)]
        where = "".join(f" AND {condition}" for condition, value in wanted if value is not None)
        values = [value for _, value in wanted if value is not None]
        while limit is None or limit > 0:
            most = AT_A_TIME if limit is None else min(limit, AT_A_TIME)
            query = f"SELECT * FROM event WHERE id > ?{where} ORDER BY id LIMIT ?"
            rows = self._rows(query, (after, *values, most))
            yield from map(self._event, rows)
            if len(rows) < most:
                return
            if rows[-1]["id"] <= after:  # a damaged table may lead in a circle
                raise InputError(Problem("registry_damaged", {"why": "event"}, file=str(self.path)))
            after = rows[-1]["id"]
            limit = None if limit is None else limit - most

    def text(self, sealed: int) -> str | None:
        """A sealed text by its id; None where it was erased.  KeyError where there never was one."""
        row = self._one("SELECT text FROM sealed WHERE id = ?", sealed)
        return None if row["text"] is None else str(row["text"])

    def attachment(self, sha256: str) -> bytes | None:
        """The content of an attachment; None where it was erased.  KeyError where there never was one."""
        row = self._one("SELECT content FROM attachment WHERE sha256 = ?", sha256)
        return None if row["content"] is None else bytes(row["content"])

    def rows(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query in SQL over the projections, `sealed` and the others."""
        with self._as_problems(own=False):
            return [dict(row) for row in self._connection.execute(query, parameters)]

    def head(self) -> Head:
        """The end of the log."""
        with self._as_problems():
            return head_of(self._connection)

    def registry_id(self) -> str:
        """The random id that the registry got when it was made, 64 hexadecimal digits."""
        return str(self._one("SELECT value FROM meta WHERE key = ?", REGISTRY)["value"])

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection underneath, for the other modules of the storage."""
        return self._connection

    def _rows(self, query: str, parameters: Sequence[Any]) -> list[sqlite3.Row]:
        with self._as_problems():
            return self._connection.execute(query, parameters).fetchall()

    def _one(self, query: str, key: int | str) -> sqlite3.Row:
        rows = self._rows(query, (key,))
        if not rows:
            raise KeyError(key)
        return rows[0]

    def _event(self, row: sqlite3.Row) -> Event:
        try:
            return event_from(row)
        except (TypeError, ValueError) as error:
            raise InputError(
                Problem("registry_event_changed", {"id": row["id"]}, file=str(self.path))
            ) from error

    def _as_problems(self, *, own: bool = True) -> AbstractContextManager[None]:
        return as_problems(self.path, self.wait, own=own, reading=self.readonly)

    def _must_be_registry(self) -> None:
        """Raises InputError unless the file is a registry, and whole as far as its length tells."""
        connection = self._connection
        if self.path.stat().st_size == 0:
            raise InputError(Problem("registry_empty"))
        if self.path.stat().st_size < SMALLEST:
            raise InputError(Problem("registry_no_database"))
        with transaction(connection, "BEGIN"):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise InputError(Problem("registry_foreign"))
            names = ("page_count", "page_size")
            pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
            length = self.path.stat().st_size
            if length < pages * size:
                raise InputError(Problem("registry_cut_off", {"size": length, "whole": pages * size}))

    def _must_have_tables(self) -> None:
        """Raises InputError for every table of the storage that is missing or has other columns."""
        there = objects(self._connection)
        problems = [
            Problem("registry_object_changed" if name in there else "registry_object_missing", {"name": name})
            for name, statement in TABLES.items()
            if there.get(name) != statement
        ]
        if problems:
            raise InputError(problems)

    def _update(self, keep_copy: bool) -> None:
        if problem := unwritable(self.path):
            raise InputError([Problem("registry_older"), problem])
        self.updated_from = migrations.update(
            self._connection, self.path.resolve(), self.projections, keep_copy=keep_copy
        )

    def _use_journal(self) -> None:
        """Leaves a write-ahead log that another program put on: machines on a network drive can't share one."""
        query = "PRAGMA journal_mode"
        if self._connection.execute(query).fetchone()[0] == "wal":
            self._connection.execute(f"{query} = DELETE")


def make(
    path: Path,
    projections: Sequence[Projection],
    wait: float,
    *,
    registry: str,
    fill: Callable[[sqlite3.Connection], None] | None = None,
) -> None:
    """Makes a registry of an empty file in one transaction: its id, what `fill` writes, the projections of that.

    Raises InputError.
    """
    with as_problems(path, wait), closing(connect(path, wait=wait)) as connection, transaction(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {migrations.newest()}")
        create_tables(connection, registry)
        if fill is not None:
            fill(connection)
        rebuild(connection, projections)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Puts the file's name to problems that have none."""
    try:
        yield
    except InputError as error:
        raise InputError(problem.at(file=str(path)) for problem in error.problems) from error.__cause__


def head_of(connection: sqlite3.Connection) -> Head:
    """The end of the log behind a connection."""
    row = connection.execute("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        row = (0, connection.execute("SELECT value FROM meta WHERE key = ?", (REGISTRY,)).fetchone()[0])
    return Head(row[0], row[1])
