"""Random policies, and random cases before them, for the property tests.

A policy is made of the public types and read by the core as any plugin's is; a case is plain data, as a
case file holds.  Samples aim at a verdict: the policy is drawn so that it can be reached, then a complete
case is looked for that comes to it, and part of what it knows is taken away.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from rongcuo.cases import case_from
from rongcuo.clauses import (
    CHAPTER_KINDS,
    NOTHING_STATED,
    TIERS,
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
    TierClause,
    TierGate,
    Trigger,
)
from rongcuo.facts import Choice, Fact, shared_vocabulary
from rongcuo.jurisdiction import Jurisdiction
from rongcuo.plugins import load_plugin
from rongcuo.policy import Policy, facts_of
from rongcuo.ruling import Ruling, docket, rule
from rongcuo.ruling.reasoner import BUDGET
from rongcuo.text import Text

from .oracle import MOST, Oracle, Plugin, Value, nothing

Draw = Callable[[st.SearchStrategy[Any]], Any]

#: What samples of tolerance aim at, each about equally often.
TARGETS = ("refused", "no_rule", "not_covered", "unmet", "unaddressed", "tolerated", "open")
#: Shared facts that conditions read, among them the ones that stand in the way of each other.
SHARED = (
    "loss", "remedy", "negative_effect", "result_short", "trying_first", "safety_accident",
    "accident_role", "violation_found", "knowing_violation", "private_gain", "improper_motive",
    "filing", "filing_scope", "excess_objective",
)  # fmt: skip
#: What went wrong: presupposed, never adverse.
HARMS = ("loss", "negative_effect", "result_short")
SHARED_ADVERSE = tuple(fact.id for fact in shared_vocabulary().values() if fact.adverse)
AMOUNTS = ("0", "100", "'100.50'", "5000")
DATES = ("'2024-02-28'", "'2024-03-01'", "'2024-06-30'")
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
#: What a case may know of its filing in another region, where it is nobody's business.
FILED_ELSEWHERE = {"filing": "before", "filing_scope": "within"}
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
    told = {f.name: fields[f.name] for f in item.__attrs_attrs__ if f.name in fields and fields[f.name] != f.default}
    return f"{type(item).__name__} {told}"


def loaded(plugin: Plugin) -> Policy:
    policy = load_plugin(plugin, plugin.name)
    assert isinstance(policy, Policy), [str(problem) for problem in getattr(policy, "problems", [policy])]
    return policy


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

    def condition(self, draw: Draw, depth: int = 2) -> str:
        """A condition in a plugin's words."""
        forms = ("leaf", "and", "or", "not", "and", "or") if depth == 2 else ("leaf", "leaf", "and", "or", "not")
        form = draw(st.sampled_from(forms)) if depth else "leaf"
        if form == "leaf":
            return self.leaf(draw)
        if form == "not":
            return f"not ({evolve(self, sign=-self.sign).condition(draw, depth - 1)})"
        parts = [self.condition(draw, depth - 1) for _ in range(2)]
        return "(" + f" {form} ".join(parts) + ")"

    def leaf(self, draw: Draw) -> str:
        if self.words and draw(st.integers(0, 5)) == 5:
            return str(draw(st.sampled_from(self.words)))
        if not self.facts:
            return "true"
        name, fact = draw(st.sampled_from(self.facts))
        if self.sign and is_bad(fact):
            return _worse(draw, name, fact) if self.sign > 0 else f"not ({_worse(draw, name, fact)})"
        return str(draw(st.sampled_from(_tests(name, fact))))


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
        literals = {"amount": AMOUNTS, "date": DATES, "period": ("3", "30")}[fact.type]
        return [f"{name} {test} {n}" for n in literals for test in (">=", ">", "<=", "<", "==", "!=")]
    tests = [f"{name} {test} {value}" for value in values for test in ("==", "!=")]
    tests += [f"{name} {test} ({values[0]}, {values[-1]})" for test in ("in", "not in")]
    if fact.type == "level":
        tests += [f"{name} {test} {value}" for value in values for test in (">=", ">", "<=", "<")]
    return tests


