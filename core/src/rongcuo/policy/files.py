"""Policy files: a plugin's TOML files read into chapters."""

from __future__ import annotations

import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from attrs import frozen

from ..facts.problems import STANDARD_INPUT, InputError, Problem, Problems, as_written, first_of, nearest
from ..facts.structuring import structure
from ..facts.vocabulary import Fact
from ..facts.waiting import read
from .accepted import Accepted
from .clauses import (
    ANY_CHAPTER,
    CHAPTER_KINDS,
    CLAUSE_KINDS,
    FORMAT,
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
from .syntax import Written, every_line
from .versions import mistaken_ids

T = TypeVar("T")

#: What the reader below made and nobody can change, by identity: it needs no second look.
_READ: WeakValueDictionary[int, Any] = WeakValueDictionary()


def was_read(made: object) -> bool:
    """Whether this very object was read from a file here; whatever else it says of itself proves nothing."""
    return _READ.get(id(made)) is made


def _read_here(made: T) -> T:
    _READ[id(made)] = made
    return made


#: The file that answers each hook.
CHAPTER_FILES = {
    "red_lines": "red_lines.toml",
    "tolerance_criteria": "tolerance.toml",
    "filing": "filing.toml",
    "clarification": "clarification.toml",
    "measures": "measures.toml",
}
#: The warnings and mutants that a plugin's author leaves, each with its reason.
ACCEPTED_FILE = "accepted.toml"
#: The largest file anybody wrote by hand; a larger one is a mistake.
LARGEST = 2_000_000
#: The most clauses and words of one chapter: a hundred times those of the longest policy.
MOST_ENTRIES = 3_000


def read_toml(path: Path | Traversable, name: str | None = None) -> dict[str, Any]:
    """A TOML file as plain data.  Raises InputError, with the mend for the usual mistakes."""
    name = name or str(path)
    return toml_data(read_bytes(path, name), name)


def read_bytes(path: Path | Traversable, name: str, most: int = LARGEST) -> bytes:
    """A file, or the standard input, read once, so that a pipe will do; of a larger one a byte too many.

    Raises InputError.
    """
    try:
        if str(path) == STANDARD_INPUT:
            if sys.stdin is None:
                raise InputError(Problem("input_closed", file=name))
            return read(sys.stdin.buffer, most + 1)
        with path.open("rb") as stream:
            return read(stream, most + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no file can have such a name
        raise InputError(Problem("no_file", file=name)) from None
    except OSError:
        code = "is_folder" if isinstance(path, Path) and os.path.isdir(path) else "unreadable"
        raise InputError(Problem(code, file=name)) from None


def toml_data(raw: bytes, name: str) -> dict[str, Any]:
    """TOML bytes as plain data.  Raises InputError with every mistake in how they are written."""
    read = written(raw, name)
    if read.problems or read.data is None:
        raise InputError(read.problems)
    return read.data


def chapter_toml(raw: bytes, name: str) -> dict[str, Any]:
    """The data of a policy file, of which an empty one is best taken away.  Raises InputError."""
    if name.rpartition("/")[2] in CHAPTER_FILES.values() and not raw.removeprefix(BOM_UTF8).strip():
        raise InputError(Problem("empty_chapter", file=name))
    return toml_data(raw, name)


def written(raw: bytes, name: str) -> Written:
    """TOML bytes as far as they can be read, and what is wrong with the rest.  Raises InputError."""
    text = text_of(raw, name)
    if _LONG_KEY.search(text):
        raise InputError(Problem("toml_key_deep", file=name))
    if _LONG_NUMBER.search(text):
        raise InputError(Problem("toml_digits", file=name))
    try:
        return every_line(text, name)
    except RecursionError:
        raise InputError(Problem("toml_deep", file=name)) from None
    except ValueError:
        raise InputError(Problem("toml_digits", file=name)) from None


def text_of(raw: bytes, name: str) -> str:
    """Bytes as a text that says something.  Raises InputError."""
    if len(raw) > LARGEST:
        raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}, file=name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(_encoding_problem(raw), file=name)) from None
    if "\0" in text:
        raise InputError(Problem(_encoding_problem(raw), file=name))
    if not text.strip():
        raise InputError(Problem("empty_file", file=name))
    return text


