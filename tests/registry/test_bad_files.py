"""Files that are no registry, that aren't whole or may not be used: a short error, and the file as it was."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rongcuo.facts.problems import InputError
from rongcuo_registry.catalogue import MESSAGES
from rongcuo_registry.storage import Store, backup, check, export
from rongcuo_registry.storage.connection import problem_of

from ..scale import scaled
from .keeping import CASES, OFFICER, add_case, codes, fill, new, opened, unprivileged

PAGE = 4096


def refusal(path: Path, *, readonly: bool = False) -> list[str]:
    """The codes of the problems with which a file is refused; the message names the file in both languages."""
    with pytest.raises(InputError) as error:
        opened(path, readonly=readonly, wait=0.1).close()
    for problem in error.value.problems:
        assert str(path) in problem.message("zh") and str(path) in problem.message("en")
    return codes(error)


def test_what_is_no_file_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "none") == ["registry_missing"]
    assert refusal(tmp_path / "link") == ["registry_dead_link"]
    assert refusal(tmp_path / "loop") == ["unreadable"]
    assert refusal(tmp_path / "pipe") == ["registry_no_plain_file"]
    assert refusal(Path("/dev/null")) == ["registry_no_plain_file"]
    assert refusal(tmp_path) == ["is_folder"]


@pytest.mark.parametrize("name", ["link", "pipe", "folder", "none/rongcuo.db"])
def test_no_registry_is_made_where_something_else_stands_or_no_folder_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to("elsewhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as error:
        new(tmp_path / name)
    assert codes(error) == ["unwritable" if "/" in name else "file_exists"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_to_a_registry_is_followed(filled: Path, tmp_path: Path) -> None:
    link = tmp_path / "sub" / "link.db"
    link.parent.mkdir()
    link.symlink_to("../rongcuo.db")
    with opened(link) as store, store.writing(OFFICER) as writer:
        add_case(writer)
    with opened(filled) as store:
        assert store.head().id == 10
    assert [*link.parent.iterdir()] == [link]


def test_the_journal_of_an_earlier_registry_is_never_played_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    with pytest.raises(InputError) as error:
        new(tmp_path / "rongcuo.db")
    assert codes(error) == ["registry_journal_left"]


@pytest.mark.parametrize("content", [b"title = '\xe4\xb8\x80'\n", bytes(5000), b"PK\x03\x04" * 2000])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(content)
    assert refusal(path) == refusal(path, readonly=True) == ["registry_no_database"]
    assert path.read_bytes() == content
    assert [*tmp_path.iterdir()] == [path]


def test_an_empty_file_is_told_as_empty(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.db").touch()
    assert refusal(tmp_path / "rongcuo.db") == ["registry_empty"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE event (id INTEGER PRIMARY KEY)")
    before = path.read_bytes()
    assert refusal(path) == ["registry_foreign"]
    assert path.read_bytes() == before


def test_a_registry_of_a_later_version_is_left_as_it_is(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = filled.read_bytes()
    assert refusal(filled) == refusal(filled, readonly=True) == ["registry_newer"]
    assert filled.read_bytes() == before


def test_a_write_ahead_log_that_another_program_put_on_is_left_again(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA journal_mode = wal").fetchone() == ("wal",)
    with opened(filled, readonly=True) as store:
        assert store.head().id == 9
    with opened(filled) as store, store.writing(OFFICER) as writer:
        add_case(writer)
        assert {path.name for path in filled.parent.iterdir()} == {"rongcuo.db", "rongcuo.db-journal"}


def lengths() -> st.SearchStrategy[int]:
    """Lengths that a file may be cut to: any, and often those about a page's end."""
    pages = st.integers(0, 40).map(lambda page: page * PAGE)
    return st.one_of(
        st.integers(0), pages, pages.map(lambda end: end + 1), pages.map(lambda end: max(0, end - 1))
    )


