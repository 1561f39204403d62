"""What is shown of the registry: a case with its proceedings, and a proceeding."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rongcuo.facts.acting import Role
from rongcuo.facts.days import today
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError, as_argument
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import ProcedureStep
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.procedures import nation_missing, who
from rongcuo.render.words import Words

from .model import CaseState, Decision, ProceedingState, Taken
from .naming import roles_named
from .reading import Reading
from .storage import Event
from .taking import Progress, Waiting

#: Where the registry is kept unless another file is named, and what names one for every command.
DATABASE, VARIABLE = "rongcuo.db", "RONGCUO_DB"
#: The verdicts that agree with a mistake being tolerated, and with its not being.
_TOLERATED = ("tolerated", "tolerated_so_far")
_NOT_TOLERATED = ("refused", "refused_so_far", "not_covered", "not_covered_so_far", "unmet", "unmet_so_far")


def case_blocks(registry: Reading, number: int, words: Words, *, personal: bool) -> list[Block]:
    """A case: what it is, its persons, proceedings, rulings and decisions."""
    blocks = case_head(registry, number, words, personal=personal)
    for state in registry.proceedings_of(number):
        blocks += proceeding_blocks(registry, state, words, level=2)
        blocks += next_command(registry, state, words)
    return blocks


def case_head(registry: Reading, number: int, words: Words, *, personal: bool) -> list[Block]:
    """A case without its proceedings."""
    case = registry.case(number)
    title = registry.title(case, words.language) or words.say("registry.is_erased")
    lines = [words.labelled(words.say("column.where"), words.place(case.where))]
    shared = registry.store.rows(
        "SELECT id FROM case_list WHERE matter = ? AND id <> ?", (case.matter, case.id)
    )
    if shared:
        lines.append(words.say("registry.shares", cases=words.listed(str(row["id"]) for row in shared)))
    lines += _person(registry, case, words, personal=personal)
    if case.facts:
        lines.append(words.say("registry.stated", facts=stated_facts(registry, case.facts, words)))
    lines += [_ruled(registry, event, case, words) for event in _rulings(registry, case)[-1:]]
    lines += decision_lines(registry, case, words, personal=personal)
    return [Heading(f"{case.id} {title}"), Lines(tuple(lines))]


def _person(registry: Reading, case: CaseState, words: Words, *, personal: bool) -> Iterator[str]:
    if case.person is None:
        return
    rows = registry.store.rows(
        "SELECT kind, text FROM sealed WHERE person_id = ? ORDER BY id", (case.person,)
    )
    if not personal:
        yield words.say("registry.person_kept", id=case.person)
        return
    texts = {row["kind"]: row["text"] or words.say("registry.is_erased") for row in rows}
    yield words.say(
        "registry.person", id=case.person, name=texts.get("name", ""), contact=texts.get("contact", "—")
    )


def stated_facts(registry: Reading, facts: Mapping[str, Any], words: Words) -> str:
    """Facts with their values in words; one that isn't known here any more stands as it was stated."""
    parts = []
    for name, value in facts.items():
        fact = registry.policies.vocabulary.get(name)
        text = str(value) if fact is None else words.value(fact, read_known(fact, value))
        parts.append(words.labelled(words.fact(name), text))
    return words.joined(parts)


def free_text(registry: Reading, reference: Mapping[str, Any], words: Words, *, personal: bool) -> str:
    """A text that may name somebody, if that is asked for."""
    text = registry.store.text(reference["sealed"])
    if text is None:
        return words.say("registry.is_erased")
    return text if personal else words.say("registry.is_kept", kind=words.say(f"text.{reference['kind']}"))


def _rulings(registry: Reading, case: CaseState) -> list[Event]:
    """The events with the rulings of a case."""
    return [
        event for id in case.rulings for event in registry.store.events(case=case.id, after=id - 1, limit=1)
    ]


def _ruled(registry: Reading, event: Event, case: CaseState, words: Words) -> str:
    """When a case was ruled last, and what its own place's text said."""
    own = registry.policies.text_called(case.where)
    verdicts = [
        words.aside(words.say(f"question.{each['question']}"), words.verdict(each["verdict"]))
        for each in event.body["verdicts"]
        if each["region"] == own
    ]
    return words.say(
        "registry.ruled_on",
        on=event.body["on"],
        verdicts=words.joined(verdicts) or words.say("registry.no_own_ruling"),
        sum=str(event.body["ruling"]["attachment"])[:12],
    )


