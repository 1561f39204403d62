"""The interview: a screen at a time, whose page carries every reply so far, so that the server keeps none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve
from starlette.responses import Response

from rongcuo import api
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.policy.cases import Question
from rongcuo.render.page import Origin
from rongcuo.render.screen import comparison_screen
from rongcuo.render.words import Words
from rongcuo_documents.markup import Markup, element, markup
from rongcuo_interview.casefile import written
from rongcuo_interview.draft import Draft
from rongcuo_interview.ending import ending, still_unknown
from rongcuo_interview.interview import as_answered
from rongcuo_interview.screens import Screen
from rongcuo_interview.settling import Settling

from ..form.controls import FORM
from ..form.fields import FILE, fields_of
from ..form.filled import opened
from ..form.replies import Reached, Reply, mark_of, reached
from ..serving.address import Address, Visit
from ..serving.app import LANGUAGES
from .frame import page

#: The fields: each reply so far, the language that their marks are in, and what is done now.
REPLY, SAID_IN, MOVE = "reply", "said_in", "move"
#: The screen that is answered now, and the answer.
SCREEN, CHOICE, TYPED = "screen", "choice", "typed"
_ADDRESS = "/ask"
#: The form of the button that changes the language.
_LANGUAGE = "language"


def start(visit: Visit) -> Response:
    """The first screen."""
    return _screen(visit, reached(visit.words, ()))


def go_on(visit: Visit) -> Response:
    """The screen that a reply leads to, or the one before, or the end.  Raises InputError."""
    fields = visit.fields
    replies = [Reply.read(text) for text in fields.all(REPLY)]
    move = fields.get(MOVE)
    if move == "next":
        try:
            there = _reached(visit, [*replies, _reply(visit)])
        except InputError as error:
            if [problem.code for problem in error.problems] != ["web_none_and_some"]:
                raise
            return _screen(visit, _reached(visit, replies), problem=error.problems[0].message(visit.language))
    else:
        there = _reached(visit, replies)
    if move == "back" and there.before is not None:
        before = reached(visit.words, there.replies[: there.before])
        assert before.screen is not None  # it was answered
        there = evolve(before, screen=as_answered(before.screen, there.last))
    if move == "finish" or there.screen is None:
        return _end(visit, there)
    return _screen(visit, there)


def _reached(visit: Visit, replies: Sequence[Reply]) -> Reached:
    """Where replies lead, in the language of the page, whichever they were given in.  Raises InputError."""
    said_in: Language = next(
        (each for each in LANGUAGES if each == visit.fields.get(SAID_IN)), visit.language
    )
    there = reached(visit.site.words(said_in), replies)
    return there if said_in == visit.language else reached(visit.words, there.replies, marked=False)


def _reply(visit: Visit) -> Reply:
    """What is answered now; whether it can be is seen by its screen."""
    fields = visit.fields
    typed = fields.all(TYPED)
    if typed:
        return Reply(fields.get(SCREEN), typed[-1])
    places = [int(place) if place.isdecimal() and len(place) < 5 else -1 for place in fields.all(CHOICE)]
    alone = fields.get("kind") == "one" and len(places) == 1
    return Reply(fields.get(SCREEN), places[0] if alone else places)


# One screen


def _screen(visit: Visit, there: Reached, problem: str = "") -> Response:
    screen, beside = there.screen, there.beside
    assert screen is not None
    say = visit.say
    problem = problem or beside.problem
    checker = there.draft.checker
    who = visit.words.listed(filter(None, (checker.by, checker.on))) if checker else ""
    inside = [
        *([element("p", screen.heading, class_="heading")] if screen.heading else []),
        *(element("p", line, class_="hint") for line in screen.hint.splitlines()),
        *([element("p", say("web.ask_checked", who=who), class_="hint")] if screen.heading and who else []),
        *([element("p", problem, class_="wrong", role="alert")] if problem else []),
        *_answers(screen),
    ]
    buttons = [_button(visit, "next", "main")]
    if there.before is not None:
        buttons += [_button(visit, "back"), _button(visit, "finish")]
    form = element(
        "form",
        *_carried(visit, there),
        _hidden(SCREEN, mark_of(screen)),
        _hidden("kind", screen.kind),
        element("fieldset", element("legend", screen.title, class_="ask"), *inside, class_="question"),
        element("p", *buttons, class_="actions"),
        method="post",
        action=_ADDRESS,
        autocomplete="off",
    )
    why = screen.why() or (say("ask.why_story"),)
    return page(
        visit,
        say("web.ask"),
        element("h1", say("web.ask")),
        element("p", say("web.ask_says"), class_="hint"),
        element("p", beside.progress, class_="progress"),
        form,
        element("details", element("summary", say("web.ask_why")), *(element("p", line) for line in why)),
        *_left(visit, there),
        *_so_far(visit, there),
        _other_language(visit, there),
        form=_LANGUAGE,
    )


def _answers(screen: Screen) -> Iterator[Markup]:
    if screen.kind == "text":
        yield element("input", name=TYPED, value=screen.default, aria_label=screen.title)
        return
    one = screen.kind == "one"
    for place, option in enumerate(screen.options):
        is_chosen = place == screen.at if one else option.value in screen.ticked
        box = element(
            "input",
            type="radio" if one else "checkbox",
            name=CHOICE,
            value=str(place),
            checked=is_chosen,
        )
        yield element("label", box, " ", element("span", option.label), class_="option")


def _button(visit: Visit, move: str, kind: str = "") -> Markup:
    return element("button", visit.say(f"web.ask_{move}"), name=MOVE, value=move, class_=kind)


def _hidden(name: str, value: str) -> Markup:
    return element("input", type="hidden", name=name, value=value)


def _carried(visit: Visit, there: Reached) -> list[Markup]:
    """What every form here carries: the replies, in the language of the page."""
    return [_hidden(SAID_IN, visit.language), *(_hidden(REPLY, each.written()) for each in there.replies)]


def _other_language(visit: Visit, there: Reached, move: str = "") -> Markup:
    """The form of the button that changes the language; it answers nothing."""
    moved = [_hidden(MOVE, move)] if move else []
    return element(
        "form",
        *_carried(visit, there),
        *moved,
        id=_LANGUAGE,
        method="post",
        action=_ADDRESS,
        hidden=True,
    )


def _so_far(visit: Visit, there: Reached) -> list[Markup]:
    """What was answered, and what was told of it; the last of it in sight."""
    if not there.lines:
        return []
    title = element("summary", visit.say("web.ask_so_far"))
    answered = element("ol", *(element("li", line) for line in there.lines))
    return [element("p", there.lines[-1], class_="hint"), element("details", title, answered)]


# What is open


def _left(visit: Visit, there: Reached) -> Iterator[Markup]:
    """For each question what is open in each region, as a bar that empties and in words."""
    draft = there.draft
    if not draft.answered:  # it isn't known yet which question is posed
        return
    settling = there.settling.at_place(draft)
    words = settling.asked.words
    steps = settling.standing(draft)
    yield element("h2", visit.say("web.ask_left"))
    for step in steps:
        if len(steps) > 1:
            yield element("h3", words.say(f"question.{step.question}"))
        yield _bars(settling, draft, step.question, step.possible)


def _bars(
    settling: Settling, draft: Draft, question: Question, possible: Mapping[str, Sequence[str]]
) -> Markup:
    words = settling.asked.words
    known = draft.data()
    nothing = Draft(base={key: known[key] for key in ("where", "dates") if key in known})
    before, now = settling.left(nothing, question), settling.left(draft, question)
    rows = []
    for region, verdicts in possible.items():
        left = len(now.get(region, ()))
        # a fact may bring others with it that could not matter before
        whole = max(len(before.get(region, ())), left, 1)
        said = _how_far(words, verdicts, left, whole)
        name = words.region(region)
        bar = element("meter", said, min="0", max=str(whole), value=str(left), aria_label=name)
        rows.append(element("li", element("b", name), " ", bar, " ", element("span", said)))
    return element("ul", *rows, class_="left")


def _how_far(words: Words, verdicts: Sequence[str], left: int, whole: int) -> str:
    if len(verdicts) == 1:
        return words.say("web.ask_settled", verdict=words.verdict(verdicts[0]))
    return words.say("web.ask_left_of", left=left, start=whole) if left else words.say("web.ask_left_none")


# The end


def _end(visit: Visit, there: Reached) -> Response:
    """Every region's answer by what was told, what open rows wait for, and what can be made of the case."""
    say, draft = visit.say, there.draft
    told: dict[str, Any] = {"title": say("ask.untitled"), "where": say("ask.nowhere"), **draft.data()}
    comparison = api.compare(visit.site.policies, told)
    words = Words(visit.language, comparison.registry)
    *screen, foot = comparison_screen(comparison, words)
    # what the marks mean; the rest is at the foot of the page, or about the command
    marks = foot.lines[:-1] if isinstance(foot, Origin) else ()
    ended = there.screen is None
    lines = [*(ending(comparison, words) if ended else ()), *still_unknown(draft, words)]
    left = [element("p", line) for line in lines]
    stopped = [] if ended else [element("p", say("web.ask_stopped"), class_="hint")]
    case = [_hidden(name, value) for name, values in _fields(visit, draft).items() for value in values]
    make = [
        element("button", say(f"web.{name}"), formaction=address, class_=kind)
        for name, address, kind in (
            ("ask_to_form", "/", "main"),
            ("save", "/save", ""),
            ("whole", "/whole", ""),
            ("report", "/report", ""),
        )
    ]
    again = [] if ended else [element("button", say("web.ask_resume"))]
    back = [_button(visit, "back")] if there.before is not None else []
    return page(
        visit,
        say("web.ask"),
        *markup(screen),
        *(element("p", line, class_="hint") for line in marks),
        *stopped,
        *left,
        element("form", *case, element("p", *make, class_="actions"), id=FORM, method="post", action="/"),
        element(
            "form",
            *_carried(visit, there),
            element("p", *again, *back, class_="actions"),
            method="post",
            action=_ADDRESS,
        ),
        *_so_far(visit, there),
        _other_language(visit, there, "finish"),
        form=_LANGUAGE,
    )


def _fields(visit: Visit, draft: Draft) -> Mapping[str, Sequence[str]]:
    """The fields of the form, as if the case file of the interview had been opened there."""
    data, registry = draft.data(), visit.site.policies
    if not {"title", "where"} <= {*data}:  # no case file yet
        return fields_of(data, registry).values
    text = written(draft, None, visit.words)
    return {**fields_of(opened(text.encode(), "", registry).data, registry).values, FILE: [text]}


ADDRESSES = (
    Address(path=_ADDRESS, answer=start),
    Address(path=_ADDRESS, answer=go_on, method="POST"),
)
