"""The versions of a region's text: what each changed, and one clause through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve, frozen

from ..policy.clauses import About, Clause, Earlier
from ..policy.policy import Former, Policy, Rule
from .page import Block, Heading, Lines, Table
from .readback import read_back_rule
from .words import Words

#: How a clause of one version is to the version before it.
State = Literal["first", "same", "changed", "added", "repealed", "not_there", "unpublished"]


@frozen(kw_only=True)
class Version:
    """One text of a policy; without `text`, its content isn't public.

    `former` is the version before it.  What changed can be told if both are public and a clause keeps its id
    in them.
    """

    id: str | None
    about: Earlier | About
    text: Policy | None = None
    former: Former | None = None

    @property
    def before(self) -> Policy | None:
        """The text that it is compared with."""
        return self.former.policy if self.former and self.former.about.states else None

    @property
    def changes(self) -> dict[State, list[str]]:
        """The clauses that it added, changed and repealed, by what became of them."""
        changes: dict[State, list[str]] = {"added": [], "changed": [], "repealed": []}
        if self.text is not None and self.before is not None:
            for name in dict.fromkeys(rule.id for rule in (*self.before.rules, *self.text.rules)):
                state = self.state(name)
                if state in changes:
                    changes[state].append(name)
        return changes

    def state(self, name: str) -> State:
        """What became of a clause in this version."""
        if self.text is None:
            return "unpublished"
        now = _rule(self.text, name)
        if self.before is None:
            return "not_there" if now is None else "first"
        then = _rule(self.before, name)
        if now is None:
            return "not_there" if then is None else "repealed"
        if then is None:
            return "added"
        return "same" if _as_said(now) == _as_said(then) else "changed"


def _rule(text: Policy, name: str) -> Rule | None:
    return next((rule for rule in text.rules if rule.id == name), None)


def _as_said(rule: Rule) -> tuple[Clause, int, int]:
    """A clause without where it stands, and its conditions with what their terms mean in its version.

    Conditions share their parts: their hashes compare them at the cost of their length.
    """
    return evolve(rule.clause, source="", locator=None), hash(rule.when), hash(rule.requires)


def versions_of(policy: Policy) -> list[Version]:
    """Every version, from the oldest."""
    formers = (None, *policy.earlier)
    versions = [
        Version(id=former.about.id, about=former.about, text=former.policy, former=before)
        for before, former in pairwise(formers)
        if former is not None
    ]
    return [*versions, Version(id=None, about=policy.region.policy, text=policy, former=formers[-1])]


def versions_page(policy: Policy, words: Words) -> list[Block]:
    """Each version of a text, and what it changed."""
    columns = ("version", "text", "date", "changes")
    rows = tuple(
        (
            _called(version, words),
            words.pick(version.about.title),
            _dates(version.about, words),
            _changes(version, words),
        )
        for version in versions_of(policy)
    )
    title = words.aside(words.region(policy.region.id), policy.plugin)
    table = Table(tuple(words.say(f"column.{c}") for c in columns), rows)
    provisions = transitions(policy, words)
    return [Heading(title), table, *([Lines(tuple(provisions))] if provisions else [])]


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
    for version in versions_of(policy):
        heading = words.aside(words.pick(version.about.title), _dates(version.about, words))
        blocks += [Heading(heading, 2), Lines(tuple(_said(version, name, words)))]
    rule = policy.by_id[name]
    title = f"{name} {words.pick(rule.clause.title)}"
    if rule.source.kind == "internal_text":
        title = words.aside(title, words.say("source_kind.internal_text"))
    return [Heading(title), *blocks]


def _called(version: Version, words: Words) -> str:
    return words.say("version.newest") if version.id is None else version.id


def _dates(about: Earlier | About, words: Words) -> str:
    dates = [
        words.labelled(words.say(f"event.{what}"), day)
        for what, day in (("from", about.from_), ("to", about.to))
        if day is not None
    ]
    if about.from_ is None and about.reported is not None:
        dates.insert(0, words.labelled(words.say("event.reported"), about.reported))
    return words.joined(dates) if dates else words.say("say.no_date")


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
    return words.joined(changes) if changes else words.say("version.nothing")


def _said(version: Version, name: str, words: Words) -> Iterator[str]:
    state = version.state(name)
    if state in ("same", "not_there", "repealed", "unpublished"):
        yield words.say(f"version.clause_{state}")
        return
    assert version.text is not None
    rule = _rule(version.text, name)
    assert rule is not None
    if state in ("added", "changed"):
        yield words.say(f"version.clause_{state}")
    yield words.pick(rule.clause.statement)
    for key, text in read_back_rule(rule, version.text).items():
        yield words.say(f"say.{key}", text=words.pick(text))


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
        return {**data, "compared": version.before is not None, "changes": dict(version.changes)}
    rule = None if version.text is None else _rule(version.text, name)
    return {
        **data,
        "state": version.state(name),
        "statement": None if rule is None else words.pick(rule.clause.statement),
        "when": None if rule is None else rule.clause.condition,
        "requires": None if rule is None else getattr(rule.clause, "requires", None),
    }
