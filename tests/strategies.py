"""Random policies, and random cases before them, for the property tests.

A policy is made of the public types and read by the core as any plugin's is; a case is plain data, as a
case file holds.  Samples aim at a verdict: the policy is drawn so that it can be reached, then a complete
case is looked for that comes to it, and part of what it knows is taken away.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

import attrs
from attrs import evolve, frozen
from hypothesis import strategies as st

from rongcuo.cases import case_from
from rongcuo.clauses import (
    CHAPTER_KINDS,
    NOTHING_STATED,
    About,
    Aggravation,
    Chapter,
    Clause,
    Condition,
    FilingCondition,
    FilingInfo,
    InForce,
    ListInfo,
    Mitigation,
    Period,
    Reading,
    RedLine,
    Region,
    Scope,
    Situation,
    Source,
    Term,
    Tier,
    TierClause,
    TierGate,
    Trigger,
)
from rongcuo.facts import Choice, Fact, shared_vocabulary
from rongcuo.jurisdiction import Jurisdiction
from rongcuo.loading import load_plugin
from rongcuo.policy import Policy, facts_of
from rongcuo.ruling import Ruling, docket, rule
from rongcuo.ruling.reasoner import BUDGET
from rongcuo.text import Text

from .oracle import FILING_FACTS, MOST, Oracle, Plugin, Value, choice_of, has_content, nothing

#: With `RONGCUO_SHRINK=1`, samples are drawn choice by choice: slower and less varied, but a failing one
#: is made small before it is shown.
SHRINK = os.environ.get("RONGCUO_SHRINK", "") not in ("", "0")
#: What samples of tolerance aim at, each about equally often.
TARGETS = ("refused", "no_rule", "not_covered", "unmet", "unaddressed", "tolerated", "open")
PROCEDURE_TARGETS = {
    "filing": ("filed", "too_late", "not_fileable", "fileable", "open"),
    "clarification": ("clear", "not_due", "open"),
}
#: Shared facts that conditions read, among them the ones that stand in the way of each other.
SHARED = (
    "loss", "remedy", "negative_effect", "result_short", "trying_first", "safety_accident",
    "accident_role", "violation_found", "knowing_violation", "private_gain", "improper_motive",
    "filing", "filing_scope", "excess_objective",
)  # fmt: skip
#: What went wrong: presupposed, never adverse.
HARMS = ("loss", "negative_effect", "result_short")
SHARED_ADVERSE = tuple(fact.id for fact in shared_vocabulary().values() if fact.adverse)
LITERALS = {
    "amount": ("0", "100", "'100.50'", "5000"),
    "date": ("'2024-02-28'", "'2024-03-01'", "'2024-06-30'"),
    "period": ("3", "30"),
}
TOPICS = {
    "red_line": "other_red_line",
    "situation": "other_situation",
    "condition": "other_condition",
    "tier": "outcome_tier",
    "tier_gate": "full_exemption",
    "mitigation": "mitigation",
    "aggravation": "aggravation",
    "scope": "filing_scope",
    "filing_condition": "filing_condition",
    "trigger": "clear_name",
}
#: What a case of another region knows of its filing there.
FILED_ELSEWHERE: tuple[dict[str, Any], ...] = (
    {"filing": "none"},
    {"filing": "before", "filing_scope": "within"},
    {"filing": "during", "filing_scope": "exceeded", "excess_objective": True},
)
WORDS = Text("文字", "words")
SOURCES = (
    Source(id="text", title=WORDS, issuer=WORDS, kind="policy_text"),
    Source(id="press", title=WORDS, issuer=WORDS, kind="press_report"),
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
        before = docket(case, self.policies, vocabulary)
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
    loaded = load_plugin(plugin, plugin.name)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


# Conditions


@frozen(kw_only=True)
class Grammar:
    """What the conditions of one plugin may say.

    `facts` go by the name that conditions use, `words` are terms and clauses.  `sign` is 1 where what is
    bad may be read only as it stands, -1 where only negated, 0 where nothing is asked.
    """

    facts: tuple[tuple[str, Fact], ...]
    words: tuple[str, ...] = ()
    sign: int = 0

    def condition(self, rng: Random, depth: int = 2) -> str:
        """A condition in a plugin's words."""
        form = rng.choice(
            ("leaf", "and", "or", "not") if depth < 2 else ("leaf", "and", "and", "or", "or", "not")
        )
        if form == "leaf" or not depth:
            return self.leaf(rng)
        if form == "not":
            return f"not ({evolve(self, sign=-self.sign).condition(rng, depth - 1)})"
        return f"({self.condition(rng, depth - 1)} {form} {self.condition(rng, depth - 1)})"

    def leaf(self, rng: Random) -> str:
        if self.words and rng.randrange(5) == 0:
            return rng.choice(self.words)
        if not self.facts:
            return "true"
        name, fact = rng.choice(self.facts)
        if self.sign and is_bad(fact):
            worse = rng.choice(_worse(name, fact))
            return worse if self.sign > 0 else f"not ({worse})"
        return rng.choice(_tests(name, fact))


