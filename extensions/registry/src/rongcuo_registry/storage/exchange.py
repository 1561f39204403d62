"""Exchange: a registry as JSON Lines, out and in.

The first line tells the form, the registry's id and the end of the log; then follow the events in their order,
the texts, the attachments; the last line counts them, so that a file that was cut off shows.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from rongcuo.facts.problems import InputError, Problem, Problems, first_of

from .backup import must_be_clean
from .checking import Checked
from .connection import WAIT
from .events import Head, canonical, event_hash
from .files import must_be_file, new_file
from .projections import Projection
from .store import Store, make
from .writer import LARGEST

#: What the first line says of the form of the file.
FORMAT, VERSION = "rongcuo-registry", 1
#: The longest line that is read, in bytes: an attachment in base64 and what stands around it.
_LONGEST = LARGEST * 4 // 3 + 2**20
#: The columns of each kind of line, with the types that each may have.
_LINES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "event": {
        "id": (int,),
        "at": (str,),
        "login": (str,),
        "role": (str, type(None)),
        "kind": (str,),
        "case_id": (int, type(None)),
        "proceeding_id": (int, type(None)),
        "body": (dict,),
        "previous": (str,),
        "hash": (str,),
    },
    "text": {
        "id": (int,),
        "case_id": (int,),
        "person_id": (int, type(None)),
        "kind": (str,),
        "salt": (str, type(None)),
        "text": (str, type(None)),
    },
    "attachment": {
        "sha256": (str,),
        "size": (int,),
        "media_type": (str,),
        "content": (str, type(None)),
    },
}
_TABLES = {"event": "event", "text": "sealed", "attachment": "attachment"}
#: What a line leaves out where it is masked, and what of it is bytes in base64.
_MASKED: Mapping[str, tuple[str, ...]] = {"event": (), "text": ("salt", "text"), "attachment": ("content",)}
_BYTES = frozenset({"salt", "content"})


def export(store: Store, path: Path, *, personal: bool = False, contents: bool = False) -> None:
    """Writes a registry, as it is at one moment, to a new file for its owner alone.

    Without `personal` the texts that may name somebody are left out, with their salts; without `contents` so is
    what is in the attachments.  The chain can be followed all the same.  Raises InputError, and leaves no file.
    """
    with new_file(path) as beside, store.reading(), beside.open("r+b") as file:
        try:
            for line in _lines(store, {"text": personal, "attachment": contents}):
                file.write(canonical(line).encode() + b"\n")
        except (TypeError, ValueError) as error:  # what was changed may be of no kind that a line has
            raise InputError(
                Problem("registry_damaged", {"why": str(error)}, file=str(store.path))
            ) from error


def verify(path: Path) -> Head:
    """Follows the chain of an export, masked or not, and gives the end of its log.

    What stands in texts and attachments isn't checked.  Raises InputError with every line that is wrong.
    """
    with _Reader.of(path) as reader:
        for _ in reader.lines():
            pass
        return reader.head


def import_(path: Path, into: Path, projections: Sequence[Projection] = (), *, wait: float = WAIT) -> Checked:
    """Makes a new registry from an export with its texts and contents, and checks it before it appears.

    Raises InputError, and leaves no file, with every line that is wrong or with what the check finds.
    """
    with new_file(into) as beside, _Reader.of(path) as reader:
        make(beside, projections, wait, registry=reader.registry, fill=reader.fill)
        return must_be_clean(beside, path, projections)


# Out


def _lines(store: Store, whole: Mapping[str, bool]) -> Iterator[Mapping[str, Any]]:
    head = store.head()
    yield {
        "format": FORMAT,
        "version": VERSION,
        "registry": store.registry_id(),
        "head": {"id": head.id, "hash": head.hash},
        "personal": whole["text"],
        "contents": whole["attachment"],
    }
    counts = {}
    for kind, table in _TABLES.items():
        names = [name for name in _LINES[kind] if whole.get(kind) or name not in _MASKED[kind]]
        query = f"SELECT {', '.join(names)} FROM {table} ORDER BY 1"
        counts[kind] = 0
        for row in store.connection.execute(query):
            counts[kind] += 1
            yield {kind: {name: _written(name, row[name]) for name in names}}
    yield {"end": counts}


def _written(name: str, value: Any) -> Any:
    """A value of a column as a line has it."""
    if name in _BYTES and value is not None:
        return base64.b64encode(value).decode("ascii")
    return json.loads(value) if name == "body" else value


# In


class _Reader:
    """An export that is being read; what is wrong with it is collected by line."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file, self.number = path, file, 0
        self.problems = Problems()
        first = self._next()
        head = first.get("head") if isinstance(first, dict) else None
        if not isinstance(first, dict) or first.get("format") != FORMAT or not isinstance(head, dict):
            raise InputError(Problem("registry_no_export", file=str(path)))
        if first.get("version") != VERSION:
            version = first.get("version")
            raise InputError(
                Problem("registry_export_newer", {"version": str(version), "known": VERSION}, file=str(path))
            )
        self.registry = str(first.get("registry"))
        self.expected = Head(head.get("id", -1), str(head.get("hash")))
        self.head = Head(0, self.registry)

    @classmethod
    @contextmanager
    def of(cls, path: Path) -> Iterator[_Reader]:
        """Opens an export.  Raises InputError for what was wrong with it when the block ends well."""
        must_be_file(path)
        try:
            with path.open("rb") as file:
                reader = cls(path, file)
                yield reader
        except OSError as error:
            raise InputError(Problem("unreadable", file=str(path))) from error

    def lines(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The kind and the columns of each line behind the first.  InputError at the end for all that is wrong."""
        counts = dict.fromkeys(_LINES, 0)
        while (line := self._next()) is not _NOTHING and not self.problems.enough:
            kind, value = (
                next(iter(line.items())) if isinstance(line, dict) and len(line) == 1 else ("", None)
            )
            if kind == "end":
                if value != counts or self.head != self.expected or self._next() is not _NOTHING:
                    self.problems.add("registry_export_cut")
                break
            columns = self._columns(kind, value)
            if columns is None:
                self._wrong("registry_line")
                continue
            counts[kind] += 1
            if kind == "event":
                self._follow(columns)
            yield kind, columns
        else:
            self.problems.add("registry_export_cut")
        if self.problems:
            raise InputError(first_of([problem.at(file=str(self.path)) for problem in self.problems]))

    def fill(self, connection: sqlite3.Connection) -> None:
        """Writes every line into a new registry, in the transaction that is open.  Raises InputError."""
        for kind, columns in self.lines():
            if columns.keys() != _LINES[kind].keys():
                raise InputError(Problem("registry_masked", file=str(self.path)))
            values = ", ".join(f":{name}" for name in columns)
            try:
                connection.execute(
                    f"INSERT INTO {_TABLES[kind]} ({', '.join(columns)}) VALUES ({values})", columns
                )
            except (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError):
                self._wrong("registry_line")

    def _next(self) -> Any:
        """What the next line says; None for one that isn't JSON."""
        raw = self.file.readline(_LONGEST)
        self.number += 1
        if not raw:
            return _NOTHING
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            return None

    def _columns(self, kind: str, value: Any) -> dict[str, Any] | None:
        """The columns as the table has them; nothing where they aren't those of the kind."""
        if kind not in _LINES or not isinstance(value, dict):
            return None
        types = _LINES[kind]
        if not {*types} - {*_MASKED[kind]} <= value.keys() <= types.keys():
            return None
        if not all(type(each) in types[name] for name, each in value.items()):
            return None
        try:
            return {name: _read(name, each) for name, each in value.items()}
        except ValueError:
            return None

    def _follow(self, columns: dict[str, Any]) -> None:
        """Holds an event against its hash and the event before it."""
        follows = (columns["id"], columns["previous"]) == (self.head.id + 1, self.head.hash)
        try:
            right = follows and event_hash(columns) == columns["hash"]
        except ValueError:
            right = False
        if not right:
            self._wrong("registry_line_chain")
        self.head = Head(columns["id"], columns["hash"])

    def _wrong(self, code: str) -> None:
        self.problems.append(Problem(code, place=f"line {self.number}"))


#: What stands for the end of a file.
_NOTHING = object()


def _read(name: str, value: Any) -> Any:
    """A value of a line as the column has it.  Raises ValueError."""
    if name in _BYTES and value is not None:
        return base64.b64decode(value, validate=True)
    return canonical(value) if name == "body" else value