def _worse(draw: Draw, name: str, fact: Fact) -> str:
    """A test of an adverse fact or a harm that stays true when it gets worse."""
    if fact.type == "amount":
        return f"{name} > {draw(st.sampled_from(AMOUNTS))}"
    if fact.type == "set":
        return str(draw(st.sampled_from([name, *(f"{value!r} in {name}" for value in fact.values)])))
    if fact.type == "level":
        return f"{name} >= {draw(st.sampled_from(fact.values[1:]))!r}"
    if fact.type == "choice":
        return f"{name} != {fact.absent!r}"
    return f"not {name}" if fact.absent is True else name


# Facts of a plugin


@st.composite
def own_facts(draw: Draw, shared: tuple[str, ...], restricted: bool) -> tuple[Fact, ...]:
    """A plugin's own facts: of every type, some adverse, some that others rule out."""
    made: list[Fact] = []
    for index in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("yes_no", "yes_no", "choice", "level", "set", "amount", "date")))
        name = f"{kind}_{index}"
        adverse = kind not in ("amount", "date") and draw(st.integers(0, 2)) == 0
        fact = Fact(
            id=name,
            group=draw(st.sampled_from(("scene", "motive"))),
            type=kind,
            label=WORDS,
            ask=WORDS,
            choices=_choices(draw, kind),
            unknown="pending" if kind == "choice" and not adverse and draw(st.booleans()) else None,
            body=draw(st.integers(0, 2)) == 0,
        )
        if adverse:
            fact = _adverse(draw, fact)
        earlier = (*((f.id, f) for f in made), *((n, shared_vocabulary()[n]) for n in shared))
        before = [(n, f) for n, f in earlier if not (restricted and is_bad(f))]
        if before and draw(st.integers(0, 2)) == 0:
            only_if = Grammar(facts=tuple(before)).condition(draw, depth=1)
            fact = evolve(fact, only_if=only_if)
        made.append(fact)
    return tuple(made)


def _choices(draw: Draw, kind: str) -> tuple[Choice, ...]:
    ids: Sequence[str] = {
        "choice": draw(st.sampled_from((("none", "x", "y"), ("x", "y", "z")))) if kind == "choice" else (),
        "level": ("none", "some", "much"),
        "set": ("p", "q"),
    }.get(kind, ())
    return tuple(Choice(name, name, name) for name in (*ids, *(["pending"] if kind == "choice" else [])))


def _adverse(draw: Draw, fact: Fact) -> Fact:
    if fact.type == "yes_no":
        return evolve(fact, absent=draw(st.integers(0, 3)) == 3)
    if fact.type == "set":
        return evolve(fact, absent=())
    start = draw(st.sampled_from((None, fact.values[-1]))) if fact.type == "level" else None
    return evolve(fact, absent=fact.values[0], adverse_from=start)


# Clauses


