"""Procedures: the steps and duties that a region's texts lay down, and what a deployment adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import get_args

from attrs import evolve, frozen

from ..facts.acting import Document, ProcedureKind, Role
from ..facts.conditions import ALWAYS, Expr, names
from ..facts.known import Known
from ..facts.problems import nearest
from ..facts.surely import hangs_on, surely
from ..facts.text import Text
from ..policy.cases import in_language
from ..policy.clauses import Duty, NotReported, Step, Within
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy, Rule
from .deployment import LocalSettings, LocalStep, LocalTime

#: In the order of a matter's way: before it, after it, and what follows.
PROCEDURES: tuple[ProcedureKind, ...] = get_args(ProcedureKind)
#: Before the id of what a deployment adds.
LOCAL = "local"
#: The topics of what a text is silent about, by the procedure that it is about.
_SILENT_ON: Mapping[ProcedureKind, tuple[str, ...]] = {
    "filing": ("filing_procedure", "deadlines"),
    "determination": ("tolerance_procedure", "tolerance_decider", "deadlines"),
    "review": ("decision_review",),
    "revocation": (),
    "clarification": ("clear_name", "clarification_form"),
    "false_accusation": ("false_accusation",),
    "correction": ("correction",),
    "return_visit": ("return_visit",),
    "evaluation": (),
}


@frozen(kw_only=True, eq=False, slots=False)
class ProcedureStep:
    """A step as it is to be taken: a text's, or a deployment's own.

    `rule` is the clause, None where it is a local setting; `after` are the ids of the steps that it follows.
    """

    id: str
    title: Text
    rule: Rule | None
    roles: tuple[Role, ...]
    by_each: bool
    decides: bool
    concludes: bool
    document: Document | None
    after: tuple[str, ...]
    when: Expr
    requires: Expr
    within: Within | None = None
    local: LocalStep | None = None
    local_time: LocalTime | None = None

    @property
    def named_only(self) -> bool:
        """Whether a text names it and says nothing of it, and nobody has settled it."""
        return self.rule is not None and self.rule.clause.status != "stated"


@frozen(kw_only=True, eq=False, slots=False)
class Procedure:
    """One procedure of a region.

    `text` is the nearest one that lays down steps of it, None where none does; `duties` are those of every
    text; `silent` is what the texts say that their sources leave out.
    """

    kind: ProcedureKind
    region: str
    text: Policy | None
    steps: tuple[ProcedureStep, ...]
    duties: tuple[Rule, ...]
    silent: tuple[Rule, ...]

    @cached_property
    def by_id(self) -> Mapping[str, ProcedureStep]:
        return {step.id: step for step in self.steps}

    def step(self, name: str) -> ProcedureStep | None:
        """The step with this id, with or without the plugin's name before it."""
        return self.by_id.get(name) or next((s for s in self.steps if s.id.partition(":")[2] == name), None)


def procedures(here: Jurisdiction, local: LocalSettings | None = None) -> dict[ProcedureKind, Procedure]:
    """A region's procedures: those that one of its texts lays down, tells of, or a deployment settled."""
    local = local or LocalSettings()
    made = {kind: procedure(here, kind, local) for kind in PROCEDURES}
    return {kind: it for kind, it in made.items() if it.steps or it.duties}


def procedure(here: Jurisdiction, kind: ProcedureKind, local: LocalSettings | None = None) -> Procedure:
    """One procedure of a region; without steps and duties where no text has any and nobody settled one."""
    local = local or LocalSettings()
    text, rules = next(((text, own) for text in here.texts if (own := _steps(text, kind))), (None, []))
    settled = [step for step in local.steps if step.procedure == kind]
    return Procedure(
        kind=kind,
        region=here.id,
        text=text,
        steps=tuple(_timed(_in_order(rules, settled), local.times)),
        duties=tuple(
            rule
            for policy in here.texts
            for rule in policy.all_of("duty")
            if isinstance(rule.clause, Duty) and rule.clause.procedure == kind
        ),
        silent=tuple(
            rule
            for policy in here.texts
            for rule in policy.all_of("not_reported")
            if isinstance(rule.clause, NotReported) and rule.clause.topic in _SILENT_ON[kind]
        ),
    )


