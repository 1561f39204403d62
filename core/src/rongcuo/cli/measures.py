"""`rongcuo measures`: the supporting measures of every region, or of some, side by side."""

from __future__ import annotations

import click

from ..policy.policy import Policy
from ..render.deployment import origin, origin_data
from ..render.measures import measures_data, measures_page
from ..render.page import Lines
from .options import only_regions
from .output import Result, Setting, command


@click.command()
@only_regions
@command
def measures(setting: Setting, region: tuple[str, ...]) -> Result:
    setting.registry.need_region()
    registry, words = setting.registry, setting.words
    named = {text.plugin: text for name in region for text in registry.shown(name).policies}
    texts = list(named.values()) if region else _with_measures(registry.texts)
    failed = {} if region else registry.failed
    messages = [problem.message(words.language) for problems in failed.values() for problem in problems]
    page = measures_page(texts, words)
    if messages:
        page.append(Lines(tuple(words.say("say.error", message=message) for message in messages)))
    return Result(
        page=[*page, Lines(("",)), origin(words)],
        data={**measures_data(texts, words), "failed": messages, **origin_data(registry)},
        failed=bool(failed),
    )


def _with_measures(texts: list[Policy]) -> list[Policy]:
    """The texts that tell of measures, or say how many there are; what fills another is in that one."""
    standalone = (text for text in texts if not text.fills)
    return [t for t in standalone if t.all_of("measure") or t.list_info("measure").announced is not None]
