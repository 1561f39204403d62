"""Replaying: what is said of each kept case is what either text rules of it, and nothing in the registry changes."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo.facts.problems import InputError
from rongcuo_analysis import kept
from rongcuo_registry.entries import read_files
from rongcuo_registry.operations import CaseRegistry

from ..registry.offices import OFFICER, matter, office, walk
from ..running import LANGUAGES, ROOT, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: A remedial measure in an urgent task, which Hongze tolerates and Jingjiang has no situation for.
URGENT = ROOT / "examples/constructed/emergency_measure.toml"
TITLE = "先行先试一事（虚构）"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A registry with a case that both texts leave open, one that they part on, an erased one, and one to clear."""
    letter = {**matter(report_outcome="untrue"), "title": "被举报一事"}
    with office(tmp_path) as registry:
        (urgent,) = read_files(registry.policies, [URGENT])
        cases = [matter(political_problem=True), urgent, urgent, letter]
        numbers = registry.add(cases, OFFICER, apart=True)
        registry.erase(OFFICER, case=numbers[2])
    return tmp_path


def replayed(folder: Path, *sides: str, question: str = "tolerance") -> dict[str, Any]:
    done = run(
        "diff",
        *sides,
        "--most",
        "0",
        "--question",
        question,
        "--replay",
        "rongcuo.db",
        "--json",
        folder=folder,
    )
    assert (done.status, done.err) == (0, "")
    said: dict[str, Any] = json.loads(done.out)["replay"]
    return said


def test_each_case_comes_out_as_either_region_rules_it_at_home(folder: Path) -> None:
    said = replayed(folder, "hongze", "jingjiang")
    policies = rongcuo.load()
    apart = {each["case"]: each for each in said["differ"]}
    assert said["cases"] == 4 and said["another_question"] == 1
    assert [each["case"] for each in said["not_ruled"]] == [3]
    with CaseRegistry.open(folder / "rongcuo.db", policies, readonly=True) as registry:
        for number in (1, 2):
            raw, _ = registry.for_ruling(registry.case(number))
            for name, region in (("first", "hongze"), ("second", "jingjiang")):
                ruling = rongcuo.rule(policies, {**raw, "where": region}, region).ruling(region)
                if number in apart:
                    told = apart[number][name]
                    assert told["verdict"] == ruling.verdict
                    assert told["decided_by"] == [*ruling.decided_by]
    assert said["alike"] + len(apart) == 2
    assert apart[2]["first"]["verdict"].startswith("tolerated")
    assert apart[2]["second"]["verdict"].startswith("not_covered")


def test_a_text_beside_itself_changes_no_case_and_a_draft_those_that_it_touches(folder: Path) -> None:
    assert replayed(folder, "hongze", "hongze")["differ"] == []
    draft = folder / "draft"
    shutil.copytree(ROOT / "plugins/hongze", draft)
    file = next(draft.glob("src/*/tolerance.toml"))
    text = file.read_text("utf-8")
    changed = text.replace("hard_urgent_task and extra", "hard_urgent_task and reform_work and extra")
    assert changed != text
    file.write_text(changed, "utf-8")
    said = replayed(folder, "hongze", "draft")
    assert [each["case"] for each in said["differ"]] == [2] and said["alike"] == 1


def test_a_filing_that_the_registry_has_counts_and_one_made_elsewhere_as_made_here(tmp_path: Path) -> None:
    steps = ("F1 unit", "F2 unit", "F3 unit document", "F4 leader_in_charge", "F5 discipline")
    with office(tmp_path) as registry:
        (case,) = registry.add([{**matter(), "dates": {"act": "2026-06-20"}}], OFFICER)
        number = registry.open_proceeding(case, "filing", "hongze", OFFICER, on=datetime.date(2026, 6, 1)).id
        walk(registry, number, *steps)
        registry.add([{**matter(filing="before"), "where": "海安"}], OFFICER)
    here, elsewhere = replayed(tmp_path, "hongze", "jingjiang")["differ"]
    for each in (
        here,
        elsewhere,
    ):  # each as a matter of Hongze: filed before, so that P1 is out of the question
        assert "hongze:F8" in each["first"]["decided_by"] and "hongze:P1" not in each["first"]["decided_by"]


def test_the_registry_is_read_and_nothing_of_a_person_is_told(folder: Path) -> None:
    file = folder / "rongcuo.db"
    before = file.read_bytes()
    for language in LANGUAGES:
        command = ("diff", "hongze", "jingjiang", "--most", "0", "--replay", "rongcuo.db")
        done = run(*command, language=language, columns=80, folder=folder)
        assert done.status == 0 and TITLE in done.out
    assert file.read_bytes() == before


def test_what_keeps_it_from_being_ruled_is_told_in_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = run("diff", "hongze", "jingjiang", "--replay", "nowhere.db", folder=folder)
    assert gone.status == 2 and "nowhere.db" in gone.err and len(gone.mistakes) == 1
    monkeypatch.setattr(kept, "entry_points", lambda group: [])
    none = run("diff", "hongze", "jingjiang", "--replay", "rongcuo.db", folder=folder)
    assert none.status == 2 and "rongcuo-registry" in none.err and len(none.mistakes) == 1


def test_a_page_of_it_is_a_file(folder: Path) -> None:
    done = run(
        "diff",
        "hongze",
        "jingjiang",
        "--most",
        "0",
        "--replay",
        "rongcuo.db",
        "-o",
        "diff.html",
        folder=folder,
    )
    assert (done.status, done.err) == (0, "")
    assert TITLE in (folder / "diff.html").read_text("utf-8")
    with pytest.raises(InputError):
        [*kept.every_kept(None, folder / "none.db")]  # type: ignore[arg-type]
