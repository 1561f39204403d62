"""`rongcuo schemas`: the JSON Schemas of the TOML files, for an editor to check and complete them by."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from rongcuo.cli.options import output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import is_standard_output, write_all_new
from rongcuo.facts.problems import InputError, Problem, on_one_line
from rongcuo.facts.text import say
from rongcuo.plugins.deployment import CONFIG_NAME
from rongcuo.policy.decided import DECIDED
from rongcuo.policy.files import ACCEPTED_FILE, CHAPTER_FILES
from rongcuo.render.page import Lines

from ..workspace import CASES, REGION_FILE, SOURCES_FILE

_FOLDER = "schemas"
#: What the file of a working year is called: by its year.
_YEARS = "[0-9][0-9][0-9][0-9].toml"
#: What tells an editor's server which schema goes with which files: the file, and what it says for each.
_RULES = {
    ".taplo.toml": '[[rule]]\ninclude = ["**/{0}"]\n[rule.schema]\npath = "./{1}"\n',
    "tombi.toml": '[[schemas]]\ninclude = ["**/{0}"]\npath = "{1}"\n',
}


@click.command()
@output(required=True)
@command
def schemas(setting: Setting, output: Path) -> Result:
    if is_standard_output(output):
        raise InputError(Problem("output_folder"))
    resources = [
        item for item in files("rongcuo_workshop").joinpath(_FOLDER).iterdir() if item.name in _names()
    ]
    texts = {_path(item.name): item.read_text("utf-8") for item in resources}
    associations = {name: rules(rule) for name, rule in _RULES.items()}
    write_all_new({output / name: text for name, text in (texts | associations).items()})
    said = say(setting.language, "schemas.written", folder=on_one_line(str(output)), count=len(texts))
    return Result(page=[Lines((said,))], data={"folder": str(output), "written": [*texts, *associations]})


def rules(rule: str) -> str:
    """Which schema goes with which file."""
    return "\n".join(rule.format(files, _path(name)) for name, files in _names().items())


def _path(name: str) -> str:
    return f"{_FOLDER}/{name}"


def _names() -> dict[str, str]:
    """The files that each schema is for."""
    whole = [REGION_FILE, SOURCES_FILE, ACCEPTED_FILE, CONFIG_NAME, *CHAPTER_FILES.values()]
    targets = {name.replace(".toml", ".schema.json"): name for name in whole}
    folders = {"case.schema.json": f"{CASES}/*.toml", "decided.schema.json": f"{DECIDED}/*.toml"}
    return {**targets, **folders, "working_year.schema.json": _YEARS}
