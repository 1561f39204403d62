"""What to do before an act: every plan covers it, asks for nothing too much, and what must not happen undoes it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings

import rongcuo
from rongcuo.facts.known import Known, exactly
from rongcuo_analysis.asked import asking_of, preparation_of
from rongcuo_analysis.preparing import Plan, Preparation, prepare, worst

from ..running import REGIONS, ROOT, everything
from ..scale import scaled
from ..strategies import Sample, samples
from .asking import asking_of as asking_of_sample

pytestmark = [pytest.mark.once, pytest.mark.slow]

PLANNED = sorted((ROOT / "examples" / "constructed").glob("plan_*.toml"))


@cache
def registry() -> rongcuo.Registry:
    return everything()


def asked_for(plan: Plan) -> dict[str, Known]:
    return {line.fact: line.known for line in (*plan.to_do, *plan.to_be_so, *plan.later)}


def holds(preparation: Preparation) -> None:
    """What every plan promises, each ruled as a case of its own."""
    asking = preparation.asking
    for plan in preparation.plans:
        facts = asked_for(plan)
        ruling = asking.once(facts)
        assert ruling is not None and {p.verdict for p in ruling.possible} == {"tolerated"}
        assert plan.situation.id in ruling.decided_by
        for name in facts:
            fewer = asking.once({other: known for other, known in facts.items() if other != name})
            alone = fewer is not None and {p.verdict for p in fewer.possible} == {"tolerated"}
            assert not alone or plan.situation.id not in fewer.decided_by
    for avoided in preparation.avoided:
        for name in avoided.facts:
            fact = asking.vocabulary[name]
            ruling = asking.once({**asked_for(preparation.plans[0]), name: exactly(fact, worst(fact))})
            assert ruling is not None and ruling.answer == avoided.verdict != "tolerated"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(path, id=path.stem, marks=() if index % 6 == 0 else pytest.mark.slow)
        for index, path in enumerate(PLANNED)
    ],
)
def test_every_plan_covers_a_planned_matter_in_every_region(case: object) -> None:
    for region in REGIONS:
        try:
            preparation = preparation_of(registry(), case, region)  # type: ignore[arg-type]
        except rongcuo.InputError as error:
            assert [problem.code for problem in error.problems] == ["prepare_done"]
            continue
        holds(preparation)


def test_a_filing_is_what_covers_talent_incentives_in_hongze() -> None:
    preparation = preparation_of(registry(), ROOT / "examples/constructed/plan_hongze.toml")
    filed = next(plan for plan in preparation.plans if plan.situation.id == "hongze:F8")
    assert [line.fact for line in filed.to_do] == ["filing", "filing_scope"]
    assert [line.fact for line in filed.later] == ["objective_cause"]
    assert preparation.filing is not None and preparation.filing.answer == "fileable"


def test_random_policies_are_prepared_for_as_well() -> None:
    covered = 0

    @settings(max_examples=scaled(100), deadline=None)
    @given(samples())
    def hold(sample: Sample) -> None:
        nonlocal covered
        preparation = prepare(asking_of_sample(sample))
        holds(preparation)
        covered += bool(preparation.plans)

    hold()
    assert covered or scaled(100) < 50


def test_a_situation_without_a_plan_can_not_be_made_to_carry() -> None:
    """Where nothing that can be done or be so suffices, no single change does either."""
    asking = asking_of(registry(), ROOT / "examples/constructed/plan_hongze.toml", "bincheng", "tolerance")
    planned = {plan.situation.id for plan in prepare(asking).plans}
    for situation in asking.here.rules("situation"):
        if situation.id not in planned:
            for name in asking.read_in(asking.carried_by(situation)):
                fact = asking.vocabulary.get(name)
                for value in (fact.before or ()) if fact is not None and fact.type != "set" else ():
                    ruling = asking.once({name: exactly(fact, value)})  # type: ignore[arg-type]
                    assert ruling is None or {p.verdict for p in ruling.possible} != {"tolerated"}


def test_what_is_under_way_can_no_longer_be_filed_before() -> None:
    preparation = preparation_of(registry(), ROOT / "examples/constructed/plan_hongze_too_late.toml")
    assert preparation.plans
    assert not any("filing" in asked_for(plan) for plan in preparation.plans)
