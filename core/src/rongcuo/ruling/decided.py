"""What decided: the clauses behind an answer, and the adverse facts that none of them addresses."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.policy import Rule
from .evaluation import Evaluation
from .tables import filing_gate, fitting_scopes, red_lines_seen_whole


def decided_by(evaluation: Evaluation) -> tuple[str, ...]:
    """The clauses that decided, or for an open answer every one not ruled out that could.

    Where no clause did, it names the list that was searched.
    """
    tests = {"tolerance": _tolerance, "filing": _filing, "clarification": _clarification}
    return tuple(dict.fromkeys(tests[evaluation.question](evaluation)))


def _holding(evaluation: Evaluation, rules: Iterable[tuple[Rule, int]]) -> list[str]:
    """The rules that hold; where the answer is open, or none holds for sure, those that may."""
    states = [(rule.id, evaluation.r.state(node)) for rule, node in rules]
    sure = [name for name, state in states if state]
    may = [name for name, state in states if state is not False]
    return sure if sure and len(evaluation.verdicts) == 1 else may


def _failing(evaluation: Evaluation, rules: list[Rule]) -> list[str]:
    """The rules that fail; where the answer is open, or none fails for sure, those that may."""
    states = [(rule.id, evaluation.r.state(evaluation.r.holds(rule))) for rule in rules]
    sure = [name for name, state in states if state is False]
    may = [name for name, state in states if state is not True]
    return sure if sure and len(evaluation.verdicts) == 1 else may


def _lists(evaluation: Evaluation, kind: str) -> list[str]:
    return [f"{policy.plugin}:{kind}" for policy in evaluation.here.policies]


def _own(evaluation: Evaluation, kind: str) -> list[Rule]:
    return [rule for policy in evaluation.here.policies for rule in policy.of(kind)]


def _tolerance(evaluation: Evaluation) -> list[str]:
    r, c, verdicts = evaluation.r, evaluation.criteria, evaluation.verdicts
    names: list[str] = []
    if "tolerated" in verdicts:
        names += _holding(evaluation, c.deciding)
    if "unaddressed" in verdicts:
        names += _holding(evaluation, c.satisfied)
    if "unmet" in verdicts and not names:
        names += _holding(evaluation, c.scenes)
    if "unmet" in verdicts or ("tolerated" in verdicts and len(verdicts) > 1):
        names += _failing(evaluation, _own(evaluation, "condition"))
    if "not_covered" in verdicts:
        names += _lists(evaluation, "situation")
    if "refused" in verdicts:
        names += _holding(evaluation, [(rule, r.holds(rule)) for rule in evaluation.here.rules("red_line")])
    return names


def _filing(evaluation: Evaluation) -> list[str]:
    r, verdicts = evaluation.r, evaluation.verdicts
    names: list[str] = []
    if "fileable" in verdicts:
        names += _holding(evaluation, fitting_scopes(r))
    if "not_fileable" in verdicts:
        fits = any(r.state(r.holds(rule)) is not False for rule in _own(evaluation, "scope"))
        # where what every scope has to pass fails, it doesn't matter which scope fits
        shut = all(r.state(filing_gate(r, p)) is False for p in evaluation.here.policies if p.of("scope"))
        failing = _failing(evaluation, _own(evaluation, "filing_condition")) if fits or shut else []
        names += failing or _lists(evaluation, "scope")
    return names


def _clarification(evaluation: Evaluation) -> list[str]:
    r = evaluation.r
    names: list[str] = []
    if "clear" in evaluation.verdicts:
        names += _holding(evaluation, [(rule, r.holds(rule)) for rule in evaluation.here.rules("trigger")])
    if "not_due" in evaluation.verdicts:
        names += _lists(evaluation, "trigger")
    return names


def unaddressed(evaluation: Evaluation) -> tuple[str, ...]:
    """The adverse facts known to be true that no clause here addresses."""
    r, here = evaluation.r, evaluation.here
    whole = red_lines_seen_whole(r)
    # where the red lines weren't seen whole, whichever situation tolerates addresses them
    if (
        evaluation.question != "tolerance"
        or ("tolerated" if whole else "unaddressed") not in evaluation.verdicts
    ):
        return ()
    # a text read whole leaves unread what no met situation reads; else one and the same has to address all
    met = [rule.addresses for rule, node in evaluation.criteria.satisfied if r.state(node)] or [frozenset()]
    carried = frozenset.union(*met) if whole else frozenset.intersection(*met)
    loose = [fact for fact in here.adverse if fact.id not in here.addressed | carried]
    return tuple(fact.id for fact in loose if r.state(r.true_adverse(fact)))
