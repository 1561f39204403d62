"""Binding: one plugin's clauses, names and lists read into a policy, with everything wrong collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import pairwise
from keyword import iskeyword

from attrs import evolve

from ..facts.conditions import ALWAYS, Expr, Names, names
from ..facts.days import after, is_inexact_date
from ..facts.problems import InputError, Problem, Problems, first_of, nearest
from ..facts.text import Text
from ..facts.vocabulary import Fact, FactType, shared_vocabulary
from ..facts.written import date_meant
from .clauses import (
    ANY_CHAPTER,
    CHAPTER_KINDS,
    FLOOR_PLUGIN,
    FORMAT,
    LIST_KINDS,
    NOTHING_STATED,
    TODO,
    Chapter,
    Clause,
    Duty,
    Effect,
    ListInfo,
    Measure,
    Reading,
    Region,
    Situation,
    Source,
    Step,
)
from .definitions import Definitions
from .policy import JOIN, Former, Policy, Rule, reading_fact, topics
from .versions import mistaken_ids

#: The kinds of which a stated clause has to say when it holds.
NEED_WHEN = frozenset(
    ["red_line", "situation", "condition", "tier_gate", "mitigation", "aggravation", "scope",
     "filing_condition", "trigger"]
)  # fmt: skip

#: The topic families in which a kind of clause may be; a kind that isn't listed may be in any.
FAMILIES = {
    "red_line": "red_line",
    "situation": "situation",
    "condition": "condition",
    "tier": "tier",
    "tier_gate": "tier",
    "mitigation": "tier",
    "aggravation": "tier",
    "scope": "filing",
    "filing_condition": "filing",
    "trigger": "clarification",
    "accusation": "clarification",
    "measure": "measure",
}


def bind(
    *,
    plugin: str,
    version: str,
    region: Region,
    sources: Iterable[Source],
    chapters: Mapping[str, Chapter],
    edition: str | None = None,
) -> Policy:
    """One plugin's policy.  `chapters` are its answers by hook.  Raises InputError.

    `edition` is the id of an earlier version whose policy it is.
    """
    policy, problems = bind_what_fits(
        plugin=plugin, version=version, region=region, sources=sources, chapters=chapters
    )
    if problems:
        raise InputError(problems)
    return evolve(policy, edition=edition)


def bind_what_fits(
    *,
    plugin: str,
    version: str,
    region: Region,
    sources: Iterable[Source],
    chapters: Mapping[str, Chapter],
) -> tuple[Policy, list[Problem]]:
    """What can be read of one plugin's policy, and every mistake in the rest."""
    binder = _Binder(plugin, version, region, list(sources), chapters)
    return binder.policy(), first_of(binder.problems)


def with_earlier(policy: Policy, texts: Mapping[str | None, Policy]) -> Policy:
    """A policy with its earlier versions, those of public content by id."""
    former = tuple(Former(about=version, policy=texts.get(version.id)) for version in policy.region.earlier)
    return evolve(policy, earlier=former) if former else policy


#: As many names are looked at, in all, to find what a mistaken one was to be.
MOST_COMPARED = 100_000


