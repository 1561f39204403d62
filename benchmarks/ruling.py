"""How long one case takes over the regions of this checkout, once the policies are loaded.

Times are medians of one run on one machine; the ratios are what to compare.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from rongcuo.cases import Case, case_from
from rongcuo.comparison import compare
from rongcuo.deployment import Deployment
from rongcuo.facts import Fact
from rongcuo.plugins import Registry, load

REGIONS = ("bincheng", "haian", "hongze", "jingjiang")
ROUNDS = 30


def nothing_known(registry: Registry) -> Case:
    return case_from({"title": "-", "where": "-"}, "nothing known", registry.vocabulary, frozenset())


def all_known(registry: Registry) -> Case:
    """Every scene there is, every requirement met, every adverse fact checked and not found."""
    facts = registry.vocabulary.values()
    told = {fact.id: value(fact) for fact in facts if not fact.adverse and fact.id != "accident_role"}
    absent = [fact.id for fact in facts if fact.adverse]
    raw = {"title": "-", "where": "-", "facts": told, "absent": absent}
    return case_from(raw, "all known", registry.vocabulary, frozenset())


def value(fact: Fact) -> object:
    if fact.type == "yes_no":
        return True
    if fact.type == "amount":
        return 1_000_000
    if fact.type == "set":
        return list(fact.values)
    return fact.values[-1]


def median(work: Callable[[], object]) -> float:
    """The median of some rounds, in milliseconds."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    registry = load(Deployment())
    full, empty = all_known(registry), nothing_known(registry)
    ruled = partial(compare, registry, questions=("tolerance",), regions=REGIONS, differences=False)
    compared = partial(compare, registry, questions=("tolerance",), regions=REGIONS)
    work = {
        "loading the policies": lambda: load(Deployment()),
        "all known, every clause explained": lambda: ruled(full),
        "nothing known, every clause explained": lambda: ruled(empty),
        "all known, differences on top": lambda: compared(full),
        "nothing known, differences on top": lambda: compared(empty),
    }
    times = {name: median(task) for name, task in work.items()}
    base = times["all known, every clause explained"]
    print(
        f"one case over {len(REGIONS)} regions, {len(full.facts)} of {len(registry.vocabulary)} facts known"
    )
    for name, took in times.items():
        print(f"{name:<40}{took:9.1f} ms{took / base:8.2f} x")


if __name__ == "__main__":
    main()
