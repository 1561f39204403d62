"""Plugins: found by entry point, filtered before import, loaded one by one, and never lost silently."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, field, frozen

from ..facts.acting import ProcedureKind
from ..facts.problems import InputError, Problem, nearest
from ..facts.records import frozen_dict
from ..facts.text import Text, listing
from ..facts.vocabulary import Vocabulary
from ..policy.clauses import FLOOR_PLUGIN
from ..policy.jurisdiction import Jurisdiction
from ..policy.layers import Layers
from ..policy.policy import Policy, facts_of
from .deployment import Deployment, LocalSettings
from .distributions import distribution, entry_points
from .loading import PluginReport, load_point
from .procedures import Procedure, procedure, procedures
from .serving import by_ids, set_up

if TYPE_CHECKING:
    import click

GROUP = "rongcuo"


@frozen(kw_only=True)
class Registry:
    """Everything that is on: the regions that can rule, those that can't, and every plugin's report.

    `measures_alone` are the regions with supporting measures and nothing to rule by, which no case is
    put before; `failed` gives the problems of each region that could not be set up; `off` the installed plugins
    that the deployment doesn't list; `layers` what the regions stand on.  `unplaced` is the same without the
    row for the place of a case, where it has one.
    """

    deployment: Deployment
    reports: tuple[PluginReport, ...]
    jurisdictions: Mapping[str, Jurisdiction] = field(converter=frozen_dict)
    failed: Mapping[str, tuple[Problem, ...]] = field(converter=frozen_dict)
    policies: Mapping[str, Policy] = field(converter=frozen_dict)
    measures_alone: Mapping[str, Jurisdiction] = field(converter=frozen_dict, factory=dict)
    commands: tuple[click.Command, ...] = ()
    layers: Literal["deployment", "floor", "all"] = "floor"
    unplaced: Registry | None = None

    @cached_property
    def placed(self) -> dict[str, Registry]:
        """The same with a row for some place, by the place: see `placing`."""
        return {}

    def on_layers(self, layers: Layers | None) -> Registry:
        """The same with each region on its own text alone, or on the texts of every level above it."""
        if layers is None:
            return self
        served, failed = set_up(self.deployment, self.policies, list(self.reports), layers)
        ruling = {name: here for name, here in served.items() if not here.measures_alone}
        return evolve(self, jurisdictions=ruling, failed=failed, layers=layers)

    @property
    def vocabulary(self) -> Vocabulary:
        return facts_of(self.policies.values())

    @cached_property
    def on_every_layer(self) -> Registry:
        """The same with each region on the texts of every level above it."""
        return self.on_layers("all") if self.unplaced is None else self.unplaced.on_every_layer

    @property
    def rows(self) -> dict[str, Jurisdiction]:
        """The regions that a case is put before unless others are asked for.

        The nation stands above all of them, and is one of them where a deployment lists it.
        """
        if self.deployment.file is not None or FLOOR_PLUGIN not in self.policies:
            return dict(self.jurisdictions)
        nation = self.policies[FLOOR_PLUGIN].region.id
        return {name: here for name, here in self.jurisdictions.items() if name != nation}

    @property
    def failed_rows(self) -> set[str]:
        """The rows that can't rule; a broken national plugin is told in every one of them, and is none itself."""
        others = {*self.failed} - {FLOOR_PLUGIN}
        return others if others and self.deployment.file is None else {*self.failed}

    @property
    def regions(self) -> dict[str, Jurisdiction]:
        """Every region that is on: the rows, then those with measures alone."""
        return {**self.rows, **self.measures_alone}

    @property
    def answering(self) -> dict[str, Jurisdiction]:
        """Every region that answers when it is asked by name."""
        return {**self.jurisdictions, **self.measures_alone}

    @property
    def texts(self) -> list[Policy]:
        """Every policy, each as it serves a region where it does."""
        serving = {
            text.plugin: here.whole(text) for here in self.answering.values() for text in here.policies
        }
        return list({**self.policies, **serving}.values())

    @property
    def plugin_names(self) -> frozenset[str]:
        return frozenset(self.policies)

    @property
    def off(self) -> tuple[str, ...]:
        return tuple(report.name for report in self.reports if report.status == "off")

    @property
    def extensions(self) -> tuple[str, ...]:
        """The plugins that are on and serve no region."""
        return tuple(report.name for report in self.reports if report.status == "on" and not report.region)

    @property
    def problems(self) -> list[Problem]:
        """Everything that keeps a region from ruling, and a plugin from serving, each mistake once."""
        groups = [*self.failed.values(), *(report.problems for report in self.reports)]
        distinct: list[Problem] = []
        for problem in (problem for problems in groups for problem in problems):
            if problem not in distinct:
                distinct.append(problem)
        return distinct

    def find(self, name: str) -> str | None:
        """The id of the region with this id, name, path or code, among those that are on or failed."""
        return next(iter(self.called(name)), None)

    def called(self, name: str) -> list[str]:
        """The ids of the regions with this id, or else with this name or code, or in any form of its path."""
        if name in self.answering or name in self.failed:
            return [name]
        answering = self.answering.items()
        ids = [region for region, here in answering if here.region.is_called(name)]
        if ids:
            return ids
        from ..policy import places  # only what no region is called needs the table

        matches = places.called(name)
        return [r for r, here in answering if len(matches) == 1 and here.region.code == matches[0].code]

    def text_called(self, name: str) -> str:
        """The id of the region whose text has this id, name or code; the name itself where there is no one such."""
        if name in self.policies or name in self.failed:
            return name
        ids = {here.region.id for here in self.policies.values() if here.region.is_called(name)}
        return ids.pop() if len(ids) == 1 else name

    def nearest(self, name: str) -> str:
        """The region most like this name, unless that is another place's."""
        from ..policy import places

        if places.called(name):
            return ""
        known = [*self.answering, *self.failed]
        known += [here.region.name.zh for here in self.answering.values()]
        return nearest(name, known)

    def need_region(self) -> None:
        """Raises InputError where nothing is installed that could be asked, with how to get a region."""
        if not self.regions and not self.failed:
            raise InputError(Problem("no_region_installed"))

    def need_ruling_region(self) -> None:
        """The same, where there is none that a case can be put before."""
        self.need_region()
        if not self.rows and not self.failed:
            raise InputError(Problem("measures_alone", {"region": " ".join(self.measures_alone)}))

    def region(self, name: str) -> str:
        """The id of a region by its id, name or code.  Raises InputError."""
        called = self.called(name)
        if len(called) > 1:
            raise InputError(Problem("ambiguous_region", {"region": name, "names": ", ".join(called)}))
        if not called:
            self.need_region()
            if off := self._perhaps_off(name):
                raise InputError(
                    Problem(
                        "region_off", {"region": name, "off": listing([Text(each, each) for each in off])}
                    )
                )
            raise InputError(Problem("unknown_region", {"region": name, "near": self.nearest(name)}))
        return called[0]

    def _perhaps_off(self, name: str) -> tuple[str, ...]:
        """The plugins that are off and may serve a region: that of its name, or any where the name is a place's."""
        from ..policy import places

        if name in self.off:
            return (name,)
        return self.off if places.called(name) else ()

    def ruling_region(self, name: str) -> str:
        """The same, of a region that cases can be put before.  Raises InputError."""
        region = self.region(name)
        if region in self.measures_alone:
            raise InputError(Problem("measures_alone", {"region": region}))
        return region

    def shown(self, name: str) -> Jurisdiction:
        """What serves a region, or a text that is no row of its own.  Raises InputError."""
        alone = self.alone(name)
        if alone is not None:
            return alone
        region = self.region(name)
        if region in self.failed:
            raise InputError(self.failed[region])
        return self.answering[region]

    def procedures(self, region: str) -> dict[ProcedureKind, Procedure]:
        """The procedures of a region by its id, with the local settings of its deployment.  Raises InputError."""
        return procedures(self.shown(region), self._local(region))

    def procedure(self, region: str, kind: ProcedureKind) -> Procedure:
        """One of them, without steps and duties where it has none.  Raises InputError."""
        return procedure(self.shown(region), kind, self._local(region))

    def _local(self, region: str) -> LocalSettings | None:
        settings = self.deployment.regions.get(region)
        return None if settings is None else settings.local

    def alone(self, name: str) -> Jurisdiction | None:
        """A text that is no row of its own, such as the nation's, by one of its names."""
        if self.find(name) is None:
            for policy in self.policies.values():
                if policy.region.is_called(name):
                    return Jurisdiction(region=policy.region, policies=(policy,))
        return None


