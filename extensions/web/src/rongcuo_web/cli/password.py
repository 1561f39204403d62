"""`rongcuo password`: the hash of a password, for the file of users."""

from __future__ import annotations

import click

from rongcuo.cli.output import Result, Setting, command
from rongcuo.facts.problems import InputError, Problem
from rongcuo.render.page import Lines

from ..serving.users import HASHER

#: The shortest password.
LEAST = 10


@click.command()
@command
def password(setting: Setting) -> Result:
    words = setting.words
    first = click.prompt(words.say("web.password"), hide_input=True, err=True)
    if len(first) < LEAST:
        raise InputError(Problem("web_short_password", {"least": LEAST}))
    if click.prompt(words.say("web.password_again"), hide_input=True, err=True) != first:
        raise InputError(Problem("web_passwords_differ"))
    hashed = HASHER.hash(first)
    return Result(page=[Lines((f'password = "{hashed}"',))], data={"password": hashed})
