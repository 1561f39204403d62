"""Help, and what is wrong with how a command was called, in the language of the run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import click

from ..facts.problems import InputError, Problem, nearest
from ..facts.text import say
from ..render.page import wrap
from .language import language

#: The cells at least that a help page has beside a column of names; else each text stands below its name.
_LEAST = 20


class Help(click.HelpFormatter):
    """A help page with its headings in the language, its lines broken as Chinese is, on any width."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        from ..render.terminal import terminal_width

        columns = width or min(terminal_width(), max_width or 80) - 2
        super().__init__(indent_increment, columns, max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        said = f"{say(language(), 'help.usage')}{prog} {args}"
        first, *rest = wrap(said, self.width - 4)
        self._write_lines([first, *(f"    {line}" for line in rest)])

    def write_heading(self, heading: str) -> None:
        headings = {"Options": "help.options", "Commands": "help.commands"}
        said = say(language(), headings[heading]) if heading in headings else f"{heading}:"
        self.write(f"{' ' * self.current_indent}{said}\n")

    def write_text(self, text: str) -> None:
        self._write_lines(wrap(text, self.width - self.current_indent))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from rich.cells import cell_len, set_cell_size

        indent, rows = self.current_indent, list(rows)
        first = min(max(cell_len(name) for name, _ in rows), col_max) + col_spacing
        if self.width - indent - first < _LEAST:
            first = col_spacing
        for name, text in rows:
            said = text.replace("  [required]", say(language(), "help.required"))
            lines = wrap(said, self.width - indent - first)
            if cell_len(name) > first - col_spacing:
                self._write_lines(wrap(name, self.width - indent))
                name = ""
            for line in lines:
                self._write_lines([(set_cell_size(name, first) + line).rstrip()])
                name = ""

    def _write_lines(self, lines: list[str]) -> None:
        self.write("".join(f"{' ' * self.current_indent if line else ''}{line}\n" for line in lines))


class HelpContext(click.Context):
    formatter_class = Help

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"help_option_names": ["-h", "--help"], **given})


class Commands(click.Group):
    """A group that names the nearest command where there is none of a name."""

    context_class = HelpContext

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            values = {"name": args[0], "command": ctx.command_path, "near": near}
            raise InputError(Problem("usage_command", values))
        return super().resolve_command(ctx, args)


def in_words(command: click.Command, group: str = "") -> click.Command:
    """The command with its help taken from the catalogue; two groups may have a command of one name."""
    chosen = language()
    command.context_class = HelpContext
    command.options_metavar = say(chosen, "help.options_metavar")
    command.help = _text(f"help.{group}{command.name}") or _text(f"help.{command.name}") or command.help
    command.short_help = (command.help or "").partition("\n")[0] or None
    of_help = command.get_help_option(HelpContext(command))
    for param in [*command.params, *([of_help] if of_help else [])]:
        if isinstance(param, click.Option):
            param.metavar = _text(f"help.metavar_{param.type.name}") or param.metavar
            name = param.opts[-1].lstrip("-")
            param.help = _text(f"option.{command.name}.{name}") or _text(f"option.{name}") or param.help
    if isinstance(command, click.Group):
        command.subcommand_metavar = say(chosen, "help.commands_metavar")
        for inner in command.commands.values():
            in_words(inner, f"{command.name}.")
    return command


def summary(name: str) -> str:
    """The first line of a command's help, without the command itself."""
    return (_text(f"help.{name}") or "").partition("\n")[0]


def _text(key: str) -> str | None:
    try:
        return say(language(), key)
    except KeyError:
        return None


def usage_problem(error: click.UsageError) -> Problem:
    """What is wrong with how a command was called."""
    command = error.ctx.command_path if error.ctx else "rongcuo"
    return Problem(*_usage(error, {"command": command}))


def _usage(error: click.UsageError, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    match error:
        case click.NoSuchOption(option_name=name, ctx=ctx):
            known = [opt for param in ctx.command.params for opt in param.opts] if ctx else []
            return "usage_option", {**values, "name": name, "near": nearest(name, known)}
        case click.BadOptionUsage(option_name=name):
            return "usage_value", {**values, "name": name}
        case click.MissingParameter(param=click.Parameter() as param):
            return "usage_missing", {**values, "name": _name(param)}
        case click.BadParameter(param=click.Parameter(type=click.IntRange(min=least, max=most)) as param):
            code = "usage_range" if most is not None else "usage_least"
            return code, {**values, "name": _name(param), "least": str(least), "most": str(most)}
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            return "usage_choice", {**values, "name": _name(param), "choices": ", ".join(choice.choices)}
    extra = re.match(r"Got unexpected extra arguments? \((.*)\)", error.message)
    return ("usage_extra", {**values, "name": extra[1]}) if extra else ("usage_other", values)


def _name(param: click.Parameter) -> str:
    return param.opts[-1] if isinstance(param, click.Option) else (param.name or "").upper()
