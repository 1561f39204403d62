"""`rongcuo ask` without a terminal: answers from a file, the file that is written, and the screens as data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.plugins.registry import Registry
from rongcuo.render.words import Words
from rongcuo_interview.asked import NONE, UNKNOWN, Asked
from rongcuo_interview.casefile import written
from rongcuo_interview.catalogue import MESSAGES
from rongcuo_interview.draft import Draft
from rongcuo_interview.interview import Beside, Interview
from rongcuo_interview.screens import Move, Screen
from rongcuo_interview.settling import Settling
from rongcuo_interview.terminal import Shown

from .running import LANGUAGES, everything, run

pytestmark = pytest.mark.slow

ANSWERS = """\
title = "引进项目停产"
where = "靖江"
field = ["investment_recruitment"]
inquiries_made = true
decision_procedure = true
unforeseeable_cause = true
departure_knowing = true
absent = [
    "political_problem", "integrity_problem", "violation_found", "debt_default", "safety_accident",
    "negative_opinion",
]
"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return everything()


def settling(registry: Registry, *regions: str, language: Language = "zh") -> Settling:
    return Settling(Asked(Words(language, registry), regions or tuple(registry.rows)))


# Answers from a file


@pytest.mark.parametrize("form", ["toml", "json"])
def test_answers_from_a_file_come_to_the_row_of_the_same_case(tmp_path: Path, form: str) -> None:
    told = ANSWERS if form == "toml" else json.dumps(tomllib.loads(ANSWERS))
    (tmp_path / f"answers.{form}").write_text(told, "utf-8")
    words = ("ask", "--answers", f"answers.{form}", "--region", "靖江")
    done = run(*words, "-o", "case.toml", "--json", folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    compared = json.loads(run("compare", "case.toml", "--region", "靖江", "--json", folder=tmp_path).out)
    assert data["answers"] == compared["answers"]
    assert (data["interview"]["unread"], data["interview"]["unneeded"]) == (["departure_knowing"], [])
    assert data["interview"]["unanswered"] and "field" not in data["interview"]["unanswered"]
    assert {"inquiries_made", "political_problem"} <= {*data["interview"]["asked"]}
    said = run(*words, folder=tmp_path).out.replace("\n", "")
    assert "条文均未涉及，结论未予评价：明知与规定不符仍实施" in said


def test_every_mistake_of_the_answers_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'title = "甲"\nwhere = "靖江"\nnonsense = true\nfield = ["no"]\n', "utf-8"
    )
    done = run("ask", "--answers", "a.toml", "-o", "case.toml", folder=tmp_path)
    assert done.status == 2 and len(done.mistakes) == 2
    assert all("a.toml" in mistake for mistake in done.mistakes)
    assert not (tmp_path / "case.toml").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "field = []\n", "title, where"),
        ("a.json", "{", "JSON"),
        ("a.json", "[1]", "JSON"),
        ("a.json", "{" + '"a":{' * 20_000, "JSON"),
        ("a.json", '{"title": "\\ud800"}', "JSON"),
        ("a.toml", "dates = 5\n", "dates"),
        ("a.toml", "findings = [1]\n", "findings"),
        ("a.toml", 'absent = "private_gain"\n', "absent"),
    ],
    ids=range(8),
)
def test_answers_that_cannot_be_used_are_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    done = run("ask", "--answers", name, folder=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert said in done.err and name in done.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_terminal_the_way_without_one_is_named(tmp_path: Path, language: Language) -> None:
    done = run("ask", "-o", "case.toml", folder=tmp_path, language=language)
    assert (done.status, done.out, len(done.mistakes)) == (2, "", 1)
    assert "--answers" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ANSWERS, "utf-8")
    done = run("ask", "--answers", "a.toml", "-o", "a.toml", folder=tmp_path)
    assert done.status == 2 and (tmp_path / "a.toml").read_text("utf-8") == ANSWERS


