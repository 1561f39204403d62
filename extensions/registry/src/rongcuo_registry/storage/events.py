"""Events: what happened, by whom and when, each bound to the one before it by a hash."""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

#: The columns that the hash of an event is taken over, as they stand in the file.
HASHED = ("id", "at", "login", "role", "kind", "case_id", "proceeding_id", "body", "previous")
#: The kind of the event that an erasure writes; no other event may be of it.
ERASURE = "erasure"
#: The keys of a reference in the body of an event: to a sealed text, to an attachment.
TEXT_KEYS = frozenset({"sealed", "case", "person", "kind", "digest"})
ATTACHMENT_KEYS = frozenset({"attachment", "size", "media_type"})


@frozen
class Actor:
    """Who writes: the login name on this machine, and the role that acts."""

    login: str
    role: str | None = None


@frozen(kw_only=True)
class Event:
    """One event as it stands in the log; `at` is what the clock of the writing machine said, in UTC.

    The order of events is that of their ids, never that of their times.
    """

    id: int
    at: datetime.datetime
    login: str
    role: str | None
    kind: str
    case: int | None
    proceeding: int | None
    body: Mapping[str, Any]
    hash: str


@frozen
class Head:
    """The end of a log: the last event's id and hash; of an empty log 0 and the registry's own id.

    Written down elsewhere, it shows later whether events were cut off or all of them written anew.
    """

    id: int
    hash: str


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: keys in order, no spaces.  ValueError for what JSON has no form of."""
    return _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def event_hash(columns: Mapping[str, Any] | sqlite3.Row) -> str:
    """SHA-256 over the columns of an event, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical({name: columns[name] for name in HASHED}).encode()).hexdigest()


def text_digest(salt: bytes, text: str) -> str:
    """SHA-256 over the salt and the text in UTF-8, as 64 hexadecimal digits; without the salt it proves nothing."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def event_from(columns: Mapping[str, Any] | sqlite3.Row) -> Event:
    """An event from its columns.  ValueError where they aren't those of an event."""
    body = json.loads(columns["body"])
    if not isinstance(body, dict):
        raise ValueError("the body of an event is an object")
    return Event(
        id=columns["id"],
        at=datetime.datetime.fromisoformat(columns["at"]),
        login=columns["login"],
        role=columns["role"],
        kind=columns["kind"],
        case=columns["case_id"],
        proceeding=columns["proceeding_id"],
        body=body,
        hash=columns["hash"],
    )


def references(body: object) -> Iterator[Mapping[str, Any]]:
    """Every reference in a body, to a sealed text or to an attachment, however deep it stands."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "sealed" in value or "attachment" in value:
                yield value
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
