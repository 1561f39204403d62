"""What the commands are asked about: a case before one region, the answer that is wanted, and when the act is."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from rongcuo import api
from rongcuo.api import CaseLike
from rongcuo.catalogue import MESSAGES
from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.known import absent_value, exactly
from rongcuo.facts.problems import InputError, Problem, not_one_of
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Case, Question
from rongcuo.ruling import rule
from rongcuo.ruling.clocks import RULING, at

from .answering import Asking
from .preparing import Preparation, prepare
from .whatif import When

#: The answer that whoever asks hopes for.
HOPED: dict[Question, str] = {"tolerance": "tolerated", "filing": "fileable", "clarification": "clear"}
#: Every answer to each question.
ANSWERS: dict[Question, tuple[str, ...]] = {
    "tolerance": ("tolerated", "unaddressed", "unmet", "not_covered", "refused"),
    "filing": ("fileable", "filed", "too_late", "not_fileable"),
    "clarification": ("clear", "not_due"),
}


def asking_of(
    registry: Registry,
    case: CaseLike,
    region: str | None = None,
    question: Question | None = None,
    on: str = RULING,
    as_known: str | None = None,
) -> Asking:
    """A case before one region: the one that is named, else that of the place where the matter is.

    Raises InputError for the case, the region or the day.
    """
    parsed = api.read(registry, case)
    name = _region(registry, parsed, region)
    posed = question or parsed.questions()[0]
    here = registry.jurisdictions.get(name)
    if here is None:
        raise InputError([*registry.failed[name]])
    clock = at(parsed, on, as_known)
    asking = Asking(here, registry.texts, registry.vocabulary, parsed, posed, clock)
    if asking.ruling.error is not None:
        raise InputError(asking.ruling.error)
    return asking


def preparation_of(
    registry: Registry,
    case: CaseLike,
    region: str | None = None,
    on: str = RULING,
    as_known: str | None = None,
) -> Preparation:
    """What to do before an act so that a region's text covers it, the region taken as its place.

    Raises InputError for the case, the region or the day, and for an act that is done.
    """
    parsed = api.read(registry, case)
    name = _region(registry, parsed, region)
    if registry.find(parsed.where) != name:
        parsed = evolve(parsed, where=name)
    stage = parsed.facts.get("stage")
    if stage is not None and not stage.values & {"planned", "under_way"}:
        raise InputError(Problem("prepare_done", {}, "facts.stage", parsed.file))
    asking = asking_of(registry, parsed, name, "tolerance", on, as_known)
    filing = rule(asking.jurisdiction, asking.prepared, "filing", brief=True)
    return prepare(asking, None if filing.failed() else filing)


def _region(registry: Registry, case: Case, region: str | None) -> str:
    """The region that is named, else that of the place of the case."""
    if region is not None:
        return registry.ruling_region(region)
    place = registry.find(case.where)
    if place is None or place not in registry.rows:
        raise InputError(Problem("whatif_region", {"where": case.where}))
    return place


def wanted_of(asking: Asking, named: str | None) -> frozenset[str]:
    """The answers that are wanted: the one named, else the one hoped for, of a case that has it every other."""
    answers = ANSWERS[asking.question]
    if named is not None:
        called = {label: answer for answer in answers for label in MESSAGES[f"verdict.{answer}"]}
        answer = called.get(named, named)
        if answer not in answers:
            raise InputError(
                not_one_of("--to", named, [*answers, *(MESSAGES[f"verdict.{a}"][0] for a in answers)])
            )
        return frozenset([answer])
    hoped = HOPED[asking.question]
    return frozenset(answers) - {hoped} if asking.ruling.answer == hoped else frozenset([hoped])


def when_of(asking: Asking) -> When:
    """Whether the act is still to come, by the stage that the case gives or the question that it poses."""
    stage = asking.known.get("stage")
    if stage is not None:
        return "before" if stage.values == {"planned"} else "after"
    return "before" if asking.question == "filing" else "after"


def compared(
    registry: Registry,
    case: CaseLike,
    regions: Sequence[str] = (),
    questions: Sequence[Question] = (),
    on: str = RULING,
    as_known: str | None = None,
    *,
    checked: bool = False,
) -> tuple[Comparison, tuple[str, ...]]:
    """A case before every region, or before some; with the adverse facts that were supposed to be absent.

    With `checked`, those are the checks that are still to be made.  Raises InputError for the case, a region or a day.
    """
    parsed = api.read(registry, case)

    def before(case: Case) -> Comparison:
        return api.compare(
            registry, case, regions=regions, questions=questions, on=on, as_known=as_known, differences=False
        )

    comparison = before(parsed)
    names = dict.fromkeys(name for ruling in comparison.rulings for name in ruling.needs.checks)
    if not (checked and names):
        return comparison, ()
    absent = {
        name: exactly(registry.vocabulary[name], absent_value(registry.vocabulary[name])) for name in names
    }
    return before(parsed.supposing(absent)), tuple(names)
