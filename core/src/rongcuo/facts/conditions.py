"""Conditions: one line of a small, safe language, read into expressions over facts.

Nothing is ever evaluated by Python: the text is parsed and an allow-list of forms is walked.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache
from typing import NoReturn

from attrs import field, frozen

from .problems import InputError, Problem, nearest
from .vocabulary import Fact, Value, parse_choice, parse_number

#: The most characters of one condition.
LONGEST = 2_000
#: The most parts of one condition, with all that it names written out, and the levels they are nested in.
MOST_PARTS, DEEPEST = 5_000, 50


@frozen(cache_hash=True)
class Span:
    """A range of whole numbers, both ends included; None leaves an end open."""

    low: int | None = None
    high: int | None = None

    def __contains__(self, number: int) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


#: No bound at all.
ANYWHERE = Span()


@frozen(cache_hash=True)
class Atom:
    """One test of one variable: a fact, a finding or a reading, by its full id.

    A set's atoms test one `member` each; a number's test is a span; every other test is the set of
    values it accepts.
    """

    name: str
    test: frozenset[Value] | Span
    member: str | None = None


@frozen(cache_hash=True)
class Not:
    part: Expr


@frozen(cache_hash=True)
class All:
    """Every part holds; `All(())` always does."""

    parts: tuple[Expr, ...]


@frozen(cache_hash=True)
class Some:
    """At least `least` parts hold; `Some(())` never does."""

    parts: tuple[Expr, ...]
    least: int = 1


Expr = Atom | Not | All | Some
ALWAYS: Expr = All(())
NEVER: Expr = Some(())
YES: frozenset[Value] = frozenset([True])


@lru_cache(maxsize=10_000)
def one_of_a_kind(expr: Expr) -> Expr:
    """The one object that stands for every equal condition, so that what is kept for it is found at once."""
    return expr


def yes(name: str) -> Atom:
    """The atom "this yes/no variable is yes"."""
    return Atom(name, YES)


def atoms(expr: Expr) -> Iterator[Atom]:
    """Every atom of an expression, in order of appearance."""
    if isinstance(expr, Atom):
        yield expr
    elif isinstance(expr, Not):
        yield from atoms(expr.part)
    else:
        for part in expr.parts:
            yield from atoms(part)


def names(expr: Expr) -> frozenset[str]:
    """The variables an expression reads; what has several places in it is looked at once."""
    variables: set[str] = set()
    met: set[int] = set()
    left = [expr]
    while left:
        part = left.pop()
        if id(part) in met:
            continue
        met.add(id(part))
        if isinstance(part, Atom):
            variables.add(part.name)
        else:
            left += [part.part] if isinstance(part, Not) else part.parts
    return frozenset(variables)


@frozen
class Shape:
    """How large an expression is with everything written out, and how deeply it is nested."""

    parts: int
    deep: int


def shape(expr: Expr, known: Mapping[int, Shape], facts: Mapping[str, Shape]) -> Shape:
    """The shape of an expression: a graph, in which what has several places is measured once.

    `known` are the shapes of expressions by their identity, `facts` those of what facts depend on.
    """
    measured = known.get(id(expr))
    if measured is not None:
        return measured
    if isinstance(expr, Atom):
        inside = [facts[expr.name]] if expr.name in facts else []
    else:
        parts = (expr.part,) if isinstance(expr, Not) else expr.parts
        inside = [shape(part, known, facts) for part in parts]
    return Shape(1 + sum(s.parts for s in inside), 1 + max((s.deep for s in inside), default=0))


@frozen
class Names:
    """What the names of one plugin's conditions mean.

    `facts` are the facts by the name a condition uses (a reading counts as a choice), `others` give
    the expression of a term or clause.  `spend` is told how many steps reading takes, and may put an end
    to it with an InputError.
    """

    facts: Callable[[str], Fact | None]
    others: Callable[[str], Expr | None]
    known: Callable[[], list[str]] = field(default=lambda: [])
    spend: Callable[[int], None] = field(default=lambda steps: None)


def named(text: str, words: Set[str]) -> list[str]:
    """Those of some words that a condition names; none of one that can't be read."""
    if words.isdisjoint(re.findall(r"[A-Za-z]\w*", text[:LONGEST])):
        return []  # without parsing it
    try:
        tree = _tree(text)
    except InputError:
        return []
    identifiers = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    return [name for name in dict.fromkeys(identifiers) if name in words]


