"""Plugins: found by entry point, filtered before import, loaded one by one, and never lost silently."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import pluggy
from attrs import evolve, frozen

from . import __version__, hookspecs
from .binding import bind
from .clauses import Chapter, Clause, Region, Source
from .deployment import Deployment
from .facts import Vocabulary, shared_vocabulary
from .hookspecs import CHAPTER_HOOKS, Context
from .jurisdiction import Jurisdiction
from .policy import Policy, facts_of, filled
from .problems import InputError, Problem, nearest

if TYPE_CHECKING:
    import click

GROUP = "rongcuo"
#: The plugin whose floor clauses stand under every region.
FLOOR_PLUGIN = "national"


@frozen(kw_only=True)
class PluginReport:
    """What became of one plugin."""

    name: str
    distribution: str = ""
    version: str = ""
    status: Literal["on", "off", "failed"]
    region: str | None = None
    problems: tuple[Problem, ...] = ()


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
            loaded = _out_of_range(point) or _load(point, _dist(point)[1])
            problems: tuple[Problem, ...] = ()
            if isinstance(loaded, Policy):
                policies[point.name] = loaded
            elif isinstance(loaded, InputError):
                problems = tuple(loaded.problems)
            else:
                commands += loaded
            reports.append(
                PluginReport(
                    **about,
                    status="failed" if problems else "on",
                    region=loaded.region.id if isinstance(loaded, Policy) else None,
                    problems=problems,
                )
            )
    jurisdictions, failed = _regions(deployment, policies, reports)
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


# One plugin


def _out_of_range(point: EntryPoint) -> InputError | None:
    """The problem of a plugin that was written for another version of the core."""
    from packaging.requirements import InvalidRequirement, Requirement

    for told in (point.dist.requires or ()) if point.dist is not None else ():
        try:
            needed = Requirement(told)
        except InvalidRequirement:
            continue
        if needed.name == "rongcuo" and not needed.specifier.contains(__version__, prereleases=True):
            values = {"needed": str(needed.specifier), "here": __version__}
            return InputError(Problem("core_version", values, file=f"plugin {point.name}"))
    return None


def _load(point: EntryPoint, version: str) -> Policy | list[click.Command] | InputError:
    """One plugin's policy, an extension's commands, or what is wrong with it."""
    try:
        plugin = point.load()
    except BaseException as error:
        return _blame(point.name, "plugin_import", error)
    return load_plugin(plugin, point.name, version)


def load_plugin(plugin: object, name: str, version: str = "") -> Policy | list[click.Command] | InputError:
    """What a plugin object answers, checked."""
    try:
        manager = _manager(plugin, name)
        context = Context(plugin=name, vocabulary=shared_vocabulary())
        if not hasattr(plugin, "region"):
            return [c for a in _call(manager, "register_commands", context, name) for c in _commands(a)]
        chapters: dict[str, Chapter] = {}
        problems: list[Problem] = []
        for hook in CHAPTER_HOOKS:
            try:
                for answer in _call(manager, hook, context, name):
                    chapters[hook] = _checked(answer, hook)
            except InputError as error:
                problems += error.problems
        try:
            region, sources = _about(plugin)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return bind(plugin=name, version=version, region=region, sources=sources, chapters=chapters)
    except InputError as error:
        return InputError(_in(problem, name) for problem in error.problems)
    except BaseException as error:
        return _blame(name, "plugin_broken", error)


def _in(problem: Problem, plugin: str) -> Problem:
    where = f"plugin {plugin}"
    return evolve(problem, file=f"{where}, {problem.file}" if problem.file else where)


def _blame(name: str, code: str, error: BaseException) -> InputError:
    """The problem behind an exception in a plugin.  KeyboardInterrupt goes on."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    return InputError(Problem(code, {"why": _why(error)}, file=f"plugin {name}"))


def _why(error: BaseException) -> str:
    """An exception in one line, even one that can't tell what it is."""
    try:
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    except BaseException:
        return type(error).__name__


def _manager(plugin: object, name: str) -> pluggy.PluginManager:
    manager = pluggy.PluginManager("rongcuo")
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise InputError(_hook_problem(plugin, manager, error)) from None
    return manager


