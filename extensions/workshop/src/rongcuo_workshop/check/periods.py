"""Periods: limits that dates in the wrong order keep as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rongcuo.facts.conditions import Atom, Expr, Not, Span
from rongcuo.policy.policy import Policy

from ..finding import Finding, as_finding
from ..workspace import Workspace
from .places import Places

_UPPER = {False: (ast.Lt, ast.LtE), True: (ast.Gt, ast.GtE)}


def period_findings(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """Periods with an upper limit alone, in a clause or in a term that it names; each term is told once."""
    policy = workspace.policy
    terms_told: set[str] = set()
    for rule in policy.rules:
        if rule.when is None:
            continue
        ordered = {*_from_zero_on(rule.when), *_from_zero_on(rule.requires)}
        for key in ("when", "requires"):
            text = getattr(rule.clause, key, None)
            for name, part in _upper_limits(text, policy, terms_told) if text else ():
                if f"{policy.plugin}:{name}" not in ordered:
                    file, where = (
                        places.file(rule.kind, rule.clause.id),
                        f"{rule.kind} {rule.clause.id}, {key}",
                    )
                    yield as_finding("check_period_backwards", file, where, condition=part, name=name)


def _from_zero_on(expr: Expr, negated: bool = False) -> Iterator[str]:
    """The variables of which a condition tells what is below zero, or admits only what isn't."""
    if isinstance(expr, Not):
        yield from _from_zero_on(expr.part, not negated)
    elif isinstance(expr, Atom):
        span = expr.test if isinstance(expr.test, Span) else Span()
        begins = span.low is not None and span.low >= 0 and not negated
        if begins or (span.high is not None and span.high < 0):
            yield expr.name
    else:
        for part in expr.parts:
            yield from _from_zero_on(part, negated)


def _upper_limits(text: str, policy: Policy, terms_told: set[str]) -> Iterator[tuple[str, str]]:
    """The periods that a condition limits from above, each with what says so."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return
    left = [(tree, False)]
    while left:
        node, negated = left.pop()
        match node:
            case ast.UnaryOp():
                left.append((node.operand, not negated))
            case ast.BoolOp():
                left += [(part, negated) for part in node.values]
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int(limit))]):
                period = f"{policy.plugin}:{name}" in policy.periods
                if period and isinstance(op, _UPPER[negated]) and limit >= 0:
                    yield name, ast.get_source_segment(text.strip(), node) or text
            case ast.Name(id=name) if name in policy.terms and name not in terms_told:
                terms_told.add(name)
                for inner in (policy.terms[name].when or "", *policy.terms[name].of):
                    yield from _upper_limits(inner, policy, terms_told)
