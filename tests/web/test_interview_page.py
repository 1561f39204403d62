"""The interview on the page: it asks what `ask` asks, and carries everything that was answered itself."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from rongcuo.facts.text import Language
from rongcuo.render.words import Words
from rongcuo_interview.asked import NONE, Asked
from rongcuo_interview.casefile import written
from rongcuo_interview.draft import Draft
from rongcuo_interview.interview import Beside, Interview
from rongcuo_interview.screens import Move, Screen
from rongcuo_interview.settling import Settling
from rongcuo_web.form.replies import MOST, Reply, mark_of, reached

from ..running import LANGUAGES
from ..scale import scaled
from .site import served, setting

pytestmark = pytest.mark.slow

TYPED = ["", "洪泽", "靖江", "某镇", "2024-05", "50万", "3", "<b>甲</b>"]


@pytest.fixture(scope="module")
def browser() -> TestClient:
    return served()


class Form(HTMLParser):
    """The forms of a page as a browser reads them: the fields of each, and what is to be read on the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, list[str]]] = []
        self.title = ""
        self.labels: list[str] = []
        self.bars: list[tuple[float, float]] = []
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "meter":
            self.bars.append((float(has["value"]), float(has["max"])))
        elif tag == "input" and has.get("type") in ("radio", "checkbox"):
            self.labels.append("")
            if "checked" in has:
                self.forms[-1].setdefault(has["name"], []).append(has["value"])
        elif tag == "input" and self.forms:
            self.forms[-1].setdefault(has["name"], []).append(has.get("value", ""))
        if tag in ("legend", "label"):
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        if self._in == ["legend"]:
            self.title += data
        elif self._in == ["label"]:
            self.labels[-1] += data


def read(html: str) -> Form:
    form = Form()
    form.feed(html)
    return form


def asked(html: str) -> dict[str, list[str]]:
    """The form that answers a screen."""
    return next(each for each in read(html).forms if "screen" in each)


def random_replies(
    seed: int, count: int, language: Language
) -> tuple[list[Reply], Screen | None, Beside, Draft]:
    """So many replies, drawn at random, and what the interview itself comes to with them."""
    drawn, replies, end = random.Random(seed), list[Reply](), list[tuple[Screen, Beside]]()

    def show(screen: Screen, beside: Beside) -> Any:
        if len(replies) == count:
            end.append((screen, beside))
            return Move.STOP
        options = [option.value for option in screen.options]
        if screen.kind == "text":
            said: str | int | Sequence[int] = drawn.choice(TYPED)
            value: Any = said
        elif screen.kind == "one":
            said = drawn.randrange(len(options))
            value = options[said]
        else:
            said = sorted(drawn.sample(range(len(options)), drawn.randint(0, len(options))))
            if NONE in [options[place] for place in said] and len(said) > 1:
                said = [options.index(NONE)]
            value = tuple(options[place] for place in said)
        replies.append(Reply(mark_of(screen), said))
        return value

    registry = setting().registry
    words = Words(language, registry)
    interview = Interview(Settling(Asked(words, list(registry.rows))), show, lambda _: None)
    draft, _ = interview.run(Draft())
    return replies, *(end[0] if end else (None, Beside(progress=""))), draft


def sent(replies: Sequence[Reply], language: str = "zh", **more: Any) -> dict[str, Any]:
    return {"said_in": language, "reply": [reply.written() for reply in replies], **more}


@given(st.integers(0, 2**32), st.integers(0, 45), st.sampled_from(LANGUAGES))
@settings(max_examples=scaled(60), deadline=None)
def test_the_page_asks_what_the_interview_asks_after_the_same_replies(
    seed: int, count: int, language: Language
) -> None:
    replies, screen, beside, draft = random_replies(seed, count, language)
    there = reached(Words(language, setting().registry), replies)
    assert there.draft.data() == draft.data() and there.draft.checked == draft.checked
    html = served(language=language).post("/ask", data=sent(replies, language)).text
    page = read(html)
    if screen is None:
        assert 'formaction="/save"' in html and not page.title
        return
    assert page.title == screen.title
    assert [label.strip() for label in page.labels] == [option.label for option in screen.options]
    assert ('role="alert"' in html) == bool(beside.problem)
    assert all(0 <= left <= whole for left, whole in page.bars)


