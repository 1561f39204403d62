"""The texts above: what the provincial and national texts that are installed would make of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve

from ..plugins.registry import Registry
from ..policy.cases import Question
from ..policy.jurisdiction import Jurisdiction
from ..ruling import PreparedCase, Ruling, rule
from ..ruling.clocks import standings
from ..ruling.compiled import whatever_was_before
from ..ruling.diagrams import TooComplex
from ..ruling.evaluation import Evaluation
from ..ruling.reasoner import Reasoner
from ..ruling.result import Possible, TextsAbove


def with_texts_above(
    registry: Registry, known: PreparedCase, rulings: Sequence[Ruling]
) -> tuple[Ruling, ...]:
    """The rulings, each with what the texts above would make of it where that is another answer."""
    whole = registry.on_every_layer
    told = []
    for ruling in rulings:
        own, here = registry.jurisdictions.get(ruling.region), whole.jurisdictions.get(ruling.region)
        if own is not None and here is not None and len(here.policies) > len(own.policies):
            other = None if _as_open(ruling, here, known) else rule(here, known, ruling.question, brief=True)
            if other is not None and not (ruling.failed() or other.failed()) and _differ(ruling, other):
                own_texts = {text.plugin for text in own.policies}
                ruling = evolve(ruling, above=_above(other, here, own_texts))
        told.append(ruling)
    return tuple(told)


def _as_open(own: Ruling, here: Jurisdiction, known: PreparedCase) -> bool:
    """Whether an open answer is surely as open above: what the checks leave is far less to combine than the whole.

    What a red line may refuse here it may refuse above as well.
    """
    if own.verdict != "open":
        return False
    try:
        left = whatever_was_before(partial(_left, here, known, own.question))
    except (TooComplex, RecursionError):
        return False
    verdicts = {p.verdict for p in (*left, *(p for p in own.possible if p.verdict == "refused"))}
    return bool(left) and len(verdicts) > 1 and _hope(left) == _hope((own.if_absent or own).possible)


def _left(here: Jurisdiction, known: PreparedCase, question: Question) -> tuple[Possible, ...]:
    """What the texts above leave possible once every check came back empty; nothing where that doesn't tell."""
    ways = standings(here, known.clock, question)
    if len(ways) > 1 or len(ways[0].texts) > 1:
        return ()
    here = ways[0].here
    once = Reasoner(here, known, known.here(here)).once_absent()
    return () if once is None else Evaluation(here, known, question, r=once).possible


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
