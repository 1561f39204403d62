"""`rongcuo matrix`: topics by regions, each cell a clause or a typed silence."""

from __future__ import annotations

import click

from ..comparing.alignment import Column, column, columns, families
from ..comparing.alignment import matrix as align
from ..facts.problems import InputError, Problem
from ..render.matrix import matrix_data, matrix_page
from ..ruling.clocks import NEWEST, of_day
from .options import only_regions
from .output import Result, Setting, by_clock, command
from .reports import to_file


@click.command()
@click.option("--kind", type=click.Choice(families()), metavar="KIND", multiple=True)
@only_regions
@click.option("--all", "every_topic", is_flag=True)
@by_clock(NEWEST)
@to_file
@command
def matrix(
    setting: Setting,
    kind: tuple[str, ...],
    region: tuple[str, ...],
    every_topic: bool,
    on: str,
    as_known: str | None,
) -> Result:
    registry = setting.registry
    clock = of_day(on, as_known)
    chosen = list(dict.fromkeys(_column(setting, name) for name in region)) or columns(registry, kind)
    if not chosen:
        registry.need_ruling_region()
    grid = align(registry, chosen, kind, clock=clock, every_topic=every_topic)
    words = setting.words
    failed = any(each.id in registry.failed for each in chosen)
    return Result(page=matrix_page(grid, words), data=matrix_data(grid, words), failed=failed, subject=grid)


def _column(setting: Setting, name: str) -> Column:
    match = column(setting.registry, name)
    if match is None:
        values = {"region": name, "near": setting.registry.nearest(name)}
        raise InputError(Problem("unknown_region", values))
    return match
