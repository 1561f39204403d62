"""Amendments: what each version of a text changed, of its clauses and of the words and lists that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal, TypeVar

from attrs import evolve, frozen

from ..facts.vocabulary import Fact
from ..policy.clauses import About, Clause, Earlier, ListInfo, Period, Reading, Term
from ..policy.policy import JOIN, Former, Policy, Rule
from .readback import read_back_term
from .words import Words

T = TypeVar("T")

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
    def redefined(self) -> list[Redefined]:
        """What else it changed than clauses."""
        if self.text is None or self.before is None:
            return []
        return [*_redefined(self.before, self.text)]

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
        now = rule_of(self.text, name)
        if self.before is None:
            return "not_there" if now is None else "first"
        then = rule_of(self.before, name)
        if now is None:
            return "not_there" if then is None else "repealed"
        if then is None:
            return "added"
        return "same" if _as_said(now) == _as_said(then) else "changed"


def rule_of(text: Policy, name: str) -> Rule | None:
    return next((rule for rule in text.rules if rule.id == name), None)


def _as_said(rule: Rule) -> tuple[Clause, int, int]:
    """A clause as far as it is the text's, and its conditions with what their terms mean in its version.

    Where it stands, and what its reader noted, isn't.  Conditions share their parts: their hashes compare them
    at the cost of their length.
    """
    clause = evolve(
        rule.clause,
        source="",
        locator=None,
        note=None,
        inferred=None,
        verify=False,
        topic="",
        also=(),
        fills=None,
    )
    return clause, hash(rule.when), hash(rule.requires)


def versions_of(policy: Policy) -> list[Version]:
    """Every version, from the oldest."""
    formers = (None, *policy.earlier)
    versions = [
        Version(id=former.about.id, about=former.about, text=former.policy, former=before)
        for before, former in pairwise(formers)
        if former is not None
    ]
    return [*versions, Version(id=None, about=policy.region.policy, text=policy, former=formers[-1])]


# What it changed beside clauses

#: What a text has beside clauses, each with a name of its own.
Part = Literal["list", "term", "reading", "fact", "period", "filing"]


@frozen(kw_only=True)
class Redefined:
    """A list, a term, a reading or the like that a version changed; `then` and `now` are it in both texts."""

    part: Part
    id: str
    then: Any
    now: Any
    before: Policy
    text: Policy

    @property
    def state(self) -> State:
        return "added" if self.then is None else "repealed" if self.now is None else "changed"

    def called(self, words: Words) -> str:
        """What it is called."""
        one = self.then if self.now is None else self.now
        match one:
            case ListInfo():
                return words.say("say.list", kind=words.say(f"kind.{self.id}"))
            case Reading():
                return _quoted(words.pick(one.question), words)
            case Fact():
                return _quoted(words.pick(one.label), words)
            case Term() | Period():
                return _quoted(words.pick(one.title), words)
        return words.say("part.filing")

    def told(self, words: Words) -> str:
        """What it was and what it is."""
        texts = {
            key: "" if one is None else _told(self.id, one, policy, words)
            for key, one, policy in (("then", self.then, self.before), ("now", self.now, self.text))
        }
        return words.labelled(self.called(words), words.say(f"version.part_{self.state}", **texts))

    def data(self, words: Words) -> dict[str, Any]:
        """The same as plain data."""
        said = {
            key: None if one is None else _told(self.id, one, policy, words)
            for key, one, policy in (("then", self.then, self.before), ("now", self.now, self.text))
        }
        return {"part": self.part, "id": self.id, "state": self.state, "name": self.called(words), **said}


def _parts(policy: Policy) -> Iterator[tuple[Part, Mapping[str, Any]]]:
    """What a text has beside clauses, without where it stands."""
    chapters = policy.chapters.values()
    lists = {kind: evolve(info, source=None, note=None, fills=None) for kind, info in policy.lists.items()}
    yield "list", lists
    yield "term", {name: evolve(term, source=None) for name, term in policy.terms.items()}
    yield "reading", {n: r for n, r in policy.readings.items() if n.partition(":")[2] != JOIN}
    yield "fact", {fact.id: fact for chapter in chapters for fact in chapter.facts}
    yield "period", {period.id: period for chapter in chapters for period in chapter.periods}
    yield "filing", {"during": policy.files_during}


def _redefined(before: Policy, text: Policy) -> Iterator[Redefined]:
    for (part, then), (_, now) in zip(_parts(before), _parts(text), strict=True):
        for name in dict.fromkeys([*then, *now]):
            old, new = then.get(name), now.get(name)
            if old != new:
                yield Redefined(part=part, id=name, then=old, now=new, before=before, text=text)


def _told(name: str, one: Any, policy: Policy, words: Words) -> str:
    """A list, a term or the like in words."""
    match one:
        case ListInfo():
            return words.listed(_list(name, one, words))
        case Term():
            return words.pick(read_back_term(one, policy))
        case Reading():
            return words.listed(
                words.aside(words.pick(text), words.say("say.favoured"))
                if option == one.favoured
                else words.pick(text)
                for option, text in one.options.items()
            )
        case Fact():
            choices = words.listed(words.pick(choice.label) for choice in one.choices)
            return words.aside(words.pick(one.ask), choices) if choices else words.pick(one.ask)
        case Period():
            dates = [_quoted(_label(policy, fact, words), words) for fact in (one.from_, one.to)]
            return words.say(f"part.days_{one.days}", start=dates[0], end=dates[1])
    return words.say(f"part.files_{'during' if one else 'before'}")


def _quoted(text: str, words: Words) -> str:
    return words.say("readback.quoted", text=text)


def _label(policy: Policy, name: str, words: Words) -> str:
    fact = policy.scope.facts(name)
    return name if fact is None else words.pick(fact.label)


def _list(kind: str, info: ListInfo, words: Words) -> Iterator[str]:
    """What is told of a list that rules."""
    yield words.say(f"seen.{info.seen}")
    if info.announced is not None:
        yield words.say("part.announced", count=info.announced)
    if info.missing_at_least is not None:
        yield words.say("part.missing_at_least", count=info.missing_at_least)
    if info.open_ended:
        yield words.say("say.open_ended")
    if kind == "condition" and info.seen != "none":
        yield words.say(f"part.join_{info.join.replace(' ', '_')}")
        if info.favoured is not None:
            yield words.aside(words.say(f"part.join_{info.favoured}"), words.say("say.favoured"))
    if info.gates:
        yield words.labelled(
            words.say("column.tier"), words.listed(words.say(f"tier.{t}") for t in info.gates)
        )


# What an earlier text says otherwise


@frozen(kw_only=True)
class EarlierText:
    """An earlier text, and the one after it that it is compared with; None where its clauses aren't matched.

    Of what it has, only what the later one doesn't say in the same way is told.
    """

    about: Earlier
    text: Policy
    following: Policy | None

    @property
    def rules(self) -> list[Rule]:
        """The clauses that are other ones in the later text, or gone."""
        then = {} if self.following is None else {rule.id: _as_said(rule) for rule in self.following.rules}
        return [rule for rule in self.text.rules if then.get(rule.id) != _as_said(rule)]

    @property
    def came_later(self) -> list[str]:
        """The clauses that the later text has and this one has not."""
        own = {rule.id for rule in self.text.rules}
        later = () if self.following is None else self.following.rules
        return [rule.clause.id for rule in later if rule.id not in own]

    @property
    def redefined(self) -> list[Redefined]:
        """The lists, terms and the like that are other ones in the later text."""
        return [] if self.following is None else [*_redefined(self.text, self.following)]

    @property
    def terms(self) -> list[Term]:
        """The terms that mean something else in the later text, or aren't in it."""
        return self._own("term", self.text.terms)

    @property
    def readings(self) -> list[str]:
        """The same of its readings, by their ids."""
        return self._own("reading", {name: name for name in self.text.readings})

    def _own(self, part: Part, of: Mapping[str, T]) -> list[T]:
        changed = {each.id for each in self.redefined if each.part == part}
        return [one for name, one in of.items() if self.following is None or name in changed]