def is_bad(fact: Fact) -> bool:
    """Whether it is adverse or a harm."""
    return fact.adverse or fact.id in HARMS


def _tests(name: str, fact: Fact) -> list[str]:
    """What a condition may ask of a fact."""
    values = [repr(value) for value in fact.values]
    if fact.type == "yes_no":
        return [name]
    if fact.type == "set":
        return [name, *(f"{value} {test} {name}" for value in values for test in ("in", "not in"))]
    if fact.numeric:
        tests = [
            f"{name} {test} {n}" for n in LITERALS[fact.type] for test in (">=", ">", "<=", "<", "==", "!=")
        ]
        return [test for test in tests if not test.endswith(("< 0", ">= 0"))]
    tests = [f"{name} {test} {value}" for value in values for test in ("==", "!=")]
    tests += [f"{name} {test} ({values[0]}, {values[-1]})" for test in ("in", "not in")]
    if fact.type == "level":
        tests += [f"{name} {test} {value}" for value in values[1:] for test in (">=", "<")]
        tests += [f"{name} {test} {value}" for value in values[:-1] for test in (">", "<=")]
    return tests


def _worse(name: str, fact: Fact) -> list[str]:
    """Tests of an adverse fact or a harm that stay true when it gets worse."""
    if fact.type == "amount":
        return [f"{name} > {amount}" for amount in LITERALS["amount"]]
    if fact.type == "set":
        return [name, *(f"{value!r} in {name}" for value in fact.values)]
    if fact.type == "level":
        return [f"{name} >= {value!r}" for value in fact.values[1:]]
    if fact.type == "choice":
        return [f"{name} != {fact.absent!r}"]
    return [f"not {name}" if fact.absent is True else name]


# Facts of a plugin


def own_facts(rng: Random, shared: Sequence[str], restricted: bool = False) -> tuple[Fact, ...]:
    """A plugin's own facts: of every type, some adverse, some that others rule out."""
    made: list[Fact] = []
    for index in range(rng.randint(1, 4)):
        kind = rng.choice(("yes_no", "yes_no", "choice", "level", "set", "amount", "date"))
        fact = _own_fact(rng, f"{kind}_{index}", kind)
        known = [(f.id, f) for f in made] + [(name, shared_vocabulary()[name]) for name in shared]
        # what was filed is another matter in every region, and no condition of what a fact is
        before = tuple((n, f) for n, f in known if n not in FILING_FACTS and not (restricted and is_bad(f)))
        if before and rng.randrange(5) < 2:
            fact = evolve(fact, only_if=Grammar(facts=before).condition(rng, depth=1))
        made.append(fact)
    return tuple(made)


def _own_fact(rng: Random, name: str, kind: Any) -> Fact:
    ids: tuple[str, ...] = {
        "choice": rng.choice((("none", "x", "y"), ("x", "y", "z"))),
        "level": ("none", "some", "much"),
        "set": ("p", "q"),
    }.get(kind, ())
    adverse = kind not in ("amount", "date") and rng.randrange(3) == 0
    unknown = "pending" if kind == "choice" and not adverse and rng.randrange(2) else None
    absent: Any = {"yes_no": rng.randrange(4) == 0, "set": ()}.get(kind, ids[0] if ids else None)
    return Fact(
        id=name,
        group=rng.choice(("scene", "motive")),
        type=kind,
        label=WORDS,
        ask=WORDS,
        choices=tuple(Choice(value, value, value) for value in (*ids, *([unknown] if unknown else ()))),
        unknown=unknown,
        body=rng.randrange(3) == 0,
        absent=absent if adverse else None,
        adverse_from=ids[-1] if adverse and kind == "level" and rng.randrange(2) else None,
    )


