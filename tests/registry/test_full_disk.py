"""No room on the disk: nothing is half written, what was there stays, and a short error says so."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import backup, check, export, import_, restore

from ..scale import scaled
from .keeping import CASES, OFFICER, add_case, codes, new, opened


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file of this process becomes larger than so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write(path: Path) -> None:
    with opened(path) as store, store.writing(OFFICER) as writer:
        for _ in range(50):
            add_case(writer)
        writer.append("attached", {"file": writer.attach(bytes(300_000), "text/plain")}, case=1)


def copy(path: Path) -> None:
    with opened(path) as store:
        backup(store, path.with_name("backup.db"))


def give_out(path: Path) -> None:
    with opened(path) as store:
        export(store, path.with_name("export.jsonl"), personal=True, contents=True)


WORK: dict[str, Callable[[Path], object]] = {
    "write": write,
    "backup": copy,
    "restore": lambda path: restore(path.with_name("earlier.db"), path, CASES),
    "export": give_out,
    "import": lambda path: import_(path.with_name("whole.jsonl"), path.with_name("imported.db"), CASES),
    "create": lambda path: new(path.with_name("new.db")).close(),
}


@pytest.mark.parametrize("work", WORK)
def test_on_a_full_disk_nothing_is_half_written(filled: Path, work: str) -> None:
    with opened(filled) as store:
        export(store, filled.with_name("whole.jsonl"), personal=True, contents=True)
        backup(store, filled.with_name("earlier.db"))
    there = sorted(filled.parent.iterdir())
    steps, failed = scaled(100) + 5, 0
    for size in range(0, 600_000, 600_000 // steps):
        try:
            with room(size):
                WORK[work](filled)
        except InputError as error:
            failed += 1
            assert {problem.code for problem in error.problems} <= {"no_room", "registry_io", "unwritable"}, (
                size
            )
            with opened(filled) as store:  # where there was no room to undo it either, that is done now
                assert store.head().id == 9
                assert not check(store).problems
            assert sorted(filled.parent.iterdir()) == there
        else:
            break
    assert 0 < failed < steps


def test_a_full_file_keeps_what_it_had_and_takes_more_once_there_is_room(filled: Path) -> None:
    with opened(filled) as store:
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
            add_case(writer)
            writer.append("attached", {"file": writer.attach(bytes(50_000), "text/plain")}, case=1)
        assert codes(error) == ["no_room"]
        assert store.head().id == 9
        store.connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
        with store.writing(OFFICER) as writer:
            add_case(writer)
        assert not check(store).problems
