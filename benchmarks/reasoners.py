"""The core's own diagrams beside libraries of diagrams and solvers, on the work of `whatif` and `diff`.

`pip install dd oxidd z3-solver clingo`, then `python benchmarks/reasoners.py`; what isn't installed is left out and
named.  Every engine is made of the same conditions and has to come to the same: where two texts part with a setting
on which they do, how many settings come to each answer, and the smallest sets of changes of a case.

Each piece of work is a process of its own; its processor time is taken from before the engine is imported
("first"), and of the same once more with all but the import anew ("again").
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from multiprocessing import TimeoutError, get_context
from random import Random
from statistics import median
from typing import Any

from analysis import EXAMPLES, two_texts
from attrs import evolve
from engines import ENGINES, Engine
from texts import Texts

from rongcuo import api
from rongcuo.facts.conditions import All
from rongcuo.plugins.registry import Registry
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo_analysis.sides import sides_of

PAIRS = (
    "hongze jingjiang",
    "jiangsu zhejiang",
    "jiangxi shandong",
    "hongze shandong",
    "made-up",
    "made-up reversed",
)
REGIONS = ("hongze", "bincheng", "jiangsu", "shandong")
CASES = ("emergency_measure", "trial_not_exploratory", "default_checked")
#: A piece of work that takes longer is given up, in seconds.
PATIENCE = 60
ROUNDS = 3

#: What is worked out with an engine that was just made.
Work = Callable[[type[Engine]], Any]


def works(registry: Registry) -> dict[str, dict[str, Work]]:
    """The pieces of each kind of work, by name."""
    pairs = {name: Texts(*pair_of(registry, name)) for name in PAIRS}
    return {
        "parting": {name: parting(texts) for name, texts in pairs.items()},
        "counting": {name: counting(Texts(*pair_of(registry, name)[:1])) for name in (*REGIONS, "made-up")},
        "changing": {
            f"{region} {case}": changing(Texts(*pair_of(registry, region)[:1]), registry, case)
            for region in REGIONS
            for case in CASES
        },
    }


def pair_of(registry: Registry, name: str) -> tuple[Jurisdiction, Jurisdiction]:
    if name.startswith("made-up"):
        first, second = two_texts(Random(1))
        text = first.policies[0]
        back = evolve(first, policies=(evolve(text, rules=tuple(reversed(text.rules))),))
        return first, back if name.endswith("reversed") else second
    regions = name.split()
    one, two, _ = sides_of(regions[0], regions[-1], registry)
    return one.here, two.here


def parting(texts: Texts) -> Work:
    """Whether two texts give the same answers; where they don't, the setting is checked."""

    def work(make: type[Engine]) -> bool:
        engine = make(texts)
        setting = engine.witness(texts.parted())
        engine.close()
        first = dict.fromkeys(range(len(texts.variables)), 0)  # what is nothing to a setting may be anything
        assert setting is None or texts.holds(texts.parted(), {**first, **setting})
        return setting is None

    return work


def counting(texts: Texts) -> Work:
    def work(make: type[Engine]) -> list[int] | None:
        engine = make(texts)
        counts = engine.count(All((texts.consistent, verdict)) for verdict in texts.verdicts[0].values())
        engine.close()
        return counts

    return work


def changing(texts: Texts, registry: Registry, case: str) -> Work:
    """The smallest sets of changes by which a mistake is tolerated, or no longer."""
    setting = texts.setting(api.read(registry, EXAMPLES / "constructed" / f"{case}.toml"))
    verdicts = texts.verdicts[0]
    away = texts.holds(verdicts["tolerated"], setting)
    wanted = All((texts.consistent, verdicts["refused" if away else "tolerated"]))

    def work(make: type[Engine]) -> list[list[str]]:
        engine = make(texts)
        sets = engine.smallest(wanted, setting)
        engine.close()
        return sorted(sorted(one) for one in sets)

    return work


# One piece in a process of its own

WORKS: dict[str, dict[str, Work]] = {}


def measured(kind: str, piece: str, name: str) -> dict[str, Any]:
    work, make = WORKS[kind][piece], ENGINES[name]
    work(ENGINES["the core's"])  # what the texts remember of themselves
    times = []
    for _ in range(1 + ROUNDS):
        begin = time.process_time()
        try:
            result = work(make)
        except ImportError as error:
            return {"missing": str(error)}
        times.append(time.process_time() - begin)
    if result is None:
        return {"missing": "can't tell exactly"}
    return {"first": times[0], "again": median(times[1:]), "result": result}


def apart(kind: str, piece: str, name: str) -> dict[str, Any]:
    with get_context("fork").Pool(1) as process:
        try:
            return process.apply_async(measured, (kind, piece, name)).get(PATIENCE)
        except TimeoutError:
            return {"missing": f"gave up after {PATIENCE} s"}


def rows(kind: str, pieces: list[str]) -> Iterator[str]:
    """A line for each engine: its ratios to the core's diagrams, the median and the range."""
    taken = {(piece, name): apart(kind, piece, name) for piece in pieces for name in ENGINES}
    for name in ENGINES:
        each = [(taken[piece, name], taken[piece, "the core's"]) for piece in pieces]
        missing = {mine["missing"] for mine, _ in each if "missing" in mine}
        both = [(mine, ours) for mine, ours in each if "missing" not in mine]
        assert all(mine["result"] == ours["result"] for mine, ours in both), f"{name} comes to something else"
        spreads = [spread([mine[when] / ours[when] for mine, ours in both]) for when in ("first", "again")]
        yield (
            f"    {name:<32}"
            + "".join(f"{words:>26}" for words in spreads)
            + "   "
            + "; ".join(sorted(missing))
        )


def spread(ratios: list[float]) -> str:
    return f"{median(ratios):.1f} x ({min(ratios):.1f} to {max(ratios):.1f})" if ratios else "-"


def main() -> None:
    WORKS.update(works(api.load()))
    for kind, pieces in WORKS.items():
        title = f"{kind}, {len(pieces)} pieces of work"
        print(f"\n{title:<36}{'first':>26}{'again':>26}", flush=True)
        for row in rows(kind, list(pieces)):
            print(row, flush=True)


if __name__ == "__main__":
    main()
