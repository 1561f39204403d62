"""Persons by regions: the cases of one matter side by side, and who decides about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..comparing.comparison import Answer, Comparison
from ..policy.cases import Question
from ..ruling.result import Ruling
from .deciders import bodies_of, parted
from .deployment import origin
from .page import Block, Heading, Lines, Origin, Table
from .ruling import disclaimer
from .screen import marked
from .words import Words


def persons_page(comparisons: Sequence[Comparison], words: Words) -> list[Block]:
    """For each question a row for each person, a column for each region; then who decides about whom."""
    first = comparisons[0]
    page: list[Block] = [
        Heading(words.say("persons.title", count=len(comparisons))),
        Lines((*words.clock(first.prepared.clock), *origin(words).lines)),
    ]
    questions = dict.fromkeys(answer.question for each in comparisons for answer in each.answers)
    for question in questions:
        page += [Heading(words.say(f"question.{question}"), 2), _table(question, comparisons, words)]
    deciders = [line for each in comparisons for line in _deciders(each, words)]
    if deciders:
        page.append(Lines(tuple(deciders), bullets=True))
    marks = {
        r.verdict
        for each in comparisons
        for a in each.answers
        for r in a.rulings
        if r.verdict.endswith("_so_far")
    }
    foot = disclaimer(words)
    page.append(Origin((*([words.say("mark.so_far")] if marks else []), *foot.lines), foot.columns))
    return page


def persons_data(files: Sequence[str], comparisons: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The comparison of each person as plain data, with its file."""
    return {"persons": [{"file": file, **data} for file, data in zip(files, comparisons, strict=True)]}


def _table(question: Question, comparisons: Sequence[Comparison], words: Words) -> Table:
    regions = dict.fromkeys(r.region for each in comparisons for a in each.answers for r in a.rulings)
    columns = (words.say("column.person"), *map(words.region, regions))
    rows = tuple(
        (_person(each, words), *_cells(question, each, list(regions), words)) for each in comparisons
    )
    return Table(columns, rows, repeat=1)


def _cells(question: Question, comparison: Comparison, regions: list[str], words: Words) -> Iterator[str]:
    rulings = {
        r.region: r for answer in comparison.answers if answer.question == question for r in answer.rulings
    }
    for region in regions:
        ruling = rulings.get(region)
        yield "—" if ruling is None else marked(ruling.verdict, words)


def _person(comparison: Comparison, words: Words) -> str:
    """A person by the case's title, with the part that was played in the matter."""
    title = comparison.case.heading(words.language)
    role = _stated(comparison, "role", words)
    return words.aside(title, role) if role else title


def _deciders(comparison: Comparison, words: Words) -> Iterator[str]:
    """Who decides about a person: the body that a text names, and the level that manages the person."""
    parts = [
        part
        for answer in comparison.answers
        for ruling in answer.rulings
        if (part := _decider(answer, ruling, words))
    ]
    managed = _stated(comparison, "managed_by", words)
    if managed:
        parts.append(words.say("persons.managed", level=managed))
    if parts:
        title = comparison.case.heading(words.language)
        yield words.labelled(title, words.joined(dict.fromkeys(parts)))


def _decider(answer: Answer, ruling: Ruling, words: Words) -> str | None:
    if words.here(ruling) is None or answer.question != "tolerance":
        return None
    deciding = bodies_of(ruling, words)
    if not deciding:
        return None
    between = words.say("say.or").join(deciding) if parted(ruling, words) else words.joined(deciding)
    return words.say("persons.decider", region=words.region(ruling.region), body=between)


def _stated(comparison: Comparison, name: str, words: Words) -> str:
    """What a case says of a fact in one word; nothing where it leaves it open."""
    known = comparison.prepared.known.get(name)
    fact = comparison.vocabulary.get(name)
    if fact is None or known is None or known.single(fact) is None:
        return ""
    return words.value(fact, known)
