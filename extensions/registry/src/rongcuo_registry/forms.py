"""Forms: what the registry has for the official forms, by the number of a case.

It answers `rongcuo form NUMBER KIND`, which the extension of documents adds.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

from rongcuo import api
from rongcuo.cli.output import Setting
from rongcuo.facts.acting import ProcedureKind, Role
from rongcuo.render.words import Words

from .model import CaseState, ProceedingState, Taken
from .operations import CaseRegistry
from .reading import is_filed, that_counts
from .render import DATABASE, VARIABLE

#: The procedure that a form belongs to.
FORM_OF: dict[str, ProcedureKind] = {
    "filing_application": "filing", "filing_receipt": "filing", "filing_change": "filing",
    "tolerance_application": "determination", "determination_opinion": "determination",
    "correction_notice": "correction", "clarification_proposal": "clarification",
    "clarification_approval": "clarification", "clarification_letter": "clarification",
    "accusation_determination": "false_accusation", "visit_record": "return_visit",
}  # fmt: skip
#: Whose decision stands as which opinion.
_OPINIONS: dict[str, tuple[Role, ...]] = {
    "leader_opinion": ("leader_in_charge", "principal_leader"),
    "discipline_opinion": ("discipline",),
    "organization_opinion": ("organization",),
    "approval": ("approving",),
    "approving_level": ("approving",),
}

Values = dict[str, str | list[str]]


def values(source: str, form: str, setting: Setting) -> tuple[Values, str] | None:
    """What is known for a form of the case with this number, and its region.

    None where it is no number, or no registry is kept here.  Raises InputError where there is no such case, or its
    texts were erased.
    """
    path = Path(os.environ.get(VARIABLE) or DATABASE)
    if not source.isdecimal() or not os.path.lexists(path):
        return None
    with CaseRegistry.open(path, setting.registry, readonly=True) as registry:
        return values_of(registry, registry.case(int(source)), form, setting.words)


def values_of(registry: CaseRegistry, case: CaseState, form: str, words: Words) -> tuple[Values, str]:
    """What is known for a form of a case, and its region.  Raises InputError where the case's texts were erased."""
    from rongcuo_documents.forms.casevalues import values_of_case
    from rongcuo_documents.forms.kinds import forms

    raw, _ = registry.for_ruling(case)
    filled: Values = {
        name: value if isinstance(value, str) else list(value)
        for name, value in values_of_case(forms()[form], api.read(registry.policies, raw), words).items()
    }
    mine = [p for p in registry.proceedings_of(case.id) if p.kind == FORM_OF[form]]
    proceeding = that_counts(mine) if mine else None
    fields = {field.id for field in forms()[form].fields} | {"date"}
    known = {
        **dict(_of_case(registry, case, words)),
        **dict(_of_proceeding(registry, proceeding, form, words)),
    }
    filled |= {name: text for name, text in known.items() if name in fields and text}
    region = proceeding.region if proceeding is not None else registry.policies.find(case.where) or ""
    return filled, region


def _of_case(registry: CaseRegistry, case: CaseState, words: Words) -> Iterator[tuple[str, str]]:
    """The person's name, and what was decided last."""
    if case.person is not None:
        query = "SELECT text FROM sealed WHERE person_id = ? AND kind = 'name'"
        for row in registry.store.rows(query, (case.person,)):
            for field in ("person", "applicant", "basic_data"):
                yield field, row["text"] or ""
    if not case.standing:
        return
    decision = case.standing[-1]
    key = "registry.decided" if decision.tolerated else "registry.decided_not"
    on = _in_words(datetime.date.fromisoformat(decision.on), words)
    body = registry.store.text(decision.texts["body"]["sealed"]) if "body" in decision.texts else None
    parts = [words.say(key, on=on, role=body or words.say(f"role.{decision.role}"))]
    parts += [
        words.labelled(words.say(f"axis.{axis}"), words.say(f"outcome.{outcome}"))
        for axis, outcome in decision.outcomes.items()
    ]
    yield "conclusion", words.joined(parts)
    for name, field in (("dissent", "dissent"), ("remedy", "remedy_channel"), ("conditions", "correction")):
        if name in decision.texts:
            yield field, registry.store.text(decision.texts[name]["sealed"]) or ""


def _day_of(state: ProceedingState, form: str) -> datetime.date:
    """The day of an application, when the proceeding was opened; of anything else, the last day of it."""
    return state.opened if form.endswith(("application", "proposal")) else state.last_day


def _in_words(day: datetime.date, words: Words) -> str:
    """A day as an official document has it."""
    return words.say("readback.day", year=day.year, month=day.month, day=day.day, iso=day.isoformat())


def _of_proceeding(
    registry: CaseRegistry, state: ProceedingState | None, form: str, words: Words
) -> Iterator[tuple[str, str]]:
    """The day, and each opinion as it was decided."""
    if state is None:
        return
    yield "date", _in_words(_day_of(state, form), words)
    if state.kind == "filing":
        status = words.say(f"of_status.{state.how_far}")
        yield "filing_result", words.verdict("filed") if is_filed(state) else status
    for field, roles in _OPINIONS.items():
        opinions = [
            _opinion(registry, taken, words)
            for taken in state.taken.values()
            if taken.decision is not None and {*roles} & {*taken.roles}
        ]
        yield field, words.joined(opinions)


def _opinion(registry: CaseRegistry, taken: Taken, words: Words) -> str:
    """What was decided, and the note with it."""
    said = words.say("step.agreed" if taken.decision else "step.no", on=_in_words(taken.on, words))
    (event,) = registry.store.events(after=taken.event - 1, limit=1)
    note = event.body.get("note")
    text = registry.store.text(note["sealed"]) if note else None
    return words.joined([said, text]) if text else said