def test_the_first_screen_carries_no_reply(browser: TestClient) -> None:
    html = browser.get("/ask").text
    assert "这件事用一句话怎么说" in read(html).title and "reply" not in asked(html)
    assert 'value="back"' not in html and '<a href="/ask" aria-current="page"' in html


def walk(browser: TestClient, *answers: str | list[str]) -> str:
    """What the page shows after these answers, each sent as a browser sends it."""
    html = browser.get("/ask").text
    for answer in answers:
        name = "typed" if isinstance(answer, str) else "choice"
        response = browser.post("/ask", data={**asked(html), name: answer, "move": "next"})
        assert response.status_code == 200
        html = response.text
    return html


def test_what_is_sent_screen_by_screen_comes_to_the_next_screen(browser: TestClient) -> None:
    html = walk(browser, "某事", "洪泽", ["0"], "2024-05")
    assert "某事" in html and len(asked(html)["reply"]) == 4


def test_back_shows_the_screen_before_as_it_was_answered(browser: TestClient) -> None:
    html = walk(browser, "某事", "洪泽", ["1"])
    back = browser.post("/ask", data={**asked(html), "move": "back"}).text
    assert asked(back)["choice"] == ["1"] and len(asked(back)["reply"]) == 2
    again = browser.post("/ask", data={**asked(back), "move": "back"}).text
    assert asked(again)["typed"] == ["洪泽"] and len(asked(again)["reply"]) == 1


def test_back_leaves_out_what_the_screen_before_had_refused(browser: TestClient) -> None:
    html = walk(browser, "某事", "没有这个地方", "没有这个地方")
    assert len(asked(html)["reply"]) == 3
    back = browser.post("/ask", data={**asked(html), "move": "back"}).text
    assert len(asked(back)["reply"]) == 1 and asked(back)["typed"] == ["没有这个地方"]


def test_a_reply_that_cannot_be_is_told_on_its_screen(browser: TestClient) -> None:
    html = walk(browser, "某事", "没有这个地方")
    assert 'role="alert"' in html and asked(html)["typed"] == ["没有这个地方"]


def test_none_of_these_together_with_others_is_told_on_its_screen(browser: TestClient) -> None:
    html = walk(browser, "某事", "洪泽", ["0"], "2024-05")
    places = [str(place) for place in range(len(read(html).labels))]
    both = walk(browser, "某事", "洪泽", ["0"], "2024-05", places)
    assert 'role="alert"' in both and read(both).title == read(html).title
    assert asked(both)["reply"] == asked(html)["reply"]


GOOD = Reply("0" * 16, "某事").written()


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "{",
        "null",
        "[]",
        '"甲"',
        '{"reply": "甲"}',
        '{"screen": "x", "reply": null}',
        '{"screen": "x", "reply": 1.5}',
        '{"screen": "x", "reply": "甲", "more": 1}',
        "[" * 100_000,
        "1" * 5_000,
        GOOD,
    ],
    ids=range(12),
)
def test_a_reply_from_outside_that_is_none_is_refused(browser: TestClient, reply: str) -> None:
    answer = browser.post("/ask", data={"reply": [reply]})
    assert answer.status_code == 422 and 'role="alert"' in answer.text


@pytest.mark.parametrize("said", [1, True, ["a"], [0], "\ud800", -1, {"a": 1}], ids=range(7))
def test_a_reply_of_another_kind_than_its_screen_is_refused(browser: TestClient, said: Any) -> None:
    first = asked(browser.get("/ask").text)["screen"][0]
    reply = json.dumps({"screen": first, "reply": said})
    assert browser.post("/ask", data={"reply": [reply]}).status_code == 422


@pytest.mark.parametrize("said", ["甲", 3, -1, True, [0], [], 10**30], ids=range(7))
def test_a_choice_that_is_not_there_is_refused(browser: TestClient, said: Any) -> None:
    form = asked(walk(browser, "某事", "洪泽"))
    reply = json.dumps({"screen": form["screen"][0], "reply": said})
    answer = browser.post("/ask", data={**form, "reply": [*form["reply"], reply]})
    assert answer.status_code == 422


