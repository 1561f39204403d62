"""Weights: how often each value of a fact is thought to occur, from a TOML file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from rongcuo.facts.problems import InputError, Problem, Problems, nearest
from rongcuo.facts.vocabulary import Fact, Value, Vocabulary
from rongcuo.policy.files import read_toml

from .counting import Weights


def read_weights(path: Path, vocabulary: Vocabulary) -> Weights:
    """The weights of a file: for a fact of yes and no how often it is so, else a table of its values.

    Of a choice or level the values have to come to 1; of a set each member has its own.  Raises InputError with one
    problem for each mistake.
    """
    problems = Problems()
    weights: dict[str, dict[Value, Fraction]] = {}
    for name, raw in read_toml(path).items():
        fact = vocabulary.get(name)
        if fact is None or fact.numeric:
            near = nearest(name, [n for n, fact in vocabulary.items() if not fact.numeric])
            problems.add("weights_fact", name, near=near)
            continue
        try:
            weights[name] = _of(fact, raw)
        except InputError as error:
            problems.extend(error.problems)
    problems.raise_any(str(path))
    return weights


def _of(fact: Fact, raw: Any) -> dict[Value, Fraction]:
    if fact.type == "yes_no":
        share = _share(raw, fact.id)
        return {True: share, False: 1 - share}
    if not isinstance(raw, dict):
        raise InputError(Problem("wrong_type", {"expected": "expected.table"}, fact.id))
    strange = [value for value in raw if value not in fact.values]
    if strange:
        near = nearest(strange[0], fact.values)
        values = {"fact": fact.id, "label": fact.id, "value": strange[0], "choices": ", ".join(fact.values)}
        raise InputError(Problem("bad_choice", {**values, "near": near}, fact.id))
    shares: dict[Value, Fraction] = {
        value: _share(share, f"{fact.id}.{value}") for value, share in raw.items()
    }
    if fact.type != "set" and sum(shares.values()) != 1:
        raise InputError(Problem("weights_sum", {"sum": str(float(sum(shares.values())))}, fact.id))
    return shares


def _share(raw: Any, place: str) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1:
        raise InputError(Problem("weights_share", {}, place))
    return Fraction(str(raw))
