"""The decided matters nearest to a case, as a page, beside a comparison, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def _matter(like: Likeness, case: Mapping[str, Known], words: Words) -> list[Block]:
    matter = like.matter
    return [
        Heading(matter.case.heading(words.language), 3),
        Lines(tuple(_lines(like, case, words)), bullets=True),
    ]


def _lines(like: Likeness, case: Mapping[str, Known], words: Words) -> Iterator[str]:
    """What was decided and why, each side of the likeness, and who tells of it."""
    matter, outcome = like.matter, like.matter.outcome
    where = [words.place(matter.case.where), *([words.pick(outcome.by)] if outcome.by else [])]
    yield words.labelled(words.say("similar.decided"), words.joined(where))
    yield words.labelled(answer_of(matter, words), words.pick(outcome.statement))
    if outcome.why is not None:
        yield words.labelled(words.say("similar.why"), words.pick(outcome.why))
    for side in SIDES:
        yield from _side(like, side, case, words)
    yield words.labelled(words.say("similar.left_out"), words.pick(matter.left_out))
    for account in matter.accounts:
        yield words.labelled(words.say("similar.source"), account_line(account, words))


def _side(like: Likeness, side: Side, case: Mapping[str, Known], words: Words) -> Iterator[str]:
    """One side by aspects; that nothing is alike, or nothing known to differ, is told as well."""
    matter = like.matter.case.facts
    aspects = []
    for held in like.held:
        names = getattr(held, side)
        if not names:
            continue
        facts = words.facts(names)  # what the case alone tells, its reader knows
        if side != "not_in_matter":
            facts = words.listed(_fact(name, case.get(name), matter[name], words) for name in names)
        aspects.append(words.say("similar.aspect", aspect=words.say(f"aspect.{held.aspect}"), facts=facts))
    if aspects:
        yield words.labelled(words.say(f"similar.{side}"), words.joined(aspects))
    elif side in ("alike", "different"):
        yield words.say(f"similar.no_{side}")


def _fact(name: str, case: Known | None, matter: Known, words: Words) -> str:
    """A fact with what the matter tells of it, and the case where that tells otherwise."""
    fact = words.registry.vocabulary[name]
    there = words.value(fact, _bare(matter))
    here = there if case is None else words.value(fact, _bare(case))
    value = there if here == there else words.say("similar.here_and_there", here=here, there=there)
    return words.aside(words.fact(name), value)


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
