"""`rongcuo new`: a new plugin, from what its author answers or gives as options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from rongcuo.cli.options import one_region, output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import is_standard_output, write_all_new
from rongcuo.facts.problems import InputError, Problem, as_argument, on_one_line
from rongcuo.facts.text import Language, say
from rongcuo.render.page import Lines, Page

from ..skeleton import KINDS, LEVELS, Start, skeleton

#: What is asked for, in this order, each with what is taken where nobody answers; None has to be answered.
_ASKED: dict[str, str | None] = {
    "name": None,
    "name_en": "",
    "code": None,
    "level": "county",
    "title": None,
    "title_en": "",
    "issuer": None,
    "issuer_en": "",
    "source_kind": "policy_text",
}
_NEEDED = tuple(name for name, default in _ASKED.items() if default is None)
_PARENT = ("parent_code", "parent", "parent_en")


_OPTIONS = (
    click.option("--name"),
    click.option("--name-en"),
    click.option("--code"),
    click.option("--level", type=click.Choice(LEVELS), metavar="LEVEL"),
    click.option("--parent-code"),
    click.option("--parent"),
    click.option("--parent-en"),
    click.option("--title"),
    click.option("--title-en"),
    click.option("--issuer"),
    click.option("--issuer-en"),
    click.option("--source-kind", type=click.Choice(KINDS), metavar="KIND"),
)


def about_region(function: Callable[..., None]) -> Callable[..., None]:
    """The options that say what region it is, and what document."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command()
@one_region()
@about_region
@output("--folder")
@command
def new(setting: Setting, region: str, output: Path | None, **given: str | None) -> Result:
    options = _complete(given, setting.language)
    places = skeleton(start_of(region, options), setting.language)
    folder = output or Path(f"rongcuo-{region}")
    write_all(folder, places)
    said = say(setting.language, "new.written", folder=on_one_line(str(folder)), count=len(places))
    return Result(
        page=[Lines((said,)), *what_next(folder, setting.language)],
        data={"folder": str(folder), "written": list(places)},
    )


def start_of(region: str, options: Mapping[str, str]) -> Start:
    """What the options say of a region, with placeholders for what may be left out."""
    return Start(
        id=region,
        name_zh=options["name"],
        name_en=options["name_en"] or region.replace("-", " ").title(),
        code=options["code"],
        level=options["level"],
        title_zh=options["title"],
        title_en=options["title_en"] or say("en", "new.placeholder.title"),
        issuer_zh=options["issuer"],
        issuer_en=options["issuer_en"] or say("en", "new.placeholder.issuer"),
        kind=options["source_kind"],
        parent_code=options["parent_code"],
        parent_zh=options["parent"],
        parent_en=options["parent_en"],
    )


def write_all(folder: Path, places: Mapping[str, str]) -> None:
    """Writes a plugin's files, all of them or none.  Raises InputError."""
    if is_standard_output(folder):
        raise InputError(Problem("output_folder"))
    write_all_new({folder / place: text for place, text in places.items()})


def what_next(folder: Path, language: Language) -> Page:
    """The commands that an author goes on with."""
    name = as_argument(str(folder))
    commands = [f"rongcuo check {name}", f"rongcuo test {name}", f"pip install --editable {name}"]
    return [Lines((say(language, "new.next"),)), Lines(tuple(commands), bullets=True)]


def _complete(given: dict[str, str | None], language: Language) -> dict[str, str]:
    """The options with what is missing asked for; with all that is needed nothing is asked."""
    if all(given[name] is not None for name in _NEEDED):
        return {name: value if value is not None else _ASKED.get(name) or "" for name, value in given.items()}
    options = {}
    for name in (*_ASKED, *_PARENT):
        value = given[name]
        options[name] = _ask(name, language) if value is None else value
    return options


def _ask(name: str, language: Language) -> str:
    default = _ASKED.get(name, "")
    choices = {"level": LEVELS, "source_kind": KINDS}.get(name)
    question = say(language, f"new.ask.{name}")
    kind = click.Choice(choices) if choices else None
    try:
        return str(click.prompt(question, default=default, show_default=bool(default), type=kind, err=True))
    except click.Abort:
        missing = ", ".join(f"--{needed}" for needed in _NEEDED)
        raise InputError(Problem("new_needs", {"names": missing})) from None
