"""Checking: whether anything in a registry was changed, lost or added beside its log, and what exactly."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from attrs import frozen

from rongcuo.facts.problems import Problem, Problems, first_of
from rongcuo.facts.text import Text, both

from .connection import as_problems, database, problem_of, transaction
from .events import Entry, Head, entry_from, event_hash, text_digest
from .noting import LARGEST_ID, begin_notes, note
from .projections import (
    AT_A_TIME,
    WorkedOut,
    differences,
    empty_beside,
    of_events_alone,
    side_by_side,
    stored,
)
from .reporting import Report, silent
from .schema import OWN, REGISTRY, SALT_LENGTH, objects, statements
from .store import Store

#: The tables and columns that are told in words.
IN_WORDS = frozenset(
    {
        *("case_list", "proceeding_list", "step_list"),
        *("case_id", "person_id", "kind", "size", "media_type"),
    }
)
#: What a check finds of lists alone, which are made of the log and can be made anew.
OF_LISTS = frozenset(
    {"registry_state_changed", "registry_state_added", "registry_state_lost", "registry_due_wrong"}
)


@frozen(kw_only=True)
class Checked:
    """What a check found, and how much it looked at.

    `problems` are what can't have come about by writing alone; `notes` are events whose clock ran behind the
    one before.  `head` is the end of the log as it stands.
    """

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    head: Head | None
    events: int
    texts: int
    erased: int
    attachments: int


def check(store: Store, *, expect: Head | None = None, report: Report = silent) -> Checked:
    """Checks the whole file.  Whoever writes waits only while what isn't the log is looked at.

    `expect` is an end of the log that was written down before: with it a log that was cut off, or written anew
    as a whole, shows.  `report` hears how many of the events, texts and attachments were looked at.
    Raises InputError where the file can't be read at all.
    """
    checking = _Checking(store, report)
    with as_problems(store.path, store.wait), _any_text(store.connection):
        try:
            checking.run(expect)
        except sqlite3.DatabaseError as error:
            problem = problem_of(error, store.path, store.wait)
            if problem is None or problem.code != "registry_damaged":
                raise
            checking.problems.append(problem)
    return checking.result()


@contextmanager
def _any_text(connection: sqlite3.Connection) -> Iterator[None]:
    """Texts whose bytes aren't UTF-8 are read all the same, so that it can be told where they stand."""
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str


