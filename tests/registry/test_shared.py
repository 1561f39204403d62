"""One file that several offices share: a lock of a dead process, a clock that runs back, two versions of rongcuo."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.model import PROJECTIONS
from rongcuo_registry.model.lists import Lists
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.storage import Store, check

from .offices import DEPLOYMENT, OFFICER, added, codes, matter, office, policies, walk, whole

SPAWN = multiprocessing.get_context("spawn")
JUNE = datetime.date(2026, 6, 1)


def write_and_hang(path: Path, pipe: multiprocessing.connection.Connection) -> None:
    """Writes so much in one transaction that it is in the file already, and never commits it."""
    with CaseRegistry.open(path, policies()) as registry, registry.store.writing(OFFICER) as writer:
        registry.store.connection.execute("PRAGMA cache_size = 5")
        for _ in range(300):
            case = writer.new_id("case")
            title = writer.seal("未完成" * 500, kind="note", case=case)
            writer.append("noted", {"note": title}, case=case)
        pipe.send("written")
        time.sleep(600)


@pytest.mark.slow
def test_what_a_dead_process_left_half_written_is_undone_by_the_next_command(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    with office(tmp_path) as registry:
        added(registry)
        before = whole(registry)
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=write_and_hang, args=(path, there))
    process.start()
    assert here.recv() == "written" and process.pid is not None
    size, journal = path.stat().st_size, path.with_name("rongcuo.db-journal")
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert journal.stat().st_size > 0 and size > 1e6  # it was in the middle of the file itself
    with office(tmp_path) as registry:
        assert whole(registry) == before
        assert added(registry) == 2
        assert check(registry.store).problems == ()
    assert not journal.exists()


def test_deadlines_and_the_order_of_events_need_no_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of one machine is a year behind: what was done on which day is what was said."""

    class Behind(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Behind:
            return cls(2025, 1, 1, tzinfo=tz)

    with office(tmp_path, DEPLOYMENT) as registry:
        number = registry.open_proceeding(
            added(registry, matter("海安")), "filing", "haian", OFFICER, on=JUNE
        ).id
        walk(registry, number, "F1 unit")
        (before,) = registry.due().steps
        with monkeypatch.context() as patch:
            patch.setattr("rongcuo_registry.storage.writer.datetime.datetime", Behind)
            walk(registry, number, "review organization")
        (after,) = registry.due().steps
        assert (before.waiting.step.id, after.waiting.step.id) == ("local:review", "haian:F3")
        assert (after.waiting.since, after.waiting.last_day) == (JUNE, datetime.date(2026, 6, 8))
        checked = check(registry.store)
        assert checked.problems == ()
        assert [note.code for note in checked.notes] == ["registry_clock_back"]
        assert list(registry.proceeding(number).taken) == ["haian:F1", "local:review"]


def test_a_machine_whose_today_is_behind_says_so_instead_of_dating_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE).id
        walk(registry, number, "F1 unit")
        before = whole(registry)
        monkeypatch.setenv("RONGCUO_TODAY", "2026-05-01")
        with pytest.raises(InputError) as error:
            registry.advance(number, "F2", "unit", OFFICER)
        assert codes(error) == ["step_day"]
        assert whole(registry) == before


class Later(Lists):
    """The lists of a version of rongcuo that is to come."""

    version = Lists.version + 1


def test_an_earlier_version_writes_nothing_once_a_later_one_has_opened_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    with office(tmp_path) as registry:  # open all the while
        case = added(registry)
        Store.open(path, [Later(), *PROJECTIONS[1:]]).close()
        before = whole(registry)
        with pytest.raises(InputError) as error:
            registry.open_proceeding(case, "filing", "hongze", OFFICER)
        assert codes(error) == ["registry_newer_lists"]
        assert whole(registry) == before
    with pytest.raises(InputError) as error:
        CaseRegistry.open(path, policies())
    assert codes(error) == ["registry_newer_lists"]
    with Store.open(path, [Later(), *PROJECTIONS[1:]]) as store:
        assert check(store).problems == ()


def test_the_lists_of_an_earlier_version_are_made_anew(tmp_path: Path) -> None:
    """A file of before there was a list of steps."""
    path = tmp_path / "rongcuo.db"
    with office(tmp_path) as registry:
        number = registry.open_proceeding(added(registry), "filing", "hongze", OFFICER, on=JUNE).id
        walk(registry, number, "F1 unit", "F2 unit")
        right = whole(registry), registry.due().steps[0].waiting.step.id
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE step_list")
        connection.execute("""
            UPDATE meta SET value = '{"objects": ["case_list", "proceeding_list"], "version": 1}'
            WHERE key = 'projection:lists'
        """)
    with CaseRegistry.open(path, policies(), readonly=True) as registry:
        assert (whole(registry), registry.due().steps[0].waiting.step.id) == right
        assert check(registry.store).problems == ()
