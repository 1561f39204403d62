"""Guesses: which kind of clause an item may become, by the words over it, where these are safe to go by."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from rongcuo.facts.text import Text

from .cues import (
    AND,
    ANYWHERE,
    CATCH_ALL,
    DEEMED,
    DEFINES,
    EXCEPTION,
    FILES,
    GENERAL,
    NAMED,
    READ,
    REFUSED,
    Rule,
    plain,
)
from .entries import Entry, Heading
from .leads import excepted, of_cases, undoes

#: What an item becomes that no words tell of.
UNKNOWN, _NO_TOPIC = "duty", "scope_of_policy"
#: How much is told of each end of the words that an entry was judged by, where they are many.
_END = 6


@frozen
class Guess:
    """What an item is taken for, in which file, and the words that say so; no words where none do.

    An `exception` is no clause of its own: it belongs in the conditions of what it is an exception to.
    What `amends` another text belongs into that one.  `also` is what else its own words speak of.
    """

    kind: str
    topic: str
    file: str
    words: str = ""
    where: Text | None = None
    open_ended: bool = False
    exception: bool = False
    amends: bool = False
    also: tuple[str, ...] = ()


def guess(entry: Entry) -> Guess:
    """What an entry may be: by the words over it from the nearest, or by its own where it is in no list."""
    if entry.amends:
        return Guess(UNKNOWN, _NO_TOPIC, "tolerance.toml", amends=True)
    own = list(_by_its_own_words(entry))
    exception = _exception(entry, deemed=not own)
    if exception is not None:
        file, topic = _chapter(entry, UNKNOWN, _NO_TOPIC)
        words, where = exception
        return Guess(UNKNOWN, topic, file, _brief(words), where, exception=True)
    for rule, words, where in own or _by_what_is_over(entry):
        file, topic = FILES.get(rule.kind, ""), rule.topic
        if not file:
            file, topic = _chapter(entry, rule.kind, topic)
        last = entry.last and bool(CATCH_ALL.match(entry.text))
        also = tuple(other.kind for other, _, _ in own[1:])
        return Guess(rule.kind, topic, file, words, where, open_ended=last, also=also)
    file, topic = _chapter(entry, UNKNOWN, _NO_TOPIC)
    return Guess(UNKNOWN, topic, file)


def _exception(entry: Entry, deemed: bool) -> tuple[str, Text] | None:
    """The words that make an entry an exception to what is above it, or one of a list of such, and their place.

    `deemed` says whether those count that say what stands in for a requirement.
    """
    if not entry.listed:
        match = EXCEPTION.search(entry.text) or (DEEMED.search(entry.text) if deemed else None)
        return None if match is None else (match[0], entry.locator)
    for heading in entry.headings:
        match = None if heading.title else excepted(heading.words)
        if match is not None:
            return match[0], heading.where
        if any(_of_heading(heading)):
            return None
    return None


def _by_its_own_words(entry: Entry) -> Iterator[tuple[Rule, str, Text]]:
    """What an entry's own words tell, in the order in which they say it."""
    if entry.listed or DEFINES.search(entry.text):
        return
    text = plain(entry.text)
    matches = [(rule, match) for rule, _, own in READ if own is not None and (match := own.search(text))]
    for rule, match in sorted(matches, key=lambda each: each[1].end()):
        if rule.kind != "situation" or not undoes(match[0]):
            yield rule, _brief(match[0].lstrip("的，")), entry.locator


def _by_what_is_over(entry: Entry) -> Iterator[tuple[Rule, str, Text]]:
    if not entry.listed and GENERAL.search(plain(entry.text)):
        return
    refused = not entry.listed and REFUSED.search(plain(entry.text)) is not None
    for heading in entry.headings:
        for rule, words in _of_heading(heading):
            if not (refused and rule.kind == "situation"):
                yield rule, _brief(words), heading.where


def _of_heading(heading: Heading) -> Iterator[tuple[Rule, str]]:
    """What words over others tell of these, and by which of them."""
    if heading.title and AND.search(heading.words) and len(set(NAMED.findall(heading.words))) > 1:
        return
    words = plain(heading.words)
    for rule, above, _ in READ:
        cue = above.search(words)
        if cue is not None and of_cases(rule.kind, words, cue):
            yield rule, cue[0].lstrip("，")


def _brief(words: str) -> str:
    """The words that tell, never so many that they would be a copy."""
    return words if len(words) <= 2 * _END else f"{words[:_END]}…{words[-_END:]}"


def _chapter(entry: Entry, kind: str, topic: str) -> tuple[str, str]:
    """The file and topic of a kind that any file may hold: those of the nearest words that tell.

    A paragraph's own words go before what stands over it; an item has those over its list alone.
    """
    over = [heading.words for heading in entry.headings]
    for words in [entry.text, *over] if not entry.listed else over:
        hits = [
            (match.start(), file, topics) for file, said, topics in ANYWHERE if (match := said.search(words))
        ]
        if hits:
            _, file, topics = min(hits, key=lambda each: each[0])
            return file, topics.get(kind, topic)
    return "tolerance.toml", topic
