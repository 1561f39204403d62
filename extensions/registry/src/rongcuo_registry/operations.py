"""The registry of cases: what can be done with it, each operation one transaction."""

from __future__ import annotations

import datetime
import json
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, get_args

from attrs import field, frozen

from rongcuo import api
from rongcuo.cli.options import BETWEEN
from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.acting import Document, ProcedureKind, Role
from rongcuo.facts.called import fact_called
from rongcuo.facts.days import today
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError, Problem, nearest, not_one_of
from rongcuo.facts.records import frozen_dict
from rongcuo.facts.text import both
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import procedure
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_data
from rongcuo.policy.jurisdiction import Jurisdiction

from .model import PROJECTIONS, CaseState, DecisionAxis, ProceedingState, case_after, proceeding_after
from .model import cases as of_case
from .model import proceedings as of_proceeding
from .storage import Actor, Event, Store, Writer
from .taking import Progress, Waiting

#: What a file is called in an event beside its reference.
_FILE = "file name"


@frozen(kw_only=True)
class Attached:
    """A file to be kept, and the kind of document that it is, if it is one."""

    content: bytes
    name: str
    document: Document | None = None

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@frozen(kw_only=True)
class Person:
    """Whom a case is about: the name, and how to reach the person.  Kept apart and erasable."""

    name: str
    contact: str | None = None


@frozen(kw_only=True)
class Decided:
    """What a body decided: whether the mistake is tolerated, the outcome on each axis, what goes with it."""

    tolerated: bool
    outcomes: Mapping[DecisionAxis, str] = field(converter=frozen_dict, factory=dict)
    beside: tuple[str, ...] = ()
    conditions: str | None = None
    dissent: str | None = None
    remedy: str | None = None


@frozen(kw_only=True)
class Due:
    """A step that a proceeding waits for."""

    proceeding: ProceedingState
    waiting: Waiting