@frozen(kw_only=True)
class Author:
    """Draws one plugin's chapters."""

    draw: Draw
    free: Grammar
    restricted: bool = False

    def grammar(self, kind: str) -> Grammar:
        if not self.restricted:
            return self.free
        return evolve(self.free, sign=1 if kind == "red_line" else -1)

    def one_in(self, number: int) -> bool:
        return bool(self.draw(st.integers(1, number)) == number)

    def clauses(self, kind: str, most: int, sure: int = 0) -> list[Clause]:
        """Some clauses of a kind; so many of them can surely be ruled by."""
        number = self.draw(st.integers(sure, most))
        return [self.clause(kind, f"{_LETTER[kind]}{index}", index < sure) for index in range(number)]

    def clause(self, kind: str, name: str, sure: bool = False) -> Clause:
        """A clause of a kind; now and then only its name is public, or it is over."""
        grammar = self.grammar(kind)
        keys: dict[str, Any] = {
            "id": name,
            "title": WORDS,
            "statement": WORDS,
            "topic": TOPICS[kind],
            "source": self.draw(st.sampled_from(("text", "press"))),
            "when": grammar.condition(self.draw, 1 if kind in ("condition", "situation") else 2),
        }
        if kind in ("red_line", "situation", "condition", "tier_gate") and self.one_in(6):
            keys["finding"] = WORDS
        if kind == "situation":
            stated = not self.one_in(4)
            keys["requires"] = grammar.condition(self.draw) if stated else NOTHING_STATED
            keys["tiers"] = self.some_tiers()
            keys["open_ended"] = self.one_in(15)
            adverse = [n for n, f in grammar.facts if f.adverse] + ["obstructed"]
            keys["addresses"] = (self.draw(st.sampled_from(adverse)),) if self.one_in(4) else ()
        if kind == "tier":
            return TierClause(**{**keys, "tiers": self.some_tiers() or ("lighter",)})
        rare = None if sure else self.draw(st.integers(0, 24))
        if rare == 0:
            keys["in_force"] = InForce(to="2020")
        elif rare == 1:
            keys["status"] = "named"
        elif rare == 2:
            keys |= {"status": "named", "when": None, "requires": None, "finding": None}
        names = {a.name for a in _CLASSES[kind].__attrs_attrs__}
        return _CLASSES[kind](**{key: value for key, value in keys.items() if key in names})

    def some_tiers(self) -> tuple[str, ...]:
        return tuple(self.draw(st.sampled_from(((), (), ("exempt",), ("lighter",), ("not_pursued", "exempt")))))

    def lists(self, clauses: Iterable[Clause], kinds: Iterable[str], unseen: tuple[str, ...] = ()) -> dict[str, ListInfo]:
        """What was seen of each list; `unseen` ones are never seen whole."""
        clauses = list(clauses)
        found = {}
        for kind in kinds:
            counted = sum(clause.kind == kind for clause in clauses)
            seen = ["report", "counted", "undeclared"]
            if kind not in unseen:
                seen += ["complete", "complete", "complete"] + ([] if counted else ["none"])
            chosen = self.draw(st.sampled_from(seen))
            if chosen == "undeclared":
                continue
            more = self.draw(st.integers(1 if kind in unseen else 0, 2)) if chosen == "counted" else 0
            info = ListInfo(
                seen=chosen,
                announced=counted + more if chosen == "counted" else None,
                open_ended=chosen != "none" and self.one_in(20),
            )
            if kind == "condition":
                joins = self.draw(st.sampled_from(("all", "all", "any", "not stated")))
                favoured = self.draw(st.sampled_from((None, "all", "any"))) if joins == "not stated" else None
                info = evolve(info, join=joins, favoured=favoured)
            if kind == "tier_gate" and chosen != "none":
                info = evolve(info, gates=self.draw(st.sampled_from(((), ("exempt",), ("not_pursued", "exempt")))))
            found[kind] = info
        return found


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


@st.composite
def tolerance_plugins(
    draw: Draw, name: str, target: str = "open", *, restricted: bool = False, small: bool = False
) -> Plugin:
    """A text about tolerance, such that the target can be reached."""
    shared = tuple(dict.fromkeys(draw(st.lists(st.sampled_from(SHARED), max_size=1 if small else 3))))
    facts = () if small else draw(own_facts(shared, restricted))
    periods = _periods(draw) if not small and draw(st.integers(0, 9)) == 9 else ()
    readings = _readings(draw) if draw(st.integers(0, 3)) == 3 else ()
    grammar = _grammar(facts, shared, periods, readings)
    terms = () if restricted or not grammar.facts else _terms(draw, grammar)
    author = Author(draw=draw, free=evolve(grammar, words=tuple(t.id for t in terms)), restricted=restricted)
    silent = target == "no_rule"
    red_lines = [] if silent else author.clauses("red_line", 2, int(target == "refused"))
    situations = [] if silent else author.clauses("situation", 3, int(target != "refused"))
    if situations and situations[0].condition is not None and not restricted:
        author = evolve(author, free=evolve(author.free, words=(*author.free.words, situations[0].id)))
    rest = [c for kind in ("mitigation", "aggravation") for c in author.clauses(kind, 1)]
    if not silent:
        rest += [c for kind in ("condition", "tier_gate", "tier") for c in author.clauses(kind, 1 + (kind == "condition"))]
    unseen = ("red_line",) if target == "unaddressed" else ()
    kinds = ("situation", "condition", "tier_gate", "tier")
    return plugin(
        name,
        {
            "red_lines": Chapter(
                clauses=tuple(red_lines), lists=author.lists(red_lines, ("red_line",), unseen)
            ),
            "tolerance_criteria": Chapter(
                clauses=(*situations, *rest),
                lists=author.lists([*situations, *rest], kinds),
                facts=(*facts, *(_date_fact(end) for p in periods for end in (p.from_, p.to))),
                terms=terms,
                readings=readings,
                periods=periods,
            ),
        },
    )


