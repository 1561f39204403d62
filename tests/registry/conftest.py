"""What the tests of the registry share."""

from pathlib import Path

import pytest

from .keeping import filled, filled_once

__all__ = ["filled", "filled_once"]
#: What every Python runs; the oldest alone runs the rest, which is about SQLite and what commands say.
EVERYWHERE = ("test_store", "test_commands", "test_migrations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        here = item.path.parent == Path(__file__).parent
        if here and item.path.stem not in EVERYWHERE:
            item.add_marker(pytest.mark.once)
