"""Serving: each region put together from its plugins, or everything that keeps it from ruling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from attrs import evolve

from ..facts.problems import InputError, Problem, nearest
from ..facts.text import listing
from ..policy.clauses import FLOOR_PLUGIN
from ..policy.internal import filled
from ..policy.jurisdiction import Jurisdiction
from ..policy.layers import LEVELS, Layers, Level, levels_above
from ..policy.policy import Policy, measures_alone
from .deployment import Deployment, RegionSettings
from .loading import PluginReport
from .procedures import problems_of


def set_up(
    deployment: Deployment,
    policies: Mapping[str, Policy],
    reports: list[PluginReport],
    layers: Layers | None = None,
) -> tuple[dict[str, Jurisdiction], dict[str, tuple[Problem, ...]]]:
    """The regions that are on, and the problems of those that can't be.

    `layers` replaces what the deployment says of the texts above a region's own.
    """
    jurisdictions: dict[str, Jurisdiction] = {}
    failed: dict[str, tuple[Problem, ...]] = {}
    chosen = _installed(policies, reports) if deployment.file is None else _listed(deployment)
    for region, names in sorted(chosen.items()):
        setup = _Setup(deployment, policies, {report.name: report for report in reports}, region)
        above: tuple[Level, ...] = ()
        alone = any(policies[name].measures_alone for name in names[:1] if name in policies)
        if layers is not None and not alone:  # a region of measures alone stays one
            # a name that isn't there to be asked may be the region's own; where none is, that is the mistake
            own = tuple(n for n in names if n not in policies or policies[n].region.id == region)
            names = own or names
        if layers == "all" and not alone and names and names[0] in policies:
            above = levels_above(policies[names[0]].region, policies)
            names += tuple(name for level in above for name in _chosen_of(level, chosen, policies))
        here = setup.jurisdiction(names, tuple(level for level in above if not level.plugins))
        if setup.problems:
            failed[region] = tuple(setup.problems)
        elif here is not None:
            jurisdictions[region] = here
    return jurisdictions, failed


def _chosen_of(
    level: Level, chosen: Mapping[str, tuple[str, ...]], policies: Mapping[str, Policy]
) -> tuple[str, ...]:
    """The plugins that serve a level: those chosen for it as a region, or else every one there is."""
    for name in level.plugins[:1]:
        region = policies[name].region.id
        own = (n for n in chosen.get(region, ()) if n in policies and policies[n].region.id == region)
        return tuple(own) or level.plugins
    return ()


def by_ids(deployment: Deployment, policies: Mapping[str, Policy]) -> Deployment:
    """The deployment with its regions by their ids: the file may call one by its name or code."""
    ids = {name: _region_called(name, settings, policies) for name, settings in deployment.regions.items()}
    taken = Counter(ids.values())
    ids = {name: id_ if taken[id_] == 1 else name for name, id_ in ids.items()}
    regions = {
        ids[name]: evolve(
            settings,
            readings={_reading_called(key, policies): settled for key, settled in settings.readings.items()},
        )
        for name, settings in deployment.regions.items()
    }
    called = {id_: name for name, id_ in ids.items() if id_ != name}
    return evolve(deployment, regions=regions, called=called)


def _region_called(name: str, settings: RegionSettings, policies: Mapping[str, Policy]) -> str:
    """The id of the region with this name that one of its plugins serves, or the name itself."""
    served = [policies[plugin].region for plugin in settings.plugins if plugin in policies]
    return next((region.id for region in served if region.is_called(name)), name)


def _reading_called(name: str, policies: Mapping[str, Policy]) -> str:
    """The id of a reading, whose region may stand before it by its name."""
    owner, colon, reading = name.partition(":")
    plugins = [plugin for plugin, policy in policies.items() if policy.region.is_called(owner)]
    return f"{plugins[0]}:{reading}" if colon and owner not in policies and len(plugins) == 1 else name


def _listed(deployment: Deployment) -> dict[str, tuple[str, ...]]:
    return {region: settings.plugins for region, settings in deployment.regions.items()}


def _installed(policies: Mapping[str, Policy], reports: list[PluginReport]) -> dict[str, tuple[str, ...]]:
    """Every region that some plugin serves, with a plugin that only fills another behind it."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name in sorted(policies, key=lambda name: bool(policies[name].fills)):
        policy = policies[name]
        if policy.fills or policy.rules_cases or policy.measures_alone:
            chosen[policy.region.id] = (*chosen.get(policy.region.id, ()), name)
    failed = [report.name for report in reports if report.status == "failed"]
    return chosen | {name: (name,) for name in failed}