def _grammar(
    facts: Iterable[Fact], shared: Iterable[str], periods: Iterable[Period], readings: Iterable[Reading]
) -> Grammar:
    named = [(fact.id, fact) for fact in facts] + [(name, shared_vocabulary()[name]) for name in shared]
    for period in periods:
        days = Fact(id=period.id, group="stage", type="period", label=WORDS, ask=WORDS)
        named.append((period.id, days))
    for reading in readings:
        choices = tuple(Choice(option, option, option) for option in reading.options)
        choice = Fact(id=reading.id, group="stage", type="choice", label=WORDS, ask=WORDS, choices=choices)
        named.append((reading.id, choice))
    return Grammar(facts=tuple(named))


def _periods(draw: Draw) -> tuple[Period, ...]:
    return (Period(id="days_0", title=WORDS, from_="handled_on", to="reported_on"),)


def _date_fact(name: str) -> Fact:
    return Fact(id=name, group="procedure", type="date", label=WORDS, ask=WORDS)


def _readings(draw: Draw) -> tuple[Reading, ...]:
    favoured = draw(st.sampled_from((None, None, "narrow", "wide")))
    return (Reading(id="reading_0", question=WORDS, options={"narrow": WORDS, "wide": WORDS}, favoured=favoured),)


def _terms(draw: Draw, grammar: Grammar) -> tuple[Term, ...]:
    kind = draw(st.sampled_from(("none", "none", "when", "of")))
    if kind == "none":
        return ()
    if kind == "when":
        return (Term(id="term_0", title=WORDS, when=grammar.condition(draw, 1)),)
    parts = tuple(grammar.condition(draw, 1) for _ in range(3))
    return (Term(id="term_0", title=WORDS, at_least=draw(st.integers(1, 3)), of=parts),)


@st.composite
def floors(draw: Draw, *, restricted: bool = False) -> Plugin:
    """Clauses that stand under every region."""
    shared = tuple(dict.fromkeys(draw(st.lists(st.sampled_from(SHARED), min_size=1, max_size=2))))
    author = Author(draw=draw, free=_grammar((), shared, (), ()), restricted=restricted)
    red_lines = [evolve(c, floor=draw(st.integers(0, 4)) < 4) for c in author.clauses("red_line", 2, 1)]
    return plugin("under", {"red_lines": Chapter(clauses=tuple(red_lines), lists={})})


@st.composite
def neighbours(draw: Draw) -> Plugin:
    """Another region's text: a finding on it restricts the facts everywhere."""
    shared = tuple(dict.fromkeys(draw(st.lists(st.sampled_from(SHARED), min_size=1, max_size=2))))
    facts = draw(own_facts(shared, False))[:1]
    author = Author(draw=draw, free=_grammar(facts, shared, (), ()))
    red_line = RedLine(
        id="R0",
        title=WORDS,
        statement=WORDS,
        topic="other_red_line",
        source="press",
        when=author.free.condition(draw),
        finding=WORDS,
    )
    return plugin("next", {"red_lines": Chapter(clauses=(red_line,), facts=facts)})


# Samples


