"""Leniency: the answers of regions are in a partial order, and say no more than every possibility carries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from rongcuo.comparing.comparison import Answer
from rongcuo.policy.clauses import TIERS
from rongcuo.ruling.mildness import mildest_of
from rongcuo.ruling.result import Possible, Ruling, Unseen
from rongcuo_analysis.leniency import Order, Reason, leniency, relation, why_apart

from ..oracle import Outcome
from ..running import LANGUAGES, ROOT, run
from ..scale import scaled
from ..strategies import Sample, samples

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: From the mildest, as the design has it.
RANKS = {"tolerated": 0, "unmet": 1, "not_covered": 1, "refused": 2}
CASES = (
    "pilot_evaluated",
    "kickback",
    "filed_accident",
    "knowing_departure",
    "plan_haian",
    "report_untrue_no_harm",
)


def order_of(rulings: Sequence[Ruling]) -> Order:
    """The order of rulings as of so many regions."""
    of_regions = tuple(evolve(ruling, region=f"r{at}") for at, ruling in enumerate(rulings))
    return leniency(Answer(question="tolerance", rulings=of_regions))


def no_severer(order: Order, one: str, other: str, published: bool) -> bool:
    return order.relation(one, other, published=published) in ("milder", "equal")


@settings(max_examples=scaled(70), deadline=None)
@given(st.lists(samples(), min_size=3, max_size=6), st.booleans())
def test_it_is_a_partial_order(drawn: list[Sample], published: bool) -> None:
    order = order_of([sample.ruling for sample in drawn])
    turned = {"milder": "severer", "severer": "milder"}
    for one, other in product(order.rulings, repeat=2):
        there, back = (order.relation(*pair, published=published) for pair in ((one, other), (other, one)))
        assert back == turned.get(there, there)
    for name in order.rulings:
        assert order.relation(name, name, published=published) == "equal"
    for a, b, c in permutations(order.rulings, 3):
        if no_severer(order, a, b, published) and no_severer(order, b, c, published):
            assert no_severer(order, a, c, published)


@settings(max_examples=scaled(70), deadline=None)
@given(st.lists(samples(), min_size=2, max_size=6))
def test_equal_rows_share_a_level_and_what_is_beside_the_levels_compares_with_not_all_of_them(
    drawn: list[Sample],
) -> None:
    order = order_of([sample.ruling for sample in drawn])
    level_of = {name: at for at, level in enumerate(order.levels) for name in level}
    assert sorted([*level_of, *order.beside]) == sorted(order.rulings)
    for one, other in permutations(level_of, 2):
        signs = {-1: "milder", 0: "equal", 1: "severer"}
        way = (level_of[one] > level_of[other]) - (level_of[one] < level_of[other])
        assert order.relation(one, other, published=True) == signs[way]
    for name in order.beside:
        assert not order.levels or {*order.apart_from(name)} & {*level_of}
    for at, step in enumerate(order.steps):
        pairs = [*product(order.levels[at], order.levels[at + 1])]
        assert step.certain == all(order.relation(*pair) == "milder" for pair in pairs)
        assert step.certain or step.so_far


def completions(sample: Sample) -> set[Outcome]:
    return {outcome for _, outcome in sample.oracle.outcomes}


def at_least_as_mild(sample: Sample, a: Outcome, other: Sample, b: Outcome) -> bool:
    """The design's order of two answers, each of one way the facts can be."""
    if a[0] not in RANKS or b[0] not in RANKS:
        return False
    if {a[0], b[0]} != {"tolerated"}:
        return RANKS[a[0]] <= RANKS[b[0]]
    (one, of_a, about_a), (two, of_b, about_b) = told(a), told(b)
    if about_a != about_b:
        return False
    if (one, of_a) == (two, of_b):
        return True
    sure = [
        [tier for tier in tiers if tier not in behind]
        for tiers, behind in ((one or (), of_a), (two or (), of_b))
    ]
    return all(sure) and TIERS.index(sure[0][0]) <= TIERS.index((two or ())[0])  # type: ignore[arg-type]


