"""Conditions of every region once all checks came back empty: what reasons of differences are tried with."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given

from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import facts_of
from rongcuo.ruling import prepare
from rongcuo.ruling.clocks import standings
from rongcuo.ruling.evaluation import Evaluation
from rongcuo.ruling.prepared import PreparedCase
from rongcuo.ruling.reasoner import Reasoner

from .accounts import Account, examples, shown
from .completions import nothing
from .made import matter, text
from .policytext import clause
from .strategies import Sample, samples
from .test_readings import READING

pytestmark = pytest.mark.once


def test_a_region_rules_by_them_as_it_does_once_the_checks_came_back_empty() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def same(sample: Sample) -> None:
        known = prepared(sample)
        ((here,),) = (way.texts for way in standings(sample.jurisdiction, known.clock, "tolerance"))
        base = Reasoner(known.everyone, known, known.here(here), every_demand=True).once_absent()
        account.add("told apart" if base is None else "open" if sample.ruling.if_absent else "settled")
        if base is not None:
            found = Evaluation(here, known, "tolerance", r=base.before(here))
            assert shown(found.possible) == found_absent(sample).oracle.possible()

    same()
    account.expect(0.02, "told apart", "open", "settled")


def prepared(sample: Sample) -> PreparedCase:
    vocabulary = facts_of(sample.policies)
    names = frozenset(policy.plugin for policy in sample.policies)
    return prepare(case_from(sample.case, "sample", vocabulary, names), sample.policies, vocabulary)


def found_absent(sample: Sample) -> Sample:
    """The sample once every adverse fact that may be absent is."""
    oracle = sample.oracle
    found = [fact.id for fact in oracle.adverse if may_be_absent(sample, fact.id)]
    facts = {name: told for name, told in sample.case["facts"].items() if name not in found}
    return sample.knowing(facts=facts, absent=sorted({*sample.case["absent"], *found}))


def may_be_absent(sample: Sample, name: str) -> bool:
    candidates = sample.oracle.candidates[name]
    return len(candidates) > 1 and nothing(sample.oracle.everything[name]) in candidates


@pytest.mark.parametrize("when", ["reform_work", "reform_work or negligent"])
def test_there_are_none_where_a_check_would_tell_something_of_other_facts(tmp_path: Path, when: str) -> None:
    gate = clause("tier_gate", "G1", when=when, finding={"zh": "重大", "en": "major"})
    here = text(tmp_path, "mock", clause("situation", "T1", when="trying_first"), gate)
    policy = load_plugin(here.plugin, here.name).policy
    assert policy is not None
    vocabulary = facts_of((policy,))
    told = matter({}, "mock", findings={"mock:G1": {"met": True, "by": "b", "basis": "c"}})
    told["absent"].remove("negligent")
    known = prepare(case_from(told, "case", vocabulary, frozenset(["mock"])), (policy,), vocabulary)
    base = Reasoner(known.everyone, known, known.known, every_demand=True).once_absent()
    assert (base is None) == ("negligent" in when)


def test_they_are_read_as_each_region_reads_them(tmp_path: Path) -> None:
    reading = ("tolerance", READING.format(favoured='favoured = "all"'))
    here = text(tmp_path, "mock", clause("situation", "T1", when="one_or_all == 'any'"), reading)
    policy = load_plugin(here.plugin, here.name).policy
    assert policy is not None
    vocabulary = facts_of((policy,))
    known = prepare(
        case_from(matter({}, "mock"), "case", vocabulary, frozenset(["mock"])), (policy,), vocabulary
    )
    base = Reasoner(known.everyone, known, known.known, every_demand=True)
    as_it_stands = Jurisdiction(region=policy.region, policies=(policy,))
    settled = evolve(as_it_stands, settled={"mock:one_or_all": "any"})
    for jurisdiction, verdict in (
        (as_it_stands, "not_covered"),
        (settled, "tolerated"),
        (as_it_stands, "not_covered"),
    ):
        found = Evaluation(jurisdiction, known, "tolerance", r=base.before(jurisdiction))
        assert [p.verdict for p in found.possible] == [verdict]
        base = found.r


def test_of_a_clause_that_is_too_complex_anything_may_come() -> None:
    @examples(20)
    @given(samples())
    def either(sample: Sample) -> None:
        known = prepared(sample)
        r = Reasoner(sample.jurisdiction, known, known.here(sample.jurisdiction))
        rules = sample.jurisdiction.rules("situation")
        exact = {rule.id: r.comes_to(rule) for rule in rules}
        r = Reasoner(sample.jurisdiction, known, known.here(sample.jurisdiction))
        r.diagrams.allow(0)
        for rule in rules:
            assert r.comes_to(rule) in (exact[rule.id], {True, False})

    either()
