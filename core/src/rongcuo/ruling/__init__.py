"""Ruling: what one region's texts say of one case, exactly and with every reason."""

from .docket import Docket
from .reasoner import docket
from .result import ClauseState, Needs, Note, Possible, Ruling
from .rule import rule

__all__ = ["ClauseState", "Docket", "Needs", "Note", "Possible", "Ruling", "docket", "rule"]
