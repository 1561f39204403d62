"""What commands share: the language, the form of the output, the deployment, and the exit status."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from ..facts.problems import InputError, Problem
from ..facts.text import Language
from ..plugins.deployment import find_config, read_deployment
from ..plugins.registry import Registry, load
from ..policy.layers import Layers
from ..render.page import Page, comma_separated, markdown
from ..render.terminal import show
from ..render.words import Words
from .language import language
from .options import completed, of_the_run, told

CASE_FILE = click.Path(path_type=Path)


@frozen(kw_only=True)
class Setting:
    """What a command works with: the language, the deployment file, and everything that is on."""

    language: Language
    config: Path | None
    layers: Layers | None = None

    def on_layers(self, layers: Layers | None) -> Setting:
        """The same with what the regions stand on chosen."""
        return evolve(self, layers=layers)

    @cached_property
    def registry(self) -> Registry:
        """Everything that is on, loaded when a command first asks.  Raises InputError."""
        return load(read_deployment(self.config)).on_layers(self.layers)

    @property
    def words(self) -> Words:
        return Words(self.language, self.registry)


@frozen(kw_only=True)
class Result:
    """What a command has to say, in every form; `failed` where some region could not rule.

    `tables` is for CSV, where that isn't the page's own tables.
    """

    page: Page
    data: Any
    tables: Page | None = None
    failed: bool = False


def by_clock(function: Callable[..., None]) -> Callable[..., None]:
    """The options that choose the day whose texts rule, and what was known by then."""
    function = click.option("--as-known")(function)
    return click.option("--on", default="newest", shell_complete=completed("days"))(function)


def write_new(path: Path, text: str) -> None:
    """Writes a file that isn't there yet.  Raises InputError."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(Problem("file_exists", file=str(path))) from None
    except OSError:
        raise InputError(Problem("unwritable", file=str(path))) from None


def make_folder(path: Path) -> None:
    """Makes a folder, unless it is there.  Raises InputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise InputError(Problem("unwritable", file=str(path))) from None


def _write(text: str) -> None:
    """Writes what another program reads: in UTF-8 and with its own line ends, whatever the system's are."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def command(function: Callable[..., Result | None]) -> Callable[..., None]:
    """The options every command has, and the printing of its result."""

    @click.option("--json", "form", flag_value="json")
    @click.option("--csv", "form", flag_value="csv")
    @click.option("--markdown", "form", flag_value="markdown")
    @of_the_run
    @click.option("--verbose", is_flag=True)
    @functools.wraps(function)
    def run(form: str | None, verbose: bool, **given: Any) -> None:
        context = click.get_current_context()
        chosen: Language = told(context, "lang") or language()
        result = function(Setting(language=chosen, config=find_config(told(context, "config"))), **given)
        if result is None:
            return
        if form == "json":
            from ..render.data import as_json

            _write(as_json(result.data))
        elif form == "csv":
            _write(comma_separated(result.tables or result.page, chosen))
        elif form == "markdown":
            _write(markdown(result.page))
        else:
            show(result.page)
        if result.failed:
            raise click.exceptions.Exit(1)

    return run
