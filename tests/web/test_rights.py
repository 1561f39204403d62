"""Who may not, changes nothing: tried at every address there is, as the table of addresses has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from rongcuo_registry.entries import Person
from rongcuo_registry.operations import CaseRegistry
from rongcuo_web.pages import ADDRESSES
from rongcuo_web.serving.address import Address
from rongcuo_web.serving.sessions import Login
from rongcuo_web.serving.site import Site
from rongcuo_web.serving.users import Access, User

from ..registry.offices import NAME, OFFICER, matter, office
from .site import HOST, served, setting, site_of

#: What a form might send to any of them.
FIELDS = {
    "role": "unit", "step": "F1", "procedure": "filing", "region": "hongze", "title": "一事", "where": "洪泽",
}  # fmt: skip
IN_PATH = {"case": "1", "proceeding": "1", "region": "hongze", "clause": "R1", "form": "filing_application"}
ACTOR, READER = User(roles=("unit",), personal=True), User(personal=True)

OF_REGISTRY = [each for each in ADDRESSES if each.right != "everyone"]
CHANGING = [each for each in ADDRESSES if each.changes]


def named(address: Address) -> str:
    return f"{address.method} {address.path}"


def where(address: Address) -> str:
    return re.sub(r"\{(\w+)\}", lambda part: IN_PATH[part[1]], address.path)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, since nothing here may change it."""
    folder = tmp_path_factory.mktemp("rights")
    with office(folder) as registry:
        registry.add([matter()], OFFICER, persons=[Person(name=NAME)])
        registry.open_proceeding(1, "filing", "hongze", OFFICER)
    return folder / "rongcuo.db"


def kept(db: Path) -> list[Any]:
    with CaseRegistry.open(db, setting().registry, readonly=True) as registry:
        return [event.hash for event in registry.store.events()]


def browser_of(site: Site, user: User | None) -> TestClient:
    browser = served(site)
    if user is not None:
        browser.cookies.set("rongcuo", site.sessions.begin(Login(login="wang", user=user)))
    return browser


def asked(browser: TestClient, address: Address, fields: Mapping[str, str], **headers: str) -> Response:
    if address.method == "GET":
        return browser.get(where(address), headers=headers)
    return browser.post(where(address), data=dict(fields), headers=headers)


def token_of(site: Site, browser: TestClient) -> str:
    """What the forms of a browser carry."""
    return site.sessions.token(str(browser.cookies.get("rongcuo")))


@pytest.mark.parametrize("address", OF_REGISTRY, ids=named)
def test_whoever_is_not_logged_in_gets_nothing_of_the_registry(address: Address, db: Path) -> None:
    before = kept(db)
    browser = browser_of(site_of(db, Access()), None)
    done = asked(browser, address, FIELDS)
    assert done.status_code == 401 and kept(db) == before
    assert NAME not in done.text and matter()["title"] not in done.text


@pytest.mark.parametrize("address", [each for each in OF_REGISTRY if each.right == "actor"], ids=named)
def test_whoever_has_no_role_changes_nothing(address: Address, db: Path) -> None:
    before = kept(db)
    site = site_of(db, Access())
    browser = browser_of(site, READER)
    done = asked(browser, address, {**FIELDS, "token": token_of(site, browser)})
    assert done.status_code == 403 and kept(db) == before


@pytest.mark.parametrize("address", CHANGING, ids=named)
@pytest.mark.parametrize("said", [None, "", "0" * 64, "that of another browser"])
def test_without_the_token_of_its_browser_nothing_changes(
    address: Address, said: str | None, db: Path
) -> None:
    site, before = site_of(db, Access()), kept(db)
    browser = browser_of(site, ACTOR)
    if said == "that of another browser":
        said = token_of(site, browser_of(site, ACTOR))
    fields = FIELDS if said is None else {**FIELDS, "token": said}
    assert asked(browser, address, fields).status_code == 403 and kept(db) == before


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.method == "POST"], ids=named)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": f"http://{HOST}.elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"host": "elsewhere.example"},
    ],
    ids=str,
)
def test_what_another_site_sends_changes_nothing(address: Address, headers: dict[str, str], db: Path) -> None:
    site, before = site_of(db, Access()), kept(db)
    browser = browser_of(site, ACTOR)
    done = asked(browser, address, {**FIELDS, "token": token_of(site, browser)}, **headers)
    assert done.status_code in (403, 421) and kept(db) == before


@pytest.mark.parametrize("address", [each for each in ADDRESSES if not each.changes], ids=named)
def test_what_is_not_said_to_change_anything_changes_nothing(address: Address, db: Path) -> None:
    site, before = site_of(db, Access()), kept(db)
    browser = browser_of(site, ACTOR)
    asked(browser, address, {**FIELDS, "token": token_of(site, browser)})
    assert kept(db) == before


def test_every_address_that_writes_is_said_to() -> None:
    """What has a role's right changes something, and what changes the registry has it."""
    assert all(each.changes and each.method == "POST" for each in OF_REGISTRY if each.right == "actor")
    assert {each.path for each in CHANGING if each.right != "actor"} == {"/login", "/logout"}
