"""The cases that another extension keeps, such as the registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rongcuo.cli.extensions import loaded
from rongcuo.cli.output import Setting
from rongcuo.facts.problems import InputError, Problem
from rongcuo.plugins.distributions import entry_points

from .replaying import Kept

#: The entry points of extensions that keep cases: `every` of one gives every case in a file.
GROUP = "rongcuo.case_keepers"


def every_kept(setting: Setting, db: Path) -> Iterator[Kept]:
    """Every case that is kept in a file.  Raises InputError, where nothing keeps cases here among others."""
    points = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    if not points:
        raise InputError(Problem("replay_no_keeper", file=str(db)))
    kept: Iterator[Kept] = loaded(points[0]).every(setting, db)
    return kept
