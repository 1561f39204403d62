"""A policy: one plugin's clauses with their conditions read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from ..facts.conditions import ALWAYS, ANYWHERE, All, Atom, Expr, Names, Not, Some, Span, names, parse
from ..facts.days import day_span
from ..facts.records import frozen_dict
from ..facts.text import Text, both
from ..facts.vocabulary import Choice, Fact, Vocabulary, shared_vocabulary
from .clauses import (
    ANY_CHAPTER,
    LIST_KINDS,
    Chapter,
    Clause,
    Earlier,
    ListInfo,
    Reading,
    Region,
    Source,
    Subject,
    Term,
    Tier,
)

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from ..facts.working_days import Calendar, Year

#: Why a clause can't be ruled by on some day: its text wasn't in force, or nobody could know it.
Out = Literal["not_in_force", "not_known"]
#: Why a policy has nothing to rule by on some day.
Absence = Literal["not_yet", "ended", "unpublished", "not_known"]
#: The reading that a list makes of how its conditions are joined, where the text doesn't say.
JOIN = "condition_join"


#: What was seen of a list that a policy doesn't declare.
_NOT_DECLARED = ListInfo()

NO_NAMES = Names(lambda _: None, lambda _: None)


@frozen(kw_only=True, eq=False, slots=False)
class Rule:
    """A clause with its conditions read.

    `reads` are the facts its own words name; `addresses` those, the ones that it says it covers, and those that
    facts of its text's own which it reads are `only_if`.
    `out` says why it can't be ruled by where the clock took it out.  `presupposes` is what a situation takes as
    given of what went wrong, and no gate.  `worse_meant` is why a worse fact may help by it, where its author
    looked at that and means it.
    """

    id: str
    clause: Clause
    source: Source
    when: Expr | None = None
    out: Out | None = None
    requires: Expr = ALWAYS
    reads: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    presupposes: Expr | None = None
    worse_meant: Text | None = None

    @cached_property
    def kind(self) -> str:
        return self.clause.kind

    @cached_property
    def condition(self) -> Expr:
        """When it holds: its `when`, what it requires, and its finding."""
        parts: list[Expr] = [self.when if self.when is not None else Some(())]
        if self.requires != ALWAYS:
            parts.append(self.requires)
        if self.finding is not None:
            parts.append(Atom(self.finding, frozenset([True])))
        return All(tuple(parts)) if len(parts) > 1 else parts[0]

    @property
    def topics(self) -> tuple[str, ...]:
        """Its topic, and those that it speaks of as well."""
        return (self.clause.topic, *self.clause.also)

    @property
    def finding(self) -> str | None:
        """The variable of its finding, if it asks for one."""
        return self.id if self.finding_words else None

    @property
    def in_force(self) -> Span:
        """The first and last day on which it may be in force, by its own dates."""
        dates = self.clause.in_force
        return Span(day_span(dates.from_).low, day_span(dates.to).high) if dates else ANYWHERE

    # What only some kinds of clause have; nothing for the others.

    @property
    def finding_words(self) -> Text | None:
        return getattr(self.clause, "finding", None)

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return getattr(self.clause, "tiers", ())

    @property
    def about(self) -> tuple[Subject, ...]:
        return getattr(self.clause, "about", ())

    @property
    def clause_open_ended(self) -> bool:
        return getattr(self.clause, "open_ended", False)

    @property
    def body(self) -> Text | None:
        return getattr(self.clause, "body", None)

    @property
    def approval(self) -> Text | None:
        return getattr(self.clause, "approval", None)

    @property
    def worth(self) -> str | None:
        return getattr(self.clause, "worth", None)


@frozen(kw_only=True, eq=False)
class Former:
    """An earlier version of a policy, and what it says where that is public."""

    about: Earlier
    policy: Policy | None = None


@frozen(kw_only=True, eq=False, slots=False)
class Policy:
    """What one plugin says of one region.

    `conditions` are those of its own facts, by fact and key: `only_if`, `weighs_for`,
    `weighs_against`.  `periods` give the two dates of each period.  `years` are the schedules of working
    days that a deployment supplied.  `internal` are the plugins
    with a text that isn't public whose clauses were filled in.  `earlier` are its former versions, from
    the oldest; `edition` is the id of the one this is, None for the newest.  `absence` says why it has
    nothing to rule by on the day it is asked for.  `chapters` are what it was read from,
    `scope` what the names in its conditions mean.  `folder` is where a plugin of files keeps them.
    """

    plugin: str
    version: str
    region: Region
    sources: Mapping[str, Source] = field(converter=frozen_dict)
    rules: tuple[Rule, ...]
    lists: Mapping[str, ListInfo] = field(converter=frozen_dict)
    readings: Mapping[str, Reading] = field(converter=frozen_dict)
    facts: tuple[Fact, ...] = ()
    conditions: Mapping[tuple[str, str], Expr] = field(converter=frozen_dict, factory=dict)
    periods: Mapping[str, tuple[str, str]] = field(converter=frozen_dict, factory=dict)
    years: Mapping[int, Year] = field(converter=frozen_dict, factory=dict)
    files_during: bool = False
    internal: tuple[str, ...] = ()
    chapters: Mapping[str, Chapter] = field(converter=frozen_dict, factory=dict)
    scope: Names = NO_NAMES
    earlier: tuple[Former, ...] = ()
    edition: str | None = None
    absence: Absence | None = None
    folder: Path | Traversable | None = None

    @property
    def terms(self) -> dict[str, Term]:
        """The words that its conditions share."""
        return {term.id: term for chapter in self.chapters.values() for term in chapter.terms}

    @cached_property
    def calendar(self) -> Calendar:
        """What working days are counted by."""
        from ..facts.working_days import Calendar

        return Calendar(self.years)

    def of(self, *kinds: str) -> tuple[Rule, ...]:
        """Its rules of these kinds that can be ruled by, in order."""
        if kinds not in self._of:
            self._of[kinds] = tuple(rule for rule in self.all_of(*kinds) if rule.when is not None)
        return self._of[kinds]

    @cached_property
    def _of(self) -> dict[tuple[str, ...], tuple[Rule, ...]]:
        return {}

    @cached_property
    def gate(self) -> Expr:
        """The conditions of its own text, joined as the text joins them."""
        gates = tuple(rule.condition for rule in self.of("condition"))
        join = self.list_info("condition").join
        if not gates or join == "all":
            return All(gates)
        if join == "any":
            return Some(gates)
        together = Atom(f"{self.plugin}:{JOIN}", frozenset(["all"]))
        return Some((All((together, All(gates))), All((Not(together), Some(gates)))))

    def list_info(self, kind: str) -> ListInfo:
        return self.lists.get(kind, _NOT_DECLARED)

    def all_of(self, *kinds: str) -> tuple[Rule, ...]:
        """Every clause of these kinds, those that nobody can rule by too."""
        if kinds not in self._all_of:
            self._all_of[kinds] = tuple(rule for rule in self.rules if rule.kind in kinds)
        return self._all_of[kinds]

    @cached_property
    def _all_of(self) -> dict[tuple[str, ...], tuple[Rule, ...]]:
        return {}

    def standing(self, *kinds: str) -> list[Rule]:
        """Every clause of these kinds that the clock leaves in."""
        return [rule for rule in self.all_of(*kinds) if rule.out is None]

    def missing(self, kind: str) -> int | None:
        """How many clauses of a counted list nobody has seen, at least; None where no number is known."""
        least = self.list_info(kind).missing_at_least
        return self.missing_at_most(kind) if least is None else least

    def missing_at_most(self, kind: str) -> int | None:
        """The same at most: all announced but those seen that count for certain."""
        announced = self.list_info(kind).announced
        if announced is None:
            return None
        return announced - sum(r.clause.counted and r.clause.seen for r in self.all_of(kind))

    def open_ended(self, kind: str) -> bool:
        return self.list_info(kind).open_ended or any(rule.clause_open_ended for rule in self.all_of(kind))

    def unseen(self, kind: str) -> bool:
        """Whether this list has, or may have, clauses that nobody has seen."""
        info = self.list_info(kind)
        if info.seen == "none":
            return False
        if self.open_ended(kind):
            return True
        if info.seen == "counted":
            return self.missing(kind) != 0
        return info.seen != "complete" or any(not rule.clause.seen for rule in self.all_of(kind))

    def seen_whole(self, kind: str) -> bool:
        """Whether the text's own list was read, and every clause of it."""
        seen = self.list_info(kind).seen
        return seen == "none" or (seen == "complete" and all(r.clause.seen for r in self.all_of(kind)))

    @cached_property
    def editions(self) -> tuple[Policy, ...]:
        """Every version whose content is public, from the oldest."""
        return (*(former.policy for former in self.earlier if former.policy is not None), self)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Its clauses, those of earlier versions too."""
        return {rule.id: rule for text in self.editions for rule in text.rules}

    @property
    def fills(self) -> frozenset[str]:
        """The lists of other plugins that it fills."""
        lists = [info.fills for info in self.lists.values()] + [rule.clause.fills for rule in self.rules]
        return frozenset(name for name in lists if name is not None)

    @property
    def rules_cases(self) -> bool:
        """Whether a case can be put before it: not where it has measures alone, or the floor alone."""
        beside = {"measure", *ANY_CHAPTER}
        return any(not rule.clause.floor and rule.kind not in beside for rule in self.rules)

    @property
    def measures_alone(self) -> bool:
        """Whether supporting measures are all that it has."""
        return not self.rules_cases and bool(self.all_of("measure") or "measure" in self.lists)

    def counting(self, years: Mapping[int, Year]) -> Policy:
        """This policy in every version, with these schedules of working days as well."""
        earlier = (
            f if f.policy is None else evolve(f, policy=f.policy.counting(years)) for f in self.earlier
        )
        return evolve(self, years=years, earlier=tuple(earlier))

    def without(self, out: Mapping[str, Out]) -> Policy:
        """This policy with some clauses unable to rule; of a list with one that nobody knew, nothing is sure."""
        if not out:
            return self
        return self._kept(tuple(sorted(out.items())), lambda: self._without(out))

    def _kept(self, key: object, make: Callable[[], Policy]) -> Policy:
        """This policy as it stands in some way, the same object whenever it is asked for."""
        if key not in self._standing:
            self._standing[key] = make()
        return self._standing[key]

    @cached_property
    def _standing(self) -> dict[object, Policy]:
        return {}

    def _without(self, out: Mapping[str, Out]) -> Policy:
        rules = tuple(evolve(r, when=None, out=out[r.id]) if r.id in out else r for r in self.rules)
        unknown = {rule.kind for rule in rules if rule.out == "not_known"}
        lists = {kind: ListInfo() if kind in unknown else info for kind, info in self.lists.items()}
        return evolve(self, rules=rules, lists=lists)

    def absent(self, why: Absence) -> Policy:
        """This policy where none of it can be ruled by: there is no text, or nobody knows what it says."""
        return self._kept(why, lambda: self._absent(why))

    def _absent(self, why: Absence) -> Policy:
        out: Out = "not_in_force" if why in ("not_yet", "ended") else "not_known"
        rules = tuple(evolve(rule, when=None, out=out) for rule in self.rules)
        no_list = ListInfo(seen="none")
        lists = {kind: no_list for kind in LIST_KINDS} if out == "not_in_force" else {}
        return evolve(self, rules=rules, lists=lists, absence=why)

    def only_floor(self) -> Policy:
        """The part that stands under every region, in every version, with the readings that it takes."""
        rules = tuple(rule for rule in self.rules if rule.clause.floor)
        used = {name for rule in rules for name in names(rule.condition)}
        readings = {name: reading for name, reading in self.readings.items() if name in used}
        about = evolve(self.region.policy, title=both("say.floor_title"))
        earlier = (f if f.policy is None else evolve(f, policy=f.policy.only_floor()) for f in self.earlier)
        region = evolve(self.region, policy=about)
        return evolve(self, rules=rules, readings=readings, region=region, earlier=tuple(earlier))


def measures_alone(policies: Collection[Policy]) -> bool:
    """Whether supporting measures are all that these policies have together."""
    return not any(p.rules_cases for p in policies) and any(p.measures_alone for p in policies)


@frozen(kw_only=True)
class Topic:
    """A shared topic: what ties clauses of different regions together.

    `list_kind` is the list in which a clause on it would stand; None for procedures and the like, which
    form none.
    """

    id: str
    family: str
    name: Text
    list_kind: str | None


@cache
def topics() -> dict[str, Topic]:
    """The shared topics, in the order of their file."""
    import tomllib
    from importlib.resources import files

    raw = tomllib.loads(files("rongcuo").joinpath("data/topics.toml").read_text("utf-8"))
    return {
        name: Topic(
            id=name,
            family=family,
            name=Text(entry["zh"], entry["en"]),
            list_kind=entry.get("list", family if family in LIST_KINDS else None),
        )
        for family, entries in raw.items()
        for name, entry in entries.items()
    }


def reading_fact(name: str, reading: Reading) -> Fact:
    """A reading as a variable that conditions compare like a choice."""
    return Fact(
        id=name,
        group="stage",
        type="choice",
        label=reading.question,
        ask=reading.question,
        choices=tuple(Choice(option, text.zh, text.en) for option, text in reading.options.items()),
    )


@cache
def shared_condition(fact: str, key: str) -> Expr | None:
    """A condition that a shared fact declares: `only_if`, `weighs_for` or `weighs_against`."""
    text = getattr(shared_vocabulary()[fact], key)
    return None if text is None else parse(text, _shared_names())


def only_if(fact: str, policies: Iterable[Policy]) -> Expr | None:
    """Without which a shared fact, or one of these policies' own, can't be."""
    if ":" not in fact:
        return shared_condition(fact, "only_if")
    conditions = (policy.conditions.get((fact, "only_if")) for policy in policies)
    return next((expr for expr in conditions if expr is not None), None)


@cache
def impossible() -> tuple[tuple[Expr, Text], ...]:
    """What can't be true together, and the words for it."""
    return tuple((parse(when, _shared_names()), says) for when, says in shared_vocabulary().impossible)


def _shared_names() -> Names:
    vocabulary = shared_vocabulary()
    return Names(vocabulary.get, lambda _: None, lambda: list(vocabulary))


def facts_of(policies: Iterable[Policy]) -> Vocabulary:
    """The shared facts and those that these policies add, in every version."""
    facts = (fact for policy in policies for text in policy.editions for fact in text.facts)
    own = {fact.id: fact for fact in facts}.values()
    return shared_vocabulary().adding(own) if own else shared_vocabulary()
