"""Complete cases over the shipped regions, and the answers that somebody who knows one gives."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from attrs import frozen

from rongcuo.comparing.asking import Ask
from rongcuo.facts.known import absent_value, read_known
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import Fact
from rongcuo.plugins.registry import Registry
from rongcuo.policy.cases import case_from
from rongcuo.ruling import prepare
from rongcuo.ruling.prepared import PreparedCase
from rongcuo.ruling.reasoner import Reasoner

#: How likely it is that an adverse fact is there, and that a scene or a member of a set is.
ADVERSE, SCENE = 0.04, 0.3


@frozen
class Truth:
    """A complete case, as a case file tells it; a fact that can't be there is left out."""

    facts: Mapping[str, Any]
    absent: list[str]
    findings: Mapping[str, Any]

    def case(self, where: str) -> dict[str, Any]:
        return {
            "title": "-",
            "where": where,
            "facts": dict(self.facts),
            "absent": list(self.absent),
            "findings": dict(self.findings),
        }


def answered(case: Mapping[str, Any], ask: Ask, truth: Truth, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The case with what is true of each fact that was asked; what the truth doesn't tell stays unknown."""
    told: dict[str, Any] = {
        **case,
        **{key: dict(case[key]) for key in ("facts", "findings")},
        "absent": list(case["absent"]),
    }
    for name in ask.facts:
        if name in truth.findings:
            told["findings"][name] = truth.findings[name]
        elif name in truth.absent:
            told["absent"].append(name)
        elif name in truth.facts:
            told["facts"][name] = truth.facts[name]
    return told


def random_truth(registry: Registry, seed: int) -> tuple[Truth, str]:
    """A complete case and where it is: every fact that some region reads, and every finding."""
    rng = Random(seed)
    where = rng.choice([*registry.rows])
    read = {part for here in registry.rows.values() for name in here.order for part in here.asked(name)}
    facts: dict[str, Any] = {}
    for name, fact in registry.vocabulary.items():
        if name in read and fact.type != "period" and _can_be(registry, where, name, facts):
            facts[name] = _value(rng, fact)
            if facts[name] is None or not _consistent(registry, where, facts):
                del facts[name]
    findings: dict[str, Any] = {}
    for here in registry.rows.values():
        for name, rule in here.by_id.items():
            if rule.finding is not None and name not in findings:
                met = rule.when is not None and rng.random() < 0.5
                findings[name] = {"met": met}
                if met and not _consistent(registry, where, facts, findings):
                    findings[name] = {"met": False}
    absent = [n for n, v in facts.items() if registry.vocabulary[n].adverse and _is_absent(registry, n, v)]
    return Truth({n: v for n, v in facts.items() if n not in absent}, absent, findings), where


def _is_absent(registry: Registry, name: str, told: object) -> bool:
    fact = registry.vocabulary[name]
    return read_known(fact, told).single(fact) == absent_value(fact)


def _value(rng: Random, fact: Fact) -> Any:
    if fact.adverse:
        return _adverse(rng, fact)
    if fact.type == "yes_no":
        return rng.random() < (SCENE if fact.group == "scene" else 0.6)
    if fact.type == "set":
        return rng.sample(fact.values, min(rng.choice((0, 1, 1, 2)), len(fact.values)))
    if fact.type == "amount":
        return rng.choice((0, 20_000, 500_000, 8_000_000))
    if fact.type == "date":
        return f"2024-0{rng.randint(1, 9)}-15"
    return rng.choice(fact.values)


def _adverse(rng: Random, fact: Fact) -> Any:
    absent: Any = list(fact.absent) if isinstance(fact.absent, tuple) else fact.absent
    if rng.random() >= ADVERSE:
        return absent
    if fact.type == "yes_no":
        return not absent
    if fact.type == "set":
        return rng.sample(fact.values, 1)
    return rng.choice([value for value in fact.values if value != absent])


def _prepared(
    registry: Registry, where: str, facts: Mapping[str, Any], findings: Mapping[str, Any]
) -> PreparedCase:
    raw = {"title": "-", "where": where, "facts": dict(facts), "findings": dict(findings)}
    case = case_from(raw, "-", registry.vocabulary, registry.plugin_names)
    return prepare(case, registry.texts, registry.vocabulary)


def _consistent(
    registry: Registry, where: str, facts: Mapping[str, Any], findings: Mapping[str, Any] | None = None
) -> bool:
    try:
        _prepared(registry, where, facts, findings or {})
    except InputError:
        return False
    return True


def _can_be(registry: Registry, where: str, name: str, facts: Mapping[str, Any]) -> bool:
    """Whether a fact can be, as far as is told: nothing that it is `only_if` fails."""
    known = _prepared(registry, where, facts, {})
    r = Reasoner(known.everyone, known, known.known)
    condition = r.only_if(name)
    return condition is None or r.state(r.build(condition)) is True
