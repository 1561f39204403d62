"""Writes the JSON Schemas of the TOML files from the classes they are read into; `--check` says what is stale.

They stand twice: in the workshop, for `rongcuo schemas`, and beside the documents.  Each is draft 7 and has no
references, which every editor's server for TOML understands.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
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
from rongcuo.policy.binding import FAMILIES
from rongcuo.policy.cases import DATES, AsRead, Expectation, OneOrBoth, _CaseFile, _Check
from rongcuo.policy.clauses import ANY_CHAPTER, CHAPTER_KINDS, CLAUSE_KINDS, Clause, ListInfo, Region
from rongcuo.policy.files import CHAPTER_FILES, _Sources
from rongcuo.policy.policy import topics
from rongcuo_workshop.accepted import Accepted

TOOL = "schemas"
FOLDERS = (
    ROOT / "extensions" / "workshop" / "src" / "rongcuo_workshop" / "schemas",
    ROOT / "docs" / "reference" / "schemas",
)
#: The files that are read as a whole, each by the name of its schema: the class, and what the file is.
WHOLE: dict[str, tuple[type[Any], str]] = {
    "region": (Region, "region.toml"),
    "sources": (_Sources, "sources.toml"),
    "accepted": (Accepted, "accepted.toml"),
    "case": (_CaseFile, "案件文件 · a case file"),
    "rongcuo": (_DeploymentFile, "rongcuo.toml"),
}

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
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
    """The schema of a table; `owner` is what the texts of its keys are kept under, `instead` stands for a key's own."""
    properties = {}
    for key in clause_fields.keys(cls):
        schema = instead.get(key.name) or special(cls, key.name) or of_type(key.takes)
        described = _described(owner, key.name, clause=issubclass(cls, Clause))
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
    if cls in (_CaseFile, AsRead) and key == "facts":
        return _facts()
    if (cls, key) == (_CaseFile, "absent"):
        return _absent()
    if (cls, key) == (_CaseFile, "dates"):
        days = dict.fromkeys(DATES, _STRING)
        return {"type": "object", "properties": days, "additionalProperties": False}
    return _STRING if (cls, key) == (_Check, "on") else None


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
    properties["list"] = {"type": "object", "additionalProperties": of_class(ListInfo)}
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
    if not owner:
        return {}
    texts = clause_fields.written_rows()
    for place in (owner, "shared", *(["clause"] if clause else [])):
        if name in texts.get(place, {}):
            return _pair(texts[place][name])
    return {}


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
    fresh = {
        folder / f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in schemas().items()
        for folder in FOLDERS
    }
    unwanted = [path for folder in FOLDERS for path in folder.glob("*.json") if path not in fresh]
    return bring_up_to_date(fresh, TOOL, arguments, unwanted=unwanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