@st.composite
def samples(draw: Draw, *, restricted: bool = False, complete: bool = False) -> Sample:
    """A case of tolerance; `restricted` policies read what is bad only against the person."""
    target = draw(st.sampled_from(TARGETS))
    texts = [draw(tolerance_plugins("demo", target, restricted=restricted))]
    if draw(st.integers(0, 6)) == 6:
        texts.append(draw(tolerance_plugins("upper", target, restricted=restricted, small=True)))
    floor = draw(floors(restricted=restricted)) if draw(st.integers(0, 3)) == 3 else None
    elsewhere = draw(neighbours()) if not complete and draw(st.integers(0, 7)) == 7 else None
    return _told(
        draw,
        Sample(
            texts=tuple(texts),
            floor=floor,
            elsewhere=elsewhere,
            case=_empty(draw),
            question="tolerance",
            target=target,
        ),
        complete,
    )


def _empty(draw: Draw) -> dict[str, Any]:
    where = draw(st.sampled_from(("demo", "demo", "next")))
    return {"title": "sample", "where": where, "facts": {}, "absent": [], "findings": {}}


@st.composite
def procedure_samples(draw: Draw, question: str) -> Sample:
    """A case of filing, or of clarification."""
    kinds = ("scope", "filing_condition") if question == "filing" else ("trigger",)
    shared = ("stage", "filing", "assigned") if question == "filing" else ("report_outcome", "report_harm")
    facts = draw(own_facts(shared, False))
    author = Author(draw=draw, free=_grammar(facts, shared, (), ()))
    clauses = [clause for kind in kinds for clause in author.clauses(kind, 2)]
    filing = FilingInfo(files_during=draw(st.booleans()))
    chapter = Chapter(clauses=tuple(clauses), lists=author.lists(clauses, kinds), facts=facts, filing=filing)
    floor = None
    if question == "clarification" and draw(st.booleans()):
        under = [evolve(c, floor=True) for c in evolve(author, free=_grammar((), shared, (), ())).clauses("trigger", 1)]
        floor = plugin("under", {"clarification": Chapter(clauses=tuple(under))})
    text = plugin("demo", {question: chapter})
    empty = Sample(
        texts=(text,), floor=floor, elsewhere=None, case=_empty(draw), question=question, target="open"
    )
    return _told(draw, empty, False)


def _told(draw: Draw, empty: Sample, complete: bool) -> Sample:
    """The sample with a case that comes, or may come, to its target."""
    rng = Random(draw(st.integers(0, 2**16)))
    world = _world(empty, rng)
    oracle = empty.oracle
    varied = draw(st.lists(st.sampled_from(SHARED_ADVERSE), max_size=1))
    read = {name for plugin in oracle.plugins for c in plugin.clauses for name in plugin.reads(c)}
    unread = [name for name in SHARED_ADVERSE if name not in read and name not in varied]
    absent = [name for name in unread if world[name] in (None, nothing(oracle.everything[name]))]
    facts: dict[str, Any] = {}
    for name in oracle.relevant:
        fact = oracle.everything[name]
        if name in absent or name in oracle.readings or is_finding(oracle, name) or fact.type == "period":
            continue
        if empty.case["where"] != "demo" and name in FILED_ELSEWHERE:
            facts |= FILED_ELSEWHERE if draw(st.booleans()) else {}
            continue
        status = "known" if complete else draw(st.sampled_from(("known", "known", "partial", "unknown", "unknown")))
        told = _tell(draw, fact, world[name], status)
        if told is not None:
            facts[name] = told
    sample = empty.knowing(facts=facts, absent=absent, findings=_findings(draw, empty, world, complete))
    sample = _known_enough(_dated(draw, sample), world, rng)
    if empty.target == "open" and not complete:
        sample = _forgotten(sample, rng)
    return sample.knowing(facts=_shuffled(sample.case["facts"], rng))


def _dated(draw: Draw, sample: Sample) -> Sample:
    """The sample with the dates behind its periods told, both or none."""
    periods = [p for c in sample.texts[0].chapters.values() for p in c.periods]
    if not periods or draw(st.booleans()):
        return sample
    start = datetime.date(2024, 2, 28)
    end = start + datetime.timedelta(days=draw(st.sampled_from((2, 3, 4, 29, 30, 31))))
    dates = {sample.texts[0].full(p.from_): start.isoformat() for p in periods}
    dates |= {sample.texts[0].full(p.to): end.isoformat() for p in periods}
    return sample.knowing(facts={**sample.case["facts"], **dates})


