"""A plugin whose answers are the policy files beside it."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from ..policy.accepted import Accepted
from ..policy.clauses import Chapter, Region, Source
from ..policy.files import PolicyFiles
from .hookspecs import Context, hookimpl


class DataPlugin:
    """Answers every hook from the TOML files of a package (its name) or a folder.

    A hook whose file isn't there has nothing to say.
    """

    def __init__(self, where: str | Path) -> None:
        self._files = PolicyFiles(where)

    @property
    def folder(self) -> Path | Traversable:
        return self._files.folder

    @property
    def region(self) -> Region:
        return self._files.region

    @property
    def sources(self) -> tuple[Source, ...]:
        return self._files.sources

    @property
    def accepted(self) -> Accepted:
        return self._files.accepted

    @hookimpl
    def red_lines(self, context: Context) -> Chapter | None:
        return self._files.chapter("red_lines", context.edition)

    @hookimpl
    def tolerance_criteria(self, context: Context) -> Chapter | None:
        return self._files.chapter("tolerance_criteria", context.edition)

    @hookimpl
    def filing(self, context: Context) -> Chapter | None:
        return self._files.chapter("filing", context.edition)

    @hookimpl
    def clarification(self, context: Context) -> Chapter | None:
        return self._files.chapter("clarification", context.edition)

    @hookimpl
    def measures(self, context: Context) -> Chapter | None:
        return self._files.chapter("measures", context.edition)
