"""Random policies of the public types, such as a plugin author could write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import attrs
from attrs import evolve, frozen

from rongcuo.facts.text import Text
from rongcuo.facts.vocabulary import Choice, Fact, shared_vocabulary
from rongcuo.policy.clauses import (
    FLOOR_PLUGIN,
    NOTHING_STATED,
    About,
    Aggravation,
    Chapter,
    Clause,
    Condition,
    FilingCondition,
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
    Subject,
    Term,
    Tier,
    TierClause,
    TierGate,
    Trigger,
)

from .completions import FILING_FACTS
from .reading import Plugin, choice_of

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
WORDS = Text("文字", "words")
SOURCES = (
    Source(id="text", title=WORDS, issuer=WORDS, kind="policy_text"),
    Source(id="press", title=WORDS, issuer=WORDS, kind="press_report"),
)


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
    """Writes one plugin's chapters; of the lists in `whole` all was seen, of those in `part` never all."""

    rng: Random
    grammar: Grammar
    restricted: bool = False
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()

    def one_in(self, number: int) -> bool:
        return self.rng.randrange(number) == 0

    def using(self, words: Iterable[str]) -> Author:
        """The same author, whose conditions may use these terms and clauses as well."""
        return evolve(self, grammar=evolve(self.grammar, words=(*self.grammar.words, *words)))

    def clauses(self, kind: str, most: int, sure: int = 0) -> list[Clause]:
        """Some clauses of a kind; so many of them can surely be ruled by."""
        number = self.rng.randint(sure, most)
        return [self.clause(kind, f"{_LETTER[kind]}{index}", index < sure) for index in range(number)]

    def clause(self, kind: str, name: str, sure: bool = False, **fixed: Any) -> Clause:
        """A clause of a kind, with these keys; unless it has to be sure, now and then nobody can rule by it."""
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
            keys["about"] = about(keys["when"])
            keys["open_ended"] = self.one_in(15)
            adverse = [n for n, f in grammar.facts if f.adverse] + ["obstructed"]
            keys["addresses"] = (self.rng.choice(adverse),) if self.one_in(3) else ()
        if kind == "tier":
            keys |= {"tiers": self.tiers() or ("lighter",), "about": about(keys["when"])}
            return TierClause(**(keys | fixed))
        rare = None if sure else self.rng.randrange(20)
        if rare == 0:
            keys["in_force"] = InForce(to="2020")
        elif rare == 1:
            keys["status"] = "named"
        elif rare == 2:
            keys |= {"status": "named", "when": None, "requires": None, "finding": None}
        elif rare == 3:
            keys |= {"status": "todo", "finding": None}
        names = {a.name for a in attrs.fields(_CLASSES[kind])}
        return _CLASSES[kind](**{key: value for key, value in (keys | fixed).items() if key in names})

    def tiers(self) -> tuple[Tier, ...]:
        choices: tuple[tuple[Tier, ...], ...] = ((), ("exempt",), ("lighter",), ("not_pursued", "exempt"))
        return self.rng.choice(choices)

    def chapter(self, clauses: Sequence[Clause], kinds: Sequence[str]) -> Chapter:
        """These clauses in these lists."""
        lists = self.lists(clauses, kinds)
        whole = {kind for kind, info in lists.items() if info.seen == "complete"}
        return Chapter(
            # only a policy's own text makes a list complete
            clauses=tuple(evolve(c, source="text") if c.kind in whole else c for c in clauses),
            lists=lists,
        )

    def lists(self, clauses: Iterable[Clause], kinds: Iterable[str]) -> dict[str, ListInfo]:
        """What was seen of each list."""
        found = {}
        for kind in kinds:
            counted = sum(clause.kind == kind for clause in clauses)
            info = self.list_info(kind, counted)
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

    def list_info(self, kind: str, clauses: int) -> ListInfo | None:
        """What was seen of a list with so many clauses; None where nothing is declared of it."""
        whole: list[Any] = ["complete", "complete", *([] if clauses else ["none"])]
        part: list[Any] = ["report", "counted", "undeclared"]
        seen = self.rng.choice(whole if kind in self.whole else part if kind in self.part else whole + part)
        if seen == "undeclared":
            return None
        more = self.rng.randint(int(kind in self.part), 2)
        return ListInfo(
            seen=seen,
            announced=clauses + more if seen == "counted" else None,
            open_ended=seen != "none" and kind not in self.whole and self.one_in(15),
        )


def about(when: str) -> tuple[Subject, ...]:
    """What the tiers of a clause with this condition are about: any, the same for the same condition."""
    choices: tuple[tuple[Subject, ...], ...]
    choices = ((), (), ("accountability",), ("discipline",), ("accountability", "discipline"))
    return Random(when).choice(choices)


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


#: The codes of made-up regions: `upper` stands above `demo` and, like the nation's text, `under` above all.
CODES: dict[str, tuple[str, Any]] = {
    "demo": ("100420", "county"),
    "next": ("100453", "county"),
    "far": ("200453", "county"),
    "upper": ("100400", "city"),
}


def region(name: str) -> Region:
    code, level = CODES.get(name, (str(100000 + sum(map(ord, name))), "county"))
    return Region(
        id=name,
        name=Text(f"{name}区", name.title()),
        full_name=Text(f"{name}区全称", f"{name.title()} District"),
        code=code,
        level=level,
        policy=About(title=WORDS, issuer=WORDS, summary=WORDS),
    )


def plugin_of(name: str, chapters: Mapping[str, Chapter]) -> Plugin:
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
    grammar = grammar_of(facts, shared, periods, readings)
    terms = () if restricted or rng.randrange(2) else (_term(rng, grammar),)
    author = Author(
        rng=rng,
        grammar=grammar,
        restricted=restricted,
        whole=() if target == "unaddressed" else rng.choice(SEEN_WHOLE),
        part=("red_line",) if target == "unaddressed" else (),
    ).using(term.id for term in terms)
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
    scopes = author.clauses("scope", 1, int(filed))
    return plugin_of(
        name,
        {
            "filing": author.chapter(scopes, ("scope",)),
            "red_lines": author.chapter(red_lines, ("red_line",)),
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


#: Lists that were seen whole together: without, no verdict but a refusal would ever be plain.
SEEN_WHOLE = (
    (),
    (),
    ("red_line", "condition"),
    ("red_line", "situation"),
    ("red_line", "situation", "condition"),
)
PERIOD = Period(id="days", title=WORDS, from_="handled_on", to="reported_on")


def grammar_of(
    facts: Iterable[Fact],
    shared: Iterable[str],
    periods: Iterable[Period] = (),
    readings: Iterable[Reading] = (),
) -> Grammar:
    """What conditions may say of these."""
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
    grammar = grammar_of((), _shared(rng, 2, restricted, filing=False))
    author = Author(rng=rng, grammar=grammar, restricted=restricted)
    red_lines = [evolve(clause, floor=rng.randrange(5) > 0) for clause in author.clauses("red_line", 2, 1)]
    return plugin_of(FLOOR_PLUGIN, {"red_lines": Chapter(clauses=tuple(red_lines))})


def neighbour_plugin(rng: Random) -> Plugin:
    """Another region's text: a finding on its red line restricts the facts everywhere."""
    shared = _shared(rng, 2)
    facts = own_facts(rng, shared)[:2]
    author = Author(rng=rng, grammar=grammar_of(facts, shared))
    red_line = author.clause("red_line", "R0", sure=True, finding=WORDS)
    return plugin_of("next", {"red_lines": Chapter(clauses=(red_line,), facts=facts)})
