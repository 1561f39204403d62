"""Writes the reference of clause fields from the classes and `clause_fields.toml`; `--check` says what is stale.

Keys, types, values, defaults and files are those of the code.  While a key has no text, or a text no key,
nothing is written.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
from pages import ROOT, bring_up_to_date, table

from rongcuo.catalogue import MESSAGES
from rongcuo.facts.structuring import SPELLED
from rongcuo.facts.text import Language, Text, say
from rongcuo.facts.vocabulary import GROUPS, Absent, Fact
from rongcuo.policy.binding import FAMILIES, NEED_WHEN
from rongcuo.policy.clauses import (
    ANY_CHAPTER,
    CHAPTER_KINDS,
    CLAUSE_KINDS,
    LIST_KINDS,
    Clause,
    FilingInfo,
    Period,
    Reading,
    Term,
)
from rongcuo.policy.files import CHAPTER_FILES
from rongcuo.policy.policy import topics

TOOL = "clause_fields"
TOLD = ROOT / "tools" / f"{TOOL}.toml"
PAGES: dict[Language, Path] = {
    "zh": ROOT / "docs" / "zh" / "clause-fields.md",
    "en": ROOT / "docs" / "reference" / "clause-fields.md",
}
NOTE = (
    f"<!-- Written by tools/{TOOL}.py from the classes and tools/{TOOL}.toml: change those, then run it. -->"
)
#: What a chapter file may have beside clauses, with its heading.
WORDS: dict[str, tuple[type[Any], str]] = {
    "reading": (Reading, "[[reading]]"),
    "term": (Term, "[[term]]"),
    "fact": (Fact, "[[fact]]"),
    "period": (Period, "[[period]]"),
    "filing": (FilingInfo, "[filing]"),
}
#: Where the catalogue has the words for the values of a key.
LABELS = {
    "tiers": "tier",
    "about": "about",
    "forms": "form",
    "status": "status",
    "worth": "worth",
    "type": "type",
}


@cache
def written_rows() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text("utf-8"))


# Keys


@attrs.frozen
class Key:
    """One key of a clause or of a word: its name in a file, what it takes, and what it is where left out."""

    name: str
    takes: Any
    default: Any

    @property
    def required(self) -> bool:
        return self.default is attrs.NOTHING


def keys(cls: type[Any], *, own: bool = False) -> list[Key]:
    """The keys of a class; its `own`, without those that every clause has."""
    return [
        Key(SPELLED.get(a.name, a.name), a.type, a.default)
        for a in attrs.fields(attrs.resolve_types(cls))
        if not (own and a.inherited)
    ]


def owners() -> dict[str, list[Key]]:
    """The keys of every clause, of each kind, and of each word."""
    clauses = {"clause": keys(Clause)}
    clauses |= {kind: keys(cls, own=True) for kind, cls in CLAUSE_KINDS.items()}
    return clauses | {word: keys(cls) for word, (cls, _) in WORDS.items()}


def gaps() -> Iterator[str]:
    """The keys without a text in both languages, and the texts without a key."""
    texts: dict[str, Any] = {owner: dict(written_rows().get(owner, {})) for owner in [*owners(), "shared"]}
    used = set()
    for owner, own in owners().items():
        names = [key.name for key in own] + ["what"] * (owner != "clause")
        for name in names:
            shared = name not in texts[owner]
            text = texts["shared" if shared else owner].get(name, {})
            used.add(("shared" if shared else owner, name))
            if not all(text.get(language) for language in PAGES):
                yield f"{TOLD.name} has no text for {owner}.{name}"
    for owner, entries in texts.items():
        for name in entries:
            if (owner, name) not in used:
                yield f"{TOLD.name} has a text for {owner}.{name}, and there is no such key"


def text(owner: str, name: str) -> Mapping[str, str]:
    entry: Mapping[str, str] = written_rows()[owner].get(name) or written_rows()["shared"][name]
    return entry


# What a key takes


def takes(key: Key, owner: str, language: Language) -> str:
    """What is written behind a key."""
    forms = written_rows()["form"]
    kind = text(owner, key.name).get("as") or _form(key.takes)
    if kind == "group":
        inside = _labelled(GROUPS, "group", language)
    elif kind in ("one_of", "some_of", "only"):
        inside = _labelled(_choices(key.takes), LABELS.get(key.name, ""), language)
    else:
        inside = _inside(key.takes)
    return str(forms[kind][language].format(inside))


def _form(annotation: Any) -> str:
    """The form of a value, by its type; that of a table by what it is made of."""
    annotation = _present(annotation)
    if get_origin(annotation) is Literal:
        return "one_of" if len(get_args(annotation)) > 1 else "only"
    if get_origin(annotation) is tuple:
        of = get_args(annotation)[0]
        return "some_of" if get_origin(of) is Literal else "tables" if attrs.has(of) else "texts"
    if get_origin(annotation) in (dict, Mapping):
        return "by_name"
    return {str: "text", bool: "flag", int: "number", Text: "pair"}.get(annotation, "table")


def _present(annotation: Any) -> Any:
    """A type without None."""
    if get_origin(annotation) in (Union, UnionType) and annotation != Absent:
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    return annotation


def _inside(annotation: Any) -> str:
    """The keys of a table within a value."""
    annotation = _present(annotation)
    cls = get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
    if not attrs.has(cls) or cls is Text:
        return ""
    return ", ".join(
        f"{key.name} = " + ('["…"]' if _form(key.takes) == "texts" else '"…"') for key in keys(cls)
    )


def _choices(annotation: Any) -> tuple[str, ...]:
    """The values of a closed choice, or of a list of them."""
    annotation = _present(annotation)
    return get_args(get_args(annotation)[0] if get_origin(annotation) is tuple else annotation)


def _labelled(values: Iterable[str], label: str, language: Language) -> str:
    """Values, each with its words if the catalogue has any."""
    words = {v: say(language, f"{label}.{v}") if f"{label}.{v}" in MESSAGES else v for v in values}
    shown = (f"`{quoted(v)}`" + (f" {word}" if word != v else "") for v, word in words.items())
    return str(written_rows()["form"]["comma"][language]).join(shown)


def left_out(key: Key, owner: str, language: Language) -> str:
    """What holds where a key isn't written."""
    words = written_rows()["table"]
    if key.required:
        return str(words["required"][language])
    if key.name == "when" and owner in NEED_WHEN:
        return str(words["when_stated"][language])
    if key.default in (None, ()):
        return str(words["nothing"][language])
    return f"`{quoted(key.default)}`"