def decision_lines(registry: Reading, case: CaseState, words: Words, *, personal: bool) -> list[str]:
    """What bodies decided, which of it stands, and where that isn't what the texts say as they were ruled."""
    lines = []
    for decision in case.decisions:
        key = "registry.decided" if decision.tolerated else "registry.decided_not"
        line = words.say(key, on=decision.on, role=words.say(f"role.{decision.role}"))
        if len(case.decisions) > 1:
            line = words.say(
                "registry.decision_number", id=decision.event, decided=line, stands=_stands(decision, words)
            )
        lines.append(line)
        if parts := [*decision_parts(registry, decision, words, personal=personal)]:
            lines.append(words.joined(parts))
        if (
            decision.replaced_by is None
            and (verdict := opposite_ruling(registry, case, decision)) is not None
        ):
            region = words.region(registry.policies.text_called(case.where))
            lines.append(words.say("registry.differs", region=region, verdict=words.verdict(verdict)))
    return lines


def _stands(decision: Decision, words: Words) -> str:
    if decision.replaced_by is None:
        return words.say("registry.decision_stands")
    return words.say("registry.decision_replaced", id=decision.replaced_by)


def decision_parts(registry: Reading, decision: Decision, words: Words, *, personal: bool) -> Iterator[str]:
    """What was decided on each axis, what goes with it, and its texts."""
    for axis, outcome in decision.outcomes.items():
        yield words.labelled(words.say(f"axis.{axis}"), words.say(f"outcome.{outcome}"))
    yield from (words.say(f"beside.{each}") for each in decision.beside)
    for name, reference in decision.texts.items():
        text = free_text(registry, reference, words, personal=personal)
        yield words.labelled(words.say(f"decided.{name}"), text)


def opposite_ruling(registry: Reading, case: CaseState, decision: Decision) -> str | None:
    """The verdict of the place's own text as it was ruled last before a decision, where it says the opposite."""
    if decision.ruled is None:
        return None
    (event,) = registry.store.events(case=case.id, after=decision.ruled - 1, limit=1)
    opposite = _NOT_TOLERATED if decision.tolerated else _TOLERATED
    own = registry.policies.text_called(case.where)
    for each in event.body["verdicts"]:
        if (each["question"], each["region"]) == ("tolerance", own) and each["verdict"] in opposite:
            return str(each["verdict"])
    return None


def filing_line(filing: ProceedingState, words: Words) -> str:
    """From which filing a ruling took what it knows of one."""
    if filing.status != "withdrawn" and filing.effective is not None:
        return words.say("registry.filing_effective", id=filing.id, day=filing.effective.isoformat())
    return words.say("registry.filing_taken", id=filing.id, status=words.say(f"of_status.{filing.how_far}"))


def case_data_of(registry: Reading, number: int, words: Words, *, personal: bool) -> dict[str, Any]:
    """A case as plain data; names and contacts only with `personal`."""
    case = registry.case(number)
    named: dict[str, Any] = {}
    if case.person is not None and personal:
        rows = registry.store.rows(
            "SELECT kind, text FROM sealed WHERE person_id = ? ORDER BY id", (case.person,)
        )
        named = {row["kind"]: row["text"] for row in rows}
    return {
        "id": case.id,
        "title": registry.title(case, words.language),
        "where": case.where,
        "matter": case.matter,
        "person": case.person,
        **({"named": named} if personal else {}),
        "case": None if case.erased else registry.raw(case),
        "rulings": [
            {
                "event": event.id,
                "on": event.body["on"],
                "texts": event.body["texts"],
                "verdicts": event.body["verdicts"],
                "filing": event.body["filing"],
                "attachment": event.body["ruling"]["attachment"],
            }
            for event in _rulings(registry, case)
        ],
        "decisions": [
            {
                "event": each.event,
                "on": each.on,
                "role": each.role,
                "tolerated": each.tolerated,
                "outcomes": dict(each.outcomes),
                "beside": list(each.beside),
                "texts": {
                    name: registry.store.text(reference["sealed"]) if personal else None
                    for name, reference in each.texts.items()
                },
                "ruled": each.ruled,
                "replaces": list(each.replaces),
                "replaced_by": each.replaced_by,
                "differs_from": opposite_ruling(registry, case, each),
            }
            for each in case.decisions
        ],
        "proceedings": [proceeding_data(registry, state, words) for state in registry.proceedings_of(number)],
    }


