"""Mutants: a plugin with one thing about it changed, as a slip of the pen would change it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from attrs import frozen

from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.clauses import NOTHING_STATED, Clause, ListInfo, Term
from rongcuo.policy.policy import Policy, reading_fact

from .subject import Subject
from .texts import Part, as_told, own_parts, with_changed

#: The kinds of clause that decide, or are listed with an answer.
EVALUABLE = (
    "red_line", "situation", "condition", "tier", "tier_gate", "mitigation", "aggravation",
    "scope", "filing_condition", "trigger", "accusation",
)  # fmt: skip


def untried(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """The clauses that an answer or a procedure rests on and no slip is made in, as no case can expect them.

    By kind: who decides, what a filing is worth, and the steps and duties of a procedure.
    """
    by_kind: dict[str, list[str]] = {}
    for rule in (rule for text in subject.texts for rule in text.rules):
        clause = rule.clause
        decides = clause.kind == "decider" or getattr(clause, "worth", None) is not None
        if clause.kind not in EVALUABLE and clause.seen and (decides or getattr(clause, "procedure", None)):
            by_kind.setdefault(clause.kind, []).append(clause.id)
    return {kind: tuple(dict.fromkeys(names)) for kind, names in by_kind.items()}


@frozen(kw_only=True, eq=False)
class Mutant:
    """One change: of which clause, term, reading or list (`owner`), which key, from what to what.

    `kind` names the change, such as `operator`; `subject` is the policy that has it, in the versions
    `editions`, the newest first: what an earlier one took over is changed in both.
    """

    owner: str
    key: str
    kind: str
    was: str
    becomes: str
    subject: Subject
    editions: tuple[str | None, ...] = (None,)

    @property
    def name(self) -> tuple[str, str, str]:
        """What tells it from every other mutant of its plugin."""
        return (self.owner, self.key, self.becomes)

    @property
    def id(self) -> str:
        """What it changes by its full id, without the version."""
        return f"{self.subject.policy.plugin}:{self.owner.partition(' ')[0]}"


#: A change of a part: its key, the kind, what it was, the new value, and that in words.
_Slip = tuple[str, str, str, Any, str]


def mutants(subject: Subject) -> Iterator[Mutant]:
    """Every mutant of a policy that can be read, each meaning once."""
    seen = {_meaning(subject)}
    for having, hook, part in own_parts(subject):
        owner = as_told(f"list.{part.name}" if part.among == "lists" else part.name, having[0].edition)
        for key, kind, was, value, becomes in _slips(part, subject):
            changed = {text.edition: with_changed(text, hook, part, key, value) for text in having}
            try:
                mutated = subject.with_texts(changed)
            except InputError:
                continue
            meaning = _meaning(mutated)
            if meaning in seen:
                continue
            seen.add(meaning)
            yield Mutant(
                owner=owner,
                key=key,
                kind=kind,
                was=was,
                becomes=becomes,
                subject=mutated,
                editions=tuple(changed),
            )


def _meaning(subject: Subject) -> object:
    """What a policy comes to: two policies of one meaning are one mutant."""
    return tuple(_meaning_of(text) for text in subject.texts)


def _meaning_of(policy: Policy) -> object:
    rules = tuple(
        (rule.id, rule.when, rule.requires, rule.finding, rule.tiers, rule.addresses, rule.clause.status)
        for rule in policy.rules
    )
    readings = tuple((name, reading.favoured) for name, reading in policy.readings.items())
    lists = tuple((kind, info.join, info.favoured, info.gates) for kind, info in policy.lists.items())
    return (rules, readings, lists)


# The parts of a chapter


def _slips(part: Part, subject: Subject) -> Iterator[_Slip]:
    among, own = part.among, part.says
    if among == "clauses":
        if own.kind in EVALUABLE and own.seen and own.condition is not None:
            yield from _of_clause(own, subject)
    elif among == "terms":
        yield from _of_term(own, subject)
    elif among == "readings":
        for option in own.options:
            if own.favoured not in (None, option):
                yield "favoured", "reading", own.favoured, option, option
    else:
        yield from _of_list(part.name, own, subject)


# One clause


def _of_clause(clause: Clause, subject: Subject) -> Iterator[_Slip]:
    for key in ("when", "requires"):
        text = getattr(clause, key, None)
        if text is not None and text != NOTHING_STATED:
            for kind, changed in of_condition(text, subject):
                yield key, kind, text, changed, changed
    if getattr(clause, "finding", None) is not None:
        yield "finding", "finding", clause.finding.en, None, "—"  # type: ignore[attr-defined]
    for key in ("tiers", "addresses"):
        names = getattr(clause, key, ())
        for name in names if key == "addresses" or len(names) > 1 or clause.kind == "situation" else ():
            left = tuple(other for other in names if other != name)
            yield key, key, ", ".join(names), left, ", ".join(left) or "—"
    yield "status", "status", clause.status, "todo", "todo"


# Terms and lists


def _of_term(term: Term, subject: Subject) -> Iterator[_Slip]:
    if term.when is not None:
        for kind, text in of_condition(term.when, subject):
            yield "when", kind, term.when, text, text
        return
    least = term.at_least or 1
    for other in (least - 1, least + 1):
        if 0 < other <= len(term.of):
            yield "at_least", "threshold", str(least), other, str(other)
    for name in term.of if len(term.of) > least else ():
        left = tuple(other for other in term.of if other != name)
        yield "of", "part", ", ".join(term.of), left, ", ".join(left)


def _of_list(kind: str, info: ListInfo, subject: Subject) -> Iterator[_Slip]:
    several = len(subject.policy.of(kind)) > 1
    if kind == "condition" and info.join != "not stated" and several:
        other = "any" if info.join == "all" else "all"
        yield "join", "join", info.join, other, other
    for tier in info.gates:
        gates = tuple(other for other in info.gates if other != tier)
        yield "gates", "tiers", ", ".join(info.gates), gates, ", ".join(gates) or "—"


# Conditions


def of_condition(text: str, subject: Subject) -> Iterator[tuple[str, str]]:
    """The changes of a condition: the kind of each, and the text that it makes."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:  # a condition of a clause that nobody rules by
        return
    seen = {ast.unparse(tree)}
    for kind, changed in _variants(tree, _facts(subject)):
        said = ast.unparse(changed)
        if said not in seen:
            seen.add(said)
            yield kind, said


