"""What made "at least so many of these" come out as it did: as many reasons as it takes, and no more."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from .made import matter, ruled, text
from .policytext import clause, listing

OF = ("trying_first", "reform_work", "force_majeure", "unforeseeable_cause")


def because(folder: Path, least: int, facts: dict[str, bool]) -> tuple[str, list[str]]:
    """The state of a clause that asks for so many of four facts, and the facts that made it so."""
    words = '{ zh = "若干", en = "some" }'
    terms = "".join(f'[[term]]\nid = "is_{name}"\ntitle = {words}\nwhen = "{name}"\n' for name in OF)
    of = ", ".join(f'"is_{name}"' for name in OF)
    found = text(
        folder,
        "mock",
        listing("situation", seen="complete"),
        listing("red_line", seen="none"),
        clause("situation", "T1", when="enough"),
        ("tolerance", f'{terms}[[term]]\nid = "enough"\ntitle = {words}\nat_least = {least}\nof = [{of}]\n'),
    )
    ruling = ruled(found, matter(facts, "mock"))
    state = next(clause for clause in ruling.clauses if clause.id == "mock:T1")
    return state.state, [reason.fact for reason in state.because]


@pytest.mark.parametrize("least", [1, 2, 3, 4])
@pytest.mark.parametrize("holding", range(5))
def test_the_reasons_told_suffice_alone_and_none_of_them_is_too_many(
    tmp_path: Path, least: int, holding: int
) -> None:
    facts = {name: index < holding for index, name in enumerate(OF)}
    state, told = because(tmp_path, least, facts)
    assert state == ("met" if holding >= least else "not_met")

    def settled(names: tuple[str, ...]) -> bool:
        """Whether these facts alone make it come out so, whatever the others are."""
        others = [name for name in OF if name not in names]
        ways = itertools.product((True, False), repeat=len(others))
        counts = {
            sum({**{name: facts[name] for name in names}, **dict(zip(others, way, strict=True))}.values())
            for way in ways
        }
        return all((count >= least) == (holding >= least) for count in counts)

    assert settled(tuple(told))
    assert not any(settled(tuple(name for name in told if name != one)) for one in told)
