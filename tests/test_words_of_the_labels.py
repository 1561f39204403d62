"""A case file may be written in the words of the labels, Chinese or English; what is read has ids alone."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Text, plain
from rongcuo.facts.vocabulary import Choice, Fact, Vocabulary, shared_vocabulary
from rongcuo.policy.cases import Case, case_from, read_case
from rongcuo_documents.fingerprint import plain as plain_case

from .running import everything, run

VOCABULARY = shared_vocabulary()

IDS = """
title = "x"
where = "hongze"
absent = ["debt_default", "safety_accident"]
[facts]
field = ["water_works", "trade"]
collective_decision = true
decision_procedure = false
private_gain = []
loss = { at_least = 500 }
violation_found = { at_most = "minor", by = "a", basis = "b" }
cause_weight = { one_of = ["main", "sole"] }
reported_before = { includes = ["leader"], excludes = ["discipline"] }
[[evidence]]
fact = "loss"
document = "d"
[findings."jingjiang:R4"]
met = false
[findings."national:W1"]
met = false
[expect.hongze]
verdict = "open"
"""
CHINESE = """
title = "x"
where = "洪泽"
absent = ["引发债务违约", "引发安全生产事故"]
[facts]
"工作领域" = ["水利工程", "贸易"]
collective_decision = "是"
"履行相应决策程序" = "否"
"谋取不正当利益" = "无"
"损失金额" = { at_least = 500 }
"有权机关认定的违纪违法" = { at_most = "轻微违规，不够追究纪律责任", by = "a", basis = "b" }
"客观原因所占作用" = { one_of = ["主要原因", "唯一原因"] }
"事前报告对象" = { includes = ["领导"], excludes = ["纪检监察机关"] }
"履行相应调查" = "未知"
[[evidence]]
fact = "损失金额"
document = "d"
[findings."靖江:R4"]
met = false
[findings."全国:W1"]
met = false
[expect."洪泽"]
verdict = "open"
"""
ENGLISH = """
title = "x"
where = "Hongze"
absent = ["debt default", "Work-safety accident"]
[facts]
"field of work" = ["Water works", "trade"]
"Collective decision" = "yes"
decision_procedure = "No"
"improper gain" = "none"
loss = { at_least = 500 }
"violation found" = { at_most = "minor breach, below discipline liability", by = "a", basis = "b" }
cause_weight = { one_of = ["the main cause", "the sole cause"] }
"reported beforehand to" = { includes = ["Leader"], excludes = ["discipline inspection and supervision body"] }
loss_grade = "unknown"
[[evidence]]
fact = "loss"
document = "d"
[findings."Jingjiang:R4"]
met = false
[findings."national:W1"]
met = false
[expect.Hongze]
verdict = "open"
"""


def read(text: str) -> Case:
    registry = everything()
    raw = tomllib.loads(text)
    return case_from(raw, "x", registry.vocabulary, registry.plugin_names, registry.text_called)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_what_is_written_in_the_words_of_the_labels_is_what_is_written_by_ids(text: str) -> None:
    said, plainly = read(text), read(IDS)
    for name in ("facts", "findings", "evidence", "expect", "unread"):
        assert getattr(said, name) == getattr(plainly, name), name
    assert said.written.keys() == plainly.written.keys()


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_report_on_what_is_written_in_labels_has_the_same_fingerprint(text: str) -> None:
    said, plainly = (plain_case(evolve(read(told), where="洪泽")) for told in (text, IDS))
    assert said == plainly and "written" in said


def test_the_answer_has_ids_alone(tmp_path: Path) -> None:
    answers = []
    for text in (IDS, CHINESE):
        (tmp_path / "case.toml").write_text(text, "utf-8")
        done = run("compare", tmp_path / "case.toml", "--region", "zhejiang,hongze", "--json")
        assert (done.status, done.err) == (0, "")
        answers.append(json.loads(done.out))
    for told in answers:
        told["case"].pop("where", None)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("fact", [fact for fact in VOCABULARY.values() if fact.choices], ids=lambda f: f.id)
def test_every_choice_is_meant_by_its_id_and_by_each_of_its_labels(fact: Fact) -> None:
    for choice in fact.choices:
        told = [case({fact.id: [word] if fact.type == "set" else word}).facts for word in words_of(choice)]
        assert told[0] == told[1] == told[2]


def words_of(choice: Choice) -> tuple[str, str, str]:
    return choice.id, choice.zh, choice.en


def test_no_word_of_the_shared_facts_means_two_things() -> None:
    assert all(len(names) == 1 for names in VOCABULARY.labels.values())
    for fact in VOCABULARY.values():
        ids = {plain(choice.id): choice.id for choice in fact.choices}
        for choice in fact.choices:
            assert ids.get(plain(choice.zh), choice.id) == ids.get(plain(choice.en), choice.id) == choice.id
        assert not {"未知", "unknown"} & {plain(w) for choice in fact.choices for w in words_of(choice)}


def case(facts: dict[str, Any], vocabulary: Vocabulary = VOCABULARY, **more: Any) -> Case:
    return case_from({"title": "x", "where": "x", "facts": facts, **more}, "x", vocabulary, frozenset(["p"]))


def own(name: str, zh: str, *choices: Choice) -> Fact:
    return Fact(
        id=f"p:{name}",
        group="scene",
        type="choice",
        label=Text(zh, name),
        ask=Text("？", "?"),
        choices=choices or (Choice("a", "甲", "alpha"),),
    )


def codes(facts: dict[str, Any], vocabulary: Vocabulary, **more: Any) -> list[tuple[str, Any]]:
    with pytest.raises(InputError) as caught:
        case(facts, vocabulary, **more)
    return [(problem.code, problem.values.get("names")) for problem in caught.value.problems]


def test_a_label_of_two_facts_is_an_error_that_names_both() -> None:
    twice = VOCABULARY.adding([own("loss", "损失金额")])
    assert ("fact_ambiguous", "loss, p:loss") in codes({"损失金额": "a"}, twice)
    assert case({"loss": 3, "p:loss": "甲"}, twice).facts.keys() == {"loss", "p:loss"}


def test_a_label_of_two_choices_is_an_error_that_names_both() -> None:
    both = VOCABULARY.adding([own("x", "某事", Choice("a", "同名", "alpha"), Choice("b", "同名", "beta"))])
    assert codes({"某事": "同名"}, both) == [("choice_ambiguous", "a, b")]
    assert case({"某事": "beta"}, both).facts["p:x"].values == {"b"}


def test_a_fact_under_two_names_is_an_error() -> None:
    assert [code for code, _ in codes({"loss": 3, "损失金额": 3}, VOCABULARY)] == ["named_twice"]


def test_what_is_said_to_be_unknown_is_left_out_and_no_question_is_posed_by_it() -> None:
    told = case({"loss": "未知", "safety_accident": {"value": "unknown", "by": "x"}})
    assert not told.facts and not told.written


def test_a_report_whose_outcome_is_unknown_is_a_report() -> None:
    assert case({"report_outcome": "未知"}).questions() == ("clarification",)


def test_a_choice_that_is_called_unknown_is_a_choice() -> None:
    asked = VOCABULARY.adding([own("x", "某事", Choice("a", "未知", "alpha"))])
    assert case({"某事": "未知"}, asked).facts["p:x"].values == {"a"}


# On top of another


def extended(folder: Path, base: str, own_: str) -> Case:
    (folder / "base.toml").write_text('title = "x"\nwhere = "x"\n' + base, "utf-8")
    (folder / "case.toml").write_text('extends = "base.toml"\n' + own_, "utf-8")
    return read_case(folder / "case.toml", VOCABULARY)


def test_one_fact_under_two_names_in_two_files_is_one_fact(tmp_path: Path) -> None:
    told = extended(tmp_path, "[facts]\nloss = 3\n", '[facts]\n"损失金额" = 5\n')
    assert told.facts == case({"loss": 5}).facts


def test_unknown_takes_back_what_the_base_tells_or_checked(tmp_path: Path) -> None:
    base = 'absent = ["debt_default", "引发安全生产事故"]\n[facts]\nloss = 3\n'
    told = extended(tmp_path, base, '[facts]\n"损失金额" = "未知"\nsafety_accident = "未知"\n')
    assert told.facts.keys() == {"debt_default"}


def test_a_mistake_in_a_base_is_told_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        extended(tmp_path, '[facts]\n"损失金额" = 3.5\n', "[facts]\nnegligent = 3\n")
    told = [(Path(problem.file).name, problem.place) for problem in caught.value.problems]
    assert sorted(told) == [("base.toml", 'facts."损失金额"'), ("case.toml", "facts.negligent")]


def test_every_mistake_of_every_file_is_told_in_one_run(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        extended(tmp_path, "[facts]\nloss = 未知\nnegligent = 3\n", "[facts]\nfield = 是\nlose = 1\n")
    told = [(Path(problem.file).name, problem.code) for problem in caught.value.problems]
    assert sorted(told) == [
        ("base.toml", "toml_bare"),
        ("base.toml", "wrong_type"),
        ("case.toml", "toml_bare"),
        ("case.toml", "unknown_fact"),
    ]


# Where each fact is written


def test_each_fact_has_the_line_it_is_written_in(tmp_path: Path) -> None:
    base = 'absent = [\n  "debt_default",  # "negligent"\n]\n[facts]\nloss = 3\n"损失程度" = "none"\n'
    told = extended(tmp_path, base, "facts = { field = [], negligent = false }\n")
    lines = {name: (Path(place.file).name, place.line) for name, place in told.places.items()}
    assert lines == {
        "debt_default": ("base.toml", 4),
        "loss": ("base.toml", 7),
        "loss_grade": ("base.toml", 8),
        "field": ("case.toml", 2),
        "negligent": ("case.toml", 2),
    }


# Who checked


BY = '{ facts = ["debt_default"], by = "区纪委", on = 2026-01-05 }'


@pytest.mark.parametrize(
    "absent",
    [
        f"absent = {BY}\n",
        f"absent = [{BY}]\n",
        '[absent]\nfacts = ["debt_default"]\nby = "区纪委"\non = "2026-01-05"\n',
        '[[absent]]\nfacts = ["引发债务违约"]\nby = "区纪委"\non = 2026-01-05\n',
        f'absent = [{BY}, "negligent"]\n',
    ],
)
def test_a_check_may_say_who_made_it_and_when(absent: str) -> None:
    told = case({}, **tomllib.loads(absent)).facts
    known = told["debt_default"]
    assert (known.values, known.checked, known.by, known.on) == ({False}, True, "区纪委", "2026-01-05")
    if "negligent" in told:
        assert (told["negligent"].by, told["negligent"].on) == (None, None)


def test_who_checked_stays_with_what_the_base_checked(tmp_path: Path) -> None:
    base = '[[absent]]\nfacts = ["debt_default", "negligent"]\nby = "甲"\n'
    told = extended(tmp_path, base, 'absent = ["obstructed"]\n[facts]\nnegligent = true\n').facts
    assert {name: known.by for name, known in told.items()} == {
        "debt_default": "甲",
        "obstructed": None,
        "negligent": None,
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_checked_and_when_is_shown(language: str, tmp_path: Path) -> None:
    text = f'title = "x"\nwhere = "洪泽"\nabsent = {BY}\n'
    (tmp_path / "case.toml").write_text(text, "utf-8")
    done = run("rule", tmp_path / "case.toml", "--region", "jingjiang", "--explain", "--lang", language)
    assert "区纪委" in done.out and "2026-01-05" in done.out
    done = run("rule", tmp_path / "case.toml", "--region", "jingjiang", "--json")
    told = json.loads(done.out)["case"]["facts"]["debt_default"]
    assert told == {"value": False, "by": "区纪委", "on": "2026-01-05"}
