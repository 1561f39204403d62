"""A filing counts in every text that stands above the place of the matter: what is found on its clauses too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from rongcuo.facts.problems import InputError
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.ruling import PreparedCase, Ruling, prepare, rule

from .accounts import Account, examples, shown
from .completions import FILING_FACTS
from .made import text
from .policytext import clause
from .strategies import Sample, samples

#: What a clause of the text above says of a matter: that it was filed before.
FILED_BEFORE = clause("situation", "T1", when="filing == 'before'", finding={"zh": "甲", "en": "a"})


def loaded(folder: Path, *texts: tuple[str, str, str, tuple[str, str]]) -> tuple[Policy, ...]:
    found = [
        load_plugin(text(folder, name, part, code=code, level=level).plugin, name)
        for name, code, level, part in texts
    ]
    assert not any(each.problems for each in found)
    return tuple(each.policy for each in found if each.policy is not None)


def drawn(policies: tuple[Policy, ...], where: str, met: bool, name: str, filing: str) -> PreparedCase:
    case = {
        "title": "t",
        "where": where,
        "facts": {"filing": filing, "stage": "done"},
        "findings": {name: {"met": met, "by": "某机关", "basis": "某文"}},
    }
    vocabulary = facts_of(policies)
    read = case_from(case, "case", vocabulary, frozenset(p.plugin for p in policies))
    return prepare(read, policies, vocabulary)


def ruled(policies: tuple[Policy, ...], known: PreparedCase) -> Ruling:
    here = Jurisdiction(region=policies[0].region, policies=policies)
    return rule(here, known, "tolerance")


TRIAL = clause("situation", "T1", when="trying_first")
LEVELS = [
    ("999900", "city"),
    ("990000", "province"),
    ("100000", "nation"),
]


@pytest.mark.parametrize(("code", "level"), LEVELS)
@pytest.mark.parametrize("met", [True, False])
def test_a_finding_on_a_clause_above_counts_the_filing(
    tmp_path: Path, code: str, level: str, met: bool
) -> None:
    policies = loaded(tmp_path, ("fz", "999997", "county", TRIAL), ("up", code, level, FILED_BEFORE))
    ruling = ruled(policies, drawn(policies, "fz", met, "up:T1", "before"))
    states = {state.id: state.state for state in ruling.clauses}
    assert states["up:T1"] == ("met" if met else "not_met")
    assert ("tolerated" in {p.verdict for p in ruling.possible}) or not met


@pytest.mark.parametrize(("code", "level"), LEVELS)
def test_a_finding_that_the_filing_belies_is_a_mistake(tmp_path: Path, code: str, level: str) -> None:
    policies = loaded(tmp_path, ("fz", "999997", "county", TRIAL), ("up", code, level, FILED_BEFORE))
    with pytest.raises(InputError):
        drawn(policies, "fz", True, "up:T1", "none")


@pytest.mark.parametrize(
    ("code", "level"), [("888800", "city"), ("880000", "province"), ("888897", "county")]
)
def test_a_text_of_another_place_has_no_part_in_the_filing(tmp_path: Path, code: str, level: str) -> None:
    policies = loaded(tmp_path, ("fz", "999997", "county", TRIAL), ("far", code, level, FILED_BEFORE))
    with pytest.raises(InputError):
        drawn(policies, "fz", True, "far:T1", "before")


def test_what_is_above_a_place_without_a_text_is_told_by_its_code(tmp_path: Path) -> None:
    policies = loaded(
        tmp_path, ("up", "999900", "city", FILED_BEFORE), ("far", "888800", "city", FILED_BEFORE)
    )
    assert drawn(policies, "999997", True, "up:T1", "before").findings == {"up:T1": True}
    with pytest.raises(InputError):
        drawn(policies, "999997", True, "far:T1", "before")


# Exact there, by brute force


@pytest.mark.once
def test_what_is_possible_before_a_text_and_the_one_above_is_what_brute_force_finds() -> None:
    account = Account()

    @examples(250)
    @given(samples(above=True))
    def exact(sample: Sample) -> None:
        upper = sample.texts[1]
        on_filing = [
            name
            for name, finding in sample.case["findings"].items()
            if name in {upper.full(c.id) for c in upper.clauses}
            and upper.reads(upper.named[name.partition(":")[2]]) & {*FILING_FACTS}
            and finding["met"]
        ]
        account.add(*(["a finding of yes above that reads the filing"] if on_filing else []))
        assert shown(sample.ruling.possible) == sample.oracle.possible()
        assert {*sample.ruling.needs.all(), *sample.ruling.open_readings} == sample.oracle.needs()

    exact()
    account.expect(0.005, "a finding of yes above that reads the filing")
