"""rongcuo 容错: one case before every region's error-tolerance policy, with the reason for each difference.

The names below are public, as are those of `rongcuo.clauses`; everything else may change without notice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts.text import Text
    from .plugins.dataplugin import DataPlugin
    from .plugins.hookspecs import hookimpl

__version__ = "0.1.0"

__all__ = ["DataPlugin", "Text", "hookimpl"]

_HOME = {
    "DataPlugin": "plugins.dataplugin",
    "Text": "facts.text",
    "hookimpl": "plugins.hookspecs",
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used: `rongcuo --version` needs none of them."""
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    return _of_clauses(name)


def _of_clauses(name: str) -> Any:
    """A name that was here before `rongcuo.clauses` was, with the warning that it is to go."""
    clauses = None if name.startswith("_") else import_module(".clauses", __name__)
    if clauses is None or name not in clauses.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import warnings

    warnings.warn(f"import {name} from rongcuo.clauses", DeprecationWarning, stacklevel=3)
    return getattr(clauses, name)
