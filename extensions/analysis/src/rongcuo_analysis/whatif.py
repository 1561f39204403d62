"""What if: the smallest sets of changes to a case by which a region's answer becomes another.

A set is smallest where no other set that changes only some of its facts turns the answer as well.  What the case
leaves unknown and nobody changes may be anything: the answer is turned whatever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal

from attrs import field, frozen

from rongcuo.facts.conditions import Span
from rongcuo.facts.known import Known, exactly
from rongcuo.facts.vocabulary import Fact
from rongcuo.ruling import Ruling
from rongcuo.ruling.compiled import BUDGET, FILING_FACTS
from rongcuo.ruling.diagrams import TooComplex
from rongcuo.ruling.settings import cost

from .answering import OTHER, WANTED, Asking

#: When an act stands: what can still be changed hangs on it.
When = Literal["before", "after", "any"]
#: Facts that one set changes at most, unless told otherwise.
MOST_CHANGES = 8
#: Sets that are held against a whole ruling; further ones are counted.
MOST_RULED = 40
#: Ways to give the facts of one set their values that are looked at.
MOST_WAYS = 64

#: Facts of which something has to hold once they are stated, that are tried together.
MOST_LATE = 4

#: Levels with the cell that each is given.
Cells = tuple[tuple[int, int], ...]
#: The names of the facts of a set, and the ways to change them.
Sets = dict[frozenset[str], tuple[Cells, ...]]


@frozen(kw_only=True)
class Change:
    """What facts have to be, together, for the answer to turn, and the answer then.

    `instead` are, of some of them, other values that do as well where the rest is the same.  `cells` are what it
    gives the levels of the answer.
    """

    facts: Mapping[str, Known]
    ruling: Ruling
    cells: Cells
    instead: Mapping[str, tuple[Known, ...]] = field(factory=dict)


@frozen(kw_only=True)
class WhatIf:
    """What would turn an answer.

    `changes` begin with those of the fewest facts; `more` counts sets beyond those.  Where nothing that can be
    changed turns it alone, some of their facts are `to_establish`: the case leaves them open, and they would have
    to be so.  `stands_on` are facts of the case of which one alone, were it otherwise, would change the answer.
    """

    asking: Asking
    wanted: frozenset[str]
    when: When
    changes: tuple[Change, ...]
    more: int
    stands_on: tuple[str, ...]
    supposed: tuple[str, ...]
    most: int
    searched: int

    def to_establish(self, name: str) -> bool:
        """Whether a fact of a change can't be brought about, and has to be so."""
        if self.when == "any":
            return False
        fact = self.asking.vocabulary.get(name)
        return fact is None or _brought_about(fact, self.when) is None


def what_if(asking: Asking, wanted: frozenset[str], when: When, most: int = MOST_CHANGES) -> WhatIf:
    """The smallest sets of at most so many changes by which the answer becomes one of those wanted.

    Raises InputError where the region is too complex to be looked through.
    """

    def search() -> tuple[Sets, int, tuple[str, ...], tuple[str, ...]]:
        node = asking.wants(wanted)
        supposed = tuple(name for name in asking.read_in(node) if name in asking.checked)
        sets, size = smallest_sets(asking, node, when, most)
        if not sets and when != "any":
            sets, size = smallest_sets(asking, node, when, most, established=True)
        return sets, size, tuple(stands_on(asking)), supposed

    sets, size, ground, supposed = asking.worked_out(search)
    names = sorted(sets, key=lambda chosen: (len(chosen), sorted(chosen)))
    tried = (change_of(asking, sets[chosen]) for chosen in names[:MOST_RULED])
    return WhatIf(
        asking=asking,
        wanted=wanted,
        when=when,
        changes=tuple(change for change in tried if change is not None and change.ruling.answer in wanted),
        more=max(0, len(names) - MOST_RULED),
        stands_on=ground,
        supposed=supposed,
        most=most,
        searched=size,
    )


