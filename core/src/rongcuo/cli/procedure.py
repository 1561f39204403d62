"""`rongcuo procedure`: the steps and duties of a region's procedures, and what isn't published of them."""

from __future__ import annotations

from typing import get_args

import click

from ..facts.acting import ProcedureKind
from ..facts.problems import InputError, not_one_of
from ..render.deployment import origin, origin_data
from ..render.page import Lines
from ..render.procedures import procedures_data, procedures_page
from .options import one_region
from .output import Result, Setting, command


@click.command()
@one_region("kind")
@command
def procedure(setting: Setting, region: str, kind: str | None) -> Result:
    registry, words = setting.registry, setting.words
    here = registry.shown(region)
    made = registry.procedures(here.id)
    if kind is not None:
        names = {words.say(f"procedure.{name}"): name for name in get_args(ProcedureKind)}
        chosen = names.get(kind, kind)
        if chosen not in get_args(ProcedureKind):
            raise InputError(not_one_of("kind", kind, [*get_args(ProcedureKind), *names]))
        made = {name: each for name, each in made.items() if name == chosen}
    page = procedures_page(here, made, words)
    return Result(
        page=[*page, Lines(("",)), origin(words)],
        data={**procedures_data(here, made, words), **origin_data(registry)},
    )
