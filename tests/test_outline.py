"""`rongcuo outline`: how a text is taken apart, what is guessed, and what is written."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rongcuo_workshop.outline.entries import Outline, outline_of
from rongcuo_workshop.outline.guessing import guess
from rongcuo_workshop.outline.lines import Line
from rongcuo_workshop.outline.writing import chapters, planned

from .running import LANGUAGES, Run, assert_golden, run

#: Made up for these tests; there is no such county.
MADE_UP = """\
甲县容错办法（虚构）
第一章 总则
第一条 为鼓励干部做事，制定本办法。
第二条 本办法用于全县机关。
企业参照本办法。
第二章 容错与备案
第三条 有下列三种情形之一的，可以容错：
（一）招商中作过调查的；
（二）试点中的；
（三）其他需要容错的。
第四条 容错应当符合下列条件：（一）出于公心；（二）集体研究。
第五条 有下列情形之一的，不予容错：
（一）弄虚作假的；
（二）造成下列后果的：
1. 损失一百万元以上的；
2. 有人死亡的。
第六条（认定程序） 按照下列步骤办理：
（一）申请；
（二）核实。
第七条 重点任务可以事前备案。
第八条 对失实举报，由县纪委澄清。
甲县县委办公室
"""


def taken_apart(text: str, *, wrapped: bool = True) -> Outline:
    lines = [Line(line.strip()) for line in text.splitlines() if line.strip()]
    return outline_of(lines, wrapped=wrapped)


def where(text: str) -> list[str]:
    return [entry.locator.zh for entry in taken_apart(text).entries]


def kinds(text: str) -> dict[str, str]:
    return {entry.locator.zh: guess(entry).kind for entry in taken_apart(text).entries}


def files(text: str, source_kind: str = "policy_text") -> dict[str, dict[str, Any]]:
    made = chapters(planned(taken_apart(text).entries), source_kind, "zh")
    return {name: tomllib.loads(content) for name, content in made.items()}


# Taking apart


def test_every_item_is_one_entry_in_the_order_of_the_document() -> None:
    assert where(MADE_UP) == [
        "第一条", "第二条第一款", "第二条第二款", "第三条第一项", "第三条第二项", "第三条第三项",
        "第四条第一项", "第四条第二项", "第五条第一项", "第五条第二项第1目", "第五条第二项第2目",
        "第六条第一项", "第六条第二项", "第七条", "第八条",
    ]  # fmt: skip


def test_the_title_is_found_and_what_has_no_number_is_left_out() -> None:
    made = taken_apart(MADE_UP)
    assert made.title == "甲县容错办法（虚构）"
    assert [left.text for left in made.left_out] == ["甲县容错办法（虚构）", "甲县县委办公室"]
    assert made.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("第一条 甲。\n第二条甲乙。", ["第一条", "第二条"], id="no blank behind the number"),
        pytest.param("第1条 甲。\n第2条 乙。", ["第一条", "第二条"], id="digits"),
        pytest.param("第十条 甲。\n第三条规定的除外。", ["第十条第一款", "第十条第二款"], id="a reference"),
        pytest.param("一、范围\n（一）甲。\n（二）乙。", ["第一部分第一项", "第一部分第二项"], id="parts"),
        pytest.param("一、范围\n（一）甲的范围。\n各单位照办。", ["第一部分第一项"], id="a heading's text"),
        pytest.param("（一）甲；\n（二）乙。", ["第一项", "第二项"], id="items alone"),
        pytest.param("1. 甲；\n2. 乙。", ["第1项", "第2项"], id="points alone"),
        pytest.param("第一条 甲。\n附件：\n1. 申请表", ["第一条"], id="an annex"),
        pytest.param("第一条 一次1.5万元。\n", ["第一条"], id="a figure is no number of an item"),
        pytest.param("第一条 情形：①甲；②乙。", ["第一条①", "第一条②"], id="circled numbers"),
        pytest.param(
            "第一条 应当从严。有下列情形的，不予容错：（一）甲。",
            ["第一条", "第一条第一项"],
            id="a sentence before the words that open a list",
        ),
        pytest.param(
            "第一条 有下列情形的：\n（一）甲。\n前款由县纪委认定。",
            ["第一条第一款第一项", "第一条第二款"],
            id="a paragraph behind a list",
        ),
    ],
)
def test_a_document_is_taken_apart_along_its_numbers(text: str, expected: list[str]) -> None:
    assert where(text) == expected


def test_a_line_that_a_text_file_breaks_goes_on_in_the_next() -> None:
    text = "第一条 为了鼓励全县各级机关的干部放手去做各项工作，\n制定本办法。\n第二条 乙。"
    first, _ = taken_apart(text).entries
    assert first.text.endswith("工作，制定本办法。")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("第一条 甲。\n第三条 丙。", "outline_order"),
        ("第二条 乙。", "outline_first"),
        ("第一条 情形：（一）甲；（三）丙。", "outline_order"),
        ("第一条 有下列三种情形的：（一）甲；（二）乙。", "outline_count"),
    ],
)
def test_what_is_odd_about_the_numbers_is_told(text: str, code: str) -> None:
    assert [problem.code for problem in taken_apart(text).problems] == [code]


def test_ids_are_names_and_differ() -> None:
    twice = "一、甲\n（一）子。\n二、乙\n（一）丑。\n一、丙\n（一）寅。"
    ids = [entry.id for entry in taken_apart(twice).entries]
    assert ids == ["P1_1", "P2_1", "P1_1x2"]


# Guessing


def test_a_kind_is_guessed_by_the_words_over_the_item() -> None:
    assert kinds(MADE_UP) == {
        "第一条": "duty",
        "第二条第一款": "duty",
        "第二条第二款": "duty",
        "第三条第一项": "situation",
        "第三条第二项": "situation",
        "第三条第三项": "situation",
        "第四条第一项": "condition",
        "第四条第二项": "condition",
        "第五条第一项": "red_line",
        "第五条第二项第1目": "red_line",
        "第五条第二项第2目": "red_line",
        "第六条第一项": "step",
        "第六条第二项": "step",
        "第七条": "scope",
        "第八条": "trigger",
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("第一条 符合下列条件的，可以容错：（一）甲。", "condition"),
        ("第一条 有下列情形之一的，可以从轻或者减轻处理：（一）甲。", "mitigation"),
        ("第一条 有下列情形之一的，从重处理：（一）甲。", "aggravation"),
        ("第一条 下列事项可以申请备案：（一）甲。", "scope"),
        ("第一条 申请备案应当具备下列条件：（一）甲。", "filing_condition"),
        ("第一条 诬告陷害的处理：（一）甲。", "accusation"),
        ("第一条 在试点中出现失误的，可以容错。", "situation"),
        ("第一条 明知故犯的，一律不予容错。", "red_line"),
        ("第二章 不予容错的情形\n第一条 甲。", "red_line"),
        ("第一条 对不可以容错的，依法处理。", "duty"),
        ("第一条 是否可以容错，由县委决定。", "duty"),
        ("第一条 未经批准的，不可以备案。", "duty"),
        ("第一条 有下列情形之一，造成损失的，可以按照本办法申请容错：（一）甲。", "situation"),
        ("第一条 有下列因素之一的，可以酌情从宽：（一）甲。", "mitigation"),
        ("第一条 有下列因素之一的，应当从严掌握：（一）甲。", "aggravation"),
        ("第一条 下列事项，单位可以在实施前报备：（一）甲。", "scope"),
        ("第一条 上级禁止的事项，不得报备。", "filing_condition"),
        (
            "第一条 经查证举报不实，给当事人造成不良影响的，受理的机关应当会同其所在单位，"
            "自结论作出之日起十个工作日内予以澄清。",
            "trigger",
        ),
        ("第一条 伪造证据诬告陷害他人的，十日内移送有关机关。", "accusation"),
        ("第二章 容错的情形\n第一条 甲。", "situation"),
    ],
)
def test_a_guess_is_made_where_the_words_are_safe_and_nowhere_else(text: str, kind: str) -> None:
    assert list(kinds(text).values()) == [kind]


TWO_KINDS = """\
第二章 容错情形与条件
第一条 有下列情形之一的，可以容错：
（一）甲；
（二）乙。
第二条 申请容错应当符合下列条件：
（一）丙；
（二）丁。
第三条 各单位应当主动配合。
第四条 有下列因素之一的，可以酌情从宽：
（一）戊；
（二）己。
"""


def test_a_title_that_names_two_kinds_decides_nothing() -> None:
    assert list(kinds(TWO_KINDS).values()) == [
        *["situation"] * 2, *["condition"] * 2, "duty", *["mitigation"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "前款第一项的后果，由不能预见的原因造成，当事人已经尽责的除外。",
        "有前款情形，已经自行纠正的，不适用本条。",
        "上级另有禁止，当事人不知情的，不影响前款第一项的认定。",
        "但因不可抗力造成的，不在此限。",
    ],
)
def test_an_exception_is_no_red_line_of_its_own(text: str) -> None:
    entries = taken_apart(f"第三章 不予容错情形\n第一条 不予容错：\n（一）甲；\n（二）乙。\n{text}").entries
    guesses = [guess(entry) for entry in entries]
    assert [(told.kind, told.exception) for told in guesses] == [
        ("red_line", False), ("red_line", False), ("duty", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["甲的", "其他需要容错的"], [False, True]),
        (["甲的", "其它情形"], [False, True]),
        (["甲的", "法律、法规规定的其他情形"], [False, True]),
        (["甲的", "联席会议认为有必要的其他事项"], [False, True]),
        (["其他人员在场的", "甲的"], [False, False]),
        (["甲的", "为亲属或者其他关系人谋利的"], [False, False]),
        (["甲的", "两年内已因其他事项获得容错的"], [False, False]),
    ],
)
def test_a_catch_all_is_the_last_of_its_list_and_reads_like_one(
    items: list[str], expected: list[bool]
) -> None:
    numbered = "；".join(f"（{sign}）{text}" for sign, text in zip("一二", items, strict=True))
    entries = taken_apart(f"第一条 有下列情形之一的，可以容错：{numbered}。").entries
    assert [guess(entry).open_ended for entry in entries] == expected


def test_the_words_of_a_guess_are_no_copy() -> None:
    text = f"第一条 举报不实，{'甲' * 30}，予以澄清。"
    (entry,) = taken_apart(text).entries
    assert guess(entry).words == "不实，甲甲甲…甲，予以澄清"


# What is written


def test_each_file_names_every_kind_and_word_that_may_stand_in_it() -> None:
    made = chapters(planned(taken_apart(MADE_UP).entries), "policy_text", "en")
    for file, kinds_here in (
        ("tolerance.toml", {"situation", "tier_gate", "decider", "step", "not_reported"}),
        ("clarification.toml", {"trigger", "accusation", "aggravation", "duty"}),
    ):
        comment = made[file].partition("\n\n")[0]
        assert kinds_here | {"term", "fact", "reading", "period"} <= set(re.findall(r"\w+", comment))


def test_every_clause_has_its_locator_and_is_left_to_be_written() -> None:
    made = files(MADE_UP)
    clauses = [
        entry for data in made.values() for key, rows in data.items() if key != "list" for entry in rows
    ]
    assert len(clauses) == len(where(MADE_UP))
    assert {clause["locator"]["zh"] for clause in clauses} == set(where(MADE_UP))
    assert all(clause["status"] == "todo" for clause in clauses)
    assert {clause.get("when", "TODO") for clause in clauses} == {"TODO"}
    assert all(clause["statement"] == {"zh": "…", "en": "…"} for clause in clauses)
    assert [clause["id"] for clause in made["red_lines.toml"]["red_line"]] == ["A5_1", "A5_2_1", "A5_2_2"]


@pytest.mark.parametrize(
    ("text", "source_kind", "expected"),
    [
        ("第一条 有下列十种情形的，可以容错：（一）甲；（二）乙。", "policy_text", 10),
        ("第一条 有下列情形的，可以容错：（一）甲；（二）乙。", "policy_text", 2),
        ("第一条 有下列2类情形的，可以容错：（一）甲；（二）乙。", "press_report", 2),
        ("第一条 有下列情形的，可以容错：（一）甲；（二）乙。", "press_report", None),
        ("第一条 有下列情形之一的，可以容错：（一）甲。\n第二条 乙的，可以容错。", "policy_text", 2),
    ],
)
def test_how_many_items_there_are_is_recorded_as_announced(
    text: str, source_kind: str, expected: int | None
) -> None:
    info = files(text, source_kind)["tolerance.toml"]["list"]["situation"]
    assert info.get("announced") == expected
    assert info["seen"] == ("report" if expected is None else "counted")


def test_no_comment_quotes_so_much_that_it_is_a_copy() -> None:
    long = "第一条 " + "".join(chr(0x4E00 + n) for n in range(60)) + "。"
    text = chapters(planned(taken_apart(long).entries), "policy_text", "zh")["tolerance.toml"]
    start = "".join(chr(0x4E00 + n) for n in range(12))
    assert start in text and start + chr(0x4E0C) not in text


LEADS = """\
第一条 符合第五条规定，情节轻微，没有造成人员伤亡，直接经济损失不满二十万元，并且具备下列情形中至少两项的，免予处理：
（一）甲；
（二）造成下列后果，尚可挽回的：
1. 丙；
2. 丁。
"""


def test_the_words_before_a_list_stand_before_its_first_item() -> None:
    made = chapters(planned(taken_apart(LEADS).entries), "policy_text", "zh")["tolerance.toml"]
    before = {
        block.partition('\nid = "')[2].partition('"')[0]: block.count("引语") for block in made.split("\n\n")
    }
    assert before == {"": 0, "A1_1": 1, "A1_2_1": 1, "A1_2_2": 0}
    assert "第一条引语，54字" in made
    assert "符合第五条规定，情节轻微…" in made and "情节轻微，" not in made


def test_the_command_lists_the_words_before_lists(tmp_path: Path) -> None:
    done = outline(tmp_path, LEADS, language="zh")
    assert "第一条引语，54字；第一条第二项引语，12字" in "".join(
        line.strip() for line in done.out.splitlines()
    )
    told = json.loads(
        run("outline", "办法.txt", "-o", "rongcuo-yi", "--json", folder=tmp_path, language="zh").out
    )
    assert [(lead["locator"]["zh"], lead["characters"]) for lead in told["leads"]] == [
        ("第一条", 54), ("第一条第二项", 12),
    ]  # fmt: skip


HEADED = "第一条 程序：\n一、申请。\n二、核实\n（一）调阅材料\n1）书面材料；\n2）影像材料。\n（二）谈话。\n"


def test_a_heading_stands_before_the_first_clause_below_it_and_is_listed(tmp_path: Path) -> None:
    """Where all that an item says is short, that is no clause, and yet says something of those below."""
    done = outline(tmp_path, HEADED, "--json", language="zh")
    assert [(title["locator"]["zh"], title["text"]) for title in json.loads(done.out)["headings"]] == [
        ("第一条第二项", "核实"), ("第一条第二项第一项", "调阅材料"),
    ]  # fmt: skip
    made = (tmp_path / "rongcuo-jia/src/rongcuo_jia/tolerance.toml").read_text("utf-8")
    blocks = {block.partition('\nid = "')[2].partition('"')[0]: block for block in made.split("\n\n")}
    assert [name for name, block in blocks.items() if "“核实”" in block and "“调阅材料”" in block] == [
        "A1_2_1_1"
    ]
    shown = run("outline", "办法.txt", "-o", "rongcuo-yi", folder=tmp_path, language="zh").out
    told = "".join(line.strip() for line in shown.splitlines())
    assert "第一条第二项“核实”；第一条第二项第一项“调阅材料”" in told


def outline(folder: Path, text: str, *options: str, language: str = "en") -> Run:
    (folder / "办法.txt").write_text(text, "utf-8")
    return run("outline", "办法.txt", "-o", "rongcuo-jia", *options, folder=folder, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize("source_kind", ["policy_text", "press_report"])
def test_what_is_written_loads_and_every_clause_is_listed_as_work(source_kind: str, tmp_path: Path) -> None:
    done = outline(tmp_path, MADE_UP, "--source-kind", source_kind)
    assert (done.status, done.err) == (0, "")
    told = json.loads(run("check", "rongcuo-jia", "--json", folder=tmp_path).out)
    codes = [finding["code"] for finding in told["findings"]]
    assert [code for code in codes if code != "RC704"] == ["RC701"] * 15 + ["RC703"]


def test_a_document_that_contradicts_itself_is_told_by_the_check() -> None:
    info = files("第一条 有下列两种情形的，可以容错：（一）甲；（二）乙；（三）丙。")["tolerance.toml"]
    assert (info["list"]["situation"]["announced"], len(info["situation"])) == (2, 3)


def test_what_the_command_prints(tmp_path: Path) -> None:
    texts = {}
    for language in LANGUAGES:
        folder = tmp_path / language
        folder.mkdir()
        odd = MADE_UP.replace("第八条", "第九条").replace("三种", "五种")
        texts[language] = outline(folder, odd, language=language).out
        texts[language] += (folder / "rongcuo-jia/src/rongcuo_jia/tolerance.toml").read_text("utf-8")
    assert_golden("outline", texts)


def test_nothing_is_written_over_a_file(tmp_path: Path) -> None:
    outline(tmp_path, MADE_UP)
    file = tmp_path / "rongcuo-jia/src/rongcuo_jia/tolerance.toml"
    file.write_text("mine\n", "utf-8")
    again = outline(tmp_path, MADE_UP)
    assert again.status == 2
    assert all("exists already" in mistake for mistake in again.mistakes)
    assert file.read_text("utf-8") == "mine\n"


def test_options_take_the_place_of_placeholders(tmp_path: Path) -> None:
    given = ("--name", "甲县", "--code", "999995", "--issuer", "甲县县委", "--title", "《甲县办法》")
    done = outline(tmp_path, MADE_UP, *given, "--region", "jia-xian")
    assert "Placeholders" not in done.out
    region = tomllib.loads((tmp_path / "rongcuo-jia/src/rongcuo_jia_xian/region.toml").read_text("utf-8"))
    assert (region["id"], region["name"]["zh"], region["code"]) == ("jia-xian", "甲县", "999995")
    assert region["policy"]["title"]["zh"] == "《甲县办法》"


def test_a_document_without_numbers_is_one_short_error(tmp_path: Path) -> None:
    done = outline(tmp_path, "本县鼓励干部做事。\n")
    assert (done.status, len(done.mistakes)) == (2, 1)
    assert not (tmp_path / "rongcuo-jia").exists()


def test_a_folder_that_gives_no_id_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MADE_UP, "utf-8")
    assert "--region" in run("outline", "a.txt", "-o", "甲县", folder=tmp_path, language="en").err
