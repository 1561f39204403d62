"""The story: what is asked first, in the same order for every matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from rongcuo.facts.problems import InputError, Problem
from rongcuo.plugins.placing import with_place
from rongcuo.policy.places import called

from .asked import UNKNOWN, Asked, inexact_day, need_tick, unquoted
from .day import rules_of
from .draft import Draft, Step
from .screens import Option, Screen
from .why import read_by

#: What may have gone wrong: facts that are told plainly, none of them adverse.
_WRONG = ("result_short", "loss", "negative_effect", "procedure_flaw")


def story(asked: Asked, draft: Draft) -> Iterator[Step]:
    """The steps that a draft still lacks."""
    case = draft.data()
    if "title" not in case:
        yield lambda d: _text(asked, d, "title", needed=True)
    if "where" not in case:
        yield lambda d: _place(asked, d)
    if not case.get("facts"):  # what a file tells poses its question
        yield lambda d: _matter(asked, d)
    if "act" not in case.get("dates", {}):
        yield lambda d: _when(asked, d)
    if "field" not in case.get("facts", {}):
        yield lambda d: _field(asked, d)
    if "summary" not in case and not draft.base:
        yield lambda d: _text(asked, d, "summary")
    if not {*_WRONG} & {*case.get("facts", {})}:
        yield lambda d: _went_wrong(asked, d)


def _place(asked: Asked, draft: Draft) -> Screen:
    """Where it was; one that is no place is told at once, and may be meant all the same."""
    words = asked.words
    plain = _text(asked, draft, "where", needed=True)
    doubted: list[str] = []

    def then(reply: str) -> Draft:
        where = unquoted(reply)
        if where and where not in doubted and words.registry.find(where) is None and not called(where):
            doubted.append(where)
            raise InputError(Problem("ask_no_place", {"near": words.listed(words.alike(where))}))
        return plain.then(where)

    def notes(reply: str) -> list[str]:
        where = unquoted(reply)
        there = evolve(words, registry=with_place(words.registry, where))
        return there.where_told(where, filing=False)

    return evolve(plain, then=then, notes=notes)


def _text(asked: Asked, draft: Draft, key: str, *, needed: bool = False) -> Screen:
    def then(reply: str) -> Draft:
        text = reply.strip()
        if not text and needed:
            raise InputError(Problem("ask_empty"))
        return draft.telling(**{key: text}) if text else draft

    say = asked.words.say
    return Screen(
        kind="text",
        title=say(f"ask.{key}"),
        label=say(f"ask.label_{key}"),
        hint=say(f"ask.hint_{key}"),
        then=then,
    )


def _matter(asked: Asked, draft: Draft) -> Screen:
    """What the matter is: it decides which question is posed."""

    def then(reply: str) -> Draft:
        if reply == "planned":
            return draft.with_facts({"stage": "planned"})
        return draft.first(lambda d: asked.fact(d, "report_outcome")) if reply == "report" else draft

    say = asked.words.say
    options = [Option(name, say(f"ask.matter_{name}")) for name in ("done", "planned", "report")]
    return Screen(
        kind="one", title=say("ask.matter"), label=say("ask.label_matter"), options=options, then=then
    )


def _when(asked: Asked, draft: Draft) -> Screen | None:
    if _is(draft, "stage", "planned"):
        return None

    def then(reply: str) -> Draft:
        return draft.of_part("dates", {"act": inexact_day(reply) if reply.strip() else "unknown"})

    say = asked.words.say
    what = "when_reported" if _is_report(draft) else "when"
    return Screen(
        kind="text",
        title=say(f"ask.{what}"),
        label=say(f"ask.label_{what}"),
        hint=say("ask.hint_when"),
        then=then,
    )


def _field(asked: Asked, draft: Draft) -> Screen | None:
    """The kind of work; of a report only where a text asks for it before it clears a name."""
    if _is_report(draft) and not _read_to_clear(asked, "field"):
        return None
    return asked.fact(draft, "field")


def _read_to_clear(asked: Asked, name: str) -> bool:
    """Whether a text of these rows, or one above them, reads a fact to clear a name."""
    registry = asked.words.registry
    rows = (
        every.jurisdictions.get(row) for every in (registry, registry.on_every_layer) for row in asked.regions
    )
    return any(
        name in read_by(rule, here)
        for here in rows
        if here is not None
        for rule in rules_of(here, asked.clock, "clarification")
    )


def _went_wrong(asked: Asked, draft: Draft) -> Screen | None:
    """What went wrong; how much of it is asked next, and what isn't ticked isn't so."""
    if _is(draft, "stage", "planned") or _is_report(draft):
        return None
    none: dict[str, Any] = {"result_short": False, "loss": 0, "negative_effect": "none"}

    def then(reply: tuple[str, ...]) -> Draft:
        need_tick(reply)
        rest = [name for name in _WRONG if name not in reply]
        if UNKNOWN in reply:
            after = asked.left_unknown(draft, *rest)
        else:
            after = draft.with_facts({name: none[name] for name in rest if name in none})
        if "result_short" in reply:
            after = after.with_facts({"result_short": True})
        more = [name for name in _WRONG[1:] if name in reply]
        return after.first(*[_how_much(asked, name) for name in more])

    words = asked.words
    return Screen(
        kind="several",
        title=words.say("ask.wrong"),
        label=words.say("ask.label_wrong"),
        hint=words.say("ask.hint_several"),
        options=[*(Option(name, words.fact(name)) for name in _WRONG), asked.none(), asked.unknown()],
        then=then,
    )


def _how_much(asked: Asked, name: str) -> Step:
    return lambda draft: asked.fact(draft, name, there=True)


def _is_report(draft: Draft) -> bool:
    """Whether it is about clearing a name."""
    return "report_outcome" in {*draft.data().get("facts", {}), *draft.passed}


def _is(draft: Draft, name: str, value: object) -> bool:
    return bool(draft.data().get("facts", {}).get(name) == value)
