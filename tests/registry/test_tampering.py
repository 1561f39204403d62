"""Whatever another program changes, takes away or adds in the file is found, and named."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rongcuo.facts.problems import InputError, Problem
from rongcuo_registry.storage import Checked, Head, Store, check
from rongcuo_registry.storage.events import event_hash, text_digest

from ..scale import scaled
from .keeping import CASES, OFFICER, add_case, opened

#: The tables, with the columns of their keys.
TABLES = {"event": "id", "sealed": "id", "attachment": "sha256", "meta": "key", "case_state": "id"}
SETTINGS = settings(
    max_examples=scaled(400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-1, 12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.binary(max_size=5),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["[]", "{}", '{"sealed": 1}', '{"texts": 3}', "[" * 5000, "1", "2026-01-01T00:00:00+00:00"]
    ),
)


@contextlib.contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """The file without what refuses changes, which stands there again afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA synchronous = OFF")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, statement in triggers:
            connection.execute(statement)


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is found, or why the file is refused as a whole."""
    try:
        with opened(path) as store:
            return check(store).problems
    except InputError as error:
        return tuple(error.problems)


def named(problems: tuple[Problem, ...], *keys: object) -> bool:
    """Whether one of the problems names one of the keys, in words for both languages."""
    for problem in problems:
        assert problem.message("zh") and problem.message("en")
    return any(str(value) in map(str, keys) for problem in problems for value in problem.values.values())


@pytest.fixture
def copies(filled_once: Path, tmp_path: Path) -> Callable[[], Path]:
    return lambda: Path(shutil.copy2(filled_once, tmp_path / "rongcuo.db"))


def rows(path: Path, table: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(f"SELECT * FROM {table} ORDER BY {TABLES[table]}").fetchall()


@SETTINGS
@given(source=st.data(), table=st.sampled_from([*TABLES]), value=values)
def test_any_column_of_any_row_that_is_changed_is_named(
    source: st.DataObject, table: str, value: object, copies: Callable[[], Path]
) -> None:
    path = copies()
    before = rows(path, table)
    row = source.draw(st.sampled_from(before))
    column, key = source.draw(st.sampled_from(row.keys())), TABLES[table]
    with tampering(path) as connection:
        try:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, row[key]))
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            assume(False)
    after = rows(path, table)
    assume([*map(tuple, after)] != [*map(tuple, before)])
    problems = problems_of(path)
    if table == "meta" and not problems:
        # a projection that is told to be of an earlier version was made anew
        assert [*map(tuple, rows(path, table))] == [*map(tuple, before)]
    elif (table, row[key], column) == ("meta", "registry", "value"):
        assert "registry_chain_start" in {problem.code for problem in problems}
    else:
        changed = next((each[key] for each in after if tuple(each) not in [*map(tuple, before)]), None)
        made_anew = "already exists" in problems[0].message("en")  # since it isn't known to be there
        assert named(problems, row[key], changed) or (table == "meta" and made_anew)


@pytest.mark.parametrize("table", TABLES)
def test_any_row_that_is_taken_away_is_named(table: str, copies: Callable[[], Path]) -> None:
    for row in rows(copies(), table):
        path, key = copies(), row[TABLES[table]]
        with tampering(path) as connection:
            connection.execute(f"DELETE FROM {table} WHERE {TABLES[table]} = ?", (key,))
        assert named(problems_of(path), key) or (table, key) == ("meta", "projection:cases"), key


ADDED = {
    "event": ("INSERT INTO event SELECT 10, at, login, role, 'x', NULL, NULL, '{}', hash, hash FROM event LIMIT 1", 10),
    "sealed": ("INSERT INTO sealed VALUES (77, 1, NULL, 'note', zeroblob(32), 'x')", 77),
    "attachment": ("INSERT INTO attachment VALUES ('abc', 1, 'text/plain', x'00')", "abc"),
    "meta": ("INSERT INTO meta VALUES ('more', 'x')", "more"),
    "case_state": ("INSERT INTO case_state VALUES (77, 1, 1, 'added')", "77"),
    "a table": ("CREATE TABLE more (id)", "more"),
    "a trigger": ("CREATE TRIGGER more AFTER INSERT ON event BEGIN DELETE FROM case_state; END", "more"),
    "a view": ("CREATE VIEW more AS SELECT * FROM sealed", "more"),
    "an index": ("CREATE INDEX more ON event (login)", "more"),
    "a column": ("ALTER TABLE case_state ADD COLUMN more", "case_state"),
    "a column of the log": ("ALTER TABLE event ADD COLUMN more", "event"),
}  # fmt: skip


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_is_named(what: str, copies: Callable[[], Path]) -> None:
    path, (statement, key) = copies(), ADDED[what]
    with tampering(path) as connection:
        connection.execute(statement)
    assert named(problems_of(path), key)


def test_every_object_of_the_file_that_is_dropped_is_named(copies: Callable[[], Path]) -> None:
    with closing(sqlite3.connect(copies())) as connection:
        query = "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        there = connection.execute(query).fetchall()
    assert len(there) > 15
    for kind, name in there:
        path = copies()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"DROP {kind} {name}")
        assert named(problems_of(path), name), name


def test_a_trigger_of_the_file_that_refuses_less_is_named(copies: Callable[[], Path]) -> None:
    path = copies()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER event_fixed")
        connection.execute("CREATE TRIGGER event_fixed BEFORE UPDATE ON event WHEN 0 BEGIN SELECT 1; END")
    assert [(p.code, p.values["name"]) for p in problems_of(path)] == [
        ("registry_object_changed", "event_fixed")
    ]


def forge(connection: sqlite3.Connection, first: int) -> None:
    """Makes the hashes of a log anew from one event on, as somebody would who knows how."""
    connection.row_factory = sqlite3.Row
    previous = connection.execute("SELECT hash FROM event WHERE id = ?", (first - 1,)).fetchone()["hash"]
    for row in connection.execute("SELECT * FROM event WHERE id >= ? ORDER BY id", (first,)).fetchall():
        hashed = event_hash({**dict(row), "previous": previous})
        connection.execute(
            "UPDATE event SET previous = ?, hash = ? WHERE id = ?", (previous, hashed, row["id"])
        )
        previous = hashed


def codes_of(checked: Checked) -> list[str]:
    return [problem.code for problem in checked.problems]


def test_a_log_that_was_written_anew_shows_where_its_end_was_written_down(copies: Callable[[], Path]) -> None:
    path = copies()
    with opened(path) as store:
        head, start = store.head(), Head(0, store.registry_id())
        assert not check(store, expect=start).problems
    with tampering(path) as connection:
        connection.execute("UPDATE event SET login = 'li' WHERE id = 4")
        forge(connection, 4)
    with opened(path) as store:
        assert codes_of(check(store)) == []
        assert codes_of(check(store, expect=head)) == ["registry_other_log"]
        assert codes_of(check(store, expect=Head(0, "0" * 64))) == ["registry_other_log"]


def test_a_tail_that_was_cut_off_shows_even_where_the_count_was_put_right(copies: Callable[[], Path]) -> None:
    path = copies()
    with opened(path) as store:
        head = store.head()
        with store.writing(OFFICER) as writer:
            writer.append("noted", {}, case=1)
        later = store.head()
    with tampering(path) as connection:
        connection.execute("DELETE FROM event WHERE id = 10")
    with opened(path) as store:
        assert "registry_tail" in codes_of(check(store))
    with tampering(path) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'event'")
        connection.execute("UPDATE case_state SET events = events - 1, last = 'attached' WHERE id = 1")
    with opened(path) as store:
        assert codes_of(check(store)) == codes_of(check(store, expect=head)) == []
        assert codes_of(check(store, expect=later)) == ["registry_cut"]


def test_a_text_that_is_emptied_without_an_erasure_is_named(copies: Callable[[], Path]) -> None:
    path = copies()
    with opened(path) as store:
        store.connection.execute(
            "UPDATE sealed SET text = NULL, salt = NULL WHERE id = 1"
        )  # no trigger refuses
        (problem,) = check(store).problems
    assert (problem.code, problem.values["id"], problem.values["event"]) == ("registry_text_emptied", 1, 1)


def test_a_text_that_comes_back_after_its_erasure_is_named(copies: Callable[[], Path]) -> None:
    path = copies()
    with tampering(path) as connection:
        connection.execute("UPDATE sealed SET text = 'x', salt = zeroblob(32) WHERE id = 3")
        connection.execute("UPDATE attachment SET content = CAST('only here' AS BLOB) WHERE content IS NULL")
    assert {p.code for p in problems_of(path)} == {"registry_text_kept", "registry_attachment_kept"}


def test_nothing_can_be_moved_between_a_salt_and_its_text(copies: Callable[[], Path]) -> None:
    path = copies()
    (row,) = [row for row in rows(path, "sealed") if row["id"] == 1]
    salt, text = row["salt"] + row["text"][:1].encode(), row["text"][1:]
    assert text_digest(salt, text) == text_digest(row["salt"], row["text"])
    with tampering(path) as connection:
        connection.execute("UPDATE sealed SET salt = ?, text = ? WHERE id = 1", (salt, text))
    assert "registry_text_changed" in {problem.code for problem in problems_of(path)}


def test_the_list_of_a_projections_objects_never_takes_the_log_away(copies: Callable[[], Path]) -> None:
    path = copies()
    with tampering(path) as connection:
        value = json.dumps({"version": 0, "objects": ["event", "sealed", "case_state"]})
        connection.execute("UPDATE meta SET value = ? WHERE key = 'projection:cases'", (value,))
    with opened(path) as store:
        assert store.head().id == 9
        assert not check(store).problems


def test_a_clock_that_ran_back_is_noted_and_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as real

    class Clock(real.datetime):
        times: Any = iter([2026, 2026, 2025, 2027])

        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> Clock:
            return cls(next(cls.times), 1, 1, tzinfo=tz)

    monkeypatch.setattr("rongcuo_registry.storage.writer.datetime.datetime", Clock)
    with Store.create(tmp_path / "rongcuo.db", CASES) as store, store.writing(OFFICER) as writer:
        for _ in range(4):
            add_case(writer)
    with opened(tmp_path / "rongcuo.db") as store:
        checked = check(store)
    assert not checked.problems
    assert [(note.code, note.values["id"]) for note in checked.notes] == [("registry_clock_back", 3)]


@pytest.mark.slow
def test_no_more_is_told_of_a_file_than_anybody_reads(tmp_path: Path) -> None:
    path = tmp_path / "rongcuo.db"
    with Store.create(path, CASES) as store, store.writing(OFFICER) as writer:
        for _ in range(1000):
            add_case(writer)
    with tampering(path) as connection:
        connection.execute("UPDATE event SET login = 'li'")
    assert len(problems_of(path)) == 201
    assert problems_of(path)[-1].code == "many_mistakes"


def test_a_check_tells_how_much_it_looked_at(filled_once: Path) -> None:
    with opened(filled_once) as store:
        checked = check(store)
        assert (checked.problems, checked.notes, checked.head) == ((), (), store.head())
    assert (checked.events, checked.texts, checked.erased, checked.attachments) == (9, 5, 1, 2)


#: What is done to a file, and as what it is told: the code, and what the problem is about.
TOLD_AS = {
    "DELETE FROM event WHERE id IN (4, 5)": [("registry_gap", 4)],
    "UPDATE event SET hash = 'x' WHERE id = 4": [("registry_event_changed", 4), ("registry_chain", 5)],
    "DELETE FROM sealed WHERE id = 1": [("registry_text_missing", 1)],
    "INSERT INTO sealed VALUES (77, 1, NULL, 'note', zeroblob(32), 'x')": [("registry_text_orphan", 77)],
    "UPDATE sealed SET person_id = 9 WHERE id = 1": [("registry_text_column", 1)],
    "UPDATE sealed SET text = 'x' WHERE id = 1": [("registry_text_changed", 1)],
    "DELETE FROM attachment WHERE content IS NOT NULL": [("registry_attachment_missing", 5)],
    "INSERT INTO attachment VALUES ('abc', 1, 'text/plain', x'00')": [("registry_attachment_orphan", "abc")],
    "UPDATE attachment SET size = 1 WHERE content IS NOT NULL": [("registry_attachment_column", 5)],
    "UPDATE attachment SET content = x'00' WHERE content IS NOT NULL": [("registry_attachment_changed", 5)],
    "UPDATE attachment SET content = NULL": [("registry_attachment_emptied", 5)],
    "UPDATE case_state SET last = 'x' WHERE id = 2": [("registry_state_changed", "2")],
    "INSERT INTO case_state VALUES (77, 1, 1, 'added')": [("registry_state_added", "77")],
    "DELETE FROM case_state WHERE id = 2": [("registry_state_lost", "2")],
    "UPDATE meta SET key = 'more' WHERE key = 'registry'": [
        ("registry_chain_start", 1),
        ("registry_setting", "more"),
    ],
    "DROP INDEX event_case": [("registry_object_missing", "event_case")],
    "CREATE TABLE more (id)": [("registry_object_foreign", "more")],
}


@pytest.mark.parametrize("statement", TOLD_AS)
def test_each_kind_of_change_is_told_as_what_it_is(statement: str, copies: Callable[[], Path]) -> None:
    path = copies()
    with tampering(path) as connection:
        connection.execute(statement)
    problems = problems_of(path)
    for code, about in TOLD_AS[statement]:
        assert any(problem.code == code and about in problem.values.values() for problem in problems), (
            problems
        )
    consequences = {
        "registry_text_missing",
        "registry_text_orphan",
        "registry_attachment_orphan",
        "registry_setting",
    }
    assert {problem.code for problem in problems} <= consequences | {code for code, _ in TOLD_AS[statement]}
