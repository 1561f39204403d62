"""`rongcuo card`: what a deployer wants to know of a plugin before turning it on."""

from __future__ import annotations

import click

from ..author.check import check
from ..author.workspace import open_plugin
from ..render.card import Card, card_data, card_page
from ..render.deployment import origin, origin_data
from ..render.words import Words
from ..testing.contract import Contract
from ..testing.trial import try_out
from .output import Result, Setting, command


@click.command()
@click.argument("plugin")
@command
def card(setting: Setting, plugin: str) -> Result:
    workspace = open_plugin(plugin, setting.registry)
    trial = try_out(workspace)
    found = Card(
        trial=trial, findings=tuple(check(workspace)), contract=tuple(Contract(workspace, trial).all())
    )
    words = Words(setting.language, workspace.registry)
    return Result(
        page=[*card_page(found, words), origin(setting.words)],
        data={**card_data(found, words), **origin_data(setting.registry)},
    )