def _encoding_problem(raw: bytes) -> str:
    """Why bytes are no UTF-8: a catalogue key."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(0) > len(raw) // 4:
        return "utf16"
    if b"\0" in raw:
        return "not_text"
    chinese = [sign for sign in raw.decode("gb18030", "replace") if "\u4e00" <= sign <= "\u9fff"]
    # other encodings come out as characters that nobody uses
    usual = "".join(chinese).encode("gb2312", "ignore")
    return "gb18030" if len(usual) > len(chinese) else "not_utf8"


#: A key of a hundred parts, over which the parser's work grows with the square of their number.
_LONG_KEY = re.compile(r"""(?<![\w"'.-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){100}""")

#: A number so long that Python reads it, as its digits are those of a power of two, and won't print it.
_LONG_NUMBER = re.compile(r"0[xob][0-9A-Fa-f_]{1000}")


@frozen
class _Sources:
    source: tuple[Source, ...]


_WORDS = {"reading": Reading, "term": Term, "fact": Fact, "period": Period}


def read_chapter(hook: str, raw: Mapping[str, Any], origin: str) -> Chapter:
    """One chapter file's data as what its hook answers.  Raises InputError."""
    chapter, problems = read_what_fits(hook, raw, origin)
    if problems:
        raise InputError(problems)
    return _read_here(chapter)


def read_what_fits(hook: str, raw: Mapping[str, Any], origin: str) -> tuple[Chapter, list[Problem]]:
    """What can be read of one chapter file's data, and every mistake in the rest."""
    problems = Problems()
    kinds = CHAPTER_KINDS[hook] | ANY_CHAPTER
    clauses: list[Clause] = []
    words: dict[str, list[Any]] = {key: [] for key in _WORDS}
    lists: dict[str, ListInfo] = {}
    filing: FilingInfo | None = None
    entries = sum(len(value) for value in raw.values() if isinstance(value, list))
    if entries > MOST_ENTRIES:
        return Chapter(origin=origin), [Problem("many_entries", {"most": MOST_ENTRIES}, file=origin)]
    for key, value in raw.items():
        if problems.enough:
            break
        if key == "list" and isinstance(value, dict):
            for kind, info in value.items():
                read = _try(problems, info, ListInfo, f"list.{kind}")
                if read is not None:
                    lists[kind] = read
        elif key == "filing" and hook == "filing":
            filing = _try(problems, value, FilingInfo, "filing")
        elif key in kinds or key in _WORDS:
            if not isinstance(value, list):
                problems.add("not_a_list", key, key=key)
                continue
            for index, entry in enumerate(value, 1):
                if problems.enough:
                    break
                name = entry.get("id", index) if isinstance(entry, dict) else index
                cls = CLAUSE_KINDS.get(key) or _WORDS[key]
                item = _try(problems, entry, cls, f"{key} {name}")
                if item is not None:
                    (clauses if key in kinds else words[key]).append(item)
        else:
            known = [*kinds, *_WORDS, "list", *(["filing"] if hook == "filing" else [])]
            problems.add("unknown_key", key=key, near=nearest(key, known))
    chapter = Chapter(
        clauses=tuple(clauses),
        lists=lists,
        readings=tuple(words["reading"]),
        terms=tuple(words["term"]),
        facts=tuple(words["fact"]),
        periods=tuple(words["period"]),
        filing=filing,
        origin=origin,
    )
    return chapter, first_of([problem.at(file=origin) for problem in problems])


def _try(problems: Problems, raw: object, cls: type[Any], place: str) -> Any:
    try:
        return structure(raw, cls)
    except InputError as error:
        problems += [problem.at(place) for problem in error.problems]
        return None


def _is_toml(name: str) -> bool:
    return name.endswith(".toml")


def _in_folder(folder: Path | Traversable, name: str) -> dict[str, Path | Traversable]:
    """What is in a folder, by name.  Raises InputError."""
    try:
        return {item.name: item for item in sorted(folder.iterdir(), key=lambda item: item.name)}
    except OSError:
        raise InputError(Problem("unreadable", file=name)) from None


#: The files that a plugin has once, whatever its versions, and the problem of one in a version's folder.
_OF_ALL_VERSIONS = {"region.toml": "region_of_version", "sources.toml": "sources_of_version"}


class PolicyFiles:
    """The policy files of one package or folder, read when they are first asked for.

    `where` is a package's name or a folder.
    """

    def __init__(self, where: str | Path) -> None:
        self.folder: Path | Traversable = where if isinstance(where, Path) else files(where)
        self._chapters: dict[str, Chapter] = {}
        self._left = LARGEST

    def _read(self, name: str) -> dict[str, Any]:
        """The data of one file; all files together are no larger than one may be."""
        raw = read_bytes(self.folder.joinpath(name), name)
        self._left -= len(raw)
        if self._left < 0 and len(raw) <= LARGEST:
            raise InputError(Problem("too_large_together", {"most": LARGEST // 1_000_000}, file=name))
        return chapter_toml(raw, name)

    @cached_property
    def region(self) -> Region:
        self._check_names(self.folder)
        raw = self._read("region.toml")
        format_ = raw.get("format")
        if isinstance(format_, int) and format_ > FORMAT:
            values = {"format": as_written(format_), "newest": FORMAT}
            raise InputError(Problem("bad_format", values, "format", "region.toml"))
        region = _read_here(_named("region.toml", raw, Region))
        self._check_versions(region)
        return region

    def _check_versions(self, region: Region) -> None:
        """A version under another name would be missing without a word, too."""
        earlier = self.folder.joinpath("earlier")
        folders = _in_folder(earlier, "earlier") if earlier.is_dir() else {}
        known = [version.id for version in region.earlier]
        mistaken = list(mistaken_ids(region))
        if mistaken:
            raise InputError(problem.at(file="region.toml") for problem in mistaken)
        problems = [
            Problem(
                "undeclared_version", {"id": name, "near": _near_version(name, known)}, file=f"earlier/{name}"
            )
            for name, folder in folders.items()
            if name not in known
            and folder.is_dir()
            and any(map(_is_toml, _in_folder(folder, f"earlier/{name}")))
        ]
        if problems:
            raise InputError(problems)
        for version in region.earlier:
            if version.id in folders and folders[version.id].is_dir():
                if not version.published:
                    self._check_is_empty(version.id, folders[version.id])
                self._check_names(folders[version.id], f"earlier/{version.id}/")
            elif version.published and (not version.added or version.id in folders):
                problem = Problem(
                    "no_edition_folder", {"id": version.id}, f"earlier {version.id}", "region.toml"
                )
                raise InputError(problem)

    def _check_is_empty(self, version: str, folder: Path | Traversable) -> None:
        """Nobody reads the files of a version whose content isn't public."""
        if any(map(_is_toml, _in_folder(folder, f"earlier/{version}"))):
            raise InputError(
                Problem("unpublished_files", {"id": version}, f"earlier {version}", "region.toml")
            )

    def _check_names(self, folder: Path | Traversable, where: str = "") -> None:
        """A chapter under another name would be missing without a word."""
        known = [*CHAPTER_FILES.values(), *([] if where else ["region.toml", "sources.toml", ACCEPTED_FILE])]
        once = _OF_ALL_VERSIONS if where else {}
        problems = [
            Problem(
                once.get(name, "unknown_file"),
                {} if name in once else {"name": name, "near": nearest(name, known)},
                file=where + name,
            )
            for name in filter(_is_toml, _in_folder(folder, where.removesuffix("/")))
            if name not in known
        ]
        if problems:
            raise InputError(problems)

    @cached_property
    def accepted(self) -> Accepted:
        """What the author accepts; nothing where there is no file of it."""
        if not self.folder.joinpath(ACCEPTED_FILE).is_file():
            return Accepted()
        return _named(ACCEPTED_FILE, self._read(ACCEPTED_FILE), Accepted)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        sources = _named("sources.toml", self._read("sources.toml"), _Sources).source
        return tuple(map(_read_here, sources))

    def chapter(self, hook: str, edition: str | None = None) -> Chapter | None:
        """What the chapter file of a hook says, or None where there is no such file.

        An earlier version's files are in a folder of its own, `earlier/` and its id.
        """
        name = CHAPTER_FILES[hook] if edition is None else f"earlier/{edition}/{CHAPTER_FILES[hook]}"
        if not self.folder.joinpath(name).is_file():
            return None
        if name not in self._chapters:
            self._chapters[name] = read_chapter(hook, self._read(name), name)
        return self._chapters[name]


def _near_version(name: str, known: list[str]) -> str:
    """The version that a folder was to be called like; another year is another version."""
    return nearest(name, [other for other in known if not other.isdigit() or sorted(other) == sorted(name)])


def _named(name: str, raw: dict[str, Any], cls: type[T]) -> T:
    try:
        return structure(raw, cls)
    except InputError as error:
        raise InputError(problem.at(file=name) for problem in error.problems) from None
