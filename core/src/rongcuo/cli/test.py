"""`rongcuo test`: one plugin's cases, what they leave untested, and cases proposed for that."""

from __future__ import annotations

import click

from ..author.workspace import open_plugin
from ..render.page import Lines
from ..render.testing import trial_data, trial_page
from ..render.words import Words
from ..testing.trial import try_out
from .output import Result, Setting, command


@click.command()
@click.argument("plugin")
@click.option("--strict", is_flag=True)
@command
def test(setting: Setting, plugin: str, strict: bool) -> Result:
    workspace = open_plugin(plugin, setting.registry)
    trial = try_out(workspace)
    words = Words(setting.language, workspace.registry)
    failed = bool(trial.failed or trial.stale) or (strict and not trial.whole)
    said = words.say("test.failed" if failed else "test.fine")
    return Result(
        page=[*trial_page(trial, words), Lines(("", said))],
        data=trial_data(trial, words),
        failed=failed,
    )
