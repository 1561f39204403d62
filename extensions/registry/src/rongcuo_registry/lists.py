"""What is listed of the registry: cases, what is due, and the events of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from rongcuo.facts.days import today
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.render.procedures import who
from rongcuo.render.words import Words

from .model import CaseState, ProceedingState, how_far
from .model.cases import DECIDED, NOTED
from .reading import Reading, title_in
from .render import decision_parts, free_text, stated_facts, status_said, step_name
from .storage import ERASURE, Event
from .taking import Waiting
from .waiting import AllDue

#: The proceedings of a case.
_OF_CASE = """
    SELECT id, region, kind, status, closed, effective FROM proceeding_list WHERE case_id = ? ORDER BY id
"""
#: The cases in whose title a text stands: the sealed title is a text in JSON, or one for each language.
_OF_TITLE = """
    SELECT case_list.id FROM case_list JOIN sealed ON sealed.id = title
    WHERE EXISTS (
        SELECT 1 FROM json_tree(sealed.text) AS part
        WHERE part.type = 'text' AND instr(lower(part.value), lower(:title)) > 0
    )
"""
#: How a status that is listed by stands in the table.
_OF_STATUS = {
    "under_way": "status = 'under_way'",
    "in_effect": "status = 'concluded' AND closed = 0",
    "concluded": "status = 'concluded' AND closed = 1 AND effective IS NOT NULL",
    "ended": "status = 'concluded' AND closed = 1 AND effective IS NULL",
    "refused": "status = 'refused'",
    "withdrawn": "status = 'withdrawn'",
}


def case_rows(
    registry: Reading,
    language: Language,
    *,
    region: str | None,
    status: str | None,
    matter: int | None,
    limit: int,
    title: str | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """The newest cases first, at most so many, and how many there are beyond them.

    With a region and a status, cases with a proceeding of that region that has that status; with a title, those in
    whose title that stands, in capitals or not.
    """
    values = {"matter": matter, "region": region, "limit": limit, "title": title}
    of_proceeding = [] if region is None else ["region = :region"]
    of_proceeding += [] if status is None else [_OF_STATUS[status]]
    cases = "SELECT id FROM case_list" + ("" if matter is None else " WHERE matter = :matter")
    if of_proceeding:
        wanted = [*of_proceeding, *([] if matter is None else [f"case_id IN ({cases})"])]
        cases = f"SELECT DISTINCT case_id AS id FROM proceeding_list WHERE {' AND '.join(wanted)}"
    if title is not None:
        cases = f"SELECT id FROM ({cases}) WHERE id IN ({_OF_TITLE})"
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
            "proceedings": [
                {**each, "closed": bool(each["closed"])}
                for each in registry.store.rows(_OF_CASE, (row["id"],))
            ],
        }
        for row in registry.store.rows(query, values)
    ]
    return rows, count - len(rows)


def proceeding_in_short(registry: Reading, row: Mapping[str, Any], words: Words) -> str:
    """A proceeding in a list of cases."""
    stage = how_far(row["status"], closed=row["closed"], effective=row["effective"] is not None)
    if stage == "in_effect":  # how many steps are left, the table doesn't say
        status = status_said(registry, registry.proceeding(row["id"]), words)
    else:
        status = words.say(f"of_status.{stage}")
    return words.say(
        "registry.in_short",
        id=row["id"],
        region=words.region(row["region"]),
        procedure=words.say(f"procedure.{row['kind']}"),
        status=status,
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
        rows.append(
            {
                "last_day": day.isoformat() if day else None,
                "by": _by(each.waiting, words),
                "unscheduled": each.waiting.unscheduled,
                "overdue": each.waiting.overdue(today()),
                "local_time": each.waiting.step.local_time is not None,
                "proceeding": each.proceeding.id,
                "case": each.proceeding.case,
                "title": titles[each.proceeding.case],
                "step": each.waiting.step.id,
                "name": step_name(each.waiting.step, words),
                "who": who(each.waiting.step, words),
            }
        )
    return rows


def _by(waiting: Waiting, words: Words) -> str:
    """The last day for a step, whether it is past, and whether the time is a deployment's own."""
    day = None if waiting.last_day is None else waiting.last_day.isoformat()
    if day is None:
        said = words.say("registry.not_computable" if waiting.unscheduled else "registry.no_time")
    else:
        said = words.say("registry.overdue", day=day) if waiting.overdue(today()) else day
    return said if waiting.step.local_time is None else words.joined([said, words.say("step.local_time")])


