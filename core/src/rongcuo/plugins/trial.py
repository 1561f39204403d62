"""Trial: plugins loaded in a helper process first, to find the one that would end this process or hold it up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint
from queue import Empty, Queue
from typing import IO, NoReturn

from ..facts.problems import Problem

#: Seconds in which the helper process itself has to begin.
_TO_BEGIN = 60
_READY, _DONE = b"ready\n", b"done\n"
#: The exit status of a helper that came to its own end.
_SOUND = 83
#: What the helper runs: the same Python, environment and path as here, and never what lies in the working folder.
_HELPER = (
    "import json, sys; job = json.load(sys.stdin); sys.path[:] = job['path']; "
    "from rongcuo.plugins.trial import answer; answer(job['plugins'])"
)


def tried(points: Sequence[EntryPoint], seconds: int) -> Mapping[str, Problem]:
    """The plugins that end the process that loads them, or don't let it come to an end, with what is wrong.

    One process loads them all, and ends as any other does; where it doesn't get there, another one tries
    those that nothing is known against.
    """
    problems: dict[str, Problem] = {}
    left = [point for point in points if isinstance(point, EntryPoint)]
    while left and sys.executable and (stopped := _first_that_stops(left, seconds)):
        index, problem = stopped
        problems[left.pop(index).name] = problem
    return problems


def _first_that_stops(points: Sequence[EntryPoint], seconds: int) -> tuple[int, Problem] | None:
    """Which plugin is the first that the helper doesn't get past, and why."""
    helper = subprocess.Popen(
        [sys.executable, "-P", "-c", _HELPER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert helper.stdin is not None and helper.stdout is not None
    lines: Queue[bytes] = Queue()
    threading.Thread(target=_pass_on, args=(helper.stdout, lines), daemon=True).start()
    job = {"path": sys.path, "plugins": [(point.name, point.value, point.group) for point in points]}
    files = [f"plugin {point.name}" for point in points]
    try:
        helper.stdin.write(json.dumps(job).encode("ascii"))
        helper.stdin.close()
        if lines.get(timeout=_TO_BEGIN) != _READY:
            return None  # there is no telling anything of the plugins
        for index, file in enumerate(files):
            try:
                if lines.get(timeout=seconds) != _DONE:
                    return index, Problem("plugin_ends", {"how": _how(helper.wait(_TO_BEGIN))}, file=file)
            except (Empty, subprocess.TimeoutExpired):
                return index, Problem("plugin_hangs", {"seconds": seconds}, file=file)
        try:
            status = helper.wait(seconds)
        except subprocess.TimeoutExpired:
            problem = Problem("plugin_stays", {"seconds": seconds}, file=files[0])
        else:
            if status == _SOUND:
                return None
            problem = Problem("plugin_ends_last", {"how": _how(status)}, file=files[0])
    except (Empty, OSError):
        return None
    finally:
        helper.kill()
        helper.wait()
    if len(points) == 1:
        return 0, problem
    alone = ((index, _first_that_stops([point], seconds)) for index, point in enumerate(points))
    return next(((index, stopped[1]) for index, stopped in alone if stopped), None)


def _pass_on(stream: IO[bytes], lines: Queue[bytes]) -> None:
    """Passes on each line, and at the end nothing."""
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(b"")


def _how(status: int) -> str:
    """How a process ended, in the words of the system."""
    return f"exit status {status}" if status >= 0 else f"signal {-status}"


def answer(plugins: Sequence[tuple[str, str, str]]) -> NoReturn:
    """What the helper does: loads one plugin after the other, says when each is done, and ends.

    Whatever else is wrong with one is told by the process that asked, which loads it as well.
    """
    from .loading import load_point

    out = os.dup(1)
    os.dup2(2, 1)
    os.write(out, _READY)
    for plugin in plugins:
        load_point(EntryPoint(*plugin), "")
        os.write(out, _DONE)
    sys.exit(_SOUND)
