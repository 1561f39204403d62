"""Worse never helps: of which clauses it is told that a worse fact may bring something milder."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from rongcuo import Text
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import load
from rongcuo.policy.accepted import WORSE_MAY_HELP
from rongcuo.policy.clauses import Earlier
from rongcuo.policy.files import PolicyFiles
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Former
from rongcuo.render.words import Words
from rongcuo.ruling.monotonicity import worse_may_help
from rongcuo_documents.fingerprint import text_part
from rongcuo_workshop.check import check
from rongcuo_workshop.workspace import survey_plugin

from .made import matter, ruled, text
from .policytext import clause, listing
from .running import FakePoint, everything

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
    assert Words("zh", everything()).unaddressed(found, here) == ""


REASON = 'why = { zh = "原文如此", en = "the text says so" }'


def helping(folder: Path, accepted: str) -> FakePoint:
    """A text by whose situations T1 and T2 a worse fact helps, with what its author accepts."""
    situations = [
        clause("situation", name, when=f"{scene} and negative_opinion")
        for name, scene in (("T1", "trying_first"), ("T2", "no_precedent"))
    ]
    plugin = text(folder, "below", *WHOLE, *situations)
    if accepted:
        (folder / "below" / "accepted.toml").write_text(accepted, "utf-8")
    return plugin


def accept(name: str, code: str = "RC208") -> str:
    return f'[[warning]]\ncode = "{code}"\nclause = "{name}"\n{REASON}\n'


@pytest.mark.parametrize(
    ("accepted", "doubtful", "meant"),
    [
        ("", "below:T1, below:T2", None),
        (accept("T1"), "below:T2", ("below:T1（原文如此）", "below:T1 (the text says so)")),
        (
            accept("T2") + accept("T1"),
            None,
            (
                "below:T1（原文如此）、below:T2（原文如此）",
                "below:T1 (the text says so), below:T2 (the text says so)",
            ),
        ),
        (accept("T1", "RC202"), "below:T1, below:T2", None),
    ],
)
def test_a_ruling_tells_why_a_worse_fact_that_helps_is_meant_to(
    accepted: str, doubtful: str | None, meant: tuple[str, str] | None, tmp_path: Path
) -> None:
    ruling = ruled(helping(tmp_path, accepted), matter({"trying_first": True, "negative_opinion": True}))
    told = {note.key: note.values["names"] for note in ruling.notes if note.key.startswith("note.worse")}
    expected = {"note.worse_may_help": doubtful, "note.worse_helps_as_meant": meant and Text(*meant)}
    assert told == {key: names for key, names in expected.items() if names is not None}


def test_what_the_ruling_tells_as_meant_the_check_lists_as_accepted(tmp_path: Path) -> None:
    helping(tmp_path, accept("T1") + accept("T2"))
    registry = load(Deployment(floor=False), [])
    found = check(survey_plugin(str(tmp_path / "below"), registry))
    severities = {f.severity for f in found if f.code == WORSE_MAY_HELP}
    assert severities == {"accepted"}


def test_a_reason_holds_in_every_version_and_where_a_text_is_filled(tmp_path: Path) -> None:
    loaded = load_plugin(helping(tmp_path, accept("T1")).plugin, "below").policy
    assert loaded is not None
    former = Former(about=Earlier(id="2019", title=Text("旧", "old")), policy=loaded)
    told = PolicyFiles(tmp_path / "below").accepted.told_in(evolve(loaded, earlier=(former,)))
    texts = [*told.editions, told.only_floor(), told.without({"below:T2": "not_in_force"})]
    reasons = [{rule.clause.id: rule.worse_meant for rule in each.rules} for each in texts]
    assert [each.get("T1") for each in reasons] == [Text("原文如此", "the text says so")] * 2 + [
        None,
        Text("原文如此", "the text says so"),
    ]


def test_a_reason_that_a_report_tells_is_part_of_its_fingerprint(tmp_path: Path) -> None:
    parts = []
    for number, accepted in enumerate(("", accept("T1"), accept("T1").replace("原文", "文件"))):
        (tmp_path / str(number)).mkdir()
        policy = load_plugin(helping(tmp_path / str(number), accepted).plugin, "below").policy
        assert policy is not None
        parts.append(text_part(policy))
    assert len({*map(str, parts)}) == 3


def test_a_mistake_in_what_is_accepted_is_an_error_of_the_plugin(tmp_path: Path) -> None:
    problems = load_plugin(helping(tmp_path, '[[warning]]\ncode = "RC208"\n').plugin, "below").problems
    assert {problem.code for problem in problems} == {"missing_key"}
    assert all(problem.file.endswith("accepted.toml") for problem in problems)