# Clauses


@frozen(kw_only=True)
class Author:
    """Writes one plugin's chapters."""

    rng: Random
    grammar: Grammar
    restricted: bool = False

    def one_in(self, number: int) -> bool:
        return self.rng.randrange(number) == 0

    def using(self, words: Iterable[str]) -> Author:
        """The same author, whose conditions may use these terms and clauses as well."""
        return evolve(self, grammar=evolve(self.grammar, words=(*self.grammar.words, *words)))

    def clauses(self, kind: str, most: int, sure: int = 0) -> list[Clause]:
        """Some clauses of a kind; so many of them can surely be ruled by."""
        number = self.rng.randint(sure, most)
        return [self.clause(kind, f"{_LETTER[kind]}{index}", index < sure) for index in range(number)]

    def clause(self, kind: str, name: str, sure: bool = False) -> Clause:
        """A clause of a kind; now and then only its name is public, or it is over."""
        grammar = self.grammar
        if self.restricted:
            grammar = evolve(grammar, sign=1 if kind == "red_line" else -1)
        keys: dict[str, Any] = {
            "id": name,
            "title": WORDS,
            "statement": WORDS,
            "topic": TOPICS[kind],
            "source": self.rng.choice(("text", "press")),
            "when": grammar.condition(self.rng, 1 if kind in ("condition", "situation") else 2),
        }
        if kind in ("red_line", "situation", "condition", "tier_gate") and self.one_in(6):
            keys["finding"] = WORDS
        if kind == "situation":
            keys["requires"] = NOTHING_STATED if self.one_in(4) else grammar.condition(self.rng)
            keys["tiers"] = self.tiers()
            keys["open_ended"] = self.one_in(15)
            adverse = [n for n, f in grammar.facts if f.adverse] + ["obstructed"]
            keys["addresses"] = (self.rng.choice(adverse),) if self.one_in(4) else ()
        if kind == "tier":
            return TierClause(**{**keys, "tiers": self.tiers() or ("lighter",)})
        rare = None if sure else self.rng.randrange(20)
        if rare == 0:
            keys["in_force"] = InForce(to="2020")
        elif rare == 1:
            keys["status"] = "named"
        elif rare == 2:
            keys |= {"status": "named", "when": None, "requires": None, "finding": None}
        names = {a.name for a in attrs.fields(_CLASSES[kind])}
        return _CLASSES[kind](**{key: value for key, value in keys.items() if key in names})

    def tiers(self) -> tuple[Tier, ...]:
        choices: tuple[tuple[Tier, ...], ...] = ((), ("exempt",), ("lighter",), ("not_pursued", "exempt"))
        return self.rng.choice(choices)

    def chapter(self, clauses: Sequence[Clause], kinds: Sequence[str], unseen: Sequence[str] = ()) -> Chapter:
        """These clauses in these lists; those in `unseen` were never seen whole."""
        lists = self.lists(clauses, kinds, unseen)
        whole = {kind for kind, info in lists.items() if info.seen == "complete"}
        return Chapter(
            # only a policy's own text makes a list complete
            clauses=tuple(evolve(c, source="text") if c.kind in whole else c for c in clauses),
            lists=lists,
        )

    def lists(
        self, clauses: Iterable[Clause], kinds: Iterable[str], unseen: Sequence[str] = ()
    ) -> dict[str, ListInfo]:
        """What was seen of each list."""
        found = {}
        for kind in kinds:
            counted = sum(clause.kind == kind for clause in clauses)
            info = self.list_info(counted, kind in unseen)
            if info is None:
                continue
            if kind == "condition":
                join: Any = self.rng.choice(("all", "all", "any", "not stated"))
                favoured: Any = self.rng.choice((None, "all", "any")) if join == "not stated" else None
                info = evolve(info, join=join, favoured=favoured)
            if kind == "tier_gate":
                gates: Any = self.rng.choice(((), ("exempt",), ("not_pursued", "exempt"), ("lighter",)))
                info = evolve(info, gates=gates)
            found[kind] = info
        return found

    def list_info(self, clauses: int, unseen: bool) -> ListInfo | None:
        """What was seen of a list with so many clauses; None where nothing is declared of it."""
        whole: list[Any] = ["complete", "complete", "complete", *([] if clauses else ["none"])]
        seen = self.rng.choice(["report", "counted", "undeclared", *([] if unseen else whole)])
        if seen == "undeclared":
            return None
        more = self.rng.randint(int(unseen), 2)
        return ListInfo(
            seen=seen,
            announced=clauses + more if seen == "counted" else None,
            open_ended=seen != "none" and self.one_in(15),
        )


