"""The doctor's page: versions, the deployment, every plugin and region, without personal data."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from attrs import frozen

from ..comparing.comparison import compare
from ..facts.problems import Problem
from ..plugins.distributions import entry_points
from ..plugins.publicnames import private_imports, source_of
from ..plugins.registry import GROUP, Registry
from ..policy.cases import QUESTIONS, case_from
from ..policy.jurisdiction import Jurisdiction
from .deployment import layer_names, origin, plugins_data, plugins_table
from .impersonal import cleaned, impersonal
from .page import Block, Heading, Lines, Table
from .policies import list_lines
from .words import Words


@frozen
class Checkup:
    """What was found: every mistake, and the regions that ruled an empty case; nothing about persons.

    `refused` tells why deployment files in folders above aren't obeyed, which needn't be a mistake.
    """

    registry: Registry
    problems: tuple[Problem, ...]
    refused: tuple[Problem, ...]
    rules: frozenset[str]


def examine(registry: Registry, mistakes: Sequence[Problem], refused: Sequence[Problem] = ()) -> Checkup:
    """Everything checked; `mistakes` are those of the deployment file, `refused` those that aren't obeyed."""
    rules, trials = _try_out(registry)
    problems = [*mistakes, *registry.problems, *trials, *_imports(registry)]
    if not registry.regions and not problems:
        problems = [Problem("no_region_installed")]
    distinct = [problem for index, problem in enumerate(problems) if problem not in problems[:index]]
    return Checkup(impersonal(registry), cleaned(distinct), cleaned(refused), rules)


def _try_out(registry: Registry) -> tuple[frozenset[str], list[Problem]]:
    """The regions that can rule a case of which nothing is known, and what the others fail with."""
    rules, problems = set(), []
    case = case_from({"title": "…", "where": "…"}, "", registry.vocabulary, registry.plugin_names)
    for region in registry.rows:
        try:
            compared = compare(registry, case, QUESTIONS, [region], explain_differences=False)
        except Exception as error:  # a fault of our own is found here too
            why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            problems.append(Problem("cannot_rule", {"region": region, "why": why}))
            continue
        errors = [ruling.error for answer in compared.answers for ruling in answer.rulings if ruling.error]
        problems += errors
        if not errors:
            rules.add(region)
    return frozenset(rules), problems


def _imports(registry: Registry) -> list[Problem]:
    """What the plugins import of rongcuo beyond its public names."""
    problems = []
    on = {report.name for report in registry.reports if report.status != "off"}
    for point in entry_points(GROUP):
        source = source_of(point.value.partition(":")[0]) if point.name in on else None
        for imported in private_imports(source) if source else []:
            place, file = f"line {imported.line}", f"plugin {point.name}, {imported.file}"
            problems.append(Problem("private_import", {"name": imported.name}, place, file))
    return problems


def doctor_page(words: Words, checkup: Checkup) -> list[Block]:
    """Everything a colleague needs to see what is on here, and nothing about who runs it."""
    count = len(checkup.problems)
    summary = words.say("doctor.found", count=count) if count else words.say("doctor.fine")
    page: list[Block] = [Heading(words.say("doctor.title")), Lines((summary,))]
    if count:
        messages = tuple(problem.message(words.language) for problem in checkup.problems)
        page += [Heading(words.say("say.problems"), 2), Lines(messages, bullets=True)]
    page += [
        Heading(words.say("doctor.versions"), 2),
        Lines(tuple(f"{name} {number}" for name, number in versions().items()), bullets=True),
        Heading(words.say("doctor.deployment"), 2),
        origin(words),
        *([Lines(_warnings(words, checkup))] if checkup.refused else []),
        Heading(words.say("column.plugin"), 2),
        plugins_table(words),
        Heading(words.say("column.region"), 2),
        _regions(words, checkup),
    ]
    return page


def _warnings(words: Words, checkup: Checkup) -> tuple[str, ...]:
    messages = (problem.message(words.language) for problem in checkup.refused)
    return tuple(words.say("say.warning", message=message) for message in messages)


def _regions(words: Words, checkup: Checkup) -> Block:
    """One row for each region: what serves it, what was seen of its lists, and whether it rules."""
    registry = words.registry
    rows = [
        (
            words.aside(words.pick(here.region.name), here.id),
            "\n".join(layer_names(here, words)),
            "\n".join(line for text in here.policies for line in list_lines(text, words)),
            words.say(_state(here.id, checkup)),
        )
        for here in registry.regions.values()
    ]
    rows += [(name, "", "", words.say("status_of_plugin.failed")) for name in registry.failed]
    if not rows:
        return Lines((words.say("doctor.no_region"),))
    columns = ("column.region", "column.plugins", "say.lists", "column.state")
    return Table(tuple(map(words.say, columns)), tuple(rows))


def _state(region: str, checkup: Checkup) -> str:
    """What became of a region: a key of the catalogue."""
    if region in checkup.registry.measures_alone:
        return "say.measures_alone"
    return "doctor.rules" if region in checkup.rules else "status_of_plugin.failed"


def doctor_data(words: Words, checkup: Checkup) -> dict[str, Any]:
    """The same as plain data."""
    registry = words.registry
    return {
        "problems": [problem.message(words.language) for problem in checkup.problems],
        "refused": [problem.message(words.language) for problem in checkup.refused],
        "versions": versions(),
        **plugins_data(words),
        "floor": registry.deployment.floor,
        "regions": {
            here.id: {"rules": here.id in checkup.rules, **_region_data(here, words)}
            for here in registry.rows.values()
        },
        "measures_alone": {here.id: _region_data(here, words) for here in registry.measures_alone.values()},
        "failed": list(registry.failed),
    }


def _region_data(here: Jurisdiction, words: Words) -> dict[str, Any]:
    return {
        "plugins": layer_names(here, words),
        "lists": [line for text in here.policies for line in list_lines(text, words)],
    }


def versions() -> dict[str, str]:
    """What runs here: rongcuo, Python, the system, and what rongcuo needs."""
    running = {
        "rongcuo": _version("rongcuo"),
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        platform.system(): f"{platform.release()} {platform.machine()}",
    }
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(requirement).name for requirement in requires("rongcuo") or ()]
    except PackageNotFoundError:
        needed = []
    return running | {name: _version(name) for name in needed}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
