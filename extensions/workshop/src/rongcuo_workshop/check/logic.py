"""Logic: conditions that come to nothing, clauses that can never decide, texts that contradict themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate

from attrs import frozen

from rongcuo.facts.conditions import ALWAYS, parse
from rongcuo.facts.problems import InputError
from rongcuo.policy.clauses import NOTHING_STATED
from rongcuo.policy.policy import Policy, Rule
from rongcuo.ruling.diagrams import FALSE, TRUE, TooComplex
from rongcuo.ruling.monotonicity import worse_may_help
from rongcuo.ruling.tables import Criteria, criteria

from ..finding import Finding, as_finding
from ..workspace import Workspace
from .laws import breaches, helped_by_worse, hurt_by_filing
from .places import Places
from .proofs import Proofs, proofs

#: A finding with rules: it stands where it holds on every day on which all of them are in force.
About = tuple[tuple[Rule, ...], Finding]


def logic_findings(workspace: Workspace, places: Places, *, whole: bool) -> list[Finding]:
    """What the conditions come to; what spans several clauses only where the `whole` was read."""
    try:
        findings = list(_Constants(workspace, places, proofs(workspace)).findings())
        if whole:
            dead = {(f.problem.file, f.problem.place.partition(",")[0]) for f in findings}
            findings += _on_every_day(workspace, places, dead)
        return findings
    except (TooComplex, RecursionError):
        return [as_finding("check_too_complex", "", region=workspace.policy.region.id)]


def own_rules(workspace: Workspace, *kinds: str) -> list[Rule]:
    """The plugin's own clauses of these kinds that rule in its region: no floor but the nation's is served."""
    there = workspace.here.by_id
    return [r for r in workspace.policy.rules if r.when is not None and r.kind in kinds and r.id in there]


def words_of(condition: str) -> set[str]:
    """The names in a condition."""
    try:
        tree = ast.parse(condition.strip())
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def place(rule: Rule, key: str = "") -> str:
    return f"{rule.kind} {rule.clause.id}" + (f", {key}" if key else "")


def named(rules: Iterable[Rule]) -> str:
    return ", ".join(rule.clause.id for rule in rules)


# One condition


@frozen
class _Constants:
    """Conditions, and parts of them, that hold in every case or in none."""

    workspace: Workspace
    places: Places
    proofs: Proofs

    def findings(self) -> Iterator[Finding]:
        places = (problem.place.partition(",")[0].split() for problem in self.workspace.problems)
        broken = {words[1] for words in places if len(words) > 1}
        for rule in self.workspace.policy.rules:
            file = self.places.file(rule.kind, rule.clause.id)
            for key in ("when", "requires"):
                text = getattr(rule.clause, key, None)
                if rule.when is None or text in (None, "true", NOTHING_STATED):
                    continue
                if not broken & {rule.clause.id, *words_of(text)}:
                    yield from self.of(text, file, place(rule, key))

    def of(self, text: str, file: str, where: str) -> Iterator[Finding]:
        """What is constant in one condition."""
        text = text.strip()
        try:
            tree = ast.parse(text, mode="eval").body
        except SyntaxError:
            return
        yield from self.walk(tree, text, file, where)

    def walk(self, node: ast.expr, text: str, file: str, where: str) -> Iterator[Finding]:
        part = ast.get_source_segment(text, node) or text
        try:
            expr = parse(part, self.workspace.policy.scope)
        except InputError:
            return
        known = self.proofs.always(expr)
        if known is False:
            parts = self.contradicting(node, text)
            yield as_finding("check_never", file, where, condition=part, parts="; ".join(parts))
        elif known is True and part != "true":
            witness = self.proofs.case(self.proofs.r.build(expr))
            yield as_finding("check_always", file, where, witness, condition=part)
        elif isinstance(node, ast.BoolOp):
            for inner in node.values:
                yield from self.walk(inner, text, file, where)
        elif isinstance(node, ast.UnaryOp):
            yield from self.walk(node.operand, text, file, where)

    def contradicting(self, node: ast.expr, text: str) -> list[str]:
        """The fewest parts of an `and` that can't hold together."""
        if not (isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)):
            return [ast.get_source_segment(text, node) or text]
        scope = self.workspace.policy.scope
        conjuncts = [ast.get_source_segment(text, value) or text for value in node.values]
        nodes = {part: self.proofs.r.build(parse(part, scope)) for part in conjuncts}
        return self.proofs.fewest(
            conjuncts, lambda parts: not self.proofs.can_hold(*(nodes[part] for part in parts))
        )


