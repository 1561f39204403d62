"""`rongcuo whatif`: the smallest sets of changes by which a region's answer becomes another."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import CASE_FILE, Result, Setting, by_clock, command
from rongcuo.cli.reports import to_file
from rongcuo.policy.cases import QUESTIONS, Question
from rongcuo.render.page import AsPrinted
from rongcuo.ruling.clocks import RULING

from ..asked import asking_of, wanted_of, when_of
from ..render.whatif import whatif_data, whatif_page
from ..whatif import MOST_CHANGES, what_if


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--region", shell_complete=completed("regions"))
@click.option("--question", type=click.Choice(QUESTIONS))
@click.option("--to", "wanted", metavar="VERDICT")
@click.option("--any", "any_fact", is_flag=True)
@click.option("--most", type=click.IntRange(1, 20), default=MOST_CHANGES, show_default=True)
@by_clock(RULING)
@to_file
@command
def whatif(
    setting: Setting,
    case: Path,
    region: str | None,
    question: Question | None,
    wanted: str | None,
    any_fact: bool,
    most: int,
    on: str,
    as_known: str | None,
) -> Result:
    asking = asking_of(setting.registry, case, region, question, on, as_known)
    when = "any" if any_fact else when_of(asking)
    result = what_if(asking, wanted_of(asking, wanted), when, most)
    return Result(
        page=whatif_page(result, setting.words),
        data=whatif_data(result, setting.words),
        subject=AsPrinted(setting.registry, (asking.jurisdiction.id,)),
    )
