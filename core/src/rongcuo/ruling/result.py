"""What a ruling consists of: data first; every table and text is a rendering of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from ..facts.known import Known
from ..facts.problems import Problem
from ..facts.records import Record, frozen_data, frozen_dict
from ..facts.text import Text
from ..policy.cases import Question
from .conflicts import Conflict

State = Literal["met", "not_met", "open", "unseen", "not_in_force", "error"]


@frozen(kw_only=True, eq=False, repr=False)
class Possible(Record):
    """One answer that the unknown facts leave possible.

    `tiers` are null where the text has none; `behind` are those that stand behind a gate nobody has
    seen; `about` gives what a tier is about alone, and is silent on those that no text limits;
    `tiers_open` says that the tiers depend on what is unknown.
    """

    verdict: str
    tiers: tuple[str, ...] | None = None
    behind: tuple[str, ...] = ()
    about: Mapping[str, tuple[str, ...]] = field(converter=frozen_dict, factory=dict)
    tiers_open: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class Remaining(Record):
    """What is left to be possible under a supposition."""

    verdict: str
    possible: tuple[Possible, ...]
    still_needed: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class Needs(Record):
    """What would have to be known, by how it is asked.

    `aside` are questions that can't change whether the mistake is tolerated.  Once no check is left,
    `closed_by_scenes` says whether one answer is left if no scene applies, and `closing` names the
    questions that leave one whatever is answered.
    """

    checks: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    closed_by_scenes: bool = False
    closing: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        return self.checks + self.scenes + self.questions + self.aside + self.follow_ups


@frozen(kw_only=True, eq=False, repr=False)
class ReadingTaken(Record):
    """A reading that matters here.

    `taken` is the option followed, None where none is favoured; `possible` gives the answers each
    option leaves possible, `results` their verdicts and `tiers` what a tolerance among them allows.
    """

    id: str
    taken: str | None
    possible: Mapping[str, tuple[Possible, ...]] = field(converter=frozen_dict)

    @property
    def results(self) -> dict[str, tuple[str, ...]]:
        return {option: tuple(p.verdict for p in possible) for option, possible in self.possible.items()}

    @property
    def tiers(self) -> dict[str, tuple[str, ...] | None]:
        return {
            option: None if possible is None else possible.tiers
            for option, possible in self._tolerated().items()
        }

    @property
    def tiers_differ(self) -> bool:
        """Whether two options that may tolerate allow different tiers."""
        tolerated = [possible for possible in self._tolerated().values() if possible is not None]
        return any(possible != tolerated[0] for possible in tolerated)

    def _tolerated(self) -> dict[str, Possible | None]:
        return {
            option: next((p for p in possible if p.verdict == "tolerated"), None)
            for option, possible in self.possible.items()
        }


@frozen(kw_only=True, eq=False, repr=False)
class Unseen(Record):
    """A list of which something may be unseen, and what that could turn."""

    seen: str
    missing: int | None
    open_ended: bool = False
    could_turn: Mapping[str, tuple[str, ...]] = field(converter=frozen_dict, factory=dict)


@frozen(kw_only=True, eq=False, repr=False)
class Because(Record):
    """A fact, finding or reading behind a clause's state; `known` is None for an unknown one."""

    fact: str
    known: Known | None


