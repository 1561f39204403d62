"""The versions of one text: which of them a policy is, and when each may begin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ..facts.conditions import Span
from ..facts.days import day_span
from ..policy.clauses import About, Earlier, InForce
from ..policy.policy import Policy

#: How an act and a text follow each other, as far as is known.
Order = Literal["before", "after", "not told"]


def versions_of(policy: Policy) -> list[Earlier | About]:
    """What is told of each version, the oldest first."""
    return [*(former.about for former in policy.earlier), policy.region.policy]


def place_of(text: Policy, policy: Policy) -> int:
    """Which of a policy's versions one is, counted from the oldest."""
    names = [former.about.id for former in policy.earlier]
    return len(names) if text.edition is None else names.index(text.edition)


def starts(versions: Iterable[Earlier | About]) -> list[Span]:
    """The days on which each version of a text may begin, given from the oldest to the newest.

    The report that first told of a version can't be older than it.
    """
    spans: list[Span] = []
    lowest: int | None = None
    for about in versions:
        first, reported = day_span(about.from_), day_span(about.reported)
        low = lowest if first.low is None else first.low
        high = reported.high if first.high is None else first.high
        if reported.high is not None and low is not None and high is not None and low <= reported.high:
            high = min(high, reported.high)
        lowest = low
        spans.append(Span(low, high))
    return spans


def start(policy: Policy) -> Span:
    """The days on which the version that a policy is may begin."""
    versions: list[Earlier | About] = [*policy.region.earlier, policy.region.policy]
    index = next(i for i, version in enumerate(versions) if version is edition_of(policy))
    return starts(versions)[index]


def edition_of(policy: Policy) -> Earlier | About:
    """What is told of the version that a policy is."""
    earlier = (former for former in policy.region.earlier if former.id == policy.edition)
    return next(earlier, policy.region.policy)


def amended_since(policy: Policy, act: Span) -> tuple[Earlier, ...]:
    """The versions that may have been in force when the act was done, where the policy only amends them.

    Nothing where it is no amendment, or where it isn't sure that the text it amends was there by then.
    """
    versions, begun = _amended(policy)
    if order_of(act, begun[0]) != "after":
        return ()
    then = [
        version
        for at, version in enumerate(versions)
        if isinstance(version, Earlier)
        and at + 1 < len(begun)
        and order_of(act, begun[at]) != "before"
        and order_of(act, begun[at + 1]) != "after"
    ]
    ended = (day_span(version.to).high for version in then)
    over = any(end is not None and act.low is not None and end < act.low for end in ended)
    return () if over else tuple(then)


def first_of(policy: Policy) -> tuple[Earlier | About, Span]:
    """The text that a version amends in the end, or is where it amends none, and when it may begin."""
    versions, begun = _amended(policy)
    return versions[0], begun[0]


def _amended(policy: Policy) -> tuple[list[Earlier | About], list[Span]]:
    """The versions of one text up to a policy, each but the first an amendment, and when they may begin."""
    about = edition_of(policy)
    versions: list[Earlier | About] = [*policy.region.earlier, policy.region.policy]
    begun = starts(versions)
    first = last = next(at for at, version in enumerate(versions) if version is about)
    while first and policy.region.earlier[first - 1].states is not None:
        first -= 1
    return versions[first : last + 1], begun[first : last + 1]


def order_of(act: Span, begins: Span) -> Order:
    """Whether an act came before a text, as far as inexact dates tell."""
    if act.high is not None and begins.low is not None and act.high < begins.low:
        return "before"
    if act.low is not None and begins.high is not None and act.low >= begins.high:
        return "after"
    return "not told"


def begins(force: InForce | None) -> Span | None:
    """The days on which a clause may begin by dates of its own; None where it begins with its text."""
    if force is None or (force.from_ is None and force.by is None):
        return None
    return day_span(force.from_) if force.from_ is not None else Span(None, day_span(force.by).high)
