"""Numbers in Chinese texts, in digits and in characters, and on which side their words put them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rongcuo_workshop.numerals import in_characters, numerals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五", "5"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("两千三百", "2300"),
        ("五十万", "500000"),
        ("一百二十万", "1200000"),
        ("三亿五千万", "350000000"),
        ("一万亿", "1000000000000"),
        ("一点五", "1.5"),
        ("二点五亿", "250000000"),
        ("二〇二四", "2024"),
        ("二零一七", "2017"),
        ("伍拾", "50"),
    ],
)
def test_a_number_in_characters_is_read(text: str, value: str) -> None:
    assert in_characters(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("损失50万元", ["500000"]),
        ("损失1.5亿元", ["150000000"]),
        ("损失５０万元", ["500000"]),
        ("损失1,200,000元", ["1200000"]),
        ("3千元", ["3000"]),
        ("自2024年3月1日起", ["2024", "3", "1"]),
        ("二〇二四年三月一日", ["2024", "3", "1"]),
        ("十个工作日内报告两次", ["10", "2"]),
        ("没有数字", []),
    ],
)
def test_every_number_of_a_text_is_found(text: str, values: list[str]) -> None:
    assert [numeral.value for numeral in numerals(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "above", "up"),
    [
        ("五十万元以上", True, True),
        ("五十万元及以上", True, True),
        ("五十万元以上（不含本数）", False, True),
        ("不少于五十万元", True, True),
        ("不低于50万元", True, True),
        ("至少两项", True, True),
        ("五十万元以下", False, False),
        ("三日内", False, False),
        ("十个工作日以内", False, False),
        ("10个工作日内", False, False),
        ("三十天之内", False, False),
        ("不超过三日", False, False),
        ("至多两次", False, False),
        ("不满五十万元", True, False),
        ("不足五十万元", True, False),
        ("未满五十万元", True, False),
        ("低于五十万元", True, False),
        ("超过五十万元", False, True),
        ("超过了五十万元", False, True),
        ("高于五十万元", False, True),
        ("三日以外", False, True),
        ("五十万元", None, False),
    ],
)
def test_a_word_puts_the_number_itself_on_one_side(text: str, above: bool | None, up: bool) -> None:
    numeral = numerals(text)[0]
    assert (numeral.above, numeral.up) == (above, up)
