"""Compiled texts: how what can be of a fact is cut into cells, and what a case leaves of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.facts.conditions import ALWAYS, All, Atom, Not, Some, Span, yes
from rongcuo.facts.known import Known, exactly
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling.compiled import AWAY, KEPT, OPEN_BUDGET, Cell, Compiled, compiled, seen_from, split_place
from rongcuo.ruling.diagrams import FALSE, TRUE, TooComplex

from .made import text
from .policytext import clause, listing
from .test_periods import DATES, PERIOD, state

MARCH = 738_946  # 1 March 2024
DAY = "mock:told_on"
DAYS = "mock:days_taken"
#: A date of no period: those that one is counted from aren't compared.
TOLD = DATES[: DATES.index("[[fact]]", 1)].replace("begun_on", "told_on")


@pytest.fixture
def here(tmp_path: Path) -> Jurisdiction:
    """A region with a condition on a fact of each kind."""
    conditions = (
        "loss >= 1 and loss < 5",
        "told_on >= '2024-03-01'",
        "days_taken >= 0 or days_taken > 30",
        "'health' in field",
        "violation_found >= 'violation'",
        "filing == 'before'",
        "trying_first",
    )
    point = text(
        tmp_path,
        "mock",
        listing("situation", seen="complete"),
        *(clause("situation", f"T{n}", when=when) for n, when in enumerate(conditions)),
        listing("red_line", seen="none"),
        ("tolerance", DATES + TOLD + PERIOD),
    )
    loaded = load_plugin(point.plugin, point.name)
    assert loaded.policy is not None, loaded.problems
    return Jurisdiction(region=loaded.policy.region, policies=(loaded.policy,))


# Cells


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("trying_first", [Cell(False), Cell(True)]),
        ("loss", [Cell(0, 99), Cell(100, 499), Cell(500)]),  # an amount is never below nothing
        (DAY, [Cell(MARCH - 1, MARCH - 1), Cell(MARCH)]),
        (DAYS, [Cell(-1, -1), Cell(0, 30), Cell(31)]),
        ("mock:ended_on", [Cell(0)]),  # no condition tells its days apart
    ],
)
def test_numbers_that_no_condition_tells_apart_are_one_cell(
    here: Jurisdiction, name: str, cells: list[Cell]
) -> None:
    assert list(Compiled(here).cells(name)) == cells


def test_a_choice_has_a_cell_for_each_value_and_a_set_two_for_each_member(here: Jurisdiction) -> None:
    made = Compiled(here)
    assert [cell.value for cell in made.cells("filing")] == list(made.fact("filing").values)
    assert list(made.cells("field", "health")) == [Cell(False), Cell(True)]


def test_others_cut_a_number_too(here: Jurisdiction) -> None:
    made = Compiled(here, more_cuts={"loss": frozenset([300]), DAY: frozenset([MARCH])})
    assert [cell.value for cell in made.cells("loss")] == [0, 100, 300, 500]
    assert [cell.value for cell in made.cells(DAY)] == [MARCH - 1, MARCH]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(100, None, True), (100, 499, True), (None, 99, True), (0, 300, False), (7, 499, False)],
)
def test_whether_a_test_cuts_where_the_text_does(
    here: Jurisdiction, low: int | None, high: int | None, told: bool
) -> None:
    assert Compiled(here).tells([Atom("loss", Span(low, high))]) is told


# Variables


def test_each_variable_has_a_level_and_a_set_one_for_each_member(here: Jurisdiction) -> None:
    made = Compiled(here)
    assert sorted(made.groups) == list(range(len(made.groups)))
    assert {made.groups[made.level(name)] for name in here.order} == set(here.order)
    members = made.fact("field").values
    first = made.level("field")
    assert [made.groups[first + n] for n in range(len(members))] == ["field"] * len(members)
    assert [name for name in made.groups.values()].count("field") == len(members)


def test_a_variable_that_no_condition_reads_gets_a_level_when_it_is_asked_for(here: Jurisdiction) -> None:
    made = Compiled(here)
    levels = len(made.groups)
    assert not made.has("collective_decision") and made.has("trying_first")
    assert made.level("collective_decision") >= levels and made.has("collective_decision")
    assert [variable.name for variable in made.layout] == [*here.order, "collective_decision"]


def test_the_level_of_a_variable_is_the_same_whichever_is_asked_for_first(here: Jurisdiction) -> None:
    names = ("collective_decision", f"filing{AWAY}", "risk_assessed")
    one, other = Compiled(here), Compiled(here)
    levels = {name: one.level(name) for name in names}
    assert levels == {name: other.level(name) for name in reversed(names)}
    assert len({*levels.values()}) == 3 and all(one.groups[level] == name for name, level in levels.items())


def test_a_fact_of_another_place_is_the_same_fact(here: Jurisdiction) -> None:
    made = Compiled(here)
    assert split_place("filing") == ("filing", "") and split_place(f"filing{AWAY}") == ("filing", AWAY)
    assert made.fact(f"filing{AWAY}") is made.fact("filing")
    assert made.level(f"filing{AWAY}") != made.level("filing")
    with pytest.raises(KeyError):
        made.fact("no_such_fact")


# What a case leaves


@pytest.mark.parametrize(
    ("name", "span", "left"),
    [
        ("loss", Span(0, 99), (0,)),
        ("loss", Span(99, 100), (0, 1)),
        ("loss", Span(100, 499), (1,)),
        ("loss", Span(499, None), (1, 2)),
        ("loss", Span(500, 500), (2,)),
        ("loss", Span(), (0, 1, 2)),
        (DAY, Span(1, 10), (0,)),  # the first goes down as far as days do
        (DAY, Span(None, MARCH), (0, 1)),
        (DAY, Span(MARCH, None), (1,)),
        (DAYS, Span(-9, -5), (0,)),
        (DAYS, Span(None, -1), (0,)),
        (DAYS, Span(10**6, 10**6), (2,)),
    ],
)
def test_a_span_leaves_the_cells_that_it_meets(
    here: Jurisdiction, name: str, span: Span, left: tuple[int, ...]
) -> None:
    assert Compiled(here).left(name, None, Known(span=span)) == left


def test_values_and_members_leave_their_cells(here: Jurisdiction) -> None:
    made = Compiled(here)
    filing = made.fact("filing")
    assert made.left("filing", None, exactly(filing, filing.values[1])) == (1,)
    assert made.left("filing", None, Known(values=frozenset(filing.values[::2]))) == tuple(
        range(0, len(filing.values), 2)
    )
    known = Known(includes=frozenset(["health"]), excludes=frozenset(["trade"]))
    assert [made.left("field", member, known) for member in ("health", "trade", "other")] == [
        (1,),
        (0,),
        (0, 1),
    ]
    assert made.place("filing", None, filing.values[2]) == 2
    assert made.place("field", "health", True) == 1


# Conditions


def test_a_condition_holds_in_the_cells_in_which_its_test_does(here: Jurisdiction) -> None:
    made = Compiled(here)
    node = made.build(Atom("loss", Span(100, 499)))
    assert node is not None
    level = made.level("loss")
    assert [made.diagrams.restrict(node, {level: cell}) for cell in range(3)] == [FALSE, TRUE, FALSE]


def test_not_all_and_some_are_put_together(here: Jurisdiction) -> None:
    made = Compiled(here)
    first, second = yes("trying_first"), Atom("field", frozenset([True]), "health")
    levels = made.level("trying_first"), made.level("field") + made.fact("field").values.index("health")
    for expr, holds in (
        (Not(first), lambda a, b: not a),
        (All((first, second)), lambda a, b: a and b),
        (Some((first, second)), lambda a, b: a or b),
        (Some((first, second), 2), lambda a, b: a and b),
        (ALWAYS, lambda a, b: True),
    ):
        node = made.build(expr)
        assert node is not None
        for a in (0, 1):
            for b in (0, 1):
                ends = made.diagrams.restrict(node, dict(zip(levels, (a, b), strict=True)))
                assert (ends == TRUE) is bool(holds(a, b)), expr


def test_a_fact_is_tested_only_where_it_can_be(here: Jurisdiction) -> None:
    made = Compiled(here)
    condition = made.only_if("filing_scope")
    assert condition is not None and made.only_if("trying_first") is None
    test = Atom("filing_scope", frozenset(["within"]))
    alone = made.build(test)
    assert alone == made.build(All((condition, test))) and alone != FALSE
    assert made.build(Atom("filing_scope", frozenset())) == FALSE
    assert made.only_if(f"filing_scope{AWAY}") == seen_from(AWAY, condition) != condition


@pytest.mark.slow
def test_a_condition_that_is_too_large_is_none_while_there_is_work_left(here: Jurisdiction) -> None:
    facts = [fact.id for fact in here.vocabulary.values() if fact.type == "yes_no" and fact.only_if is None]
    pairs = list(zip(facts[:22], facts[22:44], strict=True))
    first = Some(tuple(yes(a) for a, _ in pairs))
    tangled = All((first, Some(tuple(All((yes(a), yes(b))) for a, b in pairs))))
    made = Compiled(here, budget=4 * OPEN_BUDGET)
    assert made.build(tangled) is None
    left = made.diagrams.left
    assert made.build(tangled) is None, "it is remembered"
    assert left == made.diagrams.left > OPEN_BUDGET
    with pytest.raises(TooComplex):
        Compiled(here, budget=OPEN_BUDGET).build(tangled)
    helped = Compiled(here, budget=100 * OPEN_BUDGET)
    for part in range(len(pairs), 0, -1):
        helped.build(Some(tuple(All((yes(a), yes(b))) for a, b in pairs[:part])))
    assert helped.build(tangled) is None, "whatever was built before"


def test_filing_facts_alone_are_seen_from_another_place() -> None:
    filed, tried = Atom("filing", frozenset(["before"])), yes("trying_first")
    away = Atom(f"filing{AWAY}", frozenset(["before"]))
    told = Not(All((filed, Some((tried, filed), 2))))
    assert seen_from(AWAY, told) == Not(All((away, Some((tried, away), 2))))


@pytest.mark.parametrize(("ended", "expected"), [("2024-03-04", "not_met"), ("2024-03-05", "met")])
def test_a_period_of_less_than_nothing_is_less_than_nothing(
    tmp_path: Path, ended: str, expected: str
) -> None:
    assert state(tmp_path, "days_taken >= 0", begun_on="2024-03-05", ended_on=ended) == expected


# What is kept


def test_a_region_is_compiled_once_and_the_last_few_are_kept(here: Jurisdiction) -> None:
    first = compiled(here, None, {}, 1000)
    assert compiled(here, None, {}, 1000) is first
    assert compiled(here, None, {}, 2000) is not first
    assert compiled(here, here, {}, 1000) is not first
    for end in range(KEPT):
        compiled(here, None, {"loss": frozenset([end])}, 1000)
    assert len(here.kept["compiled"]) == KEPT
    assert compiled(here, None, {}, 1000) is not first


def test_a_region_that_remembers_too_much_is_compiled_anew(here: Jurisdiction) -> None:
    first = compiled(here, None, {}, 1000)
    first.diagrams.steps = 1000
    assert compiled(here, None, {}, 1000) is first
    first.diagrams.steps += 1
    assert compiled(here, None, {}, 1000) is not first
    assert len(here.kept["compiled"]) == 1
