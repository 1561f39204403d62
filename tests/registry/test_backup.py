"""Backup and restore: whole, checked, for the owner alone, and never over another file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import backup, check, restore
from rongcuo_registry.storage.files import set_aside

from .keeping import CASES, OFFICER, add_case, codes, opened
from .test_tampering import tampering


def test_a_backup_is_the_same_registry_and_for_its_owner_alone(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with opened(filled) as store:
        checked = backup(store, copy)
        assert checked.head == store.head()
        there = [
            store.rows(f"SELECT * FROM {table}") for table in ("event", "sealed", "attachment", "case_state")
        ]
    assert copy.stat().st_mode & 0o777 == 0o600
    with opened(copy) as store:
        assert there == [
            store.rows(f"SELECT * FROM {table}") for table in ("event", "sealed", "attachment", "case_state")
        ]
    assert sorted(tmp_path.iterdir()) == [copy, filled]


def test_a_backup_is_never_written_over_a_file(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("mine")
    with opened(filled) as store, pytest.raises(InputError) as error:
        backup(store, tmp_path / "backup.db")
    assert codes(error) == ["file_exists"]
    assert (tmp_path / "backup.db").read_text() == "mine"


def test_a_registry_that_was_tampered_with_gives_no_backup_that_passes_for_one(
    filled: Path, tmp_path: Path
) -> None:
    with tampering(filled) as connection:
        connection.execute("UPDATE event SET login = 'li' WHERE id = 2")
    with opened(filled) as store, pytest.raises(InputError) as error:
        backup(store, tmp_path / "backup.db")
    assert codes(error) == ["registry_event_changed", "registry_not_copied"]
    assert all(problem.file == str(filled) for problem in error.value.problems)
    assert [*tmp_path.iterdir()] == [filled]


def test_what_stood_there_is_kept_beside_what_is_restored(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with opened(filled) as store:
        backup(store, copy)
        with store.writing(OFFICER) as writer:
            add_case(writer)
    restored = restore(copy, filled, CASES)
    assert restored.aside is not None and restored.aside.name.startswith("rongcuo.db.replaced-")
    for path, events in ((filled, 9), (restored.aside, 10), (copy, 9)):
        assert path.stat().st_mode & 0o777 == 0o600
        with opened(path) as store:
            assert store.head().id == events
            assert not check(store).problems
    again = restore(copy, filled, CASES)
    assert again.aside not in (None, restored.aside)
    assert len([*tmp_path.iterdir()]) == 4


def test_a_registry_is_restored_to_where_there_is_none(filled: Path, tmp_path: Path) -> None:
    assert restore(filled, tmp_path / "new.db", CASES).aside is None
    with opened(tmp_path / "new.db") as store:
        assert store.head().id == 9


def test_a_backup_that_was_tampered_with_or_cut_off_changes_nothing(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with opened(filled) as store:
        backup(store, copy)
    before = filled.read_bytes()
    with tampering(copy) as connection:
        connection.execute("UPDATE sealed SET text = 'x' WHERE id = 1")
    with pytest.raises(InputError) as error:
        restore(copy, filled, CASES)
    assert codes(error) == ["registry_text_changed", "registry_not_copied"]
    os.truncate(copy, 10_000)
    with pytest.raises(InputError) as error:
        restore(copy, filled, CASES)
    assert codes(error) == ["registry_damaged"]
    assert all(problem.file == str(copy) for problem in error.value.problems)
    assert filled.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [copy, filled]


@pytest.mark.parametrize("content", [b"", b"no database" * 900])
def test_what_is_no_registry_any_more_is_kept_too(filled: Path, tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(content)
    broken.with_name("broken.db-journal").write_bytes(b"its journal")
    restored = restore(filled, broken, CASES)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == content
    assert not broken.with_name("broken.db-journal").exists()
    with opened(broken) as store:
        assert store.head().id == 9


def test_nothing_is_restored_over_a_registry_that_another_writes_to(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with opened(filled) as store:
        backup(store, copy)
        with store.writing(OFFICER) as writer:
            add_case(writer)
            with pytest.raises(InputError) as error:
                restore(copy, filled, CASES, wait=0.1)
        assert codes(error) == ["registry_busy"]
        assert store.head().id == 10
    assert sorted(tmp_path.iterdir()) == [copy, filled]


def test_a_link_stays_a_link_where_a_registry_is_restored(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.db"
    link.symlink_to(filled)
    restored = restore(filled, link, CASES)
    assert link.is_symlink() and restored.aside is not None and restored.aside.parent == tmp_path


def test_a_database_of_another_program_is_no_backup(filled: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE x (y)")
    with pytest.raises(InputError) as error:
        restore(tmp_path / "other.db", filled, CASES)
    assert codes(error) == ["registry_foreign"]


def test_a_journal_goes_along_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.db").write_text("file")
    (tmp_path / "rongcuo.db-journal").write_text("journal")
    (tmp_path / "rongcuo.db.aside-journal").write_text("of another")
    aside = set_aside(tmp_path / "rongcuo.db", "aside")
    assert aside.name == "rongcuo.db.aside-1"
    assert aside.read_text() == "file"
    assert aside.with_name("rongcuo.db.aside-1-journal").read_text() == "journal"
    assert not (tmp_path / "rongcuo.db-journal").exists()
