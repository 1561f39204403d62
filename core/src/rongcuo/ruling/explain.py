"""Explaining: each clause's state, and the facts that made it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..facts.conditions import All, Atom, Expr, Not, Some, names
from ..facts.known import Known
from ..policy.jurisdiction import spoken_of
from ..policy.policy import Policy, Rule, impossible, topics
from .reasoner import Reasoner
from .result import Because, ClauseState, State

#: The kinds of clause that each question's explanation shows.
SHOWN = {
    "tolerance": (
        "red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation",
    ),
    "filing": ("scope", "filing_condition"),
    "clarification": ("trigger", "accusation", "aggravation"),
}  # fmt: skip


def clause_states(r: Reasoner, question: str) -> tuple[ClauseState, ...]:
    """Every clause that the question reads, in the order of the texts."""
    return tuple(
        clause_state(r, policy, rule)
        for policy in r.jurisdiction.texts
        for rule in policy.all_of(*SHOWN[question])
        if is_about(rule, question)
    )


def is_about(rule: Rule, question: str) -> bool:
    """Whether a clause of the kinds that a question shows is about it."""
    if rule.kind == "aggravation":  # of a mistake, or of a false accusation
        return (topics()[rule.clause.topic].family == "clarification") == (question == "clarification")
    return rule.when is not None or rule.kind != "accusation"  # one without a test only says who handles it


def clause_state(r: Reasoner, policy: Policy, rule: Rule) -> ClauseState:
    """One clause's state under what is known."""
    if rule.when is None:
        return _made(r, policy, rule, "not_in_force" if rule.out == "not_in_force" else "unseen", ())
    whole = rule.condition
    state = r.state(r.build(whole))
    if state is None:
        return _made(r, policy, rule, "open", unknowns(r, whole))
    if state:
        return _made(r, policy, rule, "met", reasons(r, whole, True))
    return _made(r, policy, rule, "not_met", reasons(r, whole, False), _failed(r, rule))


def _made(
    r: Reasoner, policy: Policy, rule: Rule, state: State, because: tuple[str, ...], failed: str | None = None
) -> ClauseState:
    return ClauseState(
        id=rule.id,
        layer=policy.region.id,
        kind=rule.kind,
        state=state,
        because=tuple(Because(fact=name, known=knowledge(r, name)) for name in because),
        failed=failed,
        source=rule.source.id,
        floor=rule.clause.floor,
    )


def knowledge(r: Reasoner, name: str) -> Known | None:
    """What is known of a fact, finding or reading."""
    if name in r.prepared.findings:
        finding = r.prepared.case.findings.get(name)
        values = frozenset([r.prepared.findings[name]])
        return Known(
            values=values,
            by=finding.by if finding else None,
            basis=finding.basis if finding else None,
        )
    if name in r.favoured:
        return Known(values=frozenset([r.favoured[name]]))
    return r.known.get(name)


def _failed(r: Reasoner, rule: Rule) -> str:
    """Which part of a clause that isn't met failed."""
    if rule.when is not None and r.state(r.build(rule.when)) is False:
        return "when"
    if r.state(r.build(rule.requires)) is False:
        return "requires"
    return "finding" if rule.finding in r.prepared.findings else "facts"


def reasons(r: Reasoner, expr: Expr, wanted: bool) -> tuple[str, ...]:
    """Facts that together make a condition come out as wanted; all known ones where parts alone don't."""
    facts = _reasons(r, expr, wanted)
    if facts is None:
        read = spoken_of(expr, r.only_if)
        facts = [atom.name for atom in read if knowledge(r, atom.name) is not None]
    return tuple(dict.fromkeys(fact for name in facts for fact in _settling(r, name)))


def _settling(r: Reasoner, name: str) -> Sequence[str]:
    """The fact itself, or of one that isn't told the facts that it can't be true together with."""
    if knowledge(r, name) is None:
        for when, _ in impossible():
            others = [other for other in names(when) if other != name and knowledge(r, other) is not None]
            if name in names(when) and others:
                return others
    return [name]


def _reasons(r: Reasoner, expr: Expr, wanted: bool) -> list[str] | None:
    if r.state(r.build(expr)) is not wanted:
        return None
    if isinstance(expr, Atom):
        condition = r.jurisdiction.only_if(expr.name)
        if not wanted and condition is not None and r.state(r.build(condition)) is False:
            return _reasons(r, condition, False)
        return [expr.name]
    if isinstance(expr, Not):
        return _reasons(r, expr.part, not wanted)
    if isinstance(expr, All):
        every = wanted
    elif expr.least == 1:
        every = not wanted
    else:
        return _at_least(r, expr, wanted)
    parts = [_reasons(r, part, wanted) for part in expr.parts]
    if every:
        return None if None in parts else [name for part in parts for name in part or ()]
    return next((part for part in parts if part is not None), None)


def _at_least(r: Reasoner, expr: Some, wanted: bool) -> list[str] | None:
    parts = [part for part in (_reasons(r, p, wanted) for p in expr.parts) if part is not None]
    enough = expr.least if wanted else len(expr.parts) - expr.least + 1
    return [name for part in parts[:enough] for name in part] if len(parts) >= enough else None


def unknowns(r: Reasoner, expr: Expr, supposing: Mapping[int, int] | None = None) -> tuple[str, ...]:
    """The variables that an open condition still depends on; `supposing` settles some to a cell each."""
    node = r.diagrams.restrict(r.as_favoured(r.within(r.build(expr), None)), supposing or {})
    variables = [str(name) for name in r.diagrams.deciding(node, r.groups, None)]
    order = r.jurisdiction.places
    return tuple(sorted(variables, key=lambda name: (order.get(name, len(order)), name)))