#: What finds plugins that can't be loaded at all, with what is wrong with each.
Trial = Callable[[Sequence[EntryPoint]], Mapping[str, Problem]]


def load(
    deployment: Deployment,
    plugins: Iterable[EntryPoint] | None = None,
    trial: Trial | None = None,
    names: Collection[str] | None = None,
) -> Registry:
    """Loads what the deployment asks for; a plugin it doesn't ask for is never imported.

    `trial` is asked first, and what it finds a mistake in isn't imported either; nor, where there are `names`,
    is any other plugin.
    """
    points = sorted(
        entry_points(group=GROUP) if plugins is None else plugins, key=lambda e: (e.name, e.value)
    )
    wanted = plugins_of(deployment) if names is None else names
    reports: list[PluginReport] = []
    policies: dict[str, Policy] = {}
    commands: list[click.Command] = []
    on = [point for point in points if wanted is None or point.name in wanted]
    stopped = trial(on) if trial is not None else {}
    for point in points:
        alike = [other for other in points if other.name == point.name]
        origin, version = distribution(point)
        about: Any = {"name": point.name, "distribution": origin, "version": version}
        if wanted is not None and point.name not in wanted:
            reports.append(PluginReport(**about, status="off"))
        elif len(alike) > 1:
            origins = ", ".join(distribution(other)[0] or other.value for other in alike)
            problem = Problem("duplicate_plugin", {"name": point.name, "names": origins})
            reports.append(PluginReport(**about, status="failed", problems=(problem,)))
        elif point.name in stopped:
            reports.append(PluginReport(**about, status="failed", problems=(stopped[point.name],)))
        else:
            loaded = load_point(point, version)
            problems = loaded.problems
            if loaded.policy is not None and point.name in deployment.extensions:
                served = loaded.policy.region.id
                problems = (_of_extension(deployment, "not_an_extension", name=point.name, region=served),)
            elif loaded.policy is not None:
                policies[point.name] = loaded.policy
            commands += loaded.commands
            reports.append(
                PluginReport(
                    **about,
                    status="failed" if problems else "on",
                    region=loaded.policy.region.id if loaded.policy else None,
                    problems=problems,
                )
            )
    if deployment.years:
        policies = {name: policy.counting(deployment.years) for name, policy in policies.items()}
    installed = [report.name for report in reports]
    for name in deployment.extensions:
        if name not in installed:
            problem = _of_extension(deployment, "plugin_missing", name=name, near=nearest(name, installed))
            reports.append(PluginReport(name=name, status="failed", problems=(problem,)))
    deployment = by_ids(deployment, policies)
    regions, failed = set_up(deployment, policies, reports)
    return Registry(
        deployment=deployment,
        reports=tuple(reports),
        jurisdictions={name: here for name, here in regions.items() if not here.measures_alone},
        measures_alone={name: here for name, here in regions.items() if here.measures_alone},
        failed=failed,
        policies=policies,
        commands=tuple(commands),
        layers="floor" if deployment.file is None else "deployment",
    )


def _of_extension(deployment: Deployment, code: str, **values: object) -> Problem:
    """What is wrong with a plugin that the deployment file lists as an extension."""
    return Problem(code, values, "extensions", deployment.name)


def plugins_of(deployment: Deployment) -> set[str] | None:
    """The plugins that are on, or None for all."""
    if deployment.file is None:
        return None
    wanted = {name for settings in deployment.regions.values() for name in settings.plugins}
    wanted |= {*deployment.extensions}
    return wanted | {FLOOR_PLUGIN} if deployment.floor else wanted
