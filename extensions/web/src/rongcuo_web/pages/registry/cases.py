"""A case of the registry: what it is, how far its proceedings are, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from starlette.responses import RedirectResponse, Response

from rongcuo import api
from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.problems import InputError, Problem
from rongcuo.plugins.procedures import PROCEDURES
from rongcuo.render.page import Heading, Table
from rongcuo_documents.markup import Markup, element, markup
from rongcuo_registry.doubts import of_opening
from rongcuo_registry.lists import log_rows
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.render import case_head
from rongcuo_registry.whereabouts import OPENED_FOR, opens_at

from ...form.keeping import fields_of_kept
from ...serving.address import Address, Visit
from ..case import form_of
from ..frame import page, shown
from .asked import actor, day, number, token, user
from .proceedings import proceeding


def case(visit: Visit) -> Response:
    """One case.  Raises InputError where there is none of this number."""
    with visit.site.cases() as registry:
        return case_page(visit, registry, number(visit, "case"))


def case_page(
    visit: Visit, registry: CaseRegistry, case: int, problems: Sequence[str] = (), status: int = 200
) -> Response:
    """The page of a case, with what stood in the way of what was just tried, or is likely to be a mistake of it."""
    words = visit.words
    head, *rest = case_head(registry, case, words, personal=user(visit).personal)
    assert isinstance(head, Heading)
    said = [element("ul", *(element("li", each) for each in problems), class_="wrong", role="alert")]
    return page(
        visit,
        head.text,
        element("h1", head.text),
        *(said if problems else ()),
        *markup(rest),
        *_ways(visit, registry, case),
        *(proceeding(visit, registry, each) for each in registry.proceedings_of(case)),
        *_opening(visit, registry, case),
        status=status,
    )


def log(visit: Visit) -> Response:
    """What happened in a case, and who did it.  Raises InputError."""
    case, words = number(visit, "case"), visit.words
    with visit.site.cases() as registry:
        rows = log_rows(registry, case, words, personal=user(visit).personal)
    columns = words.columns("entry", "entered", "entered_by", "done_on", "happened")
    cells = tuple((str(row["id"]), row["time"], row["by"], row["on"] or "—", row["what"]) for row in rows)
    return shown(visit, [Heading(visit.say("web.log_of", id=case)), Table(columns, cells)])


def on_form(visit: Visit) -> Response:
    """The form with what a case says, from where it goes back into the registry.  Raises InputError."""
    case = number(visit, "case")
    with visit.site.cases() as registry:
        raw = registry.raw(registry.case(case))
    fields = fields_of_kept(case, raw, visit.site.policies)
    return form_of(visit, fields)


def rule(visit: Visit) -> Response:
    """Rules a case, and keeps the ruling.  Raises InputError."""
    case = number(visit, "case")
    with visit.site.cases(readonly=False) as registry:
        registry.rule(case, actor(visit))
    return RedirectResponse(f"/registry/cases/{case}", 303)


def open_proceeding(visit: Visit) -> Response:
    """Opens a procedure of a region for a case.  Raises InputError."""
    case, fields = number(visit, "case"), visit.fields
    kind = next((each for each in get_args(ProcedureKind) if each == fields.get("procedure")), None)
    with visit.site.cases(readonly=False) as registry:
        try:
            if kind is None:
                raise InputError(Problem("web_no_choice"))
            state = registry.open_proceeding(case, kind, fields.get("region"), actor(visit), day(visit))
        except InputError as error:
            return case_page(visit, registry, case, [p.message(visit.language) for p in error.problems], 422)
        if doubts := [each.message(visit.language) for each in of_opening(registry, state)]:
            return case_page(visit, registry, case, doubts)
    return RedirectResponse(f"/registry/cases/{case}#proceeding-{state.id}", 303)


def _ways(visit: Visit, registry: CaseRegistry, case: int) -> Iterator[Markup]:
    """What can be done with a case that wasn't erased."""
    here = f"/registry/cases/{case}"
    links = [element("a", visit.say("web.log"), href=f"{here}/log")]
    if not registry.case(case).erased:
        links.insert(0, element("a", visit.say("web.on_form"), href=f"{here}/form"))
    yield element("p", *links, class_="ways")
    if user(visit).roles and not registry.case(case).erased:
        button = element("button", visit.say("web.rule_and_keep"))
        yield element("form", token(visit), button, method="post", action=f"{here}/rule")


def _opening(visit: Visit, registry: CaseRegistry, case: int) -> Iterator[Markup]:
    """The form that opens a proceeding; what the case poses, at its place, is chosen already."""
    state, words, say = registry.case(case), visit.words, visit.say
    if state.erased or not user(visit).roles:
        return
    try:
        posed, *_ = api.read(registry.policies, registry.raw(state)).questions()
    except InputError:  # it was kept by other texts
        posed = "tolerance"
    kind = OPENED_FOR[posed]
    here = opens_at(registry, state.where, kind)
    regions = {name: words.region(name) for name in registry.policies.regions}
    chosen = "" if here is None else here.id
    yield element(
        "details",
        element("summary", say("web.open_proceeding")),
        element(
            "form",
            token(visit),
            _select("procedure", say("web.procedure"), {k: say(f"procedure.{k}") for k in PROCEDURES}, kind),
            _select("region", say("web.by_text_of"), regions, chosen),
            element(
                "label",
                element("span", say("web.on")),
                element("input", name="on", type="date", value=visit.fields.get("on")),
                class_="text",
            ),
            element("button", say("web.open_it"), class_="main"),
            method="post",
            action=f"/registry/cases/{case}/open",
            class_="search",
        ),
        class_="act",
    )


def _select(name: str, label: str, choices: dict[str, str], chosen: str) -> Markup:
    options = [element("option", text, value=key, selected=key == chosen) for key, text in choices.items()]
    return element("label", element("span", label), element("select", *options, name=name), class_="text")


ADDRESSES = (
    Address(path="/registry/cases/{case}", answer=case, right="reader"),
    Address(path="/registry/cases/{case}/log", answer=log, right="reader"),
    Address(path="/registry/cases/{case}/form", answer=on_form, right="reader"),
    Address(path="/registry/cases/{case}/rule", answer=rule, method="POST", right="actor", changes=True),
    Address(
        path="/registry/cases/{case}/open", answer=open_proceeding, method="POST", right="actor", changes=True
    ),
)