def parse(text: str, scope: Names) -> Expr:
    """A condition's expression.  Raises InputError with the column and the nearest name."""
    tree = _tree(text)
    try:
        return _Reader(scope, text).read(tree.body)
    except RecursionError:
        raise InputError(Problem("condition_too_deep", {"most": DEEPEST})) from None


def _tree(text: str) -> ast.Expression:
    """The syntax of a condition, whatever its names mean.  Raises InputError."""
    if len(text) > LONGEST:
        raise InputError(Problem("condition_too_long", {"most": LONGEST}))
    wide = next((index for index, sign in enumerate(text) if sign in _WIDE), None)
    if wide is not None:
        values = {"sign": text[wide], "mend": _WIDE[text[wide]]}
        raise InputError(Problem("wide_sign", values, f"column {wide + 1}"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about Python, which this isn't
            return ast.parse(text.lstrip(), mode="eval")
    except SyntaxError as error:
        # an offset of nothing is where the text ends too early
        column = (
            _column(text, error.lineno or 1, error.offset - 1) if error.offset else len(text.rstrip()) + 1
        )
        raise InputError(Problem("bad_condition", {"text": text}, f"column {column}")) from None
    except (ValueError, RecursionError, MemoryError):
        raise InputError(Problem("bad_condition", {"text": text})) from None


_WIDE = {
    "（": "(", "）": ")", "，": ",", "“": "'", "”": "'", "‘": "'", "’": "'", "＝": "=", "＞": ">",
    "＜": "<", "！": "!", "【": "[", "】": "]", "\u3000": " ", "≥": ">=", "≤": "<=", "≠": "!=",
}  # fmt: skip


def _lines(text: str) -> list[str]:
    """What was parsed, in lines as Python counts them."""
    return re.findall(r"[^\r\n]*(?:\r\n?|\n)?", text.lstrip())


def _column(text: str, line: int, before: int) -> int:
    """A column counted from the start of the text even over several lines; `before` it on its line are so many."""
    lines = _lines(text)[: line - 1]
    return len(text) - len(text.lstrip()) + sum(map(len, lines)) + before + 1


@frozen
class _Reader:
    scope: Names
    text: str

    def read(self, node: ast.expr) -> Expr:
        self.scope.spend(1)
        match node:
            case ast.BoolOp(op=ast.And()):
                return All(tuple(self.read(value) for value in node.values))
            case ast.BoolOp():
                return Some(tuple(self.read(value) for value in node.values))
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.read(node.operand))
            case ast.Name(id="true"):
                return ALWAYS
            case ast.Name():
                return self.name(node)
            case ast.Compare(ops=[operator], comparators=[right]):
                return self.compare(node, node.left, operator, right)
            case ast.Compare():
                self.fail(node, "chained_comparison")
            case ast.Call():
                self.fail(node, "call_in_condition")
            case ast.Tuple():
                self.fail(node, "comma_in_condition")
            case _:
                self.fail(node, "form_in_condition", form=ast.unparse(node))

    def fail(self, node: ast.expr, code: str, **values: object) -> NoReturn:
        raise InputError(Problem(code, values, self.column(node)))

    def column(self, node: ast.expr) -> str:
        """Where a part of the text begins."""
        line = _lines(self.text)[node.lineno - 1]
        before = len(line.encode()[: node.col_offset].decode())  # Python counts bytes here
        return f"column {_column(self.text, node.lineno, before)}"

    def placed(self, error: InputError, node: ast.expr) -> InputError:
        """An error about a value, put in its column unless it says so already."""
        return InputError(p if p.place else p.at(self.column(node)) for p in error.problems)

    def fact(self, node: ast.Name) -> Fact:
        fact = self.scope.facts(node.id)
        if fact is None and self.scope.others(node.id):
            self.fail(node, "name_not_compared", name=node.id)
        if fact is None:
            self.fail(node, "unknown_name", name=node.id, near=nearest(node.id, self.scope.known()))
        self.scope.spend(len(fact.values))
        return fact

    def name(self, node: ast.Name) -> Expr:
        other = self.scope.others(node.id)
        if other is not None:
            return other
        fact = self.fact(node)
        if fact.type == "yes_no":
            return yes(fact.id)
        if fact.type == "set":
            return Some(tuple(Atom(fact.id, YES, value) for value in fact.values))
        self.fail(node, "needs_comparison", name=node.id)

    def compare(self, node: ast.expr, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Expr:
        if isinstance(operator, ast.NotEq):
            return Not(self.compare(node, left, ast.Eq(), right))
        if isinstance(operator, ast.NotIn):
            return Not(self.compare(node, left, ast.In(), right))
        if isinstance(operator, ast.Is | ast.IsNot):
            self.fail(node, "form_in_condition", form=ast.unparse(node))
        if isinstance(operator, ast.In) and isinstance(left, ast.Constant):
            return self.member(left, right)
        if not isinstance(left, ast.Name):
            self.fail(left, "fact_on_the_left")
        fact = self.fact(left)
        if isinstance(operator, ast.In):
            listed = isinstance(right, ast.Tuple | ast.List | ast.Constant)
            if not listed or fact.type not in ("choice", "level"):
                self.fail(node, "in_needs_choices", name=left.id)
            values = right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
            chosen = frozenset(self.choice(fact, element) for element in values)
            return Atom(fact.id, frozenset(chosen))
        if fact.numeric:
            return Atom(fact.id, self.span(fact, operator, right))
        if isinstance(operator, ast.Eq):
            if fact.type not in ("choice", "level"):
                self.fail(node, f"compare_{fact.type}", name=left.id)
            return Atom(fact.id, frozenset([self.choice(fact, right)]))
        if fact.type != "level":
            self.fail(node, "no_order", name=left.id)
        bound = fact.values.index(self.choice(fact, right))
        holds: dict[type[ast.cmpop], tuple[str, ...]] = {
            ast.GtE: fact.values[bound:],
            ast.Gt: fact.values[bound + 1 :],
            ast.LtE: fact.values[: bound + 1],
            ast.Lt: fact.values[:bound],
        }
        return Atom(fact.id, frozenset(holds[type(operator)]))

    def member(self, left: ast.Constant, right: ast.expr) -> Expr:
        if not isinstance(right, ast.Name):
            self.fail(right, "fact_on_the_left")
        fact = self.fact(right)
        if fact.type != "set":
            self.fail(right, "in_needs_set", name=right.id)
        return Atom(fact.id, YES, self.choice(fact, left))

    def choice(self, fact: Fact, node: ast.expr) -> str:
        value = self.literal(node)
        try:
            chosen = parse_choice(fact, value)
        except InputError as error:
            raise self.placed(error, node) from None
        if chosen == fact.unknown:
            self.fail(node, "compares_unknown", name=fact.id, value=chosen)
        return chosen

    def span(self, fact: Fact, operator: ast.cmpop, node: ast.expr) -> Span:
        value = self.literal(node)
        try:
            number = parse_number(fact, value)
        except InputError as error:
            raise self.placed(error, node) from None
        match operator:
            case ast.Eq():
                return Span(number, number)
            case ast.GtE():
                return Span(number, None)
            case ast.Gt():
                return Span(number + 1, None)
            case ast.LtE():
                return Span(None, number)
            case _:
                return Span(None, number - 1)

    def literal(self, node: ast.expr) -> object:
        if isinstance(node, ast.Constant):
            return node.value
        self.fail(node, "literal_on_the_right")
