"""The store: one transaction each, an append-only log with a chain, texts and attachments beside it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import LARGEST, Actor, Event, Head, Store, check
from rongcuo_registry.storage import writer as writing

from ..scale import scaled
from .keeping import CASES, LETTER, NAME, OFFICER, TITLE, add_case, add_person, codes, new, opened


def test_an_event_tells_who_did_what_when_and_to_which_case(filled: Path) -> None:
    with opened(filled) as store:
        events = [*store.events()]
    first, last = events[0], events[-1]
    assert (first.id, first.login, first.role, first.kind, first.case) == (1, "wang", "clerk", "added", 1)
    assert first.at.utcoffset() is not None
    assert [event.role for event in events].count(None) == 4
    assert last.kind == "erasure"


def test_events_are_asked_for_by_case_by_proceeding_and_from_an_id_on(filled: Path) -> None:
    with opened(filled) as store:
        assert [event.id for event in store.events(case=2)] == [2, 6, 8]
        assert [event.kind for event in store.events(proceeding=1)] == ["opened"]
        assert [event.id for event in store.events(after=3, limit=2)] == [4, 5]
        assert [event.id for event in store.events(case=2, after=2, limit=1)] == [6]
        assert [*store.events(limit=0)] == []


def test_more_events_than_are_read_at_a_time_come_in_order(tmp_path: Path) -> None:
    with new(tmp_path / "rongcuo.db") as store:
        with store.writing(OFFICER) as writer:
            for number in range(2500):
                writer.append("noted", {"number": number})
        assert [event.body["number"] for event in store.events()] == [*range(2500)]
        assert len([*store.events(limit=1500)]) == 1500


def test_the_hash_is_over_the_columns_as_anybody_can_reckon_it(filled: Path) -> None:
    with opened(filled) as store:
        previous = store.registry_id()
        for row in store.rows("SELECT * FROM event ORDER BY id"):
            assert row["previous"] == previous
            previous = row.pop("hash")
            written = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert hashlib.sha256(written.encode()).hexdigest() == previous
        assert store.head() == Head(9, previous)


def test_the_head_of_an_empty_log_is_the_id_of_the_registry(tmp_path: Path) -> None:
    with new(tmp_path / "a.db") as one, new(tmp_path / "b.db") as other:
        assert one.head() == Head(0, one.registry_id())
        assert one.registry_id() != other.registry_id()


def test_an_exception_leaves_nothing_of_a_transaction(filled: Path) -> None:
    with opened(filled) as store:
        before = store.head()
        with pytest.raises(ZeroDivisionError), store.writing(OFFICER) as writer:
            add_person(writer, add_case(writer))
            writer.append("attached", {"file": writer.attach(b"x", "text/plain")})
            assert len([*store.events()]) == 12
            raise ZeroDivisionError
        assert store.head() == before
        assert len(store.rows("SELECT * FROM case_state")) == 3
        assert not check(store).problems


def test_what_was_read_in_one_block_is_of_one_moment(filled: Path) -> None:
    with opened(filled) as store, opened(filled, wait=0.05) as other:
        with store.reading():
            before = store.head()
            with pytest.raises(InputError) as error, other.writing(OFFICER) as writer:
                writer.append("noted", {})
            assert store.head() == before
        assert codes(error) == ["registry_busy"]
        with other.writing(OFFICER) as writer:
            writer.append("noted", {})
        assert store.head().id == before.id + 1


def test_ids_count_on_from_those_that_are_taken(filled: Path) -> None:
    with opened(filled) as store:
        with store.writing(OFFICER) as writer:
            assert [writer.new_id("case"), writer.new_id("case")] == [4, 5]
            assert (writer.new_id("proceeding"), writer.new_id("person")) == (2, 2)
        with store.writing(OFFICER) as writer:  # nothing was written of them
            assert writer.new_id("case") == 4


@settings(max_examples=scaled(100), deadline=None)
@given(text=st.text(), kind=st.text(min_size=1, max_size=9))
def test_a_sealed_text_comes_back_as_it_was(
    text: str, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with new(tmp_path_factory.mktemp("texts") / "rongcuo.db") as store:
        with store.writing(OFFICER) as writer:
            reference = writer.seal(text, kind=kind, case=1)
            event = writer.append("noted", {"note": reference}, case=1)
        assert store.text(event.body["note"]["sealed"]) == text
        assert not check(store).problems


def test_a_text_that_no_encoding_has_is_refused_with_what_it_is(filled: Path) -> None:
    with opened(filled) as store:
        with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
            writer.seal("张\udcff", kind="name", case=1)
        assert codes(error) == ["registry_no_text"]
        assert "`张?`" in error.value.problems[0].message("zh")
        assert not check(store).problems


def test_no_text_that_may_name_somebody_stands_in_an_event_or_a_projection(filled: Path) -> None:
    with opened(filled) as store:
        for table in ("event", "case_state", "meta"):
            written = str(store.rows(f"SELECT * FROM {table}"))
            assert NAME not in written and TITLE not in written


def test_what_is_attached_twice_is_kept_once_and_under_its_checksum(filled: Path) -> None:
    with opened(filled) as store:
        sha256 = hashlib.sha256(LETTER).hexdigest()
        assert store.attachment(sha256) == LETTER
        with store.writing(OFFICER) as writer:
            reference = writer.attach(LETTER, "application/pdf")
            assert reference == {"attachment": sha256, "size": len(LETTER), "media_type": "text/plain"}
            writer.append("attached", {"file": reference}, case=1)
        assert len(store.rows("SELECT 1 FROM attachment")) == 2
        assert not check(store).problems


def test_an_attachment_that_is_too_large_is_refused_with_the_limit(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST == 64 * 2**20
    monkeypatch.setattr(writing, "LARGEST", 10)
    with opened(filled) as store, pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
        writer.attach(b"x" * 11, "text/plain")
    assert codes(error) == ["registry_large"]
    assert "64 MiB" in error.value.problems[0].message("en")


def test_a_text_or_an_attachment_that_no_event_names_stops_the_transaction(filled: Path) -> None:
    with opened(filled) as store:
        before = store.head()
        with pytest.raises(ValueError, match="no event names"), store.writing(OFFICER) as writer:
            writer.append("noted", {})
            writer.seal("x", kind="note", case=1)
        with pytest.raises(ValueError, match="no event names"), store.writing(OFFICER) as writer:
            writer.attach(b"x", "text/plain")
        assert store.head() == before


@pytest.mark.parametrize(
    "body",
    [
        {"note": {"sealed": 1}},
        {"note": {"sealed": 99, "case": 1, "person": None, "kind": "title", "digest": ""}},
        {"note": {"sealed": 1, "case": 2, "person": None, "kind": "title", "digest": ""}},
        {"file": [{"attachment": "0" * 64, "size": 1, "media_type": "text/plain"}]},
        {"number": float("nan")},
        {"text": "\ud800"},
    ],
)
def test_a_body_that_no_reader_could_follow_is_refused(filled: Path, body: dict[str, object]) -> None:
    with opened(filled) as store:
        with pytest.raises(ValueError), store.writing(OFFICER) as writer:
            writer.append("noted", body)
        assert store.head().id == 9


def test_the_kind_of_an_erasure_is_for_erasures_alone(filled: Path) -> None:
    with opened(filled) as store, pytest.raises(ValueError, match="erase"), store.writing(OFFICER) as writer:
        writer.append("erasure", {"texts": [1]})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET login = 'li' WHERE id = 1",
        "DELETE FROM event WHERE id = 9",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE id = 2",
        "INSERT OR REPLACE INTO sealed SELECT id, 7, person_id, kind, salt, text FROM sealed WHERE id = 2",
        "INSERT OR REPLACE INTO attachment SELECT sha256, size, media_type, NULL FROM attachment",
        "INSERT OR REPLACE INTO meta VALUES ('registry', 'x')",
        "UPDATE sealed SET text = 'x' WHERE id = 1",
        "UPDATE sealed SET kind = 'x', text = NULL, salt = NULL WHERE id = 1",
        "DELETE FROM sealed WHERE id = 1",
        "UPDATE attachment SET content = x'00' WHERE content IS NOT NULL",
        "DELETE FROM attachment",
        "UPDATE meta SET value = 'x' WHERE key = 'registry'",
        "DELETE FROM meta WHERE key = 'registry'",
    ],
)
def test_the_file_itself_refuses_to_be_rewritten_by_any_program(filled: Path, statement: str) -> None:
    with closing(sqlite3.connect(filled)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="never rewritten"):
            other.execute(statement)
        other.rollback()
    with opened(filled) as store:
        assert not check(store).problems


def test_a_store_that_is_opened_to_read_writes_nothing(filled: Path) -> None:
    with opened(filled, readonly=True) as store:
        with pytest.raises(InputError) as error, store.writing(OFFICER) as writer:
            writer.append("noted", {})
        assert codes(error) == ["registry_readonly"]
        assert not check(store).problems


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_new_registry_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "rongcuo.db"
    before = os.umask(umask)
    try:
        store = new(path)
        with store, store.writing(OFFICER) as writer:
            add_case(writer)
            journal = path.with_name(path.name + "-journal")
            assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [path]


def test_a_registry_has_any_name_that_a_file_has(tmp_path: Path) -> None:
    for name in ("台账 一.db", "a?mode=memory#x.db", "%41.db", "'\".db"):
        with new(tmp_path / name) as store, store.writing(OFFICER) as writer:
            add_case(writer)
        with opened(tmp_path / name) as store:
            assert store.head().id == 1
    assert len([*tmp_path.iterdir()]) == 4


def test_a_registry_is_never_made_over_another_file(filled: Path) -> None:
    before = filled.read_bytes()
    with pytest.raises(InputError) as error:
        new(filled)
    assert codes(error) == ["file_exists"]
    assert filled.read_bytes() == before


def test_reading_needs_no_library_but_that_of_python(filled: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rongcuo_registry.storage import Store\n"
        f"with Store.open(Path({str(filled)!r}), readonly=True) as store: print(len([*store.events()]))\n"
        "print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["9", "False"]


def test_nobody_writes_who_would_leave_a_projection_behind(filled: Path) -> None:
    with pytest.raises(InputError) as error:
        Store.open(filled)
    assert codes(error) == ["registry_newer_lists"]
    with opened(filled) as store:
        assert not check(store).problems


def test_projections_of_another_version_are_made_anew(filled: Path) -> None:
    class Later(type(CASES[0])):  # type: ignore[misc]
        def schema(self, db: object) -> None:
            super().schema(db)
            db["case_list"].create({"id": int}, pk="id")  # type: ignore[index]

        def apply(self, events: Sequence[Event], db: object) -> None:
            super().apply(events, db)
            for event in events:
                if event.kind == "added":
                    db["case_list"].insert({"id": event.case})  # type: ignore[index]

    with Store.open(filled, [Later(version=2)]) as store:
        assert store.rows("SELECT id FROM case_list") == [{"id": 1}, {"id": 2}, {"id": 3}]
        assert len(store.rows("SELECT * FROM case_state")) == 3
        assert not check(store).problems
        assert store.updated_from is None
    with pytest.raises(InputError) as error:
        opened(filled)
    assert codes(error) == ["registry_newer_lists"]
    assert str(filled) in error.value.problems[0].message("en")


def test_the_role_may_be_left_out() -> None:
    assert Actor("wang").role is None
