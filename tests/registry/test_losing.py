"""A restore says what went lost with the file that it replaced, and what has to be erased again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import Lost, backup, lost, restore

from ..running import run
from .keeping import CASES, NAME, OFFICER, add_case, add_person, codes, new, opened
from .offices import CONTACT, added, office, walk
from .offices import NAME as PERSON


def replaced(filled: Path, folder: Path) -> tuple[Path, Path]:
    """A backup of a registry, and the registry, to which nothing has been added since."""
    copy = folder / "backup.db"
    with opened(filled) as store:
        backup(store, copy)
    return copy, filled


def test_what_was_written_since_the_backup_is_lost(filled: Path, tmp_path: Path) -> None:
    copy, path = replaced(filled, tmp_path)
    with opened(path) as store:
        with store.writing(OFFICER) as writer:
            add_case(writer)
            writer.append("opened", {}, case=2, proceeding=writer.new_id("proceeding"))
        (first, *_) = store.events(after=9)
    aside = restore(copy, path, CASES).aside
    assert aside is not None
    assert lost(aside, path) == Lost(events=2, since=first.at, cases=(2, 4), proceedings=(2,))


def test_where_nothing_was_written_since_nothing_is_lost(filled: Path, tmp_path: Path) -> None:
    copy, path = replaced(filled, tmp_path)
    assert lost(path, copy) == Lost(events=0, since=None)


def test_a_log_that_went_on_from_an_earlier_restore_is_lost_from_where_it_parted(
    filled: Path, tmp_path: Path
) -> None:
    """Ids go on alike in both; what counts is where they were still the same log."""
    copy, path = replaced(filled, tmp_path)
    for file, title in ((copy, "一"), (path, "另一")):
        with opened(file) as store, store.writing(OFFICER) as writer:
            add_person(writer, add_case(writer, title))
            writer.append("noted", {}, case=1)
    with opened(path) as store, store.writing(OFFICER) as writer:
        writer.erase(person=2)
        writer.erase(person=1)
    gone = lost(path, copy)
    assert (gone.events, gone.cases) == (5, (1, 4))
    assert gone.erased_persons == (1,)  # person 2 there is somebody else


def test_only_what_is_there_again_is_erased_again(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as store, store.writing(OFFICER) as writer:
        add_person(writer, 2)  # person 2
        writer.erase(person=1)
    copy, path = replaced(filled, tmp_path)
    with opened(path) as store, store.writing(OFFICER) as writer:
        add_person(writer, 2)  # person 3, of whom the backup has nothing
        for person in (2, 3):
            writer.erase(person=person)
        writer.erase(case=1)
    gone = lost(path, copy)
    assert (gone.erased_cases, gone.erased_persons) == ((1,), (2,))


def test_another_registry_shares_nothing(filled: Path, tmp_path: Path) -> None:
    with new(tmp_path / "other.db") as store, store.writing(OFFICER) as writer:
        add_case(writer)
    gone = lost(tmp_path / "other.db", filled)
    assert (gone.events, gone.another, gone.erased_cases) == (1, True, ())


@pytest.mark.parametrize("content", [b"", b"no database" * 900])
def test_what_cant_be_read_is_refused(content: bytes, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(content)
    with pytest.raises(InputError) as error:
        lost(tmp_path / "broken.db", filled)
    assert codes(error)[0] in ("registry_damaged", "registry_no_database")


# As it is said


@pytest.fixture
def restored(tmp_path: Path) -> Path:
    """An office that goes back to a backup: since then a proceeding was opened and a person erased."""
    with office(tmp_path) as registry:
        added(registry, named=True)
        added(registry)
        backup(registry.store, tmp_path / "backup.db")
        walk(registry, registry.open_proceeding(2, "filing", "hongze", OFFICER).id, "F1 unit", month=7)
        registry.erase(OFFICER, person=1)
    return tmp_path


def test_a_restore_says_what_went_lost_and_what_to_erase_again_by_number(restored: Path) -> None:
    done = run("registry", "restore", "backup.db", folder=restored, columns=200)
    assert "原有文件中有3条记录是备份所没有的" in done.out
    assert "涉及1个案件、1个程序" in done.out
    assert "`rongcuo registry erase --person 1 --yes`" in done.out
    assert PERSON not in done.out and CONTACT not in done.out
    done = run("registry", "erase", "--person", "1", "--yes", folder=restored)
    assert (done.status, "2项" in done.out) == (0, True)


def test_a_restore_says_it_in_json(restored: Path) -> None:
    told = json.loads(run("registry", "restore", "backup.db", "--json", folder=restored).out)
    assert told["lost"]["cases"] == [2] and told["lost"]["events"] == 3
    assert told["erase_again"] == {"cases": [], "persons": [1]}


def test_a_restore_over_what_cant_be_read_says_that_it_doesnt_know(restored: Path) -> None:
    (restored / "rongcuo.db").write_bytes(b"no database" * 900)
    done = run("registry", "restore", "backup.db", folder=restored)
    assert (done.status, "不知道少了哪些记录" in done.out.replace("\n", "")) == (0, True)
    assert NAME not in done.out
