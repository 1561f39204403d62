"""Prepared cases: a case with its findings looked up, and what they demand of the facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache

from attrs import evolve, field, frozen

from ..facts.conditions import Expr, Not, Some, atoms, names
from ..facts.known import Known, absent_value
from ..facts.problems import Problems, nearest
from ..facts.records import frozen_dict
from ..facts.text import Text
from ..facts.vocabulary import Fact, Value, Vocabulary
from ..policy.cases import Case
from ..policy.jurisdiction import Jurisdiction
from ..policy.layers import NATION, code_above, levels_above
from ..policy.policy import Policy, Rule, facts_of, impossible, only_if
from .clocks import Clock
from .compiled import FILING_FACTS
from .periods import derived

#: The lists on which a finding may say that no clause, seen or unseen, is met.
SETTLED_LISTS = ("situation", "red_line", "tier_gate", "scope", "trigger")


@frozen(kw_only=True)
class Demand:
    """Something the facts have to satisfy, and where it comes from.

    `rule` is the condition without which the fact can't be, as it is written.
    `away` marks what a clause of another place says, neither the matter's own nor one above it, where
    nobody could file the matter.
    """

    expr: Expr
    place: str
    says: Text | None = None
    rule: str = ""
    away: bool = False


@frozen(kw_only=True, eq=False, slots=False)
class PreparedCase:
    """A case before these policies; without a `clock` the texts rule as they are given.

    `settled` holds the lists of which a finding says that nothing is met; `unread` what no plugin
    here reads.  `code` is that of the place, where no region here is called as the case calls it.
    `unscheduled` gives for a period in working days the years of which no schedule says which days they are.
    """

    case: Case
    known: Mapping[str, Known] = field(converter=frozen_dict)
    findings: Mapping[str, bool] = field(converter=frozen_dict)
    settled: frozenset[str]
    demands: tuple[Demand, ...]
    unread: tuple[str, ...]
    policies: tuple[Policy, ...]
    clock: Clock | None = None
    code: str | None = None
    unscheduled: Mapping[str, tuple[int, ...]] = field(converter=frozen_dict, factory=dict)

    def here(
        self, jurisdiction: Jurisdiction, filing: Mapping[str, Known] | None = None
    ) -> Mapping[str, Known]:
        """What is known before one region: filing facts hold where the matter is alone."""
        if filing is None:
            if self.is_at(jurisdiction):
                return self.known
            filing = NOT_AVAILABLE
        others = {name: known for name, known in self.known.items() if name not in FILING_FACTS}
        return {**others, **filing}

    def is_at(self, jurisdiction: Jurisdiction) -> bool:
        """Whether the case is this region's own."""
        region = jurisdiction.region
        return region.code == self.code if self.code is not None else region.is_called(self.case.where)

    @cached_property
    def unsupported(self) -> tuple[str, ...]:
        """Findings, and facts established by a body, that came without who found them or on what basis."""
        names = [name for name, finding in self.case.findings.items() if not (finding.by and finding.basis)]
        vocabulary = facts_of(self.policies)
        for name, known in self.case.facts.items():
            fact = vocabulary.get(name)
            if fact and fact.body and not known.checked and not (known.by and known.basis):
                names.append(name)
        return tuple(sorted(names))

    @cached_property
    def demands_of(self) -> Mapping[str, list[Demand]]:
        """The demands of each fact: what it is `only_if`, and what can't be true together with it."""
        by_fact: dict[str, list[Demand]] = {}
        for demand in self.demands:
            own = demand.place.removeprefix("facts.")
            for name in names(demand.expr) if demand.place == "facts" else (own,):
                by_fact.setdefault(name, []).append(demand)
        return by_fact

    @cached_property
    def everyone(self) -> Jurisdiction:
        """Every policy at once: to look up what another region's finding is about."""
        return _everyone(self.policies)


@lru_cache(maxsize=8)
def _everyone(policies: tuple[Policy, ...]) -> Jurisdiction:
    """The same for every case before these policies, so that their conditions are walked once.

    The longest text comes first: diagrams of it in the order of another grow far beyond those in its own.
    """
    longest_first = sorted(policies, key=_tests, reverse=True)
    return Jurisdiction(region=policies[0].region, policies=tuple(longest_first))


def _tests(policy: Policy) -> int:
    """How many tests the conditions of a text are made of."""
    return sum(1 for rule in policy.rules for _ in atoms(rule.condition))


NOT_AVAILABLE = {"filing": Known(values=frozenset(["not_available"]))}
FILED_WITHIN = {
    "filing": Known(values=frozenset(["before"])),
    "filing_scope": Known(values=frozenset(["within"])),
}


