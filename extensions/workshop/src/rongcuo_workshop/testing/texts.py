"""Texts: what each version of a policy says itself, and what an earlier one takes over from the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve, frozen

from rongcuo.policy.clauses import Chapter
from rongcuo.policy.policy import Policy

from .subject import Outcome, Subject


@frozen
class Part:
    """A clause, term, reading or list of a chapter, by its id or kind."""

    among: Literal["clauses", "terms", "readings", "lists"]
    name: str
    says: Any


def as_told(name: str, edition: str | None) -> str:
    """The name of something, with the earlier version whose it is."""
    return name if edition is None else f"{name} ({edition})"


def own_parts(subject: Subject) -> Iterator[tuple[list[Policy], str, Part]]:
    """Every part once, with its hook and the versions that have it: the newest first, then what takes it over."""
    texts = subject.texts
    for at, text in enumerate(texts):
        for hook, chapter in text.chapters.items():
            for part in _parts(chapter):
                if not at or not _takes_over(text, texts[at - 1], hook, part):
                    yield [text, *_taking_over(texts[at:], hook, part)], hook, part


def with_changed(text: Policy, hook: str, part: Part, key: str, value: Any) -> dict[str, Chapter]:
    """The chapters of a version with a key of one part otherwise."""
    chapter, change = text.chapters[hook], {key: value}
    if part.among == "lists":
        lists = {**chapter.lists, part.name: evolve(chapter.lists[part.name], **change)}
        return {**text.chapters, hook: evolve(chapter, lists=lists)}
    parts = getattr(chapter, part.among)
    changed = tuple(evolve(each, **change) if each.id == part.name else each for each in parts)
    parts_changed: dict[str, Any] = {part.among: changed}
    return {**text.chapters, hook: evolve(chapter, **parts_changed)}


def ruled_by(outcome: Outcome, subject: Subject, editions: Sequence[str | None]) -> bool:
    """Whether none but these versions of the policy ruled a case."""
    assert outcome.ruling is not None
    own = subject.here.policies[0].plugin
    return {text.edition for text in outcome.ruling.texts if text.plugin == own} <= {*editions}


def _parts(chapter: Chapter) -> Iterator[Part]:
    for clause in chapter.clauses:
        yield Part("clauses", clause.id, clause)
    for term in chapter.terms:
        yield Part("terms", term.id, term)
    for reading in chapter.readings:
        yield Part("readings", reading.id, reading)
    for kind, info in chapter.lists.items():
        yield Part("lists", kind, info)


def _found(text: Policy, hook: str, part: Part) -> Part | None:
    """The part of the same name in another version."""
    parts = _parts(text.chapters.get(hook, Chapter()))
    return next((each for each in parts if (each.among, each.name) == (part.among, part.name)), None)


def _takes_over(text: Policy, later: Policy, hook: str, part: Part) -> bool:
    """Whether a version has a part from the one after it, in whose files alone it stands."""
    about = next(former for former in text.region.earlier if former.id == text.edition)
    counterpart = _found(later, hook, part)
    if about.states != "differences" or counterpart is None:
        return False
    other = counterpart.says
    if part.among == "clauses":  # it may cite the document of its own time
        other = evolve(other, source=part.says.source, locator=part.says.locator)
    return bool(part.says == other)


def _taking_over(texts: Sequence[Policy], hook: str, part: Part) -> Iterator[Policy]:
    """The versions before the first of these that take a part of it over."""
    for later, text in pairwise(texts):
        own = _found(text, hook, part)
        if own is None or not _takes_over(text, later, hook, own):
            return
        yield text
