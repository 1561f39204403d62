"""Needs: what would have to be known, sorted by how it is asked, and what remains if checks find nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from ..facts.known import absent_value
from .bench import SEARCHED, Bench
from .explain import unknowns
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


def sort_needs(bench: Bench) -> Sorted:
    """Which facts, findings and readings matter, and in which batch each is asked."""
    here = bench.here
    first = _deciding(bench, bench.node)
    readings = [name for policy in here.texts for name in policy.readings if name in first]
    absent, checks, supposing = _check(bench, first)
    left = [name for name in _deciding(bench, absent) if name not in checks and name not in readings]
    scenes = [name for name in left if _is_scene(bench, name)]
    questions = [name for name in left if name not in scenes]
    aside = _aside(bench, absent, questions)
    needs = Needs(
        checks=tuple(checks),
        scenes=tuple(scenes),
        questions=_asked(bench, [name for name in questions if name not in aside]),
        aside=_asked(bench, aside),
        follow_ups=_asked(bench, [name for name in first if name not in (*checks, *left, *readings)]),
        closed_by_scenes=not checks and bool(scenes) and _closed_by_scenes(bench, scenes),
        closing=() if checks else _closing(bench, left),
    )
    asked = [name for name in first if name not in readings]
    findings = [name for name in asked if name in here.variables]
    because = (("facts", len(asked) > len(findings)), ("findings", findings), ("readings", readings))
    return Sorted(needs, tuple(readings), tuple(name for name, there in because if there), absent, supposing)


def _check(bench: Bench, names: list[str]) -> tuple[int, list[str], dict[int, int]]:
    """The adverse facts to check together, and the function and its cells once none of them is found.

    A fact that is known to be there, or can't be absent along with the rest, is a question instead.
    """
    r = bench.r
    found: dict[str, dict[int, int]] = {}
    for name in names:
        fact = r.fact(name)
        if name in bench.here.variables or not fact.adverse:
            continue
        cells = r.settle(fact, absent_value(fact))
        if cells is not None:
            found[name] = cells
    # all at once is much faster than one by one, and nearly always possible
    supposing = {level: cell for cells in found.values() for level, cell in cells.items()}
    absent = r.diagrams.restrict(bench.node, supposing)
    if not found or r.diagrams.values(absent) != (OUTSIDE,):
        return absent, list(found), supposing
    absent, checks, supposing = bench.node, [], {}
    for name, cells in found.items():
        tried = r.diagrams.restrict(absent, cells)
        if r.diagrams.values(tried) != (OUTSIDE,):
            absent = tried
            checks.append(name)
            supposing |= cells
    return absent, checks, supposing


def _asked(bench: Bench, names: Iterable[str]) -> tuple[str, ...]:
    """What an officer is asked: a period is known by its dates, those of them that aren't known yet."""
    asked = [part for name in names for part in bench.here.asked(name)]
    known = {n for n in asked if n in bench.r.known and bench.r.known[n].single(bench.r.fact(n)) is not None}
    return tuple(dict.fromkeys(name for name in asked if name not in known))


def _deciding(bench: Bench, node: int) -> list[str]:
    """The variables that matter, in the region's order."""
    names = {str(name) for name in bench.r.diagrams.deciding(node, bench.r.groups, OUTSIDE)}
    if not names:
        return []
    places = bench.here.places
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def asked_for(bench: Bench) -> frozenset[str]:
    """Everything that would have to be known, as an officer is asked for it."""
    names = sorted(map(str, bench.r.diagrams.deciding(bench.node, bench.r.groups, OUTSIDE)))
    scenes = [name for name in names if _is_scene(bench, name)]
    return frozenset([*scenes, *_asked(bench, [name for name in names if name not in scenes])])


def _is_scene(bench: Bench, name: str) -> bool:
    if name in bench.here.variables:
        return False
    fact = bench.r.fact(name)
    return fact.group == "scene" and fact.type == "yes_no"


def _aside(bench: Bench, absent: int, questions: list[str]) -> list[str]:
    """The questions that can't change whether the mistake is tolerated."""
    if bench.question != "tolerance":
        return []
    tolerated = bench.r.diagrams.map("whether tolerated", _whether_tolerated, absent)
    change = set(_deciding(bench, tolerated))
    return [name for name in questions if name not in change]


def _whether_tolerated(outcome: Outcome) -> Outcome | bool:
    return outcome if outcome == OUTSIDE else outcome.verdict == "tolerated"


def _verdict(outcome: Outcome) -> Outcome | str:
    return outcome if outcome == OUTSIDE else outcome.verdict


def _closed_by_scenes(bench: Bench, scenes: list[str]) -> bool:
    """Whether one answer is left if none of these scenes applies."""
    node = bench.node
    for name in scenes:
        node = bench.r.diagrams.restrict(node, bench.r.settle(bench.r.fact(name), False) or {})
    return len(bench.possible_in(node)) == 1


def _closing(bench: Bench, names: list[str]) -> tuple[str, ...]:
    """The questions of which every answer leaves one verdict: nothing else can matter to it then."""
    verdict = bench.r.diagrams.map("verdict", _verdict, bench.node)
    matter = set(_deciding(bench, verdict))
    return tuple(name for name in names if matter <= {name} and _closes(bench, name))


def _closes(bench: Bench, name: str) -> bool:
    """Whether one verdict is left whatever the answer to this question."""
    ends = bench.r.diagrams.ends(bench.node, bench.r.groups, name)
    return all(len(bench.possible_in(end)) <= 1 for end in ends)


def remaining(bench: Bench, sorted_: Sorted) -> Remaining:
    """What is left once every check came back empty, and what that still hangs on."""
    verdict = bench.word(sorted_.absent, sorted_.supposing)
    return Remaining(
        verdict=verdict,
        possible=bench.possible_in(sorted_.absent),
        still_needed=_still_needed(bench, sorted_) if verdict == "open" else (),
    )


def _still_needed(bench: Bench, sorted_: Sorted) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each situation, scope or trigger not ruled out, the facts that it still depends on."""
    found = []
    for rule in bench.here.rules(SEARCHED[bench.question]):
        names = unknowns(bench.r, rule.condition, sorted_.supposing)
        if names:
            found.append((rule.id, _asked(bench, names)))
    return tuple(found)
