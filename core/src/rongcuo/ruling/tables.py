"""The three truth tables: read top down, the first row that applies is the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from ..facts.conditions import NEVER, All, Atom, Expr, Not, Some, one_of_a_kind
from ..policy.cases import Question
from ..policy.clauses import Subject, Tier
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy, Rule
from .diagrams import FALSE, TRUE
from .reasoner import Reasoner, adverse_tests


@frozen
class Allowed:
    """A tier that a text allows.

    `about` is what it is about, nothing where the text doesn't limit it; `behind` says that it stands
    behind a gate nobody has seen.
    """

    tier: Tier
    about: frozenset[Subject] = frozenset()
    behind: bool = False

    def covers(self, other: Allowed) -> bool:
        """Whether the other says nothing that this doesn't."""
        wide = not self.about or (other.about and other.about <= self.about)
        return self.tier == other.tier and bool(wide) and self.behind <= other.behind


Tiers = frozenset[Allowed]


@frozen
class Outcome:
    """What one way the facts can be comes to: the answer, and the tiers the text then allows."""

    verdict: str
    tiers: Tiers | None = None


#: The value of settings that the case's findings rule out.
OUTSIDE = Outcome("outside")


def first_row(r: Reasoner, rows: Sequence[tuple[str, int, bool]], last: int) -> int:
    """The table: each row's answer where its test is the first to come out as is told, else `last`."""
    node = last
    for verdict, test, holds in reversed(rows):
        leaf = r.diagrams.leaf(Outcome(verdict))
        node = r.diagrams.if_then_else(test, *((leaf, node) if holds else (node, leaf)))
    return node


# 可否容错: may the mistake be tolerated?


@frozen
class Criteria:
    """A tolerance ruling's parts, one diagram each; `situations` go with their rules, in order."""

    red_line: int
    scenes: tuple[tuple[Rule, int], ...]
    satisfied: tuple[tuple[Rule, int], ...]
    deciding: tuple[tuple[Rule, int], ...]


def criteria(r: Reasoner) -> Criteria:
    """The parts of the tolerance table."""
    d, here = r.diagrams, r.jurisdiction
    red_line = d.some([r.holds(rule) for rule in here.rules("red_line")])
    scenes: list[tuple[Rule, int]] = []
    satisfied: list[tuple[Rule, int]] = []
    for policy in here.policies:
        gate = r.build(gates(here, policy))
        for rule in policy.of("situation"):
            assert rule.when is not None
            scenes.append((rule, r.build(rule.when)))
            satisfied.append((rule, d.every([r.holds(rule), gate])))
    return Criteria(red_line, tuple(scenes), tuple(satisfied), tuple(_deciding(r, satisfied)))


def gates(here: Jurisdiction, policy: Policy) -> Expr:
    """The conditions that a situation of this policy has to pass: its own text's, and higher ones."""
    return here.derived(_gates)[here.policies.index(policy)]


def _gates(here: Jurisdiction) -> tuple[Expr, ...]:
    """Those of each of its policies."""
    own = [policy.gate for policy in here.policies]
    return tuple(one_of_a_kind(All(tuple(own[place:]))) for place in range(len(own)))


def ways_to_join(policy: Policy) -> tuple[str, ...]:
    """Whether all of a text's conditions are needed, or any one; both where nobody has settled it."""
    info = policy.list_info("condition")
    if info.join != "not stated":
        return (info.join,)
    return ("all", "any") if info.favoured is None else (info.favoured,)


def red_lines_seen_whole(r: Reasoner) -> bool:
    """Whether silence on an adverse fact means that the text allows it."""
    return all(
        policy.seen_whole("red_line") or f"{policy.plugin}:red_line" in r.prepared.settled
        for policy in r.jurisdiction.policies
    )


def _deciding(r: Reasoner, satisfied: list[tuple[Rule, int]]) -> Iterable[tuple[Rule, int]]:
    """The situations that carry a tolerance: satisfied, and with no adverse fact left unaddressed."""
    if red_lines_seen_whole(r):
        return satisfied
    none_left = r.jurisdiction.derived(_none_left)
    return [(rule, r.diagrams.every([node, r.build(none_left[rule.id])])) for rule, node in satisfied]


