"""Clocks: which day's texts rule a case, and what was public by then.

Three clocks are told apart: when the act happened, when the ruling is made, and what was known.  Where
inexact dates don't decide which text was in force, every way it may have been stands beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import product
from math import prod
from typing import Literal

from attrs import evolve, frozen

from ..facts.conditions import ANYWHERE, Span
from ..facts.days import day_span, today
from ..facts.problems import InputError, Problem
from ..facts.text import Text, both, joined, listing
from ..policy.cases import Case, Question
from ..policy.clauses import About, Earlier, InForce, Source
from ..policy.jurisdiction import Jurisdiction, remembered
from ..policy.policy import Former, Out, Policy
from .diagrams import TooComplex

#: The day of the ruling: the one that the case tells, else today.
RULING = "ruling"
#: Each region's newest text in force by today, whatever the day of the act or the ruling.
NEWEST = "newest"
#: What is asked for by a name and not by a date.
NAMED = ("act", RULING, NEWEST)
#: How an act and a text follow each other, as far as is known.
Order = Literal["before", "after", "not told"]
#: Ways in which the texts of one region may have stood; above it the region isn't ruled.
MOST = 64
#: Clocks for which it is remembered how a region's texts stand.
KEPT = 64


@frozen(kw_only=True)
class Clock:
    """Which day's texts rule: those of the `ruling`, the `act` or a date, or the `newest`.

    `day` are the days that may be meant, `act` those of the act, `began` and `ended` those on which it may
    have begun and ended, `today` is today, as ordinal numbers;
    `is_today` says that the case tells no day of the ruling, so that today is taken.  With `as_known`,
    nothing counts whose source is dated after it; `known` are the days that it may be.  `transitional`
    says that what a text says itself of acts from before its time is followed.
    """

    on: str
    day: Span
    today: int
    is_today: bool = False
    began: Span = ANYWHERE
    ended: Span = ANYWHERE
    as_known: str | None = None
    known: Span = ANYWHERE
    transitional: bool = True

    @property
    def act(self) -> Span:
        return Span(self.began.low, self.ended.high)

    @property
    def newest(self) -> bool:
        return self.on == NEWEST

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day that may be meant."""
        low, high = self.day.low, self.day.high
        assert low is not None and high is not None
        return date.fromordinal(low).isoformat(), date.fromordinal(high).isoformat()


def at(case: Case, on: str = RULING, as_known: str | None = None) -> Clock:
    """The clock of a case.  Raises InputError for a date that there isn't, or that the case doesn't give."""
    chosen_date = {"act": case.dates.act, RULING: case.dates.ruling}.get(on, on)
    if chosen_date is None and on == "act":
        raise InputError(Problem("no_date_of", {"date": on}, f"dates.{on}", case.file))
    clock = of_day(NEWEST if chosen_date is None else chosen_date, as_known)
    began, ended = day_span(case.dates.act), day_span(case.dates.act_to or case.dates.act)
    day = Span(began.low, ended.high) if on == "act" else clock.day
    return evolve(clock, on=on, day=day, is_today=chosen_date is None, began=began, ended=ended)


def of_day(on: str = NEWEST, as_known: str | None = None) -> Clock:
    """The clock of a date that there is, or of the newest texts."""
    now = today().toordinal()
    day = Span(now, now) if on == NEWEST else day_span(on)
    return Clock(on=on, day=day, today=now, as_known=as_known, known=day_span(as_known))


@frozen(kw_only=True)
class Standing:
    """One way in which the texts of a region stand on the day.

    `says` tells it from the others, where there are others.  With more than one of `texts`, the mildest
    of their answers is the answer.  `transitions` are the rules by which a text leaves earlier acts to
    the one before it, with its title.
    """

    texts: tuple[Jurisdiction, ...]
    says: tuple[Text, ...] = ()
    transitions: tuple[tuple[str, Text], ...] = ()

    @property
    def here(self) -> Jurisdiction:
        """The region as it stands; of two texts the newer."""
        return self.texts[-1]


class TooManyWays(TooComplex):
    """The dates leave more ways than are looked at in which the texts may have stood."""


def standings(
    here: Jurisdiction, clock: Clock | None, question: Question = "tolerance"
) -> tuple[Standing, ...]:
    """Every way in which the texts of a region may have stood, the latest last.  Raises TooManyWays.

    A text that spares acts from before its time speaks of tolerating them, not of filing what is planned
    or of clearing a name.
    """
    if clock is None:
        return (Standing(texts=(here,)),)
    clock = evolve(clock, transitional=question == "tolerance")
    return remembered(here.kept["standings"], clock, partial(_standings, here, clock), KEPT)


