"""A policy as a page: one region's text."""

from __future__ import annotations

from typing import Any

from ..policy.clauses import LIST_KINDS, About
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy, Rule
from .clauses import clause_data
from .page import Block, Heading, Lines, Table
from .versions import transitions
from .words import Words


def region_page(here: Jurisdiction, words: Words, *, code: bool = False) -> list[Block]:
    """What a region's policy says, and what it keeps to itself; `code` has the names that files take."""
    policy, region = here.whole(here.policies[0]), here.region
    about = region.policy
    lines = [
        words.pick(about.title),
        words.listed([words.pick(about.issuer), _dated(about, words)]),
        "",
        words.pick(about.summary),
    ]
    if provisions := transitions(policy, words):
        lines += ["", *provisions]
    if policy.internal:
        lines += ["", words.say("note.internal", names=words.listed(policy.internal))]
    page: list[Block] = [
        Heading(words.aside(words.pick(region.full_name), words.listed([region.id, region.code]))),
        Lines(tuple(lines)),
        Heading(words.say("say.lists"), 2),
        Lines(tuple(list_lines(policy, words)), bullets=True),
        Table(
            words.columns("clause", "kind", "title", "status", "source"),
            tuple(_clause_row(rule, policy, words) for rule in policy.rules),
        ),
    ]
    if policy.readings:
        page += [
            Heading(words.say("say.readings"), 2),
            Lines(tuple(_readings(policy, words, code)), bullets=True),
        ]
    page += _figures(policy, words)
    page += [Heading(words.say("say.sources"), 2), Lines(tuple(_sources(policy, words)), bullets=True)]
    return page


def _dated(about: About, words: Words) -> str:
    """When a policy was first reported, or else from when it is in force."""
    if about.reported is None and about.from_ is not None:
        return words.labelled(words.say("event.from"), about.from_)
    return about.reported or words.say("say.no_date")


def list_lines(policy: Policy, words: Words) -> list[str]:
    """What was seen of each list."""
    lines = []
    for kind in LIST_KINDS:
        rules = policy.all_of(kind)
        if not rules and kind not in policy.lists:
            continue
        stated = sum(rule.clause.status == "stated" for rule in rules if rule.clause.counted)
        named = sum(rule.clause.status == "named" for rule in rules if rule.clause.counted)
        info = policy.list_info(kind)
        line = words.say(
            "say.list_line",
            kind=words.say(f"kind.{kind}"),
            seen=words.say(f"seen.{info.seen}"),
            stated=stated,
            named=named,
        )
        missing = policy.missing(kind)
        if missing:
            line += words.say("say.list_missing", missing=words.missing(policy, kind))
        lines.append(line)
    return lines


def _clause_row(rule: Rule, policy: Policy, words: Words) -> tuple[str, ...]:
    clause, own = rule.clause, f"{policy.plugin}:"
    status = words.say(f"status.{clause.status}")
    for key in ("local_practice", "verify"):
        if getattr(clause, key):
            status += f"\n{words.say(f'say.{key}')}"
    name, kind = rule.id.removeprefix(own), words.say(f"kind.{clause.kind}")
    return name, kind, words.pick(clause.title), status, rule.source.id


def _readings(policy: Policy, words: Words, code: bool) -> list[str]:
    """Each reading with its options, on demand with the names that a deployment file takes."""
    lines = []
    for name, reading in policy.readings.items():
        options = []
        for option, text in reading.options.items():
            said = f"{option} {words.pick(text)}" if code else words.pick(text)
            favoured = option == reading.favoured
            options.append(words.aside(said, words.say("say.favoured")) if favoured else said)
        question = words.pick(reading.question)
        lines.append(words.labelled(f"{name} {question}" if code else question, words.joined(options)))
    return lines


def _figures(policy: Policy, words: Words) -> list[Block]:
    """What is told of the region's practice, apart from its text."""
    if not policy.region.figures:
        return []
    rows = tuple(
        (
            words.pick(figure.statement),
            figure.date or words.say("say.no_date"),
            figure.source,
            policy.sources[figure.source].date or words.say("say.no_date"),
        )
        for figure in policy.region.figures
    )
    return [
        Heading(words.say("say.figures"), 2),
        Lines((words.say("say.figures_note"),)),
        Table(words.columns("figure", "about", "source", "source_date"), rows),
    ]


def _sources(policy: Policy, words: Words) -> list[str]:
    return [
        words.listed(
            [
                f"{source.id} {words.pick(source.title)}",
                words.pick(source.issuer),
                source.date or words.say("say.no_date"),
                words.say(f"source_kind.{source.kind}"),
            ]
        )
        for source in policy.sources.values()
    ]


def region_data(here: Jurisdiction, words: Words) -> dict[str, Any]:
    """A region's policy as plain data: its lists, clauses, readings, figures and sources."""
    policy, region = here.whole(here.policies[0]), here.region
    return {
        "region": region.id,
        "name": words.pick(region.full_name),
        "code": region.code,
        "policy": words.pick(region.policy.title),
        "reported": region.policy.reported,
        "lists": {
            kind: {
                "seen": info.seen,
                "announced": info.announced,
                "missing": policy.missing(kind),
                "missing_at_most": policy.missing_at_most(kind),
                "open_ended": policy.open_ended(kind),
            }
            for kind, info in policy.lists.items()
        },
        "clauses": [clause_data(rule, words) for rule in policy.rules],
        "readings": {
            name: {
                "question": words.pick(reading.question),
                "options": {option: words.pick(text) for option, text in reading.options.items()},
                "favoured": reading.favoured,
            }
            for name, reading in policy.readings.items()
        },
        "figures": [
            {
                "id": figure.id,
                "statement": words.pick(figure.statement),
                "date": figure.date,
                "source": figure.source,
                "source_date": policy.sources[figure.source].date,
            }
            for figure in region.figures
        ],
        "sources": {
            source.id: {"title": words.pick(source.title), "date": source.date, "kind": source.kind}
            for source in policy.sources.values()
        },
    }
