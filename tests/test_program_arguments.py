"""What a program gives: a case that can't be one costs its own place alone, a wrong argument is told at once."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rongcuo
from rongcuo.comparing import comparison
from rongcuo.facts.structuring import structure
from rongcuo.plugins.guarded import plugin_code
from rongcuo.policy.clauses import ListInfo

from .running import everything

CASE = {"title": "-", "where": "-"}
HUGE = 10**5000


@pytest.fixture(scope="module")
def registry() -> rongcuo.Registry:
    return everything()


def nested(deep: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(deep):
        found = {"value": found}
    return found


def endless() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


class Own:
    """Something of a program's own."""


class PathOfBytes:
    def __fspath__(self) -> bytes:
        return b"case.toml"


# Cases

#: What no case can be, and a word of what is told.
NO_CASES: dict[str, tuple[Any, str]] = {
    "nothing": (None, "case"),
    "a number": (3, "case"),
    "a list": ([CASE], "case"),
    "bytes": (b"case.toml", "case"),
    "a path of bytes": (PathOfBytes(), "case"),
    "a class": (rongcuo.Case, "case"),
    "something else": (Own(), "case"),
    "a zero byte": ("a\0b.toml", "there is no such file"),
    "a path with a zero byte": (Path("a\0b.toml"), "there is no such file"),
    "half a sign": ("\ud800.toml", "there is no such file"),
    "no name": ("", "folder"),
    "a long name": ("a" * 5000, "it can't be read"),
}


@pytest.mark.parametrize("name", NO_CASES)
def test_what_no_case_can_be_costs_its_own_place_alone(registry: rongcuo.Registry, name: str) -> None:
    given, word = NO_CASES[name]
    wrong, right = rongcuo.rule_many(registry, [given, CASE], "hongze")
    assert isinstance(wrong, rongcuo.InputError) and word in str(wrong)
    assert isinstance(right, rongcuo.Comparison)