def test_a_case_is_gone_on_with_on_top_of_the_one_that_it_extends(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        'title = "甲"\nwhere = "靖江"\nabsent = ["private_gain"]\n[facts]\nfield = ["trade"]\n', "utf-8"
    )
    (tmp_path / "case.toml").write_text(
        '# mine\ntitle = "乙"\nwhere = "靖江"\nextends = "base.toml"\n', "utf-8"
    )
    (tmp_path / "a.toml").write_text("inquiries_made = true\n", "utf-8")
    (tmp_path / "below").mkdir()
    for name in ("next.toml", "below/next.toml"):
        done = run("ask", "--from", "case.toml", "--answers", "a.toml", "-o", name, folder=tmp_path)
        assert (done.status, done.err) == (0, "")
        text = (tmp_path / name).read_text("utf-8")
        assert text.startswith("# mine\n") and tomllib.loads(text)["facts"] == {"履行相应调查": "是"}
        assert run("case", "check", name, folder=tmp_path).status == 0


# Screens


Replies = dict[str, Any]


def answering(reply_to: Any) -> tuple[list[Screen], Any]:
    shown: list[Screen] = []

    def show(screen: Screen, beside: Beside) -> Any:
        shown.append(screen)
        return reply_to(screen, beside)

    return shown, show


def story_reply(screen: Screen) -> Any:
    texts = {MESSAGES["ask.title"][0]: "事项", MESSAGES["ask.where"][0]: "靖江"}
    if screen.kind == "text":
        return texts.get(screen.title, "")
    return (NONE,) if screen.kind == "several" else screen.options[screen.at].value


def test_enter_alone_states_nothing(registry: Registry) -> None:
    def reply(screen: Screen, beside: Beside) -> Any:
        if screen.kind == "several":
            unknown = [option.value for option in screen.options if option.value is UNKNOWN]
            assert not screen.ticked or screen.title == MESSAGES["ask.which_unknown"][0]
            return tuple(unknown) or tuple(screen.ticked)
        return story_reply(screen)

    shown, show = answering(reply)
    draft, how = Interview(settling(registry), show, lambda text: None).run(Draft())
    assert how == "ended" and len(shown) > 30
    case = draft.case(registry)
    assert not case.facts and not case.findings and not case.written and case.dates.act is None
    assert "absent" not in draft.answers and len(draft.unknown(registry)) > 50


def test_nothing_that_is_ticked_is_an_answer_until_something_is(registry: Registry) -> None:
    screen = settling(registry).asked.fact(Draft(), "field")
    with pytest.raises(InputError):
        screen.then(())
    assert screen.then((NONE,)).answers["facts"] == {"field": []}
    assert screen.then(("trade", UNKNOWN)).answers["facts"] == {"field": {"includes": ["trade"]}}


def test_the_way_back_leads_to_the_first_screen_and_no_further(registry: Registry) -> None:
    replies = iter(["甲", "靖江", Move.BACK, Move.BACK, Move.BACK, "乙", Move.STOP])
    shown, show = answering(lambda screen, beside: next(replies))
    draft, how = Interview(settling(registry), show, lambda text: None).run(Draft())
    titles = [screen.label for screen in shown]
    assert titles == ["事项", "地点", "问题", "地点", "事项", "事项", "地点"]
    assert (how, draft.answers) == ("stopped", {"title": "乙"})


def test_a_screen_that_is_gone_back_to_stands_as_it_was_answered(registry: Registry) -> None:
    """So that Enter alone changes nothing."""
    replies = iter(["甲", "靖江", "report", "untrue", Move.BACK, Move.BACK, Move.BACK, Move.STOP])
    shown, show = answering(lambda screen, beside: next(replies))
    Interview(settling(registry), show, lambda text: None).run(Draft())
    *_, outcome, matter, where = shown
    assert outcome.options[outcome.at].value == "untrue"
    assert matter.options[matter.at].value == "report"
    assert where.default == "靖江"


def test_what_was_ticked_is_ticked_on_the_way_back(registry: Registry) -> None:
    draft = Draft(base={"title": "甲", "where": "靖江", "facts": {"stage": "done"}, "dates": {"act": "2024"}})
    replies = iter([("trade", UNKNOWN), Move.BACK, Move.STOP])
    shown, show = answering(lambda screen, beside: next(replies))
    Interview(settling(registry), show, lambda text: None).run(draft)
    assert shown[-1].label == "工作领域" and {*shown[-1].ticked} == {"trade", UNKNOWN}


