"""Diverging: whether two texts rule alike, whether one is never stricter, and where they part.

Both are put into one manager of diagrams with every fact open, so that nothing is sampled: texts that come to the
same function rule alike, and where they don't, a path on which they part is a case.  The matter is taken as each
region's own, a filing as one made where it is.  What either text leaves unseen isn't in it: "as far as published".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain
from operator import eq
from typing import Any, Literal, get_args

from attrs import evolve, frozen

from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import Vocabulary
from rongcuo.policy.cases import Case, Question, case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, Rule
from rongcuo.ruling import Ruling
from rongcuo.ruling import rule as ruled
from rongcuo.ruling.compiled import BUDGET
from rongcuo.ruling.constructed import case_data
from rongcuo.ruling.diagrams import FALSE, TRUE
from rongcuo.ruling.evaluation import Evaluation
from rongcuo.ruling.mildness import rank
from rongcuo.ruling.prepared import PreparedCase, draw_up
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import cost, values_of
from rongcuo.ruling.tables import OUTSIDE, Outcome, criteria, fitting_scopes, table

from .consistency import demand_of_fact, demand_of_finding
from .counting import Counting, Weights

#: How the answers of two texts to one case stand to each other: the same; the same with other tiers; another of the
#: same strictness; the first milder, or stricter; or such that neither can be said to be.
Relation = Literal["same", "tiers", "ground", "milder", "stricter", "apart"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
#: Steps that two texts may take together.
STEPS = 10 * BUDGET
#: Cases shown, one for each pair of reasons, unless told otherwise.
MOST_WITNESSES = 10


@frozen(kw_only=True, eq=False)
class Side:
    """One of two texts: what it is called, and the region with it."""

    name: str
    here: Jurisdiction


@frozen(kw_only=True)
class Witness:
    """The plainest case on which two texts part for a pair of reasons: its facts, and the answer by each.

    `raw` is a case file's data; its place is the first text's region.
    """

    raw: Mapping[str, Any]
    relation: Relation
    first: Ruling
    second: Ruling


@frozen(kw_only=True)
class TopicRelation:
    """What two texts have on one topic, in clauses of one kind: whether they hold in the same cases.

    `first` and `second` are the clauses; of `relation`, `wider` says that the first hold wherever the second do.
    """

    topic: str
    kind: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    relation: Literal["same", "wider", "narrower", "overlap", "only_first", "only_second"]


@frozen(kw_only=True)
class Divergence:
    """How two texts stand to each other before every case that there can be.

    `shares` is the share of the fact space in each relation, by exact counting, and `clean` that of the cases in
    which no adverse fact is there; `witnesses` one case for each pair
    of reasons, as far as they were looked for, and `more` whether there are others.  `facts` is how many facts the
    answers read.
    """

    first: Side
    second: Side
    question: Question
    shares: Mapping[Relation, Fraction]
    clean: Mapping[Relation, Fraction]
    witnesses: tuple[Witness, ...]
    more: bool
    topics: tuple[TopicRelation, ...]
    facts: int
    vocabulary: Vocabulary

    def read(self, witness: Witness) -> Case:
        """The case of a witness."""
        names = frozenset(text.plugin for side in (self.first, self.second) for text in side.here.texts)
        return case_from(witness.raw, "…", self.vocabulary, names)

    @property
    def equivalent(self) -> bool:
        return not {*self.shares} - {"same"}

    @property
    def never_stricter(self) -> bool:
        """Whether the first is never stricter than the second, and the answers compare everywhere."""
        return not {*self.shares} & {"stricter", "apart"}

    @property
    def never_milder(self) -> bool:
        return not {*self.shares} & {"milder", "apart"}


def relation_of(first: Outcome, second: Outcome) -> Relation:
    """How two answers stand to each other."""
    if first.verdict == second.verdict:
        return "same" if first.tiers == second.tiers else "tiers"
    a, b = rank(first.verdict), rank(second.verdict)
    if a is None or b is None:
        return "apart"
    return "milder" if a < b else "stricter" if a > b else "ground"


class Pair:
    """Two texts before every case, for one question.  Raises TooComplex where they are too complex for it."""

    def __init__(self, first: Side, second: Side, question: Question, vocabulary: Vocabulary) -> None:
        self.first, self.second, self.question = first, second, question
        self.vocabulary = vocabulary
        self.policies = [*first.here.texts, *second.here.texts]
        nothing = Case(title="…", where=first.here.id, facts={})
        self.prepared = draw_up(nothing, self.policies, vocabulary)
        beside = [] if second.here is first.here else [second.here]
        self.r = Reasoner(first.here, self.prepared, self.prepared.known, STEPS, beside=beside)
        self.other = self.r.before(second.here)
        self._by_verdict: dict[tuple[bool, str], list[int]] = {}
        self._costs: dict[tuple[int, int], float] = {}

    @cached_property
    def answers(self) -> tuple[int, int]:
        """The answer of each text, its readings as favoured; outside where facts contradict each other."""
        d, outside = self.r.diagrams, self.r.diagrams.leaf(OUTSIDE)
        one, two = (r.as_favoured(table(r, self.question)) for r in (self.r, self.other))
        together = d.every(self._demands(d.levels(one) | d.levels(two)))
        return d.if_then_else(together, one, outside), d.if_then_else(together, two, outside)

    def _demands(self, levels: set[int]) -> list[int]:
        """What has to hold of the facts and findings at these levels, and of those that this hangs on."""
        left = [self.r.build(self.r.as_read(demand)) for demand in self.prepared.demands]
        names = {str(self.r.groups[level]) for level in levels}
        demands: dict[str, int] = {}
        also: list[int] = []
        while names - {*demands}:
            for name in sorted(names - {*demands}):
                demands[name] = self._demand(name)
                names |= self._read_in(demands[name])
            near = [node for node in left if self._read_in(node) & names]
            left = [node for node in left if node not in near]
            for node in near:
                names |= self._read_in(node)
                also.append(node)
        return [*demands.values(), *also]

    def _demand(self, name: str) -> int:
        if name in self.vocabulary:
            return demand_of_fact(self.r, name, known=False)
        return self.r.diagrams.every(demand_of_finding(r, name) for r in (self.r, self.other))

    def _read_in(self, node: int) -> set[str]:
        return {str(self.r.groups[level]) for level in self.r.diagrams.levels(node)}

    @cached_property
    def pairs(self) -> int:
        """Both answers, and how they stand to each other, as a function of the facts."""
        return self.r.diagrams.merge("pair", _pair, *self.answers)

    @cached_property
    def relations(self) -> int:
        """How the answers stand to each other, as a function of the facts."""
        return self.r.diagrams.map("relation", _relation, self.pairs)

    @cached_property
    def facts(self) -> int:
        """How many facts, findings and readings the two answers read."""
        d = self.r.diagrams
        levels = d.levels(self.answers[0]) | d.levels(self.answers[1])
        return len({self.r.groups[level] for level in levels})

    # Counting

    def shares(self, weights: Weights | None = None, *, clean: bool = False) -> dict[Relation, Fraction]:
        """The share of the cases in each relation: every value of a fact counts alike, or by its weight.

        Numbers count by the ranges that the conditions tell apart.  Settings that contradict themselves don't count;
        of `clean` ones no adverse fact is there.
        """
        weighed = Counting(self.r, weights or {}, clean=clean).of(self.relations)
        inside = {name: weight for name, weight in weighed.items() if name != OUTSIDE}
        whole = sum(inside.values())
        return {name: Fraction(inside[name], whole) for name in RELATIONS if inside.get(name)}

    # Where they part

    def witnesses(self, most: int = MOST_WITNESSES) -> tuple[tuple[Witness, ...], bool]:
        """The plainest case for each pair of reasons by which the answers differ, and whether there are more."""
        witnesses: list[Witness] = []
        for left in self._parted():
            while left != FALSE:
                if len(witnesses) >= most:
                    return tuple(witnesses), True
                witness, cut = self._witness(left)
                if witness is not None:
                    witnesses.append(witness)
                left = self.r.diagrams.every([left, self.r.diagrams.negation(cut)])
        return tuple(witnesses), False

    def _parted(self) -> Iterator[int]:
        """For each pair of answers that differ, where they are given; those first that can be ordered."""
        d = self.r.diagrams
        for pair in sorted(pair for pair in d.values(self.pairs) if isinstance(pair, tuple)):
            yield d.map(("is", pair), partial(eq, pair), self.pairs)

    def _witness(self, left: int) -> tuple[Witness | None, int]:
        """The plainest case there, and every case with the same reasons."""
        d, cut, path = self.r.diagrams, TRUE, self._plainest(left)
        for r, answer in ((self.r, self.answers[0]), (self.other, self.answers[1])):
            outcome = next(iter(self._left(answer, path)))
            node = self._reason(self._reasons(r, outcome.verdict), left, path)
            cut = d.every([cut, node])
            if self._left(node, path) != {True}:
                left = d.every([left, node])
                path = self._plainest(left)
        return self._ruled(self._fewest(path)), cut

    def _reason(self, nodes: list[int], left: int, path: Mapping[int, int]) -> int:
        """The first of some functions that holds on a path, or on it and elsewhere; everywhere if none does."""
        settled = (node for node in nodes if self._left(node, path) == {True})
        may = (n for n in nodes if True in self._left(n, path) and self.r.diagrams.every([left, n]) != FALSE)
        return next(chain(settled, may), TRUE)

    def _left(self, node: int, path: Mapping[int, int]) -> set[Any]:
        """The values that a function can still take once these levels are settled."""
        return {*self.r.diagrams.values_once(node, path)}

    def _reasons(self, r: Reasoner, verdict: str) -> list[int]:
        """For each clause by which this verdict is given, where it gives it."""
        key = (r is self.r, verdict)
        if key not in self._by_verdict:
            nodes = _giving(r, verdict) if verdict in _GIVEN_BY[self.question] else []
            self._by_verdict[key] = [r.as_favoured(node) for node in nodes]
        return self._by_verdict[key]

    def _plainest(self, node: int) -> dict[int, int]:
        cheapest = self.r.diagrams.cheapest_difference(node, FALSE, self._cost, OUTSIDE)
        assert cheapest is not None, "a function that isn't nowhere has a path"
        return cheapest[1]

    def _cost(self, level: int, cell: int) -> float:
        if (level, cell) not in self._costs:
            self._costs[level, cell] = cost(self.r, level, cell)
        return self._costs[level, cell]

    def _fewest(self, path: dict[int, int]) -> dict[int, int]:
        """The path without whatever both answers are the same without."""
        kept = [self._left(answer, path) | {OUTSIDE} for answer in self.answers]
        for level in sorted(path, key=lambda level: -self._cost(level, path[level])):
            fewer = {other: cell for other, cell in path.items() if other != level}
            left = (self.r.diagrams.values_once(answer, fewer) for answer in self.answers)
            if all(value in same for same, values in zip(kept, left, strict=True) for value in values):
                path = fewer
        return path

    def _ruled(self, path: Mapping[int, int]) -> Witness | None:
        """A path as a case, ruled by each text as its own region's; None where it can't be one."""
        values = values_of(self.r, path)
        first, second = self.first.here, self.second.here
        readings = {name for text in self.policies for name in text.readings}
        told = {n: v for n, v in values.items() if n not in readings and self._can_be_told(n, path)}
        theirs = {n: v for n, v in told.items() if n not in first.all_names}
        raw = case_data(first, {n: v for n, v in told.items() if n not in theirs})
        for key, more in case_data(second, theirs).items():
            raw[key] = raw[key] if key in ("title", "where") else _joined(raw[key], more)
        whole = case_from(raw, "…", self.vocabulary, frozenset(text.plugin for text in self.policies))
        answers = [next(iter(self._left(answer, path) - {OUTSIDE})) for answer in self.answers]
        if not self._comes_to(whole, answers):
            return None
        whole = self._needed(whole, answers)
        case = {**raw, "absent": [name for name in raw["absent"] if name in whole.facts]}
        case["facts"] = {name: value for name, value in raw["facts"].items() if name in whole.facts}
        one, two = (ruled(here, self.prepared_before(whole, here), self.question) for here in (first, second))
        return Witness(raw=case, relation=relation_of(*answers), first=one, second=two)

    def _needed(self, case: Case, answers: Sequence[Outcome]) -> Case:
        """A case without the facts that follow from others of it: once one is gone, another may be needed no more."""
        for name in case.facts:
            fewer = evolve(case, facts={n: known for n, known in case.facts.items() if n != name})
            if self._comes_to(fewer, answers):
                return self._needed(fewer, answers)
        return case

    def _comes_to(self, case: Case, answers: Sequence[Outcome]) -> bool:
        """Whether these are the answers of both texts to a case; not where its facts can't be so together."""
        for here, answer in zip((self.first.here, self.second.here), answers, strict=True):
            try:
                evaluation = Evaluation(here, self.prepared_before(case, here), self.question)
            except InputError:
                return False
            if {*evaluation.r.diagrams.values(evaluation.node)} - {OUTSIDE} != {answer}:
                return False
        return True

    def prepared_before(self, case: Case, here: Jurisdiction) -> PreparedCase:
        """A case as a matter of one of the two regions, before its texts alone.  Raises InputError."""
        return before_one_text(case, here, self.policies, self.vocabulary)

    def _can_be_told(self, name: str, path: Mapping[int, int]) -> bool:
        """Whether what a fact is `only_if` isn't ruled out: else it only looks as if it mattered."""
        condition = self.r.only_if(name) if name in self.vocabulary else None
        return condition is None or True in self._left(self.r.build(condition), path)

    # Topic by topic

    def topics(self) -> Iterator[TopicRelation]:
        """What both texts have of their own on each topic, and whether it holds in the same cases."""
        d = self.r.diagrams
        sides = [by_topic(side.here) for side in (self.first, self.second)]
        for key in dict.fromkeys([*sides[0], *sides[1]]):
            rules = [side.get(key, ()) for side in sides]
            one, two = (
                r.as_favoured(d.some([r.holds(rule) for rule in of]))
                for r, of in zip((self.r, self.other), rules, strict=True)
            )
            yield TopicRelation(
                topic=key[0],
                kind=key[1],
                first=tuple(rule.id for rule in rules[0]),
                second=tuple(rule.id for rule in rules[1]),
                relation=self._stands(one, two)
                if all(rules)
                else "only_first"
                if rules[0]
                else "only_second",
            )

    def _stands(self, one: int, two: int) -> Literal["same", "wider", "narrower", "overlap"]:
        d = self.r.diagrams
        if one == two:
            return "same"
        if d.every([two, d.negation(one)]) == FALSE:
            return "wider"
        return "narrower" if d.every([one, d.negation(two)]) == FALSE else "overlap"


