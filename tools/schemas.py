"""Writes the JSON Schemas of the TOML files from the classes they are read into; `--check` says what is stale.

They stand in the workshop, for `rongcuo schemas`; `docs_site.py` puts them beside the documents.  Each is draft 7 and
has no references, which every editor's server for TOML understands.  While a key has no text in `clause_fields.toml`
or `schemas.toml`, or a text no key, nothing is written.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import clause_fields
from pages import ROOT, bring_up_to_date

from rongcuo.catalogue import MESSAGES
from rongcuo.facts.structuring import LARGEST_NUMBER
from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import GROUPS, Absent, Fact, shared_vocabulary
from rongcuo.plugins.deployment import _DeploymentFile
from rongcuo.plugins.years import _DaysOff, _YearFile
from rongcuo.policy.accepted import Accepted
from rongcuo.policy.binding import FAMILIES
from rongcuo.policy.cases import DATES, Expectation, OneOrBoth, _CaseFile, _Check
from rongcuo.policy.clauses import ANY_CHAPTER, CHAPTER_KINDS, CLAUSE_KINDS, Clause, ListInfo, Region
from rongcuo.policy.decided import AsRead, _DecidedFile
from rongcuo.policy.files import CHAPTER_FILES, _Sources
from rongcuo.policy.policy import topics

TOOL = "schemas"
TOLD = ROOT / "tools" / f"{TOOL}.toml"
FOLDER = ROOT / "extensions" / "workshop" / "src" / "rongcuo_workshop" / "schemas"
#: The files that are read as a whole, each by the name of its schema: the class, and what the file is.
WHOLE: dict[str, tuple[type[Any], str]] = {
    "region": (Region, "region.toml"),
    "sources": (_Sources, "sources.toml"),
    "accepted": (Accepted, "accepted.toml"),
    "case": (_CaseFile, "案件文件 · a case file"),
    "decided": (_DecidedFile, "decided/*.toml 中的一件已决事例 · a decided matter in decided/*.toml"),
    "rongcuo": (_DeploymentFile, "rongcuo.toml"),
    "working_year": (_YearFile, "一年的工作日安排 · the working days of a year"),
}

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
#: A day of TOML, of which servers have a type of their own, or the same in quotes.
_OWN_DAY: Schema = {"type": "string", "format": "date"}
_DAY: Schema = {"anyOf": [_OWN_DAY, {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}]}
_DATE: Schema = {"anyOf": [_OWN_DAY, _STRING]}
_PAIR: Schema = {
    "type": "object",
    "properties": {language: {"type": "string", "pattern": r"\S"} for language in ("zh", "en")},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
_ONE_OR_BOTH: Schema = {
    "anyOf": [
        _STRING,
        {
            "type": "object",
            "properties": {"zh": _STRING, "en": _STRING},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}


def of_type(annotation: Any) -> Schema:
    """The schema of what is read as a type."""
    if annotation == Absent:
        return {"anyOf": [{"type": "boolean"}, _STRING, _list_of(_STRING)]}
    if annotation == bool | str:
        return {"anyOf": [{"type": "boolean"}, _STRING]}
    if annotation in (OneOrBoth, OneOrBoth | None):
        return _ONE_OR_BOTH
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return {"enum": list(get_args(annotation))}
    if get_origin(annotation) is tuple:
        return _list_of(of_type(get_args(annotation)[0]))
    if get_origin(annotation) in (dict, Mapping):
        return {"type": "object", "additionalProperties": of_type(get_args(annotation)[1])}
    if annotation is Text:
        return _PAIR
    if attrs.has(annotation):
        return of_class(annotation)
    plain: dict[Any, Schema] = {
        Any: {},
        str: _STRING,
        bool: {"type": "boolean"},
        int: {"type": "integer", "exclusiveMinimum": -LARGEST_NUMBER, "exclusiveMaximum": LARGEST_NUMBER},
    }
    return plain[annotation]


def of_class(cls: type[Any], owner: str = "", **instead: Schema) -> Schema:
    """The schema of a table; `owner` is what clause_fields.toml calls it, `instead` stands for a key's own schema."""
    properties = {}
    for key in clause_fields.keys(cls):
        schema = instead.get(key.name) or special(cls, key.name) or of_type(key.takes)
        if owner:
            described = _described(owner, key.name, clause=issubclass(cls, Clause))
        else:
            described = _of_table(cls.__name__, key.name)
        properties[key.name] = {**described, **schema}
    return {
        "type": "object",
        "properties": properties,
        "required": [key.name for key in clause_fields.keys(cls) if key.required],
        "additionalProperties": False,
    }


def special(cls: type[Any], key: str) -> Schema | None:
    """The schema of a key that takes less or more than its type says."""
    if (cls, key) == (Fact, "group"):
        return {"enum": list(GROUPS)}
    if cls is Expectation and key in ("verdict", "if_absent"):
        return {"enum": [name.removeprefix("verdict.") for name in MESSAGES if name.startswith("verdict.")]}
    if cls in (_CaseFile, _DecidedFile, AsRead) and key == "facts":
        return _facts()
    if cls in (_CaseFile, _DecidedFile) and key == "absent":
        return _absent()
    if cls in (_CaseFile, _DecidedFile) and key == "dates":
        days = {name: {**_of_table("Dates", name), **_DATE} for name in DATES}
        return {"type": "object", "properties": days, "additionalProperties": False}
    if (cls, key) == (_YearFile, "off"):
        return {**_list_of(of_class(_DaysOff)), "minItems": 1}
    if (cls, key) == (_YearFile, "on"):
        return _list_of(_DAY)
    if cls is _DaysOff:
        return _DAY
    return _DATE if (cls, key) == (_Check, "on") else None


