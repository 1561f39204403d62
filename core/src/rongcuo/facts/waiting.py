"""Waiting: for a pipe that doesn't wait by itself, and says that it can't go on just now."""

from __future__ import annotations

import io
from typing import Any


class Patient(io.FileIO):
    """A file that may be unable to take more just now; what is written to it waits until it can."""

    def write(self, data: Any) -> int:
        while (written := super().write(data)) is None:
            _wait_for(self, to_write=True)
        return written


def read(stream: Any, most: int) -> bytes:
    """What a stream has until its end, or so many bytes of it, however slowly they come."""
    stream = getattr(stream, "raw", stream)  # a buffer takes what hasn't come yet for the end
    whole = b""
    while len(whole) < most:
        part = stream.read(most - len(whole))
        if part is None:
            _wait_for(stream, to_write=False)
        elif part:
            whole += part
        else:
            break
    return whole


def _wait_for(stream: Any, *, to_write: bool) -> None:
    import selectors  # hardly anybody gives us such a pipe

    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_WRITE if to_write else selectors.EVENT_READ)
        selector.select()
