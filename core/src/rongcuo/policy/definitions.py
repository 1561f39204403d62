"""Definitions: what conditions name, each read once and before whatever names it, within a budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from ..facts.conditions import DEEPEST, MOST_PARTS, Expr, Names, Shape, Some, named, parse, shape
from ..facts.problems import InputError, Problem
from .clauses import Clause, Term

#: Steps that reading the conditions of one policy may take, each written out; the largest need a hundredth.
BUDGET = 250_000
#: As many names of a circle are told.
MOST_OF_CIRCLE = 12
#: What a definition alone tells, and nothing that names it: a long chain is one mistake.
_ONCE = frozenset(["condition_too_large", "condition_too_deep", "policy_too_large", "finding_named"])


class Definitions:
    """The terms and clauses that the conditions of one policy name, and what its facts depend on.

    An expression is a graph: what a term stands for is the same object wherever the term is named, so that a
    chain of terms costs its length; and it is put together without recursion, so that no chain is too long
    for the stack.  What it comes to written out is bounded, because a case may have it explained.
    """

    def __init__(
        self,
        scope: Names,
        terms: Mapping[str, Term],
        clauses: Mapping[str, Clause],
        only_if: Mapping[str, str],
        plugin: str,
    ) -> None:
        self._terms, self._plugin = terms, plugin
        self._others: dict[str, tuple[str, ...]] = {
            name: (clause.condition,) for name, clause in clauses.items() if clause.condition is not None
        }
        self._found = {
            name
            for name, clause in clauses.items()
            if name in self._others and getattr(clause, "finding", None) is not None
        }
        for name, term in terms.items():
            self._others[name] = term.of if term.when is None else (term.when,)
        self._texts = {**{name: (text,) for name, text in only_if.items()}, **self._others}
        self._scope = evolve(scope, others=self.other, spend=self._spend)
        self._bound: dict[str, Expr] = {}
        self._broken: dict[str, InputError] = {}
        self._shapes: dict[int, Shape] = {}
        self._of_facts: dict[str, Shape] = {}
        self._left = BUDGET

    def condition(self, text: str) -> Expr:
        """The expression of a condition.  Raises InputError."""
        self._spend(0)
        for name in named(text, self._texts.keys()):
            self._define(name)
        expr = parse(text, self._scope)
        self._measured(expr)
        return expr

    def own(self, name: str) -> Expr:
        """What a term stands for, or a fact depends on.  Raises InputError with all that is wrong with it."""
        self._define(name)
        if name in self._broken:
            raise self._broken[name]
        return self._bound[name]

    def other(self, name: str) -> Expr | None:
        """What a name in a condition stands for, if it is a term or a clause.  Raises InputError.

        A clause's name stands for its `when`; one that needs a finding besides can't be named, because what
        denies it would hold where nothing was found, and what names it would hold before anything was.
        """
        if name not in self._others:
            return None
        if name in self._found:
            raise InputError(Problem("finding_named", {"name": name}))
        self._define(name)
        if name in self._broken:
            raise InputError(p for p in self._broken[name].problems if p.code not in _ONCE)
        return self._bound[name]

    def _define(self, first: str) -> None:
        """Reads a definition, and before it those that it names."""
        path: dict[str, Iterator[str]] = {}
        following: str | None = first
        while following is not None or path:
            if following is not None and following not in self._bound and following not in self._broken:
                if following in path:
                    self._circle(list(path), following)
                else:
                    path[following] = self._names(following)
            if not path:
                return
            name = next(reversed(path))
            following = next(path[name], None)
            if following is None:
                del path[name]
                self._read(name)

    def _names(self, name: str) -> Iterator[str]:
        """The definitions that a definition names."""
        return (other for text in self._texts[name] for other in named(text, self._texts.keys()))

    def _circle(self, path: list[str], name: str) -> None:
        circle = path[path.index(name) :]
        shown = circle if len(circle) <= MOST_OF_CIRCLE else [*circle[:MOST_OF_CIRCLE], "…"]
        self._broken[name] = InputError(Problem("circular", {"names": " → ".join([*shown, name])}))

    def _read(self, name: str) -> None:
        if name in self._broken or name in self._bound:
            return
        try:
            self._spend(0)
            parts = tuple(parse(text, self._scope) for text in self._texts[name])
            term = self._terms.get(name)
            expr = parts[0] if term is None or term.when is not None else Some(parts, term.at_least or 1)
            measured = self._measured(expr)
        except InputError as error:
            self._broken[name] = error
            return
        self._bound[name] = expr
        self._shapes[id(expr)] = measured  # the expression stays as long as this does
        if name not in self._others:
            self._of_facts[f"{self._plugin}:{name}"] = measured

    def _measured(self, expr: Expr) -> Shape:
        """The shape of an expression that is no larger and no deeper than it may be.  Raises InputError."""
        try:
            measured = shape(expr, self._shapes, self._of_facts)
        except RecursionError:
            measured = Shape(0, DEEPEST + 1)
        if measured.deep > DEEPEST:
            raise InputError(Problem("condition_too_deep", {"most": DEEPEST}))
        if measured.parts > MOST_PARTS:
            raise InputError(Problem("condition_too_large", {"most": MOST_PARTS}))
        self._spend(measured.parts)
        return measured

    def _spend(self, steps: int) -> None:
        """Takes steps of the budget.  Raises InputError once they are used up, and says so the first time."""
        if self._left < 0:
            raise InputError([])
        self._left -= steps
        if self._left < 0:
            raise InputError(Problem("policy_too_large", {"most": BUDGET}))
