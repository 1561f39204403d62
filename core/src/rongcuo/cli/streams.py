"""Streams: what a run reads and writes by, set up so that nothing is lost and no plugin gets in between."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

from ..facts.waiting import Patient


def set_up() -> None:
    """Keeps descriptors of its own for what rongcuo says, and what can't be shown in an encoding is escaped.

    Whatever a plugin writes to descriptor 1 goes to the error stream.
    """
    if os.name != "nt":
        _fill()
        out, err = _kept(sys.stdout, sys.__stdout__, 1), _kept(sys.stderr, sys.__stderr__, 2)
        if out is not None and err is not None:
            os.dup2(2, 1)
        sys.stdout, sys.stderr = out or sys.stdout, err or sys.stderr
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _fill() -> None:
    """Leaves none of the first three descriptors closed: the next file that is opened would be taken for it.

    Printing still fails, for what it is opened to can't be written; errors go nowhere, and there is no input.
    """
    for descriptor, mode in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest that is free


def _kept(stream: TextIO | None, first: TextIO | None, descriptor: int) -> TextIO | None:
    """The same stream on a descriptor of its own; None where somebody put another in its place."""
    if stream is not first or not (stream is None or isinstance(stream, io.TextIOWrapper)):
        return None
    try:
        if stream is not None and stream.fileno() != descriptor:
            return None
        raw = Patient(os.dup(descriptor), "wb")
    except (OSError, ValueError):
        return None
    if stream is None:  # it is closed
        return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8")
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
