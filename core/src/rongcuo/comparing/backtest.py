"""Back-test: what was published of a real matter, beside what the region's own text says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ..facts.known import Known
from ..plugins.registry import Registry
from ..policy.cases import Case, Published
from ..ruling import Ruling
from ..ruling.clocks import Clock, at
from .comparison import compare

Match = Literal["agrees", "open", "disagrees", "nothing_to_compare"]

#: The answers of a text that bear out a published outcome.
BEARS_OUT = {
    "tolerated": frozenset(["tolerated"]),
    "refused": frozenset(["refused", "unmet", "not_covered", "unaddressed"]),
    "cleared": frozenset(["clear"]),
    "not_cleared": frozenset(["not_due"]),
}


@frozen(kw_only=True)
class Account:
    """One published account beside the ruling of its region.

    `ruling` rests on the reported facts alone and is None where the region isn't on; `as_read` takes
    what we read into the account as well, and is None where nothing was.  `why` says why there is
    nothing to compare: `no_outcome`, `not_on` or `no_rule`.
    """

    case: Case
    region: str
    published: Published
    match: Match
    why: str = ""
    clock: Clock | None = None
    ruling: Ruling | None = None
    as_read: Ruling | None = None

    @property
    def last(self) -> Ruling | None:
        """The ruling that was compared."""
        return self.as_read or self.ruling

    def failed(self) -> bool:
        return self.last is not None and self.last.failed()


def backtest(registry: Registry, case: Case) -> list[Account]:
    """Every account that was published of a case.  Raises InputError for the case."""
    return [_tested(registry, case, region, published) for region, published in case.published.items()]


def _tested(registry: Registry, case: Case, region: str, published: Published) -> Account:
    if region not in registry.jurisdictions and region not in registry.failed:
        return Account(
            case=case, region=region, published=published, match="nothing_to_compare", why="not_on"
        )
    clock = _clock(case, published)
    ruling = _ruled(registry, case, region, published, clock)
    as_read = None
    supposed: Mapping[str, Known] = case.as_read[region]
    if supposed:
        as_read = _ruled(registry, case.supposing(supposed), region, published, clock)
    match, why = _match(published, as_read or ruling)
    return Account(
        case=case, region=region, published=published, match=match, why=why, clock=clock, ruling=ruling,
        as_read=as_read,
    )  # fmt: skip


def _clock(case: Case, published: Published) -> Clock:
    """The day of the ruling; where no source tells it, that of the account, before which it was made."""
    return at(case, "ruling" if case.dates.ruling else published.date)


def _ruled(registry: Registry, case: Case, region: str, published: Published, clock: Clock) -> Ruling:
    comparison = compare(
        registry, case, [published.question], [region], explain_differences=False, clock=clock
    )
    return comparison.answers[0].rulings[0]


def _match(published: Published, ruling: Ruling) -> tuple[Match, str]:
    if published.outcome is None:
        return "nothing_to_compare", "no_outcome"
    if ruling.failed():
        return "nothing_to_compare", "error"
    possible = {possible.verdict for possible in ruling.possible}
    borne_out = possible & BEARS_OUT[published.outcome]
    if not borne_out and "no_rule" in possible:
        return "nothing_to_compare", "no_rule"
    if not borne_out:
        return "disagrees", ""
    return ("agrees" if borne_out == possible else "open"), ""
