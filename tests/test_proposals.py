"""Cases that testing proposes: the policy accepts each, and each notices what it says that it notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from rongcuo.policy.cases import case_from
from rongcuo_workshop.testing.mutants import mutants
from rongcuo_workshop.testing.proposals import proposals
from rongcuo_workshop.testing.subject import notices, subject_of
from rongcuo_workshop.workspace import open_plugin

from .running import everything
from .test_testing import CASES, RED_LINES, as_ruled, tiny

pytestmark = pytest.mark.once

FOUND = 'when = "safety_accident"\nfinding = { zh = "重大", en = "major" }'


def test_a_proposed_case_does_not_contradict_itself_and_notices_what_it_claims(tmp_path: Path) -> None:
    red_lines = RED_LINES.replace('when = "loss >= 1000000"', FOUND)
    assert FOUND in red_lines
    folder = tiny(tmp_path / "tiny", without=tuple(CASES), red_lines=red_lines)
    subject = subject_of(open_plugin(str(folder), everything()))
    survivors = tuple(mutants(subject))
    claimed = []
    for proposal in proposals(subject, survivors):
        case = case_from(proposal.raw, "", subject.vocabulary, frozenset([subject.policy.plugin]))
        right = evolve(case, expect={"tiny": as_ruled(subject, case)})  # refused by none
        assert [m.name for m in proposal.notices if not notices(m.subject, right)] == []
        claimed += proposal.notices
    # a slip that no setting of its own shows is noticed by a case that is there for another
    assert {mutant.name for mutant in claimed} == {mutant.name for mutant in survivors}