def stands_on(asking: Asking, cells: Cells = ()) -> Iterator[str]:
    """The facts of a case of which one alone, were it otherwise, would change its answer.

    `cells` are those of a change, and the answer the one that it comes to: whether the mistake is tolerated.
    """
    if not cells and asking.ruling.verdict in ("open", "error"):
        return
    node = asking.wants(frozenset(["tolerated" if cells else asking.ruling.answer]))
    node = asking.r.diagrams.restrict(node, dict(cells))
    for name in asking.read_in(node):
        if name in asking.as_stated.facts and OTHER in asking.values(asking.under(node, but=name)):
            yield name


def smallest_sets(
    asking: Asking, node: int, when: When, most: int, *, established: bool = False
) -> tuple[Sets, int]:
    """The smallest sets by which a function comes to what is wanted, and how many facts they were looked for with.

    Where what is open has to be so as well, it is `established`.  Facts of which something has to hold once they
    are stated are stated in turn.
    """
    late = asking.once_stated(node)[:MOST_LATE]
    searches = {
        names: (
            asking.stating(node, names),
            Search(asking, when, established=established, but=frozenset(late) - names),
        )
        for names in (
            frozenset(chosen) for size in range(len(late) + 1) for chosen in combinations(late, size)
        )
    }

    def within(size: int) -> Sets:
        sets: Sets = {}
        for names, (there, search) in searches.items():
            asking.r.diagrams.allow(BUDGET)
            with_them = search.smallest(there, size)
            sets |= {chosen: ways for chosen, ways in with_them.items() if names <= chosen}
        return _minimal(sets)

    try:
        return within(most), most
    except (TooComplex, RecursionError):
        return _as_far_as_possible(within, most)


def _as_far_as_possible(within: Callable[[int], Sets], most: int) -> tuple[Sets, int]:
    """The sets of ever more facts, up to where it becomes too complex."""
    sets: Sets = {}
    for size in range(most + 1):
        try:
            sets = within(size)
        except (TooComplex, RecursionError):
            return sets, size - 1
    return sets, most


def _minimal(sets: Sets) -> Sets:
    """The sets of which no other has only some of the facts, and of each the ways that change the least."""
    return {chosen: _fewest(ways) for chosen, ways in sets.items() if not any(map(chosen.__gt__, sets))}


class Search:
    """The search for the smallest sets, in the order of the levels; facts of `but` are left as they are."""

    def __init__(self, asking: Asking, when: When, *, established: bool, but: frozenset[str]) -> None:
        self._asking = asking
        self._established = established
        self._but = but
        self._d = asking.r.diagrams
        self._when: When = when
        self._offered: dict[int, tuple[int, ...]] = {}
        self._memory: dict[tuple[int, int, str], Sets] = {}

    def smallest(self, node: int, most: int, inside: str = "") -> Sets:
        """The smallest sets by which a function comes to what is wanted; `inside` is changed already, and free."""
        values = self._asking.values(node)
        if values == (WANTED,):
            return {frozenset(): ((),)}
        if WANTED not in values:
            return {}
        level, children = self._d.split(node)
        name = str(self._asking.r.groups[level])
        key = (node, most, inside if inside == name else "")
        if key not in self._memory:
            left = self._asking.left(level)
            sets = dict(self.smallest(self._asking.whichever(children[cell] for cell in left), most, inside))
            rest = most - (name != inside)
            for cell in self._offers(level) if rest >= 0 else ():
                if left != (cell,):
                    for chosen, ways in self.smallest(children[cell], rest, name).items():
                        own = tuple(((level, cell), *way) for way in ways)
                        sets[chosen | {name}] = (*sets.get(chosen | {name}, ()), *own)
            self._memory[key] = _minimal(sets)
        return self._memory[key]

    @property
    def _in_time(self) -> bool:
        """Whether the matter can still be filed before it is begun."""
        stage = self._asking.known.get("stage")
        return self._when != "before" or stage is None or "planned" in stage.values

    def _offers(self, level: int) -> tuple[int, ...]:
        """The cells that a level can still be given."""
        if level not in self._offered:
            self._offered[level] = tuple(self._offers_of(level))
        return self._offered[level]

    def _offers_of(self, level: int) -> Iterable[int]:
        asked = self._asking.asked(level)
        if asked.name not in self._asking.vocabulary:
            return self._of_a_finding(asked.name, level)
        if asked.fact.derived or asked.fact.type == "date" or asked.name in self._but:
            return ()
        if asked.name in FILING_FACTS and not (self._asking.at_home and self._in_time):
            return ()
        if self._when == "any":
            return range(len(asked.values))
        left, values = self._asking.left(level), _brought_about(asked.fact, self._when)
        if self._established and len(left) > 1 and (values is None or self._when == "after"):
            return left
        if values is None:
            return ()
        if asked.member is not None:
            return (1,) if asked.member in values else () if values else (0,)
        return (cell for cell, value in enumerate(asked.values) if value in values)

    def _of_a_finding(self, name: str, level: int) -> Iterable[int]:
        """A body can still find what it hasn't found; how a text is read is nobody's to change."""
        left = self._asking.left(level)
        open_ = name in self._asking.here.by_id and len(left) > 1
        return left if open_ and (self._when == "any" or self._established) else ()