_CLASSES: dict[str, type[Clause]] = {
    cls.kind: cls
    for cls in (
        RedLine, Situation, Condition, TierClause, TierGate, Mitigation, Aggravation, Scope,
        FilingCondition, Trigger,
    )
}  # fmt: skip
_LETTER = {
    "red_line": "R", "situation": "T", "condition": "C", "tier": "D", "tier_gate": "G", "mitigation": "M",
    "aggravation": "A", "scope": "F", "filing_condition": "B", "trigger": "K",
}  # fmt: skip


def region(name: str) -> Region:
    return Region(
        id=name,
        name=Text(f"{name}区", name.title()),
        full_name=Text(f"{name}区全称", f"{name.title()} District"),
        code=str(100000 + sum(map(ord, name))),
        level="county",
        policy=About(title=WORDS, issuer=WORDS, summary=WORDS),
    )


def plugin(name: str, chapters: Mapping[str, Chapter]) -> Plugin:
    # with an origin, the core takes the types of its values as checked, which is the slow part of binding
    chapters = {hook: evolve(chapter, origin=hook) for hook, chapter in chapters.items()}
    return Plugin(name=name, region=region(name), sources=SOURCES, chapters=chapters)


def tolerance_plugin(
    rng: Random, name: str, target: str, restricted: bool, *, small: bool = False, filed: bool = False
) -> Plugin:
    """A text about tolerance that can come to the target.

    A `small` one has no facts of its own, and asks of no filing; a `filed` one always does, and files.
    """
    shared = _shared(rng, rng.randint(0, 2), restricted, filing=not small)
    shared = list(dict.fromkeys(["filing", *shared])) if filed else shared
    facts = () if small else own_facts(rng, shared, restricted)
    periods = (PERIOD,) if not small and rng.randrange(8) == 0 else ()
    readings = (_reading(rng),) if rng.randrange(4) == 0 else ()
    grammar = _grammar(facts, shared, periods, readings)
    terms = () if restricted or rng.randrange(2) else (_term(rng, grammar),)
    author = Author(rng=rng, grammar=grammar, restricted=restricted).using(term.id for term in terms)
    red_lines, situations, rest = [], [], []
    if target != "no_rule":
        most = 2 if target in ("refused", "open") else 1
        red_lines = author.clauses("red_line", most, int(target == "refused"))
        situations = author.clauses("situation", 3, int(target != "refused"))
        if not restricted:
            author = author.using(s.id for s in situations[:1] if s.condition is not None)
        rest = [
            c
            for kind, most in (("condition", 2), ("tier_gate", 1), ("tier", 1))
            for c in author.clauses(kind, most)
        ]
    rest += [c for kind in ("mitigation", "aggravation") for c in author.clauses(kind, 1)]
    unseen = ("red_line",) if target == "unaddressed" else ()
    scopes = author.clauses("scope", 1, int(filed))
    return plugin(
        name,
        {
            "filing": author.chapter(scopes, ("scope",)),
            "red_lines": author.chapter(red_lines, ("red_line",), unseen),
            "tolerance_criteria": evolve(
                author.chapter([*situations, *rest], ("situation", "condition", "tier_gate", "tier")),
                facts=(*facts, *(_date(end) for p in periods for end in (p.from_, p.to))),
                terms=terms,
                readings=readings,
                periods=periods,
            ),
        },
    )


