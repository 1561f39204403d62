"""The deployment as pages: what serves each region and from where, what is in force, every plugin found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from ..facts.problems import Problem, named_file
from ..plugins.deployment import SettledReading
from ..plugins.loading import PluginReport
from ..plugins.registry import Registry
from ..policy.clauses import Region, Source
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy
from .page import Block, Heading, Lines, Origin, Table
from .words import Words


@frozen
class Layer:
    """One plugin in a region: its own text, an internal text that fills it, a layer above, or the floor."""

    plugin: str
    version: str
    role: str
    level: str
    sources: tuple[Source, ...]


def layers(here: Jurisdiction, words: Words) -> list[Layer]:
    """The plugins that serve a region, in the order of the layers, the floor last."""
    policies = words.registry.policies
    serving: list[Layer] = []
    for index, text in enumerate(here.policies):
        serving.append(_layer(policies[text.plugin], "layer" if index else "own"))
        serving += [_layer(policies[name], "internal") for name in text.internal]
    if here.floor is not None and here.floor.plugin != serving[0].plugin:
        serving.append(_layer(policies[here.floor.plugin], "floor"))
    return serving


def _layer(policy: Policy, role: str) -> Layer:
    sources = tuple(policy.sources.values())
    return Layer(policy.plugin, policy.version, role, policy.region.level, sources)


def layer_names(here: Jurisdiction, words: Words) -> list[str]:
    """The plugins that serve a region, each with its version and what it is there."""
    return [_shown(layer, words) for layer in layers(here, words)]


def _shown(layer: Layer, words: Words) -> str:
    name = f"{layer.plugin} {layer.version}".rstrip()
    if layer.role == "own":
        return name
    roles = {"internal": "source_kind.internal_text", "floor": "say.floor"}
    return words.aside(name, words.say(roles.get(layer.role, f"level.{layer.level}")))


def settled(here: Jurisdiction, words: Words) -> Mapping[str, SettledReading]:
    """The readings that the deployment settles for a region."""
    settings = words.registry.deployment.regions.get(here.id)
    return settings.readings if settings else {}


def _messages(problems: Iterable[Problem], words: Words) -> list[str]:
    return [problem.message(words.language) for problem in problems]


# The regions


def regions_page(words: Words) -> list[Block]:
    """One row for each region, the documents behind it, what the deployment settled, internal texts."""
    registry = words.registry
    if not registry.regions and not registry.failed:
        return [Lines((words.say("say.no_region"),)), origin(words)]
    rows = [
        (
            _named(here.region, words),
            here.region.code,
            words.say(f"level.{here.region.level}"),
            _policy(here, words),
            "\n".join(layer_names(here, words)),
        )
        for here in registry.regions.values()
    ]
    rows += [
        (
            name,
            "",
            "",
            "\n".join([words.verdict("error"), *_messages(problems, words)]),
            "\n".join(_asked(name, words)),
        )
        for name, problems in registry.failed.items()
    ]
    page: list[Block] = [Table(words.columns("region", "code", "level", "policy", "plugins"), tuple(rows))]
    documents = _documents(words)
    if documents:
        page += [
            Heading(words.say("say.sources"), 2),
            Table(words.columns("plugin", "document", "date", "kind"), tuple(documents)),
        ]
    return [*page, *_beside(words), origin(words)]


def _policy(here: Jurisdiction, words: Words) -> str:
    """A region's policy; of measures alone, that no case is put before it."""
    title = words.pick(here.region.policy.title)
    return f"{title}\n{words.say('say.measures_alone')}" if here.measures_alone else title


def _named(region: Region, words: Words) -> str:
    return words.aside(words.pick(region.name), region.id)


