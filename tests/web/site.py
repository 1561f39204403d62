"""A site to ask, without a network: the pages as `rongcuo serve` serves them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.testclient import TestClient

from rongcuo.cli.output import Setting
from rongcuo_web.pages import ADDRESSES
from rongcuo_web.pages.frame import failed
from rongcuo_web.serving.app import application
from rongcuo_web.serving.sessions import Sessions
from rongcuo_web.serving.site import Site
from rongcuo_web.serving.users import Access

HOST = "testserver"


@cache
def setting() -> Setting:
    """Everything that is installed, loaded once for all tests of a process."""
    return Setting(language="zh", config=None)


def site_of(db: Path | None = None, access: Access | None = None, code: str | None = None) -> Site:
    return Site(setting=setting(), sessions=Sessions(code=code), db=db, access=access)


def served(site: Site | None = None, *, language: str = "zh") -> TestClient:
    """A browser in front of a site."""
    app = application(site or site_of(), ADDRESSES, failed, {HOST})
    return TestClient(
        app,
        base_url=f"http://{HOST}",
        headers={"accept-language": language},
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def sent(fields: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """What a browser sends of a form."""
    return dict(fields)