class _Binder:
    """Reads one plugin's names, then each of its clauses, and collects what is wrong."""

    def __init__(
        self,
        plugin: str,
        version: str,
        region: Region,
        sources: list[Source],
        chapters: Mapping[str, Chapter],
    ) -> None:
        self.plugin, self.version, self.region = plugin, version, region
        self.chapters = chapters
        self.problems = Problems()
        self.sources = {source.id: source for source in sources}
        self.file = ""
        self.near_left = MOST_COMPARED
        self.facts: dict[str, Fact | None] = {}
        self.conditions: dict[tuple[str, str], Expr] = {}
        self.clauses: dict[str, Clause] = {}
        self.readings = {r.id: r for chapter in chapters.values() for r in chapter.readings}
        info = self.lists().get("condition")
        if info is not None and info.join == "not stated":
            self.readings[JOIN] = _join_reading(info)
        self.terms = {t.id: t for chapter in chapters.values() for t in chapter.terms}
        self.own_facts = {f.id: f for chapter in chapters.values() for f in chapter.facts}
        self.periods = {p.id: p for chapter in chapters.values() for p in chapter.periods}
        for chapter in chapters.values():
            for clause in chapter.clauses:
                self.clauses.setdefault(clause.id, clause)
        self.vocabulary = shared_vocabulary()
        only_if = {name: fact.only_if for name, fact in self.own_facts.items() if fact.only_if is not None}
        scope = Names(self.fact, lambda _: None, self.known)
        self.definitions = Definitions(scope, self.terms, self.clauses, only_if, plugin)
        self.names = evolve(scope, others=self.definitions.other)

    def full(self, name: str) -> str:
        return f"{self.plugin}:{name}"

    def problem(self, problem: str, place: str, **values: object) -> None:
        self.problems.append(Problem(problem, values, place, self.file))

    def policy(self) -> Policy:
        self.check_region()
        self.check_names()
        rules: list[Rule] = []
        for hook, chapter in self.chapters.items():
            self.file = chapter.origin or hook
            self.check_lists(hook, chapter)
            self.check_words(chapter)
            for clause in chapter.clauses:
                rule = None if self.problems.enough else self.rule(hook, clause)
                if rule is not None:
                    rules.append(rule)
        self.check_counts(rules)
        filing = self.chapters.get("filing")
        return Policy(
            plugin=self.plugin,
            version=self.version,
            region=self.region,
            sources=self.sources,
            rules=tuple(rules),
            lists=self.lists(),
            readings={self.full(name): reading for name, reading in self.readings.items()},
            facts=tuple(self.own(name) for name in self.own_facts)
            + tuple(self.period(name) for name in self.periods),
            conditions=self.conditions,
            periods={self.full(p.id): (self.full(p.from_), self.full(p.to)) for p in self.periods.values()},
            files_during=bool(filing and filing.filing and filing.filing.files_during),
            chapters=self.chapters,
            scope=self.names,
        )

    def lists(self) -> dict[str, ListInfo]:
        return {kind: info for chapter in self.chapters.values() for kind, info in chapter.lists.items()}

    # Names

    def own(self, name: str) -> Fact:
        return evolve(self.own_facts[name], id=self.full(name))

    def period(self, name: str) -> Fact:
        period = self.periods[name]
        type_: FactType = "working_days" if period.days == "working" else "period"
        return Fact(id=self.full(name), group="procedure", type=type_, label=period.title, ask=period.title)

    def fact(self, name: str) -> Fact | None:
        if name not in self.facts:
            self.facts[name] = self.made_fact(name)
        return self.facts[name]

    def made_fact(self, name: str) -> Fact | None:
        if name in self.own_facts:
            return self.own(name)
        if name in self.periods:
            return self.period(name)
        if name in self.readings:
            return reading_fact(self.full(name), self.readings[name])
        return self.vocabulary.get(name)

    def known(self) -> list[str]:
        """The names that could be meant where one isn't known, as long as comparing them is affordable."""
        names = [*self.vocabulary, *self.own_facts, *self.periods, *self.readings, *self.terms, *self.clauses]
        self.near_left -= len(names)
        return names if self.near_left > 0 else []

    def near(self, name: str, names: Collection[str]) -> str:
        """The one of some names that is most like another, on the same terms."""
        self.near_left -= len(names)
        return nearest(name, names) if self.near_left > 0 else ""

    # Checks

    def check_region(self) -> None:
        self.file = "region.toml"
        region = self.region
        if not re.fullmatch(r"[a-z][a-z0-9-]*", region.id):
            self.problem("bad_id", "id", id=region.id)
        if not re.fullmatch(r"[0-9]{6}", region.code):
            self.problem("bad_code", "code", code=region.code)
        if region.parent is not None and region.parent.code == region.code:
            self.problem("own_parent", "parent", region=region.id)
        if not 1 <= region.format <= FORMAT:
            self.problem("bad_format", "format", format=region.format, newest=FORMAT)
        if region.review is not None and not is_inexact_date(region.review.on):
            self.problem(
                "bad_inexact_date", "review", value=region.review.on, near=date_meant(region.review.on)
            )
        self.check_versions()
        for figure in region.figures:
            self.check_source(figure.source, f"figure {figure.id}")
            if figure.date is not None and not is_inexact_date(figure.date):
                self.problem(
                    "bad_inexact_date", f"figure {figure.id}", value=figure.date, near=date_meant(figure.date)
                )
        self.file = "sources.toml"
        for source in self.sources.values():
            if source.date is not None and not is_inexact_date(source.date):
                self.problem(
                    "bad_inexact_date", f"source {source.id}", value=source.date, near=date_meant(source.date)
                )

    def check_versions(self) -> None:
        """Dates that there are, ids that are told apart, and no version sure to begin before the last one's end."""
        region = self.region
        versions = [(f"earlier {text.id}", text) for text in region.earlier] + [("policy", region.policy)]
        for place, text in versions:
            for key, day in (("from", text.from_), ("to", text.to), ("reported", text.reported)):
                if day is not None and not is_inexact_date(day):
                    self.problem("bad_inexact_date", f"{place}, {key}", value=day, near=date_meant(day))
                    return
            if after(text.from_, text.to):
                self.problem("in_force_backwards", place)
        for (place, text), (_, later) in pairwise(versions):
            if after(text.to or text.from_, later.from_):
                self.problem("versions_overlap", place, until=text.to or text.from_, start=later.from_)
        self.problems += [problem.at(file=self.file) for problem in mistaken_ids(region)]
        for text in region.earlier:
            if text.source is not None:
                self.check_source(text.source, f"earlier {text.id}")
            for key in ("states", "added", "repealed"):
                if not text.published and getattr(text, key):
                    self.problem("unpublished_states", f"earlier {text.id}, {key}", key=key)

    def check_names(self) -> None:
        taken = set(self.vocabulary)
        self.file = "region.toml"
        self.check_ids("figure", (figure.id for figure in self.region.figures), taken)
        for hook, chapter in self.chapters.items():
            self.file = chapter.origin or hook
            self.check_ids("clause", (clause.id for clause in chapter.clauses), taken)
            self.check_ids("reading", (reading.id for reading in chapter.readings), taken)
            self.check_ids("term", (term.id for term in chapter.terms), taken)
            self.check_ids("fact", (fact.id for fact in chapter.facts), taken)
            self.check_ids("period", (period.id for period in chapter.periods), taken)

    def check_ids(self, what: str, names: Iterable[str], taken: set[str]) -> None:
        """Ids that conditions could use, none of them `taken`; they are then."""
        for name in names:
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or iskeyword(name) or name == "true":
                self.problem("bad_id", f"{what} {name}", id=name)
            elif name in taken:
                self.problem("duplicate_name", f"{what} {name}", id=name)
            taken.add(name)

    def check_lists(self, hook: str, chapter: Chapter) -> None:
        for kind, info in chapter.lists.items():
            place = f"list.{kind}"
            if kind not in LIST_KINDS or kind not in CHAPTER_KINDS[hook]:
                near = nearest(kind, CHAPTER_KINDS[hook])
                self.problem("unknown_list", place, kind=kind, near=near)
                continue
            if (info.seen == "counted") != (info.announced is not None):
                self.problem("announced_with_counted", place)
            if info.source is not None:
                self.check_source(info.source, place)
            if info.seen == "complete" and not self.read_in_full(kind, info, chapter):
                self.problem("complete_from_report", place)
            if info.favoured is not None and info.join != "not stated":
                self.problem("favoured_without_doubt", place)
            if info.gates and kind != "tier_gate":
                self.problem("gates_elsewhere", place)
            if info.seen == "none" and any(clause.kind == kind for clause in chapter.clauses):
                self.problem("clauses_in_no_list", place)

    def read_in_full(self, kind: str, info: ListInfo, chapter: Chapter) -> bool:
        """Whether the sources of a list are the policy's own text."""
        cited = {clause.source for clause in chapter.clauses if clause.kind == kind}
        names = cited | ({info.source} if info.source is not None else set())
        sources = [self.sources[name] for name in names if name in self.sources]
        return all(source.kind in ("policy_text", "internal_text") for source in sources)

    def check_words(self, chapter: Chapter) -> None:
        for reading in chapter.readings:
            if len(reading.options) < 2 or reading.favoured not in (None, *reading.options):
                self.problem("bad_reading", f"reading {reading.id}", options=", ".join(reading.options))
        for term in chapter.terms:
            if self.problems.enough:
                return
            place = f"term {term.id}"
            whole = term.when is not None
            if whole == bool(term.of) or (
                term.at_least is not None and not 0 < term.at_least <= len(term.of)
            ):
                self.problem("bad_term", place)
            elif term.source is not None:
                self.check_source(term.source, place)
            self.expr(partial(self.definitions.own, term.id), place)
        for fact in chapter.facts:
            if fact.derived:
                self.problem("fact_derived", f"fact {fact.id}, type", type=fact.type)
            for key in ("only_if", "weighs_for", "weighs_against"):
                text = getattr(fact, key)
                if text is not None:
                    own = key == "only_if" and fact.id not in self.terms and fact.id not in self.clauses
                    read = self.definitions.own if own else self.definitions.condition
                    expr = self.expr(partial(read, fact.id if own else text), f"fact {fact.id}, {key}")
                    if expr is not None:
                        self.conditions[self.full(fact.id), key] = expr
        for period in chapter.periods:
            if period.from_ == period.to:
                self.problem("period_of_one_date", f"period {period.id}", name=period.to)
            for end in (period.from_, period.to):
                if end not in self.own_facts or self.own_facts[end].type != "date":
                    dates = [name for name, fact in self.own_facts.items() if fact.type == "date"]
                    self.problem("bad_period", f"period {period.id}", name=end, near=self.near(end, dates))

    def check_source(self, name: str, place: str) -> None:
        if name not in self.sources:
            self.problem("unknown_source", place, source=name, near=self.near(name, self.sources))

    def check_counts(self, rules: list[Rule]) -> None:
        for hook, chapter in self.chapters.items():
            self.file = chapter.origin or hook
            for kind, info in chapter.lists.items():
                counted = [r for r in rules if r.kind == kind and r.clause.counted]
                if info.announced is not None and len(counted) > info.announced:
                    self.problem(
                        "more_than_announced", f"list.{kind}", announced=info.announced, found=len(counted)
                    )
                elif info.missing_at_least is not None:
                    seen = sum(rule.clause.seen for rule in counted)
                    self.check_least(info, seen, f"list.{kind}")
        dates = {self.full(end) for p in self.periods.values() for end in (p.from_, p.to)}
        for rule in rules:
            if rule.reads & dates:
                self.problem("period_date_compared", f"{rule.kind} {rule.clause.id}")

    def check_least(self, info: ListInfo, seen: int, place: str) -> None:
        """No more can be missing for certain than isn't among the clauses that count for certain."""
        most = None if info.announced is None else info.announced - seen
        if most is None or not 0 <= (info.missing_at_least or 0) <= most:
            self.problem("bad_least", place, least=info.missing_at_least, most=most or 0)

    # Clauses

    def condition(self, text: str, place: str) -> Expr | None:
        """The expression of a condition, if nothing is wrong with it."""
        return self.expr(partial(self.definitions.condition, text), place)

    def expr(self, read: Callable[[], Expr | None], place: str) -> Expr | None:
        try:
            return read()
        except InputError as error:
            self.problems += [p.at(place, self.file) for p in error.problems]
            return None

    def rule(self, hook: str, clause: Clause) -> Rule | None:
        place = f"{clause.kind} {clause.id}"
        if clause.kind not in CHAPTER_KINDS[hook] | ANY_CHAPTER:
            self.problem("kind_not_here", place, kind=clause.kind, hook=hook)
        if clause.floor and self.plugin != FLOOR_PLUGIN:
            self.problem("floor_elsewhere", f"{place}, floor", name=FLOOR_PLUGIN)
        self.check_source(clause.source, place)
        for topic in (clause.topic, *clause.also):
            self.check_topic(hook, clause, topic, place)
        if isinstance(clause, Measure):
            self.check_pointed_at(clause, place)
        if isinstance(clause, Step | Duty):
            self.check_procedure(clause, place)
        if isinstance(clause, Effect) and clause.when is not None and clause.worth is None:
            self.problem("worth_missing", place)
        if not self.check_in_force(clause, place):
            clause = evolve(clause, in_force=None)
        if clause.status == "todo":
            source = self.sources.get(clause.source)
            return Rule(id=self.full(clause.id), clause=clause, source=source) if source else None
        when = self.clause_when(clause, place)
        requires = self.clause_requires(clause, place)
        presupposed = clause.presupposes if isinstance(clause, Situation) else None
        source = self.sources.get(clause.source)
        if source is None or requires is None:
            return None
        words = names(requires) if when is None else names(when) | names(requires)
        reads = words - {self.full(name) for name in self.readings}
        covered = clause.addresses if isinstance(clause, Situation) else ()
        return Rule(
            id=self.full(clause.id),
            clause=clause,
            source=source,
            when=when,
            requires=requires,
            reads=reads,
            presupposes=None if presupposed is None else self.condition(presupposed, f"{place}, presupposes"),
            addresses=reads | {fact.id for name in covered if (fact := self.fact(name)) is not None},
        )

    def check_topic(self, hook: str, clause: Clause, topic: str, place: str) -> None:
        # what weighs in a clarification is of its family
        weighs = hook == "clarification" and clause.kind == "aggravation"
        family = "clarification" if weighs else FAMILIES.get(clause.kind)
        if topic not in topics():
            self.problem("unknown_topic", place, topic=topic, near=self.near(topic, topics()))
        elif family not in (None, topics()[topic].family):
            self.problem("topic_family", place, topic=topic, family=family)

    def check_pointed_at(self, measure: Measure, place: str) -> None:
        """A measure points at other clauses of its own plugin."""
        for name in measure.clauses:
            if name not in self.clauses or name == measure.id:
                others = [other for other in self.clauses if other != measure.id]
                self.problem("points_nowhere", f"{place}, clauses", name=name, near=self.near(name, others))

    def check_in_force(self, clause: Clause, place: str) -> bool:
        """Whether the days between which it is in force are days."""
        dates = clause.in_force
        if dates is None:
            return True
        for day in (dates.from_, dates.by, dates.to):
            if day is not None and not is_inexact_date(day):
                self.problem("bad_inexact_date", f"{place}, in_force", value=day, near=date_meant(day))
                return False
        if dates.from_ is not None and dates.by is not None:
            self.problem("begins_twice", f"{place}, in_force")
        if after(dates.from_ or dates.by, dates.to):
            self.problem("in_force_backwards", place)
        return True

    def clause_when(self, clause: Clause, place: str) -> Expr | None:
        text = clause.condition
        if text is None:
            if getattr(clause, "finding", None) is not None:
                self.problem("finding_without_when", place)
            elif clause.kind in NEED_WHEN and clause.status == "stated":
                self.problem("needs_when", place)
            return None
        if text == TODO:
            self.problem("todo_condition", f"{place}, when")
            return None
        return self.condition(text, f"{place}, when")

    def check_procedure(self, clause: Step | Duty, place: str) -> None:
        """What only a procedure gives a meaning, and steps that there are."""
        if clause.procedure is None:
            for key in (
                "roles",
                "by_each",
                "when",
                "requires",
                "document",
                "decides",
                "concludes",
                "after",
                "within",
            ):
                if getattr(clause, key, None):
                    self.problem("no_procedure", f"{place}, {key}", key=key)
        if isinstance(clause, Duty):
            return
        if clause.by_each and len(clause.roles) < 2:
            self.problem("each_of_one", f"{place}, by_each")
        if clause.within is not None and not clause.within.given:
            self.problem("bad_length", f"{place}, within")
        steps = [
            other.id
            for other in self.clauses.values()
            if isinstance(other, Step) and other.procedure == clause.procedure
        ]
        above = steps[: steps.index(clause.id)] if clause.id in steps else []
        for name in clause.after or ():
            if name not in steps:
                self.problem("no_such_step", f"{place}, after", name=name, near=self.near(name, steps))
            elif name not in above:  # so that no step ever waits for itself
                self.problem("step_below", f"{place}, after", name=name)

    def clause_requires(self, clause: Clause, place: str) -> Expr | None:
        if isinstance(clause, Step | Duty):
            if clause.requires is None:
                return ALWAYS
            return self.condition(clause.requires, f"{place}, requires")
        if not isinstance(clause, Situation) or clause.condition is None:
            return ALWAYS
        for name in clause.addresses:
            fact = self.fact(name)
            if fact is None or not fact.adverse:
                self.problem("addresses_adverse", f"{place}, addresses", name=name)
        text = clause.requires
        if text is None:
            self.problem("needs_requires", place)
            return None
        if text == NOTHING_STATED:
            return ALWAYS
        if text == TODO:
            self.problem("todo_condition", f"{place}, requires")
            return None
        return self.condition(text, f"{place}, requires")


def _join_reading(info: ListInfo) -> Reading:
    return Reading(
        id=JOIN,
        question=Text(
            "各项条件须同时具备，还是具备其一即可？", "Are all of the conditions needed, or any one?"
        ),
        options={
            "all": Text("须同时具备", "all are needed"),
            "any": Text("具备其一即可", "any one is enough"),
        },
        favoured=info.favoured,
    )