class CaseRegistry:
    """A registry file with the policies that its proceedings follow; for the thread that opened it.

    Every operation is one transaction, in the name of an actor, and raises InputError with nothing written.
    """

    def __init__(self, store: Store, policies: Registry) -> None:
        self.store, self.policies = store, policies
        self.calendar = Calendar(policies.deployment.years)

    @classmethod
    def open(
        cls, path: Path, policies: Registry, *, create: bool = False, readonly: bool = False
    ) -> CaseRegistry:
        """Opens a registry; with `create`, makes one where there is none.  Raises InputError."""
        if create and not path.exists():
            return cls(Store.create(path, PROJECTIONS), policies)
        return cls(Store.open(path, PROJECTIONS, readonly=readonly), policies)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    # Looking up

    def case(self, number: int) -> CaseState:
        """A case as it is now.  Raises InputError where there is none of this number."""
        state: CaseState | None = None
        for event in self.store.events(case=number):
            state = case_after(state, event)
        if state is None:
            raise InputError(Problem("no_such_case", {"id": number}))
        return state

    def proceeding(self, number: int) -> ProceedingState:
        """A proceeding as it is now.  Raises InputError where there is none of this number."""
        state: ProceedingState | None = None
        for event in self.store.events(proceeding=number):
            state = proceeding_after(state, event)
        if state is None:
            raise InputError(Problem("no_such_proceeding", {"id": number}))
        return state

    def proceedings_of(self, case: int) -> list[ProceedingState]:
        """The proceedings of a case, in the order in which they were opened."""
        rows = self.store.rows("SELECT id FROM proceeding_list WHERE case_id = ? ORDER BY id", (case,))
        return [self.proceeding(row["id"]) for row in rows]

    def title(self, case: CaseState) -> str | None:
        """The title of a case, None where it was erased."""
        return self.store.text(case.title["sealed"])

    def raw(self, case: CaseState) -> dict[str, Any]:
        """A case as plain data, with what was stated since.  Raises InputError where it was erased."""
        text = self.store.text(case.data["sealed"])
        if text is None:
            raise InputError(Problem("case_erased", {"id": case.id}))
        data: dict[str, Any] = json.loads(text)
        data["facts"] = {**data.get("facts", {}), **case.facts}
        return data

    def for_ruling(self, case: CaseState) -> tuple[dict[str, Any], ProceedingState | None]:
        """A case as it is ruled, and the filing that its filing facts come from, if there is one."""
        data = self.raw(case)
        place = self.policies.text_called(case.where)
        filings = [p for p in self.proceedings_of(case.id) if p.kind == "filing" and place == p.region]
        if not filings:
            return data, None
        filing = next((p for p in reversed(filings) if p.effective is not None), filings[-1])
        facts, dates = data["facts"], dict(data.get("dates", {}))
        dates.pop("filed", None)
        if filing.effective is not None and filing.status != "withdrawn":
            facts["filing"] = {"one_of": ["before", "during", "after"]}
            dates["filed"] = filing.effective.isoformat()
        else:
            facts["filing"] = "refused" if filing.status == "refused" else "none"
            for name in ("filing_scope", "excess_objective", "change_filed"):
                facts.pop(name, None)
        return {**data, "facts": facts, "dates": dates}, filing

    def progress(self, state: ProceedingState) -> Progress:
        """A proceeding held against its procedure as it is installed, and the facts of its case."""
        here = self._region(state.region)
        raw = self.raw(self.case(state.case))
        parsed = api.read(self.policies, raw)
        return Progress(
            state=state, procedure=self._procedure(here, state.kind), here=here, known=parsed.facts
        )

    def due(self, region: str | None = None) -> Iterator[Due]:
        """The steps that open proceedings wait for, those with the earliest last day first."""
        rows = self.store.rows("SELECT id, region FROM proceeding_list WHERE closed = 0 ORDER BY id")
        waiting: list[Due] = []
        for row in rows:
            if region in (None, row["region"]):
                state = self.proceeding(row["id"])
                steps = self.progress(state).waiting(self.calendar)
                waiting += [Due(proceeding=state, waiting=step) for step in steps]
        far = datetime.date.max
        yield from sorted(waiting, key=lambda due: (due.waiting.last_day or far, due.proceeding.id))

    # Cases

    def add(
        self,
        files: Sequence[Path],
        actor: Actor,
        *,
        persons: Sequence[Person] = (),
        matter: int | None = None,
    ) -> list[int]:
        """Adds case files, each a case of one matter where there are several; `persons` in the same order.

        Raises InputError, with the mistakes of every file.
        """
        read, problems = [], []
        for file in files:
            try:
                read.append(self._read(file))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        if matter is not None:
            self.case(matter)
        added: list[int] = []
        with self.store.writing(actor) as writer:
            for index, data in enumerate(read):
                case = writer.new_id("case")
                person = persons[index] if index < len(persons) else None
                shared = matter if matter is not None else added[0] if added else None
                writer.append(of_case.ADDED, self._added(writer, case, data, shared, person), case=case)
                added.append(case)
        return added

    def change(self, case: int, file: Path, actor: Actor, note: str | None = None) -> None:
        """Puts another file in the place of a case's; what was stated since the last one is dropped."""
        self.case(case)
        data = self._read(file)
        with self.store.writing(actor) as writer:
            body = {
                **self._texts(writer, case, data),
                "where": data["where"],
                "note": _note(writer, note, case),
            }
            writer.append(of_case.CHANGED, body, case=case)

    def state_facts(self, case: int, facts: Mapping[str, Any], actor: Actor) -> None:
        """States facts of a case beside its file.  Raises InputError for a fact or value that there isn't."""
        known = self._facts(self.case(case), facts)
        with self.store.writing(actor) as writer:
            writer.append(of_case.FACTS, {"facts": known}, case=case)

    def rule(self, case: int, actor: Actor, region: str | None = None) -> Comparison:
        """Rules a case, keeps the ruling with the versions of the texts that made it, and gives it."""
        state = self.case(case)
        data, _ = self.for_ruling(state)
        regions = () if region is None else (region,)
        comparison = api.compare(self.policies, data, regions=regions, differences=region is None)
        whole = api.to_json(comparison).encode()
        with self.store.writing(actor) as writer:
            kept = writer.attach(whole, "application/json")
            body = {
                "ruling": kept,
                "texts": self._versions(comparison.registry),
                "verdicts": [
                    {"question": answer.question, "region": r.region, "verdict": r.verdict}
                    for answer in comparison.answers
                    for r in answer.rulings
                ],
            }
            writer.append(of_case.RULED, body, case=case)
        return comparison

    def decide(
        self, case: int, decided: Decided, actor: Actor, role: Role, on: datetime.date | None = None
    ) -> Event:
        """Records what a body decided; it is never computed."""
        self.case(case)
        texts = {"conditions": decided.conditions, "dissent": decided.dissent, "remedy": decided.remedy}
        with self.store.writing(_as(actor, role)) as writer:
            body = {
                "on": _day(on),
                "role": role,
                "tolerated": decided.tolerated,
                "outcomes": dict(decided.outcomes),
                "beside": list(decided.beside),
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
        self.case(case)
        here = self._region(region)
        laid_down = self._procedure(here, kind)
        if not laid_down.steps and not laid_down.duties:
            values = {"region": here.region.name, "procedure": both(f"procedure.{kind}")}
            raise InputError(Problem("no_such_procedure", values))
        running = [
            p.id for p in self.proceedings_of(case) if (p.kind, p.region) == (kind, here.id) and not p.closed
        ]
        if running:
            raise InputError(Problem("proceeding_running", {"id": running[0], "case": case}))
        with self.store.writing(actor) as writer:
            number = writer.new_id("proceeding")
            body = {
                "procedure": kind,
                "region": here.id,
                "on": _day(on),
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
        day = _date(on)
        with self.store.writing(_as(actor, role)) as writer:
            state = self.proceeding(proceeding)
            case = self.case(state.case)
            stated = self._facts(case, facts or {})
            progress = self._with(self.progress(state), case, stated)
            taken = progress.procedure.step(step)
            if taken is None:
                near = nearest(step, [each.id for each in progress.procedure.steps])
                raise InputError(Problem("no_such_step", {"name": step, "near": near}))
            documents = [each.document or taken.document or "" for each in attached]
            if problems := list(progress.obstacles(taken, role, day, documents)):
                raise InputError(problems)
            if not decision and not taken.decides:
                raise InputError(Problem("step_decides_nothing", {"step": taken.title}))
            by = {*(state.taken[taken.id].roles if taken.id in state.taken else ()), role}
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
        state = self.proceeding(proceeding)
        if state.kind != "filing" or state.effective is None or state.status == "withdrawn":
            raise InputError(Problem("nothing_to_amend", {"id": proceeding}))
        laid_down = self._procedure(self._region(state.region), "filing")
        declared = any(step.document == "filing_change" and step.rule is not None for step in laid_down.steps)
        with self.store.writing(_as(actor, role)) as writer:
            body = {
                "on": _day(on),
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
        state = self._open_one(proceeding)
        with self.store.writing(_as(actor, role)) as writer:
            body = {"on": _day(on), "role": role, "note": _note(writer, note, state.case)}
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
        state = self._open_one(proceeding)
        progress = self.progress(state)
        problems = [Problem("step_left", {"step": step.title}) for step in progress.left()]
        problems += progress.unfulfilled()
        if problems:
            raise InputError(problems)
        with self.store.writing(_as(actor, role)) as writer:
            body = {
                "on": _day(on),
                "role": role,
                "status": "refused" if state.status == "refused" else "concluded",
                "note": _note(writer, note, state.case),
            }
            writer.append(of_proceeding.CLOSED, body, case=state.case, proceeding=proceeding)
        return self.proceeding(proceeding)

    # Parts of these

    def _open_one(self, proceeding: int) -> ProceedingState:
        state = self.proceeding(proceeding)
        if state.closed:
            values = {"id": proceeding, "status": both(f"status.{state.status}")}
            raise InputError(Problem("proceeding_closed", values))
        return state

    def _outcome(self, progress: Progress, step: str, done: bool, decision: bool) -> dict[str, Any]:
        """What a step makes of its proceeding."""
        state, steps = progress.state, progress.procedure.steps
        taken = progress.procedure.by_id[step]
        if taken.decides and not decision:
            return {"status": "refused", "closed": True, "effective": False}
        left = [each.id for each in progress.left() if not (each.id == step and done)]
        concluding = taken.concludes or (not any(each.concludes for each in steps) and not left)
        effective = done and concluding and state.effective is None
        if effective:
            left = [each for each in left if progress.follows_effect(each)]
        status = "concluded" if effective or state.effective is not None else "under_way"
        return {"status": status, "closed": not left, "effective": effective}

    def _region(self, region: str) -> Jurisdiction:
        return self.policies.shown(self.policies.region(region))

    def _procedure(self, here: Jurisdiction, kind: ProcedureKind) -> Any:
        settings = self.policies.deployment.regions.get(here.id)
        return procedure(here, kind, None if settings is None else settings.local)

    def _read(self, file: Path) -> dict[str, Any]:
        """A case file as plain data by ids, checked as a case.  Raises InputError."""
        api.read(self.policies, file)
        data = case_data(file, self.policies.vocabulary, self.policies.text_called)
        data.pop("extends", None)
        return data

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
            api.read(self.policies, {**self.raw(case), "facts": {**self.raw(case)["facts"], **known}})
        return known

    def _with(self, progress: Progress, case: CaseState, stated: Mapping[str, Any]) -> Progress:
        if not stated:
            return progress
        raw = self.raw(case)
        parsed = api.read(self.policies, {**raw, "facts": {**raw["facts"], **stated}})
        return Progress(
            state=progress.state, procedure=progress.procedure, here=progress.here, known=parsed.facts
        )

    def _added(
        self, writer: Writer, case: int, data: dict[str, Any], matter: int | None, person: Person | None
    ) -> dict[str, Any]:
        number = None if person is None else writer.new_id("person")
        named = {}
        if person is not None:
            for key, text in (("name", person.name), ("contact", person.contact)):
                if text:
                    named[key] = writer.seal(text, kind=key, case=case, person=number)
        return {
            **self._texts(writer, case, data),
            "where": data["where"],
            "matter": matter,
            "person": number,
            "named": named,
            "role": data.get("facts", {}).get("role"),
        }

    def _texts(self, writer: Writer, case: int, data: dict[str, Any]) -> dict[str, Any]:
        title = data["title"] if isinstance(data["title"], str) else next(iter(data["title"].values()))
        return {
            "title": writer.seal(title, kind="title", case=case),
            "data": writer.seal(json.dumps(data, ensure_ascii=False, default=str), kind="case", case=case),
        }

    def _attach(
        self, writer: Writer, attached: Attached, case: int, document: Document | None
    ) -> dict[str, Any]:
        return {
            "file": writer.attach(attached.content, attached.media_type),
            "document": attached.document or document,
            "name": writer.seal(attached.name, kind=_FILE, case=case),
        }

    def _versions(self, registry: Registry) -> dict[str, str]:
        return {text.plugin: text.version for text in registry.texts}


def _as(actor: Actor, role: Role) -> Actor:
    return Actor(actor.login, role)


def _date(on: datetime.date | None) -> datetime.date:
    """The day on which something was done: today unless another is given, which may not be to come."""
    now = today()
    if on is not None and on > now:
        raise InputError(Problem("day_to_come", {"day": on.isoformat()}))
    return on or now


def _day(on: datetime.date | None) -> str:
    return _date(on).isoformat()


def _note(writer: Writer, note: str | None, case: int) -> dict[str, Any] | None:
    return writer.seal(note, kind="note", case=case) if note else None


def role_called(name: str) -> Role:
    """A role by its id or its name in either language.  Raises InputError."""
    roles: dict[str, Role] = {}
    for role in get_args(Role):
        roles |= dict.fromkeys((role, both(f"role.{role}").zh, both(f"role.{role}").en), role)
    if name not in roles:
        raise InputError(
            not_one_of("by", name, [*get_args(Role), *(both(f"role.{r}").zh for r in get_args(Role))])
        )
    return roles[name]
