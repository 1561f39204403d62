"""A preview: every screen that an interview can come to, in the order in which it asks when nobody knows anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from rongcuo.comparing.asking import Ask, asking
from rongcuo.policy.cases import QUESTIONS, Question
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.words import Words

from .draft import Draft
from .screens import Screen
from .settling import Settling

#: What is told with the story where a question is posed at all.
_POSED: dict[Question, dict[str, Any]] = {"filing": {"stage": "planned"}}


@frozen(kw_only=True)
class Previewed:
    """One screen: the question that it is asked for, and whether the tiers alone hang on it."""

    question: Question
    ask: Ask
    screen: Screen
    tiers: bool


def preview(settling: Settling) -> Iterator[Previewed]:
    """The screens behind the story, each question's in turn; an answer would leave out some of them."""
    words, regions = settling.asked.words, settling.asked.regions
    # a filing holds where the act was, so one region is asked of as of an act there
    where = regions[0] if len(regions) == 1 else words.say("ask.nowhere")
    for question in QUESTIONS:
        base = {"title": words.say("ask.untitled"), "where": where}
        draft = Draft(base=base).with_facts(_POSED.get(question, {}))
        case, passed = draft.case(words.registry), frozenset[str]()
        for tiers in (False, True):
            while True:
                ask = asking(words.registry, case, question, regions, passed=passed, tiers=tiers).next
                if ask is None:
                    break
                passed |= frozenset(ask.facts)
                yield Previewed(
                    question=question, ask=ask, screen=settling.of(draft, ask, question), tiers=tiers
                )


def preview_page(screens: list[Previewed], words: Words) -> list[Block]:
    """The screens as tables, one for each question."""
    page: list[Block] = [Lines((words.say("ask.preview_says"),))]
    for question in QUESTIONS:
        own = [each for each in screens if each.question == question]
        if own:
            columns = tuple(words.say(f"ask.preview_{name}") for name in ("number", "asked", "answers"))
            rows = tuple((str(number), *_row(each, words)) for number, each in enumerate(own, 1))
            page += [Heading(words.say(f"question.{question}"), 2), Table(columns, rows)]
    return page


def _row(each: Previewed, words: Words) -> tuple[str, str]:
    """What is asked, and what can be answered: of checks, what is to be checked stands with the question."""
    screen = each.screen
    asked = [words.aside(screen.title, words.say("ask.preview_tiers")) if each.tiers else screen.title]
    if each.ask.kind == "checks":
        asked.append(words.facts(each.ask.facts))
    answers = [option.label for option in screen.options]
    return "\n".join(asked), words.listed(answers) or screen.hint


def preview_data(screens: list[Previewed]) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "question": each.question,
            "kind": each.ask.kind,
            "facts": list(each.ask.facts),
            "regions": list(each.ask.concerns),
            "asked": each.screen.title,
            "answers": [option.label for option in each.screen.options],
            "tiers_alone": each.tiers,
        }
        for each in screens
    ]
