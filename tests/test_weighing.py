"""The six-factor sheet: what weighs for a person and what against; and what is sure of facts one by one."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.conditions import All, Atom, Expr, Not, Some, Span
from rongcuo.facts.known import Known
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import facts_of
from rongcuo.ruling import prepare
from rongcuo.ruling.six_factors import factor_sheet, surely

from .made import text
from .policytext import clause

# What is sure

VALUES = ("a", "b", "c")
SETS = [
    frozenset(value for value, there in zip(VALUES, each, strict=True) if there)
    for each in product((0, 1), repeat=3)
]
ENDS = [None, *range(5)]
SPANS = [Span(low, high) for low, high in product(ENDS, ENDS) if low is None or high is None or low <= high]


def all_or_none(found: set[bool]) -> bool | None:
    return found.pop() if len(found) == 1 else None


def test_a_choice_is_sure_where_each_value_that_is_left_says_the_same() -> None:
    for left, accepted in product(SETS[1:], SETS):
        told = {"x": Known(values=frozenset(left))}
        assert surely(Atom("x", frozenset(accepted)), told) is all_or_none({v in accepted for v in left})


def test_a_number_is_sure_where_each_that_is_left_says_the_same() -> None:
    for left, accepted in product(SPANS, SPANS):
        found = {number in accepted for number in range(-2, 8) if number in left}
        assert surely(Atom("x", accepted), {"x": Known(span=left)}) is all_or_none(found)


def test_an_entry_of_a_set_is_sure_where_it_is_known_to_be_there_or_not() -> None:
    told = {"x": Known(includes=frozenset("a"), excludes=frozenset("b"))}
    entries = {value: surely(Atom("x", frozenset([True]), value), told) for value in VALUES}
    assert entries == {"a": True, "b": False, "c": None}


def test_of_several_tests_it_is_sure_what_every_answer_to_the_open_ones_makes_true() -> None:
    atoms = [Atom(name, frozenset([True])) for name in "xyz"]
    joined: list[tuple[Expr, int]] = [
        (All(tuple(atoms)), 3),
        *((Some(tuple(atoms), least), least) for least in (1, 2, 3)),
    ]
    for states in product((True, False, None), repeat=3):
        told = {
            a.name: Known(values=frozenset([s])) for a, s in zip(atoms, states, strict=True) if s is not None
        }
        ways = list(product(*([s] if s is not None else [True, False] for s in states)))
        for expr, least in joined:
            found = {sum(way) >= least for way in ways}
            assert surely(expr, told) is all_or_none(set(found))
            assert surely(Not(expr), told) is all_or_none({not holds for holds in found})


# The sheet

SAID = '{ zh = "甲", en = "a" }'
OWN = "".join(
    f'[[fact]]\nid = "{name}"\ngroup = "procedure"\ntype = "yes_no"\nlabel = {SAID}\nask = {SAID}\n{weighs}\n'
    for name, weighs in (("helps", 'for = "helps"'), ("harms", 'against = "harms"'), ("plain", ""))
)


def sides(folder: Path, facts: dict[str, Any], *absent: str) -> dict[str, str]:
    """What the sheet says of each fact that it names: its side, or that it is asked."""
    here = text(
        folder,
        "mock",
        clause("situation", "T1", when="trying_first", requires="helps and reported_after"),
        ("tolerance", OWN),
    )
    policy = load_plugin(here.plugin, here.name).policy
    assert policy is not None
    vocabulary = facts_of((policy,))
    told = {"title": "t", "where": "mock", "facts": facts, "absent": list(absent)}
    case = prepare(case_from(told, "case", vocabulary, frozenset(["mock"])), (policy,), vocabulary)
    rows = factor_sheet(Jurisdiction(region=policy.region, policies=(policy,)), case)
    found: dict[str, str] = {}
    for row in rows:
        for side in ("weigh_for", "weigh_against", "neutral", "unknown"):
            for name in getattr(row, side):
                assert name not in found
                assert vocabulary[name].group == row.factor
                found[name] = side
    return found


def test_what_is_read_and_not_known_is_asked_and_nothing_else(tmp_path: Path) -> None:
    asked = dict.fromkeys(("trying_first", "mock:helps", "reported_after"), "unknown")
    assert sides(tmp_path, {}) == asked


@pytest.mark.parametrize(
    ("name", "value", "side"),
    [
        ("inquiries_made", True, "weigh_for"),
        ("inquiries_made", False, "weigh_against"),
        ("force_majeure", True, "weigh_for"),
        ("force_majeure", False, "neutral"),
        ("negligent", True, "weigh_against"),
        ("negligent", None, "weigh_for"),
        ("private_gain", ["self"], "weigh_against"),
        ("private_gain", None, "weigh_for"),
        ("cause_weight", "sole", "weigh_for"),
        ("cause_weight", {"one_of": ["contributory", "sole"]}, "neutral"),
        ("field", ["trade"], "neutral"),
        ("mock:helps", True, "weigh_for"),
        ("mock:helps", False, "neutral"),
        ("mock:harms", True, "weigh_against"),
        ("mock:harms", False, "neutral"),
        ("mock:plain", True, "neutral"),
    ],
)
def test_a_known_fact_weighs_for_or_against_the_person_or_neither(
    tmp_path: Path, name: str, value: Any, side: str
) -> None:
    facts, absent = ({}, [name]) if value is None else ({name: value}, [])
    assert sides(tmp_path, facts, *absent)[name] == side
