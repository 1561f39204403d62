"""What the analyses take as multiples of one ruling of the same case, both with the region compiled.

Each is all that its command does but the page: the case is read, and what it answers is verified by rulings.
A difference of two texts has no case; its unit is a ruling by the first of them with nothing known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median

from attrs import evolve
from compiling import clauses, jurisdiction
from interleaved import times
from ruling import nothing_known

from rongcuo import api
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import Vocabulary, shared_vocabulary
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import Case
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling import prepare, rule
from rongcuo_analysis.asked import asking_of, preparation_of, wanted_of
from rongcuo_analysis.diverging import Side, diverge
from rongcuo_analysis.sides import sides_of
from rongcuo_analysis.whatif import When, what_if

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CASES = [
    EXAMPLES / "yiwu.toml",
    *(EXAMPLES / "constructed" / f"{name}.toml"
      for name in ("emergency_measure", "trial_not_exploratory", "default_checked", "knowing_violation")),
]  # fmt: skip
PLANNED = sorted((EXAMPLES / "constructed").glob("plan_*.toml"))
#: What was aimed at, as multiples of one ruling.
AIMS = {"whatif": 20, "prepare": 30, "diff": 200}
FACTS, CLAUSES = 50, 40
ROUNDS = 5

#: What a measurement is of, with the unit first.
Pieces = tuple[str, Callable[[], object], Callable[[], object]]


def ratios(pieces: Iterable[Pieces], rounds: int = ROUNDS) -> Iterator[tuple[float, float, str]]:
    """For each piece of work its ratio to its unit and its milliseconds, medians of one run."""
    for name, unit, work in pieces:
        taken = times({"unit": unit, "work": work}, rounds, time.process_time)
        one, all_ = median(taken["unit"]), median(taken["work"])
        yield all_ / one, all_, name


def report(command: str, title: str, pieces: Iterable[Pieces], rounds: int = ROUNDS) -> None:
    """Prints the median over all pieces, and the ones that take most."""
    each = sorted(ratios(pieces, rounds))
    within = sum(ratio <= AIMS[command] for ratio, _, _ in each)
    middle = median(ratio for ratio, _, _ in each)
    print(f"\n{title}: {middle:.0f} x, aim {AIMS[command]} x, met by {within} of {len(each)}")
    for ratio, took, name in each[-3:]:
        print(f"    {name:<60}{ratio:7.0f} x{took:9.1f} ms")


# Questions about one case


def whatifs(registry: Registry, when: When) -> Iterator[Pieces]:
    for case in CASES:
        for region in registry.rows:
            yield (
                f"{case.stem}, {region}",
                partial(api.rule, registry, case, region, questions="tolerance"),
                partial(turned, registry, case, region, when),
            )


def turned(registry: Registry, case: Path, region: str, when: When) -> None:
    asking = asking_of(registry, case, region, "tolerance")
    what_if(asking, wanted_of(asking, None), when)


def preparations(registry: Registry) -> Iterator[Pieces]:
    for case in PLANNED:
        for region in registry.rows:
            try:
                preparation_of(registry, case, region)
            except InputError:
                continue  # it is done already
            there = evolve(api.read(registry, case), where=region)
            yield (
                f"{case.stem}, {region}",
                partial(api.rule, registry, there, region, questions="tolerance"),
                partial(preparation_of, registry, case, region),
            )


# Differences of two texts


def differences(registry: Registry, regions: Iterable[str]) -> Iterator[Pieces]:
    nothing = nothing_known(registry.vocabulary)
    for pair in combinations(regions, 2):
        first, second, vocabulary = sides_of(*pair, registry)
        yield (
            " and ".join(pair),
            partial(api.rule, registry, nothing, pair[0], questions="tolerance"),
            partial(diverge, first, second, "tolerance", vocabulary),
        )


def made_up(seeds: Iterable[int]) -> Iterator[Pieces]:
    for seed in seeds:
        first, second = two_texts(Random(seed))
        vocabulary = first.vocabulary
        nothing = nothing_known(vocabulary)
        sides = Side(name="first", here=first), Side(name="second", here=second)
        yield (
            f"{CLAUSES} clauses each over {FACTS} facts, {seed}",
            partial(ruled, first, nothing, vocabulary),
            partial(diverge, *sides, "tolerance", vocabulary),
        )


def ruled(here: Jurisdiction, case: Case, vocabulary: Vocabulary) -> None:
    rule(here, prepare(case, here.policies, vocabulary), "tolerance")


def two_texts(pick: Random) -> tuple[Jurisdiction, Jurisdiction]:
    """Two texts about the same facts, each with red lines, situations and conditions of its own."""
    yes_no = [fact for fact in shared_vocabulary().values() if fact.type == "yes_no" and not fact.only_if]
    bad = [fact.id for fact in yes_no if fact.adverse]
    good = [fact.id for fact in yes_no if not fact.adverse]
    facts = [*pick.sample(bad, FACTS // 3), *pick.sample(good, FACTS - FACTS // 3)]
    return a_text(pick, facts), a_text(pick, facts)


def a_text(pick: Random, facts: list[str]) -> Jurisdiction:
    bad, good = facts[: FACTS // 3], facts[FACTS // 3 :]
    red_lines, situations = 16, 20
    return jurisdiction(
        {
            "red_lines": clauses("red_line", pick.choices(bad, k=red_lines)),
            "tolerance": "\n".join(
                [
                    clauses("situation", [" and ".join(pick.sample(good, 2)) for _ in range(situations)]),
                    clauses(
                        "condition",
                        [f"not {name}" for name in pick.sample(bad, CLAUSES - red_lines - situations)],
                    ),
                ]
            ),
        }
    )


def main() -> None:
    registry = load(Deployment())
    report("whatif", "what if, once the act is done", whatifs(registry, "after"))
    report("whatif", "what if, any fact", whatifs(registry, "any"))
    report("prepare", "prepare", preparations(registry))
    report("diff", "difference of two regions", differences(registry, registry.rows), rounds=3)
    report("diff", "difference of two made-up texts", made_up(range(5)), rounds=3)


if __name__ == "__main__":
    main()
