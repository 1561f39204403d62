"""Coverage: which clauses the cases have seen decide, and seen fail to apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen

from rongcuo.policy.policy import Rule
from rongcuo.ruling.reasoner import Reasoner

from ..check.coverage import GATES
from .exact import blank_docket, own_policies
from .mutants import EVALUABLE
from .subject import Outcome, Subject
from .texts import own_parts, ruled_by

#: The kinds that an answer names when they decide it, each with the answers that they decide.
_DECIDES = {
    "red_line": ("refused",),
    "situation": ("tolerated", "unaddressed"),
    "condition": ("unmet",),
    "scope": ("fileable",),
    "filing_condition": ("not_fileable",),
    "trigger": ("clear",),
}


@frozen(kw_only=True)
class Covered:
    """One clause: a case that it decided, and one in which it did not apply; None where there is none.

    A condition decides where it fails, and is passed where it doesn't.  `always` and `never` mark a
    clause of which the other can't be, its readings taken as favoured.  `edition` is the earlier version
    whose clause it is.
    """

    rule: Rule
    decided: str | None
    not_applied: str | None
    always: bool = False
    never: bool = False
    edition: str | None = None

    @property
    def whole(self) -> bool:
        return (self.never or self.decided is not None) and (self.always or self.not_applied is not None)


def coverage(subject: Subject, outcomes: Iterable[Outcome]) -> tuple[Covered, ...]:
    """Every clause of the plugin that can be ruled by, with the cases that show it; failed cases don't."""
    passed = [outcome for outcome in outcomes if outcome.passed]
    having = {
        (texts[0].edition, part.name): [text.edition for text in texts]
        for texts, _, part in own_parts(subject)
        if part.among == "clauses"
    }
    clauses = []
    for edition in [text.edition for text in subject.texts]:
        r = _before(subject, edition)
        for policy in own_policies(r.jurisdiction, subject.policy.plugin):
            for rule in policy.of(*EVALUABLE):
                editions = having.get((edition, rule.clause.id))
                if editions is None or not rule.id.startswith(f"{subject.policy.plugin}:"):
                    continue
                by = [outcome for outcome in passed if ruled_by(outcome, subject, editions)]
                values, decides = r.comes_to(rule), rule.kind not in GATES
                clauses.append(
                    Covered(
                        rule=rule,
                        decided=_first(by, rule, decided),
                        not_applied=_first(by, rule, not_applied),
                        always=values <= {decides},
                        never=values <= {not decides},
                        edition=edition,
                    )
                )
    return tuple(clauses)


def _before(subject: Subject, edition: str | None) -> Reasoner:
    """What reasons about one version of a policy with nothing known."""
    here, known = subject.of(edition), blank_docket(subject)
    return Reasoner(here, known, known.here(here))


def _first(passed: list[Outcome], rule: Rule, test: Callable[[Outcome, Rule], bool]) -> str | None:
    return next((outcome.case.file for outcome in passed if test(outcome, rule)), None)


def decided(outcome: Outcome, rule: Rule) -> bool:
    """Whether a clause decided a case; of one that is only listed with an answer, whether it was met."""
    ruling = outcome.ruling
    assert ruling is not None
    if rule.kind in _DECIDES:
        return ruling.answer in _DECIDES[rule.kind] and rule.id in ruling.decided_by
    if rule.kind in ("tier", "tier_gate") and ruling.answer != "tolerated":
        return False
    return state(outcome, rule) == "met"


def not_applied(outcome: Outcome, rule: Rule) -> bool:
    """Whether a clause didn't apply to a case; a condition was passed by one that was tolerated."""
    ruling = outcome.ruling
    assert ruling is not None
    if rule.kind in GATES:
        return ruling.answer in ("tolerated", "fileable") and state(outcome, rule) == "met"
    return state(outcome, rule) == "not_met"


def state(outcome: Outcome, rule: Rule) -> str:
    assert outcome.ruling is not None
    return next((state.state for state in outcome.ruling.clauses if state.id == rule.id), "")
