"""Diverging: shares are what counting every case gives, and every witness rules as it is said to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

import rongcuo
from rongcuo.facts.known import Known, exactly
from rongcuo.facts.problems import InputError
from rongcuo.policy.cases import Case, Finding
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import facts_of
from rongcuo.ruling.diagrams import FALSE
from rongcuo.ruling.evaluation import Evaluation
from rongcuo.ruling.prepared import PreparedCase
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.tables import OUTSIDE, Outcome
from rongcuo_analysis.consistency import there_by_cell
from rongcuo_analysis.diverging import Divergence, Pair, Side, Witness, diverge, relation_of
from rongcuo_analysis.sides import sides_of
from rongcuo_analysis.weights import read_weights

from ..scale import WHOLE, scaled
from ..strategies import Sample, samples

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Settings of the facts that are ruled one by one; pairs of texts with more of them are left out.
TRIED = 400


@cache
def registry() -> rongcuo.Registry:
    return rongcuo.load()


def pair_of(sample: Sample) -> Pair:
    """A random text, and the same without one of its clauses or without its floor."""
    here = sample.jurisdiction
    own = here.policies[0]
    rules = [r for r in own.rules if r.when is not None]
    if rules and sample.rng.random() < 0.8:
        gone = sample.rng.choice(rules)
        other = evolve(here, policies=(own.without({gone.id: "not_in_force"}), *here.policies[1:]))
    else:
        other = evolve(here, floor=None)
    sides = Side(name="one", here=here), Side(name="two", here=other)
    return Pair(*sides, "tolerance", facts_of(sample.policies))


def every_case(pair: Pair) -> Iterator[Mapping[str, Any]] | None:
    """Every setting of the facts that the two answers read; None where there are too many."""
    names = list(dict.fromkeys(str(pair.r.groups[level]) for level in levels_of(pair)))
    ways = []
    count = 1
    for name in names:
        fact = pair.r.fact(name)
        if fact.type == "set":
            members = (frozenset(m for m, there in zip(fact.values, way, strict=True) if there)
                       for way in product((False, True), repeat=len(fact.values)))  # fmt: skip
            values: list[Any] = list(members)
        else:
            values = [cell.value for cell in pair.r.cells(name)]
        count *= len(values)
        if count > TRIED:
            return None
        ways.append(values)
    return (dict(zip(names, values, strict=True)) for values in product(*ways))


def levels_of(pair: Pair) -> list[int]:
    d = pair.r.diagrams
    one, two = pair.answers
    read = {pair.r.groups[level] for level in d.levels(one) | d.levels(two)}
    return [level for level, name in sorted(pair.r.groups.items()) if name in read]


def ruled(pair: Pair, values: Mapping[str, Any]) -> tuple[Outcome, Outcome] | None:
    """What both come to of one setting of the facts; None where the facts contradict each other."""
    told = {name: value for name, value in values.items() if not out_of_place(pair, name, values)}
    one, two = (one_ruled(pair, side.here, told) for side in (pair.first, pair.second))
    return None if one is None or two is None else (one, two)


def out_of_place(pair: Pair, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a fact that can't be nothing is one that can't be at all there: a case doesn't tell it then."""
    r, d = pair.r, pair.r.diagrams
    condition = r.only_if(name) if name in pair.vocabulary else None
    if condition is None or r.fact(name).type == "set" or not all(there_by_cell(r, name)):
        return False
    return d.restrict(r.build(condition), cells_of(pair, values)) == FALSE


def cells_of(pair: Pair, values: Mapping[str, Any]) -> dict[int, int]:
    cells = {}
    for name, value in values.items():
        fact, level = pair.r.fact(name), pair.r.level(name)
        if fact.type == "set":
            cells |= {level + at: int(member in value) for at, member in enumerate(fact.values)}
        else:
            cells[level] = [cell.value for cell in pair.r.cells(name)].index(value)
    return cells


def one_ruled(pair: Pair, here: Jurisdiction, values: Mapping[str, Any]) -> Outcome | None:
    facts: dict[str, Known] = {}
    findings = {}
    for name, value in values.items():
        if name in pair.vocabulary:
            facts[name] = exactly(pair.r.fact(name), value)
        else:
            findings[name] = Finding(met=value)
    case = Case(title="…", where=here.id, facts=facts, findings=findings)
    try:
        prepared = pair.prepared_before(case, here)
        if not clashes(prepared):
            return outcome(Evaluation(here, prepared, pair.question))
    except InputError:
        pass
    return None


def clashes(prepared: PreparedCase) -> bool:
    """Whether the facts of a case contradict each other."""
    r = Reasoner(prepared.everyone, prepared, prepared.known, every_demand=True)
    return r.as_favoured(r.possible) == FALSE


def outcome(evaluation: Evaluation) -> Outcome | None:
    outcomes = [o for o in evaluation.r.diagrams.values(evaluation.node) if o != OUTSIDE]
    return outcomes[0] if len(outcomes) == 1 else None


