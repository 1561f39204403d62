"""Numerals: a number in one of the forms that word processors print."""

from __future__ import annotations

import re

_ONES, _TENS = "零一二三四五六七八九", ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def written(number: int, form: str) -> str:
    """A number in the form that a list's level asks for; in digits where the form isn't known."""
    if form.startswith(("chinese", "japanese", "taiwanese", "ideographDigital", "ideographLegal")):
        return in_chinese(number)
    if form == "ideographTraditional" and 1 <= number <= len(_STEMS):
        return _STEMS[number - 1]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and number:
        letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and number < 4000:
        signs = ""
        for worth, sign in _ROMAN:
            signs += sign * (number // worth)
            number %= worth
        return signs if form == "lowerRoman" else signs.upper()
    return str(number)


def in_chinese(number: int) -> str:
    """A number below ten thousand in Chinese characters, such as 十二 or 一百零三; others in digits."""
    if not 0 <= number < 10_000:
        return str(number)
    signs = ""
    digits = [int(digit) for digit in str(number)]
    for index, digit in enumerate(digits):
        if digit:
            gap = index and not digits[index - 1]
            signs += ("零" if gap else "") + _ONES[digit] + _TENS[len(digits) - 1 - index]
    return re.sub("^一十", "十", signs) or _ONES[0]