def _shared(rng: Random, number: int, restricted: bool = False, filing: bool = True) -> list[str]:
    """Some shared facts; what only a bad fact brings into play reads it, so `restricted` goes without."""
    names = [name for name in SHARED if filing or name not in FILING_FACTS]
    return rng.sample([name for name in names if not (restricted and name == "accident_role")], number)


PERIOD = Period(id="days", title=WORDS, from_="handled_on", to="reported_on")


def _grammar(
    facts: Iterable[Fact],
    shared: Iterable[str],
    periods: Iterable[Period] = (),
    readings: Iterable[Reading] = (),
) -> Grammar:
    named = [(fact.id, fact) for fact in facts] + [(name, shared_vocabulary()[name]) for name in shared]
    named += [(p.id, Fact(id=p.id, group="stage", type="period", label=WORDS, ask=WORDS)) for p in periods]
    named += [(r.id, choice_of(r.id, r.options)) for r in readings]
    return Grammar(facts=tuple(named))


def _date(name: str) -> Fact:
    return Fact(id=name, group="procedure", type="date", label=WORDS, ask=WORDS)


def _reading(rng: Random) -> Reading:
    favoured = rng.choice((None, None, "narrow", "wide"))
    return Reading(id="reading", question=WORDS, options={"narrow": WORDS, "wide": WORDS}, favoured=favoured)


def _term(rng: Random, grammar: Grammar) -> Term:
    if rng.randrange(2):
        return Term(id="term", title=WORDS, when=grammar.condition(rng, 1))
    parts = tuple(grammar.condition(rng, 1) for _ in range(3))
    return Term(id="term", title=WORDS, at_least=rng.randint(1, 3), of=parts)


def floor_plugin(rng: Random, restricted: bool) -> Plugin:
    """Red lines most of which stand under every region."""
    grammar = _grammar((), _shared(rng, 2, restricted, filing=False))
    author = Author(rng=rng, grammar=grammar, restricted=restricted)
    red_lines = [evolve(clause, floor=rng.randrange(5) > 0) for clause in author.clauses("red_line", 2, 1)]
    return plugin("under", {"red_lines": Chapter(clauses=tuple(red_lines))})


def neighbour_plugin(rng: Random) -> Plugin:
    """Another region's text: a finding on its red line restricts the facts everywhere."""
    shared = _shared(rng, 2)
    facts = own_facts(rng, shared)[:2]
    author = Author(rng=rng, grammar=_grammar(facts, shared))
    red_line = evolve(author.clause("red_line", "R0", sure=True), finding=WORDS)
    return plugin("next", {"red_lines": Chapter(clauses=(red_line,), facts=facts)})


# Samples


def samples(
    *, restricted: bool = False, complete: bool = False, elsewhere: bool = False
) -> st.SearchStrategy[Sample]:
    """Cases of tolerance.

    With `restricted`, before policies that read what is bad only against the person; `complete` ones leave
    nothing unknown; with `elsewhere`, the matter is another region's, and the policy asks of its filing.
    """
    return _randoms().map(lambda rng: _tolerance_sample(rng, restricted, complete, elsewhere))


def procedure_samples(question: str) -> st.SearchStrategy[Sample]:
    """Cases of filing, or of clarification."""
    return _randoms().map(lambda rng: _procedure_sample(rng, question))


def _randoms() -> st.SearchStrategy[Random]:
    return st.randoms(use_true_random=not SHRINK)


def _tolerance_sample(rng: Random, restricted: bool, complete: bool, elsewhere: bool) -> Sample:
    target = rng.choice(TARGETS)
    texts = [tolerance_plugin(rng, "demo", target, restricted, filed=elsewhere)]
    if rng.randrange(6) == 0:
        texts.append(tolerance_plugin(rng, "upper", target, restricted, small=True))
    empty = Sample(
        texts=tuple(texts),
        floor=floor_plugin(rng, restricted) if rng.randrange(4) == 0 else None,
        elsewhere=neighbour_plugin(rng) if not restricted and rng.randrange(6) == 0 else None,
        case=_empty_case(rng, "next" if elsewhere else rng.choice(("demo", "demo", "next"))),
        question="tolerance",
        target=target,
    )
    return _Teller(rng, empty, complete).sample()


