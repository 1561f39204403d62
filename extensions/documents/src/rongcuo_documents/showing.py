"""What a text has to be like in a document: nothing in it steers, and every sign of it may stand there."""

from __future__ import annotations

import re

from rongcuo.render.landing import terminal

#: Signs that neither HTML nor XML may hold.
_NO_SIGNS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]|" + "|".join(f"[\\U000{n:x}fffe\\U000{n:x}ffff]" for n in range(1, 16)))


def shown(text: str) -> str:
    """A text for a document: signs that would steer it, or can't stand there, are shown by their number."""
    return _NO_SIGNS.sub(lambda found: f"\\u{ord(found[0]):04x}", terminal(text))