@frozen(kw_only=True, eq=False, repr=False)
class ClauseState(Record):
    """One clause of a ruling: its state, the facts that made it so, and for a failure what failed.

    `layer` is the region whose text it is from.
    """

    id: str
    layer: str
    kind: str
    state: State
    because: tuple[Because, ...] = ()
    failed: str | None = None
    source: str = ""
    floor: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class FilingWorth(Record):
    """What one clause makes of a filing in this matter.

    `state` says whether the filing has that worth here.  `supposed` where there is no filing: then it is
    what a timely one, within scope, would have been worth.  For `not_met`, `because` are the facts that
    its clause fails by; none where the clause is met and the answer is another one all the same, or allows
    no tier that exempts.
    """

    clause: str
    state: Literal["met", "not_met", "open"]
    supposed: bool = False
    because: tuple[Because, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class AccusationState(Record):
    """Beside a clarification: whether the report was a false accusation, and who handles one.

    `because` is what is known of its elements; `raised` says that the case tells anything of it; `weighing` are
    the clauses of the texts above, in a comparison, by which it would be a worse one.
    """

    state: Literal["met", "not_met", "open", "no_rule"]
    clauses: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    raised: bool = False
    weighing: tuple[ClauseState, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class ByText(Record):
    """What a region's texts come to in one way in which they may have stood, and what tells it from others.

    `deciders` and `decider_needs` are who decides by them, `editions` the earlier versions that they are, by plugin.
    """

    says: Text
    verdict: str
    possible: tuple[Possible, ...]
    deciders: tuple[str, ...] = ()
    decider_needs: tuple[str, ...] = ()
    editions: Mapping[str, str] = field(converter=frozen_dict, factory=dict)


@frozen(kw_only=True, eq=False, repr=False)
class TextsAbove(Record):
    """Another answer, which a region would have on the texts of every level above it, by these clauses of theirs.

    `once_checked` is what it comes to, if that is one, where it is open and every check comes back empty; else
    `still_needed` gives for each of these clauses that is open then what it hangs on.
    """

    verdict: str
    decided_by: tuple[str, ...]
    once_checked: str | None = None
    still_needed: Mapping[str, tuple[str, ...]] = field(converter=frozen_dict, factory=dict)

    def leaves_open(self, ruling: Ruling) -> bool:
        """Whether the answer is open by them, and settled by the region's own text."""
        return self.verdict == "open" != ruling.verdict


@frozen(kw_only=True, eq=False, repr=False)
class RuledBy(Record):
    """One text of a region: its plugin, its version (None for the newest), and why it can't be ruled by."""

    plugin: str
    edition: str | None = None
    absence: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Note(Record):
    """A remark for the reader: a catalogue key and its values."""

    key: str
    values: Mapping[str, Any] = field(converter=frozen_data, factory=dict)


@frozen(kw_only=True, eq=False, repr=False)
class Ruling(Record):
    """One region's answer to one question.

    The answer:

    - `verdict`: in one word: `open` where several are possible, ending in `_so_far` where a clause that
      nobody has seen could change it, `error` where the region could not rule, for the reason in `error`
    - `possible`: every answer that the unknown facts leave, with its tiers
    - `open_because`: what keeps it open: `facts`, `findings`, `readings`, `dates`
    - `needs`: what would have to be known, by how it is asked; `open_readings` that nobody has settled
    - `if_absent`, `if_filed`: what remains once every check comes back empty, or had the matter been filed
    - `settling`: once the checks are empty, the share of the answers to each need that leave one verdict

    What it rests on:

    - `decided_by`: the clauses that decided, of an open answer those that could, or the list searched in vain
    - `clauses`: every clause that the question reads, its state and the facts behind it
    - `texts`: those it was ruled by, `floors` those of the floor; `by_text`: the answers where more than one may
    - `readings`: those that matter here; `unseen`: lists of which something may be unseen
    - `conflicts`: where the layers say different things
    - `above`: in a comparison, the answer on the texts of every level above, where it is another one
    - `unaddressed`: adverse facts that no clause addresses; `unread`: facts that the case states, that no
      clause in force here reads, and that settle none that one does

    What stands beside it, by the ids of clauses: `deciders`, and the facts that say which of them decides
    (`decider_needs`); `procedure`, `effects`, `forms` in which a name is cleared; `filing` as it is known here,
    and `filing_worth`; `accusation`; `notes` for the reader.
    """

    region: str
    question: Question
    verdict: str
    possible: tuple[Possible, ...] = ()
    open_because: tuple[str, ...] = ()
    if_absent: Remaining | None = None
    if_filed: Remaining | None = None
    settling: Mapping[str, float] = field(converter=frozen_dict, factory=dict)
    decided_by: tuple[str, ...] = ()
    needs: Needs = Needs()
    open_readings: tuple[str, ...] = ()
    readings: tuple[ReadingTaken, ...] = ()
    unseen: Mapping[str, Unseen] = field(converter=frozen_dict, factory=dict)
    deciders: tuple[str, ...] = ()
    decider_needs: tuple[str, ...] = ()
    filing: Known | None = None
    unaddressed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    filing_worth: tuple[FilingWorth, ...] = ()
    procedure: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    accusation: AccusationState | None = None
    notes: tuple[Note, ...] = ()
    clauses: tuple[ClauseState, ...] = ()
    texts: tuple[RuledBy, ...] = ()
    floors: tuple[RuledBy, ...] = ()
    by_text: tuple[ByText, ...] = ()
    above: TextsAbove | None = None
    editions_above: Mapping[str, str] = field(converter=frozen_dict, factory=dict)
    error: Problem | None = None

    @property
    def answer(self) -> str:
        """The verdict without its word."""
        return self.verdict.removesuffix("_so_far")

    @property
    def editions(self) -> dict[str, str]:
        """The earlier versions that it was ruled by, by plugin; none where the newest may rule as well."""
        texts = (*self.texts, *self.floors)
        newest = {text.plugin for text in texts if text.edition is None}
        return {t.plugin: t.edition for t in texts if t.edition is not None and t.plugin not in newest}

    @property
    def once_checked(self) -> str | None:
        """The verdict that an open answer comes to once its checks find nothing, if that is one."""
        if self.verdict == "open" and self.needs.checks and self.if_absent is not None:
            return None if self.if_absent.verdict == "open" else self.if_absent.verdict
        return None

    @property
    def worth(self) -> tuple[str, ...]:
        """The clauses by which a filing is worth something here, or would be."""
        return tuple(worth.clause for worth in self.filing_worth if worth.state != "not_met")

    @property
    def key(self) -> tuple[object, ...]:
        """What rows are grouped by: the answer, for an open one what remains once every check comes
        back empty, and where that is open too what is still needed."""
        if self.if_absent is None:
            return (self.answer,)
        left = tuple(possible.verdict for possible in self.if_absent.possible)
        if len(left) == 1:
            return left
        needs = self.needs
        return ("open", left, frozenset(needs.scenes + needs.questions + needs.aside + self.open_readings))

    def failed(self) -> bool:
        return self.error is not None
