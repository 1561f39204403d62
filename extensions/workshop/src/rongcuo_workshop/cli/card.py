"""`rongcuo card`: what a deployer wants to know of a plugin before turning it on."""

from __future__ import annotations

import click

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.words import Words

from ..check import check
from ..render.card import Card, card_data, card_page
from ..testing.contract import Contract
from ..testing.trial import try_out
from ..workspace import open_plugin


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@command
def card(setting: Setting, plugin: str) -> Result:
    workspace = open_plugin(plugin, setting.registry)
    trial = try_out(workspace)
    card_ = Card(
        trial=trial, findings=tuple(check(workspace)), contract=tuple(Contract(workspace, trial).all())
    )
    words = Words(setting.language, workspace.registry)
    return Result(
        page=[*card_page(card_, words), origin(setting.words)],
        data={**card_data(card_, words), **origin_data(setting.registry)},
    )
