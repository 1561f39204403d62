"""`rongcuo show`: what one region's policy says, or one of its clauses."""

from __future__ import annotations

from typing import Any

import click

from ..facts.problems import InputError, Problem, nearest
from ..render.deployment import origin, origin_data
from ..render.page import Block, Lines
from ..render.policies import clause_data, clause_page, region_data, region_page
from ..render.words import Words
from .options import one_region
from .output import Result, Setting, command


@click.command()
@one_region("clause")
@command
def show(setting: Setting, region: str, clause: str | None) -> Result:
    if clause is None and ":" in region:  # a clause as outputs name it
        owner, clause = region.partition(":")[0], region
        policy = setting.registry.policies.get(owner)
        region = policy.region.id if policy else owner
    here = setting.registry.shown(region)
    words = setting.words
    if clause is None:
        return _said(region_page(here, words), region_data(here, words), words)
    own = here.policies[0]
    names = [clause] if ":" in clause else [f"{plugin}:{clause}" for plugin in (own.plugin, *own.internal)]
    above = setting.registry.on_every_layer.answering.get(here.id, here)
    for texts in (here, above):
        for name in names:
            if name in texts.by_id:
                return _said(clause_page(texts, name, words), clause_data(texts.by_id[name], words), words)
    near = nearest(names[0], above.by_id)
    values = {"region": here.region.name, "id": here.id, "clause": clause, "near": near}
    raise InputError(Problem("unknown_clause_here", values))


def _said(page: list[Block], data: dict[str, Any], words: Words) -> Result:
    """A page on a text, with the deployment that decides what belongs to the text."""
    return Result(page=[*page, Lines(("",)), origin(words)], data={**data, **origin_data(words.registry)})
