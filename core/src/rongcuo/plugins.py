"""Plugins: found by entry point, filtered before import, loaded one by one, and never lost silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .deployment import Deployment
from .facts import Vocabulary
from .jurisdiction import Jurisdiction
from .loading import PluginReport, load_point
from .policy import Policy, facts_of
from .problems import Problem, nearest
from .serving import FLOOR_PLUGIN, set_up

if TYPE_CHECKING:
    import click

GROUP = "rongcuo"


@frozen(kw_only=True)
class Registry:
    """Everything that is on: the regions that can rule, those that can't, and every plugin's report.

    `failed` gives the problems of each region that could not be set up; `off` the installed plugins
    that the deployment doesn't list.
    """

    deployment: Deployment
    reports: tuple[PluginReport, ...]
    jurisdictions: Mapping[str, Jurisdiction]
    failed: Mapping[str, tuple[Problem, ...]]
    policies: Mapping[str, Policy]
    commands: tuple[click.Command, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        return facts_of(self.policies.values())

    @property
    def texts(self) -> list[Policy]:
        """Every policy, each as it serves a region where it does."""
        serving = {text.plugin: text for here in self.jurisdictions.values() for text in here.policies}
        return list({**self.policies, **serving}.values())

    @property
    def plugin_names(self) -> frozenset[str]:
        return frozenset(self.policies)

    @property
    def off(self) -> tuple[str, ...]:
        return tuple(report.name for report in self.reports if report.status == "off")

    def find(self, name: str) -> str | None:
        """The id of the region with this id, name or code, among those that are on or failed."""
        for region, here in self.jurisdictions.items():
            if here.region.is_called(name):
                return region
        return name if name in self.failed else None

    def nearest(self, name: str) -> str:
        """The region most like this name."""
        known = [*self.jurisdictions, *self.failed]
        known += [here.region.name.zh for here in self.jurisdictions.values()]
        return nearest(name, known)


def load(deployment: Deployment, found: Iterable[EntryPoint] | None = None) -> Registry:
    """Loads what the deployment asks for; a plugin it doesn't ask for is never imported."""
    points = sorted(entry_points(group=GROUP) if found is None else found, key=lambda e: (e.name, e.value))
    wanted = _wanted(deployment)
    reports: list[PluginReport] = []
    policies: dict[str, Policy] = {}
    commands: list[click.Command] = []
    names = [point.name for point in points]
    for point in points:
        about: Any = {"name": point.name, "distribution": _dist(point)[0], "version": _dist(point)[1]}
        if wanted is not None and point.name not in wanted:
            reports.append(PluginReport(**about, status="off"))
        elif names.count(point.name) > 1:
            problem = Problem("duplicate_plugin", {"name": point.name})
            reports.append(PluginReport(**about, status="failed", problems=(problem,)))
        else:
            loaded = load_point(point, _dist(point)[1])
            if loaded.policy is not None:
                policies[point.name] = loaded.policy
            commands += loaded.commands
            reports.append(
                PluginReport(
                    **about,
                    status="failed" if loaded.problems else "on",
                    region=loaded.policy.region.id if loaded.policy else None,
                    problems=loaded.problems,
                )
            )
    jurisdictions, failed = set_up(deployment, policies, reports)
    return Registry(
        deployment=deployment,
        reports=tuple(reports),
        jurisdictions=jurisdictions,
        failed=failed,
        policies=policies,
        commands=tuple(commands),
    )


def _wanted(deployment: Deployment) -> set[str] | None:
    """The plugins to import, or None for all."""
    if deployment.file is None:
        return None
    wanted = {name for settings in deployment.regions.values() for name in settings.plugins}
    return wanted | {FLOOR_PLUGIN} if deployment.floor else wanted


def _dist(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist is not None else ("", "")
