"""The facts as a page: what can be asked, and how it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..facts.vocabulary import Fact
from .deployment import origin, origin_data
from .page import Block, Heading, Table
from .words import Words


def facts_page(groups: Sequence[str], words: Words) -> list[Block]:
    """One table for each group."""
    page: list[Block] = []
    columns = tuple(words.say(f"column.{name}") for name in ("fact", "label", "type", "ask"))
    for group in groups:
        facts = _of(group, words)
        if facts:
            page.append(Heading(words.say(f"group.{group}"), 2))
            page.append(Table(columns, tuple(_row(fact, words) for fact in facts)))
    return [*page, origin(words)]


def _of(group: str, words: Words) -> list[Fact]:
    return [f for f in words.registry.vocabulary.values() if f.group == group and f.type != "period"]


def _row(fact: Fact, words: Words) -> tuple[str, ...]:
    marks = [words.say("mark.adverse")] if fact.adverse else []
    marks += [words.say("mark.body")] if fact.body else []
    kind = words.say(f"type.{fact.type}") + (f"\n{words.listed(marks)}" if marks else "")
    ask = words.pick(fact.ask)
    if fact.choices:
        ask += "\n" + words.listed(f"{choice.id} {words.pick(choice.label)}" for choice in fact.choices)
    return fact.id, words.pick(fact.label), kind, ask


def facts_data(groups: Sequence[str], words: Words) -> dict[str, Any]:
    facts = [
        {
            "id": fact.id,
            "group": fact.group,
            "type": fact.type,
            "label": {"zh": fact.label.zh, "en": fact.label.en},
            "ask": {"zh": fact.ask.zh, "en": fact.ask.en},
            "choices": {c.id: {"zh": c.zh, "en": c.en} for c in fact.choices},
            "adverse": fact.adverse,
            "absent": list(fact.absent) if isinstance(fact.absent, tuple) else fact.absent,
            "body": fact.body,
            "only_if": fact.only_if,
        }
        for group in groups
        for fact in _of(group, words)
    ]
    return {**origin_data(words.registry), "facts": facts}
