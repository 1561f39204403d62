"""Tiers by condition: what a worse fact brings is no help where a better tier went."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo_workshop.check import check
from rongcuo_workshop.workspace import survey_plugin

from .made import matter, ruled, text
from .policytext import clause, listing

pytestmark = pytest.mark.once

SMALL, MIDDLE, LARGE = "loss < 100", "loss >= 100 and loss < 1000", "loss >= 1000"
LISTS = (
    listing("situation", seen="complete", source="text"),
    listing("condition", seen="none"),
    listing("red_line", seen="none"),
)
T1 = clause("situation", "T1", when="trying_first")


def tiers(*whens: str, **more: object) -> list[tuple[str, str]]:
    names = ("exempt", "mitigated", "lighter")
    return [
        clause("tier", f"O{n}", tiers=[tier], when=when, **more)
        for n, (tier, when) in enumerate(zip(names, whens, strict=True), 1)
    ]


def situations(*whens: str) -> list[tuple[str, str]]:
    names = ("exempt", "mitigated", "lighter")
    return [
        clause("situation", f"T{n}", tiers=[tier], when=f"trying_first and {when}")
        for n, (tier, when) in enumerate(zip(names, whens, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("clauses", "helped"),
    [
        ([T1, *tiers(SMALL, MIDDLE, LARGE)], []),
        (situations(SMALL, MIDDLE, LARGE), []),
        # a step is left out, so that what comes after it is better than nothing
        ([T1, *tiers(SMALL, "loss >= 200 and loss < 1000", LARGE)], ["O2", "O3"]),
        # the better tier asks for more than a small loss
        ([T1, *tiers(f"{SMALL} and remedy != 'none'", MIDDLE, LARGE)], ["O2", "O3"]),
        # upside down
        ([T1, *tiers(LARGE, MIDDLE, SMALL)], ["O1", "O2"]),
        # the gate may shut the best tier, and the next one is better than none
        (
            [
                T1,
                *tiers(SMALL, MIDDLE, LARGE),
                listing("tier_gate", seen="complete", source="text", gates=["exempt"]),
                clause("tier_gate", "G1", when="collective_decision"),
            ],
            ["O2", "O3"],
        ),
    ],
)
def test_a_step_of_a_ladder_of_tiers_helps_nobody(
    clauses: list[tuple[str, str]], helped: list[str], tmp_path: Path
) -> None:
    plugin = text(tmp_path, "mock", *LISTS, *clauses, code="999996")
    registry = load(Deployment(floor=False), [])
    found = check(survey_plugin(str(tmp_path / "mock"), registry))
    assert [f.problem.values["clause"] for f in found if f.code == "RC208"] == helped
    ruling = ruled(plugin, matter({"trying_first": True, "loss": 500}, "mock"))
    told = {note.key: note.values for note in ruling.notes}.get("note.worse_may_help", {}).get("names", "")
    assert told == ", ".join(f"mock:{name}" for name in helped)
