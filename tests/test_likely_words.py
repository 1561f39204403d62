"""Words that nobody's list has: what may have been meant is told, its opposite never, and nothing is taken for it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from rongcuo.facts.called import YES_NO, in_words, name_in, nearest_fact
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError, Problem, nearest
from rongcuo.facts.text import Text, plain
from rongcuo.facts.vocabulary import Fact, shared_vocabulary
from rongcuo.policy.cases import case_from

from .running import run

VOCABULARY = shared_vocabulary()


def told(key: str, value: object) -> list[Problem]:
    """What is wrong with a case that says this of a fact."""
    with pytest.raises(InputError) as caught:
        case_from({"title": "x", "where": "x", "facts": {key: value}}, "x", VOCABULARY, frozenset())
    return caught.value.problems


@pytest.mark.parametrize(
    ("key", "value", "near"),
    [
        ("没有备案", True, '"备案情况" = "未备案"'),
        ("未招标", "是", '"程序瑕疵" = ["应招标未招标"]'),
        ("化整为零", True, '"程序瑕疵" = ["拆分采购"]'),
        ("拆分采购", True, '"程序瑕疵" = ["拆分采购"]'),
        ("未集体研究", True, '"集体研究、民主决策" = "否"'),
        ("没有集体讨论", "是", '"集体研究、民主决策" = "否"'),
        ("集体讨论", True, '"集体研究、民主决策"'),
        ("no tender", True, '"程序瑕疵" = ["应招标未招标"]'),
        ("工作领城", ["贸易"], "工作领域"),
        # what is denied of a word says nothing of the value that it stands for
        ("没有备案", False, '"备案情况"'),
        ("未招标", "否", '"程序瑕疵"'),
        ("未集体研究", False, '"集体研究、民主决策" = "是"'),
    ],
)
def test_other_words_for_a_fact_are_told_what_to_write(key: str, value: object, near: str) -> None:
    (problem,) = told(key, value)
    assert problem.code == "unknown_fact"
    said = problem.values["near"]
    assert (said.zh if isinstance(said, Text) else said) == near
    assert f"是否应为 `{near}`" in problem.message("zh")


def test_in_english_what_to_write_has_ids() -> None:
    (problem,) = told("no tender", True)
    assert 'procedure_flaw = ["no_tender"]' in problem.message("en")


@pytest.mark.parametrize(
    ("key", "value", "near"),
    [
        ("备案情况", "没有备案", "未备案"),
        ("程序瑕疵", ["化整为零"], "拆分采购"),
        ("stage", "准备实施", "拟实施"),
    ],
)
def test_other_words_for_a_value_are_told_its_label_and_never_taken(
    key: str, value: object, near: str
) -> None:
    (problem,) = told(key, value)
    assert problem.values["near"] == near


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("foreseeable_cause", ["unforeseeable_cause"]),
        ("事后报告对象", ["事前报告对象"]),
        ("not_cleared", ["cleared"]),
        ("effective", ["ineffective"]),
        ("filed_before", ["filed_after"]),
        ("proper gain", ["improper gain"]),
        ("未备案的", ["备案的"]),
    ],
)
def test_a_hint_never_turns_a_word_into_its_opposite(word: str, names: list[str]) -> None:
    assert nearest(word, names) == "" == nearest(names[0], [word])


def test_a_slip_is_told_whatever_stands_before_the_word() -> None:
    assert nearest("unforseeable_cause", VOCABULARY) == "unforeseeable_cause"
    assert nearest("inquiry_made", VOCABULARY) == "inquiries_made"


def test_no_other_word_is_a_name_or_stands_for_two_things() -> None:
    words = Counter(
        plain(word)
        for fact in VOCABULARY.values()
        for word in (*fact.also, *fact.also_no, *(w for choice in fact.choices for w in choice.also))
    )
    assert [word for word, times in words.items() if times > 1] == []
    assert {*words} <= {*VOCABULARY.meant}


@pytest.mark.parametrize("word", ["还没有集体研究", "已经集体研究", "未经集体讨论"])
def test_a_word_that_denies_is_never_told_as_the_fact_itself(word: str) -> None:
    near = nearest_fact(word, VOCABULARY)
    assert not near or "否" in (near.zh if isinstance(near, Text) else near)


# Found by a word


@pytest.mark.parametrize(
    ("word", "found", "said"),
    [
        ("化整为零", ["procedure_flaw"], "“拆分采购”的常见说法：化整为零"),
        ("未集体研究", ["collective_decision"], "“否”的常见说法：未集体研究"),
        ("招标", ["mandatory_procedure", "procedure_flaw", "tender_limit"], "常见说法：招标限额、招标标准"),
        ("Ordinary Careless", ["ordinary_carelessness"], "一般疏忽"),
    ],
)
def test_facts_are_found_by_a_word(word: str, found: list[str], said: str) -> None:
    told = json.loads(run("facts", word, "--json").out)["facts"]
    assert [fact["id"] for fact in told] == found
    assert said in run("facts", word, columns=300).out


def test_a_word_that_no_fact_has_is_an_error() -> None:
    done = run("facts", "甲乙丙")
    assert (done.status, done.out, len(done.mistakes)) == (2, "", 1) and "甲乙丙" in done.err


# From ids to words and back


@pytest.mark.parametrize("fact", [f for f in VOCABULARY.values() if f.type != "period"], ids=lambda f: f.id)
def test_what_is_said_by_ids_is_the_same_in_words(fact: Fact) -> None:
    assert name_in(fact, VOCABULARY, "zh") == fact.label.zh and name_in(fact, VOCABULARY, "en") == fact.id
    for raw in said_of(fact):
        in_chinese = in_words(fact, raw, "zh")
        assert in_words(fact, raw, "en") == raw
        assert read_known(fact, in_chinese) == read_known(fact, raw)
        if fact.type in ("yes_no", "choice", "level"):
            assert in_chinese in YES_NO or in_chinese in {choice.zh for choice in fact.choices}


def said_of(fact: Fact) -> list[object]:
    if fact.type == "yes_no":
        return [True, False]
    if fact.type == "set":
        return [[], [*fact.values], *([name] for name in fact.values), {"includes": [fact.values[0]]}]
    if fact.numeric:
        return [{"at_least": 3}] if fact.type == "amount" else ["2024-01-02"]
    return [*(choice.id for choice in fact.choices)]


@pytest.mark.parametrize(
    ("told", "near"),
    [("2024年5月", "2024-05"), ("2025.3", "2025-03"), ("2025/7", "2025-07"), (2024, "2024"), (2025.3, "2025-03"),
     ("2024年5月3日", "2024-05-03"), ("2024-5", "2024-05"), (2025.1, ""), ("2024年13月", ""), ("去年", "")],
)  # fmt: skip
def test_a_date_as_people_write_it_is_told_as_a_file_has_it(told: object, near: str) -> None:
    raw = {"title": "x", "where": "x", "dates": {"act": told}}
    with pytest.raises(InputError) as caught:
        case_from(raw, "x", VOCABULARY, frozenset())
    (problem,) = caught.value.problems
    assert problem.values["near"] == (f'"{near}"' if near else "")


@pytest.mark.parametrize(
    ("told", "fen"),
    [("30万", 30_000_000), ("30 万元", 30_000_000), ("1,200.50元", 120_050), ("1.2亿", 12_000_000_000), ("0.50", 50)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(told: str, fen: int) -> None:
    assert read_known(VOCABULARY["loss"], told).single(VOCABULARY["loss"]) == fen


@pytest.mark.parametrize("told", ["约30万", "0.005", "-1万", "三十万", "1万亿", "9" * 16])
def test_what_is_no_amount_is_refused(told: str) -> None:
    with pytest.raises(InputError):
        read_known(VOCABULARY["loss"], told)


@pytest.mark.parametrize("told", ["无", ["无"], ["none"], []])
def test_nothing_of_a_set_is_said_by_a_word_or_an_empty_list(told: object) -> None:
    assert read_known(VOCABULARY["procedure_flaw"], told).single(VOCABULARY["procedure_flaw"]) == frozenset()


@pytest.mark.parametrize(
    ("fact", "told", "listed"),
    [
        ("field", "防汛", '["防汛抢险"]'),
        ("field", "防汛、水利", '["防汛抢险", "水利工程"]'),
        ("field", "贸易", '["贸易"]'),
    ],
)
def test_other_words_for_members_are_told_as_the_list_to_write(fact: str, told: str, listed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_known(VOCABULARY[fact], told)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["list"]) == ("needs_list", listed)


def test_a_word_for_no_member_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError) as caught:
        read_known(VOCABULARY["field"], "月球")
    assert "招商引资" in caught.value.problems[0].message("zh")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("集体研究", "集体研究、民主决策"),
        ("及时报告", "处置后及时报告"),
        ("金额", "损失金额"),
        ("补办手续", "法定程序履行情况"),
        ("重大事故", "引发安全生产事故"),
    ],
)
def test_a_word_that_a_search_for_facts_finds_is_told_too(key: str, label: str) -> None:
    (problem,) = told(key, True)
    assert f'`"{label}"' in problem.message("zh")
