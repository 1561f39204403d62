"""What a text has to be like in a document: nothing in it steers, and every sign of it may stand there."""

from __future__ import annotations

import re

from rongcuo.render.landing import terminal

#: Signs that neither HTML nor XML may hold: the two last of each plane, and a few between.
_ENDS = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
_NO_SIGNS = re.compile(f"[\ufdd0-\ufdef{_ENDS}]")


def shown(text: str) -> str:
    """A text for a document: signs that would steer it, or can't stand there, are shown by their number."""
    return _NO_SIGNS.sub(lambda match: _numbered(ord(match[0])), terminal(text))


def _numbered(number: int) -> str:
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
