"""The facts as a page: what can be asked, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..facts.text import plain
from ..facts.vocabulary import GROUPS, Fact
from .deployment import origin, origin_data
from .page import Block, Heading, Table
from .words import Words


def facts_page(facts: Sequence[Fact], words: Words, word: str) -> list[Block]:
    """One table for each group; of the other words for a fact those in which the word stands that is looked for."""
    page: list[Block] = []
    columns = tuple(words.say(f"column.{name}") for name in ("fact", "label", "type", "ask"))
    for group in GROUPS:
        rows = tuple(_row(fact, words, word) for fact in facts if fact.group == group)
        if rows:
            page.append(Heading(words.say(f"group.{group}"), 2))
            page.append(Table(columns, rows))
    return [*page, origin(words)]


def _row(fact: Fact, words: Words, word: str) -> tuple[str, ...]:
    marks = [words.say("mark.adverse")] if fact.adverse else []
    marks += [words.say("mark.body")] if fact.body else []
    kind = words.say(f"type.{fact.type}") + (f"\n{words.listed(marks)}" if marks else "")
    ask = words.pick(fact.ask)
    if fact.choices:
        ask += "\n" + words.listed(f"{choice.id} {words.pick(choice.label)}" for choice in fact.choices)
    ask += f"\n{words.pick(fact.note)}" if fact.note is not None else ""
    ask += "".join(f"\n{line}" for line in _also(fact, words, word) if word)
    return fact.id, words.pick(fact.label), kind, ask


def _also(fact: Fact, words: Words, word: str) -> Iterator[str]:
    """The other words for a fact and for what it says in which this one stands."""
    synonyms = [("", fact.also), (words.pick(fact.show(False)) if fact.also_no else "", fact.also_no)]
    synonyms += [(words.pick(choice.label), choice.also) for choice in fact.choices]
    for value, names in synonyms:
        named = [name for name in names if plain(word) in plain(name)]
        if named:
            label = words.say("say.also_value", value=value) if value else words.say("say.also")
            yield words.labelled(label, words.listed(named))


def facts_data(facts: Sequence[Fact], words: Words) -> dict[str, Any]:
    """The same as plain data, labels and questions in both languages."""
    entries = [
        {
            "id": fact.id,
            "group": fact.group,
            "type": fact.type,
            "label": {"zh": fact.label.zh, "en": fact.label.en},
            "ask": {"zh": fact.ask.zh, "en": fact.ask.en},
            "choices": {c.id: {"zh": c.zh, "en": c.en, "also": list(c.also)} for c in fact.choices},
            "note": None if fact.note is None else {"zh": fact.note.zh, "en": fact.note.en},
            "also": list(fact.also),
            "also_no": list(fact.also_no),
            "adverse": fact.adverse,
            "absent": list(fact.absent) if isinstance(fact.absent, tuple) else fact.absent,
            "body": fact.body,
            "only_if": fact.only_if,
        }
        for fact in facts
    ]
    return {**origin_data(words.registry), "facts": entries}
