"""What an amendment changed is told whole: every field that rules, and the words and lists that clauses rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .amended import EARLIER, NOW, THEN, amended, case, named, said
from .policytext import clause, listing, term

ONLY = EARLIER.replace('added = ["T3"]\nrepealed = ["T4"]\n', "")
BODY = {"zh": "县纪委", "en": "the county's discipline body"}
OTHER_BODY = {"zh": "县委", "en": "the county committee"}
READING = """
[[reading]]
id = "urgency"
question = { zh = "何谓紧急？", en = "What is urgent?" }
options.narrow = { zh = "只指突发事件", en = "sudden events alone" }
options.wide = { zh = "一切急事", en = "whatever is urgent" }
favoured = "%s"
"""
LISTS = NOW[:3]
RED = clause("red_line", "R1", when="loss >= 1000000")


def reading(favoured: str) -> tuple[str, str]:
    return "tolerance", READING % favoured


def situation(**keys: Any) -> tuple[str, str]:
    return named("situation", "T1", "先行先试", "trials", **{"when": "trying_first", **keys})


def decider(body: dict[str, str]) -> tuple[str, str]:
    return named("decider", "D1", "认定", "deciding", body=body)


TERM = ("trial", {"when": "trying_first"}, {"when": "trying_first and no_precedent"})
CHANGES: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]], str, str]] = {
    "tiers": ([situation(tiers=["exempt"])], [situation(tiers=["lighter"])], "档次：从轻", "档次：免予"),
    "finding": (
        [situation()],
        [situation(finding={"zh": "属于试点", "en": "is a pilot"})],
        "另须认定：属于试点",
        "",
    ),
    "body": ([situation(), decider(OTHER_BODY)], [decider(BODY)], "县纪委", "县委"),
    "about": (
        [situation(tiers=["exempt"], about=["accountability"])],
        [situation(tiers=["exempt"], about=["discipline"])],
        "适用于：党纪政务处分",
        "适用于：问责",
    ),
    "presupposes": (
        [situation(presupposes="result_short")],
        [situation(presupposes="negative_effect != 'none'")],
        "前提：",
        "前提：",
    ),
    "open_ended": ([situation(open_ended=True)], [situation()], "", "未列尽"),
    "term": (
        [situation(when="trial"), term(TERM[0], **TERM[2])],
        [term(TERM[0], **TERM[1])],
        "”指：先行先试",
        "无先例",
    ),
}  # fmt: skip


def amended_by(folder: Path, now: list[tuple[str, str]], then: list[tuple[str, str]]) -> Path:
    return amended(folder, now=(*LISTS, RED, *now), then=tuple(then), earlier=ONLY)


@pytest.mark.parametrize("what", CHANGES)
def test_the_history_of_a_clause_shows_what_changed(what: str, tmp_path: Path) -> None:
    now, then, was, becomes = CHANGES[what]
    folder = amended_by(tmp_path, now, then)
    name = "D1" if what == "body" else "T1"
    page = said(folder, "versions", "amended", name).out
    old, new = page.split("（本次修改）")
    assert (was in old, becomes in new) == (True, True), page
    assert old.splitlines()[3:] != new.splitlines()[1:]
    _, told = json.loads(said(folder, "versions", "amended", name, "--json").out)["versions"]
    assert told["state"] == "changed" and becomes in json.dumps(told["content"], ensure_ascii=False)
    assert f"修改{name}" in said(folder, "versions", "amended").out


PARTS = {
    "list": (
        [listing("condition", seen="complete", source="text", join="all")],
        [listing("condition", seen="complete", source="text", join="any")],
        "容错条件清单",
        ("具备其一即可", "须同时具备"),
    ),
    "reading": ([reading("narrow")], [reading("wide")], "何谓紧急？", ("一切急事（采用）", "只指突发事件（采用）")),
    "term": (
        [term("trial", when="trying_first")],
        [term("trial", when="no_precedent")],
        "条文",
        ("无先例", "先行先试"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PARTS)
def test_a_version_that_changed_no_clause_tells_which_words_or_lists_it_changed(
    what: str, tmp_path: Path
) -> None:
    now, then, name, (was, becomes) = PARTS[what]
    own = [situation(), named("condition", "C1", "集体研究", "decided together", when="collective_decision")]
    if what == "reading":
        own[0] = situation(when="trying_first and urgency == 'narrow'")
    lists = [each for each in LISTS if "list.condition" not in each[1] or what != "list"]
    if what != "list":
        lists = [each for each in LISTS if "list.condition" not in each[1]]
        lists.append(listing("condition", seen="complete", source="text"))
    folder = amended(tmp_path, now=(*lists, RED, *own, *now), then=tuple(then), earlier=ONLY)
    page = said(folder, "versions", "amended").out
    assert "条文无变化" not in page and name in page
    (line,) = (line for line in page.splitlines() if "原为" in line)
    before, after = line.split("现为")
    assert was in before and becomes in after
    (redefined,) = json.loads(said(folder, "versions", "amended", "--json").out)["versions"][1]["redefined"]
    assert (redefined["part"], redefined["state"]) == (what, "changed")


def test_a_clause_that_stayed_tells_that_what_it_rests_on_was_changed(tmp_path: Path) -> None:
    now, then, _, (was, becomes) = PARTS["list"]
    own = [situation(), named("condition", "C1", "集体研究", "decided together", when="collective_decision")]
    folder = amended(tmp_path, now=(*LISTS[::2], RED, *own, *now), then=tuple(then), earlier=ONLY)
    page = said(folder, "versions", "amended", "C1").out
    assert "所依据的有变动" in page and was in page and becomes in page
    assert "与前一文本相同。" in said(folder, "versions", "amended", "T1").out


def test_what_is_noted_of_a_clause_or_where_it_stands_is_no_change_of_the_text(tmp_path: Path) -> None:
    note = {"zh": "说明", "en": "a note"}
    folder = amended_by(tmp_path, [situation(note=note), RED_TOO], [situation(), OTHER_RED])
    assert "修改R2" in said(folder, "versions", "amended").out


RED_TOO = clause("red_line", "R2", when="repeat_mistake")
OTHER_RED = clause("red_line", "R2", when="obstructed")


# A clause that was dropped


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "已删去此条"), ("en", "No longer in force: dropped by")]
)
def test_a_clause_that_was_dropped_is_shown_as_dropped(language: str, text: str, tmp_path: Path) -> None:
    folder = amended(tmp_path)
    page = said(folder, "show", "amended", "T4", language=language).out
    assert text in page and "2023-07-01" in page and "2019" in page
    gone = json.loads(said(folder, "show", "amended", "T4", "--json").out)["repealed"]
    assert (gone["edition"], gone["from"]) == ("2019", "2023-07-01")
    assert text not in said(folder, "show", "amended", "R2", language=language).out
    assert json.loads(said(folder, "show", "amended", "R2", "--json").out)["repealed"] is None


def test_a_dropped_clause_is_told_in_the_words_of_its_time(tmp_path: Path) -> None:
    """A term that only the earlier text has is still told."""
    then = (
        *THEN[:1],
        named("situation", "T4", "征地", "land", when="taking"),
        term("taking", when="no_precedent"),
        THEN[2],
    )
    page = said(amended(tmp_path, then=then), "show", "amended", "T4").out
    assert "taking" not in page


def test_a_finding_on_a_clause_that_the_ruling_does_not_use_is_noted(tmp_path: Path) -> None:
    folder = amended(tmp_path, policy='transition = "old"')
    found = '[findings."amended:T4"]\nmet = true\nby = "县委"\nbasis = "认定书"\n'
    text = "认定所涉条文不在所适用的文本之中，未予采用：amended:T4"
    for act, noted in (("2023-08-01", True), ("2020-05-01", False)):
        asked = case(folder, act, more=found.replace("[find", 'field = ["resettlement"]\n[find'))
        assert (text in said(folder, "rule", "--region", "amended", asked).out) == noted, act
        assert ("amended:T4" in said(folder, "compare", asked, "--full").out) == noted