def log_rows(registry: Reading, number: int, words: Words, *, personal: bool) -> list[dict[str, Any]]:
    """The events of a case: when, by whom, what; notes and names of files only with `personal`."""
    case = registry.case(number)
    proceedings = {state.id: state for state in registry.proceedings_of(number)}
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
            "what": words.joined(_what(registry, event, case, proceedings, words, personal=personal)),
        }
        for event in sorted(_events(registry, case), key=attrgetter("id"))
    ]


def _events(registry: Reading, case: CaseState) -> Iterator[Event]:
    """The events of a case, and those by which its person was erased, which are of no case."""
    yield from registry.store.events(case=case.id)
    gone = "SELECT 1 FROM sealed WHERE person_id = ? AND text IS NULL LIMIT 1"
    if case.person is None or not registry.store.rows(gone, (case.person,)):
        return
    query = "SELECT id FROM event WHERE kind = ? AND case_id IS NULL AND json_extract(body, '$.person') = ?"
    for row in registry.store.rows(query, (ERASURE, case.person)):
        yield from registry.store.events(after=row["id"] - 1, limit=1)


def _what(
    registry: Reading,
    event: Event,
    case: CaseState,
    proceedings: Mapping[int, ProceedingState],
    words: Words,
    *,
    personal: bool,
) -> Iterator[str]:
    body = event.body
    files = [_file(registry, each, words, personal=personal) for each in body.get("attached", ())]
    if event.kind == NOTED:
        yield words.labelled(words.say("event_kind.noted"), words.listed(files))
    else:
        yield _happened(registry, event, proceedings.get(event.proceeding or 0), words)
    if event.kind == DECIDED:
        (decision,) = (each for each in case.decisions if each.event == event.id)
        yield words.say("event.tolerated" if decision.tolerated else "event.not_tolerated")
        yield from decision_parts(registry, decision, words, personal=personal)
        yield from (words.say("event.replaces", id=earlier) for earlier in decision.replaces)
    if body.get("decision") is False:
        yield words.say("event.no")
    if body.get("facts"):
        yield stated_facts(registry, body["facts"], words)
    if body.get("note"):
        yield free_text(registry, body["note"], words, personal=personal)
    if event.kind != NOTED:
        yield from (words.say("registry.attached", file=each) for each in files)
    for each in body.get("attached", ()):
        if each.get("fingerprint"):
            yield words.say("registry.fingerprint", sum=each["fingerprint"][:12])


def _happened(registry: Reading, event: Event, state: ProceedingState | None, words: Words) -> str:
    """What an event is: of a proceeding, of which and which step; of an erasure, whose texts."""
    values: dict[str, object] = {"id": event.proceeding or event.case or ""}
    if event.kind == ERASURE and event.body["person"] is not None:
        return words.say("event.erased_person", id=event.body["person"])
    if event.kind == ERASURE:
        return words.say("event.erased_case", count=len(event.body["texts"]) + len(event.body["attachments"]))
    if state is not None:
        values["procedure"] = words.say(f"procedure.{state.kind}")
        values["region"] = words.region(state.region)
        if "step" in event.body:
            values["step"] = _step_called(registry, state, event.body["step"], words)
    return words.say(f"event_kind.{event.kind}", **values)


def _file(registry: Reading, attached: Mapping[str, Any], words: Words, *, personal: bool) -> str:
    """A file that was attached: the document that it is, its name, or that it is one, and how its checksum begins."""
    name = registry.store.text(attached["name"]["sealed"]) if personal else None
    document = words.say(f"document.{attached['document']}") if attached["document"] else None
    return words.aside(
        document or name or words.say("registry.a_file"), str(attached["file"]["attachment"])[:12]
    )


def _step_called(registry: Reading, state: ProceedingState, step: str, words: Words) -> str:
    """A step as its text has it, or its id where that text isn't here or has no such step any more."""
    try:
        laid_down = registry.procedure(registry.region(state.region), state.kind).step(step)
    except InputError:
        return step
    return step if laid_down is None else step_name(laid_down, words)
