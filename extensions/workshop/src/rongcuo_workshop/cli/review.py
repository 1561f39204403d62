"""`rongcuo review`: a plugin's clauses, conditions and cases for a person to hold against the source and sign."""

from __future__ import annotations

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.reports import to_file
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import AsPrinted
from rongcuo.render.words import Words

from ..render.review import review_data, review_page
from ..workspace import open_plugin


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@to_file
@command
def review(setting: Setting, plugin: str) -> Result:
    workspace = open_plugin(plugin, setting.registry)
    words = Words(setting.language, workspace.registry)
    return Result(
        page=[*review_page(workspace, words), origin(setting.words)],
        data={**review_data(workspace, words), **origin_data(setting.registry)},
        subject=AsPrinted(workspace.registry, (workspace.here.id,)),
    )
