"""What is listed of the registry: cases, what is due, and the events of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.render.procedures import who
from rongcuo.render.words import Words

from .model import ProceedingState
from .model.cases import DECIDED
from .reading import Reading, title_in
from .render import free_text, stated_facts, step_name
from .storage import Event
from .waiting import AllDue


def case_rows(
    registry: Reading,
    language: Language,
    *,
    region: str | None,
    status: str | None,
    matter: int | None,
    limit: int,
) -> tuple[list[dict[str, Any]], int]:
    """The newest cases first, at most so many, and how many there are beyond them.

    With a region and a status, cases with a proceeding of that region that has that status.
    """
    values = {"matter": matter, "region": region, "status": status, "limit": limit}
    of_proceeding = [f"{name} = :{name}" for name in ("region", "status") if values[name] is not None]
    cases = "SELECT id FROM case_list" + ("" if matter is None else " WHERE matter = :matter")
    if of_proceeding:
        wanted = [*of_proceeding, *([] if matter is None else [f"case_id IN ({cases})"])]
        cases = f"SELECT DISTINCT case_id AS id FROM proceeding_list WHERE {' AND '.join(wanted)}"
    count = registry.store.rows(f"SELECT count(*) AS n FROM ({cases})", values)[0]["n"]
    query = f"""
        SELECT case_list.id, place, text AS title
        FROM ({cases} ORDER BY 1 DESC LIMIT :limit) AS here
        JOIN case_list ON case_list.id = here.id JOIN sealed ON sealed.id = title ORDER BY here.id DESC
    """
    rows = [
        {
            "id": row["id"],
            "title": title_in(language, row["title"]),
            "where": row["place"],
            "proceedings": registry.store.rows(
                "SELECT id, region, kind, status FROM proceeding_list WHERE case_id = ? ORDER BY id",
                (row["id"],),
            ),
        }
        for row in registry.store.rows(query, values)
    ]
    return rows, count - len(rows)


def proceeding_in_short(row: Mapping[str, Any], words: Words) -> str:
    """A proceeding in a list of cases."""
    return words.say(
        "registry.in_short",
        id=row["id"],
        region=words.region(row["region"]),
        procedure=words.say(f"procedure.{row['kind']}"),
        status=words.say(f"status.{row['status']}"),
    )


def due_rows(registry: Reading, due: AllDue, words: Words) -> list[dict[str, Any]]:
    """What open proceedings wait for, the most urgent first."""
    titles = {
        each.proceeding.case: registry.title(registry.case(each.proceeding.case), words.language)
        for each in due.steps
    }
    rows = []
    for each in due.steps:
        day = each.waiting.last_day
        key = "registry.not_computable" if each.waiting.unscheduled else "registry.no_time"
        rows.append(
            {
                "last_day": day.isoformat() if day else None,
                "by": day.isoformat() if day else words.say(key),
                "unscheduled": each.waiting.unscheduled,
                "proceeding": each.proceeding.id,
                "case": each.proceeding.case,
                "title": titles[each.proceeding.case],
                "step": each.waiting.step.id,
                "name": step_name(each.waiting.step, words),
                "who": who(each.waiting.step, words),
            }
        )
    return rows


def log_rows(registry: Reading, case: int, words: Words, *, personal: bool) -> list[dict[str, Any]]:
    """The events of a case: when, by whom, what; notes and names of files only with `personal`."""
    proceedings = {state.id: state for state in registry.proceedings_of(case)}
    return [
        {
            "id": event.id,
            "at": event.at.isoformat(),
            "time": event.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            "login": event.login,
            "role": event.role,
            "by": words.joined([event.login, *([words.say(f"role.{event.role}")] if event.role else [])]),
            "on": event.body.get("on"),
            "kind": event.kind,
            "proceeding": event.proceeding,
            "attached": [
                {"sha256": each["file"]["attachment"], "document": each["document"]}
                for each in event.body.get("attached", ())
            ],
            "what": words.joined(_what(registry, event, proceedings, words, personal=personal)),
        }
        for event in registry.store.events(case=case)
    ]


def _what(
    registry: Reading,
    event: Event,
    proceedings: Mapping[int, ProceedingState],
    words: Words,
    *,
    personal: bool,
) -> Iterator[str]:
    body = event.body
    state = proceedings.get(event.proceeding or 0)
    values: dict[str, object] = {"id": event.proceeding or event.case or ""}
    if state is not None:
        values["procedure"] = words.say(f"procedure.{state.kind}")
        values["region"] = words.region(state.region)
    if state is not None and "step" in body:
        values["step"] = _step_called(registry, state, body["step"], words)
    yield words.say(f"event_kind.{event.kind}", **values)
    if event.kind == DECIDED:
        yield words.say("event.tolerated" if body["tolerated"] else "event.not_tolerated")
    if body.get("decision") is False:
        yield words.say("event.no")
    if body.get("facts"):
        yield stated_facts(registry, body["facts"], words)
    if body.get("note"):
        yield free_text(registry, body["note"], words, personal=personal)
    for each in body.get("attached", ()):
        name = registry.store.text(each["name"]["sealed"]) if personal else None
        document = words.say(f"document.{each['document']}") if each["document"] else None
        yield words.say(
            "registry.attached",
            document=document or name or words.say("registry.a_file"),
            sum=str(each["file"]["attachment"])[:12],
        )
        if each.get("fingerprint"):
            yield words.say("registry.fingerprint", sum=each["fingerprint"][:12])


def _step_called(registry: Reading, state: ProceedingState, step: str, words: Words) -> str:
    """A step as its text has it, or its id where that text isn't here or has no such step any more."""
    try:
        laid_down = registry.procedure(registry.region(state.region), state.kind).step(step)
    except InputError:
        return step
    return step if laid_down is None else step_name(laid_down, words)
