"""What a fact has to be, in words."""

from __future__ import annotations

from collections.abc import Sequence

from rongcuo.facts.known import Known, exactly
from rongcuo.facts.vocabulary import Fact
from rongcuo.render.words import Words

from ..answering import Asking


def value_line(name: str, ways: tuple[Known, ...], asking: Asking, words: Words) -> str:
    """A fact with what it has to be, or with several of which any one does; the label alone where it is yes."""
    fact, label = asking.r.fact(name), words.fact(name, asking.here)
    if fact.type == "set":
        return words.labelled(label, _members(fact, ways, asking.known.get(name, Known()), words))
    if ways == (exactly(fact, True),):
        return label
    return words.labelled(label, words.either(dict.fromkeys(words.value(fact, known) for known in ways)))


def _members(fact: Fact, ways: Sequence[Known], had: Known, words: Words) -> str:
    """What is to be in a set, or not, that isn't said of it already."""
    with_, without = ([w.includes - had.includes for w in ways], [w.excludes - had.excludes for w in ways])
    if len(ways) > 1 and not any(without) and all(len(members) == 1 for members in with_):
        return words.say("whatif.with_one", values=words.pick(fact.show(frozenset[str]().union(*with_))))
    said = [
        words.joined(
            words.say(f"whatif.{key}", values=words.pick(fact.show(members)))
            for key, members in (("with", added), ("without", taken))
            if members
        )
        for added, taken in zip(with_, without, strict=True)
    ]
    return words.either(dict.fromkeys(said))
