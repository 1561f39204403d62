"""What decided: the clauses behind an answer, or the list that was searched in vain, as brute force finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given

from rongcuo.policy.cases import Question

from .accounts import Account, examples
from .made import matter, ruled, text
from .policytext import clause, listing
from .reading import Rule, World
from .strategies import Sample, procedure_samples, samples
from .test_whole_layers import ABOVE, ruling, served

pytestmark = pytest.mark.once

#: What a clause does to an answer in one completion, by its id.
Tests = Mapping[str, Callable[[World], bool]]


def test_what_decides_a_tolerance_is_what_brute_force_finds() -> None:
    check(
        samples(),
        300,
        behind_tolerance,
        "refused",
        "not_covered",
        "unmet",
        "unaddressed",
        "tolerated",
        "open",
    )


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("filing", ("not_fileable", "fileable", "open", "by a condition", "by a list")),
        ("clarification", ("clear", "not_due", "open")),
    ],
)
def test_what_decides_another_question_is_too(question: Question, answers: tuple[str, ...]) -> None:
    behind = {"filing": behind_filing, "clarification": behind_clarification}[question]
    check(procedure_samples(question), 400, behind, *answers)


def test_a_condition_that_fails_beside_one_that_suffices_decides_nothing(tmp_path: Path) -> None:
    here = text(
        tmp_path,
        "mock",
        listing("condition", seen="complete", join="any"),
        clause("situation", "T1", when="trying_first"),
        clause("condition", "C1", when="decision_procedure"),
        clause("condition", "C2", when="inquiries_made"),
    )
    facts = {"trying_first": True, "decision_procedure": True, "inquiries_made": False}
    found = ruled(here, matter(facts, "mock"))
    assert (found.answer, found.decided_by) == ("tolerated", ("mock:T1",))
    unknown = {name: told for name, told in facts.items() if name != "decision_procedure"}
    assert ruled(here, matter(unknown, "mock")).decided_by == ("mock:T1", "mock:C1", "mock:C2")


@pytest.mark.parametrize(
    ("shut", "decided"), [(["below"], "scope"), (["below", "above"], "filing_condition")]
)
def test_conditions_decide_a_filing_that_fits_nothing_where_every_text_with_scopes_is_shut(
    tmp_path: Path, shut: list[str], decided: str
) -> None:
    def parts(name: str) -> list[tuple[str, str]]:
        condition = [clause("filing_condition", "B1", when="decision_procedure")]
        return [clause("scope", "F1", when="reform_work"), *(condition if name in shut else [])]

    points = [text(tmp_path, "below", *parts("below")), text(tmp_path, "above", *parts("above"), **ABOVE)]
    facts = {"stage": "planned", "filing": "none", "reform_work": False, "decision_procedure": False}
    found = ruling(served(points, "below", "above"), facts, "filing")
    names = {"scope": ("below:scope", "above:scope"), "filing_condition": ("below:B1", "above:B1")}
    assert (found.answer, found.decided_by) == ("not_fileable", names[decided])


def check(drawn: object, number: int, behind: Callable[[Sample], set[str]], *shares: str) -> None:
    account = Account()

    @examples(number)
    @given(drawn)  # type: ignore[arg-type]
    def same(sample: Sample) -> None:
        decided = sample.ruling.decided_by
        kinds = [name for name in ("a condition", "a list") if told_by(sample, name)]
        account.add(sample.ruling.answer, *(f"by {kind}" for kind in kinds))
        assert len(set(decided)) == len(decided)
        assert {*decided} == behind(sample)

    same()
    account.expect(0.03, *shares)


def told_by(sample: Sample, what: str) -> bool:
    lists = {text.full("scope") for text in sample.texts}
    conditions = {r.id for r in sample.oracle.rules("filing_condition")}
    return bool({*sample.ruling.decided_by} & (lists if what == "a list" else conditions))


def those(sample: Sample, tests: Tests) -> set[str]:
    """What is so whatever is unknown, where the answer is settled and anything is; else all that may be so."""
    worlds = [world for world, _ in sample.oracle.outcomes]
    sure = {name for name, test in tests.items() if all(map(test, worlds))}
    if sure and len(sample.verdicts()) == 1:
        return sure
    return {name for name, test in tests.items() if any(map(test, worlds))}


def failing(rules: Iterable[Rule]) -> Tests:
    return {r.id: lambda world, r=r: not r.met(world) for r in rules}  # type: ignore[misc]


def behind_tolerance(sample: Sample) -> set[str]:
    oracle, verdicts = sample.oracle, sample.verdicts()

    def satisfied(s: Rule, world: World) -> bool:
        return s.met(world) and oracle.passes_gates(s.plugin, world)

    def carries(s: Rule, world: World) -> bool:
        spoken = oracle.addressed | oracle.speaks_of(s)
        loose = () if oracle.red_lines_seen_whole else (f for f in oracle.adverse if f.id not in spoken)
        return satisfied(s, world) and not any(oracle.is_true(fact, world) for fact in loose)

    def situations(test: Callable[[Rule, World], bool]) -> set[str]:
        tests = {s.id: lambda world, s=s: test(s, world) for s in oracle.rules("situation")}  # type: ignore[misc]
        return those(sample, tests)

    found: set[str] = set()
    if "refused" in verdicts:
        found |= those(sample, {r.id: r.met for r in oracle.rules("red_line", floor=True)})
    if "tolerated" in verdicts:
        found |= situations(carries)
    if "unaddressed" in verdicts:
        found |= situations(satisfied)
    if "unmet" in verdicts and not verdicts & {"tolerated", "unaddressed"}:
        found |= situations(lambda s, world: bool(s.when(world)))
    if "unmet" in verdicts or ("tolerated" in verdicts and len(verdicts) > 1):
        found |= those(sample, failing(oracle.rules("condition")))
    return found | (lists(sample, "situation") if "not_covered" in verdicts else set())


def behind_filing(sample: Sample) -> set[str]:
    oracle, verdicts = sample.oracle, sample.verdicts()
    scopes, conditions = oracle.rules("scope"), oracle.rules("filing_condition")
    worlds = [world for world, _ in oracle.outcomes]

    def passes(world: World) -> bool:
        return all(r.met(world) for r in conditions)

    found: set[str] = set()
    if "fileable" in verdicts:
        tests = {s.id: lambda world, s=s: s.met(world) and passes(world) for s in scopes}  # type: ignore[misc]
        found |= those(sample, tests)
    if "not_fileable" in verdicts:
        fits = any(s.met(world) for s in scopes for world in worlds)
        conditions_matter = fits or not any(map(passes, worlds))
        by_condition = those(sample, failing(conditions)) if conditions_matter else set()
        found |= by_condition or lists(sample, "scope")
    return found


def behind_clarification(sample: Sample) -> set[str]:
    verdicts = sample.verdicts()
    triggers = {r.id: r.met for r in sample.oracle.rules("trigger", floor=True)}
    cleared = those(sample, triggers) if "clear" in verdicts else set()
    return cleared | (lists(sample, "trigger") if "not_due" in verdicts else set())


def lists(sample: Sample, kind: str) -> set[str]:
    return {text.full(kind) for text in sample.texts}
