"""What is asked next: it ends, every question can change a row, and truthful answers end where the whole case does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcuo.comparing.asking import Ask, Asking, asking, asking_of, left_open
from rongcuo.facts.vocabulary import SCREENS, shared_vocabulary
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from
from rongcuo.policy.policy import facts_of
from rongcuo.ruling import prepare, rule

from .accounts import Account, examples
from .completions import FILING_FACTS, MOST
from .running import everything
from .scale import SCALE
from .strategies import Sample, procedure_samples, samples
from .truths import Truth, answered, random_truth

pytestmark = pytest.mark.once


def so_far(sample: Sample, case: Mapping[str, Any], passed: set[str], tiers: bool) -> Asking:
    vocabulary = facts_of(sample.policies)
    told = case_from(case, "sample", vocabulary, frozenset(p.plugin for p in sample.policies))
    prepared = prepare(told, sample.policies, vocabulary)
    served = {"demo": sample.jurisdiction}
    return asking_of(served, prepared, sample.question, passed=passed, tiers=tiers)  # type: ignore[arg-type]


def start(sample: Sample) -> dict[str, Any]:
    """The sample's case with nothing told but where it is, what was filed elsewhere and which lists aren't met."""
    kept = {} if sample.case["where"] == "demo" else FILING_FACTS
    return {
        "title": "sample",
        "where": sample.case["where"],
        "facts": {name: told for name, told in sample.case["facts"].items() if name in kept},
        "absent": [],
        "findings": {n: f for n, f in sample.case["findings"].items() if not sample.oracle.is_finding(n)},
    }


def interview(sample: Sample, tiers: bool = False) -> Iterator[tuple[Asking, dict[str, Any], set[str]]]:
    """Every step of an interview that is answered truthfully, with what was told and passed by then."""
    case, passed = start(sample), set[str]()
    truth = Truth(sample.case["facts"], sample.case["absent"], sample.case["findings"])
    while True:
        step = so_far(sample, case, passed, tiers)
        yield step, case, passed
        if step.next is None:
            return
        case = answered(case, step.next, truth, sample.oracle.everything)
        passed |= {*step.next.facts}


@pytest.mark.slow
@pytest.mark.parametrize("tiers", [False, True])
def test_truthful_answers_end_with_the_answer_of_the_whole_case(tiers: bool) -> None:
    account = Account()

    @examples(200)
    @given(samples(complete=True))
    def same(sample: Sample) -> None:
        *_, (last, case, _) = interview(sample, tiers)
        verdicts = last.possible["demo"]
        whole, ruling = sample.rule(), sample.knowing(**case).rule()
        if ruling.open_readings:  # a finding may tell how words are read, but nobody is asked for that
            assert {*verdicts} >= {possible.verdict for possible in whole.possible}
            return
        assert {*verdicts} == {possible.verdict for possible in whole.possible}
        account.add(*verdicts)
        if tiers:
            told = [(p.verdict, p.tiers, p.tiers_open) for p in ruling.possible]
            assert told == [(p.verdict, p.tiers, p.tiers_open) for p in whole.possible]

    same()
    account.expect(0.02, "refused", "tolerated", "unmet", "not_covered")


@pytest.mark.slow
@examples(120)
@given(st.sampled_from(["filing", "clarification"]).flatmap(procedure_samples))
def test_a_filing_and_a_clarification_are_asked_for_as_well(sample: Sample) -> None:
    for step, case, passed in interview(sample):
        if step.next is None:
            left = sample.knowing(**case).rule()
            asked = {*left.needs.all()} - passed
            # what waits for something that nobody can tell isn't asked
            asked = {n for n in asked if sample.oracle.is_fact(n) and not sample.oracle.only_if(n)}
            assert len(left.possible) == 1 or not asked


@examples(150)
@given(samples(complete=True))
def test_nothing_is_asked_that_cannot_change_the_answer(sample: Sample) -> None:
    for step, case, _ in interview(sample):
        oracle = sample.oracle.before(case)
        if step.next is not None and oracle.size <= MOST // 4:
            assert {*step.next.facts} <= oracle.needs_of_the_verdict()


@examples(60)
@given(samples())
def test_a_row_that_is_settled_is_asked_about_no_longer(sample: Sample) -> None:
    for step, _, _ in interview(sample):
        assert (step.next is None) or step.settled == ()


# The shipped regions


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


def whole_interview(registry: Registry, truth: Truth, where: str) -> tuple[list[Ask], Asking, dict[str, Any]]:
    case: dict[str, Any] = {"title": "-", "where": where, "facts": {}, "absent": [], "findings": {}}
    asked: list[Ask] = []
    passed: set[str] = set()
    while True:
        told = case_from(case, "-", registry.vocabulary, registry.plugin_names)
        step = asking(registry, told, "tolerance", passed=passed)
        if step.next is None:
            return asked, step, case
        asked.append(step.next)
        case = answered(case, step.next, truth, registry.vocabulary)
        passed |= {*step.next.facts}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(max(2, int(20 * SCALE))))
def test_over_the_shipped_regions_truthful_answers_end_with_the_rows_of_the_whole_case(
    registry: Registry, seed: int
) -> None:
    truth, where = random_truth(registry, seed)
    asked, last, _ = whole_interview(registry, truth, where)
    whole = prepare(
        case_from(truth.case(where), "-", registry.vocabulary, registry.plugin_names),
        registry.texts,
        registry.vocabulary,
    )
    for region, here in registry.rows.items():
        ruling = rule(here, whole, "tolerance", brief=True)
        assert {*last.possible[region]} == {p.verdict for p in ruling.possible}, region
    names = [name for ask in asked for name in ask.facts]
    assert len(names) == len({*names})
    assert len(asked) < 40


def test_a_fact_that_nobody_knows_is_asked_once(registry: Registry) -> None:
    told = case_from({"title": "-", "where": "洪泽"}, "-", registry.vocabulary, registry.plugin_names)
    first = asking(registry, told, "tolerance").next
    assert first is not None
    later = asking(registry, told, "tolerance", passed=first.facts)
    assert not {*first.facts} & {name for ask in later.asks for name in ask.facts}


def test_checks_come_by_group_and_each_names_the_rows_it_matters_to(registry: Registry) -> None:
    told = case_from({"title": "-", "where": "洪泽"}, "-", registry.vocabulary, registry.plugin_names)
    checks = [ask for ask in asking(registry, told, "tolerance").asks if ask.kind == "checks"]
    assert {ask.group for ask in checks} == {*SCREENS}
    for ask in checks:
        assert {registry.vocabulary[name].asked_on for name in ask.facts} == {ask.group}
        assert ask.concerns


def test_every_adverse_fact_has_a_screen() -> None:
    adverse = [fact for fact in shared_vocabulary().values() if fact.adverse]
    assert adverse and all(fact.asked_on in SCREENS for fact in adverse)


def test_one_region_is_asked_about_less_than_all(registry: Registry) -> None:
    told = case_from({"title": "-", "where": "洪泽"}, "-", registry.vocabulary, registry.plugin_names)
    alone = asking(registry, told, "tolerance", ["jingjiang"])
    assert [*alone.possible] == ["jingjiang"]
    assert len(alone.asks) < len(asking(registry, told, "tolerance").asks)


@pytest.mark.slow
def test_tiers_are_asked_for_only_when_they_are_wanted(registry: Registry) -> None:
    left = 0
    for seed in range(2):
        truth, where = random_truth(registry, seed)
        _, last, case = whole_interview(registry, truth, where)
        told = case_from(case, "-", registry.vocabulary, registry.plugin_names)
        more = asking(registry, told, "tolerance", passed=case["facts"], tiers=True)
        assert last.next is None
        left += len(more.asks)
    assert left


@pytest.mark.slow
@pytest.mark.parametrize("answered_no", [False, True])
def test_what_is_left_open_holds_all_that_is_asked_and_nothing_of_a_settled_row(answered_no: bool) -> None:
    registry, facts, passed = everything(), dict[str, Any](), set[str]()
    while True:
        raw = {"title": "sample", "where": "洪泽", "facts": facts}
        case = case_from(raw, "", registry.vocabulary, registry.plugin_names)
        step = asking(registry, case, "tolerance", passed=passed)
        left = left_open(registry, case, "tolerance", passed=passed)
        assert {*left} == {*step.possible} and not any(left[name] for name in step.settled)
        for ask in step.asks:
            assert {*ask.facts} <= {fact for name in ask.concerns for fact in left[name]}
        assert bool(step.asks) == any(left.values())
        assert not passed & {fact for open_ in left.values() for fact in open_}
        if step.next is None:
            return
        for name in step.next.facts:
            fact = registry.vocabulary.get(name)
            if answered_no and fact is not None and fact.type == "yes_no":
                facts[name] = False
        passed |= {*step.next.facts}
