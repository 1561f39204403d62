"""Clauses: what a policy says, as data, and what was seen of each of its lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, get_args

from attrs import field, frozen

from ..facts.acting import Document, ProcedureKind, Role, is_length
from ..facts.problems import InputError, not_one_of
from ..facts.records import Record, frozen_dict
from ..facts.text import Text
from ..facts.vocabulary import Fact

Status = Literal["stated", "named", "todo", "not_reported"]
Seen = Literal["complete", "counted", "report", "none"]
Tier = Literal["not_pursued", "exempt", "mitigated", "lighter"]
Form = Literal["written", "in_person", "meeting", "notice"]
Subject = Literal["accountability", "discipline", "appraisal", "promotion", "honours"]
SourceKind = Literal["policy_text", "internal_text", "press_report", "commentary"]

#: The newest version of the data format that this core reads; it reads the older ones as well.
FORMAT = 1
#: The plugin whose clauses may stand under every region.
FLOOR_PLUGIN = "national"
#: From the mildest to the severest.
TIERS: tuple[Tier, ...] = ("not_pursued", "exempt", "mitigated", "lighter")
SUBJECTS: tuple[Subject, ...] = ("accountability", "discipline", "appraisal", "promotion", "honours")
NOTHING_STATED = "nothing stated"
#: Written for a condition that is still to be written, in a clause whose status is `todo`.
TODO = "TODO"


@frozen(kw_only=True, eq=False, repr=False)
class Source(Record):
    """A document that was read.  `date` is the one printed on it: a year, month or day."""

    id: str
    title: Text
    issuer: Text
    kind: SourceKind
    date: str | None = None
    note: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class InForce(Record):
    """From when to when a clause is in force: each a year, month or day, so possibly inexact.

    `by`, in place of `from_`, is a time at the latest by which it was in force; since when isn't known.
    """

    from_: str | None = None
    by: str | None = None
    to: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Clause(Record):
    """What every clause has.  Its full id is the plugin's name, a colon and `id`.

    `also` names further topics that its words speak of: it is shown beside other regions' clauses
    on them, while `topic` alone decides what it stands in place of.
    `fills` names another plugin's list, of which this clause is one that its source leaves out.
    `local_practice` marks what places do in practice, told beside a text and no rule of it.
    """

    kind: ClassVar[str]
    #: What is written instead of a key that looks right, by the problem that tells it.
    EXPECTED: ClassVar[Mapping[str, str]] = {"from": "clause_dated", "to": "clause_dated"}

    id: str
    title: Text
    statement: Text
    topic: str
    source: str
    also: tuple[str, ...] = ()
    status: Status = "stated"
    locator: Text | None = None
    note: Text | None = None
    in_force: InForce | None = None
    floor: bool = False
    counted: bool = True
    inferred: Text | None = None
    local_practice: bool = False
    verify: bool = False
    fills: str | None = None

    @property
    def seen(self) -> bool:
        """Whether its content is known well enough to rule by."""
        return self.status == "stated" or (self.status == "named" and self.condition is not None)

    @property
    def condition(self) -> str | None:
        """The text of its `when`, if it has one."""
        return getattr(self, "when", None)


@frozen(kw_only=True, eq=False, repr=False)
class RedLine(Clause):
    """What is never tolerated."""

    kind = "red_line"
    when: str | None = None
    finding: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Situation(Clause):
    """What may be tolerated: the kind of work (`when`), and how one has to have acted (`requires`).

    `presupposes` is a condition on what went wrong, as its words have it: never a gate, but what the case says
    of it is spoken of here, and where the case says otherwise the answer notes it.
    """

    kind = "situation"
    when: str | None = None
    requires: str | None = None
    finding: Text | None = None
    tiers: tuple[Tier, ...] = ()
    about: tuple[Subject, ...] = ()
    addresses: tuple[str, ...] = ()
    presupposes: str | None = None
    open_ended: bool = False
    worth: Literal["exempts"] | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Condition(Clause):
    """A gate that every situation of its own text has to pass."""

    kind = "condition"
    when: str | None = None
    finding: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class TierClause(Clause):
    """Outcomes that the text allows for a tolerated mistake."""

    kind = "tier"
    tiers: tuple[Tier, ...]
    about: tuple[Subject, ...] = ()
    when: str = "true"


@frozen(kw_only=True, eq=False, repr=False)
class TierGate(Clause):
    """Opens the tiers its list names; decides nothing else."""

    kind = "tier_gate"
    when: str | None = None
    finding: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Mitigation(Clause):
    """Weighs for the person; listed with every verdict, never changes it."""

    kind = "mitigation"
    when: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Aggravation(Clause):
    """Weighs against the person; listed with every verdict, never changes it."""

    kind = "aggravation"
    when: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Decider(Clause):
    """The body that decides whether a mistake is tolerated.

    `when` says for whom or for what matters; a body without it decides where no other does.
    """

    kind = "decider"
    body: Text
    when: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Scope(Clause):
    """What may be filed."""

    kind = "scope"
    when: str | None = None
    open_ended: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class FilingCondition(Clause):
    """A condition that every scope of its own text has to pass."""

    kind = "filing_condition"
    when: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Trigger(Clause):
    """When a name is cleared, and in which forms."""

    kind = "trigger"
    when: str | None = None
    forms: tuple[Form, ...] = ()
    forms_open_ended: bool = False
    body: Text | None = None
    approval: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Accusation(Clause):
    """What a false accusation is (`when`), and who handles it."""

    kind = "accusation"
    when: str | None = None
    finding: Text | None = None
    body: Text | None = None
    approval: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Effect(Clause):
    """What follows; in filing.toml, what a filing is worth.

    With `tiers`, it follows only where one of these outcomes is possible.  `when` says which filings have
    the worth, every one where it isn't there.
    """

    kind = "effect"
    worth: Literal["exempts", "tolerates", "reference"] | None = None
    when: str | None = None
    about: tuple[Subject, ...] = ()
    tiers: tuple[Tier, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class Measure(Clause):
    """A supporting measure, with its quantified target if it has one.

    `clauses` are those of its own plugin that say more of it.
    """

    kind = "measure"
    category: Text | None = None
    target: Text | None = None
    clauses: tuple[str, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class Within(Record):
    """How long a step may take, from the day after the one on which it could begin: in days of one kind."""

    days: int | None = None
    working_days: int | None = None

    @property
    def given(self) -> bool:
        """Whether it is given in days of one kind, and is one."""
        return is_length(self.days, self.working_days)


@frozen(kw_only=True, eq=False, repr=False)
class Step(Clause):
    """One step of a procedure; the order is that of the file.

    `procedure` is the one it belongs to; without it, it is told and can't be taken.  `roles` may take it, any
    of them, or with `by_each` every one; none where the text doesn't say who.  It takes place only `when` its
    condition holds, and can be taken only where what it `requires` holds.  `document` is what it leaves in
    writing.  One that `decides` says yes or no, and a no ends the procedure; with one that `concludes` the procedure
    takes effect: the matter is filed, the name cleared.  `after` are the steps it follows,
    in place of the one above it; nothing in it where it may come first.
    """

    kind = "step"
    body: Text | None = None
    procedure: ProcedureKind | None = None
    roles: tuple[Role, ...] = ()
    by_each: bool = False
    when: str | None = None
    requires: str | None = None
    document: Document | None = None
    decides: bool = False
    concludes: bool = False
    after: tuple[str, ...] | None = None
    within: Within | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Duty(Clause):
    """What somebody must or must not do.

    With a `procedure` it goes along with that: `when` its condition holds, what it `requires` has to hold before
    the procedure can end.
    """

    kind = "duty"
    force: Literal["must", "must_not"] = "must"
    body: Text | None = None
    procedure: ProcedureKind | None = None
    when: str | None = None
    requires: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class NotReported(Clause):
    """Something that the document read is silent about."""

    kind = "not_reported"
    status: Status = "not_reported"


CLAUSE_KINDS: dict[str, type[Clause]] = {
    cls.kind: cls
    for cls in (
        RedLine, Situation, Condition, TierClause, TierGate, Mitigation, Aggravation, Decider,
        Scope, FilingCondition, Trigger, Accusation, Effect, Measure, Step, Duty, NotReported,
    )
}  # fmt: skip

#: Kinds that a procedure is made of; they answer no question of a case.
PROCEDURAL = ("step", "duty")

#: Kinds that form lists of which something may be unseen.
LIST_KINDS = (
    "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation", "red_line",
    "scope", "filing_condition", "trigger", "accusation", "measure",
)  # fmt: skip


@frozen(kw_only=True, eq=False, repr=False)
class ListInfo(Record):
    """What was seen of one list of clauses; with `fills`, of another plugin's list."""

    seen: Seen = "report"
    announced: int | None = None
    missing_at_least: int | None = None
    open_ended: bool = False
    source: str | None = None
    note: Text | None = None
    join: Literal["all", "any", "not stated"] = "all"
    favoured: Literal["all", "any"] | None = None
    gates: tuple[Tier, ...] = ()
    fills: str | None = None

    def __attrs_post_init__(self) -> None:
        # what isn't known here would pass for a list of which nothing is missing
        choices = get_args(Seen)
        if self.seen not in choices:
            raise InputError(not_one_of("seen", self.seen, choices))


