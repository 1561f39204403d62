"""rongcuo 容错: one case before every region's error-tolerance policy, with the reason for each difference.

The names below are public, as are those of `rongcuo.clauses`; everything else may change without notice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import compare, compare_many, load, rule, rule_many, to_data, to_json
    from .comparing.comparison import Answer, Comparison
    from .comparing.differences import Difference
    from .facts.problems import InputError
    from .facts.text import Text
    from .plugins.dataplugin import DataPlugin
    from .plugins.hookspecs import hookimpl
    from .plugins.registry import Registry
    from .policy.cases import Case
    from .ruling.result import Ruling

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Case",
    "Comparison",
    "DataPlugin",
    "Difference",
    "InputError",
    "Registry",
    "Ruling",
    "Text",
    "compare",
    "compare_many",
    "hookimpl",
    "load",
    "rule",
    "rule_many",
    "to_data",
    "to_json",
]

_HOME = {
    "Answer": "comparing.comparison",
    "Case": "policy.cases",
    "Comparison": "comparing.comparison",
    "DataPlugin": "plugins.dataplugin",
    "Difference": "comparing.differences",
    "InputError": "facts.problems",
    "Registry": "plugins.registry",
    "Ruling": "ruling.result",
    "Text": "facts.text",
    "hookimpl": "plugins.hookspecs",
    **dict.fromkeys(("compare", "compare_many", "load", "rule", "rule_many", "to_data", "to_json"), "api"),
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
