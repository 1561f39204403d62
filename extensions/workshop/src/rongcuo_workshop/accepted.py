"""Accepted: warnings and mutants that an author has looked at and leaves, each with the reason."""

from __future__ import annotations

from attrs import evolve, frozen

from rongcuo.facts.problems import InputError
from rongcuo.facts.structuring import structure
from rongcuo.facts.text import Text
from rongcuo.policy.files import ACCEPTED_FILE, read_toml

from .workspace import Workspace


@frozen(kw_only=True)
class AcceptedMutant:
    """One mutant that no case notices, named as `rongcuo test` names it."""

    clause: str
    key: str
    becomes: str
    reason: Text

    @property
    def name(self) -> tuple[str, str, str]:
        return (self.clause, self.key, self.becomes)


@frozen(kw_only=True)
class AcceptedWarning:
    """The warnings of a code about one clause, or whatever else `rongcuo check` names as the place."""

    code: str
    clause: str
    why: Text


@frozen(kw_only=True)
class Accepted:
    """What `accepted.toml` holds."""

    mutant: tuple[AcceptedMutant, ...] = ()
    warning: tuple[AcceptedWarning, ...] = ()


def accepted(workspace: Workspace) -> Accepted:
    """What the plugin's author accepts.  Raises InputError."""
    if workspace.folder is None or not (workspace.folder / ACCEPTED_FILE).is_file():
        return Accepted()
    raw = read_toml(workspace.folder / ACCEPTED_FILE, ACCEPTED_FILE)
    try:
        return structure(raw, Accepted)
    except InputError as error:
        raise InputError(evolve(problem, file=ACCEPTED_FILE) for problem in error.problems) from None
