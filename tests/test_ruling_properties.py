"""What must hold of every ruling, over random policies and cases: the six properties of the design.

`RONGCUO_TEST_SCALE=10` tries ten times as many examples, other ones on every run; `RONGCUO_SHRINK=1` makes a
failing one small before it is shown.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from attrs import evolve
from hypothesis import given

from rongcuo.policy.clauses import TIERS
from rongcuo.ruling import Ruling
from rongcuo.ruling.diagrams import Diagrams

from .accounts import Account, examples, shown
from .completions import FILING_FACTS, MOST, nothing
from .random_policies import is_bad, plugin_of
from .reading import Plugin, Value, World, conditions_of
from .strategies import (
    Sample,
    as_told,
    more_clauses,
    procedure_samples,
    published,
    samples,
)

pytestmark = pytest.mark.once

EXAMPLE = Path(__file__).parents[1] / "examples" / "yiwu.toml"


# 1 Exact

VERDICTS = ("refused", "no_rule", "not_covered", "unmet", "unaddressed", "tolerated", "open")


def test_what_is_possible_and_what_is_needed_is_what_brute_force_finds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    account = Account()

    @examples(1000)
    @given(samples())
    def exact(sample: Sample) -> None:
        ruling = sample.ruling
        account.add(f"verdict {ruling.answer}", *makeup(sample))
        assert shown(ruling.possible) == sample.oracle.possible()
        assert {*ruling.needs.all(), *ruling.open_readings} == sample.oracle.needs()

    exact()
    with capsys.disabled():
        print(account.table("random cases of tolerance"))
    account.expect(0.05, *(f"verdict {verdict}" for verdict in VERDICTS))
    account.expect(0.3, "a policy that reads a fact twice")
    account.expect(0.01, *MAKEUP)


MAKEUP: dict[str, Callable[[Sample], object]] = {
    "a policy that reads a fact twice": lambda s: max(Counter(facts_read(s)).values(), default=0) > 1,
    "partial knowledge": lambda s: any(isinstance(told, dict) for told in s.case["facts"].values()),
    "a finding on a clause": lambda s: any(s.oracle.is_finding(name) for name in s.case["findings"]),
    "a finding that a list is not met": lambda s: not all(map(s.oracle.is_finding, s.case["findings"])),
    "a finding of yes": lambda s: any(finding["met"] for finding in s.case["findings"].values()),
    "a fact ruled out in one completion": lambda s: any(
        world[name] is None and ":" in name for world, _ in s.oracle.outcomes[:1] for name in world
    ),
    "an open reading": lambda s: s.ruling.open_readings,
    "a second text": lambda s: len(s.texts) > 1,
    "a floor": lambda s: s.floor,
    "another region": lambda s: s.elsewhere,
    "a matter of elsewhere": lambda s: s.case["where"] != "demo",
    "tiers that differ": lambda s: any(p.tiers_open for p in s.ruling.possible),
    "a tier behind an unseen gate": lambda s: any(p.behind for p in s.ruling.possible),
    "a tier about one thing alone": lambda s: any(p.about for p in s.ruling.possible),
    "more than 64 completions": lambda s: s.oracle.size > 64,
}


def makeup(sample: Sample) -> list[str]:
    return [name for name, there in MAKEUP.items() if there(sample)]


def facts_read(sample: Sample) -> list[str]:
    """The facts that the clauses of the sample's own text name, each as often as they do."""
    text = sample.texts[0]
    return [name for clause in text.clauses for c in conditions_of(clause) for name, _ in text.words(c)]


@pytest.mark.parametrize("question", ["filing", "clarification"])
def test_filing_and_clarification_are_as_exact(question: str) -> None:
    account = Account()

    @examples(150)
    @given(procedure_samples(question))
    def exact(sample: Sample) -> None:
        ruling = sample.ruling
        account.add(ruling.answer)
        assert shown(ruling.possible) == sample.oracle.possible()
        assert {*ruling.needs.all(), *ruling.open_readings} == sample.oracle.needs()
        assert ruling.verdict == sample.oracle.word()

    exact()
    answers = {
        "filing": ("no_rule", "filed", "too_late", "not_fileable", "fileable", "open"),
        "clarification": ("no_rule", "clear", "not_due", "open"),
    }
    account.expect(0.03, *answers[question])


