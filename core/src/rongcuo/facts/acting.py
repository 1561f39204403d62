"""Acting: what a procedure is for, who acts in it, and what is left in writing."""

from __future__ import annotations

from typing import Literal

#: What a procedure is for.
ProcedureKind = Literal[
    "filing", "determination", "review", "revocation", "clarification", "false_accusation", "correction",
    "return_visit", "evaluation",
]  # fmt: skip
#: Who acts in a procedure.
Role = Literal[
    "person", "unit", "party_organization", "principal_leader", "leader_in_charge", "discipline", "organization",
    "joint_meeting", "accountability", "verifying", "approving", "reviewing", "police", "other",
]  # fmt: skip
#: What a step leaves in writing; each is a form that can be filled in.
Document = Literal[
    "filing_application", "filing_receipt", "filing_change", "tolerance_application", "determination_opinion",
    "correction_notice", "clarification_proposal", "clarification_approval", "clarification_letter",
    "accusation_determination", "visit_record",
]  # fmt: skip


def is_length(days: int | None, working_days: int | None) -> bool:
    """Whether a time is given in days of one kind, and is one."""
    given = [length for length in (days, working_days) if length is not None]
    return len(given) == 1 and given[0] > 0
