"""Browsing in Datasette: a plugin of it that keeps texts that may name somebody, and attachments, from being served.

Datasette loads it by itself where both are installed together.  Whatever it is asked, the columns are empty, and
the file itself can't be downloaded; `datasette.json` says what the tables and columns are.  For Datasette 0.64
and 0.65.
"""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pluggy

from .storage import APPLICATION_ID

hookimpl = pluggy.HookimplMarker("datasette")

#: The columns that hold what may name somebody; without the salts, digests of texts prove nothing either.
HIDDEN = frozenset({("sealed", "text"), ("sealed", "salt"), ("attachment", "content")})
#: Where the pages of the file could be read as they are.
_RAW = frozenset({"sqlite_dbpage", "sqlite_dbdata", "sqlite_dbptr"})
#: Where the number that tells which program's a file is stands in it, in bytes.
_APPLICATION = slice(68, 72)


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """What the tables of each registry are, and that no other queries may be asked of it, whatever its name is."""
    registries = [name for name, each in datasette.databases.items() if each.path and _is_registry(each.path)]
    return {"databases": dict.fromkeys(registries, _metadata())}


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Hides the columns on a connection to a registry, and on the one that all databases can be joined on."""
    if database == "_memory" or conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        conn.set_authorizer(_authorized)


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Refuses the download of a registry."""
    if action != "view-database-download":
        return None
    path = datasette.get_database(resource).path
    return False if path and _is_registry(path) else None


def _authorized(action: int, table: str | None, column: str | None, *_: str | None) -> int:
    if action != sqlite3.SQLITE_READ or table is None:
        return sqlite3.SQLITE_OK
    if table.lower() in _RAW:
        return sqlite3.SQLITE_DENY
    hidden = (table.lower(), (column or "").lower()) in HIDDEN
    return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK  # what is ignored reads as NULL


@cache
def _metadata() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("datasette.json").read_text("utf-8")
    metadata: dict[str, Any] = json.loads(text)
    return metadata


@cache
def _is_registry(path: str) -> bool:
    with Path(path).open("rb") as file:
        header = file.read(_APPLICATION.stop)
    return int.from_bytes(header[_APPLICATION], "big") == APPLICATION_ID
