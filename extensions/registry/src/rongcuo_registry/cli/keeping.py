"""Keeping: what another extension asks of the registry, by the entry point `rongcuo.case_keepers`.

`rongcuo ask` reads the case that it goes on from here, and has the case kept that it comes to; `rongcuo diff` rules
every case by two texts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rongcuo.cli.output import Setting

from ..render import DATABASE, VARIABLE
from .shared import actor, opened, opens_next


def place(db: Path | None) -> Path:
    """The registry's file: the one that is given, or that of the commands."""
    return db or Path(os.environ.get(VARIABLE) or DATABASE)


def kept(setting: Setting, db: Path, number: int) -> dict[str, Any]:
    """A case as plain data, with what was stated of it since.  Raises InputError."""
    with opened(setting, db, readonly=True) as registry:
        return registry.raw(registry.case(number))


def every(setting: Setting, db: Path) -> Iterator[tuple[int, str | None, dict[str, Any] | None]]:
    """Every case: its number, its title, and its plain data as it is ruled; no more of one that was erased.

    Raises InputError.
    """
    with opened(setting, db, readonly=True) as registry:
        for row in registry.store.rows("SELECT id FROM case_list ORDER BY id"):
            case = registry.case(row["id"])
            raw = None if case.erased else registry.for_ruling(case)[0]
            yield case.id, registry.title(case, setting.language), raw


def added(setting: Setting, db: Path, raw: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Adds a case, in a new registry where there is none: its number, and what is to be said.  Raises InputError."""
    words, new = setting.words, not db.exists()
    with opened(setting, db, create=True) as registry:
        (number,) = registry.add([raw], actor())
        next_one = opens_next(registry, number, words)
    said = [words.say("registry.kept_case", id=number, file=str(db))]
    said += [words.say("registry.created", file=str(db))] if new else []
    return number, [*said, next_one]


def changed(
    setting: Setting, db: Path, number: int, raw: Mapping[str, Any], before: Mapping[str, Any]
) -> list[str]:
    """Puts a case in the place of what was kept, if that is still as it was before; what is to be said.

    Raises InputError.
    """
    with opened(setting, db) as registry:
        registry.change(number, raw, actor(), before=before)
    return [setting.words.say("registry.kept_case", id=number, file=str(db))]
