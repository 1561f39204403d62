"""New files: each appears whole and for its owner alone, or not at all, and never in place of another."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import evolve

from rongcuo.facts.problems import InputError, Problem

#: The file that SQLite keeps beside a database while it writes, and needs after a crash.
JOURNAL = "-journal"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def must_be_file(path: Path) -> None:
    """Raises InputError unless a regular file stands there, or a link to one."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        code = Problem("registry_dead_link") if path.is_symlink() else Problem("registry_missing")
        raise InputError(code.at(file=str(path))) from None
    except (
        OSError,
        ValueError,
    ) as error:  # a loop of links, a folder that may not be entered, a NUL in the name
        raise InputError(Problem("unreadable", file=str(path))) from error
    if stat.S_ISDIR(mode):
        raise InputError(Problem("is_folder", file=str(path)))
    if not stat.S_ISREG(mode):
        raise InputError(Problem("registry_no_plain_file", file=str(path)))


@contextmanager
def told_of(beside: Path, path: Path) -> Iterator[None]:
    """Problems of a file that is still being made are told of the file that it was made from, or becomes."""
    try:
        yield
    except InputError as error:
        raise InputError(
            evolve(problem, file=str(path)) if problem.file == str(beside) else problem
            for problem in error.problems
        ) from error.__cause__


@contextmanager
def new_file(path: Path, make_room: Callable[[], object] | None = None) -> Iterator[Path]:
    """An empty file beside `path`, for its owner alone, that takes that name when the block ends well.

    It is synced to the disk first.  A file that stands there already is left as it is, unless `make_room` takes
    it away, which is called last of all.  Raises InputError.
    """
    if make_room is None:
        _must_be_free(path)
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}.new"
    try:
        _make(beside)
        yield beside
        _sync(beside)
        if make_room is not None:
            make_room()
        _publish(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        raise InputError(_not_written(error, path)) from error
    finally:
        for name in (beside, beside.with_name(beside.name + JOURNAL)):
            with suppress(OSError):
                name.unlink()


def set_aside(path: Path, now: str) -> Path:
    """Renames a database and its journal, and gives the new name, which has `now` in it.  Raises InputError.

    The journal has to go along: left behind, SQLite would play it into whatever takes the place.
    """
    for number in range(1000):
        aside = path.with_name(f"{path.name}.{now}" + (f"-{number}" if number else ""))
        if os.path.lexists(aside) or os.path.lexists(aside.with_name(aside.name + JOURNAL)):
            continue
        try:
            with suppress(FileNotFoundError):
                os.rename(path.with_name(path.name + JOURNAL), aside.with_name(aside.name + JOURNAL))
            os.rename(path, aside)
            sync_folder(path.parent)
        except OSError as error:
            raise InputError(_not_written(error, path)) from error
        return aside
    raise InputError(Problem("file_exists", file=str(aside)))


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder outlast a power cut, where the system has a way to."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _must_be_free(path: Path) -> None:
    if os.path.lexists(path):
        raise InputError(Problem("file_exists", file=str(path)))
    # what an earlier database of this name left would be played into the new one
    journal = path.with_name(path.name + JOURNAL)
    if os.path.lexists(journal):
        raise InputError(Problem("registry_journal_left", file=str(journal)))


def _make(path: Path) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)  # whatever the umask takes away
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _publish(beside: Path, path: Path) -> None:
    """Gives a file its name, unless another took it meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise InputError(Problem("file_exists", file=str(path))) from None
    except OSError:  # a file system without hard links
        _must_be_free(path)
        os.rename(beside, path)


def _not_written(error: OSError, path: Path) -> Problem:
    return Problem("no_room" if error.errno in _FULL else "unwritable", file=str(path))
