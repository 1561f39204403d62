"""What the log says of texts and attachments, noted down beside the tables that are checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from .events import ATTACHMENT_KEYS, ERASURE, TEXT_KEYS, Entry

#: The largest id that SQLite has, which no registry comes to.
LARGEST_ID = 2**63 - 1
_TABLES = (
    "CREATE TEMP TABLE named_text (id PRIMARY KEY NOT NULL, event, case_id, person_id, kind, digest)"
    " WITHOUT ROWID",
    "CREATE TEMP TABLE named_attachment (sha256 PRIMARY KEY NOT NULL, event, size, media_type, last)"
    " WITHOUT ROWID",
    "CREATE TEMP TABLE erased (what, key, event, PRIMARY KEY (what, key)) WITHOUT ROWID",
)
_TEXT = "INSERT OR IGNORE INTO named_text VALUES (?, ?, ?, ?, ?, ?)"
_ATTACHMENT = (
    "INSERT INTO named_attachment VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO UPDATE SET last = excluded.last"
)
_ERASED = "INSERT OR REPLACE INTO erased VALUES (?, ?, ?)"

Values = tuple[Any, ...]


def begin_notes(connection: sqlite3.Connection) -> None:
    """Makes the tables that notes go to."""
    for statement in _TABLES:
        connection.execute(statement)


def note(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Notes which texts and attachments some events name, the first of them, and which they erase."""
    texts: list[Values] = []
    attachments: list[Values] = []
    erased: list[Values] = []
    for event, named in entries:
        number = event.id
        if event.kind == ERASURE:
            erased += (("text", key, number) for key in _listed(event.body, "texts"))
            erased += (("attachment", key, number) for key in _listed(event.body, "attachments"))
            continue
        for ref in named:
            if ref.keys() == TEXT_KEYS:
                texts.append((ref["sealed"], number, ref["case"], ref["person"], ref["kind"], ref["digest"]))
            elif ref.keys() == ATTACHMENT_KEYS:
                attachments.append((ref["attachment"], number, ref["size"], ref["media_type"], number))
    for statement, rows in ((_TEXT, texts), (_ATTACHMENT, attachments), (_ERASED, erased)):
        _write(connection, statement, rows)


def _write(connection: sqlite3.Connection, statement: str, rows: list[Values]) -> None:
    """Writes rows; those with a value that SQLite can't keep are of an event that was changed, as its hash shows."""
    try:
        connection.executemany(statement, rows)
    except (sqlite3.Error, OverflowError, UnicodeEncodeError):  # each may be written twice
        connection.executemany(statement, [row for row in rows if _can_be_kept(row)])


def _can_be_kept(row: Values) -> bool:
    """Whether SQLite can keep every value of a row, the first of which is its key."""
    return row[0] is not None and all(
        value is None
        or (isinstance(value, int) and abs(value) <= LARGEST_ID)
        or (isinstance(value, str) and value.encode("utf-8", "replace").decode() == value)
        for value in row
    )


def _listed(body: Mapping[str, Any], name: str) -> list[Any]:
    entries = body.get(name)
    return [each for each in entries if isinstance(each, int | str)] if isinstance(entries, list) else []
