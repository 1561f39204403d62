"""What to do before an act, as a page and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rongcuo.render.data import known_data
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words

from ..preparing import Avoided, Line, Plan, Preparation
from .facts import answer_line, left_unread, value_line


def prepare_page(preparation: Preparation, words: Words) -> list[Block]:
    """Whether the matter may be filed, a checklist for each way to have it covered, and what must not happen."""
    asking = preparation.asking
    page: list[Block] = [
        Heading(words.say("prepare.title", title=asking.case.heading(words.language))),
        Lines(tuple(_about(preparation, words))),
    ]
    if not preparation.plans:
        page.append(Lines((words.say("prepare.nothing"),)))
    for number, plan in enumerate(preparation.plans, 1):
        page += _plan(number, plan, preparation, words)
    if preparation.avoided:
        page.append(Heading(words.say("prepare.avoid"), 2))
        page.append(Lines(tuple(_avoid(a, preparation, words) for a in preparation.avoided), bullets=True))
    sources = tuple(_sources(preparation, words))
    if sources:
        page += [Heading(words.say("prepare.sources"), 2), Lines(sources, bullets=True)]
    return [*page, origin(words), disclaimer(words)]


def _about(preparation: Preparation, words: Words) -> Iterator[str]:
    asking = preparation.asking
    yield words.labelled(words.say("column.region"), words.region(asking.jurisdiction.id))
    if preparation.filing is not None:
        yield words.labelled(
            words.say("question.filing"), answer_line(preparation.filing, asking.here, words)
        )
    yield words.labelled(words.say("prepare.as_it_stands"), answer_line(asking.ruling, asking.here, words))
    yield from left_unread(asking, words)
    if preparation.plans:
        yield words.say("prepare.any_of", count=len(preparation.plans))


def _plan(number: int, plan: Plan, preparation: Preparation, words: Words) -> Iterator[Block]:
    here = preparation.asking.here
    yield Heading(
        words.say(
            "prepare.plan",
            number=number,
            clause=words.in_row(plan.situation.id, here),
            verdict=words.joined([words.verdict(plan.ruling.verdict), *words.allowed(plan.ruling)]),
        ),
        2,
    )
    lines = [
        words.say(f"prepare.{kind}", line=_line(line, preparation, words))
        for kind, of_kind in (("to_do", plan.to_do), ("to_be_so", plan.to_be_so), ("later", plan.later))
        for line in of_kind
    ]
    if not plan.to_do and not plan.to_be_so:
        lines.append(words.say("prepare.nothing_now"))
    if plan.kept:
        lines.append(words.say("prepare.kept", facts=words.facts(plan.kept, here)))
    yield Lines(tuple(lines))


def _line(line: Line, preparation: Preparation, words: Words) -> str:
    asking = preparation.asking
    said = value_line(line.fact, (line.known, *line.instead), asking, words)
    clauses = words.listed(words.in_own_row(name, asking.here) for name in line.clauses)
    return words.aside(said, clauses)


def _avoid(avoided: Avoided, preparation: Preparation, words: Words) -> str:
    here = preparation.asking.here
    by = words.listed(words.in_own_row(name, here) for name in avoided.clauses)
    verdict = words.verdict(avoided.verdict)
    label = words.aside(verdict, by) if by else verdict
    return words.labelled(label, words.facts(avoided.facts, here))


def _clauses(preparation: Preparation) -> Iterable[str]:
    """Every clause that a line names, once."""
    plans, avoided = preparation.plans, preparation.avoided
    lines = [line for plan in plans for line in (*plan.to_do, *plan.to_be_so, *plan.later)]
    named = [*(plan.situation.id for plan in plans), *(name for line in lines for name in line.clauses)]
    named += [name for one in avoided for name in one.clauses]
    return dict.fromkeys(name for name in named if name in preparation.asking.here.by_id)


def _sources(preparation: Preparation, words: Words) -> Iterator[str]:
    here = preparation.asking.here
    for name in _clauses(preparation):
        rule = here.by_id[name]
        source = [words.pick(rule.source.title)]
        source += [words.pick(rule.clause.locator)] if rule.clause.locator is not None else []
        yield words.labelled(words.in_row(name, here), words.listed(source))


def prepare_data(preparation: Preparation, words: Words) -> dict[str, Any]:
    """The same as plain data."""
    asking = preparation.asking
    filing = preparation.filing
    return {
        "case": asking.case.file,
        "region": asking.jurisdiction.id,
        "verdict": asking.ruling.verdict,
        "filing": None if filing is None else filing.verdict,
        "plans": [_plan_data(plan, preparation) for plan in preparation.plans],
        "avoided": [
            {"verdict": one.verdict, "clauses": list(one.clauses), "facts": list(one.facts)}
            for one in preparation.avoided
        ],
        "sources": {
            name: {
                "title": words.pick(asking.here.by_id[name].source.title),
                "locator": _locator(name, preparation, words),
            }
            for name in _clauses(preparation)
        },
        **origin_data(words.registry),
    }


def _locator(name: str, preparation: Preparation, words: Words) -> str | None:
    locator = preparation.asking.here.by_id[name].clause.locator
    return None if locator is None else words.pick(locator)


def _plan_data(plan: Plan, preparation: Preparation) -> dict[str, Any]:
    return {
        "situation": plan.situation.id,
        "verdict": plan.ruling.verdict,
        "to_do": [_line_data(line, preparation) for line in plan.to_do],
        "to_be_so": [_line_data(line, preparation) for line in plan.to_be_so],
        "later": [_line_data(line, preparation) for line in plan.later],
        "kept": list(plan.kept),
    }


def _line_data(line: Line, preparation: Preparation) -> dict[str, Any]:
    fact = preparation.asking.r.fact(line.fact)
    return {
        "fact": line.fact,
        "value": known_data(fact, line.known),
        "instead": [known_data(fact, known) for known in line.instead],
        "clauses": list(line.clauses),
    }
