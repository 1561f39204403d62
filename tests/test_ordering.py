"""The order of the variables in diagrams: each stands once, and what is read together stands together."""

from __future__ import annotations

from pathlib import Path

import pytest

import rongcuo
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling import prepare, rule
from rongcuo.ruling.ordering import order_of

from .made import text
from .policytext import clause
from .running import REGIONS


@pytest.fixture(scope="module")
def registry() -> rongcuo.Registry:
    return rongcuo.load()


@pytest.mark.parametrize("region", REGIONS)
def test_every_variable_stands_once(registry: rongcuo.Registry, region: str) -> None:
    here = registry.jurisdictions[region]
    assert sorted(order_of([here])) == sorted(here.order)


def test_the_variables_of_two_texts_stand_once(registry: rongcuo.Registry) -> None:
    texts = [registry.jurisdictions[region] for region in ("hongze", "shandong")]
    assert sorted(order_of(texts)) == sorted({name for text in texts for name in text.order})


def test_next_comes_the_clause_that_adds_the_fewest(tmp_path: Path) -> None:
    plugin = text(
        tmp_path,
        "demo",
        clause("red_line", "R1", when="private_gain"),
        clause("situation", "T1", when="trying_first and exploratory_mistake and key_reform_task"),
        clause("situation", "T2", when="hard_urgent_task"),
        clause("situation", "T3", when="hard_urgent_task and trying_first"),
    )
    loaded = load_plugin(plugin.plugin, "demo")
    assert loaded.policy is not None, loaded.problems
    here = Jurisdiction(region=loaded.policy.region, policies=(loaded.policy,))
    assert order_of([here])[:5] == [
        "hard_urgent_task",
        "trying_first",
        "exploratory_mistake",
        "key_reform_task",
        "private_gain",
    ]


def test_the_longest_text_stays_small(registry: rongcuo.Registry) -> None:
    """In the order in which its facts appear it takes 30,000 steps."""
    here = registry.jurisdictions["shandong"]
    case = case_from({"title": "-", "where": "-"}, "-", registry.vocabulary, frozenset())
    rule(here, prepare(case, registry.texts, registry.vocabulary), "tolerance")
    steps = [compiled.diagrams.steps for compiled in here.kept["compiled"].values()]
    assert 0 < sum(steps) < 10_000
