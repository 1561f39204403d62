"""The docket: a case together with what its findings demand of the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import evolve, frozen

from ..cases import Case, Finding, Known
from ..conditions import All, Atom, Expr, Not, Some, Span
from ..facts import Fact, Vocabulary
from ..jurisdiction import Jurisdiction
from ..policy import Policy, Rule, condition_of, impossible, only_if
from ..problems import Problems, nearest
from ..text import Text

#: The lists on which a finding may say that no clause, seen or unseen, is met.
SETTLED_LISTS = ("situation", "red_line", "tier_gate", "scope", "trigger")


@frozen(kw_only=True)
class Demand:
    """Something the facts have to satisfy, and where it comes from."""

    expr: Expr
    place: str
    says: Text | None = None


@frozen(kw_only=True, eq=False, slots=False)
class Docket:
    """A case before these policies.

    `settled` holds the lists of which a finding says that nothing is met; `unread` what no plugin
    here reads.
    """

    case: Case
    known: Mapping[str, Known]
    found: Mapping[str, bool]
    settled: frozenset[str]
    demands: tuple[Demand, ...]
    unread: tuple[str, ...]
    policies: tuple[Policy, ...]

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
        return self.case.where in (
            region.id, region.code, region.name.zh, region.name.en, region.full_name.zh, region.full_name.en
        )  # fmt: skip

    @cached_property
    def everyone(self) -> Jurisdiction:
        """Every policy at once: to look up what another region's finding is about."""
        return Jurisdiction(region=self.policies[0].region, policies=self.policies)


FILING_FACTS = ("filing", "filing_scope", "excess_objective")
NOT_AVAILABLE = {"filing": Known(values=frozenset(["not_available"]))}
FILED_WITHIN = {
    "filing": Known(values=frozenset(["before"])),
    "filing_scope": Known(values=frozenset(["within"])),
}


def draw_up(case: Case, policies: Iterable[Policy], vocabulary: Vocabulary) -> Docket:
    """A case with its findings looked up, not yet checked against its facts.  Raises InputError."""
    problems = Problems()
    policies = list({policy.plugin: policy for policy in policies}.values())
    rules = {rule.id: rule for policy in policies for rule in policy.rules}
    plugins = {policy.plugin: policy for policy in policies}
    found: dict[str, bool] = {}
    settled: set[str] = set()
    demands: list[Demand] = []
    unread = list(case.unread)
    for name, finding in case.findings.items():
        place = f'findings."{name}"'
        owner, _, what = name.partition(":")
        if owner not in plugins:
            unread.append(name)
        elif what in SETTLED_LISTS:
            if finding.met:
                problems.add("list_finding_true", place, list=name)
            settled.add(name)
            demands += _none_of(plugins[owner], what, place, found)
        elif name not in rules:
            names_ = [*rules, *(f"{owner}:{kind}" for kind in SETTLED_LISTS)]
            problems.add("unknown_clause", place, clause=name, near=nearest(name, names_))
        elif rules[name].finding is None:
            problems.add("finding_not_asked", place, clause=name)
        else:
            _on_clause(rules[name], finding, place, found, demands, problems)
    problems.raise_any(case.file)
    for policy in policies:
        for period, (start, end) in policy.periods.items():
            case = evolve(case, facts={**case.facts, **_period(case, period, start, end)})
    demands += _implied(case, vocabulary, policies)
    demands += [Demand(expr=Not(expr), place="facts", says=says) for expr, says in impossible()]
    return Docket(
        case=case,
        known=case.facts,
        found=found,
        settled=frozenset(settled),
        demands=tuple(demands),
        unread=tuple(unread),
        policies=tuple(policies),
    )


def _on_clause(
    rule: Rule,
    finding: Finding,
    place: str,
    found: dict[str, bool],
    demands: list[Demand],
    problems: Problems,
) -> None:
    if found.get(rule.id, finding.met) != finding.met:
        problems.add("findings_disagree", place, clause=rule.id)
    found[rule.id] = finding.met
    if finding.met and rule.when is not None:
        demands.append(Demand(expr=rule.when, place=place))


def _none_of(policy: Policy, kind: str, place: str, found: dict[str, bool]) -> list[Demand]:
    """What "no clause of this list is met" demands, and the findings it settles."""
    demands = []
    for rule in policy.of(kind):
        if rule.finding is not None and rule.kind != "situation":
            if found.setdefault(rule.id, False):
                demands.append(Demand(expr=Some(()), place=place))
        else:
            demands.append(Demand(expr=Not(condition_of(rule)), place=place))
    return demands


def _period(case: Case, period: str, start: str, end: str) -> dict[str, Known]:
    first = case.facts.get(start, Known()).span
    last = case.facts.get(end, Known()).span
    low = last.low - first.high if last.low is not None and first.high is not None else None
    high = last.high - first.low if last.high is not None and first.low is not None else None
    return {} if low is None and high is None else {period: Known(span=Span(low, high))}


def _implied(case: Case, vocabulary: Vocabulary, policies: Iterable[Policy]) -> list[Demand]:
    """A fact that is known to be there needs what it is `only_if`."""
    demands = []
    for name, known in case.facts.items():
        fact = vocabulary[name]
        condition = only_if(name, policies) if fact.type != "period" else None
        if condition is not None:
            test = _there(fact, known)
            if test is None:
                demands.append(Demand(expr=condition, place=f"facts.{name}"))
            elif test != All(()):
                demands.append(Demand(expr=Some((Not(test), condition)), place=f"facts.{name}"))
    return demands


def _there(fact: Fact, known: Known) -> Expr | None:
    """When the fact says something: None for always, `All(())` for never, else a test."""
    if fact.type == "set":
        return None if known.includes else All(())
    if fact.numeric:
        return None
    nothing = {False, "none"} & known.values
    if not nothing:
        return None
    there = known.values - nothing
    return Atom(fact.id, there) if there else All(())
