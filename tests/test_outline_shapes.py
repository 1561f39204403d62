"""How `rongcuo outline` takes apart what real documents look like: every kind of number, tables, contents, breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo_workshop.outline.documents import read_document
from rongcuo_workshop.outline.entries import Outline, outline_of
from rongcuo_workshop.outline.guessing import guess
from rongcuo_workshop.outline.lines import Line, row, rows_of_text

from .test_outline import taken_apart, where


def told(text: str, *, wrapped: bool = True) -> dict[str, str]:
    """What each clause says, by its place."""
    return {entry.locator.zh: entry.text for entry in taken_apart(text, wrapped=wrapped).entries}


def left(made: Outline) -> list[tuple[str, str]]:
    return [(out.why, out.text) for out in made.left_out]


def codes(text: str, *, wrapped: bool = True) -> list[str]:
    return [problem.code for problem in taken_apart(text, wrapped=wrapped).problems]


# Numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲。\n第一条之一 乙：\n（一）丙；\n（二）丁。\n第二条 戊。",
         ["第一条", "第一条之一第一项", "第一条之一第二项", "第二条"]),
        ("第一条之一 甲。\n第 一 条 之 二 乙。", ["第一条之一", "第一条之二"]),
        ("第一条 甲。\n第8条之1 乙。\n第8条之2、丙。", ["第一条", "第八条之一", "第八条之二"]),
        ("第二十条 甲。\n第二十一条之二、乙。\n第二十二条、丙。", ["第二十条", "第二十一条之二", "第二十二条"]),
        ("第一条，甲。\n第二条,乙。", ["第一条", "第二条"]),
        ("第1条之1：甲。\n第1条之2. 乙。", ["第一条之一", "第一条之二"]),
        ("第五条 甲。\n[第六条] 乙。\n【第七条】丙。\n〔第八条之一〕丁。\n［第9条］：戊。",
         ["第五条", "第六条", "第七条", "第八条之一", "第九条"]),
        ("第一条 甲。【第二条】乙。", ["第一条", "第二条"]),
        ("【第一章 总则】\n【第一条 目的】甲。\n【第二条 范围】\n乙。", ["第一条", "第二条"]),
        ("第一条 列举：\n【一】丙；\n〔二〕丁。", ["第一条第一项", "第一条第二项"]),
        ("第一条 列举：\n【1】丙；\n【2】丁。", ["第一条（1）", "第一条（2）"]),
        ("第〇条 甲。\n第一〇条 乙。\n第一百〇一条 丙。", ["第零条", "第十条", "第一百零一条"]),
        ("第　一　条　甲。\n第 二 条 乙。\n第１ ３条 丙。", ["第一条", "第二条", "第十三条"]),
        ("第一千二百零三条 甲。\n第一千二百零四条 乙。", ["第一千二百零三条", "第一千二百零四条"]),
        ("第一条 列举：\n（一）款项收付；\n（二）项目管理。", ["第一条第一项", "第一条第二项"]),
        ("第廿二条 甲。\n第二十三条 乙。", ["第二十二条", "第二十三条"]),
        ("第一条：甲。\n第二条 乙。", ["第一条", "第二条"]),
        ("第一条 列举：\n⑴丙；\n⑵丁。", ["第一条（1）", "第一条（2）"]),
        ("第一条 列举：\n㈠丙；\n㈡丁。", ["第一条第一项", "第一条第二项"]),
        ("第一条 列举：\n1）丙；\n2）丁。", ["第一条1）", "第一条2）"]),
        ("第一条 列举：\n⒈丙；\n⒉丁。", ["第一条第1项", "第一条第2项"]),
        ("第一条 列举：\nA. 丙；\nB. 丁。", ["第一条A", "第一条B"]),
        ("第一条 列举：\n一是丙；\n二是丁。", ["第一条“一是”", "第一条“二是”"]),
        ("第一条 列举：一是丙；二是丁。", ["第一条“一是”", "第一条“二是”"]),
        ("第一条 应当一是丙；二是丁。", ["第一条"]),
        ("第一条 列举：\n• 丙；\n• 丁。", ["第一条第一个列项", "第一条第二个列项"]),
        ("第一条 列举：\n丙；\n丁；\n戊。\n第二条 己。",
         ["第一条第一个列项", "第一条第二个列项", "第一条第三个列项", "第二条"]),
        ("第一条 列举：\n一、丙；\n二、丁。\n第二条 己。", ["第一条第一项", "第一条第二项", "第二条"]),
        ("第一条 列举：\n①丙；\n②丁。\n⑴戊；\n⑵己。", ["第一条①", "第一条②", "第一条（1）", "第一条（2）"]),
        ("第一条 列举：\n1.丙：\n（一）子；\n（二）丑。\n2.丁。",
         ["第一条第1项第一项", "第一条第1项第二项", "第一条第2项"]),
        ("第一条 列举：(一)丙;(二)丁。", ["第一条第一项", "第一条第二项"]),
        ("第一章总则\n一、甲。\n二、乙。\n第二章 职能\n三、丙。", ["第一部分", "第二部分", "第三部分"]),
        ("第一章\n总则\n第一条 甲。", ["第一条"]),
        ("第二章 职责\n第二章规定的职责，由县委履行。\n第三条 甲。", ["第三条"]),
    ],
)  # fmt: skip
def test_every_way_of_numbering_is_read_and_cited(text: str, expected: list[str]) -> None:
    assert [place.replace("目", "项") for place in where(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 甲。\n第三条规定的除外。\n第二条 乙。\n第三条 丙。",
         ["第一条第一款", "第一条第二款", "第二条", "第三条"]),
        ("第一条 甲。\n第二条第一款所列行为除外。\n第二条 乙。", ["第一条第一款", "第一条第二款", "第二条"]),
        ("第一条 甲。\n第三条、四条规定的除外。\n第二条 乙。", ["第一条第一款", "第一条第二款", "第二条"]),
        ("第一条 甲：\n（一）乙；\n（二）丙。\n（一）、（二）项情形可以并用。",
         ["第一条第一款第一项", "第一条第一款第二项", "第一条第二款"]),
    ],
)  # fmt: skip
def test_a_number_that_a_sentence_refers_to_begins_nothing(text: str, expected: list[str]) -> None:
    assert where(text) == expected


def test_a_number_that_may_be_a_reference_is_told() -> None:
    text = "第一条 甲。\n第九条甲乙。\n第二条 乙。"
    assert where(text) == ["第一条第一款", "第一条第二款", "第二条"]
    assert codes(text) == ["outline_unsure"]


def test_a_heading_in_the_brackets_of_its_number_is_one() -> None:
    first, second = taken_apart("【第一章 容错】\n【第一条　适用 范围】甲。\n第二条〔目的〕乙。").entries
    assert [over.words for over in first.headings] == ["适用 范围", "容错"]
    assert [over.words for over in second.headings] == ["目的", "容错"]


def test_what_has_the_same_number_is_cited_apart() -> None:
    chapters = "第一章 甲\n第一条 子。\n第二章 乙\n第一条 丑。"
    assert where(chapters) == ["第一章第一条", "第二章第一条"]
    assert [entry.locator.en for entry in taken_apart(chapters).entries] == [
        "chapter 1, article 1", "chapter 2, article 1",
    ]  # fmt: skip
    assert where("第一条 甲：\n（一）乙；\n（一）丙。") == ["第一条第一项", "第一条第一项（第二处）"]


def test_items_may_count_on_through_the_parts() -> None:
    text = "一、甲\n（一）子。\n（二）丑。\n二、乙\n（三）寅。\n三、丙\n（五）卯。"
    told = [problem.values["place"].zh for problem in taken_apart(text).problems]
    assert (codes(text), told) == (["outline_first"], ["第三部分第五项"])


# Lists and what stands behind them


def test_an_item_without_its_stop_keeps_what_follows_apart_and_is_told() -> None:
    text = "第一条 可以给予处理：\n（一）诫勉；\n（二）调离岗位\n不合格的，按前款处理。\n犯罪的，移送。\n第二条 丙。"
    for wrapped in (True, False):
        assert told(text, wrapped=wrapped) == {
            "第一条第一款第一项": "诫勉；",
            "第一条第一款第二项": "调离岗位",
            "第一条第二款": "不合格的，按前款处理。",
            "第一条第三款": "犯罪的，移送。",
            "第二条": "丙。",
        }
        assert codes(text, wrapped=wrapped) == ["outline_no_stop"]


def test_a_paragraph_inside_a_list_belongs_to_its_item() -> None:
    text = (
        "第一条 按下列程序办理：\n（一）申请\n单位提出。\n（二）核实\n调查组核实。\n县委决定。\n第二条 乙。"
    )
    assert told(text) == {
        "第一条第一款第一项": "单位提出。",
        "第一条第一款第二项": "调查组核实。",
        "第一条第二款": "县委决定。",
        "第二条": "乙。",
    }


def test_a_closing_paragraph_is_part_of_no_number() -> None:
    text = (
        "一、情形\n（一）甲的。\n二、实施\n各单位照办。\n本通知自2025年7月1日起施行，有效期两年。\n"
        "本通知由甲县县委解释。\n甲县县委\n附件\n1.申请表"
    )
    made = taken_apart(text)
    assert [(entry.id, entry.locator.zh, entry.locator.en) for entry in made.entries] == [
        ("P1_1", "第一部分第一项", "part 1 (1)"),
        ("P2", "第二部分", "part 2"),
        ("E1", "结尾段", "closing paragraph"),
        ("E1x2", "结尾段（第二处）", "closing paragraph [2]"),
    ]
    assert made.problems == () and made.dates.last is not None


def test_a_closing_paragraph_may_open_a_list() -> None:
    text = "一、甲。\n本通知自2025年7月1日起施行，同时废止：\n1.乙；\n2.丙。\n各单位照办。"
    assert where(text) == ["第一部分", "结尾段第一款第1项", "结尾段第一款第2项", "结尾段第二款"]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 甲。\n本办法自2025年7月1日起施行。",
        "一、甲。\n（一）本通知印发后办理的，\n自2025年7月1日起执行。\n二、乙。",
        "一、甲。\n自2025年7月1日起执行的项目，由县委办理。",
        "一、甲：\n1.乙。\n本通知自2025年7月1日起执行。\n2.丙。",
    ],
)
def test_a_paragraph_of_an_article_or_inside_a_list_closes_nothing(text: str) -> None:
    assert not any("结尾" in place for place in where(text))


def test_headings_of_an_opinion_hold_what_stands_below_them() -> None:
    text = "一、总体要求\n（一）指导思想\n坚持鼓励创新。\n（二）原则\n坚持实事求是。\n二、情形\n（一）甲的。"
    assert told(text) == {
        "第一部分第一项": "坚持鼓励创新。", "第一部分第二项": "坚持实事求是。", "第二部分第一项": "甲的。",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("第一条 为了鼓励干部，\n制定本办法。", "为了鼓励干部，制定本办法。"),
        ("第一条 跨页的\n— 2 —\n段落续行，完。", "跨页的段落续行，完。"),
        ("第一条 列举：\n（一）由县委会同县政府以及有关部门，按照各自职责范围内行政主\n管部门负责；\n（二）甲，"
         "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲。",
         "由县委会同县政府以及有关部门，按照各自职责范围内行政主管部门负责；"),
        ("第一条 本办法所称的容错和纠错，是指县委以及县政府（组织）部\n门对失误的处理。\n第二条 甲。",
         "本办法所称的容错和纠错，是指县委以及县政府（组织）部门对失误的处理。"),
    ],
)  # fmt: skip
def test_a_broken_line_is_joined_and_told(text: str, says: str) -> None:
    assert next(iter(told(text).values())) == says
    assert codes(text) == ["outline_joined"]


def test_the_words_of_a_list_go_back_to_where_they_begin() -> None:
    made = taken_apart("第一条 具有下列情形的，可以责令整改；严重的，可以取消资格：\n（一）甲。")
    (entry,) = made.entries
    assert entry.headings[0].words == "具有下列情形的，可以责令整改；严重的，可以取消资格"


# What is no provision


def test_a_list_of_contents_is_left_out_whole() -> None:
    text = "目　录\n一、总体要求……1\n二、情形……2\n一、总体要求\n坚持创新。\n二、情形\n（一）甲。"
    made = taken_apart(text)
    assert [entry.locator.zh for entry in made.entries] == ["第一部分", "第二部分第一项"]
    assert left(made) == [
        ("contents", "目　录"),
        ("contents", "一、总体要求……1"),
        ("contents", "二、情形……2"),
    ]


@pytest.mark.parametrize("page", ["- 1 -", "— 2 —", "第 3 页 共 5 页", "·4·", "5", "－6－", "第7页/共9页"])
def test_a_page_number_is_told_as_one(page: str) -> None:
    made = taken_apart(f"第一条 甲。\n{page}\n第二条 乙。")
    assert (where(f"第一条 甲。\n{page}\n第二条 乙。"), left(made)) == (
        ["第一条", "第二条"],
        [("page", page)],
    )


def test_a_number_with_nothing_behind_it_is_told() -> None:
    made = taken_apart("第一章 总则\n第一条 甲：\n（一）乙；\n（二）\n第二条\n第二章 附则")
    assert [entry.locator.zh for entry in made.entries] == ["第一条第一项"]
    assert left(made) == [("empty", "（二）"), ("empty", "第二条"), ("empty", "第二章 附则")]


def test_annexes_are_left_out_unless_they_are_the_document() -> None:
    letter = "甲县通知\n一、请照办。\n附件：甲县办法\n"
    rules = "附件\n甲县容错办法\n第一条 甲。\n第二条 乙。\n附件1 申请表\n1. 姓名"
    made = taken_apart(letter + rules)
    assert [entry.locator.zh for entry in made.entries] == ["第一部分", "第一条", "第二条"]
    assert [text for why, text in left(made) if why == "annex"] == ["附件1 申请表", "1. 姓名"]
    assert made.title == "甲县容错办法"


def test_a_table_is_read_by_rows() -> None:
    cells = [["序号", "情形"], ["1", "先行先试的"], ["（二）", "不可抗力的"], ["说明", "甲"]]
    lines = [Line("第一条 情形见下表："), *(line for each in cells for line in row([cell] for cell in each))]
    made = outline_of([*lines, Line("第二条 乙。")], wrapped=False)
    assert [(e.locator.zh, e.text) for e in made.entries] == [
        ("第一条第1项", "先行先试的"), ("第一条第二项", "不可抗力的"), ("第二条", "乙。"),
    ]  # fmt: skip
    assert [text for why, text in left(made) if why == "table"] == ["序号", "情形", "说明", "甲"]


def test_a_table_in_markdown_is_read_like_one() -> None:
    lines = list(rows_of_text(["| 序号 | 情形 |", "| --- | :-: |", "| 1 | 甲的 |", "一句话"]))
    assert lines == [Line("序号", "cell"), Line("情形", "cell"), Line("1\u3000甲的", "row"), Line("一句话")]


def test_a_table_that_only_frames_the_text_is_none() -> None:
    assert list(row([["第一条 甲。", "第二条 乙。"], [""]])) == [Line("第一条 甲。"), Line("第二条 乙。")]


# A text that changes another


AMENDS = """\
甲县关于修改《甲县容错办法》的决定
对《甲县容错办法》作如下修改：
一、第五条第二项修改为：“（二）弄虚作假，不予容错的；（三）其他。”
二、增加一条，作为第六条之一：
“第六条之一 有下列情形之一的，不予容错：
（一）甲的；
（二）乙的。”
三、删去第八条。
本决定自2025年7月1日起施行。
"""


def test_a_text_that_changes_another_is_told_as_one() -> None:
    made = taken_apart(AMENDS)
    assert [problem.code for problem in made.problems] == ["outline_amending"]
    assert [entry.locator.zh for entry in made.entries] == [
        "第一部分", "第二部分第一款", "第二部分第二款", "第三部分", "结尾段",
    ]  # fmt: skip
    assert [entry.amends for entry in made.entries] == [True, True, True, True, False]
    assert {guess(entry).kind for entry in made.entries} == {"duty"}
    assert made.entries[2].text.endswith("（二）乙的。”")


@pytest.mark.parametrize(
    "change",
    [
        "将第六条中的“甲”修改为“乙”。",
        "第八条第二款中的“甲”改为“乙”。",
        "第九条第一项中“甲”后增加“乙”。",
        "将“甲”统一修改为“乙”。",
        "删去第五条第二款中的“甲”。",
        "第五条第二款中的“甲”删除。",
        "第八条之1修改为：“甲。”",
        "条文顺序作相应调整。",
    ],
)
def test_every_way_of_saying_a_change_is_one(change: str) -> None:
    made = taken_apart(
        f"甲县关于修改《甲县办法》的决定\n一、{change}\n二、删去第八条。\n本决定自印发之日起施行。"
    )
    assert [(entry.locator.zh, entry.amends) for entry in made.entries] == [
        ("第一部分", True), ("第二部分", True), ("结尾段", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "第一条 方案可以修改。",
        "第一条 依照第五条修改方案。",
        "甲县关于印发《甲县办法》（修订）的通知\n第一条 甲。",
    ],
)
def test_a_text_of_its_own_is_none_that_changes_another(text: str) -> None:
    assert codes(text) == []


def test_a_text_file_that_was_marked_up_is_read_without_it(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("**第一条** 甲。\n### 第二条 乙。\n", "utf-8")
    assert [line.text for line in read_document(file)[0]] == ["第一条 甲。", "第二条 乙。"]