VALUES: dict[str, Any] = {
    "a number of 5,000 digits": HUGE,
    "one below zero": -HUGE,
    "one in a list": [HUGE],
    "one as a key": {HUGE: HUGE},
    "one in a set": {HUGE},
    "no number": float("nan"),
    "nothing": None,
    "bytes": b"x",
    "a day with a time": datetime.datetime(2024, 1, 1),
    "a number as a key": {1: 2},
    "deep": nested(3000),
    "endless": endless(),
    "something else": Own(),
    "half a sign": "\ud800",
    "a zero byte": "\0",
}
PLACES: dict[str, Callable[[Any], dict[Any, Any]]] = {
    **{
        key: lambda value, key=key: {**CASE, key: value}  # type: ignore[misc]
        for key in ("title", "where", "summary", "dates", "facts", "absent", "findings", "evidence", "expect")
    },
    "extends": lambda value: {**CASE, "extends": value},
    "published": lambda value: {**CASE, "published": value},
    "an amount": lambda value: {**CASE, "facts": {"loss": value}},
    "an amount at least": lambda value: {**CASE, "facts": {"loss": {"at_least": value}}},
    "a set": lambda value: {**CASE, "facts": {"field": value}},
    "a member": lambda value: {**CASE, "facts": {"field": [value]}},
    "a choice": lambda value: {**CASE, "facts": {"stage": value}},
    "yes or no": lambda value: {**CASE, "facts": {"private_gain": value}},
    "a date": lambda value: {**CASE, "dates": {"act": value}},
    "a finding": lambda value: {**CASE, "findings": {"hongze:R1": value}},
    "whether it is met": lambda value: {**CASE, "findings": {"hongze:R1": {"met": value}}},
    "a fact that a document shows": lambda value: {
        **CASE,
        "evidence": [{"fact": value, "document": value}],
    },
    "a verdict": lambda value: {**CASE, "expect": {"hongze": {"verdict": value}}},
    "readings": lambda value: {
        **CASE,
        "expect": {"hongze": {"verdict": "open", "readings": {"x": value}}},
    },
    "when it was published": lambda value: {
        **CASE,
        "published": {"hongze": {"statement": "-", "source": "-", "date": value}},
    },
    "the whole": lambda value: value if isinstance(value, dict) else {**CASE, "x": value},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_value_of_whatever_kind_is_used_or_refused(registry: rongcuo.Registry, place: str) -> None:
    cases = [PLACES[place](value) for value in VALUES.values()]
    found = list(rongcuo.rule_many(registry, cases, "hongze"))
    assert len(found) == len(VALUES)
    for name, one in zip(VALUES, found, strict=True):
        if isinstance(one, rongcuo.Comparison):
            assert rongcuo.to_json(one), name
        else:
            for problem in one.problems:
                for language in ("zh", "en"):
                    told = problem.message(language)
                    assert len(told) < 600 and "\n" not in told, name


def test_a_case_without_a_name_and_one_named_in_both_languages_are_told(registry: rongcuo.Registry) -> None:
    mistake = {"where": "-", "facts": {"no_such_fact": True}}
    for title, said in (("甲案", "甲案"), ({"zh": "甲案", "en": "A"}, "甲案")):
        with pytest.raises(rongcuo.InputError, match=f"^{said}, facts"):
            rongcuo.compare(registry, {"title": title, **mistake})
    with pytest.raises(rongcuo.InputError, match=r"^`title` is missing"):
        rongcuo.compare(registry, mistake)


def test_a_case_that_another_registry_read_is_ruled_by_what_is_known_here(
    registry: rongcuo.Registry, tmp_path: Path
) -> None:
    own = {"national:orders_ignored": True}
    case = rongcuo.rule(registry, {**CASE, "facts": own}, "hongze").case
    config = tmp_path / "rongcuo.toml"
    config.write_text('floor = false\n[region.hongze]\nplugins = ["hongze"]\n', "utf-8")
    found = rongcuo.rule(rongcuo.load(config), case, "hongze")
    assert found.case.unread == ("national:orders_ignored",)
    assert found.ruling("hongze").verdict == "open"


# Arguments


def test_one_name_does_where_there_may_be_several(registry: rongcuo.Registry) -> None:
    several = rongcuo.compare(registry, CASE, regions=["hongze"], questions=["filing"])
    for name in ("hongze", "洪泽", "320813"):
        one = rongcuo.compare(registry, CASE, regions=name, questions="filing")
        assert rongcuo.to_json(one) == rongcuo.to_json(several)


@pytest.mark.slow
def test_a_day_may_be_a_date(registry: rongcuo.Registry) -> None:
    told = rongcuo.rule(registry, CASE, "hongze", on="2023-05-01", as_known="2024-05-01")
    dates = {"on": datetime.date(2023, 5, 1), "as_known": datetime.date(2024, 5, 1)}
    assert rongcuo.to_json(rongcuo.rule(registry, CASE, "hongze", **dates)) == rongcuo.to_json(told)  # type: ignore[arg-type]


def test_a_ruling_is_found_by_id_name_and_code(registry: rongcuo.Registry) -> None:
    found = rongcuo.compare(registry, CASE, regions=["hongze", "bincheng"])
    for name in ("hongze", "洪泽", "320813", "Hongze"):
        assert found.ruling(name) is found.ruling("hongze")
        assert found.ruling(name, "tolerance") is found.ruling("hongze")


#: Calls that can't be, and the words that are told of each.
WRONG: dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    "layers": (lambda r: rongcuo.load(layers="al"), ("layers", "`al`", "floor, all", "mean `all`")),  # type: ignore[arg-type]
    "config": (lambda r: rongcuo.load(3), ("config", "path")),  # type: ignore[arg-type]
    "config with a zero byte": (lambda r: rongcuo.load("a\0b"), ("there is no such file",)),
    "no registry": (lambda r: rongcuo.compare(CASE, r), ("registry", "what load gives")),  # type: ignore[arg-type]
    "regions": (lambda r: rongcuo.compare(r, CASE, regions=3), ("regions", "list of names")),  # type: ignore[arg-type]
    "a region": (lambda r: rongcuo.compare(r, CASE, regions=[None]), ("regions", "list of names")),  # type: ignore[list-item]
    "one region": (lambda r: rongcuo.rule(r, CASE, ["hongze"]), ("region", "text")),  # type: ignore[arg-type]
    "questions": (lambda r: rongcuo.compare(r, CASE, questions="filling"), ("questions", "mean `filing`")),  # type: ignore[arg-type]
    "a question": (lambda r: rongcuo.compare(r, CASE, questions=[3]), ("questions", "list of names")),  # type: ignore[list-item]
    "on": (lambda r: rongcuo.compare(r, CASE, on=2024), ("`2024` for on", "2019-05")),  # type: ignore[arg-type]
    "no day": (lambda r: rongcuo.compare(r, CASE, on=None), ("`None` for on",)),  # type: ignore[arg-type]
    "as known": (lambda r: rongcuo.compare(r, CASE, as_known="act"), ("`act` for as_known",)),
    "language": (
        lambda r: rongcuo.to_json(rongcuo.rule(r, CASE, "hongze"), "fr"),  # type: ignore[arg-type]
        ("language", "`fr`", "zh, en"),
    ),
    "no comparison": (lambda r: rongcuo.to_json(rongcuo.InputError([])), ("comparison", "compare or rule")),  # type: ignore[arg-type]
    "a ruling": (
        lambda r: rongcuo.rule(r, CASE, "hongze").ruling("hongzee"),
        ("region", "`hongzee` isn't one of hongze", "mean `hongze`"),
    ),
    "the ruling of no name": (lambda r: rongcuo.rule(r, CASE, "hongze").ruling(None), ("region", "hongze")),  # type: ignore[arg-type]
    "one that was not asked": (lambda r: rongcuo.rule(r, CASE, "hongze").ruling("滨城"), ("region", "滨城")),
    "an answer": (
        lambda r: rongcuo.rule(r, CASE, "hongze").ruling("hongze", "filing"),
        ("question", "`filing` isn't one of tolerance"),
    ),
    "one case": (lambda r: rongcuo.compare_many(r, CASE), ("cases", "list of cases")),
    "one file": (lambda r: rongcuo.compare_many(r, "case.toml"), ("cases", "list of cases")),
    "no cases": (lambda r: rongcuo.rule_many(r, None, "hongze"), ("cases", "list of cases")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_named_and_what_it_may_be(registry: rongcuo.Registry, name: str) -> None:
    call, words = WRONG[name]
    with pytest.raises(rongcuo.InputError) as caught:
        call(registry)
    told = str(caught.value)
    assert all(word in told for word in words), told
    assert len(told) < 200


@pytest.mark.parametrize(
    "options",
    [{"regions": ["nowhere"]}, {"questions": ["why"]}, {"on": "sometime"}, {"as_known": "sometime"}],
)
def test_a_wrong_argument_is_told_before_any_case_is_read(
    registry: rongcuo.Registry, options: dict[str, Any]
) -> None:
    def cases() -> Iterator[dict[str, str]]:
        raise AssertionError("a case was read")
        yield CASE

    with pytest.raises(rongcuo.InputError):
        rongcuo.compare_many(registry, cases(), **options)


# Another process


def status_of_child(work: Callable[[], bool]) -> int | None:
    """What a child of this process comes to: 0 for true, None for one that doesn't come to an end."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    for _ in range(600):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("at", ["comparing", "loading"])
def test_a_fork_while_another_thread_is_at_work_does_not_hang_the_child(
    registry: rongcuo.Registry, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    expected = rongcuo.to_json(rongcuo.rule(registry, CASE, "hongze"))
    inside, draw_up, parent = threading.Event(), comparison.prepare, os.getpid()

    def slowly(*args: Any) -> Any:
        if os.getpid() == parent:
            inside.set()
            time.sleep(0.5)
        return draw_up(*args)

    def load() -> None:
        with plugin_code("slow"):
            inside.set()
            time.sleep(0.5)

    monkeypatch.setattr(comparison, "prepare", slowly)
    work = load if at == "loading" else lambda: rongcuo.rule(registry, CASE, "hongze")
    thread = threading.Thread(target=work)
    thread.start()
    assert inside.wait(60)
    ruled = lambda: rongcuo.to_json(rongcuo.rule(rongcuo.load(), CASE, "hongze")) == expected  # noqa: E731
    assert status_of_child(ruled) == 0
    thread.join()
    assert rongcuo.to_json(rongcuo.rule(registry, CASE, "hongze")) == expected


@pytest.mark.parametrize("number", [10**15, -(10**15), HUGE], ids=["large", "below zero", "huge"])
def test_a_number_that_nothing_is_counted_in_is_refused_in_a_plugin_too(number: int) -> None:
    assert structure({"seen": "counted", "announced": 10**15 - 1}, ListInfo).announced == 10**15 - 1
    with pytest.raises(rongcuo.InputError, match=r"announced: a number is too long"):
        structure({"seen": "counted", "announced": number}, ListInfo)
