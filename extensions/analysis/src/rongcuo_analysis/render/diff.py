"""How two texts stand to each other, as a page, as plain data and as case files."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import evolve

from rongcuo.facts.problems import named_file
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import topics
from rongcuo.render.constructed import case_lines
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling

from ..diverging import RELATIONS, Divergence, Side, TopicRelation, Witness
from ..replaying import Replay, Replayed, Unable
from .facts import answer_line

#: Adverse facts of a case that are named before they are only counted.
MOST_NAMED = 3


def diff_page(divergence: Divergence, words: Words, replay: Replay | None = None) -> list[Block]:
    """What is proved, how much of the fact space is in it, topic by topic, and a case for each pair of reasons."""
    first, second = divergence.first, divergence.second
    page: list[Block] = [
        Heading(
            words.say(
                "diff.title",
                first=called(first, words),
                second=called(second, words),
                question=words.say(f"question.{divergence.question}"),
            )
        ),
        Lines(tuple(_proved(divergence, words))),
        Heading(words.say("diff.topics"), 2),
        _topics(divergence, words),
    ]
    if divergence.witnesses:
        page.append(Heading(words.say("diff.witnesses", count=len(divergence.witnesses)), 2))
        page += [
            block
            for n, w in enumerate(divergence.witnesses, 1)
            for block in _witness(n, w, divergence, words)
        ]
    if divergence.more:
        page.append(Lines((words.say("diff.more"),)))
    if replay is not None:
        page += replay_blocks(replay, divergence, words)
    page += [
        Heading(words.say("diff.shares"), 2),
        _shares(divergence, words),
        Lines((words.say("diff.shares_mean", count=divergence.facts),)),
    ]
    return [*page, origin(words), disclaimer(words)]


def called(side: Side, words: Words) -> str:
    """A text by its region; an earlier version or a draft by what it was called as well."""
    region = words.pick(side.here.region.name)
    return region if side.name == side.here.id else words.aside(region, side.name)


def _proved(divergence: Divergence, words: Words) -> Iterator[str]:
    first, second = called(divergence.first, words), called(divergence.second, words)
    if divergence.equivalent:
        yield words.say("diff.equivalent", first=first, second=second)
        return
    if divergence.never_stricter:
        yield words.say("diff.never_stricter", first=first, second=second)
    elif divergence.never_milder:
        yield words.say("diff.never_stricter", first=second, second=first)
    else:
        yield words.say("diff.part", first=first, second=second)
    unseen = [
        called(side, words)
        for side in (divergence.first, divergence.second)
        if any(
            policy.unseen(kind)
            for policy in side.here.policies
            for kind in ("situation", "red_line", "condition")
        )
    ]
    if unseen:
        yield words.say("diff.as_far", names=words.listed(dict.fromkeys(unseen)))


def percent(share: Fraction) -> str:
    """A share in percent, never rounded to nothing or to everything."""
    if share in (0, 1):
        return f"{int(share) * 100}%"
    if share < Fraction(1, 2000):
        return "<0.1%"
    if share > 1 - Fraction(1, 2000):
        return ">99.9%"
    return f"{float(share) * 100:.1f}%"


def _shares(divergence: Divergence, words: Words) -> Table:
    rows = []
    for relation in RELATIONS:
        if relation in divergence.shares or relation in divergence.clean:
            shares = (divergence.shares.get(relation), divergence.clean.get(relation))
            said = words.say(f"diff.{relation}", first=called(divergence.first, words))
            rows.append((said, *(percent(share or Fraction()) for share in shares)))
    return Table(words.columns("relation", "of_all", "of_clean"), tuple(rows))


def _topics(divergence: Divergence, words: Words) -> Table:
    rows = tuple(
        (
            words.aside(words.pick(topics()[t.topic].name), words.say(f"kind.{t.kind}")),
            _clauses(t.first, divergence.first.here, words),
            _clauses(t.second, divergence.second.here, words),
            words.say(f"diff.topic_{t.relation}", first=called(divergence.first, words)),
        )
        for t in divergence.topics
    )
    names = (called(divergence.first, words), called(divergence.second, words))
    return Table((words.say("column.topic"), *names, words.say("column.relation")), rows)


def _clauses(names: tuple[str, ...], here: Jurisdiction, words: Words) -> str:
    return words.listed(words.in_own_row(name, here) for name in names) or "—"


def _witness(number: int, witness: Witness, divergence: Divergence, words: Words) -> list[Block]:
    first, second = divergence.first, divergence.second
    relation = words.say(f"diff.{witness.relation}", first=called(first, words))
    answers = (
        words.labelled(called(first, words), answer_line(witness.first, first.here, words)),
        words.labelled(called(second, words), answer_line(witness.second, second.here, words)),
    )
    return [
        Heading(words.say("diff.case", number=number, relation=relation), 3),
        Lines((words.joined(_facts(witness, divergence, words)),)),
        Lines(answers, bullets=True),
    ]


def _facts(witness: Witness, divergence: Divergence, words: Words) -> Iterator[str]:
    """The facts of a case, as a person would say them; of what was looked for and not found, how much it is."""
    case = divergence.read(witness)
    absent = [name for name, known in case.facts.items() if known.checked]
    for name, known in case.facts.items():
        if name not in absent:
            fact = divergence.vocabulary[name]
            yield words.labelled(words.pick(fact.label), words.value(fact, evolve(known, by=None)))
    for name, finding in case.findings.items():
        here = divergence.first.here if name in divergence.first.here.by_id else divergence.second.here
        yield words.labelled(words.fact(name, here), words.say("diff.met" if finding.met else "diff.not_met"))
    if absent:
        few = len(absent) <= MOST_NAMED
        yield (
            words.say("diff.absent", facts=words.facts(absent))
            if few
            else words.say("diff.all_absent", count=len(absent))
        )


def witness_file(number: int, witness: Witness, divergence: Divergence, words: Words) -> str:
    """A case file of the facts on which two texts part, with what they came to as comments."""
    title = {
        language: words_in.say(
            "diff.case_title",
            first=called(divergence.first, words_in),
            second=called(divergence.second, words_in),
            number=number,
        )
        for language, words_in in (("zh", Words("zh", words.registry)), ("en", Words("en", words.registry)))
    }
    said = [
        words.labelled(called(side, words), answer_line(ruling, side.here, words)).replace("\n", " ")
        for side, ruling in ((divergence.first, witness.first), (divergence.second, witness.second))
    ]
    head = [words.say("diff.case_head"), *said, words.say("diff.case_place")]
    return "\n".join([*(f"# {line}" for line in head), *case_lines({**witness.raw, "title": title})]) + "\n"


def diff_data(divergence: Divergence, words: Words, replay: Replay | None = None) -> dict[str, Any]:
    """The same as plain data; shares as fractions, and as numbers."""
    return {
        "first": divergence.first.name,
        "second": divergence.second.name,
        "question": divergence.question,
        "equivalent": divergence.equivalent,
        "first_never_stricter": divergence.never_stricter,
        "second_never_stricter": divergence.never_milder,
        "facts": divergence.facts,
        "shares": {
            relation: {
                "all": float(divergence.shares.get(relation, 0)),
                "no_adverse_fact": float(divergence.clean.get(relation, 0)),
            }
            for relation in RELATIONS
        },
        "topics": [_topic_data(topic) for topic in divergence.topics],
        "witnesses": [
            {
                "relation": witness.relation,
                "case": dict(witness.raw),
                "first": {"verdict": witness.first.verdict, "decided_by": list(witness.first.decided_by)},
                "second": {"verdict": witness.second.verdict, "decided_by": list(witness.second.decided_by)},
            }
            for witness in divergence.witnesses
        ],
        "more": divergence.more,
        "replay": None if replay is None else replay_data(replay, words),
        **origin_data(words.registry),
    }


def _topic_data(topic: TopicRelation) -> dict[str, Any]:
    return {
        "topic": topic.topic,
        "kind": topic.kind,
        "first": list(topic.first),
        "second": list(topic.second),
        "relation": topic.relation,
    }


# Kept cases


def replay_blocks(replay: Replay, divergence: Divergence, words: Words) -> list[Block]:
    """The kept cases that come out differently, how many are alike, and those that can't be ruled."""
    counts = {"count": replay.count, "apart": len(replay.apart), "alike": replay.alike}
    said = [words.say("replay.counts", **counts)]
    if replay.unasked:
        question = words.say(f"question.{divergence.question}")
        said.append(words.say("replay.unasked", count=replay.unasked, question=question))
    blocks: list[Block] = [
        Heading(words.say("replay.title", file=named_file(replay.file, words.language)), 2)
    ]
    blocks.append(Lines(tuple(said)))
    if replay.apart:
        sides = (divergence.first, divergence.second)
        columns = (*words.columns("number", "case_title"), *(called(side, words) for side in sides))
        rows = tuple(
            (
                str(case.number),
                _titled(case, words),
                _outcome(case.first, case.second, sides[0].here, words),
                _outcome(case.second, case.first, sides[1].here, words),
            )
            for case in replay.apart
        )
        blocks.append(Table(columns, rows))
    if replay.unable:
        unable = tuple(
            words.labelled(
                f"{case.number} {_titled(case, words)}",
                words.joined(problem.message(words.language) for problem in case.problems),
            )
            for case in replay.unable
        )
        blocks += [Lines((words.say("replay.unable", count=len(unable)),)), Lines(unable, bullets=True)]
    return blocks


