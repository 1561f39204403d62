"""Procedures as a page: who takes which step, on what terms, what it leaves, and what isn't published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..facts.acting import ProcedureKind
from ..plugins.procedures import Procedure, ProcedureStep
from ..policy.clauses import Within
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule
from .page import Block, Heading, Lines, Table
from .readback import read_back, read_back_rule
from .words import Words


def procedures_page(here: Jurisdiction, made: Mapping[ProcedureKind, Procedure], words: Words) -> list[Block]:
    """Each procedure's steps in a table, then its duties and what the texts leave out."""
    region = words.region(here.region.id)
    if not made:
        return [Heading(region), Lines((words.say("procedure.nothing"),))]
    blocks: list[Block] = [Heading(region)]
    for procedure in made.values():
        blocks.append(Heading(words.say(f"procedure.{procedure.kind}"), 2))
        if procedure.steps:
            columns = words.columns("step", "who", "terms")
            blocks.append(Table(columns, tuple(_row(step, here, words) for step in procedure.steps)))
        else:
            blocks.append(Lines((words.say("procedure.no_steps"),)))
        lines = [_duty(rule, here, words) for rule in procedure.duties]
        lines += [
            words.say("procedure.silent", text=words.pick(r.clause.statement)) for r in procedure.silent
        ]
        if nation_missing(here, procedure):
            lines.append(words.say("procedure.nation_missing"))
        if lines:
            blocks.append(Lines(tuple(lines), bullets=True))
    return blocks


def nation_missing(here: Jurisdiction, procedure: Procedure) -> bool:
    """Whether what the nation lays down of clearing names isn't loaded for a region, but for what is its floor."""
    national = any(text.region.level == "nation" for text in here.policies)
    return procedure.kind in ("clarification", "false_accusation") and not national


def _row(step: ProcedureStep, here: Jurisdiction, words: Words) -> tuple[str, str, str]:
    number = words.say("procedure.local_mark") if step.rule is None else step.id.partition(":")[2]
    return f"{number} {words.pick(step.title)}", who(step, words), words.joined(_terms(step, here, words))


def who(step: ProcedureStep, words: Words) -> str:
    """Who takes a step, in the words of its text where it has any."""
    if step.rule is not None and step.rule.body is not None:
        return words.pick(step.rule.body)
    if not step.roles:
        return words.say("procedure.who_unpublished")
    roles = [words.say(f"role.{role}") for role in step.roles]
    return words.listed(roles) if step.by_each else words.either(roles)


def _terms(step: ProcedureStep, here: Jurisdiction, words: Words) -> Iterator[str]:
    """When it takes place, what it requires, what it leaves, how long it may take, and whose setting it is."""
    if step.named_only:
        yield words.say("procedure.named_only")
    if step.rule is not None:
        policy = next(text for text in here.texts if step.rule.id in text.by_id)
        back = read_back_rule(step.rule, policy)
        if "when" in back:
            yield words.say("procedure.when", text=words.pick(back["when"]))
        if (requires := getattr(step.rule.clause, "requires", None)) is not None:
            yield words.say("procedure.requires", text=words.pick(read_back(requires, policy)))
    if step.by_each:
        yield words.say("procedure.by_each")
    if step.decides:
        yield words.say("procedure.decides")
    if step.concludes:
        yield words.say("procedure.concludes")
    if step.document is not None:
        yield words.say("procedure.leaves", document=words.say(f"document.{step.document}"))
    if step.within is not None:
        yield words.say("procedure.within", length=length(step.within, words))
    for local in (step.local, step.local_time):
        if local is not None:
            yield words.say("procedure.local", by=local.by, basis=local.basis)


def length(within: Within, words: Words) -> str:
    """So many days, or working days."""
    key = "working_days" if within.working_days is not None else "days"
    return words.say(f"procedure.{key}", count=within.working_days or within.days)


def _duty(rule: Rule, here: Jurisdiction, words: Words) -> str:
    name = words.clause(rule.id, here)
    return words.say("procedure.duty", clause=name, text=words.pick(rule.clause.statement))


def procedures_data(
    here: Jurisdiction, made: Mapping[ProcedureKind, Procedure], words: Words
) -> dict[str, Any]:
    """The same as plain data."""
    return {"region": here.region.id, "procedures": [_data(each, here, words) for each in made.values()]}


def _data(procedure: Procedure, here: Jurisdiction, words: Words) -> dict[str, Any]:
    return {
        "kind": procedure.kind,
        "text": None if procedure.text is None else procedure.text.plugin,
        "steps": [_step_data(step, words) for step in procedure.steps],
        "duties": [rule.id for rule in procedure.duties],
        "silent": [rule.id for rule in procedure.silent],
        "national_duties_loaded": not nation_missing(here, procedure),
    }


def _step_data(step: ProcedureStep, words: Words) -> dict[str, Any]:
    within = step.within
    local = step.local or step.local_time
    return {
        "id": step.id,
        "title": words.pick(step.title),
        "roles": list(step.roles),
        "by_each": step.by_each,
        "decides": step.decides,
        "concludes": step.concludes,
        "document": step.document,
        "after": list(step.after),
        "when": getattr(step.rule.clause, "when", None) if step.rule else None,
        "requires": getattr(step.rule.clause, "requires", None) if step.rule else None,
        "within": None if within is None else {"days": within.days, "working_days": within.working_days},
        "published": not step.named_only,
        "local": None if local is None else {"by": local.by, "basis": local.basis},
    }
