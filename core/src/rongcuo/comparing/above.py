"""The texts above: what the provincial and national texts that are installed would make of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve

from ..plugins.registry import Registry
from ..policy.jurisdiction import Jurisdiction
from ..ruling import PreparedCase, Ruling, rule
from ..ruling.clocks import standings
from ..ruling.compiled import whatever_was_before
from ..ruling.diagrams import TooComplex
from ..ruling.result import Possible, TextsAbove
from .exchange import Exchange


def with_texts_above(
    registry: Registry, known: PreparedCase, rulings: Sequence[Ruling]
) -> tuple[Ruling, ...]:
    """The rulings, each with what the texts above would make of it where that is another answer."""
    return whatever_was_before(partial(_with_texts_above, registry, known, rulings))


def _with_texts_above(
    registry: Registry, known: PreparedCase, rulings: Sequence[Ruling]
) -> tuple[Ruling, ...]:
    whole = registry.on_every_layer
    exchange = Exchange(known, rulings[0].question if rulings else "tolerance")
    told = []
    for ruling in rulings:
        own, here = registry.jurisdictions.get(ruling.region), whole.jurisdictions.get(ruling.region)
        if own is not None and here is not None and len(here.policies) > len(own.policies):
            same = _as_open(ruling, here, known, exchange)
            other = None if same else rule(here, known, ruling.question, brief=True)
            if other is not None and not (ruling.failed() or other.failed()) and _differ(ruling, other):
                own_texts = {text.plugin for text in own.policies}
                ruling = evolve(ruling, above=_above(other, here, own_texts))
        told.append(ruling)
    return tuple(told)


def _as_open(own: Ruling, here: Jurisdiction, known: PreparedCase, exchange: Exchange) -> bool:
    """Whether an open answer is surely as open above: what the checks leave is far less to combine than the whole.

    What a red line may refuse here it may refuse above as well.
    """
    if own.verdict != "open":
        return False
    try:
        ways = standings(here, known.clock, own.question)
    except TooComplex:
        return False
    if len(ways) > 1 or len(ways[0].texts) > 1:
        return False
    left = exchange.left(ways[0].here)
    verdicts = {p.verdict for p in (*left, *(p for p in own.possible if p.verdict == "refused"))}
    return bool(left) and len(verdicts) > 1 and _hope(left) == _hope((own.if_absent or own).possible)


def _differ(own: Ruling, other: Ruling) -> bool:
    """Whether the answer is another one, or hope of tolerance is given or taken while both are open."""
    if own.verdict == other.verdict == "open":
        return _hope((own.if_absent or own).possible) != _hope((other.if_absent or other).possible)
    return own.answer != other.answer


def _hope(left: Sequence[Possible]) -> bool:
    return any(possible.verdict == "tolerated" for possible in left)


def _above(other: Ruling, here: Jurisdiction, own: set[str]) -> TextsAbove:
    """Their answer, and the clauses of theirs that it rests on, red lines last where it is open."""
    cited = [name for name in other.decided_by if name in here.by_id and name.partition(":")[0] not in own]
    if other.verdict == "open":
        cited.sort(key=lambda name: here.by_id[name].kind == "red_line")
    return TextsAbove(verdict=other.verdict, decided_by=tuple(cited))
