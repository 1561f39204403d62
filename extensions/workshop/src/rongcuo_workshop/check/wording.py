"""Wording: the Chinese statement held against the numbers, operators and kinds of days of its condition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from rongcuo.facts.conditions import Atom, Expr, Not, Some, Span, names
from rongcuo.facts.known import absent_value
from rongcuo.facts.problems import Problem
from rongcuo.facts.vocabulary import Value
from rongcuo.policy.clauses import Term
from rongcuo.policy.policy import Policy

from ..finding import Finding, as_finding
from ..numerals import Numeral, numerals
from ..workspace import Workspace
from .places import Places

#: Which operators put the number itself with what is above it, and which speak of what is above.
WITH_ABOVE, UP = (ast.GtE, ast.Lt), (ast.GtE, ast.Gt)
_NEGATED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.GtE: ast.Lt(), ast.Gt: ast.LtE(), ast.LtE: ast.Gt(), ast.Lt: ast.GtE(),
}  # fmt: skip
_SIGN = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "=="}
#: Words after which a statement may speak of the other side than its condition.
_TURNS = re.compile(r"除|但|不在此限|不得|不适用")


#: A number that only points at a place in the document.
_REFERENCE = re.compile("第[^，。；、]{1,6}?[章节条款项目]")


@frozen
class Bound:
    """A number in a condition, its operator with every `not` taken in, and the term that says it, if any.

    Of a period, `working` tells whether it counts working days alone.
    """

    value: Decimal
    operator: ast.cmpop
    written: str
    term: str = ""
    working: bool | None = None


@frozen
class _Use:
    """A number of a term where a clause uses it: the statement, and the other numbers of the clause."""

    bound: Bound
    statement: str
    beside: tuple[Bound, ...]


def wording_findings(workspace: Workspace, places: Places) -> list[Finding]:
    """Numbers that no words say, and operators that don't fit their words.

    What a clause writes itself is held against its statement, what it takes from a term against the term's
    words.
    """
    policy = workspace.policy
    findings: list[Finding] = []
    uses: dict[tuple[str, Decimal], list[_Use]] = {}
    for rule in policy.rules:
        clause = rule.clause
        for key in ("when", "requires"):
            text = getattr(clause, key, None)
            if rule.when is None or text is None:
                continue
            file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}, {key}"
            numbers = tuple(bounds(text, policy))
            for bound in numbers:
                if bound.term:
                    beside = tuple(other for other in numbers if other.term != bound.term)
                    use = _Use(bound, clause.statement.zh, beside)
                    uses.setdefault((bound.term, bound.value), []).append(use)
                    continue
                mistake = _mistake(bound, clause.statement.zh)
                if mistake is not None:
                    findings.append(Finding(problem=mistake.at(where, file)))
    findings += _findings_denied(workspace, places)
    for name, term in policy.terms.items():
        for mistake in _mistakes_of_term(term, policy, uses):
            findings.append(Finding(problem=mistake.at(f"term {name}", places.file("term", name))))
    return findings


def _findings_denied(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Clauses that hold where an adverse fact isn't so, and yet wait for a finding on it."""
    for rule in workspace.policy.rules:
        if rule.finding_words is None or rule.when is None or len(names(rule.when)) != 1:
            continue
        (name,) = names(rule.when)
        fact = workspace.here.fact(name) if name in workspace.here.vocabulary else None
        if fact is not None and fact.adverse and _holds_at(rule.when, absent_value(fact)):
            values = {"condition": rule.clause.condition, "finding": rule.finding_words}
            file, where = places.file(rule.kind, rule.clause.id), f"{rule.kind} {rule.clause.id}, when"
            yield as_finding("check_finding_denied", file, where, **values)


def _holds_at(expr: Expr, value: Value) -> bool:
    """Whether a condition on one fact holds at one of its values."""
    if isinstance(expr, Not):
        return not _holds_at(expr.part, value)
    if isinstance(expr, Atom):
        if isinstance(value, frozenset):
            return expr.member in value
        return not isinstance(expr.test, Span) and value in expr.test
    parts = [_holds_at(part, value) for part in expr.parts]
    return sum(parts) >= expr.least if isinstance(expr, Some) else all(parts)


