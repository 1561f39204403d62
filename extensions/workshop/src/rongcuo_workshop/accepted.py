"""Accepted: warnings and mutants that an author has looked at and leaves, as a workspace has them."""

from __future__ import annotations

from rongcuo.policy.accepted import Accepted
from rongcuo.policy.files import PolicyFiles

from .workspace import Workspace


def accepted(workspace: Workspace) -> Accepted:
    """What the plugin's author accepts.  Raises InputError."""
    return Accepted() if workspace.folder is None else PolicyFiles(workspace.folder).accepted
