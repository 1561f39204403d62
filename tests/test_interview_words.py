"""`rongcuo ask` in people's words: answers by label, what two files say of one fact, and what nobody knows."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rongcuo.facts.called import in_words, name_in
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from
from rongcuo.render.words import Words
from rongcuo_interview.asked import UNKNOWN, Asked
from rongcuo_interview.casefile import written
from rongcuo_interview.draft import Draft
from rongcuo_interview.settling import Settling
from rongcuo_interview.story import story

from .running import LANGUAGES, everything, run

BY_ID = """\
title = "引进项目停产"
where = "靖江"
field = ["investment_recruitment"]
inquiries_made = true
decision_procedure = true
unforeseeable_cause = true
departure_knowing = true
absent = ["political_problem", "integrity_problem", "violation_found"]
"""
BY_LABEL = """\
title = "引进项目停产"
where = "靖江"
"工作领域" = ["招商引资"]
"履行相应调查" = "是"
"履行相应决策程序" = "是"
"未达预期系不可预知因素所致" = "是"
"明知与规定不符仍实施" = "是"
absent = ["政治问题", "廉洁问题", "有权机关认定的违纪违法"]
"""
CASE = 'title = "甲"\nwhere = "靖江"\n'


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


def asked(registry: Registry, language: str = "zh") -> Asked:
    return Asked(Words(language, registry), tuple(registry.rows))  # type: ignore[arg-type]


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")


def test_answers_by_label_are_those_by_id(tmp_path: Path) -> None:
    put(tmp_path, ids=BY_ID, labels=BY_LABEL)
    told = []
    for name in ("ids", "labels"):
        done = run("ask", "--answers", f"{name}.toml", "--region", "靖江", "--json", folder=tmp_path)
        assert (done.status, done.err) == (0, "")
        told.append(json.loads(done.out))
    assert told[0] == told[1]
    assert told[0]["interview"]["unread"] == ["departure_knowing"]


def test_mistakes_in_the_answers_are_told_in_their_words(tmp_path: Path) -> None:
    put(tmp_path, a=CASE + '"工作领域" = "招商引资"\n"没有备案" = true\n"损失金额" = 3.5\n')
    done = run("ask", "--answers", "a.toml", folder=tmp_path)
    assert done.status == 2 and len(done.mistakes) == 3
    assert 'facts."工作领域"' in done.err and '["招商引资"]' in done.err and 'facts."损失金额"' in done.err


# One fact in two files


@pytest.mark.parametrize("case", ['"损失金额" = 3', "loss = 3"])
def test_of_two_files_the_answers_count_and_it_is_told(case: str, tmp_path: Path) -> None:
    put(tmp_path, case=f"{CASE}[facts]\n{case}\n", a='"损失金额" = 5\n')
    words = ("ask", "--from", "case.toml", "--answers", "a.toml", "--region", "靖江", "-o", "b.toml")
    done = run(*words, folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "以答案文件为准：损失金额" in done.out
    facts = tomllib.loads((tmp_path / "b.toml").read_text("utf-8"))["facts"]
    assert [*facts.values()] == [5] and run("case", "check", "b.toml", folder=tmp_path).status == 0


def test_the_same_in_both_files_is_nothing_to_tell(tmp_path: Path) -> None:
    put(tmp_path, case=CASE + "[facts]\nloss = 3\n", a='"损失金额" = 3\n')
    done = run("ask", "--from", "case.toml", "--answers", "a.toml", "--region", "靖江", folder=tmp_path)
    assert (done.status, done.err) == (0, "") and "为准" not in done.out


def test_what_was_checked_and_is_found_by_now_is_checked_no_longer(tmp_path: Path) -> None:
    checked = '[[absent]]\nfacts = ["引发债务违约", "obstructed"]\nby = "乙"\n'
    put(tmp_path, case=CASE + checked, a="debt_default = true\n")
    done = run(
        "ask",
        "--from",
        "case.toml",
        "--answers",
        "a.toml",
        "--region",
        "靖江",
        "-o",
        "b.toml",
        folder=tmp_path,
    )
    assert (done.status, done.err) == (0, "") and "以答案文件为准：引发债务违约" in done.out
    told = tomllib.loads((tmp_path / "b.toml").read_text("utf-8"))
    assert told["absent"] == [{"facts": ["obstructed"], "by": "乙"}]
    assert told["facts"] == {"引发债务违约": "是"}


def test_what_was_found_is_never_made_absent_by_the_answers(tmp_path: Path) -> None:
    put(tmp_path, case=CASE + "[facts]\ndebt_default = true\n", a='absent = ["引发债务违约"]\n')
    done = run("ask", "--from", "case.toml", "--answers", "a.toml", folder=tmp_path)
    assert done.status == 2 and len(done.mistakes) == 1
    assert "a.toml" in done.err and "接着问的案件已写明有 `引发债务违约`" in done.err


# What nobody knows


def test_what_nobody_knows_is_kept_and_asked_again_only_on_demand(registry: Registry, tmp_path: Path) -> None:
    here = asked(registry)
    screen = here.fact(Draft(), "loss_grade")
    draft = here.finding(Draft(), "haian:T1", "tolerance", ["haian"]).then(UNKNOWN)
    draft = draft.telling(title="甲", where="海安")
    draft = here.fact(draft, "loss_grade").then(UNKNOWN)
    assert screen.options[-1].value is UNKNOWN
    text = written(draft, None, here.words)
    told = tomllib.loads(text)
    assert told["facts"] == {"损失程度": "未知"} and told["findings"] == {"haian:T1": {"met": "未知"}}
    put(tmp_path, case=text)
    assert run("case", "check", "case.toml", folder=tmp_path).status == 0
    later = Draft(base=told)
    case = later.case(registry)
    assert not case.facts and not case.findings and not case.written
    from_file = Draft(base={**told, "facts": {"loss_grade": "未知"}})
    assert from_file.unknown(registry) == ("loss_grade", "haian:T1")


def test_the_day_that_nobody_knows_is_not_asked_for_again(registry: Registry) -> None:
    here = asked(registry)
    first = Draft(base={"title": "甲", "where": "靖江", "facts": {"field": ["trade"], "loss": 0}})
    (when, *_) = story(here, first)
    screen = when(first)
    assert screen is not None
    after = screen.then("")
    assert after.data()["dates"] == {"act": "unknown"} and after.case(registry).dates.act is None
    assert len([*story(here, after)]) == len([*story(here, first)]) - 1
    assert 'act = "未知"' in written(after, None, here.words)


def test_what_went_wrong_keeps_what_is_known_of_it(registry: Registry) -> None:
    here = asked(registry)
    draft = Draft(base={"title": "甲", "where": "靖江", "facts": {"field": []}, "dates": {"act": "2024"}})
    *_, wrong = story(here, draft)
    screen = wrong(draft)
    assert screen is not None
    after = screen.then(("result_short", UNKNOWN))
    assert after.answers["facts"] == {
        "result_short": True, "loss": "unknown", "negative_effect": "unknown", "procedure_flaw": "unknown"
    }  # fmt: skip


@pytest.mark.slow
def test_how_many_are_left_unknown_is_told_with_the_way_to_be_asked_again(tmp_path: Path) -> None:
    put(
        tmp_path,
        case=CASE + '[facts]\n"损失金额" = "未知"\n"negative_effect" = "unknown"\n',
        a="field = []\n",
    )
    done = run("ask", "--from", "case.toml", "--answers", "a.toml", "-o", "b.toml", folder=tmp_path)
    flat = done.out.replace("\n", "")
    assert "还有2项未知：损失金额、负面影响" in flat and "rongcuo ask --from b.toml --again" in flat


# What is written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_written_in_the_language_and_read_as_it_was(registry: Registry, language: str) -> None:
    here = asked(registry, language)
    facts: dict[str, Any] = {}
    for name, fact in registry.vocabulary.items():
        if fact.type != "period" and fact.only_if is None and not fact.adverse:
            value: Any = {"yes_no": True, "amount": "12.50", "date": "2024-01-01", "set": [*fact.values]}.get(
                fact.type
            )
            facts[name] = {"value": value or fact.values[-1], "by": "a"}
    del facts["fabricated"], facts["loss_grade"], facts["stage"]
    absent = [fact.id for fact in registry.vocabulary.values() if fact.adverse]
    draft = Draft(answers={"title": "甲", "where": "靖江", "facts": facts, "absent": absent})
    text = written(draft, None, here.words)
    told = tomllib.loads(text)
    called = {
        name: name_in(registry.vocabulary[name], registry.vocabulary, here.words.language) for name in facts
    }
    assert {*told["facts"]} == {*called.values()}
    assert all(name.isascii() == (language == "en") for name in (*told["facts"], *told["absent"]))
    for name, value in facts.items():
        assert told["facts"][called[name]] == in_words(registry.vocabulary[name], value, here.words.language)
    read = case_from(told, "", registry.vocabulary, registry.plugin_names, registry.text_called)
    ids = case_from(
        {"title": "甲", "where": "靖江", "facts": facts, "absent": absent},
        "", registry.vocabulary, registry.plugin_names,
    )  # fmt: skip
    assert read.facts == ids.facts and read.written.keys() == ids.written.keys()


def test_a_file_that_is_gone_on_with_keeps_its_own_names(registry: Registry) -> None:
    here = asked(registry)
    text = CASE + 'facts = { loss = "未知", "负面影响" = "未知", trying_first = true }\n'
    draft = Draft(base=tomllib.loads(text)).with_facts(
        {"loss": 3, "negative_effect": "some", "remedy": "none"}
    )
    facts = tomllib.loads(written(draft, text, here.words))["facts"]
    assert facts == {
        "loss": 3,
        "负面影响": "有一定负面影响",
        "trying_first": True,
        "补救情况": "未采取补救措施",
    }


def test_what_is_checked_by_now_is_unknown_no_longer(registry: Registry) -> None:
    here = asked(registry)
    text = CASE + '[facts]\n"引发债务违约" = "未知"\nloss = 3\n'
    base = Draft(base={"title": "甲", "where": "靖江", "facts": {"debt_default": "未知", "loss": 3}})
    draft = here.left_unknown(base, "obstructed").with_absent(("debt_default", "obstructed"))
    told = tomllib.loads(written(draft, text, here.words))
    assert told["facts"] == {"loss": 3} and told["absent"] == ["引发债务违约", "撒谎推责、阻挠调查"]
    assert draft.case(registry).facts.keys() == {"loss", "debt_default", "obstructed"}
    assert draft.unknown(registry) == ()


def test_no_question_is_put_of_what_the_file_says_is_unknown(registry: Registry) -> None:
    here = Settling(asked(registry))
    base = {"title": "甲", "where": "靖江", "facts": {}}
    draft = Draft(base=base)
    first = here.standing(draft)[0].next
    assert first is not None
    later = here.asked.left_unknown(draft, *first.facts)
    again = Draft(base=later.data())
    again = again.passing(*again.unknown(registry))
    asks = here.standing(again)[0].asks
    assert not {*first.facts} & {name for ask in asks for name in ask.facts}
