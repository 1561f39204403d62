"""The case: the form with every region's answer beside it, and what is made of it."""

from __future__ import annotations

from starlette.responses import Response

from rongcuo import api
from rongcuo.comparing.comparison import Comparison
from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.cases import QUESTIONS
from rongcuo.policy.files import LARGEST
from rongcuo.render.comparing import comparison_page
from rongcuo.render.words import Words
from rongcuo_analysis.asked import asking_of, preparation_of, wanted_of, when_of
from rongcuo_analysis.render.prepare import prepare_page
from rongcuo_analysis.render.whatif import whatif_page
from rongcuo_analysis.whatif import what_if
from rongcuo_documents.html import page as report_page
from rongcuo_documents.markup import Markup, element
from rongcuo_documents.report import report_of

from ..form.controls import FORM, Controls
from ..form.fields import FILE, KEPT, fields_of
from ..form.filled import Filled, opened
from ..serving.address import Address, Fields, Visit
from .frame import page, part, shown
from .rulings import rulings

#: How the script has the rulings made anew.
_LIVE = {"hx_post": "/rulings", "hx_target": "#rulings", "hx_swap": "outerMorph"}


def blank(visit: Visit) -> Response:
    """A form that says nothing yet."""
    return form_of(visit, Fields.of(()))


def filled(visit: Visit) -> Response:
    """The form as it was sent, ruled: for a browser without scripts, and in the other language."""
    return _form(visit, _sent(visit))


def open_file(visit: Visit) -> Response:
    """The form with what a case file says.  Raises InputError with every mistake of the file."""
    uploads = visit.uploads.get("upload", ())
    if not uploads:
        raise InputError(Problem("web_no_file"))
    upload = uploads[0]
    if len(upload.content) > LARGEST:
        raise InputError(Problem("web_too_large"))
    file = opened(upload.content, upload.name, visit.site.policies)
    values = fields_of(file.data, visit.site.policies).values
    return form_of(visit, Fields(values={**values, FILE: [file.text or ""]}))


def live(visit: Visit) -> Response:
    """What every region answers, to stand beside the form as it is filled in."""
    return part(rulings(visit, _sent(visit)))


def save(visit: Visit) -> Response:
    """The case file.  Raises InputError for a case that can't be."""
    sent = _sent(visit)
    api.read(visit.site.policies, sent.data)
    name = "case.toml" if visit.language == "en" else "%E6%A1%88%E4%BB%B6.toml"
    headers = {"Content-Disposition": f"attachment; filename=\"case.toml\"; filename*=UTF-8''{name}"}
    return Response(sent.file(visit.words).encode(), media_type="application/toml", headers=headers)


def whole(visit: Visit) -> Response:
    """Everything that can be said of the comparison.  Raises InputError."""
    comparison = _compared(visit)
    return shown(visit, comparison_page(comparison, Words(visit.language, comparison.registry)))


def report(visit: Visit) -> Response:
    """The comparison as a file to carry.  Raises InputError."""
    comparison = _compared(visit)
    text = report_page(report_of(comparison, Words(visit.language, comparison.registry)))
    headers = {"Content-Disposition": 'attachment; filename="rongcuo.html"'}
    return Response(text.encode(), media_type="text/html; charset=utf-8", headers=headers)


def whatif(visit: Visit) -> Response:
    """The smallest changes by which a region answers otherwise.  Raises InputError."""
    region = visit.fields.get("for") or None
    asking = asking_of(visit.site.policies, _sent(visit).data, region)
    result = what_if(asking, wanted_of(asking, None), when_of(asking))
    return shown(visit, whatif_page(result, visit.words))


def prepare(visit: Visit) -> Response:
    """What to do before the act.  Raises InputError."""
    preparation = preparation_of(visit.site.policies, _sent(visit).data, visit.fields.get("for") or None)
    return shown(visit, prepare_page(preparation, visit.words))


