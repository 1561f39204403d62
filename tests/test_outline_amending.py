"""How `rongcuo outline` and `rongcuo beside` read an amending text: what it quotes is of the item that does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rongcuo_workshop.outline.entries import Outline, outline_of
from rongcuo_workshop.outline.lines import Line
from rongcuo_workshop.outline.passages import passages
from rongcuo_workshop.outline.printed import in_chinese

from .scale import scaled
from .test_outline import taken_apart

HEAD = ("甲县人民政府办公室", "关于修改《甲县容错办法》的通知", "决定作如下修改：")
CLOSING = "本通知自2025年7月1日起施行。"
FOOT = ("甲县人民政府办公室", "2025年6月20日")
#: The marks of a quotation: what begins it, what begins each further paragraph, and what ends it.
STYLES = {
    "every paragraph": ("“", "“", "”"),
    "the first alone": ("“", "", "”"),
    "corner marks": ("「", "「", "」"),
    "straight marks": ('"', '"', '"'),
    "straight marks, the first alone": ('"', "", '"'),
}
_CHANGES = ("第{}条修改为", "增加一条，作为第{}条", "第{}条第二款修改为")
_QUOTED = (
    "第五条　{}：", "（一）{}；", "（二）{}。", "1.{}；", "2）{}。", "{}。", "一、{}；", "{}", "{}“{}”的，{}。",
    "“{}”是指{}。", "下列{}，不予容错：", "前款规定不适用于{}。",
)  # fmt: skip
_ITEM = st.tuples(
    st.sampled_from(_CHANGES),
    st.sampled_from(sorted(STYLES)),
    st.lists(st.sampled_from(_QUOTED), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([True] * 5 + [False]),
)
_DELETES = st.sampled_from(("删去第九条。", "第八条第二款中的“丙”修改为“丁”。", "条文顺序作相应调整。"))
Item = tuple[str, str, list[str], bool, bool] | str


def notice(items: list[Item]) -> tuple[list[str], list[set[str]]]:
    """An amending notice of these items, and the signs that are each item's own."""
    sign = iter(range(0x3400, 0x4DBF))

    def filled(text: str, style: str) -> str:
        while "{}" in text:
            text = text.replace("{}", chr(next(sign)), 1)
        opening, _, closing = STYLES[style]
        return text.replace("“", opening).replace("”", closing)

    lines, own = list(HEAD), []
    for number, item in enumerate(items, 1):
        begun = len(lines)
        sign_of_item = f"{in_chinese(number)}、"
        if isinstance(item, str):
            lines.append(sign_of_item + item)
        else:
            change, style, paragraphs, in_line, closed = item
            opening, again, closing = STYLES[style]
            texts = [filled(text, style) for text in paragraphs]
            texts = [(again if at else opening) + text for at, text in enumerate(texts)]
            texts[-1] += closing if closed else ""
            lead = sign_of_item + change.format(in_chinese(number + 2)) + "："
            lines += [lead + texts[0], *texts[1:]] if in_line else [lead, *texts]
        own.append({each for line in lines[begun:] for each in line if "\u3400" <= each <= "\u4dbf"})
    return [*lines, CLOSING, *FOOT], own


def read(lines: list[str]) -> Outline:
    return outline_of([Line(line) for line in lines], wrapped=True)


@settings(deadline=None, max_examples=scaled(100))
@given(st.lists(st.one_of(_ITEM, _DELETES), min_size=1, max_size=5))
@example(
    [
        (_CHANGES[0], "every paragraph", ["下列{}，不予容错：", "（一）{}；", "（二）{}。"], True, True),
        "删去第九条。",
    ]
)
@example(
    [(_CHANGES[0], "every paragraph", ["{}：", "“{}”是指{}。", "（二）{}。"], True, True), "删去第九条。"]
)
@example([(_CHANGES[0], "the first alone", ["{}：", "（一）{}。"], True, False), "删去第九条。"])
@example(["删去第九条。", (_CHANGES[1], "straight marks", ["{}：", "（一）{}。"], False, False)])
def test_what_an_item_quotes_is_its_own_and_no_other_item_is_swallowed(items: list[Item]) -> None:
    lines, own = notice(items)
    made = read(lines)
    of_place = [(entry.locator.zh, entry.text) for entry in made.entries]
    shown = [
        (passage.place.zh, passage.text)
        for passage in passages([Line(line) for line in lines], wrapped=True)
        if passage.place is not None and not passage.heads
    ]
    for told in (of_place, shown):
        for number, signs in enumerate(own, 1):
            text = "".join(text for place, text in told if place.startswith(f"第{in_chinese(number)}部分"))
            assert {sign for sign in text if "\u3400" <= sign <= "\u4dbf"} == signs
            assert text
        assert told[-1] == ("结尾段", CLOSING)
    assert [left.text for left in made.left_out] == [*HEAD, *FOOT]
    assert (made.dates.issued, made.dates.first) == (date(2025, 6, 20), date(2025, 7, 1))
    assert {problem.code for problem in made.problems} <= {
        "outline_amending", "outline_unclosed", "outline_no_stop",
    }  # fmt: skip
    closed = all(isinstance(item, str) or item[-1] for item in items)
    assert closed != ("outline_unclosed" in {problem.code for problem in made.problems})


@pytest.mark.parametrize("last", ["“（二）乙。", "（二）乙。"])
def test_a_quotation_that_is_never_closed_is_told_with_its_place(last: str) -> None:
    made = taken_apart(
        f"甲县关于修改《甲县办法》的决定\n一、第三条修改为：“下列情形：\n{last}\n二、删去第九条。\n"
    )
    assert [entry.locator.zh for entry in made.entries] == ["第一部分", "第二部分"]
    told = {problem.code: problem.message("zh") for problem in made.problems}
    assert told["outline_unclosed"].startswith("第一部分的引号没有配对")
