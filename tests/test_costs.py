"""What a long policy costs, counted and not timed: twice the clauses take about twice the work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import facts_of
from rongcuo.ruling import prepare, rule
from rongcuo.ruling.diagrams import FALSE, TRUE, Diagrams
from rongcuo.ruling.evaluation import Evaluation
from rongcuo.ruling.prepared import PreparedCase
from rongcuo.ruling.remarks import notes
from rongcuo_workshop.check.proofs import Proofs

from .made import text
from .policytext import clause
from .scale import scaled

pytestmark = pytest.mark.once  # another Python has other instructions


def work(run: Callable[[], object]) -> int:
    """How many instructions of Python something takes."""
    count = 0

    def step(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def long_text(folder: Path, conditions: list[str]) -> tuple[Jurisdiction, PreparedCase]:
    """A text with a situation for each condition, and a case of which nothing is known."""
    parts = [clause("situation", f"T{number}", when=when) for number, when in enumerate(conditions)]
    point = text(folder, f"long{len(conditions)}", *parts)
    loaded = load_plugin(point.plugin, point.name)
    assert loaded.policy is not None, loaded.problems
    policies = (loaded.policy,)
    vocabulary = facts_of(policies)
    case = case_from({"title": "t", "where": "t"}, "case", vocabulary, frozenset())
    return Jurisdiction(region=loaded.policy.region, policies=policies), prepare(case, policies, vocabulary)


def ratio(counts: list[int]) -> float:
    return counts[1] / counts[0]


@pytest.mark.slow
def test_each_situation_may_have_an_amount_of_its_own(tmp_path: Path) -> None:
    counts = []
    for many in (120, 240):
        here, case = long_text(tmp_path, [f"loss < '{yuan}'" for yuan in range(1, many + 1)])
        counts.append(work(partial(rule, here, case, "tolerance")))
    assert ratio(counts) < 2.6


def test_what_is_noted_of_each_clause_is_not_looked_for_in_all(tmp_path: Path) -> None:
    counts = []
    for many in (150, 300):
        here, case = long_text(tmp_path, ["trying_first"] * many)
        evaluation = Evaluation(here, case, "tolerance")
        counts.append(work(partial(notes, evaluation)))
    assert ratio(counts) < 2.6


def test_a_part_that_conditions_share_is_looked_through_once() -> None:
    d = Diagrams(10_000)
    shared = TRUE
    for level in reversed(range(3, 63)):
        shared = d.node(level, [FALSE, shared])
    conditions = [d.node(level, [FALSE, shared]) for level in range(3)]
    groups: dict[int, Hashable] = {level: str(level) for level in range(63)}
    first, *others = [work(partial(d.deciding, node, groups, None)) for node in conditions]
    assert max(others) < first / 2
    assert all(len(d.deciding(node, groups, None)) == 61 for node in conditions)


@pytest.mark.parametrize("size", [8, 64, 512])
def test_the_fewest_clauses_that_shadow_one_are_found_in_few_tries(size: int) -> None:
    tries = 0

    def contradict(parts: Any) -> bool:
        nonlocal tries
        tries += 1
        return {1, size - 2} <= {*parts}

    assert Proofs.fewest(cast(Proofs, None), range(size), contradict) == [1, size - 2]
    assert tries < 4 * size.bit_length()


@settings(deadline=None, max_examples=scaled(100))
@given(st.integers(0, 7), st.sets(st.frozensets(st.integers(0, 6)), max_size=4))
def test_the_fewest_are_those_left_once_each_is_left_out_that_can_be(
    size: int, cores: set[frozenset[int]]
) -> None:
    def contradict(parts: Any) -> bool:
        return any(core <= {*parts} for core in cores)

    left = list(range(size))
    for part in range(size):
        fewer = [other for other in left if other != part]
        if contradict(fewer):
            left = fewer
    assert Proofs.fewest(cast(Proofs, None), range(size), contradict) == left
