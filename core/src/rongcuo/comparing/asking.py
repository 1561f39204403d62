"""Asking: what to ask of a case next, so that the rows are settled in the fewest questions.

Pure logic without a terminal: given a case so far, it tells which rows are open and what is worth asking, best first.
Each row is a decision diagram with every fact open, restricted to what is known.  How likely each answer is
decides nothing but the order, so rough guesses do; what is asked can always change some row.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import log2
from typing import Literal

from attrs import evolve, frozen

from ..facts.conditions import names
from ..facts.known import absent_value
from ..plugins.registry import Registry
from ..policy.cases import Case, Question
from ..policy.jurisdiction import Jurisdiction
from ..ruling import PreparedCase, prepare, rule
from ..ruling.clocks import Clock, standings
from ..ruling.compiled import AWAY, split_place, whatever_was_before
from ..ruling.diagrams import TooComplex
from ..ruling.evaluation import Evaluation
from ..ruling.mildness import mildest_of
from ..ruling.needs import is_scene, verdict_alone
from ..ruling.reasoner import Reasoner
from ..ruling.tables import OUTSIDE
from .comparison import TURN

#: How likely it is that an adverse fact is found, that a scene applies, and that a set has one of its members.
_ADVERSE, _SCENE, _MEMBER = 0.1, 0.3, 0.1
#: How likely it is that a question is answered, where it takes a body or a person who found something.
_ANSWERED = 0.4
#: What a screen costs beside each thing that is read on it.
_SCREEN, _READ = 1.0, 0.04

Chances = dict[Hashable, float]


@frozen(kw_only=True)
class Ask:
    """One screen: adverse facts to check, scenes to tick, or one question; a finding goes by its clause.

    `group` names the screen of checks; `concerns` are the rows that it can change.
    """

    kind: Literal["checks", "scenes", "question"]
    facts: tuple[str, ...]
    concerns: tuple[str, ...]
    group: str = ""


@frozen(kw_only=True)
class Asking:
    """How far a case has come with one question: what each row may still be, and what is worth asking, best first.

    A row that can't be ruled is missing.
    """

    question: Question
    possible: Mapping[str, tuple[str, ...]]
    asks: tuple[Ask, ...]

    @property
    def settled(self) -> tuple[str, ...]:
        """The rows that have come to one verdict."""
        return tuple(region for region, verdicts in self.possible.items() if len(verdicts) == 1)

    @property
    def next(self) -> Ask | None:
        """What to ask now; None where nothing that is left can change a row."""
        return self.asks[0] if self.asks else None


def asking(
    registry: Registry,
    case: Case,
    question: Question,
    regions: Sequence[str] = (),
    *,
    passed: Iterable[str] = (),
    tiers: bool = False,
    clock: Clock | None = None,
) -> Asking:
    """What to ask of a case before every region, or before `regions` alone.  Raises InputError for the case.

    `passed` are the facts and findings that nobody can tell; `tiers` asks for what decides the tiers too, where
    the verdict alone is settled.  Threads may call it: they take turns.
    """
    with TURN:
        prepared = prepare(case, registry.texts, registry.vocabulary, clock)
        asked = {*regions} or {*registry.rows}
        served = {name: here for name, here in registry.jurisdictions.items() if name in asked}
        return asking_of(served, prepared, question, passed=passed, tiers=tiers)


def left_open(
    registry: Registry,
    case: Case,
    question: Question,
    regions: Sequence[str] = (),
    *,
    passed: Iterable[str] = (),
    clock: Clock | None = None,
) -> dict[str, tuple[str, ...]]:
    """The facts and findings that can still change each row, without those that nobody can tell.

    Also what can be asked only once something else is known.  A row that can't be ruled is missing.  Raises
    InputError for the case.
    """
    nobody_knows = frozenset(passed)
    with TURN:
        prepared = prepare(case, registry.texts, registry.vocabulary, clock)
        asked = {*regions} or {*registry.rows}

        def by_row() -> dict[str, tuple[str, ...]]:
            rows = {
                name: _rows(here, prepared, question, tiers=False)
                for name, here in sorted(registry.jurisdictions.items())
                if name in asked
            }
            return {name: _can_change(own, nobody_knows) for name, own in rows.items() if own}

        return whatever_was_before(by_row)


def _can_change(rows: Sequence[_Row], passed: frozenset[str]) -> tuple[str, ...]:
    now, later = _candidates(rows, passed)
    return (*now, *later)


def asking_of(
    served: Mapping[str, Jurisdiction],
    prepared: PreparedCase,
    question: Question,
    *,
    passed: Iterable[str] = (),
    tiers: bool = False,
) -> Asking:
    """The same before these regions, of a case that was held against its facts."""
    passed = frozenset(passed)

    def asked() -> Asking:
        by_region = {name: _rows(here, prepared, question, tiers) for name, here in sorted(served.items())}
        return Asking(
            question=question,
            possible={name: _verdicts(rows) for name, rows in by_region.items() if rows},
            asks=_asks([row for rows in by_region.values() for row in rows], passed),
        )

    return whatever_was_before(asked)


def _rows(here: Jurisdiction, prepared: PreparedCase, question: Question, tiers: bool) -> list[_Row]:
    """The row in each way in which its texts may stand; none where it is too complex to rule."""
    try:
        ways = standings(here, prepared.clock, question)
        texts = [text for way in ways for text in _counting(way.texts, prepared, question)]
        evaluations = [Evaluation(text, prepared, question) for text in texts]
        nodes = [(e, e.node if tiers else verdict_alone(e)) for e in evaluations]
        return [_Row(here.id, e, node, _open(e, node)) for e, node in nodes]
    except (TooComplex, RecursionError):
        return []


def _open(evaluation: Evaluation, node: int) -> tuple[str, ...]:
    """The variables that can change an answer, in the region's order; nobody is asked how a text is to be read."""
    here, r = evaluation.here, evaluation.r
    readings = {name for text in here.texts for name in text.readings}
    names = [str(name) for name in r.diagrams.deciding(node, r.groups, OUTSIDE)]
    asked = [name for name in names if name not in readings and split_place(name)[1] != AWAY]
    return tuple(sorted(asked, key=lambda name: (here.places.get(name, len(here.places)), name)))


