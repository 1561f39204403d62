"""What the tests of the registry share."""

import sys
from pathlib import Path

import pytest

from .keeping import filled, filled_once

__all__ = ["filled", "filled_once"]

#: A process that a test starts imports the module of that test, which pytest puts on no path.
ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

#: What every Python runs; the oldest alone runs the rest, which is about SQLite and what commands say.
EVERYWHERE = ("test_store", "test_commands", "test_migrations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        here = item.path.parent == Path(__file__).parent
        if here and item.path.stem not in EVERYWHERE:
            item.add_marker(pytest.mark.once)