def lacking(condition: Expr, here: Jurisdiction, known: Mapping[str, Known]) -> tuple[str, ...]:
    """The facts by which a condition isn't known to hold: those that it fails by, or is open by."""
    state = surely(condition, known)
    if state is True:
        return ()
    return tuple(sorted(names(condition) if state is False else hangs_on(condition, known, here.only_if)))


def problems_of(local: LocalSettings, here: Jurisdiction) -> Iterator[tuple[str, dict[str, str]]]:
    """What of a deployment's settings fits no procedure of the region: the place, and the names in doubt."""
    made = procedures(here, local)
    every = {step.id.partition(":")[2]: step for it in made.values() for step in it.steps}
    placed = {step.local.id for step in every.values() if step.local is not None}
    for step in local.steps:
        if step.id not in placed:
            yield f"step {step.id}", {"name": step.after or "", "near": nearest(step.after or "", every)}
    for name in local.times:
        if name not in every:
            yield f"times.{name}", {"name": name, "near": nearest(name, every)}


def _steps(text: Policy, kind: ProcedureKind) -> list[Rule]:
    return [
        rule
        for rule in text.all_of("step")
        if isinstance(rule.clause, Step) and rule.clause.procedure == kind and rule.out is None
    ]


def _in_order(rules: Sequence[Rule], local: Iterable[LocalStep]) -> Iterator[ProcedureStep]:
    """A text's steps with the local ones among them, each after the step that it follows."""
    waiting = list(local)
    before: tuple[str, ...] = ()

    def placed(after: str | None) -> Iterator[ProcedureStep]:
        nonlocal before
        for step in [step for step in waiting if step.after == after]:
            waiting.remove(step)
            made = _of_deployment(step, before)
            before = (made.id,)
            yield made
            yield from placed(step.id)

    yield from placed(None)
    for rule in rules:
        made = _of_text(rule, before)
        before = (made.id,)
        yield made
        yield from placed(rule.clause.id)


def _of_text(rule: Rule, before: tuple[str, ...]) -> ProcedureStep:
    clause = rule.clause
    assert isinstance(clause, Step)
    plugin = rule.id.partition(":")[0]
    after = before if clause.after is None else tuple(f"{plugin}:{name}" for name in clause.after)
    return ProcedureStep(
        id=rule.id,
        title=clause.title,
        rule=rule,
        roles=clause.roles,
        by_each=clause.by_each,
        decides=clause.decides,
        concludes=clause.concludes,
        document=clause.document,
        after=after,
        when=ALWAYS if rule.when is None else rule.when,
        requires=rule.requires,
        within=clause.within,
    )


def _of_deployment(step: LocalStep, before: tuple[str, ...]) -> ProcedureStep:
    return ProcedureStep(
        id=f"{LOCAL}:{step.id}",
        title=Text(*(in_language(language, step.title) for language in ("zh", "en"))),
        rule=None,
        roles=step.roles,
        by_each=step.by_each,
        decides=step.decides,
        concludes=step.concludes,
        document=step.document,
        after=before,
        when=ALWAYS,
        requires=ALWAYS,
        local=step,
    )


def _timed(steps: Iterable[ProcedureStep], times: Mapping[str, LocalTime]) -> Iterator[ProcedureStep]:
    """The steps with the times that a deployment gives them, where the text gives none."""
    for step in steps:
        time = times.get(step.id.partition(":")[2])
        yield (
            step
            if time is None or step.within is not None
            else evolve(step, within=Within(days=time.days, working_days=time.working_days), local_time=time)
        )
