"""Accepted mutants: those that no case notices, each with the reason why that is all right."""

from __future__ import annotations

from attrs import frozen

from rongcuo.facts.structuring import structure
from rongcuo.facts.text import Text
from rongcuo.policy.files import ACCEPTED_FILE, read_toml

from ..workspace import Workspace


@frozen(kw_only=True)
class Accepted:
    """One mutant, named as `rongcuo test` names it."""

    clause: str
    key: str
    becomes: str
    reason: Text

    @property
    def name(self) -> tuple[str, str, str]:
        return (self.clause, self.key, self.becomes)


@frozen(kw_only=True)
class _File:
    mutant: tuple[Accepted, ...]


def accepted(workspace: Workspace) -> tuple[Accepted, ...]:
    """What the plugin's author accepts.  Raises InputError."""
    if workspace.folder is None or not (workspace.folder / ACCEPTED_FILE).is_file():
        return ()
    return structure(read_toml(workspace.folder / ACCEPTED_FILE, ACCEPTED_FILE), _File).mutant
