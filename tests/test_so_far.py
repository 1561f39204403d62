"""The word: where a clause that nobody has seen could change a verdict, and where none could."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .made import matter, ruled, text
from .policytext import clause, listing
from .test_whole_layers import ABOVE, ruling, served

SEEN = (listing("situation", seen="complete"), listing("red_line", seen="complete"))
TRIAL = clause("situation", "T1", when="trying_first", requires="inquiries_made")
TOGETHER = clause("condition", "C1", when="decision_procedure")


@pytest.mark.parametrize(
    ("join", "conditions", "inquiries", "together", "verdict"),
    [
        pytest.param("all", [TOGETHER], True, True, "tolerated_so_far", id="one more could fail"),
        pytest.param("any", [TOGETHER], True, True, "tolerated", id="one suffices"),
        pytest.param("any", [], True, True, "tolerated_so_far", id="the first that is seen could fail"),
        pytest.param("all", [TOGETHER], True, False, "unmet", id="no other mends one that fails"),
        pytest.param("any", [TOGETHER], True, False, "unmet_so_far", id="another could suffice"),
        pytest.param("any", [TOGETHER], False, False, "unmet", id="no condition mends the situation"),
        pytest.param("any", [], False, True, "unmet", id="no condition failed"),
    ],
)
def test_an_unseen_condition_tightens_where_all_are_needed_and_loosens_where_any_will_do(
    tmp_path: Path, join: str, conditions: list[Any], inquiries: bool, together: bool, verdict: str
) -> None:
    here = text(tmp_path, "mock", *SEEN, listing("condition", seen="report", join=join), TRIAL, *conditions)
    facts = {"trying_first": True, "inquiries_made": inquiries, "decision_procedure": together}
    assert ruled(here, matter(facts, "mock")).verdict == verdict


@pytest.mark.parametrize(
    ("unseen", "met", "verdict"),
    [
        pytest.param("below", ["below"], "tolerated_so_far", id="of its own text"),
        pytest.param("above", ["below"], "tolerated_so_far", id="of the text above"),
        pytest.param("above", ["above"], "tolerated_so_far", id="of its own text above"),
        pytest.param("below", ["above"], "tolerated", id="of the text below"),
        pytest.param("below", ["below", "above"], "tolerated", id="the one above is met all the same"),
    ],
)
def test_an_unseen_condition_gates_its_own_text_and_those_below(
    tmp_path: Path, unseen: str, met: list[str], verdict: str
) -> None:
    works = {"below": "trying_first", "above": "reform_work"}
    points = []
    for name, work in works.items():
        conditions = listing("condition", seen="report" if name == unseen else "none", join="all")
        about = ABOVE if name == "above" else {}
        points.append(text(tmp_path, name, *SEEN, conditions, clause("situation", "T1", when=work), **about))
    facts = {work: name in met for name, work in works.items()}
    assert ruling(served(points, "below", "above"), facts).verdict == verdict


@pytest.mark.parametrize(
    ("facts", "verdict", "turns"),
    [
        ({"trying_first": False, "decision_procedure": True}, "not_covered_so_far", ("tolerated", "unmet")),
        ({"trying_first": False, "decision_procedure": False}, "not_covered_so_far", ("unmet",)),
        (
            {"trying_first": True, "inquiries_made": False, "decision_procedure": True},
            "unmet_so_far",
            ("tolerated",),
        ),
        ({"trying_first": True, "inquiries_made": True, "decision_procedure": False}, "unmet", ()),
    ],
)
def test_an_unseen_situation_passes_the_conditions_of_its_text_like_any_other(
    tmp_path: Path, facts: dict[str, bool], verdict: str, turns: tuple[str, ...]
) -> None:
    lists = (listing("situation", seen="report"), listing("condition", seen="complete", join="all"))
    here = text(tmp_path, "mock", SEEN[1], *lists, TRIAL, TOGETHER)
    found = ruled(here, matter(facts, "mock"))
    assert found.verdict == verdict
    assert found.unseen["situation"].could_turn == ({found.answer: turns} if turns else {})


def test_what_is_left_once_the_checks_came_back_empty_is_as_plain_as_it_then_is(tmp_path: Path) -> None:
    line = clause("red_line", "R1", when="trying_first and not negligent")
    case = matter({"trying_first": True}, "mock")
    case["absent"].remove("negligent")
    found = ruled(text(tmp_path, "mock", *SEEN, line), case)
    assert found.needs.checks == ("negligent",)
    assert found.if_absent is not None
    assert found.if_absent.verdict == "refused"
