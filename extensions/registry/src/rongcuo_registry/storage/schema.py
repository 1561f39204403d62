"""The tables of the file, and the triggers that keep what is written as it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

#: What marks an SQLite file as a registry: "RCTZ" (rongcuo, taizhang).
APPLICATION_ID = 0x5243545A
#: The key in `meta` of the registry's own id, which stands before the first event.
REGISTRY = "registry"
#: The bytes of a salt.  They never vary, so that nothing can be moved between a salt and its text.
SALT_LENGTH = 32

_TABLES = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL CHECK (typeof(key) = 'text'),
    value TEXT NOT NULL CHECK (typeof(value) = 'text')
);
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL CHECK (typeof(at) = 'text'),
    login TEXT NOT NULL CHECK (typeof(login) = 'text'),
    role TEXT CHECK (typeof(role) IN ('text', 'null')),
    kind TEXT NOT NULL CHECK (typeof(kind) = 'text'),
    case_id INTEGER CHECK (typeof(case_id) IN ('integer', 'null')),
    proceeding_id INTEGER CHECK (typeof(proceeding_id) IN ('integer', 'null')),
    body TEXT NOT NULL CHECK (typeof(body) = 'text'),
    previous TEXT NOT NULL CHECK (typeof(previous) = 'text'),
    hash TEXT NOT NULL CHECK (typeof(hash) = 'text')
);
CREATE INDEX event_case ON event (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX event_proceeding ON event (proceeding_id, id) WHERE proceeding_id IS NOT NULL;
CREATE TABLE sealed (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL CHECK (typeof(case_id) = 'integer'),
    person_id INTEGER CHECK (typeof(person_id) IN ('integer', 'null')),
    kind TEXT NOT NULL CHECK (typeof(kind) = 'text'),
    salt BLOB CHECK (salt IS NULL OR (typeof(salt) = 'blob' AND length(salt) = 32)),
    text TEXT CHECK (typeof(text) IN ('text', 'null')),
    CHECK ((salt IS NULL) = (text IS NULL))
);
CREATE INDEX sealed_case ON sealed (case_id);
CREATE INDEX sealed_person ON sealed (person_id) WHERE person_id IS NOT NULL;
CREATE TABLE attachment (
    sha256 TEXT PRIMARY KEY NOT NULL CHECK (typeof(sha256) = 'text'),
    size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
    media_type TEXT NOT NULL CHECK (typeof(media_type) = 'text'),
    content BLOB CHECK (typeof(content) IN ('blob', 'null'))
);
"""
#: When, on which table and under which condition a change is refused, by the name of the trigger.  Those on
#: INSERT are for INSERT OR REPLACE, for which SQLite asks no trigger on DELETE.
_REFUSED: Mapping[str, tuple[str, str]] = {
    "meta_fixed": ("UPDATE ON meta", "OLD.key = 'registry' OR NEW.key IS NOT OLD.key"),
    "meta_kept": ("DELETE ON meta", "OLD.key = 'registry'"),
    "meta_once": (
        "INSERT ON meta",
        "NEW.key = 'registry' AND EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)",
    ),
    "event_fixed": ("UPDATE ON event", "1"),
    "event_kept": ("DELETE ON event", "1"),
    "event_in_order": ("INSERT ON event", "NEW.id >= 0 AND NEW.id <= (SELECT max(id) FROM event)"),
    "sealed_fixed": (
        "UPDATE ON sealed",
        "NEW.id IS NOT OLD.id OR NEW.case_id IS NOT OLD.case_id OR NEW.person_id IS NOT OLD.person_id"
        " OR NEW.kind IS NOT OLD.kind OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL",
    ),
    "sealed_kept": ("DELETE ON sealed", "1"),
    "sealed_in_order": ("INSERT ON sealed", "NEW.id >= 0 AND NEW.id <= (SELECT max(id) FROM sealed)"),
    "attachment_fixed": (
        "UPDATE ON attachment",
        "NEW.sha256 IS NOT OLD.sha256 OR NEW.size IS NOT OLD.size OR NEW.media_type IS NOT OLD.media_type"
        " OR (NEW.content IS NOT NULL AND OLD.content IS NOT NULL)",
    ),
    "attachment_kept": ("DELETE ON attachment", "1"),
    "attachment_once": (
        "INSERT ON attachment",
        "EXISTS (SELECT 1 FROM attachment WHERE sha256 = NEW.sha256)",
    ),
}


def create_tables(connection: sqlite3.Connection, registry: str) -> None:
    """Makes the tables of a registry with this id, in the transaction that is open."""
    for statement in statements():
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES (?, ?)", (REGISTRY, registry))


def statements() -> Iterator[str]:
    """What makes the tables and the triggers, one statement each."""
    yield from (statement.strip() for statement in _TABLES.split(";\n") if statement.strip())
    for name, (event, condition) in _REFUSED.items():
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, 'a registry is never rewritten: {name}'); END"
        )


def objects(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables, indexes, triggers and views of a database by name, with the statement that makes each."""
    rows = connection.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return {name: sql for name, sql in rows}


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'


#: The names of the tables, indexes and triggers of the storage itself.
OWN = frozenset(statement.split()[2] for statement in statements())
#: The tables of the storage itself, and the statement that makes each.
TABLES = {
    statement.split()[2]: statement for statement in statements() if statement.startswith("CREATE TABLE")
}