def _documents(words: Words) -> list[tuple[str, ...]]:
    """The documents of every plugin that serves some region, each plugin's own once."""
    serving = [layer for here in words.registry.regions.values() for layer in layers(here, words)]
    serving.sort(key=lambda layer: layer.role == "floor")
    return [
        (
            layer.plugin,
            f"{words.pick(source.title)}\n{words.pick(source.issuer)}",
            source.date or words.say("say.no_date"),
            words.say(f"source_kind.{source.kind}"),
        )
        for layer in {layer.plugin: layer for layer in serving}.values()
        for source in layer.sources
    ]


def _beside(words: Words) -> list[Block]:
    """The readings that the deployment settled, and the texts that aren't public."""
    page: list[Block] = []
    here = words.registry.regions.values()
    for key, lines in (
        ("say.settled", [line for region in here for line in _settled_lines(region, words)]),
        ("source_kind.internal_text", [line for region in here for line in _internal_lines(region, words)]),
    ):
        if lines:
            page += [Heading(words.say(key), 2), Lines(tuple(lines), bullets=True)]
    return page


def _settled_lines(here: Jurisdiction, words: Words) -> list[str]:
    return [
        words.say(
            "say.settled_line",
            region=words.pick(here.region.name),
            name=name,
            question=words.pick(here.fact(name).label),
            option=words.pick(here.fact(name).show(reading.take)),
            by=reading.by,
            basis=reading.basis,
        )
        for name, reading in settled(here, words).items()
    ]


def _internal_lines(here: Jurisdiction, words: Words) -> list[str]:
    return [
        words.say(
            "say.internal_line",
            region=words.pick(here.region.name),
            plugin=f"{layer.plugin} {layer.version}".rstrip(),
            lists=words.listed(
                words.list_name(name) for name in sorted(words.registry.policies[layer.plugin].fills)
            ),
        )
        for layer in layers(here, words)
        if layer.role == "internal"
    ]


def origin(words: Words) -> Origin:
    """Which deployment file was used, and what is installed but off: every output says so."""
    registry = words.registry
    file = registry.deployment.file
    used = (
        words.say("column.config"),
        words.say("say.config_none") if file is None else named_file(str(file), words.language),
    )
    off = words.say("column.off"), words.listed(registry.off)
    shown = [used, off] if registry.off else [used]
    rows = [used, off]
    if registry.layers == "all" or (registry.layers == "floor" and file is not None):
        stand = words.say("column.layers"), words.say(f"say.layers_{registry.layers}")
        shown.append(stand)
        rows.append(stand)
    return Origin(tuple(words.labelled(*part) for part in shown), tuple(rows))


def origin_data(registry: Registry) -> dict[str, Any]:
    """The same as plain data."""
    return {"config": registry.deployment.name, "off": list(registry.off)}


def regions_data(words: Words) -> dict[str, Any]:
    """The regions as plain data; those of measures alone stand apart from those with a row."""
    registry = words.registry
    return {
        **origin_data(registry),
        "regions": [_region_data(here, words) for here in registry.rows.values()],
        "measures_alone": [_region_data(here, words) for here in registry.measures_alone.values()],
        "failed": {name: _messages(problems, words) for name, problems in registry.failed.items()},
    }


def _region_data(here: Jurisdiction, words: Words) -> dict[str, Any]:
    return {
        "id": here.id,
        "name": words.pick(here.region.name),
        "code": here.region.code,
        "level": here.region.level,
        "policy": words.pick(here.region.policy.title),
        "reported": here.region.policy.reported,
        **_serving_data(here, words),
        "floor": here.floor is not None,
    }


def _serving_data(here: Jurisdiction, words: Words) -> dict[str, Any]:
    return {
        "plugins": [
            {
                "name": layer.plugin,
                "version": layer.version,
                "role": layer.role,
                "level": layer.level,
                "sources": [
                    {
                        "id": source.id,
                        "title": words.pick(source.title),
                        "issuer": words.pick(source.issuer),
                        "date": source.date,
                        "kind": source.kind,
                    }
                    for source in layer.sources
                ],
            }
            for layer in layers(here, words)
        ],
        "readings": [
            {"id": name, "take": reading.take, "by": reading.by, "basis": reading.basis}
            for name, reading in settled(here, words).items()
        ],
        "internal": [layer.plugin for layer in layers(here, words) if layer.role == "internal"],
    }


