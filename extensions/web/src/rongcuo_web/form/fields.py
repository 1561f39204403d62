"""The names of the fields, and what they say of a case that is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rongcuo.facts.called import is_unknown, says_unknown
from rongcuo.facts.known import Known, absent_value, exactly, read_known
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import Fact
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import checked_in, checks_in
from rongcuo.policy.cases import in_language

from ..serving.address import Fields
from .numbers import number_written

#: What stands before the name of a fact, a date, a finding, and who established one of them.
FACT, DATE, FINDING, BY, BASIS = "f.", "date.", "n.", "by.", "basis."
#: The file that was opened, whose text goes along; who checked what is marked as not found, and when.
FILE, CHECKED_BY, CHECKED_ON = "file", "checked_by", "checked_on"
#: The number of the kept case that was opened, and the mark of what it was then.
KEPT, BEFORE = "kept", "before"
#: What is filled in as a text.
TEXTS = ("title", "where", "summary")


def names_of(fact: Fact) -> list[str]:
    """The fields of a fact: of a set one for each member."""
    if fact.type == "set":
        return [f"{FACT}{fact.id}.{member}" for member in fact.values]
    return [FACT + fact.id]


def fields_of(data: Mapping[str, Any], registry: Registry) -> Fields:
    """The fields as they stand when a case is opened; one that can't be read is empty."""
    values: dict[str, list[str]] = {}
    for key in TEXTS:
        if key in data:
            values[key] = [in_language("zh", data[key])]
    for key, day in data.get("dates", {}).items():
        if not says_unknown(day):
            values[DATE + key] = [str(day)]
    vocabulary = registry.vocabulary
    for name, raw in data.get("facts", {}).items():
        fact = vocabulary.get(name)
        if fact is not None and not fact.derived and not is_unknown(fact, raw):
            _put(fact, raw, values)
    for name in checked_in(data.get("absent")):
        if name in vocabulary:
            values |= _values(vocabulary[name], exactly(vocabulary[name], absent_value(vocabulary[name])))
    _put_checker(data.get("absent"), values)
    for name, finding in data.get("findings", {}).items():
        if isinstance(finding, Mapping) and isinstance(finding.get("met"), bool):
            values[FINDING + name] = ["yes" if finding["met"] else "no"]
            _put_who(name, finding, values)
    return Fields(values=values)


def _put(fact: Fact, raw: Any, values: dict[str, list[str]]) -> None:
    try:
        values |= _values(fact, read_known(fact, raw))
    except InputError:
        return
    if isinstance(raw, Mapping):
        _put_who(fact.id, raw, values)


def _put_who(name: str, entry: Mapping[str, Any], values: dict[str, list[str]]) -> None:
    for key, prefix in (("by", BY), ("basis", BASIS)):
        if isinstance(entry.get(key), str):
            values[prefix + name] = [entry[key]]


def _put_checker(absent: Any, values: dict[str, list[str]]) -> None:
    """Who checked, and when, where that is the same of all that was checked."""
    entries = [entry if isinstance(entry, Mapping) else {} for entry in checks_in(absent)]
    for key, name in (("by", CHECKED_BY), ("on", CHECKED_ON)):
        told = {str(entry.get(key, "")) for entry in entries}
        if len(told) == 1 and (text := told.pop()):
            values[name] = [text]


def _values(fact: Fact, known: Known) -> dict[str, list[str]]:
    """What the fields of a fact say of what is known of it."""
    if fact.type == "set":
        pairs = zip(fact.values, names_of(fact), strict=True)
        told = {name: _sign(member, known) for member, name in pairs}
        return {name: [sign] for name, sign in told.items() if sign}
    if fact.numeric:
        text = number_written(fact, known.span)
        return {FACT + fact.id: [text]} if text else {}
    chosen: Sequence[Any] = [value for value in (fact.values or (True, False)) if value in known.values]
    if len(chosen) == len(fact.values or (True, False)):
        return {}
    return {FACT + fact.id: [_written(value) for value in chosen]}


def _sign(member: str, known: Known) -> str:
    return "yes" if member in known.includes else "no" if member in known.excludes else ""


def _written(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