class _Checking:
    """One check of one file."""

    def __init__(self, store: Store, report: Report) -> None:
        self.store, self.connection = store, store.connection
        self.report, self.whole = report, 0
        self.problems, self.notes = Problems(), Problems()
        self.head: Head | None = None
        self.time = ""
        self.next = -LARGEST_ID - 1
        self.events = self.texts = self.erased = self.attachments = 0

    def result(self) -> Checked:
        file = str(self.store.path)
        return Checked(
            problems=tuple(problem.at(file=file) for problem in first_of(self.problems)),
            notes=tuple(note.at(file=file) for note in first_of(self.notes)),
            head=self.head,
            events=self.events,
            texts=self.texts,
            erased=self.erased,
            attachments=self.attachments,
        )

    def run(self, expect: Head | None) -> None:
        with empty_beside(self.store.projections, statements()) as other:
            if not self._tables(other):
                return  # what isn't there can't be looked into
            begin_notes(other)
            faults = len(self.problems)
            self._start()
            self._log(other, faults)
            with transaction(self.connection, "BEGIN"):
                self._log(other, faults)  # what was written meanwhile
                self._tail()
                whole = len(self.problems) == faults
                if expect is not None:
                    self._expected(expect)
                for row in self.connection.execute("PRAGMA integrity_check(20)"):
                    if row[0] != "ok":
                        self.problems.add("registry_damaged", why=str(row[0]))
                self._meta(other)
                self._texts(other)
                self._attachments(other)
                if whole:
                    self._projections(other)

    # What there is

    def _tables(self, other: sqlite3.Connection) -> bool:
        """Looks for objects that are missing, changed or foreign; whether every table is there."""
        there, right = objects(self.connection), objects(other)
        for name in sorted(right.keys() - there.keys()):
            self.problems.add("registry_object_missing", name=name)
        for name in sorted(there.keys() - right.keys()):
            self.problems.add("registry_object_foreign", name=name)
        for name in sorted(there.keys() & OWN):
            if there[name] != right[name]:
                self.problems.add("registry_object_changed", name=name)
        tables = (row[0] for row in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return all(name in there or name.startswith("sqlite_") for name in tables)

    def _meta(self, other: sqlite3.Connection) -> None:
        query = "SELECT key, value FROM meta ORDER BY key"
        there, right = (dict(map(tuple, each.execute(query))) for each in (self.connection, other))
        changed = {key for key in there.keys() & right.keys() if there[key] != right[key]}
        for key in sorted(map(str, changed | (there.keys() ^ right.keys() ^ {REGISTRY}))):
            self.problems.add("registry_setting", key=key)

    # The log

    def _start(self) -> None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (REGISTRY,)).fetchone()
        self.head = Head(0, str(row[0]) if row else "")
        for table in ("event", "sealed", "attachment"):
            row = self.connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
            self.whole += row[0] or 0

    def _reported(self) -> None:
        done = self.events + self.texts + self.attachments
        if done % AT_A_TIME == 0:
            self.report(done, self.whole)

    def _log(self, other: sqlite3.Connection, faults: int) -> None:
        """Follows the chain from where it stands, and makes the projections anew beside while there is no fault."""
        projections = of_events_alone(self.store.projections)
        db = database(other) if projections else None
        query = "SELECT * FROM event WHERE id >= ? ORDER BY id LIMIT ?"
        while rows := self.connection.execute(query, (self.next, AT_A_TIME)).fetchall():
            entries = [entry for columns in rows if (entry := self._event(columns)) is not None]
            note(other, entries)
            if db is not None and len(self.problems) == faults:
                for projection in projections:
                    projection.apply([event for event, _ in entries], db)
            self.events += len(rows)
            self.report(self.events, self.whole)
            last = rows[-1]["id"]
            if last < self.next:  # a damaged table may lead in a circle
                self.problems.add("registry_damaged", why="event")
            if last < self.next or last == LARGEST_ID or self.problems.enough:
                return
            self.next = last + 1

    def _event(self, columns: sqlite3.Row) -> Entry | None:
        """Holds one event against its hash and the event before it; nothing where it can't be read as one."""
        head, entry = self.head, None
        assert head is not None
        number = columns["id"]
        if number > head.id + 1:
            self.problems.add("registry_gap", first=head.id + 1, last=number - 1)
        elif columns["previous"] != head.hash:
            self.problems.add("registry_chain" if head.id else "registry_chain_start", id=number)
        try:
            right = columns["hash"] == event_hash(columns)
            entry = entry_from(columns)
        except (TypeError, ValueError, RecursionError):
            right = False
        if not right:
            self.problems.add("registry_event_changed", id=number)
        else:
            if columns["at"] < self.time:
                self.notes.add("registry_clock_back", id=number)
            self.time = columns["at"]
        if number > head.id:
            self.head = Head(number, columns["hash"])
        return entry

    def _tail(self) -> None:
        """Holds the last event against the count of all that there ever were."""
        assert self.head is not None
        row = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        if (count := row[0] if row else 0) != self.head.id:
            self.problems.add("registry_tail", id=self.head.id, count=count)

    def _expected(self, expect: Head) -> None:
        if self.head is not None and expect.id > self.head.id:
            self.problems.add("registry_cut", id=self.head.id, expected=expect.id)
            return
        query, key = "SELECT hash FROM event WHERE id = ?", expect.id
        row = self.connection.execute(query, (key,)).fetchone()
        if expect.id == 0:
            row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (REGISTRY,)).fetchone()
        if row is None or row[0] != expect.hash:
            self.problems.add("registry_other_log", id=expect.id)

    # Texts and attachments

    def _texts(self, other: sqlite3.Connection) -> None:
        there = self.connection.execute("SELECT * FROM sealed ORDER BY id")
        named = other.execute(
            "SELECT named_text.*, erased.event AS erased FROM named_text"
            " LEFT JOIN erased ON what = 'text' AND key = id ORDER BY id"
        )
        for row, ref in side_by_side(there, named, ["id"]):
            if self.problems.enough:
                return
            self.texts += row is not None
            self._reported()
            if row is None:
                assert ref is not None
                self.problems.add("registry_text_missing", id=ref["id"], event=ref["event"])
            elif ref is None:
                self.problems.add("registry_text_orphan", id=row["id"])
            else:
                self._text(row, ref)

    def _text(self, row: sqlite3.Row, ref: sqlite3.Row) -> None:
        for name in ("case_id", "person_id", "kind"):
            if row[name] != ref[name]:
                self.problems.add(
                    "registry_text_column", id=row["id"], event=ref["event"], column=_said(name)
                )
        if row["text"] is None or row["salt"] is None:
            self.erased += 1
            if ref["erased"] is None or (row["text"], row["salt"]) != (None, None):
                self.problems.add("registry_text_emptied", id=row["id"], event=ref["event"])
        elif ref["erased"] is not None:
            self.problems.add("registry_text_kept", id=row["id"], event=ref["erased"])
        elif not _fits(row["salt"], row["text"], ref["digest"]):
            self.problems.add("registry_text_changed", id=row["id"], event=ref["event"])

    def _attachments(self, other: sqlite3.Connection) -> None:
        there = self.connection.execute("SELECT * FROM attachment ORDER BY sha256")
        named = other.execute(
            "SELECT named_attachment.*, erased.event AS erased FROM named_attachment"
            " LEFT JOIN erased ON what = 'attachment' AND key = sha256 ORDER BY sha256"
        )
        for row, ref in side_by_side(there, named, ["sha256"]):
            if self.problems.enough:
                return
            self.attachments += row is not None
            self._reported()
            if row is None:
                assert ref is not None
                self.problems.add("registry_attachment_missing", sha256=ref["sha256"], event=ref["event"])
            elif ref is None:
                self.problems.add("registry_attachment_orphan", sha256=str(row["sha256"]))
            else:
                self._attachment(row, ref)

    def _attachment(self, row: sqlite3.Row, ref: sqlite3.Row) -> None:
        place = {"sha256": row["sha256"], "event": ref["event"]}
        for name in ("size", "media_type"):
            if row[name] != ref[name]:
                self.problems.add("registry_attachment_column", **place, column=_said(name))
        # what is attached again after an erasure is there again
        erased = ref["erased"] is not None and ref["erased"] > ref["last"]
        content = row["content"]
        if content is None:
            if not erased:
                self.problems.add("registry_attachment_emptied", **place)
        elif erased:
            self.problems.add("registry_attachment_kept", sha256=row["sha256"], event=ref["erased"])
        elif not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != row["sha256"]:
            self.problems.add("registry_attachment_changed", **place)

    # The current state

    def _projections(self, other: sqlite3.Connection) -> None:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        more = {each.name for each in self.store.projections if isinstance(each, WorkedOut)}
        beyond = {name for each, (_, names) in stored(other).items() if each in more for name in names}
        for (table,) in map(tuple, other.execute(query).fetchall()):
            if table in OWN or table in beyond or table.startswith("sqlite_"):
                continue
            for kind, key, _ in differences(self.connection, other, table):
                if self.problems.enough:
                    return
                if kind == "shape":
                    self.problems.add("registry_object_changed", name=table)
                elif kind == "changed":
                    self.problems.add("registry_state_changed", table=_said(table), key=key)
                else:
                    code = {"added": "registry_state_added", "lost": "registry_state_lost"}[kind]
                    self.problems.append(Problem(code, {"table": _said(table), "key": key}))


def _said(name: str) -> Text:
    """A table or a column in words, where there are any."""
    return both(f"stored.{name}") if name in IN_WORDS else Text(name, name)


def _fits(salt: object, text: object, digest: str) -> bool:
    if not isinstance(salt, bytes) or not isinstance(text, str) or len(salt) != SALT_LENGTH:
        return False
    try:
        return text_digest(salt, text) == digest
    except UnicodeEncodeError:
        return False
