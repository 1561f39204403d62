"""`rongcuo compare`: one case before every region."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .. import api
from ..policy.cases import QUESTIONS, Question
from ..policy.layers import Layers
from ..render.comparing import comparison_page, comparison_tables
from ..render.screen import comparison_screen
from ..render.words import Words
from ..ruling.clocks import RULING
from .beside import beside
from .options import regions
from .output import CASE_FILE, Result, Setting, by_clock, command
from .persons import of_folder
from .reports import to_file


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--question", type=click.Choice(QUESTIONS), multiple=True)
@regions
@click.option("--layers", type=click.Choice(["floor", "all"]))
@by_clock(RULING)
@click.option("--full", is_flag=True)
@to_file
@command
def compare(
    setting: Setting,
    case: Path,
    question: tuple[Question, ...],
    region: tuple[str, ...],
    layers: Layers | None,
    on: str,
    as_known: str | None,
    full: bool,
) -> Result:
    setting = setting.on_layers(layers)
    if os.path.isdir(case):
        return of_folder(setting, case, regions=region, questions=question, on=on, as_known=as_known)
    comparison = api.compare(
        setting.registry, case, regions=region, questions=question, on=on, as_known=as_known
    )
    words = Words(setting.language, comparison.registry)
    whole = comparison_page(comparison, words, beside(comparison, words)) if full else None
    return Result(
        page=whole or comparison_screen(comparison, words),
        data=api.to_data(comparison, setting.language),
        tables=comparison_tables(comparison, words),
        failed=comparison.failed(),
        subject=comparison,
    )
