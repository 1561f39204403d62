"""What is kept of cases: proceedings and what became of them, all of it derived from events."""

from .cases import BESIDE, OUTCOMES, CaseState, Decision, DecisionAxis, case_after
from .dues import Dues
from .lists import Lists
from .proceedings import ProceedingState, Standing, Status, Taken, how_far, proceeding_after

#: The tables of what is kept, in the order in which events are put to them.
PROJECTIONS = (Lists(), Dues())

__all__ = [
    "BESIDE",
    "OUTCOMES",
    "PROJECTIONS",
    "CaseState",
    "Decision",
    "DecisionAxis",
    "ProceedingState",
    "Standing",
    "Status",
    "Taken",
    "case_after",
    "how_far",
    "proceeding_after",
]
