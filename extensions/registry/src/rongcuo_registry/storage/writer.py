"""The writer: what one transaction adds to a registry."""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from rongcuo.facts.problems import InputError, Problem

from .connection import database
from .events import (
    ATTACHMENT_KEYS,
    ERASURE,
    TEXT_KEYS,
    Actor,
    Event,
    canonical,
    event_from,
    event_hash,
    references,
    text_digest,
)
from .schema import SALT_LENGTH

if TYPE_CHECKING:
    from sqlite_utils import Database

    from .store import Store

#: The largest attachment, in MiB and in bytes.
LARGEST_MIB = 64
LARGEST = LARGEST_MIB * 1024 * 1024
#: The table and the column that ids of each kind are counted in; no row of theirs is ever deleted.
_COUNTED = {
    "case": ("event", "case_id"),
    "proceeding": ("event", "proceeding_id"),
    "person": ("sealed", "person_id"),
}


class Writer:
    """What is written in one transaction; `Store.writing` gives it, and it is of no use afterwards.

    What the store reads meanwhile includes what was written here already.
    """

    def __init__(self, store: Store, connection: sqlite3.Connection, actor: Actor) -> None:
        """For `Store.writing`."""
        self.store, self.actor = store, actor
        self._connection = connection
        head = store.head()
        self._id, self._hash = head.id, head.hash
        self._last_id: dict[str, int] = {}
        self._unnamed: dict[int | str, None] = {}
        self._database: Database | None = None

    def new_id(self, of: Literal["case", "proceeding", "person"]) -> int:
        """The next free id: taken once an event of the case or the proceeding, a text of the person, is written."""
        table, column = _COUNTED[of]
        if of not in self._last_id:
            query = f"SELECT max({column}) FROM {table} WHERE {column} IS NOT NULL"
            self._last_id[of] = self._connection.execute(query).fetchone()[0] or 0
        self._last_id[of] += 1
        return self._last_id[of]

    def seal(self, text: str, *, kind: str, case: int, person: int | None = None) -> dict[str, Any]:
        """Keeps a text that may name somebody where it can be erased, and gives what stands for it in an event.

        `kind` says what it is: a name, a title, a note.  An event of this transaction has to have it in its body.
        Raises InputError for a text with signs that UTF-8 has no bytes for.
        """
        salt = secrets.token_bytes(SALT_LENGTH)
        try:
            digest = text_digest(salt, text)
        except UnicodeEncodeError as error:
            raise InputError(
                Problem("registry_no_text", {"value": text.encode("utf-8", "replace").decode()})
            ) from error
        columns = "case_id, person_id, kind, salt, text"
        cursor = self._connection.execute(
            f"INSERT INTO sealed ({columns}) VALUES (?, ?, ?, ?, ?)", (case, person, kind, salt, text)
        )
        assert cursor.lastrowid is not None
        self._unnamed[cursor.lastrowid] = None
        return {"sealed": cursor.lastrowid, "case": case, "person": person, "kind": kind, "digest": digest}

    def attach(self, content: bytes, media_type: str) -> dict[str, Any]:
        """Keeps a file, once however often it is attached, and gives what stands for it in an event.

        An event of this transaction has to have it in its body.  The media type is that of the first time.
        Raises InputError for more than 64 MiB.
        """
        if len(content) > LARGEST:
            raise InputError(
                Problem("registry_large", {"size": -(-len(content) // 2**20), "most": LARGEST_MIB})
            )
        sha256 = hashlib.sha256(content).hexdigest()
        query = "SELECT media_type, content IS NULL FROM attachment WHERE sha256 = ?"
        row = self._connection.execute(query, (sha256,)).fetchone()
        if row is None:
            values = (sha256, len(content), media_type, content)
            self._connection.execute("INSERT INTO attachment VALUES (?, ?, ?, ?)", values)
        elif row[1]:  # it was erased, and is attached anew
            self._connection.execute("UPDATE attachment SET content = ? WHERE sha256 = ?", (content, sha256))
        self._unnamed[sha256] = None
        return {"attachment": sha256, "size": len(content), "media_type": row[0] if row else media_type}

    def append(
        self, kind: str, body: Mapping[str, Any], *, case: int | None = None, proceeding: int | None = None
    ) -> Event:
        """Adds an event to the log, and brings the projections up to date.

        Raises ValueError for a body that JSON has no form of, or with a reference that isn't as it was given.
        """
        if kind == ERASURE:
            raise ValueError(f"the kind {ERASURE} is written by erase()")
        for reference in references(body):
            self._check(reference)
        return self._append(kind, body, case, proceeding)

    def erase(self, *, case: int | None = None, person: int | None = None) -> int:
        """Erases the texts of a case or of a person for good, and gives how many texts and attachments that were.

        Of a case also the attachments that no other case names.  The chain stays valid, and an event says what
        was erased; copies of the file made before still have it.
        """
        if (case is None) == (person is None):
            raise ValueError("erase a case or a person")
        column, key = ("case_id", case) if person is None else ("person_id", person)
        texts = self._ids(
            f"SELECT id FROM sealed WHERE {column} = ? AND text IS NOT NULL ORDER BY id", (key,)
        )
        attachments = [] if case is None else self._attachments_of(case)
        if not texts and not attachments:
            return 0
        for name, table, where, erased in (
            ("salt = NULL, text", "sealed", "id", texts),
            ("content", "attachment", "sha256", attachments),
        ):
            self._connection.executemany(
                f"UPDATE {table} SET {name} = NULL WHERE {where} = ?", [(each,) for each in erased]
            )
        self._append(ERASURE, {"person": person, "texts": texts, "attachments": attachments}, case, None)
        return len(texts) + len(attachments)

    def finish(self) -> None:
        """For `Store.writing`.  ValueError where a text or an attachment was kept that no event names."""
        if self._unnamed:
            raise ValueError(f"no event names {[*self._unnamed]}")

    def _append(self, kind: str, body: Mapping[str, Any], case: int | None, proceeding: int | None) -> Event:
        columns: dict[str, Any] = {
            "id": self._id + 1,
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
            "login": self.actor.login,
            "role": self.actor.role,
            "kind": kind,
            "case_id": case,
            "proceeding_id": proceeding,
            "body": canonical(body),
            "previous": self._hash,
        }
        columns["hash"] = event_hash(columns)
        values = ", ".join(f":{name}" for name in columns)
        self._connection.execute(f"INSERT INTO event ({', '.join(columns)}) VALUES ({values})", columns)
        self._id, self._hash = columns["id"], columns["hash"]
        event = event_from(columns)
        for projection in self.store.projections:
            projection.apply([event], self._db())
        return event

    def _db(self) -> Database:
        if self._database is None:
            self._database = database(self._connection)
        return self._database

    def _check(self, reference: Mapping[str, Any]) -> None:
        """Raises ValueError unless a reference is as `seal` or `attach` gave it."""
        key = reference.get("sealed", reference.get("attachment"))
        names: tuple[str, ...]
        if reference.keys() == TEXT_KEYS:
            query, names = (
                "SELECT case_id, person_id, kind FROM sealed WHERE id = ?",
                ("case", "person", "kind"),
            )
        elif reference.keys() == ATTACHMENT_KEYS:
            query, names = "SELECT size, media_type FROM attachment WHERE sha256 = ?", ("size", "media_type")
        else:
            raise ValueError(f"this is no reference: {reference}")
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None or [*row] != [reference[name] for name in names]:
            raise ValueError(f"this is no reference that this registry gave: {reference}")
        self._unnamed.pop(key, None)

    def _attachments_of(self, case: int) -> list[str]:
        """The attachments with content that events of a case name, and those of no other."""
        bodies = self._ids("SELECT body FROM event WHERE case_id = ? AND instr(body, 'attachment')", (case,))
        named = {
            ref["attachment"]
            for body in bodies
            for ref in references(json.loads(body))
            if "attachment" in ref
        }
        return [sha256 for sha256 in sorted(named) if self._is_of_one(sha256, case)]

    def _is_of_one(self, sha256: str, case: int) -> bool:
        kept = "SELECT 1 FROM attachment WHERE sha256 = ? AND content IS NOT NULL"
        others = "SELECT 1 FROM event WHERE case_id IS NOT ? AND kind <> ? AND instr(body, ?) LIMIT 1"
        return bool(self._ids(kept, (sha256,)) and not self._ids(others, (case, ERASURE, sha256)))

    def _ids(self, query: str, parameters: Sequence[Any]) -> list[Any]:
        return [row[0] for row in self._connection.execute(query, parameters)]
