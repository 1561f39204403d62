"""What is kept of cases: proceedings and what became of them, all of it derived from events."""

from .cases import CaseState, Decision, DecisionAxis, case_after
from .lists import PROJECTIONS
from .proceedings import ProceedingState, Standing, Status, Taken, proceeding_after

__all__ = [
    "PROJECTIONS",
    "CaseState",
    "Decision",
    "DecisionAxis",
    "ProceedingState",
    "Standing",
    "Status",
    "Taken",
    "case_after",
    "proceeding_after",
]
