"""The registry in a browser: what is listed, what whoever is logged in may do, and what two do at once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from rongcuo_registry.entries import Person
from rongcuo_registry.operations import CaseRegistry
from rongcuo_web.serving.sessions import Login
from rongcuo_web.serving.site import Site
from rongcuo_web.serving.users import Access, User

from ..registry.offices import OFFICER, matter, office
from .site import served, site_of

ACTOR = User(name="王平", roles=("unit", "discipline", "leader_in_charge", "approving"), personal=True)
NAME = "张三"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A registry with a case that may be filed in Hongze."""
    with office(tmp_path) as registry:
        registry.add([{**matter(), "title": "抢修圩堤（虚构）"}], OFFICER, persons=[Person(name=NAME)])
    return tmp_path / "rongcuo.db"


def logged_in(site: Site, user: User = ACTOR, login: str = "wang", *, language: str = "zh") -> TestClient:
    browser = served(site, language=language)
    browser.cookies.set("rongcuo", site.sessions.begin(Login(login=login, user=user)))
    return browser


@pytest.fixture
def browser(db: Path) -> TestClient:
    return logged_in(site_of(db, Access()))


def post(browser: TestClient, address: str, fields: Mapping[str, Any], **more: Any) -> Response:
    """What a browser sends of a form of its own pages."""
    token = re.search(r'name="token" value="(\w+)"', browser.get("/registry/cases/1").text)
    return browser.post(address, data={"token": token[1] if token else "", **fields}, **more)


def opened(browser: TestClient) -> None:
    done = post(browser, "/registry/cases/1/open", {"procedure": "filing", "region": "hongze"})
    assert done.status_code == 303, done.text


def step_of(page: str, title: str = "") -> dict[str, str]:
    """The hidden fields of the form of a step."""
    form = re.search(rf"<summary>办理：[^<]*{title}.*?</form>", page, re.DOTALL)
    assert form is not None, page
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def events(db: Path) -> list[tuple[int, str, str]]:
    from .site import setting

    with CaseRegistry.open(db, setting().registry, readonly=True) as registry:
        return [(event.id, event.kind, event.login) for event in registry.store.events()]


# What is listed


def test_without_a_registry_there_is_no_word_of_one() -> None:
    assert "台账" not in served().get("/regions").text
    assert served().get("/registry").status_code == 401


def test_cases_are_listed_found_and_opened(browser: TestClient) -> None:
    page = browser.get("/registry")
    assert page.status_code == 200 and 'href="/registry/cases/1"' in page.text
    for title, found in (("圩堤", True), ("桥梁", False)):
        page = browser.post("/registry", data={"title": title, "region": " ", "status": " "})
        assert ("/registry/cases/1" in page.text) == found
        assert f'value="{title}"' in page.text
    page = browser.post("/registry", data={"region": "hongze"})
    assert "/registry/cases/1" not in page.text, "no proceeding is there yet"


def test_no_command_is_told_of(browser: TestClient) -> None:
    opened(browser)
    for address in ("/registry", "/registry/due", "/registry/cases/1", "/registry/cases/1/log"):
        for language in ("zh", "en"):
            page = browser.get(address, headers={"accept-language": language})
            assert page.status_code == 200
            content = page.text.partition("<main")[2]
            assert "rongcuo" not in content and "--" not in content, address


def test_names_are_seen_by_whoever_may_see_them(db: Path, browser: TestClient) -> None:
    opened(browser)
    form = "/registry/cases/1/forms/filing_application"
    assert NAME in browser.get("/registry/cases/1").text
    assert "文书" in browser.get("/registry/cases/1").text
    content = browser.get("/registry/cases/1/forms/tolerance_application").content
    assert NAME in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    other = logged_in(site_of(db, Access()), User(roles=("unit",)))
    for address in ("/registry", "/registry/cases/1", "/registry/cases/1/log", form):
        assert NAME not in other.get(address).text
    assert other.get(form).status_code == 403 and form not in other.get("/registry/cases/1").text


@pytest.mark.parametrize("said", ["0", "2", "9" * 18, "9" * 19, "9" * 400, "-1", "1e3", "%D9%A1", "a"])
def test_a_case_that_is_not_there_is_told(browser: TestClient, said: str) -> None:
    for address in (f"/registry/cases/{said}", f"/registry/cases/{said}/log", f"/registry/cases/{said}/form"):
        assert browser.get(address).status_code in (404, 422)


# What is done


def test_a_proceeding_is_opened_and_taken_to_its_end(db: Path, browser: TestClient) -> None:
    opened(browser)
    page = browser.get("/registry/cases/1").text
    assert "办理中" in page
    fields = step_of(page)
    done = post(
        browser,
        "/registry/proceedings/1/advance",
        {**fields, "role": "unit", "note": "已按程序办理"},
        files={"attach": ("申请.docx", b"content")},
    )
    assert done.status_code == 303 and done.headers["location"] == "/registry/cases/1#proceeding-1"
    assert events(db)[-1][1:] == ("step_taken", "wang")
    page = browser.get("/registry/cases/1/log").text
    assert "wang" in page and "已按程序办理" in page
    assert "圩堤" in browser.get("/registry/due").text


