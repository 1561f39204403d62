"""Every way a case's unknown facts can be, before one region's texts."""

from __future__ import annotations

import ast
import datetime
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from attrs import evolve, frozen

from rongcuo.facts.vocabulary import Fact, shared_vocabulary

from .reading import Plugin, Rule, Test, Value, World, conditions_of, is_over, measure, number, rule

#: More completions than this are not worth a test's time.
MOST = 4_096
FILING_FACTS = ("filing", "filing_scope", "excess_objective")
#: The cached properties of an oracle that don't depend on its case.
OF_THE_TEXTS = (
    "plugins", "_rules", "everything", "adverse", "_owner", "_only_if_tests", "_all_words", "read", "relevant",
    "_literals", "_favoured", "readings", "addressed",
)  # fmt: skip


@frozen(kw_only=True, eq=False, slots=False)
class Completions:
    """One case before one region: `texts` serve it, its own first; `elsewhere` serves another one."""

    texts: Sequence[Plugin]
    floor: Plugin | None
    elsewhere: Plugin | None
    case: Mapping[str, Any]
    question: str = "tolerance"

    def before(self, case: Mapping[str, Any]) -> Self:
        """The same texts with another case before them; what was worked out of the texts is kept."""
        other = evolve(self, case=case)
        other.__dict__.update({name: self.__dict__[name] for name in OF_THE_TEXTS if name in self.__dict__})
        return other

    # Clauses

    @cached_property
    def plugins(self) -> list[Plugin]:
        return [*self.texts, *(p for p in (self.floor, self.elsewhere) if p is not None)]

    @cached_property
    def _rules(self) -> dict[str, list[Rule]]:
        """The rules of each kind that serve the region, the floor's last."""
        found: dict[str, list[Rule]] = defaultdict(list)
        for plugin in (*self.texts, *([self.floor] if self.floor is not None else [])):
            for clause in plugin.of(*(c.kind for c in plugin.clauses)):
                if getattr(clause, "when", None) is not None and (plugin in self.texts or clause.floor):
                    found[clause.kind].append(rule(plugin, clause))
        return found

    def rules(self, kind: str, plugin: Plugin | None = None, floor: bool = False) -> list[Rule]:
        """The rules of a kind: of one plugin, or of every text, or of the floor as well."""
        return [
            r
            for r in self._rules[kind]
            if (r.plugin is plugin if plugin is not None else floor or r.plugin in self.texts)
        ]

    # Facts and what is known of them

    @cached_property
    def everything(self) -> dict[str, Fact]:
        """Every fact, reading and finding, by its full id."""
        found = {fact.id: fact for plugin in self.plugins for fact in plugin.variables.values()}
        for plugin in self.plugins:
            for clause in plugin.clauses:
                if getattr(clause, "finding", None) is not None:
                    words = clause.title
                    name = plugin.full(clause.id)
                    found[name] = Fact(id=name, group="stage", type="yes_no", label=words, ask=words)
        return found

    @cached_property
    def adverse(self) -> list[Fact]:
        """The adverse facts that can be known here."""
        here = (*self.texts, self.floor)
        own = [f for p in here if p is not None for f in p.variables.values() if ":" in f.id and f.adverse]
        return [fact for fact in shared_vocabulary().values() if fact.adverse] + own

    @cached_property
    def _owner(self) -> dict[str, Plugin]:
        return {
            fact.id: plugin for plugin in self.plugins for fact in plugin.variables.values() if ":" in fact.id
        }

    def is_finding(self, name: str) -> bool:
        """Whether the variable is a person's finding on a clause."""
        return any(name == plugin.full(clause.id) for plugin in self.plugins for clause in plugin.clauses)

    def is_fact(self, name: str) -> bool:
        """Whether a case may tell the variable: not a reading, a finding or a period."""
        return not (name in self.readings or self.is_finding(name) or self.everything[name].type == "period")

    def holds_when(self, name: str, world: World) -> bool:
        """Whether the facts allow a finding of yes on this clause; one that is over asks nothing of them."""
        owner, _, what = name.partition(":")
        plugin = next(plugin for plugin in self.plugins if plugin.name == owner)
        clause = plugin.named[what]
        return is_over(clause) or bool(rule(plugin, clause).when(self.seen_from(plugin, world)))

    def only_if(self, name: str) -> str | None:
        return self.everything[name].only_if

    @cached_property
    def _only_if_tests(self) -> dict[str, Test]:
        return {
            name: self._owner.get(name, self.texts[0]).test(condition)
            for name in self.relevant
            if (condition := self.only_if(name)) is not None
        }

    def _only_if_words(self, name: str) -> list[tuple[str, ast.expr | None]]:
        condition = self.only_if(name)
        return [] if condition is None else self._owner.get(name, self.texts[0]).words(condition)

    @cached_property
    def _all_words(self) -> list[tuple[str, ast.expr | None]]:
        """Every name that anything here compares, with its literal, those behind `only_if` as well."""
        return self._followed(linked=True)

    @cached_property
    def read(self) -> frozenset[str]:
        """The names that clauses compare; others are relevant only because they can't be so together with them."""
        return frozenset(name for name, _ in self._followed(linked=False))

    def _followed(self, *, linked: bool) -> list[tuple[str, ast.expr | None]]:
        found: list[tuple[str, ast.expr | None]] = [(fact.id, None) for fact in self.adverse]
        if self.question == "filing":
            found += [("stage", None), ("filing", None)]
        for plugin in self.plugins:
            for clause in plugin.clauses:
                for text in conditions_of(clause):
                    found += plugin.words(text)
                if getattr(clause, "finding", None) is not None:
                    found.append((plugin.full(clause.id), None))
            if plugin.joins == "not stated":
                found.append((plugin.full("condition_join"), None))
        done: set[str] = set()
        for name, _ in found:
            if name not in done:
                done.add(name)
                found += self._only_if_words(name)
                if linked:
                    alike = (words for words in self._impossible.values() if name in dict(words))
                    found += [word for words in alike for word in words]
        return found

    @cached_property
    def _impossible(self) -> dict[str, list[tuple[str, ast.expr | None]]]:
        """What can't be true together, with the names in it."""
        return {text: list(self.texts[0].words(text)) for text, _ in shared_vocabulary().impossible}

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        """What a verdict may depend on, a fact after those that it is `only_if`."""
        ordered: dict[str, None] = {}

        def put(name: str) -> None:
            if name not in ordered:
                for other, _ in self._only_if_words(name):
                    put(other)
                ordered[name] = None

        for name, _ in self._all_words:
            put(name)
        return tuple(ordered)

    @cached_property
    def _literals(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for name, literal in self._all_words:
            if self.everything[name].numeric and isinstance(literal, ast.Constant):
                found[name].add(number(self.everything[name], literal.value))
        return found

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the case says of each fact, as it says it: filing facts hold where the matter is alone."""
        told = dict(self.case["facts"])
        for name in self.case["absent"]:
            absent = self.everything[name].absent
            told[name] = list(absent) if isinstance(absent, tuple) else absent
        if not self.is_home(self.texts[0]):
            told = {name: value for name, value in told.items() if name not in FILING_FACTS}
            told["filing"] = "not_available"
        for plugin in self.plugins:
            for chapter in plugin.chapters.values():
                for period in chapter.periods:
                    start, end = (told.get(plugin.full(name)) for name in (period.from_, period.to))
                    if start is not None and end is not None:
                        days = datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)
                        told[plugin.full(period.id)] = days.days
        return told

    def is_home(self, plugin: Plugin) -> bool:
        """Whether the case is of this plugin's own region."""
        return bool(self.case["where"] == plugin.region.id)

    def has_filing(self, plugin: Plugin) -> bool:
        """Whether the filing counts in a text: that of the matter's own place, or of the city above it."""
        place = next((p for p in self.plugins if self.is_home(p)), None)
        return place is not None and plugin.region.code in (
            place.region.code,
            f"{place.region.code[:4]}00",
        )

    def seen_from(self, plugin: Plugin, world: World) -> World:
        """The world as a finding on a clause of this plugin has it: with the filing, where that counts."""
        if self.has_filing(plugin) == self.is_home(self.texts[0]):
            return world
        told = self.case["facts"] if self.has_filing(plugin) else {"filing": "not_available"}
        return {**world, **{name: told.get(name) for name in FILING_FACTS}}

    @cached_property
    def found(self) -> dict[str, bool]:
        """The findings of the case on clauses, and on lists of which nothing is met."""
        return {name: finding["met"] for name, finding in self.case["findings"].items()}

    @cached_property
    def candidates(self) -> dict[str, list[Value]]:
        """The values that each variable may still have; of a number, those at which anything may change."""
        return {name: self._candidates(name) for name in self.relevant}

    def _candidates(self, name: str) -> list[Value]:
        if name in self.found:
            return [self.found[name]]
        favoured = self._favoured.get(name)
        if favoured is not None:
            return [favoured]
        fact = self.everything[name]
        return [value for value in self.values(fact) if allowed(fact, self.told.get(name), value)]

    @cached_property
    def _favoured(self) -> dict[str, str | None]:
        found = {
            plugin.full(reading.id): reading.favoured
            for plugin in self.plugins
            for chapter in plugin.chapters.values()
            for reading in chapter.readings
        }
        found |= {p.full("condition_join"): p.list_info("condition").favoured for p in self.plugins}
        return found

    @cached_property
    def readings(self) -> frozenset[str]:
        return frozenset(self._favoured)

    def values(self, fact: Fact) -> list[Value]:
        """Every value of a fact; of a number, those around which anything may change."""
        if fact.type == "yes_no":
            return [False, True]
        if fact.type == "set":
            subsets: list[frozenset[str]] = [frozenset()]
            for member in fact.values:
                subsets += [subset | {member} for subset in subsets]
            return list(subsets)
        if not fact.numeric:
            return list(fact.values)
        ends = self._literals[fact.id] | set(_numbers_told(fact, self.told.get(fact.id)))
        around = {end + step for end in ends for step in (-1, 0, 1)} or {1_000}
        return [number for number in sorted(around) if number >= 0 or fact.type != "amount"]

    # Completions

    @cached_property
    def size(self) -> int:
        """At most so many completions."""
        return math.prod(len(self.candidates[name]) for name in self.relevant)

    @cached_property
    def _demands(self) -> list[Test]:
        """What every completion has to satisfy, because of what is impossible and what was found."""
        together = [
            self.texts[0].test(text)
            for text, words in self._impossible.items()
            if dict(words).keys() <= set(self.relevant)
        ]
        demands: list[Test] = [lambda world, test=test: not test(world) for test in together]  # type: ignore[misc]
        for name, met in self.found.items():
            owner, _, what = name.partition(":")
            plugin = next(plugin for plugin in self.plugins if plugin.name == owner)
            if what in plugin.named:
                if met:
                    demands.append(lambda world, name=name: self.holds_when(name, world))  # type: ignore[misc]
            else:
                none_of = [rule(plugin, c) for c in plugin.of(what) if getattr(c, "when", None) is not None]
                demands += [
                    lambda world, r=r: not r.met(self.seen_from(r.plugin, world))  # type: ignore[misc]
                    for r in none_of
                ]
        return demands

    def worlds(self) -> Iterator[dict[str, Value]]:
        """Every consistent completion."""
        world: dict[str, Value] = {}
        choices = [self.candidates[name] for name in self.relevant]

        def fill(index: int) -> Iterator[dict[str, Value]]:
            if index == len(choices):
                if self.consistent(world):
                    yield dict(world)
                return
            for value in self.in_play(self.relevant[index], choices[index], world):
                world[self.relevant[index]] = value
                yield from fill(index + 1)

        return fill(0)

    def in_play(self, name: str, values: list[Value], world: World) -> list[Value]:
        """The values a fact can have, given the facts that it is `only_if`."""
        test = self._only_if_tests.get(name)
        if test is None or test(world):
            return values
        fact = self.everything[name]
        # a fact that is known to be there can't be ruled out
        known = name in self.told and not any(value == nothing(fact) for value in values)
        return [] if known else [None]

    def consistent(self, world: World) -> bool:
        """Whether a completion satisfies what is impossible and what was found."""
        return all(demand(world) for demand in self._demands)


def nothing(fact: Fact) -> Value:
    """The value that says that there is nothing of the kind."""
    if fact.absent is not None:
        return frozenset(fact.absent) if isinstance(fact.absent, tuple) else fact.absent
    empty: dict[str, Value] = {"yes_no": False, "set": frozenset[str]()}
    return empty.get(fact.type, "none")


def allowed(fact: Fact, told: Any, value: Value) -> bool:
    """Whether what a case says of a fact leaves it this value."""
    if told is None or (fact.unknown is not None and told == fact.unknown):
        return True
    if isinstance(value, frozenset):
        if isinstance(told, dict):
            return value >= set(told.get("includes", ())) and not value & set(told.get("excludes", ()))
        return value == frozenset(told)
    if not isinstance(told, dict):
        return bool(value == number(fact, told))
    size = measure(fact, value)
    checks = {
        "at_least": lambda bound: size >= bound,
        "at_most": lambda bound: size <= bound,
        "more_than": lambda bound: size > bound,
        "less_than": lambda bound: size < bound,
    }
    return all(
        value in bound if key == "one_of" else checks[key](measure(fact, number(fact, bound)))
        for key, bound in told.items()
    )


def _numbers_told(fact: Fact, told: Any) -> list[int]:
    if told is None:
        return []
    bounds = list(told.values()) if isinstance(told, dict) else [told]
    return [number(fact, bound) for bound in bounds]
