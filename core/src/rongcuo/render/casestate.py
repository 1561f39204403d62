"""How far a case file is filled in: what it tells, what a finding still needs, who checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from ..catalogue import MESSAGES
from ..facts.conditions import names
from ..facts.surely import surely
from ..policy.jurisdiction import Jurisdiction
from ..ruling.prepared import PreparedCase
from .words import Words


@frozen(kw_only=True)
class CaseState:
    """What a case file that can be read still lacks.

    `asked` are the facts that clauses ask about and those to be checked, `answered` those of them that the case tells;
    `needed` gives for each finding that a clause is met the facts of it that nobody told; `unsigned` are the
    checks by nobody.
    """

    placeholder: bool
    asked: tuple[str, ...]
    answered: tuple[str, ...]
    needed: dict[str, tuple[str, ...]]
    unsigned: tuple[str, ...]


def case_state(prepared: PreparedCase, regions: Iterable[Jurisdiction]) -> CaseState:
    """The state of a case before these regions."""
    case = prepared.case
    regions = tuple(regions)
    rules = {name: (rule, here) for here in regions for name, rule in here.by_id.items()}
    asked = {
        part
        for here in regions
        for name in here.order
        for part in here.asked(name)
        if part in here.vocabulary
    }
    needed: dict[str, tuple[str, ...]] = {}
    for name, finding in case.findings.items():
        rule, here = rules.get(name, (None, None))
        if not finding.met or rule is None or here is None or rule.when is None:
            continue
        if not surely(rule.when, case.facts):
            parts = (part for fact in sorted(names(rule.when)) for part in here.asked(fact))
            left = tuple(part for part in parts if part in here.vocabulary and part not in case.facts)
            needed |= {name: left} if left else {}
    titles = [case.title] if isinstance(case.title, str) else [*case.title.values()]
    return CaseState(
        placeholder=any(title in MESSAGES["template.title"] for title in titles),
        asked=tuple(sorted(asked)),
        answered=tuple(sorted(asked & case.facts.keys())),
        needed=needed,
        unsigned=tuple(name for name, known in case.facts.items() if known.checked and not known.by),
    )


def state_lines(state: CaseState, words: Words) -> list[str]:
    """The state in words, with what to do."""
    lines = []
    if state.placeholder:
        lines.append(words.say("say.case_placeholder", title=words.say("template.title")))
    if state.asked:
        lines.append(words.say("say.case_answered", all=len(state.asked), told=len(state.answered)))
    for name, facts in state.needed.items():
        lines.append(words.say("say.case_needed", clause=name, facts=words.facts(facts)))
    if state.unsigned:
        lines.append(words.say("say.case_unsigned", count=len(state.unsigned)))
    return lines


def state_data(state: CaseState) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "placeholder": state.placeholder,
        "asked": list(state.asked),
        "told": list(state.answered),
        "needed": {name: list(facts) for name, facts in state.needed.items()},
        "unsigned": list(state.unsigned),
    }
