"""What a registry is asked: cases, proceedings, what a case is ruled by, and what is due."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rongcuo import api
from rongcuo.facts.acting import ProcedureKind, Role
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Language
from rongcuo.facts.working_days import Calendar
from rongcuo.plugins.procedures import Procedure, ProcedureStep
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import merged, named
from rongcuo.policy.cases import in_language
from rongcuo.policy.clauses import Region
from rongcuo.policy.jurisdiction import Jurisdiction

from .basis import Basis
from .dues import Dues
from .model import CaseState, ProceedingState, case_after, proceeding_after
from .naming import role_called
from .storage import Report, Store, silent
from .taking import Progress
from .waiting import AllDue, Workings

#: No facts.
_NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Facts that are about a filing alone.
_OF_FILING = ("filing_scope", "excess_objective", "change_filed")


class Reading:
    """A registry file with the policies that its proceedings follow, to be read."""

    def __init__(self, store: Store, policies: Registry) -> None:
        self.store, self.policies = store, policies
        self.calendar = Calendar(policies.deployment.years)

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

    def title(self, case: CaseState, language: Language) -> str | None:
        """The title of a case in a language, or in the one it was written in; None where it was erased."""
        return title_in(language, self.store.text(case.title["sealed"]))

    def raw(self, case: CaseState, stated: Mapping[str, Any] = _NOTHING) -> dict[str, Any]:
        """A case as plain data, with what was stated since and what is stated now.

        A fact that is stated is no longer among those that were checked and not found.  Raises InputError where
        the case was erased.
        """
        text = self.store.text(case.data["sealed"])
        if text is None:
            raise InputError(Problem("case_erased", {"id": case.id}))
        raw: dict[str, Any] = json.loads(text)
        raw.setdefault("facts", {})
        files = [{"facts": {**case.facts, **stated}}, raw]
        vocabulary = self.policies.vocabulary
        return {**raw, **merged([named(file, "", vocabulary, str) for file in files])}

    def for_ruling(self, case: CaseState) -> tuple[dict[str, Any], ProceedingState | None]:
        """A case as it is ruled, and the filing that its filing facts come from, if there is one.

        That is the one of the case's own place that counts.
        """
        raw = self.raw(case)
        place = self.policies.text_called(case.where)
        filings = [p for p in self.proceedings_of(case.id) if p.kind == "filing" and place == p.region]
        if not filings:
            return raw, None
        filing = that_counts(filings)
        facts, dates = raw["facts"], dict(raw.get("dates", {}))
        dates.pop("filed", None)
        if is_filed(filing) and filing.effective is not None:
            facts["filing"] = {"one_of": ["before", "during", "after"]}  # the day of the act tells which
            dates["filed"] = filing.effective.isoformat()
        else:
            facts["filing"] = "refused" if filing.status == "refused" else "none"
            for name in _OF_FILING:
                facts.pop(name, None)
        return {**raw, "facts": facts, "dates": dates}, filing

    def progress(self, state: ProceedingState) -> Progress:
        """A proceeding held against its procedure as it is installed, and the facts of its case.

        Raises InputError where the case was erased, or the region isn't on.
        """
        here, laid_down = self._laid_down(state.region, state.kind)
        known = self._known(state.case)
        return Progress(state=state, procedure=laid_down, here=here, read=lambda: known)

    def role(
        self, name: str, *, proceeding: int | None = None, case: int | None = None, step: str = ""
    ) -> Role:
        """A role as it is called, by the text too that a proceeding, or a case at its place, follows.

        Of a step, what its own text calls who takes it counts first.  Raises InputError.
        """
        steps, region = self._steps(proceeding, case)
        own = [each for each in steps if step and each.id.partition(":")[2].casefold() == step.casefold()]
        try:
            return role_called(name, own or steps, region)
        except InputError:
            return role_called(name, steps, region)

    def _steps(self, proceeding: int | None, case: int | None) -> tuple[list[ProcedureStep], Region | None]:
        """The steps that a proceeding, or a case at its place, may take, and whose; none where that isn't on."""
        state = None if proceeding is None else self.proceeding(proceeding)
        place = None if case is None else self.case(case).where
        try:
            if state is not None:
                here = self.region(state.region)
                return [*self.procedure(here, state.kind).steps], here.region
            if place is None:
                return [], None
            here = self.region(place)
            made = self.policies.procedures(here.id)
        except InputError:
            return [], None
        return [step for each in made.values() for step in each.steps], here.region

    def due(self, region: str | None = None, limit: int = 50, report: Report = silent) -> AllDue:
        """At most so many of the steps that open proceedings wait for, those with the earliest last day first.

        `report` hears how many proceedings there are to be worked out first, and how many of them are.
        """
        return self._dues().due(region, limit, report)

    def due_differences(self, report: Report = silent) -> Iterator[Problem]:
        """Where the steps that are kept as due aren't those that the proceedings wait for."""
        return self._dues().differences(report)

    def _dues(self) -> Dues:
        workings = Workings(self.calendar, self._laid_down, self._known)
        return Dues(self.store, workings, Basis(self.policies))

    def attachment(self, start: str) -> bytes:
        """The content of an attachment by its SHA-256, or as much of its beginning as is its alone.

        Raises InputError where there is none, where there are several, and where it was erased.
        """
        rows = self.store.rows(
            "SELECT sha256 FROM attachment WHERE substr(sha256, 1, ?) = ? LIMIT 2",
            (len(start), start.lower()),
        )
        if len(rows) != 1 or not start:
            raise InputError(Problem("several_attachments" if rows else "no_attachment", {"value": start}))
        content = self.store.attachment(rows[0]["sha256"])
        if content is None:
            raise InputError(Problem("attachment_erased", {"value": start}))
        return content

    def region(self, name: str) -> Jurisdiction:
        """What serves a region.  Raises InputError."""
        return self.policies.shown(name)

    def procedure(self, here: Jurisdiction, kind: ProcedureKind) -> Procedure:
        """A procedure of a region, with what the deployment adds to it."""
        return self.policies.procedure(here.id, kind)

    def _laid_down(self, region: str, kind: ProcedureKind) -> tuple[Jurisdiction, Procedure]:
        here = self.region(region)
        return here, self.procedure(here, kind)

    def _known(self, case: int) -> Mapping[str, Known]:
        return api.read(self.policies, self.raw(self.case(case))).facts


def title_in(language: Language, sealed: str | None) -> str | None:
    """The title that a sealed text has: a text in JSON, or one for each language."""
    return None if sealed is None else in_language(language, json.loads(sealed))


def that_counts(proceedings: Sequence[ProceedingState]) -> ProceedingState:
    """Which of several of a kind counts: one in effect, or else one under way, and of several the last."""
    return max(proceedings, key=lambda each: (is_filed(each), each.status == "under_way", each.id))


def is_filed(filing: ProceedingState) -> bool:
    """Whether a filing took effect and wasn't withdrawn since."""
    return filing.effective is not None and filing.status != "withdrawn"
