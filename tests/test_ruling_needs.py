"""What a ruling asks for, and what it says would remain: as brute force finds it, over random policies and cases."""

from __future__ import annotations

from hypothesis import given

from .accounts import Account, examples, shown
from .completions import FILING_FACTS, MOST, nothing
from .strategies import Sample, samples


def test_if_absent_is_the_ruling_once_every_check_came_back_empty() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def same(sample: Sample) -> None:
        ruling = sample.ruling
        account.add("checks" if ruling.needs.checks else "none")
        assert (ruling.if_absent is not None) == (ruling.verdict == "open")
        if ruling.if_absent is None:
            return
        again = checked(sample).ruling
        assert shown(again.possible) == shown(ruling.if_absent.possible)
        assert again.verdict == ruling.if_absent.verdict
        assert again.needs.checks == ()

    same()
    account.expect(0.04, "checks")


def checked(sample: Sample) -> Sample:
    """The sample once every check came back empty."""
    checks = sample.ruling.needs.checks
    facts = {name: told for name, told in sample.case["facts"].items() if name not in checks}
    return sample.knowing(facts=facts, absent=[*sample.case["absent"], *checks])


@examples(200)
@given(samples())
def test_every_need_is_asked_once_in_the_batch_that_it_belongs_to(sample: Sample) -> None:
    oracle, needs = sample.oracle, sample.ruling.needs
    assert len(set(needs.all())) == len(needs.all())
    assert not set(needs.all()) & set(sample.ruling.open_readings)
    for name in needs.checks:
        assert oracle.everything[name].adverse and nothing(oracle.everything[name]) in oracle.candidates[name]
    later = checked(sample).oracle.needs() - oracle.readings
    assert {*needs.scenes, *needs.questions, *needs.aside} == later
    for name in later:
        fact = oracle.everything[name]
        is_scene = oracle.is_fact(name) and fact.group == "scene" and fact.type == "yes_no"
        assert (name in needs.scenes) == is_scene
    deciding = checked(sample).oracle.needs_whether_tolerated()
    assert {*needs.questions} == {name for name in later - {*needs.scenes} if name in deciding}


@examples(150)
@given(samples())
def test_a_clause_is_met_not_met_or_open_as_it_is_in_all_in_none_or_in_some_completions(
    sample: Sample,
) -> None:
    oracle = sample.oracle
    kinds = ("red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation")
    states = {
        r.id: {(True,): "met", (False,): "not_met"}.get(
            tuple({r.met(world) for world, _ in oracle.outcomes}), "open"
        )
        for kind in kinds
        for r in oracle.rules(kind, floor=True)
    }
    found = {clause.id: clause.state for clause in sample.ruling.clauses}
    assert {name: found[name] for name in states} == states
    assert {found[name] for name in found if name not in states} <= {"unseen", "not_in_force"}


@examples(200)
@given(samples())
def test_an_open_ruling_says_what_each_situation_still_needs(sample: Sample) -> None:
    remaining = sample.ruling.if_absent
    if remaining is None:
        return
    later = checked(sample).oracle
    needed = {
        r.id: later.needs_for(r) - later.readings for r in later.rules("situation") if later.needs_for(r)
    }
    still = {clause: {*names} - later.readings for clause, names in remaining.still_needed}
    assert still == (needed if remaining.verdict == "open" else {})


def test_if_filed_is_the_ruling_of_a_matter_that_was_filed_here_within_scope() -> None:
    account = Account()

    @examples(120)
    @given(samples(elsewhere=True))
    def filed(sample: Sample) -> None:
        sample = sample.knowing(findings={})
        if sample.oracle.size > MOST:
            return
        facts = {name: told for name, told in sample.case["facts"].items() if name not in FILING_FACTS}
        facts |= {"filing": "before", "filing_scope": "within"}
        supposed = checked(sample.knowing(where="demo", facts=facts))
        now, there = checked(sample).ruling, sample.ruling.if_filed
        fits = any(s.met(world) for s in sample.oracle.rules("scope") for world, _ in sample.oracle.outcomes)
        account.add("it would change" if there is not None else "no change")
        if there is not None:
            assert fits
            assert shown(there.possible) == shown(supposed.ruling.possible)
            assert there.verdict == supposed.ruling.verdict
        elif fits:
            assert shown(now.possible) == shown(supposed.ruling.possible)

    filed()
    account.expect(0.04, "it would change")


@examples(40)
@given(samples())
def test_a_matter_at_home_is_not_supposed_to_be_filed(sample: Sample) -> None:
    if sample.case["where"] == "demo":
        assert sample.ruling.if_filed is None