def test_a_place_that_is_none_is_told_at_once_and_taken_when_it_is_meant(registry: Registry) -> None:
    problems: list[str] = []
    replies = iter(["甲", "靖江市里", "靖江市里", Move.STOP])

    def show(screen: Screen, beside: Beside) -> Any:
        problems.append(beside.problem)
        return next(replies)

    draft, _ = Interview(settling(registry), show, lambda text: None).run(Draft())
    assert problems[:2] == ["", ""] and "是否应为 `江苏省泰州市靖江市`？" in problems[2]
    assert draft.answers["where"] == "靖江市里"


@pytest.mark.parametrize("typed", ["2024年5月", '"2024-05"', "2024.5", "2024/05", "“2024-5”"])
def test_a_date_is_taken_as_people_type_it(registry: Registry, typed: str) -> None:
    replies = iter(["甲", '"靖江"', "done", typed, Move.STOP])
    _, show = answering(lambda screen, beside: next(replies))
    draft, _ = Interview(settling(registry), show, lambda text: None).run(Draft())
    assert draft.answers["dates"] == {"act": "2024-05"} and draft.answers["where"] == "靖江"


def test_a_contradiction_is_told_and_asked_again(registry: Registry) -> None:
    base = {"title": "甲", "where": "靖江", "facts": {"loss": 500, "field": ["trade"]}}
    told: list[str] = []
    screen = settling(registry).asked.fact(Draft(base=base), "remedy")

    def show(screen: Screen, beside: Beside) -> Any:
        told.append(beside.problem)
        return "nothing_to_remedy" if len(told) == 1 else "effective"

    interview = Interview(settling(registry), show, lambda text: None)
    reply, after = interview._asked(screen, Draft(base=base))
    assert reply == "effective" and after.answers["facts"] == {"remedy": "effective"}
    assert told[0] == "" and "没有需要补救" in told[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("500000", 500_000),
        ("1,200,000.50", "1200000.50"),
        ("50万", 500_000),
        ("1.5亿元", 150_000_000),
        ("50万以上", {"at_least": 500_000}),
        ("at most 20k", {"at_most": 20_000}),
        ("0.01", "0.01"),
    ],
)
def test_amounts_are_read_as_they_are_written(registry: Registry, typed: str, told: Any) -> None:
    draft = settling(registry).asked.fact(Draft(), "loss").then(typed)
    assert draft.answers["facts"] == {"loss": told}
    draft.case(registry)


@pytest.mark.parametrize("typed", ["much", "-5", "5 5", "万"])
def test_what_is_no_amount_is_an_input_error(registry: Registry, typed: str) -> None:
    with pytest.raises(InputError):
        settling(registry).asked.fact(Draft(), "loss").then(typed)


def test_checks_ask_who_checked_once_and_the_file_keeps_it(registry: Registry) -> None:
    titles = {key: MESSAGES[f"ask.{key}"][0] for key in ("checks", "checked_by", "checked_on")}

    def reply(screen: Screen, beside: Beside) -> Any:
        if screen.title == titles["checks"]:
            return "none"
        told = {titles["checked_by"]: "县纪委", titles["checked_on"]: "2024-08"}
        return told.get(screen.title) or story_reply(screen)

    shown, show = answering(reply)
    one = settling(registry, "jingjiang")
    draft, _ = Interview(one, show, lambda text: None).run(Draft())
    assert [screen.title for screen in shown].count(titles["checked_by"]) == 1
    text = written(draft, None, one.asked.words)
    (entry,) = tomllib.loads(text)["absent"]
    assert (entry["by"], entry["on"]) == ("县纪委", "2024-08") and len(entry["facts"]) > 5


