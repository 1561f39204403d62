"""Several processes on one file: no update is lost, and a short error says that it is busy."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import Actor, check

from ..scale import scaled
from .keeping import OFFICER, add_case, codes, new, opened

pytestmark = pytest.mark.slow

#: A fresh process, with no file of the tests open.
SPAWN = multiprocessing.get_context("spawn")


def count(path: Path, name: str, times: int) -> None:
    """Counts on from what stands in the file, one transaction each."""
    with opened(path, wait=60) as store:
        for _ in range(times):
            with store.writing(Actor(name)) as writer:
                (row,) = store.rows("SELECT events FROM case_state WHERE id = 1")
                writer.append("counted", {"after": row["events"]}, case=1)


def hold(path: Path, pipe: multiprocessing.connection.Connection) -> None:
    """Holds the file in the middle of a write, until it is killed."""
    with opened(path) as store, store.writing(OFFICER) as writer:
        writer.append("held", {}, case=1)
        pipe.send("held")
        time.sleep(600)


def test_no_update_is_lost_where_several_processes_write_at_once(tmp_path: Path) -> None:
    path, times = tmp_path / "rongcuo.db", max(5, scaled(100))
    with new(path) as store, store.writing(OFFICER) as writer:
        add_case(writer)
    workers = [SPAWN.Process(target=count, args=(path, f"{n}", times)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    with opened(path) as store:
        assert [event.body["after"] for event in store.events(after=1)] == [*range(1, 4 * times + 1)]
        assert not check(store).problems


def test_two_processes_that_make_one_registry_make_one(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    with SPAWN.Pool(4) as pool:
        made = pool.map_async(_make, [path] * 8).get(timeout=180)
    assert sorted(made) == ["file_exists"] * 7 + ["made"]
    with opened(path) as store:
        assert not check(store).problems
    assert [*tmp_path.iterdir()] == [path]


def _make(path: Path) -> str:
    try:
        new(path).close()
    except InputError as error:
        return error.problems[0].code
    return "made"


def test_a_file_that_another_holds_is_told_as_busy_and_is_free_once_that_is_dead(filled: Path) -> None:
    here, there = SPAWN.Pipe()
    holder = SPAWN.Process(target=hold, args=(filled, there))
    holder.start()
    assert here.recv() == "held"
    with opened(filled, wait=0.2) as store:
        with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
            add_case(writer)
        assert codes(error) == ["registry_busy"]
        assert "0.2" in error.value.problems[0].message("zh")
        assert store.head().id == 9  # reading goes on
        assert holder.pid is not None
        os.kill(holder.pid, signal.SIGKILL)
        holder.join()
        with store.writing(OFFICER) as writer:
            add_case(writer)
        assert not check(store).problems


def test_a_reader_that_never_ends_makes_a_write_fail_as_a_whole(filled: Path) -> None:
    with opened(filled) as reader, opened(filled, wait=0.1) as store:
        with reader.reading():
            reader.head()
            with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
                add_case(writer)
        assert codes(error) == ["registry_busy"]
        assert store.head().id == 9
        with store.writing(OFFICER) as writer:
            add_case(writer)
        assert not check(store).problems


def test_a_transaction_that_has_only_read_so_far_keeps_others_from_writing(filled: Path) -> None:
    with opened(filled) as one, opened(filled, wait=0.05) as other:
        with one.writing(OFFICER) as writer:
            before = one.head()
            with pytest.raises(InputError) as error, other.writing(OFFICER):
                raise AssertionError("two rest on what they read at once")
            assert writer.append("noted", {}).id == before.id + 1
        assert codes(error) == ["registry_busy"]
        assert not check(other).problems
