"""What is shown of the registry: lists, a case with its proceedings, a proceeding, its log and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rongcuo.plugins.procedures import ProcedureStep
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.procedures import nation_missing, who
from rongcuo.render.words import Words

from .model import CaseState, Decision, ProceedingState
from .operations import CaseRegistry
from .storage import Event
from .taking import Progress, Waiting

#: The verdicts that agree with a mistake being tolerated, and with its not being.
_TOLERATED = ("tolerated", "tolerated_so_far")
_NOT_TOLERATED = ("refused", "refused_so_far", "not_covered", "not_covered_so_far", "unmet", "unmet_so_far")


def case_rows(
    registry: CaseRegistry,
    words: Words,
    *,
    region: str | None,
    status: str | None,
    matter: int | None,
    limit: int,
) -> tuple[list[dict[str, Any]], int]:
    """The newest cases first, at most so many, and how many there are beyond them."""
    wanted = [
        ("case_list.matter = :matter", matter),
        ("id IN (SELECT case_id FROM proceeding_list WHERE region = :region)", region),
        ("id IN (SELECT case_id FROM proceeding_list WHERE status = :status)", status),
    ]
    where = " AND ".join(condition for condition, value in wanted if value is not None) or "1"
    values = {"matter": matter, "region": region, "status": status, "limit": limit}
    count = registry.store.rows(f"SELECT count(*) AS n FROM case_list WHERE {where}", values)[0]["n"]
    query = f"""
        SELECT case_list.id, place, text AS title FROM case_list JOIN sealed ON sealed.id = case_list.title
        WHERE {where.replace("id IN", "case_list.id IN")} ORDER BY case_list.id DESC LIMIT :limit
    """
    rows = [
        {
            "id": str(row["id"]),
            "title": row["title"] or words.say("registry.is_erased"),
            "where": words.place(row["place"]),
            "proceedings": words.joined(
                _short(each, words)
                for each in registry.store.rows(
                    "SELECT id, region, kind, status FROM proceeding_list WHERE case_id = ? ORDER BY id",
                    (row["id"],),
                )
            ),
        }
        for row in registry.store.rows(query, values)
    ]
    return rows, count - len(rows)


def _short(row: Mapping[str, Any], words: Words) -> str:
    return words.say(
        "registry.in_short",
        id=row["id"],
        region=words.region(row["region"]),
        procedure=words.say(f"procedure.{row['kind']}"),
        status=words.say(f"status.{row['status']}"),
    )


def case_blocks(registry: CaseRegistry, number: int, words: Words, *, personal: bool) -> list[Block]:
    """A case: what it is, its persons, proceedings, rulings and decisions."""
    case = registry.case(number)
    title = registry.title(case) or words.say("registry.is_erased")
    lines = [words.labelled(words.say("column.place"), words.place(case.where))]
    shared = registry.store.rows(
        "SELECT id FROM case_list WHERE matter = ? AND id <> ?", (case.matter, case.id)
    )
    if shared:
        lines.append(words.say("registry.shares", cases=words.listed(str(row["id"]) for row in shared)))
    lines += _person(registry, case, words, personal=personal)
    if case.facts:
        stated = (f"{words.fact(name)}＝{value}" for name, value in case.facts.items())
        lines.append(words.say("registry.stated", facts=words.joined(stated)))
    lines += decision_lines(registry, case, words)
    blocks: list[Block] = [Heading(f"{case.id} {title}"), Lines(tuple(lines))]
    for state in registry.proceedings_of(number):
        blocks += proceeding_blocks(registry, state, words, level=2)
    return blocks


def _person(registry: CaseRegistry, case: CaseState, words: Words, *, personal: bool) -> Iterator[str]:
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


def decision_lines(registry: CaseRegistry, case: CaseState, words: Words) -> list[str]:
    """What bodies decided, and where that isn't what the texts say as they were ruled."""
    lines = []
    for decision in case.decisions:
        key = "registry.decided" if decision.tolerated else "registry.decided_not"
        lines.append(words.say(key, on=decision.on, role=words.say(f"role.{decision.role}")))
        parts = [
            words.labelled(words.say(f"axis.{axis}"), words.say(f"outcome.{outcome}"))
            for axis, outcome in decision.outcomes.items()
        ]
        parts += [words.say(f"beside.{each}") for each in decision.beside]
        for name, reference in decision.texts.items():
            text = registry.store.text(reference["sealed"]) or words.say("registry.is_erased")
            parts.append(words.labelled(words.say(f"decided.{name}"), text))
        if parts:
            lines.append(words.joined(parts))
        lines += _apart(registry, case, decision, words)
    return lines


