"""`rongcuo plugins`: every plugin found, on, off or failed, and why."""

from __future__ import annotations

import click

from ..render.deployment import plugins_data, plugins_page
from .output import Result, Setting, command


@click.command()
@command
def plugins(setting: Setting) -> Result:
    words = setting.words
    failed = any(report.status == "failed" for report in setting.registry.reports)
    return Result(page=plugins_page(words), data=plugins_data(words), failed=failed)
