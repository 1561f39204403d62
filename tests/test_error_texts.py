"""The texts of mistakes: each that is raised has them, each is used, and both languages say the same."""

from __future__ import annotations

import re
import string

import pytest

# their texts are in the catalogue once they are imported
import rongcuo_documents  # noqa: F401
import rongcuo_interview  # noqa: F401
import rongcuo_registry  # noqa: F401
import rongcuo_workshop  # noqa: F401
from rongcuo.catalogue import MESSAGES

from .running import ROOT

pytestmark = pytest.mark.once

SOURCE = "\n".join(
    path.read_text("utf-8")
    for folder in ("core", "extensions")
    for path in (ROOT / folder).rglob("src/**/*.py")
    if path.name != "catalogue.py" and path.parent.name != "catalogue"
)
PROBLEMS = {key.partition(".")[2]: texts for key, texts in MESSAGES.items() if key.startswith("problem.")}
#: Parts that other texts are put together from, and texts whose name is put together.
PARTS = {"at", "near"}
COMPOSED = {"compare_yes_no", "compare_set"}


def test_every_problem_that_is_raised_has_its_texts() -> None:
    raised = set(re.findall(r'(?:\bProblem|\.problem|\.add|\bfail)\(\s*(?:\w+, )?"([a-z_0-9]+)"', SOURCE))
    assert len(raised) > 60
    assert raised <= set(PROBLEMS)


def test_every_text_of_a_problem_is_used() -> None:
    for code in sorted(set(PROBLEMS) - PARTS - COMPOSED):
        named = code.removeprefix("contract_")  # the contract puts its name before its codes
        assert f'"{named}"' in SOURCE or f'"problem.{code}"' in SOURCE, code


def test_both_texts_of_a_problem_have_the_same_blanks() -> None:
    for code, texts in PROBLEMS.items():
        chinese, english = map(blanks, texts)
        assert chinese == english, code


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
