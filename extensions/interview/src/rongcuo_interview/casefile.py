"""The case file that an interview writes: whole or not there, and read on by `--from`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.casefiles import checks_in
from rongcuo.render.words import Words

from .draft import Checked, Draft


def written(draft: Draft, text: str | None, words: Words, below: str = "") -> str:
    """The case file of a draft; `text` is the file that it goes on from, whose comments stay.

    `below` is the way from the new file's folder to that one's.
    """
    document = tomlkit.parse(text) if text is not None else tomlkit.document()
    if text is None:
        document.add(tomlkit.comment(words.say("ask.file_head")))
    told = draft.told
    if "extends" in document:
        document["extends"] = Path(below, str(document["extends"])).as_posix()
    for key in ("title", "where", "summary"):
        if key in told:
            document[key] = told[key]
    if told.get("dates"):
        document["dates"] = _inline({**document.get("dates", {}), **told["dates"]})
    if told.get("absent"):
        before = checks_in(document["absent"].unwrap()) if "absent" in document else []
        document.pop("absent", None)
        document["absent"] = _absent([*before, *_checks(told["absent"], draft.checked)])
    for key in ("facts", "findings"):
        if told.get(key):
            table = document.setdefault(key, tomlkit.table(is_super_table=key == "findings"))
            assert isinstance(table, Table)
            for name, value in told[key].items():
                table[name] = _finding(value) if key == "findings" else _value(value)
    return tomlkit.dumps(document)


def _checks(names: Iterable[Any], checked: Mapping[str, Checked]) -> list[Any]:
    """What was checked and not found, together with who checked it and when."""
    by_whom: dict[Checked, list[Any]] = {}
    for name in names:
        found = checked.get(name) if isinstance(name, str) else None
        by_whom.setdefault(found or Checked(), []).append(name)
    entries: list[Any] = []
    for who, facts in by_whom.items():
        told = {key: text for key, text in (("by", who.by), ("on", who.on)) if text}
        entries += [{"facts": facts, **told}] if told else facts
    return entries


def _absent(entries: list[Any]) -> Array:
    """The entries, a line each."""
    array = tomlkit.array()
    for entry in entries:
        array.add_line(_inline(entry) if isinstance(entry, dict) else entry)
    array.add_line(indent="")
    return array


def _value(value: Any) -> Any:
    return _inline(value) if isinstance(value, dict) else value


def _inline(told: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(told)
    return table


def _finding(told: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    table.update(told)
    return table


def read_text(path: Path) -> str:
    """The file that an interview goes on from.  Raises InputError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(Problem("unreadable", file=str(path))) from None
