"""Backup and restore: copies made while others write, checked before they count, and never over another file."""

from __future__ import annotations

import datetime
import glob
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from attrs import frozen

from rongcuo.facts.problems import InputError, Problem

from .checking import Checked, check
from .connection import WAIT, as_problems, connect, copy_into
from .files import must_be_file, new_file, set_aside, told_of
from .projections import Projection
from .reporting import Report, silent
from .store import Store

#: What is wrong with a file that can't be locked, since SQLite can't read it at all.
_UNREADABLE = frozenset({"registry_damaged", "registry_no_database"})


@frozen(kw_only=True)
class Restored:
    """What was restored, and the new name of the file that stood there before, if one did."""

    checked: Checked
    aside: Path | None


def backup(store: Store, path: Path, report: Report = silent) -> Checked:
    """Copies a registry, as it is at one moment, to a new file for its owner alone, and checks the copy.

    Whoever writes waits while it is copied.  `report` hears how much of it is, and then how much of the copy is
    checked.  Raises InputError, and leaves no file, where the name is taken,
    the copy can't be written, or the registry itself isn't as it was written.
    """
    with new_file(path) as beside:
        with as_problems(path, store.wait):
            copy_into(store.connection, beside, report)
        return must_be_clean(beside, store.path, store.projections, report)


def restore(
    source: Path,
    path: Path,
    projections: Sequence[Projection] = (),
    *,
    wait: float = WAIT,
    on_wait: Callable[[], None] | None = None,
) -> Restored:
    """Puts a copy of a backup at `path`; a file that stands there is renamed and kept.

    The backup is checked first and stays as it is; of an earlier version, the copy is brought up to date.
    Raises InputError, and changes nothing, where it isn't as it was written or another process is writing.
    """
    place = path.resolve()
    replaced: list[Path] = []
    there = os.path.lexists(path)
    if there:
        must_be_file(path)
    with new_file(
        place, (lambda: replaced.append(_make_room(place, wait, on_wait))) if there else None
    ) as beside:
        with as_problems(source, wait), closing(connect(source, readonly=True, wait=wait)) as connection:
            copy_into(connection, beside)
        checked = must_be_clean(beside, source, projections)
    return Restored(checked=checked, aside=replaced[0] if replaced else None)


def must_be_clean(
    beside: Path, source: Path, projections: Sequence[Projection], report: Report = silent
) -> Checked:
    """Checks a file that is still being made.  Raises InputError with what is wrong, told of its source."""
    with told_of(beside, source):
        with Store.open(beside, projections, keep_copy=False) as store:
            checked = check(store, report=report)
        if checked.problems:
            raise InputError([*checked.problems, Problem("registry_not_copied", file=str(source))])
    return checked


def kept_aside(path: Path) -> list[Path]:
    """The files beside a registry that were kept when a backup took their place."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.replaced-*"))


def _make_room(path: Path, wait: float, on_wait: Callable[[], None] | None) -> Path:
    """Renames the file that stands there while nobody else has it open to write."""
    now = datetime.datetime.now(datetime.UTC).strftime("replaced-%Y%m%dT%H%M%SZ")
    try:
        with as_problems(path, wait), closing(connect(path, wait=wait, on_wait=on_wait)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            if os.name != "nt":  # Windows renames no file that is open
                return set_aside(path, now)
    except InputError as error:
        if not {problem.code for problem in error.problems} <= _UNREADABLE:
            raise
    return set_aside(path, now)
