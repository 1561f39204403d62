"""Reading back: a condition told in plain Chinese and English, for its author to compare with the text."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from ..facts.text import Language, Text, say
from ..facts.vocabulary import Fact, amount_in_words, parse_date
from ..policy.clauses import NOTHING_STATED, Term
from ..policy.policy import Policy, Rule

_WORDS: dict[type[ast.cmpop], str] = {
    ast.GtE: "at_least", ast.Gt: "more", ast.LtE: "at_most", ast.Lt: "less", ast.Eq: "equal", ast.NotEq: "other",
}  # fmt: skip


def read_back(condition: str, policy: Policy) -> Text:
    """What a condition of this policy says, in both languages; it has to be one that could be read."""
    return Text(_in_words(condition, policy, "zh"), _in_words(condition, policy, "en"))


def read_back_rule(rule: Rule, policy: Policy) -> dict[str, Text]:
    """The conditions of a rule, by key, as far as they can be ruled by."""
    if rule.when is None:
        return {}
    conditions = {key: getattr(rule.clause, key, None) for key in ("when", "requires")}
    return {key: read_back(text, policy) for key, text in conditions.items() if text is not None}


def read_back_term(term: Term, policy: Policy) -> Text:
    """What a term stands for."""
    if term.when is not None:
        return read_back(term.when, policy)

    def some(language: Language) -> str:
        reader = _Reader(policy, language)
        parts = [reader.inside(_tree(part), bare=True) for part in term.of]
        return reader.say("some_of", count=term.at_least or 1, parts=reader.numbered(parts))

    return Text(some("zh"), some("en"))


def _in_words(condition: str, policy: Policy, language: Language) -> str:
    if condition == NOTHING_STATED:
        return say(language, "readback.nothing_stated")
    return _Reader(policy, language).whole(_tree(condition))


def _tree(condition: str) -> ast.expr:
    return ast.parse(condition.strip(), mode="eval").body


@frozen
class _Reader:
    """Tells the parts of a policy's conditions in one language."""

    policy: Policy
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue whose key begins with `readback.`."""
        return say(self.language, f"readback.{key}", **values)

    def quoted(self, text: Text) -> str:
        """A text of the policy in quotation marks."""
        return self.say("quoted", text=text[self.language])

    def numbered(self, parts: Sequence[str]) -> str:
        """Several parts, counted so that nobody mistakes where one ends."""
        counted = [self.say("number", number=n, part=part) for n, part in enumerate(parts, 1)]
        return self.say("and_next").join(counted)

    def whole(self, node: ast.expr) -> str:
        """A condition as a sentence of its own."""
        if isinstance(node, ast.BoolOp):
            parts = self.parts(node, bare=True)
            if len(parts) > 1:
                key = "all_of" if isinstance(node.op, ast.And) else "any_of"
                return self.say(key, parts=self.numbered(parts))
            return parts[0]
        return self.inside(node)

    def inside(self, node: ast.expr, *, bare: bool = False) -> str:
        """A condition as a part of another, in brackets where it needs them and isn't `bare`."""
        match node:
            case ast.BoolOp():
                parts = self.parts(node)
                joined = self.say("and" if isinstance(node.op, ast.And) else "or").join(parts)
                return joined if bare or len(parts) == 1 else self.say("bracket", text=joined)
            case ast.UnaryOp():
                return self.negated(node.operand)
            case ast.Name(id="true"):
                return self.say("always")
            case ast.Name(id=name):
                return self.name(name)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
        raise ValueError(ast.dump(node))

    def parts(self, node: ast.BoolOp, *, bare: bool = False) -> list[str]:
        """The parts of an `and` or `or`; members of one set that are joined by `or` are told together."""
        members: dict[str, list[str]] = {}
        parts: list[str | tuple[str]] = []
        for value in node.values:
            match value:
                case ast.Compare(
                    left=ast.Constant(value=str(member)), ops=[ast.In()], comparators=[ast.Name(id=name)]
                ) if isinstance(node.op, ast.Or):
                    if name not in members:
                        parts.append((name,))
                    members.setdefault(name, []).append(member)
                case _:
                    parts.append(self.inside(value, bare=bare))
        return [part if isinstance(part, str) else self.members(part[0], members[part[0]]) for part in parts]

    def fact(self, name: str) -> Fact | None:
        """The fact or reading that a name in a condition stands for, if it is one."""
        return self.policy.scope.facts(name)

    def clause(self, name: str) -> Rule | None:
        """The clause that a name in a condition stands for, if it is one."""
        return self.policy.by_id.get(f"{self.policy.plugin}:{name}")

    def label(self, fact: Fact) -> str:
        return fact.label[self.language]

    def name(self, name: str) -> str:
        """A name that stands by itself: a term, a clause, a yes, or a set that has any member."""
        term, rule = self.policy.terms.get(name), self.clause(name)
        if term is not None:
            return self.say("term", title=self.quoted(term.title))
        fact = self.fact(name)
        if rule is not None and fact is None:
            return self.say("clause", name=name, title=self.quoted(rule.clause.title))
        if fact is None:  # a clause that can't be ruled by, because of a mistake of its own
            return name
        return self.say("any_member" if fact.type == "set" else "yes", fact=self.label(fact))

    def negated(self, node: ast.expr) -> str:
        """What stands behind a `not`, denied."""
        match node:
            case ast.UnaryOp():
                return self.inside(node.operand)
            case ast.Name(id=name) if name != "true" and (fact := self.fact(name)) is not None:
                return self.say("no_member" if fact.type == "set" else "no", fact=self.label(fact))
            case ast.Name(id=name) if name in self.policy.terms:
                return self.say("not_term", title=self.quoted(self.policy.terms[name].title))
            case ast.Name(id=name) if name != "true" and (rule := self.clause(name)) is not None:
                return self.say("not_clause", name=name, title=self.quoted(rule.clause.title))
            case _:
                return self.say("not", part=self.inside(node))

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        """A fact beside a value or several, or a member that a set has or lacks."""
        if isinstance(left, ast.Constant):
            assert isinstance(right, ast.Name)
            return self.members(right.id, [str(left.value)], isinstance(op, ast.NotIn))
        assert isinstance(left, ast.Name)
        fact = self.fact(left.id)
        assert fact is not None
        if isinstance(op, ast.In | ast.NotIn):
            chosen = ast.literal_eval(right)
            values = [chosen] if isinstance(chosen, str) else list(chosen)
            return self.chosen(fact, values, isinstance(op, ast.NotIn))
        assert isinstance(right, ast.Constant)
        if fact.type in ("choice", "level") and isinstance(op, ast.Eq | ast.NotEq):
            return self.chosen(fact, [right.value], isinstance(op, ast.NotEq))
        value = self.value(fact, right.value)
        kind = "period" if fact.derived else fact.type if fact.type in ("level", "date") else "number"
        return self.say(f"{kind}.{_WORDS[type(op)]}", fact=self.label(fact), value=value)

    def chosen(self, fact: Fact, values: Sequence[object], negated: bool) -> str:
        """A choice that is one of these values, or none of them."""
        named = self.either([self.value(fact, value) for value in values])
        kind = "reading" if fact.id in self.policy.readings else "choice"
        key = f"{kind}_not" if negated else kind
        return self.say(key, fact=self.label(fact), value=named)

    def members(self, name: str, members: Sequence[str], negated: bool = False) -> str:
        """That a set has this member or one of these; `negated`, that it has none of them."""
        fact = self.fact(name)
        assert fact is not None
        named = self.either([self.value(fact, member) for member in members])
        key = "lacks" if negated else "has" if len(members) == 1 else "has_one"
        return self.say(key, fact=self.label(fact), value=named)

    def either(self, values: Sequence[str]) -> str:
        """Values joined by “or”; there has to be one."""
        if self.language == "zh":
            return "、".join(values[:-1]) + ("或者" if len(values) > 1 else "") + values[-1]
        return ", ".join(values[:-1]) + (" or " if len(values) > 1 else "") + values[-1]

    def value(self, fact: Fact, raw: object) -> str:
        """A value as a condition has it, in words: amounts in yuan, periods in days."""
        if fact.type == "amount":
            return self.amount(Decimal(str(raw)))
        if fact.type == "date":
            day = datetime.date.fromordinal(parse_date(raw))
            return self.say("day", year=day.year, month=day.month, day=day.day, iso=day.isoformat())
        if fact.derived:
            return self.say("working_days" if fact.type == "working_days" else "days", count=raw)
        labels = {choice.id: choice.label for choice in fact.choices}
        # a label may stand for its value where a condition was written in Chinese
        return self.quoted(labels.get(str(raw), Text(str(raw), str(raw))))

    def amount(self, yuan: Decimal) -> str:
        """An amount as such texts write it: 50万元."""
        return amount_in_words(int(yuan * 100))[self.language]
