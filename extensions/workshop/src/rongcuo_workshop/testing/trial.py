"""The trial of a plugin: its cases, their coverage, the boundaries, and the mutants nobody notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from rongcuo.facts.problems import Problem
from rongcuo.policy.accepted import AcceptedMutant
from rongcuo.policy.cases import Case
from rongcuo.policy.files import ACCEPTED_FILE

from ..accepted import accepted
from ..workspace import Workspace
from .before import Before
from .boundaries import Boundary, boundaries
from .coverage import Covered, coverage
from .exact import Versions
from .mutants import Mutant, mutants, untried
from .subject import Outcome, Subject, notices, run, run_all, subject_of
from .touched import Touched

#: What tells a mutant from every other.
Name = tuple[str, str, str]
#: Goes through the mutants, and shows how far it is.
Progress = Callable[[tuple[Mutant, ...]], Iterable[Mutant]]


@frozen(kw_only=True)
class Mutation:
    """What became of the mutants: which were noticed by which case, which mean the same, and which survive.

    `unproved` are survivors that may mean the same, which is too complex to be shown; `accepted` survive
    with a reason; `stale` are reasons for mutants that don't survive.  `tried` are all of them, and `alike`
    says of those that no case noticed whether they mean the same.
    """

    tried: tuple[Mutant, ...]
    noticed_by: Mapping[Name, str]
    alike: Mapping[Name, bool | None]
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    unproved: tuple[Mutant, ...]
    accepted: tuple[tuple[Mutant, AcceptedMutant], ...]
    stale: tuple[AcceptedMutant, ...]

    @property
    def noticed(self) -> int:
        return len(self.noticed_by)

    @property
    def total(self) -> int:
        """All but the equivalent ones."""
        return self.noticed + len(self.survivors) + len(self.accepted)


@frozen(kw_only=True)
class Cases:
    """The cases of one plugin, run."""

    workspace: Workspace
    subject: Subject
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)


@frozen(kw_only=True)
class Trial(Cases):
    """Everything that was tried of one plugin."""

    coverage: tuple[Covered, ...]
    boundaries: tuple[Boundary, ...]
    mutation: Mutation

    @property
    def untested(self) -> bool:
        """Whether there are clauses to rule by and no case at all."""
        return bool(self.coverage) and not self.outcomes

    @property
    def untried(self) -> Mapping[str, tuple[str, ...]]:
        """The clauses in which no slip is made, by kind."""
        return untried(self.subject)

    @property
    def stale(self) -> tuple[Problem, ...]:
        """Reasons for mutants that don't survive."""
        return tuple(
            Problem(
                "accepted_stale",
                {"clause": entry.clause, "key": entry.key, "becomes": entry.becomes},
                file=ACCEPTED_FILE,
            )
            for entry in self.mutation.stale
        )

    @property
    def whole(self) -> bool:
        """Whether every clause and boundary is shown by a case, and every mutant noticed or accepted."""
        shown = all(covered.whole for covered in self.coverage)
        taken = all(boundary.taken is not None for boundary in self.boundaries)
        return shown and taken and not self.mutation.survivors


def run_cases(workspace: Workspace, former: Cases | None = None) -> Cases:
    """Runs the cases alone; what a former run shows of a case and a text that are still the same is kept."""
    if former is None or former.workspace.raw != workspace.raw:
        subject = subject_of(workspace)
        return Cases(workspace=workspace, subject=subject, outcomes=run_all(subject, workspace.cases))
    before = {outcome.case.file: outcome for outcome in former.outcomes}
    outcomes = (
        then if (then := before.get(case.file)) and then.case == case else run(former.subject, case)
        for case in workspace.cases
    )
    return Cases(workspace=workspace, subject=former.subject, outcomes=tuple(outcomes))


