"""What is told once nothing is left to ask: what an open row still waits for, and who settles it."""

from __future__ import annotations

from collections.abc import Iterator

from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.surely import surely
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.render.casestate import case_state
from rongcuo.render.deciders import bodies_of
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling

from .draft import Draft

#: So many facts and findings are named.
_NAMED = 4


def ending(comparison: Comparison, words: Words) -> list[str]:
    """A line for each thing that rows wait for which no answer of an officer settles, with the rows."""
    waiting: dict[str, list[str]] = {}
    for answer in comparison.answers:
        for ruling in answer.rulings:
            here = words.here(ruling)
            if ruling.verdict == "open" and here is not None:
                for said in _waits_for(ruling, here, comparison, words):
                    waiting.setdefault(said, []).append(ruling.region)
    return [words.labelled(words.regions(rows), said) for said, rows in waiting.items()]


def still_unknown(draft: Draft, words: Words) -> list[str]:
    """How much of what was asked nobody knows, as a line; none where all of it is known."""
    unknown = draft.unknown(words.registry)
    if not unknown:
        return []
    names = words.facts(unknown[:_NAMED])
    names = words.say("ask.and_others", facts=names) if len(unknown) > _NAMED else names
    return [words.say("ask.left_unknown", count=len(unknown), facts=names)]


def _waits_for(ruling: Ruling, here: Jurisdiction, comparison: Comparison, words: Words) -> Iterator[str]:
    needs = ruling.needs.all()
    known = comparison.prepared.known
    rules = [here.by_id[name] for name in needs if name in here.by_id]
    findings = [rule.id for rule in rules if rule.when is None or surely(rule.when, known)]
    body = words.listed(bodies_of(ruling, words)) or words.say("ask.left_body")
    if findings:
        said = words.some([words.fact(name, here, in_row=True) for name in findings], _NAMED)
        yield words.say("ask.left_finding", findings=said, body=body)
    for name in ruling.open_readings:
        yield words.say("ask.left_reading", question=words.fact(name, here))
    if "dates" in ruling.open_because:
        yield words.say("ask.left_dates")
    if not needs and not ruling.open_readings and "dates" not in ruling.open_because:
        tied = case_state(comparison.prepared, [here]).needed
        for clause, facts in tied.items():
            yield words.say(
                "ask.left_tied", clause=words.in_own_row(clause, here), facts=words.facts(facts, here)
            )
        if not tied:
            yield words.say("ask.left_else", body=body)
