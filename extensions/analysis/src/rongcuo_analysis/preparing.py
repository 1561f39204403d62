"""Preparing: what to do before an act so that, should it go wrong, a region's text covers it.

The matter is taken as its own region's.  A plan rests on one situation of the text, and is what still has to be
done, and be so, for that situation to carry a tolerance; what nobody can bring about has to turn out so later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from rongcuo.facts.known import Known, exactly
from rongcuo.facts.vocabulary import Fact, Value
from rongcuo.policy.policy import Rule
from rongcuo.ruling import Ruling

from .answering import Asking
from .whatif import MOST_CHANGES, Change, change_of, smallest_sets, stands_on

#: Groups of facts that only show once the act is done, or that hang on how it went.
LATER = ("circumstances", "consequences", "remedy", "filing", "stage")


@frozen(kw_only=True)
class Line:
    """One line of a checklist: a fact with the value that it has to have, and the clauses that ask for it."""

    fact: str
    known: Known
    instead: tuple[Known, ...]
    clauses: tuple[str, ...]


@frozen(kw_only=True)
class Plan:
    """How one situation comes to cover the matter.

    `to_do` before the act; `to_be_so` of the matter itself; `later` has to turn out so, should it go wrong; `kept`
    are facts of the case that have to stay as they are.
    """

    situation: Rule
    ruling: Ruling
    to_do: tuple[Line, ...]
    to_be_so: tuple[Line, ...]
    later: tuple[Line, ...]
    kept: tuple[str, ...]


@frozen(kw_only=True)
class Avoided:
    """Adverse facts that would take the tolerance away: the answer then, and the clauses by which it is given.

    Without a clause no text addresses them.
    """

    verdict: str
    clauses: tuple[str, ...]
    facts: tuple[str, ...]


@frozen(kw_only=True)
class Preparation:
    """What to do before an act: by `filing` whether it may be filed, and a plan for each situation that can cover it.

    `avoided` is what must not happen whichever plan is followed.
    """

    asking: Asking
    filing: Ruling | None
    plans: tuple[Plan, ...]
    avoided: tuple[Avoided, ...]


def prepare(asking: Asking, filing: Ruling | None = None) -> Preparation:
    """The plans by which a matter is covered, those first for which least has to be so that nobody can bring about.

    Raises InputError where the region is too complex to be looked through.
    """
    plans = asking.worked_out(lambda: sorted(_plans(asking), key=_hangs_on))
    return Preparation(
        asking=asking,
        filing=filing,
        plans=tuple(plans),
        avoided=tuple(_avoided(asking, plans[0])) if plans else (),
    )


def _hangs_on(plan: Plan) -> int:
    return len(plan.later) + len(plan.to_be_so)


def _plans(asking: Asking) -> Iterator[Plan]:
    for situation in asking.here.rules("situation"):
        node = asking.carried_by(situation)
        sets, _ = smallest_sets(asking, node, "before", MOST_CHANGES, established=True)
        ranked = sorted(sets, key=lambda names: (*_burden(asking, names), sorted(names)))
        for names in ranked[:3]:
            change = change_of(asking, sets[names])
            if change is not None and change.ruling.answer == "tolerated":
                yield _plan(asking, situation, change)
                break


def _burden(asking: Asking, names: Iterable[str]) -> tuple[int, int, int]:
    """What a set asks for: facts that have to turn out so later, that have to be so, and to be done."""
    kinds = [_kind(asking, name) for name in names]
    return kinds.count("later"), kinds.count("to_be_so"), kinds.count("to_do")


def _kind(asking: Asking, name: str) -> str:
    fact = asking.vocabulary.get(name)
    if fact is None:
        return "later"  # a finding
    if fact.before is not None:
        return "to_do"
    return "later" if fact.group in LATER else "to_be_so"


def _plan(asking: Asking, situation: Rule, change: Change) -> Plan:
    lines: dict[str, list[Line]] = {"to_do": [], "to_be_so": [], "later": []}
    gating = [situation, *asking.here.rules("condition", "tier_gate")]
    for name, known in change.facts.items():
        clauses = tuple(rule.id for rule in gating if name in rule.reads or name == rule.id)
        line = Line(
            fact=name, known=known, instead=change.instead.get(name, ()), clauses=clauses or (situation.id,)
        )
        lines[_kind(asking, name)].append(line)
    return Plan(
        situation=situation,
        ruling=change.ruling,
        to_do=tuple(lines["to_do"]),
        to_be_so=tuple(lines["to_be_so"]),
        later=tuple(lines["later"]),
        kept=tuple(stands_on(asking, change.cells)),
    )


def _avoided(asking: Asking, plan: Plan) -> Iterator[Avoided]:
    """The adverse facts that take the tolerance of a plan away one by one, by what they make of it."""
    facts = {line.fact: line.known for line in (*plan.to_do, *plan.to_be_so, *plan.later)}
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name in asking.checked:
        fact = asking.vocabulary[name]
        ruling = asking.once({**facts, name: exactly(fact, worst(fact))})
        if ruling is not None and ruling.answer != "tolerated":
            clauses = ruling.decided_by if ruling.answer in ("refused", "unmet") else ()
            grouped.setdefault((ruling.answer, clauses), []).append(name)
    for (verdict, clauses), names in grouped.items():
        yield Avoided(verdict=verdict, clauses=clauses, facts=tuple(names))


def worst(fact: Fact) -> Value:
    """The gravest value of an adverse fact."""
    if fact.type == "set":
        return frozenset(fact.values)
    adverse = fact.adverse_values()
    if fact.type == "yes_no":
        return next(iter(adverse))
    return next(value for value in reversed(fact.values) if value in adverse)