def quoted(value: object) -> str:
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


# Pages


def page(language: Language) -> str:
    rows = written_rows()
    parts = [f"# {rows['title'][language]}", NOTE, rows["head"][language].strip()]
    for section, lines in (
        ("kinds", [table(rows["kinds"]["columns"][language], kinds(language))]),
        ("every", [fields("clause", language)]),
        ("own", [part for kind in CLAUSE_KINDS for part in of_kind(kind, language)]),
        ("words", [part for word in WORDS for part in of_word(word, language)]),
        ("topics", list(of_topics(language))),
    ):
        parts += [f"## {rows[section]['title'][language]}", rows[section]["says"][language].strip(), *lines]
    return "\n\n".join(parts) + "\n"


def kinds(language: Language) -> Iterator[tuple[str, ...]]:
    """Every kind, with its files, its topics, and whether it forms a list and needs a condition."""
    words = written_rows()["kinds"]
    for kind in CLAUSE_KINDS:
        family = FAMILIES.get(kind)
        topic = f"`{family}`" if family else words["any_topic"][language]
        if kind == "aggravation":  # what weighs in a clarification is of its family
            topic += words["also"][language].format(CHAPTER_FILES["clarification"], "clarification")
        yield (
            f"[`[[{kind}]]`](#{anchor(kind, language)})",
            say(language, f"kind.{kind}"),
            files(kind, language),
            topic,
            "✓" if kind in LIST_KINDS else "",
            "✓" if kind in NEED_WHEN else "",
        )


def files(kind: str, language: Language) -> str:
    """The files in which a kind of clause may stand."""
    if kind in ANY_CHAPTER:
        return str(written_rows()["kinds"]["any_file"][language])
    names = (f"`{CHAPTER_FILES[hook]}`" for hook, kinds in CHAPTER_KINDS.items() if kind in kinds)
    return str(written_rows()["form"]["comma"][language]).join(names)


def heading(kind: str, language: Language) -> str:
    return f"`[[{kind}]]` {say(language, f'kind.{kind}')}"


def anchor(kind: str, language: Language) -> str:
    """The name under which a kind's heading is linked to."""
    shown = heading(kind, language).lower()
    return "".join(sign for sign in shown if sign.isalnum() or sign in " -_").replace(" ", "-")


def of_kind(kind: str, language: Language) -> list[str]:
    """The part of the page about one kind."""
    own = owners()[kind]
    return [
        f"### {heading(kind, language)}",
        written_rows()[kind]["what"][language],
        fields(kind, language) if own else written_rows()["own"]["none"][language],
    ]


def of_word(word: str, language: Language) -> list[str]:
    """The part of the page about one of the words of conditions."""
    return [f"### `{WORDS[word][1]}`", written_rows()[word]["what"][language], fields(word, language)]


def fields(owner: str, language: Language) -> str:
    """The keys of a clause or a word as a table."""
    lines: Iterable[tuple[str, ...]] = (
        (
            f"`{key.name}`",
            takes(key, owner, language),
            left_out(key, owner, language),
            text(owner, key.name)[language],
        )
        for key in owners()[owner]
    )
    return table(written_rows()["table"]["columns"][language], lines)


def of_topics(language: Language) -> Iterator[str]:
    """Every topic, by group."""
    for family, members in groupby(topics().values(), key=lambda topic: topic.family):
        yield f"### `{family}` {written_rows()['topics']['groups'][family][language]}"
        lines = [(f"`{topic.id}`", topic.name[language]) for topic in members]
        yield table(written_rows()["topics"]["columns"][language], lines)


def main(arguments: list[str]) -> int:
    missing = list(gaps())
    if missing:
        print("\n".join(missing))
        return 1
    return bring_up_to_date({path: page(language) for language, path in PAGES.items()}, TOOL, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
