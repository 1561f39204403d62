"""Needs: what would have to be known, sorted by how it is asked, and what remains if checks find nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from attrs import frozen

from ..facts.known import absent_value
from .evaluation import SEARCHED, Evaluation
from .explain import unknowns
from .reasoner import Reasoner
from .result import Needs, Remaining
from .tables import OUTSIDE, Outcome


@frozen
class Sorted:
    """The needs of a ruling; `absent` is the function once every check came back empty.

    `supposing` are the cells that this restricts it to.
    """

    needs: Needs
    readings: tuple[str, ...]
    because: tuple[str, ...]
    absent: int
    supposing: Mapping[int, int]


def sort_needs(evaluation: Evaluation) -> Sorted:
    """Which facts, findings and readings matter, and in which batch each is asked."""
    here = evaluation.here
    first = _deciding(evaluation, evaluation.node)
    readings = [name for policy in here.texts for name in policy.readings if name in first]
    absent, checks, supposing = _check(evaluation, first)
    left = [name for name in _deciding(evaluation, absent) if name not in checks and name not in readings]
    scenes = [name for name in left if is_scene(evaluation, name)]
    questions = [name for name in left if name not in scenes]
    aside = _aside(evaluation, absent, questions)
    needs = Needs(
        checks=tuple(checks),
        scenes=tuple(scenes),
        questions=_asked(evaluation, [name for name in questions if name not in aside]),
        aside=_asked(evaluation, aside),
        follow_ups=_asked(evaluation, [name for name in first if name not in (*checks, *left, *readings)]),
        closed_by_scenes=not checks and bool(scenes) and _closed_by_scenes(evaluation, scenes),
        closing=() if checks else _closing(evaluation, left),
    )
    asked = [name for name in first if name not in readings]
    findings = [name for name in asked if name in here.variables]
    because = (("facts", len(asked) > len(findings)), ("findings", findings), ("readings", readings))
    return Sorted(needs, tuple(readings), tuple(name for name, there in because if there), absent, supposing)


def _check(evaluation: Evaluation, names: list[str]) -> tuple[int, list[str], dict[int, int]]:
    """The adverse facts to check together, and the function and its cells once none of them is found.

    A fact that is known to be there, or can't be absent along with the rest, is a question instead.
    """
    r = evaluation.r
    absences: dict[str, dict[int, int]] = {}
    for name in names:
        fact = r.fact(name)
        if name in evaluation.here.variables or not fact.adverse:
            continue
        cells = r.settle(fact, absent_value(fact))
        if cells is not None:
            absences[name] = cells
    # all at once is much faster than one by one, and nearly always possible
    supposing = {level: cell for cells in absences.values() for level, cell in cells.items()}
    absent = r.diagrams.restrict(evaluation.node, supposing)
    if r.diagrams.values(absent) != (OUTSIDE,):
        return absent, list(absences), supposing
    absent, checks, supposing = evaluation.node, [], {}
    for name, cells in absences.items():
        tried = r.diagrams.restrict(absent, cells)
        if r.diagrams.values(tried) != (OUTSIDE,):
            absent = tried
            checks.append(name)
            supposing |= cells
    return absent, checks, supposing


def _asked(evaluation: Evaluation, names: Iterable[str]) -> tuple[str, ...]:
    """What an officer is asked: of a period, those of its dates that aren't known; itself, where they don't tell it."""
    r = evaluation.r
    asked: list[str] = []
    for name in names:
        parts = evaluation.here.asked(name)
        left = [n for n in parts if n not in r.known or r.known[n].single(r.fact(n)) is None]
        asked += left if left or name in parts else [name]
    return tuple(dict.fromkeys(asked))


def _deciding(evaluation: Evaluation, node: int) -> list[str]:
    """The variables that matter, in the region's order."""
    names = {str(name) for name in evaluation.r.diagrams.deciding(node, evaluation.r.groups, OUTSIDE)}
    if not names:
        return []
    places = evaluation.here.places
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def asked_for(evaluation: Evaluation) -> frozenset[str]:
    """Everything that would have to be known, as an officer is asked for it."""
    names = sorted(map(str, evaluation.r.diagrams.deciding(evaluation.node, evaluation.r.groups, OUTSIDE)))
    scenes = [name for name in names if is_scene(evaluation, name)]
    return frozenset([*scenes, *_asked(evaluation, [name for name in names if name not in scenes])])


