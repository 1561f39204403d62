"""Coverage: words and facts that nothing reads, and clauses that no case makes decide."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from rongcuo.facts.conditions import names
from rongcuo.facts.problems import InputError
from rongcuo.policy.cases import Case, Question
from rongcuo.policy.clauses import PROCEDURAL, Situation
from rongcuo.ruling import prepare
from rongcuo.ruling import rule as ruled
from rongcuo.ruling.compiled import FILING_FACTS

from ..finding import Finding, as_finding
from ..workspace import CASES, Workspace
from .expecting import named_nothing
from .logic import own_rules, place, words_of
from .places import Places
from .proofs import proofs

#: Facts that the tables read themselves, whatever the clauses say.
READ_BY_TABLES = frozenset(
    [*FILING_FACTS, "stage", "report_outcome", "result_short", "negative_effect", "loss"]
)
#: The kinds that a ruling may name as what decided.
DECIDING = ("red_line", "situation", "condition", "scope", "filing_condition", "trigger")
#: Those of them that decide by failing.
GATES = ("condition", "filing_condition")


def coverage_findings(workspace: Workspace, places: Places) -> list[Finding]:
    """What is declared and not used, what the cases leave out, or that there are none."""
    findings = list(_unused(workspace, places))
    if workspace.folder is not None and not workspace.cases and not workspace.policy.measures_alone:
        return [*findings, as_finding("check_no_cases", "", folder=CASES)]
    findings += _cases_that_fit_nothing(workspace)
    findings += _facts_unread(workspace)
    findings += _facts_not_set(workspace, places)
    findings += _never_decide(workspace, places)
    return findings


def _unused(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Facts, terms, readings and periods of the plugin's own that no condition names."""
    policy = workspace.policy
    texts: list[str | None] = []
    used: set[str] = set()
    for rule in policy.rules:
        texts += [getattr(rule.clause, key, None) for key in ("when", "requires", "presupposes")]
        used |= set(rule.clause.addresses) if isinstance(rule.clause, Situation) else set()
    for term in policy.terms.values():
        texts += [term.when, *term.of]
    for fact in policy.facts:
        texts += [fact.only_if]
    for text in texts:
        used |= words_of(text) if text else set()
    for dates in policy.periods.values():
        used |= {name.partition(":")[2] for name in dates}
    periods = {name.partition(":")[2] for name in policy.periods}
    declared = [("period" if name in periods else "fact", name) for name in map(_short, policy.facts)]
    declared += [("term", name) for name in policy.terms]
    declared += [("reading", name.partition(":")[2]) for name in policy.readings]
    for kind, name in declared:
        if name not in used and (kind, name) != ("reading", "condition_join"):
            yield as_finding("check_word_unused", places.file(kind, name), f"{kind} {name}", name=name)


def _short(fact: object) -> str:
    return str(getattr(fact, "id")).partition(":")[2]  # noqa: B009


def _facts_unread(workspace: Workspace) -> Iterator[Finding]:
    """Facts that a case tells and no clause that could rule it reads."""
    here = workspace.here
    read = set(READ_BY_TABLES) | {fact.id for fact in here.adverse}
    for policy in workspace.registry.texts:
        for other in policy.rules:
            read |= names(other.condition) | other.addresses
            read |= set() if other.presupposes is None else names(other.presupposes)
        read |= {date for dates in policy.periods.values() for date in dates}
    for name in list(read):
        condition = here.only_if(name) if name in here.vocabulary else None
        read |= names(condition) if condition is not None else set()
    seen: set[str] = set()
    for case in workspace.cases:
        for name in case.written:
            if name not in read and name not in seen:
                seen.add(name)
                yield as_finding("check_case_fact_unread", _file(case), f"facts.{name}", fact=name)


def _cases_that_fit_nothing(workspace: Workspace) -> Iterator[Finding]:
    """What is wrong with cases once what they find and expect is held against the clauses that they are about."""
    for case in workspace.cases:
        yield from (Finding(problem=evolve(p, file=_file(case))) for p in named_nothing(workspace, case))
        try:
            prepare(case, workspace.here.texts, workspace.registry.vocabulary)
        except InputError as error:
            for problem in error.problems:
                yield Finding(problem=evolve(problem, file=_file(case)))


def _file(case: Case) -> str:
    return f"{CASES}/{case.file.replace(chr(92), '/').rpartition('/')[2]}"


def _facts_not_set(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Facts that a clause reads and no case says anything of."""
    stated = {name for case in workspace.cases for name in case.facts}
    periods = workspace.policy.periods
    for rule in workspace.policy.rules:
        if rule.kind in PROCEDURAL:  # no case expects anything of a step
            continue
        for name in sorted(rule.reads):
            asked = periods.get(name, (name,))
            if not stated & set(asked):
                stated |= set(asked)
                file = places.file(rule.kind, rule.clause.id)
                yield as_finding("check_fact_not_set", file, place(rule), fact=", ".join(asked))


def _never_decide(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Clauses that decide none of the plugin's cases, though as the plugin reads them they could."""
    decided = {name for case in workspace.cases for name in _decided(workspace, case)}
    r = proofs(workspace).r
    for rule in own_rules(workspace, *DECIDING):
        if rule.id not in decided and (rule.kind not in GATES) in r.comes_to(rule):
            file = places.file(rule.kind, rule.clause.id)
            yield as_finding("check_never_decides", file, place(rule), clause=rule.clause.id)


def _decided(workspace: Workspace, case: Case) -> Iterator[str]:
    """What decides a case, in each region and for each question that it is about; an open one decides nothing."""
    registry = workspace.registry
    try:
        known = prepare(case, registry.texts, registry.vocabulary)
    except InputError:
        return
    asked: set[tuple[str, Question]] = set()
    for region, expected in case.expect.items():
        asked |= {(region, q) for q in ([expected.question] if expected.question else case.questions())}
    asked |= {(workspace.here.id, question) for question in case.questions()}
    for region, question in sorted(asked):
        here = workspace.here if region == workspace.here.id else registry.jurisdictions.get(region)
        if here is not None:
            ruling = ruled(here, known, question, brief=True)
            yield from () if ruling.verdict == "open" else ruling.decided_by
