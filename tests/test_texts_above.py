"""The texts above: a row tells what the whole texts of every level would answer, however that was found out."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from attrs import evolve

from rongcuo import api
from rongcuo.comparing import above
from rongcuo.facts.problems import InputError
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import Case
from rongcuo.ruling import PreparedCase, Ruling, prepare, rule

from .running import everything
from .scale import WHOLE, scaled

ROOT = Path(__file__).parent.parent
#: Rows on a provincial and a national text that are quick to compile.
REGIONS = ("haian", "hongze", "jingjiang")
FILES = [ROOT / "examples" / "yiwu.toml", *sorted(ROOT.glob("plugins/*/src/*/cases/*.toml"))]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


@pytest.fixture(scope="module")
def cases(registry: Registry) -> list[Case]:
    """Shipped cases, of some of which a part is left out, of some everything."""
    rng = Random(8)
    found = []
    for path in rng.sample(FILES, scaled(60) + 3):
        case = api.read(registry, path)
        kept = rng.choice([0.0, 0.5, 1.0])
        found.append(evolve(case, facts={n: k for n, k in case.facts.items() if rng.random() < kept}))
    return found


def rows(registry: Registry, case: Case) -> tuple[PreparedCase, list[Ruling]]:
    known = prepare(case, registry.texts, registry.vocabulary)
    return known, [rule(registry.rows[name], known, "tolerance", brief=True) for name in REGIONS]


@pytest.mark.slow
def test_what_is_told_of_the_texts_above_is_what_the_whole_of_them_answers(
    registry: Registry, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the checks leave may spare the whole, and what was drawn up for the rows serves the texts above."""
    spared = []
    short = above._as_open

    def counted(*given: object) -> bool:
        spared.append(short(*given))  # type: ignore[arg-type]
        return spared[-1]

    for case in cases:
        try:
            known, rulings = rows(registry, case)
        except InputError:
            continue  # what was left out kept the rest from contradicting itself
        monkeypatch.setattr(above, "_as_open", counted)
        quick = above.with_texts_above(registry, known, rulings)
        monkeypatch.setattr(above, "_as_open", lambda *_: False)
        whole = registry.on_every_layer
        again = prepare(case, whole.texts, whole.vocabulary)
        assert quick == above.with_texts_above(registry, again, rulings), case.title
    assert not WHOLE or {True, False} == set(spared)