@pytest.mark.parametrize("choice", [[], ["x"], ["²"], ["9999999"], ["0", "1"], ["-1"]], ids=range(6))
def test_what_is_sent_in_place_of_a_choice_is_refused(browser: TestClient, choice: list[str]) -> None:
    form = asked(walk(browser, "某事", "洪泽"))
    answer = browser.post("/ask", data={**form, "choice": choice, "move": "next"})
    assert answer.status_code == 422


def test_a_reply_to_a_question_that_has_changed_is_never_taken_for_another(browser: TestClient) -> None:
    form = asked(walk(browser, "某事", "洪泽", ["0"]))
    replies = [json.loads(reply) for reply in form["reply"]]
    replies[1]["screen"] = replies[0]["screen"]
    answer = browser.post("/ask", data={**form, "reply": [json.dumps(reply) for reply in replies]})
    assert answer.status_code == 422 and "已经变了" in answer.text


def test_more_replies_than_any_interview_has_are_refused(browser: TestClient) -> None:
    answer = browser.post("/ask", data={"reply": [GOOD] * (MOST + 1)})
    assert answer.status_code == 422 and str(MOST) in answer.text


def test_replies_beyond_the_end_are_refused(browser: TestClient) -> None:
    replies, screen, _, _ = random_replies(1, MOST - 1, "zh")
    assert screen is None
    assert browser.post("/ask", data=sent(replies)).status_code == 200
    assert browser.post("/ask", data=sent([*replies, replies[-1]])).status_code == 422


@pytest.mark.parametrize(("language", "lang"), [("zh", "zh-CN"), ("en", "en")])
def test_the_interview_is_there_in_both_languages(language: str, lang: str) -> None:
    answer = served(language=language).get("/ask")
    assert answer.status_code == 200 and f'<html lang="{lang}">' in answer.text
    assert "<style" not in answer.text and " style=" not in answer.text


def test_the_other_language_goes_on_at_the_same_screen(browser: TestClient) -> None:
    html = walk(browser, "某事", "洪泽", ["0"], "2024-05")
    form = next(each for each in read(html).forms if "reply" in each and "screen" not in each)
    english = served().post("/ask", data={**form, "language": "en"}).text
    assert '<html lang="en">' in english and len(asked(english)["reply"]) == 4
    on = served(language="en").post("/ask", data={**asked(english), "choice": ["4"], "move": "next"})
    assert on.status_code == 200 and 'form="language"' in on.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_answered_goes_into_the_form_and_into_a_file(language: Language) -> None:
    replies, _, _, draft = random_replies(7, 25, language)
    assert {"title", "where"} <= {*draft.data()}
    browser = served(language=language)
    html = browser.post("/ask", data=sent(replies, language, move="finish")).text
    case = next(each for each in read(html).forms if "file" in each)
    saved = browser.post("/save", data=case)
    assert saved.status_code == 200
    assert tomllib.loads(saved.text) == tomllib.loads(
        written(draft, None, Words(language, setting().registry))
    )
    form = browser.post("/", data=case)
    assert form.status_code == 200 and escape(draft.data()["title"]) in form.text


@pytest.mark.parametrize("count", [0, 1])
def test_an_interview_that_is_stopped_at_once_has_an_end_too(browser: TestClient, count: int) -> None:
    html = walk(browser, *["某事"][:count])
    end = browser.post("/ask", data={**asked(html), "move": "finish"})
    assert end.status_code == 200 and 'id="case"' in end.text


def test_a_bar_is_full_at_first_and_empties_as_rows_are_settled(browser: TestClient) -> None:
    early = read(walk(browser, "某事", "洪泽")).bars
    assert early and all(left == whole for left, whole in early)
    html = walk(browser, "某事", "洪泽", ["0"], "2024-05", ["0"])
    later = read(html).bars
    assert len(later) == len(early) and any(left < whole for left, whole in later)
    assert re.search(r"<meter[^>]*>[^<]+</meter> <span>[^<]+</span>", html)


def test_what_is_typed_is_no_markup(browser: TestClient) -> None:
    html = walk(browser, '"><script>alert(1)</script>')
    assert "<script>alert" not in html
