"""`rongcuo diff`: whether two texts rule alike, and exactly where they part."""

from __future__ import annotations

import re
from pathlib import Path

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.reports import to_file
from rongcuo.cli.writing import write_all_new
from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.cases import QUESTIONS, Question
from rongcuo.render.page import AsPrinted
from rongcuo.ruling.diagrams import TooComplex

from ..diverging import MOST_WITNESSES, diverge
from ..kept import every_kept
from ..render.diff import diff_data, diff_page, witness_file
from ..replaying import replay
from ..sides import sides_of
from ..weights import read_weights


@click.command()
@click.argument("first", shell_complete=completed("regions"))
@click.argument("second", shell_complete=completed("regions"))
@click.option("--question", type=click.Choice(QUESTIONS), default="tolerance", show_default=True)
@click.option("--weights", type=click.Path(path_type=Path))
@click.option("--most", type=click.IntRange(0, 500), default=MOST_WITNESSES, show_default=True)
@click.option("--write-cases", type=click.Path(path_type=Path))
@click.option("--replay", "db", type=click.Path(path_type=Path))
@to_file
@command
def diff(
    setting: Setting,
    first: str,
    second: str,
    question: Question,
    weights: Path | None,
    most: int,
    write_cases: Path | None,
    db: Path | None,
) -> Result:
    registry = setting.registry
    one, two, vocabulary = sides_of(first, second, registry)
    weighed = None if weights is None else read_weights(weights, vocabulary)
    replayed = (
        None
        if db is None
        else replay(every_kept(setting, db), str(db), (one, two), question, registry, vocabulary)
    )
    try:
        divergence = diverge(one, two, question, vocabulary, weights=weighed, most=most)
    except (TooComplex, RecursionError):
        raise InputError(Problem("diff_too_complex", {"first": first, "second": second})) from None
    words = setting.words
    if write_cases is not None:
        write_all_new(
            {
                write_cases / re.sub(r"[@/\\]", "-", f"{one.name}-{two.name}-{number}.toml"): witness_file(
                    number, witness, divergence, words
                )
                for number, witness in enumerate(divergence.witnesses, 1)
            }
        )
    regions = dict.fromkeys(side.here.id for side in (one, two) if side.here.id in registry.answering)
    return Result(
        page=diff_page(divergence, words, replayed),
        data=diff_data(divergence, words, replayed),
        subject=AsPrinted(registry, tuple(regions)),
    )