# Several clauses, day by day


def _on_every_day(workspace: Workspace, places: Places, dead: set[tuple[str, str]]) -> list[Finding]:
    """What holds on every day on which the clauses that it is about are in force."""
    rules = [rule for rule in workspace.policy.rules if rule.when is not None]
    starts = {rule.in_force.low for rule in rules} | {rule.in_force.high for rule in rules}
    days = sorted({day + by for day in starts if day is not None for by in (-1, 0, 1)} | {EARLY, FAR})
    seen: dict[tuple[str, str], tuple[About, set[int]]] = {}
    for day in days:
        for about in _Text(workspace, places, proofs(workspace, day), dead).findings():
            problem = about[1].problem
            key = (problem.code, problem.place)
            seen.setdefault(key, (about, set()))[1].add(day)
    in_force = {rule.id: {day for day in days if day in rule.in_force} for rule in rules}
    return [
        finding
        for (about, finding), on in seen.values()
        if on >= set(days).intersection(*(in_force.get(rule.id, days) for rule in about))
    ]


#: Days before and behind every date that a text gives.
EARLY, FAR = 1, 4_000_000


@frozen(eq=False, slots=False)
class _Text:
    """The findings on one day's text; `dead` are clauses of which more is known to be wrong already."""

    workspace: Workspace
    places: Places
    proofs: Proofs
    dead: set[tuple[str, str]]

    @property
    def policy(self) -> Policy:
        return self.proofs.here.policies[0]

    def own(self, *kinds: str) -> list[Rule]:
        """The plugin's own clauses of these kinds that can hold at all."""
        plugin = f"{self.workspace.name}:"
        rules = [rule for rule in self.policy.of(*kinds) if rule.id.startswith(plugin)]
        return [rule for rule in rules if (self.file(rule), place(rule)) not in self.dead]

    def file(self, rule: Rule) -> str:
        return self.places.file(rule.kind, rule.clause.id)

    def node(self, rule: Rule) -> int:
        return self.proofs.r.holds(rule)

    def findings(self) -> Iterator[About]:
        contradicting = [*self.contradictions("condition"), *self.contradictions("filing_condition")]
        yield from contradicting
        same = list(self.same())
        yield from same
        if not contradicting:
            twice = {rule.id for rules, _ in same for rule in rules}
            refused = list(self.only_refused())
            yield from refused
            skip = twice | {rules[0].id for rules, _ in refused}
            yield from self.shadowed_situations(skip)
            yield from self.needless_conditions()
            yield from self.tiers(skip)
        yield from self.shadowed("red_line")
        yield from self.shadowed("scope")
        yield from self.shadowed("trigger")
        yield from self.needless_filing_conditions()
        yield from self.worse_helps()
        yield from self.filing_hurts()

    def contradictions(self, kind: str) -> Iterator[About]:
        """Conditions that can't hold together, or that a situation or scope can't ever pass."""
        p = self.proofs
        conditions = self.own(kind)
        if kind == "condition" and self.policy.list_info(kind).join != "all":
            return
        rules = p.clashing(conditions)
        if rules:
            last, witness = rules[-1], p.case(*map(self.node, rules[:-1]))
            finding = as_finding(
                "check_contradict", self.file(last), place(last), witness, clauses=named(rules)
            )
            yield tuple(rules), finding
            return
        for rule in self.own("situation" if kind == "condition" else "scope"):
            node = self.node(rule)
            rules = p.clashing(conditions, node) if p.can_hold(node) else []
            if rules:
                yield self.about("check_contradicts_situation", rule, rules, node)

    def about(self, problem: str, rule: Rule, others: Sequence[Rule], node: int) -> About:
        """A finding on a rule and others, with a case in which a function holds.

        That others make a rule idle has to hold as long as it is in force; that they clash, only while
        they are as well.
        """
        values = {"clause": rule.clause.id, "clauses": self.called(others)}
        finding = as_finding(problem, self.file(rule), place(rule), self.proofs.case(node), **values)
        idle = problem in ("check_shadowed", "check_only_refused")
        return ((rule,) if idle else (rule, *others)), finding

    def called(self, rules: Sequence[Rule]) -> str:
        """Rules by their ids, those of other plugins with the plugin's name."""
        own = f"{self.workspace.name}:"
        return ", ".join(rule.id.removeprefix(own) for rule in rules) or "–"

    def same(self) -> Iterator[About]:
        """Situations whose conditions hold in the same cases."""
        r = self.proofs.r
        seen: dict[tuple[int, int, bool], Rule] = {}
        for rule in self.own("situation"):
            assert rule.when is not None
            key = (r.build(rule.when), r.build(rule.requires), rule.finding is None)
            first = seen.setdefault(key, rule)
            if first is not rule:
                yield self.about("check_same", rule, [first], self.node(rule))

    def only_refused(self) -> Iterator[About]:
        """Situations that no case meets without touching a red line."""
        p = self.proofs
        c = criteria(p.r)
        clear = p.r.diagrams.negation(c.red_line)
        own = {rule.id for rule in self.own("situation")}
        for rule, node in c.satisfied:
            if rule.id in own and p.can_hold(node) and not p.can_hold(node, clear):
                lines = p.covering(node, p.here.rules("red_line"))
                yield self.about("check_only_refused", rule, lines, node)

    def shadowed_situations(self, skip: set[str]) -> Iterator[About]:
        """Situations without which every case would be ruled alike."""
        p = self.proofs
        c = criteria(p.r)
        satisfied = {rule.id: node for rule, node in c.satisfied}
        alone = self.tolerating_alone(c)
        for rule in self.own("situation"):
            node = satisfied[rule.id]
            if rule.id in skip or rule.id in alone or not p.can_hold(node):
                continue
            if p.table(rule) == p.whole:
                others = [other for other, _ in c.satisfied if other is not rule]
                others = p.covering(node, others, satisfied)
                yield self.about("check_shadowed", rule, others, node)

    def tolerating_alone(self, c: Criteria) -> set[str]:
        """The situations by which alone some case is tolerated: without them it would be ruled otherwise."""
        d = self.proofs.r.diagrams
        nodes = [node for _, node in c.deciding]
        before = list(accumulate(nodes, lambda a, b: d.some([a, b]), initial=c.red_line))
        after = list(accumulate(reversed(nodes), lambda a, b: d.some([a, b]), initial=FALSE))
        after.reverse()
        others = (d.some(pair) for pair in zip(before, after[1:], strict=False))
        return {
            rule.id
            for (rule, node), other in zip(c.deciding, others, strict=True)
            if self.proofs.can_hold(node, d.negation(other))
        }

    def needless_conditions(self) -> Iterator[About]:
        """Conditions without which every case would be ruled alike."""
        p = self.proofs
        if self.policy.list_info("condition").join != "all" or not self.policy.of("situation"):
            return
        rules = self.own("condition")
        for rule in reversed(list(rules)):
            if p.table(rule) != p.whole:
                continue
            others = [other for other in rules if other is not rule]
            together = p.r.diagrams.every(self.node(other) for other in others)
            if others and p.follows(together, [self.node(rule)]):
                rules.remove(rule)
                yield self.about("check_shadowed", rule, others, self.node(rule))
            elif len(rules) == len(self.own("condition")):
                # a red line is met wherever it fails, or every situation demands it already
                fails = p.r.diagrams.negation(self.node(rule))
                lines = p.here.rules("red_line")
                if p.follows(fails, [self.node(line) for line in lines]):
                    yield self.about("check_shadowed", rule, p.covering(fails, lines), fails)
                else:
                    yield self.about("check_shadowed", rule, self.own("situation"), fails)

    def shadowed(self, kind: str) -> Iterator[About]:
        """Clauses of a list that hold only where others of it do."""
        p = self.proofs
        rules = self.own(kind)
        nodes = {rule.id: self.node(rule) for rule in rules}
        for rule in reversed(list(rules)):
            others = [other for other in rules if other is not rule and _alike(other, rule)]
            if others and p.follows(nodes[rule.id], [nodes[other.id] for other in others]):
                rules.remove(rule)
                fewest = p.covering(nodes[rule.id], others, nodes)
                yield self.about("check_shadowed", rule, fewest, nodes[rule.id])

    def needless_filing_conditions(self) -> Iterator[About]:
        """Conditions of filing that hold wherever the others do."""
        p = self.proofs
        rules = self.own("filing_condition")
        for rule in reversed(list(rules)):
            others = [other for other in rules if other is not rule]
            together = p.r.diagrams.every(self.node(other) for other in others)
            if others and p.follows(together, [self.node(rule)]):
                rules.remove(rule)
                yield self.about("check_shadowed", rule, others, self.node(rule))

    def tiers(self, skip: set[str]) -> Iterator[About]:
        """Tiers that no tolerated case can have by the clause that allows them."""
        p = self.proofs
        deciding = {rule.id: node for rule, node in criteria(p.r).deciding}
        for rule in self.own("situation", "tier"):
            if rule.id in skip:
                continue
            node = deciding[rule.id] if rule.kind == "situation" else self.node(rule)
            for tier in rule.tiers if p.can_hold(node) else ():
                if not p.can_hold(node, self.has_tier(tier)):
                    values = {"clause": rule.clause.id, "tier": tier}
                    where = place(rule, "tiers")
                    finding = as_finding(
                        "check_tier_unreachable", self.file(rule), where, p.case(node), **values
                    )
                    yield (rule,), finding

    def has_tier(self, tier: str) -> int:
        """When a tolerance has this tier."""
        return self.proofs.r.diagrams.map(
            ("has", tier), lambda outcome: _has(outcome, tier), self.proofs.whole
        )

    def worse_helps(self) -> Iterator[About]:
        for name in worse_may_help(self.proofs.here):
            rule = self.policy.by_id.get(name)
            if rule is not None and rule.id.startswith(f"{self.workspace.name}:"):
                yield (rule,), self.worse_helps_in(rule)

    def worse_helps_in(self, rule: Rule) -> Finding:
        """The finding on a rule, with a case that a worse fact helps, where there is one within the limit.

        Of a situation it is on how the person acted, where that asks for the worse; else on the kind of work.
        """
        file, clause, r = self.file(rule), rule.clause.id, self.proofs.r
        with suppress(TooComplex):
            holds = r.build(rule.condition)
            parts = [("", r.diagrams.negation(holds) if rule.kind == "red_line" else holds, TRUE)]
            if rule.kind == "situation":
                parts.insert(0, ("requires", r.build(rule.requires), r.build(rule.when or ALWAYS)))
            for key, node, beside in parts:
                helped = helped_by_worse(self.proofs, node, beside)
                if helped is not None:
                    details = {"clause": clause, "fact": helped.fact}
                    where = place(rule, key)
                    return as_finding("check_worse_fact_helps", file, where, helped.witness, **details)
        return as_finding("check_worse_helps", file, place(rule), clause=clause)

    def filing_hurts(self) -> Iterator[About]:
        """The plugin's own clauses by which a matter carried out as filed is ruled worse than one not filed."""
        for rule, witness in hurt_by_filing(self.proofs):
            if rule.id.startswith(f"{self.workspace.name}:"):
                file, clause = self.file(rule), rule.clause.id
                yield (rule,), as_finding("check_filing_hurts", file, place(rule), witness, clause=clause)


def broken_laws(workspace: Workspace) -> list[Finding]:
    """What no text can break and is broken all the same."""
    try:
        broken = list(breaches(workspace, proofs(workspace)))
    except (TooComplex, RecursionError):
        return [as_finding("check_too_complex", "", region=workspace.policy.region.id)]
    return [as_finding(breach.problem, "", "", breach.witness, name=breach.name) for breach in broken]


def _has(outcome: object, tier: str) -> bool:
    """Whether an outcome is a tolerance with this tier, behind a gate nobody has seen or not."""
    tiers = getattr(outcome, "tiers", None) or ()
    return any(allowed.tier == tier for allowed in tiers)


def _alike(one: Rule, other: Rule) -> bool:
    """Whether two clauses of a list bring the same."""
    keys = ("forms", "body", "approval", "fills")
    return all(getattr(one.clause, key, None) == getattr(other.clause, key, None) for key in keys)
