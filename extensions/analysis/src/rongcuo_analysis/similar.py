"""Similar matters: how near a decided matter is to a case, by what is alike and what isn't.

Facts are held against each other one by one, by the aspects that officers look at.  Nothing is learned and nothing
is weighed: the order is that of `Likeness.order`, and it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from attrs import frozen

from rongcuo.facts.known import Known
from rongcuo.facts.vocabulary import Fact, Vocabulary
from rongcuo.policy.cases import Question
from rongcuo.policy.decided import Decided

#: What officers look at, in the order in which it is shown; `other` is looked at last and makes no matter nearer
#: by itself: the kind of work, and how it was decided.
Aspect = Literal["rule", "motive", "cause", "consequence", "remedy", "filing", "report", "other"]
ASPECTS: tuple[Aspect, ...] = (
    "rule",
    "motive",
    "cause",
    "consequence",
    "remedy",
    "filing",
    "report",
    "other",
)
#: The aspect of each group of facts, where a fact has none of its own.
_OF_GROUP: Mapping[str, Aspect] = {
    "nature": "rule",
    "motive": "motive",
    "circumstances": "cause",
    "consequences": "consequence",
    "remedy": "remedy",
    "filing": "filing",
    "clarification": "report",
}
#: Facts that belong to another aspect than the rest of their group.
_OF_FACT: Mapping[str, Aspect] = {
    **dict.fromkeys(("procedure_flaw", "mandatory_procedure", "tender_limit", "contract_change"), "rule"),
    **dict.fromkeys(("sudden_event", "hard_urgent_task", "emergency_avoidance", "legacy_problem"), "cause"),
    **dict.fromkeys(("negligent", "ordinary_carelessness"), "motive"),
}
#: How far a matter has come says nothing of the matter.
_ASIDE = frozenset(["stage"])

Side = Literal["alike", "different", "not_in_matter", "not_in_case", "unclear"]


@frozen(kw_only=True)
class Held:
    """One aspect of a case held against a matter's.

    The facts that are alike, that differ, that one of the two tells alone; `unclear` are those of which both tell
    too little to say.
    """

    aspect: Aspect
    alike: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    not_in_matter: tuple[str, ...] = ()
    not_in_case: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def stands(self) -> int:
        """1 where something is alike and nothing differs, -1 where it is the other way round, else 0."""
        return bool(self.alike) - bool(self.different)


@frozen(kw_only=True, slots=False)
class Likeness:
    """How one decided matter stands to a case."""

    matter: Decided
    held: tuple[Held, ...]

    def count(self, side: Side) -> int:
        return sum(len(getattr(held, side)) for held in self.held)

    @cached_property
    def order(self) -> tuple[int, int, int]:
        """The nearest is the smallest.

        First the aspects that are alike less those that differ, `other` left aside; of as many the facts that are
        alike less those that differ; then the fewest that one of the two tells alone or too little of.
        """
        aspects = sum(held.stands for held in self.held if held.aspect != "other")
        facts = self.count("alike") - self.count("different")
        apart = self.count("not_in_matter") + self.count("not_in_case") + self.count("unclear")
        return -aspects, -facts, apart


def similar(
    facts: Mapping[str, Known], question: Question, matters: Iterable[Decided], vocabulary: Vocabulary
) -> list[Likeness]:
    """The matters of the same question that were decided, the nearest first; of those as near in the order given."""
    asked = [
        m for m in matters if m.outcome.question == question and (m.outcome.answer or m.outcome.accusation)
    ]
    return sorted((likeness(facts, matter, vocabulary) for matter in asked), key=lambda like: like.order)


def likeness(facts: Mapping[str, Known], matter: Decided, vocabulary: Vocabulary) -> Likeness:
    """How a matter stands to the facts of a case."""
    return Likeness(matter=matter, held=held(facts, matter.case.facts, vocabulary))


def held(case: Mapping[str, Known], matter: Mapping[str, Known], vocabulary: Vocabulary) -> tuple[Held, ...]:
    """What is known of a case against what is known of a matter, by aspect; without those of which neither tells."""
    sides: dict[Aspect, dict[Side, list[str]]] = {}
    for name, fact in vocabulary.items():
        if name in _ASIDE or fact.derived or fact.type == "date":
            continue
        side = _side(fact, case.get(name), matter.get(name))
        if side is not None:
            sides.setdefault(_aspect(fact), {}).setdefault(side, []).append(name)
    return tuple(
        Held(aspect=aspect, **{side: tuple(names) for side, names in sides[aspect].items()})
        for aspect in ASPECTS
        if aspect in sides
    )


def _aspect(fact: Fact) -> Aspect:
    return _OF_FACT.get(fact.id) or _OF_GROUP.get(fact.group, "other")


def _side(fact: Fact, one: Known | None, other: Known | None) -> Side | None:
    if one is None or other is None:
        if one is None and other is None:
            return None
        return "not_in_case" if one is None else "not_in_matter"
    if fact.type == "set":
        return _of_sets(fact, one, other)
    mine, theirs = _values(fact, one), _values(fact, other)
    if not mine & theirs:
        return "different"
    return "alike" if mine == theirs else "unclear"


def _values(fact: Fact, known: Known) -> frozenset[object]:
    """What a fact may be: of a number whether it is none or something, as no two are the same."""
    if not fact.numeric:
        return frozenset(known.values)
    nothing, something = 0 in known.span, known.span.high is None or known.span.high > 0
    return frozenset(["none"] * nothing + ["some"] * something)


def _of_sets(fact: Fact, one: Known, other: Known) -> Side:
    """Alike where they share a member, or are alike empty; different where what the one has the other has not."""
    if one.includes & other.includes:
        return "alike"
    if (one.includes, one.excludes) == (other.includes, other.excludes):
        return "alike"
    if _lacks(fact, one, other) or _lacks(fact, other, one):
        return "different"
    return "unclear"


def _lacks(fact: Fact, one: Known, other: Known) -> bool:
    """Whether the other has none of what this one has, and has nothing else that nobody knows of."""
    return bool(one.includes) and one.includes <= other.excludes
