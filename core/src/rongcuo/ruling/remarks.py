"""What stands beside an answer: unseen lists, the procedure, and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from ..facts.conditions import ALWAYS, ANYWHERE, Span, names
from ..facts.days import day_span
from ..facts.known import Known
from ..facts.surely import surely
from ..facts.text import Text, both, listing
from ..facts.vocabulary import Value
from ..policy.clauses import Effect, Trigger
from ..policy.jurisdiction import Jurisdiction, spoken_of
from ..policy.policy import JOIN, Policy, Rule
from .clocks import Clock
from .decided import decided_by, unaddressed
from .editions import amended_since, begins, edition_of, first_of, order_of, start
from .evaluation import SEARCHED, Evaluation
from .explain import SHOWN, knowledge, reasons, unknowns
from .likeness import and_the_like, open_ended_in
from .monotonicity import worse_may_help
from .prepared import SETTLED_LISTS
from .result import AccusationState, Because, Note, Possible, Unseen
from .tables import UNSEEN_COULD_TURN, red_lines_seen_whole
from .worth import worthy

#: The topics of the steps and duties that go with each question.
PROCEDURES = {
    "tolerance": ("tolerance_procedure", "decision_review", "correction", "return_visit", "effects"),
    "filing": ("filing_procedure", "filing_duty"),
    "clarification": ("clear_name", "clarification_form"),
}
#: The topic of those that go with a false accusation, where one is in question.
ACCUSING = "false_accusation"
#: The topic of what may become of a decision afterwards.
LATER = "decision_review"


#: What is noted of an application to file that came to nothing.
REFUSED: dict[frozenset[Value], str] = {
    frozenset(["refused"]): "note.filing_refused",
    frozenset(["not_accepted"]): "note.filing_not_accepted",
}


def unseen_lists(evaluation: Evaluation) -> dict[str, Unseen]:
    """The lists of which something may be unseen, and what that could turn."""
    unseen: dict[str, Unseen] = {}
    for kind in UNSEEN_COULD_TURN[evaluation.question]:
        texts = [policy for policy in evaluation.here.policies if evaluation.unseen(policy, kind)]
        if kind == "tier_gate":  # a text that declares none gates nothing
            texts = [policy for policy in texts if kind in policy.lists]
        if not texts:
            continue
        seen = [policy.list_info(kind).seen for policy in texts]
        missing = [m for m in (policy.missing(kind) for policy in texts) if m is not None]
        turns = {p.verdict: evaluation.could_turn(kind, p.verdict) for p in evaluation.possible}
        unseen[kind] = Unseen(
            seen="report" if "report" in seen else seen[0],  # one that nobody counted leaves the whole so
            missing=sum(missing) if len(missing) == len(texts) else None,
            open_ended=any(policy.open_ended(kind) for policy in texts),
            could_turn={verdict: others for verdict, others in turns.items() if others},
        )
    return unseen


def procedure(evaluation: Evaluation) -> tuple[str, ...]:
    """The steps and duties of the question's own stage, in order.

    Without those that this case has no room for; what a decision is revoked for may still come out.  Duties add
    up; the steps of each topic are those of the nearest level that has any.
    """
    here, topics = evaluation.here, PROCEDURES[evaluation.question]
    if (accused := accusation(evaluation)) is not None and accused.raised and accused.state != "not_met":
        topics = (*topics, ACCUSING)
    known = here.known_with(evaluation.r.known)
    rules = [
        (policy.region.id, rule)
        for policy in here.texts
        for rule in policy.standing("step", "duty")
        if rule.when is None or rule.clause.topic == LATER or surely(rule.when, known) is not False
    ]
    nearest: dict[str, str] = {}
    for region, rule in rules:
        if rule.kind == "step":
            nearest.setdefault(rule.clause.topic, region)
    return tuple(
        rule.id
        for region, rule in rules
        if rule.clause.topic in topics and (rule.kind == "duty" or nearest[rule.clause.topic] == region)
    )


def forms(evaluation: Evaluation) -> tuple[str, ...]:
    """The triggers by whose forms a name is cleared: those of the nearest level that has any."""
    if evaluation.question != "clarification" or evaluation.verdicts != {"clear"}:
        return ()
    decided = decided_by(evaluation)
    for policy in evaluation.here.texts:
        decisive = [rule for rule in policy.of("trigger") if rule.id in decided]
        triggers = tuple(r.id for r in decisive if isinstance(r.clause, Trigger) and r.clause.forms)
        if triggers:
            return triggers
    return ()


def effects(evaluation: Evaluation) -> tuple[str, ...]:
    """The clauses that say what a tolerance brings, where it is possible."""
    if evaluation.question != "tolerance" or "tolerated" not in evaluation.verdicts:
        return ()
    (tolerated,) = (possible for possible in evaluation.possible if possible.verdict == "tolerated")
    rules = [rule for policy in evaluation.here.texts for rule in policy.standing("effect")]
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


def deciders(evaluation: Evaluation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses that name who decides, if the question is theirs, and what says which of them does.

    Those of the nearest level that has any; one without a condition decides where no other does.
    """
    if evaluation.question != "tolerance":
        return (), ()
    r = evaluation.r
    rules = _deciders_here(evaluation)
    states = {rule.id: r.state(r.holds(rule)) for rule in rules if rule.when is not None}
    sure = [name for name, state in states.items() if state]
    may = [name for name, state in states.items() if state is None]
    rest = [] if sure else [rule.id for rule in rules if rule.id not in states]
    needs = dict.fromkeys(name for rule in rules if rule.id in may for name in unknowns(r, rule.condition))
    return (*sure, *may, *rest), tuple(needs)


