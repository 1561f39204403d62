"""A test's own reading of a plugin: its clauses, what was seen of its lists, and its conditions.

It shares no code with the core's; the truth of a condition is asked of one world at a time.
"""

from __future__ import annotations

import ast
import datetime
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Choice, Fact, shared_vocabulary
from rongcuo.plugins.hookspecs import Context, hookimpl
from rongcuo.policy.clauses import NOTHING_STATED, Chapter, Clause, ListInfo, Region, Source

#: A fact's value in one completion: fen, ordinal days and days are whole numbers; None is a fact ruled out.
Value = bool | str | int | frozenset[str] | None
#: What a fact is blurred to when only other facts may speak.
BLURRED = ...
World = Mapping[str, Any]
#: A condition, answered in a world: None where a blurred fact leaves it undecided.
Test = Callable[[World], bool | None]


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
        bound = measure(fact, number(fact, right.value))
        compare = _COMPARE[type(op)]
        return _compared(fact, lambda value: compare(measure(fact, value), bound))

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

    def speaks_of(self, clause: Clause) -> frozenset[str]:
        """Those, and what facts of the plugin's own among them are only if it is so."""
        own = {self.full(name): fact.only_if for name, fact in self.own_facts.items()}
        spoken = list(self.reads(clause))
        for name in spoken:
            condition = own.get(name)
            spoken += [word for word, _ in self.words(condition) if word not in spoken] if condition else []
        return frozenset(spoken)


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


def measure(fact: Fact, value: Any) -> Any:
    """A value as conditions put it in order: a level by its place."""
    return fact.values.index(value) if fact.type == "level" else value


def number(fact: Fact, raw: Any) -> Any:
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
