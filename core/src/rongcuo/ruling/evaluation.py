"""Evaluation: one case before one region with one question, and the answers that are possible."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..facts.conditions import All
from ..facts.known import Known
from ..policy.cases import Question
from ..policy.clauses import SUBJECTS, TIERS, Subject, Tier
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Policy
from .compiled import BUDGET
from .diagrams import FALSE
from .prepared import FILED_WITHIN, PreparedCase
from .reasoner import Reasoner
from .result import Possible
from .tables import (
    OUTSIDE,
    UNSEEN_COULD_TURN,
    WITHOUT_WORD,
    Allowed,
    Criteria,
    Outcome,
    answers,
    criteria,
    filing_gate,
    gates,
    plainly_refused,
    ways_to_join,
)

#: Answers in the order in which they are listed.
ORDER = (
    "refused", "tolerated", "unaddressed", "unmet", "not_covered", "no_rule",
    "filed", "fileable", "not_fileable", "too_late", "clear", "not_due",
)  # fmt: skip

#: The kind of clause each question searches.
SEARCHED = {"tolerance": "situation", "filing": "scope", "clarification": "trigger"}


class Evaluation:
    """The question's truth table under what is known, and what its answers are called.

    `node` gives each way the facts can be its outcome, with readings as favoured; `whole` leaves the
    readings free.  `r` are the conditions under what is known, where they are built already.
    """

    def __init__(
        self,
        here: Jurisdiction,
        prepared: PreparedCase,
        question: Question,
        filing: Mapping[str, Known] | None = None,
        budget: int = BUDGET,
        r: Reasoner | None = None,
    ) -> None:
        self.here = here
        self.prepared = prepared
        self.question = question
        self.budget = budget
        self.r = r or Reasoner(here, prepared, prepared.here(here, filing), budget)
        self.whole = answers(self.r, question, self.criteria if question == "tolerance" else None)
        self.node = self.r.as_favoured(self.whole)

    @cached_property
    def criteria(self) -> Criteria:
        return criteria(self.r)

    @cached_property
    def filed(self) -> Evaluation:
        """The same matter, had it been filed here beforehand and kept within scope."""
        return Evaluation(self.here, self.prepared, self.question, FILED_WITHIN, self.budget)

    @cached_property
    def possible(self) -> tuple[Possible, ...]:
        return self.possible_in(self.node)

    @cached_property
    def verdicts(self) -> frozenset[str]:
        return frozenset(possible.verdict for possible in self.possible)

    def possible_in(self, node: int) -> tuple[Possible, ...]:
        """The answers a function can take."""
        return self.r.diagrams.remember("possible", self._possible_in, node)

    def _possible_in(self, node: int) -> tuple[Possible, ...]:
        by_verdict: dict[str, list[Outcome]] = {}
        for outcome in self.r.diagrams.values(node):
            if outcome != OUTSIDE:
                by_verdict.setdefault(outcome.verdict, []).append(outcome)
        return tuple(_possible(verdict, by_verdict[verdict]) for verdict in ORDER if verdict in by_verdict)

    # The word

    def word(self, node: int, supposing: Mapping[int, int] | None = None) -> str:
        """The verdict in one word: plain only where no clause that nobody has seen could change it.

        `supposing` are the cells that the function was restricted to.
        """
        possible = self.possible_in(node)
        if len(possible) != 1:
            return "open"
        verdict = possible[0].verdict
        if verdict in WITHOUT_WORD:
            return verdict
        if verdict == "refused":
            return verdict if self._plainly_refused(node, supposing or {}) else "refused_so_far"
        kinds = UNSEEN_COULD_TURN[self.question]
        turned = any(self.could_turn(kind, verdict, supposing) for kind in kinds)
        return f"{verdict}_so_far" if turned else verdict

    def could_turn(
        self, kind: str, verdict: str, supposing: Mapping[int, int] | None = None
    ) -> tuple[str, ...]:
        """What a clause of this kind that nobody has seen could make of a verdict."""
        texts = [policy for policy in self.here.policies if self.unseen(policy, kind)]
        turns = UNSEEN_COULD_TURN[self.question][kind].get(verdict, ())
        if kind in ("situation", "scope") and all(self._shut(policy, supposing) for policy in texts):
            # whatever clause is unseen, the conditions of its text fail
            turns = tuple(other for other in turns if other == "unmet")
        if kind == "condition":
            texts = [policy for policy in texts if self._one_more_condition(policy, verdict, supposing)]
        return turns if texts else ()

    def _one_more_condition(self, policy: Policy, verdict: str, supposing: Mapping[int, int] | None) -> bool:
        """Whether one more could matter: it tightens where all are needed, and loosens where any will do."""
        r, policies = self.r, self.here.policies
        seen, joins = policy.of("condition"), ways_to_join(policy)
        place = policies.index(policy)
        if verdict == "tolerated":
            above = {rule.id for text in policies[place + 1 :] for rule in text.of("situation")}
            without = r.diagrams.some(node for rule, node in self.criteria.deciding if rule.id in above)
            return ("all" in joins or not seen) and r.state(without, supposing) is not True
        if not seen or "any" not in joins:
            return False
        for lower, text in enumerate(policies[: place + 1]):
            others = r.build(All(tuple(p.gate for p in policies[lower:] if p is not policy)))
            waiting = [r.diagrams.every([others, r.holds(rule)]) for rule in text.of("situation")]
            waiting += [others] if self.unseen(text, "situation") else []
            if any(r.state(node, supposing) is not False for node in waiting):
                return True
        return False

    def _shut(self, policy: Policy, supposing: Mapping[int, int] | None) -> bool:
        """Whether the conditions of a text fail, for its unseen situations or scopes as well."""
        r = self.r
        gate = filing_gate(r, policy) if self.question == "filing" else r.build(gates(self.here, policy))
        return r.state(gate, supposing) is False

    def unseen(self, policy: Policy, kind: str) -> bool:
        """Whether this text may have a clause of this kind that nobody has seen."""
        return policy.unseen(kind) and f"{policy.plugin}:{kind}" not in self.prepared.settled

    def _plainly_refused(self, node: int, supposing: Mapping[int, int]) -> bool:
        d = self.r.diagrams
        refused = d.map("refused", lambda outcome: outcome.verdict == "refused", node)
        loose = self.r.as_favoured(d.negation(plainly_refused(self.r)))
        return d.every([d.restrict(loose, supposing), refused]) == FALSE


def _possible(verdict: str, outcomes: list[Outcome]) -> Possible:
    sets = [outcome.tiers for outcome in outcomes if outcome.tiers is not None]
    if not sets:
        return Possible(verdict=verdict)
    every = frozenset[Allowed]().union(*sets)
    by_tier: dict[Tier, list[Allowed]] = {tier: [a for a in every if a.tier == tier] for tier in TIERS}
    open_ = {tier: [a for a in allowed if not a.behind] for tier, allowed in by_tier.items()}
    about = {tier: _about(open_[tier] or allowed) for tier, allowed in by_tier.items()}
    return Possible(
        verdict=verdict,
        tiers=tuple(tier for tier in TIERS if by_tier[tier]),
        behind=tuple(tier for tier in TIERS if by_tier[tier] and not open_[tier]),
        about={tier: subjects for tier, subjects in about.items() if subjects},
        tiers_open=len(set(sets)) > 1,
    )


def _about(allowed: list[Allowed]) -> tuple[Subject, ...]:
    """What a tier is about alone; nothing where some text allows it without limit."""
    if not all(one.about for one in allowed):
        return ()
    return tuple(subject for subject in SUBJECTS if any(subject in one.about for one in allowed))
