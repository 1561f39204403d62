"""Policy files: a plugin's TOML files read into chapters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

from .clauses import (
    ANY_CHAPTER,
    CHAPTER_KINDS,
    CLAUSE_KINDS,
    Chapter,
    Clause,
    FilingInfo,
    ListInfo,
    Period,
    Reading,
    Region,
    Source,
    Term,
)
from .facts import Fact
from .problems import InputError, Problem, Problems, nearest
from .structuring import structure

T = TypeVar("T")

#: The file that answers each hook.
CHAPTER_FILES = {
    "red_lines": "red_lines.toml",
    "tolerance_criteria": "tolerance.toml",
    "filing": "filing.toml",
    "clarification": "clarification.toml",
    "measures": "measures.toml",
}
#: The largest file anybody wrote by hand; a larger one is a mistake.
LARGEST = 2_000_000


def read_toml(path: Path | Traversable, name: str | None = None) -> dict[str, Any]:
    """A TOML file as plain data.  Raises InputError, with the mend for the usual mistakes."""
    name = name or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(Problem("no_file", file=name)) from None
    except IsADirectoryError:
        raise InputError(Problem("is_folder", file=name)) from None
    except OSError as error:
        raise InputError(Problem("unreadable", {"why": error.strerror}, file=name)) from None
    return toml_data(raw, name)


def toml_data(raw: bytes, name: str) -> dict[str, Any]:
    """TOML bytes as plain data.  Raises InputError."""
    if len(raw) > LARGEST:
        raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}, file=name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(_encoding_problem(raw), file=name)) from None
    if not text.strip():
        raise InputError(Problem("empty_file", file=name))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_toml_problem(text, error).at(file=name)) from None
    except (RecursionError, ValueError):
        raise InputError(Problem("bad_toml", {"why": "nested too deeply"}, file=name)) from None


def _encoding_problem(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "not_utf8"
    return "gb18030"


_WIDE = {"＝": "=", "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "＂": '"', "“": '"',
         "”": '"', "‘": "'", "’": "'", "，": ",", "＃": "#", "．": ".", "　": " "}  # fmt: skip


def _toml_problem(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """A syntax error, with the wide sign behind it where that is the cause."""
    why = str(error)
    where = why[why.rfind("(at ") + 4 : -1] if "(at " in why else ""
    line = where.removeprefix("line ").partition(",")[0]
    if line.isdigit() and int(line) <= len(lines := text.splitlines()):
        outside = _outside_quotes(lines[int(line) - 1])
        for sign in outside:
            if sign in _WIDE:
                values = {"sign": sign, "mend": _WIDE[sign]}
                return Problem("wide_sign", values, f"line {line}")
    return Problem("bad_toml", {"why": why.partition(" (at ")[0]}, where)


def _outside_quotes(line: str) -> Iterator[str]:
    quote = ""
    for sign in line:
        if sign in "\"'":
            quote = "" if sign == quote else quote or sign
        elif not quote:
            yield sign


@frozen
class _Sources:
    source: tuple[Source, ...]


_WORDS = {"reading": Reading, "term": Term, "fact": Fact, "period": Period}


def read_chapter(hook: str, raw: Mapping[str, Any], origin: str) -> Chapter:
    """One chapter file's data as what its hook answers.  Raises InputError."""
    problems = Problems()
    kinds = CHAPTER_KINDS[hook] | ANY_CHAPTER
    clauses: list[Clause] = []
    words: dict[str, list[Any]] = {key: [] for key in _WORDS}
    lists: dict[str, ListInfo] = {}
    filing = FilingInfo()
    for key, value in raw.items():
        if key == "list" and isinstance(value, dict):
            for kind, info in value.items():
                read = _try(problems, info, ListInfo, f"list.{kind}")
                if read is not None:
                    lists[kind] = read
        elif key == "filing" and hook == "filing":
            filing = _try(problems, value, FilingInfo, "filing") or filing
        elif key in kinds or key in _WORDS:
            if not isinstance(value, list):
                problems.add("not_a_list", key, key=key)
                continue
            for index, entry in enumerate(value, 1):
                name = entry.get("id", index) if isinstance(entry, dict) else index
                cls = CLAUSE_KINDS.get(key) or _WORDS[key]
                item = _try(problems, entry, cls, f"{key} {name}")
                if item is not None:
                    (clauses if key in kinds else words[key]).append(item)
        else:
            known = [*kinds, *_WORDS, "list", *(["filing"] if hook == "filing" else [])]
            problems.add("unknown_key", key=key, near=nearest(key, known))
    problems.raise_any(origin)
    return Chapter(
        clauses=tuple(clauses),
        lists=lists,
        readings=tuple(words["reading"]),
        terms=tuple(words["term"]),
        facts=tuple(words["fact"]),
        periods=tuple(words["period"]),
        filing=filing,
        origin=origin,
    )


def _try(problems: Problems, raw: object, cls: type[Any], place: str) -> Any:
    try:
        return structure(raw, cls)
    except InputError as error:
        problems += [problem.at(place) for problem in error.problems]
        return None


class PolicyFiles:
    """The policy files of one package or folder, read when they are first asked for.

    `where` is a package's name or a folder.
    """

    def __init__(self, where: str | Path) -> None:
        self.folder: Path | Traversable = where if isinstance(where, Path) else files(where)

    def _read(self, name: str) -> dict[str, Any]:
        return read_toml(self.folder.joinpath(name), name)

    @cached_property
    def region(self) -> Region:
        return _named("region.toml", self._read("region.toml"), Region)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return _named("sources.toml", self._read("sources.toml"), _Sources).source

    def chapter(self, hook: str) -> Chapter | None:
        """What the chapter file of a hook says, or None where there is no such file."""
        name = CHAPTER_FILES[hook]
        if not self.folder.joinpath(name).is_file():
            return None
        return read_chapter(hook, self._read(name), name)


def _named(name: str, raw: dict[str, Any], cls: type[T]) -> T:
    try:
        return structure(raw, cls)
    except InputError as error:
        raise InputError(problem.at(file=name) for problem in error.problems) from None
