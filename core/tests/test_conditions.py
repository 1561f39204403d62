"""The condition language: what each form means, and what each mistake is told."""

from __future__ import annotations

import pytest

from rongcuo.facts.conditions import (
    ALWAYS,
    LONGEST,
    NEVER,
    All,
    Atom,
    Expr,
    Names,
    Not,
    Some,
    Span,
    atoms,
    names,
    parse,
    yes,
)
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Choice, Fact

WORDS = Text("文字", "words")


def fact(name: str, kind: str, *values: str, unknown: str | None = None) -> Fact:
    choices = tuple(Choice(value, value, value) for value in values)
    return Fact(
        id=f"demo:{name}",
        group="scene",
        type=kind,  # type: ignore[arg-type]
        label=WORDS,
        ask=WORDS,
        choices=choices,
        unknown=unknown,
    )


FACTS = {
    "negligent": fact("negligent", "yes_no"),
    "filing": fact("filing", "choice", "none", "before", "after", "pending", unknown="pending"),
    "effect": fact("effect", "level", "none", "some", "serious"),
    "field": fact("field", "set", "health", "trade"),
    "loss": fact("loss", "amount"),
    "handled_on": fact("handled_on", "date"),
    "days": fact("days", "period"),
}
OTHERS: dict[str, Expr] = {"five_fields": yes("demo:negligent"), "T1": NEVER}
SCOPE = Names(FACTS.get, OTHERS.get, lambda: [*FACTS, *OTHERS])


def one_of(name: str, *values: str) -> Atom:
    return Atom(f"demo:{name}", frozenset(values))


NEGLIGENT = yes("demo:negligent")
BEFORE = one_of("filing", "before")
HEALTH = Atom("demo:field", frozenset([True]), "health")
TRADE = Atom("demo:field", frozenset([True]), "trade")
MARCH = 738_946  # 1 March 2024


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("true", ALWAYS),
        ("negligent", NEGLIGENT),
        ("  negligent ", NEGLIGENT),
        ("not negligent", Not(NEGLIGENT)),
        ("negligent and filing == 'before'", All((NEGLIGENT, BEFORE))),
        ("negligent or filing == 'before'", Some((NEGLIGENT, BEFORE))),
        ("not negligent and true or T1", Some((All((Not(NEGLIGENT), ALWAYS)), NEVER))),
        ("not (negligent or true)", Not(Some((NEGLIGENT, ALWAYS)))),
        ("filing != 'before'", Not(BEFORE)),
        ("filing in ('none', 'after')", one_of("filing", "none", "after")),
        ("filing in ['none']", one_of("filing", "none")),
        ("filing not in ('none', 'after')", Not(one_of("filing", "none", "after"))),
        ("effect >= 'some'", one_of("effect", "some", "serious")),
        ("effect > 'some'", one_of("effect", "serious")),
        ("effect <= 'some'", one_of("effect", "none", "some")),
        ("effect < 'none'", one_of("effect")),
        ("effect == 'some'", one_of("effect", "some")),
        ("field", Some((HEALTH, TRADE))),
        ("'health' in field", HEALTH),
        ("'health' not in field", Not(HEALTH)),
        ("loss >= 5000", Atom("demo:loss", Span(500_000, None))),
        ("loss > 5000", Atom("demo:loss", Span(500_001, None))),
        ("loss <= '0.50'", Atom("demo:loss", Span(None, 50))),
        ("loss < '0.50'", Atom("demo:loss", Span(None, 49))),
        ("loss == 0", Atom("demo:loss", Span(0, 0))),
        ("loss != 0", Not(Atom("demo:loss", Span(0, 0)))),
        ("handled_on >= '2024-03-01'", Atom("demo:handled_on", Span(MARCH, None))),
        ("days <= 3", Atom("demo:days", Span(None, 3))),
        ("days > 3", Atom("demo:days", Span(4, None))),
        ("days < 3", Atom("demo:days", Span(None, 2))),
        ("five_fields", NEGLIGENT),
        ("not T1", Not(NEVER)),
    ],
)
def test_a_condition_means_what_it_says(text: str, meaning: Expr) -> None:
    assert parse(text, SCOPE) == meaning


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("neglgent", "unknown_name", 1),
        ("true and neglgent", "unknown_name", 10),
        ("  neglgent", "unknown_name", 3),
        ("        neglgent", "unknown_name", 9),
        ("negligent or '健康' in field", "bad_choice", 14),
        ("(negligent\n or neglgent)", "unknown_name", 16),
        ("filing", "needs_comparison", 1),
        ("loss", "needs_comparison", 1),
        ("True", "form_in_condition", 1),
        ("1", "form_in_condition", 1),
        ("loss + 1 > 2", "fact_on_the_left", 1),
        ("5000 < loss", "fact_on_the_left", 1),
        ("loss > 1 + 1", "literal_on_the_right", 8),
        ("loss > -1", "literal_on_the_right", 8),
        ("loss > days", "literal_on_the_right", 8),
        ("loss > 0.5", "bad_amount", 8),
        ("loss > '1,000x'", "bad_amount", 8),
        ("loss > true", "literal_on_the_right", 8),
        ("0 < loss < 5", "chained_comparison", 1),
        ("open('x')", "call_in_condition", 1),
        ("negligent, true", "comma_in_condition", 1),
        ("negligent.real", "form_in_condition", 1),
        ("field['health']", "form_in_condition", 1),
        ("negligent if true else true", "form_in_condition", 1),
        ("lambda: true", "form_in_condition", 1),
        ("f'{negligent}'", "form_in_condition", 1),
        ("negligent == true", "compare_yes_no", 1),
        ("field == 'health'", "compare_set", 1),
        ("filing > 'none'", "no_order", 1),
        ("filing == 'befor'", "bad_choice", 11),
        ("filing == 'pending'", "compares_unknown", 11),
        ("filing in negligent", "in_needs_choices", 1),
        ("'none' in filing", "in_needs_set", 11),
        ("negligent in ('a', 'b')", "in_needs_choices", 1),
        ("handled_on > '2024-02-30'", "bad_date", 14),
        ("handled_on > 20240301", "bad_date", 14),
        ("days > '3'", "bad_days", 8),
        ("days > 3.5", "bad_days", 8),
        ("loss in (1, 2)", "in_needs_choices", 1),
        ("effect is 'none'", "form_in_condition", 1),
        ("loss is 5", "form_in_condition", 1),
        ("T1 == 'none'", "name_not_compared", 1),
        ("negligent （true）", "wide_sign", 11),
        ("filing == ‘before’", "wide_sign", 11),
        ("negligent and)", "bad_condition", 14),
        ("  negligent and)", "bad_condition", 16),
        ("(negligent\nand))", "bad_condition", 16),
        ("negligent and", "bad_condition", 14),
        ("negligent and  ", "bad_condition", 14),
        ("  ", "bad_condition", 1),
        ("'健康' in neglgent", "unknown_name", 9),
        ("('\u2028健康'\r\n in neglgent)", "unknown_name", 13),
    ],
)
def test_a_mistake_is_told_with_its_column(text: str, code: str, column: int) -> None:
    with pytest.raises(InputError) as raised:
        parse(text, SCOPE)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == (code, f"column {column}")


