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
from ..ruling.result import ClauseState, Possible, TextsAbove
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
    results = []
    for ruling in rulings:
        own, here = registry.jurisdictions.get(ruling.region), whole.jurisdictions.get(ruling.region)
        if own is not None and here is not None and len(here.policies) > len(own.policies):
            same = _as_open(ruling, here, known, exchange)
            other = None if same else rule(here, known, ruling.question, brief=True)
            if other is not None and not (ruling.failed() or other.failed()) and _differ(ruling, other):
                own_texts = {text.plugin for text in own.policies}
                above = _above(other, here, own_texts)
                ruling = evolve(ruling, above=above, editions_above=other.editions)
            ruling = _with_what_weighs(ruling, here, known)
        results.append(ruling)
    return tuple(results)


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


def _with_what_weighs(ruling: Ruling, here: Jurisdiction, known: PreparedCase) -> Ruling:
    """The ruling, with the clauses of the texts above by which a false accusation would be a worse one."""
    accusation = ruling.accusation
    if accusation is None or not accusation.raised or accusation.state not in ("met", "open"):
        return ruling
    own = {state.id for state in ruling.clauses}
    other = rule(here, known, ruling.question)
    worse = tuple(
        s for s in other.clauses if s.kind == "aggravation" and s.state in ("met", "open") and s.id not in own
    )
    return evolve(ruling, accusation=evolve(accusation, weighing=worse), editions_above=other.editions)


def _differ(own: Ruling, other: Ruling) -> bool:
    """Whether the answer is another one, or hope of tolerance is given or taken while both are open."""
    if own.verdict == other.verdict == "open":
        return _hope((own.if_absent or own).possible) != _hope((other.if_absent or other).possible)
    return own.answer != other.answer


def _hope(left: Sequence[Possible]) -> bool:
    return any(possible.verdict == "tolerated" for possible in left)


def clauses_above(
    registry: Registry, known: PreparedCase, ruling: Ruling
) -> tuple[Jurisdiction, tuple[ClauseState, ...]]:
    """The clauses of the texts above that their other answer rests on, each with its state there."""
    assert ruling.above is not None
    here = registry.on_every_layer.jurisdictions[ruling.region]
    other = rule(here, known, ruling.question)
    states = (state for state in other.clauses if state.id in ruling.above.decided_by and not state.floor)
    return here.in_the_words_of(other.editions), tuple(states)


def _above(other: Ruling, here: Jurisdiction, own: set[str]) -> TextsAbove:
    """Their answer, and the clauses of theirs that it rests on, red lines last where it is open."""
    cited = [name for name in other.decided_by if name in here.by_id and name.partition(":")[0] not in own]
    if other.verdict == "open":
        cited.sort(key=lambda name: here.by_id[name].kind == "red_line")
    left = other.if_absent.still_needed if other.if_absent is not None else ()
    needed = {name: facts for name, facts in left if name in cited}
    return TextsAbove(
        verdict=other.verdict,
        decided_by=tuple(cited),
        once_checked=other.once_checked,
        still_needed=needed,
    )
