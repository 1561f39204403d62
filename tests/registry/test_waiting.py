"""Waiting for another program: a command says that it waits, goes on once it may, and says what it couldn't do."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import Store, check
from rongcuo_registry.storage.connection import SILENT, problem_of

from .keeping import CASES, OFFICER, add_case, codes

pytestmark = pytest.mark.slow


@contextmanager
def held(path: Path, seconds: float = 60) -> Iterator[None]:
    """Another connection that keeps everybody out, for so long at the most."""
    taken, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            taken.set()
            let_go.wait(seconds)
            other.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    try:
        yield
    finally:
        let_go.set()
        holder.join()


def test_whoever_waits_is_told_once_and_goes_on_when_it_may(filled: Path) -> None:
    heard: list[float] = []
    with Store.open(filled, CASES, wait=30, on_wait=lambda: heard.append(time.monotonic())) as store:
        for _ in range(2):
            begun = time.monotonic()
            with held(filled, SILENT + 0.5), store.writing(OFFICER) as writer:
                add_case(writer)
        assert len(heard) == 1
        assert heard[0] < begun
        assert not check(store).problems
        assert store.head().id == 11


def test_whoever_opens_a_file_is_told_too(filled: Path) -> None:
    heard: list[str] = []
    with (
        held(filled, SILENT + 0.2),
        Store.open(filled, CASES, on_wait=lambda: heard.append("waits")) as store,
    ):
        assert store.head().id == 9
    assert heard == ["waits"]


def test_nobody_is_told_of_a_short_wait(filled: Path) -> None:
    heard: list[str] = []
    with (
        held(filled, SILENT / 4),
        Store.open(filled, CASES, on_wait=lambda: heard.append("waits")) as store,
    ):
        assert store.head().id == 9
    assert heard == []


def test_the_whole_wait_is_what_was_asked_for(filled: Path) -> None:
    begun = time.monotonic()
    with held(filled), pytest.raises(InputError):
        Store.open(filled, CASES, wait=SILENT + 0.5, on_wait=lambda: None)
    assert SILENT + 0.4 < time.monotonic() - begun < SILENT + 3


@pytest.mark.parametrize(("readonly", "code"), [(True, "registry_busy_reading"), (False, "registry_busy")])
def test_who_only_reads_is_told_nothing_of_writing(readonly: bool, code: str, filled: Path) -> None:
    with held(filled), pytest.raises(InputError) as error:
        Store.open(filled, CASES, readonly=readonly, wait=0.1)
    assert codes(error) == [code]
    for language, word in (("zh", "没有写入"), ("en", "nothing was written")):
        assert (word in error.value.problems[0].message(language)) is not readonly  # type: ignore[arg-type]


def test_a_read_that_becomes_busy_later_is_told_as_a_read(filled: Path) -> None:
    with Store.open(filled, CASES, readonly=True, wait=0.1) as store, held(filled):
        for read in (lambda: store.rows("SELECT 1 FROM sealed"), store.head, lambda: [*store.events()]):
            with pytest.raises(InputError) as error:
                read()
            assert codes(error) == ["registry_busy_reading"]


def test_a_disk_that_fails_while_reading_is_told_so() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_READ, "SQLITE_IOERR_READ"
    problem = problem_of(error, Path("rongcuo.db"), reading=True)
    assert problem is not None and "写入" not in problem.message("zh")
