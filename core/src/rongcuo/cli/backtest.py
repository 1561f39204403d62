"""`rongcuo backtest`: what was published of real matters, beside what the text says of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from ..comparing.backtest import backtest as tested
from ..facts.problems import InputError, Problem
from ..policy.cases import read_case
from ..policy.files import read_toml
from ..render.backtest import backtest_data, backtest_page
from .output import CASE_FILE, Result, Setting, command


@click.command()
@click.argument("path", type=CASE_FILE, nargs=-1, required=True)
@command
def backtest(setting: Setting, path: tuple[Path, ...]) -> Result:
    setting.registry.need_region()
    registry, words = setting.registry, setting.words
    files = list(dict.fromkeys(file for given in path for file in _cases(given)))
    cases = [
        read_case(file, registry.vocabulary, registry.plugin_names, registry.text_called) for file in files
    ]
    rows = [row for case in cases for row in tested(registry, case)]
    if not rows:
        raise InputError(Problem("nothing_published", file=", ".join(map(str, path))))
    return Result(
        page=backtest_page(rows, words),
        data=backtest_data(rows, words),
        failed=any(row.failed() for row in rows),
    )


def _cases(path: Path) -> Iterator[Path]:
    """A case file; of a folder, the files in it and below that tell of something published."""
    if not os.path.isdir(path):
        yield path
        return
    for file in sorted(path.rglob("*.toml")):
        if "published" in read_toml(file):
            yield file
