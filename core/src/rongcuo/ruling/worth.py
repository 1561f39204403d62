"""What a filing is worth in one matter: told as a fact where its clause is met, else why it doesn't reach it."""

from __future__ import annotations

from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule
from .diagrams import TRUE
from .evaluation import Evaluation
from .explain import knowledge, reasons
from .result import Because, FilingWorth
from .tables import fitting_scopes, tolerance

#: What is known of a filing that was made.
FILED = frozenset(["before", "during", "after"])
#: Answers beside which it is no matter what a filing would be worth.
PAST_FILING = ("not_fileable", "too_late", "no_rule")


def filing_worth(evaluation: Evaluation) -> tuple[FilingWorth, ...]:
    """What each clause on it makes of the filing; where there is none, of one that there could have been."""
    if evaluation.question == "clarification" or evaluation.verdicts <= {*PAST_FILING}:
        return ()
    rules = worthy(evaluation.here)
    if not rules:
        return ()
    known = evaluation.r.known.get("filing")
    filed = known is not None and bool(known.values) and known.values <= FILED
    if filed:
        return tuple(_worth(evaluation, rule, supposed=False) for rule in rules)
    fits = any(evaluation.r.state(node) is not False for _, node in fitting_scopes(evaluation.r))
    if not evaluation.filed.possible or not fits:
        return ()
    supposed = (_worth(evaluation.filed, rule, supposed=True) for rule in rules)
    return tuple(worth for worth in supposed if worth.state != "not_met")


def worthy(here: Jurisdiction) -> list[Rule]:
    """The clauses that say what a filing is worth."""
    rules = [rule for text in here.policies for rule in (*text.standing("effect"), *text.of("situation"))]
    return [rule for rule in rules if rule.worth and rule.clause.seen]


def _worth(evaluation: Evaluation, rule: Rule, *, supposed: bool) -> FilingWorth:
    r = evaluation.r
    clause = TRUE if rule.when is None else r.holds(rule)
    state = r.state(r.diagrams.every([clause, _reaches(evaluation, rule)]))
    failed = reasons(r, rule.condition, False) if state is False and r.state(clause) is False else ()
    because = [Because(fact=name, known=knowledge(r, name)) for name in failed]
    words = {True: "met", False: "not_met", None: "open"}
    return FilingWorth(
        clause=rule.id,
        state=words[state],  # type: ignore[arg-type]
        supposed=supposed,
        because=tuple(b for b in because if b.known is not None),
    )


def _reaches(evaluation: Evaluation, rule: Rule) -> int:
    """Beside its own clause, what it takes: an exemption or a tolerance is none where the answer is another."""
    if rule.worth == "reference" or evaluation.question != "tolerance":
        return TRUE
    r, c = evaluation.r, evaluation.criteria
    if rule.kind == "situation":
        carrying = {other.id: node for other, node in c.deciding}
        return r.diagrams.every([carrying[rule.id], r.diagrams.negation(c.red_line)])
    return r.diagrams.map("is tolerated", lambda outcome: outcome.verdict == "tolerated", tolerance(r, c))
