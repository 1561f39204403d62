"""The rulings: what stands beside the form, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator

from rongcuo import api
from rongcuo.comparing.comparison import Answer, Comparison
from rongcuo.facts.problems import InputError
from rongcuo.policy.cases import QUESTIONS
from rongcuo.render.page import Heading, Lines, Origin, Table
from rongcuo.render.screen import comparison_screen
from rongcuo.render.words import Words
from rongcuo_documents.markup import Markup, element, markup
from rongcuo_documents.report import behind

from ..form.controls import FORM
from ..form.fields import FACT
from ..form.filled import Filled
from ..serving.address import Visit

#: The field that names the rows whose grounds are shown.
OPEN = "open"


def rulings(visit: Visit, sent: Filled) -> Markup:
    """Every region's answer, what to ask next, and what can't be read of the form."""
    question = visit.fields.get("question")
    posed = [name for name in QUESTIONS if name == question]
    asked: list[str] = []
    try:
        comparison = api.compare(visit.site.policies, sent.data, questions=posed, differences=False)
        content = [*_answers(visit, comparison)]
        asked = [name for answer in comparison.answers for step in answer.asks for name in step.ask]
    except InputError as error:
        said = [element("li", problem.message(visit.language)) for problem in error.problems]
        content = [element("ul", *said, class_="wrong")]
    return element(
        "section",
        element("h2", visit.say("web.rulings")),
        *_unreadable(visit, sent),
        *content,
        id="rulings",
        aria_live="polite",
        data_asked=" ".join(asked),
    )


def _unreadable(visit: Visit, sent: Filled) -> Iterator[Markup]:
    if sent.problems:
        words = visit.words
        named = [
            words.labelled(words.fact(field.removeprefix(FACT)), problem.message(visit.language))
            for field, problems in sent.problems.items()
            for problem in problems
        ]
        yield element("p", visit.say("web.unreadable"), class_="wrong")
        yield element("ul", *(element("li", each) for each in named), class_="wrong")


def _answers(visit: Visit, comparison: Comparison) -> Iterator[Markup]:
    """The screen of the comparison, its rows with their grounds where they are asked for."""
    words = Words(visit.language, comparison.registry)
    answers = list(comparison.answers)
    *screen, foot = comparison_screen(comparison, words)[2:]
    for block in screen:
        match block:
            case Origin():
                pass
            case Table() if block.tones:
                yield _rows(visit, block, answers[0], comparison, words)
            case Lines() if block.numbered:
                yield _steps(answers.pop(0), words)
            case Heading(text):
                yield element("h3", text)
                # on a phone it stays in sight, and leads here from the form
                yield element("a", text, href="#rulings", class_="conclusion")
            case _:
                yield from markup([block])
    if isinstance(foot, Origin):  # what the marks in the rows mean; the rest is at the foot of the page
        yield from (element("p", line, class_="hint") for line in foot.lines[:-1])


def _rows(visit: Visit, table: Table, answer: Answer, comparison: Comparison, words: Words) -> Markup:
    shown = visit.fields.all(OPEN)
    left = list(answer.rulings)
    rows = []
    for (region, verdict, ground), tone in zip(table.rows, table.tones, strict=True):
        ruling = next(each for each in left if words.region(each.region) == region)
        left.remove(ruling)
        is_open = ruling.region in shown
        box = element(
            "input",
            type="checkbox",
            name=OPEN,
            value=ruling.region,
            form=FORM,
            checked=is_open,
            aria_label=visit.say("web.grounds_of", region=region),
        )
        answer_said = element("span", verdict, class_=f"answer {tone}".rstrip())
        inside = [element("label", box, element("b", region), " ", answer_said)]
        inside.append(element("p", ground, class_="ground"))
        if is_open:
            inside.append(element("div", *markup(behind(ruling, comparison, words)), class_="behind"))
        rows.append(element("li", *inside, id=f"row-{answer.question}-{ruling.region}"))
    return element("ul", *rows, class_="answers")


def _steps(answer: Answer, words: Words) -> Markup:
    """What to ask, each fact with the way to it."""
    steps = [
        element(
            "li",
            *(element("a", words.question(name), href=f"#fact-{name}") for name in step.ask),
        )
        for step in answer.asks
    ]
    return element("ol", *steps, class_="steps")
