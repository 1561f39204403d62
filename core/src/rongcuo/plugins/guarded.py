"""Guarded: what a plugin's code does to the process while it loads is its own fault, and told as such."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from types import FrameType
from typing import Any, TextIO

from ..facts.waiting import Patient


class Ended(BaseException):
    """A plugin would have ended the process, past everything that could tell of it."""


def lock() -> threading.RLock:
    """A lock that a process forks with only once it is free.

    The child has none of the threads that could give it back, and whatever one of them was at would be half done.
    """
    made = threading.RLock()
    if hasattr(os, "register_at_fork"):
        free = made.release
        os.register_at_fork(before=made.acquire, after_in_parent=free, after_in_child=free)
    return made


#: Held while a plugin's code runs: what is taken from it belongs to the whole process.
_ONE_AT_A_TIME = lock()


class _Interruption:
    """Whether the user interrupted: a signal came, and no plugin just raised what stands for one."""

    came = False


@contextmanager
def plugin_code(name: str) -> Iterator[None]:
    """Where the code of a plugin runs: its import, and its hooks.

    What it prints goes to the error stream, and there is nothing for it to read.  `os._exit` raises `Ended`,
    but in a child that it forked, which goes no further than here.  An interruption by the user goes on, with
    the plugin's name, even where the plugin caught it.
    """
    with _ONE_AT_A_TIME:
        yield from _guarded(name)


def _guarded(name: str) -> Iterator[None]:
    _Interruption.came = False
    err, out, given = sys.stderr, sys.__stdout__, sys.stdin
    leave, process = os._exit, os.getpid()
    limit, folder = sys.getrecursionlimit(), _folder()
    over = False

    def ended(status: int) -> None:
        if os.getpid() != process:
            leave(status)
        if not over:
            raise Ended(f"os._exit({status})")
        os._exit(status)  # what it left for the end of the program

    os._exit = ended  # type: ignore[assignment]
    put_back = _listen()
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.setrecursionlimit(limit)
        if os.getpid() != process:
            leave(0)
        over = True
        put_back()
        os._exit = leave
        sys.stderr, sys.__stdout__, sys.stdin = _open(err), out, given  # type: ignore[misc]
        if _folder() != folder and folder:
            os.chdir(folder)
    pass_interruption_on(name)


def _folder() -> str:
    """The current folder; none where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _open(stream: TextIO) -> TextIO | None:
    """The error stream, opened anew where a plugin closed it: it was lent to it as its output."""
    try:
        if not getattr(stream, "closed", False):
            return stream
    except ValueError:  # its buffer was taken away
        pass
    try:
        buffer = io.BufferedWriter(Patient(os.dup(2), "wb"))
    except OSError:
        return None
    return io.TextIOWrapper(buffer, stream.encoding, "backslashreplace", line_buffering=True)


def pass_interruption_on(name: str = "") -> None:
    """Raises KeyboardInterrupt if the user interrupted while the plugin's code ran."""
    if _Interruption.came:
        raise KeyboardInterrupt(name)


def _listen() -> Callable[[], Any]:
    """Notes an interruption that comes as a signal; gives back what puts the former handler back."""
    import signal

    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        return lambda: None  # nothing that could be interrupted

    def note(number: int, frame: FrameType | None) -> None:
        _Interruption.came = True
        before(number, frame)

    try:
        signal.signal(signal.SIGINT, note)
    except ValueError:  # in another thread than the main one no signal comes
        return lambda: None
    return lambda: signal.signal(signal.SIGINT, before)
