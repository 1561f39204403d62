"""Doubts: what is recorded all the same, and is likely to be a mistake of whoever entered it."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from rongcuo import api
from rongcuo.facts.days import after, today
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import both
from rongcuo.policy.cases import Case
from rongcuo.policy.jurisdiction import Jurisdiction

from .model import CaseState, Decision, ProceedingState, Taken
from .reading import Reading
from .whereabouts import codes, place

#: What may well be done again once it was done.
_REPEATED = ("return_visit", "evaluation", "correction")


def of_opening(registry: Reading, state: ProceedingState) -> list[Problem]:
    """What is odd about a proceeding that was opened: the matter is done, is of elsewhere, or has one already."""
    try:
        here, case = (
            registry.region(state.region),
            api.read(registry.policies, registry.raw(registry.case(state.case))),
        )
    except InputError:
        return []
    unfit = _UNFIT[state.kind](registry, here, case, state) if state.kind in _UNFIT else ()
    return [*unfit, *_elsewhere(registry, here, state), *_again(registry, state)]


def of_deciding(registry: Reading, case: CaseState, decision: Decision) -> list[Problem]:
    """What is odd about a decision: the case asks nothing of the kind, or it was decided before there was anything."""
    try:
        read = api.read(registry.policies, registry.raw(case))
    except InputError:
        return []
    problems = []
    if "tolerance" not in (posed := read.questions()):
        asked = both(f"question.{posed[0]}")
        problems.append(Problem("decision_unasked", {"case": case.id, "question": asked}))
    act = read.dates.act
    on, values = decision.on, {"case": case.id, "on": decision.on, "event": decision.event}
    if act is not None and after(act, on):
        problems.append(Problem("decision_before_act", {**values, "act": act}))
    elif on < (since := _there_since(registry, case).isoformat()):
        problems.append(Problem("decision_before_case", {**values, "since": since}))
    return problems


def of_step(registry: Reading, state: ProceedingState, taken: Taken) -> list[Problem]:
    """Whether the person concerned took a step that decides, of which the text doesn't say who takes it."""
    try:
        step = registry.progress(state).procedure.by_id.get(taken.step)
    except InputError:
        return []
    if step is None or step.roles or not step.decides or "person" not in taken.roles:
        return []
    return [Problem("step_by_person", {"step": step.title, "id": state.id, "role": both("role.person")})]


def _there_since(registry: Reading, case: CaseState) -> datetime.date:
    """The day since which a case is there: that on which it was added, or its first proceeding was opened."""
    (added,) = registry.store.events(case=case.id, limit=1)
    opened = (each.opened for each in registry.proceedings_of(case.id))
    return min(today(), added.at.astimezone().date(), *opened)


def of_adding(registry: Reading, added: Sequence[int]) -> list[Problem]:
    """Which cases that were added are like an earlier one of another matter: all of it, or title and place."""
    new = registry.store.rows(
        _TITLES.format("id IN (SELECT value FROM json_each(?))"), (json.dumps([*added]),)
    )
    titles = json.dumps([*{row["text"] for row in new}])
    there = defaultdict(list)
    for row in registry.store.rows(_TITLES.format("text IN (SELECT value FROM json_each(?))"), (titles,)):
        there[row["text"], row["place"]].append(row)
    problems = []
    for row in new:
        alike = [old for old in there[row["text"], row["place"]] if old["id"] < row["id"]]
        earlier = [old["id"] for old in alike if old["matter"] != row["matter"]]
        if earlier:
            problems.append(_alike(registry, row["id"], earlier[-_MOST:]))
    return problems


#: Cases with their titles.
_TITLES = """
    SELECT * FROM (
        SELECT case_list.id, matter, place, text FROM case_list JOIN sealed ON sealed.id = title
    ) WHERE {} ORDER BY id
"""
#: As many cases that are like another are named.
_MOST = 3


def _alike(registry: Reading, case: int, earlier: Sequence[int]) -> Problem:
    def said(number: int) -> str | None:
        return registry.store.text(registry.case(number).data["sealed"])

    same = [number for number in earlier if said(number) == said(case)]
    values = {"case": case, "earlier": "、".join(map(str, same or earlier))}
    return Problem("case_same" if same else "case_alike", values)


def _not_to_file(
    registry: Reading, here: Jurisdiction, case: Case, state: ProceedingState
) -> Iterator[Problem]:
    """Whether the case is about a report, or says that its act is past what the region files."""
    if _REPORTED in case.written:
        yield Problem("filing_of_report", {"case": state.case, "id": state.id})
    stage = case.facts.get("stage")
    during = any(policy.files_during for policy in here.policies)
    act = case.dates.act_to or case.dates.act
    why = None
    if stage is not None and stage.values and stage.values <= ({"done"} if during else {"under_way", "done"}):
        fact = here.fact("stage")
        why = both("registry.fact_is", label=fact.label, value=fact.show(min(stage.values)))
    elif after(state.opened.isoformat(), act):
        why = both("doubt.act", act=act)
    if why is not None:
        values = {"case": state.case, "why": why, "region": here.region.name, "id": state.id}
        yield Problem("filing_too_late", values)


def _not_reported(
    registry: Reading, here: Jurisdiction, case: Case, state: ProceedingState
) -> Iterator[Problem]:
    """Whether the case doesn't say what came of a report."""
    if _REPORTED not in case.written:
        values = {"case": state.case, "fact": here.fact(_REPORTED).label, "id": state.id}
        yield Problem("no_report_outcome", values)


def _not_accused(
    registry: Reading, here: Jurisdiction, case: Case, state: ProceedingState
) -> Iterator[Problem]:
    """Whether the case is no false accusation by the region's texts."""
    yield from _not_reported(registry, here, case, state)
    (answer,) = api.rule(registry.policies, case, region=here.id, questions="clarification").answers
    accused = answer.rulings[0].accusation
    if _REPORTED in case.written and accused is not None and accused.state == "not_met":
        yield Problem("no_false_accusation", {"case": state.case, "region": here.region.name, "id": state.id})


#: What came of a report.
_REPORTED = "report_outcome"
#: What is odd about a case for a kind of procedure.
_UNFIT: Mapping[str, Callable[[Reading, Jurisdiction, Case, ProceedingState], Iterator[Problem]]] = {
    "filing": _not_to_file,
    "clarification": _not_reported,
    "false_accusation": _not_accused,
}


def _elsewhere(registry: Reading, here: Jurisdiction, state: ProceedingState) -> Iterator[Problem]:
    where = registry.case(state.case).where
    known = codes(registry, where)
    if known and here.region.code not in known:
        values = {"where": place(registry, where), "region": here.region.name, "id": state.id}
        yield Problem("proceeding_elsewhere", values)


def _again(registry: Reading, state: ProceedingState) -> Iterator[Problem]:
    """The earlier proceedings of the same kind that go on, or are in effect."""
    for each in registry.proceedings_of(state.case):
        lasts = each.effective is not None and each.status == "concluded" and each.kind not in _REPEATED
        if each.id < state.id and each.kind == state.kind and (not each.closed or lasts):
            values = {
                "case": state.case,
                "procedure": both(f"procedure.{state.kind}"),
                "earlier": each.id,
                "region": registry.region(each.region).region.name,
                "status": both(f"of_status.{each.how_far}"),
                "id": state.id,
            }
            yield Problem("proceeding_again", values)
