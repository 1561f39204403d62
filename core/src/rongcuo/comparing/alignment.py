"""Alignment: what each region has on a topic, a clause or a typed silence, side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from attrs import evolve, field, frozen

from ..facts.known import Known
from ..facts.problems import InputError, Problem
from ..facts.surely import surely
from ..facts.text import Text
from ..plugins.registry import Registry
from ..policy.binding import FAMILIES
from ..policy.clauses import CLAUSE_KINDS, Parent, Trigger
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule, Topic, topics
from ..ruling.clocks import Clock, TooManyWays, of_day, standings

State = Literal[
    "clause", "named_only", "not_in_force", "higher_level",
    "silent", "unpublished", "not_reported", "no_list", "no_plugin",
]  # fmt: skip

#: Families of what decides: a step, duty or effect on such a topic is no answer there.
_DECIDING = ("red_line", "situation", "condition", "tier")


@frozen(kw_only=True)
class Cell:
    """What a region has on a topic: a clause, or the kind of its silence.

    The first that holds:

    - `clause`: its own text has one whose content is public and which is in force;
    - `named_only`: its own text has some, but of none more than the name is public;
    - `not_in_force`: its own text has some, but none in force on the day;
    - `higher_level`: its own text has none, a level that serves the region has;
    - what was seen of the own list: `silent` (read whole), `unpublished` (counted, with clauses
      missing), `not_reported` (only a report was read), `no_list` (known not to exist); on a topic
      that forms no list, `silent` if every list of the text was read whole, else `not_reported`;
      where the whole text wasn't in force `not_in_force`, where nobody knew it `unpublished`;
    - `no_plugin`: nothing serves the region.

    `clauses` are its own; `above` those of the higher levels, where they answer.  `own` is what was
    seen of its own list where it has no clause, with the `missing` of those `announced`.
    """

    state: State
    clauses: tuple[Rule, ...] = ()
    above: tuple[Rule, ...] = ()
    own: State | None = None
    missing: int | None = None
    announced: int | None = None


NO_PLUGIN = Cell(state="no_plugin")


def on_topic(here: Jurisdiction, topic: str, kinds: Collection[str], list_kind: str | None) -> Cell:
    """What a region, as it stands by some clock, has on a topic in clauses of these kinds."""
    text = here.policies[0]

    def on_the_topic(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(
            rule for rule in rules if _answers(rule, topic, kinds) and not _of_another_reading(here, rule)
        )

    def valid(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.out is None)

    own = tuple(rule for rule in on_the_topic(here.whole(text).rules) if rule.out != "not_known")
    if current := valid(own):
        stated = any(rule.clause.status == "stated" for rule in current)
        return Cell(state="clause" if stated else "named_only", clauses=current)
    silence = _of_list(here, list_kind)
    if own:
        return evolve(silence, state="not_in_force", clauses=own)
    above = valid(on_the_topic([rule for layer in here.texts[1:] for rule in layer.rules]))
    return evolve(silence, state="higher_level", above=above) if above else silence


def _answers(rule: Rule, topic: str, kinds: Collection[str]) -> bool:
    """Whether a clause says something on a topic: as one of its kind, or by the tiers or forms that it states."""
    if topic == "outcome_tier" and rule.kind == "situation":
        return bool(rule.tiers)
    if topic == "clarification_form" and isinstance(rule.clause, Trigger) and rule.clause.forms:
        return True
    return topic in rule.topics and rule.kind in kinds


def _of_list(here: Jurisdiction, kind: str | None) -> Cell:
    """What it means that a region's own list has no clause."""
    text = here.policies[0]
    if text.absence is not None:
        return _silence("not_in_force" if text.absence in ("not_yet", "ended") else "unpublished")
    if kind is None:
        whole = bool(text.lists) and all(info.seen in ("complete", "none") for info in text.lists.values())
        return _silence("silent" if whole else "not_reported")
    info, missing = text.list_info(kind), text.missing(kind)
    if info.seen == "counted" and missing:
        return Cell(state="unpublished", own="unpublished", missing=missing, announced=info.announced)
    states: dict[str, State] = {"none": "no_list", "complete": "silent", "counted": "silent"}
    return _silence(states.get(info.seen, "not_reported"))


def _silence(state: State) -> Cell:
    return Cell(state=state, own=state)


def _of_another_reading(here: Jurisdiction, rule: Rule) -> bool:
    """Whether a clause can hold under a reading alone that isn't the one taken."""
    taken = {name: Known(values=frozenset([option])) for name, option in here.favoured.items()}
    return rule.when is not None and surely(rule.when, taken) is False


# The matrix


@frozen(kw_only=True)
class Column:
    """A region of the matrix; `here` is None where no plugin serves it.

    Where the dates leave several texts possible, `ways` tells them; the latest is the one shown.
    """

    id: str
    name: Text
    here: Jurisdiction | None = field(default=None, eq=False)
    ways: tuple[Text, ...] = ()


