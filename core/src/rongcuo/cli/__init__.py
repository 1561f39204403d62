"""The command line: one file for each command, imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..facts.problems import InputError
from ..facts.text import say
from .language import language
from .options import of_the_run, told
from .usage import Commands, in_words, summary, usage_problem

#: The core's commands, each in the file of its name, in the order of the help.
COMMANDS = (
    "compare", "rule", "backtest", "show", "matrix", "measures", "regions", "timeline", "plugins", "config",
    "doctor", "facts", "case", "completion",
)  # fmt: skip


#: By which a shell asks what could be typed next.
COMPLETING = "_RONGCUO_COMPLETE"


class Rongcuo(Commands):
    """Finds commands by name: the core's, those that extensions name in their metadata, then any others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from .extensions import named, registered

        return [*COMMANDS, *named(), *sorted(registered(told(ctx, "config"), listed=True))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = getattr(import_module(f".{cmd_name}", __name__), cmd_name)
            return in_words(command)
        from .extensions import extension_command

        return extension_command(cmd_name, told(ctx, "config"))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """What could be typed next, none of the commands imported."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=summary(name) or None) for name in names]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line on each, none of them imported."""
        from .extensions import named, registered, with_texts

        rows = [(name, summary(name)) for name in COMMANDS]
        rows += [(name, summary(name)) for name, point in named().items() if with_texts(point)]
        rows += [
            (name, found.get_short_help_str())
            for name, found in registered(told(ctx, "config"), listed=True).items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        in_words(self)
        super().format_help(ctx, formatter)


@click.group(name="rongcuo", cls=Rongcuo)
@click.version_option(__version__, "-V", "--version", prog_name="rongcuo")
@of_the_run
def rongcuo() -> None:
    pass


def main() -> None:
    """Runs `rongcuo` and turns what is wrong into one short paragraph and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if COMPLETING in os.environ:
        from .completing import answer

        sys.exit(answer())
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
