"""A lead that denies what it lists, undoes a tolerance, or says what follows from one makes no case of an item."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rongcuo_workshop.outline.guessing import Guess, guess

from .scale import scaled
from .test_outline import files, kinds, taken_apart

_LISTED = st.sampled_from(("下列", "以下", "如下"))
_CASE = st.sampled_from(
    ("情形", "情形之一", "任一情形", "条件", "条件之一", "行为", "情况", "要求", "三种情形")
)
_NOT = st.sampled_from(("不", "未", "均不", "不得", "没有", "未曾", "未按规定", "未同时"))
_IS = st.sampled_from(
    (
        "存在",
        "出现",
        "发生",
        "具有",
        "具备",
        "符合",
        "满足",
        "达到",
        "属于",
        "涉及",
        "违反",
        "履行",
        "包括",
        "构成",
    )
)
_WHOSE = st.sampled_from(("", "任何", "上述", "本办法规定的", "第五条所列的"))
_ABSENT = st.one_of(
    st.builds(lambda no, verb, whose: no + verb + whose, _NOT, _IS, _WHOSE),
    st.sampled_from(("没有", "无", "并无", "非", "违反", "缺乏", "排除", "除", "不在")),
)
_VERDICT = st.sampled_from(
    (
        "可以容错", "可以免责", "应当予以容错", "可以不予追究责任", "不承担责任", "不予容错", "一律不得免责",
        "不适用本办法", "可以从轻、减轻处理", "应当予以澄清", "可以事前备案", "免予问责",
    )
)  # fmt: skip
_DENIED = st.one_of(
    st.builds("{}{}{}的，{}".format, _ABSENT, _LISTED, _CASE, _VERDICT),
    st.builds("{}{}{}的".format, _ABSENT, _LISTED, _CASE),
    st.builds(
        "{}情形{}，{}".format,
        _LISTED,
        st.sampled_from(("均不存在的", "都没有的", "均未发生的", "以外的", "之外的")),
        _VERDICT,
    ),
    st.builds("容错范围{}{}情形".format, st.sampled_from(("不包括", "不含", "不涵盖")), _LISTED),
)
_WHO = st.sampled_from(("干部", "单位", "单位和个人", "人员", "党员、干部"))
_SPARED = st.sampled_from(("予以容错", "可以容错", "可以免责", "应当予以免责", "不予容错", "不得免责"))
_THEN = st.builds(
    str.format,
    st.sampled_from(
        (
            "在{}方面不受影响",
            "按{}方式告知",
            "采取{}措施",
            "享受{}待遇",
            "提交{}材料",
            "按{}标准办理",
            "由{}机关办理",
        )
    ),
    _LISTED,
)
_FOLLOWS = st.one_of(
    st.builds("{}的{}，{}".format, _SPARED, _WHO, _THEN),
    st.builds("对{}的，{}".format, _SPARED, _THEN),
    st.builds("{}的{}包括".format, _SPARED, _WHO),
    st.builds(
        "有{}情形之一的，{}{}".format,
        _LISTED,
        st.sampled_from(("应当", "可以", "", "予以")),
        st.sampled_from(("撤销容错认定", "取消容错", "终止容错程序", "中止容错", "收回免责决定")),
    ),
    st.builds("可以免除{}{}".format, _LISTED, st.sampled_from(("责任", "处分", "处理"))),
)
#: What would be ruled by, were it guessed.
_RULED = {
    "situation", "red_line", "mitigation", "aggravation", "condition", "trigger", "scope", "filing_condition", "step",
}  # fmt: skip


def below(lead: str) -> list[Guess]:
    """What the items of this lead are taken for, right below it and below an item of its own list."""
    text = f"第一条 {lead}：\n（一）甲；\n（二）有乙的：\n1.丙；\n2.丁。"
    return [guess(entry) for entry in taken_apart(text).entries]


@settings(deadline=None, max_examples=scaled(200))
@given(_DENIED)
@example("不存在下列情形的，可以容错")
@example("不属于下列情形之一的")
@example("不符合下列条件之一的，不予容错")
def test_what_a_lead_denies_is_told_as_an_exception_at_every_depth(lead: str) -> None:
    told = below(lead)
    assert [(each.kind, each.exception) for each in told] == [("duty", True)] * 3
    assert all(each.where is not None and each.where.zh == "第一条" for each in told)


@settings(deadline=None, max_examples=scaled(200))
@given(_FOLLOWS)
@example("予以容错的干部，在以下方面不受影响")
def test_what_follows_from_a_decision_or_undoes_it_is_no_case_of_it(lead: str) -> None:
    assert not _RULED & {each.kind for each in below(lead)}
    made = files(f"第一条 {lead}：\n（一）甲；\n（二）乙。")
    assert not [name for chapter in made.values() for name in chapter.get("list", {})]


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("包括但不限于下列情形，可以容错", "situation"),
        ("没有谋取私利，且有下列情形之一的，可以容错", "situation"),
        ("不可抗力导致出现下列情形的，可以容错", "situation"),
        ("在下列方面出现失误的，可以容错", "situation"),
        ("可以容错的失误，主要有下列几类", "situation"),
        ("本办法所称可以容错的情形，是指", "situation"),
        ("有下列情形且不属于不予容错情形的，可以容错", "situation"),
        ("有下列情形之一，且不存在第九条规定的不得容错情形的，可以免责", "situation"),
        ("不予容错的下列情形", "red_line"),
        ("下列情形不纳入容错范围", "red_line"),
        ("可以备案的下列事项", "scope"),
        ("可以容错的，按下列程序办理", "step"),
        ("不可以备案的下列事项", "duty"),
    ],
)
def test_a_denial_of_something_else_leaves_the_lead_what_it_is(lead: str, kind: str) -> None:
    assert set(kinds(f"第一条 {lead}：\n（一）甲；\n（二）乙。").values()) == {kind}


def test_the_nearest_words_that_tell_go_before_a_denial_further_out() -> None:
    text = "第一条 除下列情形外，可以容错：\n（一）有下列行为的，不予容错：\n1.甲；\n2.乙。"
    assert set(kinds(text).values()) == {"red_line"}