def told(outcome: Outcome) -> tuple[tuple[str, ...] | None, set[str], dict[str, frozenset[str]]]:
    """The tiers of one way, those of them that are behind a gate alone, and what each is about."""
    allowed = outcome[1]
    if allowed is None:
        return None, set(), {}
    tiers = tuple(tier for tier in TIERS if any(one[0] == tier for one in allowed))
    open_ = {one[0] for one in allowed if not one[2]}
    about = {}
    for tier in tiers:
        subjects = [one[1] for one in allowed if one[0] == tier and (tier not in open_ or not one[2])]
        if all(subjects):
            about[tier] = frozenset[str]().union(*subjects)
    return tiers, {tier for tier in tiers if tier not in open_}, about


def test_it_agrees_with_every_way_the_facts_can_be() -> None:
    seen: set[str] = set()

    @settings(max_examples=scaled(100), deadline=None)
    @given(samples(), samples())
    def hold(one: Sample, other: Sample) -> None:
        pairs = [*product(completions(one), completions(other))]
        up = all(at_least_as_mild(one, a, other, b) for a, b in pairs)
        down = all(at_least_as_mild(other, b, one, a) for a, b in pairs)
        expected = ("equal" if down else "milder") if up else "severer" if down else "not_comparable"
        found = relation(one.ruling, other.ruling, published=True)
        # of tiers that hang on what is unknown the ruling tells the union alone
        hangs = any(possible.tiers_open for r in (one.ruling, other.ruling) for possible in r.possible)
        assert found == expected or (hangs and found == "not_comparable")
        seen.add(found)

    hold()
    assert scaled(100) < 100 or seen == {"milder", "equal", "severer", "not_comparable"}


def more_known(sample: Sample) -> Iterator[Sample]:
    """The same case where one more fact is known, as in some way the facts can be."""
    worlds = [world for world, _ in sample.oracle.outcomes]
    world = sample.rng.choice(worlds)
    stated = {*sample.case["facts"], *sample.case["absent"]}
    for name in sorted({*world} - stated):
        value = world[name]
        if isinstance(value, bool | str) and ":" not in name and "." not in name:
            yield sample.with_fact(name, value)


@settings(max_examples=scaled(60), deadline=None)
@given(samples(), samples())
def test_learning_a_fact_never_makes_two_answers_swap(one: Sample, other: Sample) -> None:
    for published in (True, False):
        before = relation(one.ruling, other.ruling, published=published)
        if before == "not_comparable":
            continue
        allowed = {"equal": {"equal"}, "milder": {"milder", "equal"}, "severer": {"severer", "equal"}}[before]
        for knowing in more_known(one):
            assert relation(knowing.ruling, other.ruling, published=published) in allowed


def possible(verdict: str, **more: object) -> Ruling:
    answer = Possible(verdict=verdict, **more)  # type: ignore[arg-type]
    return Ruling(region="a", question="tolerance", verdict=verdict, possible=(answer,))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (possible("unaddressed"), possible("refused"), "unranked"),
        (possible("no_rule"), possible("refused"), "unranked"),
        (possible("tolerated"), possible("tolerated", tiers=("exempt",)), "tiers"),
        (
            possible("tolerated", tiers=("exempt",), about={"exempt": ("accountability",)}),
            possible("tolerated", tiers=("mitigated",)),
            "tiers",
        ),
    ],
)
def test_what_does_not_compare_says_on_which_side_it_lies(one: Ruling, other: Ruling, kind: str) -> None:
    assert relation(one, other) == "not_comparable"
    assert kind in {reason.kind for reason in why_apart(one, other)}


