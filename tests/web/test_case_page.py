"""The page of a case: what is filled in is ruled as a case file that says the same, and nothing of a file is lost."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from rongcuo import api
from rongcuo.facts.known import read_known
from rongcuo.facts.problems import InputError
from rongcuo_web.form.fields import FACT, FILE, fields_of, names_of
from rongcuo_web.form.filled import Filled, opened
from rongcuo_web.form.numbers import number_read, number_written
from rongcuo_web.serving.address import Fields

from ..running import ROOT
from ..scale import scaled
from .site import HOST, served, setting

CASES = sorted([*ROOT.glob("examples/*.toml"), *ROOT.glob("plugins/*/src/*/cases/*.toml")])


@pytest.fixture(scope="module")
def page() -> TestClient:
    return served()


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", html))


def filled_in(file: Path, **changed: list[str]) -> Filled:
    """A form that a file was opened with, and what was changed in it since."""
    registry = setting().registry
    whole = opened(file.read_bytes(), str(file), registry)
    values = {**fields_of(whole.data, registry).values, FILE: [whole.text or ""], **changed}
    return Filled.of(Fields(values=values), registry)


def without_base() -> list[Path]:
    return [file for file in CASES if "extends" not in tomllib.loads(file.read_text("utf-8"))]


@given(st.sampled_from(without_base()))
@settings(max_examples=scaled(60), deadline=None)
def test_a_file_that_is_opened_and_not_changed_is_the_same_case(file: Path) -> None:
    registry = setting().registry
    sent = filled_in(file)
    assert not sent.problems
    assert sent.data == {**sent.data, **dict(opened(file.read_bytes(), "", registry).data)}
    assert tomllib.loads(sent.file(setting().words)) == tomllib.loads(file.read_text("utf-8"))


@given(st.data(), st.sampled_from(without_base()))
@settings(max_examples=scaled(60), deadline=None)
def test_what_is_changed_is_ruled_and_kept_and_the_rest_stays(data: st.DataObject, file: Path) -> None:
    registry = setting().registry
    facts = [
        fact for fact in registry.vocabulary.values() if fact.type in ("yes_no", "choice", "level", "set")
    ]
    fact = data.draw(st.sampled_from([each for each in facts if each.only_if is None]))
    name = data.draw(st.sampled_from(names_of(fact)))
    said = data.draw(
        st.lists(st.sampled_from(fact.values), unique=True)
        if fact.type in ("choice", "level")
        else st.sampled_from([["yes"], ["no"], [""]])
    )
    before, sent = filled_in(file), filled_in(file, **{name: said})
    try:
        now, was = api.read(registry, sent.data), api.read(registry, before.data)
    except InputError:
        return  # it contradicts something that the case says
    assert {n: k for n, k in now.facts.items() if n != fact.id} == {
        n: k for n, k in was.facts.items() if n != fact.id
    }
    if sent.fields.filled(name) == before.fields.filled(name):
        assert now.facts.get(fact.id) == was.facts.get(fact.id)
    again = opened(sent.file(setting().words).encode(), "", registry)
    assert api.read(registry, dict(again.data)).facts == now.facts


@given(st.integers(0, 10**14), st.integers(0, 10**14), st.sampled_from(["one", "low", "high", "both"]))
def test_what_is_known_of_an_amount_is_read_from_its_field_again(a: int, b: int, kind: str) -> None:
    fact = next(fact for fact in setting().registry.vocabulary.values() if fact.type == "amount")
    yuan = [f"{fen // 100}.{fen % 100:02}" for fen in sorted((a, b))]
    raw = {
        "one": yuan[0],
        "low": {"at_least": yuan[0]},
        "high": {"at_most": yuan[1]},
        "both": {"at_least": yuan[0], "at_most": yuan[1]},
    }[kind]
    known = read_known(fact, raw)
    written = number_written(fact, known.span)
    assert (read_known(fact, number_read(fact, written)).span if written else known.span) == known.span


@pytest.mark.parametrize("text", ["50万", "至少30万", "30万–50万", "500000", "at least 300000", "30万以上"])
def test_an_amount_may_be_written_as_people_write_it(text: str) -> None:
    fact = next(fact for fact in setting().registry.vocabulary.values() if fact.type == "amount")
    assert read_known(fact, number_read(fact, text)).span.low in (300_000_00, 500_000_00)


def test_the_rulings_are_those_of_the_command(page: TestClient) -> None:
    file = ROOT / "examples/yiwu.toml"
    comparison = api.compare(setting().registry, file)
    html = page.post("/open", files={"upload": ("yiwu.toml", file.read_bytes())}).text
    for answer in comparison.answers:
        for ruling in answer.rulings:
            assert f'id="row-{answer.question}-{ruling.region}"' in html
    fields = filled_in(file).fields.values
    live = page.post("/rulings", data=dict(fields), headers={"hx-request": "true"})
    assert live.status_code == 200 and live.text.startswith('<section id="rulings"')
    open_ = page.post("/rulings", data={**fields, "open": ["hongze"]})
    assert "hongze:" in text_of(open_.text) and "hongze:" not in text_of(live.text)


def test_a_field_that_cannot_be_read_is_told_and_the_rest_is_ruled(page: TestClient) -> None:
    amount = next(f.id for f in setting().registry.vocabulary.values() if f.type == "amount")
    html = page.post("/rulings", data={"title": "某事", "where": "洪泽", FACT + amount: "很多"}).text
    assert "读不懂" in html and "洪泽" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title = ", "case.toml"),
        (b'title = "a"\nwhere = "b"\nextends = "c.toml"\n', "extends"),
        (b"\xff\xfe", ""),
    ],
)
def test_a_file_with_mistakes_is_refused_with_all_of_them(
    page: TestClient, content: bytes, said: str
) -> None:
    answer = page.post("/open", files={"upload": ("case.toml", content)})
    assert answer.status_code == 422 and 'role="alert"' in answer.text and said in answer.text


def test_what_is_typed_is_never_markup(page: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    html = page.post("/", data={"title": hostile, "where": hostile, "summary": hostile}).text
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "address", ["/", "/regions", "/regions/hongze", "/regions/hongze/F8", "/matrix", "/timeline", "/login"]
)
@pytest.mark.parametrize(("language", "lang"), [("zh", "zh-CN"), ("en", "en")])
def test_every_page_is_there_in_both_languages(address: str, language: str, lang: str) -> None:
    answer = served(language=language).get(address)
    assert answer.status_code == 200 and f'<html lang="{lang}">' in answer.text
    assert "<style" not in answer.text and " style=" not in answer.text.replace("<svg", "")


def test_the_language_is_changed_without_losing_what_is_filled_in(page: TestClient) -> None:
    answer = page.post("/", data={"title": "某事", "language": "en"})
    assert '<html lang="en">' in answer.text and "某事" in answer.text
    assert "rongcuo_language=en" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": f"http://{HOST}"}, 200),
    ],
)
def test_another_site_can_send_nothing(page: TestClient, headers: dict[str, str], status: int) -> None:
    answer = page.post("/rulings", data={"title": "某事"}, headers=headers)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_too_much_is_refused(page: TestClient) -> None:
    assert page.post("/open", files={"upload": ("a.toml", b"a" * (13 * 2**20))}).status_code == 413
    assert page.post("/rulings", data={"title": "a" * (3 * 2**20)}).status_code == 413


def test_enter_in_a_field_changes_no_language() -> None:
    """The first button of a form is what Enter presses."""
    for page in (served().get("/").text, served().get("/ask").text):
        buttons = re.findall(r'<button form="(\w+)"([^>]*)>', page)
        first = {form: more for form, more in reversed(buttons)}
        assert buttons and all("language" not in more for more in first.values())


@pytest.mark.parametrize("address", ["/open", "/whatif", "/registry/keep"])
def test_the_way_to_the_other_language_from_what_was_sent_leads_to_a_page(address: str) -> None:
    page = served().post(address, data={}).text
    way = re.search(r'href="([^"]*)\?lang=en"', page)
    assert way is not None and served().get(f"{way[1]}?lang=en").status_code == 303


def test_who_checked_stands_in_the_form_where_the_file_says_it_once() -> None:
    checked = '{facts = ["improper_motive"], by = "纪委", on = "2026-05-01"}'
    file = f'title = "x"\nwhere = "hongze"\nabsent = [{checked}]\n'.encode()
    page = served().post("/open", files={"upload": ("case.toml", file)}).text
    assert 'name="checked_by" value="纪委"' in page and 'name="checked_on" value="2026-05-01"' in page