# What is in force


def deployment_page(words: Words) -> list[Block]:
    """The file used, each region with its plugins in the order of the layers, the readings settled."""
    registry = words.registry
    rows = [
        (
            _named(here.region, words),
            "\n".join(layer_names(here, words)),
            words.say("status_of_plugin.on"),
        )
        for here in registry.regions.values()
    ]
    rows += [
        (name, "\n".join(_asked(name, words)), words.say("status_of_plugin.failed"))
        for name in registry.failed
    ]
    floor = words.say("say.floor_on" if registry.deployment.floor else "say.floor_off")
    page: list[Block] = [
        origin(words),
        Lines((floor, *_extensions(words), *_years(words))),
        Table(words.columns("region", "plugins", "state"), tuple(rows))
        if rows
        else Lines((words.say("say.no_region"),)),
    ]
    problems = registry.problems
    if problems:
        page += [
            Heading(words.say("say.problems"), 2),
            Lines(tuple(_messages(problems, words)), bullets=True),
        ]
    return page + _beside(words)


def _extensions(words: Words) -> tuple[str, ...]:
    """The plugins that add commands, in a line, if there are any."""
    names = words.registry.extensions
    return (words.labelled(words.say("say.extensions"), words.listed(names)),) if names else ()


def _years(words: Words) -> Iterator[str]:
    """The years of which the deployment supplies a schedule of working days."""
    for year, schedule in sorted(words.registry.deployment.years.items()):
        yield words.say("say.year_supplied", year=year, notice=schedule.notice)


def _asked(region: str, words: Words) -> tuple[str, ...]:
    """The plugins that the deployment file asks for in a region."""
    settings = words.registry.deployment.regions.get(region)
    return settings.plugins if settings else ()


def deployment_data(words: Words) -> dict[str, Any]:
    """What is in force as plain data: each region with its plugins and the readings settled."""
    registry = words.registry
    return {
        **origin_data(registry),
        "floor": registry.deployment.floor,
        "extensions": list(registry.extensions),
        "working_days": {
            str(year): schedule.notice for year, schedule in sorted(registry.deployment.years.items())
        },
        "regions": {here.id: _serving_data(here, words) for here in registry.rows.values()},
        "measures_alone": {here.id: _serving_data(here, words) for here in registry.measures_alone.values()},
        "failed": {name: _messages(problems, words) for name, problems in registry.failed.items()},
    }


# The plugins


def plugins_page(words: Words) -> list[Block]:
    """One row for each plugin found."""
    if not words.registry.reports:
        return [Lines((words.say("say.no_region"),)), origin(words)]
    return [plugins_table(words), origin(words)]


def plugins_table(words: Words) -> Table:
    """Each plugin found, with its state, and what is wrong with it."""
    rows = tuple(_plugin_row(report, words) for report in words.registry.reports)
    return Table(words.columns("plugin", "version", "state", "region", "why"), rows)


def _plugin_row(report: PluginReport, words: Words) -> tuple[str, ...]:
    return (
        report.name,
        report.version,
        words.say(f"status_of_plugin.{report.status}"),
        report.region or "",
        "\n".join(_messages(report.problems, words)),
    )


def plugins_data(words: Words) -> dict[str, Any]:
    """Each plugin found as plain data; `why` is what is wrong with it."""
    return {
        **origin_data(words.registry),
        "plugins": [
            {
                "name": report.name,
                "distribution": report.distribution,
                "version": report.version,
                "status": report.status,
                "region": report.region,
                "why": _messages(report.problems, words),
            }
            for report in words.registry.reports
        ],
    }