def _apart(registry: CaseRegistry, case: CaseState, decision: Decision, words: Words) -> Iterator[str]:
    """The regions in which the texts, as they were ruled, say the opposite of a decision."""
    if decision.ruled is None:
        return
    (event,) = registry.store.events(case=case.id, after=decision.ruled - 1, limit=1)
    opposite = _NOT_TOLERATED if decision.tolerated else _TOLERATED
    own = registry.policies.text_called(case.where)
    for verdict in event.body["verdicts"]:
        if verdict["question"] == "tolerance" and verdict["region"] == own and verdict["verdict"] in opposite:
            yield words.say(
                "registry.differs", region=words.region(own), verdict=words.verdict(verdict["verdict"])
            )


def case_data_of(registry: CaseRegistry, number: int, words: Words, *, personal: bool) -> dict[str, Any]:
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
        "title": registry.title(case),
        "where": case.where,
        "matter": case.matter,
        "person": case.person,
        **({"named": named} if personal else {}),
        "case": None if case.erased else registry.raw(case),
        "rulings": list(case.rulings),
        "decisions": [
            {
                "event": each.event,
                "on": each.on,
                "role": each.role,
                "tolerated": each.tolerated,
                "outcomes": dict(each.outcomes),
                "beside": list(each.beside),
            }
            for each in case.decisions
        ],
        "proceedings": [proceeding_data(registry, state, words) for state in registry.proceedings_of(number)],
    }


def proceeding_blocks(
    registry: CaseRegistry, state: ProceedingState, words: Words, level: int = 1
) -> list[Block]:
    """A proceeding: its steps and how far it is, what comes next, and the duties that go with it."""
    progress = registry.progress(state)
    waiting = {each.step.id: each for each in progress.waiting(registry.calendar)}
    heading = words.say(
        "registry.proceeding",
        id=state.id,
        case=state.case,
        region=words.region(state.region),
        procedure=words.say(f"procedure.{state.kind}"),
        status=words.say(f"status.{state.status}"),
    )
    blocks: list[Block] = [Heading(heading, level)]
    if progress.procedure.steps:
        rows = tuple(
            (
                _step(step, words),
                who(step, words),
                _state_of(step, progress, waiting.get(step.id), words),
            )
            for step in progress.procedure.steps
        )
        blocks.append(Table(words.columns("step", "who", "state"), rows))
    else:
        blocks.append(Lines((words.say("procedure.no_steps"),)))
    lines = [
        words.say(
            "registry.duty_open" if names else "registry.duty",
            duty=words.clause(rule.id, progress.here),
            text=words.pick(rule.clause.statement),
            facts=words.facts(names, progress.here),
        )
        for rule, names in progress.duties()
    ]
    if nation_missing(progress.here, progress.procedure):
        lines.append(words.say("procedure.nation_missing"))
    lines += [words.say("registry.amended_on", on=day.isoformat()) for day in state.amended]
    if changed := _texts_changed(registry, state, progress):
        lines.append(words.say("registry.texts_changed", texts=words.listed(changed)))
    if lines:
        blocks.append(Lines(tuple(lines), bullets=True))
    if waiting:
        first = next(iter(waiting.values())).step
        role = first.roles[0] if first.roles else "ROLE"
        name = first.id.partition(":")[2]
        blocks.append(Lines((words.say("registry.next_step", id=state.id, step=name, role=role),)))
    elif not state.closed:
        blocks.append(Lines((words.say("registry.next_close", id=state.id),)))
    return blocks


