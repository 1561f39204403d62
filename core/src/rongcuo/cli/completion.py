"""`rongcuo completion`: what a shell needs to complete commands, options, regions and clauses."""

from __future__ import annotations

import click

from .completing import SHELLS, script
from .options import of_the_run
from .writing import write_out


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@of_the_run
def completion(shell: str) -> None:
    write_out(script(shell))
