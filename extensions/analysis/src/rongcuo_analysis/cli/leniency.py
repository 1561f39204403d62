"""`rongcuo leniency`: the regions from the most to the least favourable, as far as their answers compare."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import regions
from rongcuo.cli.output import CASE_FILE, Result, Setting, by_clock, command
from rongcuo.cli.reports import to_file
from rongcuo.policy.cases import QUESTIONS, Question
from rongcuo.render.page import AsPrinted
from rongcuo.render.words import Words
from rongcuo.ruling.clocks import RULING

from ..asked import compared
from ..leniency import Lenient, leniency
from ..render.leniency import leniency_page, leniency_tables
from ..render.leniency_data import leniency_data


@click.command("leniency")
@click.argument("case", type=CASE_FILE)
@regions
@click.option("--question", type=click.Choice(QUESTIONS), multiple=True)
@click.option("--checked", is_flag=True)
@by_clock(RULING)
@to_file
@command
def leniency_command(
    setting: Setting,
    case: Path,
    region: tuple[str, ...],
    question: tuple[Question, ...],
    checked: bool,
    on: str,
    as_known: str | None,
) -> Result:
    comparison, supposed = compared(setting.registry, case, region, question, on, as_known, checked=checked)
    place = comparison.registry.find(comparison.case.where)
    orders = tuple(leniency(answer, place) for answer in comparison.answers)
    words = Words(setting.language, comparison.registry)
    result = Lenient(comparison=comparison, orders=orders, supposed=supposed)
    return Result(
        page=leniency_page(result, words),
        data=leniency_data(result, words),
        tables=leniency_tables(result, words),
        failed=comparison.failed(),
        subject=AsPrinted(comparison.registry, tuple(name for order in orders[:1] for name in order.rulings)),
    )
