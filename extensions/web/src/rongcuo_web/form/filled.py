"""What was filled in, as a case: on top of the file that was opened, of which nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from rongcuo.facts.days import no_date
from rongcuo.facts.known import absent_value, read_known
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.vocabulary import Fact
from rongcuo.facts.written import date_meant
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import case_file, checked_in, merged
from rongcuo.policy.cases import DATES, case_from
from rongcuo.render.words import Words
from rongcuo_interview.casefile import written
from rongcuo_interview.draft import Checked, Draft

from ..serving.address import Fields
from .fields import BASIS, BY, CHECKED_BY, CHECKED_ON, DATE, FACT, FILE, FINDING, TEXTS, fields_of, names_of
from .numbers import number_read

#: What a case without a title or a place is ruled as.
_NOWHERE = "…"


@frozen(kw_only=True)
class Opened:
    """A case file that was opened: its text, and what it says by ids."""

    text: str | None = None
    data: Mapping[str, Any] = field(factory=dict)


def opened(content: bytes, name: str, registry: Registry) -> Opened:
    """A case file from its bytes.  Raises InputError with every mistake."""
    file = case_file(content, name, registry.vocabulary, registry.text_called)
    if "extends" in file.raw:
        raise InputError(Problem("web_extends", {}, "extends", name))
    if file.problems:
        raise InputError(file.problems)
    data = merged([file])
    case_from(data, name, registry.vocabulary, registry.plugin_names, registry.text_called)
    return Opened(text=content.decode("utf-8-sig"), data=data)


@frozen(kw_only=True)
class Filled:
    """A form as it was sent, on top of the file that it was opened with."""

    fields: Fields
    opened: Opened
    registry: Registry

    @classmethod
    def of(cls, fields: Fields, registry: Registry) -> Filled:
        """What was sent, with the file that it carries along.  Raises InputError for that file."""
        text = fields.all(FILE)[-1] if fields.get(FILE) else ""
        file = opened(text.replace("\r\n", "\n").encode(), "", registry) if text else Opened()
        return cls(fields=fields, opened=file, registry=registry)

    @cached_property
    def _read(self) -> tuple[Draft, dict[str, list[Problem]]]:
        draft = Draft(base=self.opened.data)
        before = fields_of(self.opened.data, self.registry)
        problems: dict[str, list[Problem]] = {}

        def changed(*names: str) -> bool:
            return any(self.fields.filled(name) != before.filled(name) for name in names)

        for key in TEXTS:
            if changed(key) and (self.fields.get(key) or key in self.opened.data):
                draft = draft.telling(**{key: self.fields.get(key)})
        for key in DATES:
            if changed(DATE + key):
                try:
                    draft = draft.of_part("dates", {key: _day(self.fields.get(DATE + key))})
                except InputError as error:
                    problems[DATE + key] = error.problems
        checker = Checked(by=self.fields.get(CHECKED_BY), on=self.fields.get(CHECKED_ON))
        draft = evolve(draft, checker=checker)
        absent: list[str] = []
        for fact in self.registry.vocabulary.values():
            names = [*names_of(fact), BY + fact.id, BASIS + fact.id]
            if fact.derived or not changed(*names):
                continue
            try:
                value = value_read(fact, self.fields)
            except InputError as error:
                problems[FACT + fact.id] = error.problems
                value = None
            if (
                value is not None
                and fact.adverse
                and read_known(fact, value).single(fact) == absent_value(fact)
            ):
                absent.append(fact.id)
            elif value is not None or _is_told(fact, self.opened.data):
                said = _not_known(fact) if value is None else self._established(fact, value)
                draft = draft.with_facts({fact.id: said})
        if absent:
            draft = draft.with_absent(tuple(absent))
        for name in {n.removeprefix(FINDING) for n in self.fields.values if n.startswith(FINDING)}:
            if changed(FINDING + name, BY + name, BASIS + name):
                met = {"yes": True, "no": False}.get(self.fields.get(FINDING + name), "unknown")
                if met != "unknown" or name in self.opened.data.get("findings", {}):
                    draft = draft.with_finding(name, {"met": met, **self._who(name)})
        return draft, problems

    @property
    def draft(self) -> Draft:
        return self._read[0]

    @property
    def problems(self) -> Mapping[str, Sequence[Problem]]:
        """What can't be read, by field: those facts are ruled as unknown."""
        return self._read[1]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The case as plain data, with what stands for a title and a place that aren't filled in."""
        data = self.draft.data()
        for key in ("title", "where"):
            if not data.get(key):
                data[key] = _NOWHERE
        if not data.get("summary", True):
            del data["summary"]
        return data

    def file(self, words: Words) -> str:
        """The case file to keep."""
        return written(self.draft, self.opened.text, words)

    def _established(self, fact: Fact, value: Any) -> Any:
        """A value with who established it and on what basis, where that is told."""
        more = self._who(fact.id) if fact.body else {}
        if not more:
            return value
        return {**value, **more} if isinstance(value, dict) else {"value": value, **more}

    def _who(self, name: str) -> dict[str, str]:
        texts = {"by": self.fields.get(BY + name), "basis": self.fields.get(BASIS + name)}
        return {key: text for key, text in texts.items() if text}


def _is_told(fact: Fact, data: Mapping[str, Any]) -> bool:
    return fact.id in data.get("facts", {}) or fact.id in checked_in(data.get("absent"))


def _not_known(fact: Fact) -> str:
    return fact.unknown or "unknown"


def value_read(fact: Fact, fields: Fields) -> Any:
    """What the fields of a fact say, as a case file has it; None where they say nothing.  Raises InputError."""
    if fact.type == "yes_no":
        return {"yes": True, "no": False}.get(fields.get(FACT + fact.id))
    if fact.numeric:
        text = fields.get(FACT + fact.id)
        return number_read(fact, text) if text else None
    if fact.type == "set":
        return _members(fact, fields)
    chosen = [value for value in fact.values if value in fields.all(FACT + fact.id)]
    if not chosen or len(chosen) == len(fact.values):
        return None
    return chosen[0] if len(chosen) == 1 else {"one_of": chosen}


def _members(fact: Fact, fields: Fields) -> Any:
    answers = {member: fields.get(name) for member, name in zip(fact.values, names_of(fact), strict=True)}
    has = [member for member, answer in answers.items() if answer == "yes"]
    lacks = [member for member, answer in answers.items() if answer == "no"]
    if len(has) + len(lacks) == len(answers):
        return has
    known = {key: members for key, members in (("includes", has), ("excludes", lacks)) if members}
    return known or None


def _day(text: str) -> str:
    """A day as a case file has it, or that it isn't known.  Raises InputError."""
    if not text:
        return "unknown"
    day = date_meant(text)
    if not day:
        raise InputError(no_date(text))
    return day


def findings_of(registry: Registry) -> Iterator[tuple[str, str]]:
    """The clauses on which a person finds something, each with a region that it serves."""
    seen: set[str] = set()
    for here in registry.rows.values():
        for name, rule in here.by_id.items():
            if rule.finding and name not in seen:
                seen.add(name)
                yield name, here.id