def of_clause(kind: str, hook: str) -> Schema:
    """The schema of a kind of clause in the file of a hook."""
    family = FAMILIES.get(kind)
    if (kind, hook) == ("aggravation", "clarification"):
        family = hook
    names = {"enum": [name for name, topic in topics().items() if family in (None, topic.family)]}
    return of_class(CLAUSE_KINDS[kind], kind, topic=names, also=_list_of(names))


def of_chapter(hook: str) -> Schema:
    """The schema of the file of a hook."""
    kinds = [kind for kind in CLAUSE_KINDS if kind in CHAPTER_KINDS[hook] | ANY_CHAPTER]
    properties = {kind: {**_what(kind), **_list_of(of_clause(kind, hook))} for kind in kinds}
    for word, (cls, heading) in clause_fields.WORDS.items():
        schema = of_class(cls, word)
        if heading.startswith("[["):
            properties[word] = {**_what(word), **_list_of(schema)}
        elif word == hook:
            properties[word] = {**_what(word), **schema}
    lists = {"type": "object", "additionalProperties": of_class(ListInfo)}
    properties["list"] = {**_of_table("Chapter", "list"), **lists}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _facts() -> Schema:
    """The facts of a case: the shared ones are offered by name, those of a plugin may stand beside them."""
    named = {
        name: {
            "description": f"{fact.label.zh}：{fact.ask.zh}\n\n{fact.label.en}: {fact.ask.en}",
            "additionalProperties": True,
        }
        for name, fact in shared_vocabulary().items()
        if fact.type != "period"
    }
    return {"type": "object", "properties": named, "additionalProperties": True}


def _absent() -> Schema:
    check = of_class(_Check)
    return {"anyOf": [_list_of({"anyOf": [_STRING, check]}), check]}


def _what(owner: str) -> Schema:
    return _pair(clause_fields.written_rows()[owner]["what"])


def _described(owner: str, name: str, *, clause: bool) -> Schema:
    texts = clause_fields.written_rows()
    for place in (owner, "shared", *(["clause"] if clause else [])):
        if name in texts.get(place, {}):
            return _pair(texts[place][name])
    return {}


#: The keys of tables that were described, by the name of their class.
_used: set[tuple[str, str]] = set()


def _of_table(cls: str, name: str) -> Schema:
    """What schemas.toml says of a key."""
    table = cls.removeprefix("_")
    text = _texts().get(table, {}).get(name)
    _used.add((table, name))
    return {} if text is None else _pair(text)


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(TOLD.read_text("utf-8"))


def gaps(made: Mapping[str, Schema]) -> Iterator[str]:
    """The keys of schemas without a text, and the texts without a key."""
    for name, schema in made.items():
        for place in without_description(schema):
            yield f"{name}.schema.json, {place}: there is no text of this key"
    for table, keys in _texts().items():
        yield from (
            f"{TOLD.name}, {table}.{key}: there is no such key" for key in keys if (table, key) not in _used
        )


def without_description(schema: object, place: str = "") -> Iterator[str]:
    """The places of keys that an editor says nothing of; those of a pair say their language themselves."""
    if isinstance(schema, list):
        for inner in schema:
            yield from without_description(inner, place)
    elif isinstance(schema, dict):
        for key, inner in schema.items():
            if key != "properties":
                yield from without_description(inner, place)
                continue
            for name, own in inner.items():
                if "description" not in own and set(inner) != {"zh", "en"}:
                    yield f"{place}.{name}"
                yield from without_description(own, f"{place}.{name}")


def _pair(text: Mapping[str, str]) -> Schema:
    both = f"{text['zh']}\n\n{text['en']}"
    return {"description": re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", both)}


def schemas() -> dict[str, Schema]:
    """Every schema by its name."""
    named: dict[str, Schema] = {}
    for name, (cls, title) in WHOLE.items():
        named[name] = {"title": title, **of_class(cls)}
    # what a case leaves out, the one that it extends may say
    case = named["case"]
    case["anyOf"] = [{"required": case.pop("required")}, {"required": ["extends"]}]
    for hook, file in CHAPTER_FILES.items():
        named[file.removesuffix(".toml")] = {"title": file, **of_chapter(hook)}
    return {
        name: {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": f"urn:rongcuo:schema:{name}:1",
            **schema,
        }
        for name, schema in named.items()
    }


def main(arguments: list[str]) -> int:
    made = schemas()
    missing = list(gaps(made))
    if missing:
        print("\n".join(missing))
        return 1
    fresh = {
        FOLDER / f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in made.items()
    }
    unwanted = [path for path in FOLDER.glob("*.json") if path not in fresh]
    return bring_up_to_date(fresh, TOOL, arguments, unwanted=unwanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
