"""`rongcuo similar`: the decided matters that are nearest to a case, with what is alike and what isn't."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo import api
from rongcuo.cli.output import CASE_FILE, Result, Setting, command
from rongcuo.cli.reports import to_file
from rongcuo.facts.problems import InputError, Problem
from rongcuo.plugins.decided import decided_matters
from rongcuo.policy.cases import QUESTIONS, Question

from ..render.similar import similar_data, similar_page
from ..similar import similar as nearest

#: So many are told unless more or fewer are asked for.
MOST = 5


@click.command()
@click.argument("case", type=CASE_FILE)
@click.option("--question", type=click.Choice(QUESTIONS))
@click.option("--most", type=click.IntRange(1, 100), default=MOST, show_default=True)
@to_file
@command
def similar(setting: Setting, case: Path, question: Question | None, most: int) -> Result:
    registry, words = setting.registry, setting.words
    registry.need_region()
    parsed = api.read(registry, case)
    matters = decided_matters(registry)
    if not matters:
        raise InputError(registry.problems or Problem("nothing_decided"))
    posed = question or parsed.questions()[0]
    near = nearest(parsed.facts, posed, matters, registry.vocabulary)
    shown = near[:most]
    return Result(
        page=similar_page(parsed, posed, shown, len(near), words),
        data=similar_data(parsed, posed, shown, len(near), words),
    )
