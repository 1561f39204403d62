"""JSON: the stable form of rulings and comparisons; keys are only ever added."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from ..comparing.comparison import Answer, Comparison, NextStep
from ..comparing.differences import Difference
from ..facts.conditions import Span
from ..facts.known import Known
from ..facts.vocabulary import Fact
from ..policy.cases import Question
from ..policy.clauses import Trigger
from ..policy.jurisdiction import Jurisdiction
from ..policy.layers import LEVELS
from ..ruling.clocks import Clock
from ..ruling.prepared import PreparedCase
from ..ruling.result import Because, ClauseState, Possible, Remaining, Ruling
from ..ruling.six_factors import factor_sheet
from .deciders import bodies
from .deployment import origin_data
from .words import Words


def comparison_data(comparison: Comparison, words: Words) -> dict[str, Any]:
    """A comparison as plain data."""
    case = comparison.case
    return {
        "case": {
            "title": case.heading(words.language),
            "where": case.where,
            "place": _place(case.where, words),
            "facts": {
                name: known_data(comparison.vocabulary[name], known)
                for name, known in sorted(comparison.prepared.known.items())
                if name in comparison.vocabulary
            },
            "unread": list(comparison.prepared.unread),
        },
        "clock": None if comparison.prepared.clock is None else _clock(comparison.prepared.clock),
        **origin_data(comparison.registry),
        "disclaimer": words.say("say.disclaimer_beside"),
        "layers": comparison.registry.layers,
        "answers": [_answer(answer, words) for answer in comparison.answers],
    }


def _place(where: str, words: Words) -> dict[str, Any] | None:
    """The place of a case, with the region that has its row; nothing where its name tells none."""
    region = words.registry.find(where)
    here = words.registry.answering.get(region or "")
    if here is not None:
        return {"region": region, "code": here.region.code, "name": words.pick(here.region.full_name)}
    from ..policy.places import called

    places = called(where)
    if len(places) != 1:
        return None
    return {"region": None, "code": places[0].code, "name": places[0].path}


def _clock(clock: Clock) -> dict[str, Any]:
    """Which day's texts rule: `is_today` where the case tells no day of the ruling."""
    first, last = clock.days
    return {
        "on": clock.on,
        "day": {"from": first, "to": last},
        "is_today": clock.is_today,
        "as_known": clock.as_known,
    }


def _answer(answer: Answer, words: Words) -> dict[str, Any]:
    return {
        "question": answer.question,
        "rulings": [ruling_data(ruling, words) for ruling in answer.rulings],
        "differences": [_difference(difference) for difference in answer.differences],
        "next": None if answer.next is None else _step(answer.next),
        "asks": [{**_step(step), "concerns": list(step.concerns)} for step in answer.asks],
    }


def _step(step: NextStep) -> dict[str, Any]:
    return {"ask": list(step.ask), "kind": step.kind, "settles": list(step.settles)}


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "between": [list(side) for side in difference.between],
        "kind": difference.kind,
        "because": {"zh": difference.because.zh, "en": difference.because.en},
        "clauses": list(difference.clauses),
        "suffices": difference.suffices,
    }


