"""Logging in and out."""

from __future__ import annotations

import getpass

from starlette.responses import RedirectResponse, Response

from rongcuo_documents.markup import Markup, element

from ..serving.address import Address, Visit
from ..serving.app import keep
from ..serving.sessions import Login
from ..serving.users import ROLES, User
from .frame import page


def ask(visit: Visit, wrong: str = "") -> Response:
    """The form: a name and a password, or the code that was printed at the start."""
    alone = visit.site.access is None
    names = ("code",) if alone else ("name", "password")
    labels = {"code": "web.login_code", "name": "web.login_name", "password": "web.password"}
    complete = {"code": "off", "name": "username", "password": "current-password"}
    rows = [
        element(
            "label",
            element("span", visit.say(labels[name])),
            element(
                "input",
                name=name,
                type="text" if name == "name" else "password",
                autocomplete=complete[name],
                required=True,
            ),
            class_="text",
        )
        for name in names
    ]
    button = element("button", visit.say("web.log_in"), class_="main")
    return page(
        visit,
        visit.say("web.log_in"),
        element("h1", visit.say("web.log_in")),
        *([element("p", wrong, role="alert", class_="wrong")] if wrong else []),
        element("form", _token(visit), *rows, button, method="post", action="/login", class_="login"),
        status=403 if wrong else 200,
    )


def log_in(visit: Visit) -> Response:
    """Lets somebody in: always with a new id, so that none that was known before is good for it."""
    site, fields = visit.site, visit.fields
    if site.access is None:
        if not site.sessions.use_code(fields.get("code")):
            return ask(visit, visit.say("web.login_code_wrong"))
        login = Login(login=getpass.getuser(), user=User(roles=ROLES, personal=True))
    else:
        name = fields.get("name")
        user = site.access.checked(name, fields.all("password")[-1] if fields.all("password") else "")
        if user is None:
            return ask(visit, visit.say("web.login_wrong"))
        login = Login(login=name, user=user)
    site.sessions.end(visit.browser)
    response = RedirectResponse("/", 303)
    keep(response, site.sessions.begin(login), https=site.https)
    return response


def log_out(visit: Visit) -> Response:
    visit.site.sessions.end(visit.browser)
    return RedirectResponse("/", 303)


def _token(visit: Visit) -> Markup:
    return element("input", type="hidden", name="token", value=visit.token)


ADDRESSES = (
    Address(path="/login", answer=ask),
    Address(path="/login", answer=log_in, method="POST", changes=True),
    Address(path="/logout", answer=log_out, method="POST", changes=True),
)