def test_a_misspelt_name_or_choice_is_told_the_nearest() -> None:
    for text, near in (
        ("neglgent", "negligent"),
        ("five_feilds", "five_fields"),
        ("filing == 'befor'", "before"),
    ):
        with pytest.raises(InputError) as raised:
            parse(text, SCOPE)
        assert raised.value.problems[0].values["near"] == near


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "negligent and",
        "negligent and " * 400 + "true",
        "(" * 300 + "true" + ")" * 300,
        "\0",
        "\ud800",
    ],
)
def test_what_is_empty_broken_too_long_or_too_deep_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError):
        parse(text, SCOPE)


def test_the_names_of_a_condition_are_its_facts_in_order_of_appearance() -> None:
    expr = parse("days > 3 or not (filing == 'none' and days < 9) or five_fields", SCOPE)
    assert [atom.name for atom in atoms(expr)] == ["demo:days", "demo:filing", "demo:days", "demo:negligent"]
    assert names(expr) == {"demo:days", "demo:filing", "demo:negligent"}


def test_a_condition_of_the_greatest_length_is_read_and_no_longer_one() -> None:
    assert parse("true".rjust(LONGEST), SCOPE) == ALWAYS
    with pytest.raises(InputError) as raised:
        parse("true".rjust(LONGEST + 1), SCOPE)
    assert raised.value.problems[0].values == {"most": 2_000}


@pytest.mark.parametrize("sign", ["[{}]", "effect is {}"])
def test_a_form_that_is_long_is_told_as_cut(sign: str) -> None:
    with pytest.raises(InputError) as raised:
        parse(sign.format("'" + "x" * 60 + "'"), SCOPE)
    assert "…`" in str(raised.value)


def test_one_of_some_is_enough_unless_more_are_asked_for() -> None:
    assert Some((NEGLIGENT, BEFORE)) == Some((NEGLIGENT, BEFORE), 1)


def test_a_span_holds_its_ends() -> None:
    assert 5 in Span(5, 5) and 4 not in Span(5, None) and 6 not in Span(None, 5)
    assert 10**20 in Span(0, None) and -1 in Span(None, 0) and 0 in Span()
