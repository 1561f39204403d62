"""Watching: waits until a file of a plugin changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rongcuo.facts.problems import InputError, Problem

#: How long it waits, in milliseconds, before it looks whether it is to stop.
_PATIENCE = 100


def edits(folder: Path) -> Iterator[None]:
    """Comes back once at the beginning and after each edit of a TOML file in a folder, until the user stops it.

    What is edited while the caller works is waiting for it.  Raises InputError.
    """
    try:
        from watchfiles import watch  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise InputError(Problem("needs_watch_extra")) from None

    def is_toml(_: object, path: str) -> bool:
        return path.endswith(".toml")

    begun = False
    try:
        for changes in watch(folder, watch_filter=is_toml, yield_on_timeout=True, rust_timeout=_PATIENCE):
            if changes or not begun:
                begun = True
                yield
    except KeyboardInterrupt:  # while it waited: so it is meant to end
        return
