"""The versions of a region's text: what each changed, and one clause through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..policy.clauses import About, Earlier
from ..policy.policy import Policy
from .amendments import Redefined, Version, dates_of, rule_of, versions_of
from .clauses import clause_data, in_time, named_in, ruled_by, spelled_out
from .page import Block, Heading, Lines, Table
from .words import Words


def versions_page(policy: Policy, words: Words) -> list[Block]:
    """Each version of a text, and what it changed."""
    columns = ("version", "text", "date", "changes")
    rows = tuple(
        (
            _called(version, words),
            words.pick(version.about.title),
            dates_of(version.about, words),
            _changes(version, words),
        )
        for version in versions_of(policy)
    )
    title = words.aside(words.region(policy.region.id), policy.plugin)
    table = Table(tuple(words.say(f"column.{c}") for c in columns), rows)
    provisions = transitions(policy, words)
    page: list[Block] = [Heading(title), table, *([Lines(tuple(provisions))] if provisions else [])]
    for version in versions_of(policy):
        if redefined := version.redefined:
            page.append(Heading(words.say("version.parts", title=words.pick(version.about.title)), 2))
            page.append(Lines(tuple(each.told(words) for each in redefined), bullets=True))
    return page


def transitions(policy: Policy, words: Words) -> list[str]:
    """What each version says itself of acts from before its time."""
    lines: list[str] = []
    versions: list[Earlier | About] = [*policy.region.earlier, policy.region.policy]
    for about in versions:
        title = words.pick(about.title)
        if about.transition is not None:
            lines.append(words.say(f"note.transition_{about.transition}", title=title))
        if about.continuing is not None:
            lines.append(words.say(f"version.continuing_{about.continuing}", title=title))
    return lines


def history_page(policy: Policy, name: str, words: Words) -> list[Block]:
    """One clause through time: its words in each version, and where nothing changed."""
    blocks: list[Block] = []
    rule = policy.by_id[name]
    newest = words.pick(rule.clause.title)
    for version in versions_of(policy):
        heading = words.aside(words.pick(version.about.title), dates_of(version.about, words))
        blocks += [Heading(heading, 2), Lines(tuple(_said(version, name, newest, words)))]
    title = f"{name} {newest}"
    if rule.source.kind == "internal_text":
        title = words.aside(title, words.say("source_kind.internal_text"))
    return [Heading(title), *blocks]


def _called(version: Version, words: Words) -> str:
    return words.say("version.newest") if version.id is None else version.id


def _changes(version: Version, words: Words) -> str:
    if version.text is None:
        return words.say("version.unpublished")
    if version.former is None:
        return words.say("version.first" if version.id else "version.only")
    if version.before is None:
        return words.say("version.of_its_own" if version.former.policy else "version.not_compared")
    changes = [
        words.say(f"version.{state}", clauses=words.listed(name.partition(":")[2] for name in names))
        for state, names in version.changes.items()
        if names
    ]
    if redefined := version.redefined:
        names = dict.fromkeys(each.called(words) for each in redefined)
        changes.append(words.say("version.also", names=words.listed(names)))
    return words.joined(changes) if changes else words.say("version.nothing")


def _said(version: Version, name: str, newest: str, words: Words) -> Iterator[str]:
    """What a version says of a clause, whose newest title stands above."""
    state = version.state(name)
    touched = _touched(version, name)
    if state in ("same", "not_there", "repealed", "unpublished"):
        yield words.say("version.clause_touched" if touched else f"version.clause_{state}")
        yield from (each.told(words) for each in touched)
        return
    assert version.text is not None
    rule = rule_of(version.text, name)
    assert rule is not None
    if state in ("added", "changed"):
        yield words.say(f"version.clause_{state}")
    if rule.clause.status != "stated":
        yield words.say(f"status.{rule.clause.status}")
    if (title := words.pick(rule.clause.title)) != newest:
        yield words.labelled(words.say("column.title"), title)
    yield words.pick(rule.clause.statement)
    yield from in_time(rule.clause, words)
    yield from ruled_by(rule, version.text, words)
    yield from spelled_out(rule, version.text, words)
    spelled = {*named_in(rule, version.text)}
    yield from (each.told(words) for each in touched if each.part != "term" or each.id not in spelled)


def _touched(version: Version, name: str) -> list[Redefined]:
    """What a version redefined that one of its clauses rests on: its own list, and the words of its conditions."""
    rule = None if version.text is None else rule_of(version.text, name)
    if (
        rule is None
        or version.text is None
        or version.before is None
        or rule_of(version.before, name) is None
    ):
        return []
    names = {*named_in(rule, version.text), *named_in(rule, version.before)}
    return [
        each
        for each in version.redefined
        if (each.id == rule.kind if each.part == "list" else each.id.rpartition(":")[2] in names)
    ]


def versions_data(policy: Policy, words: Words, name: str | None = None) -> dict[str, Any]:
    """The same as plain data; of one clause, its state and words in each version."""
    return {
        "region": policy.region.id,
        "plugin": policy.plugin,
        **({} if name is None else {"clause": name}),
        "versions": [_data(version, name, words) for version in versions_of(policy)],
    }


def _data(version: Version, name: str | None, words: Words) -> dict[str, Any]:
    about = version.about
    data: dict[str, Any] = {
        "edition": version.id,
        "title": words.pick(about.title),
        "from": about.from_,
        "to": about.to,
        "reported": about.reported,
        "transition": about.transition,
        "continuing": about.continuing,
        "published": version.text is not None,
    }
    if name is None:
        redefined = [each.data(words) for each in version.redefined]
        compared = version.before is not None
        return {**data, "compared": compared, "changes": dict(version.changes), "redefined": redefined}
    rule = None if version.text is None else rule_of(version.text, name)
    return {
        **data,
        "state": version.state(name),
        "statement": None if rule is None else words.pick(rule.clause.statement),
        "when": None if rule is None else rule.clause.condition,
        "requires": None if rule is None else getattr(rule.clause, "requires", None),
        "content": None if rule is None else clause_data(rule, words, version.text),
        "redefined": [each.data(words) for each in _touched(version, name)],
    }
