"""The connection to the file: how it is opened, and what the errors of SQLite mean to whoever runs a command."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rongcuo.facts.problems import InputError, Problem

from .files import JOURNAL, must_be_file
from .reporting import Report, silent

if TYPE_CHECKING:
    from sqlite_utils import Database

#: How long a command waits for another that writes, in seconds.
WAIT = 10.0
#: As many pages are copied at a time.
_PAGES = 2048
#: After as long, it says that it waits.
SILENT = 1.0


class Patient(sqlite3.Connection):
    """A connection that tells somebody, once, that it waits for another process."""

    wait: float
    on_wait: Callable[[], None] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if self.on_wait is None or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        self.on_wait()
        self.on_wait = None
        self._wait_for(self.wait - SILENT)
        try:
            return super().execute(sql, parameters)
        finally:
            self._wait_for(self.wait)

    def _wait_for(self, seconds: float) -> None:
        super().execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def connect(
    path: Path, *, readonly: bool = False, wait: float = WAIT, on_wait: Callable[[], None] | None = None
) -> Patient:
    """A connection to a file that is there.  Raises InputError.

    `on_wait` is called, once, where another process keeps it waiting for more than a second.
    A commit is on the disk when it returns, the end of its journal included (`synchronous = EXTRA`).  What is
    deleted is overwritten in the file.
    """
    must_be_file(path)
    problem = unwritable(path)
    if problem is not None and not readonly:
        raise InputError(problem)
    if wait <= SILENT:
        on_wait = None
    with as_problems(path, wait, reading=readonly):
        # even to read, a write that was cut short has to be undone first, where this may be done
        mode = "ro" if problem else "rw"
        first = wait if on_wait is None else SILENT
        connection = sqlite3.connect(
            _uri(path, mode), uri=True, timeout=first, isolation_level=None, factory=Patient
        )
        connection.wait, connection.on_wait = wait, on_wait
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            if mode == "rw":
                connection.execute("PRAGMA synchronous = EXTRA")
                connection.execute("PRAGMA secure_delete = ON")
            connection.row_factory = sqlite3.Row
        except BaseException:
            connection.close()
            raise
    return connection


def database(connection: sqlite3.Connection) -> Database:
    """The same connection for sqlite-utils, whose import takes longer than most reading does."""
    from sqlite_utils import Database

    return Database(connection, execute_plugins=False)


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """One transaction: committed when the block ends well, else as if it had never begun."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def copy_into(connection: sqlite3.Connection, path: Path, report: Report = silent) -> None:
    """Copies a database, as it is at one moment, into an empty file; whoever writes meanwhile waits.

    `report` hears how many of the pages are copied.
    """
    with closing(sqlite3.connect(_uri(path, "rw"), uri=True, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # of an empty file there is nothing to go back to
        target.execute("PRAGMA synchronous = OFF")  # and whoever made it syncs it
        with transaction(connection, "BEGIN"):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # nobody writes from here on
            progress = lambda _, left, whole: report(whole - left, whole)  # noqa: E731
            connection.backup(target, pages=_PAGES, progress=progress)


@contextmanager
def as_problems(path: Path, wait: float = WAIT, *, own: bool = True, reading: bool = False) -> Iterator[None]:
    """Raises what SQLite says of the file, the disk or another process as InputError.

    `own` says that every statement inside is the storage's: where one can't be understood, the file isn't as
    it was made; `reading` that nothing was to be written.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # SQLite quotes what stands in a damaged file, whatever its bytes
        decoding = isinstance(error, UnicodeDecodeError)
        problem = problem_of(error, path, wait, reading=reading) if isinstance(error, sqlite3.Error) else None
        strange = decoding or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        if problem is None and own and strange:
            problem = Problem("registry_damaged", {"why": "UTF-8" if decoding else str(error)})
        if problem is None:  # a mistake of the program
            raise
        raise InputError(problem.at(file=str(path))) from error


def problem_of(
    error: sqlite3.Error, path: Path, wait: float = WAIT, *, reading: bool = False
) -> Problem | None:
    """What an error of SQLite means; nothing where it isn't about the file."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # what Python's own part of the library says
        return Problem("registry_damaged", {"why": str(error)}) if "decode" in str(error) else None
    match code:
        case sqlite3.SQLITE_READONLY_DBMOVED:
            return Problem("registry_moved")
        case sqlite3.SQLITE_READONLY_ROLLBACK | sqlite3.SQLITE_READONLY_RECOVERY:
            return Problem("registry_unfinished")
        case sqlite3.SQLITE_READONLY_DIRECTORY:
            return Problem("registry_folder_readonly", {"folder": str(path.parent)})
        case sqlite3.SQLITE_IOERR_LOCK | sqlite3.SQLITE_IOERR_RDLOCK | sqlite3.SQLITE_IOERR_UNLOCK:
            return Problem("registry_no_locks", {"why": error.sqlite_errorname})
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Problem("registry_busy_reading" if reading else "registry_busy", {"seconds": f"{wait:g}"})
        case sqlite3.SQLITE_FULL:
            return Problem("no_room")
        case sqlite3.SQLITE_READONLY:
            return Problem("registry_readonly")
        case sqlite3.SQLITE_IOERR:
            return Problem(
                "registry_io_reading" if reading else "registry_io", {"why": error.sqlite_errorname}
            )
        case sqlite3.SQLITE_CORRUPT:
            return Problem("registry_damaged", {"why": str(error)})
        case sqlite3.SQLITE_NOTADB:
            return Problem("registry_no_database")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            journal = path.with_name(path.name + JOURNAL)
            return Problem("registry_unfinished") if journal.exists() else Problem("unreadable")
    return None


def unwritable(path: Path) -> Problem | None:
    """Why a file that is there can't be written: it or its folder, where the journal goes, is read-only."""
    folder = path.resolve().parent
    if not os.access(path, os.W_OK):
        return Problem("registry_readonly", file=str(path))
    if not os.access(folder, os.W_OK):
        return Problem("registry_folder_readonly", {"folder": str(folder)}, file=str(path))
    return None


def _uri(path: Path, mode: str) -> str:
    """The address of a file, whatever bytes its name has; SQLite takes a host of Windows only behind four slashes."""
    name = quote(os.fsencode(path.absolute().as_posix()))
    return f"file:{'//' if name.startswith('/') else '///'}{name}?mode={mode}"
