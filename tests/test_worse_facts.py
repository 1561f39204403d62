"""Worse never helps: of which clauses it is told that a worse fact may bring something milder."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import load
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.render.words import Words
from rongcuo.ruling.monotonicity import worse_may_help

from .made import matter, ruled, text
from .policytext import clause, listing

WHOLE = [listing(kind, seen="complete", source="text") for kind in ("situation", "red_line", "tier")]
WHOLE.append(listing("condition", seen="none", source="text"))


def of_tiers(folder: Path, *stages: tuple[str, list[str]]) -> tuple[str, ...]:
    """The clauses that worse may help by, of a text with these tiers: L1, L2 and so on."""
    tiers = [
        clause("tier", f"L{number}", when=when, tiers=tiers)
        for number, (when, tiers) in enumerate(stages, start=1)
    ]
    situation = clause("situation", "T1", when="trying_first")
    loaded = load_plugin(text(folder, "below", *WHOLE, situation, *tiers).plugin, "below")
    assert loaded.policy is not None, loaded.problems
    return worse_may_help(Jurisdiction(region=loaded.policy.region, policies=(loaded.policy,)))


@pytest.mark.parametrize(
    ("stages", "helped"),
    [
        # the more was lost, the severer the tier
        ([("loss < 100000", ["exempt"]), ("loss >= 100000", ["mitigated", "lighter"])], ()),
        ([("loss < 100000", ["exempt"]), ("not L1", ["lighter"])], ()),
        ([("loss < 100000 and cooperated", ["exempt"]), ("not L1", ["lighter"])], ()),
        (
            [
                ("loss < 100000", ["exempt"]),
                ("loss >= 100000 and loss < 500000", ["mitigated"]),
                ("loss >= 500000", ["lighter"]),
            ],
            (),
        ),
        ([("not obstructed", ["exempt"]), ("obstructed", ["lighter"])], ()),
        # with a gap below, and the other way round
        ([("loss < 100000 and cooperated", ["exempt"]), ("loss >= 100000", ["lighter"])], ("below:L2",)),
        ([("loss >= 100000", ["lighter"])], ("below:L1",)),
        ([("loss < 100000", ["lighter"]), ("loss >= 100000", ["exempt"])], ("below:L2",)),
        ([("not obstructed", ["lighter"]), ("obstructed", ["exempt"])], ("below:L2",)),
    ],
)
def test_tiers_that_are_staged_by_the_harm_help_nobody_by_more_of_it(
    tmp_path: Path, stages: list[tuple[str, list[str]]], helped: tuple[str, ...]
) -> None:
    assert of_tiers(tmp_path, *stages) == helped


def test_where_every_red_line_was_seen_no_finding_is_asked_to_settle_what_they_leave(tmp_path: Path) -> None:
    plugin = text(tmp_path, "below", *WHOLE, clause("situation", "T1", when="trying_first"))
    case = matter({"trying_first": True, "mass_incident": True})
    found = ruled(plugin, case)
    assert (found.verdict, found.unaddressed) == ("tolerated", ("mass_incident",))
    loaded = load_plugin(plugin.plugin, "below")
    assert loaded.policy is not None
    here = Jurisdiction(region=loaded.policy.region, policies=(loaded.policy,))
    assert Words("zh", load(Deployment())).unaddressed(found, here) == ""
