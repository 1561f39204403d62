"""The texts above: what the provincial and national texts that are installed would make of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ..plugins.registry import Registry
from ..policy.cases import Case
from ..policy.jurisdiction import Jurisdiction
from ..ruling import PreparedCase, Ruling, prepare, rule
from ..ruling.clocks import Clock
from ..ruling.result import ClauseState, TextsAbove


def with_texts_above(
    registry: Registry, case: Case, clock: Clock | None, rulings: Sequence[Ruling]
) -> tuple[Ruling, ...]:
    """The rulings, each with what the texts above would make of it where that is another answer."""
    whole = registry.on_every_layer
    known = prepare(case, whole.texts, whole.vocabulary, clock)
    told = []
    for ruling in rulings:
        own, here = registry.jurisdictions.get(ruling.region), whole.jurisdictions.get(ruling.region)
        if own is not None and here is not None and len(here.policies) > len(own.policies):
            other = rule(here, known, ruling.question, brief=True)
            if not (ruling.failed() or other.failed()) and _differ(ruling, other):
                own_texts = {text.plugin for text in own.policies}
                ruling = evolve(ruling, above=_above(other, here, own_texts))
            ruling = _with_what_weighs(ruling, here, known)
        told.append(ruling)
    return tuple(told)


def _with_what_weighs(ruling: Ruling, here: Jurisdiction, known: PreparedCase) -> Ruling:
    """The ruling, with the clauses of the texts above by which a false accusation would be a worse one."""
    told = ruling.accusation
    if told is None or not told.raised or told.state not in ("met", "open"):
        return ruling
    own = {state.id for state in ruling.clauses}
    states = rule(here, known, ruling.question).clauses
    worse = tuple(
        s for s in states if s.kind == "aggravation" and s.state in ("met", "open") and s.id not in own
    )
    return evolve(ruling, accusation=evolve(told, weighing=worse))


def _differ(own: Ruling, other: Ruling) -> bool:
    """Whether the answer is another one, or hope of tolerance is given or taken while both are open."""
    if own.verdict == other.verdict == "open":
        left, left_above = ({p.verdict for p in (r.if_absent or r).possible} for r in (own, other))
        return ("tolerated" in left) != ("tolerated" in left_above)
    return own.answer != other.answer


def clauses_above(
    registry: Registry, case: Case, prepared: PreparedCase, ruling: Ruling
) -> tuple[Jurisdiction, tuple[ClauseState, ...]]:
    """The clauses of the texts above that their other answer rests on, each with its state there."""
    assert ruling.above is not None
    whole = registry.on_every_layer
    known = prepare(case, whole.texts, whole.vocabulary, prepared.clock)
    here = whole.jurisdictions[ruling.region]
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