def _outcome(ruling: Ruling, other: Ruling, here: Jurisdiction, words: Words) -> str:
    """An answer beside another; an open one with what is possible, and the clauses that the other has not."""
    if ruling.verdict != "open":
        return answer_line(ruling, here, words)
    possible = words.say("say.possible", verdicts=words.verdicts(ruling.possible))
    own = [name for name in ruling.decided_by if name not in other.decided_by]
    said = words.joined([words.verdict("open"), possible])
    return words.aside(said, words.listed(words.in_row(name, here) for name in own)) if own else said


def _titled(case: Replayed | Unable, words: Words) -> str:
    return case.title or words.say("replay.erased")


def replay_data(replay: Replay, words: Words) -> dict[str, Any]:
    return {
        "cases": replay.count,
        "alike": replay.alike,
        "another_question": replay.unasked,
        "differ": [
            {
                "case": case.number,
                "title": case.title,
                "where": case.where,
                **{
                    name: {
                        "verdict": ruling.verdict,
                        "possible": [possible.verdict for possible in ruling.possible],
                        "decided_by": list(ruling.decided_by),
                    }
                    for name, ruling in (("first", case.first), ("second", case.second))
                },
            }
            for case in replay.apart
        ],
        "not_ruled": [
            {
                "case": case.number,
                "title": case.title,
                "why": [problem.message(words.language) for problem in case.problems],
            }
            for case in replay.unable
        ],
    }
