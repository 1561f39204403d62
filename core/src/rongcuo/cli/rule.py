"""`rongcuo rule`: one case before one region, clause by clause if asked."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .. import api
from ..facts.problems import InputError, Problem
from ..policy.cases import QUESTIONS, Question
from ..policy.layers import Layers
from ..render.ruling import ruling_page, ruling_tables
from ..render.words import Words
from ..ruling.clocks import RULING
from .options import completed, names
from .output import CASE_FILE, Result, Setting, by_clock, command
from .persons import of_folder
from .reports import to_file


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--region", required=True, shell_complete=completed("regions"))
@click.option("--question", type=click.Choice(QUESTIONS), multiple=True)
@click.option("--layers", type=click.Choice(["floor", "all"]))
@click.option("--explain", is_flag=True)
@by_clock(RULING)
@to_file
@command
def rule(
    setting: Setting,
    case: Path,
    region: str,
    question: tuple[Question, ...],
    layers: Layers | None,
    explain: bool,
    on: str,
    as_known: str | None,
) -> Result:
    setting = setting.on_layers(layers)
    asked = names([region])
    if len(asked) > 1:
        raise InputError(Problem("several_regions", {"names": ", ".join(asked)}))
    if os.path.isdir(case):
        return of_folder(setting, case, regions=asked, questions=question, on=on, as_known=as_known)
    comparison = api.rule(setting.registry, case, *asked, questions=question, on=on, as_known=as_known)
    name = comparison.answers[0].rulings[0].region
    words = Words(setting.language, comparison.registry)
    return Result(
        page=ruling_page(comparison, name, words, explain=explain),
        data=api.to_data(comparison, setting.language, explain=explain),
        tables=ruling_tables(comparison, name, words, explain=explain),
        failed=comparison.failed(),
        subject=comparison,
    )
