"""Processes that are killed while they write: what was said to be done is there, and the file is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from rongcuo_registry.storage import Head, backup, check, restore

from ..scale import WHOLE, scaled
from .keeping import CASES, OFFICER, add_case, new, opened

WORKER = Path(__file__).with_name("worker.py")


def numbers(said: str) -> dict[str, list[int]]:
    """What each process said that it wrote; a line that was cut short was never said."""
    written = defaultdict(list)
    for line in said.splitlines(keepends=True):
        if line.endswith("\n"):
            name, _, number = line.strip().rpartition(" ")
            written[name].append(int(number))
    return written


def start(path: Path, processes: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, WORKER, path, str(processes)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, encoding="ascii", start_new_session=True)


def kill(started: subprocess.Popen[str]) -> str:
    """Ends every process at once, and gives what they said."""
    os.killpg(started.pid, signal.SIGKILL)
    said, _ = started.communicate()
    return said


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_kill_9_at_any_moment(
    tmp_path: Path,
) -> None:
    path, chance = tmp_path / "rongcuo.db", random.Random(11)
    new(path).close()
    acknowledged: dict[str, int] = defaultdict(int)
    journals, head = 0, Head(0, "")
    for _ in range(scaled(12)):
        started = start(path, 3)
        assert started.stdout is not None
        first = started.stdout.readline()
        time.sleep(chance.random() * 0.4)
        for name, written in numbers(first + kill(started)).items():
            acknowledged[name] = max(acknowledged[name], *written)
        journals += path.with_name("rongcuo.db-journal").exists()
        with opened(path) as store:
            checked = check(store, expect=head if head.id else None)
            assert checked.problems == ()
            head = store.head()
            there = defaultdict(list)
            for event in store.events():
                if event.kind == "counted":
                    there[event.login].append(event.body["number"])
        for name, number in acknowledged.items():
            assert there[name] == [*range(1, len(there[name]) + 1)]
            assert number <= len(there[name])
            acknowledged[name] = len(there[name])
    print(f"{sum(acknowledged.values())} transactions, {head.id} events, {journals} journals left")
    assert journals or not WHOLE


@pytest.mark.slow
def test_a_backup_under_load_is_whole_and_is_restored_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    new(path).close()
    started = start(path, 3)
    try:
        assert started.stdout is not None
        heads = []
        for number in range(max(3, scaled(8))):
            started.stdout.readline()
            with opened(path, readonly=True, wait=60) as store:
                before = store.head()
                checked = backup(store, tmp_path / f"{number}.db")
                after = store.head()
            assert checked.head is not None
            assert before.id <= checked.head.id <= after.id
            heads.append(checked.head)
    finally:
        kill(started)
    assert heads[0].id < heads[-1].id
    with opened(path) as store:
        for head in heads:
            assert not check(store, expect=head).problems
    middle = len(heads) // 2
    restored = restore(tmp_path / f"{middle}.db", path, CASES)
    assert restored.aside is not None
    with opened(path) as store, store.writing(OFFICER) as writer:
        assert store.head() == heads[middle]
        add_case(writer)
    with opened(restored.aside) as store:
        assert not check(store, expect=heads[-1]).problems


def test_what_was_acknowledged_is_there_after_one_kill(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    new(path).close()
    started = start(path, 2)
    assert started.stdout is not None
    said = "".join(started.stdout.readline() for _ in range(5)) + kill(started)
    with opened(path) as store:
        assert not check(store).problems
        there = {(event.login, event.body["number"]) for event in store.events() if event.kind == "counted"}
    assert {(name, number) for name, written in numbers(said).items() for number in written} <= there
