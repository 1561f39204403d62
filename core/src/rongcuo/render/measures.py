"""Measures as a page: what supports officials who act, by topic and region, and what is unpublished."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..policy.clauses import Measure
from ..policy.policy import Policy, Rule, topics
from .page import Block, Heading, Lines, Table
from .words import Words


def measures_page(policies: Iterable[Policy], words: Words) -> list[Block]:
    """The measures of these policies side by side, and how much of each text is known."""
    policies = list(policies)
    if not policies:
        return [Lines((words.say("say.no_measures"),))]
    rows = tuple(_row(policy, rule, words) for policy, rule in _by_topic(policies))
    notes = [line for policy in policies for line in _notes(policy, words)]
    counts = tuple(_count(policy, words) for policy in policies)
    page: list[Block] = []
    if rows:
        page.append(Table(words.columns("topic", "region", "measure", "target", "source"), rows))
    page += [
        Heading(words.say("say.measures_known"), 2),
        Table(words.columns("region", "policy", "announced", "stated", "unpublished", "source"), counts),
    ]
    if notes:
        page += [Heading(words.say("column.notes"), 2), Lines(tuple(notes), bullets=True)]
    return page


def _by_topic(policies: list[Policy]) -> list[tuple[Policy, Rule]]:
    """Every measure, those of one topic together, in the order of the shared topics."""
    order = list(topics())
    measures = [(policy, rule) for policy in policies for rule in policy.all_of("measure")]
    return sorted(measures, key=lambda item: order.index(item[1].clause.topic))


def _row(policy: Policy, rule: Rule, words: Words) -> tuple[str, ...]:
    clause = rule.clause
    assert isinstance(clause, Measure)
    topic = words.pick(topics()[clause.topic].name)
    return (
        f"{topic}\n{words.pick(clause.category)}" if clause.category else topic,
        words.pick(policy.region.name),
        "\n".join(_lines(clause, words)),
        words.pick(clause.target) if clause.target else "",
        f"{rule.source.id}\n{rule.source.date or words.say('say.no_date')}",
    )


def _lines(clause: Measure, words: Words) -> list[str]:
    """What a measure says, what else says more of it, and how sure all that is."""
    lines = [f"{clause.id} {words.pick(clause.title)}", words.pick(clause.statement)]
    if clause.clauses:
        lines.append(words.labelled(words.say("column.see_clauses"), words.listed(clause.clauses)))
    if clause.status != "stated":
        lines.append(words.say(f"status.{clause.status}"))
    if clause.inferred is not None:
        lines.append(words.say("say.inferred", text=words.pick(clause.inferred)))
    if clause.verify:
        lines.append(words.say("say.verify"))
    return lines


def _count(policy: Policy, words: Words) -> tuple[str, ...]:
    """One region's text: how many measures its source announces, how many are told of, how many aren't."""
    info = policy.list_info("measure")
    stated = [rule for rule in policy.all_of("measure") if rule.clause.seen]
    announced_in = policy.sources[info.source] if info.source else None
    source = announced_in or (stated[0].source if stated else None)
    return (
        words.pick(policy.region.name),
        words.pick(policy.region.policy.title),
        str(info.announced) if info.announced is not None else words.say(f"seen.{info.seen}"),
        str(len(stated)),
        _unpublished(policy, words),
        f"{source.id}\n{source.date or words.say('say.no_date')}" if source else "",
    )


def _unpublished(policy: Policy, words: Words) -> str:
    """How many of a text's measures nobody has seen, as far as that can be said."""
    if policy.list_info("measure").announced is not None:
        return words.missing(policy, "measure")
    if policy.unseen("measure"):
        return words.say("say.number_unknown" if policy.all_of("measure") else "status.not_reported")
    return "0"


def _notes(policy: Policy, words: Words) -> list[str]:
    """What is to be known beside the tables: what the source leaves open, and what it is silent about."""
    region = words.pick(policy.region.name)
    notes = [(region, policy.list_info("measure").note)]
    notes += [(f"{region} {rule.clause.id}", rule.clause.note) for rule in policy.all_of("measure")]
    if policy.measures_alone:
        notes += [(region, rule.clause.statement) for rule in policy.all_of("not_reported")]
    lines = [words.labelled(label, words.pick(text)) for label, text in notes if text is not None]
    if policy.internal:
        lines.append(words.labelled(region, words.say("note.internal", names=words.listed(policy.internal))))
    return lines


def measures_data(policies: Iterable[Policy], words: Words) -> dict[str, Any]:
    """The same as plain data."""
    policies = list(policies)
    return {
        "config": words.registry.deployment.name,
        "regions": [_count_data(policy, words) for policy in policies],
        "measures": [_measure_data(policy, rule, words) for policy, rule in _by_topic(policies)],
    }


def _count_data(policy: Policy, words: Words) -> dict[str, Any]:
    info = policy.list_info("measure")
    return {
        "region": policy.region.id,
        "name": words.pick(policy.region.name),
        "code": policy.region.code,
        "policy": words.pick(policy.region.policy.title),
        "seen": info.seen,
        "announced": info.announced,
        "stated": sum(rule.clause.seen for rule in policy.all_of("measure")),
        "missing": policy.missing("measure"),
        "missing_at_most": policy.missing_at_most("measure"),
        "source": info.source,
        "internal": list(policy.internal),
        "notes": _notes(policy, words),
    }


def _measure_data(policy: Policy, rule: Rule, words: Words) -> dict[str, Any]:
    clause = rule.clause
    assert isinstance(clause, Measure)
    return {
        "id": rule.id,
        "region": policy.region.id,
        "topic": clause.topic,
        "category": words.pick(clause.category) if clause.category else None,
        "title": words.pick(clause.title),
        "statement": words.pick(clause.statement),
        "target": words.pick(clause.target) if clause.target else None,
        "clauses": [f"{policy.plugin}:{name}" for name in clause.clauses],
        "status": clause.status,
        "counted": clause.counted,
        "source": rule.source.id,
        "source_date": rule.source.date,
        "inferred": words.pick(clause.inferred) if clause.inferred else None,
        "verify": clause.verify,
    }
