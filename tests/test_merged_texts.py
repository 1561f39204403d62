"""Where several texts may rule, nothing is told as sure that one of them alone says."""

from __future__ import annotations

import pytest
from attrs import evolve

from rongcuo.facts.text import Text
from rongcuo.ruling.merging import merged
from rongcuo.ruling.result import AccusationState, Note, Possible, Ruling, Unseen

SAYS = (Text("旧", "old"),), (Text("新", "new"),)


def ruling(**told: object) -> Ruling:
    answer = (Possible(verdict="not_due"),)
    return Ruling(region="a", question="clarification", verdict="not_due", possible=answer, **told)  # type: ignore[arg-type]


def tolerated(*tiers: str, **told: object) -> Ruling:
    possible = Possible(verdict="tolerated", tiers=tiers, **told)  # type: ignore[arg-type]
    return Ruling(region="a", question="tolerance", verdict="tolerated", possible=(possible,))


def both(old: Ruling, new: Ruling) -> Ruling:
    return merged([(SAYS[0], [old]), (SAYS[1], [new])])


def test_what_is_unseen_of_one_text_is_unseen_of_the_whole() -> None:
    unseen = Unseen(seen="report", missing=None, could_turn={"not_due": ("clear",)})
    found = both(ruling(unseen={"trigger": unseen}), ruling())
    assert found.unseen["trigger"].could_turn == {"not_due": ("clear",)}


def test_an_accusation_on_which_the_texts_differ_is_open() -> None:
    states = AccusationState(state="not_met", clauses=("a:A1",)), AccusationState(state="met", needs=("x",))
    found = both(*(ruling(accusation=state) for state in states)).accusation
    assert found == AccusationState(state="open", clauses=("a:A1",), needs=("x",))
    same = both(*(ruling(accusation=states[1]) for _ in range(2))).accusation
    assert same == states[1]


@pytest.mark.parametrize("order", [1, -1])
def test_an_accusation_is_raised_where_a_case_tells_what_any_of_the_texts_asks(order: int) -> None:
    silent, raised = AccusationState(state="no_rule"), AccusationState(state="open", raised=True)
    found = both(*(ruling(accusation=state) for state in (silent, raised)[::order])).accusation
    assert found == AccusationState(state="open", raised=True)


def test_a_decider_and_a_procedure_of_one_text_alone_are_not_told() -> None:
    found = both(ruling(deciders=("a:D1",), procedure=("a:S1",)), ruling(deciders=("a:D2",)))
    assert (found.deciders, found.procedure) == ((), ())


def test_what_is_told_of_every_text_is_told_in_the_order_of_the_last() -> None:
    notes = [Note(key=f"note.{name}") for name in "abc"]
    told = (notes[1], notes[0]), (notes[0], notes[1], notes[2]), (notes[2], notes[1], notes[0])
    ways = [
        ((Text(name, name),), [ruling(notes=of_text)]) for name, of_text in zip("一二三", told, strict=True)
    ]
    assert merged(ways).notes == (notes[1], notes[0])


def test_what_a_tier_is_about_alone_in_every_text_stays_so() -> None:
    limited = tolerated("exempt", "lighter", about={"exempt": ("accountability",)})
    other = tolerated("exempt", about={"exempt": ("discipline",)})
    (possible,) = both(limited, other).possible
    assert (possible.tiers, possible.about) == (
        ("exempt", "lighter"),
        {"exempt": ("accountability", "discipline")},
    )
    (possible,) = both(limited, tolerated("exempt")).possible
    assert possible.about == {}


@pytest.mark.parametrize(
    "other",
    [
        tolerated(),
        evolve(tolerated(), possible=(Possible(verdict="tolerated"),)),
        tolerated("mitigated", about={"mitigated": ("accountability",)}),
        tolerated("mitigated", tiers_open=True),
        tolerated("mitigated", behind=("mitigated",)),
        evolve(tolerated("exempt"), possible=(Possible(verdict="unaddressed"),)),
    ],
    ids=[
        "no tier",
        "none told",
        "about something alone",
        "tiers that are open",
        "behind a gate",
        "unaddressed",
    ],
)
def test_texts_of_which_neither_can_be_called_the_milder_both_stay(other: Ruling) -> None:
    one = tolerated("exempt")
    for texts in ([other, one], [one, other]):
        ways = merged([(SAYS[0], texts)]).by_text
        assert [way.possible for way in ways] == [of_text.possible for of_text in texts]


def test_what_has_to_hold_together_is_one_condition() -> None:
    two = (Text("施行的是甲", "in force: a"), Text("施行的是乙", "in force: b"))
    ways = merged([(two, [of("unmet")]), (SAYS[0], [of("refused")])]).by_text
    assert ways[0].says == Text("施行的是甲，且施行的是乙", "in force: a, and in force: b")


def of(verdict: str) -> Ruling:
    return evolve(ruling(), verdict=verdict, possible=(Possible(verdict=verdict),))


@pytest.mark.parametrize(
    ("mild", "severe"),
    [
        (tolerated("exempt", "mitigated"), tolerated("mitigated", "lighter")),
        (tolerated("exempt"), of("unmet")),
        (tolerated(), of("not_covered")),
        (of("unmet"), of("refused")),
        (of("not_covered"), of("refused")),
    ],
)
def test_of_texts_that_compare_the_milder_alone_counts(mild: Ruling, severe: Ruling) -> None:
    for texts in ([mild, severe], [severe, mild]):
        assert evolve(merged([(SAYS[0], texts)]), notes=()) == mild


@pytest.mark.parametrize(
    "alike",
    [(of("unmet"), of("not_covered")), (tolerated("exempt", "mitigated"), tolerated("exempt", "lighter"))],
)
def test_of_texts_that_are_as_mild_the_first_counts(alike: tuple[Ruling, Ruling]) -> None:
    for texts in (alike, alike[::-1]):
        assert evolve(merged([(SAYS[0], texts)]), notes=()) == texts[0]
