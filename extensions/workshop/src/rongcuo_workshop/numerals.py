"""Numerals: the numbers in a Chinese text, in digits or in characters, and the words about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from attrs import evolve, frozen

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8}

_SIGNS = "".join([*DIGITS, *TENS])
_NUMBER = re.compile(
    rf"(?P<digits>[0-9０-９]+(?:[,，][0-9]{{3}})*(?:[.．][0-9]+)?)(?P<tens>[十百千]?)(?P<large>[万亿]*)"
    rf"|(?P<signs>[{_SIGNS}][{_SIGNS}万亿点]*)"
)
#: Between a number and what is said of it.
_UNIT = r"(?:周岁|个|余)?(?:工作日|自然日|元|日|天|月|年|项|条|人|次|种|类|户|名|%|％|小时)?(?:人民币)?"
_DAYS = re.compile(r"[个余]?(?:(?P<working>工作日)|自然日|[日天])")
#: The words that put the number itself with what is above it, and those that put it with what is below.
_WITH_ABOVE_BEHIND, _WITH_BELOW_BEHIND = r"及?以上", r"及?以下|以内|之内|以外|之外|内"
_WITH_ABOVE_BEFORE = r"不少于|不低于|不小于|至少|最少|不满|未满|不足|不到|低于|少于|小于|未达到?"
_WITH_BELOW_BEFORE = r"不超过|不高于|不多于|不大于|至多|最多|超过|高于|多于|大于"
_UP = re.compile(r"以上|以外|之外|(?<!不)(?:超过|高于|多于|大于)|不少于|不低于|不小于|至少|最少")
_WITHOUT = r"[（(](?:不含|不包括)(?:本数|本级)?[）)]"


@frozen
class Numeral:
    """A number as a text tells it.

    `word` is what is said of it; `above` whether the number itself belongs with what is above it,
    None where no word says; `up` whether the word speaks of what is above; `days` whether it counts days, and
    `working` whether they are working days.
    """

    value: Decimal
    word: str = ""
    above: bool | None = None
    up: bool = False
    days: bool = False
    working: bool = False


def numerals(text: str) -> list[Numeral]:
    """Every number in a Chinese text."""
    numbers = []
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is not None:
            numeral = _with_word(value, text[: match.start()], text[match.end() :])
            days = _DAYS.match(text, match.end()) if not text[: match.start()].endswith("月") else None
            working = days is not None and days["working"] is not None
            numbers.append(evolve(numeral, days=days is not None, working=working))
    return numbers


def levels(text: str, name: str, names: Iterable[str]) -> list[Numeral]:
    """Where a text names a level, each with what is said of it; `names` are those of every level of the scale.

    A longer name goes before one that is part of it.  As a number each stands for 0.
    """
    longest_first = sorted({name, *names}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return [
        _with_word(Decimal(0), text[: match.start()], text[match.end() :])
        for match in pattern.finditer(text)
        if match[0] == name
    ]


def _value(match: re.Match[str]) -> Decimal | None:
    if match["digits"] is None:
        return in_characters(match["signs"])
    narrow = match["digits"].translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    value = Decimal(narrow.replace(",", "").replace("，", "")) * TENS.get(match["tens"], 1)
    for sign in match["large"]:
        value *= LARGE[sign]
    return value


def in_characters(signs: str) -> Decimal | None:
    """A number written in Chinese characters, such as 一百二十万 or 二〇二四; None where it is none."""
    whole, point, fraction = signs.partition("点")
    if point:
        rest = re.match(rf"([{''.join(DIGITS)}]+)([万亿]*)$", fraction)
        if rest is None:
            return None
        value = Decimal(str(in_characters(whole) or 0))
        value += Decimal("0." + "".join(str(DIGITS[sign]) for sign in rest[1]))
        for sign in rest[2]:
            value *= LARGE[sign]
        return value
    if len(whole) > 1 and all(sign in DIGITS for sign in whole):
        return Decimal("".join(str(DIGITS[sign]) for sign in whole))
    total = section = 0
    number: int | None = None
    for sign in whole:
        if sign in DIGITS:
            number = DIGITS[sign]
        elif sign in TENS:
            section += (1 if number is None else number) * TENS[sign]
            number = None
        else:
            section += number or 0
            number = None
            if sign == "亿":
                total = (total + section) * LARGE[sign]
            else:
                total += section * LARGE[sign]
            section = 0
    return Decimal(total + section + (number or 0))


def _with_word(value: Decimal, before: str, behind: str) -> Numeral:
    said = re.match(rf"{_UNIT}({_WITH_ABOVE_BEHIND}|{_WITH_BELOW_BEHIND})({_WITHOUT})?", behind)
    if said is not None:
        above = re.fullmatch(_WITH_ABOVE_BEHIND, said[1]) is not None
        # "above, the number itself not included"
        return Numeral(value, said[1] + (said[2] or ""), above != bool(said[2]), bool(_UP.search(said[1])))
    for words, above in ((_WITH_BELOW_BEFORE, False), (_WITH_ABOVE_BEFORE, True)):
        said = re.search(rf"({words})[了于约]?$", before)
        if said is not None:
            word = _longest(said[1], before)
            above = re.fullmatch(_WITH_ABOVE_BEFORE, word) is not None
            return Numeral(value, word, above, bool(_UP.fullmatch(word)))
    return Numeral(value)


def _longest(word: str, before: str) -> str:
    """The whole word, of which a shorter one was found: 不超过 for 超过, 不低于 for 低于."""
    whole = "不" + word
    known = f"{_WITH_ABOVE_BEFORE}|{_WITH_BELOW_BEFORE}"
    return whole if before.endswith(whole) and re.fullmatch(known, whole) else word
