"""Ruling one case before one region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from attrs import evolve, frozen

from ..cases import Known, Question, absent_value, day_span
from ..clauses import TIERS
from ..diagrams import FALSE, Diagrams, TooComplex
from ..jurisdiction import Jurisdiction
from ..policy import condition_of
from ..problems import Problem
from .docket import FILED_WITHIN, Docket
from .explain import clause_states, unknowns
from .reasoner import BUDGET, Reasoner
from .result import (
    AccusationState,
    Needs,
    Note,
    Possible,
    ReadingTaken,
    Remaining,
    Ruling,
    Unseen,
)
from .tables import (
    BEHIND,
    UNSEEN_COULD_TURN,
    WITHOUT_WORD,
    Criteria,
    Outcome,
    clarification,
    criteria,
    filing,
    fitting_scopes,
    plainly_refused,
    red_lines_seen_whole,
    tolerance,
)

#: The value of settings that the case's findings rule out.
OUTSIDE = Outcome("outside")

#: Answers in the order in which they are listed.
ORDER = (
    "refused", "tolerated", "unaddressed", "unmet", "not_covered", "no_rule",
    "filed", "fileable", "not_fileable", "too_late", "clear", "not_due",
)  # fmt: skip


def rule(
    jurisdiction: Jurisdiction,
    docket: Docket,
    question: Question,
    *,
    filing: Mapping[str, Known] | None = None,
    brief: bool = False,
    budget: int = BUDGET,
) -> Ruling:
    """What this region's texts say of the case.

    `filing` replaces what is known of a filing here; `brief` leaves out what explains the answer.  A
    region above its step budget answers with an error, never with a verdict.
    """
    try:
        known = docket.here(jurisdiction, filing)
        bench = _Bench(Reasoner(jurisdiction, docket, known, budget), question)
        return bench.brief() if brief else bench.ruling(filing is None)
    except (TooComplex, RecursionError):
        return Ruling(
            region=jurisdiction.id,
            question=question,
            verdict="error",
            error=Problem("too_complex", {"region": jurisdiction.id}),
        )


@frozen
class _Sorted:
    """The needs of a ruling, and the function once every check came back empty."""

    needs: Needs
    readings: tuple[str, ...]
    because: tuple[str, ...]
    absent: int


class _Bench:
    """One case, one region, one question."""

    def __init__(self, r: Reasoner, question: Question) -> None:
        self.r = r
        self.question = question
        self.here = r.jurisdiction
        self.whole = r.within(self.table(), OUTSIDE)
        self.node = r.as_favoured(self.whole)
        self.could_turn = UNSEEN_COULD_TURN[question]

    @cached_property
    def criteria(self) -> Criteria:
        return criteria(self.r)

    def table(self) -> int:
        """The question's truth table."""
        if self.question == "tolerance":
            return tolerance(self.r, self.criteria)
        return filing(self.r) if self.question == "filing" else clarification(self.r)

    def brief(self) -> Ruling:
        """The answer, what it rests on, and what is needed."""
        possible = self.possible(self.node)
        sorted_ = self.sorted
        verdict = self.word(possible, self.node)
        is_open = verdict == "open"
        return Ruling(
            region=self.here.id,
            question=self.question,
            verdict=verdict,
            possible=possible,
            open_because=sorted_.because if is_open else (),
            if_absent=self.if_absent(sorted_) if is_open else None,
            decided_by=self.decided_by(possible),
            needs=sorted_.needs,
            open_readings=sorted_.readings,
        )

    def ruling(self, suppose: bool) -> Ruling:
        """The answer with everything that explains it."""
        answer = self.brief()
        possible = answer.possible
        sorted_ = self.sorted
        deciders = [rule.id for p in self.here.policies for rule in p.all_of("decider")]
        return evolve(
            answer,
            if_filed=self.if_filed(sorted_) if suppose else None,
            readings=self.readings(sorted_),
            unseen=self.unseen(possible),
            decider=deciders[0] if deciders and self.question == "tolerance" else None,
            unaddressed=self.unaddressed(possible),
            worth=self.worth(),
            procedure=self.procedure(),
            accusation=self.accusation() if self.question == "clarification" else None,
            notes=self.notes(possible),
            clauses=clause_states(self.r, self.question),
        )

    # What is possible

    def possible(self, node: int) -> tuple[Possible, ...]:
        by_verdict: dict[str, list[Outcome]] = {}
        for outcome in self.r.diagrams.values(node):
            assert isinstance(outcome, Outcome)
            if outcome != OUTSIDE:
                by_verdict.setdefault(outcome.verdict, []).append(outcome)
        return tuple(_possible(verdict, by_verdict[verdict]) for verdict in ORDER if verdict in by_verdict)

    def word(self, possible: tuple[Possible, ...], node: int) -> str:
        """The verdict in one word."""
        if len(possible) != 1:
            return "open"
        verdict = possible[0].verdict
        if verdict in WITHOUT_WORD:
            return verdict
        if verdict == "refused":
            return verdict if self.plainly_refused(node) else "refused_so_far"
        for kind, turns in self.could_turn.items():
            if verdict in turns and self.unseen_list(kind):
                return verdict + "_so_far"
        return verdict

    def plainly_refused(self, node: int) -> bool:
        r = self.r
        loose = r.within(r.diagrams.negation(plainly_refused(r)), False)
        loose = r.as_favoured(loose)
        return r.diagrams.every([loose, _is_refused(r.diagrams, node)]) == FALSE

    def unseen_list(self, kind: str) -> bool:
        """Whether a clause of this kind that nobody has seen may serve this region."""
        return any(
            policy.unseen(kind) and f"{policy.plugin}:{kind}" not in self.r.docket.settled
            for policy in self.here.policies
        )

    def unseen(self, possible: tuple[Possible, ...]) -> dict[str, Unseen]:
        found: dict[str, Unseen] = {}
        verdicts = [p.verdict for p in possible]
        for kind, turns in self.could_turn.items():
            texts = [p for p in self.here.policies if p.unseen(kind)]
            declared = any(kind in policy.lists for policy in self.here.policies)
            if not self.unseen_list(kind) or (kind == "tier_gate" and not declared):
                continue
            infos = [policy.list_info(kind) for policy in texts]
            missing = [m for m in (policy.missing(kind) for policy in texts) if m is not None]
            found[kind] = Unseen(
                seen=infos[0].seen,
                missing=sum(missing) if len(missing) == len(texts) else None,
                open_ended=any(policy.open_ended(kind) for policy in texts),
                could_turn={v: turns[v] for v in verdicts if turns.get(v)},
            )
        return found

    # What would have to be known

    @cached_property
    def sorted(self) -> _Sorted:
        """The needs, and what remains once every check comes back empty."""
        r, node = self.r, self.node
        first = self.deciding(node)
        absent, checks = node, []
        for name in first:
            fact = r.fact(name)
            if name in self.here.variables or not fact.adverse:
                continue
            cells = r.settle(fact, absent_value(fact))
            if cells is None:
                continue
            tried = r.diagrams.restrict(absent, cells)
            if r.diagrams.values(tried) != [OUTSIDE]:
                absent = tried
                checks.append(name)
        second = [name for name in self.deciding(absent) if name not in checks]
        readings = [name for name in first if name in self.readings_here()]
        plain = [name for name in second if name not in readings]
        scenes = [n for n in plain if self.is_scene(n)]
        tolerated = r.diagrams.map(absent, _only_whether_tolerated)
        change = set(self.deciding(tolerated))
        questions = [n for n in plain if n not in scenes]
        needs = Needs(
            checks=tuple(checks),
            scenes=tuple(scenes),
            questions=tuple(n for n in questions if n in change or self.question != "tolerance"),
            aside=tuple(n for n in questions if n not in change and self.question == "tolerance"),
            follow_ups=tuple(n for n in first if n not in (*checks, *plain, *readings)),
            closed_by_scenes=not checks and bool(scenes) and self.closed_by_scenes(node, scenes),
            closing=() if checks else tuple(n for n in plain if self.closes(node, n)),
        )
        found = [name for name in first if name not in readings]
        findings = [name for name in found if name in self.here.variables]
        because = [("facts", len(found) > len(findings)), ("findings", findings), ("readings", readings)]
        return _Sorted(needs, tuple(readings), tuple(name for name, there in because if there), absent)

    def closed_by_scenes(self, node: int, scenes: list[str]) -> bool:
        """Whether one answer is left if none of these scenes applies."""
        for name in scenes:
            node = self.r.diagrams.restrict(node, self.r.settle(self.r.fact(name), False) or {})
        return len(self.possible(node)) == 1

    def closes(self, node: int, name: str) -> bool:
        """Whether one answer is left whatever the answer to this question."""
        return all(len(self.possible(end)) <= 1 for end in self.r.diagrams.ends(node, self.r.groups, name))

    def deciding(self, node: int) -> list[str]:
        r = self.r
        names = {str(name) for name in r.diagrams.deciding(node, r.groups, OUTSIDE)}
        ordered = [name for name in self.here.order if name in names]
        return ordered + sorted(names - set(ordered))

    def is_scene(self, name: str) -> bool:
        if name in self.here.variables:
            return False
        fact = self.r.fact(name)
        return fact.group == "scene" and fact.type == "yes_no"

    def if_absent(self, sorted_: _Sorted) -> Remaining:
        possible = self.possible(sorted_.absent)
        verdict = self.word(possible, sorted_.absent)
        still = self.still_needed(sorted_) if verdict == "open" else ()
        return Remaining(verdict=verdict, possible=possible, still_needed=still)

    def still_needed(self, sorted_: _Sorted) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each situation, scope or trigger not ruled out, the facts that it still depends on."""
        kinds = {"tolerance": "situation", "filing": "scope", "clarification": "trigger"}
        found = []
        for rule_ in self.here.rules(kinds[self.question]):
            names = [n for n in unknowns(self.r, condition_of(rule_)) if n not in sorted_.needs.checks]
            if self.r.state(self.r.holds(rule_)) is None and names:
                found.append((rule_.id, tuple(names)))
        return tuple(found)

    def if_filed(self, sorted_: _Sorted) -> Remaining | None:
        """What would remain had the matter been filed here, within scope, and every check were empty."""
        r = self.r
        if self.question != "tolerance" or r.docket.is_at(self.here):
            return None
        if not any(r.state(node) is not False for _, node in fitting_scopes(r)):
            return None
        other = Reasoner(self.here, r.docket, r.docket.here(self.here, FILED_WITHIN))
        bench = _Bench(other, self.question)
        supposed = bench.sorted
        possible = bench.possible(supposed.absent)
        if possible == self.possible(sorted_.absent):
            return None
        return Remaining(verdict=bench.word(possible, supposed.absent), possible=possible)

    # Readings

    def readings_here(self) -> list[str]:
        return [name for policy in self.here.texts for name in policy.readings]

    def readings(self, sorted_: _Sorted) -> tuple[ReadingTaken, ...]:
        """The readings where another option would change the answer."""
        r = self.r
        now = [p.verdict for p in self.possible(self.node)]
        found = []
        for name in self.readings_here():
            taken = r.favoured.get(name)
            results = {}
            for option in r.fact(name).values:
                node = r.taking(self.whole, {**r.favoured, name: option})
                results[option] = tuple(p.verdict for p in self.possible(node))
            if name in sorted_.readings or any(list(result) not in (now, []) for result in results.values()):
                found.append(ReadingTaken(id=name, taken=taken, results=results))
        return tuple(found)

    # What decided

    def decided_by(self, possible: tuple[Possible, ...]) -> tuple[str, ...]:
        """The clauses that decided, or for an open answer every one not ruled out that could."""
        verdicts = {p.verdict for p in possible}
        r = self.r
        if self.question == "tolerance":
            return self.tolerance_decided_by(verdicts)
        if self.question == "filing":
            found = []
            if verdicts & {"fileable", "not_fileable"}:
                found = [rule.id for rule, node in fitting_scopes(r) if r.state(node) is not False]
            if "not_fileable" in verdicts:
                found += self.lists("scope")
            return tuple(found)
        found = [rule.id for rule in self.here.rules("trigger") if r.state(r.holds(rule)) is not False]
        return tuple(found) or (tuple(self.lists("trigger")) if "not_due" in verdicts else ())

    def lists(self, kind: str) -> list[str]:
        return [f"{policy.plugin}:{kind}" for policy in self.here.policies]

    def tolerance_decided_by(self, verdicts: set[str]) -> tuple[str, ...]:
        r = self.r
        c = self.criteria
        found: list[str] = []
        if "tolerated" in verdicts:
            found += [rule.id for rule, node in c.deciding if r.state(node) is not False]
        if "unaddressed" in verdicts:
            found += [rule.id for rule, node in c.satisfied if r.state(node) is not False]
        if "unmet" in verdicts and not found:
            found += [rule.id for rule, node in c.scenes if r.state(node) is not False]
        if verdicts & {"unmet", "tolerated"}:
            found += [
                rule.id
                for policy in self.here.policies
                for rule in policy.of("condition")
                if r.state(r.holds(rule)) is not True
            ]
        if "not_covered" in verdicts:
            found += self.lists("situation")
        if "refused" in verdicts:
            found += [rule.id for rule in self.here.rules("red_line") if r.state(r.holds(rule)) is not False]
        return tuple(dict.fromkeys(found))

    def unaddressed(self, possible: tuple[Possible, ...]) -> tuple[str, ...]:
        """The adverse facts known to be true that no clause here addresses."""
        verdicts = {p.verdict for p in possible}
        r, here = self.r, self.here
        if not verdicts & {"unaddressed", "tolerated"} or self.question != "tolerance":
            return ()
        met = [rule for rule, node in self.criteria.satisfied if r.state(node)]
        carried = frozenset.intersection(*(rule.addresses for rule in met)) if met else frozenset[str]()
        return tuple(
            fact.id
            for fact in here.adverse
            if fact.id not in here.addressed | carried and r.state(r.true_adverse(fact))
        )

    # Procedure and worth

    def worth(self) -> tuple[str, ...]:
        """The clauses that say what a filing is worth."""
        if self.question == "clarification":
            return ()
        return tuple(
            rule.id
            for policy in self.here.policies
            for rule in policy.all_of("effect", "situation")
            if rule.worth
        )

    def procedure(self) -> tuple[str, ...]:
        """The steps and duties of the question's own stage, in order."""
        families = {
            "tolerance": {"tolerance_procedure", "correction", "return_visit", "effects"},
            "filing": {"filing_procedure", "filing_duty"},
            "clarification": {"clear_name", "clarification_form", "false_accusation"},
        }[self.question]
        return tuple(
            rule.id
            for policy in self.here.texts
            for rule in policy.all_of("step", "duty")
            if rule.clause.topic in families
        )

    def accusation(self) -> AccusationState:
        """Whether the report was a false accusation: fabricated and meant to harm, as found."""
        r = self.r
        handlers = [rule.id for p in self.here.texts for rule in p.all_of("accusation")]
        tests = self.here.rules("accusation")
        if not tests:
            return AccusationState(state="no_rule", clauses=tuple(handlers))
        node = r.diagrams.some(r.holds(rule) for rule in tests)
        state = r.state(node)
        needs = (
            tuple(name for rule in tests for name in unknowns(r, condition_of(rule))) if state is None else ()
        )
        words: dict[bool | None, Literal["met", "not_met", "open"]]
        words = {True: "met", False: "not_met", None: "open"}
        return AccusationState(state=words[state], clauses=tuple(handlers), needs=needs)

    # Remarks

    def notes(self, possible: tuple[Possible, ...]) -> tuple[Note, ...]:
        r, here = self.r, self.here
        notes: list[Note] = []
        verdicts = {p.verdict for p in possible}
        if here.floor is None:
            notes.append(Note(key="note.floor_off"))
        notes += self.time_note()
        if self.question == "tolerance":
            if (
                verdicts <= {"refused", "unmet", "not_covered", "no_rule"}
                and len(verdicts) > 1
                and "refused" in verdicts
            ):
                notes.append(Note(key="note.nothing_applies"))
            if any(p.verdict == "tolerated" and p.tiers_open for p in possible):
                notes.append(Note(key="note.tiers_open"))
            if any(p.behind for p in possible):
                notes.append(Note(key="note.tiers_behind"))
            if nothing_went_wrong(r.known):
                notes.append(Note(key="note.nothing_went_wrong"))
            if red_lines_seen_whole(r) and "tolerated" in verdicts:
                left = [
                    f.id for f in here.adverse if f.id not in here.addressed and r.state(r.true_adverse(f))
                ]
                if left:
                    notes.append(Note(key="note.left_unread", values={"facts": left}))
        kind = {"tolerance": "situation", "filing": "scope", "clarification": "trigger"}[self.question]
        if verdicts & {"not_covered", "not_fileable"} and any(p.open_ended(kind) for p in here.policies):
            notes.append(Note(key="note.open_ended"))
        unsupported = [name for name in self.unsupported() if name in self.used()]
        if unsupported:
            notes.append(Note(key="note.no_basis", values={"facts": unsupported}))
        return tuple(notes)

    def time_note(self) -> Iterable[Note]:
        act = day_span(self.r.docket.case.dates.act)
        reported = self.here.region.policy.reported
        if act.high is not None and reported is not None:
            first = day_span(reported).low
            if first is not None and act.high < first:
                yield Note(key="note.before_text", values={"reported": reported})

    def unsupported(self) -> list[str]:
        """Findings and facts established by a body that came without who found them and on what basis."""
        case = self.r.docket.case
        names = [n for n, finding in case.findings.items() if not (finding.by and finding.basis)]
        for name, known in case.facts.items():
            fact = self.r.docket.everyone.vocabulary.get(name)
            if fact and fact.body and not known.checked and not (known.by and known.basis):
                names.append(name)
        return names

    def used(self) -> set[str]:
        read = set(self.here.order) | set(self.here.variables)
        return read | {f"{policy.plugin}:{kind}" for policy in self.here.texts for kind in self.could_turn}


