"""Reporting: how far something is that takes long."""

from __future__ import annotations

from collections.abc import Callable

#: Hears how much is done, and of how much.
Report = Callable[[int, int], None]


def silent(done: int, whole: int) -> None:
    """For whom nobody has to hear of it."""
