"""Workspaces: one plugin opened from a folder, installed or not, or by the name of its region."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.structuring import structure
from rongcuo.facts.text import Text
from rongcuo.plugins.decided import matters_of
from rongcuo.plugins.distributions import entry_points
from rongcuo.plugins.publicnames import source_of
from rongcuo.plugins.registry import GROUP, Registry
from rongcuo.plugins.serving import without_floor
from rongcuo.policy.binding import bind_what_fits, with_earlier
from rongcuo.policy.cases import Case, read_case
from rongcuo.policy.clauses import FLOOR_PLUGIN, About, Chapter, Region, Source
from rongcuo.policy.decided import Decided
from rongcuo.policy.files import (
    CHAPTER_FILES,
    PolicyFiles,
    chapter_toml,
    read_bytes,
    read_toml,
    read_what_fits,
)
from rongcuo.policy.internal import filled
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy
from rongcuo.policy.versions import mistakes_of, whole_texts

REGION_FILE, SOURCES_FILE, PROJECT_FILE = "region.toml", "sources.toml", "pyproject.toml"
CASES = "cases"


@frozen(kw_only=True, eq=False, slots=False)
class Workspace:
    """One plugin as its author works on it, and everything that is on beside it.

    `folder` holds its files; None where it has none.  `raw` is what each of its TOML files says, by
    name.  `policy` is what can be read of it, `problems` are the mistakes in the rest.  `registry` is
    what is on, with this plugin in the place of an installed one of its name.  `matters` are the decided
    matters that it keeps.
    """

    name: str
    folder: Path | None
    policy: Policy
    registry: Registry
    here: Jurisdiction
    raw: Mapping[str, Mapping[str, Any]]
    cases: tuple[Case, ...]
    matters: tuple[Decided, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_plugin(given: str, registry: Registry) -> Workspace:
    """The plugin in this folder or of this region, with its cases.  Raises InputError."""
    workspace = survey_plugin(given, registry)
    if workspace.problems:
        raise InputError(workspace.problems)
    return workspace


def survey_plugin(given: str, registry: Registry) -> Workspace:
    """What can be read of a plugin, and its mistakes.  Raises InputError where there is no plugin.

    `given` is a plugin's folder, its distribution's, the id, name or code of a region, or a plugin's
    name.  A folder that holds a plugin goes before a region of its name.
    """
    path = Path(given)
    folder = next(_data_folders(path), None) if os.path.isdir(path) else None
    if folder is not None:
        return _opened(*_read(folder), registry)
    plugin = _installed(given, registry)
    if plugin is not None:
        return _of_installed(plugin, registry)
    if os.path.isdir(path):
        raise InputError(Problem("no_plugin_in_folder", file=given))
    values = {"name": given, "near": registry.nearest(given)}
    raise InputError(Problem("no_such_plugin", values))


# Finding it


def _data_folders(path: Path) -> Iterator[Path]:
    """The folders of policy files that a folder stands for: itself, or those of its distribution."""
    if (path / REGION_FILE).is_file():
        yield path
        return
    for module in _entry_points(path).values():
        for folder in (path / "src" / module, path / module):
            if (folder / REGION_FILE).is_file():
                yield folder


def _entry_points(distribution: Path) -> dict[str, str]:
    """The plugins that a distribution's pyproject.toml declares, each with its package."""
    project = _project(distribution)
    points = project.get("entry-points", {}).get(GROUP, {}) if isinstance(project, dict) else {}
    if not isinstance(points, dict):
        return {}
    return {name: str(value).partition(":")[0].replace(".", "/") for name, value in points.items()}


def _project(distribution: Path) -> Any:
    try:
        return read_toml(distribution / PROJECT_FILE).get("project", {})
    except InputError:
        return {}


def _declared(folder: Path) -> tuple[str, str]:
    """The name and version that the distribution around a folder gives its plugin, or nothing."""
    for above in folder.resolve().parents[:3]:
        for name, module in _entry_points(above).items():
            if folder.resolve().name == module.rpartition("/")[2]:
                return name, str(_project(above).get("version", ""))
    return "", ""


def _installed(given: str, registry: Registry) -> str | None:
    """The plugin of this name, or the one with the text of this region."""
    if given in {report.name for report in registry.reports if report.status != "off"}:
        return given
    names = [name for name, policy in registry.policies.items() if policy.region.is_called(given)]
    return min(names, key=lambda name: bool(registry.policies[name].fills), default=None)


def _of_installed(name: str, registry: Registry) -> Workspace:
    """An installed plugin: as it answers, or where it fails as its files read."""
    values = (point.value for point in entry_points(GROUP) if point.name == name)
    folder = next((f for value in values if (f := source_of(value.partition(":")[0])) and f.is_dir()), None)
    policy = registry.policies.get(name)
    if policy is not None:
        raw = {} if folder is None else _raw(folder)[0]
        return _opened(folder, policy, raw, [], registry)
    problems = next(report.problems for report in registry.reports if report.name == name)
    if folder is not None and (folder / REGION_FILE).is_file():
        opened = _opened(*_read(folder), registry)
        return opened if opened.problems else evolve(opened, problems=problems)
    raise InputError(problems or Problem("not_a_policy", {"name": name}))