def _shuffled(facts: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    names = list(facts)
    rng.shuffle(names)
    return {name: facts[name] for name in names}


def is_finding(oracle: Oracle, name: str) -> bool:
    """Whether the variable is a person's finding on a clause."""
    return any(name == plugin.full(clause.id) for plugin in oracle.plugins for clause in plugin.clauses)


def _world(empty: Sample, rng: Random) -> Mapping[str, Value]:
    """A complete case: of some that are tried, one that comes to the target."""
    oracle = empty.oracle
    answer = {"tolerance": oracle.tolerance, "filing": oracle.filing, "clarification": oracle.clarification}
    world: dict[str, Value] = {}
    demands = oracle._demands
    for _ in range(100):
        world = {}
        for name in oracle.relevant:
            fact = oracle.everything[name]
            values = oracle.in_play(name, oracle.candidates[name], world)
            calm = fact.adverse and name in SHARED_ADVERSE and rng.random() < 0.97
            world[name] = nothing(fact) if calm and nothing(fact) in values else rng.choice(values)
        if all(demand(world) for demand in demands):
            if answer[empty.question](world)[0] == empty.target or empty.target == "open":
                break
    while not all(demand(world) for demand in demands):
        world["loss"] = 0  # the only thing that can be impossible
    return world


def _tell(draw: Draw, fact: Fact, value: Value, status: str) -> Any:
    """What a case says of a fact that has this value; None for nothing."""
    if status == "unknown" or value is None:
        return None
    if status == "known":
        return as_told(fact, value)
    if isinstance(value, frozenset):
        part = [member for member in fact.values if draw(st.booleans())]
        key = draw(st.sampled_from(("includes", "excludes")))
        return {key: [member for member in part if (member in value) == (key == "includes")]}
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        others = [other for other in fact.values if draw(st.booleans())]
        return {"one_of": [other for other in fact.values if other == value or other in others]}
    key, step = draw(st.sampled_from((("at_least", 0), ("at_most", 0), ("more_than", -1), ("less_than", 1))))
    if fact.type == "amount" and value + step < 0:
        return as_told(fact, value)
    return {key: as_told(fact, value + step)}


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


def _findings(draw: Draw, empty: Sample, world: Mapping[str, Value], complete: bool) -> dict[str, Any]:
    """Findings that agree with the facts: on clauses, and that nothing of a list is met."""
    oracle = empty.oracle
    found: dict[str, Any] = {}
    for plugin in oracle.plugins:
        for clause in plugin.clauses:
            name = plugin.full(clause.id)
            if getattr(clause, "finding", None) is None or not (complete or draw(st.booleans())):
                continue
            holds = plugin.test(clause.condition or "true")(world)
            found[name] = {"met": bool(world[name] and (holds or bool(is_over_(clause))))}
    for plugin in oracle.texts:
        if draw(st.integers(0, 9)) == 9:
            kind = draw(st.sampled_from(("situation", "red_line", "tier_gate")))
            settled = empty.knowing(findings={plugin.full(kind): {"met": False}})
            if all(demand(world) for demand in settled.oracle._demands) and empty.question == "tolerance":
                found[plugin.full(kind)] = {"met": False}
                found = {n: f for n, f in found.items() if not (f["met"] and _in_list(plugin, kind, n))}
    return found


def is_over_(clause: Clause) -> bool:
    return clause.in_force is not None and clause.in_force.to is not None


def _in_list(plugin: Plugin, kind: str, name: str) -> bool:
    return any(clause.kind == kind and plugin.full(clause.id) == name for clause in plugin.clauses)


def _known_enough(sample: Sample, world: Mapping[str, Value], rng: Random) -> Sample:
    """The sample with more told: until brute force is quick, and the target reached where there is one."""
    most = MOST // 8 if sample.target == "open" and rng.random() < 0.8 else MOST // 64
    if sample.target == "open" and rng.random() < 0.05:
        most = MOST
    names = [n for n in sample.oracle.relevant if n not in sample.oracle.readings and world[n] is not None]
    rng.shuffle(names)
    settle = sample.target != "open" and rng.random() < 0.8
    for name in names:
        small = sample.oracle.size <= most
        if small and not (settle and {o[0] for _, o in sample.oracle.outcomes} != {sample.target}):
            return sample
        if len(sample.oracle.candidates[name]) < 2:
            continue
        fact = sample.oracle.everything[name]
        if is_finding(sample.oracle, name):
            sample = _with_finding(sample, name, world)
        elif fact.type != "period":
            sample = sample.with_fact(name, as_told(fact, world[name]))
    return sample


def _forgotten(sample: Sample, rng: Random) -> Sample:
    """The sample with facts taken from the case until several verdicts are possible."""
    told = [name for name in sample.case["facts"] if name in sample.oracle.relevant]
    for name in rng.sample(told, len(told)):
        if len({verdict for _, (verdict, _) in sample.oracle.outcomes}) > 1:
            break
        less = sample.knowing(facts={n: f for n, f in sample.case["facts"].items() if n != name})
        if less.oracle.size <= MOST // 4:
            sample = less
    return sample


def _with_finding(sample: Sample, name: str, world: Mapping[str, Value]) -> Sample:
    owner, _, what = name.partition(":")
    text = next(plugin for plugin in sample.oracle.plugins if plugin.name == owner)
    holds = text.test(text.named[what].condition or "true")(world)
    finding = {"met": bool(world[name] and holds)}
    return sample.knowing(findings={**sample.case["findings"], name: finding})


# What property 5 adds


@st.composite
def more_clauses(draw: Draw, sample: Sample, kinds: Sequence[str]) -> list[Clause]:
    """Clauses that nobody has seen so far, of these kinds, for the sample's own text."""
    text = sample.texts[0]
    facts = [(name, fact) for name, fact in text.own_facts.items() if fact.type != "date"]
    shared = [(name, shared_vocabulary()[name]) for name in SHARED]
    author = Author(draw=draw, free=Grammar(facts=(*facts, *shared)))
    made = []
    for index in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(list(kinds)))
        clause = author.clause(kind, f"new_{index}")
        sweeping = {"when": draw(st.sampled_from(("true", "not true")))}
        if kind == "situation":
            sweeping |= {"requires": NOTHING_STATED, "addresses": ("obstructed",)}
        clause = evolve(clause, **sweeping) if draw(st.booleans()) else clause
        made.append(evolve(clause, status="stated", in_force=None, when=clause.condition or "true"))
        if kind == "situation" and made[-1].requires is None:  # type: ignore[attr-defined]
            made[-1] = evolve(made[-1], requires=NOTHING_STATED)
    return made


