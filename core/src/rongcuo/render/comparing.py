"""A comparison as a page: each question, every region's ruling, why they differ, and what to ask."""

from __future__ import annotations

from collections.abc import Sequence

from ..comparing.comparison import Answer, Comparison, NextStep
from .deployment import origin
from .page import Block, Heading, Lines
from .ruling import disclaimer, rows, said
from .words import Words


def comparison_page(comparison: Comparison, words: Words, beside: Sequence[Block] = ()) -> list[Block]:
    """Everything a case officer needs to defend the comparison, and what extensions show beside it."""
    case = comparison.case
    page: list[Block] = [
        Heading(case.heading(words.language)),
        Lines((words.labelled(words.say("say.where"), words.place(case.where)),)),
        origin(words),
    ]
    page.append(
        Lines(
            (*words.clock(comparison.prepared.clock, rulings=comparison.rulings), *words.checked(case.facts))
        )
    )
    page.append(Lines(tuple(words.where_told(case.where, filing="filing" in comparison.prepared.known))))
    if comparison.prepared.unread:
        page.append(Lines((words.say("say.unread", names=words.listed(comparison.prepared.unread)),)))
    for answer in comparison.answers:
        page += _answer(answer, words)
    return [*page, *beside, disclaimer(words)]


def comparison_tables(comparison: Comparison, words: Words) -> list[Block]:
    """The same for a spreadsheet: a row for each region, with what the page notes of it."""
    page: list[Block] = [
        Heading(comparison.case.heading(words.language)),
        origin(words),
        disclaimer(words),
    ]
    for answer in comparison.answers:
        page += rows(answer, words)
    return page


def _answer(answer: Answer, words: Words) -> list[Block]:
    page: list[Block] = [Heading(words.say(f"question.{answer.question}"), 2)]
    for ruling in answer.rulings:
        heading = f"{words.region(ruling.region)} {words.verdict(ruling.verdict)}"
        page += [Heading(heading, 3), Lines(tuple(said(ruling, words)), bullets=True)]
    page.append(Heading(words.say("say.why"), 2))
    page.append(Lines(_why(answer, words), bullets=True))
    if answer.asks:
        page.append(Heading(words.say("say.next"), 2))
        for step in answer.asks:
            page += _step(step, words)
    return page


def _why(answer: Answer, words: Words) -> tuple[str, ...]:
    if len([ruling for ruling in answer.rulings if not ruling.failed()]) < 2:
        return (words.say("say.one_region"),)
    if not answer.differences:
        alike = all(ruling.verdict != "open" for ruling in answer.rulings)
        said = words.say("say.no_difference" if alike else "say.no_difference_open")
        return (said, *_tiers_differ(answer, words))
    known = [difference for difference in answer.differences if difference.kind != "open_facts"]
    return tuple(words.pick(difference.because) for difference in known) or (words.say("say.not_known_yet"),)


def _tiers_differ(answer: Answer, words: Words) -> tuple[str, ...]:
    """The tiers of each region, where all tolerate and the tiers are not the same."""
    tiers: dict[str, list[str]] = {}
    for ruling in answer.rulings:
        for possible in ruling.possible if ruling.answer == "tolerated" else ():
            tiers.setdefault(words.tiers(possible) or words.say("tiers.none"), []).append(ruling.region)
    if len(tiers) < 2:
        return ()
    said = words.joined(words.labelled(words.regions(names), text) for text, names in tiers.items())
    return (words.say("say.tiers_differ", tiers=said),)


def _step(step: NextStep, words: Words) -> list[Block]:
    """What to ask, and whose answer it settles."""
    key = f"say.next_{step.kind}" if step.settles else f"say.next_{step.kind}_first"
    regions = words.regions(step.settles or step.concerns)
    asked = tuple(
        words.fact(name) if name not in words.registry.vocabulary else words.aside(words.fact(name), name)
        for name in step.ask
    )
    return [Lines((words.say(key, count=len(step.ask), regions=regions),)), Lines(asked, bullets=True)]
