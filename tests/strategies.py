"""Random policies, and random cases before them, for the property tests.

A policy is made of the public types and read by the core as any plugin's is; a case is plain data, as a
case file holds.  Samples aim at a verdict: the policy is drawn so that it can be reached, then a complete
case is looked for that comes to it, and part of what it knows is taken away.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.binding import bind
from rongcuo.policy.cases import case_from
from rongcuo.policy.clauses import (
    CHAPTER_KINDS,
    FLOOR_PLUGIN,
    NOTHING_STATED,
    Chapter,
    Clause,
    FilingInfo,
    ListInfo,
    Situation,
)
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo.ruling.reasoner import BUDGET

from .completions import FILING_FACTS, MOST, nothing
from .oracle import Oracle
from .random_policies import (
    PERIOD,
    SHARED,
    SHARED_ADVERSE,
    Author,
    floor_plugin,
    grammar_of,
    neighbour_plugin,
    own_facts,
    plugin_of,
    tolerance_plugin,
)
from .reading import Plugin, Value, has_content

#: With `RONGCUO_SHRINK=1`, samples are drawn choice by choice: slower and less varied, but a failing one
#: is made small before it is shown.
SHRINK = os.environ.get("RONGCUO_SHRINK", "") not in ("", "0")
#: What samples of tolerance aim at, each about equally often.
TARGETS = ("refused", "no_rule", "not_covered", "unmet", "unaddressed", "tolerated", "open")
PROCEDURE_TARGETS = {
    "filing": ("filed", "too_late", "not_fileable", "fileable", "open"),
    "clarification": ("clear", "not_due", "open"),
}
#: What a case of another region knows of its filing there.
FILED_ELSEWHERE: tuple[dict[str, Any], ...] = (
    {"filing": "none"},
    {"filing": "before", "filing_scope": "within"},
    {"filing": "during", "filing_scope": "exceeded", "excess_objective": True},
)


# One sample


@frozen(kw_only=True, eq=False, slots=False)
class Sample:
    """A case before a region, as the core and as the oracle are given it."""

    texts: tuple[Plugin, ...]
    floor: Plugin | None
    elsewhere: Plugin | None
    case: Mapping[str, Any]
    question: str
    target: str
    seed: int

    @property
    def rng(self) -> Random:
        """For what a test chooses beside the sample; hypothesis would draw some samples twice with two draws."""
        return Random(self.seed)

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(
            texts=self.texts,
            floor=self.floor,
            elsewhere=self.elsewhere,
            case=self.case,
            question=self.question,
        )

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        return tuple(loaded(plugin) for plugin in self.oracle.plugins)

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        texts = self.policies[: len(self.texts)]
        floor = self.policies[len(self.texts)].only_floor() if self.floor is not None else None
        return Jurisdiction(region=texts[0].region, policies=texts, floor=floor)

    def verdicts(self) -> set[str]:
        """What brute force leaves possible."""
        return {verdict for _, (verdict, _) in self.oracle.outcomes}

    def rule(self, budget: int = BUDGET) -> Ruling:
        """The core's ruling."""
        vocabulary = facts_of(self.policies)
        names = frozenset(policy.plugin for policy in self.policies)
        case = case_from(self.case, "sample", vocabulary, names)
        before = prepare(case, self.policies, vocabulary)
        return rule(self.jurisdiction, before, self.question, budget=budget)  # type: ignore[arg-type]

    @cached_property
    def ruling(self) -> Ruling:
        return self.rule()

    def knowing(self, **changes: Any) -> Sample:
        """The same sample with these parts of its case replaced."""
        case = {**self.case, **changes}
        other = evolve(self, case=case)
        other.__dict__["oracle"] = self.oracle.before(case)
        for name in ("policies", "jurisdiction"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def with_fact(self, name: str, told: object) -> Sample:
        """The same sample where the case tells this of a fact."""
        absent = [other for other in self.case["absent"] if other != name]
        return self.knowing(facts={**self.case["facts"], name: told}, absent=absent)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a failing test shows: the clauses in short, and the case."""
        lines = [f"target {self.target}, question {self.question}", f"case {dict(self.case)}"]
        for plugin in self.oracle.plugins:
            for hook, chapter in plugin.chapters.items():
                lines.append(f"{plugin.name} {hook} {_short(chapter)}")
                lines += [f"  {_short(c)}" for c in (*chapter.facts, *chapter.clauses)]
        printer.text("\n".join(lines))


def _short(item: Any) -> str:
    """The parts of a value that are not as they always are."""
    dull = ("title", "statement", "label", "ask", "topic", "clauses", "facts")
    fields = {f.name: getattr(item, f.name) for f in item.__attrs_attrs__ if f.name not in dull}
    told = {
        f.name: fields[f.name]
        for f in item.__attrs_attrs__
        if f.name in fields and fields[f.name] != f.default
    }
    return f"{type(item).__name__} {told}"


def loaded(plugin: Plugin) -> Policy:
    """Its policy; what hooks answer, and how that is checked, is held elsewhere."""
    return bind(
        plugin=plugin.name,
        version="",
        region=plugin.region,
        sources=plugin.sources,
        chapters=plugin.chapters,
    )


# Samples


def samples(
    *,
    restricted: bool = False,
    complete: bool = False,
    elsewhere: bool = False,
    layered: bool = False,
    above: bool = False,
) -> st.SearchStrategy[Sample]:
    """Cases of tolerance.

    With `restricted`, before policies that read what is bad only against the person; `complete` ones leave
    nothing unknown; with `elsewhere`, the matter is another region's, and the policy asks of its filing;
    with `layered`, a text of a higher level is always there; with `above`, that one asks of the filing.
    """
    return _randoms().map(lambda rng: _tolerance_sample(rng, restricted, complete, elsewhere, layered, above))


def procedure_samples(question: str) -> st.SearchStrategy[Sample]:
    """Cases of filing, or of clarification."""
    return _randoms().map(lambda rng: _procedure_sample(rng, question))


def _randoms() -> st.SearchStrategy[Random]:
    return st.randoms(use_true_random=not SHRINK)


def _tolerance_sample(
    rng: Random, restricted: bool, complete: bool, elsewhere: bool, layered: bool, above: bool
) -> Sample:
    target = rng.choice(TARGETS)
    texts = [tolerance_plugin(rng, "demo", target, restricted, filed=elsewhere)]
    if layered or above or rng.randrange(6) == 0:
        texts.append(tolerance_plugin(rng, "upper", target, restricted, small=True, filed=above))
    empty = Sample(
        texts=tuple(texts),
        floor=floor_plugin(rng, restricted) if rng.randrange(4) == 0 else None,
        elsewhere=neighbour_plugin(rng) if not restricted and rng.randrange(6) == 0 else None,
        case=_empty_case(rng, "next" if elsewhere else rng.choice(("demo", "demo", "next"))),
        question="tolerance",
        target=target,
        seed=rng.randrange(2**32),
    )
    return _Teller(rng, empty, complete).sample()


def _empty_case(rng: Random, where: str) -> dict[str, Any]:
    facts = rng.choice(FILED_ELSEWHERE) if where != "demo" else {}
    return {"title": "sample", "where": where, "facts": facts, "absent": [], "findings": {}}


def _procedure_sample(rng: Random, question: str) -> Sample:
    kinds = ("scope", "filing_condition") if question == "filing" else ("trigger",)
    shared = ("stage", "filing", "assigned") if question == "filing" else ("report_outcome", "report_harm")
    facts = own_facts(rng, shared)
    author = Author(rng=rng, grammar=grammar_of(facts, shared))
    clauses = [clause for kind in kinds for clause in author.clauses(kind, 2)]
    filing = FilingInfo(files_during=rng.randrange(2) == 0)
    chapter = evolve(author.chapter(clauses, kinds), facts=facts, filing=filing)
    if not chapter.clauses and not chapter.lists:  # such a text isn't loaded
        return _procedure_sample(rng, question)
    floor = None
    under = Author(rng=rng, grammar=grammar_of((), shared)).clauses("trigger", 1)
    if under and question == "clarification":
        floor = plugin_of(
            FLOOR_PLUGIN, {question: Chapter(clauses=tuple(evolve(c, floor=True) for c in under))}
        )
    empty = Sample(
        texts=(plugin_of("demo", {question: chapter}),),
        floor=floor,
        elsewhere=None,
        case=_empty_case(rng, rng.choice(("demo", "demo", "next"))),
        question=question,
        target=rng.choice(PROCEDURE_TARGETS[question]),
        seed=rng.randrange(2**32),
    )
    return _Teller(rng, empty, False).sample()


class _Teller:
    """Finds a complete case that comes to the sample's target, and tells part of it."""

    def __init__(self, rng: Random, empty: Sample, complete: bool) -> None:
        self.rng, self.empty, self.complete = rng, empty, complete
        self.oracle = empty.oracle
        self.world = self.reached()
        self.absent = self.found_absent()

    def reached(self) -> Mapping[str, Value]:
        """A complete case: of some that are tried, one that comes to the target."""
        last = self.tried()
        for _ in range(60):
            world = self.tried()
            if self.oracle.consistent(world):
                last = world
                if self.empty.target in ("open", self.oracle.outcome(world)[0]):
                    return world
        if not self.oracle.consistent(last):
            return {**last, "loss": 0}  # without findings, a loss with nothing to remedy is all that can't be
        return last

    def tried(self) -> dict[str, Value]:
        world: dict[str, Value] = {}
        troubled = self.empty.target == "unaddressed"
        for name in self.oracle.relevant:
            values = self.oracle.in_play(name, self.oracle.candidates[name], world)
            calm = name in SHARED_ADVERSE and self.rng.random() < (0.9 if troubled else 0.97)
            absent = nothing(self.oracle.everything[name])
            world[name] = absent if calm and absent in values else self.rng.choice(values)
        return world

    def sample(self) -> Sample:
        sample = self.empty.knowing(facts=self.facts(), absent=self.absent, findings=self.findings())
        sample = self.known_enough(sample)
        if sample.target == "open" and not self.complete:
            sample = self.forgotten(sample)
        facts = list(sample.case["facts"].items())
        self.rng.shuffle(facts)
        return sample.knowing(facts=dict(facts))

    def found_absent(self) -> list[str]:
        """Most of the shared adverse facts that no clause reads, as checked and not found."""
        read = {name for plugin in self.oracle.plugins for c in plugin.clauses for name in plugin.reads(c)}
        varied = self.rng.sample(SHARED_ADVERSE, self.rng.randint(0, 1))
        return [
            name
            for name in SHARED_ADVERSE
            if name not in (*read, *varied)
            and self.world[name] in (None, nothing(self.oracle.everything[name]))
        ]

    def facts(self) -> dict[str, Any]:
        facts = {**self.empty.case["facts"], **self.dates()}
        for name in self.oracle.relevant:
            if name in self.absent or not self.oracle.is_fact(name):
                continue
            if name in FILING_FACTS and self.empty.case["facts"]:
                continue
            status = self.rng.choice(("known", "known", "partial", "unknown", "unknown"))
            told = self.tell(self.oracle.everything[name], "known" if self.complete else status)
            if told is not None:
                facts[name] = told
        return facts

    def dates(self) -> dict[str, Any]:
        """The dates behind a period, both or none."""
        text = self.oracle.texts[0]
        days = self.world.get(text.full(PERIOD.id))
        if not isinstance(days, int) or days < 0 or not (self.complete or self.rng.randrange(2)):
            return {}
        start = datetime.date(2024, 2, 28)
        end = start + datetime.timedelta(days=days)
        return {text.full(PERIOD.from_): start.isoformat(), text.full(PERIOD.to): end.isoformat()}

    def tell(self, fact: Fact, status: str) -> Any:
        """What a case says of a fact that has this value; None for nothing."""
        value, rng = self.world[fact.id], self.rng
        if status == "unknown" or value is None:
            return None
        if status == "known":
            return as_told(fact, value)
        if isinstance(value, bool):
            return None
        if isinstance(value, frozenset):
            key = rng.choice(("includes", "excludes"))
            part = [m for m in fact.values if rng.randrange(2) and (m in value) == (key == "includes")]
            return {key: part}
        if isinstance(value, str):
            return {"one_of": [other for other in fact.values if other == value or rng.randrange(2)]}
        key, step = rng.choice((("at_least", 0), ("at_most", 0), ("more_than", -1), ("less_than", 1)))
        return as_told(fact, value) if value + step < 0 else {key: as_told(fact, value + step)}

    def findings(self) -> dict[str, Any]:
        """Findings that agree with the facts: on clauses, and that nothing of a list is met."""
        oracle = self.oracle
        asked = [name for name in oracle.relevant if oracle.is_finding(name)]
        found = {name: self.finding(name) for name in asked if self.complete or self.rng.randrange(2)}
        if self.empty.question != "tolerance" or self.rng.randrange(8):
            return found
        kind = self.rng.choice(("situation", "red_line", "tier_gate"))
        text = self.rng.choice(oracle.texts)
        settled = {text.full(kind): {"met": False}}
        if not self.empty.knowing(findings=settled).oracle.consistent(self.world):
            return found
        inside = {text.full(clause.id) for clause in text.clauses if clause.kind == kind}
        return {n: f for n, f in found.items() if n not in inside or not f["met"]} | settled

    def finding(self, name: str) -> dict[str, Any]:
        """A finding on a clause: yes only where the facts make its `when` hold."""
        return {"met": bool(self.world[name] and self.oracle.holds_when(name, self.world))}

    def known_enough(self, sample: Sample) -> Sample:
        """The sample with more told: until brute force is quick, and the target reached where one is."""
        rng = self.rng
        most = MOST // 64 if sample.target != "open" else MOST if rng.randrange(40) == 0 else MOST // 16
        settle = sample.target != "open" and rng.randrange(5) > 0
        names = [
            n for n in self.oracle.relevant if n not in self.oracle.readings and self.world[n] is not None
        ]
        rng.shuffle(names)
        for name in names:
            if sample.oracle.size <= most and not (settle and sample.verdicts() != {sample.target}):
                break
            if len(sample.oracle.candidates[name]) < 2:
                continue
            if self.oracle.is_finding(name):
                sample = sample.knowing(findings={**sample.case["findings"], name: self.finding(name)})
            elif self.oracle.is_fact(name):
                sample = sample.with_fact(name, as_told(self.oracle.everything[name], self.world[name]))
        return sample

    def forgotten(self, sample: Sample) -> Sample:
        """The sample with facts taken from the case until several verdicts are possible."""
        kept = () if sample.case["where"] == "demo" else FILING_FACTS
        told = [n for n in sample.case["facts"] if n in sample.oracle.relevant and n not in kept]
        for name in self.rng.sample(told, len(told)):
            if len(sample.verdicts()) > 1:
                break
            less = sample.knowing(facts={n: f for n, f in sample.case["facts"].items() if n != name})
            if less.oracle.size <= MOST // 4:
                sample = less
        return sample


def as_told(fact: Fact, value: Value) -> Any:
    """A value as a case file writes it."""
    if isinstance(value, frozenset):
        return [member for member in fact.values if member in value]
    if fact.type == "amount":
        assert isinstance(value, int)
        return f"{value // 100}.{value % 100:02}"
    if fact.type == "date":
        assert isinstance(value, int)
        return datetime.date.fromordinal(value).isoformat()
    return value


# What comes to light later


def more_clauses(rng: Random, sample: Sample, kinds: Sequence[str]) -> list[Clause]:
    """Clauses of the sample's own text that nobody has seen so far, of these kinds."""
    text = sample.texts[0]
    facts = [fact for fact in text.own_facts.values() if fact.type != "date"]
    author = Author(rng=rng, grammar=grammar_of(facts, SHARED))
    made = []
    for index in range(rng.randint(1, 3)):
        kind = rng.choice(kinds)
        sweeping = {"when": rng.choice(("true", "not true"))}
        if kind == "situation":
            sweeping["requires"] = NOTHING_STATED
        fixed = sweeping if rng.randrange(2) else {}
        made.append(author.clause(kind, f"new_{index}", sure=True, **fixed))
    return made


def published(sample: Sample, clauses: Sequence[Clause], kinds: Sequence[str]) -> Sample:
    """The sample once these clauses came to light, and these lists of its own text were read whole."""
    text = sample.texts[0]
    chapters = {}
    for hook, allowed in CHAPTER_KINDS.items():
        chapter = text.chapters.get(hook)
        here = [kind for kind in kinds if kind in allowed]
        if chapter is None:
            continue
        # what only a name was public of is one of the new ones; what nobody had written down is now
        told = [
            evolve(c, status="stated") if c.status == "todo" and c.kind in here else c
            for c in chapter.clauses
        ]
        known = [clause for clause in told if clause.kind not in here or has_content(clause)]
        closed = {kind: evolve(chapter.lists.get(kind, ListInfo()), **WHOLE) for kind in here}
        chapters[hook] = evolve(
            chapter,
            clauses=tuple(_closed(c, here) for c in (*known, *clauses) if c in known or c.kind in here),
            lists={**chapter.lists, **closed},
        )
    return evolve(sample, texts=(plugin_of(text.name, chapters), *sample.texts[1:]))


WHOLE: dict[str, Any] = {"seen": "complete", "announced": None, "open_ended": False}


def _closed(clause: Clause, kinds: Sequence[str]) -> Clause:
    if clause.kind not in kinds:
        return clause
    clause = evolve(clause, source="text")
    return evolve(clause, open_ended=False) if isinstance(clause, Situation) else clause
