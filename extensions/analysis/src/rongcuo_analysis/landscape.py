"""The landscape: every region before every case, which of them are alike, and what parts those that aren't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise
from typing import Literal

from attrs import frozen

from rongcuo.comparing.alignment import Cell, on_topic
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.policy.cases import Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Topic, topics
from rongcuo.ruling.diagrams import TooComplex
from rongcuo.ruling.tables import OUTSIDE

from .diverging import KINDS, Pair, Side, by_topic
from .grouping import between, grouped, within
from .parting import ITSELF, Key, Parting, parting

#: Groups are joined while their members are equally strict on so much of the settings without adverse facts.
LEVEL = Fraction(60, 100)
#: Topics of a border that are named, and the least share of one.
MOST_TOPICS, LEAST_SHARE = 3, Fraction(1, 20)


#: Pairs of regions, each once, with how the first stands to the second.
Partings = Mapping[tuple[str, str], Parting]


@frozen(kw_only=True)
class Skipped:
    """A region that isn't in it, and why; `beside` are those that it is too complex together with."""

    side: Side
    why: Literal["no_rule", "too_complex"]
    beside: tuple[str, ...] = ()


@frozen(kw_only=True)
class Group:
    """Regions that are much alike, from the mildest.

    `alike` is how far they are on average; `milder` and `stricter` on how much of the settings without adverse facts
    they are so than regions of other groups, on average.  `own` are the topics that each of them has public clauses
    on and no other region has.
    """

    members: tuple[str, ...]
    alike: Fraction
    milder: Fraction
    stricter: Fraction
    own: tuple[Key, ...]


@frozen(kw_only=True)
class Telling:
    """A topic that tells two groups apart.

    `share` is the share of what their regions part on in which the clauses on it are met in one and not in the other,
    on average; `having` are the regions of both groups that have public clauses on it.
    """

    key: Key
    share: Fraction
    having: tuple[str, ...]


@frozen(kw_only=True)
class Border:
    """Two groups that stand beside each other: how far they are alike, and what tells them apart.

    `clean` is how far without adverse facts, and `topics` what tells them apart there; `alike` of all settings, and
    `red_lines` what does there.
    """

    first: int
    second: int
    clean: Fraction
    alike: Fraction
    topics: tuple[Telling, ...]
    red_lines: tuple[Telling, ...]


@frozen(kw_only=True)
class Row:
    """One topic in clauses of one kind, and what each region has on it, in their order."""

    topic: Topic
    kind: str
    cells: tuple[Cell, ...]


@frozen(kw_only=True)
class Landscape:
    """Regions by groups, from the mildest group to the strictest, with each pair of them.

    `partings` has each pair once; `rows` are the topics on which some region has a clause.
    """

    question: Question
    level: Fraction
    sides: tuple[Side, ...]
    groups: tuple[Group, ...]
    partings: Partings
    borders: tuple[Border, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]

    @cached_property
    def by_name(self) -> dict[str, Side]:
        return {side.name: side for side in self.sides}

    def between(self, one: str, two: str) -> Parting:
        """How two regions stand to each other, seen from the first."""
        return _between(self.partings, one, two)

    def equivalents(self) -> list[tuple[str, ...]]:
        """The regions that give every case the very same answer, several together."""

        def same(one: str, two: str) -> Fraction:
            return Fraction(self.between(one, two).equivalent)

        groups = grouped([side.name for side in self.sides], same, Fraction(1))
        return [group for group in groups if len(group) > 1]


def _between(partings: Partings, one: str, two: str) -> Parting:
    if one == two:
        return ITSELF
    return partings[one, two] if (one, two) in partings else partings[two, one].turned


def landscape(
    sides: Sequence[Side], question: Question, vocabulary: Vocabulary, level: Fraction = LEVEL
) -> Landscape:
    """These texts for one question, those left out that nothing can be said of."""
    ruling = [side for side in sides if _has_rule(side, question, vocabulary)]
    skipped = [Skipped(side=side, why="no_rule") for side in sides if side not in ruling]
    partings, too_complex = _partings(ruling, question, vocabulary)
    skipped += _too_complex(ruling, too_complex)
    left_out = {each.side.name for each in skipped}
    partings = {pair: each for pair, each in partings.items() if not left_out & {*pair}}
    names = [side.name for side in ruling if side.name not in left_out]

    here = {side.name: side.here for side in ruling}
    groups = _groups(names, partings, here, question, level)
    order = [name for group in groups for name in group.members]
    by_name = {side.name: side for side in ruling}
    return Landscape(
        question=question,
        level=level,
        sides=tuple(by_name[name] for name in order),
        groups=tuple(groups),
        partings=partings,
        borders=tuple(_borders(groups, partings, here)),
        rows=tuple(_rows([here[name] for name in order], question)),
        skipped=tuple(skipped),
    )


# Each pair


def _has_rule(side: Side, question: Question, vocabulary: Vocabulary) -> bool:
    """Whether a region has anything public to answer a question by; one too complex for that has."""
    try:
        pair = Pair(side, side, question, vocabulary)
        outcomes = pair.r.diagrams.values(pair.answers[0])
    except (TooComplex, RecursionError):
        return True
    return any(outcome != OUTSIDE and outcome.verdict != "no_rule" for outcome in outcomes)