def draw_up(
    case: Case,
    policies: Iterable[Policy],
    vocabulary: Vocabulary,
    every_clause: Collection[str] = frozenset(),
) -> PreparedCase:
    """A case with its findings looked up, not yet checked against its facts.  Raises InputError.

    `every_clause` has those of versions that can't rule on the day as well: a finding on one is no mistake.
    """
    problems = Problems()
    policies = list({(policy.plugin, policy.edition): policy for policy in policies}.values())
    rules: dict[str, list[Rule]] = {}  # a clause is the same in every version, in whatever words
    for rule in (rule for policy in policies for rule in policy.rules):
        rules.setdefault(rule.id, []).append(rule)
    plugins = {policy.plugin for policy in policies}
    code = _code(case.where, policies, problems)
    away = _away(case.where, code, policies)
    findings: dict[str, bool] = {}
    settled: set[str] = set()
    demands: list[Demand] = []
    unread = list(case.unread)
    for name, finding in case.findings.items():
        place = f'findings."{name}"'
        owner, _, what = name.partition(":")
        if owner not in plugins and ":" in name:
            unread.append(name)
        elif what in SETTLED_LISTS:
            if finding.met:
                problems.add("list_finding_true", place, list=name)
            settled.add(name)
            for policy in policies:
                if policy.plugin == owner:
                    demands += _none_of(policy, what, place, findings, owner in away)
        elif name not in rules and name in every_clause:
            unread.append(name)
        elif name not in rules:
            names_ = [*rules, *(f"{owner}:{kind}" for kind in SETTLED_LISTS)]
            problems.add("unknown_clause", place, clause=name, near=nearest(name, names_))
        elif all(rule.finding is None for rule in rules[name]):
            problems.add("finding_not_asked", place, clause=name)
        else:
            if findings.get(name, finding.met) != finding.met:
                problems.add("findings_disagree", place, clause=name)
            findings[name] = finding.met
            whens = tuple(dict.fromkeys(rule.when for rule in rules[name] if rule.when is not None))
            if finding.met and whens:
                when = whens[0] if len(whens) == 1 else Some(whens)
                demands.append(Demand(expr=when, place=place, away=owner in away))
    known, unscheduled = derived(case.facts, policies, vocabulary, problems)
    problems.raise_any(case.file)
    case = evolve(case, facts={**case.facts, **known}) if known else case
    demands += _implied(case, vocabulary, policies)
    demands += _possible(case, policies)
    return PreparedCase(
        case=case,
        known=case.facts,
        findings=findings,
        settled=frozenset(settled),
        unscheduled=unscheduled,
        demands=tuple(demands),
        unread=tuple(sorted(unread)),
        policies=tuple(policies),
        code=code,
    )


def _code(where: str, policies: Iterable[Policy], problems: Problems) -> str | None:
    """The code of the place of a case, where no text here is of a region that is called so."""
    if any(policy.region.is_called(where) for policy in policies):
        return None
    from ..policy.places import called

    places = called(where)
    if len(places) > 1:
        candidates = ", ".join(f"{place.path} {place.code}" for place in places)
        problems.add("ambiguous_place", "where", where=where, places=candidates)
    return places[0].code if len(places) == 1 else where if re.fullmatch("[0-9]{6}", where) else None


def _away(where: str, code: str | None, policies: Iterable[Policy]) -> set[str]:
    """The plugins of another place than where the matter is, and of none above it: nobody could file it there.

    Of a place that no text here is of, its code tells what is above it; without, a province may be.
    """
    texts = {policy.plugin: policy for policy in policies}
    regions = [policy.region for policy in texts.values()]
    here = [region for region in regions if region.code == code or (code is None and region.is_called(where))]
    if not here and code is None:
        return {name for name, policy in texts.items() if policy.region.level in ("city", "county")}
    codes = {NATION, *(region.code for region in here)}
    codes |= {level.code for region in here for level in levels_above(region, texts)}
    while code is not None and code not in codes:
        codes.add(code)
        code = code_above(code)
    return {name for name, policy in texts.items() if policy.region.code not in codes}


def _none_of(policy: Policy, kind: str, place: str, findings: dict[str, bool], away: bool) -> list[Demand]:
    """What "no clause of this list is met" demands, and the findings it settles."""
    demands = []
    for rule in policy.of(kind):
        if rule.finding is not None and rule.kind != "situation":
            if findings.setdefault(rule.id, False):
                demands.append(Demand(expr=Some(()), place=place))
        else:
            demands.append(Demand(expr=Not(rule.condition), place=place, away=away))
    return demands


def _implied(case: Case, vocabulary: Vocabulary, policies: Iterable[Policy]) -> list[Demand]:
    """A fact that is known to be there needs what it is `only_if`."""
    demands = []
    for name, known in case.facts.items():
        fact = vocabulary[name]
        condition = only_if(name, policies) if not fact.derived else None
        if condition is not None and _is_there(fact, known):
            demands.append(Demand(expr=condition, place=f"facts.{name}", rule=fact.only_if or ""))
    return demands


def _possible(case: Case, policies: list[Policy]) -> Iterable[Demand]:
    """What can't be true together; a fact that nobody states and no text reads can always be otherwise."""
    for expr, says in impossible():
        left = names(expr) - case.facts.keys()
        if not left or (policies and left <= set(_everyone(tuple(policies)).order)):
            yield Demand(expr=Not(expr), place="facts", says=says)


def _is_there(fact: Fact, known: Known) -> bool:
    """Whether a fact is known to say something, and not merely that there is nothing of the kind."""
    if fact.type == "set":
        return bool(known.includes)
    nothing: set[Value] = {absent_value(fact)} if fact.adverse else {False, "none"}
    return fact.numeric or not nothing & known.values
