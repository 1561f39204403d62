"""`rongcuo outline` loses nothing: every sign of a document is in a clause, over one, or told as left out.

What is in a clause or over one is written: a comment before the clause has its place and how it begins.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rongcuo_workshop.outline.entries import Outline, outline_of
from rongcuo_workshop.outline.lines import Line, Where
from rongcuo_workshop.outline.printed import in_chinese
from rongcuo_workshop.outline.writing import chapters, planned

from .running import run
from .scale import scaled
from .test_outline import outline

_NUMBERS = st.integers(1, 12)
#: How a line begins, with its number in Chinese and in digits.
_MARKS = (
    "第{0}章 ", "第{0}节", "{0}、", "第{0}条 ", "第{0}条", "第 {0} 条之一　", "第{1}条：", "第{1}条之2 ",
    "第{0}条之{0}、", "第{0}条、", "【第{0}条】", "[第{1}条] ", "〔第{0}条 总则〕", "【第{0}章】", "【{0}】", "〔{1}〕",
    "第〇条 ",    "（{0}）", "({0})、", "{1}.",
    "{1}、", "（{1}）", "{1}）", "{0}是", "A. ", "• ", "——", "①", "⑴", "㈠", "", "", "",
)  # fmt: skip
_ENDS = ("。", "；", "：", ";", "，", "", "。”", "……3")
_BODIES = (
    "{}", "{}，{}", "{}。有下列两种情形之一的，可以容错", "{}。不存在下列情形的，可以容错",
    "予以容错的{}，在以下方面不受影响", "{}：（一）{}；（二）{}", "{}。第三条 {}",
    "{}；一是{}；二是{}", "按照前款第三项{}", "规定的{}", "所列{}，{}；{}", "“{}", "{}”", "第八条修改为：“{}", 
    "将第六条中的“{}”修改为“{}”", "前款所称{}是指{}", "{}不予容错",
    "{}自2025年7月1日起实行", "{}。【第三条】{}", 
    "{}①{}。②{}", "",
)  # fmt: skip
#: Numbers below each other, of familiar kinds and of others; only the last says something in full.
_STEPS = (
    "第{0}条 ", "{0}、", "（{0}）", "{1}.", "（{1}）", "{1}）", "①", "A. ", "{0}是", "• ", "（{0}", "甲、", "a-", "※",
)  # fmt: skip
_WHOLE = (
    "目录", "附件：", "附件1 {}", "甲县{}办法", "- 1 -", "第 3 页", "2025年6月1日", "甲县县委办公室", "抄送：{}",
    "附则", "本通知自2025年7月1日起施行。", "本办法由甲县县委解释。", "同时废止《{}》。",
)  # fmt: skip
_FOUND: tuple[Where, ...] = ("text",) * 12 + (
    "row", "cell", "contents", "aside", "comment", "deleted", "hidden",
)  # fmt: skip
Drawn = tuple[str, int, str, int, str]
_LINE = st.one_of(
    st.tuples(
        st.sampled_from(_MARKS),
        _NUMBERS,
        st.sampled_from(_BODIES),
        st.integers(1, 30),
        st.sampled_from(_ENDS),
    ),
    st.tuples(st.just(""), _NUMBERS, st.sampled_from(_WHOLE), st.just(3), st.just("")),
)
_NESTED = st.tuples(st.lists(st.sampled_from(_STEPS), min_size=2, max_size=5), st.integers(1, 30)).map(
    lambda drawn: [(mark, 1, "{}", drawn[1], "；" if mark == drawn[0][-1] else "") for mark in drawn[0]]
)
_LINES = st.lists(st.one_of(_LINE.map(lambda line: [line]), _NESTED), max_size=14).map(
    lambda drawn: [line for lines in drawn for line in lines][:14]
)
_WHERE = st.lists(st.sampled_from(_FOUND), min_size=14, max_size=14)


def lines_of(drawn: list[Drawn], found: list[Where]) -> list[tuple[Line, int]]:
    """Lines whose own signs stand nowhere else in the document, each with the number that it begins with."""
    sign = iter(range(0x3400, 0x4DBF))

    def body(text: str, length: int) -> str:
        while "{}" in text:
            text = text.replace("{}", "".join(chr(next(sign)) for _ in range(length)), 1)
        return text

    lines = []
    for (mark, number, text, length, end), where in zip(drawn, found, strict=False):
        whole = (mark.format(in_chinese(number), number) + body(text, length) + end).strip()
        if whole:
            lines.append((Line(whole, where), number if "{" in mark else 0))
    return lines


def places(made: Outline) -> list[tuple[str, str]]:
    """Everything that is told, each once, with where it is said to stand."""
    headings = {(over.words, over.where.zh) for entry in made.entries for over in entry.headings}
    told = [(entry.text, entry.locator.zh) for entry in made.entries]
    return [*told, *headings, *((left.text, "") for left in made.left_out)]


@settings(deadline=None, max_examples=scaled(60))
@given(_LINES, _WHERE, st.booleans())
@example(
    [("第{0}章", 1, "", 1, ""), ("第{0}条 ", 1, "{}", 3, "。"), ("第{0}章 ", 2, "{}", 2, "")],
    ["text"] * 3,
    True,
)
@example([("第{0}条 ", 1, "{}", 3, "："), ("（{0}）", 1, "", 1, "")], ["text"] * 2, False)
def test_every_sign_of_a_document_is_told_once_and_every_number_with_it(
    drawn: list[Drawn], found: list[Where], wrapped: bool
) -> None:
    """What tells a line's words says its number as well, or the place that it gives has it."""
    lines = lines_of(drawn, found)
    made = outline_of([line for line, _ in lines], wrapped=wrapped)
    told = places(made)
    of = {sign: text + place for text, place in told for sign in text}
    times = Counter("".join(text for text, _ in told))
    everything = "".join(text + place for text, place in told)
    for line, number in lines:
        own = [sign for sign in line.text if "\u3400" <= sign <= "\u4dbf"]
        assert all(times[sign] == 1 for sign in own), line
        said = of[own[0]] if own else everything
        assert not number or in_chinese(number) in said or str(number) in said, (line, said)


