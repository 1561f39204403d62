"""Deprecated: what tests a plugin is in `rongcuo_workshop.testing` (distribution rongcuo-workshop)."""

from importlib import import_module
from typing import Any
from warnings import warn

NEW_HOME = "rongcuo_workshop.testing"


def __getattr__(name: str) -> Any:
    if name != "PluginContract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warn(f"import {name} from {NEW_HOME}", DeprecationWarning, stacklevel=2)
    return getattr(import_module(NEW_HOME), name)
