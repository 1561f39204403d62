"""A file of an earlier version: copied first, then brought up to date as a whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import Store, check, migrations, restore, schema

from .keeping import CASES, OFFICER, add_case, codes, opened, unprivileged
from .test_several import SPAWN

pytestmark = pytest.mark.slow

INDEX = "CREATE INDEX event_kind ON event (kind)"


def next_schema(connection: sqlite3.Connection) -> None:
    """What stands for the step to a later schema."""
    connection.execute(INDEX)


def failing(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half (id)")
    raise ZeroDivisionError


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of rongcuo whose schema is one further."""
    upgrade(monkeypatch)


def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = [*schema.statements(), INDEX]
    monkeypatch.setattr(migrations, "STEPS", [next_schema])
    for module in ("schema", "checking"):
        monkeypatch.setattr(f"rongcuo_registry.storage.{module}.statements", lambda: iter(statements))


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return number


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.schema-*"))


def test_an_earlier_file_is_copied_and_then_brought_up_to_date(filled: Path, later: None) -> None:
    before = filled.read_bytes()
    with opened(filled) as store:
        (copy,) = copies(filled)
        assert store.updated_from == copy
        assert store.head().id == 9
        assert not check(store).problems
        with store.writing(OFFICER) as writer:
            add_case(writer)
    assert (version(filled), version(copy)) == (2, 1)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert len(copy.read_bytes()) == len(before)
    with opened(filled) as store:
        assert store.updated_from is None
    assert copies(filled) == [copy]


def test_a_copy_that_was_made_before_is_opened_by_the_earlier_version(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        upgrade(patch)
        opened(filled).close()
    (copy,) = copies(filled)
    with opened(copy) as store:
        assert store.head().id == 9
        assert not check(store).problems
    with pytest.raises(InputError) as error:
        opened(filled)
    assert codes(error) == ["registry_newer"]


def test_a_step_that_fails_leaves_the_file_as_it_was(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled.read_bytes()
    with monkeypatch.context() as patch:
        upgrade(patch)
        patch.setattr(migrations, "STEPS", [next_schema, failing])
        with pytest.raises(ZeroDivisionError):
            opened(filled)
    assert filled.read_bytes() == before
    assert len(copies(filled)) == 1
    with opened(filled) as store:
        assert not check(store).problems


def test_without_room_for_the_copy_nothing_is_brought_up_to_date(
    filled: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled.read_bytes()

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(migrations, "copy_into", full)
    with pytest.raises(InputError) as refused:
        opened(filled)
    assert codes(refused) == ["no_room"]
    assert filled.read_bytes() == before
    assert [*filled.parent.iterdir()] == [filled]


def test_to_read_an_earlier_file_brings_it_up_to_date_too(filled: Path, later: None) -> None:
    with opened(filled, readonly=True) as store:
        assert store.updated_from in copies(filled)
        assert not check(store).problems


def test_an_earlier_file_that_may_not_be_written_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with unprivileged() as folder:
        path = folder / "rongcuo.db"
        with Store.create(path, CASES) as store, store.writing(OFFICER) as writer:
            add_case(writer)
        path.chmod(0o400)
        upgrade(monkeypatch)
        with pytest.raises(InputError) as error:
            opened(path, readonly=True)
    assert codes(error) == ["registry_older", "registry_readonly"]


def test_a_backup_of_an_earlier_version_is_restored_and_stays_as_it_is(filled: Path, later: None) -> None:
    before = filled.read_bytes()
    restored = filled.with_name("restored.db")
    assert restore(filled, restored, CASES).aside is None
    assert (version(filled), version(restored)) == (1, 2)
    assert filled.read_bytes() == before
    assert sorted(filled.parent.iterdir()) == [restored, filled]
    with opened(restored) as store:
        assert not check(store).problems


def open_later(path: Path) -> str:
    """What a process of its own came to: an error that it raised might not come back to the pool."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            upgrade(patch)
            with opened(path, wait=60) as store:
                return "there" if store.updated_from is None else "updated"
    except BaseException as error:
        return repr(error)


def test_of_several_processes_at_once_one_brings_a_file_up_to_date(filled: Path) -> None:
    with SPAWN.Pool(4) as pool:
        made = pool.map_async(open_later, [filled] * 8).get(timeout=180)
    assert sorted(made) == ["there"] * 7 + ["updated"]
    assert len(copies(filled)) == 1
    assert version(filled) == 2


def test_no_file_of_a_released_schema_lacks_a_step() -> None:
    assert migrations.newest() == 1 + len(migrations.STEPS)