def _sent(visit: Visit) -> Filled:
    return Filled.of(visit.fields, visit.site.policies)


def _compared(visit: Visit) -> Comparison:
    return api.compare(visit.site.policies, _sent(visit).data)


def form_of(visit: Visit, fields: Fields) -> Response:
    """The form with these fields."""
    return _form(visit, Filled.of(fields, visit.site.policies))


def _form(visit: Visit, sent: Filled) -> Response:
    say = visit.say
    controls = Controls(visit.words, sent.fields, visit.site.readers).shown()
    form = element(
        "form",
        *controls,
        id=FORM,
        method="post",
        action="/",
        autocomplete="off",
        **_LIVE,
        hx_trigger="input delay:150ms, change",
        hx_sync="this:replace",
    )
    beside = element(
        "aside",
        rulings(visit, sent),
        _actions(visit, sent.fields.get(KEPT)),
        aria_label=say("web.rulings"),
        hx_include=f"#{FORM}",
        **_LIVE,
        hx_trigger="change",
    )
    head = element(
        "div",
        element("h1", say("web.case")),
        element("p", say("web.case_says"), class_="hint"),
        _opening(visit),
        class_="intro",
    )
    body = element("div", form, beside, class_="case")
    return page(visit, say("web.case"), head, body, wide=True, form=FORM)


def _opening(visit: Visit) -> Markup:
    """The form that opens a case file."""
    say = visit.say
    file = element(
        "input", type="file", name="upload", accept=".toml,application/toml,text/plain", required=True
    )
    return element(
        "form",
        element("label", element("span", say("web.open_file")), " ", file),
        " ",
        element("button", say("web.open")),
        method="post",
        action="/open",
        enctype="multipart/form-data",
        class_="open",
    )


def _keeping(visit: Visit, kept: str) -> list[Markup]:
    """The button that puts the case into the registry, for whoever may."""
    if visit.site.db is None or visit.login is None or not visit.login.user.roles:
        return []
    label = visit.say("web.keep_again", id=kept) if kept else visit.say("web.keep")
    token = element("input", type="hidden", name="token", value=visit.token, form=FORM)
    return [token, element("button", label, form=FORM, formaction="/registry/keep")]


def _actions(visit: Visit, kept: str) -> Markup:
    """What can be made of the case: each button sends the form to an address of its own."""
    say, words = visit.say, visit.words
    places = [element("option", words.region(name), value=name) for name in visit.site.policies.rows]
    questions = [element("option", words.say(f"question.{name}"), value=name) for name in QUESTIONS]
    choose = (
        ("question", "web.question", [element("option", say("web.question_any"), value=" "), *questions]),
        ("for", "web.for_region", [element("option", say("web.where"), value=" "), *places]),
    )
    return element(
        "div",
        *(
            element(
                "label",
                element("span", say(label)),
                element("select", *options, name=name, form=FORM),
                class_="text short",
            )
            for name, label, options in choose
        ),
        element(
            "p",
            *(
                element("button", say(f"web.{name}"), form=FORM, formaction=address, class_=kind)
                for name, address, kind in (
                    ("save", "/save", "main"),
                    ("rule", "/", ""),
                    ("whole", "/whole", ""),
                    ("whatif", "/whatif", ""),
                    ("prepare", "/prepare", ""),
                    ("report", "/report", ""),
                )
            ),
            *_keeping(visit, kept),
            class_="actions",
        ),
        class_="making",
    )


ADDRESSES = (
    Address(path="/", answer=blank),
    Address(path="/", answer=filled, method="POST"),
    Address(path="/open", answer=open_file, method="POST"),
    Address(path="/rulings", answer=live, method="POST"),
    Address(path="/save", answer=save, method="POST"),
    Address(path="/whole", answer=whole, method="POST"),
    Address(path="/report", answer=report, method="POST"),
    Address(path="/whatif", answer=whatif, method="POST"),
    Address(path="/prepare", answer=prepare, method="POST"),
)
