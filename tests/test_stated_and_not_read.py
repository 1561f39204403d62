"""What a case states and no clause of a region reads is in that region's ruling, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from .accounts import Account, examples
from .completions import FILING_FACTS
from .made import ADVERSE
from .running import REGIONS, run
from .strategies import Sample, samples


def unread(folder: Path, facts: dict[str, Any], *, where: str = "hongze") -> dict[str, list[str]]:
    lines = [f"{name} = {json.dumps(value)}" for name, value in facts.items()]
    absent = [name for name in ADVERSE if name not in facts]
    case = f'title = "甲"\nwhere = "{where}"\nabsent = {json.dumps(absent)}\n[facts]\n' + "\n".join(lines)
    (folder / "case.toml").write_text(case, "utf-8")
    done = run("compare", folder / "case.toml", "--json")
    assert (done.status, done.err) == (0, "")
    rulings = json.loads(done.out)["answers"][0]["rulings"]
    return {ruling["region"]: ruling["unread"] for ruling in rulings}


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
    assert "filing" not in unread(tmp_path, {"field": ["trade"], "filing": "none"})["hongze"]


def test_what_was_checked_and_not_found_is_no_statement(tmp_path: Path) -> None:
    told = unread(tmp_path, {"field": ["trade"]})
    assert not any(set(names) & set(ADVERSE) for names in told.values())


@pytest.mark.once
def test_what_is_unread_is_what_the_words_of_the_clauses_leave_out() -> None:
    account = Account()

    @examples(150)
    @given(samples())
    def left_out(sample: Sample) -> None:
        oracle = sample.oracle
        rules = [r for kind in KINDS for r in oracle.rules(kind, floor=True)]
        read = {name for r in rules for name in r.plugin.reads(r.clause)} | {"stage"}
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
        assert set(sample.ruling.unread) == told - read

    left_out()
    account.expect(0.05, "some", "none")


KINDS = (
    "red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation", "scope",
    "filing_condition", "trigger",
)  # fmt: skip