def is_scene(evaluation: Evaluation, name: str) -> bool:
    """Whether a fact is asked for along with the other scenes."""
    if name in evaluation.here.variables:
        return False
    fact = evaluation.r.fact(name)
    return fact.group == "scene" and fact.type == "yes_no"


def _aside(evaluation: Evaluation, absent: int, questions: list[str]) -> list[str]:
    """The questions that can't change whether the mistake is tolerated."""
    if evaluation.question != "tolerance":
        return []
    tolerated = evaluation.r.diagrams.map("whether tolerated", _whether_tolerated, absent)
    change = set(_deciding(evaluation, tolerated))
    return [name for name in questions if name not in change]


def _whether_tolerated(outcome: Outcome) -> Outcome | bool:
    return outcome if outcome == OUTSIDE else outcome.verdict == "tolerated"


def verdict_alone(evaluation: Evaluation) -> int:
    """The answer without its tiers."""
    return evaluation.r.diagrams.map("verdict", _verdict, evaluation.node)


def _verdict(outcome: Outcome) -> Outcome | str:
    return outcome if outcome == OUTSIDE else outcome.verdict


def _closed_by_scenes(evaluation: Evaluation, scenes: list[str]) -> bool:
    """Whether one answer is left if none of these scenes applies."""
    node = evaluation.node
    for name in scenes:
        node = evaluation.r.diagrams.restrict(node, evaluation.r.settle(evaluation.r.fact(name), False) or {})
    return len(evaluation.possible_in(node)) == 1


def _closing(evaluation: Evaluation, names: list[str]) -> tuple[str, ...]:
    """The questions of which every answer leaves one verdict: nothing else can matter to it then."""
    matter = set(_deciding(evaluation, verdict_alone(evaluation)))
    closing = [name for name in names if matter <= {name} and _closes(evaluation, name)]
    asked = [_asked(evaluation, [name]) for name in closing]
    return tuple(name for names in asked if len(names) == 1 for name in names)


def _closes(evaluation: Evaluation, name: str) -> bool:
    """Whether one verdict is left whatever the answer to this question."""
    ends = evaluation.r.diagrams.ends(evaluation.node, evaluation.r.groups, name)
    return all(len(evaluation.possible_in(end)) <= 1 for end in ends)


def settling(evaluation: Evaluation, sorted_: Sorted) -> dict[str, float]:
    """Once the checks are empty, the share of the answers to each question that leave one verdict.

    Answers that leave the same count once, however many values they are.
    """
    r, shares = evaluation.r, {}
    left = r.diagrams.remember("verdicts by level", partial(_by_level, r), sorted_.absent)
    levels = {name: level for level, name in r.groups.items()}
    whole = [frozenset(possible.verdict for possible in evaluation.possible_in(sorted_.absent))]
    for name in (*sorted_.needs.scenes, *sorted_.needs.questions, *sorted_.needs.aside):
        try:
            fact = r.fact(name)
        except KeyError:  # a date of a period, which only its other date makes telling
            continue
        if fact.type != "set":  # its members are too many to be tried together
            ways = [len(verdicts) for verdicts in left.get(levels.get(name, -1), whole) if verdicts]
            shares[name] = ways.count(1) / len(ways)
    return shares


def _by_level(r: Reasoner, node: int) -> dict[int, list[frozenset[str]]]:
    return r.diagrams.left_by_level(node, "verdicts", _verdicts)


def _verdicts(outcome: Outcome) -> frozenset[str]:
    return frozenset() if outcome == OUTSIDE else frozenset([outcome.verdict])


def remaining(evaluation: Evaluation, sorted_: Sorted) -> Remaining:
    """What is left once every check came back empty, and what that still hangs on."""
    verdict = evaluation.word(sorted_.absent, sorted_.supposing)
    return Remaining(
        verdict=verdict,
        possible=evaluation.possible_in(sorted_.absent),
        still_needed=_still_needed(evaluation, sorted_) if verdict == "open" else (),
    )


def _still_needed(evaluation: Evaluation, sorted_: Sorted) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each situation, scope or trigger not ruled out, the facts that it still depends on."""
    needed = []
    for rule in evaluation.here.rules(SEARCHED[evaluation.question]):
        names = unknowns(evaluation.r, rule.condition, sorted_.supposing)
        if names:
            needed.append((rule.id, _asked(evaluation, names)))
    return tuple(needed)