def nothing_went_wrong(known: Mapping[str, Known]) -> bool:
    """Whether the facts say outright that there was no short result, no negative effect and no loss."""
    no_loss = "loss" in known and known["loss"].span.high == 0
    short, effect = known.get("result_short"), known.get("negative_effect")
    return bool(no_loss and short and short.values == {False} and effect and effect.values == {"none"})


def _possible(verdict: str, outcomes: list[Outcome]) -> Possible:
    sets = [outcome.tiers for outcome in outcomes if outcome.tiers is not None]
    if not sets:
        return Possible(verdict=verdict)
    union = frozenset[str]().union(*sets)
    behind = {tier.removesuffix(BEHIND) for tier in union if tier.endswith(BEHIND)} - union
    return Possible(
        verdict=verdict,
        tiers=tuple(tier for tier in TIERS if tier in union or tier in behind),
        behind=tuple(tier for tier in TIERS if tier in behind),
        tiers_open=len(set(sets)) > 1,
    )


def _only_whether_tolerated(outcome: object) -> object:
    assert isinstance(outcome, Outcome)
    return outcome if outcome == OUTSIDE else outcome.verdict == "tolerated"


def _is_refused(diagrams: Diagrams, node: int) -> int:
    return diagrams.map(node, lambda o: isinstance(o, Outcome) and o.verdict == "refused")
