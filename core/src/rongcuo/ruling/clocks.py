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

from attrs import evolve, frozen

from ..facts.conditions import ANYWHERE, Span
from ..facts.days import day_span, today
from ..facts.problems import InputError, Problem
from ..facts.text import Text, both, listing, together
from ..policy.cases import Case, Question
from ..policy.clauses import About, Earlier, InForce, Source
from ..policy.jurisdiction import Jurisdiction, remembered
from ..policy.policy import Former, Out, Policy
from .diagrams import TooComplex
from .editions import begins, edition_of, place_of, starts, versions_of

#: The day of the ruling: the one that the case tells, else today.
RULING = "ruling"
#: Each region's newest text in force by today, whatever the day of the act or the ruling.
NEWEST = "newest"
#: What is asked for by a name and not by a date.
NAMED = ("act", RULING, NEWEST)
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

    `says` tells it from the others, where there are others.  With more than one of `texts`, oldest first, the mildest
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
    rules = tuple(rule for stand in stands for rule in stand.transitions)
    return Standing(texts=tuple(texts), transitions=rules)


def _starts(policy: Policy, clock: Clock) -> list[Span]:
    """The same of a policy's versions; one of which no date is told has begun by today, as somebody read it."""
    spans = starts([*(former.about for former in policy.earlier), policy.region.policy])
    return [span if span.high is not None else Span(span.low, clock.today) for span in spans]


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
    transitions: tuple[tuple[str, Text], ...] = ()


def _stands(policy: Policy, day: int, clock: Clock) -> list[_Stand]:
    """Every way in which a text may stand on a day, the latest last."""
    return [
        _Stand(
            policies=tuple(way.policies[0] for way in ways),
            key=tuple(way.key for way in ways),
            says=together(way.says for way in ways),
            transitions=rules,
        )
        for texts, rules in _chosen(policy, day, clock)
        for ways in product(*(_ways(text, says, day, clock) for text, says in texts))
    ]


def _chosen(
    policy: Policy, day: int, clock: Clock
) -> Iterator[tuple[list[_Chosen], tuple[tuple[str, Text], ...]]]:
    """Which versions may rule on a day, alone or together, and by which rule on acts from before their time."""
    for chosen in _editions(policy, day, clock):
        about = edition_of(chosen[0])
        by_day = clock.transitional and clock.on in (NEWEST, RULING)
        # an earlier version taken out of its policy has none before it
        if not by_day or not about.transition or chosen[0].absence or policy.edition is not None:
            yield [chosen], ()
        else:
            for pair, by in _in_transition(policy, chosen, clock):
                yield pair, tuple((each.transition, each.title) for each in by if each.transition)


_Chosen = tuple[Policy, Text]
#: The versions by whose own rules a way came about, the newest first.
_Rules = tuple[Earlier | About, ...]


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


def _in_transition(policy: Policy, chosen: _Chosen, clock: Clock) -> Iterator[tuple[list[_Chosen], _Rules]]:
    """What a version's own rule makes of acts from before its time: the old text's, or the milder of both.

    With each way come the versions whose rules it is.
    """
    if place_of(chosen[0], policy) == 0 and clock.act == ANYWHERE:
        yield [chosen], ()  # a case without dates: no other text is known of
        return
    for began, ended in _acts(policy, chosen, clock):
        yield from _of_act(policy, chosen, began, ended, clock)


def _of_act(
    policy: Policy, chosen: _Chosen, began: int, ended: int, clock: Clock, *, then: bool = False
) -> Iterator[tuple[list[_Chosen], _Rules]]:
    """What a version makes of an act of these days; `then` says that it was in force when the act ended.

    A version then in force that says nothing of acts from before its time leaves open which text it is.
    """
    index = place_of(chosen[0], policy)
    about, start = versions_of(policy)[index], _starts(policy, clock)[index]
    before = _may_be_later(start, began)
    if not before or _may_have_begun(start, began):
        yield [chosen], ()
    if not before:
        return
    reaches, may_end_before = then or _may_have_begun(start, ended), not then and _may_be_later(start, ended)
    if reaches and about.continuing != "old":
        yield [chosen], ()
    until = {ended} if may_end_before else set()
    if reaches and about.continuing != "new":
        until.add(max(began, min(ended, (start.low or 1) - 1)))
    for day in sorted(until):
        yield from _before(policy, chosen, began, day, clock)


def _before(
    policy: Policy, chosen: _Chosen, began: int, day: int, clock: Clock
) -> Iterator[tuple[list[_Chosen], _Rules]]:
    """What is ruled by where a version leaves an act to the text of a day before it, or to the milder of both.

    Where there was no text then, an amendment leaves alone what the text that it amends leaves alone.
    """
    index, versions = place_of(chosen[0], policy), versions_of(policy)
    about = versions[index]
    for texts, rules in _older(policy, index, began, day, clock):
        absence = texts[0][0].absence
        if about.transition is None:
            yield texts, rules
        elif about.transition == "old":
            yield texts, (about, *rules)
        elif absence == "not_yet" and _amends_what_spares_none(policy, index):
            yield texts, (versions[0],)
        elif absence in ("not_yet", "ended"):
            yield [chosen], ()  # there was no text that could be milder
        else:
            yield [*texts, chosen], (about, *rules)


def _older(
    policy: Policy, index: int, began: int, day: int, clock: Clock
) -> Iterator[tuple[list[_Chosen], _Rules]]:
    """What the texts before a version make of an act that ended on a day, or was cut off there by the version.

    Where there was no text on that day, or it isn't public, one from earlier in the act may rule as well.
    """
    for text, says in _editions(policy, day, evolve(clock, on="act")):
        if not text.absence:
            if place_of(text, policy) < index:
                yield from _of_act(policy, (text, says), began, day, clock, then=True)
            continue
        yield [(text, says)], ()
        if text.absence != "not_yet" and began < day:
            earlier = [turn for turn in _changes(policy, index, clock) if began <= turn < day]
            yield from _older(policy, index, began, max(earlier, default=began), clock)


def _acts(policy: Policy, chosen: _Chosen, clock: Clock) -> list[tuple[int, int]]:
    """Days on which an act may have begun and ended, one pair for each way in which it may meet the versions."""
    began = _turns(policy, chosen, clock.began, clock)
    if clock.ended == clock.began:
        return [(day, day) for day in began]
    ended = _turns(policy, chosen, clock.ended, clock)
    return [(first, last) for first in began for last in ended if first <= last]


def _turns(policy: Policy, chosen: _Chosen, span: Span, clock: Clock) -> list[int]:
    """Days of a span, one for each way in which the versions up to one may stand on them.

    Of an act without a day, it is none before the first version, but where that version itself is asked.
    """
    index = place_of(chosen[0], policy)
    spans = _starts(policy, clock)[: index + 1]
    before = [each.low - 1 for each in spans[1:index] if each.low is not None]
    before.append((spans[index].low or 1) - 1)
    begun = spans[index].high
    assert begun is not None
    first = min(before) if span.low is None else span.low
    last = max(first, begun) if span.high is None else span.high
    turns = {first, last, *before, *_changes(policy, index, clock)}
    return sorted(turn for turn in turns if first <= turn <= last)


def _changes(policy: Policy, index: int, clock: Clock) -> set[int]:
    """The days beside which the versions up to one begin and end."""
    spans = _starts(policy, clock)[: index + 1] + [day_span(former.about.to) for former in policy.earlier]
    ends = {end for span in spans for end in (span.low, span.high) if end is not None}
    return {day for end in ends for day in (end - 1, end, end + 1)}


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
