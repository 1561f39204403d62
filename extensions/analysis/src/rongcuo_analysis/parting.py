"""Parting: on which topics two texts differ where their answers do, counted exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from rongcuo.policy.policy import Rule
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.tables import OUTSIDE

from .counting import Counting, without_adverse
from .diverging import KINDS, Pair, Relation, by_topic

#: Two texts that stand so to each other are equally strict, whatever the ground and the tier.
ALIKE: tuple[Relation, ...] = ("same", "tiers", "ground")
#: A topic with a kind of clause.
Key = tuple[str, str]
#: In place of a topic: an answer that doesn't compare, since no clause of one side speaks of an adverse fact.
UNADDRESSED: Key = ("", "apart")
#: Kinds of clauses that ask something.
ASKED = ("condition", "filing_condition")


@frozen(kw_only=True)
class Parting:
    """How two texts stand to each other: the share of the settings in each relation, and what parts them.

    `clean` are the shares of the settings without adverse facts.  `topics` is for each topic the share of those
    clean settings on which the two part in which the clauses on it are met by one text alone; `red_lines` the same
    for red lines, of all settings on which they part.
    """

    shares: Mapping[Relation, Fraction]
    clean: Mapping[Relation, Fraction]
    topics: Mapping[Key, Fraction]
    red_lines: Mapping[Key, Fraction]

    @property
    def equivalent(self) -> bool:
        return not {*self.shares} - {"same"}

    @property
    def turned(self) -> Parting:
        """The same seen from the second."""
        return evolve(self, shares=_turned(self.shares), clean=_turned(self.clean))

    @property
    def alike(self) -> Fraction:
        """The share of all settings on which they are equally strict."""
        return _of(self.shares, *ALIKE)

    @property
    def clean_alike(self) -> Fraction:
        """The same of the settings without adverse facts."""
        return _of(self.clean, *ALIKE)

    @property
    def milder(self) -> Fraction:
        """The share of the clean settings on which the first is milder."""
        return _of(self.clean, "milder")

    @property
    def stricter(self) -> Fraction:
        return _of(self.clean, "stricter")


_TURNED: Mapping[Relation, Relation] = {"milder": "stricter", "stricter": "milder"}


def _turned(shares: Mapping[Relation, Fraction]) -> dict[Relation, Fraction]:
    return {_TURNED.get(relation, relation): share for relation, share in shares.items()}


def _of(shares: Mapping[Relation, Fraction], *relations: Relation) -> Fraction:
    return Fraction(sum(shares.get(relation, Fraction()) for relation in relations))


#: How a text stands to itself.
ITSELF = Parting(shares={"same": Fraction(1)}, clean={"same": Fraction(1)}, topics={}, red_lines={})


def parting(pair: Pair) -> Parting:
    """How the two texts of a pair stand to each other, and what parts them.  Raises TooComplex."""
    shares, clean = pair.shares(), pair.shares(clean=True)
    red_lines = dict(_telling(pair, pair.relations, adverse=True))
    if "apart" in shares:
        red_lines[UNADDRESSED] = shares["apart"] / (1 - _of(shares, *ALIKE))
    without = without_adverse(pair.r, pair.relations)
    return Parting(
        shares=shares, clean=clean, topics=dict(_telling(pair, without, adverse=False)), red_lines=red_lines
    )


def _telling(pair: Pair, relations: int, *, adverse: bool) -> Iterator[tuple[Key, Fraction]]:
    """For each topic the share of what two texts part on in which its clauses are met by one of them alone.

    Where `adverse` those of red lines, else the others.
    """
    d = pair.r.diagrams
    counting = Counting(pair.r, {}, clean=False)
    sides = [by_topic(side.here) for side in (pair.first, pair.second)]
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        if key[1] in KINDS[pair.question] and (key[1] == "red_line") == adverse:
            met = [
                _met(r, side.get(key, ()), key) for r, side in zip((pair.r, pair.other), sides, strict=True)
            ]
            one, two = met if adverse else (without_adverse(pair.r, node) for node in met)
            apart = d.if_then_else(one, d.negation(two), two)
            counts = counting.of(d.merge("telling", _telling_apart, relations, apart))
            if counts.get(True):
                yield key, Fraction(counts[True], counts[True] + counts.get(False, 0))


def _telling_apart(relation: object, apart: bool) -> bool | None:
    return None if relation == OUTSIDE or relation in ALIKE else apart


def _met(r: Reasoner, rules: tuple[Rule, ...], key: Key) -> int:
    """Where some clause on a topic is met; what is asked on it is met where nothing is asked."""
    d = r.diagrams
    nodes = [r.holds(rule) for rule in rules]
    return r.as_favoured(d.every(nodes) if key[1] in ASKED else d.some(nodes))