def try_out(workspace: Workspace, progress: Progress = tuple, former: Trial | None = None) -> Trial:
    """Runs everything.  Raises InputError for a file that can't be read.

    `progress` shows how far the mutants are; what a `former` trial shows and no edit touched is kept.
    """
    entries = accepted(workspace).mutant
    cases = run_cases(workspace, former)
    return Trial(
        workspace=workspace,
        subject=cases.subject,
        outcomes=cases.outcomes,
        coverage=coverage(cases.subject, cases.outcomes),
        boundaries=boundaries(cases.subject, cases.outcomes),
        mutation=_mutation(cases, entries, progress, former),
    )


def _mutation(
    cases: Cases, entries: tuple[AcceptedMutant, ...], progress: Progress, former: Trial | None
) -> Mutation:
    """Every mutant before the cases that pass."""
    subject = cases.subject
    touched = Touched(subject, [outcome for outcome in cases.outcomes if outcome.passed])
    before = Before(cases, touched, former)
    noticed: dict[Name, str] = {}
    unnoticed: list[Mutant] = []
    tried = before.mutants or tuple(mutants(subject))
    for mutant in progress(tried):
        by = _noticed_by(mutant, touched, before)
        if by is None:
            unnoticed.append(mutant)
        else:
            noticed[mutant.name] = by
    alike = {mutant.name: before.alike[mutant.name] for mutant in unnoticed if mutant.name in before.alike}
    alike |= _alike(subject, [mutant for mutant in unnoticed if mutant.name not in alike])
    left = [mutant for mutant in unnoticed if not alike[mutant.name]]
    reasons = {entry.name: entry for entry in entries}
    names = {mutant.name for mutant in left}
    survivors = tuple(mutant for mutant in left if mutant.name not in reasons)
    return Mutation(
        tried=tried,
        noticed_by=noticed,
        alike=alike,
        equivalent=tuple(mutant for mutant in unnoticed if alike[mutant.name]),
        survivors=survivors,
        unproved=tuple(mutant for mutant in survivors if alike[mutant.name] is None),
        accepted=tuple((mutant, reasons[mutant.name]) for mutant in left if mutant.name in reasons),
        stale=tuple(entry for entry in entries if entry.name not in names),
    )


def _noticed_by(mutant: Mutant, touched: Touched, before: Before) -> str | None:
    """The case that notices a mutant: the one that did, or else the first of those not known to let it pass."""
    by, kept = before.noticed_by(mutant), before.kept(mutant)
    if by is not None and kept(by):
        return by
    candidates = _likeliest(mutant, touched.by(mutant))
    if by is None:
        candidates = [case for case in candidates if not kept(case.file)]
    candidates.sort(key=lambda case: case.file != by)
    return next((case.file for case in candidates if notices(mutant.subject, case)), None)


def _alike(subject: Subject, unnoticed: list[Mutant]) -> dict[Name, bool | None]:
    """Whether each of some mutants rules every case alike in every version that it changes; None if not shown."""
    answers: dict[Name, bool | None] = {mutant.name: True for mutant in unnoticed}
    for edition in [text.edition for text in subject.texts]:
        changed = [mutant for mutant in unnoticed if edition in mutant.editions]
        versions = Versions(subject, [mutant.subject for mutant in changed], edition=edition)
        for mutant in changed:
            if answers[mutant.name] is not False:
                alike = versions.alike(mutant.subject)
                answers[mutant.name] = alike if alike is not True else answers[mutant.name]
    return answers


def _likeliest(mutant: Mutant, passed: list[Outcome]) -> list[Case]:
    """The cases, those first that the clause decided or may have."""
    full = mutant.id

    def rank(outcome: Outcome) -> int:
        assert outcome.ruling is not None
        if full in outcome.ruling.decided_by:
            return 0
        states = {state.id: state.state for state in outcome.ruling.clauses}
        return {"met": 1, "open": 2, "not_met": 3}.get(states.get(full, ""), 4)

    return [outcome.case for outcome in sorted(passed, key=rank)]