def _hook_problem(plugin: object, manager: pluggy.PluginManager, error: Exception) -> Problem:
    known = (*CHAPTER_HOOKS, "register_commands")
    for hook in dir(plugin):
        if manager.parse_hookimpl_opts(plugin, hook) is None:
            continue
        if hook not in known:
            return Problem("unknown_hook", {"hook": hook, "near": nearest(hook, known)})
        takes = [name for name in inspect.signature(getattr(plugin, hook)).parameters if name != "context"]
        if takes:
            return Problem("hook_argument", {"hook": hook, "names": ", ".join(takes)})
    return Problem("bad_hook", {"why": str(error).splitlines()[-1].strip()[:200]})


def _call(manager: pluggy.PluginManager, hook: str, context: Context, name: str) -> list[Any]:
    try:
        answers: list[Any] = getattr(manager.hook, hook)(context=context)
    except InputError:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise InputError(Problem("hook_raised", {"hook": hook, "why": _why(error)})) from None
    return answers


def _commands(answer: object) -> list[click.Command]:
    """What `register_commands` answers, if it is a list of commands."""
    import click

    if not isinstance(answer, list | tuple):
        raise InputError(Problem("not_a_command", {"got": type(answer).__name__}))
    for command in answer:
        if not isinstance(command, click.Command):
            raise InputError(Problem("not_a_command", {"got": type(command).__name__}))
    return list(answer)


def _checked(answer: object, hook: str) -> Chapter:
    """A hook's answer, if it is a chapter that holds what its types say."""
    if not isinstance(answer, Chapter):
        raise InputError(Problem("not_a_chapter", {"hook": hook, "got": type(answer).__name__}))
    if answer.origin:
        return answer  # read from a file, so checked already
    from .structuring import converter, structure

    problems: list[Problem] = []
    for clause in answer.clauses:
        if not isinstance(clause, Clause):
            problems.append(Problem("not_a_clause", {"hook": hook, "got": type(clause).__name__}))
            continue
        try:
            structure(converter().unstructure(clause), type(clause))
        except InputError as error:
            problems += [p.at(f"{hook}, {clause.kind} {clause.id}") for p in error.problems]
    if problems:
        raise InputError(problems)
    return answer


def _about(plugin: object) -> tuple[Region, tuple[Source, ...]]:
    region, sources = plugin.region, getattr(plugin, "sources", ())  # type: ignore[attr-defined]
    if not isinstance(region, Region):
        raise InputError(Problem("no_region"))
    if not isinstance(sources, tuple) or not all(isinstance(source, Source) for source in sources):
        raise InputError(Problem("no_sources"))
    return region, sources


# Regions


def _regions(
    deployment: Deployment, policies: Mapping[str, Policy], reports: list[PluginReport]
) -> tuple[dict[str, Jurisdiction], dict[str, tuple[Problem, ...]]]:
    """The regions that can rule, and the problems of those that can't."""
    jurisdictions: dict[str, Jurisdiction] = {}
    failed: dict[str, tuple[Problem, ...]] = {}
    chosen = _installed(policies, reports) if deployment.file is None else _listed(deployment)
    for region, names in sorted(chosen.items()):
        setup = _Setup(deployment, policies, {report.name: report for report in reports}, region)
        here = setup.jurisdiction(names)
        if setup.problems:
            failed[region] = tuple(setup.problems)
        elif here is not None:
            jurisdictions[region] = here
    return jurisdictions, failed


def _listed(deployment: Deployment) -> dict[str, tuple[str, ...]]:
    return {region: settings.plugins for region, settings in deployment.regions.items()}


