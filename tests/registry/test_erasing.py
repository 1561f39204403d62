"""Erasing: what is erased is gone from the file, nothing proves what it was, and the chain is as valid as before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo_registry.storage import ERASURE, Store, backup, check, export, import_

from ..scale import scaled
from .keeping import CASES, LETTER, NAME, OFFICER, TITLE, add_case, add_person, new, opened


def test_the_texts_of_a_person_are_erased_and_no_others(filled: Path) -> None:
    with opened(filled) as store:
        before = store.head()
        with store.writing(OFFICER) as writer:
            assert writer.erase(person=1) == 1
        (name,) = store.rows("SELECT * FROM sealed WHERE person_id = 1")
        assert store.text(name["id"]) is None and name["salt"] is None
        assert store.text(1) == f"{TITLE}0"
        (event,) = store.events(after=9)
        assert (event.kind, event.case) == (ERASURE, None)
        assert event.body == {"person": 1, "texts": [name["id"]], "attachments": []}
        assert not check(store, expect=before).problems


def test_the_texts_of_a_case_are_erased_with_the_attachments_that_no_other_case_names(filled: Path) -> None:
    letter, only = (hashlib.sha256(content).hexdigest() for content in (LETTER, b"only here"))
    with opened(filled) as store:
        assert store.text(3) is None  # the third case was erased
        assert store.attachment(only) is None
        with store.writing(OFFICER) as writer:
            assert writer.erase(case=1) == 2
        assert store.attachment(letter) == LETTER
        with store.writing(OFFICER) as writer:
            assert writer.erase(case=2) == 2
        assert store.attachment(letter) == LETTER  # the first case names it still
        assert [event.kind for event in store.events(case=2)][-1] == ERASURE
        assert not check(store).problems


def test_nothing_left_to_erase_writes_no_event(filled: Path) -> None:
    with opened(filled) as store:
        before = store.head()
        with store.writing(OFFICER) as writer:
            assert (writer.erase(case=3), writer.erase(case=77), writer.erase(person=77)) == (0, 0, 0)
        assert store.head() == before


@pytest.mark.parametrize("which", [{}, {"case": 1, "person": 1}])
def test_a_case_or_a_person_is_erased(filled: Path, which: dict[str, int]) -> None:
    refused = pytest.raises(ValueError, match="a case or a person")
    with opened(filled) as store, refused, store.writing(OFFICER) as writer:
        writer.erase(**which)


def test_no_byte_of_what_was_erased_stays_in_the_file(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as store:
        (row,) = store.rows("SELECT salt FROM sealed WHERE person_id = 1")
        with store.writing(OFFICER) as writer:
            large = add_case(writer)
            writer.append("attached", {"file": writer.attach(b"secret" * 5000, "text/plain")}, case=large)
        assert NAME.encode() in filled.read_bytes() and b"secret" in filled.read_bytes()
        with store.writing(OFFICER) as writer:
            writer.erase(person=1)
            writer.erase(case=large)
        backup(store, tmp_path / "backup.db")
    for path in (filled, tmp_path / "backup.db"):
        content = path.read_bytes()
        assert NAME.encode() not in content and row["salt"] not in content and b"secret" not in content
    assert sorted(tmp_path.iterdir()) == [tmp_path / "backup.db", filled]


def test_what_was_erased_is_attached_anew_where_it_is_needed_again(filled: Path) -> None:
    with opened(filled) as store:
        with store.writing(OFFICER) as writer:
            reference = writer.attach(b"only here", "text/plain")
            writer.append("attached", {"file": reference}, case=1)
        assert store.attachment(reference["attachment"]) == b"only here"
        assert not check(store).problems
        with store.writing(OFFICER) as writer:
            writer.erase(case=1)  # the third case named it as well, and keeps it
        assert not check(store).problems


def test_an_erased_registry_is_given_out_and_taken_in_as_it_is(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as store:
        with store.writing(OFFICER) as writer:
            writer.erase(person=1)
        export(store, tmp_path / "export.jsonl", personal=True, contents=True)
        checked = import_(tmp_path / "export.jsonl", tmp_path / "other.db", CASES)
        assert checked.head == store.head()
    assert NAME not in (tmp_path / "export.jsonl").read_text("utf-8")


def steps(store: Store, step: tuple[str, int]) -> None:
    """One transaction of a random history."""
    kind, number = step
    with store.writing(OFFICER) as writer:
        if kind == "case":
            add_person(writer, add_case(writer))
        elif kind == "attach":
            writer.append(
                "attached", {"file": writer.attach(b"%d" % (number % 3), "text/plain")}, case=number
            )
        elif kind == "person":
            add_person(writer, number)
        else:
            writer.erase(**{kind.removeprefix("erase "): number})


history = st.lists(
    st.tuples(st.sampled_from(["case", "attach", "person", "erase case", "erase person"]), st.integers(1, 4)),
    max_size=25,
)


@settings(max_examples=scaled(25), deadline=None)
@given(history=history)
def test_whatever_is_written_and_erased_in_any_order_checks_clean(
    history: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    with new(folder / "rongcuo.db") as store:
        for case in range(4):
            steps(store, ("case", case))
        for step in history:
            steps(store, step)
        checked = check(store)
        assert not checked.problems
        export(store, folder / "export.jsonl", personal=True, contents=True)
    assert import_(folder / "export.jsonl", folder / "other.db", CASES).head == checked.head
