"""The timeline: which text came when, as far as the sources tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from attrs import evolve, frozen

from ..facts.days import day_span
from ..facts.text import Text
from ..policy.clauses import About, Earlier, InForce
from ..policy.policy import Policy
from .deployment import origin, origin_data
from .page import Block, Lines, Table
from .words import Words


@frozen(kw_only=True)
class Event:
    """A text, or some of its clauses, coming into force, ending, or first heard of.

    `day` is a year, month or day; None where no source gives one.
    """

    region: str
    title: Text
    what: Literal["from", "by", "to", "reported", "undated"] = "undated"
    day: str | None = None
    edition: str | None = None
    published: bool = True
    clauses: tuple[str, ...] = ()
    source: str | None = None


def events(words: Words, regions: Sequence[str]) -> list[Event]:
    """Everything that is told of these regions, or of all, in the order of time; the undated last."""
    policies = words.registry.policies.values()
    unsorted = [e for p in policies if not regions or p.region.id in regions for e in _of(p)]
    return sorted(unsorted, key=lambda e: (day_span(e.day).low or 10**7, e.region, e.day or ""))


def _of(policy: Policy) -> Iterator[Event]:
    for former in policy.earlier:
        text = former.about
        whole = Event(region=policy.region.id, title=text.title, source=text.source)
        yield from _dated(evolve(whole, edition=text.id, published=text.published), text)
    newest = policy.region.policy
    if newest.to is not None or not _each_dated(policy):
        yield from _dated(Event(region=policy.region.id, title=newest.title), newest)
    listed: set[tuple[str, str, str, str]] = set()
    for edition in policy.editions:
        yield from _of_clauses(edition, listed)


def _each_dated(policy: Policy) -> bool:
    """Whether every clause says itself since when it is in force: of several documents, each has its own day."""
    return bool(policy.rules) and all(r.clause.in_force and r.clause.in_force.from_ for r in policy.rules)


def _dated(whole: Event, text: Earlier | About) -> Iterator[Event]:
    """The days told of a text: when it came into force or else was first heard of, and when it ended."""
    if text.from_ is not None:
        yield evolve(whole, what="from", day=text.from_)
    elif text.reported is not None:
        yield evolve(whole, what="reported", day=text.reported)
    else:
        yield whole
    if text.to is not None:
        yield evolve(whole, what="to", day=text.to)


def _of_clauses(policy: Policy, listed: set[tuple[str, str, str, str]]) -> Iterator[Event]:
    """The clauses with dates of their own, those of one date and source together, without what was `listed` before."""
    groups: dict[tuple[Literal["from", "by", "to"], str, str], list[str]] = {}
    for rule in policy.rules:
        dates = rule.clause.in_force or InForce()
        ends: tuple[tuple[Literal["from", "by", "to"], str | None], ...]
        ends = ("from", dates.from_), ("by", dates.by), ("to", dates.to)
        for what, day in ends:
            if day is not None and (what, day, rule.source.id, rule.id) not in listed:
                listed.add((what, day, rule.source.id, rule.id))
                groups.setdefault((what, day, rule.source.id), []).append(rule.id)
    for (what, day, source), names in groups.items():
        yield Event(
            day=day,
            region=policy.region.id,
            what=what,
            title=policy.sources[source].title,
            edition=policy.edition,
            clauses=tuple(names),
            source=source,
        )


def timeline_page(words: Words, regions: Sequence[str]) -> list[Block]:
    """One row for each event; then the regions of which nothing can be told."""
    columns = ("date", "region", "event", "text")
    failures = [
        words.labelled(name, message) for name, messages in _failed(words, regions) for message in messages
    ]
    return [
        Table(
            tuple(words.say(f"column.{column}") for column in columns),
            tuple(_row(event, words) for event in events(words, regions)),
        ),
        Lines(("", *failures)),
        origin(words),
    ]


def _failed(words: Words, regions: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The regions of which nothing can be told, and why."""
    return [
        (name, [problem.message(words.language) for problem in problems])
        for name, problems in words.registry.failed.items()
        if not regions or name in regions
    ]


def _row(event: Event, words: Words) -> tuple[str, ...]:
    title = words.pick(event.title)
    if event.clauses:
        title = words.aside(title, words.listed(event.clauses))
    if not event.published:
        title = words.aside(title, words.say("say.unpublished_text"))
    day = event.day or words.say("say.no_date")
    return day, words.region(event.region), words.say(f"event.{event.what}"), title


def timeline_data(words: Words, regions: Sequence[str]) -> dict[str, Any]:
    """The same as plain data."""
    return {
        **origin_data(words.registry),
        "failed": dict(_failed(words, regions)),
        "events": [
            {
                "date": event.day,
                "region": event.region,
                "event": event.what,
                "title": words.pick(event.title),
                "edition": event.edition,
                "published": event.published,
                "clauses": list(event.clauses),
                "source": event.source,
            }
            for event in events(words, regions)
        ],
    }