def _counting(
    texts: Sequence[Jurisdiction], prepared: PreparedCase, question: Question
) -> Sequence[Jurisdiction]:
    """The one of several texts that is the milder whatever is found, or all of them where that can't be said."""
    if len(texts) == 1:
        return texts
    rulings = [rule(text, evolve(prepared, clock=None), question) for text in texts]
    mildest = mildest_of(rulings)
    return texts if mildest is None else [texts[rulings.index(mildest)]]


def _verdicts(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.verdict for row in rows for p in row.evaluation.possible))


@frozen
class _Row:
    """One row in one of the ways in which its texts may stand.

    `node` is the answer that is to be settled, `open` are the variables that can change it.
    """

    region: str
    evaluation: Evaluation
    node: int
    open: tuple[str, ...]

    @property
    def r(self) -> Reasoner:
        return self.evaluation.r

    def waits_for(self, name: str) -> frozenset[str]:
        """The unknown facts that have to be known first.

        Those that a fact is `only_if`, where it may be one that can't be; those by which a clause applies, where
        something is to be found on it.
        """
        rule = self.evaluation.here.by_id.get(name)
        condition = self.r.only_if(name) if rule is None else rule.when
        if condition is None or self.r.state(self.r.build(condition)) is not None:
            return frozenset()
        return frozenset(other for other in names(condition) if other != name and self.is_open(other))

    def is_open(self, name: str) -> bool:
        """Whether nobody has told which value a fact has."""
        known = self.r.known.get(name)
        return known is None or known.single(self.r.fact(name)) is None

    def is_check(self, name: str) -> bool:
        """Whether a fact is adverse and may yet turn out to be absent."""
        if name in self.evaluation.here.variables:
            return False
        fact = self.r.fact(name)
        return fact.adverse and self.r.settle(fact, absent_value(fact)) is not None

    # How much is learnt

    @property
    def uncertain(self) -> float:
        """How much is open: what no answer is likely to leave, in bits."""
        return _bits(self._foreseen(self.node))

    def learnt(self, names: Iterable[str]) -> float:
        """How much is learnt by the answers to these, as far as each tells something by itself."""
        bits = self.r.diagrams.remember("asking: learnt", self._learnt, self.node)
        return min(sum(self.answered(name) * bits.get(name, 0.0) for name in names), self.uncertain)

    def answered(self, name: str) -> float:
        """How likely it is that somebody can tell."""
        return _ANSWERED if name in self.evaluation.here.variables or self.r.fact(name).body else 1.0

    def learnt_if_absent(self, names: Iterable[str]) -> float:
        """How much is learnt by whether any of these adverse facts is found."""
        cells: dict[int, int] = {}
        likely = 1.0
        for name in names:
            fact = self.r.fact(name)
            cells |= self.r.settle(fact, absent_value(fact)) or {}
            likely *= 1 - _ADVERSE
        whole = self._foreseen(self.node)
        none = self._foreseen(self.r.diagrams.restrict(self.node, cells))
        absent = {verdict: likely * share for verdict, share in none.items()}
        rest = {verdict: max(share - absent.get(verdict, 0.0), 0.0) for verdict, share in whole.items()}
        return max(_bits(whole) - _bits(absent) - _bits(rest), 0.0)

    def _foreseen(self, node: int) -> Chances:
        return self.r.diagrams.remember("asking: foreseen", lambda at: self._walk(at)[0][at], node)

    def _walk(self, node: int) -> tuple[dict[int, Chances], list[int]]:
        """What each function in it comes to, how likely, and all of them from the root down."""
        d = self.r.diagrams
        downward = sorted(d.reachable(node), key=lambda n: d.split(n)[0])
        chances: dict[int, Chances] = {}
        for at in reversed(downward):
            level, children = d.split(at)
            if children:
                chances[at] = _mixed(
                    zip(self._likely(level), (chances[child] for child in children), strict=True)
                )
            else:
                (value,) = d.values(at)
                chances[at] = {} if value == OUTSIDE else {value: 1.0}
        return chances, downward

    def _learnt(self, node: int) -> dict[str, float]:
        """How much the answer to each variable tells, all of them in one walk."""
        d = self.r.diagrams
        chances, downward = self._walk(node)
        reached = dict.fromkeys(downward, 0.0)
        reached[node] = 1.0
        by_level: dict[int, list[int]] = {}
        for at in downward:
            level, children = d.split(at)
            if children:
                by_level.setdefault(level, []).append(at)
                for share, child in zip(self._likely(level), children, strict=True):
                    reached[child] += share * reached[at]
        whole, learnt = chances[node], dict[str, float]()
        for level, nodes in by_level.items():
            likely = self._likely(level)
            # where a way leads past this level, the answer to it is as likely as ever
            past = _mixed([(1.0, whole), *((-reached[at], chances[at]) for at in nodes)])
            left = 0.0
            for cell, share in enumerate(likely):
                ends = [(share * reached[at], chances[d.split(at)[1][cell]]) for at in nodes]
                left += _bits(_mixed([(share, past), *ends]))
            name = str(self.r.groups[level])
            learnt[name] = learnt.get(name, 0.0) + max(_bits(whole) - left, 0.0)
        return learnt

    def _likely(self, level: int) -> tuple[float, ...]:
        """How likely each cell of a level is, whatever is known."""
        return self.r.diagrams.remember("asking: likely", partial(_likely, self.r), level)


