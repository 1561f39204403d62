"""What a fact has to be, in words."""

from __future__ import annotations

from collections.abc import Sequence

from rongcuo.facts.known import Known, absent_value, exactly
from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling
from rongcuo.ruling.stated import unread

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


def answer_line(ruling: Ruling, here: Jurisdiction, words: Words) -> str:
    """An answer with its tiers and the clauses by which it is given; of an open one, what it may be."""
    verdict = words.verdict(ruling.verdict)
    if ruling.verdict == "open":
        return words.aside(verdict, words.verdicts(ruling.possible))
    clauses = words.listed(words.in_row(name, here) for name in ruling.decided_by)
    said = words.joined([verdict, *words.allowed(ruling)])
    return words.aside(said, clauses) if clauses else said


def left_unread(asking: Asking, words: Words) -> list[str]:
    """The facts that the case states and no clause of the region reads: what is said below says nothing of them."""
    names = unread_here(asking)
    return [words.say("whatif.unread", facts=words.facts(names, asking.here))] if names else []


def unread_here(asking: Asking) -> list[str]:
    return [name for name in unread(asking.here, asking.prepared) if name not in asking.checked]


def stands_on_line(names: Sequence[str], asking: Asking, words: Words) -> str:
    """What an answer stands on; of adverse facts that aren't there, how many."""
    absent = [name for name in names if _is_absent(name, asking)]
    there = [name for name in names if name not in absent]
    parts = [words.facts(there, asking.here)] if there else []
    parts += [words.say("diff.all_absent", count=len(absent))] if absent else []
    return words.say("whatif.stands_on", facts=words.joined(parts))


def _is_absent(name: str, asking: Asking) -> bool:
    fact, known = asking.vocabulary.get(name), asking.known.get(name)
    if fact is None or known is None or not fact.adverse:
        return False
    return known.single(fact) == absent_value(fact)
