"""Lateness: a step whose last day is past is overdue, one that was taken after it late, and whose the time is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..running import run

DEPLOYMENT = """
[region.haian]
plugins = ["haian"]
[region.haian.times.F3]
days = 5
by = "海安"
basis = "内部流程"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A filing with Hai'an that waits for F3 since the 1st of June, by the 6th."""
    (tmp_path / "rongcuo.toml").write_text(DEPLOYMENT, "utf-8")
    (tmp_path / "case.toml").write_text('title = "一事"\nwhere = "海安"\n', "utf-8")
    for line in (
        "case add case.toml",
        "file 1 --region 海安 --on 2026-06-01",
        "advance 1 F1 --by unit --attach case.toml --on 2026-06-01",
    ):
        done = run(*line.split(), folder=tmp_path)
        assert done.status == 0, done.err
    return tmp_path


def shown(folder: Path, line: str, on: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    monkeypatch.setenv("RONGCUO_TODAY", on)
    plain = run(*line.split(), folder=folder, columns=200)
    return plain.out, json.loads(run(*line.split(), "--json", folder=folder).out)


@pytest.mark.parametrize(
    ("on", "overdue", "listed", "row"),
    [
        ("2026-06-06", False, "2026-06-06；限期为本地自设", "可以办理；最迟2026-06-06；限期为本地自设"),
        (
            "2026-06-07",
            True,
            "2026-06-06（逾期）；限期为本地自设",
            "可以办理；逾期，最迟2026-06-06；限期为本地自设",
        ),
    ],
)
def test_what_is_past_its_day_is_overdue_and_a_local_time_says_so(
    on: str, overdue: bool, listed: str, row: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, told = shown(folder, "due", on, monkeypatch)
    assert listed in out
    assert [(each["overdue"], each["local_time"]) for each in told["due"]] == [(overdue, True)]
    out, told = shown(folder, "proceeding 1", on, monkeypatch)
    assert row in out
    assert [each["overdue"] for each in told["proceeding"]["waiting"]] == [overdue]


@pytest.mark.parametrize(("on", "late"), [("2026-06-06", False), ("2026-06-07", True)])
def test_what_was_taken_after_its_day_was_taken_late(
    on: str, late: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(*f"advance 1 F3 --by discipline --on {on}".split(), folder=folder)
    assert done.status == 0, done.err
    out, told = shown(folder, "proceeding 1", "2026-07-01", monkeypatch)
    assert (f"{on}已办理；逾期（最迟2026-06-06）；限期为本地自设" in out) == late
    assert ("逾期" in out) == late
    taken = {each["step"]: each["late"] for each in told["proceeding"]["taken"]}
    assert taken == {"haian:F1": False, "haian:F3": late}