def _mistakes_of_term(
    term: Term, policy: Policy, uses: Mapping[tuple[str, Decimal], Sequence[_Use]]
) -> Iterator[Problem]:
    """The numbers of a term held against its title, or where that has none against what uses the term.

    There, one statement that says it right is enough.
    """
    own = [bound for bound in _of_term(term, policy, False, set()) if bound.term == term.id]
    if _numerals(term.title.zh):
        by_number = [[_mistake(bound, term.title.zh)] for bound in own]
    else:
        values = dict.fromkeys(bound.value for bound in own)
        used = [uses.get((term.id, value), ()) for value in values]
        by_number = [[_mistake(use.bound, use.statement, use.beside) for use in each] for each in used]
    for mistakes in by_number:
        wrong = [mistake for mistake in mistakes if mistake is not None]
        if wrong and len(wrong) == len(mistakes):
            word = next((mistake for mistake in wrong if mistake.code == "check_operator"), None)
            yield word or Problem("check_term_number", wrong[0].values)


def bounds(text: str, policy: Policy) -> Iterator[Bound]:
    """Every number that a condition compares a fact with, through the plugin's terms."""
    yield from _bounds(text, policy, False, set())


def _bounds(text: str, policy: Policy, negated: bool, met: set[tuple[str, bool]]) -> Iterator[Bound]:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return
    yield from _walk(tree, policy, negated, met)


def _walk(node: ast.expr, policy: Policy, negated: bool, met: set[tuple[str, bool]]) -> Iterator[Bound]:
    match node:
        case ast.UnaryOp(op=ast.Not()):
            yield from _walk(node.operand, policy, not negated, met)
        case ast.BoolOp():
            for part in node.values:
                yield from _walk(part, policy, negated, met)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=raw)]):
            fact = policy.scope.facts(name)
            operator = _NEGATED.get(type(op), op) if negated else op
            if fact is not None and fact.numeric and type(operator) in _SIGN:
                working = fact.type == "working_days" if fact.derived else None
                for number in _values(raw):
                    yield Bound(number, operator, f"{_SIGN[type(operator)]} {raw!s}", working=working)
        case ast.Name(id=name) if name in policy.terms and (name, negated) not in met:
            yield from _of_term(policy.terms[name], policy, negated, met)


def _of_term(term: Term, policy: Policy, negated: bool, met: set[tuple[str, bool]]) -> Iterator[Bound]:
    """The numbers of a term, and of the terms that it names; `met` are those whose numbers were told."""
    met.add((term.id, negated))
    for text in (term.when, *term.of):
        for bound in _bounds(text, policy, negated, met) if text else ():
            yield bound if bound.term else evolve(bound, term=term.id)
    if term.at_least is not None and 1 < term.at_least < len(term.of):
        operator = ast.Lt() if negated else ast.GtE()
        yield Bound(Decimal(term.at_least), operator, f"{_SIGN[type(operator)]} {term.at_least}", term.id)


def _values(raw: object) -> list[Decimal]:
    """The numbers of a literal: an amount or days, or the year, month and day of a date."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return [Decimal(raw)] if raw else []
    if isinstance(raw, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", raw):
        return [Decimal(raw)] if Decimal(raw) else []
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", raw):
        return [Decimal(part) for part in raw.split("-")]
    return []


def _numerals(text: str) -> list[Numeral]:
    return numerals(_REFERENCE.sub("", text))


def _mistake(bound: Bound, text: str, beside: Iterable[Bound] = ()) -> Problem | None:
    """What is wrong with a number as a text tells it; a word that fits another number `beside` is of that one."""
    matches = [numeral for numeral in _numerals(text) if numeral.value == bound.value]
    if not matches:
        return Problem("check_number", {"number": f"{bound.value.normalize():f}"})
    if bound.working is not None and all(numeral.working != bound.working for numeral in matches):
        return Problem("check_days_working" if bound.working else "check_days_calendar")
    others = [other for other in beside if other.value == bound.value]
    said = [
        numeral
        for numeral in matches
        if numeral.above is not None and not any(_fits(other, numeral, turned=False) for other in others)
    ]
    if isinstance(bound.operator, ast.Eq) or not said:
        return None
    if any(_fits(bound, numeral, turned=bool(_TURNS.search(text))) for numeral in said):
        return None
    return Problem("check_operator", {"operator": bound.written, "word": said[0].word})


def _fits(bound: Bound, numeral: Numeral, *, turned: bool) -> bool:
    """Whether an operator and a word put the number on one side and, unless turned, speak of one side."""
    same_side = isinstance(bound.operator, WITH_ABOVE) is numeral.above
    return same_side and (turned or isinstance(bound.operator, UP) is numeral.up)
