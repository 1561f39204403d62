"""Ruling one case before one region."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ..facts.known import Known
from ..facts.problems import Problem
from ..policy.cases import Question
from ..policy.jurisdiction import Jurisdiction
from .bench import Bench
from .clocks import standings
from .compiled import BUDGET
from .conflicts import conflicts
from .decided import decided_by, unaddressed
from .diagrams import TooComplex
from .docket import Docket
from .explain import clause_states
from .needs import Sorted, remaining, sort_needs
from .remarks import accusation, deciders, effects, forms, notes, procedure, unread, unseen_lists
from .result import Note, ReadingTaken, Remaining, RuledBy, Ruling
from .tables import fitting_scopes
from .together import together
from .worth import filing_worth


def rule(
    jurisdiction: Jurisdiction,
    docket: Docket,
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
        bench = Bench(here, docket, question, filing, budget)
        sorted_ = sort_needs(bench)
        answer = _answer(bench, sorted_)
        return answer if brief else _explained(bench, sorted_, answer)

    try:
        ways = standings(jurisdiction, docket.clock, question)
        answer = together([(way.says, [by(here) for here in way.texts]) for way in ways])
        told = {transition: None for way in ways for transition in way.transitions}
        notes = tuple(Note(key=f"note.transition_{rule}", values={"title": title}) for rule, title in told)
        return evolve(answer, notes=(*notes, *answer.notes)) if notes else answer
    except (TooComplex, RecursionError):
        error = Problem("too_complex", {"region": jurisdiction.id})
        return Ruling(region=jurisdiction.id, question=question, verdict="error", error=error)


def _answer(bench: Bench, sorted_: Sorted) -> Ruling:
    """The answer, what it rests on, and what is needed."""
    verdict = bench.word(bench.node)
    is_open = verdict == "open"
    return Ruling(
        region=bench.here.id,
        question=bench.question,
        verdict=verdict,
        possible=bench.possible,
        open_because=sorted_.because if is_open else (),
        if_absent=remaining(bench, sorted_) if is_open else None,
        decided_by=decided_by(bench),
        needs=sorted_.needs,
        open_readings=sorted_.readings,
        texts=tuple(
            RuledBy(plugin=text.plugin, edition=text.edition, absence=text.absence)
            for text in bench.here.policies
        ),
    )


def _explained(bench: Bench, sorted_: Sorted, answer: Ruling) -> Ruling:
    """The answer with everything that explains it."""
    return evolve(
        answer,
        if_filed=_if_filed(bench, sorted_),
        readings=_readings(bench, sorted_),
        unseen=unseen_lists(bench),
        deciders=deciders(bench),
        filing=bench.r.known.get("filing"),
        unaddressed=unaddressed(bench),
        unread=unread(bench),
        filing_worth=filing_worth(bench),
        procedure=procedure(bench),
        effects=effects(bench),
        forms=forms(bench),
        conflicts=conflicts(bench.r, bench.question),
        accusation=accusation(bench),
        notes=notes(bench),
        clauses=clause_states(bench.r, bench.question),
    )


def _if_filed(bench: Bench, sorted_: Sorted) -> Remaining | None:
    """What would remain had the matter been filed here, within scope, and every check were empty.

    None where the matter is this region's own, no scope can fit, or nothing changes.
    """
    here, docket = bench.here, bench.docket
    if bench.question != "tolerance" or docket.is_at(here):
        return None
    if not any(bench.r.state(node) is not False for _, node in fitting_scopes(bench.r)):
        return None
    left = remaining(bench.filed, sort_needs(bench.filed))
    return None if left.possible == bench.possible_in(sorted_.absent) else left


def _readings(bench: Bench, sorted_: Sorted) -> tuple[ReadingTaken, ...]:
    """The readings where another option would change the answer or its tiers."""
    r = bench.r
    found = []
    # the nation's text may serve as a layer and as the floor
    for name in dict.fromkeys(name for policy in bench.here.texts for name in policy.readings):
        results = {}
        for option in r.fact(name).values:
            node = r.taking(bench.whole, {**r.favoured, name: option})
            results[option] = bench.possible_in(node)
        changes = any(result not in (bench.possible, ()) for result in results.values())
        if name in sorted_.readings or changes:
            found.append(ReadingTaken(id=name, taken=r.favoured.get(name), possible=results))
    return tuple(found)