def _none_left(here: Jurisdiction) -> dict[str, Expr]:
    """For each situation, that no adverse fact is true which neither it nor another clause addresses."""
    tests = here.derived(adverse_tests)
    loose = {name: test for name, test in tests.items() if name not in here.addressed}
    shared: dict[frozenset[str], Expr] = {}
    conditions: dict[str, Expr] = {}
    for rule in here.rules("situation"):
        left = frozenset(loose) - rule.addresses
        if left not in shared:
            tests_left = tuple(test for name, test in loose.items() if name in left)
            shared[left] = one_of_a_kind(Not(Some(tests_left)))
        conditions[rule.id] = shared[left]
    return conditions


def tolerance(r: Reasoner, c: Criteria) -> int:
    """可否容错, for a mistake that was made."""
    d = r.diagrams
    has_text = bool(_public(r.jurisdiction, "situation", "condition", "red_line"))
    return first_row(
        r,
        [
            # a red line is met
            ("refused", c.red_line, True),
            # no text that serves the region has a public clause about tolerance in force
            ("no_rule", TRUE if has_text else FALSE, False),
            # no situation's scene fits
            ("not_covered", d.some(node for _, node in c.scenes), False),
            # a scene fits, but what it requires fails, or a condition that gates it
            ("unmet", d.some(node for _, node in c.satisfied), False),
            # an adverse fact is true that nothing here addresses, and the red lines weren't seen whole
            ("unaddressed", d.some(node for _, node in c.deciding), False),
        ],
        last=d.map("tolerated", lambda tiers: Outcome("tolerated", tiers), _tiers(r, c.deciding)),
    )


def _public(here: Jurisdiction, *kinds: str) -> list[Rule]:
    return [rule for policy in here.policies for rule in policy.of(*kinds)]


def _tiers(r: Reasoner, deciding: Iterable[tuple[Rule, int]]) -> int:
    """The tiers that the deciding situations and the text's own tier clauses allow; None without any.

    A gate shuts the tiers of its own text and of lower levels, never those of a higher one.
    """
    d, here = r.diagrams, r.jurisdiction
    if not any(rule.tiers for rule in _public(here, "situation", "tier")):
        return d.leaf(None)
    carrying = {rule.id: node for rule, node in deciding}
    node = d.leaf(Tiers())
    for policy in here.policies:
        allowing = [(rule, carrying[rule.id]) for rule in policy.of("situation") if rule.id in carrying]
        allowing += [(rule, r.holds(rule)) for rule in policy.of("tier")]
        for rule, test in allowing:
            tiers = Tiers(Allowed(tier, frozenset(rule.about)) for tier in rule.tiers)
            allowed = d.if_then_else(test, d.leaf(tiers), d.leaf(Tiers()))
            node = d.merge("tiers", lambda a, b: a | b, node, allowed)
        gated = policy.list_info("tier_gate").gates
        if gated:
            node = _gated(r, policy, frozenset(gated), node)
    return d.map("plainest", _plainest, node)


def _plainest(tiers: Tiers) -> Tiers:
    """The tiers without those that another of them covers."""
    return Tiers(one for one in tiers if not any(o != one and o.covers(one) for o in tiers))


def _gated(r: Reasoner, policy: Policy, gated: frozenset[str], node: int) -> int:
    """Tiers behind a gate: open where a gate is met; else gone, or marked if a gate may be unseen."""
    d = r.diagrams
    opened = d.some(r.holds(rule) for rule in policy.of("tier_gate"))
    unseen = policy.unseen("tier_gate") and f"{policy.plugin}:tier_gate" not in r.prepared.settled

    def shut(tiers: Tiers) -> Tiers:
        kept = Tiers(one for one in tiers if one.tier not in gated)
        return kept | {evolve(one, behind=True) for one in tiers - kept} if unseen else kept

    return d.if_then_else(opened, node, d.map(("shut", gated, unseen), shut, node))


def plainly_refused(r: Reasoner) -> int:
    """Where a red line is met that was read in the text itself, or that a finding or a body establishes."""
    tests = []
    for rule in r.jurisdiction.rules("red_line"):
        read = rule.source.kind in ("policy_text", "internal_text")
        sure = read or rule.clause.floor or rule.finding is not None
        established = r.holds(rule) if sure else r.build(_established(r, rule.when or NEVER, True))
        tests.append(established)
    return r.diagrams.some(tests)


