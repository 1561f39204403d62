"""The command line: one file for each command, imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from .. import __version__
from ..problems import InputError
from ..text import say
from .language import language
from .usage import Commands, in_words, usage_problem

#: Each command's module and attribute.
COMMANDS = {
    "compare": "compare",
    "rule": "rule",
    "backtest": "backtest",
    "show": "show",
    "card": "card",
    "matrix": "matrix",
    "measures": "measures",
    "regions": "regions",
    "timeline": "timeline",
    "plugins": "plugins",
    "config": "config",
    "doctor": "doctor",
    "facts": "facts",
    "case": "case",
    "new": "new",
    "outline": "outline",
    "test": "test",
    "check": "check",
}


class Rongcuo(Commands):
    """Finds commands by name, the core's first, then those that extensions add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(_extensions())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = getattr(import_module(f".{cmd_name}", __name__), cmd_name)
            return in_words(command)
        return _extensions().get(cmd_name)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        in_words(self)
        super().format_help(ctx, formatter)


def _extensions() -> dict[str, click.Command]:
    """The commands that installed extensions add; a broken deployment file is the command's to tell."""
    from ..deployment import find_config, read_deployment
    from ..plugins import load

    try:
        registry = load(read_deployment(find_config()))
    except InputError:
        return {}
    return {command.name: command for command in registry.commands if command.name}


@click.group(name="rongcuo", cls=Rongcuo)
@click.version_option(__version__, prog_name="rongcuo")
def rongcuo() -> None:
    pass


def main() -> None:
    """Runs `rongcuo` and turns what is wrong into one short paragraph and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        sys.exit(rongcuo.main(prog_name="rongcuo", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.UsageError as error:
        sys.exit(_report_usage(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.exit(_report(error))


def _report_usage(error: click.UsageError) -> int:
    """Says how a command is called, of one that was called with nothing at all with its help."""
    if type(error).__name__ == "NoArgsIsHelpError":  # new in click 8.2
        error.show()
        return error.exit_code
    return _report(InputError(usage_problem(error)))


def _report(error: Exception) -> int:
    """Says what went wrong: 2 for bad input, 3 for a fault of our own."""
    if "--verbose" in sys.argv:
        import traceback

        traceback.print_exc()
    chosen = language()
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(say(chosen, "say.error", message=problem.message(chosen)), err=True)
        return 2
    why = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    click.echo(say(chosen, "say.fault", why=why), err=True)
    return 3
