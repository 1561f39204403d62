"""`rongcuo ask --preview`: what an officer will be asked, for whoever writes the plugin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .running import LANGUAGES, assert_golden, installed, run


def data(*arguments: object, **how: Any) -> Any:
    done = run("ask", *map(str, arguments), "--json", **how)
    assert done.status in (0, 1), done.err
    return json.loads(done.out)


def test_the_screens_are_listed_as_they_are_asked() -> None:
    found = installed("jingjiang", "national")
    done = {
        each: run("ask", "--region", "jingjiang", "--preview", language=each, found=found)
        for each in LANGUAGES
    }
    assert {(each.status, each.err) for each in done.values()} == {(0, "")}
    assert_golden("ask/preview", {language: each.out for language, each in done.items()})


@pytest.mark.parametrize("region", ["jingjiang", "hongze"])
def test_it_is_the_order_of_an_interview_in_which_nobody_knows_anything(region: str, tmp_path: Path) -> None:
    found = installed(region, "national")
    answers = tmp_path / "answers.toml"
    answers.write_text(f'title = "虚构"\nwhere = "{region}"\n', "utf-8")
    told = data("--answers", answers, "--region", region, found=found)["interview"]["unanswered"]
    screens = data("--region", region, "--preview", found=found)["screens"]
    listed = [
        [fact for screen in screens for fact in screen["facts"] if alone == screen["tiers_alone"]
         if screen["question"] == "tolerance"]
        for alone in (False, True)
    ]  # fmt: skip
    assert told[: len(listed[0])] == listed[0] != []
    assert set(listed[1]) <= set(told)


def test_a_region_that_files_and_clears_names_has_a_table_for_each() -> None:
    screens = data("--region", "hongze", "--preview", found=installed("hongze", "national"))["screens"]
    assert {screen["question"] for screen in screens} == {"filing", "tolerance", "clarification"}


@pytest.mark.parametrize("beside", [("-o", "case.toml"), ("--again",)])
def test_it_asks_nobody_and_writes_nothing(beside: tuple[str, ...], tmp_path: Path) -> None:
    done = run("ask", "--preview", *beside, folder=tmp_path, found=installed("jingjiang"))
    assert done.status == 2
    assert "--preview" in done.err
    assert not list(tmp_path.iterdir())
