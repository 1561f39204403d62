"""The milder of two texts: a tier that may not be open is none that another can be measured by."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_clocks import EARLIER, NO_LINES, TRIED, WHOLE, case, loaded, ruled, situation, write

GATED = '[list.tier_gate]\nseen = "{seen}"\ngates = ["exempt"]\n'


@pytest.mark.parametrize(
    ("seen", "compared"),
    [
        ("report", False),  # behind a gate that nobody has seen
        ("complete", True),  # behind none: the tier is gone, and what is left is the severer
    ],
)
@pytest.mark.parametrize("gated", ["the old", "the new"])
def test_a_tier_behind_a_gate_that_nobody_has_seen_is_not_compared(
    tmp_path: Path, seen: str, compared: bool, gated: str
) -> None:
    texts = {
        "the old": WHOLE + situation("O1", "trying_first", '["mitigated"]'),
        "the new": WHOLE + situation("T1", "trying_first", '["mitigated"]'),
    }
    texts[gated] = texts[gated].replace("mitigated", 'exempt", "lighter') + GATED.format(seen=seen)
    files = {
        "tolerance.toml": texts["the new"],
        "earlier/2017/tolerance.toml": texts["the old"],
        "earlier/2017/red_lines.toml": NO_LINES,
    }
    policy = 'from = "2020-03"\ntransition = "milder"'
    found = loaded(write(tmp_path, policy=policy, earlier=EARLIER.format(more=""), files=files))
    ruling = ruled([found], case(act="2018", **TRIED))
    if compared:
        assert (ruling.by_text, ruling.possible[0].tiers) == ((), ("mitigated",))
    else:
        assert [way.possible[0].behind for way in ruling.by_text].count(("exempt",)) == 1
        assert ruling.possible[0].tiers_open