def test_what_was_found_is_asked_for_and_the_others_may_be_checked_or_not(registry: Registry) -> None:
    one = settling(registry, "jingjiang")
    base = {"title": "甲", "where": "靖江", "facts": {"field": ["investment_recruitment"]}}
    labels = {key: MESSAGES[f"ask.{key}"][0] for key in ("checks", "which", "others")}

    def reply(screen: Screen, beside: Beside) -> Any:
        if screen.title == labels["checks"]:
            return "some" if screen.heading == MESSAGES["ask.group_probity"][0] else "unchecked"
        if screen.title == labels["which"]:
            return ("violation_found", "political_problem")
        if screen.title == labels["others"]:
            return False
        if screen.label == "有权机关认定的违纪违法":
            return UNKNOWN
        return "市纪委" if "由谁认定" in screen.title else story_reply(screen)

    _, show = answering(reply)
    draft, how = Interview(one, show, lambda text: None).run(Draft(base=base))
    facts = draft.answers["facts"]
    assert how == "ended"
    assert facts["political_problem"] == {"value": True, "by": "市纪委"}
    assert "none" not in facts["violation_found"]["one_of"] and len(facts["violation_found"]["one_of"]) == 3
    assert "absent" not in draft.answers


# Why


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_names_the_clauses_that_read_a_fact_and_the_floor_once(
    registry: Registry, language: Language
) -> None:
    asked = settling(registry, language=language).asked
    told = asked.why(["private_gain"], "tolerance", registry.rows)
    assert sum("national:R3" in line for line in told) == 1
    jingjiang = asked.why(["inquiries_made"], "tolerance", ["jingjiang", "haian"])
    title, statement = jingjiang
    assert "T1" in title and {"zh": "调查和决策程序", "en": "the decision procedure"}[language] in statement
    assert (
        MESSAGES["ask.why_unread"][LANGUAGES.index(language)]
        in asked.why(["debt_default"], "tolerance", ["hongze"])[0]
    )


# Widths


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [30, pytest.param(79, marks=pytest.mark.slow)])
def test_no_line_of_any_screen_is_wider_than_the_terminal(
    registry: Registry, language: Language, width: int
) -> None:
    words = Words(language, registry)
    lines = 0

    def reply(screen: Screen, beside: Beside) -> Any:
        nonlocal lines
        for at in {0, max(len(screen.options) - 1, 0)}:
            for asks_why in (False, True):
                shown = Shown(screen=screen, beside=beside, words=words, at=at, asks_why=asks_why)
                told: Sequence[tuple[str, str]] = [*shown.lines(width, 21), *shown.foot(width)]
                assert max(cell_len(line) for _, line in told) <= width
                if width == 79:
                    assert len(shown.lines(width, 21)) <= 21
                if screen.options and not asks_why:
                    assert any(screen.options[at].label[:4] in line for _, line in told)
                lines += len(told)
        if screen.title == MESSAGES["ask.checks"][LANGUAGES.index(language)]:
            return "unchecked"
        if screen.kind == "text":
            return (
                "x"
                if screen.title == MESSAGES["ask.title"][LANGUAGES.index(language)]
                else "洪泽" * (screen.title == MESSAGES["ask.where"][LANGUAGES.index(language)])
            )
        return (NONE,) if screen.kind == "several" else screen.options[screen.at].value

    Interview(settling(registry, language=language), reply, lambda text: None).run(Draft())
    assert lines > 300


def test_low_terminals_scroll_around_the_cursor(registry: Registry) -> None:
    asked = settling(registry).asked
    screen = asked.fact(Draft(), "field")
    beside = Beside(progress="")
    for at in range(len(screen.options)):
        shown = Shown(screen=screen, beside=beside, words=asked.words, at=at)
        lines = shown.lines(79, 12)
        assert [line for style, line in lines if style == "reverse"] == [f"> [ ] {screen.options[at].label}"]
        told = [
            index
            for index, o in enumerate(screen.options)
            if any(f"[ ] {o.label}" == li[2:] for _, li in lines)
        ]
        more = [int(n) for _, line in lines for n in re.findall(r"面还有(\d+)项", line)]
        assert sum(more) + len(told) == len(screen.options) and len(lines) <= 12
