"""Drafts: the case so far, what waits to be asked, and what nobody could tell; a draft never changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from rongcuo.facts.called import is_unknown, says_unknown
from rongcuo.plugins.registry import Registry
from rongcuo.policy.casefiles import checked_in, without
from rongcuo.policy.cases import Case, case_from
from rongcuo.ruling import prepare

from .screens import Screen

#: The next screen, once a draft has come to it; None where there is nothing to ask after all.
Step = Callable[["Draft"], Screen | None]


@frozen(kw_only=True)
class Checked:
    """Who checked adverse facts, and when."""

    by: str = ""
    on: str = ""

    def __bool__(self) -> bool:
        return bool(self.by or self.on)


@frozen(kw_only=True)
class Draft:
    """The case so far.

    Everything is called by its id, and what nobody knows is "unknown".  `base` is what it goes on from; `answers`
    has the keys of a case file that were answered since, `checked` who found each adverse fact absent.  `passed` are
    facts and findings that were asked and need not be asked again; `answered` counts answers.
    `above` and `tiers` tell whether to go on for what the texts above and the tiers hang on, once that was asked.
    """

    base: Mapping[str, Any] = field(factory=dict)
    answers: Mapping[str, Any] = field(factory=dict)
    checked: Mapping[str, Checked] = field(factory=dict)
    passed: frozenset[str] = frozenset()
    queue: tuple[Step, ...] = ()
    answered: int = 0
    checker: Checked | None = None
    above: bool | None = None
    tiers: bool | None = None

    def data(self) -> dict[str, Any]:
        """The whole case, as a case file tells it."""
        merged = {**self.base, **{key: value for key, value in self.answers.items() if not _part(key)}}
        for key in ("facts", "findings", "dates"):
            parts = {**self.base.get(key, {}), **self.answers.get(key, {})}
            if parts:
                merged[key] = parts
        below = without(self.base.get("absent"), self.answers.get("facts", {}))
        absent = [*below, *self.answers.get("absent", ())]
        if absent:
            merged["absent"] = absent
        return merged

    def case(self, registry: Registry, file: str = "") -> Case:
        """The case, held against its facts.  Raises InputError."""
        raw = {"title": "…", "where": "…", **self.data()}
        case = case_from(raw, file, registry.vocabulary, registry.plugin_names, registry.text_called)
        prepare(case, registry.texts, registry.vocabulary)
        return case

    def given(self, registry: Registry) -> frozenset[str]:
        """The facts and findings that the case tells."""
        case = self.data()
        return frozenset(
            [*case.get("facts", {}), *checked_in(case.get("absent")), *case.get("findings", {})]
        ) - {*self.unknown(registry)}

    def unknown(self, registry: Registry) -> tuple[str, ...]:
        """The facts and findings of which the case says that nobody knows them."""
        case, vocabulary = self.data(), registry.vocabulary
        checked = {*checked_in(case.get("absent"))}
        facts = [
            name
            for name, said in case.get("facts", {}).items()
            if name in vocabulary and name not in checked and is_unknown(vocabulary[name], said)
        ]
        return (*facts, *(name for name, f in case.get("findings", {}).items() if says_unknown(f.get("met"))))

    # What changes it, each a draft of its own

    def telling(self, **keys: Any) -> Draft:
        return evolve(self, answers={**self.answers, **keys})

    def of_part(self, key: str, values: Mapping[str, Any]) -> Draft:
        return self.telling(**{key: {**self.answers.get(key, {}), **values}})

    def with_facts(self, facts: Mapping[str, Any]) -> Draft:
        return evolve(self.of_part("facts", facts), passed=self.passed | {*facts})

    def with_absent(self, names: tuple[str, ...]) -> Draft:
        known = tuple(self.answers.get("absent", ()))
        facts = {name: value for name, value in self.answers.get("facts", {}).items() if name not in names}
        return evolve(
            self.telling(absent=(*known, *names), facts=facts),
            passed=self.passed | {*names},
            checked={**self.checked, **dict.fromkeys(names, self.checker or Checked())},
        )

    def with_finding(self, name: str, finding: Mapping[str, Any]) -> Draft:
        return evolve(self.of_part("findings", {name: finding}), passed=self.passed | {name})

    def passing(self, *names: str) -> Draft:
        return evolve(self, passed=self.passed | {*names})

    def first(self, *steps: Step) -> Draft:
        """With these to be asked before what waits already."""
        return evolve(self, queue=(*steps, *self.queue))

    def without_first(self) -> Draft:
        return evolve(self, queue=self.queue[1:])


def _part(key: str) -> bool:
    return key in ("facts", "findings", "dates", "absent")
