"""What is asked of one fact or finding, each as a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from rongcuo.facts.called import is_unknown
from rongcuo.facts.days import no_date
from rongcuo.facts.known import absent_value
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Fact, parse_amount, parse_date
from rongcuo.facts.written import date_meant
from rongcuo.policy.cases import Question
from rongcuo.render.words import Words
from rongcuo.ruling.clocks import Clock

from .day import own_fact, worded
from .draft import Draft, Step
from .screens import Option, Screen
from .why import why

#: What an option stands for that says: nobody can tell.
UNKNOWN = None
#: How a draft says so.
_UNKNOWN = "unknown"
#: What one stands for that says: none of these.
NONE = ()
#: How bounds of amounts are written.
_MARKS = {
    "at_least": r"(?:>=|≥|至少|at least)\s*(.+)|(.+?)(?:以上|or more)",
    "at_most": r"(?:<=|≤|至多|at most)\s*(.+)|(.+?)(?:以下|or less)",
}


@frozen
class Asked:
    """Screens for facts and findings, in the words of one language, about these regions.

    `clock` says which of their versions rule on a `question`, whose words count; without, the newest.
    """

    words: Words
    regions: Sequence[str]
    clock: Clock | None = None
    question: Question = "tolerance"

    def named(self, name: str) -> Fact:
        """A fact, one of a plugin's own in the words of the version that rules."""
        rows = (
            [self.words.registry.jurisdictions.get(region) for region in self.regions] if ":" in name else []
        )
        facts = (own_fact(name, here, self.clock, self.question) for here in rows if here is not None)
        return next(filter(None, facts), None) or self.words.registry.vocabulary[name]

    def unknown(self) -> Option:
        return Option(UNKNOWN, self.words.say("ask.unknown"))

    def none(self) -> Option:
        return Option(NONE, self.words.say("ask.none_of_these"))

    def left_unknown(self, draft: Draft, *names: str) -> Draft:
        """The draft that says of these facts and findings that nobody knows them, so that they are asked no more."""
        for name in names:
            fact = self.words.registry.vocabulary.get(name)
            if fact is None:
                draft = draft.with_finding(name, {"met": _UNKNOWN})
            elif fact.unknown is None and is_unknown(fact, _UNKNOWN):
                draft = draft.with_facts({name: _UNKNOWN})
        return draft.passing(*names)

    def yes_no(self) -> list[Option]:
        return [Option(True, self.words.say("ask.yes")), Option(False, self.words.say("ask.no"))]

    def why(self, names: Iterable[str], question: Question, regions: Iterable[str]) -> list[str]:
        """What hangs on facts and findings, and what tells a fact from another."""
        names = [*names]
        return [*self.notes(names, by_name=True), *why(names, regions, question, self.words, self.clock)]

    def notes(self, names: Iterable[str], *, by_name: bool = False) -> list[str]:
        """What tells these facts from others, each by its name where there may be several."""
        facts = [self.named(name) for name in names if name in self.words.registry.vocabulary]
        pick, labelled = self.words.pick, self.words.labelled
        noted = [(pick(fact.label), pick(fact.note)) for fact in facts if fact.note is not None]
        return [labelled(label, note) if by_name else note for label, note in noted]

    def fact(
        self,
        draft: Draft,
        name: str,
        *,
        there: bool = False,
        question: Question = "tolerance",
        regions: Sequence[str] = (),
    ) -> Screen:
        """The question of one fact; of one that is known to be `there`, how much of it."""
        words = self.words
        fact = self.named(name)

        def then(reply: Any) -> Draft:
            value = _value(fact, reply, there)
            if value is UNKNOWN:
                return self.left_unknown(draft, name)
            after = draft.with_facts({name: value})
            return after.first(*self.established(name)) if fact.body and value != fact.unknown else after

        typed = fact.numeric
        options = [] if typed else self._options(fact, there)
        hint = words.say(f"ask.hint_{fact.type}") if typed or fact.type == "set" else ""
        return Screen(
            kind="text" if typed else "several" if fact.type == "set" else "one",
            title=words.pick(fact.ask),
            label=words.pick(fact.label),
            options=options,
            at=0 if fact.type == "set" else _unknown(options),
            hint="\n".join([*self.notes([name]), *filter(None, [hint])]),
            then=then,
            why=lambda: self.why([name], question, regions or self.regions),
        )

    def _options(self, fact: Fact, there: bool) -> list[Option]:
        if fact.type == "yes_no":
            return [*self.yes_no(), self.unknown()]
        shown = [choice for choice in fact.choices if not (there and choice.id == _nothing(fact))]
        options = [Option(choice.id, self.words.pick(choice.label)) for choice in shown]
        if fact.type == "set":
            options += [] if there else [self.none()]
        return options if fact.unknown is not None else [*options, self.unknown()]

    def established(self, name: str) -> list[Step]:
        """Who established a fact, and on what basis."""

        def put(more: dict[str, str], draft: Draft) -> Draft:
            known = draft.answers["facts"][name]
            whole = known if isinstance(known, dict) else {"value": known}
            return draft.with_facts({name: {**whole, **more}})

        return self._who_and_basis(self.words.pick(self.named(name).label), put)

    def finding(self, draft: Draft, name: str, question: Question, regions: Sequence[str]) -> Screen:
        """What a person found on a clause."""
        words = self.words
        rows = words.registry.jurisdictions
        own = [*(rows[region] for region in regions if region in rows), *rows.values()]
        here = worded(next(h for h in own if name in h.by_id), self.clock, question)

        def then(met: Any) -> Draft:
            if met is UNKNOWN:
                return self.left_unknown(draft, name)

            def put(more: dict[str, str], before: Draft) -> Draft:
                return before.with_finding(name, {**before.answers["findings"][name], **more})

            return draft.with_finding(name, {"met": met}).first(*self._who_and_basis(label, put))

        rule, label = here.by_id[name], words.fact(name, here)
        finding = words.pick(here.variables[name].label)
        asked = words.say("ask.finding", finding=finding, clause=words.clause(name, here))
        return Screen(
            kind="one",
            at=2,
            title=words.aside(asked, words.region(here.id)),
            label=label,
            hint=words.pick(rule.clause.statement),
            options=[
                Option(True, words.say("ask.found")),
                Option(False, words.say("ask.not_found")),
                Option(UNKNOWN, words.say("ask.no_finding")),
            ],
            then=then,
            why=lambda: self.why([name], question, regions),
        )

    def _who_and_basis(self, label: str, put: Callable[[dict[str, str], Draft], Draft]) -> list[Step]:
        """Who established something, and on what basis: both may be left out."""

        def step(key: str) -> Step:
            def screen(draft: Draft) -> Screen:
                def then(reply: str) -> Draft:
                    text = reply.strip()
                    return put({key: text}, draft) if text else draft

                return Screen(
                    kind="text",
                    title=self.words.say(f"ask.{key}", fact=label),
                    label=self.words.say(f"ask.label_{key}", fact=label),
                    hint=self.words.say("ask.hint_optional"),
                    then=then,
                )

            return screen

        return [step("by"), step("basis")]