# 2 Fails closed


def test_no_verdict_is_tolerated_while_a_red_line_or_a_condition_in_its_way_is_open() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def fails_closed(sample: Sample) -> None:
        ruling = sample.ruling
        account.add("tolerated" if ruling.answer == "tolerated" else "other")
        if ruling.answer != "tolerated":
            return
        states = {clause.id: clause.state for clause in ruling.clauses}
        red_lines = [r for r in sample.oracle.rules("red_line", floor=True)]
        assert all(states[r.id] == "not_met" for r in red_lines)
        text = sample.texts[0]
        if len(sample.texts) == 1 and text.joins == "all":
            assert all(states[r.id] == "met" for r in sample.oracle.rules("condition", text))
        for world, _ in sample.oracle.outcomes:
            passing = [s for s in sample.oracle.rules("situation") if s.met(world)]
            assert any(sample.oracle.passes_gates(s.plugin, world) for s in passing)

    fails_closed()
    account.expect(0.05, "tolerated")


@examples(60)
@given(samples())
def test_over_its_step_budget_a_region_answers_with_an_error_and_never_with_a_verdict(sample: Sample) -> None:
    ruling = sample.rule(budget=sample.rng.choice((1, 5, 20, 60, 150, 400, 1000)))
    if ruling.verdict == "error":
        assert ruling.error is not None
        assert ruling.possible == () and ruling.decided_by == () and ruling.if_absent is None
    else:
        assert ruling == sample.ruling


def test_a_budget_of_one_step_is_always_too_small() -> None:
    @examples(20)
    @given(samples())
    def too_small(sample: Sample) -> None:
        assert sample.rule(budget=1).verdict == "error"

    too_small()


def test_facts_that_are_too_complex_to_check_make_error_rows_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class OneStep(Diagrams):
        """A manager that is never allowed more than one step."""

        def allow(self, budget: int) -> None:
            super().allow(1)

    monkeypatch.setattr("rongcuo.ruling.compiled.Diagrams", OneStep)

    @examples(20)
    @given(samples())
    def an_error(sample: Sample) -> None:
        assert sample.rule().verdict == "error"

    an_error()


# 3 Monotone in knowledge


def test_learning_a_fact_or_a_finding_never_adds_a_possible_verdict() -> None:
    account = Account()

    @examples(250)
    @given(samples())
    def monotone(sample: Sample) -> None:
        learned = learning(sample, sample.rng)
        account.add("something to learn" if learned is not None else "nothing to learn")
        if learned is None:
            return
        before, after = shown(sample.ruling.possible), shown(learned.ruling.possible)
        assert after and after.keys() <= before.keys()
        assert all(
            set(tiers or ()) <= set(before[verdict][0] or ()) for verdict, (tiers, *_) in after.items()
        )

    monotone()
    account.expect(0.4, "something to learn")


def learning(sample: Sample, rng: Random) -> Sample | None:
    """The sample once one thing more is known, in part or in full, as some completion has it."""
    oracle = sample.oracle
    world, _ = rng.choice(oracle.outcomes)
    names = [
        name
        for name in oracle.relevant
        if len(oracle.candidates[name]) > 1
        and name not in FILING_FACTS
        and (oracle.is_finding(name) or (oracle.is_fact(name) and world[name] is not None))
    ]
    if not names:
        return None
    name = rng.choice(names)
    if oracle.is_finding(name):
        met = bool(world[name] and oracle.holds_when(name, world))
        return sample.knowing(findings={**sample.case["findings"], name: {"met": met}})
    fact = oracle.everything[name]
    told = as_told(fact, world[name])
    if fact.type in ("choice", "level") and rng.randrange(2):
        kept = [v for v in oracle.candidates[name] if v == world[name] or rng.randrange(2)]
        told = {"one_of": kept}
    return sample.with_fact(name, told)


