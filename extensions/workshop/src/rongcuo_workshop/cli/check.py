"""`rongcuo check`: a plugin checked, installed or not, with everything that was found in one run."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.words import Words

from ..check import check as checked
from ..outline.documents import document_text
from ..render.checks import check_data, check_page, count
from ..workspace import survey_plugin


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@click.option("--source", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True)
@command
def check(setting: Setting, plugin: str, source: Path | None, strict: bool) -> Result:
    workspace = survey_plugin(plugin, setting.registry)
    findings = checked(workspace, None if source is None else document_text(source))
    words = Words(setting.language, workspace.registry)
    counted = count(findings)
    return Result(
        page=[*check_page(workspace, findings, words), origin(setting.words)],
        data={**check_data(workspace, findings, words), **origin_data(setting.registry)},
        failed=bool(counted["error"] or (strict and counted["warning"])),
    )