def _standings(here: Jurisdiction, clock: Clock) -> tuple[Standing, ...]:
    combinations: dict[tuple[object, ...], tuple[_Stand, ...]] = {}
    for day in _days(here.texts, clock):
        for stands in product(*(_stands(text, day, clock) for text in here.texts)):
            if here.floor is not None and not all(_agree(stand, stands[-1]) for stand in stands[:-1]):
                continue
            combinations.setdefault(tuple(stand.key for stand in stands), stands)
            if len(combinations) > MOST:
                raise TooManyWays
    ways = [_standing(here, stands) for stands in combinations.values()]
    if len(ways) == 1:
        return (evolve(ways[0], says=()),)
    undecided = [
        len({stand.key for stand in column}) > 1 for column in zip(*combinations.values(), strict=True)
    ]
    return tuple(
        evolve(way, says=tuple(stand.says for stand, open_ in zip(stands, undecided, strict=True) if open_))
        for way, stands in zip(ways, combinations.values(), strict=True)
    )


def _agree(layer: _Stand, floor: _Stand) -> bool:
    """Whether a text and the floor, where both are the same plugin's, take its documents alike."""
    a, b = layer.policies[0], floor.policies[0]
    if a.plugin != b.plugin:
        return True
    taken, also = ({(rule.source.id, rule.clause.in_force): rule.out for rule in p.rules} for p in (a, b))
    return all(taken[document] == also[document] for document in taken.keys() & also.keys())


def _standing(here: Jurisdiction, stands: tuple[_Stand, ...]) -> Standing:
    texts = []
    for policies in product(*(stand.policies for stand in stands)):
        own = policies if here.floor is None else policies[:-1]
        floor = None if here.floor is None else policies[-1]
        same = own == here.policies and floor is here.floor
        texts.append(here if same else here.standing(own, floor))
    rules = tuple(stand.transition for stand in stands if stand.transition is not None)
    return Standing(texts=tuple(texts), transitions=rules)


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


def _starts(policy: Policy, clock: Clock) -> list[Span]:
    """The same of a policy's versions; one of which no date is told has begun by today, as somebody read it."""
    spans = starts([*(former.about for former in policy.earlier), policy.region.policy])
    return [span if span.high is not None else Span(span.low, clock.today) for span in spans]


def order_of(act: Span, begins: Span) -> Order:
    """Whether an act came before a text, as far as inexact dates tell."""
    if act.high is not None and begins.low is not None and act.high < begins.low:
        return "before"
    if act.low is not None and begins.high is not None and act.low >= begins.high:
        return "after"
    return "not told"


def may_be_in_force(policy: Policy, clock: Clock) -> list[Policy]:
    """The versions of a policy that may rule, without the clauses that surely don't: what findings are about."""
    versions: dict[str | None, Policy] = {}
    days: dict[str | None, list[int]] = {}
    for day in _days([policy], clock):
        for texts, _ in _chosen(policy, day, clock):
            for text, _ in texts:
                if versions.setdefault(text.edition, text).absence:
                    versions[text.edition] = text
                days.setdefault(text.edition, []).append(day)
    return [_without_what_is_out(text, days[edition], clock) for edition, text in versions.items()]


def _without_what_is_out(policy: Policy, days: Iterable[int], clock: Clock) -> Policy:
    """A version without the clauses that can't be ruled by on any of these days."""
    if policy.absence:
        return policy
    out: dict[str, Out] = {}
    for rule in policy.rules:
        force = rule.clause.in_force
        if True not in _known(policy, rule.source, clock):
            out[rule.id] = "not_known"
        elif force and not any(_may_be_ruled_by(force, day, clock) for day in days):
            out[rule.id] = "not_in_force"
    return policy.without(out)


def begins(force: InForce | None) -> Span | None:
    """The days on which a clause may begin by dates of its own; None where it begins with its text."""
    if force is None or (force.from_ is None and force.by is None):
        return None
    return day_span(force.from_) if force.from_ is not None else Span(None, day_span(force.by).high)


def _may_be_ruled_by(force: InForce, day: int, clock: Clock) -> bool:
    start = begins(force)
    begun = start is None or True in _begun(start, day, clock)
    return begun and (force.to is None or True in _lasting(day_span(force.to), day, clock))


# How one text may stand on one day


@frozen(kw_only=True)
class _Stand:
    """One way in which one text may stand; `says` names the version, and what of it is in doubt."""

    policies: tuple[Policy, ...]
    key: tuple[object, ...]
    says: Text
    transition: tuple[str, Text] | None = None


