"""`rongcuo rule`: one case before one region, clause by clause if asked."""

from __future__ import annotations

from pathlib import Path

import click

from ..comparing.comparison import compare as compare_case
from ..facts.problems import InputError, Problem
from ..policy.cases import QUESTIONS, Question, read_case
from ..policy.layers import Layers
from ..render.data import comparison_data, sheet_data
from ..render.ruling import ruling_page, ruling_tables
from ..ruling.clocks import at
from .options import completed, names
from .output import CASE_FILE, Result, Setting, by_clock, command


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--region", required=True, shell_complete=completed("regions"))
@click.option("--question", type=click.Choice(QUESTIONS), multiple=True)
@click.option("--layers", type=click.Choice(["floor", "all"]))
@click.option("--explain", is_flag=True)
@by_clock
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
    registry = setting.registry
    asked = names([region])
    if len(asked) > 1:
        raise InputError(Problem("several_regions", {"names": ", ".join(asked)}))
    name = setting.ruling_region(*asked)
    told = read_case(case, registry.vocabulary, registry.plugin_names)
    comparison = compare_case(registry, told, question, [name], clock=at(told, on, as_known))
    words = setting.words
    data = comparison_data(comparison, words)
    if explain and name in registry.jurisdictions:
        data["six_factors"] = sheet_data(registry.jurisdictions[name], comparison.docket)
    return Result(
        page=ruling_page(comparison, name, words, explain=explain),
        data=data,
        tables=ruling_tables(comparison, name, words, explain=explain),
        failed=comparison.failed(),
    )
