"""What a ruling asks for, and what it says would remain: as brute force finds it, over random policies and cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from .accounts import Account, examples, shown
from .completions import FILING_FACTS, MOST, nothing
from .made import matter, ruled, text
from .oracle import Oracle
from .policytext import clause, listing
from .reading import World
from .strategies import Sample, samples
from .test_periods import DATES, PERIOD


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
    findings = [name for name in needs.all() if oracle.is_finding(name)]
    kinds = {
        "facts": len(needs.all()) > len(findings),
        "findings": findings,
        "readings": sample.ruling.open_readings,
    }
    because = tuple(kind for kind, there in kinds.items() if there)
    assert sample.ruling.open_because == (because if sample.ruling.verdict == "open" else ())
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


def test_what_closes_a_ruling_is_what_brute_force_finds() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def same(sample: Sample) -> None:
        if sample.ruling.needs.checks:
            assert not sample.ruling.needs.closed_by_scenes
            assert sample.ruling.needs.closing == ()
            sample = checked(sample)
        needs, oracle = sample.ruling.needs, sample.oracle
        answers = [(world, verdict) for world, (verdict, _) in oracle.outcomes]
        without = {verdict for world, verdict in answers if not any(world[name] for name in needs.scenes)}
        assert needs.closed_by_scenes == (bool(needs.scenes) and len(without) == 1)
        if sample.ruling.verdict == "open":
            assert {*needs.closing} == settling(oracle, answers)
        account.add(
            "closed by scenes" if needs.closed_by_scenes else "", *needs.closing and ["by a question"]
        )

    same()
    account.expect(0.01, "closed by scenes", "by a question")


def settling(oracle: Oracle, answers: list[tuple[World, str]]) -> set[str]:
    """The facts and findings to each of which every answer leaves one verdict, nothing else mattering to it."""
    matter = {name for name in oracle.relevant if oracle._matters(name, answers)}
    left = {name for name in oracle.relevant if oracle._matters(name, oracle.outcomes)} - oracle.readings
    settled = {
        name for name in left if len({(w[name], v) for w, v in answers}) == len({w[name] for w, _ in answers})
    }
    asked = [oracle._asked([name]) for name in settled if matter <= {name}]
    return {name for names in asked if len(names) == 1 for name in names}


def test_a_period_settles_a_row_by_the_one_date_that_is_not_known(tmp_path: Path) -> None:
    here = text(
        tmp_path,
        "mock",
        listing("red_line", seen="complete"),
        clause("situation", "T1", when="trying_first and days_taken <= 5"),
        ("tolerance", DATES + PERIOD),
    )
    facts = {"trying_first": True}
    begun = {"mock:begun_on": "2024-03-01"}
    assert ruled(here, matter({**facts, **begun}, "mock")).needs.closing == ("mock:ended_on",)
    assert ruled(here, matter(facts, "mock")).needs.closing == ()


@pytest.mark.parametrize(
    ("more", "facts", "closed"),
    [
        ([], {}, True),
        ([clause("situation", "T3", when="'trade' in field")], {}, False),
        ([clause("red_line", "R1", when="negligent")], {"negligent": None}, False),
    ],
)
def test_scenes_close_a_row_that_nothing_else_keeps_open(
    tmp_path: Path, more: list[tuple[str, str]], facts: dict[str, None], closed: bool
) -> None:
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T1", when="trying_first"),
        clause("situation", "T2", when="reform_work"),
        *more,
    )
    case = matter(facts, "mock")
    needs = ruled(here, {**case, "facts": {}}).needs
    assert (needs.checks, needs.scenes) == (tuple(facts), ("trying_first", "reform_work"))
    assert needs.closed_by_scenes is closed


def test_no_question_closes_what_hangs_on_facts_that_a_finding_ties_together(tmp_path: Path) -> None:
    both_or_none = "(trying_first and reform_work) or (not trying_first and not reform_work)"
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T1", when="trying_first"),
        clause("tier", "K1", when="inquiries_made", tiers=["exempt"]),
        clause("tier_gate", "G1", when=both_or_none, finding={"zh": "一致", "en": "alike"}),
    )
    findings = {"mock:G1": {"met": True, "by": "b", "basis": "c"}}
    found = ruled(here, matter({}, "mock", findings=findings))
    assert (found.verdict, found.needs.aside, found.needs.closing) == ("open", ("inquiries_made",), ())


def test_a_question_that_can_change_the_tiers_alone_stands_aside(tmp_path: Path) -> None:
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T1", when="trying_first", requires="decision_procedure"),
        clause("tier", "G1", when="inquiries_made", tiers=["exempt"]),
        clause("scope", "F1", when="trying_first and decision_procedure"),
    )
    needs = ruled(here, matter({"trying_first": True}, "mock")).needs
    assert (needs.questions, needs.aside) == (("decision_procedure",), ("inquiries_made",))
    planned = matter({"trying_first": True, "stage": "planned", "filing": "none"}, "mock")
    needs = ruled(here, planned, "filing").needs
    assert (needs.questions, needs.aside) == (("decision_procedure",), ())


def test_checks_that_cannot_all_come_back_empty_are_asked_as_far_as_they_can(tmp_path: Path) -> None:
    finding = {"zh": "确有其事", "en": "it is so"}
    here = text(
        tmp_path,
        "mock",
        listing("red_line", seen="complete"),
        clause("situation", "T1", when="trying_first"),
        clause("tier_gate", "G1", when="safety_accident or negligent", finding=finding),
        clause("red_line", "R1", when="safety_accident and reform_work"),
        clause("red_line", "R2", when="negligent and exploratory_work"),
    )
    case = matter(
        {"trying_first": True}, "mock", findings={"mock:G1": {"met": True, "by": "b", "basis": "c"}}
    )
    case["absent"] = [name for name in case["absent"] if name not in ("safety_accident", "negligent")]
    found = ruled(here, case)
    assert (found.needs.checks, found.needs.scenes) == (("safety_accident",), ("exploratory_work",))
    assert found.if_absent is not None
    assert {p.verdict for p in found.if_absent.possible} == {"refused", "tolerated"}


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


def test_what_a_situation_still_needs_leaves_out_what_the_checks_settle(tmp_path: Path) -> None:
    here = text(tmp_path, "mock", clause("situation", "T1", when="trying_first and not negligent"))
    case = matter({}, "mock")
    case["absent"].remove("negligent")
    found = ruled(here, case)
    assert found.needs.checks == ("negligent",)
    assert found.if_absent is not None
    assert found.if_absent.still_needed == (("mock:T1", ("trying_first",)),)


@pytest.mark.parametrize(
    ("fits", "where", "changes"),
    [(True, "next", True), (None, "next", True), (False, "next", False), (True, "mock", False)],
)
def test_what_a_filing_would_have_changed_is_told_where_the_matter_could_have_been_filed(
    tmp_path: Path, fits: bool | None, where: str, changes: bool
) -> None:
    here = text(
        tmp_path,
        "mock",
        listing("situation", seen="complete"),
        clause("situation", "T1", when="filing == 'before'"),
        clause("scope", "F1", when="reform_work"),
    )
    facts = {} if fits is None else {"reform_work": fits}
    found = ruled(here, matter({**facts, "filing": "none"}, where)).if_filed
    assert (found is not None) is changes
    if found is not None:
        assert [p.verdict for p in found.possible] == ["tolerated"]


def test_a_filing_that_changes_nothing_is_not_told(tmp_path: Path) -> None:
    parts = clause("situation", "T1", when="trying_first"), clause("scope", "F1", when="trying_first")
    here = text(tmp_path, "mock", *parts)
    assert ruled(here, matter({"trying_first": True, "filing": "none"}, "next")).if_filed is None
