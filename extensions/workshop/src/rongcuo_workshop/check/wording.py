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
from rongcuo.policy.clauses import Step, Term
from rongcuo.policy.policy import Policy, Rule

from ..finding import Finding, as_finding
from ..numerals import Numeral, levels, numerals
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

    Of a period, `working` tells whether it counts working days alone.  Of a level the value is its name, and
    `scale` are the names of all levels beside it.
    """

    value: Decimal | str
    operator: ast.cmpop
    written: str
    term: str = ""
    working: bool | None = None
    scale: tuple[str, ...] = ()

    def said_in(self, text: str) -> list[Numeral]:
        """Where a text tells this number or level."""
        if isinstance(self.value, str):
            return levels(text, self.value, self.scale)
        return [numeral for numeral in _numerals(text) if numeral.value == self.value]


@frozen
class _Use:
    """A number of a term where a clause uses it: the statement, and the other numbers of the clause."""

    bound: Bound
    statement: str
    beside: tuple[Bound, ...]
    file: str
    place: str


def wording_findings(workspace: Workspace, places: Places) -> list[Finding]:
    """Numbers that no words say, and operators that don't fit their words.

    What a clause writes itself is held against its statement, what it takes from a term against the term's
    words.
    """
    policy = workspace.policy
    findings: list[Finding] = []
    uses: dict[tuple[str, Decimal | str], list[_Use]] = {}
    for rule in policy.rules:
        clause = rule.clause
        file = places.file(clause.kind, clause.id)
        for key in ("when", "requires", "within"):
            where, numbers = f"{clause.kind} {clause.id}, {key}", _of_clause(rule, key, policy)
            for bound in numbers:
                if bound.term:
                    beside = tuple(other for other in numbers if other.term != bound.term)
                    use = _Use(bound, clause.statement.zh, beside, file, where)
                    uses.setdefault((bound.term, bound.value), []).append(use)
                    continue
                mistake = _mistake(bound, clause.statement.zh)
                if mistake is not None:
                    findings.append(Finding(problem=mistake.at(where, file)))
    findings += _findings_denied(workspace, places)
    for name, term in policy.terms.items():
        for mistake in _mistakes_of_term(term, policy, uses):
            at_term = mistake.at(f"term {name}", places.file("term", name))
            findings.append(Finding(problem=mistake if mistake.place else at_term))
    return findings


def _of_clause(rule: Rule, key: str, policy: Policy) -> tuple[Bound, ...]:
    """The numbers of a clause's condition, or of how long a step may take."""
    clause = rule.clause
    if key == "within":
        within = clause.within if isinstance(clause, Step) else None
        lengths = {} if within is None else {"days": within.days, "working_days": within.working_days}
        return tuple(
            Bound(Decimal(days), ast.LtE(), f"{name} = {days}", working=name == "working_days")
            for name, days in lengths.items()
            if days is not None
        )
    text = getattr(clause, key, None)
    unread = key == "when" and rule.when is None
    return () if unread or text is None else tuple(bounds(text, policy))


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
    term: Term, policy: Policy, uses: Mapping[tuple[str, Decimal | str], Sequence[_Use]]
) -> Iterator[Problem]:
    """The numbers of a term held against its title, or where that has none against what uses the term.

    There, one statement that says it right is enough; the kind of days is each statement's own.
    """
    own = [bound for bound in _of_term(term, policy, False, set()) if bound.term == term.id]
    title = term.title.zh
    of_value = {bound.value: [other for other in own if other.value == bound.value] for bound in own}
    for value, same in of_value.items():
        titled = same[0].said_in(title) if isinstance(value, str) else _numerals(title)
        of_uses = uses.get((term.id, value), ())
        if titled:
            by_number = [[_mistake(bound, title)] for bound in same]
        else:
            by_number = [[_mistake(use.bound, use.statement, use.beside) for use in of_uses]]
        mistakes = [mistake for each in by_number if (mistake := _in_all(each)) is not None]
        yield from mistakes or (days for use in of_uses if (days := _other_days(use)) is not None)


def _in_all(mistakes: Sequence[Problem | None]) -> Problem | None:
    """What is wrong with a term's number where every text that tells it has it wrong."""
    wrong = [mistake for mistake in mistakes if mistake is not None]
    if not wrong or len(wrong) < len(mistakes):
        return None
    about_word = next((mistake for mistake in wrong if mistake.code != "check_number"), None)
    return about_word or Problem("check_term_number", wrong[0].values)


def _other_days(use: _Use) -> Problem | None:
    """What is wrong where a statement tells a term's number in days of the other kind."""
    days = [numeral for numeral in use.bound.said_in(use.statement) if numeral.days]
    mistake = _of_days(use.bound, days)
    return None if mistake is None else mistake.at(use.place, use.file)


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
            if fact is not None and fact.type == "level" and type(operator) in _SIGN:
                scale = tuple(word for choice in fact.choices for word in (choice.zh, *choice.also))
                for choice in fact.choices:
                    if choice.id == raw:
                        written = f"{_SIGN[type(operator)]} '{raw}'"
                        yield Bound(choice.zh, operator, written, scale=scale)
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
    matches = bound.said_in(text)
    if not matches and isinstance(bound.value, str):
        return None  # a level may be told in other words
    if not matches:
        return Problem("check_number", {"number": f"{Decimal(bound.value).normalize():f}"})
    if mistake := _of_days(bound, matches):
        return mistake
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


def _of_days(bound: Bound, said: Sequence[Numeral]) -> Problem | None:
    """What is wrong where a period's number is told, and nowhere in its kind of days."""
    if bound.working is None or not said or any(numeral.working is bound.working for numeral in said):
        return None
    return Problem("check_days_working" if bound.working else "check_days_calendar")


def _fits(bound: Bound, numeral: Numeral, *, turned: bool) -> bool:
    """Whether an operator and a word put the number on one side and, unless turned, speak of one side."""
    same_side = isinstance(bound.operator, WITH_ABOVE) is numeral.above
    return same_side and (turned or isinstance(bound.operator, UP) is numeral.up)