def _deciders_here(evaluation: Evaluation) -> list[Rule]:
    """The clauses of the nearest level that has any."""
    return next(filter(None, (policy.standing("decider") for policy in evaluation.here.policies)), [])


def accusation(evaluation: Evaluation) -> AccusationState | None:
    """Whether the report was a false accusation: fabricated and meant to harm, as found."""
    if evaluation.question != "clarification":
        return None
    r = evaluation.r
    clauses = tuple(rule.id for policy in evaluation.here.texts for rule in policy.standing("accusation"))
    tests = evaluation.here.rules("accusation")
    if not tests:
        return AccusationState(state="no_rule", clauses=clauses)
    state = r.state(r.diagrams.some(r.holds(rule) for rule in tests))
    words: dict[bool | None, Literal["met", "not_met", "open"]]
    words = {True: "met", False: "not_met", None: "open"}
    needs = tuple(name for rule in tests for name in unknowns(r, rule.condition))
    places = evaluation.here.places
    elements = {name for rule in tests for name in names(rule.condition)}
    read = sorted(elements, key=lambda name: (places.get(name, len(places)), name))
    if state is False:  # what isn't told of it may follow from another fact
        read = [*dict.fromkeys([*read, *(n for rule in tests for n in reasons(r, rule.condition, False))])]
    because = [Because(fact=name, known=known) for name in read if (known := knowledge(r, name)) is not None]
    return AccusationState(
        state=words[state],
        clauses=clauses,
        needs=needs if state is None else (),
        because=tuple(because),
        raised=bool(because),
    )


def notes(evaluation: Evaluation) -> tuple[Note, ...]:
    """Remarks for the reader."""
    return (
        *(() if evaluation.here.floor is not None else (Note(key="note.floor_off"),)),
        *_levels(evaluation),
        *_internal(evaluation),
        *_time(evaluation),
        *(_of_tolerance(evaluation) if evaluation.question == "tolerance" else ()),
        *_of_filing(evaluation),
        *_open_ended(evaluation),
        *_findings_unused(evaluation),
        *_no_basis(evaluation),
        *_unscheduled(evaluation),
    )


def _levels(evaluation: Evaluation) -> Iterable[Note]:
    if not evaluation.here.own_text:
        served = [text.region.name for text in evaluation.here.policies]
        yield Note(key="note.no_own_text", values={"levels": served})
    names = [level.name for level in evaluation.here.without_text]
    if names:
        yield Note(key="note.without_text", values={"levels": names})


def _internal(evaluation: Evaluation) -> Iterable[Note]:
    names = [name for policy in evaluation.here.policies for name in policy.internal]
    if names:
        yield Note(key="note.internal", values={"names": ", ".join(names)})
    settled = [name for name in evaluation.here.settled if name in read_for(evaluation)]
    if settled:
        yield Note(key="note.settled", values={"names": ", ".join(settled)})


def _time(evaluation: Evaluation) -> Iterable[Note]:
    """Why a text has nothing to rule by on the day, and that the act came before the text ruled by."""
    clock = evaluation.prepared.clock
    for policy in evaluation.here.policies:
        if policy.absence:
            first = policy.absence == "not_yet" and policy.region.earlier
            about = policy.region.earlier[0] if first else policy.region.policy
            yield Note(key=f"note.absent_{policy.absence}", values={"title": about.title})
        elif policy.edition is not None:
            title = _of_region(evaluation, policy, edition_of(policy).title)
            yield Note(key="note.by_earlier", values={"title": title})
    if clock is None or clock.on == "act" or clock.act == ANYWHERE:
        return
    older: list[str] = []
    for policy in evaluation.here.texts:
        if policy.absence:
            continue
        order = order_of(clock.act, start(policy))
        clauses = () if order == "before" else _in_force_later(evaluation, policy, clock.act)
        older += clauses
        if order != "after" and not clauses and policy is not evaluation.here.floor:
            yield _before_text(evaluation, policy, clock)
    if older:
        yield Note(key="note.before_clauses", values={"clauses": older})


