"""An officer whose name is to be cleared: what is told of a false accusation, and what isn't asked of the officer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import LANGUAGES, run

pytestmark = pytest.mark.once

LETTER = """title = "提拔前的匿名信（虚构）"
where = "靖江"
[facts]
report_outcome = "untrue"
report_harm = ["appointment"]
fabricated = true
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "case.toml"
    file.write_text(LETTER, "utf-8")
    return file


def test_the_screen_says_which_elements_are_there_which_are_open_and_what_makes_it_worse(
    letter: Path,
) -> None:
    told = "诬告陷害：待认定；捏造、伪造或明知不实：是；尚需查明：意图使人受追究或名誉受损、"
    out = run("compare", letter, "--region", "靖江,海安", columns=200).out
    assert told in out and "从重情节：national:W2b 干扰选举或者选拔任用（各地）" in out


def test_what_would_make_it_worse_is_told_met_or_open_whether_the_nation_is_a_layer_or_not(
    letter: Path,
) -> None:
    for language, met, open_ in zip(
        LANGUAGES,
        ("从重情节（不改变结论）：national:W2b", "aggravation (changes no answer): national:W2b"),
        ("从重情节待查明：national:W2a", "aggravation, open: national:W2a"),
        strict=True,
    ):
        for layers in ("floor", "all"):
            shown = ("rule", letter, "--region", "靖江", "--layers", layers)
            out = run(*shown, language=language, columns=400).out
            assert met in out and open_ in out


def test_nothing_is_asked_of_the_officer_that_no_clause_of_the_question_reads(letter: Path) -> None:
    shown = ("rule", letter, "--region", "靖江", "--explain")
    sheet = json.loads(run(*shown, "--json").out)["six_factors"]
    assert [name for row in sheet.values() for name in row["unknown"]] == ["harm_intended"]
    assert "谋取不正当利益" not in run(*shown).out


@pytest.mark.parametrize(("day", "asked"), [("2015", False), ("2026-01-01", True)])
def test_the_six_factors_are_read_by_the_texts_of_the_day(day: str, asked: bool) -> None:
    shown = ("rule", "examples/yiwu.toml", "--region", "靖江", "--on", day, "--explain", "--json")
    sheet = json.loads(run(*shown).out)["six_factors"]
    assert ("debt_default" in sheet["consequences"]["unknown"]) == asked
