"""Case files as they are written: one on top of another, in people's words, each fact with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from ..facts.called import fact_called, says_unknown
from ..facts.problems import InputError, Problem, Problems, key_as_written
from ..facts.vocabulary import Vocabulary
from .files import read_bytes, written
from .syntax import lines_of

#: The id of the region that is called so, or the name itself where there is none.
Called = Callable[[str], str]


@frozen(kw_only=True)
class Place:
    """Where a fact is written, and as what; without a line in data that has none."""

    file: str
    key: str
    line: int | None = None


@frozen(kw_only=True)
class CaseFile:
    """What one file says: as it is written, and by ids.

    `facts` are the places of facts by id; `problems` what can't be read, and `lost` the names that went with it.
    """

    name: str
    raw: Mapping[str, Any]
    data: Mapping[str, Any]
    facts: Mapping[str, Place] = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    lost: frozenset[str] = frozenset()

    def says(self, problem: Problem) -> bool:
        """Whether what is wrong stands in this file."""
        section, _, inside = problem.place.partition(".")
        section = section.partition("[")[0]
        value = self.data.get(section)
        if not problem.place:
            return problem.values.get("key") in self.raw
        if section == "absent" and "fact" in problem.values:
            return problem.values["fact"] in checked_in(value)
        key = re.match(r'"([^"]*)"|([^.,]+)', inside)
        return (key[1] or key[2]) in value if key and isinstance(value, dict) else value is not None

    def blamed(self, problem: Problem) -> Problem:
        """The problem in this file, a fact called as the file calls it."""
        section, _, inside = problem.place.partition(".")
        key, _, rest = inside.partition(",")
        place = self.facts.get(key.strip('"'))
        if section == "facts" and place is not None:
            named = f"facts.{key_as_written(place.key)}"
            problem = evolve(problem, place=f"{named},{rest}" if rest else named)
        return evolve(problem, file=self.name)


def case_files(path: Path, vocabulary: Vocabulary, called: Called) -> list[CaseFile]:
    """A case file, then the one it extends, and so on.  Raises InputError where one can't be had."""
    files: list[CaseFile] = []
    seen: list[str] = []
    name = str(path)
    while True:
        files.append(file := case_file(read_bytes(path, name), name, vocabulary, called))
        base = file.raw.get("extends")
        if not isinstance(base, str):
            return files
        # what comes through a pipe stands in no folder, so its base is looked for in the current one
        below = (path.parent if os.path.isfile(path) else Path()) / base
        seen.append(os.path.realpath(path))
        wrong = Problem("extends_itself", {}, "extends", name)
        if not os.path.isfile(below):
            wrong = Problem("no_base", {"name": base}, "extends", name)
        elif os.path.realpath(below) not in seen:
            path, name = below, _short_name(below, absolute=os.path.isabs(name))
            continue
        raise InputError([*(problem for file in files for problem in file.problems), wrong])


def _short_name(path: Path, *, absolute: bool) -> str:
    """What messages call a base: without what only leads there, and not `absolute` where it needn't be."""
    short = os.path.normpath(path)
    if not os.path.exists(short) or not os.path.samefile(short, path):
        return str(path)  # a link stands in between
    here = os.path.join(os.getcwd(), "")
    return short if absolute else short.removeprefix(here)


def case_file(raw: bytes, name: str, vocabulary: Vocabulary, called: Called) -> CaseFile:
    """One file from its bytes.  Raises InputError where they are no text."""
    read = written(raw, name)
    if read.data is None:
        raise InputError(read.problems)
    file = named(read.data, name, vocabulary, called)
    lines = lines_of(read.text, "facts", "absent")
    facts = {
        fact: evolve(place, line=lines.get(("facts", place.key)) or lines.get(("absent", place.key)))
        for fact, place in file.facts.items()
    }
    return evolve(file, facts=facts, problems=(*read.problems, *file.problems), lost=read.lost)


def merged(files: Sequence[CaseFile]) -> dict[str, Any]:
    """What the files say together, each on top of the one behind it."""
    data: dict[str, Any] = {}
    for file in reversed(files):
        data = _on_top(file.data, data)
    return _without_unknown(data)


#: The parts of a case of which a file may say as a whole that nothing is known.
_PARTS = ("facts", "absent", "findings", "dates", "evidence")