def _partings(
    sides: Sequence[Side], question: Question, vocabulary: Vocabulary
) -> tuple[dict[tuple[str, str], Parting], list[tuple[str, str]]]:
    """How each two stand to each other, and the pairs that are too complex together."""
    partings: dict[tuple[str, str], Parting] = {}
    too_complex = []
    for one, two in combinations(sides, 2):
        try:
            partings[one.name, two.name] = parting(Pair(one, two, question, vocabulary))
        except (TooComplex, RecursionError):
            too_complex.append((one.name, two.name))
    return partings, too_complex


def _too_complex(sides: Sequence[Side], pairs: Iterable[tuple[str, str]]) -> Iterable[Skipped]:
    """The regions without which no pair that is too complex is left, those that are in most of them first."""
    left = [*pairs]
    while left:
        worst = max(sides, key=lambda side: sum(side.name in pair for pair in left))
        beside = tuple(name for pair in left if worst.name in pair for name in pair if name != worst.name)
        yield Skipped(side=worst, why="too_complex", beside=beside)
        left = [pair for pair in left if worst.name not in pair]


# Groups


def _groups(
    names: Sequence[str],
    partings: Partings,
    here: Mapping[str, Jurisdiction],
    question: Question,
    level: Fraction,
) -> list[Group]:
    """The groups from the mildest to the strictest, and so the members of each."""

    def agreeing(one: str, two: str) -> Fraction:
        return _between(partings, one, two).clean_alike

    def leaning(group: Sequence[str], others: Sequence[str]) -> tuple[Fraction, Fraction]:
        """On how much of the settings a group is milder than others, and stricter."""
        rest = [name for name in others if name not in group]
        if not rest:
            return Fraction(), Fraction()
        return (
            between(group, rest, lambda one, two: _between(partings, one, two).milder),
            between(group, rest, lambda one, two: _between(partings, one, two).stricter),
        )

    def strictness(group: Sequence[str]) -> tuple[Fraction, Sequence[str]]:
        more, less = leaning(group, names)
        return less - more, group

    groups = []
    topics_of = {name: frozenset(_spoken_of(here[name], question)) for name in names}
    for members in sorted(grouped(names, agreeing, level), key=strictness):
        more, less = leaning(members, names)
        others = frozenset[Key]().union(*(topics_of[name] for name in names if name not in members))
        shared = [
            key for key in _spoken_of(here[members[0]], question) if all(key in topics_of[m] for m in members)
        ]
        groups.append(
            Group(
                members=tuple(sorted(members, key=lambda name: strictness([name]))),
                alike=within(members, agreeing),
                milder=more,
                stricter=less,
                own=tuple(key for key in shared if key not in others) if len(members) < len(names) else (),
            )
        )
    return groups


def _spoken_of(here: Jurisdiction, question: Question) -> list[Key]:
    """The topics on which a region's own text has public clauses that decide a question."""
    return [key for key in by_topic(here) if key[1] in KINDS[question]]


# What parts them


def _borders(
    groups: Sequence[Group],
    partings: Partings,
    here: Mapping[str, Jurisdiction],
) -> Iterable[Border]:
    for number, (one, two) in enumerate(pairwise(groups)):
        pairs = [_between(partings, a, b) for a in one.members for b in two.members]
        names = (*one.members, *two.members)
        yield Border(
            first=number,
            second=number + 1,
            clean=between(one.members, two.members, lambda a, b: _between(partings, a, b).clean_alike),
            alike=between(one.members, two.members, lambda a, b: _between(partings, a, b).alike),
            topics=tuple(_telling([pair.topics for pair in pairs], names, here)),
            red_lines=tuple(_telling([pair.red_lines for pair in pairs], names, here)),
        )


def _telling(
    shares: Sequence[Mapping[Key, Fraction]], names: Iterable[str], here: Mapping[str, Jurisdiction]
) -> Iterable[Telling]:
    """The topics that tell two groups apart, those with the largest shares first."""
    mean = {
        key: Fraction(sum(each.get(key, Fraction()) for each in shares)) / len(shares)
        for key in dict.fromkeys(key for each in shares for key in each)
    }
    ranked = sorted((key for key in mean if mean[key] >= LEAST_SHARE), key=lambda key: (-mean[key], key))
    for key in ranked[:MOST_TOPICS]:
        having = tuple(name for name in names if key in by_topic(here[name]))
        yield Telling(key=key, share=mean[key], having=having)


# Topic by topic


def _rows(regions: Sequence[Jurisdiction], question: Question) -> Iterable[Row]:
    """The topics of a question's lists, and what the regions have on each; those on which some has a clause."""
    for kind in ROWS[question]:
        for topic in topics().values():
            if topic.list_kind == kind:
                cells = tuple(on_topic(here, topic.id, (kind,), kind) for here in regions)
                if any(cell.clauses or cell.above for cell in cells):
                    yield Row(topic=topic, kind=kind, cells=cells)


#: The lists that decide a question, as they are shown: what is refused, what is tolerated, what is asked.
ROWS: Mapping[Question, tuple[str, ...]] = {
    question: tuple(sorted(kinds, key=("red_line", "situation", "condition").index))
    if question == "tolerance"
    else kinds
    for question, kinds in KINDS.items()
}