def _of_region(evaluation: Evaluation, policy: Policy, title: Text) -> Text:
    """What a version is called; one of another level with whose it is."""
    if policy.region.id == evaluation.here.id:
        return title
    return both("stand.of_region", title=title, region=policy.region.name)


def _before_text(evaluation: Evaluation, policy: Policy, clock: Clock) -> Note:
    """That an act came before a text, began before it, or may have; of several texts it is named.

    Of an amendment, what it came before is the amendment, and the text that was amended is named.
    """
    key = _how_before(clock, start(policy))
    if amended := amended_since(policy, clock.act if key == "before" else clock.began):
        titles = [_of_region(evaluation, policy, version.title) for version in amended]
        title = Text("或者".join(text.zh for text in titles), " or ".join(text.en for text in titles))
        return Note(key=f"note.{key}_amendment", values={"title": title})
    about, begins = first_of(policy)
    if order_of(clock.act, begins) == "after":  # that text had ended by then
        about, begins = edition_of(policy), start(policy)
    key = _how_before(clock, begins)
    values = {"title": about.title if len(evaluation.here.policies) > 1 else both("say.the_text")}
    if key != "may_be_before":
        return Note(key=f"note.{key}_text", values=values)
    reported, last = day_span(about.reported).low, clock.act.high
    if about.from_ is None and reported is not None and last is not None and last < reported:
        return Note(key="note.before_report", values={**values, "reported": about.reported})
    return Note(key="note.may_be_before_text", values=values)


def _how_before(clock: Clock, begins: Span) -> str:
    """Whether an act came before a text, only began before it, or may be either."""
    if order_of(clock.act, begins) == "before":
        return "before"
    began, ended = order_of(clock.began, begins), order_of(clock.ended, begins)
    return "began_before" if (began, ended) == ("before", "after") else "may_be_before"


def _in_force_later(evaluation: Evaluation, policy: Policy, act: Span) -> tuple[str, ...]:
    """The clauses of a text that decide here and, by dates of their own, came after the act."""
    decided = decided_by(evaluation)
    dated = [(r.id, begins(r.clause.in_force)) for r in policy.rules if r.id in decided]
    return tuple(name for name, start in dated if start and order_of(act, start) == "before")


def _worse_helps(here: Jurisdiction) -> Iterable[Note]:
    """The clauses by which a worse fact may help; why, of those that are meant so."""
    reasons = {rule.id: rule.worse_meant for policy in here.texts for rule in policy.rules}
    helped = here.derived(worse_may_help)
    doubtful = [id for id in helped if reasons[id] is None]
    if doubtful:
        yield Note(key="note.worse_may_help", values={"names": ", ".join(doubtful)})
    meant = {id: why for id in helped if (why := reasons[id]) is not None}
    if meant:
        told = listing(Text(f"{id}（{why.zh}）", f"{id} ({why.en})") for id, why in meant.items())
        yield Note(key="note.worse_helps_as_meant", values={"names": told})


def _of_tolerance(evaluation: Evaluation) -> Iterable[Note]:
    verdicts = evaluation.verdicts
    if len(verdicts) > 1 and not verdicts & {"tolerated", "unaddressed"}:
        yield Note(key="note.nothing_applies")
    if any(p.verdict == "tolerated" and p.tiers_open for p in evaluation.possible):
        yield Note(key="note.tiers_open")
    if any(p.behind for p in evaluation.possible):
        yield Note(key="note.tiers_behind")
    allowed = [p for p in evaluation.possible if p.tiers]
    if allowed and all(p.about.get(tier) == ("accountability",) for p in allowed for tier in p.tiers or ()):
        yield Note(key="note.accountability_alone")
    yield from _worse_helps(evaluation.here)
    for rule in evaluation.here.rules("situation"):
        taken, known = rule.presupposes, evaluation.prepared.here(evaluation.here)
        if (
            taken is not None
            and evaluation.r.state(evaluation.r.holds(rule))
            and surely(taken, known) is False
        ):
            yield Note(key="note.presupposed", values={"clauses": [rule.id], "facts": sorted(names(taken))})
    if not deciders(evaluation)[0] and _deciders_here(evaluation):
        yield Note(key="note.no_decider")
    stage = evaluation.r.known.get("stage")
    if stage is not None and stage.values == {"planned"}:
        yield Note(key="note.not_done_yet")
    if nothing_went_wrong(evaluation.r.known):
        yield Note(key="note.nothing_went_wrong")
    if "tolerated" in verdicts and red_lines_seen_whole(evaluation.r):
        left = unaddressed(evaluation)
        settled = any(f"{p.plugin}:red_line" in evaluation.prepared.settled for p in evaluation.here.policies)
        if left:
            yield Note(key=f"note.left_unread{'_found' if settled else ''}", values={"facts": left})