def before_one_text(
    case: Case, here: Jurisdiction, policies: Iterable[Policy], vocabulary: Vocabulary
) -> PreparedCase:
    """A case as a matter of one region, before its texts alone; findings on clauses of these policies are no mistake.

    Raises InputError.
    """
    every = frozenset(name for text in policies for name in text.by_id)
    return draw_up(evolve(case, where=here.id), here.texts, vocabulary, every)


#: The verdicts that some clause gives, by question.
_GIVEN_BY: dict[Question, tuple[str, ...]] = {
    "tolerance": ("refused", "tolerated", "unaddressed", "unmet"),
    "filing": ("fileable",),
    "clarification": ("clear",),
}


def _giving(r: Reasoner, verdict: str) -> list[int]:
    """For each clause by which a verdict is given, where it gives it."""
    lists = {"refused": "red_line", "clear": "trigger"}
    if verdict in lists:
        return [r.holds(rule) for rule in r.jurisdiction.rules(lists[verdict])]
    if verdict == "fileable":
        return [node for _, node in fitting_scopes(r)]
    c = criteria(r)
    return [node for _, node in {"tolerated": c.deciding, "unaddressed": c.satisfied}.get(verdict, c.scenes)]


#: The kinds of clauses that decide, by question.
KINDS: dict[Question, tuple[str, ...]] = {
    "tolerance": ("situation", "condition", "red_line"),
    "filing": ("scope", "filing_condition"),
    "clarification": ("trigger",),
}


