"""The shared vocabulary: complete, consistent, and nothing that nobody reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcuo.facts.conditions import names
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError
from rongcuo.facts.structuring import structure
from rongcuo.facts.text import Language, Text, enumerated
from rongcuo.facts.vocabulary import (
    GROUPS,
    SIX_FACTORS,
    Fact,
    amount_in_words,
    parse_amount,
    shared_vocabulary,
    show_yuan,
)
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.policy import impossible, shared_condition
from rongcuo.render.words import Words

PAIR = {"zh": "某事", "en": "something"}
FACTS = list(shared_vocabulary().values())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_says_in_both_languages_what_it_is_and_how_it_is_asked(fact: Fact) -> None:
    assert fact.group in GROUPS
    assert fact.label.zh and fact.label.en
    assert fact.ask.zh.endswith("？") and fact.ask.en.endswith("?")
    assert all(choice.zh and choice.en for choice in fact.choices)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_the_conditions_of_a_fact_can_be_read(fact: Fact) -> None:
    for key in ("only_if", "weighs_for", "weighs_against"):
        assert (shared_condition(fact.id, key) is None) == (getattr(fact, key) is None)


def test_no_two_facts_have_the_same_name() -> None:
    for language in ("zh", "en"):
        labels = [fact.label[language] for fact in FACTS]
        assert len(set(labels)) == len(labels)


def test_every_fact_is_read_by_a_clause_the_sheet_or_the_choice_of_the_question() -> None:
    policies = load(Deployment()).policies.values()
    read = {name for policy in policies for rule in policy.rules for name in rule.reads}
    on_the_sheet = {fact.id for fact in FACTS if fact.group in ("scene", *SIX_FACTORS, "clarification")}
    assert {fact.id for fact in FACTS} - read - on_the_sheet == {"stage"}


def test_adverse_facts_alone_have_an_absent_value() -> None:
    adverse = {fact.id for fact in FACTS if fact.adverse}
    assert len(adverse) == 25
    assert not adverse & {"loss", "negative_effect", "result_short", "rule_departed", "departure_knowing"}
    assert not adverse & {"ordinary_carelessness", "loss_grade", "contract_change", "procedure_flaw"}


def test_a_violation_is_adverse_only_where_somebody_has_to_answer_for_it() -> None:
    assert shared_vocabulary()["violation_found"].adverse_values() == {"violation", "crime"}


def test_what_excludes_each_other_is_told_by_all_of_its_facts() -> None:
    assert [sorted(names(expr)) for expr, _ in impossible()] == [
        ["loss", "remedy"],
        ["loss_grade", "remedy"],
        ["loss", "loss_grade"],
        ["fabricated", "untrue_reason"],
    ]


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"absent": False, "screen": "kitchen"}, "not_one_of", "screen"),
        ({"screen": "finance"}, "fact_needs_absent", "screen"),
        ({"type": "amount", "also_no": ["none"]}, "fact_also_no", "also_no"),
        ({"absent": False, "harm": True}, "fact_harm", "harm"),
        ({"type": "date", "harm": True}, "fact_harm", "harm"),
    ],
)
def test_the_screen_and_the_other_words_of_a_fact_are_checked_when_it_is_read(
    more: dict[str, Any], code: str, place: str
) -> None:
    plainly = {"id": "x", "group": "scene", "type": "yes_no", "label": PAIR, "ask": PAIR}
    assert structure({**plainly, "absent": False, "screen": "finance"}, Fact).asked_on == "finance"
    with pytest.raises(InputError) as raised:
        structure({**plainly, **more}, Fact)
    assert [(problem.code, problem.place) for problem in raised.value.problems] == [(code, place)]


@pytest.mark.parametrize(("fen", "shown"), [(0, "0"), (50, "0.50"), (50_000_000, "500,000"), (105, "1.05")])
def test_an_amount_is_shown_in_yuan(fen: int, shown: str) -> None:
    assert show_yuan(fen) == shown


def test_items_with_the_sign_between_items_are_told_apart_by_a_stronger_one() -> None:
    assert enumerated(["甲", "乙"], "zh") == "甲、乙" and enumerated(["甲、乙"], "zh") == "甲、乙"
    assert enumerated(["甲、乙", "丙"], "zh") == "甲、乙；丙"
    assert enumerated(["a", "b"], "en") == "a, b" and enumerated(["a, b", "c"], "en") == "a, b; c"
    assert enumerated(["1,200", "c"], "en") == "1,200, c"


@pytest.mark.parametrize(
    ("yuan", "zh"),
    [
        (0, "0元"),
        (9_999, "9,999元"),
        (10_000, "1万元"),
        (300_000, "30万元"),
        (300_500, "300,500元"),
        (100_000_000, "1亿元"),
        (120_000_000, "1.2亿元"),
        (123_450_000, "12345万元"),
        (120_000_001, "120,000,001元"),
    ],
)
def test_an_amount_is_told_as_officials_write_it(yuan: int, zh: str) -> None:
    assert amount_in_words(yuan * 100) == Text(zh, f"{yuan:,} yuan")


@given(
    st.integers(0, 10**17 - 1)
    | st.builds(lambda n, zeros: n * 10**zeros, st.integers(0, 9999), st.integers(0, 13))
)
def test_an_amount_that_is_told_is_read_as_what_it_was(fen: int) -> None:
    for told in (amount_in_words(fen).zh, show_yuan(fen)):
        assert parse_amount(told) == fen
    assert ("万" in amount_in_words(fen).zh or "亿" in amount_in_words(fen).zh) == (
        fen > 0 and fen % 10**6 == 0
    )


@pytest.mark.parametrize(("language", "said"), [("zh", "≥ 30万元"), ("en", "≥ 300,000 yuan")])
def test_the_bound_of_an_amount_has_its_unit(language: Language, said: str) -> None:
    words = Words(language, load(Deployment()))
    loss = shared_vocabulary()["loss"]
    assert words.value(loss, read_known(loss, {"at_least": 300_000})) == said


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.note is not None], ids=lambda fact: fact.id)
def test_a_note_names_other_facts_as_they_are_called(fact: Fact) -> None:
    assert fact.note is not None
    for language, quoted in (
        ("zh", re.findall("“([^”]+)”", fact.note.zh)),
        ("en", re.findall("“([^”]+)”", fact.note.en)),
    ):
        assert quoted and {*quoted} <= {other.label[language] for other in FACTS} - {fact.label[language]}


def test_of_the_two_that_were_known_red_lines_read_what_their_notes_say() -> None:
    read = {
        n for text in load(Deployment()).policies.values() for rule in text.of("red_line") for n in rule.reads
    }
    assert "knowing_violation" in read and "departure_knowing" not in read
    assert all(
        shared_vocabulary()[name].note is not None for name in ("knowing_violation", "departure_knowing")
    )
