"""Options that commands share, so that one thing has one name everywhere."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

Decorated = Callable[..., Any]
Completed = Callable[[click.Context, click.Parameter, str], list[Any]]

#: What stands between several names; an input method writes the wide ones.
BETWEEN = re.compile("[,，、]")
_OF_RUN = "rongcuo.run"


class Option(click.Option):
    """An option that answers to the names it once had as well, which the help doesn't tell."""

    def __init__(self, *names: Any, formerly: tuple[str, ...] = (), **given: Any) -> None:
        super().__init__(*names, **given)
        self.formerly = formerly

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        parser.add_option(obj=self, opts=self.formerly, dest=self.name, action="store", nargs=1)


def completed(what: str) -> Completed:
    """How a value is completed: by the function of this name in `completing`, which only a shell imports."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from . import completing

        items: list[Any] = getattr(completing, what)(ctx, incomplete)
        return items

    return complete


def of_the_run(function: Decorated) -> Decorated:
    """`--config` and `--lang`, before a command or after it: the nearer one counts."""
    here: Any = {"expose_value": False, "callback": _remember}
    function = click.option("--lang", type=click.Choice(["zh", "en"]), **here)(function)
    return click.option("--config", type=click.Path(path_type=Path), **here)(function)


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value is not None:  # the command is parsed after the group it belongs to
        ctx.meta[f"{_OF_RUN}.{param.name}"] = value


def given_for(ctx: click.Context, name: str) -> Any:
    """What `--config` or `--lang` says, wherever it stands."""
    return ctx.meta.get(f"{_OF_RUN}.{name}")


def output(*formerly: str, **given: Any) -> Callable[[Decorated], Decorated]:
    """`-o` or `--output`: the file or folder to write."""
    kind = click.Path(path_type=Path)
    return click.option("-o", "--output", cls=Option, formerly=formerly, type=kind, **given)


def regions(function: Decorated) -> Decorated:
    """`--region`, several times or with several names; given to the command as `region`."""

    @functools.wraps(function)
    def run(*args: Any, region: tuple[str, ...], **given: Any) -> Any:
        return function(*args, region=names(region), **given)

    return click.option("--region", multiple=True, shell_complete=completed("regions"))(run)


def only_regions(function: Decorated) -> Decorated:
    """The same of a command that takes nothing else: regions may stand without `--region`."""

    @functools.wraps(function)
    def run(*args: Any, region: tuple[str, ...], named: tuple[str, ...], **given: Any) -> Any:
        return function(*args, region=names((*region, *named)), **given)

    run = click.option("--region", "named", multiple=True, shell_complete=completed("regions"))(run)
    return click.argument("region", nargs=-1, shell_complete=completed("regions"))(run)


def names(given: Iterable[str]) -> tuple[str, ...]:
    """Every name once, of values that may hold several: `hongze,bincheng`."""
    return tuple(dict.fromkeys(name for value in given for name in _apart(value)))


def _apart(value: str) -> list[str]:
    # nothing at all is a name that no region has: it never stands for every region
    return [name for part in BETWEEN.split(value) if (name := part.strip())] or [value]


def one_region(*rest: str) -> Callable[[Decorated], Decorated]:
    """The one region that a command is about, with or without `--region`; `rest` may stand after it."""

    def decorated(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def run(*args: Any, region: str | None, named: str | None, **given: Any) -> Any:
            context = click.get_current_context()
            if named is not None:  # what stands alone is what comes after the region
                *words, extra = [region, *(given[name] for name in rest)]
                if extra is not None:
                    raise click.UsageError(f"Got unexpected extra argument ({extra})", context)
                given.update(zip(rest, words, strict=True))
                region = named
            if region is None:
                param = next(param for param in context.command.params if param.name == "region")
                raise click.MissingParameter(ctx=context, param=param)
            return function(*args, region=region, **given)

        run = click.option("--region", "named", shell_complete=completed("regions"))(run)
        for name in reversed(rest):
            run = click.argument(name, required=False, shell_complete=completed("clauses"))(run)
        first = completed("region_or_clause" if rest else "regions")
        return click.argument("region", required=False, metavar="REGION", shell_complete=first)(run)

    return decorated
