"""Wording: the Chinese statement held against the numbers and operators of its condition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from ...policy import Policy
from ..finding import Finding, found
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


@frozen
class Bound:
    """A number in a condition, its operator with every `not` taken in, and the words of its term, if any."""

    value: Decimal
    operator: ast.cmpop
    written: str
    words: str = ""


def wording_findings(workspace: Workspace, places: Places) -> list[Finding]:
    """Numbers that the statement doesn't have, and operators that don't fit its words."""
    findings: list[Finding] = []
    for rule in workspace.policy.rules:
        clause = rule.clause
        for key in ("when", "requires"):
            text = getattr(clause, key, None)
            if rule.when is None or text is None:
                continue
            file, where = places.file(clause.kind, clause.id), f"{clause.kind} {clause.id}, {key}"
            for bound in bounds(text, workspace.policy):
                findings += _held_against(bound, clause.statement.zh, file, where)
    return findings


def bounds(text: str, policy: Policy, seen: frozenset[str] = frozenset()) -> Iterator[Bound]:
    """Every number that a condition compares a fact with, through the plugin's terms."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return
    yield from _bounds(tree, policy, False, seen)


def _bounds(node: ast.expr, policy: Policy, negated: bool, seen: frozenset[str]) -> Iterator[Bound]:
    match node:
        case ast.UnaryOp(op=ast.Not()):
            yield from _bounds(node.operand, policy, not negated, seen)
        case ast.BoolOp():
            for part in node.values:
                yield from _bounds(part, policy, negated, seen)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=raw)]):
            fact = policy.scope.facts(name)
            operator = _NEGATED.get(type(op), op) if negated else op
            if fact is not None and fact.numeric and type(operator) in _SIGN:
                for number in _values(raw):
                    yield Bound(number, operator, f"{_SIGN[type(operator)]} {raw!s}")
        case ast.Name(id=name) if name in policy.terms and name not in seen:
            term = policy.terms[name]
            for text in (term.when, *term.of):
                for bound in bounds(text, policy, seen | {name}) if text else ():
                    yield Bound(bound.value, bound.operator, bound.written, term.title.zh + bound.words)
            if term.at_least is not None and 1 < term.at_least < len(term.of):
                operator = ast.Lt() if negated else ast.GtE()
                yield Bound(Decimal(term.at_least), operator, f">= {term.at_least}", term.title.zh)


def _values(raw: object) -> list[Decimal]:
    """The numbers of a literal: an amount or days, or the year, month and day of a date."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return [Decimal(raw)] if raw else []
    if isinstance(raw, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", raw):
        return [Decimal(raw)] if Decimal(raw) else []
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", raw):
        return [Decimal(part) for part in raw.split("-")]
    return []


def _held_against(bound: Bound, statement: str, file: str, where: str) -> Iterator[Finding]:
    told = [numeral for numeral in numerals(f"{statement}\n{bound.words}") if numeral.value == bound.value]
    if not told:
        yield found("check_number", file, where, number=f"{bound.value.normalize():f}")
        return
    said = [numeral for numeral in told if numeral.above is not None]
    if isinstance(bound.operator, ast.Eq) or not said:
        return
    if not any(_fits(bound, numeral, turned=bool(_TURNS.search(statement))) for numeral in said):
        yield found("check_operator", file, where, operator=bound.written, word=said[0].word)


def _fits(bound: Bound, numeral: Numeral, *, turned: bool) -> bool:
    """Whether an operator and a word put the number on one side and, unless turned, speak of one side."""
    same_side = isinstance(bound.operator, WITH_ABOVE) is numeral.above
    return same_side and (turned or isinstance(bound.operator, UP) is numeral.up)
