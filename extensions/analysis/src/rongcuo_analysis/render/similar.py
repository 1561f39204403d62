"""The decided matters nearest to a case, as a page, beside a comparison, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError
from rongcuo.plugins.decided import decided_matters
from rongcuo.policy.cases import Case, Question
from rongcuo.render.data import known_data
from rongcuo.render.decided import account_data, account_line, answer_of, outcome_data
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words

from ..similar import Likeness, Side, similar

#: So many stand beside a comparison.
BESIDE = 2
#: The sides that are told in the page, each in a line.
SIDES: tuple[Side, ...] = ("alike", "different", "unclear", "not_in_case", "not_in_matter")


def similar_page(
    case: Case, question: Question, near: Sequence[Likeness], count: int, words: Words
) -> list[Block]:
    """Each matter with what became of it, what is alike, what differs, and what only one of the two tells."""
    page: list[Block] = [Heading(words.say("similar.title", title=case.heading(words.language)))]
    asked = words.say(f"question.{question}")
    if not near:
        page.append(Lines((words.say("similar.nothing", question=asked),)))
    else:
        page.append(Lines((words.say("similar.rule", question=asked, count=count, shown=len(near)),)))
    for like in near:
        page += _matter(like, case.facts, words)
    return [*page, origin(words), disclaimer(words, words.say("similar.meaning"))]


def beside(comparison: Comparison, words: Words) -> list[Block]:
    """The two nearest to the case of a comparison, for each question that was asked."""
    try:
        matters = decided_matters(comparison.registry)
    except InputError as error:
        problems = tuple(problem.message(words.language) for problem in error.problems)
        return [Heading(words.say("similar.beside"), 2), Lines(problems, bullets=True)]
    blocks: list[Block] = []
    facts = comparison.case.facts
    for question in comparison.questions:
        near = similar(facts, question, matters, comparison.vocabulary)[:BESIDE]
        if near:
            blocks.append(Heading(words.say("similar.beside"), 2))
            blocks += [block for like in near for block in _matter(like, facts, words)]
            blocks.append(Lines((words.say("similar.meaning"),)))
    return blocks


def _matter(like: Likeness, case: dict[str, Known] | Any, words: Words) -> list[Block]:
    matter = like.matter
    return [
        Heading(matter.case.heading(words.language), 3),
        Lines(tuple(_lines(like, case, words)), bullets=True),
    ]


def _lines(like: Likeness, case: Any, words: Words) -> Iterator[str]:
    matter, outcome = like.matter, like.matter.outcome
    where = words.place(matter.case.where)
    by = words.joined(words.pick(text) for text in (outcome.by,) if text)
    yield words.labelled(words.say("similar.decided"), words.joined(part for part in (where, by) if part))
    yield words.labelled(answer_of(matter, words), words.pick(outcome.statement))
    if outcome.why is not None:
        yield words.labelled(words.say("similar.why"), words.pick(outcome.why))
    for side in SIDES:
        told = [text for held in like.held if (text := _aspect(like, held.aspect, side, case, words))]
        if told:
            yield words.labelled(words.say(f"similar.{side}"), words.joined(told))
        elif side in ("alike", "different"):
            yield words.say(f"similar.no_{side}")
    yield words.labelled(words.say("similar.left_out"), words.pick(matter.left_out))
    for account in matter.accounts:
        yield words.labelled(words.say("similar.source"), account_line(account, words))


def _aspect(like: Likeness, aspect: str, side: Side, case: Any, words: Words) -> str:
    """The facts of one side of an aspect, with what the case or the matter tells."""
    held = next(held for held in like.held if held.aspect == aspect)
    names = getattr(held, side)
    if not names:
        return ""
    matter = like.matter.case.facts
    if side == "not_in_matter":
        said = words.facts(names)
    elif side == "different":
        said = words.listed(_both(name, case[name], matter[name], words) for name in names)
    else:
        said = words.listed(_told(name, matter[name], words) for name in names)
    return words.say("similar.aspect", aspect=words.say(f"aspect.{aspect}"), facts=said)


def _told(name: str, known: Known, words: Words) -> str:
    return words.aside(words.fact(name), words.value(words.registry.vocabulary[name], _bare(known)))


def _both(name: str, case: Known, matter: Known, words: Words) -> str:
    fact = words.registry.vocabulary[name]
    here, there = (words.value(fact, _bare(known)) for known in (case, matter))
    return words.aside(words.fact(name), words.say("similar.here_and_there", here=here, there=there))


def _bare(known: Known) -> Known:
    """What is known, whoever found it."""
    return Known(values=known.values, span=known.span, includes=known.includes, excludes=known.excludes)


def similar_data(
    case: Case, question: Question, near: Sequence[Likeness], count: int, words: Words
) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "case": case.file,
        "question": question,
        "count": count,
        "matters": [_data(like, case, words) for like in near],
        **origin_data(words.registry),
        "disclaimer": words.say("say.disclaimer_beside"),
    }


def _data(like: Likeness, case: Case, words: Words) -> dict[str, Any]:
    matter = like.matter
    vocabulary = words.registry.vocabulary
    aspects, facts, apart = like.order

    def side(names: Sequence[str]) -> dict[str, Any]:
        return {
            name: {
                "case": known_data(vocabulary[name], case.facts[name]) if name in case.facts else None,
                "matter": known_data(vocabulary[name], matter.case.facts[name])
                if name in matter.case.facts
                else None,
            }
            for name in names
        }

    return {
        "file": matter.file,
        "title": matter.case.heading(words.language),
        "where": matter.case.where,
        "outcome": outcome_data(matter, words),
        "accounts": [account_data(account, words) for account in matter.accounts],
        "order": {"aspects": -aspects, "facts": -facts, "told_by_one": apart},
        "aspects": [
            {"aspect": held.aspect, **{name: side(getattr(held, name)) for name in SIDES}}
            for held in like.held
        ],
    }
