"""Comparing: one case before every region, why the answers differ, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from ..facts.known import Known
from ..facts.problems import InputError, Problem, not_one_of
from ..facts.surely import hangs_on
from ..facts.vocabulary import Vocabulary
from ..plugins.deployment import Deployment
from ..plugins.guarded import lock
from ..plugins.registry import Registry
from ..policy.cases import Case, Question
from ..ruling import PreparedCase, Ruling, prepare, rule
from ..ruling.clocks import Clock
from ..ruling.compiled import FILING_FACTS
from .above import with_texts_above
from .differences import Difference, differences, settled_row

#: Held while a case is compared or asked about: what is kept of a region serves every thread.
TURN = lock()


@frozen(kw_only=True)
class NextStep:
    """What to ask: a batch of `checks` or `scenes`, or one `question`.

    It settles the rows of `settles`; it matters to those of `concerns` as well, whatever else is found.
    """

    ask: tuple[str, ...]
    kind: str
    settles: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()


@frozen(kw_only=True)
class Answer:
    """One question's rulings, one for each region, and what they come to.

    `next` is what to ask first; `asks` has it with the two questions that then settle most.
    """

    question: Question
    rulings: tuple[Ruling, ...]
    differences: tuple[Difference, ...] = ()
    next: NextStep | None = None
    asks: tuple[NextStep, ...] = ()


@frozen(kw_only=True)
class Comparison:
    """One case before every region that is on."""

    case: Case
    deployment: Deployment
    registry: Registry
    prepared: PreparedCase
    answers: tuple[Answer, ...]

    @property
    def vocabulary(self) -> Vocabulary:
        return self.registry.vocabulary

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that were asked."""
        return tuple(answer.question for answer in self.answers)

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The answers of every region to every question."""
        return tuple(ruling for answer in self.answers for ruling in answer.rulings)

    def failed(self) -> bool:
        """Whether some region could not rule."""
        return any(ruling.failed() for ruling in self.rulings)

    def ruling(self, region: str, question: Question | None = None) -> Ruling:
        """What one region, by id, name or code, answers to a question: the first that is posed unless told.

        Raises InputError for a region or a question that wasn't asked.
        """
        posed = [answer for answer in self.answers if question in (None, answer.question)]
        if not posed:
            answered = [answer.question for answer in self.answers]
            raise InputError(not_one_of("question", question, answered))
        rulings = {ruling.region: ruling for ruling in posed[0].rulings}
        called = self.registry.called(region) if isinstance(region, str) else []
        matches = [name for name in called if name in rulings]
        if len(matches) > 1:
            raise InputError(Problem("ambiguous_region", {"region": region, "names": ", ".join(matches)}))
        if not matches:
            raise InputError(not_one_of("region", region, rulings))
        return rulings[matches[0]]


def compare(
    registry: Registry,
    case: Case,
    questions: Sequence[Question] = (),
    regions: Sequence[str] = (),
    *,
    explain_differences: bool = True,
    clock: Clock | None = None,
) -> Comparison:
    """Rules the case before every region, or before `regions` alone.  Raises InputError for the case.

    Without a clock by the texts of the day of the ruling.  Threads may call it: they take turns.
    """
    with TURN:
        return _compare(registry, case, questions, regions, explain_differences, clock)


def _compare(
    registry: Registry,
    case: Case,
    questions: Sequence[Question],
    regions: Sequence[str],
    explain_differences: bool,
    clock: Clock | None,
) -> Comparison:
    known = prepare(case, registry.texts, registry.vocabulary, clock)
    asked = {*regions} or {*registry.rows, *registry.failed_rows}
    chosen = sorted(asked & {*registry.jurisdictions, *registry.failed})
    answers = []
    for question in questions or case.questions():
        rulings = tuple(_ruling(registry, region, known, question) for region in chosen)
        if explain_differences and registry.layers != "all":
            rulings = with_texts_above(registry, known, rulings)
        waiting = _waiting(registry, known, rulings)
        first = next_step(rulings, waiting)
        asks = _asks(rulings, first, waiting, known)
        answer = Answer(question=question, rulings=rulings, next=first, asks=asks)
        if explain_differences:
            answer = evolve(answer, differences=tuple(_why(registry, known, rulings)))
        answers.append(answer)
    return Comparison(
        case=case, deployment=registry.deployment, registry=registry, prepared=known, answers=tuple(answers)
    )


def _why(registry: Registry, known: PreparedCase, rulings: Sequence[Ruling]) -> list[Difference]:
    ruled = [ruling for ruling in rulings if not ruling.failed()]
    return differences([settled_row(registry.jurisdictions[r.region], known, r) for r in ruled], known)


def _ruling(registry: Registry, region: str, known: PreparedCase, question: Question) -> Ruling:
    problems = registry.failed.get(region)
    if problems:
        return Ruling(region=region, question=question, verdict="error", error=problems[0])
    return rule(registry.jurisdictions[region], known, question)


# What to ask next

#: So many questions are proposed at once.
_ASKED = 3


#: Answers that leave a hope of tolerance, or wait for a finding.
HOPEFUL = ("tolerated", "unaddressed")


def nearest(ruling: Ruling, known: Mapping[str, Known]) -> tuple[str, tuple[str, ...]] | None:
    """The situation, scope or trigger of an open row that lacks least, and what it lacks; None where all is lost.

    One about a filing comes last where nothing is said of any.
    """
    hopeful = any(possible.verdict in HOPEFUL for possible in ruling.possible)
    if ruling.if_absent is None or not ruling.if_absent.still_needed or not hopeful:
        return None
    said = any(name in known for name in FILING_FACTS)
    needed = ruling.if_absent.still_needed
    return min(needed, key=lambda item: (not said and "filing" in item[1], len(item[1])))


def _waiting(registry: Registry, prepared: PreparedCase, rulings: Sequence[Ruling]) -> frozenset[str]:
    """The questions that another one goes before: what the fact is `only_if` hangs on an answer that is open too."""
    waiting = set()
    for ruling in rulings:
        if ruling.verdict == "open":
            here = registry.jurisdictions[ruling.region]
            asked = {*ruling.needs.scenes, *ruling.needs.questions, *ruling.needs.aside}
            for name in asked:
                condition = here.only_if(name)
                before = (
                    frozenset() if condition is None else hangs_on(condition, prepared.known, here.only_if)
                )
                waiting |= {name} if before & asked else set()
    return frozenset(waiting)


def _asks(
    rulings: Sequence[Ruling], first: NextStep | None, waiting: frozenset[str], prepared: PreparedCase
) -> tuple[NextStep, ...]:
    """The first step, and the questions that settle most rows once it and the checks find nothing.

    Of those that settle as many, what a row names itself comes first.
    """
    if first is None:
        return ()
    left = [ruling for ruling in rulings if ruling.verdict == "open" and ruling.region not in first.settles]
    concerned: dict[str, list[Ruling]] = {}
    for ruling in left:
        for name in (*ruling.needs.scenes, *ruling.needs.questions):
            if name not in (*first.ask, *waiting):
                concerned.setdefault(name, []).append(ruling)
    near = [name for ruling in left for name in (nearest(ruling, prepared.known) or ("", ()))[1]]

    def worth(name: str) -> tuple[int, int, float, int]:
        shares = [r.settling.get(name, 0) for r in concerned[name]]
        return shares.count(1), near.count(name), sum(shares), len(shares)

    best = sorted(concerned, key=worth, reverse=True)[: _ASKED - 1]
    return first, *(_question(name, concerned[name]) for name in best)


def _question(name: str, concerned: list[Ruling]) -> NextStep:
    settled = [ruling for ruling in concerned if ruling.settling.get(name) == 1]
    others = [ruling for ruling in concerned if ruling not in settled]
    return NextStep(ask=(name,), kind="question", settles=_regions(settled), concerns=_regions(others))


def next_step(rulings: Sequence[Ruling], waiting: frozenset[str] = frozenset()) -> NextStep | None:
    """The batch that gives most rows one verdict if it comes back empty, or the question that does.

    `waiting` are questions that are worth nothing before another one.
    """
    open_ = [ruling for ruling in rulings if ruling.verdict == "open"]
    if not open_:
        return None
    checked = [r for r in open_ if r.needs.checks and r.if_absent and r.if_absent.verdict != "open"]
    scened = [r for r in open_ if r.needs.closed_by_scenes]
    options = [
        NextStep(ask=_union(r.needs.checks for r in checked), kind="checks", settles=_regions(checked)),
        NextStep(ask=_union(r.needs.scenes for r in scened), kind="scenes", settles=_regions(scened)),
    ]
    for name in dict.fromkeys(name for ruling in open_ for name in ruling.needs.closing):
        settled = [ruling for ruling in open_ if name in ruling.needs.closing]
        options.append(NextStep(ask=(name,), kind="question", settles=_regions(settled)))
    best = max(options, key=lambda option: len(option.settles))
    return best if best.settles else _first_need(open_, waiting)


def _first_need(open_: list[Ruling], waiting: frozenset[str]) -> NextStep | None:
    """Where nothing settles a row at once: the checks, then the scenes, then the question most rows have."""
    for kind in ("checks", "scenes"):
        ask = _union(getattr(ruling.needs, kind) for ruling in open_)
        if ask:
            concerned = [ruling for ruling in open_ if getattr(ruling.needs, kind)]
            return NextStep(ask=ask, kind=kind, concerns=_regions(concerned))
    questions = [
        n for ruling in open_ for n in ruling.needs.questions + ruling.needs.aside if n not in waiting
    ]
    if not questions:
        return None
    most = max(questions, key=questions.count)
    concerned = [ruling for ruling in open_ if most in ruling.needs.questions + ruling.needs.aside]
    return NextStep(ask=(most,), kind="question", concerns=_regions(concerned))


def _union(batches: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for batch in batches for name in batch))


def _regions(rulings: list[Ruling]) -> tuple[str, ...]:
    return tuple(ruling.region for ruling in rulings)