@frozen(kw_only=True, eq=False, repr=False)
class Reading(Record):
    """Where the words allow two readings: what is in doubt, the options, and the one favoured."""

    id: str
    question: Text
    options: Mapping[str, Text] = field(converter=frozen_dict)
    favoured: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Term(Record):
    """A word that conditions of the plugin share."""

    id: str
    title: Text
    when: str | None = None
    at_least: int | None = None
    of: tuple[str, ...] = ()
    source: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Period(Record):
    """Days between two date facts of the same plugin: every one, or those worked by China's calendar."""

    id: str
    title: Text
    from_: str
    to: str
    days: Literal["calendar", "working"] = "calendar"


@frozen(kw_only=True, eq=False, repr=False)
class FilingInfo(Record):
    """What holds for a whole filing procedure."""

    files_during: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class Chapter(Record):
    """What a hook answers: the clauses of one stage, what was seen of its lists, and its words.

    `origin` is the file it was read from, for error messages; it says nothing of who made it.
    """

    clauses: tuple[Clause, ...] = ()
    lists: Mapping[str, ListInfo] = field(converter=frozen_dict, factory=dict)
    readings: tuple[Reading, ...] = ()
    terms: tuple[Term, ...] = ()
    facts: tuple[Fact, ...] = ()
    periods: tuple[Period, ...] = ()
    filing: FilingInfo | None = None
    origin: str = ""


