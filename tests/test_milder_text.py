"""The milder of two texts: a tier that may not be open is none that another can be measured by."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.comparing.differences import settled_row
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.render.words import Words
from rongcuo.ruling import prepare, rule
from rongcuo.ruling.clocks import at

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


def two(folder: Path, new: str) -> Policy:
    """An old text that exempts what is tried first, and a new one that rules by the milder of both."""
    files = {
        "tolerance.toml": WHOLE + new,
        "earlier/2017/tolerance.toml": WHOLE + situation("O1", "trying_first", '["exempt"]'),
        "earlier/2017/red_lines.toml": NO_LINES,
    }
    folder.mkdir(exist_ok=True)
    policy = 'from = "2020-03"\ntransition = "milder"'
    return loaded(write(folder, policy=policy, earlier=EARLIER.format(more=""), files=files))


@pytest.mark.parametrize(
    ("new", "edition", "says"),
    [
        (
            situation("T1", "not trying_first"),
            "2017",
            "Ruled by the earlier text, which is the milder: tolerated (exempt); "
            "by the newer text: not covered (list: situation).",
        ),
        (
            situation("T1", "trying_first", '["lighter"]'),
            "2017",
            "Ruled by the earlier text, which is the milder: tolerated (exempt); "
            "by the newer text: tolerated (lighter) (mock:T1).",
        ),
        (
            situation("T1", "trying_first", '["not_pursued"]'),
            None,
            "Ruled by the newer text, which is the milder: tolerated (not pursued); "
            "by the earlier text: tolerated (exempt) (mock:O1).",
        ),
    ],
)
def test_the_row_tells_which_text_ruled_and_what_the_other_comes_to(
    tmp_path: Path, new: str, edition: str | None, says: str
) -> None:
    ruling = ruled([two(tmp_path, new)], case(act="2018", **TRIED))
    assert [text.edition for text in ruling.texts] == [edition]
    (note,) = [note for note in ruling.notes if note.key == "note.milder_ruled"]
    registry = load(Deployment(), [])
    assert Words("en", registry).note(note) == says


def test_of_two_texts_that_come_out_alike_the_earlier_rules(tmp_path: Path) -> None:
    ruling = ruled([two(tmp_path, situation("T1", "trying_first", '["exempt"]'))], case(act="2018", **TRIED))
    assert ruling.texts[0].edition == "2017"
    assert [note.key for note in ruling.notes if note.key.startswith("note.milder")] == [
        "note.milder_neither"
    ]


def test_why_a_row_differs_is_told_by_the_text_that_ruled_it(tmp_path: Path) -> None:
    milder = two(tmp_path / "milder", situation("T1", "not trying_first"))
    here = Jurisdiction(region=milder.region, policies=(milder,))
    told = case(act="2018", **TRIED)
    known = prepare(told, [milder], facts_of([milder]), at(told))
    row = settled_row(here, known, rule(here, known, "tolerance"))
    assert row.here.policies[0].edition == "2017"
    assert {"mock:O1"} == {rule_.id for rule_ in row.here.policies[0].rules} & set(row.settled.decided_by)
