"""A second opinion for the property tests: rules a case by trying every way its unknown facts can be.

Written from the words of the design, and sharing no reasoning with the core: it takes a plugin's clauses and
a case's data as they were written, has a reader of conditions of its own, and looks at complete assignments
only.  Slow and simple on purpose.
"""

from __future__ import annotations

import ast
import datetime
import itertools
import math
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from rongcuo.clauses import (
    NOTHING_STATED,
    TIERS,
    Chapter,
    Clause,
    Condition,
    FilingCondition,
    ListInfo,
    RedLine,
    Region,
    Scope,
    Situation,
    Source,
    Trigger,
)
from rongcuo.facts import Choice, Fact, shared_vocabulary
from rongcuo.hookspecs import Context, hookimpl
from rongcuo.text import Text

#: A fact's value in one completion: fen, ordinal days and days are whole numbers; None is a fact ruled out.
Value = bool | str | int | frozenset[str] | None
#: What a fact is blurred to when only other facts may speak.
BLURRED = ...
World = Mapping[str, Any]
#: A condition, answered in a world: None where a blurred fact leaves it undecided.
Test = Callable[[World], bool | None]
#: A verdict, and the tiers with it: None where the text has none.  A tier behind an unseen gate ends in "?".
Outcome = tuple[str, frozenset[str] | None]

#: More completions than this are not worth a test's time.
MOST = 4_096
FILING_FACTS = ("filing", "filing_scope", "excess_objective")


