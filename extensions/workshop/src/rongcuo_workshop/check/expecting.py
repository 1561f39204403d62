"""Expecting: what a case expects, held against the names that there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from rongcuo.facts.problems import Problem, nearest, not_one_of
from rongcuo.policy.cases import Case, Expectation, verdicts
from rongcuo.policy.clauses import TIERS
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling.evaluation import SEARCHED

from ..workspace import Workspace

_OF_CLAUSES, _OF_FACTS = ("decided_by", "met", "not_met"), ("unaddressed", "checks", "open_facts")


def named_nothing(workspace: Workspace, case: Case) -> Iterator[Problem]:
    """Clauses, facts, readings and tiers that a case expects and that aren't there.

    Of a region that isn't on, nobody can tell.
    """
    for region, expected in case.expect.items():
        own = region == workspace.here.id
        here = workspace.here if own else workspace.registry.answering.get(region)
        if here is not None:
            yield from _of_region(expected, here, f"expect.{region}")


def _of_region(expected: Expectation, here: Jurisdiction, place: str) -> Iterator[Problem]:
    # a list that was searched in vain decides, too
    lists = {f"{text.plugin}:{kind}" for text in here.texts for kind in SEARCHED.values()}
    for key in _OF_CLAUSES:
        names = {*here.by_id, *lists} if key == "decided_by" else {*here.by_id}
        yield from _unknown("unknown_clause", "clause", getattr(expected, key), names, f"{place}, {key}")
    # what is open may be a finding on a clause, or a reading
    for key in _OF_FACTS:
        names = {*(here.all_names if key == "open_facts" else here.vocabulary)}
        yield from _unknown("unknown_fact", "fact", getattr(expected, key), names, f"{place}, {key}")
    yield from _others(expected.tiers or (), TIERS, f"{place}, tiers")
    readings = {
        name: reading for text in here.texts for e in text.editions for name, reading in e.readings.items()
    }
    for key, values in (("readings", verdicts()), ("reading_tiers", TIERS)):
        wanted: Mapping[str, Mapping[str, tuple[str, ...]]] = getattr(expected, key) or {}
        yield from _others(wanted, readings, f"{place}, {key}")
        for name, options in wanted.items():
            if name in readings:
                at = f'{place}, {key}."{name}"'
                yield from _others(options, readings[name].options, at)
                for option, results in options.items():
                    yield from _others(results, values, f"{at}.{option}")


def _unknown(
    problem: str, what: str, names: Iterable[str] | None, known: Collection[str], place: str
) -> Iterator[Problem]:
    for name in names or ():
        if name not in known:
            yield Problem(problem, {what: name, "near": nearest(name, known)}, place)


def _others(names: Iterable[str], choices: Collection[str], place: str) -> Iterator[Problem]:
    return (not_one_of(place, name, choices) for name in names if name not in choices)
