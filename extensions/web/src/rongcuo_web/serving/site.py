"""The site: what is served, from which texts and which registry, to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from attrs import frozen

from rongcuo.cli.output import Setting
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Language
from rongcuo.plugins.registry import Registry
from rongcuo.render.words import Words
from rongcuo_registry.operations import CaseRegistry

from .reading import readers_of
from .sessions import Sessions
from .users import Access


@frozen(kw_only=True)
class Site:
    """Everything that an address may need: the setting of the command, the registry's file, and who may log in.

    Without `access` whoever has the code that `serve` prints is the user who started it.
    """

    setting: Setting
    sessions: Sessions
    db: Path | None = None
    access: Access | None = None
    https: bool = False

    @cached_property
    def readers(self) -> Mapping[str, Sequence[str]]:
        """The regions in which some clause reads a fact."""
        return readers_of(self.policies)

    @property
    def policies(self) -> Registry:
        return self.setting.registry

    def words(self, language: Language) -> Words:
        return Words(language, self.policies)

    @contextmanager
    def cases(self, *, readonly: bool = True) -> Iterator[CaseRegistry]:
        """The registry of cases, opened for this thread.  Raises InputError where none is served."""
        if self.db is None:
            raise InputError(Problem("web_no_registry"))
        with CaseRegistry.open(self.db, self.policies, readonly=readonly) as registry:
            yield registry
