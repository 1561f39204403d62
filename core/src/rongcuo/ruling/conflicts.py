"""Conflicts between layers: where one text of a region asks for what another doesn't, or forbids.

They are listed by name and change nothing: the answer is the table's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from attrs import frozen

from ..facts.known import Known
from ..facts.surely import surely
from ..policy.policy import Policy, Rule
from .reasoner import Reasoner
from .tables import filing_gate

Side = Literal["lower", "higher"]


@frozen(kw_only=True)
class Conflict:
    """Two layers that say different things of a case.

    `layers` are the regions of the two texts, the lower first; `lower` and `higher` the clauses on
    each side; `prevails` is the side that the answer follows.  By `kind`:

    - `red_line_above`: the lower text tolerates what a red line of the higher one refuses
    - `red_line_below`: the higher text tolerates what a red line of the lower one refuses
    - `condition_above`: a situation of the lower text is met, and conditions of the higher one fail
    - `condition_below`: a situation of the higher text is met, and conditions of the lower one fail
    - `files_more`: a scope of the lower text fits, and none of the higher one's
    - `clears_more`: a trigger of the lower text is met, and none of the higher one's
    - `accuses_more`: a false accusation by the lower text's test, and not by the higher one's
    """

    kind: str
    layers: tuple[str, str]
    lower: tuple[str, ...]
    higher: tuple[str, ...]
    prevails: Side


def conflicts(r: Reasoner, question: str) -> tuple[Conflict, ...]:
    """The conflicts that are sure under what is known, the nearest layers first."""
    find = {"tolerance": _of_tolerance, "filing": _of_filing, "clarification": _of_clarification}[question]
    texts = r.jurisdiction.texts
    pairs = [(a, b) for a, b in combinations(texts, 2) if a.region.id != b.region.id]
    return tuple(conflict for lower, higher in pairs for conflict in find(r, lower, higher))


def _of_tolerance(r: Reasoner, lower: Policy, higher: Policy) -> Iterator[Conflict]:
    below, above = _tolerating(r, lower), _tolerating(r, higher)
    refusing_above, refusing_below = _met(r, higher.of("red_line")), _met(r, lower.of("red_line"))
    if below and refusing_above:
        yield _conflict("red_line_above", lower, below, higher, refusing_above, "higher")
    if above and refusing_below:
        yield _conflict("red_line_below", lower, refusing_below, higher, above, "lower")
    failing_above, failing_below = _failing(r, higher), _failing(r, lower)
    if below and failing_above:
        yield _conflict("condition_above", lower, below, higher, failing_above, "higher")
    if above and failing_below:
        yield _conflict("condition_below", lower, failing_below, higher, above, "higher")


def _of_filing(r: Reasoner, lower: Policy, higher: Policy) -> Iterator[Conflict]:
    scopes = higher.of("scope")
    below = _met(r, lower.of("scope")) if r.state(filing_gate(r, lower)) else []
    shut = r.state(filing_gate(r, higher)) is False
    if below and scopes and (shut or _none_met(r, scopes)):
        yield _conflict("files_more", lower, below, higher, scopes, "lower")


def _of_clarification(r: Reasoner, lower: Policy, higher: Policy) -> Iterator[Conflict]:
    for name, kind in (("clears_more", "trigger"), ("accuses_more", "accusation")):
        below, tests = _met(r, lower.of(kind)), _as_read(r, higher.of(kind))
        if below and tests and _none_met(r, tests):
            yield _conflict(name, lower, below, higher, tests, "lower")


def _conflict(
    kind: str, lower: Policy, below: Sequence[Rule], higher: Policy, above: Sequence[Rule], prevails: Side
) -> Conflict:
    return Conflict(
        kind=kind,
        layers=(lower.region.id, higher.region.id),
        lower=tuple(rule.id for rule in below),
        higher=tuple(rule.id for rule in above),
        prevails=prevails,
    )


def _met(r: Reasoner, rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if r.state(r.holds(rule))]


def _none_met(r: Reasoner, rules: Iterable[Rule]) -> bool:
    return all(r.state(r.holds(rule)) is False for rule in rules)


def _tolerating(r: Reasoner, text: Policy) -> list[Rule]:
    """The situations of one text that are met, with the text's own conditions."""
    return _met(r, text.of("situation")) if r.state(r.build(text.gate)) else []


def _failing(r: Reasoner, text: Policy) -> list[Rule]:
    """The conditions that fail, where the text's conditions fail as it joins them."""
    if r.state(r.build(text.gate)) is not False:
        return []
    rules = text.of("condition")
    return [rule for rule in rules if r.state(r.holds(rule)) is False] or list(rules)


def _as_read(r: Reasoner, rules: Iterable[Rule]) -> list[Rule]:
    """The rules without those that hold only under a reading that isn't the one taken."""
    taken = {name: Known(values=frozenset([option])) for name, option in r.favoured.items()}
    return [rule for rule in rules if surely(rule.condition, taken) is not False]