def _unknown(options: Sequence[Option]) -> int:
    """Where the cursor starts: where nothing is stated."""
    values = [option.value for option in options]
    return values.index(UNKNOWN) if UNKNOWN in values else 0


def _value(fact: Fact, reply: Any, there: bool) -> Any:
    """A reply as a case file has it; None where nobody can tell.  Raises InputError."""
    if fact.type == "set":
        need_tick(reply)
        chosen = [member for member in reply if member not in (UNKNOWN, NONE)]
        if UNKNOWN in reply:
            return {"includes": chosen} if chosen else UNKNOWN
        return chosen
    if fact.numeric:
        if reply.strip():
            return {"amount": _amount, "date": _date}.get(fact.type, _days)(reply)
        return {"more_than": 0} if there and fact.type == "amount" else UNKNOWN
    if reply is UNKNOWN and there:
        return {"one_of": [value for value in fact.values if value != _nothing(fact)]}
    return reply


def need_tick(reply: Sequence[Any]) -> None:
    """Raises InputError where nothing is ticked, not even that it is none of these."""
    if not reply:
        raise InputError(Problem("ask_none_ticked"))


def _nothing(fact: Fact) -> Any:
    """The choice that says that there is nothing of the kind."""
    return absent_value(fact) if fact.adverse else "none"


def _amount(reply: str) -> Any:
    """An amount as somebody writes it: 50万, 1,200,000.50, 50万以上.  Raises InputError."""
    for key, pattern in _MARKS.items():
        match = re.fullmatch(pattern, unquoted(reply), re.IGNORECASE)
        if match:
            return {key: _yuan(match[1] or match[2])}
    return _yuan(reply)


def _yuan(text: str) -> int | str:
    fen = parse_amount(unquoted(text))
    return fen // 100 if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02}"


def unquoted(reply: str) -> str:
    """What was typed, without the quotes that files have around it."""
    return reply.strip().strip("\"'“”‘’").strip()


def inexact_day(reply: str) -> str:
    """A year, a month or a day as a file has it, however it was typed.  Raises InputError."""
    day = date_meant(reply)
    if not day:
        raise InputError(no_date(reply.strip()))
    return day


def _date(reply: str) -> str:
    day = date_meant(reply) or reply.strip()
    parse_date(day)
    return day


def _days(reply: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,6}", unquoted(reply)):
        raise InputError(Problem("bad_days"))
    return int(unquoted(reply))
