"""A new deployment file: every installed region is on, and comments say what else may be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts.problems import Problem
from ..facts.working_days import shipped
from ..policy.clauses import FLOOR_PLUGIN, Reading, Region
from ..policy.jurisdiction import Jurisdiction
from ..policy.layers import levels_above
from .landing import comment
from .words import Words


def deployment_file(words: Words) -> str:
    """The text of a deployment file for what is installed; what can't serve stands in comments."""
    registry = words.registry
    lines = [
        *_comment(words.say("config.head")),
        "",
        *_floor(words),
        "",
        *_extensions(words),
        "",
        *_working_days(words),
    ]
    for here in registry.regions.values():
        lines += ["", *_region(here, words)]
    for name in registry.jurisdictions.keys() - registry.rows.keys():
        row = f"[region.{name}]", f"plugins = {_listed([FLOOR_PLUGIN])}"
        lines += ["", *_comment("\n".join((words.say("config.nation"), *row)))]
    for name, problems in registry.failed.items():
        lines += ["", *_failed(name, problems, words)]
    if registry.off:
        lines += ["", *_comment(words.say("config.off", names=words.listed(registry.off)))]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {comment(line)}".rstrip() for line in text.split("\n")]


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _floor(words: Words) -> Iterator[str]:
    floor = words.registry.deployment.floor
    yield from _comment(words.say("config.floor" if floor else "config.no_floor", name=FLOOR_PLUGIN))
    yield f"floor = {'true' if floor else 'false'}"


def _extensions(words: Words) -> Iterator[str]:
    yield from _comment(words.say("config.extensions"))
    yield f"extensions = {_listed(words.registry.extensions)}"


def _working_days(words: Words) -> Iterator[str]:
    last = max(shipped())
    yield from _comment(words.say("config.working_days", year=last))
    yield f'# working_days = ["{last + 1}.toml"]'


def _region(here: Jurisdiction, words: Words) -> Iterator[str]:
    region = here.region
    yield from _comment(words.labelled(words.pick(region.full_name), words.pick(region.policy.title)))
    yield f"[region.{region.id}]"
    names = [name for text in here.policies for name in (text.plugin, *text.internal)]
    yield f"plugins = {_listed(names)}"
    above = _above(region, words)
    if above:
        yield from _comment(words.say("config.layers"))
        yield f"# plugins = {_listed([*names, *above])}"
    readings = {name: reading for text in here.texts for name, reading in text.readings.items()}
    for name, reading in readings.items():
        yield from _reading(region.id, name, reading, words)


def _above(region: Region, words: Words) -> list[str]:
    """The plugins of the levels above a region, from the lowest."""
    levels = levels_above(region, words.registry.policies)
    return [name for level in levels for name in level.plugins]


def _reading(region: str, name: str, reading: Reading, words: Words) -> Iterator[str]:
    yield ""
    yield from _comment(words.say("config.reading", question=words.pick(reading.question)))
    for option, text in reading.options.items():
        taken = option == reading.favoured
        said = words.aside(words.pick(text), words.say("say.favoured")) if taken else words.pick(text)
        yield f"#   {option}  {comment(said)}"
    yield f'# [region.{region}.readings."{name}"]'
    yield f'# take = "{reading.favoured or next(iter(reading.options))}"'
    yield '# by = "…"'
    yield '# basis = "…"'


def _failed(name: str, problems: Iterable[Problem], words: Words) -> Iterator[str]:
    """A region that can't be on as it is: what is wrong, and what to write once it is mended."""
    for problem in problems:
        yield from _comment(problem.message(words.language))
    serving = [text.plugin for text in words.registry.policies.values() if text.region.id == name]
    yield f"# [region.{name}]"
    yield f"# plugins = {_listed(serving or [name])}"
