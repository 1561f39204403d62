"""Ruling one case before one region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from ..facts.known import Known
from ..facts.problems import Problem
from ..policy.cases import Question
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy
from .clocks import TooManyWays, standings
from .compiled import BUDGET, whatever_was_before
from .conflicts import conflicts
from .decided import decided_by, unaddressed
from .diagrams import TooComplex
from .evaluation import Evaluation
from .explain import clause_states
from .merging import merged
from .needs import Sorted, remaining, settling, sort_needs
from .prepared import PreparedCase
from .remarks import accusation, deciders, effects, forms, notes, procedure, unseen_lists
from .result import Note, ReadingTaken, Remaining, RuledBy, Ruling
from .stated import unread
from .tables import fitting_scopes
from .worth import filing_worth


def rule(
    jurisdiction: Jurisdiction,
    prepared: PreparedCase,
    question: Question,
    *,
    filing: Mapping[str, Known] | None = None,
    brief: bool = False,
    budget: int = BUDGET,
) -> Ruling:
    """What this region's texts say of the case, as they stand by its clock.

    `filing` replaces what is known of a filing here; `brief` leaves out what explains the answer.  A
    region above its step budget answers with an error, never with a verdict.
    """

    def by(here: Jurisdiction) -> Ruling:
        evaluation = Evaluation(here, prepared, question, filing, budget)
        sorted_ = sort_needs(evaluation)
        answer = _answer(evaluation, sorted_)
        return answer if brief else _explained(evaluation, sorted_, answer)

    def ruled() -> Ruling:
        ways = standings(jurisdiction, prepared.clock, question)
        answer = merged([(way.says, [by(here) for here in way.texts]) for way in ways])
        transitions = {transition: None for way in ways for transition in way.transitions}
        notes = tuple(
            Note(key=f"note.transition_{rule}", values={"title": title}) for rule, title in transitions
        )
        return evolve(answer, notes=(*notes, *answer.notes)) if notes else answer

    try:
        return whatever_was_before(ruled)
    except (TooComplex, RecursionError) as why:
        code = "too_many_ways" if isinstance(why, TooManyWays) else "too_complex"
        error = Problem(code, {"region": jurisdiction.id})
        return Ruling(region=jurisdiction.id, question=question, verdict="error", error=error)


def _answer(evaluation: Evaluation, sorted_: Sorted) -> Ruling:
    """The answer, what it rests on, and what is needed."""
    verdict = evaluation.word(evaluation.node)
    is_open = verdict == "open"
    return Ruling(
        region=evaluation.here.id,
        question=evaluation.question,
        verdict=verdict,
        possible=evaluation.possible,
        open_because=sorted_.because if is_open else (),
        if_absent=remaining(evaluation, sorted_) if is_open else None,
        decided_by=decided_by(evaluation),
        needs=sorted_.needs,
        open_readings=sorted_.readings,
        texts=_ruled_by(evaluation.here.policies),
        floors=_ruled_by(filter(None, [evaluation.here.floor])),
    )


def _ruled_by(texts: Iterable[Policy]) -> tuple[RuledBy, ...]:
    return tuple(RuledBy(plugin=t.plugin, edition=t.edition, absence=t.absence) for t in texts)


def _explained(evaluation: Evaluation, sorted_: Sorted, answer: Ruling) -> Ruling:
    """The answer with everything that explains it."""
    who, which = deciders(evaluation)
    return evolve(
        answer,
        if_filed=_if_filed(evaluation, sorted_),
        settling=settling(evaluation, sorted_) if answer.verdict == "open" else {},
        readings=_readings(evaluation, sorted_),
        unseen=unseen_lists(evaluation),
        deciders=who,
        decider_needs=which,
        filing=evaluation.r.known.get("filing"),
        unaddressed=unaddressed(evaluation),
        unread=unread(evaluation.here, evaluation.prepared),
        filing_worth=filing_worth(evaluation),
        procedure=procedure(evaluation),
        effects=effects(evaluation),
        forms=forms(evaluation),
        conflicts=conflicts(evaluation.r, evaluation.question),
        accusation=accusation(evaluation),
        notes=notes(evaluation),
        clauses=clause_states(evaluation.r, evaluation.question),
    )


def _if_filed(evaluation: Evaluation, sorted_: Sorted) -> Remaining | None:
    """What would remain had the matter been filed here, within scope, and every check were empty.

    None where the matter is this region's own, no scope can fit, or nothing changes.
    """
    here, prepared = evaluation.here, evaluation.prepared
    if evaluation.question != "tolerance" or prepared.is_at(here):
        return None
    if not any(evaluation.r.state(node) is not False for _, node in fitting_scopes(evaluation.r)):
        return None
    left = remaining(evaluation.filed, sort_needs(evaluation.filed))
    return None if left.possible == evaluation.possible_in(sorted_.absent) else left


def _readings(evaluation: Evaluation, sorted_: Sorted) -> tuple[ReadingTaken, ...]:
    """The readings where another option would change the answer or its tiers."""
    r = evaluation.r
    readings = []
    # the nation's text may serve as a layer and as the floor
    for name in dict.fromkeys(name for policy in evaluation.here.texts for name in policy.readings):
        results = {}
        for option in r.fact(name).values:
            node = r.taking(evaluation.whole, {**r.favoured, name: option})
            results[option] = evaluation.possible_in(node)
        changes = any(result not in (evaluation.possible, ()) for result in results.values())
        if name in sorted_.readings or changes:
            readings.append(ReadingTaken(id=name, taken=r.favoured.get(name), possible=results))
    return tuple(readings)
