"""What a case says of one fact: what is read of it, what it leaves, and when it is full knowledge."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rongcuo.facts.conditions import ANYWHERE, Span
from rongcuo.facts.known import Known, absent_value, exactly, read_known
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Choice, Fact, Value

WORDS = Text("文字", "words")
MARCH = 738_946  # 1 March 2024
LAST = datetime.date.max


def fact(name: str, kind: str, *values: str, unknown: str | None = None, absent: Any = None) -> Fact:
    choices = tuple(Choice(value, value, value) for value in values)
    return Fact(
        id=name,
        group="scene",
        type=kind,  # type: ignore[arg-type]
        label=WORDS,
        ask=WORDS,
        choices=choices,
        unknown=unknown,
        absent=absent,
    )


NEGLIGENT = fact("negligent", "yes_no", absent=False)
FILING = fact("filing", "choice", "none", "before", "after", "pending", unknown="pending")
EFFECT = fact("effect", "level", "none", "some", "much", "most", absent="none")
FIELD = fact("field", "set", "health", "trade", "roads", absent=())
LOSS = fact("loss", "amount")
DAY = fact("day", "date")

HEALTH, TRADE = frozenset(["health"]), frozenset(["trade"])
ALL_FIELDS = frozenset(FIELD.values)


def values(*some: Value) -> Known:
    return Known(values=frozenset(some))


def span(low: int | None, high: int | None) -> Known:
    return Known(span=Span(low, high))


@pytest.mark.parametrize(
    ("asked", "raw", "known"),
    [
        (NEGLIGENT, True, values(True)),
        (NEGLIGENT, {"value": False}, values(False)),
        (FILING, "before", values("before")),
        (FILING, "pending", values("none", "before", "after")),
        (FILING, {"value": "pending"}, values("none", "before", "after")),
        (FILING, {"one_of": ["none", "after"]}, values("none", "after")),
        (FILING, {"one_of": ["none", "pending"]}, values("none")),
        (EFFECT, {"at_least": "some"}, values("some", "much", "most")),
        (EFFECT, {"at_most": "some"}, values("none", "some")),
        (EFFECT, {"at_least": "some", "at_most": "much"}, values("some", "much")),
        (EFFECT, {"at_least": "much", "at_most": "much"}, values("much")),
        (EFFECT, {"one_of": ["none", "much", "most"], "at_most": "much"}, values("none", "much")),
        (FIELD, ["health"], Known(includes=HEALTH, excludes=ALL_FIELDS - HEALTH)),
        (FIELD, [], Known(excludes=ALL_FIELDS)),
        (FIELD, {"value": ["trade"]}, Known(includes=TRADE, excludes=ALL_FIELDS - TRADE)),
        (FIELD, {"includes": ["health"]}, Known(includes=HEALTH)),
        (FIELD, {"excludes": ["trade"]}, Known(excludes=TRADE)),
        (FIELD, {"includes": ["health"], "excludes": ["trade"]}, Known(includes=HEALTH, excludes=TRADE)),
        (LOSS, 5, span(500, 500)),
        (LOSS, {"value": "0.50"}, span(50, 50)),
        (LOSS, {"at_least": 5}, span(500, None)),
        (LOSS, {"more_than": 5}, span(501, None)),
        (LOSS, {"at_most": 5}, span(0, 500)),
        (LOSS, {"less_than": 5}, span(0, 499)),
        (LOSS, {"at_least": 5, "more_than": 5, "at_most": 9, "less_than": 9}, span(501, 899)),
        (LOSS, {"at_least": 7, "more_than": 5, "at_most": 8, "less_than": 9}, span(700, 800)),
        (LOSS, {"at_least": 5, "at_most": 5}, span(500, 500)),
        (LOSS, {"less_than": "0.01"}, span(0, 0)),
        (DAY, "2024-03-01", span(MARCH, MARCH)),
        (DAY, datetime.date(2024, 3, 1), span(MARCH, MARCH)),
        (DAY, {"less_than": "2024-03-01"}, span(None, MARCH - 1)),
        (DAY, {"at_least": "0001-01-01", "at_most": "9999-12-31"}, span(1, LAST.toordinal())),
        (DAY, {"less_than": "0001-01-02"}, span(None, 1)),
        (DAY, {"more_than": "9999-12-30"}, span(LAST.toordinal(), None)),
    ],
)
def test_what_a_case_says_of_a_fact_is_read(asked: Fact, raw: object, known: Known) -> None:
    assert read_known(asked, raw) == known


def test_whose_finding_it_is_and_what_it_rests_on_is_kept() -> None:
    known = read_known(NEGLIGENT, {"value": True, "by": "纪委", "basis": "函"})
    assert (known.by, known.basis) == ("纪委", "函")
    assert read_known(NEGLIGENT, {"value": True, "by": "纪委"}).basis is None


@pytest.mark.parametrize(
    ("asked", "raw", "told"),
    [
        (NEGLIGENT, 1, [("wrong_type", "", {"expected": "expected.boolean"})]),
        (NEGLIGENT, {"one_of": [True]}, [("unknown_key", "", {"key": "one_of"})]),
        (FIELD, "health", [("needs_list", "", {"list": "[\"health\"]"})]),
        (FIELD, "health、trade", [("needs_list", "", {"list": '["health", "trade"]'})]),
        (FIELD, "health、x", [("wrong_type", "", {"expected": "expected.list"})]),
        (FIELD, " ", [("wrong_type", "", {"expected": "expected.list"})]),
        (FILING, {"one_of": "none"}, [("needs_list", "", {"list": "[\"none\"]"})]),
        (FILING, {"valu": "none"}, [("unknown_key", "", {"key": "valu", "near": "value"})]),
        (FILING, {"value": "none", "bsis": "x"}, [("unknown_key", "", {"near": "basis"}), ("no_value", "", {})]),
        (FILING, {"value": "none", "by": 3}, [("wrong_type", "by", {"expected": "expected.string"})]),
        (FILING, {"value": "none", "basis": []}, [("wrong_type", "basis", {"expected": "expected.string"})]),
        (FILING, {"by": "x"}, [("no_value", "", {"keys": "one_of, value"})]),
        (FILING, {"value": "none", "one_of": ["none"]}, [("no_value", "", {"keys": "one_of, value"})]),
        (FILING, {"one_of": []}, [("empty_span", "", {})]),
        (FILING, {"one_of": ["pending"]}, [("empty_span", "", {})]),
        (FILING, "x", [("bad_choice", "", {"value": "x"})]),
        (FILING, True, [("bad_choice", "", {"value": "true"})]),
        (FILING, {"one_of": ["x", "none", "y"]}, [("bad_choice", "", {"value": v}) for v in "xy"]),
        (EFFECT, {"at_least": "much", "at_most": "some"}, [("empty_span", "", {})]),
        (FIELD, {"includes": ["trade", "health", "roads"], "excludes": ["health", "trade"]},
         [("in_and_out", "", {"members": "health, trade"})]),
        (LOSS, True, [("bad_amount", "", {"value": "true"})]),
        (LOSS, {"at_least": 9, "at_most": 5}, [("empty_span", "", {})]),
        (LOSS, {"more_than": 5, "less_than": "5.01"}, [("empty_span", "", {})]),
        (LOSS, {"less_than": 0}, [("empty_span", "", {})]),
        (DAY, "2024-02-30", [("bad_date", "", {"value": "2024-02-30"})]),
        (DAY, {"more_than": "9999-12-31"}, [("empty_span", "", {})]),
        (DAY, {"less_than": "0001-01-01"}, [("empty_span", "", {})]),
    ],
)  # fmt: skip
def test_what_it_cannot_say_is_told(
    asked: Fact, raw: object, told: list[tuple[str, str, dict[str, str]]]
) -> None:
    with pytest.raises(InputError) as raised:
        read_known(asked, raw)
    problems = raised.value.problems
    assert [(p.code, p.place) for p in problems] == [(code, place) for code, place, _ in told]
    for problem, (_, _, some) in zip(problems, told, strict=True):
        assert {name: problem.values[name] for name in some} == some


@pytest.mark.parametrize(
    ("asked", "known", "single"),
    [
        (NEGLIGENT, values(True), True),
        (NEGLIGENT, values(True, False), None),
        (NEGLIGENT, Known(), None),
        (FIELD, Known(includes=HEALTH, excludes=ALL_FIELDS - HEALTH), HEALTH),
        (FIELD, Known(excludes=ALL_FIELDS), frozenset()),
        (FIELD, Known(includes=HEALTH, excludes=TRADE), None),
        (LOSS, span(500, 500), 500),
        (LOSS, span(0, 0), 0),
        (LOSS, span(0, 500), None),
        (LOSS, span(500, None), None),
        (LOSS, span(None, 500), None),
        (LOSS, Known(), None),
    ],
)
def test_one_value_that_is_left_is_the_value(asked: Fact, known: Known, single: Value | None) -> None:
    found = known.single(asked)
    assert found == single and type(found) is type(single)


@pytest.mark.parametrize(
    ("asked", "known", "allowed", "refused"),
    [
        (NEGLIGENT, values(True), [True], [False]),
        (FILING, values("none", "after"), ["none", "after"], ["before"]),
        (FIELD, Known(includes=HEALTH, excludes=TRADE), [HEALTH, HEALTH | {"roads"}],
         [frozenset(), TRADE, HEALTH | TRADE, frozenset(["roads"])]),
        (LOSS, span(5, 9), [5, 7, 9], [4, 10]),
        (LOSS, Known(), [0, 10**18], []),
    ],
)  # fmt: skip
def test_what_is_known_allows_what_agrees_with_it(
    asked: Fact, known: Known, allowed: list[Value], refused: list[Value]
) -> None:
    assert [known.allows(asked, value) for value in allowed] == [True] * len(allowed)
    assert [known.allows(asked, value) for value in refused] == [False] * len(refused)


@pytest.mark.parametrize(
    ("asked", "value"),
    [(NEGLIGENT, False), (FILING, "none"), (EFFECT, "most"), (FIELD, HEALTH), (LOSS, 0), (DAY, MARCH)],
)
def test_full_knowledge_is_of_that_value_alone(asked: Fact, value: Value) -> None:
    known = exactly(asked, value)
    assert known.single(asked) == value and known.allows(asked, value)
    assert known == read_known(asked, told(asked, value))


def told(asked: Fact, value: Value) -> object:
    """The value as a case file has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if asked.type == "amount":
        return f"{value}.00"
    return datetime.date.fromordinal(MARCH) if asked.type == "date" else value


def test_what_was_looked_for_and_not_found_is_no_none_or_the_empty_set() -> None:
    assert [absent_value(asked) for asked in (NEGLIGENT, EFFECT, FIELD)] == [False, "none", frozenset()]


def test_nothing_is_known_without_being_told() -> None:
    known = Known()
    assert known.span == ANYWHERE and not known.checked
