"""The case file that an interview writes: whole or not there, and read on by `--from`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from rongcuo.facts.problems import InputError, Problem
from rongcuo.render.landing import comment
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
    facts = {**document.get("facts", {}), **told.get("facts", {})}
    absent = [name for name in told.get("absent", ()) if name not in facts]
    if absent:
        document["absent"] = _absent([*document.get("absent", ()), *absent], draft.checked, words)
    for key in ("facts", "findings"):
        if told.get(key):
            table = document.setdefault(key, tomlkit.table(is_super_table=key == "findings"))
            assert isinstance(table, Table)
            for name, value in told[key].items():
                table[name] = _finding(value) if key == "findings" else _value(value)
    return tomlkit.dumps(document)


def _absent(names: list[str], checked: Mapping[str, Checked], words: Words) -> Array:
    """What was checked and not found, a line each, with who checked it and when."""
    array = tomlkit.array()
    for name in dict.fromkeys(map(str, names)):
        told = checked.get(name)
        array.add_line(name, comment=_who(told, words) if told else None)
    array.add_line(indent="")
    return array


def _who(checked: Checked, words: Words) -> str:
    """Who checked and when: a comment, until `absent` has keys for it."""
    return comment(words.listed(part for part in (checked.by, checked.on) if part))


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
