"""Registries for tests: a tiny projection that stands for what a case is, and files with something in them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from attrs import frozen
from sqlite_utils import Database

import rongcuo_registry  # noqa: F401  its texts are in the catalogue once it is imported
from rongcuo.facts.problems import InputError
from rongcuo_registry.storage import Actor, Event, Store, Writer

OFFICER = Actor("wang", "clerk")
NAME, TITLE, NOTE = "张三丰", "某干部招商引资失误一事", "联系电话 13900000000"
LETTER = "举报信全文".encode() * 300
#: Who has no rights beyond those of anybody.
NOBODY = 65534


@frozen
class Cases:
    """What stands for the projections of cases: how many events each case has, and of which kind the last is."""

    name: str = "cases"
    version: int = 1

    def schema(self, db: Database) -> None:
        db["case_state"].create({"id": int, "title": int, "events": int, "last": str}, pk="id")
        db["case_state"].create_index(["last"])

    def apply(self, events: Sequence[Event], db: Database) -> None:
        for event in events:
            if event.case is None:
                continue
            title = event.body["title"]["sealed"] if event.kind == "added" else None
            db.execute(
                "INSERT INTO case_state VALUES (:case, :title, 1, :kind)"
                " ON CONFLICT (id) DO UPDATE SET events = events + 1, last = excluded.last",
                {"case": event.case, "title": title, "kind": event.kind},
            )


CASES = (Cases(),)


def new(path: Path) -> Store:
    return Store.create(path, CASES)


def opened(path: Path, *, readonly: bool = False, wait: float = 10) -> Store:
    return Store.open(path, CASES, readonly=readonly, wait=wait)


def add_case(writer: Writer, title: str = TITLE) -> int:
    case = writer.new_id("case")
    writer.append("added", {"title": writer.seal(title, kind="title", case=case)}, case=case)
    return case


def add_person(writer: Writer, case: int, name: str = NAME) -> int:
    person = writer.new_id("person")
    body = {"name": writer.seal(name, kind="name", case=case, person=person), "person": person}
    writer.append("person", body, case=case)
    return person


def fill(path: Path) -> None:
    """Two cases with persons, a proceeding, attachments of which one is shared, a third case that was erased."""
    with new(path) as store:
        with store.writing(OFFICER) as writer:
            first, second, gone = (add_case(writer, f"{TITLE}{number}") for number in range(3))
            add_person(writer, first)
        with store.writing(Actor("li")) as writer:
            shared = writer.attach(LETTER, "text/plain")
            for case in (first, second):
                writer.append("attached", {"file": shared}, case=case)
            writer.append("attached", {"files": [writer.attach(b"only here", "text/plain")]}, case=gone)
            proceeding = writer.new_id("proceeding")
            note = writer.seal(NOTE, kind="note", case=second)
            writer.append("opened", {"steps": [{"note": note}]}, case=second, proceeding=proceeding)
        with store.writing(OFFICER) as writer:
            assert writer.erase(case=gone) == 2


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "rongcuo.db"
    fill(path)
    return path


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(filled_once, tmp_path / "rongcuo.db"))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@contextlib.contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder of somebody without rights, whom the block runs as: permissions mean nothing to root."""
    with tempfile.TemporaryDirectory(prefix="rongcuo-") as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        try:
            os.setresuid(NOBODY, NOBODY, 0)
        except PermissionError:
            pytest.skip("this root may not become anybody else")
        try:
            yield folder
        finally:
            os.setresuid(0, 0, 0)
