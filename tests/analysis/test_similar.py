"""Similar matters: the order is the one that is told, and both what is alike and what isn't is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.facts.conditions import Span
from rongcuo.facts.known import Known, exactly, read_known
from rongcuo.facts.text import Language, Text
from rongcuo.facts.vocabulary import Fact, shared_vocabulary
from rongcuo.plugins import decided as kept
from rongcuo.policy.cases import Case
from rongcuo.policy.decided import Decided, Outcome, read_decided
from rongcuo_analysis.similar import ASPECTS, Likeness, held, likeness, similar

from ..made import decided_text
from ..running import LANGUAGES, ROOT, assert_golden, installed, run
from ..scale import scaled

pytestmark = pytest.mark.once

VOCABULARY = shared_vocabulary()
#: A case with something of every aspect.
CASE = """
title = { zh = "试点镇抢修堤坝，未招标即开工", en = "A dike was mended without a tender" }
where = "江苏"
absent = ["private_gain"]
[facts]
field = ["water_works"]
hard_urgent_task = true
procedure_flaw = ["no_tender"]
rule_departed = "law"
collective_decision = true
negative_effect = "some"
loss = 30000
remedy = "effective"
filing = "none"
"""


def matter_of(facts: Mapping[str, Known]) -> Decided:
    both = Text("甲", "a")
    return Decided(
        case=Case(title={"zh": "甲", "en": "a"}, where="江苏", facts=facts),
        accounts=(),
        outcome=Outcome(statement=both, answer="tolerated"),
        left_out=both,
    )


def like(case: Mapping[str, Known], matter: Mapping[str, Known]) -> Likeness:
    return likeness(case, matter_of(matter), VOCABULARY)


def known(fact: Fact) -> st.SearchStrategy[Known]:
    """Something that may be known of a fact."""
    if fact.type == "set":
        members = st.sets(st.sampled_from(fact.values), max_size=3).map(frozenset)
        whole = members.map(lambda has: exactly(fact, has))
        return whole | members.filter(bool).map(lambda has: Known(includes=has))
    if fact.numeric:
        return st.sampled_from([Span(0, 0), Span(1, 1), Span(5, 900), Span(0, 900)]).map(
            lambda span: Known(span=span)
        )
    values = fact.values or (False, True)
    return st.sets(st.sampled_from(values), min_size=1, max_size=max(1, len(values) - 1)).map(
        lambda some: Known(values=frozenset(some))
    )


COMPARED = [
    fact for fact in VOCABULARY.values() if not fact.derived and fact.type != "date" and fact.id != "stage"
]
told = st.lists(st.sampled_from(COMPARED), max_size=12, unique_by=lambda fact: fact.id).flatmap(
    lambda facts: st.fixed_dictionaries({fact.id: known(fact) for fact in facts})
)


# The order


@settings(max_examples=scaled(300))
@given(told, told)
def test_no_matter_is_nearer_to_a_case_than_the_case_itself(
    case: dict[str, Known], other: dict[str, Known]
) -> None:
    itself = like(case, case)
    assert itself.order <= like(case, other).order
    assert itself.count("different") == itself.count("unclear") == itself.order[2] == 0


@settings(max_examples=scaled(300))
@given(told, told, st.sampled_from(COMPARED).flatmap(lambda fact: st.tuples(st.just(fact), known(fact))))
def test_learning_a_fact_that_is_alike_makes_a_matter_nearer_and_one_that_differs_less_near(
    case: dict[str, Known], matter: dict[str, Known], learnt: tuple[Fact, Known]
) -> None:
    fact, value = learnt
    case.pop(fact.id, None)
    matter[fact.id] = value
    before, after = like(case, matter), like({**case, fact.id: value}, matter)
    assert after.order < before.order
    other = next((Known(values=frozenset([v])) for v in _others(fact, value)), None)
    if other is not None:
        assert like({**case, fact.id: other}, matter).order > before.order


def _others(fact: Fact, value: Known) -> list[Any]:
    if fact.type == "set" or fact.numeric:
        return []
    return [each for each in fact.values or (False, True) if each not in value.values]


@settings(max_examples=scaled(300))
@given(told, told)
def test_it_is_the_same_from_both_sides(case: dict[str, Known], matter: dict[str, Known]) -> None:
    one, other = like(case, matter), like(matter, case)
    assert one.order == other.order
    for side, turned in (("alike", "alike"), ("different", "different"), ("not_in_case", "not_in_matter")):
        assert [getattr(h, side) for h in one.held] == [getattr(h, turned) for h in other.held]


@settings(max_examples=scaled(200))
@given(told, told)
def test_every_fact_that_one_of_them_tells_stands_on_one_side(
    case: dict[str, Known], matter: dict[str, Known]
) -> None:
    stands = [
        name
        for h in held(case, matter, VOCABULARY)
        for side in (h.alike, h.different, h.not_in_case, h.not_in_matter, h.unclear)
        for name in side
    ]
    assert sorted(stands) == sorted({*case, *matter})


def test_an_aspect_counts_before_a_fact_and_the_kind_of_work_before_neither() -> None:
    def facts(**raw: Any) -> dict[str, Known]:
        return {name: read_known(VOCABULARY[name], value) for name, value in raw.items()}

    case = facts(remedy="effective", force_majeure=True, field=["trade"], reform_work=True, trying_first=True)
    two_aspects = facts(remedy="effective", force_majeure=True)
    one_aspect = facts(remedy="effective", field=["trade"], reform_work=True, trying_first=True)
    assert like(case, two_aspects).order < like(case, one_aspect).order
    assert like(case, one_aspect).order < like(case, facts(remedy="effective")).order
    assert like(case, facts(remedy="none")).order > like(case, {}).order


def test_matters_of_another_question_are_left_out() -> None:
    tolerated = matter_of({})
    cleared = evolve(tolerated, outcome=evolve(tolerated.outcome, answer="cleared"))
    near = similar({}, "clarification", [tolerated, cleared], VOCABULARY)
    assert [each.matter for each in near] == [cleared]
    undecided = evolve(tolerated, outcome=evolve(tolerated.outcome, answer=None))
    assert similar({}, "tolerance", [undecided], VOCABULARY) == []


@pytest.mark.parametrize(
    ("one", "other", "side"),
    [
        (["no_tender"], {"includes": ["no_tender", "unreported"]}, "alike"),
        (["no_tender"], {"includes": ["unreported"]}, "different"),
        ({"includes": ["no_tender"]}, {"includes": ["unreported"]}, "unclear"),
        ([], [], "alike"),
        ([], ["no_tender"], "different"),
    ],
)
def test_sets_are_alike_in_what_they_share(one: Any, other: Any, side: str) -> None:
    fact = VOCABULARY["procedure_flaw"]
    (rule,) = held({fact.id: read_known(fact, one)}, {fact.id: read_known(fact, other)}, VOCABULARY)
    assert (rule.aspect, getattr(rule, side)) == ("rule", (fact.id,))


def test_every_aspect_has_facts_and_a_name() -> None:
    aspects = {h.aspect for fact in COMPARED for h in held({fact.id: Known()}, {}, VOCABULARY)}
    assert aspects == {*ASPECTS}


# The command


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(CASE, "utf-8")
    return tmp_path / "case.toml"


@pytest.mark.parametrize("columns", [80, 120])
def test_the_page_says_what_is_alike_and_what_is_not(columns: int, case: Path) -> None:
    texts = {}
    for language in LANGUAGES:
        done = run(
            "similar", "case.toml", "--most", "3", folder=case.parent, columns=columns, language=language
        )
        assert (done.status, done.err) == (0, "")
        texts[language] = done.out
    assert_golden(f"similar/{columns}", texts)


def test_a_report_is_held_against_reports(tmp_path: Path) -> None:
    report = (
        'title = "举报"\nwhere = "济南"\n[facts]\nuntrue_reason = "grievance"\n'
        'report_outcome = { value = "untrue", by = "纪委", basis = "核查报告" }\n'
    )
    (tmp_path / "case.toml").write_text(report, "utf-8")
    told = json.loads(run("similar", "case.toml", "--json", folder=tmp_path).out)
    assert told["question"] == "clarification"
    nearest = told["matters"][0]
    assert nearest["outcome"]["accusation"] == "met"
    (aspect,) = [each for each in nearest["aspects"] if each["aspect"] == "report"]
    assert {"report_outcome", "untrue_reason"} <= {*aspect["alike"]}


def test_json_tells_the_sides_of_every_aspect_and_the_order(case: Path) -> None:
    told = json.loads(run("similar", "case.toml", "--json", "--most", "100", folder=case.parent).out)
    assert len(told["matters"]) == told["count"] > 10
    orders = [
        (-m["order"]["aspects"], -m["order"]["facts"], m["order"]["told_by_one"]) for m in told["matters"]
    ]
    assert orders == sorted(orders)
    for m in told["matters"]:
        assert m["accounts"] and m["outcome"]["left_out"]
        for aspect in m["aspects"]:
            for fact in (*aspect["alike"].values(), *aspect["different"].values()):
                assert fact["case"] is not None and fact["matter"] is not None
            assert all(fact["case"] is None for fact in aspect["not_in_case"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_decided_matters_that_is_told(language: Language, case: Path) -> None:
    deployment = 'floor = false\n[region.haian]\nplugins = ["haian"]\n'
    (case.parent / "haian.toml").write_text(deployment, "utf-8")
    done = run("similar", "case.toml", "--config", "haian.toml", folder=case.parent, language=language)
    assert done.status == 2 and "decided-matters.md" in done.err
    few = run("similar", "case.toml", folder=case.parent, language=language, found=installed("shandong"))
    assert few.status == 0 and {"zh": "没有", "en": "no decided matter"}[language] in few.out


# Beside a comparison


def test_a_full_comparison_and_a_report_show_the_two_nearest_and_a_screen_none(case: Path) -> None:
    nearest = [
        m["title"]
        for m in json.loads(run("similar", "case.toml", "--json", folder=case.parent).out)["matters"]
    ]
    full = run("compare", "case.toml", "--full", "--region", "jiangsu", folder=case.parent, columns=400).out
    screen = run("compare", "case.toml", "--region", "jiangsu", folder=case.parent, columns=400).out
    assert "最相近的已决事例" in full and "最相近的已决事例" not in screen
    assert [title in full for title in nearest[:3]] == [True, True, False]
    assert run("compare", "case.toml", "-o", "r.html", "--region", "jiangsu", folder=case.parent).status == 0
    html = (case.parent / "r.html").read_text("utf-8")
    assert all(title in html for title in nearest[:2])


@pytest.mark.slow
def test_rulings_are_the_same_whatever_was_decided(case: Path) -> None:
    with mock.patch.object(kept, "decided_files", lambda folder: iter(())):
        without = run("compare", "case.toml", "--json", folder=case.parent).out
    assert run("compare", "case.toml", "--json", folder=case.parent).out == without


def test_a_broken_matter_spoils_no_comparison_and_is_told_in_its_place(case: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(decided_text({"lose": 3}), "utf-8")

    def broken(folder: object) -> Any:
        return iter([tmp_path / "broken.toml"])

    with mock.patch.object(kept, "decided_files", broken):
        full = run("compare", "case.toml", "--full", "--region", "jiangsu", folder=case.parent, columns=200)
        alone = run("similar", "case.toml", folder=case.parent)
    assert full.status == 0 and "decided/broken.toml" in full.out and "`lose`" in full.out
    assert alone.status == 2 and "decided/broken.toml" in alone.err


def test_what_a_matter_of_the_plugins_is_nearest_to_is_that_matter() -> None:
    matters = [
        read_decided(file, VOCABULARY) for file in sorted(ROOT.glob("plugins/zhejiang/src/*/decided/*.toml"))
    ]
    decided = [matter for matter in matters if matter.outcome.answer]
    assert len(decided) > 2
    for matter in decided:
        near = similar(matter.case.facts, matter.outcome.question, matters, VOCABULARY)
        assert near[0].matter is matter