def earlier_texts(policy: Policy) -> list[EarlierText]:
    """The earlier texts whose content is known, the latest first."""
    texts = [former for former in policy.earlier if former.policy is not None]
    following: Policy = policy
    earlier = []
    for former in reversed(texts):
        assert former.policy is not None
        compared = following if former.about.states is not None else None
        earlier.append(EarlierText(about=former.about, text=former.policy, following=compared))
        following = former.policy
    return earlier


# What was dropped


@frozen(kw_only=True)
class Repeal:
    """A clause that the newest text no longer has: the last version with it, and the one that dropped it."""

    last: Version
    by: Version

    def said(self, words: Words) -> str:
        """That it is gone, since when, and whose words it is told in."""
        by = words.aside(words.pick(self.by.about.title), dates_of(self.by.about, words))
        key = "say.repealed" if self.by.before is not None else "say.replaced"
        return words.say(key, by=by, last=words.pick(self.last.about.title))


def repeal(policy: Policy, name: str) -> Repeal | None:
    """How a clause went out of the text; None for one that the newest text has, or that no version has."""
    versions = versions_of(policy)
    having = [i for i, v in enumerate(versions) if v.text is not None and rule_of(v.text, name) is not None]
    if not having or having[-1] + 1 == len(versions):
        return None
    return Repeal(last=versions[having[-1]], by=versions[having[-1] + 1])


def repeal_data(policy: Policy, name: str, words: Words) -> dict[str, Any] | None:
    """The same as plain data."""
    gone = repeal(policy, name)
    if gone is None:
        return None
    by = gone.by.about
    return {"edition": gone.last.id, "by": words.pick(by.title), "from": by.from_, "reported": by.reported}


def dates_of(about: Earlier | About, words: Words) -> str:
    """From when to when a version is in force, as far as is told."""
    dates = [
        words.labelled(words.say(f"event.{what}"), day)
        for what, day in (("from", about.from_), ("to", about.to))
        if day is not None
    ]
    if about.from_ is None and about.reported is not None:
        dates.insert(0, words.labelled(words.say("event.reported"), about.reported))
    return words.joined(dates) if dates else words.say("say.no_date")