def test_what_stands_in_the_way_is_told_and_what_was_typed_stays(db: Path, browser: TestClient) -> None:
    opened(browser)
    fields = step_of(browser.get("/registry/cases/1").text)
    before = events(db)
    done = post(
        browser,
        "/registry/proceedings/1/advance",
        {**fields, "role": "unit", "on": "1999-01-01", "note": "写好的话"},
    )
    assert done.status_code == 422 and "写好的话" in done.text and 'value="1999-01-01"' in done.text
    done = post(browser, "/registry/proceedings/1/advance", {**fields, "role": "unit", "on": "1999"})
    assert done.status_code == 422
    assert events(db) == before


@pytest.mark.parametrize("role", ["police", "person", "nobody", ""])
def test_nobody_acts_in_a_role_that_is_not_theirs(db: Path, browser: TestClient, role: str) -> None:
    opened(browser)
    fields = step_of(browser.get("/registry/cases/1").text)
    before = events(db)
    done = post(browser, "/registry/proceedings/1/advance", {**fields, "role": role})
    assert done.status_code == 422 and "没有这一身份" in done.text and events(db) == before


def test_of_two_who_take_one_step_one_wins_and_the_other_is_told_who(db: Path) -> None:
    site = site_of(db, Access())
    first, second = logged_in(site), logged_in(site, login="li")
    opened(first)
    forms = [step_of(each.get("/registry/cases/1").text) for each in (first, second)]
    answers = [
        browser.post(
            "/registry/proceedings/1/advance",
            data={**form, "role": "unit"},
            files={"attach": ("申请.docx", b"content")},
        )
        for browser, form in zip((first, second), forms, strict=True)
    ]
    assert [each.status_code for each in answers] == [303, 409]
    assert "wang" in answers[1].text and "您打开这一页之后" in answers[1].text
    assert [login for _, kind, login in events(db) if kind == "step_taken"] == ["wang"]


def test_a_case_is_ruled_and_the_ruling_kept(db: Path, browser: TestClient) -> None:
    assert post(browser, "/registry/cases/1/rule", {}).status_code == 303
    assert events(db)[-1][1:] == ("case_ruled", "wang") or events(db)[-1][2] == "wang"
    assert "洪泽" in browser.get("/registry/cases/1").text


# The case on the form


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send of the form of a page."""
    fields: dict[str, Any] = {}
    for attributes in re.findall(r"<input ([^>]*)>", page):
        name = re.search(r'name="([^"]+)"', attributes)
        if name is None or (
            "type=" in attributes and "checked" not in attributes and "hidden" not in attributes
        ):
            continue
        value = re.search(r'value="([^"]*)"', attributes)
        fields[unescape(name[1])] = unescape(value[1]) if value else ""
    return fields


def test_a_case_goes_to_the_form_and_back_and_only_once(db: Path, browser: TestClient) -> None:
    page = browser.get("/registry/cases/1/form").text
    assert "存回台账" in page
    fields = fields_of(page)
    assert fields["kept"] == "1" and "圩堤" in fields["title"]
    done = browser.post("/registry/keep", data={**fields, "title": "抢修圩堤（改）"})
    assert done.status_code == 303 and done.headers["location"] == "/registry/cases/1"
    assert "抢修圩堤（改）" in browser.get("/registry/cases/1").text
    before = events(db)
    done = browser.post("/registry/keep", data={**fields, "title": "又改"})
    assert done.status_code == 422 and events(db) == before


def test_the_case_on_the_form_is_kept_as_a_new_one(db: Path, browser: TestClient) -> None:
    fields = fields_of(browser.get("/").text)
    done = browser.post("/registry/keep", data={**fields, "title": "新案", "where": "洪泽"})
    assert done.status_code == 303 and done.headers["location"] == "/registry/cases/2"
    before = events(db)
    done = browser.post("/registry/keep", data=fields)
    assert done.status_code == 422 and events(db) == before, "without a title and a place there is no case"


def test_what_the_form_has_no_field_for_stays_with_the_case(tmp_path: Path) -> None:
    raw = {
        **matter(),
        "evidence": [{"fact": "decision_procedure", "document": "会议纪要"}],
        "title": {"zh": "一事", "en": "A matter"},
    }
    with office(tmp_path) as registry:
        registry.add([raw], OFFICER)
        before = registry.raw(registry.case(1))
    browser = logged_in(site_of(tmp_path / "rongcuo.db", Access()))
    fields = fields_of(browser.get("/registry/cases/1/form").text)
    done = browser.post("/registry/keep", data=fields)
    assert done.status_code == 303, done.text
    with office(tmp_path) as registry:
        assert registry.raw(registry.case(1)) == before


def test_an_erased_case_has_a_page_and_nothing_to_do(db: Path, browser: TestClient) -> None:
    opened(browser)
    from .site import setting

    with CaseRegistry.open(db, setting().registry) as registry:
        registry.erase(OFFICER, case=1)
    page = browser.get("/registry/cases/1")
    assert page.status_code == 200 and '<form method="post" action="/registry' not in page.text
    assert browser.get("/registry/cases/1/form").status_code == 422


def pages(browser: TestClient) -> Iterator[str]:
    for address in ("/registry", "/registry/due", "/registry/cases/1"):
        yield browser.get(address).text


def test_whoever_only_reads_is_offered_nothing_to_write(db: Path) -> None:
    reader = logged_in(site_of(db, Access()), User())
    assert all(
        'name="token"' not in re.sub(r"<header.*?</header>", "", page, flags=re.DOTALL)
        for page in pages(reader)
    )
    assert "存入台账" not in reader.get("/").text
