"""What commands share: the language, the form of the output, the deployment, and the exit status."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, frozen

from ..facts.days import is_inexact_date
from ..facts.problems import InputError, Problem, on_one_line
from ..facts.text import Language, say
from ..plugins.deployment import look_for_config, read_deployment
from ..plugins.registry import Registry, Trial, load
from ..policy.layers import Layers
from ..render.page import AsPrinted, Lines, Page
from ..render.terminal import show
from ..render.words import Words
from ..ruling.clocks import NAMED, RULING
from .language import language
from .options import completed, given_for, of_the_run
from .reports import printed, writer_for
from .writing import is_standard_output, must_be_new, warn, write_new, write_out

if TYPE_CHECKING:
    from ..comparing.alignment import Matrix
    from ..comparing.comparison import Comparison

CASE_FILE = click.Path(path_type=Path)


@frozen(kw_only=True)
class Setting:
    """What a command works with: the language, the deployment file, and everything that is on.

    `refused` tells why deployment files in folders above aren't obeyed.
    """

    language: Language
    config: Path | None
    refused: tuple[Problem, ...] = ()
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

    `tables` is for CSV, where that isn't the page's own tables; `subject` is what a file in another form
    (`-o report.html`) is made of.
    """

    page: Page
    data: Any
    tables: Page | None = None
    failed: bool = False
    subject: Comparison | Matrix | AsPrinted | None = None


def by_clock(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that choose the day whose texts rule, and what was known by then."""

    names = NAMED if default == RULING else (default,)

    def day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        named = param.name == "on" and value in names
        if value is not None and not named and not is_inexact_date(value):
            raise InputError(Problem("bad_day", {"option": param.opts[0], "value": value}))
        return value

    def options(function: Callable[..., None]) -> Callable[..., None]:
        function = click.option("--as-known", callback=day)(function)
        on = click.option("--on", default=default, callback=day, shell_complete=completed("days"))
        return on(function)

    return options


def on_trial(function: Callable[..., None]) -> Callable[..., None]:
    """The option of a command that loads each plugin in another process first."""
    return click.option("--timeout", type=click.IntRange(1, 3600), default=10)(function)


def trial_of(seconds: int) -> Trial:
    """Finds the plugins that would end this process, or don't finish loading within some seconds."""
    from ..plugins.trial import tried

    return lambda points: tried(points, seconds)


def command(function: Callable[..., Result | None]) -> Callable[..., None]:
    """The options every command has, and the printing of its result."""

    @click.option("--json", "form", flag_value="json")
    @click.option("--csv", "form", flag_value="csv")
    @click.option("--markdown", "form", flag_value="markdown")
    @of_the_run
    @click.option("--verbose", is_flag=True)
    @functools.wraps(function)
    def run(form: str | None, verbose: bool, written_to: Path | None = None, **given: Any) -> None:
        context = click.get_current_context()
        chosen: Language = given_for(context, "lang") or language()
        config, refused = look_for_config(given_for(context, "config"))
        for problem in refused:
            warn(say(chosen, "say.warning", message=problem.message(chosen)))
        file = None if written_to is None or is_standard_output(written_to) else written_to
        write = None
        if file is not None:  # what is wrong with it is told before anything is ruled
            write = writer_for(file, form)
            must_be_new([file])
        setting = Setting(language=chosen, config=config, refused=tuple(refused))
        result = function(setting, **given)
        if result is None:
            return
        if file is not None and write is not None:
            write_new(file, write(result, setting))
            show([Lines((say(chosen, "say.case_written", file=on_one_line(str(file))),))])
        elif form is None:
            show(result.page)
        else:
            write_out(printed(result, setting, form))
        if result.failed:
            raise click.exceptions.Exit(1)

    return run
