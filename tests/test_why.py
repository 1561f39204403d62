"""Why a clause is met, not met or open: the facts behind it, and which part of it failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from rongcuo.ruling.result import ClauseState

from .accounts import Account, examples
from .made import matter, ruled, text
from .policytext import clause, term
from .strategies import Sample, samples


def state(folder: Path, facts: dict[str, Any], *parts: tuple[str, str], **more: Any) -> ClauseState:
    """The state of the clause under test, C1 or T1."""
    found = ruled(text(folder, "mock", *parts), matter(facts, "mock", **more))
    return next(told for told in found.clauses if told.id in ("mock:C1", "mock:T1"))


YES, NO = True, False
TWO_OF_THREE = term("two_of_them", at_least=2, of=["trying_first", "reform_work", "exploratory_work"])


@pytest.mark.parametrize(
    ("when", "trying", "reform", "exploratory", "expected", "because"),
    [
        ("trying_first and reform_work", YES, YES, NO, "met", "trying_first reform_work"),
        ("trying_first and reform_work", YES, NO, NO, "not_met", "reform_work"),
        ("trying_first and reform_work", NO, NO, NO, "not_met", "trying_first"),
        ("trying_first and reform_work", YES, None, NO, "open", "reform_work"),
        ("trying_first or reform_work", NO, YES, NO, "met", "reform_work"),
        ("trying_first or reform_work", NO, NO, NO, "not_met", "trying_first reform_work"),
        ("trying_first or reform_work", NO, None, NO, "open", "reform_work"),
        ("not (trying_first and reform_work)", YES, YES, NO, "not_met", "trying_first reform_work"),
        ("not (trying_first and reform_work)", YES, NO, NO, "met", "reform_work"),
        ("two_of_them", YES, YES, YES, "met", "trying_first reform_work"),
        ("two_of_them", NO, YES, YES, "met", "reform_work exploratory_work"),
        ("two_of_them", YES, NO, NO, "not_met", "reform_work exploratory_work"),
        ("two_of_them", NO, NO, NO, "not_met", "trying_first reform_work"),
        ("two_of_them", YES, NO, None, "open", "exploratory_work"),
        ("two_of_them and not trying_first", NO, NO, NO, "not_met", "trying_first reform_work"),
    ],
)
def test_a_clause_is_told_with_the_facts_that_make_it_so(
    tmp_path: Path,
    when: str,
    trying: bool | None,
    reform: bool | None,
    exploratory: bool | None,
    expected: str,
    because: str,
) -> None:
    told = {"trying_first": trying, "reform_work": reform, "exploratory_work": exploratory}
    facts = {name: value for name, value in told.items() if value is not None}
    found = state(tmp_path, facts, TWO_OF_THREE, clause("condition", "C1", when=when))
    assert (found.state, [b.fact for b in found.because]) == (expected, because.split())
    assert all((b.known is not None) == (b.fact in facts) for b in found.because)


def test_what_cannot_be_is_told_by_what_rules_it_out(tmp_path: Path) -> None:
    parts = clause("condition", "C1", when="accident_role == 'direct'")
    found = state(tmp_path, {"safety_accident": False}, parts)
    assert (found.state, [b.fact for b in found.because]) == ("not_met", ["safety_accident"])


FOUND = {"by": "b", "basis": "c"}


@pytest.mark.parametrize(
    ("facts", "met", "failed", "because"),
    [
        ({"trying_first": False, "reform_work": True}, None, "when", "trying_first"),
        ({"trying_first": True, "reform_work": False}, None, "requires", "reform_work"),
        ({"trying_first": True, "reform_work": True}, False, "finding", "mock:T1"),
        ({"trying_first": True, "reform_work": True}, True, None, "trying_first reform_work mock:T1"),
    ],
)
def test_a_clause_that_is_not_met_says_which_part_of_it_failed(
    tmp_path: Path, facts: dict[str, bool], met: bool | None, failed: str | None, because: str
) -> None:
    parts = clause(
        "situation", "T1", when="trying_first", requires="reform_work", finding={"zh": "重大", "en": "major"}
    )
    findings = {} if met is None else {"mock:T1": {"met": met, **FOUND}}
    found = state(tmp_path, facts, parts, findings=findings)
    assert (found.failed, [b.fact for b in found.because]) == (failed, because.split())
    for told in found.because:
        if told.fact == "mock:T1":
            assert told.known is not None
            assert (told.known.by, told.known.basis) == ("b", "c")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("reform_work or exploratory_work", "met"),
        ("not reform_work and not exploratory_work", "not_met"),
        ("reform_work", "open"),
    ],
)
def test_a_finding_tells_of_a_clause_what_it_leaves_of_the_facts(
    tmp_path: Path, when: str, expected: str
) -> None:
    gate = clause(
        "tier_gate", "G1", when="reform_work or exploratory_work", finding={"zh": "重大", "en": "major"}
    )
    findings = {"mock:G1": {"met": True, **FOUND}}
    found = state(tmp_path, {}, gate, clause("condition", "C1", when=when), findings=findings)
    assert found.state == expected


@pytest.mark.once
def test_the_facts_behind_a_clause_make_it_so_whatever_the_others_are() -> None:
    account = Account()

    @examples(250)
    @given(samples())
    def alone(sample: Sample) -> None:
        settled = [told for told in sample.ruling.clauses if told.state in ("met", "not_met")]
        if not settled:
            return
        told = sample.rng.choice(settled)
        names = {b.fact for b in told.because}
        if any(b.known is None for b in told.because):
            account.add("implied")  # by what else is known
            return
        kept = names | dates(sample, names) | telling(sample, names)
        facts = {name: value for name, value in sample.case["facts"].items() if name in kept}
        absent = [name for name in sample.case["absent"] if name in kept]
        account.add(told.state, "fewer" if len(facts) < len(sample.case["facts"]) else "as many")
        again = sample.knowing(facts=facts, absent=absent).ruling.clauses
        assert next(other.state for other in again if other.id == told.id) == told.state

    alone()
    account.expect(0.1, "met", "not_met", "fewer")


def telling(sample: Sample, names: set[str]) -> set[str]:
    """What tells something of these facts: what they can't be without, what can't be without others."""
    found, left = {"loss", "remedy"}, list(names)
    found |= {name for name, fact in sample.oracle.everything.items() if fact.only_if is not None}
    while left:
        without = {word for word, _ in sample.oracle._only_if_words(left.pop())} - found
        found |= without
        left += without
    return found


def dates(sample: Sample, names: set[str]) -> set[str]:
    """The dates behind the periods among these."""
    return {
        text.full(day)
        for text in sample.oracle.plugins
        for chapter in text.chapters.values()
        for period in chapter.periods
        for day in (period.from_, period.to)
        if text.full(period.id) in names
    }


def test_what_rules_a_fact_out_is_named_beside_a_part_that_contradicts_itself(tmp_path: Path) -> None:
    """The gate fails since no violation was found, and its other part could never hold."""
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T0", when="not safety_accident"),
        clause("tier_gate", "G0", when="knowing_violation or (safety_accident and T0)"),
    )
    ruling = ruled(here, {"title": "t", "where": "mock", "facts": {}, "absent": ["violation_found"]})
    (gate,) = [state for state in ruling.clauses if state.id == "mock:G0"]
    assert (gate.state, [because.fact for because in gate.because]) == ("not_met", ["violation_found"])