# 4 Worse never helps


@pytest.mark.parametrize("complete", [True, False])
def test_a_fact_that_gets_worse_never_makes_the_verdict_more_lenient(complete: bool) -> None:
    account = Account()

    @examples(200)
    @given(samples(restricted=True, complete=complete))
    def never_helps(sample: Sample) -> None:
        if not complete:  # a finding says something of the facts, so that worse facts would say more
            sample = sample.knowing(findings={})
        pair = worsening(sample, sample.rng)
        account.add("worse" if pair is not None else "nothing to make worse")
        if pair is None:
            return
        before, after = (max(map(leniency, shown(s.ruling.possible).items())) for s in pair)
        account.counts["the verdict fell"] += after < before
        assert after <= before

    never_helps()
    account.expect(0.7, "worse")
    account.expect(0.05, "the verdict fell")


def test_a_policy_in_which_a_worse_fact_helps_says_so() -> None:
    account = Account()

    @examples(200)
    @given(samples(complete=True))
    def said(sample: Sample) -> None:
        bad = [name for name in dict.fromkeys(facts_read(sample)) if is_bad(sample.oracle.everything[name])]
        pairs = [pair for name in bad if (pair := worse_in(sample, name, sample.rng)) is not None]
        helped = any(most_lenient(after) > most_lenient(before) for before, after in pairs)
        account.add("it helped" if helped else "it didn't")
        if helped:
            assert "note.worse_may_help" in [note.key for note in sample.ruling.notes]

    said()
    account.expect(0.01, "it helped")


@examples(100)
@given(samples(restricted=True))
def test_a_policy_that_reads_what_is_bad_only_against_the_person_needs_no_such_note(sample: Sample) -> None:
    assert "note.worse_may_help" not in [note.key for note in sample.ruling.notes]


def worsening(sample: Sample, rng: Random) -> tuple[Sample, Sample] | None:
    """The sample with some bad fact as it is, and with it worse: most of the time one that a text reads."""
    bad = [name for name in sample.oracle.relevant if is_bad(sample.oracle.everything[name])]
    read = set(facts_read(sample)) if rng.randrange(4) else set(bad)
    ordered = sorted(rng.sample(bad, len(bad)), key=lambda name: name not in read)
    return next((pair for name in ordered if (pair := worse_in(sample, name, rng)) is not None), None)


def worse_in(sample: Sample, name: str, rng: Random) -> tuple[Sample, Sample] | None:
    """The sample with this fact as it may be, and with it worse."""
    oracle = sample.oracle
    if oracle.size > MOST or not oracle.outcomes:
        return None
    now = rng.choice(oracle.outcomes)[0][name]
    worse = [value for value in oracle.values(oracle.everything[name]) if is_worse(sample, name, value, now)]
    if now is None or not worse:
        return None
    fact = oracle.everything[name]
    after = sample.with_fact(name, as_told(fact, rng.choice(worse)))
    if not after.oracle.outcomes:
        return None
    return sample.with_fact(name, as_told(fact, now)), after


def is_worse(sample: Sample, name: str, value: Value, than: Value) -> bool:
    """Whether an adverse fact was turned true, or a harm added."""
    fact = sample.oracle.everything[name]
    if than is None:
        return False
    if fact.adverse:
        return than == nothing(fact) and sample.oracle.is_true(fact, {name: value})
    if fact.type == "level":
        return fact.values.index(str(value)) > fact.values.index(str(than))
    assert isinstance(value, int) and isinstance(than, int)
    return value > than


def leniency(possible: tuple[str, tuple[Any, Any, bool]]) -> float:
    """The design's order; among tolerances, by the mildest tier that is open.

    The design leaves `unaddressed` and `no_rule` uncompared.  Here they stand where an adverse fact may
    move a verdict from and to: an unaddressed one between tolerated and unmet.
    """
    verdict, (tiers, behind, *_) = possible
    if verdict != "tolerated":
        return {"refused": 0, "unmet": 1, "not_covered": 1, "no_rule": 1, "unaddressed": 2}[verdict]
    return 3 + max((len(TIERS) - TIERS.index(tier) for tier in tiers or () if tier not in behind), default=0)


