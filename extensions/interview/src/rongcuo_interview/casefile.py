"""The case file that an interview writes: whole or not there, and read on by `--from`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AbstractTable, Array, InlineTable, Table

from rongcuo.facts.called import UNKNOWN, fact_called, in_words, is_unknown, name_in, says_unknown
from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.casefiles import checked_in, named, renamed, without
from rongcuo.render.words import Words

from .draft import Checked, Draft


def written(draft: Draft, text: str | None, words: Words, below: str = "") -> str:
    """The case file of a draft; `text` is the file that it goes on from, whose comments and names stay.

    What is new has the words of the language.  `below` is the way from the new file's folder to that one's.
    """
    document = tomlkit.parse(text) if text is not None else tomlkit.document()
    if text is None:
        document.add(tomlkit.comment(words.say("ask.file_head")))
    answers = draft.answers
    if "extends" in document:
        document["extends"] = Path(below, str(document["extends"])).as_posix()
    for key in ("title", "where", "summary"):
        if key in answers:
            document[key] = answers[key]
    if answers.get("dates"):
        dates = {key: _unknown(words) if says_unknown(day) else day for key, day in answers["dates"].items()}
        document["dates"] = _inline({**document.get("dates", {}), **dates})
    _write_absent(document, draft, words)
    _drop_unknown(document.get("facts", {}), checked_in(answers.get("absent")), words)
    for key in ("facts", "findings"):
        if answers.get(key):
            table = document.setdefault(key, tomlkit.table(is_super_table=key == "findings"))
            assert isinstance(table, AbstractTable)
            for name, entry in _entries(key, answers[key], table, words):
                table[name] = _of_table(entry, inline=key == "facts" or isinstance(table, InlineTable))
    return tomlkit.dumps(document)


def _drop_unknown(facts: MutableMapping[str, Any], checked: Sequence[str], words: Words) -> None:
    """Takes out what is said to be unknown of facts that are checked by now."""
    vocabulary = words.registry.vocabulary
    for key, raw in [*facts.items()]:
        name = fact_called(key, vocabulary)
        if name in checked and is_unknown(vocabulary[name], raw):
            del facts[key]


def _entries(
    key: str, values: Mapping[str, Any], before: Mapping[str, Any], words: Words
) -> Iterator[tuple[str, Any]]:
    """What is told as the file has it: by the name that it gives a fact already, or by one in the language."""
    registry = words.registry
    as_read = named({key: dict(before)}, "", registry.vocabulary, registry.text_called).data.get(key, {})
    written_as = dict(zip(as_read, before, strict=True))
    for name, value in values.items():
        fact = registry.vocabulary.get(name)
        if fact is None:
            value = {**value, "met": _unknown(words)} if says_unknown(value.get("met")) else value
            yield written_as.get(name, name), value
        else:
            said = _unknown(words) if is_unknown(fact, value) else in_words(fact, value, words.language)
            yield written_as.get(name) or name_in(fact, registry.vocabulary, words.language), said


def _unknown(words: Words) -> str:
    return UNKNOWN[0 if words.language == "zh" else 1]


def _write_absent(document: tomlkit.TOMLDocument, draft: Draft, words: Words) -> None:
    """What was checked, without what was found since."""
    vocabulary, answers = words.registry.vocabulary, draft.answers
    raw = document["absent"].unwrap() if "absent" in document else []
    now_told = [name for name in checked_in(raw) if fact_called(name, vocabulary) in answers.get("facts", {})]
    if not answers.get("absent") and not now_told:
        return
    document.pop("absent", None)
    entries = [*without(raw, now_told), *_checks(answers.get("absent", ()), draft.checked)]
    in_language = renamed(entries, lambda name: _called(name, words) if name not in checked_in(raw) else name)
    document["absent"] = _absent(in_language)


def _called(name: str, words: Words) -> str:
    fact = words.registry.vocabulary.get(name)
    return name if fact is None else name_in(fact, words.registry.vocabulary, words.language)


def _checks(names: Iterable[Any], checked: Mapping[str, Checked]) -> list[Any]:
    """What was checked and not found, together with who checked it and when."""
    by_whom: dict[Checked, list[Any]] = {}
    for name in names:
        check = checked.get(name) if isinstance(name, str) else None
        by_whom.setdefault(check or Checked(), []).append(name)
    entries: list[Any] = []
    for who, facts in by_whom.items():
        details = {key: text for key, text in (("by", who.by), ("on", who.on)) if text}
        entries += [{"facts": facts, **details}] if details else facts
    return entries


def _absent(entries: list[Any]) -> Array:
    """The entries, a line each."""
    array = tomlkit.array()
    for entry in entries:
        array.add_line(_inline(entry) if isinstance(entry, dict) else entry)
    array.add_line(indent="")
    return array


def _of_table(value: Any, *, inline: bool) -> Any:
    if not isinstance(value, Mapping):
        return value
    return _inline(value) if inline else _finding(value)


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _finding(finding: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    table.update(finding)
    return table


def read_text(path: Path) -> str:
    """The file that an interview goes on from.  Raises InputError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(Problem("unreadable", file=str(path))) from None
