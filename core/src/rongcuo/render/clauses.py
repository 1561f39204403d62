"""One clause as a page: its words, everything that it is ruled by, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..facts.conditions import named
from ..policy.clauses import NOTHING_STATED, Clause, Duty, Measure, Situation, Step, Trigger
from ..policy.policy import Policy, Rule, topics
from .amendments import repeal, repeal_data, rule_of
from .page import Block, Heading, Lines
from .readback import read_back, read_back_rule, read_back_term
from .words import Words

#: What a clause is ruled by that is a condition, in the order in which it is told.
_CONDITIONS = ("when", "requires", "presupposes")


def clause_page(rule: Rule, words: Words, *, code: bool = False) -> list[Block]:
    """One clause whole: its words, its conditions, its source; `code` has the conditions as files write them.

    One of an earlier text says so, and whether it was dropped since.
    """
    clause, policy = rule.clause, text_of(rule, words)
    lines = [words.pick(clause.statement), ""]
    if (repealed := repeal(words.registry.policies[policy.plugin], rule.id)) is not None:
        lines[:0] = [repealed.said(words), ""]
    elif edition := earlier_title(rule, words):
        lines[:0] = [words.say("say.of_earlier", title=edition), ""]
    lines.append(words.listed([words.say(f"kind.{clause.kind}"), words.say(f"status.{clause.status}")]))
    lines += [*in_time(clause, words), *ruled_by(rule, policy, words, code=code)]
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
    return [Heading(f"{rule.id} {words.pick(clause.title)}"), Lines(tuple(lines))]


def text_of(rule: Rule, words: Words) -> Policy:
    """The version of its text that a clause is of, which knows what its words mean; the newest that has it."""
    policy = words.registry.policies[rule.id.partition(":")[0]]
    for text in reversed(policy.editions):
        own = rule_of(text, rule.id)
        if own is not None and own.clause == rule.clause:
            return text
    return policy


def earlier_title(rule: Rule, words: Words) -> str:
    """What the earlier text is called that a clause is of; nothing for one that the newest has as it is."""
    text = text_of(rule, words)
    titles = (about.title for about in text.region.earlier if about.id == text.edition)
    return next(map(words.pick, titles), "")


def in_time(clause: Clause, words: Words) -> list[str]:
    """From when to when it is in force by dates of its own."""
    dates = clause.in_force
    days = () if dates is None else (("from", dates.from_), ("by", dates.by), ("to", dates.to))
    return [words.labelled(words.say(f"event.{what}"), day) for what, day in days if day is not None]


def ruled_by(rule: Rule, policy: Policy, words: Words, *, code: bool = False) -> list[str]:
    """Everything that a clause of this text is ruled by, in words."""
    clause = rule.clause
    lines = [*_conditions(rule, policy, words, code)]
    if rule.finding_words is not None:
        lines.append(words.say("say.finding", text=words.pick(rule.finding_words)))
    if rule.tiers:
        named_ = words.listed(words.say(f"tier.{tier}") for tier in rule.tiers)
        lines.append(words.labelled(words.say("column.tier"), named_))
    if rule.about:
        subjects = words.listed(words.say(f"about.{subject}") for subject in rule.about)
        lines.append(words.labelled(words.say("say.subjects"), subjects))
    if rule.worth is not None:
        lines.append(words.labelled(words.say("column.filing"), words.say(f"worth.{rule.worth}")))
    if addressed := getattr(clause, "addresses", ()):
        labels = [words.pick(fact.label) for name in addressed if (fact := policy.scope.facts(name))]
        lines.append(words.say("say.addresses", facts=words.listed(words.in_list(labels))))
    if rule.clause_open_ended:
        lines.append(words.say("say.open_ended"))
    if isinstance(clause, Trigger) and clause.forms:
        forms = words.listed(words.say(f"form.{form}") for form in clause.forms)
        lines.append(
            words.say("say.forms_and_others" if clause.forms_open_ended else "say.forms", forms=forms)
        )
    if isinstance(clause, Duty):
        lines.append(words.say(f"say.duty_{clause.force}"))
    if isinstance(clause, Step | Duty):
        lines += _procedural(clause, words)
    if rule.body is not None:
        key = "say.decider" if clause.kind == "decider" else "say.handled_by"
        lines.append(words.say(key, body=words.pick(rule.body)))
    if rule.approval is not None:
        lines.append(words.say("say.approval", approval=words.pick(rule.approval)))
    if isinstance(clause, Measure):
        lines += _measure_lines(clause, words)
    if not clause.counted:
        lines.append(words.say("say.not_counted"))
    return lines


def _conditions(rule: Rule, policy: Policy, words: Words, code: bool) -> Iterator[str]:
    """When it holds, what it requires and presupposes; one that can't be read as its file has it."""
    clause = rule.clause
    plainly = {key: words.pick(text) for key, text in read_back_rule(rule, policy).items()}
    if isinstance(clause, Situation) and clause.presupposes is not None and rule.when is not None:
        plainly["presupposes"] = words.pick(read_back(clause.presupposes, policy))
    for key in _CONDITIONS:
        value = getattr(clause, key, None)
        if value is None:
            continue
        nothing = value == NOTHING_STATED
        plain = words.say("say.nothing_stated") if nothing else plainly.get(key, value)
        yield words.say(f"say.{key}", text=plain)
        if code and not nothing and plain != value:
            yield words.say("say.as_code", text=value)
    others = any(other.clause.condition is not None for other in policy.all_of("decider"))
    if clause.kind == "decider" and clause.condition is None and others:
        yield words.say("say.decides_the_rest")


