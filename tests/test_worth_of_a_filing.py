"""What a filing is worth: told as a fact where its clause is met and carries the answer, else why it doesn't reach."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import rongcuo
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import load
from rongcuo.policy.clauses import Chapter, Effect, Situation
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.render.words import Words
from rongcuo.ruling.result import FilingWorth

from .accounts import Account, examples
from .completions import MOST
from .made import ADVERSE, matter, ruled, text
from .oracle import Tiers
from .policytext import clause
from .random_policies import WORDS, plugin_of
from .reading import Rule, World
from .running import everything, run
from .strategies import Sample, samples

FILED = ("before", "during", "after")
WORTHS = ("exempts", "tolerates", "reference")


# Matters as an officer writes them

URGENT = {"hard_urgent_task": False, "objective_cause": True}
BEFORE = {"field": ["idle_land"], "filing": "before", "filing_scope": "exceeded", "hard_urgent_task": False}
PILOT = {
    "field": ["management_innovation"],
    "trying_first": True,
    "exploratory_mistake": True,
    '"bincheng:past_convention"': True,
}


def told(folder: Path, where: str, facts: dict[str, Any], *form: str, language: Any = "en") -> str:
    lines = [f"{name} = {json.dumps(value)}" for name, value in facts.items()]
    absent = [name for name in ADVERSE if name not in facts]
    case = f'title = "甲"\nwhere = "{where}"\nabsent = {json.dumps(absent)}\n[facts]\n' + "\n".join(lines)
    (folder / "case.toml").write_text(case, "utf-8")
    done = run("rule", folder / "case.toml", "--region", where, *form, language=language, columns=400)
    assert (done.status, done.err) == (0, "")
    return done.out


def worth(folder: Path, where: str, facts: dict[str, Any]) -> list[tuple[str, str, bool]]:
    (ruling,) = json.loads(told(folder, where, facts, "--json"))["answers"][0]["rulings"]
    return [(w["clause"], w["state"], w["supposed"]) for w in ruling["filing_worth"]]


@pytest.mark.parametrize(
    ("where", "facts", "expected", "line"),
    [
        pytest.param(
            "hongze",
            {
                "field": ["idle_land"],
                "filing": "after",
                "filing_scope": "within",
                "no_time_to_file": False,
                **URGENT,
            },
            [("hongze:F8", "not_met", False)],
            "not here: a filing exempts (F8), because filing: filed afterwards",
            id="filed afterwards",
        ),
        pytest.param(
            "hongze",
            {**BEFORE, "excess_objective": True},
            [("hongze:F8", "not_met", False)],
            "not here: a filing exempts (F8), because within what was filed: exceeded",
            id="outgrown with an objective cause",
        ),
        pytest.param(
            "hongze",
            {**BEFORE, "excess_objective": False},
            [("hongze:F8", "not_met", False)],
            "not here: a filing exempts (F8), because within what was filed: exceeded",
            id="outgrown without one",
        ),
        pytest.param(
            "hongze",
            {"field": ["idle_land"], "filing": "before", "filing_scope": "within", **URGENT},
            [("hongze:F8", "met", False)],
            "· a filing exempts (F8)",
            id="filed and kept to",
        ),
        pytest.param(
            "hongze",
            {"field": ["idle_land"], "filing": "before", "filing_scope": "within", "hard_urgent_task": False},
            [("hongze:F8", "open", False)],
            "· a filing exempts (F8; whether it is met is open)",
            id="filed and the cause not known",
        ),
        pytest.param(
            "hongze",
            {"field": ["education"], "filing": "none", "no_time_to_file": False, **URGENT},
            [("hongze:F8", "met", True)],
            "if filed: a filing exempts (F8)",
            id="not filed",
        ),
        pytest.param(
            "hongze",
            {"field": ["education"], "filing": "none", "hard_urgent_task": False, "objective_cause": False},
            [],
            None,
            id="not filed, and it would have been no use",
        ),
        pytest.param(
            "bincheng",
            {**PILOT, "filing": "after"},
            [("bincheng:F9", "not_met", False)],
            "not here: a filing leads to tolerance (F9), because filing: filed afterwards",
            id="filed afterwards where only an early filing helps",
        ),
        pytest.param(
            "bincheng",
            {**PILOT, "filing": "before"},
            [("bincheng:F9", "met", False)],
            "· a filing leads to tolerance (F9)",
            id="filed early",
        ),
        pytest.param(
            "bincheng",
            {"field": ["trade"], "trying_first": False, "filing": "before"},
            [("bincheng:F9", "not_met", False)],
            "not here: a filing leads to tolerance (F9), because the answer is: not covered so far",
            id="filed early, and the matter is none to tolerate",
        ),
        pytest.param(
            "haian",
            {"field": ["trade"], "filing": "after"},
            [("haian:F4", "met", False)],
            "· a filing is a reference only (F4)",
            id="a reference stands whatever the answer",
        ),
    ],
)
def test_what_a_filing_is_worth_is_told_as_it_is_in_the_matter(
    tmp_path: Path, where: str, facts: dict[str, Any], expected: list[Any], line: str | None
) -> None:
    assert worth(tmp_path, where, facts) == expected
    printed = told(tmp_path, where, facts)
    assert line in printed if line is not None else "filing exempts" not in printed
    if expected and expected[0][1] == "not_met":
        assert "· a filing" not in printed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_matter_that_was_never_urgent_has_nothing_to_do_with_the_like(
    tmp_path: Path, language: Any
) -> None:
    facts = {"field": ["education"], "filing": "none", "no_time_to_file": False, **URGENT}
    assert "等" not in told(tmp_path, "hongze", facts, language=language).replace("等待", "")


def test_an_urgent_matter_of_another_field_may_be_among_the_like_of_the_fields(tmp_path: Path) -> None:
    facts = {"field": ["trade"], "filing": "none", "no_time_to_file": True, **URGENT}
    printed = told(tmp_path, "hongze", facts)
    assert "hongze:A1, hongze:A2, hongze:A3, hongze:A4, hongze:A5: not closed" in printed
    assert "hongze:P1" not in printed.split("not closed")[0].split("A1")[0]


UNTRUE = {"value": "untrue", "by": "b", "basis": "c"}
PLANNED = {"stage": "planned", "filing": "none"}


@pytest.mark.parametrize(
    ("question", "facts", "expected"),
    [
        ("tolerance", {"filing": "none", "reform_work": True}, ("met", True)),
        ("tolerance", {"filing": "none"}, ("met", True)),
        ("tolerance", {"filing": "none", "reform_work": False}, None),
        ("tolerance", {"filing": {"one_of": list(FILED)}, "reform_work": False}, ("met", False)),
        ("tolerance", {"filing": {"one_of": ["before", "none"]}, "reform_work": False}, None),
        ("filing", {**PLANNED, "reform_work": True}, ("met", True)),
        ("filing", {**PLANNED, "reform_work": False}, None),
        ("clarification", {"filing": "before", "report_outcome": UNTRUE}, None),
    ],
)
def test_a_filing_is_worth_something_where_there_is_one_or_could_have_been(
    tmp_path: Path, question: Any, facts: dict[str, Any], expected: tuple[str, bool] | None
) -> None:
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T1", when="trying_first"),
        clause("scope", "F1", when="reform_work"),
        clause("effect", "E1", file="filing", topic="filing_worth", worth="tolerates"),
        clause("trigger", "S1", when="report_outcome == 'untrue'"),
    )
    found = ruled(here, matter({"trying_first": True, **facts}, "mock"), question)
    assert found.filing_worth == (
        () if expected is None else (FilingWorth(clause="mock:E1", state=expected[0], supposed=expected[1]),)
    )


SHORT = "not here: a filing exempts (E1), because no tier that is allowed here exempts"
TIERED = {"trying_first": True, "reform_work": True, "filing": "before"}


@pytest.mark.parametrize(
    ("tiers", "loss", "expected", "line"),
    [
        (
            ["lighter"],
            600_000,
            "not_met",
            SHORT,
        ),
        (["exempt", "lighter"], 600_000, "met", "a filing exempts (E1)"),
        (["not_pursued"], 600_000, "met", "a filing exempts (E1)"),
        ([], 600_000, "met", "a filing exempts (E1)"),
        (["lighter"], 400_000, "met", "a filing exempts (E1)"),
        (["lighter"], None, "open", "a filing exempts (E1; whether it is met is open)"),
    ],
)
def test_a_filing_exempts_only_where_a_tier_does(
    tmp_path: Path, tiers: list[str], loss: int | None, expected: str, line: str
) -> None:
    more = {"tiers": tiers} if tiers else {}
    limit = [clause("tier", "L1", when="loss < 500000", tiers=["exempt"])] if tiers else []
    here = text(
        tmp_path,
        "mock",
        clause("situation", "T1", when="trying_first", **more),
        *limit,
        clause("scope", "F1", when="reform_work"),
        clause(
            "effect", "E1", file="filing", topic="filing_worth", worth="exempts", when="filing == 'before'"
        ),
    )
    facts = TIERED | ({} if loss is None else {"loss": loss})
    found = ruled(here, matter(facts, "mock"))
    assert [told.state for told in found.filing_worth] == [expected]
    policy = load_plugin(here.plugin, here.name).policy
    assert policy is not None
    words = Words("en", load(Deployment(), []))
    assert words.filed(found, Jurisdiction(region=policy.region, policies=(policy,))) == [line]


# Random texts, by brute force


def worlds(sample: Sample) -> list[World]:
    return [world for world, _ in sample.oracle.outcomes]


@pytest.mark.once
def test_what_a_filing_is_worth_is_what_brute_force_finds() -> None:
    account = Account()

    @examples(250)
    @given(samples())
    def as_found(sample: Sample) -> None:
        sample = with_worth(sample, sample.rng)
        if sample.oracle.size > MOST or not sample.oracle.outcomes:
            return
        answers = {verdict for _, (verdict, _) in sample.oracle.outcomes}
        ruling = sample.ruling
        known = sample.oracle.told.get("filing")
        if answers == {"no_rule"}:
            assert not ruling.filing_worth
            return
        if known in FILED:
            due = [told_of(sample, rule) for rule in worthy(sample)]
            assert not any(w.supposed for w in ruling.filing_worth)
            assert {w.clause: w.state for w in ruling.filing_worth} == dict(due)
            account.add(*{state for _, state in due})
            for told in ruling.filing_worth:
                assert reasons_fail(sample, told)
        else:
            assert all(w.supposed and w.state != "not_met" for w in ruling.filing_worth)
            account.add("supposed" if ruling.filing_worth else "nothing")

    as_found()
    account.expect(0.01, "met", "not_met", "open", "supposed")


def with_worth(sample: Sample, rng: Random) -> Sample:
    """The sample with a situation that is a filing which exempts, and an effect that says what one is worth."""
    text = sample.texts[0]
    chapters = dict(text.chapters)
    criteria = chapters["tolerance_criteria"]
    clauses = [
        evolve(c, worth="exempts") if isinstance(c, Situation) and rng.randrange(2) else c
        for c in criteria.clauses
    ]
    chapters["tolerance_criteria"] = evolve(criteria, clauses=tuple(clauses))
    filing = chapters.get("filing", Chapter())
    when = rng.choice((None, "filing == 'before'", "filing in ('before', 'during')"))
    effect = Effect(
        id="E0", title=WORDS, statement=WORDS, topic="filing_worth", source="text",
        worth=rng.choice(WORTHS), when=when,
    )  # fmt: skip
    chapters["filing"] = evolve(filing, clauses=(*filing.clauses, effect))
    sample = evolve(sample, texts=(plugin_of(text.name, chapters), *sample.texts[1:]))
    if sample.case["where"] != "demo" or rng.randrange(4) == 0:
        return sample
    return sample.with_fact("filing", rng.choice(FILED))


def worthy(sample: Sample) -> list[Any]:
    """The clauses of the texts that say what a filing is worth, those that nobody can rule by too."""
    return [
        (text, clause)
        for text in sample.texts
        for clause in text.of("effect", "situation")
        if getattr(clause, "worth", None) is not None
    ]


def told_of(sample: Sample, told: Any) -> tuple[str, str]:
    text, clause = told
    found = {holds(sample, text, clause, world, *outcome) for world, outcome in sample.oracle.outcomes}
    words = {frozenset([True]): "met", frozenset([False]): "not_met"}
    return text.full(clause.id), words.get(frozenset(found), "open")


def holds(
    sample: Sample, text: Any, clause: Any, world: World, answer: str, tiers: Tiers | None
) -> bool | None:
    """Whether a filing has this worth in one completion; None where a gate that nobody has seen decides."""
    oracle = sample.oracle
    if isinstance(clause, Situation):
        rule = next((r for r in oracle.rules("situation") if r.id == text.full(clause.id)), None)
        reached = rule is not None and answer == "tolerated" and carries(sample, rule, world)
    else:
        met = clause.when is None or bool(text.test(clause.when)(world | {"filing": oracle.told["filing"]}))
        reached = met and (clause.worth == "reference" or answer == "tolerated")
    if not reached or clause.worth != "exempts" or (isinstance(clause, Situation) and not clause.tiers):
        return reached
    behind = [shut for tier, _, shut in tiers or () if tier in ("not_pursued", "exempt")]
    return tiers is None or (bool(behind) and (True if not all(behind) else None))


def carries(sample: Sample, rule: Rule, world: World) -> bool:
    """Whether a situation is one of those that a tolerance rests on."""
    oracle = sample.oracle
    if not (rule.met(world) and oracle.passes_gates(rule.plugin, world)):
        return False
    if oracle.red_lines_seen_whole:
        return True
    left = [f for f in oracle.adverse if oracle.is_true(f, world) and f.id not in oracle.addressed]
    return all(fact.id in oracle.speaks_of(rule) for fact in left)


def reasons_fail(sample: Sample, told: FilingWorth) -> bool:
    """What is named as the reason is known, and only where the filing hasn't the worth."""
    known = [because.known is not None for because in told.because]
    return all(known) and (told.state == "not_met" or not known)


