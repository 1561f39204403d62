"""Boundaries: the values on both sides of every threshold, and which of them no case takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from rongcuo.facts.conditions import Atom, Span, atoms
from rongcuo.facts.vocabulary import Fact, Value

from .exact import own_policies
from .subject import Outcome, Subject
from .texts import ruled_by


@frozen(kw_only=True)
class Boundary:
    """A value beside a threshold of a clause, and a case that has it; None where there is none.

    `edition` is the earlier version whose clause it is, None for the newest.
    """

    clause: str
    edition: str | None
    fact: str
    value: Value
    taken: str | None


def boundaries(subject: Subject, outcomes: Iterable[Outcome]) -> tuple[Boundary, ...]:
    """Both sides of every threshold and level that the plugin's clauses read, each value once."""
    passed = [outcome for outcome in outcomes if outcome.passed]
    sides: dict[tuple[str, Value], Boundary] = {}
    texts = own_policies(subject.here, subject.policy.plugin)
    for policy in (*texts, *subject.texts[1:]):
        by = [outcome for outcome in passed if ruled_by(outcome, subject, [policy.edition])]
        for rule in policy.rules:
            for atom in atoms(rule.condition) if rule.when is not None else ():
                if atom.name in subject.here.variables:
                    continue
                fact = subject.here.fact(atom.name)
                for value, *as_near in _beside(fact, atom):
                    taken = _taken(by, fact, (value, *as_near))
                    boundary = Boundary(
                        clause=rule.id, edition=policy.edition, fact=fact.id, value=value, taken=taken
                    )
                    sides.setdefault((fact.id, value), boundary)
    return tuple(sides.values())


def _beside(fact: Fact, atom: Atom) -> Iterator[tuple[Value, ...]]:
    """Both sides of each threshold: the value to be taken, and what would do as well."""
    if isinstance(atom.test, Span):
        for end, step in ((atom.test.low, -1), (atom.test.high, 1)):
            if end is not None:
                inside, outside = _side(fact, end, -step), _side(fact, end + step, step)
                yield from sorted(side for side in (inside, outside) if side[0] >= 0)
    elif fact.type == "level":
        for low, high in zip(fact.values, fact.values[1:], strict=False):
            if (low in atom.test) != (high in atom.test):
                yield (low,)
                yield (high,)


def _side(fact: Fact, value: int, away: int) -> tuple[int, ...]:
    """The value beside a threshold on one side, `away` from it.

    Working days are in halves, a day off between two of them: instead of it the next working day on the same side
    is to be taken, which any case can tell, and the day off does as well.
    """
    return (value + away, value) if fact.type == "working_days" and value % 2 else (value,)


def _taken(passed: list[Outcome], fact: Fact, values: tuple[Value, ...]) -> str | None:
    for outcome in passed:
        assert outcome.prepared is not None
        known = outcome.prepared.known.get(fact.id)
        if known is not None and known.single(fact) in values:
            return outcome.case.file
    return None
