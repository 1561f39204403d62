"""`rongcuo facts`: everything that can be asked of a case."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ..facts.problems import InputError, Problem, nearest
from ..facts.text import both, listing
from ..facts.vocabulary import GROUPS, Fact
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
    every = [fact for fact in words.registry.vocabulary.values() if fact.type != "period"]
    if word is not None:
        every = [fact for fact in every if fact.has_word(word)]
    listed = [fact for fact in every if fact.group in chosen]
    if word is not None and not listed:
        raise InputError(_nothing_of(word, None if group is None else by_name[group], every))
    return Result(page=facts_page(listed, words, word or ""), data=facts_data(listed, words))


def _nothing_of(word: str, group: str | None, elsewhere: Iterable[Fact]) -> Problem:
    """That no fact of the group that was asked for has a word, and which other groups have facts that do."""
    if group is None:
        return Problem("no_such_fact", {"word": word})
    others = dict.fromkeys(fact.group for fact in elsewhere)
    names = listing(both(f"group.{name}") for name in GROUPS if name in others)
    values = {"word": word, "group": both(f"group.{group}"), "names": names}
    return Problem("fact_in_other_group" if others else "no_such_fact_in_group", values)
