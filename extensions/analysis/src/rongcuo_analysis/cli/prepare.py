"""`rongcuo prepare`: what to do before an act so that a region's text covers it."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import CASE_FILE, Result, Setting, by_clock, command
from rongcuo.cli.reports import to_file
from rongcuo.render.page import AsPrinted
from rongcuo.ruling.clocks import RULING

from ..asked import preparation_of
from ..render.prepare import prepare_data, prepare_page


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--region", shell_complete=completed("regions"))
@by_clock(RULING)
@to_file
@command
def prepare(setting: Setting, case: Path, region: str | None, on: str, as_known: str | None) -> Result:
    preparation = preparation_of(setting.registry, case, region, on, as_known)
    return Result(
        page=prepare_page(preparation, setting.words),
        data=prepare_data(preparation, setting.words),
        subject=AsPrinted(setting.registry, (preparation.asking.jurisdiction.id,)),
    )
