"""Texts for people: pairs of Chinese and English, and the catalogue they are taken from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Literal

from attrs import frozen

Language = Literal["zh", "en"]
#: Marks of quotation as they stand within others.
_INNER = str.maketrans("“”", "‘’")


@frozen
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def chosen_language(asked: str = "") -> Language:
    """The language asked for, else that of RONGCUO_LANG or the locale."""
    import os
    import sys

    variables = ("RONGCUO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = asked or next((os.environ[name] for name in variables if os.environ.get(name)), "")
    if not chosen and sys.platform == "win32":
        import locale

        chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def say(language: Language, key: str, /, **values: object) -> str:
    """The catalogue's text for `key`, with `values` filled in.  KeyError where there is none.

    A value between marks of quotation has the inner ones for its own.
    """
    from ..catalogue import MESSAGES  # the catalogue is large, and `--version` says nothing

    zh, en = MESSAGES[key]
    text = zh if language == "zh" else en
    for name, value in values.items():
        if isinstance(value, str) and "“" in value and f"“{{{name}}}”" in text:
            values[name] = value.translate(_INNER)
    return text.format(**values)


def both(key: str, /, **values: object) -> Text:
    """The catalogue's text for `key` in both languages; a `Text` among the values is taken by language."""

    def fill(language: Language) -> str:
        return say(
            language,
            key,
            **{k: v[language] if isinstance(v, Text) else v for k, v in values.items()},
        )

    return Text(fill("zh"), fill("en"))


#: What stands between the items of an enumeration, and what does where an item has that sign itself.
_BETWEEN: Mapping[Language, tuple[str, str]] = {"zh": ("、", "；"), "en": (", ", "; ")}


#: What stands in quotation marks is one item whatever is in it.
_QUOTED = re.compile("“[^”]*”")


def enumerated(items: Iterable[str], language: Language) -> str:
    """Several items in a row, so that they can be told apart."""
    parts = [*items]
    sign, stronger = _BETWEEN[language]
    several = any(sign in _QUOTED.sub("", item) for item in parts)
    return (stronger if len(parts) > 1 and several else sign).join(parts)


def runs(numbers: Collection[int]) -> Iterator[str]:
    """Numbers in order, several that follow on each other by the first and the last: 2027–2030."""
    for first in sorted(number for number in numbers if number - 1 not in numbers):
        last = next(number for number in count(first) if number + 1 not in numbers)
        yield str(first) if first == last else f"{first}–{last}"


def listing(texts: Iterable[Text]) -> Text:
    """Several texts as one enumeration."""
    parts = [*texts]
    return Text(enumerated((text.zh for text in parts), "zh"), enumerated((text.en for text in parts), "en"))


def joined(texts: Iterable[Text]) -> Text:
    """Several texts as the parts of one sentence."""
    parts = list(texts)
    return Text("；".join(text.zh for text in parts), "; ".join(text.en for text in parts))


def together(texts: Iterable[Text]) -> Text:
    """Several texts as one condition: that all of them hold."""
    parts = [text for text in texts if text.zh]
    return Text("，且".join(text.zh for text in parts), ", and ".join(text.en for text in parts))


def plain(words: str) -> str:
    """Words as they are compared: whatever the width of their signs, capitals and spaces."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def by_label(labels: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Ids by the plain words that they are called by, from pairs of an id and a label."""
    ids: dict[str, dict[str, None]] = {}
    for name, label in labels:
        ids.setdefault(plain(label), {})[name] = None
    return {label: tuple(names) for label, names in ids.items()}
