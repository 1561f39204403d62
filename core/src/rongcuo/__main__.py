"""Runs the command line: `rongcuo`, or `python -m rongcuo`."""

import gc
import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - installers ask for it, a run from the source meets it here
    from .catalogue.problems import MESSAGES

    for text in MESSAGES["problem.old_python"]:
        print(text.format(here="{}.{}".format(*sys.version_info)), file=sys.stderr)
    sys.exit(2)

from .cli import main as _command_line

#: So many new objects before Python looks for what could be given back: nearly all of a start stay.
GARBAGE = 50_000


def main() -> None:
    """Runs the command line and ends the process."""
    gc.set_threshold(GARBAGE)
    try:
        _command_line()
    finally:
        gc.freeze()  # at its end a process needn't look for what could be given back
        _keep_status()


def _keep_status() -> None:
    """Keeps the exit status, whatever a plugin left to be done at the end; a child that it forks may leave."""
    leave, process = os._exit, os.getpid()
    os._exit = lambda status: None if os.getpid() == process else leave(status)  # type: ignore[assignment,return-value]


if __name__ == "__main__":
    main()
