"""The same case before the same texts comes to the same, too complex or not, whatever was ruled before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve

import rongcuo
from rongcuo.api import read
from rongcuo.comparing import exchange
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling import PreparedCase, prepare, rule
from rongcuo.ruling.compiled import MOST_LEVELS, Compiled, compiled, whatever_was_before
from rongcuo.ruling.diagrams import TooComplex, Worn
from rongcuo.ruling.evaluation import Evaluation
from rongcuo.ruling.reasoner import Reasoner

pytestmark = pytest.mark.once

CASES: list[dict[str, Any]] = [
    {"title": "a", "where": "洪泽"},
    {"title": "b", "where": "洪泽", "facts": {"field": ["trade"]}, "absent": ["private_gain"]},
    {
        "title": "c",
        "where": "洪泽",
        "facts": {"stage": "done", "loss": 100},
        "absent": ["safety_accident", "private_gain"],
    },
    {"title": "d", "where": "滨城", "facts": {"trying_first": True}},
]
ORDERS = ([0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 2, 2], [3, 1, 3, 1])


@pytest.fixture(scope="module")
def registry() -> rongcuo.Registry:
    return rongcuo.load()


@pytest.fixture(scope="module")
def prepared(registry: rongcuo.Registry) -> list[PreparedCase]:
    return [prepare(read(registry, case), registry.texts, registry.vocabulary) for case in CASES]


@pytest.mark.parametrize(
    "budget", [400, 1600, *(pytest.param(n, marks=pytest.mark.slow) for n in (1200, 2000, 2500, 4000))]
)
@pytest.mark.parametrize("region", ["hongze", "jiangxi"])
def test_what_was_ruled_before_changes_no_ruling(
    registry: rongcuo.Registry, prepared: list[PreparedCase], region: str, budget: int
) -> None:
    def new() -> Jurisdiction:
        return evolve(registry.jurisdictions[region])  # nothing is kept of it

    alone = [rule(new(), case, "tolerance", budget=budget) for case in prepared]
    for order in ORDERS:
        here = new()
        for index in order:
            assert rule(here, prepared[index], "tolerance", budget=budget) == alone[index], (order, index)


def test_some_of_these_budgets_are_too_small_and_some_are_not(
    registry: rongcuo.Registry, prepared: list[PreparedCase]
) -> None:
    """So that the test above sees both."""
    rulings = [
        rule(evolve(registry.jurisdictions["hongze"]), case, "tolerance", budget=3000) for case in prepared
    ]
    assert {ruling.failed() for ruling in rulings} == {True, False}


def allow(monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    """Gives each question of each region this many steps, and each test behind a difference."""
    monkeypatch.setattr(Reasoner.__init__, "__defaults__", (budget,))
    monkeypatch.setattr(Evaluation.__init__, "__defaults__", (None, budget, None))
    monkeypatch.setitem(rule.__kwdefaults__, "budget", budget)
    monkeypatch.setattr(exchange, "BUDGET", budget)


@pytest.mark.slow
@pytest.mark.parametrize("budget", [30, 1000, 3000, 10_000])
def test_what_was_compared_before_changes_no_comparison(monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    allow(monkeypatch, budget)
    alone = [rongcuo.to_json(rongcuo.compare(rongcuo.load(), case)) for case in CASES]
    for order in ORDERS[1:3]:
        registry = rongcuo.load()
        for index in order:
            assert rongcuo.to_json(rongcuo.compare(registry, CASES[index])) == alone[index], (order, index)


# How it is done


@pytest.fixture
def here(registry: rongcuo.Registry) -> Iterator[Jurisdiction]:
    yield evolve(registry.jurisdictions["hongze"])


def taking(here: Jurisdiction, steps: int, budget: int = 1000) -> Callable[[], Compiled]:
    """A work of so many steps."""

    def work() -> Compiled:
        found = compiled(here, None, {}, budget)
        found.diagrams.allow(budget)
        for _ in range(steps):
            found.diagrams._step()
        return found

    return work


def test_what_is_there_is_used_as_long_as_all_together_take_the_steps_of_one(here: Jurisdiction) -> None:
    first = whatever_was_before(taking(here, 600))
    assert whatever_was_before(taking(here, 400)) is first
    assert whatever_was_before(taking(here, 1)) is not first, "full: it is done again on its own"
    second = whatever_was_before(taking(here, 1000))
    assert second is not first and second.diagrams.steps == 1000


def test_a_work_that_is_too_complex_by_itself_is_so_whatever_is_there(here: Jurisdiction) -> None:
    for steps in (0, 1, 500):
        whatever_was_before(taking(here, steps))
        with pytest.raises(TooComplex):
            whatever_was_before(taking(here, 1001))


def test_what_was_lent_is_given_back(here: Jurisdiction) -> None:
    found = whatever_was_before(taking(here, 600))
    whatever_was_before(taking(here, 100))
    assert not found.diagrams.lent
    found.diagrams.allow(1000)
    for _ in range(1000):
        found.diagrams._step()
    with pytest.raises(TooComplex):
        found.diagrams._step()


def test_a_work_inside_another_is_part_of_it(here: Jurisdiction) -> None:
    whatever_was_before(taking(here, 900))
    runs = []

    def work() -> Compiled:
        runs.append(1)
        return whatever_was_before(taking(here, 200))

    assert whatever_was_before(work).diagrams.steps == 200
    assert len(runs) == 2


def test_worn_is_not_too_complex() -> None:
    """What takes the one for an answer must not take the other for it."""
    assert not issubclass(Worn, TooComplex)


def test_what_is_very_deep_is_made_anew(here: Jurisdiction) -> None:
    found = whatever_was_before(taking(here, 1))
    assert whatever_was_before(taking(here, 1)) is found
    found.groups.update(dict.fromkeys(range(MOST_LEVELS + 1), "x"))
    assert whatever_was_before(taking(here, 1)) is not found
