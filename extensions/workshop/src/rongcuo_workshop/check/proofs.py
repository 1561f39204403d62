"""Proofs: what a text's conditions come to, by the reasoning that rules cases, with a case that shows it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import evolve, field, frozen

from rongcuo.facts.conditions import Expr
from rongcuo.facts.known import Known
from rongcuo.policy.cases import case_from
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Out, Policy, Rule
from rongcuo.ruling.diagrams import FALSE, TRUE
from rongcuo.ruling.prepared import draw_up
from rongcuo.ruling.reasoner import Reasoner
from rongcuo.ruling.settings import knowledge_of
from rongcuo.ruling.tables import answers

from ..workspace import Workspace

T = TypeVar("T")


@frozen(eq=False, slots=False)
class Proofs:
    """What holds of every case there can be, before one text with nothing known."""

    here: Jurisdiction
    r: Reasoner = field()

    @property
    def possible(self) -> int:
        return self.r.possible

    def can_hold(self, *nodes: int) -> bool:
        """Whether some case makes all of these hold."""
        return self.r.diagrams.every([self.possible, *nodes]) != FALSE

    def follows(self, node: int, others: Iterable[int]) -> bool:
        """Whether one of the others holds wherever the first does."""
        d = self.r.diagrams
        return not self.can_hold(node, d.negation(d.some(frozenset(others))))

    def table(self, without: Rule | None = None) -> int:
        """The tolerance table, with readings free; `without` is a clause that the text is to lack."""
        r = self.r if without is None else self.r.before(_lacking(self.here, without))
        return answers(r, "tolerance")

    @cached_property
    def whole(self) -> int:
        return self.table()

    def always(self, expr: Expr) -> bool | None:
        """Whether a condition holds in every case, in none, or in some."""
        node = self.r.build(expr)
        if not self.can_hold(node):
            return False
        return None if self.can_hold(self.r.diagrams.negation(node)) else True

    def fewest(self, parts: Sequence[T], contradict: Callable[[Sequence[T]], bool]) -> list[T]:
        """The fewest parts that still contradict each other: none of them can be left out; all if all don't.

        The first that can be are left out first; more parts contradict each other wherever fewer do.
        """
        if not contradict(parts):
            return list(parts)
        kept: list[T] = []
        start = 0
        while not contradict(kept):
            # the last place from which on the parts still do it with those that are kept
            place = bisect(
                range(start + 1, len(parts) + 1), False, key=lambda at: not contradict([*kept, *parts[at:]])
            )
            start += place
            kept.append(parts[start])
            start += 1
        return kept

    def covering(
        self, node: int, rules: Sequence[Rule], nodes: Mapping[str, int] | None = None
    ) -> list[Rule]:
        """The fewest rules of which one holds wherever a function does; `nodes` say when, else as they stand."""
        holds = {rule.id: self.r.holds(rule) for rule in rules} if nodes is None else nodes
        return self.fewest(rules, lambda left: self.follows(node, [holds[rule.id] for rule in left]))

    def clashing(self, rules: Sequence[Rule], *more: int) -> list[Rule]:
        """The fewest rules that can't hold together, with `more`; none where all of them can."""

        def clash(left: Sequence[Rule]) -> bool:
            return not self.can_hold(*(self.r.holds(rule) for rule in left), *more)

        return self.fewest(rules, clash) if clash(rules) else []

    # A case that shows it

    def case(self, *nodes: int) -> dict[str, Known]:
        """The fewest facts that make all of these hold; nothing where no case does."""
        node = self.r.diagrams.every([self.possible, *nodes])
        if node == FALSE:
            return {}
        cells: dict[int, int] = {}
        lengths = _shortest(self.r, node)
        while node != TRUE:
            level, children = self.r.diagrams.split(node)
            cell = min(range(len(children)), key=lambda at: (lengths[children[at]], at))
            cells[level], node = cell, children[cell]
        known = knowledge_of(self.r, cells)
        return {name.partition("@")[0]: what for name, what in known.items()}


def _lacking(here: Jurisdiction, clause: Rule) -> Jurisdiction:
    """The same texts as they are without one clause."""
    out: dict[str, Out] = {clause.id: "not_in_force"}
    texts = [text.without(out) if clause in text.rules else text for text in here.policies]
    return evolve(here, policies=tuple(texts))


def _shortest(r: Reasoner, node: int) -> dict[int, float]:
    """From each node of a yes/no function, how many facts it takes to make it hold."""
    lengths: dict[int, float] = {TRUE: 0, FALSE: float("inf")}
    left = [node]
    while left:
        at = left[-1]
        children = r.diagrams.split(at)[1] if at not in lengths else ()
        waiting = [child for child in children if child not in lengths]
        if waiting:
            left += waiting
            continue
        if at not in lengths:
            lengths[at] = 1 + min(lengths[child] for child in children)
        left.pop()
    return lengths


def proofs(workspace: Workspace, day: int | None = None) -> Proofs:
    """The plugin's text as it stands on a day, or with every clause that it ever has."""
    registry = workspace.registry
    here = workspace.here if day is None else _on(workspace.here, day)
    case = case_from({"title": "…", "where": "…"}, "", registry.vocabulary, registry.plugin_names)
    drawn = draw_up(case, here.texts, registry.vocabulary)
    return Proofs(here, Reasoner(here, drawn, drawn.known))


def _on(here: Jurisdiction, day: int) -> Jurisdiction:
    """A region with the clauses alone that may be in force on a day by their own dates."""

    def text(policy: Policy) -> Policy:
        return policy.without({r.id: "not_in_force" for r in policy.rules if day not in r.in_force})

    floor = text(here.floor) if here.floor else None
    return evolve(here, policies=tuple(text(policy) for policy in here.policies), floor=floor)
