"""The subject of a test: one plugin's policy where it stands, and its cases ruled by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, fields, frozen

from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.plugins.serving import without_floor
from rongcuo.policy.binding import bind, with_earlier
from rongcuo.policy.cases import Case, Expectation
from rongcuo.policy.clauses import Chapter, Earlier
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

    def with_chapters(self, chapters: Mapping[str, Chapter]) -> Subject:
        """The same with other chapters, also in the earlier versions that share them.  Raises InputError."""
        texts: dict[str | None, Policy] = {None: self._bound(chapters)}
        for former in self.policy.earlier:
            if former.policy is not None:
                texts[former.about.id] = self._former(former.about, former.policy, chapters)
        policy = with_earlier(texts[None], texts)
        return evolve(self, policy=policy, here=standing(policy, self.here.floor, self.base))

    def _former(self, about: Earlier, text: Policy, chapters: Mapping[str, Chapter]) -> Policy:
        if about.states != "differences":
            return text
        was = self.policy.chapters
        carried = {
            hook: carried_over(chapter, was[hook], chapters[hook]) if hook in was else chapter
            for hook, chapter in text.chapters.items()
        }
        changed = any(carried[hook] is not chapter for hook, chapter in text.chapters.items())
        return self._bound(carried, about.id) if changed else text

    def _bound(self, chapters: Mapping[str, Chapter], edition: str | None = None) -> Policy:
        return bind(
            plugin=self.policy.plugin,
            version=self.policy.version,
            region=self.policy.region,
            sources=self.policy.sources.values(),
            chapters=chapters,
            edition=edition,
        )

    @property
    def formers(self) -> Iterator[Subject]:
        """Each earlier version of public content as a subject of its own."""
        for former in self.policy.earlier:
            if former.policy is not None:
                text = former.policy
                yield evolve(self, policy=text, here=standing(text, self.here.floor, self.base))

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


def carried_over(former: Chapter, was: Chapter, becomes: Chapter) -> Chapter:
    """An earlier version's chapter with what changed in the clauses and words that were the same then."""
    clauses, terms, readings = (
        tuple(_carried(part, *pairs.get(part.id, (part, part))) for part in getattr(former, kind))
        for kind in ("clauses", "terms", "readings")
        for pairs in [{a.id: (a, b) for a, b in zip(getattr(was, kind), getattr(becomes, kind), strict=True)}]
    )
    lists = {
        kind: _carried(info, was.lists.get(kind, info), becomes.lists.get(kind, info))
        for kind, info in former.lists.items()
    }
    same = (clauses, terms, readings) == (former.clauses, former.terms, former.readings)
    if same and lists == dict(former.lists):
        return former
    return evolve(former, clauses=clauses, terms=terms, readings=readings, lists=lists)


def _carried(former: Any, was: Any, becomes: Any) -> Any:
    """A part of an earlier version with what changed in the newest one, where both said the same."""
    if was is becomes or type(former) is not type(was):
        return former
    names = [one.name for one in fields(type(was)) if getattr(was, one.name) != getattr(becomes, one.name)]
    shared = all(getattr(former, name) == getattr(was, name) for name in names)
    return evolve(former, **{name: getattr(becomes, name) for name in names}) if names and shared else former


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
    found = mismatches(expected, ruling)
    return Outcome(case=case, expected=expected, ruling=ruling, prepared=known, mismatches=found)


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
