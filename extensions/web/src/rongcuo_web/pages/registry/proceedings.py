"""A proceeding on the page of its case: how far it is, and the forms by which it is taken further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from starlette.responses import RedirectResponse, Response

from rongcuo.facts.days import today
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Fact
from rongcuo_documents.forms.kinds import forms
from rongcuo_documents.markup import Markup, element, markup
from rongcuo_registry.doubts import of_step
from rongcuo_registry.forms import FORM_OF
from rongcuo_registry.lists import log_rows
from rongcuo_registry.model import ProceedingState, Standing
from rongcuo_registry.operations import CaseRegistry
from rongcuo_registry.render import proceeding_blocks, step_name
from rongcuo_registry.taking import Progress, Waiting

from ...form.controls import Controls
from ...form.filled import value_read
from ...serving.address import Address, Fields, Visit
from .asked import actor, day, files, hidden, number, role, token, user

#: Writes something of a proceeding, and gives what is likely to be a mistake of it.
Write = Callable[[CaseRegistry, int], list[Problem]]


def proceeding(visit: Visit, registry: CaseRegistry, state: ProceedingState) -> Markup:
    """A proceeding: its steps, and what whoever is logged in may do next."""
    blocks = markup(proceeding_blocks(registry, state, visit.words, level=2))
    may_act = user(visit).roles and not registry.case(state.case).erased and not state.closed
    acts = _acts(visit, registry, state) if may_act else ()
    return element("section", *blocks, *_forms(visit, state), *acts, id=f"proceeding-{state.id}")


def _forms(visit: Visit, state: ProceedingState) -> Iterator[Markup]:
    """The official forms that go with it, for whoever may see whom they name."""
    links = [
        element("a", visit.words.pick(form.title), href=f"/registry/cases/{state.case}/forms/{name}")
        for name, form in forms().items()
        if FORM_OF[name] == state.kind
    ]
    if links and user(visit).personal:
        yield element("p", element("span", visit.say("web.forms")), *links, class_="ways")


def _acts(visit: Visit, registry: CaseRegistry, state: ProceedingState) -> Iterator[Markup]:
    try:
        progress = registry.progress(state)
    except InputError:  # its region isn't on, which is told already
        return
    waiting = progress.waiting(registry.calendar)
    for each in waiting:
        roles = each.step.roles or user(visit).roles
        mine = [name for name in user(visit).roles if name in roles and name not in progress.by(each.step)]
        if mine and not each.step.named_only:
            yield _step(visit, registry, progress, each, mine)
    if not waiting:
        yield _closing(visit, registry, state)


def _step(
    visit: Visit, registry: CaseRegistry, progress: Progress, waiting: Waiting, roles: Sequence[str]
) -> Markup:
    """The form by which a step is taken; what was just sent of it is filled in again."""
    say, step, state = visit.say, waiting.step, progress.state
    sent = visit.fields if visit.fields.get("step") == step.id else Fields.of(())
    controls = Controls(visit.words, sent, visit.site.readers)
    facts = [registry.policies.vocabulary.get(name) for name in progress.unstated(step)]
    inside = [
        token(visit),
        hidden("step", step.id),
        hidden("seen", _last_event(registry, state)),
        *_who_and_when(visit, sent, roles),
    ]
    if step.decides:
        choices = {"yes": say("web.agreed"), "no": say("web.not_agreed")}
        inside.append(
            element(
                "p", *(_radio("decision", key, text, sent) for key, text in choices.items()), class_="days"
            )
        )
    inside += [controls.fact(fact) for fact in facts if fact is not None and not fact.derived]
    label = say(f"document.{step.document}") if step.document else say("web.attach")
    needed = bool(step.document)
    inside.append(
        element(
            "label",
            element("span", label),
            element("input", type="file", name="attach", required=needed, multiple=True),
            class_="text",
        )
    )
    inside.append(element("button", say("web.take_step"), class_="main"))
    title = say("web.step", step=step_name(step, visit.words))
    return element(
        "details",
        element("summary", title),
        element(
            "form",
            *inside,
            method="post",
            action=f"/registry/proceedings/{state.id}/advance",
            enctype="multipart/form-data",
            class_="search",
        ),
        class_="act",
        open=bool(sent.get("step")),
    )


def _closing(visit: Visit, registry: CaseRegistry, state: ProceedingState) -> Markup:
    inside = [
        token(visit),
        hidden("seen", _last_event(registry, state)),
        *_who_and_when(visit, Fields.of(()), user(visit).roles),
        element("button", visit.say("web.close"), class_="main"),
    ]
    return element(
        "details",
        element("summary", visit.say("web.close_it")),
        element(
            "form", *inside, method="post", action=f"/registry/proceedings/{state.id}/close", class_="search"
        ),
        class_="act",
    )


def _who_and_when(visit: Visit, sent: Fields, roles: Sequence[str]) -> Iterator[Markup]:
    say = visit.say
    chosen = sent.get("role")
    options = [element("option", say(f"role.{each}"), value=each, selected=each == chosen) for each in roles]
    day_of = element("input", name="on", type="date", value=sent.get("on"), max=today().isoformat())
    note = element("textarea", sent.get("note"), name="note", rows="2")
    yield element(
        "label", element("span", say("web.as_role")), element("select", *options, name="role"), class_="text"
    )
    yield element("label", element("span", say("web.on")), day_of, class_="text")
    yield element("label", element("span", say("web.note")), note, class_="text")


def _radio(name: str, value: str, label: str, sent: Fields) -> Markup:
    box = element(
        "input", type="radio", name=name, value=value, required=True, checked=sent.get(name) == value
    )
    return element("label", box, " ", element("span", label))


def _last_event(registry: CaseRegistry, state: Standing) -> int:
    """The last event of a case, by which it is seen later whether somebody wrote meanwhile."""
    return max(event.id for event in registry.store.events(case=state.case))


# What is sent


def advance(visit: Visit) -> Response:
    """Takes a step.  Raises InputError where there is no such proceeding."""
    fields = visit.fields

    def write(registry: CaseRegistry, proceeding: int) -> list[Problem]:
        vocabulary = registry.policies.vocabulary
        decision = {"yes": True, "no": False}.get(fields.get("decision"), True)
        state = registry.advance(
            proceeding,
            fields.get("step"),
            role(visit),
            actor(visit),
            on=day(visit),
            decision=decision,
            note=fields.get("note") or None,
            attached=files(visit),
            facts=_facts(vocabulary, fields),
        )
        return of_step(registry, state, max(state.taken.values(), key=attrgetter("event")))

    return _written(visit, write)


def close(visit: Visit) -> Response:
    """Closes a proceeding of which no step is left.  Raises InputError where there is no such proceeding."""

    def write(registry: CaseRegistry, proceeding: int) -> list[Problem]:
        registry.close(proceeding, actor(visit), role(visit), visit.fields.get("note") or None, day(visit))
        return []

    return _written(visit, write)


def _facts(vocabulary: Mapping[str, Fact], fields: Fields) -> dict[str, Any]:
    """The facts that were stated with a step.  Raises InputError for a value that can't be read."""
    values = {name: value_read(fact, fields) for name, fact in vocabulary.items() if not fact.derived}
    return {name: value for name, value in values.items() if value is not None}


