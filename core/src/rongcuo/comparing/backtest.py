"""Back-test: what was published of a real matter, beside what the texts say of it, its own place's and all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from ..plugins.placing import row_of, with_place
from ..plugins.registry import Registry
from ..policy.cases import Case
from ..policy.decided import Answer, Decided, Outcome
from ..ruling import Ruling
from ..ruling.clocks import NEWEST, Clock, at
from .comparison import compare

Match = Literal["agrees", "open", "unseen", "disagrees", "nothing_to_compare"]

#: The answers of a text that bear out a published outcome.
BEARS_OUT = {
    "tolerated": frozenset(["tolerated"]),
    "refused": frozenset(["refused", "unmet", "not_covered", "unaddressed"]),
    "cleared": frozenset(["clear"]),
    "not_cleared": frozenset(["not_due"]),
}


@frozen(kw_only=True)
class Beside:
    """One matter beside one region's text.

    `ruling` rests on the reported facts alone and is None where nothing rules there; `as_read` takes what we
    read into the accounts as well, and is None where nothing was.  `why` says why there is nothing to compare:
    `no_outcome`, `not_on`, `no_rule` or `error`.
    """

    region: str
    match: Match
    why: str = ""
    ruling: Ruling | None = None
    as_read: Ruling | None = None

    @property
    def last(self) -> Ruling | None:
        """The ruling that was compared."""
        return self.as_read or self.ruling

    def failed(self) -> bool:
        return self.last is not None and self.last.failed()


@frozen(kw_only=True)
class Account:
    """One decided matter beside the text of its own place, by the day of the decision, and the others' newest.

    `clock` is that day: of the ruling, else of the publication, else today.
    """

    matter: Decided
    clock: Clock
    own: Beside
    elsewhere: tuple[Beside, ...] = ()

    def failed(self) -> bool:
        return self.own.failed() or any(tested.failed() for tested in self.elsewhere)


def backtest(registry: Registry, matter: Decided) -> Account:
    """One matter under every text that is on.  Raises InputError for the matter."""
    here = with_place(registry, matter.case.where)
    own = row_of(registry, matter.case.where)
    clock = _clock(matter)
    others = sorted({*registry.rows, *registry.failed_rows} - {own})
    first = _tested(here, matter, [own], clock) if own in here.jurisdictions or own in here.failed else ()
    return Account(
        matter=matter,
        clock=clock,
        own=first[0] if first else Beside(region=own or "", match="nothing_to_compare", why="not_on"),
        elsewhere=_tested(here, matter, others, at(matter.case, NEWEST)) if others else (),
    )


def _clock(matter: Decided) -> Clock:
    """The day of the decision; where no account tells it, that of the first, before which it was made."""
    return at(matter.case, "ruling" if matter.case.dates.ruling else matter.published or "ruling")


def _tested(
    registry: Registry, matter: Decided, regions: Sequence[str | None], clock: Clock
) -> tuple[Beside, ...]:
    names = [region for region in regions if region]
    reported = _ruled(registry, matter.case, matter.outcome, names, clock)
    as_read: Sequence[Ruling | None] = [None] * len(reported)
    if matter.read_facts:
        as_read = _ruled(registry, matter.case.supposing(matter.read_facts), matter.outcome, names, clock)
    return tuple(_beside(matter.outcome, *pair) for pair in zip(reported, as_read, strict=True))


def _ruled(
    registry: Registry, case: Case, outcome: Outcome, regions: Sequence[str], clock: Clock
) -> tuple[Ruling, ...]:
    comparison = compare(registry, case, [outcome.question], regions, explain_differences=False, clock=clock)
    return comparison.answers[0].rulings


def _beside(outcome: Outcome, ruling: Ruling, as_read: Ruling | None) -> Beside:
    match, why = _match(outcome, as_read or ruling)
    return Beside(region=ruling.region, match=match, why=why, ruling=ruling, as_read=as_read)


def _match(outcome: Outcome, ruling: Ruling) -> tuple[Match, str]:
    """How an outcome stands by a ruling: of an answer and a finding of false accusation, the worse of the two."""
    if outcome.answer is None and outcome.accusation is None:
        return "nothing_to_compare", "no_outcome"
    if ruling.failed():
        return "nothing_to_compare", "error"
    matches = [_answer(outcome.answer, ruling)] if outcome.answer else []
    if outcome.accusation and ruling.accusation is not None:
        matches.append(_accusation(outcome.accusation, ruling.accusation.state))
    match = max(matches, key=_WORSE.index)
    return match, "no_rule" if match == "nothing_to_compare" else ""


#: What becomes of a matter of which two things are compared, the worse one last.
_WORSE: tuple[Match, ...] = ("nothing_to_compare", "agrees", "open", "unseen", "disagrees")


def _answer(answer: Answer, ruling: Ruling) -> Match:
    possible = {possible.verdict for possible in ruling.possible}
    borne_out = possible & BEARS_OUT[answer]
    if borne_out:
        return "agrees" if borne_out == possible else "open"
    if "no_rule" in possible:
        return "nothing_to_compare"
    turned = {v for unseen in ruling.unseen.values() for to in unseen.could_turn.values() for v in to}
    return "unseen" if turned & BEARS_OUT[answer] else "disagrees"


def _accusation(published: str, state: str) -> Match:
    if state == published:
        return "agrees"
    if state == "no_rule":
        return "nothing_to_compare"
    return "open" if state == "open" else "disagrees"
