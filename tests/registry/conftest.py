"""What the tests of the registry share."""

from .keeping import filled, filled_once

__all__ = ["filled", "filled_once"]