def proceeding_blocks(
    registry: Reading, state: ProceedingState, words: Words, level: int = 1, *, full: bool = True
) -> list[Block]:
    """A proceeding: its steps and how far it is.

    With `full`, all that goes with it; otherwise only the duties that stand in its way.
    """
    heading = words.say(
        "registry.proceeding",
        id=state.id,
        case=state.case,
        region=words.region(state.region),
        procedure=words.say(f"procedure.{state.kind}"),
        status=status_said(registry, state, words),
    )
    blocks: list[Block] = [Heading(heading, level)]
    try:
        progress = registry.progress(state)
    except InputError as error:
        return [*blocks, Lines(tuple(problem.message(words.language) for problem in error.problems))]
    waiting = {each.step.id: each for each in progress.waiting(registry.calendar)}
    if progress.procedure.steps:
        rows = tuple(
            (
                step_name(step, words),
                who(step, words),
                _state_of(step, progress, waiting.get(step.id), registry.calendar, words),
            )
            for step in progress.procedure.steps
        )
        blocks.append(Table(words.columns("step", "who", "state"), rows))
    else:
        blocks.append(Lines((words.say("procedure.no_steps"),)))
    lines = [*_apart(progress, words)]
    lines += _with_it(registry, state, progress, words) if full else _in_its_way(state, progress, words)
    if lines:
        blocks.append(Lines(tuple(lines), bullets=True))
    return blocks


def next_command(registry: Reading, state: ProceedingState, words: Words) -> Iterator[Block]:
    """What is typed to take a proceeding further."""
    try:
        progress = registry.progress(state)
    except InputError:
        return
    if waiting := {each.step.id: each for each in progress.waiting(registry.calendar)}:
        command = here_too(registry, _next(progress, waiting, words))
        yield Lines((words.say("registry.next", command=command),))
        if words.say("metavar.role") in command.split():
            yield Lines((words.say("registry.roles", roles=words.pick(roles_named())),))
    elif not state.closed:
        command = here_too(registry, f"rongcuo close {state.id} --by {words.say('metavar.role')}")
        yield Lines((words.say("registry.next_close", command=command),))


def _apart(progress: Progress, words: Words) -> Iterator[str]:
    """The steps left without which the others can be taken, and why, as their text is noted."""
    steps, state = progress.procedure.steps, progress.state
    if state.effective is not None or state.closed:
        return
    followed = {name for step in steps for name in step.after}
    for step in steps[:-1]:
        note = None if step.rule is None else step.rule.clause.note
        if step.id in followed or step.concludes or state.done(step.id) or note is None:
            continue
        yield words.say("registry.step_apart", step=step_name(step, words), note=words.pick(note))


def _in_its_way(state: ProceedingState, progress: Progress, words: Words) -> Iterator[str]:
    """The duties without which it can't end, and the facts by which they aren't known to be fulfilled."""
    if state.closed:
        return
    for rule, names in progress.duties():
        if names:
            duty, facts = words.clause(rule.id, progress.here), words.facts(names, progress.here)
            yield words.say("registry.duty_in_way", duty=duty, facts=facts)


def _with_it(registry: Reading, state: ProceedingState, progress: Progress, words: Words) -> Iterator[str]:
    """Every duty, what isn't loaded, changes, and texts that have changed."""
    for rule, names in progress.duties():
        yield words.say(
            "registry.duty_open" if names else "registry.duty",
            duty=words.clause(rule.id, progress.here),
            text=words.pick(rule.clause.statement),
            facts=words.facts(names, progress.here),
        )
    if nation_missing(progress.here, progress.procedure):
        yield words.say("procedure.nation_missing")
    for day in state.amended:
        yield words.say("registry.amended_on", on=day.isoformat())
    if changed := _texts_changed(registry, state, progress):
        yield words.say("registry.texts_changed", texts=words.listed(changed))


def status_said(registry: Reading, state: ProceedingState, words: Words) -> str:
    """How far a proceeding is; of one in effect, how many steps are left."""
    if state.how_far != "in_effect":
        return words.say(f"of_status.{state.how_far}")
    try:
        left = len(registry.progress(state).left())
    except InputError:
        return words.say("status.in_effect_unknown")
    return words.say("status.in_effect_left", count=left) if left else words.say("status.in_effect_done")


def here_too(registry: Reading, command: str) -> str:
    """A command to be typed next, with the registry's file where it isn't the one that is taken anyway."""
    return with_file(command, registry.store.path)


def with_file(command: str, path: Path) -> str:
    """A command with the file of a registry, where it isn't the one that is taken anyway."""
    file = str(path)
    return command if file == os.environ.get(VARIABLE, DATABASE) else f"{command} --db {as_argument(file)}"


def _next(progress: Progress, waiting: Mapping[str, Waiting], words: Words) -> str:
    """The command for the next step: first one that takes place for certain, and follows one that was taken."""

    def rank(step: ProcedureStep) -> tuple[bool, bool]:
        follows = any(progress.state.done(name) for name in step.after)
        return not progress.takes_place(step), not follows

    steps = sorted((each.step for each in waiting.values()), key=rank)
    step = steps[0]
    missing = [role for role in step.roles if role not in progress.by(step)]
    parts = [
        f"rongcuo advance {progress.state.id} {step.id.partition(':')[2]}",
        f"--by {_as_typed(missing[0], words) if missing else words.say('metavar.role')}",
    ]
    parts += [f"--fact {name}=…" for name in progress.unstated(step)]
    if step.document is not None:
        parts.append(f"--attach {words.say('metavar.file')}")
    return " ".join(parts)


