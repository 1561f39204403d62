"""What if: each set of changes turns the answer, none has a fact too many, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings

import rongcuo
from rongcuo.facts.conditions import Span
from rongcuo.facts.known import Known, exactly
from rongcuo.ruling.diagrams import TooComplex
from rongcuo_analysis.answering import Asking
from rongcuo_analysis.asked import ANSWERS
from rongcuo_analysis.asked import asking_of as asking_of_a_case
from rongcuo_analysis.whatif import Search, Sets, WhatIf, what_if

from ..running import ROOT
from ..scale import WHOLE, scaled
from ..strategies import Sample, procedure_samples, samples
from .asking import asking_of

pytestmark = pytest.mark.once

#: Facts that are changed together at most, in these tests.
MOST = 2
#: Changes that are tried one by one; a sample with more of them is left out.
TRIED = 1_000


def otherwise(asking: Asking, name: str) -> list[Known]:
    """Everything that a fact can be made to be, other than what is known of it."""
    fact = asking.r.fact(name)
    if name in asking.here.variables:
        open_ = name in asking.here.by_id and name not in asking.prepared.findings
        return [exactly(fact, met) for met in (False, True)] if open_ else []
    if fact.derived or fact.type == "date":
        return []
    if name in ("filing", "filing_scope", "excess_objective") and not asking.at_home:
        return []
    if fact.type == "set":
        known = asking.known.get(name, Known())
        ways = product(*((True, False, None) for _ in fact.values))
        changed = []
        for way in ways:
            added = {m for m, there in zip(fact.values, way, strict=True) if there}
            taken = {m for m, there in zip(fact.values, way, strict=True) if there is False}
            new = Known(includes=known.includes - taken | added, excludes=known.excludes - added | taken)
            if new != Known(includes=known.includes, excludes=known.excludes):
                changed.append(new)
        return changed
    had = asking.known.get(name)
    if fact.numeric:
        cells = asking.r.cells(name)
        lowest = [cell.value if at or fact.type == "amount" else None for at, cell in enumerate(cells)]
        spans = [Span(low, cell.last) for low, cell in zip(lowest, cells, strict=True)]  # type: ignore[arg-type]
        return [Known(span=span) for span in spans if had is None or not _inside(had.span, span)]
    values = (False, True) if fact.type == "yes_no" else fact.values
    return [exactly(fact, value) for value in values if had is None or had.values != {value}]


def _inside(one: Span, other: Span) -> bool:
    low = other.low is None or (one.low is not None and one.low >= other.low)
    return low and (other.high is None or (one.high is not None and one.high <= other.high))


def smallest_by_trying(asking: Asking, wanted: frozenset[str]) -> set[frozenset[str]] | None:
    """The sets of facts that turn the answer, by ruling every change anew; None where that takes too long."""
    read = {*asking.read_in(asking.wants(wanted))}
    ways = {name: otherwise(asking, name) for name in sorted(read)}
    ways = {name: others for name, others in ways.items() if others}
    count = sum(map(len, ways.values()))
    if count * count / 2 > TRIED:
        return None
    found: set[frozenset[str]] = set()
    for size in range(MOST + 1):
        for names in combinations(ways, size):
            if any(other < set(names) for other in found):
                continue
            for values in product(*(ways[name] for name in names)):
                ruling = asking.once(dict(zip(names, values, strict=True)))
                verdicts = {possible.verdict for possible in ruling.possible} if ruling else set()
                if verdicts and verdicts <= wanted:
                    found.add(frozenset(names))
                    break
    return found


def wants(sample: Sample, asking: Asking) -> Iterator[frozenset[str]]:
    answers = ANSWERS[asking.question]
    yield frozenset([sample.rng.choice(answers)])
    yield frozenset(answers[:1])


@pytest.mark.parametrize("question", ["tolerance", "filing", "clarification"])
def test_the_smallest_changes_are_those_that_trying_finds(question: str) -> None:
    drawn = samples() if question == "tolerance" else procedure_samples(question)
    compared = turned = 0

    @settings(max_examples=scaled(60), deadline=None)
    @given(drawn)
    def hold(sample: Sample) -> None:
        nonlocal compared, turned
        asking = asking_of(sample)
        for wanted in wants(sample, asking):
            expected = smallest_by_trying(asking, wanted)
            if expected is None:
                continue
            result = what_if(asking, wanted, "any", MOST)
            assert result.more or {frozenset(change.facts) for change in result.changes} == expected
            compared += 1
            turned += bool(expected - {frozenset()})
            for change in result.changes:
                ruling = asking.once(change.facts)
                assert ruling is not None and {p.verdict for p in ruling.possible} <= wanted

    hold()
    print(f"{question}: {compared} compared, {turned} with changes")
    assert turned > compared / 20 or not WHOLE


def test_where_it_is_too_complex_sets_of_fewer_facts_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> WhatIf:
        asking = asking_of_a_case(rongcuo.load(), ROOT / "examples" / "yiwu.toml", "shandong", "tolerance")
        return what_if(asking, frozenset(["tolerated"]), "any")

    whole, smallest = asked(), Search.smallest

    def up_to_four(self: Search, node: int, most: int, inside: str = "") -> Sets:
        if most > 4:
            raise TooComplex
        return smallest(self, node, most, inside)

    monkeypatch.setattr(Search, "smallest", up_to_four)
    part = asked()
    assert (whole.searched, part.searched) == (8, 4)
    few = [change.facts for change in whole.changes if len(change.facts) <= 4]
    assert [change.facts for change in part.changes] == few and 0 < len(few) < len(whole.changes)