def _facts(subject: Subject) -> Mapping[str, Fact]:
    """What a condition of the plugin compares, by the name that it uses."""
    own = f"{subject.policy.plugin}:"
    named = {name.removeprefix(own): fact for name, fact in subject.here.vocabulary.items()}
    for text in subject.texts:
        for name, reading in text.readings.items():
            named[name.removeprefix(own)] = reading_fact(name, reading)
    return named


def _variants(node: ast.expr, facts: Mapping[str, Fact]) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "join", ast.BoolOp(op=other, values=values)
            for index, value in enumerate(values):
                left = values[:index] + values[index + 1 :]
                yield "part", left[0] if len(left) == 1 else ast.BoolOp(op=op, values=left)
                for kind, changed in _variants(value, facts):
                    yield kind, ast.BoolOp(op=op, values=[*values[:index], changed, *values[index + 1 :]])
        case ast.UnaryOp(operand=operand):
            yield "operator", operand
            if not isinstance(operand, ast.Name):
                for kind, changed in _variants(operand, facts):
                    yield kind, ast.UnaryOp(op=ast.Not(), operand=changed)
        case ast.Name(id=name) if name != "true":
            yield "operator", ast.UnaryOp(op=ast.Not(), operand=node)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from _compared(left, op, right, facts)


_OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.GtE),
}


def _compared(
    left: ast.expr, op: ast.cmpop, right: ast.expr, facts: Mapping[str, Fact]
) -> Iterator[tuple[str, ast.expr]]:
    for other in _OTHERS.get(type(op), ()):
        yield "operator", ast.Compare(left=left, ops=[other()], comparators=[right])
    if isinstance(right, ast.Tuple | ast.List) and len(right.elts) > 1:
        for index in range(len(right.elts)):
            fewer = deepcopy(right)
            del fewer.elts[index]
            yield "part", ast.Compare(left=left, ops=[op], comparators=[fewer])
    fact = facts.get(left.id) if isinstance(left, ast.Name) else None
    if fact is not None and isinstance(right, ast.Constant):
        for value in _shifted(fact, right.value):
            yield "threshold", ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value)])


def _shifted(fact: Fact, value: Any) -> Iterable[Any]:
    """The nearest values beside a threshold."""
    if fact.type == "level" and value in fact.values:
        at = fact.values.index(value)
        return [fact.values[i] for i in (at - 1, at + 1) if 0 <= i < len(fact.values)]
    if fact.type == "amount":
        fen = Decimal(str(value)) * 100
        return [f"{(fen + step) / 100:.2f}" for step in (-1, 1) if fen + step >= 0]
    if fact.derived:
        return [value - 1, value + 1]
    if fact.type == "date":
        return [_days_on(value, step) for step in (-1, 1)]
    return ()


def _days_on(day: str, step: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=step)).isoformat()