def published(sample: Sample, clauses: Sequence[Clause], kinds: Sequence[str]) -> Sample:
    """The sample once these clauses came to light, and these lists of its own text were read whole."""
    text = sample.texts[0]
    chapters = {}
    for hook in {*text.chapters, *(h for h, k in CHAPTER_KINDS.items() if k & set(kinds))}:
        chapter = text.chapters.get(hook, Chapter())
        here = [kind for kind in kinds if kind in CHAPTER_KINDS[hook]]
        known = [clause for clause in chapter.clauses if clause.kind not in here or clause.seen]
        known = [evolve(c, open_ended=False) if c.kind in here and hasattr(c, "open_ended") else c for c in known]
        closed = {k: _closed(chapter.lists.get(k, ListInfo())) for k in here}
        chapters[hook] = evolve(
            chapter,
            clauses=(*known, *(c for c in clauses if c.kind in CHAPTER_KINDS[hook])),
            lists={**chapter.lists, **closed},
        )
    order = [hook for hook in CHAPTER_KINDS if hook in chapters]
    whole = plugin(text.name, {hook: chapters[hook] for hook in order})
    return evolve(sample, texts=(whole, *sample.texts[1:]))


def _closed(info: ListInfo) -> ListInfo:
    return evolve(info, seen="complete", announced=None, open_ended=False)


__all__ = [
    "HARMS", "SHARED_ADVERSE", "TARGETS", "TIERS", "Sample", "as_told", "is_bad", "is_finding",
    "more_clauses", "procedure_samples", "published", "samples",
]  # fmt: skip
