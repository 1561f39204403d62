"""Which regions are the more lenient, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rongcuo.render.data import known_data
from rongcuo.render.deployment import origin_data
from rongcuo.render.words import Words
from rongcuo.ruling import Ruling

from ..leniency import Lenient, Order


def leniency_data(result: Lenient, words: Words) -> dict[str, Any]:
    """The same as plain data, with how each two regions stand to each other."""
    return {
        "case": result.comparison.case.file,
        "supposed_absent": list(result.supposed),
        "answers": [_order_data(order, words) for order in result.orders],
        **origin_data(words.registry),
    }


def _order_data(order: Order, words: Words) -> dict[str, Any]:
    return {
        "question": order.question,
        "levels": [[*level] for level in order.levels],
        "steps": [{"certain": step.certain, "so_far": [*step.so_far]} for step in order.steps],
        "beside": [*order.beside],
        "regions": [_region_data(ruling, words) for ruling in order.rulings.values()],
        "relations": [_relation_data(order, one, other) for one, other in _pairs([*order.rulings])],
    }


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for at, one in enumerate(names) for other in names[at + 1 :])


def _relation_data(order: Order, one: str, other: str) -> dict[str, Any]:
    return {
        "between": [one, other],
        "relation": order.relation(one, other),
        "published": order.relation(one, other, published=True),
        "because": [{"region": why.region, "kind": why.kind} for why in order.why_apart(one, other)],
    }


def _region_data(ruling: Ruling, words: Words) -> dict[str, Any]:
    deciding = [state for state in ruling.clauses if state.id in ruling.decided_by]
    return {
        "region": ruling.region,
        "verdict": ruling.verdict,
        "so_far": ruling.verdict.endswith("_so_far"),
        "possible": [
            {"verdict": p.verdict, "tiers": None if p.tiers is None else [*p.tiers], "behind": [*p.behind]}
            for p in ruling.possible
        ],
        "decided_by": list(ruling.decided_by),
        "clauses": [
            {
                "id": state.id,
                "state": state.state,
                "source": state.source,
                "because": [
                    {
                        "fact": b.fact,
                        "value": None
                        if b.known is None
                        else known_data(words.described(b.fact, words.ruled(ruling)), b.known),
                    }
                    for b in state.because
                ],
            }
            for state in deciding
        ],
        "needs": list(ruling.needs.all()),
        "unaddressed": list(ruling.unaddressed),
        "error": None if ruling.error is None else ruling.error.message(words.language),
    }
