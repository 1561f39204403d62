"""`rongcuo regions`: the regions that are on, and what serves each."""

from __future__ import annotations

import click

from ..render.deployment import regions_data, regions_page
from .output import Result, Setting, command


@click.command()
@command
def regions(setting: Setting) -> Result:
    words = setting.words
    return Result(page=regions_page(words), data=regions_data(words), failed=bool(setting.registry.failed))