def _written(visit: Visit, write: Write) -> Response:
    """The way back to the case; or its page, with why nothing was written and what somebody else wrote meanwhile."""
    from .cases import case_page

    proceeding = number(visit, "proceeding")
    with visit.site.cases(readonly=False) as registry:
        case = registry.proceeding(proceeding).case
        try:
            doubts = write(registry, proceeding)
        except InputError as error:
            said = [problem.message(visit.language) for problem in error.problems]
            meanwhile = [*_meanwhile(visit, registry, case)]
            return case_page(visit, registry, case, [*meanwhile, *said], 409 if meanwhile else 422)
        if doubts:
            return case_page(visit, registry, case, [each.message(visit.language) for each in doubts])
    return RedirectResponse(f"/registry/cases/{case}#proceeding-{proceeding}", 303)


def _meanwhile(visit: Visit, registry: CaseRegistry, case: int) -> Iterator[str]:
    """What was written since the form was made."""
    seen = visit.fields.get("seen")
    if not seen.isdecimal():
        return
    for row in log_rows(registry, case, visit.words, personal=user(visit).personal):
        if row["id"] > int(seen):
            yield visit.say("web.meanwhile", by=row["by"], what=row["what"], time=row["time"])


ADDRESSES = (
    Address(
        path="/registry/proceedings/{proceeding}/advance",
        answer=advance,
        method="POST",
        right="actor",
        changes=True,
    ),
    Address(
        path="/registry/proceedings/{proceeding}/close",
        answer=close,
        method="POST",
        right="actor",
        changes=True,
    ),
)
