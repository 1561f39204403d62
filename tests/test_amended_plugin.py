"""Testing a plugin whose text was amended: each case is held against the version that rules it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo.render.words import Words
from rongcuo_workshop.check import check
from rongcuo_workshop.render.testing import gaps_page, trial_data
from rongcuo_workshop.testing.contract import Contract
from rongcuo_workshop.testing.proposals import case_text, proposals
from rongcuo_workshop.testing.trial import Trial, try_out
from rongcuo_workshop.workspace import open_plugin

from .policytext import clause, files, listing, region, source
from .running import everything

pytestmark = pytest.mark.slow

EARLIER = """
[[earlier]]
id = "2023"
title = { zh = "修改前", en = "before the amendment" }
from = "2023-04-01"
source = "text"
states = "differences"
transition = "old"
repealed = ["R9"]
"""
NOW = files(
    listing("situation", seen="complete", source="text"),
    listing("condition", seen="none", source="text"),
    listing("red_line", seen="complete", source="text"),
    clause("situation", "T1", when="trying_first", requires="collective_decision", tiers=["exempt"]),
    clause("red_line", "R1", when="loss >= 1000000"),
)
BEFORE = files(
    clause("red_line", "R1", when="loss >= 500000"), clause("red_line", "R9", when="repeat_mistake")
)
ABSENT = '["private_gain", "violation_found"'
OLD, NEW = ("2024-05-10", "2024-09-10"), ("2025-09-10", "2025-11-10")


def case(days: tuple[str, str], loss: int, verdict: str, decided_by: str, absent: str = "") -> str:
    return (
        f'title = "t"\nwhere = "amended"\ndates = {{ act = "{days[0]}", ruling = "{days[1]}" }}\n'
        f"absent = {ABSENT}{absent}]\n[facts]\ntrying_first = true\ncollective_decision = true\nloss = {loss}\n"
        f'[expect.amended]\nverdict = "{verdict}"\ndecided_by = ["amended:{decided_by}"]\nwhy = "w"\n'
    )


OLD_CASE = case(OLD, 500000, "refused", "R1", ', "repeat_mistake"')
NEW_CASE = case(NEW, 500000, "tolerated", "T1")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


def trial(folder: Path, registry: Registry, **cases: str) -> Trial:
    about = region("amended", code="999996") + 'from = "2025-07-01"\ntransition = "milder"\n' + EARLIER
    told = {"region": about, "sources": source(date="2023-03-10"), **NOW}
    told |= {f"earlier/2023/{name}": text for name, text in BEFORE.items()}
    told |= {f"cases/{name}": text for name, text in cases.items()}
    for name, text in told.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return try_out(open_plugin(str(folder), registry))


def survivors(tried: Trial) -> set[tuple[str, str]]:
    return {(mutant.owner, mutant.becomes) for mutant in tried.mutation.survivors}


def test_a_case_of_the_old_text_notices_only_what_that_text_says_too(
    tmp_path: Path, registry: Registry
) -> None:
    tried = trial(tmp_path, registry, old=OLD_CASE)
    assert not tried.failed
    # R1 was another line then, and the case is refused whoever decided
    assert {("R1", "loss < 1000000"), ("T1", "not trying_first")} <= survivors(tried)
    both = trial(tmp_path, registry, old=OLD_CASE, new=NEW_CASE)
    assert ("T1", "not trying_first") not in survivors(both)


def test_a_slip_in_what_did_not_change_is_a_slip_in_both_versions(tmp_path: Path, registry: Registry) -> None:
    tolerated = case(OLD, 0, "tolerated", "T1", ', "repeat_mistake"')
    tried = trial(tmp_path, registry, old=tolerated)
    assert ("T1", "not trying_first") not in survivors(tried)
    assert ("R1", "loss < 1000000") in survivors(tried)


def test_an_amended_text_keeps_its_promises(tmp_path: Path, registry: Registry) -> None:
    tried = trial(tmp_path, registry, old=OLD_CASE, new=NEW_CASE)
    contract = Contract(tried.workspace, tried)
    states = {name: contract.kept(name).state for name in ("deterministic", "fails_closed", "cases_pass")}
    assert set(states.values()) == {"kept"}, states


def test_a_proposed_case_gives_the_day_of_its_text(tmp_path: Path, registry: Registry) -> None:
    tried = trial(tmp_path, registry)
    found = proposals(tried.subject, tried.mutation.survivors)
    texts = [case_text(proposal, tried.subject, "en") for proposal in found]
    assert texts and all(re.search(r"^dates = \{ (act|ruling) = ", text, re.M) for text in texts)


def test_what_an_amendment_left_as_it_was_needs_no_second_place_in_the_old_document(
    tmp_path: Path, registry: Registry
) -> None:
    trial(tmp_path, registry)
    (tmp_path / "sources.toml").write_text(source() + source("amendment"), "utf-8")
    file = tmp_path / "tolerance.toml"
    placed = 'source = "amendment"\nlocator = { zh = "第五条", en = "article 5" }\nwhen = "trying_first"'
    file.write_text(
        file.read_text("utf-8").replace('source = "text"\nwhen = "trying_first"', placed), "utf-8"
    )
    found = [f.problem.place for f in check(open_plugin(str(tmp_path), registry)) if f.code == "RC401"]
    assert found and not [place for place in found if "T1" in place]


def test_what_no_case_takes_is_told_with_the_version_and_its_own_title(
    tmp_path: Path, registry: Registry
) -> None:
    trial(tmp_path, registry)
    file = tmp_path / "earlier" / "2023" / "red_lines.toml"
    file.write_text(file.read_text("utf-8").replace("条文", "旧条文"), "utf-8")
    file = tmp_path / "red_lines.toml"
    file.write_text(file.read_text("utf-8").replace("条文", "新条文"), "utf-8")
    tried = try_out(open_plugin(str(tmp_path), registry))
    page = str(gaps_page(tried, Words("zh", tried.workspace.registry)))
    told = {*re.findall(r"R1 .条文(?: \(2023\))?", page)}
    assert told == {"R1 新条文", "R1 旧条文 (2023)"}
    assert re.search(r"R1 新条文[^']*[^\d]100万元'", page)
    assert re.search(r"R1 旧条文 \(2023\)[^']*[^\d]50万元'", page)
    editions = {boundary["edition"] for boundary in trial_data(tried, Words("en", registry))["boundaries"]}
    assert editions == {None, "2023"}
