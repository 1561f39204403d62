"""What tiers and effects are about: being spared accountability is never told as being spared discipline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.text import Language
from rongcuo.plugins.deployment import Deployment, RegionSettings
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import case_from
from rongcuo.ruling import Ruling, prepare, rule

from .made import matter, text
from .policytext import clause, listing
from .running import FakePoint, installed, run

TRIAL = {"trying_first": True}
ACCOUNTABILITY = clause(
    "situation", "T1", when="trying_first", tiers=["not_pursued", "exempt"], about=["accountability"]
)
UNLIMITED = clause("situation", "T2", when="reform_work", tiers=["exempt"])
DISCIPLINE = clause("situation", "T3", when="exploratory_work", tiers=["exempt"], about=["discipline"])
EFFECT = clause("effect", "E1", file="tolerance", about=["appraisal", "promotion"])


def served(points: Iterable[FakePoint], *plugins: str) -> Registry:
    deployment = Deployment(
        file=Path("rongcuo.toml"), regions={"below": RegionSettings(plugins=plugins or ("below",))}
    )
    registry = load(deployment, [*points, *installed("national")])
    assert registry.failed == {}
    return registry


def ruling(registry: Registry, facts: Mapping[str, Any]) -> Ruling:
    case = case_from(matter(facts), "case.toml", registry.vocabulary, registry.plugin_names)
    known = prepare(case, registry.texts, registry.vocabulary)
    return rule(registry.jurisdictions["below"], known, "tolerance")


def test_a_tier_says_what_it_is_about_alone(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", ACCOUNTABILITY)])
    (possible,) = ruling(registry, TRIAL).possible
    assert possible.tiers == ("not_pursued", "exempt")
    assert possible.about == {"not_pursued": ("accountability",), "exempt": ("accountability",)}


def test_a_tier_that_some_met_clause_allows_without_limit_is_not_limited(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", ACCOUNTABILITY, UNLIMITED)])
    (possible,) = ruling(registry, {**TRIAL, "reform_work": True}).possible
    assert possible.about == {"not_pursued": ("accountability",)}


def test_what_two_clauses_are_about_adds_up(tmp_path: Path) -> None:
    registry = served([text(tmp_path, "below", ACCOUNTABILITY, DISCIPLINE)])
    (possible,) = ruling(registry, {**TRIAL, "exploratory_work": True, "reform_work": False}).possible
    assert possible.about["exempt"] == ("accountability", "discipline")
    assert possible.about["not_pursued"] == ("accountability",)


def test_what_a_tier_is_about_is_still_open_where_a_fact_decides_it(tmp_path: Path) -> None:
    found = ruling(served([text(tmp_path, "below", ACCOUNTABILITY, UNLIMITED)]), TRIAL)
    assert [p.tiers_open for p in found.possible] == [True]
    assert "reform_work" in found.needs.all()


@pytest.mark.parametrize("about", [[], ["accountability", "discipline"]])
def test_a_clause_that_allows_less_than_a_met_one_is_not_asked_about(
    tmp_path: Path, about: list[str]
) -> None:
    wide = clause("situation", "T2", when="reform_work", tiers=["exempt"], about=about)
    found = ruling(served([text(tmp_path, "below", wide, DISCIPLINE)]), {"reform_work": True})
    assert [(p.tiers, p.tiers_open) for p in found.possible] == [(("exempt",), False)]
    assert found.needs.all() == ()


def test_a_gate_below_never_shuts_a_tier_that_a_higher_text_allows(tmp_path: Path) -> None:
    gate = listing("tier_gate", seen="none", gates=["exempt", "not_pursued"])
    below = text(tmp_path, "below", clause("situation", "T1", when="trying_first", tiers=["exempt"]), gate)
    above = text(tmp_path, "above", ACCOUNTABILITY, level="province", code="990000")
    alone = ruling(served([below]), TRIAL)
    whole = ruling(served([below, above], "below", "above"), TRIAL)
    assert [p.tiers for p in alone.possible] == [()]
    assert [p.tiers for p in whole.possible] == [("not_pursued", "exempt")]


def test_a_gate_above_shuts_the_tiers_of_the_texts_below(tmp_path: Path) -> None:
    gate = listing("tier_gate", seen="none", gates=["exempt"])
    below = text(tmp_path, "below", clause("situation", "T1", when="trying_first", tiers=["exempt"]))
    above = text(tmp_path, "above", gate, level="province", code="990000")
    (possible,) = ruling(served([below, above], "below", "above"), TRIAL).possible
    assert possible.tiers == ()


@pytest.mark.parametrize(
    ("language", "tier", "note"),
    [
        ("zh", "免予（仅限问责）", "不涉及党纪政务处分"),
        ("en", "exempt (accountability alone)", "exempt nobody from discipline"),
    ],
)
def test_nobody_reads_it_as_exemption_from_discipline(
    language: Language, tier: str, note: str, tmp_path: Path
) -> None:
    points = [text(tmp_path, "below", ACCOUNTABILITY), *installed("national")]
    (tmp_path / "case.toml").write_text(case_file(TRIAL), "utf-8")
    for command in (("rule", "case.toml", "--region", "below"), ("compare", "case.toml", "--full")):
        out = run(*command, folder=tmp_path, found=points, language=language, columns=300).out
        assert tier in out and note in out


@pytest.mark.parametrize(("language", "said"), [("zh", "考核、选拔任用"), ("en", "appraisal, promotion")])
def test_a_tolerance_names_its_effects_and_what_they_are_about(
    language: Language, said: str, tmp_path: Path
) -> None:
    points = [text(tmp_path, "below", ACCOUNTABILITY, EFFECT), *installed("national")]
    (tmp_path / "case.toml").write_text(case_file(TRIAL), "utf-8")
    arguments = ("rule", "case.toml", "--region", "below")
    out = run(*arguments, folder=tmp_path, found=points, language=language, columns=300).out
    assert said in out and "below:E1" in out
    data = json.loads(run(*arguments, "--json", folder=tmp_path, found=points).out)
    (told,) = data["answers"][0]["rulings"]
    assert told["effects"] == [{"id": "below:E1", "about": ["appraisal", "promotion"]}]
    assert told["possible"][0]["about"]["exempt"] == ["accountability"]


@pytest.mark.parametrize(("tiers", "follows"), [(["exempt"], True), (["mitigated", "lighter"], False)])
def test_an_effect_of_some_tiers_follows_where_one_of_them_is_possible(
    tiers: list[str], follows: bool, tmp_path: Path
) -> None:
    effect = clause("effect", "E1", tiers=tiers)
    registry = served([text(tmp_path, "below", ACCOUNTABILITY, effect)])
    assert ruling(registry, TRIAL).effects == (("below:E1",) if follows else ())


def test_what_is_refused_has_no_effects(tmp_path: Path) -> None:
    red_line = clause("red_line", "R1", when="negligent")
    registry = served([text(tmp_path, "below", ACCOUNTABILITY, EFFECT, red_line)])
    assert ruling(registry, {**TRIAL, "negligent": True}).effects == ()


def test_show_says_what_a_clause_is_about(tmp_path: Path) -> None:
    points = [text(tmp_path, "below", ACCOUNTABILITY), *installed("national")]
    assert "适用于：问责" in run("show", "below", "T1", folder=tmp_path, found=points).out
    told = json.loads(run("show", "below", "T1", "--json", folder=tmp_path, found=points).out)
    assert told["about"] == ["accountability"]


def case_file(facts: Mapping[str, Any]) -> str:
    told = matter(facts)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told["facts"].items())
    return f'title = "t"\nwhere = "below"\nabsent = {json.dumps(told["absent"])}\n[facts]\n{lines}'
