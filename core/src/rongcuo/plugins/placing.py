"""The place of a case: where no text of its own is on, a row for it by the texts of the levels above it."""

from __future__ import annotations

from attrs import evolve

from ..facts.text import Text
from ..policy.clauses import Parent, Region
from ..policy.jurisdiction import Jurisdiction, remembered
from ..policy.layers import Level, level_of, levels_above
from ..policy.policy import Policy
from .guarded import lock
from .registry import Registry

#: So many places are kept ready.
KEPT = 64
#: Held while one is made ready: what is kept serves every thread.
_PLACING = lock()


def with_place(registry: Registry, where: str) -> Registry:
    """The same with a row for the place of a case, where it is no region that can rule and texts above it are on.

    The row is of the region, where it has measures alone, or else has the place's code for an id.
    """
    region = _region(where, registry)
    if region is None:
        return registry
    with _PLACING:
        return remembered(registry.placed, region.id, lambda: _placed(registry, region), KEPT)


def row_of(registry: Registry, where: str) -> str | None:
    """The row for a place: the region it is, or the one that `with_place` adds."""
    region = _region(where, registry)
    return registry.find(where) if region is None else region.id


def may_have_row(registry: Registry, name: str) -> bool:
    """Whether a name is one of a place that has a row in a case of its own alone."""
    return _region(name, registry) is not None


def _region(where: str, registry: Registry) -> Region | None:
    """A region with measures alone, or a county, city or province that is none, as one without a policy."""
    id_ = registry.find(where)
    if id_ is not None:
        return registry.measures_alone[id_].region if id_ in registry.measures_alone else None
    from ..policy.places import called

    places = called(where)
    if len(places) != 1 or not registry.policies:
        return None
    (place,) = places
    parents = [Parent(code=above.code, zh=above.name, en=above.name) for above in place.above]
    return Region(
        id=place.code,
        name=Text(place.name, place.name),
        full_name=Text(place.path, place.path),
        code=place.code,
        level=level_of(place.code),
        policy=next(iter(registry.policies.values())).region.policy,
        parent=parents[-1] if parents else None,
    )


def _placed(registry: Registry, region: Region) -> Registry:
    here = _row(registry, region)
    if here is None:
        return registry
    alone = {name: other for name, other in registry.measures_alone.items() if name != region.id}
    return evolve(
        registry,
        jurisdictions={region.id: here, **registry.jurisdictions},
        measures_alone=alone,
        unplaced=registry,
    )


def _row(registry: Registry, region: Region) -> Jurisdiction | None:
    """The place on the texts of the levels above it, as regions that are on have them."""
    texts: list[Policy] = []
    without: list[Level] = []
    serving: list[Jurisdiction] = []
    settled: dict[str, str] = {}
    for level in levels_above(region, registry.policies):
        pair = _serving(registry, level.code)
        if pair is None:
            without.append(_named(level))
            continue
        text, here = pair
        texts.append(text)
        serving.append(here)
        settled |= {name: taken for name, taken in here.settled.items() if name.startswith(f"{text.plugin}:")}
    local = [text for text in texts if text.region.level != "nation"]
    listed = registry.deployment.file is not None or bool(registry.failed)
    if not texts or (listed and not local and region.level != "province"):
        return None
    return Jurisdiction(
        region=evolve(region, policy=texts[0].region.policy),
        policies=tuple(texts),
        floor=serving[0].floor,
        settled=settled,
        without_text=tuple(without),
        own_text=False,
    )


def _serving(registry: Registry, code: str) -> tuple[Policy, Jurisdiction] | None:
    """The text of a level, and the region that is on with it: the level's own, if that is one."""
    pairs = [
        (text, here)
        for here in registry.jurisdictions.values()
        for text in here.policies
        if text.region.code == code and text.rules_cases
    ]
    return min(pairs, key=lambda pair: pair[1].region.code != code, default=None)


def _named(level: Level) -> Level:
    """A level by its name in the table, where no region here tells it."""
    from ..policy.places import names

    name = names().get(level.code)
    return evolve(level, name=Text(name, name)) if name and level.name.zh == level.code else level
