"""rongcuo 容错: one case before every region's error-tolerance policy, with the reason for each difference.

The names below are public; everything else may change without notice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clauses import (
        About,
        Accusation,
        Aggravation,
        Chapter,
        Clause,
        Condition,
        Decider,
        Duty,
        Earlier,
        Effect,
        Figure,
        FilingCondition,
        FilingInfo,
        InForce,
        ListInfo,
        Measure,
        Mitigation,
        NotReported,
        Parent,
        Period,
        Reading,
        RedLine,
        Region,
        Review,
        Scope,
        Situation,
        Source,
        Step,
        Term,
        TierClause,
        TierGate,
        Trigger,
    )  # fmt: skip
    from .dataplugin import DataPlugin
    from .facts import Choice, Fact
    from .hookspecs import Context, hookimpl
    from .text import Text

__version__ = "0.1.0"

_HOME = {
    **dict.fromkeys(
        (
            "About", "Accusation", "Aggravation", "Chapter", "Clause", "Condition", "Decider", "Duty",
            "Earlier", "Effect", "Figure", "FilingCondition", "FilingInfo", "InForce", "ListInfo", "Measure",
            "Mitigation", "NotReported", "Parent", "Period", "Reading", "RedLine", "Region", "Review",
            "Scope", "Situation", "Source", "Step", "Term", "TierClause", "TierGate", "Trigger",
        ),
        "clauses",
    ),
    "Choice": "facts",
    "Context": "hookspecs",
    "DataPlugin": "dataplugin",
    "Fact": "facts",
    "Text": "text",
    "hookimpl": "hookspecs",
}  # fmt: skip

__all__ = [
    "About", "Accusation", "Aggravation", "Chapter", "Choice", "Clause", "Condition", "Context",
    "DataPlugin", "Decider", "Duty", "Earlier", "Effect", "Fact", "Figure", "FilingCondition", "FilingInfo",
    "InForce", "ListInfo", "Measure", "Mitigation", "NotReported", "Parent", "Period", "Reading",
    "RedLine", "Region", "Review", "Scope", "Situation", "Source", "Step", "Term", "Text", "TierClause",
    "TierGate", "Trigger", "hookimpl",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used: `rongcuo --version` needs none of them."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