# Reading it


def _read(folder: Path) -> tuple[Path, Policy, dict[str, dict[str, Any]], list[Problem]]:
    """A data folder's policy as far as it can be read, its files' data, and every mistake."""
    raw, problems = _raw(folder)
    unread = {problem.file for problem in problems}
    files = PolicyFiles(folder)
    name, version = _declared(folder)
    own = raw.get(REGION_FILE, {}).get("id")
    name = name or (own if isinstance(own, str) else folder.name)
    try:
        region = files.region
    except InputError as error:
        problems += [problem for problem in error.problems if problem not in problems]
        region = _nowhere(name)
    try:
        sources = files.sources
    except InputError as error:
        problems += [problem for problem in error.problems if problem not in problems]
        sources = tuple(_readable_sources(raw.get(SOURCES_FILE, {}).get("source")))
    stated: dict[str | None, dict[str, Chapter]] = {}
    for edition in (None, *_editions(raw)):
        stated[edition] = {}
        for hook, file in CHAPTER_FILES.items():
            file = _file(edition, file)
            if file in raw:
                stated[edition][hook], mistakes = read_what_fits(hook, raw[file], file)
                problems += mistakes
    texts: dict[str | None, Policy] = {}
    chapters, misfits = whole_texts(region, sources, stated)
    lost = _lost(raw, stated, sources)
    in_the_dark = _in_the_dark(_editions(raw), unread)
    problems += [
        p for p in misfits if p.values.get("id") not in lost and not _for_want_of(p, problems, in_the_dark)
    ]
    for edition, text in chapters.items():
        bound, mistakes = bind_what_fits(
            plugin=name, version=version, region=region, sources=sources, chapters=text
        )
        texts[edition] = evolve(bound, edition=edition)
        blind = edition in in_the_dark
        mistakes = [p for p in mistakes if not _follows(p, lost, blind, SOURCES_FILE not in raw)]
        if edition is not None:
            mistakes = list(mistakes_of(edition, mistakes, problems, region, stated))
        problems += [problem for problem in mistakes if problem not in problems]
    policy = with_earlier(texts[None], texts)
    if not problems and not policy.rules and not policy.lists:
        problems.append(Problem("no_clause"))
    with suppress(InputError):  # told of where what is accepted is looked at
        policy = files.accepted.told_in(policy)
    return folder, policy, raw, problems


def _file(edition: str | None, name: str) -> str:
    """A chapter file of the newest version, or of an earlier one."""
    return name if edition is None else f"earlier/{edition}/{name}"


