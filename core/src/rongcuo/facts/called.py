"""Names in people's words: facts and what they say, by their labels in Chinese or in English."""

from __future__ import annotations

from attrs import evolve

from .problems import InputError, Problem, nearest
from .text import by_label, plain
from .vocabulary import Fact, Vocabulary, parse_choice

#: What a yes/no fact says, in words.
YES_NO = {"是": True, "yes": True, "否": False, "no": False}
#: A set that has nothing in it.
NOTHING = ("无", "none")
#: That a fact isn't known.
UNKNOWN = ("未知", "unknown")


def fact_called(words: str, vocabulary: Vocabulary) -> str:
    """The id of the fact with this id or label; the words themselves where there is none.  Raises InputError."""
    if words in vocabulary:
        return words
    found = vocabulary.labels.get(plain(words), ())
    if len(found) > 1:
        raise InputError(Problem("fact_ambiguous", {"fact": words, "names": ", ".join(found)}))
    return found[0] if found else words


def nearest_fact(words: str, vocabulary: Vocabulary) -> str:
    """The id or label most like these words, or nothing."""
    return nearest(words, vocabulary) or nearest(plain(words), vocabulary.labels)


def choice_called(fact: Fact, raw: object) -> str:
    """The choice with this id or label.  Raises InputError."""
    if isinstance(raw, str) and raw not in {choice.id for choice in fact.choices}:
        found = _called(fact, raw)
        if len(found) > 1:
            names = {"fact": fact.id, "value": raw, "names": ", ".join(found)}
            raise InputError(Problem("choice_ambiguous", names))
        raw = found[0] if found else raw
    try:
        return parse_choice(fact, raw)
    except InputError as error:
        near = nearest(raw, [choice.zh for choice in fact.choices]) if isinstance(raw, str) else ""
        if not near or error.problems[0].values["near"]:
            raise
        raise InputError(evolve(p, values={**p.values, "near": near}) for p in error.problems) from None


def is_unknown(fact: Fact, raw: object) -> bool:
    """Whether a case says of a fact that it isn't known."""
    said = raw.get("value") if isinstance(raw, dict) else raw
    return isinstance(said, str) and plain(said) in UNKNOWN and not _called(fact, said)


def _called(fact: Fact, words: str) -> tuple[str, ...]:
    if any(choice.id == words for choice in fact.choices):
        return (words,)
    pairs = ((choice.id, label) for choice in fact.choices for label in (choice.zh, choice.en))
    return by_label(pairs).get(plain(words), ())
