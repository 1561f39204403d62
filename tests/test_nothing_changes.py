"""What a comparison, a policy and an error hold can't be changed: whoever has one has what was ruled."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import rongcuo
from rongcuo.clauses import Reading
from rongcuo.facts.records import FrozenDict

from .running import ROOT

pytestmark = pytest.mark.once

EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))


@pytest.fixture(scope="module")
def registry() -> rongcuo.Registry:
    return rongcuo.load()


def changeable(value: Any, place: str, seen: set[int]) -> Iterator[str]:
    """The places, inside of what these values hold, of whatever can be changed."""
    if id(value) in seen or isinstance(value, type):
        return
    seen.add(id(value))
    if isinstance(value, list | set | bytearray) or (
        isinstance(value, dict) and not isinstance(value, FrozenDict)
    ):
        yield place
    elif isinstance(value, FrozenDict):
        for key, inside in value.items():
            yield from changeable(inside, f"{place}[{key!r}]", seen)
    elif isinstance(value, tuple | frozenset):
        for inside in value:
            yield from changeable(inside, f"{place}[]", seen)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield from changeable(getattr(value, attribute.name), f"{place}.{attribute.name}", seen)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_that_a_comparison_holds_can_be_changed(registry: rongcuo.Registry, case: Any) -> None:
    compared = rongcuo.compare(registry, case, differences=False)
    assert not list(changeable(compared, "comparison", set()))


@pytest.mark.slow
def test_what_a_program_gave_is_not_what_a_case_holds(registry: rongcuo.Registry) -> None:
    given: dict[str, Any] = {
        "title": {"zh": "甲", "en": "A"},
        "where": "-",
        "facts": {"field": ["trade"], "loss": {"at_least": 3}},
        "expect": {"hongze": {"verdict": "open", "readings": {"a": {"b": ["open"]}}}},
    }
    compared = rongcuo.compare(registry, given)
    assert not list(changeable(compared.case, "case", set()))
    before = rongcuo.to_json(compared)
    given["facts"]["field"].append("health")
    given["title"]["zh"] = "乙"
    assert rongcuo.to_json(compared) == before


def test_a_reading_keeps_its_options(registry: rongcuo.Registry) -> None:
    options = {"a": rongcuo.Text("甲", "A"), "b": rongcuo.Text("乙", "B")}
    reading = Reading(id="r", question=rongcuo.Text("问", "Q"), options=options)
    options.clear()
    assert list(reading.options) == ["a", "b"]
    every = [reading, *(r for policy in registry.policies.values() for r in policy.readings.values())]
    assert len(every) > 3
    for one in every:
        with pytest.raises(TypeError):
            one.options["a"] = rongcuo.Text("", "")  # type: ignore[index]


def test_an_error_keeps_its_values(registry: rongcuo.Registry) -> None:
    with pytest.raises(rongcuo.InputError) as caught:
        rongcuo.rule(registry, {"title": "-", "where": "-"}, "nowhere")
    assert not list(changeable(tuple(caught.value.problems), "problems", set()))


def test_a_frozen_dict_is_a_dict_but_for_being_changed() -> None:
    made = FrozenDict({"a": 1})
    assert made == {"a": 1} and pickle.loads(pickle.dumps(made)) == made
    assert type(pickle.loads(pickle.dumps(made))) is FrozenDict
    assert {**made, "b": 2} == {"a": 1, "b": 2} == made | {"b": 2}
    for change in (
        lambda: made.update(b=2),
        lambda: made.pop("a"),
        lambda: made.popitem(),
        lambda: made.clear(),
        lambda: made.setdefault("b", 2),
        lambda: made.__setitem__("b", 2),
        lambda: made.__delitem__("a"),
        lambda: made.__ior__({"b": 2}),
    ):
        with pytest.raises(TypeError):
            change()
    assert made == {"a": 1}


def test_a_ruling_comes_whole_out_of_another_process(registry: rongcuo.Registry) -> None:
    ruling = rongcuo.rule(registry, EXAMPLES[0], "hongze").ruling("hongze")
    found = pickle.loads(pickle.dumps(ruling))
    assert found == ruling and not list(changeable(found, "ruling", set()))
