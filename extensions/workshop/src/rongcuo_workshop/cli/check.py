"""`rongcuo check`: a plugin checked, installed or not, with everything that was found in one run."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.words import Words

from ..check import check as checked
from ..check.lawful import lawful
from ..outline.documents import document_text
from ..render.checks import check_data, check_page, count
from ..render.laws import laws_data, laws_page
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
    laws = lawful(workspace, findings)
    return Result(
        page=[
            *check_page(workspace, findings, words),
            *laws_page(workspace, laws, words),
            origin(setting.words),
        ],
        data={
            **check_data(workspace, findings, words),
            "laws": laws_data(laws),
            **origin_data(setting.registry),
        },
        failed=bool(counted["error"] or (strict and counted["warning"])),
    )
