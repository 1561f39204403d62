"""Telling: a case that came out otherwise than expected, with the clauses behind it and why they apply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rongcuo.facts.known import Known
from rongcuo.facts.text import Language, enumerated, say
from rongcuo.policy.cases import Expectation
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.ruling import ClauseState

from .expectations import Mismatch
from .subject import Outcome


def mismatch_line(mismatch: Mismatch, language: Language) -> str:
    """What was expected and what came out, of one thing."""
    return say(
        language,
        "test.mismatch",
        what=say(language, f"test.key.{mismatch.key}"),
        expected=_value(mismatch.key, mismatch.expected, language),
        ruled=_value(mismatch.key, mismatch.ruled, language),
    )


def explained(outcome: Outcome, here: Jurisdiction, language: Language) -> list[str]:
    """Everything about a case that failed: what came out otherwise, the clauses, and the author's why."""
    if outcome.ruling is None:
        return [problem.message(language) for problem in outcome.problems]
    assert outcome.expected is not None
    lines = [mismatch_line(mismatch, language) for mismatch in outcome.mismatches]
    states = {state.id: state for state in outcome.ruling.clauses}
    for name in dict.fromkeys(_named(outcome.expected, outcome.ruling.decided_by)):
        if name in states:
            lines.append(_clause(states[name], here, language))
    why = _why(outcome.expected, language)
    return lines + ([say(language, "test.expected_because", why=why)] if why else [])


def _named(expected: Expectation, decided_by: Iterable[str]) -> Iterable[str]:
    for names in (expected.decided_by, decided_by, expected.met, expected.not_met):
        yield from names or ()


def _clause(state: ClauseState, here: Jurisdiction, language: Language) -> str:
    """A clause of a ruling: what it says, its state, and the facts that made it so."""
    clause = here.by_id[state.id].clause
    facts = [
        say(
            language,
            "test.fact",
            fact=here.fact(because.fact).label[language],
            value=_known(because.fact, because.known, here, language),
        )
        for because in state.because
    ]
    line = say(
        language,
        "test.clause",
        clause=f"{state.id} {clause.title[language]}",
        state=say(language, f"state.{state.state}"),
        statement=clause.statement[language],
    )
    return (
        line
        if not facts
        else say(language, "test.clause_facts", clause=line, facts=enumerated(facts, language))
    )


def _known(name: str, known: Known | None, here: Jurisdiction, language: Language) -> str:
    single = None if known is None else known.single(here.fact(name))
    return say(language, "say.unknown") if single is None else here.fact(name).show(single)[language]


def _value(key: str, value: Any, language: Language) -> str:
    if value is None:
        return say(language, "say.none")
    if key in ("verdict", "if_absent"):
        return say(language, f"verdict.{value}")
    if isinstance(value, dict):
        options = (
            f"{name}={option}: {'/'.join(verdicts) or say(language, 'say.none')}"
            for name, options in value.items()
            for option, verdicts in options.items()
        )
        return enumerated(options, language)
    return enumerated(value, language) or say(language, "say.none")


def _why(expected: Expectation, language: Language) -> str:
    if isinstance(expected.why, dict):
        return expected.why.get(language) or next(iter(expected.why.values()), "")
    return expected.why or ""
