"""What stands beside an answer: unseen lists, the procedure, and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from ..facts.conditions import ALWAYS, ANYWHERE, Span
from ..facts.days import day_span
from ..facts.known import Known
from ..facts.text import both
from ..policy.clauses import Effect, Trigger
from ..policy.jurisdiction import Jurisdiction, spoken_of
from ..policy.policy import JOIN, Policy
from .bench import SEARCHED, Bench
from .clocks import Order, edition_of, order_of, start
from .compiled import FILING_FACTS
from .decided import decided_by, unaddressed
from .explain import SHOWN, unknowns
from .likeness import and_the_like, open_ended_in
from .result import AccusationState, Note, Possible, Unseen
from .tables import UNSEEN_COULD_TURN, red_lines_seen_whole
from .worse import worse_may_help
from .worth import worthy

#: The topics of the steps and duties that go with each question.
PROCEDURES = {
    "tolerance": ("tolerance_procedure", "correction", "return_visit", "effects"),
    "filing": ("filing_procedure", "filing_duty"),
    "clarification": ("clear_name", "clarification_form", "false_accusation"),
}


def unseen_lists(bench: Bench) -> dict[str, Unseen]:
    """The lists of which something may be unseen, and what that could turn."""
    found: dict[str, Unseen] = {}
    for kind in UNSEEN_COULD_TURN[bench.question]:
        texts = [policy for policy in bench.here.policies if bench.unseen(policy, kind)]
        if kind == "tier_gate":  # a text that declares none gates nothing
            texts = [policy for policy in texts if kind in policy.lists]
        if not texts:
            continue
        seen = [policy.list_info(kind).seen for policy in texts]
        missing = [m for m in (policy.missing(kind) for policy in texts) if m is not None]
        turns = {p.verdict: bench.could_turn(kind, p.verdict) for p in bench.possible}
        found[kind] = Unseen(
            seen="report" if "report" in seen else seen[0],  # one that nobody counted leaves the whole so
            missing=sum(missing) if len(missing) == len(texts) else None,
            open_ended=any(policy.open_ended(kind) for policy in texts),
            could_turn={verdict: others for verdict, others in turns.items() if others},
        )
    return found


def unread(bench: Bench) -> tuple[str, ...]:
    """The facts that the case states and no clause here reads, whatever it is about.

    What was checked and not found counts as no statement, nor does what a case says of its filing elsewhere.
    """
    here, docket = bench.here, bench.docket
    told = [name for name, known in docket.case.facts.items() if not known.checked]
    if not docket.is_at(here):
        told = [name for name in told if name not in FILING_FACTS]
    periods = {name for text in docket.policies for name in text.periods}
    return tuple(sorted({*told} - here.derived(read_here) - periods))


def read_here(here: Jurisdiction) -> frozenset[str]:
    """Every fact that some clause in force here reads or says that it addresses; of a period, its dates.

    The stage poses the questions, and whether a matter is filed is read wherever something may be filed.
    """
    rules = [rule for text in here.texts for rule in text.rules if rule.when is not None]
    names = {name for rule in rules for name in rule.addresses}
    if any(rule.kind == "scope" for rule in rules):
        names.add("filing")
    return frozenset({"stage"} | names | {part for name in names for part in here.asked(name)})


def procedure(bench: Bench) -> tuple[str, ...]:
    """The steps and duties of the question's own stage, in order.

    Duties add up; the steps of each topic are those of the nearest level that has any.
    """
    rules = [
        (policy.region.id, rule) for policy in bench.here.texts for rule in policy.standing("step", "duty")
    ]
    nearest: dict[str, str] = {}
    for region, rule in rules:
        if rule.kind == "step":
            nearest.setdefault(rule.clause.topic, region)
    return tuple(
        rule.id
        for region, rule in rules
        if rule.clause.topic in PROCEDURES[bench.question]
        and (rule.kind == "duty" or nearest[rule.clause.topic] == region)
    )


def forms(bench: Bench) -> tuple[str, ...]:
    """The triggers by whose forms a name is cleared: those of the nearest level that has any."""
    if bench.question != "clarification" or bench.verdicts != {"clear"}:
        return ()
    decided = decided_by(bench)
    for policy in bench.here.texts:
        decisive = [rule for rule in policy.of("trigger") if rule.id in decided]
        found = tuple(r.id for r in decisive if isinstance(r.clause, Trigger) and r.clause.forms)
        if found:
            return found
    return ()


def effects(bench: Bench) -> tuple[str, ...]:
    """The clauses that say what a tolerance brings, where it is possible."""
    if bench.question != "tolerance" or "tolerated" not in bench.verdicts:
        return ()
    (tolerated,) = (possible for possible in bench.possible if possible.verdict == "tolerated")
    rules = [rule for policy in bench.here.texts for rule in policy.standing("effect")]
    return tuple(
        rule.id
        for rule in rules
        if rule.clause.topic == "effects"
        and isinstance(rule.clause, Effect)
        and _may_follow(rule.clause, tolerated)
    )


def _may_follow(effect: Effect, tolerated: Possible) -> bool:
    """Whether an outcome that it follows from is possible, as far as the outcomes are told."""
    return not effect.tiers or tolerated.tiers is None or bool({*effect.tiers} & {*tolerated.tiers})


def deciders(bench: Bench) -> tuple[str, ...]:
    """The clauses that name who decides, if the question is theirs: those of the nearest level that has any."""
    found = [[rule.id for rule in policy.standing("decider")] for policy in bench.here.policies]
    return tuple(next(filter(None, found), ())) if bench.question == "tolerance" else ()


def accusation(bench: Bench) -> AccusationState | None:
    """Whether the report was a false accusation: fabricated and meant to harm, as found."""
    if bench.question != "clarification":
        return None
    r = bench.r
    clauses = tuple(rule.id for policy in bench.here.texts for rule in policy.standing("accusation"))
    tests = bench.here.rules("accusation")
    if not tests:
        return AccusationState(state="no_rule", clauses=clauses)
    state = r.state(r.diagrams.some(r.holds(rule) for rule in tests))
    words: dict[bool | None, Literal["met", "not_met", "open"]]
    words = {True: "met", False: "not_met", None: "open"}
    needs = tuple(name for rule in tests for name in unknowns(r, rule.condition))
    told = {*bench.docket.known, *bench.docket.found}
    raised = any(rule.reads & told or rule.finding in told for rule in tests)
    return AccusationState(
        state=words[state], clauses=clauses, needs=needs if state is None else (), raised=raised
    )


def notes(bench: Bench) -> tuple[Note, ...]:
    """Remarks for the reader."""
    return (
        *(() if bench.here.floor is not None else (Note(key="note.floor_off"),)),
        *_levels(bench),
        *_internal(bench),
        *_time(bench),
        *(_of_tolerance(bench) if bench.question == "tolerance" else ()),
        *_of_filing(bench),
        *_open_ended(bench),
        *_no_basis(bench),
    )


def _levels(bench: Bench) -> Iterable[Note]:
    names = [level.name for level in bench.here.without_text]
    if names:
        yield Note(key="note.without_text", values={"levels": names})


def _internal(bench: Bench) -> Iterable[Note]:
    names = [name for policy in bench.here.policies for name in policy.internal]
    if names:
        yield Note(key="note.internal", values={"names": ", ".join(names)})
    settled = [name for name in bench.here.settled if name in read_for(bench)]
    if settled:
        yield Note(key="note.settled", values={"names": ", ".join(settled)})


def _time(bench: Bench) -> Iterable[Note]:
    """Why a text has nothing to rule by on the day, and that the act came before the text ruled by."""
    clock = bench.docket.clock
    for policy in bench.here.policies:
        if policy.absence:
            yield Note(key=f"note.absent_{policy.absence}", values={"title": policy.region.policy.title})
    if clock is None or clock.on == "act" or clock.act == ANYWHERE:
        return
    older: list[str] = []
    for policy in bench.here.texts:
        if policy.absence:
            continue
        order = order_of(clock.act, start(policy))
        clauses = () if order == "before" else _in_force_later(bench, policy, clock.act)
        older += clauses
        if order != "after" and not clauses and policy is not bench.here.floor:
            yield _before_text(bench, policy, clock.act, order)
    if older:
        yield Note(key="note.before_clauses", values={"clauses": older})


def _before_text(bench: Bench, policy: Policy, act: Span, order: Order) -> Note:
    """That an act came before a text, or may have; the text is named where there is more than one."""
    about = edition_of(policy)
    values = {"title": about.title if len(bench.here.policies) > 1 else both("say.the_text")}
    if order == "before":
        return Note(key="note.before_text", values=values)
    reported = day_span(about.reported).low
    if about.from_ is None and reported is not None and act.high is not None and act.high < reported:
        return Note(key="note.before_report", values={**values, "reported": about.reported})
    return Note(key="note.may_be_before_text", values=values)


def _in_force_later(bench: Bench, policy: Policy, act: Span) -> tuple[str, ...]:
    """The clauses of a text that decide here and, by dates of their own, came after the act."""
    decided = decided_by(bench)
    dated = [(r.id, r.clause.in_force.from_) for r in policy.rules if r.clause.in_force and r.id in decided]
    return tuple(name for name, begins in dated if order_of(act, day_span(begins)) == "before")


def _of_tolerance(bench: Bench) -> Iterable[Note]:
    verdicts = bench.verdicts
    if len(verdicts) > 1 and not verdicts & {"tolerated", "unaddressed"}:
        yield Note(key="note.nothing_applies")
    if any(p.verdict == "tolerated" and p.tiers_open for p in bench.possible):
        yield Note(key="note.tiers_open")
    if any(p.behind for p in bench.possible):
        yield Note(key="note.tiers_behind")
    allowed = [p for p in bench.possible if p.tiers]
    if allowed and all(p.about.get(tier) == ("accountability",) for p in allowed for tier in p.tiers or ()):
        yield Note(key="note.accountability_alone")
    helped = bench.here.derived(worse_may_help)
    if helped:
        yield Note(key="note.worse_may_help", values={"names": ", ".join(helped)})
    if nothing_went_wrong(bench.r.known):
        yield Note(key="note.nothing_went_wrong")
    if "tolerated" in verdicts and red_lines_seen_whole(bench.r):
        left = unaddressed(bench)
        found = any(f"{p.plugin}:red_line" in bench.docket.settled for p in bench.here.policies)
        if left:
            yield Note(key=f"note.left_unread{'_found' if found else ''}", values={"facts": left})


def _of_filing(bench: Bench) -> Iterable[Note]:
    known = bench.r.known.get("filing")
    if bench.question == "filing" and known is not None and known.values == {"refused"}:
        yield Note(key="note.filing_refused")


def _open_ended(bench: Bench) -> Iterable[Note]:
    """The clauses and lists that end in 等, where the list was searched in vain and they may still reach."""
    kind, decided = SEARCHED[bench.question], decided_by(bench)
    names: dict[str, None] = {}
    for policy in bench.here.policies if bench.question != "clarification" else ():
        whole = f"{policy.plugin}:{kind}"
        if whole not in decided or whole in bench.docket.settled:
            continue
        if policy.list_info(kind).open_ended:
            names[whole] = None
        for rule in policy.of(kind):
            open_ended = open_ended_in(policy, rule)
            if open_ended and bench.r.state(bench.r.build(and_the_like(bench.here, rule))) is not False:
                names |= dict.fromkeys(open_ended)
    if names:
        yield Note(key="note.open_ended", values={"names": list(names)})


def _no_basis(bench: Bench) -> Iterable[Note]:
    """What came without a basis, of all that the question reads here."""
    lists = {f"{p.plugin}:{kind}" for p in bench.here.texts for kind in UNSEEN_COULD_TURN[bench.question]}
    used = [name for name in bench.docket.unsupported if name in read_for(bench) | lists]
    if used:
        yield Note(key="note.no_basis", values={"facts": used})


def read_for(bench: Bench) -> frozenset[str]:
    """Every fact, finding and reading that what is answered or told of the question may depend on."""
    return bench.here.derived(_read_by_question)[bench.question]


def _read_by_question(here: Jurisdiction) -> dict[str, frozenset[str]]:
    found = {}
    for question, kinds in SHOWN.items():
        rules = [rule for text in here.texts for rule in text.of(*kinds)]
        if question != "clarification":
            rules += worthy(here)
        names = {f"{p.plugin}:{JOIN}" for p in here.policies} if question == "tolerance" else set()
        adverse = [fact.id for fact in here.adverse] if question == "tolerance" else []
        read = [rule.condition for rule in rules] + [here.only_if(name) or ALWAYS for name in adverse]
        names |= {*adverse, *(atom.name for expr in read for atom in spoken_of(expr, here.only_if))}
        found[question] = frozenset(names | ({"filing", "stage"} if question == "filing" else set()))
    return found


def nothing_went_wrong(known: Mapping[str, Known]) -> bool:
    """Whether the facts say outright that there was no short result, no negative effect and no loss."""
    no_loss = "loss" in known and known["loss"].span.high == 0
    short, effect = known.get("result_short"), known.get("negative_effect")
    return bool(no_loss and short and short.values == {False} and effect and effect.values == {"none"})
