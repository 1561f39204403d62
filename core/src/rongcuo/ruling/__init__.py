"""Ruling: what one region's texts say of one case, exactly and with every reason."""

from .docket import Docket
from .reasoner import docket
from .result import ClauseState, Needs, Possible, Ruling
from .rule import rule

__all__ = ["ClauseState", "Docket", "Needs", "Possible", "Ruling", "docket", "rule"]
