"""Laws: what has to hold of every case there can be, proved of one text, with a case where it doesn't.

What the text itself breaks is a finding on its clause, to be accepted by name where the text means it: a worse
fact that helps, a filing that hurts.  That red lines fail closed and that learning never widens, no text can
break: these two are ruled for real, and a breach is an error of what rules.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Literal

from attrs import evolve, frozen

from rongcuo.facts.conditions import Atom, names
from rongcuo.facts.known import Known
from rongcuo.facts.problems import InputError
from rongcuo.policy.cases import QUESTIONS, Case, Finding, Question, case_from
from rongcuo.policy.clauses import TIERS
from rongcuo.policy.policy import Rule
from rongcuo.ruling import prepare, rule
from rongcuo.ruling.compiled import FILING_FACTS
from rongcuo.ruling.diagrams import FALSE, TRUE, TooComplex
from rongcuo.ruling.monotonicity import worse_of
from rongcuo.ruling.prepared import FILED_WITHIN
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import asked_at
from rongcuo.ruling.tables import OUTSIDE, Allowed, Outcome, answers

from ..workspace import Workspace
from .proofs import Proofs

#: The clauses by which a filing could turn an answer.
_TURNING = ("red_line", "situation", "condition", "tier", "tier_gate")


@frozen
class Helped:
    """A fact by which a condition is met where it is worse, and a case that shows it."""

    fact: str
    witness: Mapping[str, Known]


def helped_by_worse(p: Proofs, holds: int, beside: int = TRUE) -> Helped | None:
    """A worse fact with which a function holds and without which it doesn't, `beside` holding with it too.

    Raises TooComplex.
    """
    d = p.r.diagrams
    for level in sorted(d.levels(holds)):
        asked = asked_at(p.r, level)
        for better, worse in worse_of(asked.fact, asked.values):
            at = d.node(level, [TRUE if value == worse else FALSE for value in asked.values])
            # the same case with the better value is possible and isn't helped
            before = d.every([p.possible, d.negation(holds)])
            node = d.every([holds, beside, at, d.restrict(before, {level: asked.values.index(better)})])
            if p.can_hold(node):
                return Helped(asked.name.partition("@")[0], p.case(node))
    return None


# A filing never hurts a matter carried out as filed


def hurt_by_filing(p: Proofs) -> Iterator[tuple[Rule, dict[str, Known]]]:
    """The clauses by which a matter filed before and kept within scope is ruled worse than one never filed.

    Each comes with a case that shows it.
    """
    rules = [each for each in p.here.rules(*_TURNING) if names(each.condition) & {*FILING_FACTS}]
    if not rules:
        return
    d, r = p.r.diagrams, p.r
    filed = [r.build(Atom(name, known.values)) for name, known in FILED_WITHIN.items() if known.values]
    with_, without = _settled(p, "before", "within"), _settled(p, "none", None)
    table = r.as_favoured(p.whole)
    hurts = d.merge("filing hurts", more_favourable, d.restrict(table, without), d.restrict(table, with_))
    both = [d.restrict(r.as_favoured(p.possible), cells) for cells in (with_, without)]
    for each in rules:
        before, after = (d.restrict(r.as_favoured(r.holds(each)), cells) for cells in (without, with_))
        turned = [before, d.negation(after)] if each.kind != "red_line" else [d.negation(before), after]
        node = d.every([hurts, *both, *turned, *filed])
        if p.can_hold(node):
            yield each, p.case(node)


def _settled(p: Proofs, filing: str, scope: str | None) -> dict[int, int]:
    """The cells of a filing that is so, and of what was done of it."""
    cells = p.r.settle(p.r.fact("filing"), filing) or {}
    return cells | ((p.r.settle(p.r.fact("filing_scope"), scope) or {}) if scope else {})


def more_favourable(one: Outcome, other: Outcome) -> bool:
    """Whether the first answer is more favourable than the second, where that can be said."""
    if OUTSIDE in (one, other) or one == other:
        return False
    if one.verdict != "tolerated":
        return other.verdict == "refused" != one.verdict
    if other.verdict != "tolerated":
        return True
    had = one.tiers or frozenset()
    return bool(had) and not any(_as_good(allowed, _best(had)) for allowed in other.tiers or ())


def _best(tiers: frozenset[Allowed]) -> Allowed:
    return min(tiers, key=lambda allowed: (TIERS.index(allowed.tier), allowed.behind, len(allowed.about)))


def _as_good(one: Allowed, other: Allowed) -> bool:
    """Whether a tier is at least as mild as another and reaches as far."""
    return TIERS.index(one.tier) <= TIERS.index(other.tier) and evolve(one, tier=other.tier).covers(other)


# Red lines fail closed; learning never widens


Broken = Literal["check_line_open", "check_learning_widens"]


@frozen
class Breach:
    """A law that what rules breaks: by which clause or question, and the case."""

    problem: Broken
    name: str
    witness: Mapping[str, Known]


def breaches(workspace: Workspace, p: Proofs) -> Iterator[Breach]:
    """What is wrong with the rulings of the cases that lead to each answer, as their facts are learned one by one.

    Raises TooComplex.
    """
    for each in p.here.rules("red_line"):
        node = p.r.diagrams.every([p.r.holds(each), _is_not(p, "refused", p.whole)])
        if p.can_hold(node):
            yield Breach("check_line_open", each.id, p.case(node))
    for question in QUESTIONS:
        table = p.r.as_favoured(answers(p.r, question))
        for verdict in sorted({o.verdict for o in p.r.diagrams.values(table) if o != OUTSIDE}):
            witness = p.case(p.r.diagrams.negation(_is_not(p, verdict, table)))
            yield from _learning(workspace, question, witness)


def _is_not(p: Proofs, verdict: str, table: int) -> int:
    name: Hashable = ("is not", verdict)
    return p.r.diagrams.map(name, lambda outcome: outcome.verdict != verdict, table)


def _learning(workspace: Workspace, question: Question, witness: Mapping[str, Known]) -> Iterator[Breach]:
    """The breaches on the way to one case: what is adverse is learned last."""
    here, registry = workspace.here, workspace.registry
    adverse = {fact.id for fact in here.adverse}
    told = sorted(witness, key=lambda name: (name in here.by_id, name in adverse))
    possible: frozenset[str] | None = None
    for count in range(len(told) + 1):
        known = {name: witness[name] for name in told[:count]}
        try:
            prepared = prepare(_case(workspace, known), registry.texts, registry.vocabulary)
        except InputError:
            continue  # a finding waits for the facts that it is about
        prepared = evolve(prepared, clock=None)  # by every clause that the text ever has
        ruling = rule(here, prepared, question, brief=True)
        if ruling.failed():
            raise TooComplex
        verdicts = frozenset(answer.verdict for answer in ruling.possible)
        if possible is not None and not verdicts <= possible:
            yield Breach("check_learning_widens", question, known)
        possible = verdicts
        if verdicts == {"tolerated"}:
            r = Reasoner(here, prepared, prepared.here(here))
            for each in here.rules("red_line"):
                if r.state(r.holds(each)) is not False:
                    yield Breach("check_line_open", each.id, known)


def _case(workspace: Workspace, known: Mapping[str, Known]) -> Case:
    """A case of this region of which so much is known."""
    registry, here = workspace.registry, workspace.here
    stated = {"title": "…", "where": here.id}
    empty = case_from(stated, "", registry.vocabulary, registry.plugin_names)
    facts = {name: what for name, what in known.items() if name in registry.vocabulary}
    findings = {name: Finding(met=True in known[name].values) for name in known if name in here.by_id}
    return evolve(empty, facts=facts, findings=findings)
