"""Keeping: where the case of an interview goes to and comes from beside a file, which another extension knows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from rongcuo.cli.extensions import loaded
from rongcuo.cli.output import Setting
from rongcuo.facts.problems import InputError, Problem
from rongcuo.plugins.distributions import entry_points

from .draft import Draft

#: The entry points of extensions that keep cases, each a module or an object with what `Keeper` has.
GROUP = "rongcuo.case_keepers"
#: Without these no case can be kept.
_NEEDED = ("title", "where")


class Keeper(Protocol):
    """What keeps cases by numbers, in a file.  All of it raises InputError."""

    def place(self, db: Path | None) -> Path:
        """The file in which they are kept: the one that is given, or the one that is taken otherwise."""

    def kept(self, setting: Setting, db: Path, number: int) -> dict[str, Any]:
        """A case as plain data by ids."""

    def added(self, setting: Setting, db: Path, raw: Mapping[str, Any]) -> tuple[int, list[str]]:
        """Keeps a new case: its number, and what is to be said."""

    def changed(
        self, setting: Setting, db: Path, number: int, raw: Mapping[str, Any], before: Mapping[str, Any]
    ) -> list[str]:
        """Keeps a case in the place of what it was before, and nothing else: what is to be said."""


def keeper() -> Keeper | None:
    """What keeps cases here, if anything does.  Raises InputError where it is broken."""
    points = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    return loaded(points[0]) if points else None


@frozen
class Place:
    """Where a case is kept, and the number of the one that is gone on from."""

    keeper: Keeper
    db: Path
    number: int | None = None

    def start(self, setting: Setting) -> dict[str, Any]:
        """The case that is gone on from.  Raises InputError."""
        return {} if self.number is None else self.keeper.kept(setting, self.db, self.number)

    def keep(self, setting: Setting, draft: Draft) -> tuple[int | None, list[str]]:
        """Keeps what the interview came to: the number, and what is to be said.  Raises InputError."""
        raw = {key: value for key, value in draft.data().items() if key != "extends"}
        if self.number is not None:
            if raw == draft.base:
                return self.number, []
            return self.number, self.keeper.changed(setting, self.db, self.number, raw, draft.base)
        if any(key not in raw for key in _NEEDED):
            return None, [setting.words.say("ask.not_kept")]
        return self.keeper.added(setting, self.db, raw)


def place(number: int | None, db: Path | None, *, keep: bool) -> Place | None:
    """Where it is kept, if it is.  Raises InputError where nothing keeps cases here."""
    if number is None and db is None and not keep:
        return None
    here = keeper()
    if here is None:
        raise InputError(Problem("ask_no_keeper"))
    return Place(here, here.place(db), number)