def _as_typed(role: Role, words: Words) -> str:
    """A role as it is typed: by its Chinese name, or else by its id, which has no blanks."""
    return words.say(f"role.{role}") if words.language == "zh" else role


def step_name(step: ProcedureStep, words: Words) -> str:
    """A step by its number, or the mark of a local one, and its title."""
    number = words.say("procedure.local_mark") if step.rule is None else step.id.partition(":")[2]
    return f"{number} {words.pick(step.title)}"


def _state_of(
    step: ProcedureStep, progress: Progress, waiting: Waiting | None, calendar: Calendar, words: Words
) -> str:
    taken = progress.state.taken.get(step.id)
    if taken is not None and taken.done:
        key = "step.no" if taken.decision is False else "step.done"
        parts = [words.say(key, on=taken.on.isoformat())]
        timed = progress.timed(step, calendar)
        if timed.last_day is not None and timed.overdue(taken.on):
            parts += [words.say("step.late", day=timed.last_day.isoformat()), *_local(step, words)]
        return words.joined(parts)
    if step.named_only:
        return words.say("procedure.named_only")
    if progress.takes_place(step) is False:
        return words.say("step.not_here")
    if progress.behind(step):
        return words.say("step.not_needed")
    if waiting is None:
        return words.say("step.later") if not progress.state.closed else "—"
    parts = [words.say("step.now")]
    if taken is not None:
        parts.append(
            words.say("step.partly", roles=words.listed(words.say(f"role.{r}") for r in taken.roles))
        )
    if progress.takes_place(step) is None:
        parts = [words.say("step.perhaps", facts=words.facts(progress.unstated(step), progress.here))]
    if waiting.last_day is not None:
        key = "step.overdue" if waiting.overdue(today()) else "step.by_day"
        parts += [words.say(key, day=waiting.last_day.isoformat()), *_local(step, words)]
    elif waiting.unscheduled:
        parts += [words.say("step.unscheduled"), *_local(step, words)]
    return words.joined(parts)


def _local(step: ProcedureStep, words: Words) -> Iterator[str]:
    """Whether the time for a step is a deployment's own."""
    if step.local_time is not None:
        yield words.say("step.local_time")


def _texts_changed(registry: Reading, state: ProceedingState, progress: Progress) -> list[str]:
    """The texts whose version is another one than on the day on which a proceeding was opened."""
    now = {text.plugin: text.version for text in progress.here.texts}
    return [
        f"{plugin} {version} → {now.get(plugin, '—')}"
        for plugin, version in state.texts.items()
        if now.get(plugin) != version
    ]


def _late(taken: Taken, progress: Progress | None, calendar: Calendar) -> bool | None:
    """Whether a step was taken after its last day; None where its procedure isn't known here."""
    step = None if progress is None else progress.procedure.by_id.get(taken.step)
    if progress is None or step is None:
        return None
    return progress.timed(step, calendar).overdue(taken.on)


def proceeding_data(registry: Reading, state: ProceedingState, words: Words) -> dict[str, Any]:
    """A proceeding as plain data."""
    try:
        progress = registry.progress(state)
    except InputError:
        progress = None
    return {
        "id": state.id,
        "case": state.case,
        "region": state.region,
        "procedure": state.kind,
        "status": state.status,
        "closed": state.closed,
        "opened": state.opened.isoformat(),
        "effective": None if state.effective is None else state.effective.isoformat(),
        "texts": dict(state.texts),
        "taken": [
            {
                "step": each.step,
                "roles": list(each.roles),
                "on": each.on.isoformat(),
                "done": each.done,
                "decision": each.decision,
                "late": _late(each, progress, registry.calendar),
            }
            for each in state.taken.values()
        ],
        "waiting": [
            {
                "step": each.step.id,
                "since": each.since.isoformat(),
                "last_day": None if each.last_day is None else each.last_day.isoformat(),
                "unscheduled": each.unscheduled,
                "overdue": each.overdue(today()),
                "local_time": each.step.local_time is not None,
            }
            for each in (progress.waiting(registry.calendar) if progress else ())
        ],
        "open_duties": [rule.id for rule, names in progress.duties() if names] if progress else [],
        "amended": [day.isoformat() for day in state.amended],
        "steps_known": progress is not None,
    }
