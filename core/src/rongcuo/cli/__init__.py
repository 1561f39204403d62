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
from .options import given_for, of_the_run
from .streams import set_up
from .usage import Commands, in_words, summary, usage_problem
from .writing import flush, printing, telling, warn

#: The core's commands, each in the file of its name, in the order of the help.
COMMANDS = (
    "compare", "rule", "backtest", "show", "matrix", "measures", "regions", "timeline", "versions", "procedure",
    "plugins", "config", "doctor", "facts", "case", "completion",
)  # fmt: skip


#: By which a shell asks what could be typed next.
COMPLETING = "_RONGCUO_COMPLETE"


class Rongcuo(Commands):
    """Finds commands by name: the core's, those that extensions name in their metadata, then any others."""

    def make_context(self, *args: Any, **given: Any) -> click.Context:
        with printing():  # click prints the help and the version itself
            return super().make_context(*args, **given)

    def invoke(self, ctx: click.Context) -> Any:
        with printing():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        from .extensions import named, registered

        return [*COMMANDS, *named(), *sorted(registered(given_for(ctx, "config"), listed=True))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = getattr(import_module(f".{cmd_name}", __name__), cmd_name)
            return in_words(command)
        from .extensions import extension_command

        return extension_command(cmd_name, given_for(ctx, "config"))

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
            (name, command.get_short_help_str())
            for name, command in registered(given_for(ctx, "config"), listed=True).items()
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
    set_up()
    if COMPLETING in os.environ:
        from .completing import answer

        sys.exit(answer())
    status = _run()
    try:
        with printing():
            flush()
    except click.exceptions.Exit:
        pass  # whoever read has enough
    except InputError as error:
        status = _report(error)
    sys.exit(status)


def _run() -> int:
    try:
        return int(rongcuo.main(prog_name="rongcuo", standalone_mode=False) or 0)
    except click.exceptions.Abort as stop:
        return _interrupted(stop.__cause__)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        return _report_usage(error)
    except Exception as error:
        return _report(error)


def _interrupted(cause: BaseException | None) -> int:
    """Names the plugin that was loading, if the user didn't want to wait for it any longer."""
    plugin = next(iter(cause.args), "") if isinstance(cause, KeyboardInterrupt) else ""
    if plugin:
        warn(say(language(), "say.interrupted", name=plugin))
    return 130


def _report_usage(error: click.UsageError) -> int:
    """Says how a command is called, of one that was called with nothing at all with its help."""
    if type(error).__name__ == "NoArgsIsHelpError":  # new in click 8.2
        with telling():
            error.show()
        return error.exit_code
    return _report(InputError(usage_problem(error)))


def _report(error: Exception) -> int:
    """Says what went wrong: 2 for bad input, 3 for a fault of our own."""
    chosen = language()
    said = []
    if "--verbose" in sys.argv:
        import traceback

        said.append("".join(traceback.format_exception(error)).rstrip())
    if isinstance(error, InputError):
        said += [say(chosen, "say.error", message=problem.message(chosen)) for problem in error.problems]
    else:
        why = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        said.append(say(chosen, "say.fault", why=why))
    for paragraph in said:
        warn(paragraph)
    return 2 if isinstance(error, InputError) else 3