def ruling_data(ruling: Ruling, words: Words) -> dict[str, Any]:
    """One region's ruling as plain data."""
    if ruling.error is not None:
        message = ruling.error.message(words.language)
        return {"region": ruling.region, "verdict": "error", "error": message}
    needs = ruling.needs
    return {
        "region": ruling.region,
        "own_text": words.ruled(ruling).own_text,
        "verdict": ruling.verdict,
        "open_because": list(ruling.open_because),
        "possible": [_possible(p) for p in ruling.possible],
        "if_absent": _remaining(ruling.if_absent),
        "if_filed": _remaining(ruling.if_filed),
        "decided_by": list(ruling.decided_by),
        "needs": {
            "checks": list(needs.checks),
            "scenes": list(needs.scenes),
            "questions": [*needs.questions, *needs.aside],
            "aside": list(needs.aside),
            "follow_ups": list(needs.follow_ups),
        },
        "readings": [
            {
                "id": r.id,
                "taken": r.taken,
                "results": {k: list(v) for k, v in r.results.items()},
                "tiers": {k: None if v is None else list(v) for k, v in r.tiers.items()},
            }
            for r in ruling.readings
        ],
        "unseen": {
            kind: {
                "seen": unseen.seen,
                "missing": unseen.missing,
                "open_ended": unseen.open_ended,
                "could_turn": {k: list(v) for k, v in unseen.could_turn.items()},
            }
            for kind, unseen in ruling.unseen.items()
        },
        "texts": [
            {"plugin": text.plugin, "edition": text.edition, "absence": text.absence} for text in ruling.texts
        ],
        "by_text": [
            {
                "if": words.pick(way.says),
                "verdict": way.verdict,
                "possible": [_possible(p) for p in way.possible],
                "deciders": list(way.deciders),
                "bodies": list(bodies(way, words.ruled(ruling), words)),
            }
            for way in ruling.by_text
        ],
        "above": None
        if ruling.above is None
        else {
            "verdict": ruling.above.verdict,
            "decided_by": list(ruling.above.decided_by),
            "once_checked": ruling.above.once_checked,
            "still_needed": {name: list(facts) for name, facts in ruling.above.still_needed.items()},
        },
        "decider": ruling.deciders[0] if ruling.deciders else None,
        "deciders": list(ruling.deciders),
        "decider_needs": list(ruling.decider_needs),
        "unaddressed": list(ruling.unaddressed),
        "unread": list(ruling.unread),
        "worth": list(ruling.worth),
        "filing_worth": [
            {
                "clause": filing.clause,
                "worth": words.ruled(ruling).by_id[filing.clause].worth,
                "state": filing.state,
                "supposed": filing.supposed,
                "because": _because(filing.because, words.ruled(ruling), words),
            }
            for filing in ruling.filing_worth
        ],
        "procedure": list(ruling.procedure),
        "forms": _forms(ruling, words),
        "conflicts": [
            {
                "kind": conflict.kind,
                "layers": list(conflict.layers),
                "lower": list(conflict.lower),
                "higher": list(conflict.higher),
                "prevails": conflict.prevails,
            }
            for conflict in ruling.conflicts
        ],
        "layers": layers_data(words.ruled(ruling), words),
        "effects": [_effect(name, ruling, words) for name in ruling.effects],
        "accusation": None
        if ruling.accusation is None
        else {
            "state": ruling.accusation.state,
            "clauses": list(ruling.accusation.clauses),
            "needs": list(ruling.accusation.needs),
            "because": _because(ruling.accusation.because, words.ruled(ruling), words),
            "weighing": [{"id": state.id, "state": state.state} for state in ruling.accusation.weighing],
        },
        "internal": internal_texts(ruling, words),
        "notes": [words.note(note) for note in ruling.notes],
        "clauses": [_clause(state, ruling, words) for state in ruling.clauses],
    }


def internal_texts(ruling: Ruling, words: Words) -> list[str]:
    """The plugins with a text that isn't public by which a region was ruled."""
    here = words.ruled(ruling)
    return [name for policy in here.policies for name in policy.internal]


def _possible(possible: Possible) -> dict[str, Any]:
    data: dict[str, Any] = {"verdict": possible.verdict}
    if possible.verdict == "tolerated":
        data["tiers"] = None if possible.tiers is None else list(possible.tiers)
        data["behind"] = list(possible.behind)
        data["about"] = {tier: list(subjects) for tier, subjects in possible.about.items()}
        data["tiers_open"] = possible.tiers_open
    return data


def _forms(ruling: Ruling, words: Words) -> dict[str, Any] | None:
    """How a name is cleared, and by which clauses."""
    rules = [words.ruled(ruling).by_id[name] for name in ruling.forms]
    clauses = [rule.clause for rule in rules if isinstance(rule.clause, Trigger)]
    if not clauses:
        return None
    return {
        "clauses": list(ruling.forms),
        "forms": list(dict.fromkeys(form for clause in clauses for form in clause.forms)),
        "open_ended": any(clause.forms_open_ended for clause in clauses),
    }


