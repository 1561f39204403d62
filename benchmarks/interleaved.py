"""Times several pieces of work in turn, so that a slow moment of the machine hits all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def times(
    work: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """The milliseconds that each took in every round, after one that isn't counted."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for task in work.values():
        task()
    for _ in range(rounds):
        for name, task in work.items():
            begin = clock()
            task()
            taken[name].append((clock() - begin) * 1000)
    return taken


def table(title: str, work: Mapping[str, Callable[[], object]], rounds: int) -> None:
    """Prints the median of each, the best in brackets, and its ratio to the first."""
    taken = times(work, rounds)
    medians = {name: statistics.median(each) for name, each in taken.items()}
    base = next(iter(medians.values()))
    print(f"\n{title}: median of {rounds}, best in brackets")
    for name, took in medians.items():
        print(f"{name:<44}{took:8.1f} ({min(taken[name]):.1f}) ms{took / base:9.2f} x")
