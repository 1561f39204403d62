"""Persons: the cases of one matter, a file for each, in a folder."""

from __future__ import annotations

from pathlib import Path

from ..facts.problems import InputError, Problem
from .files import read_bytes, written


def files_of(folder: Path) -> list[Path]:
    """The case files of a folder by name, without those that others of them extend.

    Raises InputError where there is none.
    """
    files = sorted(file for file in folder.glob("*.toml") if file.name != "rongcuo.toml")
    shared = {base for file in files if (base := _base(file)) is not None}
    own = [file for file in files if file.resolve() not in shared]
    if not own:
        raise InputError(Problem("no_case_in_folder", file=str(folder)))
    return own


def _base(file: Path) -> Path | None:
    """What a case file extends; nothing where it can't be read, which is told when it is ruled."""
    try:
        data = written(read_bytes(file, str(file)), str(file)).data or {}
    except InputError:
        return None
    base = data.get("extends")
    return (file.parent / base).resolve() if isinstance(base, str) else None
