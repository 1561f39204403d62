"""`rongcuo doctor`: everything checked, on one page to send to a colleague."""

from __future__ import annotations

import click

from ..plugins.deployment import survey
from ..plugins.registry import load
from ..render.doctor import doctor_data, doctor_page, examine
from ..render.words import Words
from .output import Result, Setting, command, on_trial, trial_of


@click.command()
@on_trial
@command
def doctor(setting: Setting, timeout: int) -> Result:
    deployment, mistakes = survey(setting.config)
    checkup = examine(load(deployment, trial=trial_of(timeout)), mistakes, setting.refused)
    words = Words(setting.language, checkup.registry)
    return Result(
        page=doctor_page(words, checkup),
        data=doctor_data(words, checkup),
        failed=bool(checkup.problems) or not checkup.registry.regions,
    )
