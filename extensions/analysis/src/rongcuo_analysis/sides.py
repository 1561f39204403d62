"""The texts that are held against each other: a region's newest, an earlier version of it, or a draft in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve

from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.plugins.registry import Registry
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling.clocks import of_day, standings

from .diverging import Side

#: What a version is called that is the newest.
NEWEST = "newest"


def texts_of(names: Iterable[str], registry: Registry) -> tuple[list[Side], Vocabulary]:
    """Texts by what they are called, each once and under a name of its own, and the facts that any of them reads.

    `region` is its newest text, `region@2017` an earlier version, a folder a draft.  Raises InputError.
    """
    vocabulary = registry.vocabulary
    sides: dict[str, Side] = {}
    for name in names:
        if os.path.isdir(name):
            side, facts = _draft(name, registry)
            vocabulary = vocabulary.adding(fact for fact in facts.values() if fact.id not in vocabulary)
            other = name
        else:
            side = _of_region(name, registry)
            other = f"{side.name}@{NEWEST}"
        if side.name in sides and sides[side.name].here != side.here:
            side = evolve(side, name=other)
        sides[side.name] = side
    return [*sides.values()], vocabulary


def sides_of(first: str, second: str, registry: Registry) -> tuple[Side, Side, Vocabulary]:
    """Two texts by what they are called; both may be the same.  Raises InputError."""
    sides, vocabulary = texts_of((first, second), registry)
    return sides[0], sides[-1], vocabulary


def _of_region(name: str, registry: Registry) -> Side:
    called, _, version = name.partition("@")
    region = registry.ruling_region(called)
    if region not in registry.jurisdictions:
        raise InputError([*registry.failed[region]])
    jurisdiction = registry.jurisdictions[region]
    if version and version not in _newest(jurisdiction):
        return Side(name=name, here=_earlier(jurisdiction, version))
    return Side(name=region, here=standings(jurisdiction, of_day())[-1].here)


def _newest(jurisdiction: Jurisdiction) -> set[str]:
    """What the newest version answers to: the word for it, and the year from which it is in force or known."""
    about = jurisdiction.region.policy
    return {NEWEST, *(day[:4] for day in (about.from_, about.reported) if day)}


def _earlier(jurisdiction: Jurisdiction, version: str) -> Jurisdiction:
    own = jurisdiction.policies[0]
    former = next((former for former in own.earlier if former.about.id == version), None)
    if former is None:
        names = [*(f.about.id for f in own.earlier), NEWEST]
        values = {"region": jurisdiction.id, "version": version, "names": ", ".join(names)}
        raise InputError(Problem("diff_no_version", {**values, "near": nearest(version, names)}))
    if former.policy is None:
        raise InputError(Problem("diff_unpublished", {"region": jurisdiction.id, "version": version}))
    return evolve(jurisdiction, policies=(former.policy, *jurisdiction.policies[1:]))


def _draft(folder: str, registry: Registry) -> tuple[Side, Vocabulary]:
    """A plugin in a folder, on the floor of what is installed."""
    try:
        from rongcuo_workshop.workspace import open_plugin
    except ImportError:
        raise InputError(Problem("diff_needs_workshop", {"folder": folder})) from None
    workspace = open_plugin(folder, registry)
    return Side(name=Path(folder).name or folder, here=workspace.here), workspace.registry.vocabulary