def by_topic(here: Jurisdiction) -> dict[tuple[str, str], tuple[Rule, ...]]:
    """A text's own public clauses that decide, by topic and kind."""
    topics: dict[tuple[str, str], tuple[Rule, ...]] = {}
    for kind in (kind for kinds in KINDS.values() for kind in kinds):
        for rule in here.policies[0].of(kind):
            if rule.when is not None:
                for topic in rule.topics:
                    topics[topic, kind] = (*topics.get((topic, kind), ()), rule)
    return topics


def diverge(
    first: Side,
    second: Side,
    question: Question,
    vocabulary: Vocabulary,
    *,
    weights: Weights | None = None,
    most: int = MOST_WITNESSES,
) -> Divergence:
    """How two texts stand to each other for one question.  Raises TooComplex."""
    pair = Pair(first, second, question, vocabulary)
    shares, clean = pair.shares(weights), pair.shares(weights, clean=True)
    witnesses, more = pair.witnesses(most)
    topics = tuple(t for t in pair.topics() if t.kind in KINDS[question])
    return Divergence(
        first=first, second=second, question=question, shares=shares, clean=clean, witnesses=witnesses, more=more,
        topics=topics, facts=pair.facts, vocabulary=vocabulary,
    )  # fmt: skip


#: Relations of answers that differ, those first that are shown first.
_SHOWN: tuple[Relation, ...] = ("milder", "stricter", "apart", "ground", "tiers")


def _pair(first: Outcome, second: Outcome) -> object:
    """Both verdicts, with what orders them, where the answers differ: those first of which one tolerates."""
    if OUTSIDE in (first, second):
        return OUTSIDE
    if first == second:
        return None
    verdicts = (first.verdict, second.verdict)
    gap = abs((rank(verdicts[0]) or 0) - (rank(verdicts[1]) or 0))
    return "tolerated" not in verdicts, -gap, _SHOWN.index(relation_of(first, second)), *verdicts


def _relation(pair: Any) -> object:
    """How the answers of a pair stand to each other."""
    if pair is None:
        return "same"
    return OUTSIDE if pair == OUTSIDE else _SHOWN[pair[2]]


def _joined(one: Any, two: Any) -> Any:
    return {**one, **two} if isinstance(one, dict) else [*one, *two]
