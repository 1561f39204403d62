"""Doubts: what is recorded all the same, and is likely to be a mistake of whoever entered it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rongcuo import api
from rongcuo.facts.days import after
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Text, both
from rongcuo.policy import places
from rongcuo.policy.cases import Case
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.layers import NATION, levels_above

from .model import ProceedingState
from .reading import Reading

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
    late = _too_late(here, case, state) if state.kind == "filing" else ()
    return [*late, *_elsewhere(registry, here, state), *_again(registry, state)]


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


def _too_late(here: Jurisdiction, case: Case, state: ProceedingState) -> Iterator[Problem]:
    """Whether the case says that its act is past what the region files."""
    stage = case.facts.get("stage")
    during = any(policy.files_during for policy in here.policies)
    act = case.dates.act_to or case.dates.act
    why = None
    if stage is not None and stage.values and stage.values <= ({"done"} if during else {"under_way", "done"}):
        fact = here.fact("stage")
        why = both("doubt.stage", label=fact.label, value=fact.show(min(stage.values)))
    elif after(state.opened.isoformat(), act):
        why = both("doubt.act", act=act)
    if why is not None:
        values = {"case": state.case, "why": why, "region": here.region.name, "id": state.id}
        yield Problem("filing_too_late", values)


def _elsewhere(registry: Reading, here: Jurisdiction, state: ProceedingState) -> Iterator[Problem]:
    where = registry.case(state.case).where
    codes = _codes(registry, where)
    if codes and here.region.code not in codes:
        values = {"where": _place(registry, where), "region": here.region.name, "id": state.id}
        yield Problem("proceeding_elsewhere", values)


def _codes(registry: Reading, where: str) -> set[str]:
    """The codes of a place and of every level above it; none where it isn't known."""
    policies = registry.policies.policies
    region = next((each.region for each in policies.values() if each.region.id == where), None)
    if region is not None:
        return {region.code, *(level.code for level in levels_above(region, policies))}
    named = places.called(where)
    if len(named) != 1:
        return set()
    return {named[0].code, *(above.code for above in named[0].above), NATION}


def _place(registry: Reading, where: str) -> Text:
    region = next((p.region for p in registry.policies.policies.values() if p.region.id == where), None)
    return Text(where, where) if region is None else region.name


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