def most_lenient(sample: Sample) -> float:
    """How lenient brute force says that the verdict may be."""
    return max(map(leniency, sample.oracle.possible().items()))


# 5 Honest about the text

#: The verdicts that have a word.
PLAIN = ("tolerated", "refused", "unmet", "not_covered")
#: Every list on which a ruling of tolerance rests.
LISTS = ("red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation")


def test_a_verdict_is_so_far_exactly_where_an_unseen_clause_could_change_it() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def word(sample: Sample) -> None:
        account.add(sample.ruling.verdict)
        assert sample.ruling.verdict == sample.oracle.word()

    word()
    account.expect(0.01, *PLAIN, *(f"{verdict}_so_far" for verdict in PLAIN))


def test_a_plain_verdict_stays_whatever_clauses_come_to_light() -> None:
    account = Account()

    @examples(250)
    @given(samples())
    def stays(sample: Sample) -> None:
        text, verdict = sample.texts[0], sample.ruling.verdict
        kinds = [k for k in LISTS if not text.nothing_unseen(k) and text.full(k) not in sample.oracle.found]
        account.add(verdict if kinds else "nothing unseen")
        if verdict in PLAIN and kinds:
            whole = published(sample, more_clauses(sample.rng, sample, kinds), kinds)
            assert whole.ruling.verdict == verdict

    stays()
    account.expect(0.01, *PLAIN)


def test_what_is_named_as_unaddressed_is_true_and_nothing_addresses_it() -> None:
    account = Account()

    @examples(200)
    @given(samples())
    def named(sample: Sample) -> None:
        ruling, oracle = sample.ruling, sample.oracle
        account.add(ruling.verdict if ruling.unaddressed else "nothing named")
        for name in ruling.unaddressed:
            fact = oracle.everything[name]
            assert name not in oracle.addressed
            assert all(oracle.is_true(fact, world) for world, _ in oracle.outcomes)
        if ruling.answer == "tolerated" and not oracle.red_lines_seen_whole:
            assert not ruling.unaddressed
        if ruling.answer == "unaddressed" and len(oracle.outcomes) == 1:
            assert ruling.unaddressed

    named()
    account.expect(0.01, "unaddressed")


def test_what_a_fact_that_is_read_cannot_be_without_is_addressed_by_whoever_reads_it() -> None:
    account = Account()

    @examples(400)
    @given(samples())
    def exact(sample: Sample) -> None:
        behind = hanging_on_something_bad(sample)
        if behind is None or behind.oracle.size > MOST or not behind.oracle.outcomes:
            return
        assert shown(behind.ruling.possible) == behind.oracle.possible()
        without = evolve(behind, texts=sample.texts)
        turned = without.oracle.size <= MOST and without.verdicts() != behind.verdicts()
        account.add("turns the answer" if turned else "as before")

    exact()
    account.expect(0.01, "turns the answer")


def hanging_on_something_bad(sample: Sample) -> Sample | None:
    """The sample with something adverse that is true, and a fact of its text's own that can't be without it."""
    oracle, text = sample.oracle, sample.texts[0]
    bad = [
        name
        for name, fact in oracle.everything.items()
        if fact.type == "yes_no" and fact.absent is False and ":" not in name and name not in oracle.addressed
    ]
    own = {name for clause in text.clauses for name in text.reads(clause)}
    for hook, chapter in text.chapters.items():
        facts = [fact for fact in chapter.facts if text.full(fact.id) in own and fact.only_if is None]
        if bad and facts:
            name, chosen = sample.rng.choice(bad), sample.rng.choice(facts)
            changed = tuple(evolve(f, only_if=name) if f is chosen else f for f in chapter.facts)
            chapters = {**text.chapters, hook: evolve(chapter, facts=changed)}
            texts = (plugin_of(text.name, chapters), *sample.texts[1:])
            case = {**sample.case, "absent": [other for other in sample.case["absent"] if other != name]}
            return evolve(sample, texts=texts, case=case).with_fact(name, True)
    return None


