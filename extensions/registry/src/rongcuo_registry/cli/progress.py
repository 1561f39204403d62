"""Progress: how far a command is that takes long, on a terminal alone, and gone once it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rongcuo.render.words import Words

from ..storage import Report

#: So long nothing is said, and then as often, in seconds.
SILENT, OFTEN = 2.0, 0.5
#: Puts the cursor at the beginning of an empty line.
_CLEAR = "\r\x1b[K"


@contextmanager
def progress(words: Words, doing: str) -> Iterator[Report]:
    """Gives what hears how far it is; `doing` is the text in the catalogue that says so."""
    line = _Line(words, doing)
    try:
        yield line.report
    finally:
        line.clear()


class _Line:
    def __init__(self, words: Words, doing: str) -> None:
        self.words, self.doing = words, doing
        self.next = time.monotonic() + SILENT
        self.shown = False

    def report(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now < self.next or sys.stderr is None or not sys.stderr.isatty():
            return
        self.next = now + OFTEN
        self.shown = True
        said = self.words.say(self.doing, done=f"{min(done, whole):,}", whole=f"{whole:,}")
        print(f"{_CLEAR}{said}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