def layers_data(here: Jurisdiction, words: Words) -> list[dict[str, Any]]:
    """The texts that a region stands on, from the lowest; of whole layers, the levels without one too."""
    layers = [
        {
            "region": text.region.id,
            "name": words.pick(text.region.name),
            "code": text.region.code,
            "level": text.region.level,
            "plugins": [text.plugin, *text.internal],
            "floor": text is here.floor,
        }
        for text in here.texts
    ]
    layers += [
        {
            "region": None,
            "name": words.pick(level.name),
            "code": level.code,
            "level": level.level,
            "plugins": [],
            "floor": False,
        }
        for level in here.without_text
    ]
    return sorted(layers, key=lambda layer: (LEVELS.index(layer["level"]), layer["floor"]))


def _effect(name: str, ruling: Ruling, words: Words) -> dict[str, Any]:
    rule = words.ruled(ruling).by_id[name]
    return {"id": name, "about": list(rule.about)}


def _remaining(remaining: Remaining | None) -> dict[str, Any] | None:
    if remaining is None:
        return None
    return {
        "verdict": remaining.verdict,
        "possible": [_possible(p) for p in remaining.possible],
        "still_needed": {clause: list(facts) for clause, facts in remaining.still_needed},
    }


def _clause(state: ClauseState, ruling: Ruling, words: Words) -> dict[str, Any]:
    here = words.ruled(ruling)
    return {
        "id": state.id,
        "layer": state.layer,
        "kind": state.kind,
        "state": state.state,
        "because": _because(state.because, here, words),
        "failed": state.failed,
        "source": state.source,
        "floor": state.floor,
    }


def _because(reasons: Iterable[Because], here: Jurisdiction, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "fact": b.fact,
            "value": None if b.known is None else known_data(words.described(b.fact, here), b.known),
        }
        for b in reasons
    ]


def known_data(fact: Fact, known: Known) -> Any:
    """What is known of a fact, as a case file would say it; amounts in yuan."""
    single = known.single(fact)
    value: Any
    if single is not None:
        value = sorted(single) if isinstance(single, frozenset) else _plain(fact, single)
    elif fact.type == "set":
        value = {"includes": sorted(known.includes), "excludes": sorted(known.excludes)}
    elif fact.numeric:
        value = _bounds(fact, known.span)
    else:
        choices: tuple[bool | str, ...] = (False, True) if fact.type == "yes_no" else fact.values
        value = {"one_of": [choice for choice in choices if choice in known.values]}
    if known.checked and (known.by or known.on):
        return {"value": value, "by": known.by, "on": known.on}
    if known.by or known.basis:
        said = value if isinstance(value, dict) else {"value": value}
        return {**said, "by": known.by, "basis": known.basis}
    return value


def _plain(fact: Fact, value: Any) -> Any:
    if fact.type == "amount":
        yuan, fen = divmod(value, 100)
        return f"{yuan}.{fen:02}" if fen else str(yuan)
    if fact.type == "date":
        return datetime.date.fromordinal(value).isoformat()
    if fact.type == "working_days":
        return value // 2 if value % 2 == 0 else _bounds(fact, Span(value, value))
    return value


def _bounds(fact: Fact, span: Span) -> dict[str, Any]:
    if fact.type == "working_days":  # a day off is between two numbers
        low = {} if span.low is None else {("at_least", "more_than")[span.low % 2]: span.low // 2}
        high = {} if span.high is None else {("at_most", "less_than")[span.high % 2]: (span.high + 1) // 2}
        return {**low, **high}
    ends = (("at_least", span.low), ("at_most", span.high))
    return {name: _plain(fact, end) for name, end in ends if end is not None}


def sheet_data(here: Jurisdiction, prepared: PreparedCase, questions: Sequence[Question]) -> dict[str, Any]:
    """The six-factor sheet as plain data."""
    return {
        row.factor: {
            "for": list(row.weigh_for),
            "against": list(row.weigh_against),
            "neutral": list(row.neutral),
            "unknown": list(row.unknown),
            "unread": list(row.unread),
        }
        for row in factor_sheet(here, prepared, questions)
    }
