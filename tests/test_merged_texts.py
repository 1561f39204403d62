"""Where several texts may rule, nothing is told as sure that one of them alone says."""

from __future__ import annotations

from rongcuo.facts.text import Text
from rongcuo.ruling.merging import merged
from rongcuo.ruling.result import AccusationState, Possible, Ruling, Unseen

SAYS = (Text("旧", "old"),), (Text("新", "new"),)


def ruling(**told: object) -> Ruling:
    answer = (Possible(verdict="not_due"),)
    return Ruling(region="a", question="clarification", verdict="not_due", possible=answer, **told)  # type: ignore[arg-type]


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


def test_a_decider_and_a_procedure_of_one_text_alone_are_not_told() -> None:
    found = both(ruling(deciders=("a:D1",), procedure=("a:S1",)), ruling(deciders=("a:D2",)))
    assert (found.deciders, found.procedure) == ((), ())
