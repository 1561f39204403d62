"""What `rongcuo test` says of a case that came out otherwise: words for everything, and nothing that isn't so."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.facts.text import say
from rongcuo.policy.cases import Expectation
from rongcuo.ruling import Possible, Ruling
from rongcuo_workshop.testing.expectations import KEYS, Mismatch, mismatches
from rongcuo_workshop.testing.telling import mismatch_line

from .running import LANGUAGES
from .test_testing import TOLERANCE, tiny, told

pytestmark = pytest.mark.once


def test_everything_an_expectation_can_say_has_a_name() -> None:
    for key in KEYS:
        for language in LANGUAGES:
            assert say(language, f"test.key.{key}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tiers_of_another_reading_are_told(language: str) -> None:
    mismatch = Mismatch("reading_tiers", {"tiny:r": {"narrow": ("exempt",)}}, {"tiny:r": {"narrow": ()}})
    line = mismatch_line(mismatch, language)  # type: ignore[arg-type]
    assert "tiny:r=narrow: exempt" in line
    assert line.endswith(("tiny:r=narrow: 无", "tiny:r=narrow: none"))


def test_no_tiers_are_expected_of_a_text_without_any_as_of_one_that_allows_none() -> None:
    for tiers in (None, ()):
        ruling = Ruling(
            region="tiny",
            question="tolerance",
            verdict="tolerated",
            possible=(Possible(verdict="tolerated", tiers=tiers),),
        )
        assert not mismatches(Expectation(verdict="tolerated", tiers=()), ruling)
        assert mismatches(Expectation(verdict="tolerated", tiers=("exempt",)), ruling)


def test_a_plugin_without_tiers_passes_a_case_that_expects_none(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "tiny", tolerance=TOLERANCE.replace('tiers = ["exempt"]', ""))
    case = folder / "cases" / "tolerated.toml"
    case.write_text(case.read_text("utf-8").replace('tiers = ["exempt"]', "tiers = []"), "utf-8")
    assert told(folder).status == 0