def test_the_shares_are_those_of_counting_every_case() -> None:
    counted = apart = 0

    @settings(max_examples=scaled(150), deadline=None)
    @given(samples())
    def hold(sample: Sample) -> None:
        nonlocal counted, apart
        pair = pair_of(sample)
        readings = any(text.readings for text in pair.policies)
        cases = None if readings else every_case(pair)
        if cases is None:
            return
        relations: Counter[str] = Counter()
        for values in cases:
            answers = ruled(pair, values)
            if answers is not None:
                relations[relation_of(*answers)] += 1
        whole = sum(relations.values())
        shares = {relation: Fraction(number, whole) for relation, number in relations.items()}
        assert pair.shares() == shares
        counted += 1
        apart += bool({*shares} - {"same"})

    hold()
    print(f"{counted} counted, {apart} of them apart")
    assert apart > counted / 20 or not WHOLE


def test_every_witness_rules_as_it_is_said_to() -> None:
    shown = 0

    @settings(max_examples=scaled(150), deadline=None)
    @given(samples())
    def hold(sample: Sample) -> None:
        nonlocal shown
        pair = pair_of(sample)
        divergence = diverge(pair.first, pair.second, "tolerance", pair.vocabulary)
        shown += check_witnesses(divergence)
        for witness in divergence.witnesses:
            needs_all(pair, divergence, witness)

    hold()
    assert shown or not WHOLE


def needs_all(pair: Pair, divergence: Divergence, witness: Witness) -> None:
    """Without any one of its facts a case is settled otherwise, or no longer settled, by one of the two texts."""
    case = divergence.read(witness)
    for name in case.facts:
        fewer = evolve(case, facts={other: known for other, known in case.facts.items() if other != name})
        assert outcomes(pair, fewer) != outcomes(pair, case), name


def outcomes(pair: Pair, case: Case) -> list[set[Outcome]]:
    evaluations = [
        Evaluation(here, pair.prepared_before(case, here), pair.question)
        for here in (pair.first.here, pair.second.here)
    ]
    return [{o for o in e.r.diagrams.values(e.node) if o != OUTSIDE} for e in evaluations]


def check_witnesses(divergence: Divergence) -> int:
    """Each is settled by both, differs as it says, and needs every fact of its own; how many there are."""
    if divergence.equivalent:
        assert divergence.witnesses == ()
    for witness in divergence.witnesses:
        verdicts = [possible.verdict for r in (witness.first, witness.second) for possible in r.possible]
        assert len(verdicts) == 2
        assert witness.relation != "same" and (witness.relation == "tiers") == (verdicts[0] == verdicts[1])
        if witness.relation != "tiers":
            assert relation_of(*map(Outcome, verdicts)) == witness.relation
    return len(divergence.witnesses)


@pytest.mark.parametrize("pair", [("hongze", "jingjiang"), ("bincheng", "haian"), ("jiangxi", "zhejiang")])
def test_two_districts_part_where_the_witnesses_say(pair: tuple[str, str]) -> None:
    first, second, vocabulary = sides_of(*pair, registry())
    divergence = diverge(first, second, "tolerance", vocabulary, most=40)
    assert check_witnesses(divergence) > 5
    reasons = [
        (w.first.verdict, w.first.decided_by, w.second.verdict, w.second.decided_by)
        for w in divergence.witnesses
    ]
    assert len({*reasons}) == len(reasons)
    back = diverge(second, first, "tolerance", vocabulary, most=0)
    assert back.shares.get("milder") == divergence.shares.get("stricter")
    assert back.shares.get("same") == divergence.shares.get("same")
    for witness in divergence.witnesses:  # as the commands would rule it
        for side, ruling in ((first, witness.first), (second, witness.second)):
            ruled_again = rongcuo.rule(registry(), {**witness.raw, "where": side.here.id}, side.name)
            assert ruled_again.ruling(side.name).answer == ruling.answer


def test_a_text_is_equivalent_to_itself() -> None:
    for question in ("tolerance", "filing", "clarification"):
        first, second, vocabulary = sides_of("hongze", "洪泽", registry())
        divergence = diverge(first, second, question, vocabulary)  # type: ignore[arg-type]
        assert divergence.equivalent and divergence.never_stricter and divergence.never_milder
        assert divergence.shares == {"same": 1}


def test_weights_change_the_shares_and_nothing_else(tmp_path: Path) -> None:
    first, second, vocabulary = sides_of("hongze", "jingjiang", registry())
    file = tmp_path / "weights.toml"
    file.write_text(
        "hard_urgent_task = 1\npolitical_problem = 0\n[filing]\nnone = 0.9\nbefore = 0.1\n", "utf-8"
    )
    weights = read_weights(file, vocabulary)
    plain, weighed = (
        diverge(first, second, "tolerance", vocabulary, weights=w, most=3) for w in (None, weights)
    )
    assert plain.shares != weighed.shares and sum(weighed.shares.values()) == 1
    assert [w.raw for w in plain.witnesses] == [w.raw for w in weighed.witnesses]
    file.write_text(
        "nothing = 1\nloss = 0.5\npolitical_problem = 2\n[filing]\nnone = 0.5\nelse = 0.5\n", "utf-8"
    )
    with pytest.raises(InputError) as raised:
        read_weights(file, vocabulary)
    assert [p.code for p in raised.value.problems] == [
        "weights_fact",
        "weights_fact",
        "weights_share",
        "bad_choice",
    ]


def test_what_isn_t_there_can_t_be_compared() -> None:
    for names, code in (
        (("hongze", "bincheng@2017"), "diff_unpublished"),
        (("hongze@1999", "haian"), "diff_no_version"),
    ):
        with pytest.raises(InputError) as raised:
            sides_of(*names, registry())
        assert [problem.code for problem in raised.value.problems] == [code]
