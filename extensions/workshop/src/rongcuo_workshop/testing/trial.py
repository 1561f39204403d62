"""The trial of a plugin: its cases, their coverage, the boundaries, and the mutants nobody notices."""

from __future__ import annotations

from attrs import frozen

from rongcuo.facts.problems import Problem
from rongcuo.policy.cases import Case
from rongcuo.policy.files import ACCEPTED_FILE

from ..accepted import AcceptedMutant, accepted
from ..workspace import Workspace
from .boundaries import Boundary, boundaries
from .coverage import Covered, coverage
from .exact import Versions
from .mutants import Mutant, mutants
from .subject import Outcome, Subject, notices, run_all, subject_of
from .touched import Touched


@frozen(kw_only=True)
class Mutation:
    """What became of the mutants: how many were noticed, which mean the same, and which survive.

    `unproved` are survivors that may mean the same, which is too complex to be shown; `accepted` survive
    with a reason; `stale` are reasons for mutants that don't survive.
    """

    noticed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    unproved: tuple[Mutant, ...]
    accepted: tuple[tuple[Mutant, AcceptedMutant], ...]
    stale: tuple[AcceptedMutant, ...]

    @property
    def total(self) -> int:
        """All but the equivalent ones."""
        return self.noticed + len(self.survivors) + len(self.accepted)


@frozen(kw_only=True)
class Trial:
    """Everything that was tried of one plugin."""

    workspace: Workspace
    subject: Subject
    outcomes: tuple[Outcome, ...]
    coverage: tuple[Covered, ...]
    boundaries: tuple[Boundary, ...]
    mutation: Mutation

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def untested(self) -> bool:
        """Whether there are clauses to rule by and no case at all."""
        return bool(self.coverage) and not self.outcomes

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


def try_out(workspace: Workspace) -> Trial:
    """Runs everything.  Raises InputError for a file that can't be read."""
    told = accepted(workspace).mutant
    subject = subject_of(workspace)
    outcomes = run_all(subject, workspace.cases)
    return Trial(
        workspace=workspace,
        subject=subject,
        outcomes=outcomes,
        coverage=coverage(subject, outcomes),
        boundaries=boundaries(subject, outcomes),
        mutation=mutation(subject, outcomes, told),
    )


def mutation(subject: Subject, outcomes: tuple[Outcome, ...], told: tuple[AcceptedMutant, ...]) -> Mutation:
    """Every mutant before the cases that pass."""
    passed = [outcome for outcome in outcomes if outcome.passed]
    noticed = 0
    unnoticed: list[Mutant] = []
    touched = Touched(subject, passed)
    for mutant in mutants(subject):
        if any(notices(mutant.subject, case) for case in _likeliest(mutant, touched.by(mutant))):
            noticed += 1
        else:
            unnoticed.append(mutant)
    alike = _alike(subject, unnoticed)
    left = [mutant for mutant in unnoticed if not alike[mutant]]
    reasons = {entry.name: entry for entry in told}
    names = {mutant.name for mutant in left}
    survivors = tuple(mutant for mutant in left if mutant.name not in reasons)
    return Mutation(
        noticed=noticed,
        equivalent=tuple(mutant for mutant in unnoticed if alike[mutant]),
        survivors=survivors,
        unproved=tuple(mutant for mutant in survivors if alike[mutant] is None),
        accepted=tuple((mutant, reasons[mutant.name]) for mutant in left if mutant.name in reasons),
        stale=tuple(entry for entry in told if entry.name not in names),
    )


def _alike(subject: Subject, unnoticed: list[Mutant]) -> dict[Mutant, bool | None]:
    """Whether each of some mutants rules every case alike in every version that it changes; None if not shown."""
    found: dict[Mutant, bool | None] = dict.fromkeys(unnoticed, True)
    for edition in [text.edition for text in subject.texts]:
        changed = [mutant for mutant in unnoticed if edition in mutant.editions]
        versions = Versions(subject, [mutant.subject for mutant in changed], edition=edition)
        for mutant in changed:
            if found[mutant] is not False:
                alike = versions.alike(mutant.subject)
                found[mutant] = alike if alike is not True else found[mutant]
    return found


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