# Which filings have a worth is said of a worth


def test_when_stands_in_an_effect_only_with_a_worth(tmp_path: Path) -> None:
    keys = {"file": "filing", "topic": "filing_worth", "when": "filing == 'before'"}
    for name, more, codes in (("right", {"worth": "tolerates"}, []), ("wrong", {}, ["worth_missing"])):
        plugin = text(
            tmp_path, name, clause("scope", "A1", when="trying_first"), clause("effect", "E1", **keys, **more)
        )
        assert [problem.code for problem in load_plugin(plugin.plugin, name).problems] == codes


def test_a_filing_that_its_conditions_rule_out_rests_on_them_and_not_on_what_may_be_filed() -> None:
    """Whichever scope the matter belonged to, by 等 or by a clause that nobody has seen, they would fail."""
    facts = dict.fromkeys(("irresistible_expected", "objective_expected", "exploratory_work"), False)
    facts |= dict.fromkeys(("reform_work", "trying_first"), False) | {"field": ["other"]}
    case = {"title": "-", "where": "洪泽", "facts": {"stage": "planned", "filing": "none", **facts}}
    ruling = rongcuo.rule(everything(), case, "hongze").ruling("hongze", "filing")
    assert (ruling.verdict, ruling.decided_by) == ("not_fileable", ("hongze:F0",))
    assert "note.open_ended" not in [note.key for note in ruling.notes]
