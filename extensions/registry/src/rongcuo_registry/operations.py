"""The registry of cases: what can be done with it, each operation one transaction."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from attrs import evolve, frozen

from rongcuo import api
from rongcuo.cli.options import BETWEEN
from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.acting import Document, ProcedureKind, Role
from rongcuo.facts.called import fact_called
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.text import both
from rongcuo.plugins.registry import Registry

from .entries import Attached, Decided, Person, checked, day_done, written_day
from .model import PROJECTIONS, CaseState, ProceedingState
from .model import cases as of_case
from .model import proceedings as of_proceeding
from .naming import step_called
from .reading import Reading
from .storage import Actor, Event, Store, Writer
from .taking import Progress

#: What a file is called in an event beside its reference.
_FILE = "file name"


@frozen(kw_only=True)
class Ruled:
    """A ruling that was kept: the comparison, and the filing that its filing facts come from, if there is one."""

    comparison: Comparison
    filing: ProceedingState | None


class CaseRegistry(Reading):
    """A registry file with the policies that its proceedings follow; for the thread that opened it.

    Every operation is one transaction, in the name of an actor, and raises InputError with nothing written.
    """

    @classmethod
    def open(
        cls,
        path: Path,
        policies: Registry,
        *,
        create: bool = False,
        readonly: bool = False,
        on_wait: Callable[[], None] | None = None,
    ) -> CaseRegistry:
        """Opens a registry; with `create`, makes one where there is none.  Raises InputError.

        `on_wait` is called once another process keeps it waiting for more than a second.
        """
        if create and not path.exists():
            return cls(Store.create(path, PROJECTIONS), policies)
        return cls(Store.open(path, PROJECTIONS, readonly=readonly, on_wait=on_wait), policies)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    # Cases

    def add(
        self,
        cases: Sequence[Mapping[str, Any]],
        actor: Actor,
        *,
        persons: Sequence[Person] = (),
        matter: int | None = None,
        apart: bool = False,
    ) -> list[int]:
        """Adds cases as `read_files` gives them, and gives their numbers; `persons` are in the same order.

        They are of one matter, that of the case `matter` where it is given, or `apart`, each a matter of its own.
        """
        checked_cases = [checked(self.policies, raw) for raw in cases]
        added: list[int] = []
        with self.store.writing(actor) as writer:
            if matter is not None:
                matter = self.case(matter).matter
            for index, raw in enumerate(checked_cases):
                case = writer.new_id("case")
                person = persons[index] if index < len(persons) else None
                shared = added[0] if matter is None and added and not apart else matter
                writer.append(of_case.ADDED, self._added(writer, case, raw, shared, person), case=case)
                added.append(case)
        return added

    def change(
        self,
        case: int,
        raw: Mapping[str, Any],
        actor: Actor,
        note: str | None = None,
        *,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Puts another case file in the place of a case's; what was stated since the last one is dropped.

        With `before`, the case as it was read, raises InputError where it isn't so any more.
        """
        raw = checked(self.policies, raw)
        with self.store.writing(actor) as writer:
            state = self._kept(case)
            if before is not None and self.raw(state) != before:
                raise InputError(Problem("case_changed_meanwhile", {"id": case}))
            body = {
                **self._texts(writer, case, raw),
                "where": raw["where"],
                "note": _note(writer, note, case),
            }
            writer.append(of_case.CHANGED, body, case=case)

    def state_facts(self, case: int, facts: Mapping[str, Any], actor: Actor) -> None:
        """States facts of a case beside its file.  Raises InputError for a fact or value that there isn't."""
        with self.store.writing(actor) as writer:
            known = self._facts(self._kept(case), facts)
            writer.append(of_case.FACTS, {"facts": known}, case=case)

    def rule(self, case: int, actor: Actor, region: str | None = None) -> Ruled:
        """Rules a case, and keeps the ruling with the versions of the texts that made it."""
        with self.store.writing(actor) as writer:
            raw, filing = self.for_ruling(self._kept(case))
            regions = () if region is None else (region,)
            comparison = api.compare(self.policies, raw, regions=regions, differences=region is None)
            body = {
                "on": written_day(None),
                "ruling": writer.attach(api.to_json(comparison).encode(), "application/json"),
                "filing": None if filing is None else filing.id,
                "texts": {text.plugin: text.version for text in comparison.registry.texts},
                "verdicts": [
                    {"question": answer.question, "region": ruling.region, "verdict": ruling.verdict}
                    for answer in comparison.answers
                    for ruling in answer.rulings
                ],
            }
            writer.append(of_case.RULED, body, case=case)
        return Ruled(comparison=comparison, filing=filing)

    def attach(self, case: int, files: Sequence[Attached], actor: Actor, note: str | None = None) -> None:
        """Keeps files with a case, such as the report of a ruling, outside any proceeding."""
        with self.store.writing(actor) as writer:
            self._kept(case)
            body = {
                "attached": [self._attach(writer, each, case, None) for each in files],
                "note": _note(writer, note, case),
            }
            writer.append(of_case.NOTED, body, case=case)

    def decide(
        self, case: int, decided: Decided, actor: Actor, role: Role, on: datetime.date | None = None
    ) -> Event:
        """Records what a body decided; it is never computed.

        Raises InputError where an earlier decision stands and isn't replaced, and for the person concerned.
        """
        if role == "person":
            raise InputError(Problem("decides_own_case", {"role": both("role.person")}))
        texts = {
            "body": decided.body,
            "conditions": decided.conditions,
            "dissent": decided.dissent,
            "remedy": decided.remedy,
        }
        with self.store.writing(_as(actor, role)) as writer:
            _must_replace(self._kept(case), decided.replaces)
            body = {
                "on": written_day(on),
                "role": role,
                "tolerated": decided.tolerated,
                "outcomes": dict(decided.outcomes),
                "beside": list(decided.beside),
                "replaces": [*dict.fromkeys(decided.replaces)],
                "texts": {key: writer.seal(text, kind=key, case=case) for key, text in texts.items() if text},
            }
            return writer.append(of_case.DECIDED, body, case=case)

    # Proceedings

    def open_proceeding(
        self,
        case: int,
        kind: ProcedureKind,
        region: str,
        actor: Actor,
        on: datetime.date | None = None,
    ) -> ProceedingState:
        """Opens a procedure of a region for a case.  Raises InputError where the region has no such procedure."""
        here = self.region(region)
        laid_down = self.procedure(here, kind)
        if not laid_down.steps and not laid_down.duties:
            values = {"region": here.region.name, "procedure": both(f"procedure.{kind}")}
            raise InputError(Problem("no_such_procedure", values))
        with self.store.writing(actor) as writer:
            self._kept(case)
            number = writer.new_id("proceeding")
            body = {
                "procedure": kind,
                "region": here.id,
                "on": written_day(on),
                "steps": [step.id for step in laid_down.steps],
                "texts": {text.plugin: text.version for text in here.texts},
            }
            writer.append(of_proceeding.OPENED, body, case=case, proceeding=number)
        return self.proceeding(number)

    def advance(
        self,
        proceeding: int,
        step: str,
        role: Role,
        actor: Actor,
        *,
        on: datetime.date | None = None,
        decision: bool = True,
        note: str | None = None,
        attached: Sequence[Attached] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> ProceedingState:
        """Takes a step.  `decision` counts where it decides: a no ends the proceeding.

        `facts` are what is stated with it.  Raises InputError with everything that stands in the way.
        """
        day = day_done(on)
        with self.store.writing(_as(actor, role)) as writer:
            state = self.proceeding(proceeding)
            case = self._kept(state.case)
            stated = self._facts(case, facts or {})
            progress = self._with(self.progress(state), case, stated)
            taken = step_called(step, progress.procedure)
            documents = [each.document or taken.document or "" for each in attached]
            if problems := list(progress.obstacles(taken, role, day, documents)):
                raise InputError(problems)
            if not decision and not taken.decides:
                raise InputError(Problem("step_decides_nothing", {"step": taken.title, "id": proceeding}))
            by = {*progress.by(taken), role}
            done = not taken.by_each or by >= {*taken.roles}
            body = {
                "step": taken.id,
                "role": role,
                "on": day.isoformat(),
                "done": done,
                "decision": decision if taken.decides else None,
                "skipped": [
                    each.id for each in progress.procedure.steps if progress.takes_place(each) is False
                ],
                "note": _note(writer, note, case.id),
                "attached": [self._attach(writer, each, case.id, taken.document) for each in attached],
                "facts": stated,
                **self._outcome(progress, taken.id, done, decision),
            }
            writer.append(of_proceeding.STEP, body, case=case.id, proceeding=proceeding)
        return self.proceeding(proceeding)

    def amend(
        self,
        proceeding: int,
        actor: Actor,
        role: Role,
        note: str,
        *,
        on: datetime.date | None = None,
        attached: Sequence[Attached] = (),
    ) -> bool:
        """Records a change of a filing that has its effect; gives whether the region's text provides for one.

        Where it doesn't, the change is a local record without effect on rulings.  Raises InputError.
        """
        with self.store.writing(_as(actor, role)) as writer:
            state = self.proceeding(proceeding)
            self._kept(state.case)
            if state.kind != "filing" or state.effective is None or state.status == "withdrawn":
                raise InputError(Problem("nothing_to_amend", {"id": proceeding}))
            laid_down = self.procedure(self.region(state.region), "filing")
            declared = any(
                step.document == "filing_change" and step.rule is not None for step in laid_down.steps
            )
            body = {
                "on": _since(state, on),
                "role": role,
                "note": _note(writer, note, state.case),
                "attached": [self._attach(writer, each, state.case, "filing_change") for each in attached],
                "facts": {"change_filed": True} if declared else {},
            }
            writer.append(of_proceeding.AMENDED, body, case=state.case, proceeding=proceeding)
        return declared

    def withdraw(
        self,
        proceeding: int,
        actor: Actor,
        role: Role,
        note: str | None = None,
        on: datetime.date | None = None,
    ) -> ProceedingState:
        """Gives a proceeding up.  Raises InputError where it is closed."""
        with self.store.writing(_as(actor, role)) as writer:
            state = self._open_one(proceeding)
            body = {"on": _since(state, on), "role": role, "note": _note(writer, note, state.case)}
            writer.append(of_proceeding.WITHDRAWN, body, case=state.case, proceeding=proceeding)
        return self.proceeding(proceeding)

    def close(
        self,
        proceeding: int,
        actor: Actor,
        role: Role,
        note: str | None = None,
        on: datetime.date | None = None,
    ) -> ProceedingState:
        """Closes a proceeding that has no step left.  Raises InputError for steps and duties that are open."""
        with self.store.writing(_as(actor, role)) as writer:
            state = self._open_one(proceeding)
            progress = self.progress(state)
            problems = [Problem("step_left", {"step": step.title}) for step in progress.left()]
            problems += progress.unfulfilled()
            if problems:
                raise InputError(problems)
            body = {
                "on": _since(state, on),
                "role": role,
                "status": "concluded",
                "note": _note(writer, note, state.case),
            }
            writer.append(of_proceeding.CLOSED, body, case=state.case, proceeding=proceeding)
        return self.proceeding(proceeding)

    def erase(self, actor: Actor, *, case: int | None = None, person: int | None = None) -> int:
        """Erases the texts of a case or of a person for good, and gives how many texts and files that were."""
        with self.store.writing(actor) as writer:
            if case is not None:
                self.case(case)
            elif not self.store.rows("SELECT 1 FROM sealed WHERE person_id = ? LIMIT 1", (person,)):
                raise InputError(Problem("no_such_person", {"id": person}))
            return writer.erase(case=case, person=person)

    # Parts of these

    def _kept(self, number: int) -> CaseState:
        """A case that can go on.  Raises InputError for one that isn't there or was erased."""
        case = self.case(number)
        if case.erased:
            raise InputError(Problem("case_erased", {"id": number}))
        return case

    def _open_one(self, proceeding: int) -> ProceedingState:
        state = self.proceeding(proceeding)
        self._kept(state.case)
        if state.closed:
            values = {"id": proceeding, "status": both(f"of_status.{state.how_far}")}
            raise InputError(Problem("proceeding_closed", values))
        return state

    def _outcome(self, progress: Progress, step: str, done: bool, decision: bool) -> dict[str, Any]:
        """What a step makes of its proceeding."""
        state, steps = progress.state, progress.procedure.steps
        taken = progress.procedure.by_id[step]
        if taken.decides and not decision:
            return {"status": "refused", "closed": True, "effective": False}
        left = [each for each in progress.left() if not (each.id == step and done)]
        concluding = taken.concludes or (not any(each.concludes for each in steps) and not left)
        effective = done and concluding and state.effective is None
        if effective:
            left = [each for each in left if progress.follows_effect(each)]
        status = "concluded" if effective or state.effective is not None else "under_way"
        return {"status": status, "closed": not left, "effective": effective}

    def _facts(self, case: CaseState, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts by id, checked.  Raises InputError."""
        vocabulary, problems = self.policies.vocabulary, []
        known: dict[str, Any] = {}
        for name, value in facts.items():
            called = fact_called(name, vocabulary)
            fact = None if called is None else vocabulary.get(called)
            if fact is None:
                problems.append(Problem("unknown_fact", {"fact": name, "near": nearest(name, vocabulary)}))
                continue
            if fact.type == "set" and isinstance(value, str):
                value = [word.strip() for word in BETWEEN.split(value) if word.strip()]
            try:
                read_known(fact, value)
            except InputError as error:
                problems += [problem.at(f"--fact {name}") for problem in error.problems]
            known[fact.id] = value
        if problems:
            raise InputError(problems)
        if known:  # what contradicts the rest of the case is told before it is written
            api.read(self.policies, self.raw(case, known))
        return known

    def _with(self, progress: Progress, case: CaseState, stated: Mapping[str, Any]) -> Progress:
        if not stated:
            return progress
        parsed = api.read(self.policies, self.raw(case, stated))
        return evolve(progress, read=lambda: parsed.facts)

    def _added(
        self, writer: Writer, case: int, raw: Mapping[str, Any], matter: int | None, person: Person | None
    ) -> dict[str, Any]:
        number = None if person is None else writer.new_id("person")
        named = {}
        if person is not None:
            for key, text in (("name", person.name), ("contact", person.contact)):
                if text:
                    named[key] = writer.seal(text, kind=key, case=case, person=number)
        return {
            **self._texts(writer, case, raw),
            "where": raw["where"],
            "matter": matter,
            "person": number,
            "named": named,
            "role": raw.get("facts", {}).get("role"),
        }

    def _texts(self, writer: Writer, case: int, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "title": writer.seal(json.dumps(raw["title"], ensure_ascii=False), kind="title", case=case),
            "data": writer.seal(json.dumps(raw, ensure_ascii=False, default=str), kind="case", case=case),
        }

    def _attach(
        self, writer: Writer, attached: Attached, case: int, document: Document | None
    ) -> dict[str, Any]:
        return {
            "file": writer.attach(attached.content, attached.media_type),
            "document": attached.document or document,
            "name": writer.seal(attached.name, kind=_FILE, case=case),
            "fingerprint": attached.fingerprint,
        }


def _must_replace(case: CaseState, replaces: Sequence[int]) -> None:
    """Raises InputError unless every decision that stands is replaced, and nothing else is."""
    standing = [each.event for each in case.standing]
    problems = [
        Problem("no_standing_decision", {"id": event, "case": case.id})
        for event in replaces
        if event not in standing
    ]
    left = [each for each in case.standing if each.event not in replaces]
    if left and not problems:
        values = {
            "case": case.id,
            "on": "、".join(each.on for each in left),
            "command": " ".join(f"--replaces {event}" for event in standing),
        }
        problems.append(Problem("decision_stands", values))
    if problems:
        raise InputError(problems)


def _as(actor: Actor, role: Role) -> Actor:
    return Actor(actor.login, role)


def _since(state: ProceedingState, on: datetime.date | None) -> str:
    """The day of what follows on everything that was done in a proceeding.  Raises InputError for an earlier one."""
    day = day_done(on)
    if day < state.last_day:
        values = {"day": day.isoformat(), "id": state.id, "since": state.last_day.isoformat()}
        raise InputError(Problem("day_before", values))
    return day.isoformat()


def _note(writer: Writer, note: str | None, case: int) -> dict[str, Any] | None:
    return writer.seal(note, kind="note", case=case) if note else None