def _fewest(ways: tuple[Cells, ...]) -> tuple[Cells, ...]:
    """The ways of which no other gives fewer levels the same cells, as many as are looked at."""
    if len(ways) == 1:
        return ways
    given = [frozenset(way) for way in ways]
    fewest = (way for way, cells in zip(ways, given, strict=True) if not any(map(cells.__gt__, given)))
    return tuple(fewest)[:MOST_WAYS]


def _brought_about(fact: Fact, when: When) -> tuple[bool | str, ...] | None:
    return fact.before if when == "before" else fact.after


def change_of(asking: Asking, ways: Iterable[Cells]) -> Change | None:
    """The plainest way to change the facts of a set, with what does as well; None where it can't be."""
    plainest = sorted(ways, key=lambda way: (sum(cost(asking.r, *at) for at in way), way))
    changes = [_known(asking, way) for way in plainest]
    for cells, facts in zip(plainest, changes, strict=True):
        ruling = asking.once(facts)
        if ruling is not None:
            return Change(facts=facts, ruling=ruling, instead=_instead(facts, changes), cells=cells)
    return None


def _instead(
    facts: Mapping[str, Known], changes: Iterable[Mapping[str, Known]]
) -> dict[str, tuple[Known, ...]]:
    """For each fact the other values that it has in ways which are otherwise the same."""
    instead: dict[str, tuple[Known, ...]] = {}
    for other in changes:
        apart = [name for name in facts if other[name] != facts[name]]
        if len(apart) == 1:
            instead[apart[0]] = (*instead.get(apart[0], ()), other[apart[0]])
    return instead


def _known(asking: Asking, way: Cells) -> dict[str, Known]:
    """What cells tell of facts; of a set, beside what is known of it already."""
    facts: dict[str, Known] = {}
    for level, cell in way:
        asked = asking.asked(level)
        value = asked.values[cell]
        if asked.member is not None:
            had = facts.get(asked.name) or asking.known.get(asked.name) or Known()
            member = frozenset([asked.member])
            added, taken = (member, frozenset[str]()) if value else (frozenset[str](), member)
            facts[asked.name] = Known(
                includes=(had.includes - taken) | added, excludes=(had.excludes - added) | taken
            )
        elif asked.fact.numeric:
            facts[asked.name] = Known(span=_span(asking, asked.name, cell))
        else:
            facts[asked.name] = exactly(asked.fact, value)
    return facts


def _span(asking: Asking, name: str, cell: int) -> Span:
    """The numbers of one cell; the first goes down as far as numbers do."""
    of = asking.r.cells(name)[cell]
    assert isinstance(of.value, int)
    lowest = of.value if cell or asking.r.fact(name).type == "amount" else None
    return Span(lowest, of.last)
