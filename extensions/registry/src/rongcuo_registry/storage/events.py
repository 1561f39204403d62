"""Events: what happened, by whom and when, each bound to the one before it by a hash."""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from attrs import frozen

#: The columns that the hash of an event is taken over, as they stand in the file.
HASHED = ("id", "at", "login", "role", "kind", "case_id", "proceeding_id", "body", "previous")
#: The kind of the event that an erasure writes; no other event may be of it.
ERASURE = "erasure"
#: What other values stand in.
_DEEPER = (dict, list, tuple)
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


#: An event, and the references in its body.
Entry = tuple[Event, Sequence[Mapping[str, Any]]]


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
    parts = ",".join([f'"{name}":{_written(columns[name])}' for name in _IN_ORDER])
    return hashlib.sha256(f"{{{parts}}}".encode()).hexdigest()


#: What is hashed, in the order of the canonical form.
_IN_ORDER = tuple(sorted(HASHED))


def _written(value: object) -> str:
    """One value in the canonical form, which takes a quarter of the time of an object of several."""
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    return str(value) if type(value) is int else canonical(value)


def text_digest(salt: bytes, text: str) -> str:
    """SHA-256 over the salt and the text in UTF-8, as 64 hexadecimal digits; without the salt it proves nothing."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def event_from(columns: Mapping[str, Any] | sqlite3.Row) -> Event:
    """An event from its columns.  ValueError where they aren't those of an event."""
    return _event(columns, json.loads(columns["body"]))


def entry_from(columns: Mapping[str, Any] | sqlite3.Row) -> Entry:
    """The same with the references in its body, which are met as it is read."""
    named: list[Mapping[str, Any]] = []

    def met(value: dict[str, Any]) -> dict[str, Any]:
        if "sealed" in value or "attachment" in value:
            named.append(value)
        return value

    return _event(columns, json.loads(columns["body"], object_hook=met)), named


def _event(columns: Mapping[str, Any] | sqlite3.Row, body: object) -> Event:
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
            waiting += [each for each in value.values() if isinstance(each, _DEEPER)]
        elif isinstance(value, list | tuple):
            waiting += [each for each in value if isinstance(each, _DEEPER)]
