"""How many samples a property is tried on, and an account of what they were made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, settings

from rongcuo.ruling.result import Possible

from .scale import SCALE, WHOLE, scaled
from .strategies import SHRINK


def examples(number: int) -> settings:
    """So many examples: the same ones on every run, unless more are asked for."""
    return settings(
        max_examples=scaled(number),
        derandomize=SCALE <= 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class Account:
    """Counts what a sample is made of, so that no property holds of nothing."""

    def __init__(self) -> None:
        self.total = 0
        self.counts: Counter[str] = Counter()

    def add(self, *names: str) -> None:
        self.total += 1
        self.counts.update(names)

    def share(self, name: str) -> float:
        return self.counts[name] / max(1, self.total)

    def expect(self, least: float, *names: str) -> None:
        """Each of these makes up its share; a handful of samples, asked for by hand, proves nothing of it."""
        if WHOLE and not SHRINK:
            assert not [name for name in names if self.share(name) < least], self.table("too few")

    def table(self, title: str) -> str:
        lines = [
            f"  {name:<40}{count:>7}{self.share(name):>9.1%}" for name, count in self.counts.most_common()
        ]
        return "\n".join([f"\n{title}: {self.total} samples", *lines])


def shown(possible: Iterable[Possible]) -> dict[str, Any]:
    """Possible answers as the oracle gives them."""
    return {p.verdict: (p.tiers, p.behind, dict(p.about), p.tiers_open) for p in possible}