def _likely(r: Reasoner, level: int) -> tuple[float, ...]:
    name = str(r.groups[level])
    fact = r.fact(name)
    if fact.type == "set":
        share = _ADVERSE / len(fact.values) if fact.adverse else _MEMBER
        return 1 - share, share
    cells = r.cells(name)
    if fact.adverse:
        absent = absent_value(fact)
        return tuple(1 - _ADVERSE if c.value == absent else _ADVERSE / (len(cells) - 1) for c in cells)
    if fact.type == "yes_no" and fact.group == "scene":
        return 1 - _SCENE, _SCENE
    return (1 / len(cells),) * len(cells)


def _mixed(parts: Iterable[tuple[float, Chances]]) -> Chances:
    mixed: Chances = {}
    for share, chances in parts:
        for value, chance in chances.items():
            mixed[value] = mixed.get(value, 0.0) + share * chance
    return mixed


def _bits(chances: Chances) -> float:
    """The uncertainty that is left, times how likely it is to come to this at all."""
    positive = [chance for chance in chances.values() if chance > 0]
    whole = sum(positive)
    return sum(-chance * log2(chance / whole) for chance in positive)


# What is worth asking


def _asks(rows: Sequence[_Row], passed: frozenset[str]) -> tuple[Ask, ...]:
    """Every screen that can change a row, the one that tells most for what it costs first."""
    open_, waiting = _candidates(rows, passed)
    screens = _screens(open_ or waiting)
    return tuple(ask for _, ask in sorted(screens, key=lambda screen: -screen[0]))


