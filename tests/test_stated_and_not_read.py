"""What a case states and no clause of a region reads is in that region's ruling, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from .accounts import Account, examples
from .completions import FILING_FACTS
from .made import ADVERSE, matter, ruled, text
from .policytext import clause
from .running import REGIONS, run
from .strategies import Sample, samples


def unread(
    folder: Path, facts: dict[str, Any], *more: str, where: str = "hongze", unknown: str = ""
) -> dict[str, list[str]]:
    lines = [f"{name} = {json.dumps(value)}" for name, value in facts.items()]
    absent = [name for name in ADVERSE if name not in (*facts, unknown)]
    case = f'title = "甲"\nwhere = "{where}"\nabsent = {json.dumps(absent)}\n[facts]\n' + "\n".join(lines)
    (folder / "case.toml").write_text(case, "utf-8")
    done = run("compare", folder / "case.toml", *more, "--json")
    assert (done.status, done.err) == (0, "")
    rulings = json.loads(done.out)["answers"][0]["rulings"]
    return {ruling["region"]: ruling["unread"] for ruling in rulings}


HONGZE = ("--region", "hongze")
DIKE = {
    "field": ["water_works", "flood_emergency"],
    "hard_urgent_task": True,
    "extraordinary_measure": True,
    "measure_necessary": True,
    "protects_public": True,
    "prevents_worsening": True,
    "procedure_flaw": ["no_tender"],
}


def test_that_no_tender_was_held_is_told_wherever_no_clause_speaks_of_it(tmp_path: Path) -> None:
    told = unread(tmp_path, DIKE)
    assert told.keys() == {*REGIONS}
    assert told["hongze"] == ["procedure_flaw"]
    assert all("procedure_flaw" in names for names in told.values())


def test_a_filing_is_stated_of_its_own_place_alone(tmp_path: Path) -> None:
    told = unread(tmp_path, {"field": ["trade"], "filing": "none"}, where="jingjiang")
    assert "filing" in told["jingjiang"], "no clause there is about filing"
    assert all("filing" not in names for region, names in told.items() if region != "jingjiang")
    assert "filing" not in unread(tmp_path, {"field": ["trade"], "filing": "none"}, *HONGZE)["hongze"]


INVESTMENT = {
    "field": ["investment_recruitment"],
    "inquiries_made": True,
    "decision_procedure": True,
    "unforeseeable_cause": True,
}


@pytest.mark.parametrize("short", [True, False])
def test_what_a_situation_takes_as_given_is_not_unread_unless_the_case_says_otherwise(
    short: bool, tmp_path: Path
) -> None:
    told = unread(tmp_path, {**INVESTMENT, "result_short": short}, where="jingjiang")
    assert ("result_short" in told["jingjiang"]) == (not short)
    assert "result_short" in told["haian"]
    out = run("rule", tmp_path / "case.toml", "--region", "jingjiang", language="en").out
    assert ("jingjiang:T1 presupposes" in " ".join(out.split())) == (not short)


def test_what_was_checked_and_not_found_is_no_statement(tmp_path: Path) -> None:
    told = unread(tmp_path, {"field": ["trade"]})
    assert not any(set(names) & set(ADVERSE) for names in told.values())


@pytest.mark.slow
def test_a_fact_that_settles_one_that_is_read_is_not_unread(tmp_path: Path) -> None:
    role = {"field": ["trade"], "accident_role": "leadership"}
    told = unread(tmp_path, role, unknown="safety_accident")
    assert {region: "accident_role" in names for region, names in told.items()} == {
        region: region not in ACCIDENTS for region in told
    }
    told = unread(tmp_path, {**role, "safety_accident": True})
    beside = {region for region, names in told.items() if "accident_role" not in names}
    assert beside == {"zhejiang"}, (
        "the accident is stated itself: only a clause that reads the role rests on it"
    )
    told = unread(tmp_path, {"field": ["trade"], "accident_role": "none"}, unknown="safety_accident")
    assert {region for region, names in told.items() if "accident_role" not in names} == {"zhejiang"}


#: Regions of which a clause, or one of the floor, reads whether there was an accident.
ACCIDENTS = {"jiangsu", "jingjiang", "zhejiang"}


def test_what_is_settled_through_others_counts_as_well(tmp_path: Path) -> None:
    objective = {"field": ["trade"], "excess_objective": True}
    told = unread(tmp_path, objective, *HONGZE)["hongze"]
    assert "excess_objective" not in told, "the scope was exceeded, so that the matter was filed"
    stated = unread(tmp_path, {**objective, "filing_scope": "exceeded", "filing": "before"}, *HONGZE)[
        "hongze"
    ]
    assert stated.count("excess_objective") == told.count("excess_objective")


@pytest.mark.parametrize("remedy", ["nothing_to_remedy", "attempted"])
def test_what_rules_out_a_value_of_a_fact_that_is_read_is_not_unread(remedy: str, tmp_path: Path) -> None:
    plugin = text(tmp_path, "below", clause("situation", "T1", when="loss < '5'"))
    ruling = ruled(plugin, matter({"remedy": remedy}))
    assert ("remedy" in ruling.unread) == (remedy != "nothing_to_remedy")


def test_the_sheet_and_the_ruling_have_one_meaning_of_unread(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(
        'title = "甲"\nwhere = "hongze"\n[facts]\naccident_role = "leadership"\nprocedure_flaw = ["no_tender"]\n',
        "utf-8",
    )
    for region in ("jingjiang", "bincheng"):
        done = run("rule", tmp_path / "case.toml", "--region", region, "--explain", "--json")
        told = json.loads(done.out)
        sheet = {name for row in told["six_factors"].values() for name in row["unread"]}
        assert sheet == set(told["answers"][0]["rulings"][0]["unread"])


@pytest.mark.once
def test_what_is_unread_is_what_the_words_of_the_clauses_leave_out() -> None:
    account = Account()

    @examples(150)
    @given(samples())
    def left_out(sample: Sample) -> None:
        oracle = sample.oracle
        rules = [r for kind in KINDS for r in oracle.rules(kind, floor=True)]
        read = {name for r in rules for name in r.plugin.speaks_of(r.clause)} | {"stage"}
        read |= {r.plugin.variables[name].id for r in rules for name in getattr(r.clause, "addresses", ())}
        dates = {
            text.full(day): text.full(period.id)
            for text in sample.texts
            for chapter in text.chapters.values()
            for period in chapter.periods
            for day in (period.from_, period.to)
        }
        read |= {day for day, period in dates.items() if period in read}
        if oracle.rules("scope"):
            read.add("filing")
        told = set(sample.case["facts"])
        if sample.case["where"] != "demo":
            told -= {*FILING_FACTS}
        account.add("some" if told - read else "none")
        unread = set(sample.ruling.unread)
        account.add("settles" if told - read - unread else "settles none")
        assert unread <= told - read
        for name in told - read - unread:
            assert told_with(sample, name) & read, f"{name} settles nothing that is read"

    left_out()
    account.expect(0.05, "some", "none")


def told_with(sample: Sample, name: str) -> set[str]:
    """The facts that the words a fact is `only_if` name, and those that it may contradict."""
    oracle, found = sample.oracle, set[str]()
    left = [name] + [n for words in oracle._impossible.values() for n, _ in words if name in dict(words)]
    while left:
        one = left.pop()
        left += [other for other, _ in oracle._only_if_words(one) if other not in found]
        found.add(one)
    return found - {name}


KINDS = (
    "red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation", "scope",
    "filing_condition", "trigger",
)  # fmt: skip
