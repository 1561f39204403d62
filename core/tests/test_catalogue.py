"""The catalogue: every text once, in both languages, with the same values to fill in."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest

from rongcuo.catalogue import MESSAGES, answers, help, pages, problems, procedures, screen
from rongcuo.facts.problems import _LISTS, Problem
from rongcuo.facts.text import Language, Text
from rongcuo_analysis import catalogue as analysing
from rongcuo_documents import catalogue as documents
from rongcuo_interview import catalogue as asking
from rongcuo_registry import catalogue as keeping
from rongcuo_registry import sayings as registry
from rongcuo_web import catalogue as serving
from rongcuo_workshop import catalogue as authoring

ROOMS = (
    analysing, answers, pages, asking, authoring, documents, help, keeping, problems, procedures, registry, screen,
    serving,
)  # fmt: skip


def test_no_key_stands_in_two_rooms() -> None:
    keys = Counter(key for room in ROOMS for key in room.MESSAGES)
    assert [key for key, count in keys.items() if count > 1] == []
    assert keys.keys() == MESSAGES.keys()


def filled(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_fill_in_the_same_values() -> None:
    apart = [key for key, (zh, en) in MESSAGES.items() if filled(zh) != filled(en)]
    # English takes the day as it is written, and counts those that aren't named
    assert apart == ["readback.day", "screen.and_others", "screen.and_clauses", "screen.and_regions"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("empty", ["", Text("", "")], ids=["a string", "a text"])
def test_no_message_has_a_gap_where_a_list_is_empty(language: Language, empty: object) -> None:
    told = {key: filled(en) for key, (_, en) in MESSAGES.items() if key.startswith("problem.")}
    for key, names in told.items():
        values = {name: empty if name in _LISTS else "x" for name in names if name != "expected"}
        if "expected" in names or empty not in values.values():
            continue
        message = Problem(key.removeprefix("problem."), values).message(language)
        gap = re.search(
            r"[(（：:]\s*([)）；;，,]|$)|  |(of|by|see|take|plugins) (and|away|all|[;,)])", message
        )
        assert gap is None, message