#: A fact that is asked, and the variables in which it stands, with their rows.
Candidates = dict[str, list[tuple[_Row, str]]]


def _candidates(rows: Sequence[_Row], passed: frozenset[str]) -> tuple[Candidates, Candidates]:
    """What can change a row; apart from it what waits for another fact, without which it may not be."""
    open_: Candidates = {}
    waiting: Candidates = {}
    for row in rows:
        for name in row.open:
            first = row.waits_for(name)
            if first & passed:  # what nobody can tell leads no further
                continue
            for asked in _not_told(row, split_place(name)[0]):
                if asked not in passed:
                    (waiting if first else open_).setdefault(asked, []).append((row, name))
    return open_, {name: pairs for name, pairs in waiting.items() if name not in open_}


def _not_told(row: _Row, name: str) -> list[str]:
    """What an officer is asked to know a variable: of a period, those of its dates that aren't known, or itself."""
    parts = row.evaluation.here.asked(name)
    return [asked for asked in parts if asked == name or row.is_open(asked)] or [name]


def _screens(candidates: Candidates) -> Iterator[tuple[float, Ask]]:
    """Each screen with what it tells for what it costs."""
    batches: dict[tuple[Literal["checks", "scenes", "question"], str], list[str]] = {}
    for name, pairs in candidates.items():
        row, variable = pairs[0]
        if all(row.is_check(variable) for row, variable in pairs):
            batches.setdefault(("checks", row.r.fact(name).asked_on), []).append(name)
        elif is_scene(row.evaluation, name):
            batches.setdefault(("scenes", ""), []).append(name)
        else:
            batches.setdefault(("question", name), []).append(name)
    for (kind, group), facts in batches.items():
        by_row: dict[int, tuple[_Row, list[str]]] = {}
        for name in facts:
            for row, variable in candidates[name]:
                by_row.setdefault(id(row), (row, []))[1].append(variable)
        reading = by_row.values()
        learnt = sum(_learnt(row, variables, kind) for row, variables in reading)
        concerns = tuple(dict.fromkeys(row.region for row, _ in reading))
        ask = Ask(kind=kind, facts=tuple(facts), concerns=concerns, group=group if kind == "checks" else "")
        yield learnt / (_SCREEN + _READ * len(facts)), ask


def _learnt(row: _Row, variables: list[str], kind: str) -> float:
    """How much a screen tells a row; nothing where that is too complex to say."""
    try:
        return row.learnt_if_absent(variables) if kind == "checks" else row.learnt(variables)
    except TooComplex:
        return 0.0