def _without_unknown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same without what is said not to be known wherever that is the same as not to write it.

    Of facts, findings and days it stays, so that nobody is asked for them again.
    """
    left = {key: value for key, value in data.items() if key not in _PARTS or not says_unknown(value)}
    if isinstance(left.get("findings"), dict):
        left["findings"] = {
            name: {"met": entry} if says_unknown(entry) else _of_known(entry, "by", "basis")
            for name, entry in left["findings"].items()
        }
    absent = left.get("absent")
    if isinstance(absent, dict):
        left["absent"] = _of_known(absent, "by", "on")
    elif isinstance(absent, list | tuple):
        left["absent"] = [_of_known(entry, "by", "on") for entry in absent if not says_unknown(entry)]
    return left


def _of_known(entry: Any, *keys: str) -> Any:
    """An entry without those of these keys that say unknown."""
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if key not in keys or not says_unknown(value)}


def _on_top(own: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    together = {**below, **own}
    for key in ("facts", "findings", "dates"):
        if isinstance(below.get(key), dict) and isinstance(own.get(key), dict):
            together[key] = {**below[key], **own[key]}
    facts = own.get("facts")
    if "absent" in below and _is_checks(below["absent"]) and _is_checks(own.get("absent", [])):
        left = without(below["absent"], facts if isinstance(facts, dict) else {})
        together["absent"] = [*left, *checks_in(own.get("absent", []))]
    if "expect" in below and "expect" not in own:
        del together["expect"]
    return together


# What was checked: names, or tables of names with who checked them and when


def _is_checks(raw: object) -> bool:
    return isinstance(raw, list | dict)


def checks_in(raw: object) -> list[Any]:
    """The entries of `absent`, which may be a list or one table."""
    return [raw] if isinstance(raw, dict) else list(raw) if isinstance(raw, list | tuple) else []


def checked_in(raw: object) -> list[str]:
    """The names in `absent`."""
    names: list[Any] = []
    for entry in checks_in(raw):
        facts = entry.get("facts") if isinstance(entry, dict) else [entry]
        names += facts if isinstance(facts, list | tuple) else []
    return [name for name in names if isinstance(name, str)]


def without(raw: object, names: Container[str]) -> list[Any]:
    """The entries of `absent` without these names."""
    return renamed(raw, lambda name: None if name in names else name)


def renamed(raw: object, name_of: Callable[[str], str | None]) -> list[Any]:
    """The entries of `absent` with other names; one without a name is left out."""

    def each(names: Iterable[Any]) -> list[Any]:
        changed = [name_of(name) if isinstance(name, str) else name for name in names]
        return [name for name in changed if name is not None]

    entries: list[Any] = []
    for entry in checks_in(raw):
        if isinstance(entry, dict) and isinstance(entry.get("facts"), list | tuple):
            left = each(entry["facts"])
            entries += [{**entry, "facts": left}] if left or not entry["facts"] else []
        else:
            entries += each([entry])
    return entries


# Names as ids


def named(raw: Mapping[str, Any], name: str, vocabulary: Vocabulary, called: Called) -> CaseFile:
    """What a file says, its facts and regions by their ids, whatever it calls them."""
    problems = Problems()
    facts: dict[str, Place] = {}

    def fact(words: str, place: str) -> str:
        try:
            id_ = fact_called(words, vocabulary)
        except InputError as error:
            problems.extend(problem.at(place) for problem in error.problems)
            return words
        if place.startswith(("facts.", "absent")):
            facts.setdefault(id_, Place(file=name, key=words))
        return id_

    def clause(words: str, _: str) -> str:
        owner, colon, rest = words.partition(":")
        return f"{called(owner)}:{rest}" if colon else words

    def table(entries: Any, place: str, name_of: Callable[[str, str], str]) -> Any:
        if not isinstance(entries, Mapping) or not all(isinstance(key, str) for key in entries):
            return entries
        by_id: dict[str, Any] = {}
        for key, value in entries.items():
            inside = f"{place}.{key_as_written(key)}"
            id_ = name_of(key, inside)
            if id_ in by_id:
                problems.add("named_twice", inside, id=id_)
            by_id[id_] = value
        return by_id

    def item(entry: Any) -> Any:
        if isinstance(entry, dict) and isinstance(entry.get("fact"), str):
            return {**entry, "fact": fact(entry["fact"], "evidence")}
        return entry

    data = dict(raw)
    for key, name_of in (
        ("facts", fact),
        ("findings", clause),
        ("expect", lambda words, _: called(words)),
    ):
        if key in data:
            data[key] = table(data[key], key, name_of)
    if _is_checks(data.get("absent")):
        data["absent"] = renamed(data["absent"], lambda words: fact(words, "absent"))
    if isinstance(data.get("evidence"), list):
        data["evidence"] = [item(entry) for entry in data["evidence"]]
    read = data.get("as_read")  # of a decided matter
    if isinstance(read, dict) and "facts" in read:
        data["as_read"] = {**read, "facts": table(read["facts"], "as_read.facts", fact)}
    located = tuple(problem.at(file=name) for problem in problems)
    return CaseFile(name=name, raw=raw, data=data, facts=facts, problems=located)
