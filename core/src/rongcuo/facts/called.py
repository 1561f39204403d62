"""Names in people's words: facts and what they say, by their labels in Chinese or in English."""

from __future__ import annotations

from typing import Any

from .problems import InputError, Problem, as_written, nearest
from .text import Language, Text, by_label, enumerated, plain
from .vocabulary import Choice, Fact, Value, Vocabulary, parse_choice

#: What a yes/no fact says, in words.
YES_NO = {"是": True, "yes": True, "否": False, "no": False}
#: A set that has nothing in it.
NOTHING = ("无", "none")
#: That a fact isn't known.
UNKNOWN = ("未知", "unknown")

# From words to ids


def fact_called(words: str, vocabulary: Vocabulary) -> str:
    """The id of the fact with this id or label; the words themselves where there is none.  Raises InputError."""
    if words in vocabulary:
        return words
    matches = vocabulary.labels.get(plain(words), ())
    if len(matches) > 1:
        raise InputError(Problem("fact_ambiguous", {"fact": words, "names": ", ".join(matches)}))
    return matches[0] if matches else words


def choice_called(fact: Fact, raw: object) -> str:
    """The choice with this id or label.  Raises InputError."""
    if isinstance(raw, str) and raw not in {choice.id for choice in fact.choices}:
        matches = _called(fact, raw)
        if len(matches) > 1:
            names = {"fact": fact.id, "value": raw, "names": ", ".join(matches)}
            raise InputError(Problem("choice_ambiguous", names))
        raw = matches[0] if matches else raw
    try:
        return parse_choice(fact, raw)
    except InputError as error:
        ids = error.problems[0].values
        values = {
            "fact": fact.id,
            "label": Text(fact.label.zh, fact.id),
            "value": as_written(raw),
            "choices": Text(enumerated((choice.zh for choice in fact.choices), "zh"), ids["choices"]),
            "near": ids["near"] or (_nearest_choice(fact, raw) if isinstance(raw, str) else ""),
        }
        raise InputError(Problem("bad_choice", values)) from None


def is_unknown(fact: Fact, raw: object) -> bool:
    """Whether a case says of a fact that it isn't known."""
    parts = (
        [part for key, part in raw.items() if key not in ("by", "basis")] if isinstance(raw, dict) else [raw]
    )
    return bool(parts) and all(says_nothing_of(fact, part) for part in parts)


def says_nothing_of(fact: Fact, part: object) -> bool:
    """Whether a value or a bound of a fact is the word for what isn't known, in a list or not."""
    (said,) = part if isinstance(part, list | tuple) and len(part) == 1 else (part,)
    return isinstance(said, str) and says_unknown(said) and not _called(fact, said)


def says_unknown(raw: object) -> bool:
    """Whether a word says that something isn't known."""
    return isinstance(raw, str) and plain(raw) in UNKNOWN


def _called(fact: Fact, words: str) -> tuple[str, ...]:
    if any(choice.id == words for choice in fact.choices):
        return (words,)
    pairs = ((choice.id, label) for choice in fact.choices for label in (choice.zh, choice.en))
    return by_label(pairs).get(plain(words), ())


# What may have been meant


def nearest_fact(words: str, vocabulary: Vocabulary, said: object = True) -> str | Text:
    """What to write instead of these words, or nothing; `said` is what the case says of them.

    A word that says the opposite of a fact is told together with the value that it stands for.
    """
    normalized = plain(words)
    meant = vocabulary.meant.get(normalized)
    if meant is None:
        near = nearest(words, vocabulary) or nearest(normalized, vocabulary.labels)
        if near:
            return near
        meant = None if normalized.isascii() else vocabulary.meant.get(nearest(normalized, vocabulary.meant))
    if meant is None:
        return _found(normalized, vocabulary)
    fact, value = meant
    denied = said is False or (isinstance(said, str) and YES_NO.get(plain(said)) is False)
    if denied:
        value = True if value is False else None
    return Text(_entry(fact, value, "zh"), _entry(fact, value, "en"))


#: The shortest word that is searched for.
_SHORTEST = 2
#: So many facts that have a word are told at most.
_TOLD = 3


def _found(words: str, vocabulary: Vocabulary) -> str | Text:
    """The facts that a search for a word finds by what they are called, or else in any of their texts."""
    if len(words) < _SHORTEST:
        return ""
    facts = [fact for fact in vocabulary.values() if fact.type != "period" and fact.has_word(words)]
    called = [
        fact for fact in facts if any(words in plain(t) for t in (fact.label.zh, fact.label.en, *fact.also))
    ]
    matches = called or facts
    if not matches or len(matches) > _TOLD:
        return ""
    sign = "` / `"
    return Text(*(sign.join(_entry(fact, None, language) for fact in matches) for language in ("zh", "en")))


def _entry(fact: Fact, value: Value | None, language: Language) -> str:
    """A fact as a line of a case file has it, with this value where one is meant."""
    name = f'"{fact.label.zh}"' if language == "zh" else fact.id
    if value is None:
        return name
    written = as_written(in_words(fact, [value] if fact.type == "set" else value, language), quoted=True)
    return f"{name} = {written}"


def choice_meant(fact: Fact, words: str) -> str:
    """The choice as these words call it, if they do; else the label of the one most like it, or nothing."""
    return words if _called(fact, words) else _nearest_choice(fact, words)


def _nearest_choice(fact: Fact, words: str) -> str:
    """The label of the choice that is called so as well, or most like it."""
    by_word = {plain(word): choice.zh for choice in fact.choices for word in (*choice.also, choice.zh)}
    return by_word.get(plain(words)) or by_word.get(nearest(plain(words), by_word), "")


# From ids to words


def name_in(fact: Fact, vocabulary: Vocabulary, language: Language) -> str:
    """What a case file in this language calls a fact: its label in Chinese, if nothing else is called so."""
    label = fact.label.zh
    alone = language == "zh" and vocabulary.labels.get(plain(label)) == (fact.id,)
    return label if alone and _goes_in_quotes(label) else fact.id


def in_words(fact: Fact, raw: Any, language: Language) -> Any:
    """What a case file by ids says of a fact, in the words of this language; English has the ids."""
    if language != "zh":
        return raw
    if isinstance(raw, dict):
        return {
            key: value if key in ("by", "basis") else in_words(fact, value, language)
            for key, value in raw.items()
        }
    if isinstance(raw, list | tuple):
        return [in_words(fact, value, language) for value in raw]
    if isinstance(raw, bool):
        return "是" if raw else "否"
    choice = next((choice for choice in fact.choices if choice.id == raw), None)
    return raw if choice is None else _choice_in_words(fact, choice)


def _choice_in_words(fact: Fact, choice: Choice) -> str:
    alone = _called(fact, choice.zh) == (choice.id,)
    return choice.zh if alone and _goes_in_quotes(choice.zh) else choice.id


def _goes_in_quotes(label: str) -> bool:
    """Whether a label can stand between quotes as it is."""
    return label.isprintable() and not {*label} & {'"', "\\"}
