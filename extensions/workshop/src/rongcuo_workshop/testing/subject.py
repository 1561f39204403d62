"""The subject of a test: one plugin's policy where it stands, and its cases ruled by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.plugins.serving import without_floor
from rongcuo.policy.binding import bind
from rongcuo.policy.cases import Case, Expectation
from rongcuo.policy.clauses import Chapter
from rongcuo.policy.internal import filled
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy
from rongcuo.ruling import PreparedCase, Ruling, prepare, rule

from ..workspace import Workspace
from .expectations import Mismatch, mismatches, needs_explanation, question_of


@frozen(kw_only=True, eq=False, slots=False)
class Subject:
    """A policy under test: alone on the floor, or in the text that it fills."""

    policy: Policy
    here: Jurisdiction
    vocabulary: Vocabulary
    base: Policy | None = None

    def with_texts(self, texts: Mapping[str | None, Mapping[str, Chapter]]) -> Subject:
        """The same with other chapters in some versions, each by its id.  Raises InputError."""
        bound = {
            edition: bind(
                plugin=self.policy.plugin,
                version=self.policy.version,
                region=self.policy.region,
                sources=self.policy.sources.values(),
                chapters=chapters,
                edition=edition,
            )
            for edition, chapters in texts.items()
        }
        former = (evolve(f, policy=bound.get(f.about.id, f.policy)) for f in self.policy.earlier)
        policy = evolve(bound.get(None, self.policy), earlier=tuple(former))
        return evolve(self, policy=policy, here=standing(policy, self.here.floor, self.base))

    @property
    def texts(self) -> tuple[Policy, ...]:
        """The versions of its policy by which a case may be ruled, the newest first."""
        return tuple(reversed(self.policy.editions)) if self.base is None else (self.policy,)

    def of(self, edition: str | None) -> Jurisdiction:
        """Its region with one version of the policy, as if there were no other; None for the newest."""
        text = next(text for text in self.here.policies[0].editions if text.edition == edition)
        return self.here if edition is None else evolve(self.here, policies=(text,))

    def prepare(self, case: Case) -> PreparedCase:
        """The case as this policy sees it.  Raises InputError."""
        return prepare(case, self.here.texts, self.vocabulary)


def subject_of(workspace: Workspace) -> Subject:
    """What a workspace's plugin is tested as."""
    policy, registry = workspace.policy, workspace.registry
    owner = next((name.partition(":")[0] for name in sorted(policy.fills)), None)
    base = None if owner is None else registry.policies[owner]
    here = standing(policy, workspace.here.floor, base)
    return Subject(policy=policy, here=here, vocabulary=registry.vocabulary, base=base)


def standing(policy: Policy, floor: Policy | None, base: Policy | None) -> Jurisdiction:
    """A policy where it stands: what it has of the floor goes under it, like any region's."""
    own = policy.only_floor()
    text = without_floor(policy) if own.rules else policy
    text = text if base is None else filled(base, text)
    return Jurisdiction(region=text.region, policies=(text,), floor=own if own.rules else floor)


@frozen(kw_only=True)
class Outcome:
    """What became of one case: the ruling, or why there is none, and what came out otherwise."""

    case: Case
    expected: Expectation | None
    ruling: Ruling | None = None
    prepared: PreparedCase | None = None
    mismatches: tuple[Mismatch, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        return self.ruling is not None and not self.mismatches


def run(subject: Subject, case: Case) -> Outcome:
    """One case ruled, with every explanation, and held against what its author expects."""
    expected = case.expect.get(subject.here.id)
    if expected is None:
        problem = Problem("nothing_expected", {"region": subject.here.id}, "expect", case.file)
        return Outcome(case=case, expected=None, problems=(problem,))
    try:
        known = subject.prepare(case)
    except InputError as error:
        return Outcome(case=case, expected=expected, problems=tuple(error.problems))
    ruling = rule(subject.here, known, question_of(case, expected))
    if ruling.error is not None:
        return Outcome(case=case, expected=expected, problems=(ruling.error,))
    differences = mismatches(expected, ruling)
    return Outcome(case=case, expected=expected, ruling=ruling, prepared=known, mismatches=differences)


def run_all(subject: Subject, cases: Iterable[Case]) -> tuple[Outcome, ...]:
    return tuple(run(subject, case) for case in cases)


def notices(subject: Subject, case: Case) -> bool:
    """Whether a case comes out otherwise than expected; one that can't be ruled does."""
    expected = case.expect[subject.here.id]
    try:
        known = subject.prepare(case)
    except InputError:
        return True
    question = question_of(case, expected)
    ruling = rule(subject.here, known, question, brief=not needs_explanation(expected))
    return ruling.error is not None or bool(mismatches(expected, ruling))