@settings(
    max_examples=scaled(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(length=lengths(), readonly=st.booleans())
@example(length=100, readonly=False)
@example(length=15, readonly=False)
def test_a_file_that_was_cut_off_at_any_byte_is_refused(
    length: int, readonly: bool, filled_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = filled_once.read_bytes()
    path = tmp_path_factory.mktemp("cut") / "rongcuo.db"
    path.write_bytes(whole[: length % len(whole)])
    expected = {"registry_cut_off", "registry_damaged", "registry_no_database", "registry_empty"}
    assert {*refusal(path, readonly=readonly)} <= expected
    assert path.read_bytes() == whole[: length % len(whole)]


def test_no_byte_changes_unnoticed(filled_once: Path, tmp_path: Path) -> None:
    whole = filled_once.read_bytes()
    with opened(filled_once) as store:
        tables = [row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        said = {table: store.rows(f"SELECT * FROM {table}") for table in tables}
    path, chance, noticed = tmp_path / "rongcuo.db", random.Random(7), 0
    for _ in range(scaled(800)):
        place = chance.randrange(len(whole)) if chance.random() < 0.8 else chance.randrange(200)
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        try:
            with opened(path, wait=0.1) as store:
                if check(store).problems:
                    noticed += 1
                else:
                    assert {table: store.rows(f"SELECT * FROM {table}") for table in tables} == said, place
        except InputError:
            noticed += 1
    assert noticed


def test_a_damaged_page_never_ends_in_a_traceback(filled_once: Path, tmp_path: Path) -> None:
    whole = filled_once.read_bytes()
    path, chance = tmp_path / "rongcuo.db", random.Random(7)
    for _ in range(scaled(300)):
        changed = bytearray(whole)
        for _ in range(chance.randrange(1, 60)):
            changed[chance.randrange(100, len(whole))] = chance.randrange(256)
        path.write_bytes(changed)
        for name in ("backup.db", "export.jsonl"):
            (tmp_path / name).unlink(missing_ok=True)
        with suppress(InputError), opened(path, wait=0.1) as store:
            for work in (
                lambda store: [*store.events()],
                check,
                lambda store: backup(store, tmp_path / "backup.db"),
                lambda store: export(store, tmp_path / "export.jsonl", personal=True, contents=True),
            ):
                with suppress(InputError):
                    work(store)


def test_a_file_that_may_not_be_written_is_read_and_said_to_be_so() -> None:
    with unprivileged() as folder:
        path = folder / "rongcuo.db"
        fill(path)
        path.chmod(0o400)
        assert refusal(path) == ["registry_readonly"]
        with opened(path, readonly=True) as store:
            assert store.head().id == 9
            assert not check(store).problems
        path.chmod(0)
        assert refusal(path, readonly=True) == ["unreadable"]


def test_a_folder_that_may_not_be_written_is_named() -> None:
    with unprivileged() as folder:
        path = folder / "rongcuo.db"
        fill(path)
        folder.chmod(0o500)
        assert refusal(path) == ["registry_folder_readonly"]
        with opened(path, readonly=True) as store:
            assert store.head().id == 9
        with pytest.raises(InputError) as error:
            new(folder / "new.db")
        assert codes(error) == ["unwritable"]
        folder.chmod(0)
        assert refusal(path, readonly=True) == ["unreadable"]
        folder.chmod(0o700)


def test_a_write_that_was_cut_short_is_undone_by_whoever_may_and_told_to_whoever_may_not() -> None:
    with unprivileged() as folder:
        path = folder / "rongcuo.db"
        fill(path)
        leave_unfinished(path)
        folder.chmod(0o500)
        assert refusal(path, readonly=True) == ["registry_unfinished"]
        folder.chmod(0o700)
        with opened(path, readonly=True) as store:
            assert store.head().id == 9
            assert not check(store).problems


def leave_unfinished(path: Path) -> None:
    """Leaves a registry and its journal as a machine does that goes off in the middle of a write."""
    with opened(path) as store:
        copies = []
        store.connection.execute("PRAGMA cache_size = 1")  # changed pages go to the file before the end
        with suppress(ZeroDivisionError), store.writing(OFFICER) as writer:
            for _ in range(300):
                add_case(writer)
            for file in (path, path.with_name(path.name + "-journal")):
                copies.append((file, Path(shutil.copy2(file, file.with_name(f"{file.name}.copy")))))
            raise ZeroDivisionError
    for file, copy in copies:
        copy.rename(file)


def test_a_registry_that_is_moved_away_while_it_is_open_takes_nothing_more(
    filled: Path, tmp_path: Path
) -> None:
    with opened(filled) as store:
        filled.rename(tmp_path / "elsewhere.db")
        with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
            add_case(writer)
        assert codes(error) == ["registry_moved"]
    with opened(tmp_path / "elsewhere.db") as store:
        assert store.head().id == 9


def test_every_message_tells_what_to_do_or_what_was_found() -> None:
    for key, (zh, en) in MESSAGES.items():
        if key.startswith("problem."):
            assert re.search("请|事件|附件|表|记录", zh) and not zh.endswith("。"), key
            assert en[0] in "`{" or en[0].islower(), key


def test_the_file_is_closed_when_it_was_refused(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA application_id = 1")
    refusal(filled)
    with closing(sqlite3.connect(filled, timeout=0)) as connection:
        connection.execute("BEGIN EXCLUSIVE")


def test_a_store_without_projections_is_a_store_too(tmp_path: Path) -> None:
    with Store.create(tmp_path / "rongcuo.db") as store, store.writing(OFFICER) as writer:
        writer.append("noted", {})
    with Store.open(tmp_path / "rongcuo.db", CASES) as store:  # and they are made once they are asked for
        assert store.rows("SELECT * FROM case_state") == []
        assert not check(store).problems


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        (sqlite3.SQLITE_IOERR_LOCK, "registry_no_locks"),
        (sqlite3.SQLITE_IOERR_FSYNC, "registry_io"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "registry_busy"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "registry_damaged"),
        (sqlite3.SQLITE_CONSTRAINT, None),
    ],
)
def test_what_no_test_can_bring_about_is_told_apart_by_its_code(code: int, meant: str | None) -> None:
    error = sqlite3.OperationalError("why")
    error.sqlite_errorcode, error.sqlite_errorname = code, "NAME"
    problem = problem_of(error, Path("rongcuo.db"))
    assert (problem and problem.code) == meant
