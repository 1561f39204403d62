"""What would turn an answer, as a page and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rongcuo.render.data import known_data
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words

from ..answering import Asking
from ..asked import HOPED
from ..whatif import Change, WhatIf
from .facts import answer_line, left_unread, stands_on_line, unread_here, value_line


def whatif_page(result: WhatIf, words: Words) -> list[Block]:
    """The answer, what would turn it, the fewest changes first, and what it stands on."""
    asking = result.asking
    title = asking.case.heading(words.language)
    if asking.ruling.answer == HOPED[asking.question] and len(result.wanted) > 1:
        wanted = words.say("whatif.no_longer", verdict=words.verdict(asking.ruling.answer))
    else:
        named = words.either(words.verdict(verdict) for verdict in sorted(result.wanted))
        wanted = words.say("whatif.becomes", verdict=named)
    page: list[Block] = [
        Heading(words.say("whatif.title", wanted=wanted, title=title)),
        Lines(tuple(_about(result, words))),
    ]
    if result.changes:
        sets = tuple(_sets(result, words))
        page.append(Lines(("", words.say(f"whatif.any_of_{_kind(result)}", count=len(sets)))))
        page.append(Lines(sets, numbered=True))
    else:
        kept = asking.ruling.answer == HOPED[asking.question] and len(result.wanted) > 1
        page.append(Lines((words.say("whatif.stays" if kept else f"whatif.nothing_{result.when}"),)))
    if result.more:
        page.append(Lines((words.say("whatif.more", count=result.more),)))
    if result.searched < result.most:
        page.append(Lines((words.say("whatif.searched", count=result.searched),)))
    if len(asking.texts) > 1:
        page.append(Lines((words.say("whatif.several_texts", count=len(asking.texts)),)))
    all_listed = result.when == "any" and len(result.wanted) > 1
    if result.stands_on and not all_listed:
        page.append(Lines((stands_on_line(result.stands_on, asking, words),)))
    return [*page, origin(words), disclaimer(words)]


def _kind(result: WhatIf) -> str:
    """Whether there is anything to do in every set, or they have to be so for the most part."""
    done = all(any(not result.to_establish(name) for name in change.facts) for change in result.changes)
    return result.when if done else "given"


def _about(result: WhatIf, words: Words) -> Iterator[str]:
    """Where the matter is asked about, what the answer is now, and what it says nothing of."""
    asking = result.asking
    yield words.labelled(words.say("column.region"), words.region(asking.jurisdiction.id))
    question = words.say(f"question.{asking.question}")
    yield words.labelled(question, answer_line(asking.ruling, asking.here, words))
    if result.supposed:
        yield words.say("whatif.checked", count=len(result.supposed))
    yield from left_unread(asking, words)


def _sets(result: WhatIf, words: Words) -> Iterator[str]:
    """A line for each set; single facts that come to the same stand in one."""
    here = result.asking.here
    alone: dict[tuple[str, bool], list[Change]] = {}
    for change in result.changes:
        if len(change.facts) == 1:
            given = all(map(result.to_establish, change.facts))
            alone.setdefault((answer_line(change.ruling, here, words), given), []).append(change)
    for (then, given), changes in alone.items():
        facts = words.listed(_facts(change, [*change.facts], result.asking, words) for change in changes)
        if len(changes) > 1:
            facts = words.say("whatif.one_of", facts=facts)
        yield words.say(
            "whatif.set", facts=words.say("whatif.given", facts=facts) if given else facts, then=then
        )
    for change in result.changes:
        if len(change.facts) > 1:
            then = answer_line(change.ruling, here, words)
            yield words.say("whatif.set", facts=_set(change, result, words), then=then)


def _set(change: Change, result: WhatIf, words: Words) -> str:
    """What to do, and what has to be so beside it."""
    to_do = [name for name in change.facts if not result.to_establish(name)]
    given = [name for name in change.facts if result.to_establish(name)]
    parts = [_facts(change, to_do, result.asking, words)] if to_do else []
    if given:
        parts.append(words.say("whatif.given", facts=_facts(change, given, result.asking, words)))
    return words.joined(parts)


def _facts(change: Change, names: list[str], asking: Asking, words: Words) -> str:
    return words.listed(
        value_line(name, (change.facts[name], *change.instead.get(name, ())), asking, words) for name in names
    )


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
        "supposed_absent": sorted(result.supposed),
        "unread": unread_here(asking),
        "changes": [_change_data(change, result) for change in result.changes],
        "more": result.more,
        "searched": result.searched,
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