@frozen(kw_only=True, eq=False, slots=False)
class Plugin:
    """A plugin made by a test: its chapters by hook."""

    name: str
    region: Region
    sources: tuple[Source, ...]
    chapters: Mapping[str, Chapter]

    @hookimpl
    def red_lines(self, context: Context) -> Chapter | None:
        return self.chapters.get("red_lines")

    @hookimpl
    def tolerance_criteria(self, context: Context) -> Chapter | None:
        return self.chapters.get("tolerance_criteria")

    @hookimpl
    def filing(self, context: Context) -> Chapter | None:
        return self.chapters.get("filing")

    @hookimpl
    def clarification(self, context: Context) -> Chapter | None:
        return self.chapters.get("clarification")

    # What the chapters say

    @property
    def clauses(self) -> list[Clause]:
        return [clause for chapter in self.chapters.values() for clause in chapter.clauses]

    @cached_property
    def named(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    def of(self, *kinds: str) -> list[Clause]:
        """The clauses of these kinds that somebody can rule by: their content is public, and in force."""
        return [c for c in self.clauses if c.kind in kinds and has_content(c) and not is_over(c)]

    def list_info(self, kind: str) -> ListInfo:
        found = [c.lists[kind] for c in self.chapters.values() if kind in c.lists]
        return found[0] if found else ListInfo(seen="report")

    def nothing_unseen(self, kind: str) -> bool:
        """Whether no clause of this list can be one that nobody has seen."""
        info = self.list_info(kind)
        clauses = [clause for clause in self.clauses if clause.kind == kind]
        if info.seen == "none":
            return True
        if info.seen == "report" or info.open_ended or any(getattr(c, "open_ended", False) for c in clauses):
            return False
        if info.seen == "counted":
            return info.announced == sum(has_content(clause) and clause.counted for clause in clauses)
        return all(has_content(clause) for clause in clauses)

    def read_whole(self, kind: str) -> bool:
        """Whether the text's own list was read, with the content of every clause."""
        seen = self.list_info(kind).seen
        clauses = [clause for clause in self.clauses if clause.kind == kind]
        return seen == "none" or (seen == "complete" and all(has_content(clause) for clause in clauses))

    def full(self, name: str) -> str:
        return f"{self.name}:{name}"

    @cached_property
    def own_facts(self) -> dict[str, Fact]:
        return {fact.id: fact for chapter in self.chapters.values() for fact in chapter.facts}

    @cached_property
    def joins(self) -> str:
        """How the conditions are joined; a reading where the text doesn't say."""
        return self.list_info("condition").join

    # Conditions

    @cached_property
    def variables(self) -> dict[str, Fact]:
        """Everything that a condition of this plugin may compare, by the name it uses."""
        found = dict(shared_vocabulary()) | {
            name: evolve(fact, id=self.full(name)) for name, fact in self.own_facts.items()
        }
        for chapter in self.chapters.values():
            for period in chapter.periods:
                found[period.id] = Fact(
                    id=self.full(period.id),
                    group="stage",
                    type="period",
                    label=period.title,
                    ask=period.title,
                )
            for reading in chapter.readings:
                found[reading.id] = choice_of(self.full(reading.id), reading.options)
        if self.joins == "not stated":
            found["condition_join"] = choice_of(self.full("condition_join"), ("all", "any"))
        return found

    @cached_property
    def _terms(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Each term as a number of conditions that have to hold."""
        return {
            term.id: (1, (term.when,)) if term.when is not None else (term.at_least or 1, term.of)
            for chapter in self.chapters.values()
            for term in chapter.terms
        }

    @cached_property
    def _read(self) -> dict[str, tuple[Test, list[tuple[str, ast.expr | None]]]]:
        """What was made of each condition so far."""
        return {}

    def _reading(self, condition: str) -> tuple[Test, list[tuple[str, ast.expr | None]]]:
        if condition not in self._read:
            tree = ast.parse(condition, mode="eval").body
            self._read[condition] = (self._test(tree), list(self._words(tree)))
        return self._read[condition]

    def test(self, condition: str) -> Test:
        """A condition of this plugin as something that can be asked of a world."""
        return self._reading(condition)[0]

    def words(self, condition: str) -> list[tuple[str, ast.expr | None]]:
        """The names that a condition compares, through terms and clauses, each with its literal if any."""
        return self._reading(condition)[1]

    def _test(self, node: ast.expr) -> Test:
        match node:
            case ast.BoolOp(op=ast.And()):
                tests = [self._test(value) for value in node.values]
                return lambda world: _all(test(world) for test in tests)
            case ast.BoolOp():
                tests = [self._test(value) for value in node.values]
                return lambda world: _at_least(1, [test(world) for test in tests])
            case ast.UnaryOp():
                test = self._test(node.operand)
                return lambda world: _not(test(world))
            case ast.Name(id="true"):
                return lambda world: True
            case ast.Name(id=name) if name in self._terms:
                least, parts = self._terms[name]
                tests = [self.test(part) for part in parts]
                return lambda world: _at_least(least, [test(world) for test in tests])
            case ast.Name(id=name) if name in self.named:
                return self.test(getattr(self.named[name], "when"))  # noqa: B009
            case ast.Name(id=name):
                return _compared(self.variables[name], lambda value: bool(value))
            case ast.Compare(ops=[op], comparators=[right]):
                return self._comparison(node.left, op, right)
        raise AssertionError(ast.dump(node))

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Test:
        if isinstance(op, ast.NotEq | ast.NotIn):
            same = self._comparison(left, ast.Eq() if isinstance(op, ast.NotEq) else ast.In(), right)
            return lambda world: _not(same(world))
        if isinstance(op, ast.In) and isinstance(left, ast.Constant):
            assert isinstance(right, ast.Name)
            return _compared(self.variables[right.id], lambda value: left.value in value)
        assert isinstance(left, ast.Name)
        fact = self.variables[left.id]
        if isinstance(op, ast.In):
            chosen = ast.literal_eval(right)
            return _compared(fact, lambda value: value in chosen)
        assert isinstance(right, ast.Constant)
        bound = _measure(fact, _number(fact, right.value))
        compare = _COMPARE[type(op)]
        return _compared(fact, lambda value: compare(_measure(fact, value), bound))

    def _words(self, tree: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
        compared = {
            id(name): other
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare)
            for name, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left))
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Name) or node.id == "true":
                continue
            if node.id in self._terms:
                for part in self._terms[node.id][1]:
                    yield from self.words(part)
            elif node.id in self.named:
                yield from self.words(getattr(self.named[node.id], "when"))  # noqa: B009
            else:
                yield self.variables[node.id].id, compared.get(id(node))

    def reads(self, clause: Clause) -> frozenset[str]:
        """The facts that a clause's own words name."""
        return frozenset(name for text in conditions_of(clause) for name, _ in self.words(text))


_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def choice_of(name: str, options: Iterable[str]) -> Fact:
    """A reading as something that conditions compare."""
    words = Text(name, name)
    choices = tuple(Choice(option, option, option) for option in options)
    return Fact(id=name, group="stage", type="choice", label=words, ask=words, choices=choices)


def _compared(fact: Fact, holds: Callable[[Any], bool]) -> Test:
    """A comparison with a fact: false of one that is ruled out, undecided of one that is blurred."""

    def test(world: World) -> bool | None:
        value = world[fact.id]
        if value is BLURRED:
            return None
        return value is not None and holds(value)

    return test


def _measure(fact: Fact, value: Any) -> Any:
    return fact.values.index(value) if fact.type == "level" else value


def _number(fact: Fact, raw: Any) -> Any:
    """A literal or a case's value as conditions compare it: fen, or a day's ordinal number."""
    if fact.type == "amount":
        return int(Decimal(str(raw)) * 100)
    if fact.type == "date":
        return datetime.date.fromisoformat(str(raw)).toordinal()
    return raw


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Iterable[bool | None]) -> bool | None:
    open_ = False
    for answer in answers:
        if answer is False:
            return False
        open_ = open_ or answer is None
    return None if open_ else True


def _at_least(least: int, answers: list[bool | None]) -> bool | None:
    if answers.count(True) >= least:
        return True
    return None if answers.count(True) + answers.count(None) >= least else False


def has_content(clause: Clause) -> bool:
    """Whether somebody has seen what the clause says."""
    return clause.status == "stated" or (
        clause.status == "named" and getattr(clause, "when", None) is not None
    )


def is_over(clause: Clause) -> bool:
    return clause.in_force is not None and clause.in_force.to is not None


def conditions_of(clause: Clause) -> list[str]:
    """Every condition of a clause."""
    texts = [getattr(clause, "when", None), getattr(clause, "requires", None)]
    return [text for text in texts if text is not None and text != NOTHING_STATED]


@frozen
class Rule:
    """A clause that can be ruled by, with its conditions ready to be asked."""

    plugin: Plugin
    clause: Clause
    when: Test
    requires: Test
    finding: str | None

    @property
    def id(self) -> str:
        return self.plugin.full(self.clause.id)

    def met(self, world: World) -> bool:
        """The kind of matter, what is required, and what a person has to find."""
        return bool(
            self.when(world) and self.requires(world) and (self.finding is None or world[self.finding])
        )


def rule(plugin: Plugin, clause: Clause) -> Rule:
    requires = getattr(clause, "requires", None)
    return Rule(
        plugin,
        clause,
        plugin.test(getattr(clause, "when")),  # noqa: B009
        plugin.test("true" if requires in (None, NOTHING_STATED) else requires),
        plugin.full(clause.id) if getattr(clause, "finding", None) is not None else None,
    )


@frozen(kw_only=True, eq=False, slots=False)
class Oracle:
    """One case before one region: `texts` serve it, its own first; `elsewhere` serves another one."""

    texts: Sequence[Plugin]
    floor: Plugin | None
    elsewhere: Plugin | None
    case: Mapping[str, Any]
    question: str = "tolerance"

    def before(self, case: Mapping[str, Any]) -> Oracle:
        """The same texts with another case before them; what was worked out of the texts is kept."""
        other = evolve(self, case=case)
        other.__dict__.update({name: self.__dict__[name] for name in _OF_THE_TEXTS if name in self.__dict__})
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
                found += [
                    word for words in self._impossible.values() if name in dict(words) for word in words
                ]
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
                found[name].add(_number(self.everything[name], literal.value))
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

    def seen_from(self, plugin: Plugin, world: World) -> World:
        """The world as a clause of this plugin reads it: it had a chance to be filed at home alone."""
        if self.is_home(plugin) == self.is_home(self.texts[0]):
            return world
        told = self.case["facts"] if self.is_home(plugin) else {"filing": "not_available"}
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
        return [value for value in self._values(fact) if allowed(fact, self.told.get(name), value)]

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

    def _values(self, fact: Fact) -> list[Value]:
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

    def outcome(self, world: World) -> Outcome:
        """What a completion comes to."""
        answer = {"tolerance": self.tolerance, "filing": self.filing, "clarification": self.clarification}
        return answer[self.question](world)

    @cached_property
    def outcomes(self) -> list[tuple[dict[str, Value], Outcome]]:
        """What each completion comes to."""
        assert self.size <= MOST, "the sample should know more facts"
        return [(world, self.outcome(world)) for world in self.worlds()]

    # Truth tables, for one completion

    def tolerance(self, world: World) -> Outcome:
        """可否容错."""
        if any(red_line.met(world) for red_line in self.rules("red_line", floor=True)):
            return "refused", None
        if not any(self.rules(kind) for kind in ("red_line", "situation", "condition")):
            return "no_rule", None
        fitting = [situation for situation in self.rules("situation") if situation.when(world)]
        if not fitting:
            return "not_covered", None
        met = [s for s in fitting if s.met(world) and self.passes_gates(s.plugin, world)]
        if not met:
            return "unmet", None
        if not self.red_lines_seen_whole:
            left = [f for f in self.adverse if self.is_true(f, world) and f.id not in self.addressed]
            met = [s for s in met if all(fact.id in self.speaks_of(s) for fact in left)]
        if not met:
            return "unaddressed", None
        return "tolerated", self.tiers(met, world)

    def passes_gates(self, plugin: Plugin, world: World) -> bool:
        """The conditions of the situation's own text, and of those above it."""
        return all(
            self._joined(text, [r.met(world) for r in self.rules("condition", text)], world)
            for text in self.texts[list(self.texts).index(plugin) :]
        )

    def _joined(self, text: Plugin, met: list[bool], world: World) -> bool:
        joins = world[text.full("condition_join")] if text.joins == "not stated" else text.joins
        return all(met) if joins == "all" or not met else any(met)

    @cached_property
    def red_lines_seen_whole(self) -> bool:
        """`complete` or `none` in every text (no clause of it known by its name alone), or found not met."""
        return all(
            text.full("red_line") in self.found
            or text.list_info("red_line").seen == "none"
            or (
                text.list_info("red_line").seen == "complete"
                and all(has_content(clause) for clause in text.clauses if clause.kind == "red_line")
            )
            for text in self.texts
        )

    def is_true(self, fact: Fact, world: World) -> bool:
        """Whether an adverse fact is true."""
        value = world[fact.id]
        if value is None:
            return False
        if fact.type == "set":
            return bool(value)
        if fact.adverse_from is not None:
            return fact.values.index(value) >= fact.values.index(fact.adverse_from)
        return bool(value != fact.absent)

    @cached_property
    def addressed(self) -> frozenset[str]:
        kinds = ("red_line", "condition", "tier_gate", "mitigation", "aggravation")
        return frozenset(n for kind in kinds for r in self.rules(kind) for n in r.plugin.reads(r.clause))

    def speaks_of(self, situation: Rule) -> frozenset[str]:
        """The facts that a situation reads or names as addressed."""
        named = (situation.plugin.variables[name].id for name in getattr(situation.clause, "addresses", ()))
        return situation.plugin.reads(situation.clause) | frozenset(named)

    def tiers(self, met: list[Rule], world: World) -> frozenset[str] | None:
        """The union of what the met situations and the tier clauses allow, behind the gates of the texts."""
        sources = [*self.rules("situation"), *self.rules("tier")]
        if not any(getattr(r.clause, "tiers") for r in sources):  # noqa: B009
            return None
        giving = met + [tier for tier in self.rules("tier") if tier.met(world)]
        allowed = {tier for r in giving for tier in getattr(r.clause, "tiers")}  # noqa: B009
        return frozenset(marked for tier in allowed if (marked := self._gated(tier, world)) is not None)

    def _gated(self, tier: str, world: World) -> str | None:
        """The tier; marked where a gate nobody has seen may open it; None where no gate opens it."""
        shut = [
            text
            for text in self.texts
            if tier in text.list_info("tier_gate").gates
            and not any(gate.met(world) for gate in self.rules("tier_gate", text))
        ]
        if not shut:
            return tier
        return f"{tier}?" if all(self._unseen(text, "tier_gate") for text in shut) else None

    def filing(self, world: World) -> Outcome:
        """可否备案."""
        if not self.rules("scope"):
            return "no_rule", None
        if world["filing"] in ("before", "during", "after"):
            return "filed", None
        stages = self.everything["stage"].values
        during = any(
            text.chapters["filing"].filing.files_during for text in self.texts if "filing" in text.chapters
        )
        if stages.index(world["stage"]) >= stages.index("done" if during else "under_way"):
            return "too_late", None
        fits = any(
            scope.met(world) and all(c.met(world) for c in self.rules("filing_condition", scope.plugin))
            for scope in self.rules("scope")
        )
        return ("fileable" if fits else "not_fileable"), None

    def clarification(self, world: World) -> Outcome:
        """应否澄清."""
        triggers = self.rules("trigger", floor=True)
        if not triggers:
            return "no_rule", None
        return ("clear" if any(trigger.met(world) for trigger in triggers) else "not_due"), None

    # Answers

    def possible(self) -> dict[str, tuple[tuple[str, ...] | None, tuple[str, ...], bool]]:
        """Each possible verdict, with the tiers it may have, those behind a gate, and whether they differ."""
        sets: dict[str, set[frozenset[str] | None]] = defaultdict(set)
        for _, (verdict, tiers) in self.outcomes:
            sets[verdict].add(tiers)
        return {verdict: _tiers_shown(found) for verdict, found in sets.items()}

    def needs(self) -> set[str]:
        """What two completions that differ in it, and in what it rules out, come apart by."""
        return {name for name in self.relevant if self._matters(name, self.outcomes)}

    def needs_whether_tolerated(self) -> set[str]:
        """What decides whether the mistake is tolerated."""
        answers = [(world, verdict == "tolerated") for world, (verdict, _) in self.outcomes]
        return {name for name in self.relevant if self._matters(name, answers)}

    def needs_for(self, r: Rule) -> set[str]:
        """What decides whether a clause is met."""
        answers = [(world, r.met(world)) for world, _ in self.outcomes]
        return {name for name in self.relevant if self._matters(name, answers)}

    def _matters(self, name: str, answers: Iterable[tuple[World, object]]) -> bool:
        if len(self.candidates[name]) < 2:
            return False
        follow = self._followers(name)
        apart = [other for other in self.relevant if other != name and other not in follow]
        alike: dict[tuple[Value, ...], list[tuple[World, object]]] = defaultdict(list)
        for world, answer in answers:
            alike[tuple(world[other] for other in apart)].append((world, answer))
        return any(
            a[name] != b[name]
            and first != second
            and all(a[f] == b[f] or a[f] is None or b[f] is None for f in follow)
            for group in alike.values()
            if len({answer for _, answer in group}) > 1
            for index, (a, first) in enumerate(group)
            for b, second in group[:index]
        )

    def _followers(self, name: str) -> list[str]:
        """The facts that this one may rule out, directly or not."""
        found: list[str] = []
        for other in self.relevant:
            if any(word == name or word in found for word, _ in self._only_if_words(other)):
                found.append(other)
        return found

    # The word

    def _unseen(self, text: Plugin, kind: str) -> bool:
        return not text.nothing_unseen(kind) and text.full(kind) not in self.found

    def unseen(self, kind: str) -> bool:
        return any(self._unseen(text, kind) for text in self.texts)

    def word(self) -> str:
        """The verdict in one word: open, or the one possible, so far where an unseen clause could change it."""
        verdicts = {verdict for _, (verdict, _) in self.outcomes}
        if len(verdicts) != 1:
            return "open"
        verdict = verdicts.pop()
        if verdict == "refused":
            return (
                verdict
                if all(self.plainly_refused(world) for world, _ in self.outcomes)
                else "refused_so_far"
            )
        if verdict in ("no_rule", "unaddressed", "filed", "too_late", "clear"):
            return verdict
        doubtful = self.could_change(verdict) or (verdict == "fileable" and self.unseen("scope"))
        return f"{verdict}_so_far" if doubtful else verdict

    def could_change(self, verdict: str) -> bool:
        """Whether clauses that nobody has seen, whatever they say, could make it another verdict."""
        return any(
            self.imagining(rules).outcome(world)[0] != verdict
            for text in self.texts
            for rules in itertools.product(*(_imagined(text, k) for k in _IMAGINED if self._unseen(text, k)))
            for world, _ in self.outcomes
        )

    def imagining(self, rules: Iterable[Rule | None]) -> Oracle:
        """The same case before the texts and some clauses more."""
        other = self.before(self.case)
        other.__dict__["_rules"] = defaultdict(
            list, {kind: list(found) for kind, found in self._rules.items()}
        )
        for imagined in rules:
            if imagined is not None:
                other._rules[imagined.clause.kind].append(imagined)
        return other

    def plainly_refused(self, world: World) -> bool:
        """Whether a red line is met that was read in the text, or that a finding or a body's fact says is met."""
        blurred = {
            name: value if name in self.readings or self.everything[name].body else BLURRED
            for name, value in world.items()
        }
        return any(
            r.met(world)
            and (
                r.plugin is self.floor
                or r.finding is not None
                or _source(r).kind == "policy_text"
                or r.when(blurred) is True
            )
            for r in self.rules("red_line", floor=True)
        )


#: The kinds of clause that, unseen, could change an answer.
_IMAGINED: dict[str, type[Clause]] = {
    cls.kind: cls for cls in (RedLine, Situation, Condition, Scope, FilingCondition, Trigger)
}


def _imagined(text: Plugin, kind: str) -> Iterator[Rule | None]:
    """No clause of this kind, one that holds, and one that doesn't."""
    yield None
    words = Text("未见", "unseen")
    keys: dict[str, Any] = {"id": "unseen", "title": words, "statement": words, "topic": "", "source": ""}
    if kind == "situation":
        keys["addresses"] = tuple(name for name, fact in text.variables.items() if fact.adverse)
    clause = _IMAGINED[kind](**keys)
    for holds in (True, False):
        fits = holds or kind == "situation"  # its scene fits, and what it requires fails
        yield Rule(text, clause, lambda _, fits=fits: fits, lambda _, holds=holds: holds, None)  # type: ignore[misc]


#: The cached properties of an oracle that don't depend on its case.
_OF_THE_TEXTS = (
    "plugins", "_rules", "everything", "adverse", "_owner", "_only_if_tests", "_all_words", "relevant",
    "_literals", "_favoured", "readings", "addressed",
)  # fmt: skip


def _source(r: Rule) -> Source:
    return next(source for source in r.plugin.sources if source.id == r.clause.source)


def _tiers_shown(
    found: set[frozenset[str] | None],
) -> tuple[tuple[str, ...] | None, tuple[str, ...], bool]:
    sets = [tiers for tiers in found if tiers is not None]
    if not sets:
        return None, (), False
    union = frozenset[str]().union(*sets)
    behind = tuple(tier for tier in TIERS if f"{tier}?" in union and tier not in union)
    shown = tuple(tier for tier in TIERS if tier in union or tier in behind)
    return shown, behind, len(sets) > 1


def nothing(fact: Fact) -> Value:
    """The value that says that there is nothing of the kind."""
    if fact.absent is not None:
        return frozenset(fact.absent) if isinstance(fact.absent, tuple) else fact.absent
    return {"yes_no": False, "set": frozenset[str]()}.get(fact.type, "none")


def allowed(fact: Fact, told: Any, value: Value) -> bool:
    """Whether what a case says of a fact leaves it this value."""
    if told is None or (fact.unknown is not None and told == fact.unknown):
        return True
    if isinstance(value, frozenset):
        if isinstance(told, dict):
            return value >= set(told.get("includes", ())) and not value & set(told.get("excludes", ()))
        return value == frozenset(told)
    if not isinstance(told, dict):
        return bool(value == _number(fact, told))
    size = _measure(fact, value)
    checks = {
        "at_least": lambda bound: size >= bound,
        "at_most": lambda bound: size <= bound,
        "more_than": lambda bound: size > bound,
        "less_than": lambda bound: size < bound,
    }
    return all(
        value in bound if key == "one_of" else checks[key](_measure(fact, _number(fact, bound)))
        for key, bound in told.items()
    )


def _numbers_told(fact: Fact, told: Any) -> list[int]:
    if told is None:
        return []
    bounds = list(told.values()) if isinstance(told, dict) else [told]
    return [_number(fact, bound) for bound in bounds]
