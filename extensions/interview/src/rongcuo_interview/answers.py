"""The interview answered from a file: the same questions, and what was left unasked or unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from attrs import evolve, frozen

from rongcuo.comparing.asking import Ask
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError, Problem, Problems
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import CaseFile, checked_in, checks_in, named
from rongcuo.policy.files import read_bytes, toml_data

from .draft import Draft
from .settling import Settling

#: What is asked for, in this order: the rows, what the texts above make of them, and the tiers.
_Pass = Literal["rows", "above", "tiers"]

#: What of a file isn't a fact.
_OF_A_CASE = ("title", "where", "summary", "dates", "absent", "findings")


@frozen(kw_only=True)
class Answered:
    """How it went: the draft, the screens that were asked, and by name what was and what wasn't.

    `unneeded` was told and could change no row any more, `unread` no text reads; `anew` the case before told otherwise.
    """

    draft: Draft
    screens: int
    asked: tuple[str, ...]
    unanswered: tuple[str, ...]
    unneeded: tuple[str, ...]
    unread: tuple[str, ...]
    anew: tuple[str, ...]


def read_answers(path: Path) -> dict[str, Any]:
    """A file of facts and their values, TOML or JSON, as parts of a case file.  Raises InputError."""
    name = str(path)
    raw = read_bytes(path, name)
    content = _json(raw, name) if path.suffix == ".json" or raw.lstrip()[:1] == b"{" else toml_data(raw, name)
    parts = {key: value for key, value in content.items() if key in _OF_A_CASE}
    facts = {key: value for key, value in content.items() if key not in (*_OF_A_CASE, "facts")}
    problems = Problems()
    for key in ("facts", "findings", "dates"):
        if not isinstance(content.get(key, {}), dict):
            problems.add("wrong_type", key, expected="expected.table")
    if not isinstance(content.get("absent", []), list | dict):
        problems.add("wrong_type", "absent", expected="expected.list")
    problems.raise_any(name)
    return {**parts, "facts": {**facts, **content.get("facts", {})}}


def _json(raw: bytes, name: str) -> dict[str, Any]:
    import json

    try:
        content = json.loads(raw.decode("utf-8-sig"))
        json.dumps(content, ensure_ascii=False).encode()  # half a sign is none that a file can have
    except (ValueError, RecursionError):
        raise InputError(Problem("ask_bad_json", file=name)) from None
    if not isinstance(content, dict):
        raise InputError(Problem("ask_bad_json", file=name))
    return content


def answered(settling: Settling, draft: Draft, answers: Mapping[str, Any], file: str) -> Answered:
    """The draft once everything that could change a row was asked, and answered as far as the file does.

    What the file tells beside that stands in the draft all the same, and what it tells anew counts.  Raises
    InputError.
    """
    registry = settling.asked.words.registry
    own = named(answers, file, registry.vocabulary, registry.text_called)
    story = {key: value for key, value in own.data.items() if key not in ("facts", "absent", "findings")}
    missing = [key for key in ("title", "where") if key not in {**draft.data(), **story}]
    if missing:
        raise InputError(Problem("ask_needs", {"keys": ", ".join(missing)}, file=file))
    whole = _with(draft, own.data)
    anew = _held(registry, draft, whole, own)
    case, given = whole.data(), whole.given(registry)
    draft = _with(draft, {**story, "facts": _posing(registry, case)})
    before = draft.given(registry)
    screens, asked, unanswered = 0, dict[str, None](), dict[str, None]()
    for what in get_args(_Pass):
        while (ask := _next(settling, draft, what)) is not None:
            screens += 1
            for name in ask.facts:
                if name in given:
                    draft, asked[name] = _answer(draft, name, case), None
                else:
                    unanswered[name] = None
            draft = draft.passing(*ask.facts)
    rows = [
        here for name, here in registry.on_every_layer.jurisdictions.items() if name in settling.asked.regions
    ]
    read = {part for here in rows for name in here.order for part in here.asked(name)}
    left = sorted(given - before - {*asked})
    return Answered(
        draft=evolve(whole, answered=len(asked)),
        screens=screens,
        asked=tuple(asked),
        unanswered=tuple(unanswered),
        unneeded=tuple(name for name in left if name in read or name not in registry.vocabulary),
        unread=tuple(name for name in left if name not in read and name in registry.vocabulary),
        anew=anew,
    )


def _held(registry: Registry, before: Draft, whole: Draft, own: CaseFile) -> tuple[str, ...]:
    """The facts of which the file says another thing than the case before.  Raises InputError with every mistake."""
    problems = [*own.problems]
    facts = before.data().get("facts", {})
    try:
        case = whole.case(registry, own.name)
    except InputError as error:
        for problem in error.problems:
            if problem.code == "absent_but_found" and problem.values["fact"] in facts:
                problem = evolve(problem, code="ask_absent_but_found")
            problems.append(own.blamed(problem) if own.says(problem) else problem)
    if problems:
        raise InputError(problems)
    known = before.case(registry).facts
    names = {*own.data.get("facts", {}), *checked_in(own.data.get("absent"))}
    return tuple(
        sorted(n for n in names & known.keys() if n not in case.facts or not _same(case.facts[n], known[n]))
    )


def _same(one: Known, other: Known) -> bool:
    """Whether two say the same, whoever found it."""
    return (one.values, one.span, one.includes, one.excludes) == (
        other.values,
        other.span,
        other.includes,
        other.excludes,
    )


def _posing(registry: Registry, case: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that decide which question is posed, and of which work it is: they are told with the story."""
    return {n: v for n, v in case.get("facts", {}).items() if n in ("stage", "report_outcome", "field")}


def _next(settling: Settling, draft: Draft, what: _Pass) -> Ask | None:
    here = settling.at_place(draft)
    steps = here.standing(draft, tiers=what == "tiers")
    steps = here.above(draft, steps) if what == "above" else steps
    return next((step.next for step in steps if step.next is not None), None)


def _answer(draft: Draft, name: str, case: Mapping[str, Any]) -> Draft:
    if name in case.get("findings", {}):
        return draft.with_finding(name, case["findings"][name])
    if name in checked_in(case.get("absent")):
        return draft.with_absent((name,))
    return draft.with_facts({name: case["facts"][name]})


def _with(draft: Draft, parts: Mapping[str, Any]) -> Draft:
    """The draft with these parts of a case told as well."""
    for key in ("title", "where", "summary"):
        if key in parts:
            draft = draft.telling(**{key: parts[key]})
    for key in ("facts", "findings", "dates"):
        if parts.get(key):
            draft = draft.of_part(key, parts[key])
    return (
        draft.telling(absent=(*draft.answers.get("absent", ()), *checks_in(parts["absent"])))
        if parts.get("absent")
        else draft
    )
