"""Provincial texts: what their own cases reach, and what a district that stands on one is ruled by."""

from __future__ import annotations

import pytest

from .test_examples import CLARIFICATION, OF_PLUGINS, TOLERANCE, case_at, own_region, question_of, ruling_of

#: Every answer that each text allows, on each question; `refused_so_far` occurs in neither, since their
#: red lines are met by a body's fact or by a finding alone, and neither speaks of filing.
REACHABLE = {
    ("jiangsu", "tolerance"): TOLERANCE,
    ("jiangsu", "filing"): {"no_rule"},
    ("jiangsu", "clarification"): CLARIFICATION,
}


@pytest.mark.parametrize("region", sorted({region for region, _ in REACHABLE}))
def test_a_provinces_own_cases_reach_every_answer_that_its_text_allows_and_no_other(region: str) -> None:
    reached: dict[tuple[str, str], set[str]] = {}
    for path in OF_PLUGINS:
        if own_region(path) == region:
            case = case_at(path)
            question = question_of(case, case.expect[region])
            reached.setdefault((region, question), set()).add(ruling_of(path, region, question).verdict)
    assert reached == {key: answers for key, answers in REACHABLE.items() if key[0] == region}