def _step(step: ProcedureStep, words: Words) -> str:
    number = words.say("procedure.local_mark") if step.rule is None else step.id.partition(":")[2]
    return f"{number} {words.pick(step.title)}"


def _state_of(step: ProcedureStep, progress: Progress, waiting: Waiting | None, words: Words) -> str:
    taken = progress.state.taken.get(step.id)
    if taken is not None and taken.done:
        key = "step.no" if taken.decision is False else "step.done"
        return words.say(key, on=taken.on.isoformat())
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
        parts = [
            words.say(
                "step.perhaps", facts=words.facts(sorted(step.rule.reads) if step.rule else [], progress.here)
            )
        ]
    if waiting.last_day is not None:
        parts.append(words.say("step.by_day", day=waiting.last_day.isoformat()))
    elif waiting.unscheduled:
        parts.append(words.say("step.unscheduled"))
    return words.joined(parts)


def _texts_changed(registry: CaseRegistry, state: ProceedingState, progress: Progress) -> list[str]:
    """The texts whose version is another one than on the day on which a proceeding was opened."""
    now = {text.plugin: text.version for text in progress.here.texts}
    return [
        f"{plugin} {version} → {now.get(plugin, '—')}"
        for plugin, version in state.texts.items()
        if now.get(plugin) != version
    ]


def proceeding_data(registry: CaseRegistry, state: ProceedingState, words: Words) -> dict[str, Any]:
    """A proceeding as plain data."""
    progress = registry.progress(state)
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
            }
            for each in state.taken.values()
        ],
        "waiting": [
            {
                "step": each.step.id,
                "since": each.since.isoformat(),
                "last_day": None if each.last_day is None else each.last_day.isoformat(),
                "unscheduled": each.unscheduled,
            }
            for each in progress.waiting(registry.calendar)
        ],
        "open_duties": [rule.id for rule, names in progress.duties() if names],
    }


def due_rows(registry: CaseRegistry, words: Words, region: str | None) -> list[dict[str, Any]]:
    """What open proceedings wait for, the most urgent first."""
    rows = []
    for due in registry.due(region):
        day = due.waiting.last_day
        key = "registry.not_computable" if due.waiting.unscheduled else "registry.no_time"
        rows.append(
            {
                "last_day": day.isoformat() if day else words.say(key),
                "proceeding": due.proceeding.id,
                "case": due.proceeding.case,
                "title": registry.title(registry.case(due.proceeding.case))
                or words.say("registry.is_erased"),
                "step": _step(due.waiting.step, words),
                "who": who(due.waiting.step, words),
            }
        )
    return rows


def log_rows(registry: CaseRegistry, case: int, words: Words, *, personal: bool) -> list[dict[str, Any]]:
    """The events of a case: when, by whom, what; notes are shown, names and contacts only with `personal`."""
    return [
        {
            "id": event.id,
            "at": event.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            "by": words.joined([event.login, *([words.say(f"role.{event.role}")] if event.role else [])]),
            "what": words.joined(_what(registry, event, words, personal=personal)),
            "kind": event.kind,
        }
        for event in registry.store.events(case=case)
    ]


def _what(registry: CaseRegistry, event: Event, words: Words, *, personal: bool) -> Iterator[str]:
    body = event.body
    values: dict[str, object] = {key: value for key, value in body.items() if isinstance(value, str | int)}
    if "procedure" in body:
        values["procedure"] = words.say(f"procedure.{body['procedure']}")
        values["region"] = words.region(body["region"])
    yield words.say(f"event_kind.{event.kind}", id=event.proceeding or event.case or "", **values)
    if body.get("decision") is False:
        yield words.say("step.no", on=body["on"])
    if body.get("facts"):
        yield words.joined(f"{words.fact(name)}＝{value}" for name, value in body["facts"].items())
    if body.get("note"):
        yield registry.store.text(body["note"]["sealed"]) or words.say("registry.is_erased")
    for each in body.get("attached", ()):
        name = registry.store.text(each["name"]["sealed"]) if personal else None
        document = words.say(f"document.{each['document']}") if each["document"] else ""
        yield words.say(
            "registry.attached", document=document or name or "", sum=str(each["file"]["attachment"])[:12]
        )
