"""Reading: which regions read which facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rongcuo.plugins.registry import Registry
from rongcuo.policy.clauses import PROCEDURAL


def readers_of(registry: Registry) -> Mapping[str, Sequence[str]]:
    """The regions in which some clause reads a fact."""
    readers: dict[str, list[str]] = {}
    for here in registry.rows.values():
        rules = [rule for rule in here.by_id.values() if rule.kind not in PROCEDURAL]
        for name in dict.fromkeys(part for rule in rules for read in rule.reads for part in here.asked(read)):
            readers.setdefault(name, []).append(here.id)
    return readers
