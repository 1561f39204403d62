"""等: which clauses end in it, and whether a matter that fits none of what they name may still belong there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..facts.conditions import ALWAYS, All, Atom, Expr, Some, atoms
from ..policy.clauses import Term
from ..policy.jurisdiction import Jurisdiction
from ..policy.policy import Rule

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def open_ended_in(here: Jurisdiction) -> dict[str, tuple[str, ...]]:
    """For each situation and scope the clauses ending in 等 on which it rests, if there are any.

    They are itself, and those that its conditions name.
    """
    open_ended: dict[str, tuple[str, ...]] = {}
    for policy in here.policies:
        by_name, terms = {rule.clause.id: rule for rule in policy.rules}, policy.terms
        if any(rule.clause_open_ended for rule in policy.rules):
            open_ended |= {
                rule.id: _rests_on(rule, by_name, terms) for rule in policy.of("situation", "scope")
            }
    return open_ended


def _rests_on(rule: Rule, by_name: Mapping[str, Rule], terms: Mapping[str, Term]) -> tuple[str, ...]:
    open_ended: dict[str, None] = {rule.id: None} if rule.clause_open_ended else {}
    seen: set[str] = set()
    left = [rule.clause.condition or "", getattr(rule.clause, "requires", None) or ""]
    while left:
        for name in re.findall(r"[A-Za-z]\w*", _QUOTED.sub("", left.pop(0))):
            if name in seen:
                continue
            seen.add(name)
            if name in terms:
                left += [terms[name].when or "", *terms[name].of]
            elif name in by_name:
                open_ended |= {by_name[name].id: None} if by_name[name].clause_open_ended else {}
                left.append(by_name[name].clause.condition or "")
    return tuple(open_ended)


def and_the_like(here: Jurisdiction, rule: Rule) -> Expr:
    """When a clause may hold if what its lists name isn't all: the lists of its `when` taken as open.

    等 stands behind a list: alternatives that are kinds of matter, or entries of a set.  Where there is
    none, it stands behind the kind of matter itself.
    """
    assert rule.when is not None
    when = _opened(rule.when, lambda expr: _is_list(here, expr))
    if when == rule.when:
        when = _opened(rule.when, lambda expr: isinstance(expr, Atom) and _is_scene(here, expr))
    rest = rule.condition.parts[1:] if isinstance(rule.condition, All) and rule.condition != rule.when else ()
    return All((when, *rest))


def _opened(expr: Expr, is_open: Callable[[Expr], bool]) -> Expr:
    """The condition with these parts of it taken to hold; what is negated or counted stays as it is."""
    if is_open(expr):
        return ALWAYS
    if isinstance(expr, All):
        return All(tuple(_opened(part, is_open) for part in expr.parts))
    if isinstance(expr, Some) and expr.least == 1:
        return Some(tuple(_opened(part, is_open) for part in expr.parts))
    return expr


def _is_list(here: Jurisdiction, expr: Expr) -> bool:
    if isinstance(expr, Atom):
        return expr.member is not None and _is_scene(here, expr)
    several = isinstance(expr, Some) and expr.least == 1 and len(expr.parts) > 1
    return several and all(_is_scene(here, atom) for atom in atoms(expr))


def _is_scene(here: Jurisdiction, atom: Atom) -> bool:
    return here.fact(atom.name).group == "scene"