# 6 Deterministic


@examples(100)
@given(samples())
def test_the_order_in_which_a_case_tells_things_changes_nothing(sample: Sample) -> None:
    case = {key: shuffled(value, sample.rng) for key, value in sample.case.items()}
    assert as_bytes(sample.knowing(**case).ruling) == as_bytes(sample.ruling)


def shuffled(value: Any, rng: Random) -> Any:
    if isinstance(value, dict):
        return {key: value[key] for key in rng.sample(list(value), len(value))}
    return rng.sample(value, len(value)) if isinstance(value, list) else value


def as_bytes(ruling: Ruling) -> bytes:
    """All that a ruling says, in the order in which it says it; a set has none."""

    def plain(value: Any) -> Any:
        if attrs.has(type(value)):
            return {f.name: plain(getattr(value, f.name)) for f in attrs.fields(type(value))}
        if isinstance(value, Mapping):
            return [[plain(key), plain(item)] for key, item in value.items()]
        if isinstance(value, frozenset):
            return sorted(map(plain, value), key=str)
        return [plain(item) for item in value] if isinstance(value, tuple | list) else value

    return json.dumps(plain(ruling)).encode()


@pytest.mark.slow
def test_a_comparison_is_the_same_bytes_in_every_process() -> None:
    outputs = {compared(str(seed)) for seed in (0, 1, 2)}
    assert len(outputs) == 1 and b'"rulings"' in outputs.pop()


def compared(seed: str) -> bytes:
    """The JSON of a comparison, under a seed of Python's hashes."""
    command = [sys.executable, "-m", "rongcuo", "compare", str(EXAMPLE), "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


# Layers


def test_a_conflict_between_layers_is_one_that_every_completion_has_and_each_such_is_listed() -> None:
    account = Account()

    @examples(250)
    @given(samples(layered=True))
    def listed(sample: Sample) -> None:
        if sample.oracle.size > MOST:
            return
        found = {(c.kind, c.lower, c.higher) for c in sample.ruling.conflicts}
        account.add(*(kind for kind, *_ in found))
        assert found == conflicts(sample)

    listed()
    account.expect(0.02, "red_line_above", "red_line_below", "condition_above", "condition_below")


def conflicts(sample: Sample) -> set[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What the layers of a sample surely disagree on, by brute force."""
    oracle = sample.oracle
    worlds = [world for world, _ in oracle.outcomes]

    def met(kind: str, text: Plugin) -> tuple[str, ...]:
        rules = [r for r in oracle.rules(kind, floor=True) if r.plugin is text]
        return tuple(r.id for r in rules if all(r.met(world) for world in worlds))

    def joined(text: Plugin, world: World) -> bool:
        return oracle.joined(text, [r.met(world) for r in oracle.rules("condition", text)], world)

    def tolerating(text: Plugin) -> tuple[str, ...]:
        fit = text in oracle.texts and all(joined(text, world) for world in worlds)
        return met("situation", text) if fit else ()

    def failing(text: Plugin) -> tuple[str, ...]:
        if text not in oracle.texts or any(joined(text, world) for world in worlds):
            return ()
        rules = oracle.rules("condition", text)
        return tuple(r.id for r in rules if not any(r.met(w) for w in worlds)) or tuple(r.id for r in rules)

    texts = [*oracle.texts, *([oracle.floor] if oracle.floor is not None else [])]
    found = set()
    for low, high in itertools.combinations(texts, 2):
        for kind, lower, higher in (
            ("red_line_above", tolerating(low), met("red_line", high)),
            ("red_line_below", met("red_line", low), tolerating(high)),
            ("condition_above", tolerating(low), failing(high)),
            ("condition_below", failing(low), tolerating(high)),
        ):
            if lower and higher:
                found.add((kind, lower, higher))
    return found
