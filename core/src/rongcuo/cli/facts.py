"""`rongcuo facts`: everything that can be asked of a case."""

from __future__ import annotations

import click

from ..facts.problems import InputError, Problem, nearest
from ..facts.vocabulary import GROUPS
from ..render.facts import facts_data, facts_page
from .options import completed
from .output import Result, Setting, command


@click.command()
@click.argument("word", required=False, metavar="[WORD]")
@click.option("--group", shell_complete=completed("groups"))
@command
def facts(setting: Setting, word: str | None, group: str | None) -> Result:
    words = setting.words
    by_name = {words.say(f"group.{name}"): name for name in GROUPS} | {name: name for name in GROUPS}
    if group is not None and group not in by_name:
        values = {"group": group, "choices": ", ".join(GROUPS), "near": nearest(group, by_name)}
        raise InputError(Problem("unknown_group", values))
    chosen = GROUPS if group is None else (by_name[group],)
    listed = [
        fact for fact in words.registry.vocabulary.values() if fact.group in chosen and fact.type != "period"
    ]
    if word is not None:
        listed = [fact for fact in listed if fact.has_word(word)]
        if not listed:
            raise InputError(Problem("no_such_fact", {"word": word}))
    return Result(page=facts_page(listed, words, word or ""), data=facts_data(listed, words))
