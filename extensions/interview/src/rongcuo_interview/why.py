"""Why something is asked: the clauses of each region that hang on it."""

from __future__ import annotations

from collections.abc import Iterable

from rongcuo.facts.conditions import names
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.render.words import Words
from rongcuo.ruling.explain import SHOWN

#: So many clauses of a region are named.
_NAMED = 4


def why(facts: Iterable[str], regions: Iterable[str], question: str, words: Words) -> list[str]:
    """A line for each region, with the clauses there that read one of these facts; the floor's once for all."""
    wanted = {*facts}
    lines: list[str] = []
    floor: dict[str, str] = {}
    unread: list[str] = []
    for name in regions:
        here = words.registry.jurisdictions[name]
        rules = [rule for rule in here.rules(*SHOWN[question]) if wanted & _read(rule, here)]
        floor |= {rule.id: words.clause(rule.id, here) for rule in rules if rule.clause.floor}
        own = [words.in_row(rule.id, here) for rule in rules if not rule.clause.floor]
        if own:
            lines.append(words.labelled(words.region(name), _some(own, words)))
        elif not rules:
            unread.append(name)
    if floor:
        lines.append(words.labelled(words.say("ask.why_floor"), _some([*floor.values()], words)))
    if unread and _adverse(wanted, words):
        lines.append(words.labelled(words.regions(unread), words.say("ask.why_unread")))
    return lines or [words.say("ask.why_none")]


def _some(clauses: list[str], words: Words) -> str:
    named = words.listed(clauses[:_NAMED])
    more = len(clauses) - _NAMED
    return words.say("ask.why_more", clauses=named, count=more) if more > 0 else named


def _adverse(names: set[str], words: Words) -> bool:
    facts = (words.registry.vocabulary.get(name) for name in names)
    return any(fact is not None and fact.adverse for fact in facts)


def _read(rule: Rule, here: Jurisdiction) -> set[str]:
    """Everything that a clause hangs on, also what its facts are `only_if` and the dates of its periods."""
    read: set[str] = {rule.id} if rule.finding else set()
    left = [*names(rule.condition)]
    while left:
        name = left.pop()
        if name not in read:
            read |= {name, *here.asked(name)}
            condition = here.only_if(name)
            left += [] if condition is None else names(condition)
    return read