@settings(deadline=None, max_examples=scaled(60))
@given(_LINES, st.booleans())
@example([("{0}、", 2, "{}", 2, ""), ("（{0}）", 1, "{}", 4, ""), ("{1}）", 1, "{}", 4, "；")], False)
def test_what_is_told_stands_in_a_file_with_its_place(drawn: list[Drawn], wrapped: bool) -> None:
    """A comment has the first words of a clause, of a heading, and of what opens a list."""
    made = outline_of([line for line, _ in lines_of(drawn, ["text"] * 14)], wrapped=wrapped)
    files = _unmarked("".join(chapters(planned(made.entries), "policy_text", "zh").values())).splitlines()
    left_out = {left.text for left in made.left_out}
    for text, place in places(made):
        if text not in left_out:
            first = _unmarked(text[:12])
            assert any(line.startswith(f"# {_unmarked(place)}") and first in line for line in files), text


def _unmarked(text: str) -> str:
    """A text without its quotation marks, which are other ones inside others."""
    return text.translate(dict.fromkeys(map(ord, "“”‘’")))


@settings(deadline=None, max_examples=scaled(30))
@given(_LINES, st.booleans())
def test_places_and_ids_are_never_the_same_twice(drawn: list[Drawn], wrapped: bool) -> None:
    lines = [line for line, _ in lines_of(drawn, ["text"] * 14)]
    entries = outline_of(lines, wrapped=wrapped).entries
    for told in ([e.id for e in entries], [e.locator.zh for e in entries], [e.locator.en for e in entries]):
        assert len(set(told)) == len(told), told


SHAPES = """\
甲县文件
甲办发〔2025〕1号
2025年6月12日
目录
第一章 总则
第二章 情形
第一章 总则
第一条 本办法所称容错，是指对失误从宽。
第一条之一 除法律另有规定外，谋取私利的，不予容错。
第二章 情形
第 二 条 有本办法第八条所列情形之一的，可以不予追究责任：
㈠先行先试的；
㈡不可抗力的
各单位照办。
第三条 有下列行为的，不适用本办法：
• 甲；
• 乙。
第四条 按下列程序办理：一是申请；二是核实。
第五条 情形如下：
①子；
②丑。
⑴寅；
⑵卯。
第五条 本办法自2025年7月1日起实行，试行期一年。
- 3 -
第六条
附件1 申请表
"""


def test_whatever_the_shape_the_plugin_passes_the_check_but_for_the_work_left(tmp_path: Path) -> None:
    done = outline(tmp_path, SHAPES, "--json")
    told = json.loads(done.out)
    assert Counter(left["why"] for left in told["left_out"]) == {
        "unnumbered": 3, "contents": 3, "page": 1, "empty": 1, "annex": 1,
    }  # fmt: skip
    findings = json.loads(run("check", "rongcuo-jia", "--json", folder=tmp_path).out)["findings"]
    assert {finding["severity"] for finding in findings} == {"work"}
    assert sum(finding["code"] == "RC701" for finding in findings) == len(told["clauses"]) == 14
