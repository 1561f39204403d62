"""Expectations: what a case's author expects of a ruling, held against the ruling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from rongcuo.policy.cases import Case, Expectation, Question
from rongcuo.ruling import Ruling

#: What an expectation can speak of; the order of a list of names is no matter.
KEYS = (
    "verdict", "decided_by", "tiers", "if_absent", "unaddressed", "checks", "open_facts", "met", "not_met",
    "readings", "reading_tiers",
)  # fmt: skip
#: What only a ruling with its explanation tells.
EXPLAINED = ("unaddressed", "met", "not_met", "readings", "reading_tiers")


@frozen
class Mismatch:
    """One thing that came out otherwise than expected."""

    key: str
    expected: Any
    ruled: Any


def question_of(case: Case, expected: Expectation) -> Question:
    """The question an expectation is about: the one it names, or the first that the case poses."""
    return expected.question or case.questions()[0]


def needs_explanation(expected: Expectation) -> bool:
    """Whether a brief ruling isn't enough to hold it against."""
    return any(getattr(expected, key) is not None for key in EXPLAINED)


def mismatches(expected: Expectation, ruling: Ruling) -> tuple[Mismatch, ...]:
    """What came out otherwise; what an expectation doesn't speak of is no matter."""
    differences = []
    for key in KEYS:
        wanted = getattr(expected, key)
        if wanted is None:
            continue
        wanted = _in_order(wanted)
        ruled = ruled_value(ruling, key, wanted)
        if ruled != wanted:
            differences.append(Mismatch(key, wanted, ruled))
    return tuple(differences)


def ruled_value(ruling: Ruling, key: str, wanted: Any = ()) -> Any:
    """What a ruling tells of one thing that an expectation can speak of.

    Of clauses and readings it tells those that are `wanted`.
    """
    if key == "verdict":
        return ruling.verdict
    if key == "if_absent":
        return ruling.if_absent.verdict if ruling.if_absent else None
    if key == "tiers":
        tiers = next((p.tiers for p in ruling.possible if p.verdict == "tolerated"), None)
        return _in_order(tiers or ())  # a case can't tell a text without tiers from one that allows none here
    if key == "checks":
        return _in_order(ruling.needs.checks)
    if key == "open_facts":
        return _in_order(ruling.needs.all())
    if key in ("met", "not_met"):
        states = {state.id: state.state for state in ruling.clauses}
        return _in_order(name for name in wanted if states.get(name) == key)
    if key in ("readings", "reading_tiers"):
        noted = {r.id: r.results if key == "readings" else r.tiers for r in ruling.readings}
        return {
            name: {option: _in_order(noted.get(name, {}).get(option) or ()) for option in options}
            for name, options in wanted.items()
        }
    return _in_order(getattr(ruling, key))


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _in_order(inner) for name, inner in value.items()}
    return value if isinstance(value, str) else tuple(sorted(value))
