"""By which words `rongcuo outline` guesses a kind, and where it doesn't."""

from __future__ import annotations

import pytest

from rongcuo_workshop.outline.guessing import guess
from rongcuo_workshop.outline.references import announced
from rongcuo_workshop.outline.writing import by, planned

from .test_outline import files, kinds, taken_apart

#: A lead, and the kind of the items below it.
LEADS = [
    ("有下列情形之一的，不承担责任", "situation"),
    ("有下列情形之一的，不承担行政执法过错责任", "situation"),
    ("有以下情形的，免予追究责任", "situation"),
    ("符合以下情形之一的失误,经研究认定,可予以容错", "situation"),
    ("有下列情形的，不作负面评价", "situation"),
    ("除涉嫌犯罪外，有下列情形之一的，可以免责", "situation"),
    ("符合第五条规定的条件，并有下列情形之一的，从轻处理", "mitigation"),
    ("有下列情形之一的，可以从轻、减轻处理", "mitigation"),
    ("符合下列条件的，予以容错", "condition"),
    ("同时具备以下条件的，可以容错", "condition"),
    ("有下列行为的，不适用本办法", "red_line"),
    ("有下列行为的，不纳入容错范围", "red_line"),
    ("下列情形不属于容错范围", "red_line"),
    ("有下列情形的，不得免予问责", "red_line"),
    ("有下列情形之一的，应当追究责任", "duty"),
    ("经认定予以容错的，在以下方面不受影响", "duty"),
    ("对不予容错的，按下列方式告知", "duty"),
    ("诬告陷害有下列情形之一的，从重处理", "aggravation"),
    ("除下列情形外，可以容错", "duty"),
    ("有下列情形之一的除外", "duty"),
]
#: A sentence of its own, and its kind.
SENTENCES = [
    ("情节显著轻微的，可以不予追究责任。", "situation"),
    ("勤勉尽责、未谋取私利的，可以免除责任。", "situation"),
    ("积极补救的，可以不追究责任。", "situation"),
    ("情节轻微，且有前述情形的，可以予以诫勉，免予或者不予处分。", "situation"),
    ("未取得预期成效，已经尽责的，应当按照规定从轻、减轻或者免予追责。", "mitigation"),
    ("谋取私利的，一律不予容错。", "red_line"),
    ("对为谋取私利的，不得容错。", "red_line"),
    ("除法律另有规定外，弄虚作假的，不予容错。", "red_line"),
    ("谋取私利的不予容错。", "red_line"),
    ("违反强制性条文不予容错。", "red_line"),
    ("对弄虚作假行为一律不予免责。", "red_line"),
    ("故意违纪坚决不容错。", "red_line"),
    ("重复犯错，不予容错。", "red_line"),
    ("明令禁止后仍我行我素的，均不予容错、不予免责。", "red_line"),
    ("委员会认为应当不予容错。", "duty"),
    ("县委可以决定不予容错。", "duty"),
    ("是否不予容错由县委研究。", "duty"),
    ("不得借机免责。", "duty"),
    ("对不予容错的单位，应当说明理由。", "duty"),
    ("除明知故犯的不予容错外，尽职的，可以容错。", "situation"),
    ("应当及时为受到失实举报的干部澄清。", "trigger"),
    ("本办法所称澄清正名，是指为受到不实举报的干部澄清事实。", "duty"),
    ("本办法所称容错，是指对失误错误的，可以免责。", "duty"),
    ("澄清正名只针对不实举报中的具体问题，不对澄清对象作出全面评价。", "duty"),
    ("举报查无实据的，不予澄清。", "duty"),
    ("容错不是纵容，凡是明知故犯的，一律从严处理。", "duty"),
    ("经研究，不予容错的，应当书面告知。", "duty"),
    ("任何单位在办理中，不得以容错为名放松要求。", "duty"),
    ("经确定予以免责的单位，在考核等方面不受影响。", "duty"),
    ("因上述情形被撤销处分或者减轻处分的，应当补偿。", "duty"),
    ("已经退休的，不再给予处分。", "duty"),
    ("未经报备的，不影响依照本办法认定容错。", "duty"),
    ("拒不整改的，撤销容错认定。", "duty"),
    ("拒不整改的，应当撤销容错认定。", "duty"),
    ("隐瞒事实的，可以终止容错程序。", "duty"),
    ("发现隐瞒事实的，取消容错认定，重新处理。", "duty"),
    ("容错由下列机关认定：正职，由常委会会议研究决定。", "decider"),
    ("容错不由本单位认定。", "duty"),
    ("创新事项可以事前备案；经备案的，视为符合第五条第三项条件。", "scope"),
    ("经备案的，视为符合第五条第三项条件。", "duty"),
]


@pytest.mark.parametrize(("lead", "kind"), LEADS)
def test_the_words_over_a_list_are_safe_or_nothing_is_guessed(lead: str, kind: str) -> None:
    assert set(kinds(f"第一条 {lead}：\n（一）甲；\n（二）乙。").values()) == {kind}