#: The kinds of clause that each hook may answer with.
CHAPTER_KINDS: dict[str, frozenset[str]] = {
    "red_lines": frozenset(["red_line"]),
    "tolerance_criteria": frozenset(
        ["situation", "condition", "tier", "tier_gate", "mitigation", "aggravation", "decider"]
    ),
    "filing": frozenset(["scope", "filing_condition"]),
    "clarification": frozenset(["trigger", "accusation", "aggravation"]),
    "measures": frozenset(["measure"]),
}
ANY_CHAPTER = frozenset(["step", "duty", "effect", "not_reported"])


@frozen(kw_only=True, eq=False, repr=False)
class Parent(Record):
    """The level above a region, whether or not a plugin serves it."""

    code: str
    zh: str
    en: str


@frozen(kw_only=True, eq=False, repr=False)
class About(Record):
    """The policy as a whole, in its newest version.

    `from_` and `to` are the first and last day it is in force, as far as is known; `reported` is when
    a report first told of it, so its start can't be later.  `transition` is what it says of acts from
    before its time: they fall under the `old` text, or under the `milder` of both (从旧兼从轻).  `continuing`
    is what it says of an act that began before its time and ended in it: under the `new` text, or the `old`.
    """

    title: Text
    issuer: Text
    summary: Text
    from_: str | None = None
    to: str | None = None
    reported: str | None = None
    transition: Literal["old", "milder"] | None = None
    continuing: Literal["new", "old"] | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Earlier(Record):
    """An earlier version of a region's policy; without `to`, in force until the next one.

    `published` is false where it is known to have existed and its content isn't public.  `states` says what
    its files hold: its `whole` text, or only the `differences` from the version after it.  Then a clause of
    one id is one clause through all versions; `added` are the ones that the version after it brought,
    `repealed` those of its own that the version after it no longer has.  `source` is its document.
    `transition` and `continuing` are what it said itself of acts from before its time, as in `About`.
    """

    id: str
    title: Text
    from_: str | None = None
    to: str | None = None
    reported: str | None = None
    source: str | None = None
    published: bool = True
    states: Literal["whole", "differences"] | None = None
    added: tuple[str, ...] = ()
    repealed: tuple[str, ...] = ()
    transition: Literal["old", "milder"] | None = None
    continuing: Literal["new", "old"] | None = None
    note: Text | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Figure(Record):
    """A number that a source tells of a region's practice; never part of its text.

    `date` is the time it is about; of a running total, the time up to which it counts.
    """

    id: str
    statement: Text
    source: str
    date: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Review(Record):
    """When a plugin was last held against its sources as a whole, and in which role: a role, never a name."""

    on: str
    by: Text


@frozen(kw_only=True, eq=False, repr=False)
class Region(Record):
    """A region or layer: its names, its GB/T 2260 code, its level and the policy it has.

    `earlier` are the former versions of its policy, from the oldest.
    """

    id: str
    name: Text
    full_name: Text
    code: str
    level: Literal["nation", "province", "city", "county"]
    policy: About
    parent: Parent | None = None
    earlier: tuple[Earlier, ...] = ()
    figures: tuple[Figure, ...] = ()
    review: Review | None = None
    format: int = 1

    def is_called(self, name: str) -> bool:
        """Whether this is one of its names: id, code, name, or the end of the full name (淮安市洪泽区)."""
        wanted = name.strip().lower()
        known = (self.id, self.code, self.name.zh, self.name.en, self.full_name.zh, self.full_name.en)
        whole = wanted in [text.lower() for text in known]
        rest, end, _ = self.full_name.zh.rpartition(wanted) if len(wanted) > 1 else ("", "", "")
        ends = bool(end) and rest + end == self.full_name.zh and rest.endswith(("省", "市", "区", "州", "盟"))
        return whole or ends
