"""How long a command takes from a cold start, beside a Python that only imports the libraries.

The starts are interleaved, so that a slow moment of the machine hits all of them; the ratios are what to
compare.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
PYTHON = [sys.executable, "-c"]
RONGCUO = [sys.executable, "-m", "rongcuo"]
COMMANDS = {
    "import click, attrs, cattrs, pluggy": [*PYTHON, "import click, attrs, cattrs, pluggy"],
    "nothing": [*PYTHON, "pass"],
    "rongcuo --version": [*RONGCUO, "--version"],
    "rongcuo --help": [*RONGCUO, "--help"],
    "rongcuo compare examples/yiwu.toml": [*RONGCUO, "compare", "examples/yiwu.toml"],
    "rongcuo compare --json examples/yiwu.toml": [*RONGCUO, "compare", "--json", "examples/yiwu.toml"],
}


def start(command: list[str]) -> float:
    """One start, in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        start(command)  # compiles what isn't yet
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(start(command))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = next(iter(medians.values()))
    print(f"cold starts, median of {ROUNDS} (best in brackets)")
    for name, took in medians.items():
        print(f"{name:<44}{took:7.0f} ({min(times[name]):.0f}) ms{took / base:8.2f} x")


if __name__ == "__main__":
    main()
