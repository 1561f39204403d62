"""Questions: what a plugin's own facts ask held against the words of the clauses that are ruled by the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rongcuo.facts.conditions import names
from rongcuo.facts.vocabulary import Fact
from rongcuo.policy.policy import Policy, Rule

from ..finding import Finding, as_finding
from ..numerals import numerals
from ..workspace import Workspace
from .places import Places
from .wording import bounds

_NUMBER = "[0-9０-９,，.．零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+"
#: An amount or a length of time.
_QUANTITY = re.compile(rf"({_NUMBER})(元|个?工作日|日|天|个?小时|个?月|年)(?![末初底])")
_UNITS = {"天": "日"}
#: A day of the calendar is no length of time.
_DAY = re.compile(rf"{_NUMBER}年(?:{_NUMBER}月)?(?:{_NUMBER}日)?|{_NUMBER}月{_NUMBER}日")
#: Words that say how something has to be done, or when.
_MANNER = "主动|及时|立即|首次|初次|书面|口头|当面|当场"
_HOW = re.compile(_MANNER)
#: Words that narrow what is asked.
_NARROWS = re.compile(f"重大|严重|特别|故意|恶意|明知|仅|只有|全部|直接|{_MANNER}")
#: What for something was done: 为 that is no part of another word, and what usually follows it then.
_PURPOSE = re.compile(
    "(?<![行认作因成视称列定改变分])为(?:了|推动|推进|促进|保护|保障|维护|避免|防止|解决|落实|完成|加快|实现|挽回|减少|谋取)"
    "[^，。；、？]{0,8}|[^，。；、？]{0,4}目的"
)
_ASKS_NOT = re.compile("是否(?:未|没有|不|无|非)")
_NOT = re.compile("[未没不无非免缺]")

Quantity = tuple[Decimal, str]


def question_findings(workspace: Workspace, places: Places) -> Iterator[Finding]:
    """What stands in a question and in no clause that it is asked for, and the other way round."""
    policy = workspace.policy
    for fact in policy.facts:
        rules = [rule for rule in policy.rules if fact.id in rule.reads]
        if rules and (fact.type == "amount" or not fact.numeric):
            file, where = places.file("fact", _own_name(fact)), f"fact {_own_name(fact)}"
            names = ", ".join(rule.clause.id for rule in rules)
            for problem, words in _only_asked(fact, "\n".join([*_said(rules), *_of_terms(fact, policy)])):
                yield as_finding(problem, file, where, words=words, clauses=names)
    own = {fact.id: fact for fact in policy.facts if not fact.numeric}
    for rule in policy.rules:
        asked = [own[name] for name in sorted(rule.reads) if name in own]
        missing = _only_said(rule, asked, policy) if asked else []
        if missing:
            file, where = places.file(rule.kind, rule.clause.id), f"{rule.kind} {rule.clause.id}"
            names = ", ".join(map(_own_name, asked))
            yield as_finding("check_question_less", file, where, words="、".join(missing), facts=names)


def _own_name(fact: Fact) -> str:
    return fact.id.rpartition(":")[2]


def _said(rules: list[Rule]) -> Iterator[str]:
    """The Chinese words of clauses."""
    for rule in rules:
        yield rule.clause.title.zh
        yield rule.clause.statement.zh
        if rule.finding_words is not None:
            yield rule.finding_words.zh


def _of_terms(fact: Fact, policy: Policy) -> Iterator[str]:
    """The titles of the terms that name a fact: they are a clause's words too."""
    named = re.compile(rf"\b{re.escape(_own_name(fact))}\b")
    for term in policy.terms.values():
        if any(named.search(text) for text in (term.when or "", *term.of)):
            yield term.title.zh


def _only_asked(fact: Fact, said: str) -> Iterator[tuple[str, str]]:
    """What a question has and the words of its clauses haven't: a problem, and the words."""
    asked = fact.ask.zh
    known = _quantities(said)
    more = [words for quantity, words in _quantities(asked).items() if quantity not in known]
    more += [word for word in dict.fromkeys(_NARROWS.findall(asked)) if word not in said]
    more += _purposes(asked, said)
    if more:
        yield "check_question_more", "、".join(more)
    negated = _ASKS_NOT.search(asked)
    if negated is not None and not _NOT.search(said):
        yield "check_question_not", negated[0]


def _purposes(text: str, other: str) -> list[str]:
    """What for something is done by one text, where the other knows of no purpose."""
    return [] if _PURPOSE.search(other) else list(dict.fromkeys(_PURPOSE.findall(text)))


def _only_said(rule: Rule, asked: list[Fact], policy: Policy) -> list[str]:
    """What a clause says that no question asks: amounts and times that its condition compares with nothing,
    how something is to be done, and what for.
    """
    texts = [text for key in ("when", "requires") if (text := getattr(rule.clause, key, None)) is not None]
    compared = {bound.value for text in texts for bound in bounds(text, policy)}
    named = _quantities("\n".join(f"{fact.ask.zh}\n{fact.label.zh}" for fact in asked))
    said = _quantities(rule.clause.statement.zh)
    missing = [words for key, words in said.items() if key not in named and key[0] not in compared]
    covered = "\n".join(_covered(rule, policy))
    missing += [word for word in dict.fromkeys(_HOW.findall(rule.clause.statement.zh)) if word not in covered]
    return missing + _purposes(rule.clause.statement.zh, covered)


def _covered(rule: Rule, policy: Policy) -> Iterator[str]:
    """The Chinese words of all that a clause is ruled by: its facts, its finding, and what it presupposes."""
    presupposed = names(rule.presupposes) if rule.presupposes is not None else frozenset()
    read = [
        fact for name in sorted(rule.addresses | rule.reads | presupposed) if (fact := _fact(name, policy))
    ]
    for fact in read:
        yield from (fact.ask.zh, fact.label.zh, *(choice.label.zh for choice in fact.choices))
    if rule.finding_words is not None:
        yield rule.finding_words.zh


def _fact(name: str, policy: Policy) -> Fact | None:
    return policy.scope.facts(name.removeprefix(f"{policy.plugin}:"))


def _quantities(text: str) -> dict[Quantity, str]:
    """The amounts and lengths of time in a text, each with its words."""
    quantities: dict[Quantity, str] = {}
    for match in _QUANTITY.finditer(_DAY.sub(_kept, text)):
        numbers = numerals(match[1])
        unit = match[2].removeprefix("个")
        if len(numbers) == 1:
            quantities[numbers[0].value, _UNITS.get(unit, unit)] = match[0]
    return quantities


def _kept(match: re.Match[str]) -> str:
    """Years alone may be a length of time: a small number of them is."""
    numbers = numerals(match[0])
    return match[0] if len(numbers) == 1 and numbers[0].value < 1000 else ""
