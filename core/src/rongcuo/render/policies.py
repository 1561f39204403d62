"""Policies as pages: one region's text, one clause."""

from __future__ import annotations

from typing import Any

from ..policy.clauses import LIST_KINDS, NOTHING_STATED, About, Clause, Measure
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy, Rule, topics
from .page import Block, Heading, Lines, Table
from .readback import read_back_rule
from .versions import transitions
from .words import Words

# One region


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


# One clause


def clause_page(here: Jurisdiction, name: str, words: Words, *, code: bool = False) -> list[Block]:
    """One clause whole: its words, its conditions, its source; `code` has the conditions as files write them."""
    rule = here.by_id[name]
    clause = rule.clause
    lines = [
        words.pick(clause.statement),
        "",
        words.listed([words.say(f"kind.{clause.kind}"), words.say(f"status.{clause.status}")]),
    ]
    if clause.in_force is not None:
        dates = clause.in_force
        days = (("from", dates.from_), ("by", dates.by), ("to", dates.to))
        lines += [words.labelled(words.say(f"event.{what}"), day) for what, day in days if day is not None]
    plainly = _read_back(rule, words)
    for key in ("when", "requires"):
        value = getattr(clause, key, None)
        if value is not None:
            nothing = value == NOTHING_STATED
            plain = words.say("say.nothing_stated") if nothing else plainly.get(key, value)
            lines.append(words.say(f"say.{key}", text=plain))
            lines += [words.say("say.as_code", text=value)] if code and not nothing and plain != value else []
    if rule.finding_words is not None:
        lines.append(words.say("say.finding", text=words.pick(rule.finding_words)))
    tiers = getattr(clause, "tiers", ())
    if tiers:
        named = words.listed(words.say(f"tier.{tier}") for tier in tiers)
        lines.append(words.labelled(words.say("column.tier"), named))
    if rule.about:
        subjects = words.listed(words.say(f"about.{subject}") for subject in rule.about)
        lines.append(words.labelled(words.say("say.subjects"), subjects))
    body = getattr(clause, "body", None)
    if body is not None:
        lines.append(words.say("say.handled_by", body=words.pick(body)))
    if rule.approval is not None:
        lines.append(words.say("say.approval", approval=words.pick(rule.approval)))
    if isinstance(clause, Measure):
        lines += _measure_lines(clause, words)
    lines.append(words.say("say.topic", text=words.listed(words.pick(topics()[t].name) for t in rule.topics)))
    document = rule.source
    kind, date = words.say(f"source_kind.{document.kind}"), document.date or words.say("say.no_date")
    source = words.aside(f"{document.id} {words.pick(document.title)}", words.listed([kind, date]))
    if clause.locator is not None:
        source = words.listed([source, words.pick(clause.locator)])
    lines.append(words.say("say.source", text=source))
    if clause.inferred is not None:
        lines.append(words.say("say.inferred", text=words.pick(clause.inferred)))
    if clause.note is not None:
        lines.append(words.pick(clause.note))
    for key in ("local_practice", "verify"):
        if getattr(clause, key):
            lines.append(words.say(f"say.{key}"))
    return [Heading(f"{name} {words.pick(clause.title)}"), Lines(tuple(lines))]


def _read_back(rule: Rule, words: Words) -> dict[str, str]:
    """The conditions of a clause in plain words."""
    policy = words.registry.policies[rule.id.partition(":")[0]]
    return {key: words.pick(text) for key, text in read_back_rule(rule, policy).items()}


def _measure_lines(measure: Measure, words: Words) -> list[str]:
    """The category and the target of a measure, and the clauses that say more of it."""
    texts = {
        "category": words.pick(measure.category) if measure.category else "",
        "target": words.pick(measure.target) if measure.target else "",
        "see_clauses": words.listed(measure.clauses),
    }
    return [words.labelled(words.say(f"column.{key}"), text) for key, text in texts.items() if text]


def clause_data(rule: Rule, words: Words) -> dict[str, Any]:
    """A clause as plain data, its texts in the language of `words`."""
    clause = rule.clause
    finding = getattr(clause, "finding", None)
    return {
        "id": rule.id,
        "kind": clause.kind,
        "title": words.pick(clause.title),
        "statement": words.pick(clause.statement),
        "status": clause.status,
        "topic": clause.topic,
        "also": list(clause.also),
        "when": clause.condition,
        "requires": getattr(clause, "requires", None),
        "read_back": _read_back(rule, words),
        "finding": words.pick(finding) if finding else None,
        "tiers": list(rule.tiers),
        "about": list(rule.about),
        "source": rule.source.id,
        "in_force": _in_force(clause),
        "inferred": words.pick(clause.inferred) if clause.inferred else None,
        "verify": clause.verify,
        "local_practice": clause.local_practice,
        **(_measure_data(clause, rule, words) if isinstance(clause, Measure) else {}),
    }


def _in_force(clause: Clause) -> dict[str, str | None] | None:
    """The dates of a clause's own; null where it stands as long as its text."""
    dates = clause.in_force
    return {"from": dates.from_, "by": dates.by, "to": dates.to} if dates else None


def _measure_data(measure: Measure, rule: Rule, words: Words) -> dict[str, Any]:
    plugin = rule.id.partition(":")[0]
    return {
        "category": words.pick(measure.category) if measure.category else None,
        "target": words.pick(measure.target) if measure.target else None,
        "clauses": [f"{plugin}:{name}" for name in measure.clauses],
    }
