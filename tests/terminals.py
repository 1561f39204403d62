"""A terminal to drive for real: `rongcuo` runs on it, keys are sent, and what it shows is read."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

from .running import _of_ours

UP, DOWN, LEFT, ENTER, F1 = "\x1b[A", "\x1b[B", "\x1b[D", "\r", "\x1bOP"
STOP, BACK, INTERRUPT = "\x04", "\x02", "\x03"
#: So long is waited for something to be shown, in seconds: far longer than it takes.
PATIENCE = 60


class Terminal:
    """One run on a terminal of this size."""

    def __init__(
        self, *words: str, folder: Path, language: str = "zh", columns: int = 80, lines: int = 24
    ) -> None:
        variables = {name: value for name, value in os.environ.items() if not _of_ours(name)}
        # nobody answers where the cursor is
        variables |= {"RONGCUO_LANG": language, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "rongcuo", *words],
            env=variables,
            cwd=str(folder),
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        self.screen = pyte.HistoryScreen(columns, lines, history=5000)
        self.stream = pyte.Stream(self.screen)
        self.columns = columns
        #: Everything that was ever shown, as the terminal had it.
        self.seen: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.child.close(force=True)

    def read(self, seconds: float = 0.1) -> bool:
        """Takes what is printed; false at the end."""
        try:
            self.stream.feed(self.child.read_nonblocking(65536, seconds))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return True

    @property
    def shown(self) -> str:
        """What stands on the screen, a wide sign as one."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def printed(self) -> str:
        """What is left on the terminal, the lines that went off its top too."""
        above = ["".join(line[at].data for at in range(self.columns)) for line in self.screen.history.top]
        return "\n".join([*(line.rstrip() for line in above), self.shown])

    def until(self, text: str) -> str:
        """The screen once this is shown."""
        end = time.monotonic() + PATIENCE
        while text not in self.flat:
            going = self.read()
            if text in self.flat:
                break
            assert going and time.monotonic() < end, f"{text!r} isn't shown:\n{self.printed}"
        self._settle()
        self.seen.append(self.shown)
        return self.shown

    def until_last(self, *lines: str) -> bool:
        """Waits until the last line that is shown begins like one of these; false where the run ends."""
        end, begin = time.monotonic() + PATIENCE, tuple(line[:8] for line in lines)
        while not self.shown.rstrip().rpartition("\n")[2].startswith(begin):
            if not self.read():
                return False
            assert time.monotonic() < end, f"nothing is asked:\n{self.printed}"
        self._settle()
        return True

    def _settle(self) -> None:
        """Reads on until nothing changes any more."""
        before = None
        while before != self.shown and self.read(0.05):
            before = self.shown
            self.read(0.05)

    @property
    def flat(self) -> str:
        """The screen without its line breaks."""
        return "".join(line.strip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)
            time.sleep(0.02)  # an escape alone would be taken for a key of its own
            self.read(0.02)

    def step(self, *keys: str) -> None:
        """Presses these keys and waits for what the last of them changes."""
        self.press(*keys[:-1])
        self._settle()
        before, end = self.shown, time.monotonic() + PATIENCE
        self.press(keys[-1])
        while self.shown == before and self.read():
            assert time.monotonic() < end, f"nothing changes:\n{self.printed}"

    def answer(self, question: str, *keys: str) -> str:
        """Waits for a question and presses these keys; the screen as it stood before."""
        shown = self.until(question)
        self.press(*keys)
        return shown

    def end(self) -> int:
        """Reads to the end; the exit status."""
        while self.read(1):
            pass
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)
