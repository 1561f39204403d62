"""Packaged files: the data that a package brings along."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder_of(package: str) -> Path | Traversable:
    """Where the files of a package are."""
    file = import_module(package).__file__
    if file and Path(file).is_file():
        return Path(file).parent
    from importlib.resources import files  # slow to import, and only a package in an archive needs it

    return files(package)