def _stands(policy: Policy, day: int, clock: Clock) -> list[_Stand]:
    """Every way in which a text may stand on a day, the latest last."""
    return [
        _Stand(
            policies=tuple(way.policies[0] for way in ways),
            key=tuple(way.key for way in ways),
            says=joined(way.says for way in ways),
            transition=rule,
        )
        for texts, rule in _chosen(policy, day, clock)
        for ways in product(*(_ways(text, says, day, clock) for text, says in texts))
    ]


def _chosen(
    policy: Policy, day: int, clock: Clock
) -> Iterator[tuple[list[_Chosen], tuple[str, Text] | None]]:
    """Which versions may rule on a day, alone or together, and by which rule on acts from before their time."""
    for chosen in _editions(policy, day, clock):
        about = edition_of(chosen[0])
        by_day = clock.transitional and clock.on in (NEWEST, RULING)
        # an earlier version taken out of its policy has none before it
        if not by_day or not about.transition or chosen[0].absence or policy.edition is not None:
            yield [chosen], None
        else:
            for pair, by in _in_transition(policy, chosen, clock):
                yield pair, (by.transition, by.title) if by.transition and pair != [chosen] else None


_Chosen = tuple[Policy, Text]


def _editions(policy: Policy, day: int, clock: Clock) -> list[_Chosen]:
    """The versions that may be in force on a day, the latest last; dates in doubt favour the newest text."""
    versions = [*policy.earlier, None]
    begun = list(zip(versions, _starts(policy, clock), strict=True))
    editions: list[_Chosen] = []
    first = begun[0][1]
    if _may_be_later(first, day) and not (clock.newest and _may_have_begun(first, day)):
        editions.append((policy.absent("not_yet"), both("stand.not_yet", title=_title(policy, begun[0][0]))))
    for index, (former, start) in enumerate(begun):
        until = day_span(former.about.to if former else policy.region.policy.to)
        following = begun[index + 1][1] if index + 1 < len(begun) else None
        if following is not None and until.high is not None and _may_have_begun(following, until.high + 1):
            until = Span()  # nothing lies between it and the next one
        if not _may_have_begun(start, day) or (following is not None and not _may_be_later(following, day)):
            continue
        title = _title(policy, former)
        if until.low is not None and until.low < day and not (clock.newest and _may_last(until, day)):
            editions.append((policy.absent("ended"), both("stand.ended", title=title)))
        if not _may_last(until, day):
            continue
        text = policy if former is None else former.policy
        says = both("stand.in_force" if text else "stand.unpublished", title=title)
        editions.append((text or policy.absent("unpublished"), says))
    if not clock.newest:
        return editions
    published = [(text, says) for text, says in editions if text.absence or any(_public(text, clock))]
    return published[-1:] or editions[-1:]


def _title(policy: Policy, former: Former | None) -> Text:
    return policy.region.policy.title if former is None else former.about.title


def _may_have_begun(start: Span, day: int) -> bool:
    return start.low is None or start.low <= day


def _may_be_later(start: Span, day: int) -> bool:
    return start.high is None or start.high > day


def _may_last(until: Span, day: int) -> bool:
    return until.high is None or until.high >= day


def _in_transition(
    policy: Policy, chosen: _Chosen, clock: Clock
) -> Iterator[tuple[list[_Chosen], Earlier | About]]:
    """What a version's own rule makes of acts from before its time: the old text's, or the milder of both.

    With each way comes the version whose rule it is: where there was no text then, an amendment leaves alone
    what the text that it amends leaves alone.
    """
    about = edition_of(chosen[0])
    versions: list[Earlier | About] = [former.about for former in policy.earlier]
    versions.append(policy.region.policy)
    index = next(at for at, version in enumerate(versions) if version is about)
    start = _starts(policy, clock)[index]
    if not index and clock.act == ANYWHERE:
        yield [chosen], about  # a case without dates: no other text is known of
        return
    act = {"new": clock.ended, "old": clock.began, None: clock.act}[about.continuing]
    of_act = evolve(clock, on="act", day=act)
    for day in (act.low, act.high):
        if day is None or _may_be_later(start, day):
            at = day if day is not None else (start.low or 1) - 1
            for text, says in _editions(policy, at, of_act):
                if not text.absence and edition_of(text) is about:
                    continue  # the version itself
                if about.transition != "milder":
                    yield [(text, says)], about
                elif text.absence == "not_yet" and _amends_what_spares_none(policy, index):
                    yield [(text, says)], versions[0]
                elif text.absence in ("not_yet", "ended"):
                    yield [chosen], about  # there was no text that could be milder
                else:
                    yield [(text, says), chosen], about
        if day is None or _may_have_begun(start, day):
            yield [chosen], about


def _amends_what_spares_none(policy: Policy, index: int) -> bool:
    """Whether a version only amends a first text that has nothing to do with acts from before its time."""
    before = [former.about for former in policy.earlier[:index]]
    return bool(before) and before[0].transition == "old" and all(a.states == "differences" for a in before)


