"""How much is tried of what is tried at random: `RONGCUO_TEST_SCALE`, 1 by default, 0.1 for a tenth."""

from __future__ import annotations

import os

SCALE = float(os.environ.get("RONGCUO_TEST_SCALE", "1"))
#: Whether so much is tried that the shares of what it is made of say something.
WHOLE = SCALE >= 1


def scaled(number: int) -> int:
    return max(1, int(number * SCALE))