def _of_filing(evaluation: Evaluation) -> Iterable[Note]:
    known = evaluation.r.known.get("filing")
    if evaluation.question == "filing" and known is not None and known.values in REFUSED:
        yield Note(key=REFUSED[known.values])


def _open_ended(evaluation: Evaluation) -> Iterable[Note]:
    """The clauses and lists that end in 等, where the list was searched in vain and they may still reach."""
    r, kind, decided = evaluation.r, SEARCHED[evaluation.question], decided_by(evaluation)
    names: dict[str, None] = {}
    for policy in evaluation.here.policies if evaluation.question != "clarification" else ():
        whole = f"{policy.plugin}:{kind}"
        if whole not in decided or whole in evaluation.prepared.settled:
            continue
        if policy.list_info(kind).open_ended:
            names[whole] = None
        open_ended = evaluation.here.derived(open_ended_in)
        for rule in policy.of(kind):
            resting = open_ended.get(rule.id)
            if resting and r.state(r.build(and_the_like(evaluation.here, rule))) is not False:
                names |= dict.fromkeys(resting)
    if names:
        yield Note(key="note.open_ended", values={"names": list(names)})


def _findings_unused(evaluation: Evaluation) -> Iterable[Note]:
    """The findings on clauses of these texts that the versions ruled by don't have."""
    findings, texts = evaluation.prepared.case.findings, evaluation.here.texts
    plugins = {text.plugin for text in texts}
    own = [name for name in findings if name.partition(":")[0] in plugins]
    clauses = [name for name in own if name.partition(":")[2] not in SETTLED_LISTS]
    used = {rule.id for text in texts for rule in text.rules if rule.out is None} if clauses else frozenset()
    unused = [name for name in clauses if name not in used]
    if unused:
        yield Note(key="note.finding_unused", values={"clauses": unused})


def _no_basis(evaluation: Evaluation) -> Iterable[Note]:
    """What came without a basis, of all that the question reads here."""
    lists = {
        f"{p.plugin}:{kind}" for p in evaluation.here.texts for kind in UNSEEN_COULD_TURN[evaluation.question]
    }
    used = [name for name in evaluation.prepared.unsupported if name in read_for(evaluation) | lists]
    if used:
        yield Note(key="note.no_basis", values={"facts": used})


def _unscheduled(evaluation: Evaluation) -> Iterable[Note]:
    """The periods in working days that no schedule of some year lets anybody count."""
    unscheduled = evaluation.prepared.unscheduled
    for name in sorted(unscheduled.keys() & read_for(evaluation)):
        yield Note(key="note.no_schedule", values={"facts": [name], "years": unscheduled[name]})


def read_for(evaluation: Evaluation) -> frozenset[str]:
    """Every fact, finding and reading that what is answered or told of the question may depend on."""
    return evaluation.here.derived(_read_by_question)[evaluation.question]


def _read_by_question(here: Jurisdiction) -> dict[str, frozenset[str]]:
    by_question = {}
    for question, kinds in SHOWN.items():
        rules = [rule for text in here.texts for rule in text.of(*kinds)]
        if question != "clarification":
            rules += worthy(here)
        names = {f"{p.plugin}:{JOIN}" for p in here.policies} if question == "tolerance" else set()
        adverse = [fact.id for fact in here.adverse] if question == "tolerance" else []
        read = [rule.condition for rule in rules] + [here.only_if(name) or ALWAYS for name in adverse]
        names |= {*adverse, *(atom.name for expr in read for atom in spoken_of(expr, here.only_if))}
        by_question[question] = frozenset(names | ({"filing", "stage"} if question == "filing" else set()))
    return by_question


def nothing_went_wrong(known: Mapping[str, Known]) -> bool:
    """Whether the facts say outright that there was no short result, no negative effect and no loss.

    Nor a flaw of procedure: what was left undone may be all that somebody is held to account for.
    """
    flaw, mandatory = known.get("procedure_flaw"), known.get("mandatory_procedure")
    departed = known.get("rule_departed")
    if (
        (flaw is not None and flaw.includes)
        or (mandatory is not None and mandatory.values & {"partly", "not_done", "made_good"})
        or (departed is not None and departed.values - {"none"})
    ):
        return False
    no_loss = "loss" in known and known["loss"].span.high == 0
    short, effect = known.get("result_short"), known.get("negative_effect")
    return bool(no_loss and short and short.values == {False} and effect and effect.values == {"none"})
