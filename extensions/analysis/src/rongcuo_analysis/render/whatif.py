"""What would turn an answer, as a page and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rongcuo.facts.known import Known, exactly
from rongcuo.facts.vocabulary import Fact
from rongcuo.render.data import known_data
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling

from ..answering import Asking
from ..whatif import Change, WhatIf


def whatif_page(result: WhatIf, words: Words) -> list[Block]:
    """The answer, what would turn it, the fewest changes first, and what it stands on."""
    asking = result.asking
    wanted = words.either(words.verdict(verdict) for verdict in sorted(result.wanted))
    page: list[Block] = [
        Heading(words.say("whatif.title", wanted=wanted, title=asking.case.heading(words.language))),
        Lines(tuple(_about(asking, words))),
    ]
    if result.changes:
        page.append(Lines(("", words.say(f"whatif.any_of_{_kind(result)}", count=len(result.changes)))))
        page.append(Lines(tuple(_sets(result, words)), numbered=True))
    else:
        page.append(Lines((words.say(f"whatif.nothing_{result.when}", wanted=wanted),)))
    if result.more:
        page.append(Lines((words.say("whatif.more", count=result.more),)))
    if len(asking.texts) > 1:
        page.append(Lines((words.say("whatif.several_texts", count=len(asking.texts)),)))
    if result.stands_on:
        page.append(Lines((words.say("whatif.stands_on", facts=words.facts(result.stands_on, asking.here)),)))
    return [*page, origin(words), disclaimer(words)]


def _kind(result: WhatIf) -> str:
    """Whether there is anything to do in every set, or they have to be so for the most part."""
    done = all(any(not result.to_establish(name) for name in change.facts) for change in result.changes)
    return result.when if done else "given"


def _about(asking: Asking, words: Words) -> Iterator[str]:
    """Where the matter is asked about, and what the answer is now."""
    yield words.labelled(words.say("column.region"), words.region(asking.jurisdiction.id))
    question = words.say(f"question.{asking.question}")
    yield words.labelled(question, answer(asking.ruling, words, asking))
    if asking.checked:
        yield words.say("whatif.checked", count=len(asking.checked))


def answer(ruling: Ruling, words: Words, asking: Asking) -> str:
    """An answer with the clauses by which it is given."""
    clauses = words.listed(words.in_row(name, asking.here) for name in ruling.decided_by[:3])
    verdict = words.verdict(ruling.verdict)
    if ruling.verdict == "open":
        return words.aside(verdict, words.verdicts(ruling.possible))
    return words.aside(verdict, clauses) if clauses else verdict


def _sets(result: WhatIf, words: Words) -> Iterator[str]:
    """A line for each set: what to do, what has to be so beside it, and what it comes to by which clause."""
    for change in result.changes:
        to_do = [name for name in change.facts if not result.to_establish(name)]
        given = [name for name in change.facts if result.to_establish(name)]
        parts = [_facts(change, to_do, result.asking, words)] if to_do else []
        if given:
            parts.append(words.say("whatif.given", facts=_facts(change, given, result.asking, words)))
        then = answer(change.ruling, words, result.asking)
        yield words.say("whatif.set", facts=words.joined(parts), then=then)


def _facts(change: Change, names: list[str], asking: Asking, words: Words) -> str:
    return words.listed(fact_line(name, change, asking, words) for name in names)


def fact_line(name: str, change: Change, asking: Asking, words: Words) -> str:
    """One fact of a change with the value that it has to have, or those of which any one does."""
    fact, label = asking.r.fact(name), words.fact(name, asking.here)
    ways = (change.facts[name], *change.instead.get(name, ()))
    if fact.type == "set":
        return words.labelled(label, _members(fact, ways, asking.known.get(name, Known()), words))
    if ways == (exactly(fact, True),):
        return label
    return words.labelled(label, words.either(dict.fromkeys(words.value(fact, known) for known in ways)))


def _members(fact: Fact, ways: Sequence[Known], had: Known, words: Words) -> str:
    """What is to be in a set, or not, that isn't said of it already."""
    with_, without = ([w.includes - had.includes for w in ways], [w.excludes - had.excludes for w in ways])
    if len(ways) > 1 and not any(without) and all(len(members) == 1 for members in with_):
        return words.say("whatif.with_one", values=words.pick(fact.show(frozenset[str]().union(*with_))))
    said = [
        words.joined(
            words.say(f"whatif.{key}", values=words.pick(fact.show(members)))
            for key, members in (("with", added), ("without", taken))
            if members
        )
        for added, taken in zip(with_, without, strict=True)
    ]
    return words.either(dict.fromkeys(said))


def whatif_data(result: WhatIf, words: Words) -> dict[str, Any]:
    """The same as plain data."""
    asking = result.asking
    return {
        "case": asking.case.file,
        "region": asking.jurisdiction.id,
        "question": asking.question,
        "verdict": asking.ruling.verdict,
        "decided_by": list(asking.ruling.decided_by),
        "wanted": sorted(result.wanted),
        "when": result.when,
        "supposed_absent": sorted(asking.checked),
        "changes": [_change_data(change, result) for change in result.changes],
        "more": result.more,
        "stands_on": list(result.stands_on),
        **origin_data(words.registry),
    }


def _change_data(change: Change, result: WhatIf) -> dict[str, Any]:
    asking = result.asking
    return {
        "to_do": _facts_data(change, [n for n in change.facts if not result.to_establish(n)], asking),
        "to_establish": _facts_data(change, [n for n in change.facts if result.to_establish(n)], asking),
        "instead": {
            name: [known_data(asking.r.fact(name), known) for known in others]
            for name, others in change.instead.items()
        },
        "verdict": change.ruling.verdict,
        "decided_by": list(change.ruling.decided_by),
    }


def _facts_data(change: Change, names: list[str], asking: Asking) -> Mapping[str, Any]:
    return {name: known_data(asking.r.fact(name), change.facts[name]) for name in names}
