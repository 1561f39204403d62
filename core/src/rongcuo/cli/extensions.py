"""Commands of extensions: found by name in the metadata of what is installed, imported only when they run."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import click

from ..facts.problems import InputError, Problem
from ..plugins.distributions import damage, entry_points
from ..plugins.guarded import plugin_code
from .usage import Commands, in_words

#: The entry points whose names are commands, and whose values are click commands.
GROUP = "rongcuo.commands"


@cache
def named() -> dict[str, EntryPoint]:
    """The commands that extensions name in their metadata, by name."""
    from . import COMMANDS

    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    return {point.name: point for point in points if point.name not in COMMANDS and "." not in point.name}


@cache
def named_in(group: str) -> dict[str, EntryPoint]:
    """The commands that extensions add to a group of the core, `case.add` among them, by their name in it."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    return {point.name.partition(".")[2]: point for point in points if point.name.startswith(f"{group}.")}


def with_texts(point: EntryPoint) -> bool:
    """Whether the package of an extension adds its texts to the catalogue; no command is imported for it."""
    with plugin_code(point.name):
        try:
            import_module(point.module.partition(".")[0])
        except BaseException:
            return False  # what is wrong with it is told when one of its commands is called
    return True


def extension_command(name: str, config: Path | None) -> click.Command | None:
    """A command that an extension adds.  Raises InputError where it is broken."""
    point = named().get(name)
    if point is None:
        return registered(config).get(name)
    return in_words(_command(point))


def _command(point: EntryPoint) -> click.Command:
    """What an entry point names, if that is a command.  Raises InputError."""
    command = loaded(point)
    if not isinstance(command, click.Command):
        got = type(command).__name__
        raise InputError(Problem("not_a_command", {"got": got}, file=f"plugin {point.name}"))
    return command


class OpenGroup(Commands):
    """A group of the core that extensions add commands to."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        added = (name for name, point in named_in(str(self.name)).items() if with_texts(point))
        return [*self.commands, *(name for name in added if name not in self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = self.commands.get(cmd_name)
        point = named_in(str(self.name)).get(cmd_name)
        if own is not None or point is None:
            return own
        return in_words(_command(point), f"{self.name}.")


def loaded(point: EntryPoint) -> Any:
    """What an entry point of an extension names, imported now.  Raises InputError where it is broken."""
    problems = damage(point)
    if problems:
        raise InputError(problems)
    with plugin_code(point.name):
        try:
            return point.load()
        except BaseException as error:
            from ..plugins.loading import blame

            raise InputError(blame(point.name, "plugin_import", error)) from None


def registered(config: Path | None, *, listed: bool = False) -> dict[str, click.Command]:
    """The commands that plugins answer the hook `register_commands` with; they are loaded for it.

    `listed` asks those alone that the deployment lists.  A deployment file that is broken, or can't be
    looked for, is the command's to tell.
    """
    from ..plugins.deployment import find_config, read_deployment

    try:
        deployment = read_deployment(find_config(config))
        if listed and not deployment.extensions:
            return {}
        from ..plugins.registry import load

        registry = load(deployment)
    except (InputError, OSError):
        return {}
    return {command.name: command for command in registry.commands if command.name}
