"""Amendments: one clause written as two, and what an earlier version can't have had in its time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from attrs import evolve

from rongcuo.facts.conditions import Span, atoms
from rongcuo.facts.days import after, day_span, is_inexact_date
from rongcuo.policy.clauses import Earlier
from rongcuo.policy.policy import Policy, Rule

from ..finding import Finding, as_finding
from ..workspace import Workspace
from .places import Places

#: The kinds of sources that are the text itself: any other may tell of it later.
OF_THE_TEXT = ("policy_text", "internal_text")


def as_date(text: str | None) -> str | None:
    """An inexact date, or nothing where it can't be read."""
    return text if text is not None and is_inexact_date(text) else None


def first_day(text: str) -> int:
    return day_span(text).low or 0


def last_day(text: str) -> int:
    return day_span(text).high or 0


def taken_over(policy: Policy, workspace: Workspace) -> set[str]:
    """The clauses of an earlier version that only a later one's files state, with their place in its document."""
    stated = {
        (kind, entry.get("id"))
        for name, data in workspace.raw.items()
        if name.startswith(f"earlier/{policy.edition}/")
        for kind, entries in data.items()
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    }
    known = policy.edition is not None and bool(workspace.raw)
    return {rule.id for rule in policy.rules if known and (rule.kind, rule.clause.id) not in stated}


# One clause as two


def successions(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Clauses of one kind, one of which ends and the other begins."""
    dated = [rule for rule in workspace.policy.rules if rule.clause.in_force is not None]
    for one, other in combinations(dated, 2):
        if one.kind != other.kind:
            continue
        for first, second in ((one, other), (other, one)):
            ends, begins = first.clause.in_force, second.clause.in_force
            assert ends is not None and begins is not None
            to, from_ = as_date(ends.to), as_date(begins.from_)
            if to is None or from_ is None or first_day(from_) <= first_day(as_date(ends.from_) or "0001"):
                continue
            file = places.file(second.kind, second.clause.id)
            where, values = f"{second.kind} {second.clause.id}, in_force", _both(first, second)
            same_title = one.clause.title == other.clause.title
            if same_title:
                yield from _between(to, from_, file, where, values)
            alike = same_title or one.clause.topic == other.clause.topic or _same_facts(one, other)
            if alike and first_day(from_) - last_day(to) in (0, 1):
                yield as_finding("check_version_by_dates", file, where, to=to, start=from_, **values)


def _between(to: str, from_: str, file: str, where: str, values: dict[str, str]) -> Iterator[Finding]:
    """What is wrong between an end and the next beginning, for certain even where they are inexact."""
    if first_day(from_) > last_day(to) + 1:
        yield as_finding("check_gap", file, where, to=to, start=from_, **values)
    elif first_day(to) >= last_day(from_):
        yield as_finding("check_overlap", file, where, to=to, start=from_, **values)


def _both(first: Rule, second: Rule) -> dict[str, str]:
    return {"one": first.clause.id, "other": second.clause.id}


def _same_facts(one: Rule, other: Rule) -> bool:
    """Whether two conditions ask the same, whatever the figures."""
    return bool(_asked(one)) and _asked(one) == _asked(other)


def _asked(rule: Rule) -> set[tuple[object, ...]]:
    tests = () if rule.when is None else atoms(rule.when)
    return {(atom.name, atom.member, None if isinstance(atom.test, Span) else atom.test) for atom in tests}


def renamed(workspace: Workspace) -> Iterator[Finding]:
    """Clauses of an earlier version that a later one has under another id."""
    for former, following in pairwise(workspace.policy.editions):
        about, at = _about(former), Places(evolve(workspace, policy=former))
        kept = {rule.id for rule in following.rules}
        gone = [rule for rule in former.rules if rule.id not in kept]
        there = {rule.id for rule in former.rules}
        new = [rule for rule in following.rules if rule.id not in there]
        for rule in gone:
            other = next((other for other in new if _alike(rule, other)), None)
            if other is not None:
                problem = "check_version_renamed" if about.states else "check_version_by_ids"
                file = at.file(rule.kind, rule.clause.id) or f"earlier/{about.id}"
                values = {**_both(rule, other), "version": about.id}
                yield as_finding(problem, file, f"{rule.kind} {rule.clause.id}", **values)


def _about(edition: Policy) -> Earlier:
    return next(version for version in edition.region.earlier if version.id == edition.edition)


def _alike(one: Rule, other: Rule) -> bool:
    """Whether a clause would be known again: by its title, its statement, or what it asks on its topic."""
    if one.kind != other.kind:
        return False
    same_words = (
        one.clause.title.zh == other.clause.title.zh or one.clause.statement.zh == other.clause.statement.zh
    )
    return same_words or (one.clause.topic == other.clause.topic and _same_facts(one, other))


# What came later


def came_later(workspace: Workspace) -> Iterator[Finding]:
    """Clauses of an earlier version by a document younger than it."""
    for former, following in pairwise(workspace.policy.editions):
        about, until = _about(former), _ended(former, following)
        own = former.sources.get(about.source or "")
        later = {rule.id: rule.source for rule in following.rules}
        # where a text was issued anew as a whole, no clause cites the older document any more
        by_clause = own is not None and own.id in {source.id for source in later.values()}
        at = Places(evolve(workspace, policy=former))
        over = taken_over(former, workspace)
        for rule in former.rules:
            source = later[rule.id] if rule.id in over and rule.id in later else rule.source
            since = own.date if own is not None and rule.id in over else until
            if source.kind not in OF_THE_TEXT or not after(as_date(source.date), as_date(since)):
                continue
            values = {"clause": rule.clause.id, "version": about.id, "source": source.id, "date": source.date}
            file, where = at.file(rule.kind, rule.clause.id), f"{rule.kind} {rule.clause.id}"
            if rule.id not in over:
                yield as_finding("check_later_cited", file, where, **values, until=until)
            elif by_clause or own is None:
                yield as_finding("check_later_source", file, where, **values)


def _ended(former: Policy, following: Policy) -> str | None:
    """When a version had ended: its last day, or the first of the next one."""
    region = following.region
    after_it = region.policy if following.edition is None else _about(following)
    return _about(former).to or after_it.from_
