"""`rongcuo timeline`: when each region adopted what."""

from __future__ import annotations

import click

from ..render.timeline import timeline_data, timeline_page
from .options import only_regions
from .output import Result, Setting, command


@click.command()
@only_regions
@command
def timeline(setting: Setting, region: tuple[str, ...]) -> Result:
    setting.registry.need_region()
    words = setting.words
    chosen = [setting.registry.region(name) for name in region]
    data = timeline_data(words, chosen)
    return Result(page=timeline_page(words, chosen), data=data, failed=bool(data["failed"]))
