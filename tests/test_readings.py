"""Readings: what the other option would come to is told, where it changes the tiers alone too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo import DataPlugin

from .made import ADVERSE, text
from .policytext import clause, listing
from .running import FakePoint, installed, run
from .test_clocks import EARLIER, NO_LINES, WHOLE, situation, write

READING = """
[[reading]]
id = "one_or_all"
question = {{ zh = "须齐备还是具备其一？", en = "All of them, or one?" }}
{favoured}
[reading.options]
all = {{ zh = "须齐备", en = "all" }}
any = {{ zh = "具备其一", en = "one" }}
"""
CASE = f"""
title = "甲"
where = "mock"
absent = {json.dumps(ADVERSE)}
facts = {{ trying_first = true }}
"""


TIERS = (
    clause("situation", "T1", when="trying_first"),
    clause("tier", "G1", when="one_or_all == 'any'", tiers=["mitigated"]),
    clause("tier", "G2", when="one_or_all == 'all'", tiers=["lighter"]),
)
TOLERATED = (clause("situation", "T1", when="trying_first and one_or_all == 'any'", tiers=["mitigated"]),)


def told(folder: Path, favoured: str, *arguments: str, clauses: tuple[tuple[str, str], ...] = TIERS) -> str:
    """A ruling by a text that allows one tier or another, as it is read, or says otherwise what hangs on that."""
    found = text(
        folder,
        "mock",
        listing("situation", seen="complete"),
        listing("condition", seen="none"),
        listing("red_line", seen="none"),
        *clauses,
        ("tolerance", READING.format(favoured=favoured)),
    )
    case = folder / "case.toml"
    case.write_text(CASE, "utf-8")
    done = run(
        "rule", case, "--region", "mock", *arguments, language="en", found=[found, *installed("national")]
    )
    assert done.status == 0, done.err
    return " ".join(done.out.split())


FAVOURED = 'favoured = "all"'


def test_a_reading_that_changes_the_tiers_alone_is_noted(tmp_path: Path) -> None:
    (ruling,) = json.loads(told(tmp_path, FAVOURED, "--json"))["answers"][0]["rulings"]
    assert ruling["possible"][0]["tiers"] == ["lighter"]
    (reading,) = ruling["readings"]
    assert reading["taken"] == "all"
    assert reading["results"] == {"all": ["tolerated"], "any": ["tolerated"]}
    assert reading["tiers"] == {"all": ["lighter"], "any": ["mitigated"]}


def test_the_tiers_of_the_other_reading_are_said(tmp_path: Path) -> None:
    assert "Read otherwise: tolerated (mitigated)" in told(tmp_path, FAVOURED)


def test_where_nobody_favours_one_the_reading_is_said_to_leave_the_tiers_open(tmp_path: Path) -> None:
    said = told(tmp_path, "")
    assert "if all: tolerated (lighter)" in said
    assert "if one: tolerated (mitigated)" in said


def test_tiers_are_not_said_of_readings_that_part_the_answers(tmp_path: Path) -> None:
    said = told(tmp_path, FAVOURED, clauses=TOLERATED)
    assert "Read otherwise: tolerated" in said
    assert "tolerated (mitigated)" not in said


@pytest.mark.parametrize("form", [(), ("--explain",), ("--json",), ("--csv",), ("--markdown",)])
def test_a_reading_of_an_earlier_text_is_told_where_that_text_may_rule(
    tmp_path: Path, form: tuple[str, ...]
) -> None:
    of_the_old = situation("O1", "trying_first and one_or_all == 'any'") + READING.format(favoured="")
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "earlier/2017/tolerance.toml": WHOLE + of_the_old,
        "earlier/2017/red_lines.toml": NO_LINES,
    }
    policy = 'from = "2020-03"\ntransition = "old"'
    (tmp_path / "mock").mkdir()
    found = DataPlugin(write(tmp_path / "mock", policy=policy, earlier=EARLIER.format(more=""), files=files))
    case = tmp_path / "case.toml"
    case.write_text(f'dates = {{ act = "2020" }}\n{CASE}', "utf-8")
    points = [FakePoint("mock", found), *installed("national")]
    done = run("rule", case, "--region", "mock", *form, language="en", found=points)
    assert (done.status, done.err) == (0, "")
    assert form or "still needs: All of them, or one?" in " ".join(done.out.split())


def test_a_reading_under_which_several_answers_are_possible_is_said_to_be_open() -> None:
    case = "examples/constructed/emergency_measure.toml"
    said = "".join(run("rule", case, "--region", "洪泽", columns=400).out.split())
    assert "如作另一种理解，则待查明（可予容错或未列入容错情形）" in said
