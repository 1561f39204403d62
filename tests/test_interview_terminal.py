"""`rongcuo ask` on a terminal, driven by keys; a whole interview in both languages."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from rongcuo.facts.called import name_in
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo_interview.catalogue import MESSAGES

from .running import run

pytest.importorskip("pty")  # there are none on Windows

from .terminals import BACK, DOWN, ENTER, F1, INTERRUPT, LEFT, STOP, Terminal

pytestmark = [pytest.mark.slow, pytest.mark.once]  # whole processes

LANGUAGES = {"zh": 0, "en": 1}
TITLE = "抢修堤坝未招标"


def said(language: str, key: str, **values: object) -> str:
    return MESSAGES[key][LANGUAGES[language]].format(**values)


def told(folder: Path, name: str = "case.toml") -> dict[str, object]:
    return tomllib.loads((folder / name).read_text("utf-8"))


def tell_story(t: Terminal, language: str, where: str = "靖江", field: int = 0) -> None:
    """The story up to what went wrong: a matter of the first field of work."""
    t.answer(said(language, "ask.title"), TITLE, ENTER)
    t.answer(said(language, "ask.where"), where, ENTER)
    t.answer(said(language, "ask.matter"), "1", ENTER)
    t.answer(said(language, "ask.when"), "2024-07", ENTER)
    t.answer({"zh": "哪些工作领域", "en": "Which fields of work"}[language], *[DOWN] * field, " ", ENTER)
    t.answer(said(language, "ask.summary"), ENTER)


def answer_the_rest(t: Terminal, language: str, most: int = 40) -> None:
    """Every check came back empty, nothing is known of the rest; until the comparison is printed."""
    keys = {
        said(language, "ask.checks"): ["1", ENTER],
        said(language, "ask.checked_by"): ["纪委", ENTER],
        said(language, "ask.checked_on"): ["2024-08", ENTER],
        said(language, "ask.enough"): ["1", ENTER],
        said(language, "ask.no_finding"): [ENTER],
        said(language, "ask.none_of_these"): [" ", ENTER],
    }
    for _ in range(most):
        if not t.until_last(*(said(language, f"ask.keys_{kind}") for kind in ("one", "several", "text"))):
            return
        t.step(*next((keys[question] for question in keys if question in t.flat), [ENTER]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_interview_ends_with_the_screen_and_a_file_that_is_a_case(
    language: str, tmp_path: Path
) -> None:
    with Terminal("ask", "--region", "靖江", "-o", "case.toml", folder=tmp_path, language=language) as t:
        tell_story(t, language)
        t.answer(said(language, "ask.wrong"), " ", ENTER)
        t.until(said(language, "ask.rows", settled=0, total=1))
        answer_the_rest(t, language)
        assert t.end() == 0
        printed = t.printed
    assert TITLE in printed and "case.toml" in printed
    case = told(tmp_path)

    def called(name: str) -> str:
        return name_in(shared_vocabulary()[name], shared_vocabulary(), language)  # type: ignore[arg-type]

    assert (case["title"], case["where"], case["dates"]) == (TITLE, "靖江", {"act": "2024-07"})
    facts = case["facts"]
    assert isinstance(facts, dict) and facts[called("field")] == [
        {"zh": "招商引资", "en": "investment_recruitment"}[language]
    ]
    assert facts[called("result_short")] in ("是", True) and facts[called("loss")] == 0
    (absent,) = case["absent"]  # type: ignore[misc]
    assert called("private_gain") in absent["facts"]
    assert (absent["by"], absent["on"]) == ("纪委", "2024-08")
    compared = run("compare", "case.toml", "--region", "靖江", folder=tmp_path, language=language, columns=80)  # type: ignore[arg-type]
    assert compared.status == 0
    for line in compared.out.splitlines():
        assert line.rstrip() in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_keeps_what_was_answered_and_from_goes_on_there(language: str, tmp_path: Path) -> None:
    with Terminal("ask", "--region", "靖江", "-o", "case.toml", folder=tmp_path, language=language) as t:
        tell_story(t, language)
        t.answer(said(language, "ask.wrong"), "q")
        t.until("rongcuo ask --from case.toml")
        assert t.end() == 0
    assert run("case", "check", "case.toml", folder=tmp_path).status == 0
    before = told(tmp_path)
    with Terminal("ask", "--region", "靖江", "--from", "case.toml", folder=tmp_path, language=language) as t:
        shown = t.answer(said(language, "ask.wrong"), " ", ENTER)
        assert said(language, "ask.title") not in shown
        t.answer(said(language, "ask.checks"), "q")
        assert t.end() == 0
    after = told(tmp_path)
    assert after["title"] == before["title"] and len(after["facts"]) > len(before["facts"])  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh"])
def test_back_takes_an_answer_back(language: str, tmp_path: Path) -> None:
    with Terminal("ask", "-o", "case.toml", folder=tmp_path, language=language) as t:
        t.answer(said(language, "ask.title"), "写错了", ENTER)
        t.answer(said(language, "ask.where"), BACK)
        t.answer(said(language, "ask.went_back"))
        t.answer(said(language, "ask.title"), "\x15", TITLE, ENTER)
        t.answer(said(language, "ask.where"), "洪泽", ENTER)
        t.answer(said(language, "ask.matter"), LEFT)
        t.answer(said(language, "ask.where"), "\x15", "靖江", ENTER)
        t.answer(said(language, "ask.matter"), "q")
        assert t.end() == 0
    assert (told(tmp_path)["title"], told(tmp_path)["where"]) == (TITLE, "靖江")


@pytest.mark.parametrize("language", ["en"])
def test_why_names_the_clauses_of_each_region(language: str, tmp_path: Path) -> None:
    with Terminal("ask", "--region", "靖江,海安", folder=tmp_path, language=language) as t:
        t.answer(said(language, "ask.title"), F1)
        t.answer(said(language, "ask.why_story"), ENTER)
        t.press(TITLE, ENTER)
        t.answer(said(language, "ask.where"), "靖江", ENTER)
        t.answer(said(language, "ask.matter"), "1", ENTER)
        t.answer(said(language, "ask.when"), ENTER)
        t.answer({"zh": "哪些工作领域", "en": "Which fields of work"}[language], "?")
        shown = t.until(said(language, "ask.keys_why"))
        assert "T1" in shown and {"zh": "靖江：", "en": "Jingjiang:"}[language] in shown
        t.press("?")
        t.answer({"zh": "招商引资", "en": "investment recruitment"}[language], INTERRUPT)
        assert t.end() == 130


@pytest.mark.parametrize("language", ["en"])
def test_an_interrupt_leaves_nothing_half_written(language: str, tmp_path: Path) -> None:
    with Terminal("ask", "-o", "case.toml", folder=tmp_path, language=language) as t:
        t.answer(said(language, "ask.title"), TITLE, ENTER)
        t.answer(said(language, "ask.where"), INTERRUPT)
        assert t.end() == 130
        assert said(language, "ask.given_up") in t.printed
        assert "Traceback" not in t.printed
    assert os.listdir(tmp_path) == []


def test_an_interrupt_leaves_the_file_that_it_goes_on_from_as_it_was(tmp_path: Path) -> None:
    text = f'# kept\ntitle = "{TITLE}"\nwhere = "靖江"\n'
    (tmp_path / "case.toml").write_text(text, "utf-8")
    with Terminal("ask", "--from", "case.toml", folder=tmp_path) as t:
        t.answer(said("zh", "ask.matter"), "1", ENTER)
        t.answer(said("zh", "ask.when"), INTERRUPT)
        assert t.end() == 130
    assert (tmp_path / "case.toml").read_text("utf-8") == text
    with Terminal("ask", "--from", "case.toml", folder=tmp_path) as t:
        t.answer(said("zh", "ask.matter"), "1", ENTER)
        t.answer(said("zh", "ask.when"), "2024", ENTER)
        t.answer("哪些工作领域", STOP)
        assert t.end() == 0
    after = (tmp_path / "case.toml").read_text("utf-8")
    assert after.startswith("# kept\n") and told(tmp_path)["dates"] == {"act": "2024"}


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    with Terminal("ask", "-o", "case.toml", folder=tmp_path) as t:
        t.answer(said("zh", "ask.title"), ENTER)
        t.until(MESSAGES["problem.ask_empty"][0])
        t.answer(said("zh", "ask.title"), TITLE, ENTER)
        t.answer(said("zh", "ask.where"), "江苏省淮安市洪择区", ENTER)
        t.answer("洪泽", ENTER)  # it is meant
        t.answer(said("zh", "ask.matter"), "1", ENTER)
        t.answer(said("zh", "ask.when"), "去年", ENTER)
        t.answer("不是日期", "\x15", "2024", ENTER)
        t.answer("哪些工作领域", ENTER)
        t.answer("尚未勾选", STOP)
        assert t.end() == 0
    assert told(tmp_path)["dates"] == {"act": "2024"}


def test_a_digit_chooses_and_the_next_screen_is_asked_whatever_is_pressed(tmp_path: Path) -> None:
    with Terminal("ask", "-o", "case.toml", folder=tmp_path) as t:
        t.answer(said("zh", "ask.title"), TITLE, ENTER)
        t.answer(said("zh", "ask.where"), "靖江", ENTER)
        t.answer(said("zh", "ask.matter"), "2", "3")
        shown = t.until(f"> 3 {said('zh', 'ask.matter_report')}")
        assert said("zh", "ask.matter") in shown
        t.press("2", ENTER)
        shown = t.until("哪些工作领域")
        assert said("zh", "ask.more_below", count=0)[:4] in shown, (
            "the fields are more than the screen has room for"
        )
        t.press(STOP)
        assert t.end() == 0
    assert told(tmp_path)["facts"] == {"阶段": "拟实施"}


def test_without_an_output_the_name_of_the_file_is_asked_for(tmp_path: Path) -> None:
    with Terminal("ask", folder=tmp_path) as t:
        t.answer(said("zh", "ask.title"), TITLE, ENTER)
        t.answer(said("zh", "ask.where"), STOP)
        t.answer(said("zh", "ask.keep"), ENTER)
        t.answer(said("zh", "ask.file"), "\x15", "甲.toml", ENTER)
        assert t.end() == 0
    assert told(tmp_path, "甲.toml")["title"] == TITLE


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interview_ends_in_the_registry_and_goes_on_from_there(language: str, tmp_path: Path) -> None:
    with Terminal("ask", "--region", "靖江", folder=tmp_path, language=language) as t:
        tell_story(t, language)
        t.answer(said(language, "ask.wrong"), STOP)
        shown = t.answer(said(language, "ask.keep"), LEFT, "1", ENTER)
        assert "rongcuo.db" in shown
        assert t.end() == 0
        assert "rongcuo ask 1" in t.printed
    assert not [*tmp_path.glob("*.toml")]
    with Terminal("ask", "1", "--region", "靖江", folder=tmp_path, language=language) as t:
        shown = t.answer(said(language, "ask.wrong"), " ", ENTER)
        assert said(language, "ask.title") not in shown
        answer_the_rest(t, language)
        assert t.end() == 0
        assert TITLE in t.printed
    told = run("case", "show", "1", folder=tmp_path, language=language)  # type: ignore[arg-type]
    assert told.status == 0 and TITLE in told.out
    assert run("registry", "check", folder=tmp_path).status == 0


def test_whoever_stops_where_it_is_kept_loses_no_answers(tmp_path: Path) -> None:
    with Terminal("ask", folder=tmp_path) as t:
        t.answer(said("zh", "ask.title"), TITLE, ENTER)
        t.answer(said("zh", "ask.where"), STOP)
        t.answer(said("zh", "ask.keep"), "q")
        t.answer(said("zh", "ask.file"), "\x15", "甲.toml", ENTER)
        assert t.end() == 0
    assert told(tmp_path, "甲.toml")["title"] == TITLE
    with Terminal("ask", "--keep", folder=tmp_path) as t:
        t.answer(said("zh", "ask.title"), TITLE, ENTER)
        t.answer(said("zh", "ask.where"), STOP)
        assert t.end() == 0
        assert said("zh", "ask.not_kept") in t.printed
    assert not (tmp_path / "rongcuo.db").exists()
