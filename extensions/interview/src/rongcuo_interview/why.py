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
    """A line for each region, with the clauses there that read one of these facts."""
    wanted = {*facts}
    lines = []
    for name in regions:
        here = words.registry.jurisdictions[name]
        clauses = [rule for rule in here.rules(*SHOWN[question]) if wanted & _read(rule, here)]
        told = words.listed(words.in_row(rule.id, here) for rule in clauses[:_NAMED])
        if len(clauses) > _NAMED:
            told = words.say("ask.why_more", clauses=told, count=len(clauses) - _NAMED)
        lines.append(words.labelled(words.region(name), told or words.say("ask.why_unread")))
    return lines


def _read(rule: Rule, here: Jurisdiction) -> set[str]:
    """Everything that a clause hangs on, also what its facts are `only_if` and the dates of its periods."""
    found: set[str] = {rule.id} if rule.finding else set()
    left = [*names(rule.condition)]
    while left:
        name = left.pop()
        if name not in found:
            found |= {name, *here.asked(name)}
            condition = here.only_if(name)
            left += [] if condition is None else names(condition)
    return found
