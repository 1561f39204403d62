"""等: what a clause that ends in it may still reach, where its list was searched in vain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .made import matter, ruled, text
from .policytext import clause, listing, term

OTHER = {"field": ["education"], "trying_first": False, "reform_work": False, "exploratory_work": False}
NEVER_SO = {"sudden_event": True, "inquiries_made": False}


def note(folder: Path, *parts: tuple[str, str]) -> list[str]:
    """The clauses that are noted to end in 等, of a matter that none of the situations covers."""
    here = text(folder, "mock", listing("situation", seen="complete"), *parts)
    found = ruled(here, matter({**OTHER, **NEVER_SO}, "mock"))
    assert found.answer == "not_covered"
    return [name for told in found.notes if told.key == "note.open_ended" for name in told.values["names"]]


@pytest.mark.parametrize(
    ("when", "more", "reaches"),
    [
        pytest.param("'trade' in field", {}, True, id="another entry of a set"),
        pytest.param("trying_first or reform_work", {}, True, id="another of two kinds"),
        pytest.param("trying_first", {}, True, id="another kind"),
        pytest.param("trying_first and reform_work", {}, True, id="another kind in each place"),
        pytest.param("trying_first or inquiries_made", {}, True, id="another kind beside another test"),
        pytest.param(
            "(trying_first or reform_work) and exploratory_work", {}, False, id="but not of the rest"
        ),
        pytest.param("'trade' in field and exploratory_work", {}, False, id="nor beside an entry of a set"),
        pytest.param(
            "(exploratory_work and ('trade' in field)) or reform_work", {}, True, id="all of one list"
        ),
        pytest.param("trying_first and inquiries_made", {}, False, id="what is asked beside the kind stays"),
        pytest.param("not sudden_event", {}, False, id="what is excluded stays so"),
        pytest.param("trying_first and not sudden_event", {}, False, id="beside a kind as well"),
        pytest.param("two_of_them", {}, False, id="what is counted stays so"),
        pytest.param("two_of_them and trying_first", {}, False, id="beside a kind too"),
        pytest.param("inquiries_made", {}, False, id="no kind of matter"),
        pytest.param("trying_first", {"requires": "inquiries_made"}, False, id="what it requires stays"),
        pytest.param("trying_first", {"requires": "collective_decision"}, True, id="what it requires may be"),
        pytest.param(
            "trying_first and reform_work",
            {"requires": "collective_decision"},
            True,
            id="and beside kinds in each place",
        ),
    ],
)
def test_the_like_of_a_list_is_what_its_other_conditions_leave(
    tmp_path: Path, when: str, more: dict[str, Any], reaches: bool
) -> None:
    two = term("two_of_them", at_least=2, of=["trying_first", "reform_work", "exploratory_work"])
    found = note(tmp_path, clause("situation", "T1", when=when, open_ended=True, **more), two)
    assert found == (["mock:T1"] if reaches else [])


def test_a_clause_rests_on_every_clause_ending_in_the_like_that_its_conditions_name(tmp_path: Path) -> None:
    found = note(
        tmp_path,
        clause(
            "situation",
            "T1",
            when="some or reform_work",
            requires="reform_work or collective_decision or A1 or A2",
        ),
        clause("situation", "T2", when="exploratory_work", open_ended=True),
        term("some", when="A3 or one_of_them"),
        term("one_of_them", at_least=1, of=["A4"]),
        clause("scope", "A1", when="trying_first", open_ended=True),
        clause("scope", "A2", when="A5", open_ended=True),
        clause("scope", "A3", when="A1 or exploratory_work"),
        *(clause("scope", name, when="reform_work", open_ended=True) for name in ("A4", "A5", "A6")),
    )
    assert sorted(found) == ["mock:A1", "mock:A2", "mock:A4", "mock:A5", "mock:T2"]