def _ways(policy: Policy, says: Text, day: int, clock: Clock) -> Iterator[_Stand]:
    """Every way in which the clauses of one version may stand: what was in force, and what was known."""
    if policy.absence:
        yield _Stand(policies=(policy,), key=(policy.absence, says.zh), says=says)
        return
    starts = {_start_told(r.clause.in_force): begins(r.clause.in_force) for r in policy.rules}
    begin = {first: span for first, span in starts.items() if span is not None}
    end = {r.clause.in_force.to for r in policy.rules if r.clause.in_force and r.clause.in_force.to}
    begun = partial(_each, begin, lambda first: _begun(begin[first], day, clock))
    lasting = partial(_each, end, lambda last: _lasting(day_span(last), day, clock))
    cited = {rule.source.id: rule.source for rule in policy.rules}
    known = partial(_each, cited, lambda name: _known(policy, cited[name], clock))
    seen = set()
    for since, still, public in product(begun(), lasting(), known()):
        out: dict[str, Out] = {}
        for rule in policy.rules:
            force = rule.clause.in_force
            if not public[rule.source.id]:
                out[rule.id] = "not_known"
            elif force and not (since.get(_start_told(force), True) and still.get(force.to or "", True)):
                out[rule.id] = "not_in_force"
        key = (policy.edition, *sorted(out.items()))
        if key in seen:
            continue
        seen.add(key)
        nothing = len(out) == len(policy.rules) and set(out.values()) == {"not_known"}
        text = policy.absent("not_known") if nothing else policy.without(out)
        yield _Stand(policies=(text,), key=key, says=_of_clauses(says, out))


def _start_told(force: InForce | None) -> str:
    """What a clause's own dates say of its start, so that clauses that say the same begin together."""
    if force is None:
        return ""
    return force.from_ or (f"by {force.by}" if force.by else "")


def _of_clauses(says: Text, out: Mapping[str, Out]) -> Text:
    """The version with the clauses that don't count, by why they don't."""
    whys = [why for why in ("not_in_force", "not_known") if why in out.values()]
    for why in whys:
        names = [name.partition(":")[2] for name, other in out.items() if other == why]
        says = both(f"stand.without_{why}", title=says, clauses=listing(Text(name, name) for name in names))
    return says


def _each(names: Iterable[str], holds: Callable[[str], tuple[bool, ...]]) -> list[dict[str, bool]]:
    """Every way in which these may hold; what is sure has one.  Raises TooManyWays."""
    names = sorted(names)
    ways = [holds(name) for name in names]
    if prod(map(len, ways)) > MOST:
        raise TooManyWays
    return [dict(zip(names, way, strict=True)) for way in product(*ways)]


def _either(may: bool, may_not: bool) -> tuple[bool, ...]:
    return tuple(way for way, possible in ((False, may_not), (True, may)) if possible)


def _begun(start: Span, day: int, clock: Clock) -> tuple[bool, ...]:
    may = _may_have_begun(start, day)
    return _either(may, not may if clock.newest else _may_be_later(start, day))


def _lasting(until: Span, day: int, clock: Clock) -> tuple[bool, ...]:
    may = _may_last(until, day)
    return _either(may, not may if clock.newest else until.low is not None and until.low < day)


def _known(policy: Policy, source: Source, clock: Clock) -> tuple[bool, ...]:
    """Whether a source was public; one without a date is as old as the first report of the policy."""
    low, high = clock.known.low, clock.known.high
    if low is None or high is None:
        return (True,)
    published = day_span(source.date or policy.region.policy.reported)
    return _either(
        published.low is None or published.low <= high, published.high is None or published.high > low
    )


def _public(policy: Policy, clock: Clock) -> Iterator[bool]:
    """For each clause whether it may have been public."""
    return (True in _known(policy, rule.source, clock) for rule in policy.rules)


def _days(texts: Iterable[Policy], clock: Clock) -> list[int]:
    """One day for each way in which the texts may stand, within those that may be meant."""
    first, last = clock.day.low, clock.day.high
    assert first is not None and last is not None
    if first == last:
        return [first]
    turns = {first, last}
    for text in texts:
        spans = _starts(text, clock)
        spans += [day_span(former.about.to) for former in text.earlier]
        spans.append(day_span(text.region.policy.to))
        for edition in text.editions:
            forces = [rule.clause.in_force for rule in edition.rules if rule.clause.in_force]
            spans += [span for force in forces for span in (begins(force) or Span(), day_span(force.to))]
        for span in spans:
            turns |= {turn for end in (span.low, span.high) if end is not None for turn in (end, end + 1)}
    return sorted(turn for turn in turns if first <= turn <= last)