@pytest.mark.parametrize(("sentence", "kind"), SENTENCES)
def test_a_sentence_that_denies_or_defines_is_not_guessed(sentence: str, kind: str) -> None:
    assert list(kinds(f"第一条 {sentence}").values()) == [kind]


@pytest.mark.parametrize("lead", ["除下列情形外，可以容错", "有下列情形之一的除外", "下列情形不适用前款"])
def test_a_list_of_exceptions_is_told_as_one(lead: str) -> None:
    told = [
        guess(entry) for entry in taken_apart(f"第一条 甲。\n{lead}：\n（一）甲；\n（二）乙。").entries[1:]
    ]
    assert [(each.kind, each.exception) for each in told] == [("duty", True)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2025年7月1日起实行。",
        "本办法由县委组织部负责解释。",
        "本办法自印发之日起生效，有效期3年。",
        "《甲县旧办法》同时废止。",
        "前款所称失误，是指无意过失。",
        "本条所称试点，包括上级批准的。",
        "第一条所称紧急情况，指抢险救灾。",
        "所称甲乙丙，指丁。",
        "委员会认为应当不予容错。",
    ],
)
def test_what_closes_defines_or_refuses_is_no_item_of_its_chapter(text: str) -> None:
    whole = f"第一章 容错情形\n第一条 试点中的。\n第二条 改革中的。\n第三条 {text}"
    assert kinds(whole) == {"第一条": "situation", "第二条": "situation", "第三条": "duty"}
    assert files(whole)["tolerance.toml"]["list"]["situation"]["announced"] == 2


def test_a_situation_may_use_the_words_of_a_definition() -> None:
    text = (
        "第一章 容错情形\n第一条 在本办法所称紧急情况中处置的。\n第二条 有效期内完成的。\n"
        "第三条 对自2025年起实施的项目先行先试的。"
    )
    assert set(kinds(text).values()) == {"situation"}


def test_a_list_of_what_is_not_tolerated_is_one_of_red_lines() -> None:
    assert set(kinds("第一章 一律不容错的情形\n第一条 甲。").values()) == {"red_line"}
    assert set(kinds("第一章 不容错过的机遇\n第一条 甲。").values()) == {"duty"}


def test_an_item_of_an_opinion_is_guessed_by_its_own_words_and_its_heading() -> None:
    text = "一、情形\n（一）不予容错的情形。有下列行为之一的，不得容错：1.甲；2.乙。\n（二）对失实控告，应当予以澄清。"
    assert kinds(text) == {
        "第一部分第一项第1目": "red_line", "第一部分第一项第2目": "red_line", "第一部分第二项": "trigger",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "kind", "also"),
    [
        ("对失实控告，应当予以澄清。诬告陷害的，严肃处理。", "trigger", "accusation"),
        ("尽责的，可以免予问责或者减轻问责。", "situation", "mitigation"),
        ("及时补救的，可以不追究责任；未能防止后果的，可以从轻处理。", "situation", "mitigation"),
    ],
)
def test_a_paragraph_that_speaks_of_two_things_is_of_the_first_and_says_so(
    sentence: str, kind: str, also: str
) -> None:
    (item,) = planned(taken_apart(f"第一条 {sentence}").entries)
    assert (item.guess.kind, item.guess.also) == (kind, (also,))
    assert "; speaks also of: " in by(item.guess, "en")


def test_a_title_of_a_list_says_what_stands_in_it() -> None:
    text = "甲县容错免责事项清单（2024年版）\n一、在改革中出现失误的。\n二、在试点中出现失误的。"
    told = [guess(entry) for entry in taken_apart(text).entries]
    assert [(each.kind, each.where and each.where.zh) for each in told] == [("situation", "文件标题")] * 2


@pytest.mark.parametrize(
    ("opening", "count"),
    [
        ("有下列三种情形之一的，可以容错", 3),
        ("可以容错的10种情形", 10),
        ("坚持以下四项原则", 4),
        ("严守六条", 6),
        ("有本办法第八条情形之一的，可以容错", None),
        ("符合第五条规定的条件，并有下列情形之一的", None),
        ("有第三条第一、二项情形的", None),
        ("有第六条第（二）项至第（四）项情形的", None),
        ("有前款第三项情形的", None),
        ("有前两项情形的", None),
        ("有上述三种情形的", None),
        ("有第五条第三款情形，并有下列两种情形之一的", 2),
        ("在三个以上事项中有下列情形的", None),
        ("有下列情形之一的", None),
    ],
)
def test_a_reference_is_no_count(opening: str, count: int | None) -> None:
    assert announced(opening) == count


def test_a_reference_is_not_written_as_the_number_of_items() -> None:
    text = "第一条 有本办法第八条情形之一的，可以容错：\n（一）甲；\n（二）乙。"
    assert taken_apart(text).problems == ()
    assert files(text)["tolerance.toml"]["list"]["situation"]["announced"] == 2
