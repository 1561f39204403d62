"""Which language to speak: --lang, RONGCUO_LANG, else the locale; and help texts in it."""

from __future__ import annotations

import os
import sys

import click

from ..text import Language


def language() -> Language:
    """The language of this run.  Help is written before options are parsed, so this reads them itself."""
    asked = ""
    for index, argument in enumerate(sys.argv):
        if argument == "--lang" and index + 1 < len(sys.argv):
            asked = sys.argv[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    variables = ("RONGCUO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = asked or next((os.environ[name] for name in variables if os.environ.get(name)), "")
    if not chosen and sys.platform == "win32":
        import locale

        chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def words_for_help(command: click.Command) -> click.Command:
    """The command with its help taken from the catalogue."""
    if "--help" not in sys.argv and len(sys.argv) > 1:
        return command
    from ..text import say

    chosen = language()

    def told(key: str) -> str | None:
        try:
            return say(chosen, key)
        except KeyError:
            return None

    command.help = told(f"help.{command.name}") or command.help
    command.short_help = (told(f"help.{command.name}") or "").partition("\n")[0] or None
    for param in command.params:
        if isinstance(param, click.Option):
            param.help = told(f"option.{param.name}") or param.help
    if isinstance(command, click.Group):
        for inner in getattr(command, "commands", {}).values():
            words_for_help(inner)
    return command
