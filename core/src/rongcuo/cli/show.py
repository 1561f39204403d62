"""`rongcuo show`: what one region's policy says, or one of its clauses."""

from __future__ import annotations

from typing import Any

import click

from ..facts.problems import InputError, Problem, nearest
from ..facts.text import Text
from ..policy.jurisdiction import Jurisdiction
from ..render.clauses import clause_data, clause_page
from ..render.deployment import origin, origin_data
from ..render.page import Block, Lines
from ..render.policies import region_data, region_page
from ..render.versions import history_page, versions_data, versions_page
from ..render.words import Words
from .options import one_region
from .output import Result, Setting, command


@click.command()
@one_region("clause")
@click.option("--history", is_flag=True)
@click.option("--code", is_flag=True)
@command
def show(setting: Setting, region: str, clause: str | None, history: bool, code: bool) -> Result:
    here, full = one_of(region, clause, setting)
    words = setting.words
    if history:
        return of_versions(here, full, words)
    if full is None:
        return _said(region_page(here, words, code=code), region_data(here, words), words)
    return _said(clause_page(here.by_id[full], words, code=code), clause_data(here.by_id[full], words), words)


def one_of(region: str, clause: str | None, setting: Setting) -> tuple[Jurisdiction, str | None]:
    """A region, and the full id of one of its clauses if one is named.  Raises InputError."""
    if clause is None and ":" in region:  # a clause as outputs name it
        owner, clause = region.partition(":")[0], region
        policy = setting.registry.policies.get(owner)
        region = policy.region.id if policy else owner
    here = setting.registry.shown(region)
    if clause is None:
        return here, None
    own = here.policies[0]
    names = [clause] if ":" in clause else [f"{plugin}:{clause}" for plugin in (own.plugin, *own.internal)]
    above = setting.registry.on_every_layer.answering.get(here.id, here)
    for texts in (here, above):
        for name in names:
            if name in texts.by_id:
                return texts, name
    owner, _, number = names[0].rpartition(":")
    near = nearest(
        f"{owner}:{number.upper()}", (name for name in above.by_id if _kind(name) == _kind(number))
    )
    values = {
        "region": here.region.name,
        "id": Text(here.region.name.zh, here.id),
        "clause": clause,
        "near": near,
    }
    raise InputError(Problem("unknown_clause_here", values))


def _kind(name: str) -> str:
    """The letters of a clause's number, which tell what kind of clause it is."""
    return "".join(filter(str.isalpha, name.rpartition(":")[2])).upper()


def of_versions(here: Jurisdiction, clause: str | None, words: Words) -> Result:
    """The versions of a region's text, or one clause through them."""
    policy = next(text for text in here.texts if clause is None or clause in text.by_id)
    page = versions_page(policy, words) if clause is None else history_page(policy, clause, words)
    return _said(page, versions_data(policy, words, clause), words)


def _said(page: list[Block], data: dict[str, Any], words: Words) -> Result:
    """A page on a text, with the deployment that decides what belongs to the text."""
    return Result(page=[*page, Lines(("",)), origin(words)], data={**data, **origin_data(words.registry)})
