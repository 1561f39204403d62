"""`rongcuo versions`: a region's text through its amendments, or one clause through them."""

from __future__ import annotations

import click

from .options import one_region
from .output import Result, Setting, command
from .show import of_versions, one_of


@click.command()
@one_region("clause")
@command
def versions(setting: Setting, region: str, clause: str | None) -> Result:
    return of_versions(*one_of(region, clause, setting), setting.words)