@frozen(kw_only=True)
class Line:
    """One topic over all regions, a cell for each column."""

    topic: Topic
    cells: tuple[Cell, ...]


@frozen(kw_only=True)
class Table:
    """The topics of one family."""

    family: str
    lines: tuple[Line, ...]


@frozen(kw_only=True)
class Matrix:
    """Topics by regions as they stand by a clock, a table for each family of topics.

    `without_plugin` are the levels above the regions that no plugin stands for, each with the
    regions below it.
    """

    clock: Clock
    columns: tuple[Column, ...]
    tables: tuple[Table, ...]
    without_plugin: dict[Parent, tuple[str, ...]]


def families() -> tuple[str, ...]:
    """The families of topics, in the order of their file."""
    return tuple(dict.fromkeys(topic.family for topic in topics().values()))


def matrix(
    registry: Registry,
    columns: Sequence[Column],
    chosen: Collection[str] = (),
    *,
    clock: Clock | None = None,
    every_topic: bool = False,
) -> Matrix:
    """The topics of the chosen families over these columns; those on which some region has a clause.

    A region with measures alone speaks only where it is a column.
    """
    served = [*registry.rows.values(), *(column.here for column in columns if column.here)]
    clock = clock or of_day()
    columns = [_by(clock, column) for column in columns]
    tables = []
    for family in families():
        if chosen and family not in chosen:
            continue
        kinds = kinds_of(family)
        lines = tuple(
            Line(topic=topic, cells=tuple(_cell(column, topic, kinds) for column in columns))
            for topic in topics().values()
            if topic.family == family and (every_topic or _spoken_of(served, topic, kinds))
        )
        tables.append(Table(family=family, lines=lines))
    return Matrix(
        clock=clock,
        columns=tuple(columns),
        tables=tuple(tables),
        without_plugin=without_plugin(registry, columns),
    )


def _spoken_of(served: Sequence[Jurisdiction], topic: Topic, kinds: Collection[str]) -> bool:
    """Whether any of these regions has a clause on a topic, whatever the day."""
    return any(
        _answers(rule, topic.id, kinds) and not _of_another_reading(here, rule)
        for here in served
        for rule in here.by_id.values()
    )


def _by(clock: Clock, column: Column) -> Column:
    """A column as its region stands by a clock."""
    if column.here is None:
        return column
    try:
        ways = standings(column.here, clock)
    except TooManyWays:
        raise InputError(Problem("too_many_ways", {"region": column.here.id})) from None
    texts = tuple(dict.fromkeys(text for way in ways for text in way.says))
    return evolve(column, here=ways[-1].here, ways=texts)


def kinds_of(family: str) -> frozenset[str]:
    """The kinds of clause that answer on a family's topics."""
    own = {kind for kind, of in FAMILIES.items() if of == family}
    if family in _DECIDING:
        return frozenset(own)
    return frozenset(own | (CLAUSE_KINDS.keys() - FAMILIES.keys() - {"not_reported"}))


def _cell(column: Column, topic: Topic, kinds: Collection[str]) -> Cell:
    if column.here is None:
        return NO_PLUGIN
    return on_topic(column.here, topic.id, kinds, topic.list_kind)


def columns(registry: Registry, chosen: Collection[str] = ()) -> list[Column]:
    """The regions that rule, and those that can't be set up, by their id.

    Those with measures alone as well, where measures are the one family chosen or none of the others is on.
    """
    rule = registry.rows
    on = rule if rule and set(chosen) != {"measure"} else registry.regions
    return [_column(registry, region) for region in sorted({*on, *registry.failed})]


def column(registry: Registry, name: str) -> Column | None:
    """The column of a region by one of its names.

    It is on or failed, a text that is no row of its own, such as the nation's, or a level above one
    that no plugin stands for.
    """
    region = registry.find(name)
    if region is not None:
        return _column(registry, region)
    alone = registry.alone(name)
    if alone is not None:
        return Column(id=alone.id, name=alone.region.name, here=alone)
    for parent in without_plugin(registry, columns(registry)):
        if name.strip().lower() in (parent.code, parent.zh, parent.en.lower()):
            return Column(id=parent.code, name=Text(parent.zh, parent.en))
    return None


def _column(registry: Registry, region: str) -> Column:
    here = registry.answering.get(region)
    return Column(id=region, name=here.region.name if here else Text(region, region), here=here)


def without_plugin(registry: Registry, columns: Sequence[Column]) -> dict[Parent, tuple[str, ...]]:
    """The levels right above regions that no plugin stands for, each with the regions below it."""
    served = {policy.region.code for policy in registry.policies.values()}
    below: dict[Parent, tuple[str, ...]] = {}
    for each in columns:
        parent = each.here.region.parent if each.here else None
        if parent is not None and parent.code not in served:
            below[parent] = (*below.get(parent, ()), each.id)
    return below