@pytest.mark.parametrize(
    ("tiers", "behind", "others", "stands"),
    [
        (("exempt", "mitigated"), (), ("mitigated", "lighter"), "milder"),
        (("mitigated",), (), ("mitigated", "lighter"), "equal"),
        (("exempt", "mitigated"), ("exempt",), ("mitigated",), "milder"),
        (("exempt", "mitigated"), ("exempt",), ("exempt",), "severer"),
        (("not_pursued", "mitigated"), ("not_pursued",), ("exempt",), "not_comparable"),
        (("exempt",), ("exempt",), ("mitigated",), "not_comparable"),
    ],
)
def test_tolerances_compare_by_the_mildest_tier_whether_an_unseen_gate_opens_or_not(
    tiers: tuple[str, ...], behind: tuple[str, ...], others: tuple[str, ...], stands: str
) -> None:
    one, other = possible("tolerated", tiers=tiers, behind=behind), possible("tolerated", tiers=others)
    assert relation(one, other) == stands


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        ("fileable", "filed", "equal"),
        ("filed", "too_late", "milder"),
        ("fileable", "not_fileable", "milder"),
        ("not_fileable", "too_late", "equal"),
        ("not_due", "clear", "severer"),
        ("no_rule", "not_fileable", "not_comparable"),
    ],
)
def test_what_may_be_filed_or_is_cleared_comes_first(one: str, other: str, stands: str) -> None:
    assert relation(possible(one), possible(other)) == stands


def test_what_an_unseen_clause_could_turn_counts_unless_the_published_alone_are_asked_for() -> None:
    turned = Unseen(seen="report", missing=None, could_turn={"tolerated": ("refused",)})
    so_far = evolve(possible("tolerated"), verdict="tolerated_so_far", unseen={"red_line": turned})
    assert relation(so_far, possible("unmet"), published=True) == "milder"
    assert relation(so_far, possible("unmet")) == "not_comparable"
    assert relation(so_far, possible("refused")) == "milder"
    assert mildest_of([possible("unmet"), so_far]) is None
    assert no_severer(order_of([so_far, possible("unmet")]), "r0", "r1", published=True)
    assert why_apart(so_far, possible("unmet")) == (Reason("a", "unseen"),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_it_fits_a_screen_and_names_every_region(case: str, language: str) -> None:
    done = run("leniency", f"examples/constructed/{case}.toml", "--lang", language, columns=80)
    lines = done.out.splitlines()
    assert done.status == 0 and max(map(cell_len, lines)) <= 80
    assert len(lines) <= (36 if language == "zh" else 50)
    data = json.loads(run("leniency", f"examples/constructed/{case}.toml", "--json").out)
    (answer,) = data["answers"]
    placed = [name for level in answer["levels"] for name in level] + answer["beside"]
    assert sorted(placed) == sorted(region["region"] for region in answer["regions"])


def test_a_step_is_told_with_the_clauses_of_both_sides_and_whether_unseen_ones_could_undo_it() -> None:
    out = run("leniency", "examples/constructed/pilot_evaluated.toml", "--lang", "en", columns=200).out
    assert "↓ Bincheng T2 → Hai'an T1: by the public clauses (Bincheng, Hai'an may have others)" in out
    assert "T1 Key reform, trials, emergency risk-avoidance (Places across Jiangsu" in out
    sure = run("leniency", "examples/constructed/report_untrue_no_harm.toml", "--lang", "en", columns=200).out
    assert "list: clearing trigger: certain" in sure


def test_checks_still_to_be_made_can_be_supposed_to_find_nothing() -> None:
    case = str(ROOT / "examples" / "zhuji.toml")
    open_ = json.loads(run("leniency", case, "--json").out)
    supposed = json.loads(run("leniency", case, "--checked", "--json").out)
    assert open_["answers"][0]["levels"] == [] and open_["supposed_absent"] == []
    assert len(supposed["supposed_absent"]) > 20 and len(supposed["answers"][0]["levels"]) > 1


def test_a_spreadsheet_has_a_row_for_each_region() -> None:
    out = run("leniency", "examples/constructed/pilot_evaluated.toml", "--csv", "--lang", "en").out
    rows = out.splitlines()
    assert rows[0].startswith("\ufeffLevel,Region,Answer") and len(rows) == 9


@pytest.mark.parametrize("name", ["order.html", "order.docx", "order.csv"])
def test_it_can_be_carried_as_a_file(name: str, tmp_path: Path) -> None:
    done = run("leniency", "examples/constructed/pilot_evaluated.toml", "-o", str(tmp_path / name))
    assert (done.status, done.err) == (0, "") and (tmp_path / name).stat().st_size > 1000
