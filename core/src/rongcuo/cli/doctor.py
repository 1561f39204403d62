"""`rongcuo doctor`: everything checked, on one page to send to a colleague."""

from __future__ import annotations

import click

from ..render.doctor import doctor_data, doctor_page
from .output import Result, Setting, command


@click.command()
@command
def doctor(setting: Setting) -> Result:
    registry, words = setting.registry, setting.words
    failed = bool(registry.failed) or any(report.status == "failed" for report in registry.reports)
    return Result(page=doctor_page(words), data=doctor_data(words), failed=failed)
