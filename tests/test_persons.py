"""Several persons of one matter: a folder of case files before the same regions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import assert_golden, run

SHARED = """
title = "堤坝抢修"
where = "洪泽"
[facts]
field = ["flood_emergency"]
hard_urgent_task = true
sudden_event = true
"""
HEAD = """
title = "局长（拍板）"
extends = "matter.toml"
[facts]
role = "decided"
managed_by = "county"
"""
ENGINEER = """
title = "站长（经办）"
extends = "matter.toml"
[facts]
role = "executed"
private_gain = { value = ["self"], by = "区监委", basis = "调查报告" }
violation_found = { value = "violation", by = "区监委", basis = "处分决定" }
"""


@pytest.fixture
def matter(tmp_path: Path) -> Path:
    folder = tmp_path / "matter"
    folder.mkdir()
    for name, text in (("matter", SHARED), ("a_head", HEAD), ("b_engineer", ENGINEER)):
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_persons_stand_by_regions_with_who_decides_about_each(matter: Path) -> None:
    pages = {
        language: run(
            "compare",
            "matter",
            "--region",
            "hongze,bincheng,jingjiang",
            folder=matter.parent,
            language=language,
        ).out
        for language in ("zh", "en")
    }
    assert_golden("persons", pages)


def test_json_has_the_comparison_of_each_person_as_compare_gives_it(matter: Path) -> None:
    data = json.loads(run("compare", "matter", "--region", "hongze", "--json", folder=matter.parent).out)
    assert [Path(person["file"]).name for person in data["persons"]] == ["a_head.toml", "b_engineer.toml"]
    for person in data["persons"]:
        alone = json.loads(
            run("compare", person["file"], "--region", "hongze", "--json", folder=matter.parent).out
        )
        assert person["answers"][0]["rulings"] == alone["answers"][0]["rulings"]


def test_rule_takes_a_folder_as_well(matter: Path) -> None:
    done = run("rule", "matter", "--region", "洪泽", folder=matter.parent)
    assert done.status == 0 and "局长" in done.out and "站长" in done.out and "滨城" not in done.out


def test_the_mistakes_of_every_file_come_in_one_run(matter: Path) -> None:
    (matter / "a_head.toml").write_text(HEAD.replace("decided", "decide"), "utf-8")
    (matter / "b_engineer.toml").write_text(ENGINEER.replace("executed", "execute"), "utf-8")
    done = run("compare", "matter", folder=matter.parent)
    assert done.status == 2 and len(done.mistakes) == 2
    assert "a_head.toml" in done.err and "b_engineer.toml" in done.err


def test_a_mistake_of_what_they_share_is_told_once(matter: Path) -> None:
    (matter / "matter.toml").write_text(SHARED.replace("flood_emergency", "flod_emergency"), "utf-8")
    done = run("compare", "matter", folder=matter.parent)
    assert done.status == 2 and len(done.mistakes) == 1 and "matter.toml" in done.err


def test_a_folder_without_a_case_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("compare", "empty", folder=tmp_path)
    assert done.status == 2 and "empty" in done.err and "case" not in done.out


@pytest.mark.parametrize("ending", ["html", "docx", "md", "csv"])
def test_a_report_of_several_persons_is_written(ending: str, matter: Path) -> None:
    done = run("compare", "matter", "--region", "hongze", "-o", f"report.{ending}", folder=matter.parent)
    assert done.status == 0, done.err
    assert (matter.parent / f"report.{ending}").stat().st_size > 200