class _Setup:
    """One region put together from its plugins, with everything that is wrong collected."""

    def __init__(
        self,
        deployment: Deployment,
        policies: Mapping[str, Policy],
        reports: Mapping[str, PluginReport],
        region: str,
    ) -> None:
        self.deployment, self.policies, self.reports, self.region = deployment, policies, reports, region
        self.problems: list[Problem] = []

    def problem(self, code: str, place: str = "", **values: object) -> None:
        """Notes a mistake; where there is a file, at a place in it: the region's own, or another."""
        file = self.deployment.file
        at = "" if file is None else place or self.deployment.place(self.region)
        self.problems.append(Problem(code, values, at, "" if file is None else str(file)))

    def jurisdiction(
        self, names: tuple[str, ...], without_text: tuple[Level, ...] = ()
    ) -> Jurisdiction | None:
        """What the plugins of these names make of the region, if nothing is wrong."""
        for name in names:
            self.check_usable(name)
        stands = self.deployment.floor and not self.measures_alone(names)
        floor = self.policies.get(FLOOR_PLUGIN) if stands else None
        if stands and floor is None and FLOOR_PLUGIN not in names:
            self.check_usable(FLOOR_PLUGIN)
        texts = self.layers(names)
        settings = self.deployment.regions.get(self.region)
        asked = {*names, *(settings.plugins if settings else ())}
        served = set(self.policies) & set(names)
        settled = self.settled((*texts, floor) if floor else texts, asked - served)
        if self.problems:
            return None
        here = Jurisdiction(
            region=texts[0].region,
            policies=texts,
            floor=None if floor is None else floor.only_floor(),
            settled=settled,
            without_text=without_text,
        )
        if settings is not None and (settings.step or settings.times):
            for place, values in problems_of(settings.local, here):
                self.problem("no_such_step", f"{self.deployment.place(self.region)}.{place}", **values)
        return None if self.problems else here

    def measures_alone(self, names: tuple[str, ...]) -> bool:
        """Whether nothing of the region is ever ruled, so that it needs no floor."""
        return measures_alone([self.policies[name] for name in names if name in self.policies])

    def check_usable(self, name: str) -> None:
        """Notes why a plugin can't serve, once."""
        report = self.reports.get(name)
        if report is None and name == FLOOR_PLUGIN and self.deployment.floor:
            self.problem("no_floor_plugin", "floor", name=name, near=nearest(name, self.reports))
        elif report is None:
            self.problem("plugin_missing", name=name, near=nearest(name, self.reports))
        elif name not in self.policies and not report.problems:
            self.problem("not_a_policy", name=name)
        else:
            self.problems += [problem for problem in report.problems if problem not in self.problems]

    def layers(self, names: Sequence[str]) -> tuple[Policy, ...]:
        """The texts, each with what fills it, the region's own first and the highest last."""
        chosen = [self.policies[name] for name in names if name in self.policies]
        all_there = len(chosen) == len(names)
        texts = [policy for policy in chosen if not policy.fills]
        for internal in (policy for policy in chosen if policy.fills):
            texts = self.fill(texts, internal, all_there=all_there)
        above = texts
        if texts and (all_there or texts[0].plugin == names[0]):
            self.check_own(texts[0])
            above = self.check_above(texts)
        self.check_order(above)
        return tuple(without_floor(p) if p.plugin == FLOOR_PLUGIN else p for p in texts)

    def fill(self, texts: list[Policy], internal: Policy, *, all_there: bool) -> list[Policy]:
        """The texts, with the one that an internal text fills filled in."""
        owners = {name.partition(":")[0] for name in internal.fills}
        if len(owners) > 1:
            self.problem("fills_several", name=internal.plugin, plugins=", ".join(sorted(owners)))
        elif not owners & {policy.plugin for policy in texts}:
            if all_there:
                lists = ", ".join(sorted(internal.fills))
                self.problem("fills_nothing", name=internal.plugin, lists=lists)
        else:
            try:
                return [filled(text, internal) if text.plugin in owners else text for text in texts]
            except InputError as error:
                self.problems += error.problems
        return texts

    def check_own(self, text: Policy) -> None:
        """The first text is the region's own."""
        if text.region.id != self.region:
            self.problem("not_its_own", name=text.plugin, serves=text.region.id, region=self.region)

    def check_above(self, texts: list[Policy]) -> list[Policy]:
        """Every text behind the first is of a level above its region; those that are, or may be."""
        own = texts[0].region
        if own.id != self.region:
            return texts
        levels = levels_above(own, self.policies)
        codes = {own.code, *(level.code for level in levels)}
        kept = [texts[0]]
        for text in texts[1:]:
            if text.region.code in codes or text.region.level == "nation" or text.region.id == own.id:
                kept.append(text)
                continue
            above = listing([level.name for level in levels])
            self.problem(
                "layer_elsewhere", name=text.plugin, serves=text.region.name, region=own.name, above=above
            )
        return kept

    def check_order(self, texts: list[Policy]) -> None:
        """Every text is of a higher level than the one before it."""
        for lower, higher in pairwise(texts):
            if lower.region.id == higher.region.id:
                names = f"{lower.plugin}, {higher.plugin}"
                self.problem("region_claimed_twice", region=lower.region.id, plugins=names)
            elif LEVELS.index(higher.region.level) <= LEVELS.index(lower.region.level):
                self.problem("layer_order", lower=lower.plugin, higher=higher.plugin)

    def settled(self, texts: Iterable[Policy], absent: set[str]) -> dict[str, str]:
        """The readings that the deployment settles for this region; `absent` plugins can't be asked."""
        settings = self.deployment.regions.get(self.region)
        readings = {name: r for policy in texts for name, r in policy.readings.items()}
        taken: dict[str, str] = {}
        for name, settled in settings.readings.items() if settings else ():
            place = f'{self.deployment.place(self.region)}.readings."{name}"'
            if name.partition(":")[0] in absent:
                continue
            if name not in readings:
                self.problem("unknown_reading", place, name=name, near=nearest(name, readings))
            elif settled.take not in readings[name].options:
                options = readings[name].options
                near = nearest(settled.take, options)
                self.problem("not_one_of", place, value=settled.take, choices=", ".join(options), near=near)
            else:
                taken[name] = settled.take
        return taken


def without_floor(policy: Policy) -> Policy:
    """The part of a policy that is a layer of its own."""
    return evolve(policy, rules=tuple(rule for rule in policy.rules if not rule.clause.floor))
