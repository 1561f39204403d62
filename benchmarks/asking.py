"""How many screens and replies an interview needs over random complete cases, against other orders.

`python benchmarks/asking.py 100` tries a hundred cases; a thousand otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from statistics import mean, quantiles
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.truths import Truth, answered, random_truth

from rongcuo.comparing.asking import Ask, Asking, asking
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import case_from

#: Screens, and replies on them.
Effort = tuple[int, int]


def everything(registry: Registry) -> list[Ask]:
    """Every screen that there is: adverse facts by group, the scenes, and each other fact and finding."""
    read = {part for here in registry.rows.values() for name in here.order for part in here.asked(name)}
    batches: dict[tuple[Any, str], list[str]] = {}
    for name in sorted(read):
        fact = registry.vocabulary.get(name)
        if fact is None:
            if any(name in here.by_id for here in registry.rows.values()):
                batches["question", name] = [name]
        elif fact.adverse:
            batches.setdefault(("checks", fact.asked_on), []).append(name)
        elif fact.group == "scene" and fact.type == "yes_no":
            batches.setdefault(("scenes", ""), []).append(name)
        elif fact.type != "period":
            batches["question", name] = [name]
    return [Ask(kind=kind, facts=tuple(names), concerns=()) for (kind, _), names in batches.items()]


def replies(ask: Ask, truth: Truth) -> int:
    """None of these is one reply, as is an answer; what was found and what applies is one each."""
    if ask.kind == "checks":
        found = [name for name in ask.facts if name in truth.facts]
        return 1 if not found else 2 + len(found)
    if ask.kind == "scenes":
        return max(1, sum(truth.facts.get(name) is True for name in ask.facts))
    return 1


def effort(asks: Iterable[Ask], truth: Truth) -> Effort:
    told = [replies(ask, truth) for ask in asks]
    return len(told), sum(told)


def empty(where: str) -> dict[str, Any]:
    return {"title": "-", "where": where, "facts": {}, "absent": [], "findings": {}}


def step(registry: Registry, case: dict[str, Any], passed: set[str]) -> Asking:
    told = case_from(case, "-", registry.vocabulary, registry.plugin_names)
    return asking(registry, told, "tolerance", passed=passed)


def interview(registry: Registry, truth: Truth, where: str, times: list[float]) -> list[Ask]:
    """The screens of an interview that is answered truthfully."""
    case, passed, asked = empty(where), set[str](), list[Ask]()
    while True:
        begun = perf_counter()
        ask = step(registry, case, passed).next
        times.append(perf_counter() - begun)
        if ask is None:
            return asked
        asked.append(ask)
        case = answered(case, ask, truth, registry.vocabulary)
        passed |= {*ask.facts}


def until_settled(registry: Registry, truth: Truth, where: str, order: Sequence[Ask]) -> list[Ask]:
    """The first of these screens after which no row can change."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        case, passed = empty(where), set[str]()
        for ask in order[:middle]:
            case = answered(case, ask, truth, registry.vocabulary)
            passed |= {*ask.facts}
        if step(registry, case, passed).next is None:
            high = middle
        else:
            low = middle + 1
    return list(order[:low])


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    registry = load(Deployment())
    whole = everything(registry)
    found: dict[str, list[Effort]] = {"ask": [], "a random order": [], "everything": []}
    times: list[float] = []
    for seed in range(number):
        truth, where = random_truth(registry, seed)
        shuffled = Random(seed).sample(whole, len(whole))
        found["ask"].append(effort(interview(registry, truth, where, times), truth))
        found["a random order"].append(effort(until_settled(registry, truth, where, shuffled), truth))
        found["everything"].append(effort(whole, truth))
    facts = sum(len(ask.facts) for ask in whole)
    print(f"{number} cases over {len(registry.rows)} regions, {facts} facts and findings")
    for index, what in enumerate(("screens", "replies")):
        most = mean(told[index] for told in found["everything"])
        for name, told in found.items():
            numbers = [each[index] for each in told]
            tenths = quantiles(numbers, n=10)
            print(
                f"{what:8} {name:16} {mean(numbers):6.1f}  ({tenths[0]:.0f} to {tenths[8]:.0f} for four fifths)"
                f"  {mean(numbers) / most:4.0%} of everything"
            )
    print(f"a step takes {1000 * quantiles(times, n=2)[0]:.0f} ms")


if __name__ == "__main__":
    main()
