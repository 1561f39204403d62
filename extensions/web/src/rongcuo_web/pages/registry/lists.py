"""The lists: cases, found by their title and how far they are, and the steps that are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from rongcuo_documents.markup import Markup, element
from rongcuo_registry.lists import case_rows, due_rows, proceeding_in_short
from rongcuo_registry.naming import STATUSES
from rongcuo_registry.reading import Reading

from ...serving.address import Address, Visit
from ..frame import page

#: So many are listed, unless more are asked for.
FEW, MANY = 50, 1000


def cases(visit: Visit) -> Response:
    """The newest cases, or those that are looked for.  Raises InputError."""
    fields, words = visit.fields, visit.words
    limit = MANY if fields.get("many") else FEW
    with visit.site.cases() as registry:
        region = fields.get("region")
        status = fields.get("status")
        rows, more = case_rows(
            registry,
            visit.language,
            region=registry.region(region).id if region else None,
            status=status if status in STATUSES else None,
            matter=None,
            limit=limit,
            title=fields.get("title") or None,
        )
        listed = [_case(registry, row, visit) for row in rows]
    head = words.columns("number", "case_title", "where", "proceedings")
    title = visit.say("web.nav_registry")
    found = _table(head, listed) if listed else element("p", visit.say("registry.no_cases"))
    return page(
        visit,
        title,
        element("h1", title),
        _places(visit, "/registry"),
        _looked_for(visit),
        found,
        *_more(visit, more),
    )


def due(visit: Visit) -> Response:
    """The steps that proceedings wait for, the most urgent first.  Raises InputError."""
    words = visit.words
    limit = MANY if visit.fields.get("many") else FEW
    with visit.site.cases() as registry:
        waiting = registry.due(None, limit)
        rows = [_due(row, visit) for row in due_rows(registry, waiting, words)]
    head = words.columns("last_day", "case_title", "step", "who")
    title = visit.say("web.due")
    found = _table(head, rows) if rows else element("p", visit.say("registry.nothing_due"))
    unknown = words.listed(map(str, waiting.unknown))
    untold = [element("p", visit.say("registry.due_unknown", ids=unknown))] if waiting.unknown else []
    return page(
        visit,
        title,
        element("h1", title),
        _places(visit, "/registry/due"),
        found,
        *_more(visit, waiting.more),
        *untold,
    )


def _case(registry: Reading, row: Mapping[str, Any], visit: Visit) -> list[Markup]:
    words = visit.words
    title = row["title"] or words.say("registry.is_erased")
    short = (proceeding_in_short(registry, each, words) for each in row["proceedings"])
    return [
        Markup(str(row["id"])),
        element("a", title, href=f"/registry/cases/{row['id']}"),
        element("span", words.place(row["where"])),
        element("span", words.joined(short)),
    ]


def _due(row: Mapping[str, Any], visit: Visit) -> list[Markup]:
    href = f"/registry/cases/{row['case']}#proceeding-{row['proceeding']}"
    title = row["title"] or visit.say("registry.is_erased")
    return [
        element("span", row["by"], class_="wrong" if row["overdue"] else ""),
        element("a", f"{row['case']} {title}", href=href),
        element("span", row["name"]),
        element("span", row["who"]),
    ]


def _table(head: Sequence[str], rows: Iterable[list[Markup]]) -> Markup:
    """A table of links, that a narrow screen shows as blocks."""
    cells = (
        [element("td", part, data_label=label) for label, part in zip(head, row, strict=True)] for row in rows
    )
    return element(
        "table",
        element("thead", element("tr", *(element("th", each, scope="col") for each in head))),
        element("tbody", *(element("tr", *row) for row in cells)),
    )


def _places(visit: Visit, here: str) -> Markup:
    """The way to the other list."""
    places = {"/registry": "web.cases", "/registry/due": "web.due"}
    links = [
        element("a", visit.say(label), href=href, aria_current="page" if href == here else "")
        for href, label in places.items()
    ]
    return element("nav", *links, class_="within", aria_label=visit.say("web.nav_registry"))


def _looked_for(visit: Visit) -> Markup:
    """What is looked for; it is sent in a form, so that no title stands in an address."""
    say, words, fields = visit.say, visit.words, visit.fields
    regions = {name: words.region(name) for name in visit.site.policies.rows}
    statuses = {name: say(f"of_status.{name}") for name in STATUSES}
    box = element("input", name="title", value=fields.get("title"), type="text", autocomplete="off")
    return element(
        "form",
        element("label", element("span", say("web.title_has")), box, class_="text"),
        _choice("region", say("web.proceeding_in"), regions, visit),
        _choice("status", say("web.how_far"), statuses, visit),
        element("button", say("web.look_for"), class_="main"),
        method="post",
        action="/registry",
        role="search",
        class_="search",
    )


def _choice(name: str, label: str, choices: Mapping[str, str], visit: Visit) -> Markup:
    chosen = visit.fields.get(name)
    options = [element("option", visit.say("web.any"), value=" ")]
    options += [element("option", text, value=key, selected=key == chosen) for key, text in choices.items()]
    return element("label", element("span", label), element("select", *options, name=name), class_="text")


def _more(visit: Visit, more: int) -> Iterable[Markup]:
    """How many there are beyond those that are listed, and the way to more of them."""
    if not more:
        return
    yield element("p", visit.say("web.more", count=more))
    if not visit.fields.get("many"):
        kept = [
            element("input", type="hidden", name=name, value=visit.fields.get(name))
            for name in ("title", "region", "status")
        ]
        button = element("button", visit.say("web.list_more"), name="many", value="1")
        yield element("form", *kept, button, method="post", action=visit.address)


ADDRESSES = (
    Address(path="/registry", answer=cases, right="reader"),
    Address(path="/registry", answer=cases, method="POST", right="reader"),
    Address(path="/registry/due", answer=due, right="reader"),
    Address(path="/registry/due", answer=due, method="POST", right="reader"),
)