def _established(r: Reasoner, expr: Expr, wanted: bool) -> Expr:
    """A condition that holds only where facts established by a body make `expr` come out as wanted."""
    if isinstance(expr, Atom):
        if not r.fact(expr.name).body and expr.name not in r.jurisdiction.variables:
            return NEVER
        return expr if wanted else Not(expr)
    if isinstance(expr, Not):
        return _established(r, expr.part, not wanted)
    parts = tuple(_established(r, part, wanted) for part in expr.parts)
    if isinstance(expr, All):
        return All(parts) if wanted else Some(parts)
    return Some(parts, expr.least if wanted else len(expr.parts) - expr.least + 1)


# 可否备案: may the matter be filed beforehand?


def filing(r: Reasoner) -> int:
    """可否备案, for a matter that is planned."""
    d, here = r.diagrams, r.jurisdiction
    stage = r.fact("stage")
    begun = Atom("stage", frozenset(stage.values[1:]))
    # a text that files matters under way as well is too late only once they are done
    done = Atom("stage", frozenset(stage.values[2:]))
    files_during = any(policy.files_during for policy in here.policies)
    return first_row(
        r,
        [
            ("no_rule", TRUE if _public(here, "scope") else FALSE, False),
            ("filed", r.build(Atom("filing", frozenset(["before", "during", "after"]))), True),
            ("too_late", r.build(done if files_during else begun), True),
            ("not_fileable", d.some(node for _, node in fitting_scopes(r)), False),
        ],
        last=d.leaf(Outcome("fileable")),
    )


def fitting_scopes(r: Reasoner) -> list[tuple[Rule, int]]:
    """The scopes of filing, each with when it fits and its own text's conditions are met."""
    scopes = []
    for policy in r.jurisdiction.policies:
        gate = filing_gate(r, policy)
        scopes += [(rule, r.diagrams.every([r.holds(rule), gate])) for rule in policy.of("scope")]
    return scopes


def filing_gate(r: Reasoner, policy: Policy) -> int:
    """The conditions that every scope of this policy has to pass."""
    return r.diagrams.every(r.holds(rule) for rule in policy.of("filing_condition"))


# 应否澄清: must the name be cleared?


def clarification(r: Reasoner) -> int:
    """应否澄清, once a report about somebody was looked into."""
    triggers = r.jurisdiction.rules("trigger")
    return first_row(
        r,
        [
            ("no_rule", TRUE if triggers else FALSE, False),
            ("clear", r.diagrams.some(r.holds(rule) for rule in triggers), True),
        ],
        last=r.diagrams.leaf(Outcome("not_due")),
    )


def table(r: Reasoner, question: Question, c: Criteria | None = None) -> int:
    """What each way the facts can be comes to, readings free, whatever is possible of them together."""
    if question == "tolerance":
        return tolerance(r, c or criteria(r))
    return filing(r) if question == "filing" else clarification(r)


def answers(r: Reasoner, question: Question, c: Criteria | None = None) -> int:
    """The same, and `OUTSIDE` where the case's demands fail."""
    return r.within(table(r, question, c), OUTSIDE)


#: The lists that a question searches, and what a clause of each that nobody has seen could turn.
UNSEEN_COULD_TURN: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "tolerance": {
        "situation": {"not_covered": ("tolerated", "unmet"), "unmet": ("tolerated",)},
        "condition": {"tolerated": ("unmet",), "unmet": ("tolerated",)},
        "red_line": {
            "tolerated": ("refused",),
            "not_covered": ("refused",),
            "unmet": ("refused",),
            "unaddressed": ("refused",),
        },
        "tier_gate": {},
    },
    "filing": {
        "scope": {"not_fileable": ("fileable",), "fileable": ("not_fileable",)},
        "filing_condition": {"fileable": ("not_fileable",)},
    },
    "clarification": {"trigger": {"not_due": ("clear",)}},
}

#: Answers that never carry the word "so far".
WITHOUT_WORD = frozenset(["no_rule", "unaddressed", "filed", "too_late", "clear"])
