"""`rongcuo compare`: one case before every region."""

from __future__ import annotations

from pathlib import Path

import click

from ..comparing.comparison import compare as compare_case
from ..policy.cases import QUESTIONS, Question, read_case
from ..policy.layers import Layers
from ..render.comparing import comparison_page, comparison_tables
from ..render.data import comparison_data
from ..ruling.clocks import RULING, at
from .options import regions
from .output import CASE_FILE, Result, Setting, by_clock, command


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--question", type=click.Choice(QUESTIONS), multiple=True)
@regions
@click.option("--layers", type=click.Choice(["floor", "all"]))
@by_clock(RULING)
@command
def compare(
    setting: Setting,
    case: Path,
    question: tuple[Question, ...],
    region: tuple[str, ...],
    layers: Layers | None,
    on: str,
    as_known: str | None,
) -> Result:
    setting = setting.on_layers(layers)
    registry = setting.registry
    if not region:
        setting.need_ruling_region()
    told = read_case(case, registry.vocabulary, registry.plugin_names)
    chosen = [setting.ruling_region(name) for name in region]
    comparison = compare_case(registry, told, question, chosen, clock=at(told, on, as_known))
    words = setting.words
    return Result(
        page=comparison_page(comparison, words),
        data=comparison_data(comparison, words),
        tables=comparison_tables(comparison, words),
        failed=comparison.failed(),
    )
