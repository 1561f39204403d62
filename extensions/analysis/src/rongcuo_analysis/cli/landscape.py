"""`rongcuo landscape`: all regions at once, in groups of those that are about as strict, with a picture."""

from __future__ import annotations

from fractions import Fraction

import click

from rongcuo.cli.options import only_regions
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.reports import to_file
from rongcuo.policy.cases import QUESTIONS, Question
from rongcuo.render.deployment import origin
from rongcuo.render.page import AsPrinted

from ..landscape import LEVEL, landscape
from ..render.landscape import cells_table, landscape_data, landscape_page, pairs_table
from ..render.picture import picture
from ..sides import texts_of


@click.command("landscape")
@only_regions
@click.option("--question", type=click.Choice(QUESTIONS), default="tolerance", show_default=True)
@click.option("--level", type=click.IntRange(0, 100), default=int(LEVEL * 100), show_default=True)
@to_file
@command
def landscape_(setting: Setting, region: tuple[str, ...], question: Question, level: int) -> Result:
    registry, words = setting.registry, setting.words
    registry.need_ruling_region()
    sides, vocabulary = texts_of(region or sorted(registry.rows), registry)
    broken = () if region else sorted(registry.failed_rows)
    failed = [
        words.labelled(name, problem.message(setting.language))
        for name in broken
        for problem in registry.failed[name]
    ]
    seen = landscape(sides, question, vocabulary, Fraction(level, 100))
    regions = tuple(side.here.id for side in seen.sides if side.here.id in registry.answering)
    return Result(
        page=landscape_page(seen, words, failed),
        data={**landscape_data(seen, words), "failed": list(broken)},
        tables=[pairs_table(seen, words), cells_table(seen, words), origin(words)],
        failed=bool(broken),
        subject=AsPrinted(registry, tuple(dict.fromkeys(regions)), picture(seen, words)),
    )