def _installed(policies: Mapping[str, Policy], reports: list[PluginReport]) -> dict[str, tuple[str, ...]]:
    """Every region that some plugin serves, with a plugin that only fills another behind it."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name in sorted(policies, key=lambda name: bool(policies[name].fills)):
        policy = policies[name]
        if policy.fills or _rules_cases(policy):
            chosen[policy.region.id] = (*chosen.get(policy.region.id, ()), name)
    failed = [r.name for r in reports if r.status == "failed" and r.name != FLOOR_PLUGIN]
    return chosen | {name: (name,) for name in failed}


#: Levels from the lowest.
_LEVELS = ("county", "city", "province", "nation")


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

    def problem(self, code: str, **values: object) -> None:
        file = "" if self.deployment.file is None else str(self.deployment.file)
        self.problems.append(Problem(code, values, f"region.{self.region}" if file else "", file))

    def jurisdiction(self, names: tuple[str, ...]) -> Jurisdiction | None:
        """What the plugins of these names make of the region, if nothing is wrong."""
        for name in names:
            self.usable(name)
        floor = self.policies.get(FLOOR_PLUGIN) if self.deployment.floor else None
        if self.deployment.floor and floor is None:
            self.usable(FLOOR_PLUGIN)
        if self.problems:
            return None
        texts = self.layers(names)
        if self.problems:
            return None
        here = Jurisdiction(
            region=texts[0].region, policies=texts, floor=None if floor is None else floor.only_floor()
        )
        return evolve(here, settled=self.settled(here))

    def usable(self, name: str) -> None:
        """Notes why a plugin can't serve, once."""
        report = self.reports.get(name)
        if report is None:
            code = "no_floor_plugin" if name == FLOOR_PLUGIN else "plugin_missing"
            self.problem(code, name=name, near=nearest(name, self.reports))
        elif name not in self.policies and not report.problems:
            self.problem("not_a_policy", name=name)
        else:
            self.problems += [problem for problem in report.problems if problem not in self.problems]

    def layers(self, names: tuple[str, ...]) -> tuple[Policy, ...]:
        """The texts, each with what fills it, the region's own first and the highest last."""
        chosen = [self.policies[name] for name in names]
        texts = [policy for policy in chosen if not policy.fills]
        for internal in (policy for policy in chosen if policy.fills):
            owners = {name.partition(":")[0] for name in internal.fills}
            if not owners <= {policy.plugin for policy in texts}:
                self.problem("fills_nothing", name=internal.plugin, lists=", ".join(sorted(internal.fills)))
            else:
                texts = [self.fill(text, internal) if text.plugin in owners else text for text in texts]
        self.check_order(texts)
        return tuple(without_floor(p) if p.plugin == FLOOR_PLUGIN else p for p in texts)

    def fill(self, text: Policy, internal: Policy) -> Policy:
        try:
            return filled(text, internal)
        except InputError as error:
            self.problems += error.problems
            return text

    def check_order(self, texts: list[Policy]) -> None:
        """The first text is the region's own, and every further one of a higher level."""
        if not texts or texts[0].region.id != self.region:
            self.problem("not_its_own", region=self.region)
            return
        own = texts[0].region
        if own.parent is not None and own.parent.code == own.code:
            self.problem("own_parent", region=self.region)
        for lower, higher in pairwise(texts):
            if lower.region.id == higher.region.id:
                names = f"{lower.plugin}, {higher.plugin}"
                self.problem("region_claimed_twice", region=lower.region.id, plugins=names)
            elif _LEVELS.index(higher.region.level) <= _LEVELS.index(lower.region.level):
                self.problem("layer_order", lower=lower.plugin, higher=higher.plugin)

    def settled(self, here: Jurisdiction) -> dict[str, str]:
        """The readings that the deployment settles for this region."""
        settings = self.deployment.regions.get(self.region)
        readings = {name: r for policy in here.texts for name, r in policy.readings.items()}
        taken: dict[str, str] = {}
        for name, settled in settings.readings.items() if settings else ():
            if name not in readings:
                self.problem("unknown_reading", name=name, near=nearest(name, readings))
            elif settled.take not in readings[name].options:
                options = readings[name].options
                near = nearest(settled.take, options)
                self.problem("not_one_of", value=settled.take, choices=", ".join(options), near=near)
            else:
                taken[name] = settled.take
        return taken


def without_floor(policy: Policy) -> Policy:
    """The part of a policy that is a layer of its own."""
    return evolve(policy, rules=tuple(rule for rule in policy.rules if not rule.clause.floor))


def _rules_cases(policy: Policy) -> bool:
    """Whether it is a row of its own: a plugin of measures alone, or of the floor alone, is none."""
    return any(not rule.clause.floor and rule.kind != "measure" for rule in policy.rules)
