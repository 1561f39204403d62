"""Ruling: what one region's texts say of one case, exactly and with every reason."""

from .prepared import PreparedCase
from .reasoner import prepare
from .result import ClauseState, Needs, Note, Possible, Ruling
from .rule import rule

__all__ = ["ClauseState", "PreparedCase", "Needs", "Note", "Possible", "Ruling", "prepare", "rule"]
