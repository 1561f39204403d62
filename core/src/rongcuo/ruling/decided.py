"""What decided: the clauses behind an answer, and the adverse facts that none of them addresses."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.policy import Rule
from .bench import Bench
from .tables import fitting_scopes, red_lines_seen_whole


def decided_by(bench: Bench) -> tuple[str, ...]:
    """The clauses that decided, or for an open answer every one not ruled out that could.

    Where no clause did, it names the list that was searched.
    """
    tests = {"tolerance": _tolerance, "filing": _filing, "clarification": _clarification}
    return tuple(dict.fromkeys(tests[bench.question](bench)))


def _holding(bench: Bench, rules: Iterable[tuple[Rule, int]]) -> list[str]:
    """The rules that hold; where the answer is open, or none holds for sure, those that may."""
    states = [(rule.id, bench.r.state(node)) for rule, node in rules]
    sure = [name for name, state in states if state]
    may = [name for name, state in states if state is not False]
    return sure if sure and len(bench.verdicts) == 1 else may


def _failing(bench: Bench, rules: list[Rule]) -> list[str]:
    """The rules that fail; where the answer is open, or none fails for sure, those that may."""
    states = [(rule.id, bench.r.state(bench.r.holds(rule))) for rule in rules]
    sure = [name for name, state in states if state is False]
    may = [name for name, state in states if state is not True]
    return sure if sure and len(bench.verdicts) == 1 else may


def _lists(bench: Bench, kind: str) -> list[str]:
    return [f"{policy.plugin}:{kind}" for policy in bench.here.policies]


def _own(bench: Bench, kind: str) -> list[Rule]:
    return [rule for policy in bench.here.policies for rule in policy.of(kind)]


def _tolerance(bench: Bench) -> list[str]:
    r, c, verdicts = bench.r, bench.criteria, bench.verdicts
    found: list[str] = []
    if "tolerated" in verdicts:
        found += _holding(bench, c.deciding)
    if "unaddressed" in verdicts:
        found += _holding(bench, c.satisfied)
    if "unmet" in verdicts and not found:
        found += _holding(bench, c.scenes)
    if verdicts == {"unmet"} or (len(verdicts) > 1 and verdicts & {"unmet", "tolerated"}):
        found += _failing(bench, _own(bench, "condition"))
    if "not_covered" in verdicts:
        found += _lists(bench, "situation")
    if "refused" in verdicts:
        found += _holding(bench, [(rule, r.holds(rule)) for rule in bench.here.rules("red_line")])
    return found


def _filing(bench: Bench) -> list[str]:
    r, verdicts = bench.r, bench.verdicts
    found: list[str] = []
    if "fileable" in verdicts:
        found += _holding(bench, fitting_scopes(r))
    if "not_fileable" in verdicts:
        fits = any(r.state(r.holds(rule)) is not False for rule in _own(bench, "scope"))
        failing = _failing(bench, _own(bench, "filing_condition")) if fits else []
        found += failing or _lists(bench, "scope")
    return found


def _clarification(bench: Bench) -> list[str]:
    r = bench.r
    found: list[str] = []
    if "clear" in bench.verdicts:
        found += _holding(bench, [(rule, r.holds(rule)) for rule in bench.here.rules("trigger")])
    if "not_due" in bench.verdicts:
        found += _lists(bench, "trigger")
    return found


def unaddressed(bench: Bench) -> tuple[str, ...]:
    """The adverse facts known to be true that no clause here addresses."""
    r, here = bench.r, bench.here
    whole = red_lines_seen_whole(r)
    # where the red lines weren't seen whole, whichever situation tolerates addresses them
    if bench.question != "tolerance" or ("tolerated" if whole else "unaddressed") not in bench.verdicts:
        return ()
    # a text read whole leaves unread what no met situation reads; else one and the same has to address all
    met = [rule.addresses for rule, node in bench.criteria.satisfied if r.state(node)] or [frozenset()]
    carried = frozenset.union(*met) if whole else frozenset.intersection(*met)
    loose = [fact for fact in here.adverse if fact.id not in here.addressed | carried]
    return tuple(fact.id for fact in loose if r.state(r.true_adverse(fact)))
