"""Why something is asked: the clauses of each region that hang on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rongcuo.facts.conditions import names
from rongcuo.policy.cases import Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.render.page import wrap
from rongcuo.render.words import Words
from rongcuo.ruling.clocks import Clock

from .day import rules_of, worded

#: So many clauses of a region are named; of so many in all it is told what they say, in two lines of 80 columns.
_NAMED, _SAID = 4, 4
_LINE = 72


def why(
    facts: Iterable[str], regions: Iterable[str], question: Question, words: Words, clock: Clock | None = None
) -> list[str]:
    """For each region the clauses there that read one of these facts, and what they say; the floor's once for all.

    They are those that rule by the clock, in their own words; without one the newest.
    """
    wanted = {*facts}
    told: dict[str, list[tuple[str, str]]] = {}
    floor: dict[str, tuple[str, str]] = {}
    unread: list[str] = []
    for name in regions:
        here = worded(words.registry.jurisdictions[name], clock, question)
        rules = [rule for rule in rules_of(here, clock, question) if wanted & read_by(rule, here)]
        floor |= {
            rule.id: _clause(rule, words.clause(rule.id, here), words) for rule in rules if rule.clause.floor
        }
        own = [_clause(rule, words.in_row(rule.id, here), words) for rule in rules if not rule.clause.floor]
        if own:
            told[words.region(name)] = own
        elif not rules:
            unread.append(name)
    if floor:
        told[words.say("ask.why_floor")] = [*floor.values()]
    each = max(_SAID // len(told), 1) if told else 0
    lines = [line for label, clauses in told.items() for line in _lines(label, clauses, each, words)]
    if unread and _adverse(wanted, words):
        lines.append(words.labelled(words.regions(unread), words.say("ask.why_unread")))
    return lines or [words.say("ask.why_none")]


def _clause(rule: Rule, title: str, words: Words) -> tuple[str, str]:
    """A clause by its id and title, and what it says, cut behind two lines."""
    said = words.pick(rule.clause.statement)
    first, *more = wrap(said, _LINE)
    if len(more) > 1:
        end = said.index(more[0], len(first)) + len(more[0])
        short = said[: end - 1]
        said = (short.rpartition(" ")[0] if words.language == "en" else short).rstrip("，、；,; ") + "…"
    return title, said


def _lines(label: str, clauses: list[tuple[str, str]], said: int, words: Words) -> Iterator[str]:
    """The clauses of one region: what the first ones say, and the others by their titles."""
    for title, statement in clauses[:said]:
        yield words.labelled(label, title)
        yield statement
    if clauses[said:]:
        yield words.labelled(label, _some([title for title, _ in clauses[said:]], words))


def _some(clauses: list[str], words: Words) -> str:
    named = words.listed(clauses[:_NAMED])
    more = len(clauses) - _NAMED
    return words.say("ask.why_more", clauses=named, count=more) if more > 0 else named


def _adverse(names: set[str], words: Words) -> bool:
    facts = (words.registry.vocabulary.get(name) for name in names)
    return any(fact is not None and fact.adverse for fact in facts)


def read_by(rule: Rule, here: Jurisdiction) -> set[str]:
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
