"""`rongcuo backtest`: what was published of real matters, beside what the texts say of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from ..comparing.backtest import backtest as tested
from ..facts.problems import InputError, Problem
from ..plugins.decided import decided_matters
from ..plugins.registry import Registry
from ..policy.decided import DECIDED, Decided, read_decided
from ..render.backtest import backtest_data, backtest_page, backtest_tables
from .output import CASE_FILE, Result, Setting, command


@click.command()
@click.argument("path", type=CASE_FILE, nargs=-1)
@click.option("--full", is_flag=True)
@command
def backtest(setting: Setting, path: tuple[Path, ...], full: bool) -> Result:
    setting.registry.need_region()
    registry, words = setting.registry, setting.words
    matters = _matters(path, registry) if path else decided_matters(registry)
    if not matters:
        broken = [] if path else registry.problems
        raise InputError(broken or Problem("nothing_decided", file=", ".join(map(str, path))))
    rows = [tested(registry, matter) for matter in matters]
    return Result(
        page=backtest_page(rows, words, full=full),
        data=backtest_data(rows, words),
        tables=backtest_tables(rows, words),
        failed=any(row.failed() for row in rows),
    )


def _matters(paths: tuple[Path, ...], registry: Registry) -> list[Decided]:
    files = dict.fromkeys(file for given in paths for file in _files(given))
    return [
        read_decided(file, registry.vocabulary, registry.plugin_names, registry.text_called) for file in files
    ]


def _files(path: Path) -> Iterator[Path]:
    """A file; of a folder, those in it and below that stand in a folder of decided matters, or in it if it is one."""
    if not os.path.isdir(path):
        yield path
        return
    yield from (
        file for file in sorted(path.rglob("*.toml")) if DECIDED in (file.parent.name, path.resolve().name)
    )
