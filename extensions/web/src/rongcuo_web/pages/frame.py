"""The frame: what stands around the content of every page, and what is said where something went wrong."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

import rongcuo
from rongcuo.facts.problems import Problem
from rongcuo.render.page import Page
from rongcuo_documents.markup import Markup, element, markup

from ..serving.address import Visit

#: The sections, by their addresses; those of the registry only where one is served.
SECTIONS = {
    "/": "case",
    "/ask": "ask",
    "/regions": "regions",
    "/matrix": "matrix",
    "/timeline": "timeline",
    "/registry": "registry",
}
#: What the script of htmx is told: it puts no style of its own into the page, and keeps no history.
_HTMX = '{"includeIndicatorCSS": false, "history": false}'


def page(
    visit: Visit, title: str, *content: str, status: int = 200, wide: bool = False, form: str = ""
) -> Response:
    """A whole page; `form` is the id of the form that goes along to the other language, to its own address."""
    body = element(
        "body",
        element("a", visit.say("web.skip"), href="#content", class_="skip"),
        # the first button of a form is what Enter presses, and that mustn't be the one for the language
        *([element("button", form=form, hidden=True, tabindex="-1")] if form else []),
        _head(visit, form),
        element("main", *content, id="content", tabindex="-1", class_="wide" if wide else ""),
        element("footer", element("p", visit.say("web.foot"))),
    )
    language = "zh-CN" if visit.language == "zh" else "en"
    return HTMLResponse(
        f"<!doctype html>\n{element('html', _meta(visit, title), body, lang=language)}\n", status
    )


def part(*content: str) -> Response:
    """Part of a page, that its script puts in place."""
    return HTMLResponse("".join(content))


def shown(visit: Visit, blocks: Page, *, wide: bool = False) -> Response:
    """What a command prints, as a page."""
    first = next((each for each in markup(blocks) if each.startswith("<h1>")), Markup(""))
    title = first.removeprefix("<h1>").removesuffix("</h1>") or visit.say("web.brand")
    return page(visit, Markup(title), *markup(blocks), wide=wide)


def failed(visit: Visit, status: int, problems: list[Problem]) -> Response:
    """What is wrong, as a page or as the part of one that was asked for."""
    said = [element("li", problem.message(visit.language)) for problem in problems]
    content = [element("h1", visit.say("web.failed")), element("ul", *said, role="alert")]
    if status == 401:
        content.append(element("p", element("a", visit.say("web.log_in"), href="/login")))
    if visit.partial:
        return HTMLResponse("".join(content[1:]), status)
    return page(visit, visit.say("web.failed"), *content, status=status)


def _meta(visit: Visit, title: str) -> Markup:
    sheets = ("/static/documents/report.css", "/static/page.css")
    scripts = ("/static/htmx.min.js", "/static/page.js")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light"),
        element("meta", name="htmx-config", content=_HTMX),
        element("meta", name="generator", content=f"rongcuo {rongcuo.__version__}"),
        element("title", title, f" · {visit.say('web.brand')}"),
        element("link", rel="icon", href="data:,"),
        *(element("link", rel="stylesheet", href=href) for href in sheets),
        *(element("script", src=src, defer=True) for src in scripts),
    )


def _head(visit: Visit, form: str) -> Markup:
    brand = element(
        "a", visit.say("web.brand"), " ", element("small", visit.say("web.tagline")), href="/", class_="brand"
    )
    links = [
        element(
            "a",
            visit.say(f"web.nav_{name}"),
            href=href,
            aria_current="page" if f"{visit.address}/".startswith(f"{href}/") else "",
        )
        for href, name in SECTIONS.items()
        if name != "registry" or visit.site.db is not None
    ]
    return element(
        "header",
        brand,
        element("nav", *links, aria_label=visit.say("web.nav")),
        element("div", *_account(visit), _language(visit, form), class_="account"),
        class_="top",
    )


def _language(visit: Visit, form: str) -> Markup:
    """The way to the other language; a form that is filled in goes along.

    What another form was sent for can't be asked for again by an address: then it leads to the section.
    """
    other = "en" if visit.language == "zh" else "zh"
    label = visit.say("web.other_language")
    lang = "en" if other == "en" else "zh-CN"
    if form:
        return element("button", label, form=form, name="language", value=other, lang=lang, class_="plain")
    section = f"/{visit.address.split('/')[1]}"
    address = "" if not visit.posted else section if section in SECTIONS else "/"
    return element("a", label, href=f"{address}?lang={other}", lang=lang, hreflang=lang)


def _account(visit: Visit) -> list[Markup]:
    """Who is logged in, and the way out; where nobody need log in, nothing."""
    if visit.login is not None:
        name = visit.login.user.name or visit.login.login
        out = element("button", visit.say("web.log_out", name=name), class_="plain")
        hidden = element("input", type="hidden", name="token", value=visit.token)
        return [element("form", hidden, out, method="post", action="/logout")]
    if visit.site.access is not None or visit.site.sessions.code is not None:
        return [element("a", visit.say("web.log_in"), href="/login")]
    return []