def _empty_case(rng: Random, where: str) -> dict[str, Any]:
    facts = rng.choice(FILED_ELSEWHERE) if where != "demo" else {}
    return {"title": "sample", "where": where, "facts": facts, "absent": [], "findings": {}}


def _procedure_sample(rng: Random, question: str) -> Sample:
    kinds = ("scope", "filing_condition") if question == "filing" else ("trigger",)
    shared = ("stage", "filing", "assigned") if question == "filing" else ("report_outcome", "report_harm")
    facts = own_facts(rng, shared)
    author = Author(rng=rng, grammar=_grammar(facts, shared))
    clauses = [clause for kind in kinds for clause in author.clauses(kind, 2)]
    filing = FilingInfo(files_during=rng.randrange(2) == 0)
    chapter = evolve(author.chapter(clauses, kinds), facts=facts, filing=filing)
    floor = None
    if question == "clarification" and rng.randrange(2):
        under = Author(rng=rng, grammar=_grammar((), shared)).clauses("trigger", 1)
        floor = plugin("under", {question: Chapter(clauses=tuple(evolve(c, floor=True) for c in under))})
    empty = Sample(
        texts=(plugin("demo", {question: chapter}),),
        floor=floor,
        elsewhere=None,
        case=_empty_case(rng, rng.choice(("demo", "demo", "next"))),
        question=question,
        target=rng.choice(PROCEDURE_TARGETS[question]),
    )
    return _Teller(rng, empty, False).sample()


class _Teller:
    """Finds a complete case that comes to the sample's target, and tells part of it."""

    def __init__(self, rng: Random, empty: Sample, complete: bool) -> None:
        self.rng, self.empty, self.complete = rng, empty, complete
        self.oracle = empty.oracle
        self.world = self.reached()

    def reached(self) -> Mapping[str, Value]:
        """A complete case: of some that are tried, one that comes to the target."""
        last = self.tried()
        for _ in range(100):
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
        sample = self.empty.knowing(facts=self.facts(), absent=self.absent(), findings=self.findings())
        sample = self.known_enough(sample)
        if sample.target == "open" and not self.complete:
            sample = self.forgotten(sample)
        facts = list(sample.case["facts"].items())
        self.rng.shuffle(facts)
        return sample.knowing(facts=dict(facts))

    def absent(self) -> list[str]:
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
        absent = self.absent()
        facts = {**self.empty.case["facts"], **self.dates()}
        for name in self.oracle.relevant:
            if name in absent or not self.oracle.is_fact(name):
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
        told = [name for name in sample.case["facts"] if name in sample.oracle.relevant]
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
    author = Author(rng=rng, grammar=_grammar(facts, SHARED))
    made = []
    for index in range(rng.randint(1, 3)):
        kind = rng.choice(kinds)
        clause = author.clause(kind, f"new_{index}", sure=True)
        if rng.randrange(2):
            clause = evolve(clause, when=rng.choice(("true", "not true")))
            clause = evolve(clause, requires=NOTHING_STATED) if isinstance(clause, Situation) else clause
        made.append(clause)
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
        known = [clause for clause in chapter.clauses if clause.kind not in here or has_content(clause)]
        closed = {kind: evolve(chapter.lists.get(kind, ListInfo()), **WHOLE) for kind in here}
        chapters[hook] = evolve(
            chapter,
            clauses=tuple(_closed(c, here) for c in (*known, *clauses) if c in known or c.kind in here),
            lists={**chapter.lists, **closed},
        )
    return evolve(sample, texts=(plugin(text.name, chapters), *sample.texts[1:]))


WHOLE: dict[str, Any] = {"seen": "complete", "announced": None, "open_ended": False}


def _closed(clause: Clause, kinds: Sequence[str]) -> Clause:
    if clause.kind not in kinds:
        return clause
    clause = evolve(clause, source="text")
    return evolve(clause, open_ended=False) if isinstance(clause, Situation) else clause
