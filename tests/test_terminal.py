"""What a command prints on a terminal: bold where it can be, as wide as it is, and nothing lost."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest
from rich.cells import cell_len

from rongcuo.render.page import Heading, Lines, Table
from rongcuo.render.terminal import show

from .running import ROOT, run

pty = pytest.importorskip("pty")

ADDED = {"RONGCUO_LANG": "zh", "PYTHONUTF8": "1", "TERM": "xterm"}


def on_a_terminal(*arguments: str, environment: Mapping[str, str]) -> str:
    """What a command prints where its output is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "rongcuo", *arguments]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ADDED, **environment}, stdout=theirs, stdin=theirs
    )
    os.close(theirs)
    printed = b""
    with contextlib.suppress(OSError):  # the end of what a terminal has to say
        while part := os.read(ours, 65536):
            printed += part
    os.close(ours)
    running.wait()
    return printed.decode("utf-8").replace("\r\n", "\n")


def printed(capsys: pytest.CaptureFixture[str], *blocks: Heading | Lines | Table) -> list[str]:
    show(blocks)
    return capsys.readouterr().out.splitlines()


@pytest.mark.slow
def test_headings_are_bold_on_a_terminal_alone() -> None:
    arguments = ("show", "hongze")
    assert "\x1b[1m" in on_a_terminal(*arguments, environment={})
    assert "\x1b" not in on_a_terminal(*arguments, environment={"TERM": "dumb"})
    assert "\x1b" not in run(*arguments).out


@pytest.mark.parametrize("columns", ["0", "-3", "", "wide", "000"])
def test_a_width_that_is_none_is_that_of_the_terminal_or_the_usual_one(columns: str) -> None:
    done = run("regions", environment={"COLUMNS": columns})
    assert done.status == 0 and "洪泽" in done.out
    assert done.out == run("regions", columns=80).out


def test_a_width_beyond_any_terminal_is_cut() -> None:
    assert run("regions", environment={"COLUMNS": "9" * 5000}).out == run("regions", columns=1000).out


def test_a_table_without_room_for_its_columns_is_printed_row_by_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    table = Table(
        ("地区", "结论", "条文"), (("洪泽区洪泽", "可予容错可予容错", "P1"), ("滨城区滨城", "", "T2 " * 9))
    )
    assert printed(capsys, table) == [
        "", "地区", "  洪泽区洪泽", "结论", "  可予容错可予容错", "条文", "  P1",
        "", "地区", "  滨城区滨城", "条文", "  T2 T2 T2 T2 T2 T2", "  T2 T2 T2",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [1, 5, 20])
def test_the_narrowest_terminal_gets_every_word(columns: int) -> None:
    done = run("regions", environment={"COLUMNS": str(columns)})
    assert done.status == 0
    shown = "".join(done.out.split())
    assert all(sign in shown for sign in "洪泽靖江海安滨城")
    assert "…" not in shown


@pytest.mark.parametrize("width", [20, 37, 60, 100])
def test_no_line_of_a_table_is_wider_than_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    table = Table(("地区", "what"), (("洪泽" * 40, "some words " * 20), ("a", "一二三\n四")))
    lines = printed(capsys, table)
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).count("洪") == 40


def test_the_widest_columns_give_way_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    *_, row, _ = printed(capsys, Table(("a", "b", "c"), (("abcdef", "短", "w " * 40),)))[:5]
    assert row.startswith(" abcdef   短   w w")


def test_the_lines_of_a_point_stand_under_its_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    first, second, *_ = printed(capsys, Lines(("一二三四五六七八九十一二",), bullets=True))
    assert (first, second) == ("· 一二三四五六七八九", "  十一二")