def _procedural(clause: Step | Duty, words: Words) -> Iterator[str]:
    """The procedure that a step or duty belongs to, and of a step who takes it, when and how."""
    from .procedures import length

    if clause.procedure is not None:
        yield words.labelled(words.say("say.procedure"), words.say(f"procedure.{clause.procedure}"))
    if isinstance(clause, Duty):
        return
    if clause.roles:
        roles = [words.say(f"role.{role}") for role in clause.roles]
        who = words.listed(roles) if clause.by_each else words.either(roles)
        yield words.labelled(words.say("column.who"), who)
    for key in ("by_each", "decides"):
        if getattr(clause, key):
            yield words.say(f"procedure.{key}")
    if clause.document is not None:
        yield words.say("procedure.leaves", document=words.say(f"document.{clause.document}"))
    if clause.after is not None:
        yield words.labelled(words.say("say.after"), words.listed(clause.after) or words.say("say.none"))
    if clause.within is not None:
        yield words.say("procedure.within", length=length(clause.within, words))


def named_in(rule: Rule, policy: Policy) -> list[str]:
    """The terms, clauses, readings and facts of its own text that a clause rests on, through terms and clauses."""
    clauses = {other.clause.id: other.clause for other in policy.rules}
    readings = {name.partition(":")[2] for name in policy.readings}
    chapters = policy.chapters.values()
    facts = {fact.id for chapter in chapters for fact in chapter.facts}
    facts |= {period.id for chapter in chapters for period in chapter.periods}
    known = {*policy.terms, *clauses, *readings, *facts}
    names: dict[str, None] = {}
    left = [getattr(rule.clause, key, None) for key in _CONDITIONS]
    while left:
        for name in named(left.pop(0) or "", known):
            if name in names:
                continue
            names[name] = None
            if (term := policy.terms.get(name)) is not None:
                left += [term.when, *term.of]
            else:
                left += [getattr(clauses.get(name), key, None) for key in _CONDITIONS]
    return [*names]


def spelled_out(rule: Rule, policy: Policy, words: Words) -> list[str]:
    """What the terms and clauses mean that its conditions name, and those that these name in turn."""
    clauses = {other.clause.id: other for other in policy.rules}
    lines = []
    for name in named_in(rule, policy):
        if (term := policy.terms.get(name)) is not None:
            text = words.pick(read_back_term(term, policy))
            lines.append(words.say("say.term", title=words.pick(term.title), text=text))
        elif (other := clauses.get(name)) is not None:
            text = words.joined(ruled_by(other, policy, words))
            title = f"{name} {words.pick(other.clause.title)}"
            lines.append(words.say("say.term", title=title, text=text))
    return lines


def _measure_lines(measure: Measure, words: Words) -> list[str]:
    """The category and the target of a measure, and the clauses that say more of it."""
    texts = {
        "category": words.pick(measure.category) if measure.category else "",
        "target": words.pick(measure.target) if measure.target else "",
        "see_clauses": words.listed(measure.clauses),
    }
    return [words.labelled(words.say(f"column.{key}"), text) for key, text in texts.items() if text]


def clause_data(rule: Rule, words: Words, policy: Policy | None = None) -> dict[str, Any]:
    """A clause as plain data, its texts in the language of `words`; `policy` is the version it is of."""
    clause = rule.clause
    text = text_of(rule, words) if policy is None else policy
    back = {key: words.pick(said) for key, said in read_back_rule(rule, text).items()}

    def said(key: str) -> str | None:
        value = getattr(clause, key, None)
        return words.pick(value) if value else None

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
        "presupposes": getattr(clause, "presupposes", None),
        "read_back": back,
        "terms": spelled_out(rule, text, words),
        "ruled_by": ruled_by(rule, text, words),
        "finding": said("finding"),
        "tiers": list(rule.tiers),
        "about": list(rule.about),
        "worth": rule.worth,
        "body": said("body"),
        "approval": said("approval"),
        "source": rule.source.id,
        "in_force": _in_force(clause),
        "repealed": repeal_data(words.registry.policies[text.plugin], rule.id, words),
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
