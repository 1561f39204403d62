"""One region's answer to one question with every fact open, and what a case leaves of each fact.

The answer is a decision diagram over levels: a fact each, or a member of a set.  A case leaves cells to each
level; what may be changed of it gives a level other cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from typing import TypeVar

from attrs import evolve

from rongcuo.facts.known import Known, absent_value, exactly
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.policy.cases import Case, Finding, Question
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, Rule
from rongcuo.ruling import PreparedCase, Ruling, prepare
from rongcuo.ruling import rule as ruled
from rongcuo.ruling.clocks import Clock, standings
from rongcuo.ruling.compiled import FILING_FACTS, whatever_was_before
from rongcuo.ruling.diagrams import TRUE, TooComplex
from rongcuo.ruling.prepared import draw_up
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import Asked, asked_at
from rongcuo.ruling.tables import OUTSIDE, answers, criteria

from .consistency import demand_of_fact, demand_of_finding, there_by_cell

T = TypeVar("T")

#: What an answer comes to, seen from the one that is wanted.
WANTED, OTHER, CANNOT_BE = "wanted", "other", "cannot be"


class Asking:
    """A case before one region, of which facts can be changed and the answer asked for again.

    `texts` are those that serve any region.  Adverse facts of which the case says nothing are supposed to be
    checked and absent, wherever they can be: `checked` names them.  Raises InputError for the case.
    """

    def __init__(
        self,
        jurisdiction: Jurisdiction,
        texts: Sequence[Policy],
        vocabulary: Vocabulary,
        case: Case,
        question: Question,
        clock: Clock | None,
    ) -> None:
        self.jurisdiction = jurisdiction
        self.vocabulary = vocabulary
        self.question: Question = question
        self._texts = tuple(texts)
        self._clock = clock
        self._wants: dict[frozenset[str], int] = {}
        self._asked_at: dict[int, tuple[Asked, tuple[int, ...]]] = {}
        self.as_stated = case
        stated = prepare(case, texts, vocabulary, clock)
        unstated = (fact for fact in jurisdiction.adverse if fact.id not in stated.known)
        self.checked = {fact.id: exactly(fact, absent_value(fact)) for fact in unstated}
        try:
            self.prepared = prepare(case.supposing(self.checked), texts, vocabulary, clock)
        except InputError:
            self.checked, self.prepared = {}, stated
        self.case = self.prepared.case
        self.ruling = self._ruled(self.prepared)

    def _ruled(self, prepared: PreparedCase) -> Ruling:
        return ruled(self.jurisdiction, prepared, self.question, brief=True)

    def once(self, changes: Mapping[str, Known]) -> Ruling | None:
        """The answer once this is known of facts; None where they can't be so together."""
        try:
            return self._ruled(prepare(self._changed(changes), self._texts, self.vocabulary, self._clock))
        except InputError:
            return None

    def _changed(self, changes: Mapping[str, Known]) -> Case:
        facts = {name: known for name, known in self.case.facts.items() if not self.vocabulary[name].derived}
        findings = {
            name: Finding(met=True in known.values)
            for name, known in changes.items()
            if name not in self.vocabulary
        }
        facts |= {name: known for name, known in changes.items() if name in self.vocabulary}
        return evolve(self.case, facts=facts, findings={**self.case.findings, **findings})

    @property
    def at_home(self) -> bool:
        """Whether the matter is this region's own, where it could be filed."""
        return self.prepared.is_at(self.jurisdiction)

    @property
    def here(self) -> Jurisdiction:
        """The region's texts as they stand; of several that may rule the newest."""
        return self.texts[-1]

    @cached_property
    def texts(self) -> tuple[Jurisdiction, ...]:
        """Every text that may rule, the newest last."""
        ways = standings(self.jurisdiction, self.prepared.clock, self.question)
        return tuple(dict.fromkeys(text for way in ways for text in way.texts))

    def worked_out(self, work: Callable[[], T]) -> T:
        """What is worked out of the region's texts.  Raises InputError where they are too complex for it."""
        try:
            return whatever_was_before(work)
        except (TooComplex, RecursionError):
            raise InputError(Problem("too_complex", {"region": self.jurisdiction.id})) from None

    # The answer over open facts

    @cached_property
    def _open(self) -> PreparedCase:
        """The case with nothing known but what bodies found, and facts that nobody changes here.

        Those are what this region doesn't read, and the filing of a matter that isn't its own.
        """
        changed = {*self.here.order, "stage"} | ({*FILING_FACTS} if self.at_home else set())
        left = {n: known for n, known in self.case.facts.items() if n not in changed}
        drawn = draw_up(evolve(self.case, facts=left), self.prepared.policies, self.vocabulary)
        return evolve(drawn, clock=self.prepared.clock)

    @cached_property
    def r(self) -> Reasoner:
        return self._reasoner(self._open.known if self.at_home else self._open.here(self.jurisdiction))

    @cached_property
    def _left(self) -> Reasoner:
        return self._reasoner(self.known)

    def _reasoner(self, known: Mapping[str, Known]) -> Reasoner:
        return Reasoner(self.here, self._open, known, beside=self.texts[:-1])

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """What is known before this region, of facts of which it reads anything."""
        return self.prepared.here(self.jurisdiction)

    def wants(self, wanted: frozenset[str]) -> int:
        """Where every text that may rule gives one of the wanted answers, where not, and what can't be."""
        if wanted not in self._wants:
            self._wants[wanted] = self._wanting(wanted)
        return self._wants[wanted]

    def _wanting(self, wanted: frozenset[str]) -> int:
        d = self.r.diagrams
        node = d.leaf(WANTED)
        for text in self.texts:
            r = self.r if text is self.here else self.r.before(text)
            table = r.as_favoured(answers(r, self.question))
            node = d.merge("worse of", _worse, node, d.map(("wanted", wanted), _seen_from(wanted), table))
        read = dict.fromkeys([*self.here.order, *self.read_in(node)])
        together = d.every([self._demand(name) for name in read])
        return d.if_then_else(together, node, d.leaf(CANNOT_BE))

    def carried_by(self, situation: Rule) -> int:
        """Where a situation carries a tolerance, by every text that may rule, where not, and what can't be."""
        d = self.r.diagrams
        carrying = dict((rule.id, node) for rule, node in criteria(self.r).deciding)
        tolerated = self.wants(frozenset(["tolerated"]))
        never = d.map("never", lambda value: CANNOT_BE if value == CANNOT_BE else OTHER, tolerated)
        return d.if_then_else(self.r.as_favoured(carrying[situation.id]), tolerated, never)

    def _demand(self, name: str) -> int:
        """What has to hold of a fact or a finding; what the case says was found demands it already."""
        if name in self.vocabulary:
            return demand_of_fact(self.r, name, known=name in self.known)
        return TRUE if name in self.case.findings else demand_of_finding(self.r, name)

    def once_stated(self, node: int) -> list[str]:
        """The facts that a function looks at which nobody has stated, and which once they are can't be nothing.

        Then, and only then, what they are `only_if` has to hold.
        """
        unknown = [name for name in self.read_in(node) if name in self.vocabulary and name not in self.known]
        facts = [(name, self.r.fact(name)) for name in unknown if self.r.only_if(name) is not None]
        return [
            n
            for n, fact in facts
            if fact.type != "set" and not fact.derived and all(there_by_cell(self.r, n))
        ]

    def stating(self, node: int, names: Iterable[str]) -> int:
        """A function where what these facts are `only_if` holds; elsewhere it can't be."""
        d = self.r.diagrams
        conditions = [c for name in names if (c := self.r.only_if(name)) is not None]
        return d.if_then_else(d.every([self.r.build(c) for c in conditions]), node, d.leaf(CANNOT_BE))

    def asked(self, level: int) -> Asked:
        return self._at(level)[0]

    def left(self, level: int) -> tuple[int, ...]:
        """The cells that the case leaves to a level."""
        return self._at(level)[1]

    def _at(self, level: int) -> tuple[Asked, tuple[int, ...]]:
        """What a level asks, and the cells that the case leaves to it."""
        if level not in self._asked_at:
            asked = asked_at(self.r, level)
            self._asked_at[level] = asked, self._left.left(asked.name, asked.member)
        return self._asked_at[level]

    def read_in(self, node: int) -> list[str]:
        """The facts, findings and readings that a function looks at, in the order of its levels."""
        levels = sorted(self.r.diagrams.levels(node))
        return list(dict.fromkeys(str(self.r.groups[level]) for level in levels))

    def values(self, node: int) -> tuple[str, ...]:
        """What a function over what is wanted can come to."""
        return tuple(value for value in self.r.diagrams.values(node) if value != CANNOT_BE)

    def whichever(self, nodes: Iterable[int]) -> int:
        """What is left of functions whichever of them it is: wanted only where each that can be is."""
        d = self.r.diagrams
        return reduce(lambda a, b: d.merge("whichever", _whichever, a, b), nodes)

    def under(self, node: int, but: str = "") -> int:
        """A function under what the case leaves to each level, `but` those of one fact."""
        memory: dict[int, int] = {}

        def walk(at: int) -> int:
            level, children = d.split(at)
            if not children:
                return at
            if at not in memory:
                if str(self.r.groups[level]) == but:
                    memory[at] = d.node(level, [walk(child) for child in children])
                else:
                    memory[at] = walk(self.whichever(children[cell] for cell in self.left(level)))
            return memory[at]

        d = self.r.diagrams
        return walk(node)


def _seen_from(wanted: frozenset[str]) -> Callable[[object], str]:
    def seen(outcome: object) -> str:
        if outcome == OUTSIDE:
            return CANNOT_BE
        return WANTED if getattr(outcome, "verdict", None) in wanted else OTHER

    return seen


def _worse(a: str, b: str) -> str:
    """What two texts come to together: what can't be by one can't be at all."""
    return max(a, b, key=(WANTED, OTHER, CANNOT_BE).index)


def _whichever(a: str, b: str) -> str:
    if CANNOT_BE in (a, b):
        return b if a == CANNOT_BE else a
    return a if a == b else OTHER