def _editions(raw: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The earlier versions of public content that region.toml tells of."""
    entries = raw.get(REGION_FILE, {}).get("earlier", [])
    tables = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [
        entry["id"] for entry in tables if isinstance(entry.get("id"), str) and entry.get("published", True)
    ]


def _raw(folder: Path) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The data of each policy file of a folder, and what is wrong with the files that can't be read."""
    raw: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []

    def read(file: str) -> None:
        try:
            raw[file] = chapter_toml(read_bytes(folder / file, file), file)
        except InputError as error:
            problems.extend(error.problems)

    for file in (REGION_FILE, SOURCES_FILE):
        read(file)
    for edition in (None, *_editions(raw)):
        for name in CHAPTER_FILES.values():
            if (folder / _file(edition, name)).is_file():
                read(_file(edition, name))
    return raw, problems


def _readable_sources(entries: object) -> Iterator[Source]:
    for entry in entries if isinstance(entries, list) else []:
        with suppress(InputError):
            yield structure(entry, Source)


def _nowhere(name: str) -> Region:
    """A region for a policy whose own can't be read."""
    said = Text(name, name)
    return Region(
        id="nowhere",
        name=said,
        full_name=said,
        code="000000",
        level="county",
        policy=About(title=said, issuer=said, summary=said),
    )


def _lost(
    raw: Mapping[str, Mapping[str, Any]],
    stated: Mapping[str | None, Mapping[str, Chapter]],
    sources: tuple[Source, ...],
) -> set[str]:
    """The ids of what stands in the files and can't be read, none of those that region.toml gives to versions."""
    ids = {
        entry["id"]
        for file, data in raw.items()
        for entries in (data.values() if file != REGION_FILE else ())
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }
    read = {source.id for source in sources}
    for chapter in (chapter for text in stated.values() for chapter in text.values()):
        for part in (chapter.clauses, chapter.readings, chapter.terms, chapter.facts, chapter.periods):
            read |= {item.id for item in part}
    return ids - read


def _follows(problem: Problem, lost: set[str], blind: bool, no_sources: bool) -> bool:
    """Whether a mistake is only that something unreadable isn't there."""
    if problem.code == "unknown_source":
        return no_sources or problem.values["source"] in lost
    missing = problem.code in ("unknown_name", "name_not_compared", "addresses_adverse", "bad_period")
    return missing and (blind or problem.values["name"] in lost)


def _in_the_dark(editions: list[str], unread: Collection[str]) -> set[str | None]:
    """The texts of which a file can't be read, or of one that they may take over."""
    texts = [*editions, None]
    return {
        text
        for index, text in enumerate(texts)
        if any(_file(later, file) in unread for later in texts[index:] for file in CHAPTER_FILES.values())
    }


#: What doesn't fit between two versions where something isn't there.
_ABSENCES = frozenset(
    ["repealed_untold", "repealed_nowhere", "added_untold", "added_nowhere", "count_of_version"]
)


def _for_want_of(problem: Problem, mistakes: list[Problem], in_the_dark: Collection[str | None]) -> bool:
    """Whether something isn't in a version only as far as its files, and those after it, can be read."""
    version = problem.values.get("version", problem.values.get("id"))
    if problem.code in ("no_difference", "empty_version"):
        mistaken = any(mistake.file.startswith(f"earlier/{version}/") for mistake in mistakes)
        return mistaken or version in in_the_dark
    return problem.code in _ABSENCES and version in in_the_dark


def _opened(
    folder: Path | None,
    policy: Policy,
    raw: Mapping[str, Mapping[str, Any]],
    problems: list[Problem],
    registry: Registry,
) -> Workspace:
    """The plugin in its place among what is on, with its cases."""
    policy = evolve(policy, folder=folder)
    policy = policy.counting(registry.deployment.years) if registry.deployment.years else policy
    here = _jurisdiction(policy, registry, problems)
    registry = _with(policy, here, registry)
    return Workspace(
        name=policy.plugin,
        folder=folder,
        policy=policy,
        registry=registry,
        here=here,
        raw=raw,
        cases=tuple(_cases(folder, policy.plugin, registry, problems)) if folder else (),
        matters=tuple(_matters(policy, registry, problems)),
        problems=tuple(problems),
    )


def _jurisdiction(policy: Policy, registry: Registry, problems: list[Problem]) -> Jurisdiction:
    """What the plugin alone makes of its region: its text, or the one that it fills, on the floor."""
    text = without_floor(policy)
    if not text.rules:
        return Jurisdiction(region=policy.region, policies=(policy,))
    owners = sorted({name.partition(":")[0] for name in policy.fills})
    if len(owners) > 1:
        problems.append(Problem("fills_several", {"name": policy.plugin, "plugins": ", ".join(owners)}))
    elif owners and owners[0] not in registry.policies:
        lists = ", ".join(sorted(policy.fills))
        problems.append(Problem("fills_nothing", {"name": policy.plugin, "lists": lists}))
    elif owners:
        try:
            text = filled(registry.policies[owners[0]], text)
        except InputError as error:
            problems += [evolve(problem, file="") for problem in error.problems]
    floor = registry.policies.get(FLOOR_PLUGIN) if registry.deployment.floor else None
    return Jurisdiction(
        region=text.region, policies=(text,), floor=None if floor is None else floor.only_floor()
    )


def _with(policy: Policy, here: Jurisdiction, registry: Registry) -> Registry:
    """What is on, with this plugin in the place of an installed one of its name."""
    regions = registry.answering
    if here.floor is None and here.policies[0] is policy and registry.deployment.floor:
        floor = policy.only_floor()
        regions = {
            name: other if other.measures_alone else evolve(other, floor=floor)
            for name, other in regions.items()
        }
    else:
        regions[here.id] = here
    failed = {
        name: problems for name, problems in registry.failed.items() if name not in (here.id, policy.plugin)
    }
    return evolve(
        registry,
        policies={**registry.policies, policy.plugin: policy},
        jurisdictions={name: each for name, each in regions.items() if not each.measures_alone},
        measures_alone={name: each for name, each in regions.items() if each.measures_alone},
        failed=failed,
    )


def _in_case(path: Path, problem: Problem) -> Problem:
    """A mistake in a case of the plugin; in what that extends, which stands elsewhere, by its place from there."""
    file = Path(problem.file)
    if file.parent == path.parent:
        return evolve(problem, file=f"{CASES}/{file.name}")
    base = Path(os.path.relpath(file, path.parent)).as_posix()
    return evolve(problem.at(base), file=f"{CASES}/{path.name}")


def _matters(policy: Policy, registry: Registry, problems: list[Problem]) -> Iterator[Decided]:
    """The decided matters that can be read; the plugin's own facts may be among what can't be."""
    broken, mistakes = bool(problems), list[Problem]()
    yield from matters_of(policy, registry, mistakes)
    problems += [p for p in mistakes if not (broken and _of_own_fact(p, policy.plugin))]


def _of_own_fact(problem: Problem, plugin: str) -> bool:
    return str(problem.values.get("fact", "")).startswith(f"{plugin}:")


def _cases(folder: Path, plugin: str, registry: Registry, problems: list[Problem]) -> Iterator[Case]:
    """The plugin's cases that can be read; its own facts may be among what can't be."""
    broken = bool(problems)
    for path in sorted((folder / CASES).glob("*.toml")):
        try:
            yield read_case(path, registry.vocabulary, registry.plugin_names, registry.text_called)
        except InputError as error:
            problems += [
                _in_case(path, problem)
                for problem in error.problems
                if not (broken and _of_own_fact(problem, plugin))
            ]
