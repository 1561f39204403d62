"""Writing: new files that are whole or not there at all, and a standard output that may be full or closed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click

from ..facts.problems import InputError, Problem
from ..render.landing import terminal

#: What stands for the standard output where a file is to be named.
STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
#: What a system says where there is no room, and where a disk or a connection is broken.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BROKEN = (errno.EIO, errno.ENXIO, errno.ECONNRESET, errno.ETIMEDOUT, errno.ESTALE)


def write_out(text: str) -> None:
    """Prints what another program reads: in UTF-8 and with its own line ends, whatever the system's are."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def warn(text: str) -> None:
    """Tells something beside the output; an error stream that takes nothing loses that alone."""
    with telling():
        click.echo(terminal(text), err=True)


def is_standard_output(path: Path) -> bool:
    """Whether a name stands for the standard output."""
    return path.as_posix() in STANDARD_OUTPUT


def write_new(path: Path, text: str) -> None:
    """Writes a file that isn't there yet, or to the standard output.  Raises InputError."""
    if is_standard_output(path):
        write_out(text)
    else:
        write_all_new({path: text}, folders=False)


def write_over(path: Path, text: str) -> None:
    """Writes a file anew that was read before: whole, or left as it was.  Raises InputError."""
    beside = path.parent / f".rongcuo-{os.getpid()}"
    try:
        _write(beside, text, "x")
        with suppress(OSError):
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        os.replace(beside, path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if not isinstance(error, OSError):
            raise
        raise InputError(_not_written(error, path)) from None


def write_all_new(texts: Mapping[Path, str], *, folders: bool = True) -> None:
    """Writes files that aren't there yet, if asked with the folders they need: all of them, or none.

    Each is written beside its place and put there when all are whole; what isn't a file (a device, a
    pipe) is written as it is.  Raises InputError.
    """
    taken = [path for path in texts if os.path.lexists(path) and not _is_channel(path)]
    if taken:
        raise InputError(Problem("file_exists", file=str(path)) for path in taken)
    made: list[Path] = []
    whole: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in texts.items():
            if _is_channel(path):
                _write(path, text, "w")
                continue
            if folders:
                made += _folders_for(path)
            beside = path.parent / f".rongcuo-{os.getpid()}-{len(whole)}"
            made.append(beside)
            _write(beside, text, "x")
            whole[path] = beside
        for path, beside in whole.items():
            _put(beside, path)
            made.append(path)
    except BaseException as error:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        if isinstance(error, BrokenPipeError) or not isinstance(error, OSError):
            raise
        raise InputError(_not_written(error, path)) from None


def _is_channel(path: Path) -> bool:
    """Whether something is there that is no file or folder, and passes on what is written to it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _folders_for(path: Path) -> list[Path]:
    """Makes the folders that a file needs; those that it made, the outer first."""
    missing = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()][::-1]
    for index, folder in enumerate(missing):
        try:
            folder.mkdir()
        except OSError:
            for each in reversed(missing[:index]):
                each.rmdir()
            raise
    return missing


def _write(path: Path, text: str, mode: str) -> None:
    with path.open(mode, encoding="utf-8", newline="\n") as file:
        file.write(text)


def _put(beside: Path, path: Path) -> None:
    """Gives a file its name, never over one that came there meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # no file system has to know links
        if os.path.lexists(path):
            raise FileExistsError from None
        os.rename(beside, path)
    else:
        beside.unlink()


def _not_written(error: OSError, path: Path) -> Problem:
    if isinstance(error, FileExistsError):
        return Problem("file_exists", file=str(path))
    if error.errno in _FULL:
        return Problem("no_room", file=str(path))
    return Problem("unwritable", file=str(path))


@contextmanager
def printing() -> Iterator[None]:
    """Tells what the surroundings did to a run: whoever reads ended, a disk is full, a folder is gone.

    A reader that has enough ends the run quietly.  Raises InputError for the others.
    """
    try:
        yield
    except BrokenPipeError:
        _let_go(sys.stdout)
        raise click.exceptions.Exit(0) from None
    except KeyboardInterrupt:
        _let_go(sys.stdout)  # whoever interrupts waits for nothing more
        raise
    except OSError as error:
        problem = _surroundings(error)
        if problem is None:
            raise
        if problem.code != "folder_gone":
            _let_go(sys.stdout)
        raise InputError(problem) from None


@contextmanager
def telling() -> Iterator[None]:
    """Where errors are told: an error stream that takes nothing leaves the exit status as it is."""
    try:
        yield
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def _surroundings(error: OSError) -> Problem | None:
    if error.filename is not None or error.errno is None:
        return None
    if error.errno == errno.EBADF:
        return Problem("output_closed")
    if error.errno in (*_FULL, *_BROKEN):
        return Problem("output_failed", {"why": os.strerror(error.errno)})
    if error.errno == errno.ENOENT and _nowhere():
        return Problem("folder_gone", file=os.environ.get("PWD", os.curdir))
    return None


def _nowhere() -> bool:
    """Whether the current folder has been taken away; it can still be looked at, so only its name tells."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def flush() -> None:
    """Prints what is still waiting."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _let_go(stream: TextIO | None) -> None:
    """Nothing waits any longer that can't be printed: it would be tried, and told, again at the end."""
    with suppress(OSError, ValueError, AttributeError):
        descriptor = stream.fileno()  # type: ignore[union-attr]
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
