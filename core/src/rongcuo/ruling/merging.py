"""Merging: one answer where more than one text may rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from attrs import evolve

from ..facts.text import Text, both, listing, together
from ..policy.clauses import SUBJECTS, TIERS
from .evaluation import ORDER
from .mildness import mildest_of, no_severer
from .result import AccusationState, ByText, ClauseState, Needs, Note, Possible, Remaining, Ruling, Unseen

T = TypeVar("T")


def merged(ways: Sequence[tuple[tuple[Text, ...], Sequence[Ruling]]]) -> Ruling:
    """One answer for every way in which the texts may stand; of each way's rulings the mildest counts.

    Every way stays possible.  Where the rulings of one way don't compare, each is a way of its own.
    """
    rulings: list[tuple[Text, Ruling]] = []
    for says, of_texts in ways:
        title = together(says)
        mildest = mildest_of(of_texts)
        if len(of_texts) > 1 and mildest is None:
            rulings += [(_named(title, _edition(r, of_texts)), r) for r in of_texts]
        else:
            rulings.append((title, of_texts[0] if mildest is None else _with_reason(mildest, of_texts)))
    if len(rulings) == 1:
        return rulings[0][1]
    return _one([ruling for _, ruling in rulings], [says for says, _ in rulings])


def _with_reason(mildest: Ruling, of_texts: Sequence[Ruling]) -> Ruling:
    """The ruling by the mildest of several texts, with what the others come to."""
    if len(of_texts) < 2:
        return mildest
    severer = [ruling for ruling in of_texts if not no_severer(ruling, mildest)]
    notes = [
        Note(
            key="note.milder_ruled",
            values={
                "edition": _edition(mildest, of_texts),
                "answer": _said(mildest),
                "other_edition": _edition(other, of_texts),
                "other": _said(other),
                "clauses": list(other.decided_by),
            },
        )
        for other in severer
    ]
    return evolve(mildest, notes=(*(notes or [Note(key="note.milder_neither")]), *mildest.notes))


def _edition(ruling: Ruling, of_texts: Sequence[Ruling]) -> Text:
    """Which of several texts, the oldest first, a ruling is by."""
    if ruling is of_texts[-1]:
        return both("stand.newer")
    return both("stand.older" if ruling is of_texts[0] else "stand.between")


def _said(ruling: Ruling) -> Text:
    """An answer with its tiers, of an open one each that is possible."""
    answers = []
    for possible in ruling.possible:
        verdict = both(f"verdict.{possible.verdict if len(ruling.possible) > 1 else ruling.verdict}")
        tiers = listing([both(f"tier.{tier}") for tier in possible.tiers or ()])
        answers.append(
            Text(f"{verdict.zh}（{tiers.zh}）", f"{verdict.en} ({tiers.en})") if tiers.zh else verdict
        )
    return Text("或".join(text.zh for text in answers), " or ".join(text.en for text in answers))


def _named(title: Text, edition: Text) -> Text:
    """One of several texts, with what tells this way from others where there are others."""
    return both("stand.uncompared", title=title, edition=edition) if title.zh else edition


def _one(rulings: list[Ruling], says: list[Text]) -> Ruling:
    """Several rulings of one region as one: what any of them leaves possible is possible.

    A remark counts only where each of them has it.
    """
    last = rulings[-1]
    errors = [ruling for ruling in rulings if ruling.failed()]
    if errors:
        return errors[0]
    possible = _possible(p for ruling in rulings for p in ruling.possible)
    verdict = _word(possible, {ruling.verdict for ruling in rulings})
    because = _union(ruling.open_because for ruling in rulings)
    if len({frozenset(p.verdict for p in ruling.possible) for ruling in rulings}) > 1:
        because = (*because, "dates")
    remaining = [r.if_absent or Remaining(verdict=r.verdict, possible=r.possible) for r in rulings]
    return evolve(
        last,
        verdict=verdict,
        possible=possible,
        open_because=because if verdict == "open" else (),
        if_absent=_remaining(remaining) if verdict == "open" else None,
        settling={},  # each text has its own, and they may part
        decided_by=_union(ruling.decided_by for ruling in rulings),
        needs=_needs([ruling.needs for ruling in rulings]),
        open_readings=_union(ruling.open_readings for ruling in rulings),
        if_filed=_agreed(rulings, "if_filed", None),
        unseen=_unseen(rulings),
        deciders=_agreed(rulings, "deciders", ()),
        decider_needs=_agreed(rulings, "decider_needs", ()),
        procedure=_agreed(rulings, "procedure", ()),
        accusation=_accusation([r.accusation for r in rulings if r.accusation is not None]),
        unaddressed=_union(ruling.unaddressed for ruling in rulings),
        unread=_in_each(rulings, "unread"),
        notes=_in_each(rulings, "notes"),
        clauses=_clauses(rulings),
        filing_worth=_in_each(rulings, "filing_worth"),
        effects=_union(ruling.effects for ruling in rulings),
        forms=_agreed(rulings, "forms", ()),
        conflicts=_in_each(rulings, "conflicts"),
        texts=_union(ruling.texts for ruling in rulings),
        floors=_union(ruling.floors for ruling in rulings),
        by_text=tuple(
            ByText(
                says=text,
                verdict=ruling.verdict,
                possible=ruling.possible,
                deciders=ruling.deciders,
                decider_needs=ruling.decider_needs,
                editions=ruling.editions,
            )
            for text, ruling in zip(says, rulings, strict=True)
        ),
    )


def _word(possible: Sequence[Possible], words: set[str]) -> str:
    """The verdict in one word, of the words that each has for it."""
    if len(possible) != 1:
        return "open"
    return words.pop() if len(words) == 1 else f"{possible[0].verdict}_so_far"


def _agreed(rulings: Sequence[Ruling], name: str, otherwise: T) -> T:
    """What they all say of something, if they say the same."""
    first: T = getattr(rulings[0], name)
    return first if all(getattr(ruling, name) == first for ruling in rulings) else otherwise


def _in_each(rulings: Sequence[Ruling], name: str) -> tuple[Any, ...]:
    """What each of them has, in the order of the last."""
    return tuple(one for one in getattr(rulings[-1], name) if all(one in getattr(r, name) for r in rulings))


def _union(batches: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for batch in batches for item in batch))


def _unseen(rulings: Sequence[Ruling]) -> dict[str, Unseen]:
    """What is unseen of any of them, and what that could turn in any."""
    by_kind: dict[str, Unseen] = {}
    for kind, unseen in ((kind, unseen) for ruling in rulings for kind, unseen in ruling.unseen.items()):
        before = by_kind.get(kind, unseen).could_turn
        verdicts = {verdict: None for turns in (before, unseen.could_turn) for verdict in turns}
        turns = {v: _union((before.get(v, ()), unseen.could_turn.get(v, ()))) for v in verdicts}
        by_kind[kind] = evolve(unseen, could_turn=turns)
    return by_kind


def _accusation(accusations: Sequence[AccusationState]) -> AccusationState | None:
    """One state where all agree, else an open one."""
    if not accusations:
        return None
    states = {accusation.state for accusation in accusations}
    return AccusationState(
        state=states.pop() if len(states) == 1 else "open",
        clauses=_union(accusation.clauses for accusation in accusations),
        needs=_union(accusation.needs for accusation in accusations),
        because=tuple({b.fact: b for accusation in accusations for b in accusation.because}.values()),
        raised=any(accusation.raised for accusation in accusations),
    )


def _possible(answers: Iterable[Possible]) -> tuple[Possible, ...]:
    by_verdict: dict[str, list[Possible]] = {}
    for possible in answers:
        by_verdict.setdefault(possible.verdict, []).append(possible)
    return tuple(_merged(by_verdict[verdict]) for verdict in ORDER if verdict in by_verdict)


def _merged(alike: list[Possible]) -> Possible:
    sets = [frozenset((tier, p.about.get(tier)) for tier in p.tiers) for p in alike if p.tiers is not None]
    if not sets:
        return alike[0]
    union = {tier for p in alike for tier in p.tiers or ()}
    plain = frozenset(tier for p in alike for tier in p.tiers or () if tier not in p.behind)
    return Possible(
        verdict=alike[0].verdict,
        tiers=tuple(tier for tier in TIERS if tier in union),
        behind=tuple(tier for tier in TIERS if tier in union - plain),
        about={tier: about for tier in TIERS if tier in union and (about := _about(alike, tier))},
        tiers_open=any(p.tiers_open for p in alike) or len(set(sets)) > 1 or len(sets) < len(alike),
    )


def _about(alike: list[Possible], tier: str) -> tuple[str, ...]:
    """What a tier is about alone; nothing where some text allows it without limit."""
    subjects = [p.about.get(tier, ()) for p in alike if tier in (p.tiers or ())]
    return tuple(s for s in SUBJECTS if any(s in about for about in subjects)) if all(subjects) else ()


def _remaining(remainders: list[Remaining]) -> Remaining:
    possible = _possible(p for remaining in remainders for p in remaining.possible)
    verdict = _word(possible, {remaining.verdict for remaining in remainders})
    needed = _union(remaining.still_needed for remaining in remainders)
    return Remaining(verdict=verdict, possible=possible, still_needed=needed)


def _needs(of_rulings: list[Needs]) -> Needs:
    """What any of them needs; a question settles the row only where it settles each."""
    needed: dict[str, Any] = {}
    left: set[str] = set()
    for name in ("checks", "scenes", "questions", "aside", "follow_ups"):
        needed[name] = tuple(n for n in _union(getattr(needs, name) for needs in of_rulings) if n not in left)
        left |= set(needed[name])
    closing = [n for n in of_rulings[0].closing if all(n in needs.closing for needs in of_rulings)]
    return Needs(**needed, closing=tuple(closing))


def _clauses(rulings: list[Ruling]) -> tuple[ClauseState, ...]:
    """Each clause once; one whose state depends on the text is open."""
    states: dict[str, ClauseState] = {}
    for state in (state for ruling in rulings for state in ruling.clauses):
        known = states.setdefault(state.id, state)
        if known.state != state.state:
            states[state.id] = evolve(known, state="open", because=(), failed=None)
    return tuple(states.values())
