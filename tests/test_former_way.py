"""Rulings and differences are those of the former way, which built every diagram anew for each case.

It stays beside brute force until the next release: brute force is of few unknown facts, this of any number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rongcuo.comparing import exchange
from rongcuo.comparing.comparison import compare
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Text
from rongcuo.policy.cases import QUESTIONS, Case, Question, case_from
from rongcuo.policy.clauses import Earlier
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Former, Policy, facts_of
from rongcuo.ruling import PreparedCase, Ruling, prepare, rule
from rongcuo.ruling.clocks import at

from .accounts import Account, examples
from .former.reasoner import Reasoner
from .strategies import Sample, procedure_samples, samples
from .test_examples import CONSTRUCTED, EXAMPLES, OF_PLUGINS, REAL, case_at, name, own_region, registry

pytestmark = [pytest.mark.once, pytest.mark.slow]


@contextmanager
def former_way() -> Iterator[None]:
    with mock.patch("rongcuo.ruling.evaluation.Reasoner", Reasoner):
        yield


def both_ways(here: Jurisdiction, known: PreparedCase, question: Question) -> Ruling:
    """The ruling, which is the same both ways."""
    ruling = rule(here, known, question)
    with former_way():
        assert ruling == rule(here, known, question)
    return ruling


def regions_for(path: Path) -> set[str]:
    """Every region for an example; for a plugin's case its own, and of the others each in turn.

    Such a case is about its own text, and the cases of one plugin are much alike before another's.
    """
    rows = [*registry().rows]
    if path in EXAMPLES:
        return {*rows}
    return {rows[OF_PLUGINS.index(path) % len(rows)], *({own_region(path)} & {*rows})}


@pytest.mark.parametrize("path", [*EXAMPLES, *OF_PLUGINS], ids=name)
def test_every_case_that_is_shipped_is_ruled_as_in_the_former_way(path: Path) -> None:
    here, case = registry(), case_at(path)
    known = prepare(case, here.texts, here.vocabulary)
    for question in case.questions():
        for region in regions_for(path):
            both_ways(here.jurisdictions[region], known, question)


# Random policies


class Matter:
    """A sample whose text may have an older version and whose act a date, before regions in layers."""

    def __init__(self, sample: Sample, rng: Random) -> None:
        self.sample = sample
        self.versions = rng.randrange(2) == 0
        policies = list(sample.policies)
        if self.versions:
            policies[0] = with_older(policies[0], rng)
        self.policies = tuple(policies)
        texts = self.policies[: len(sample.texts)]
        floor = self.policies[len(texts)].only_floor() if sample.floor is not None else None
        self.here = Jurisdiction(region=texts[0].region, policies=texts, floor=floor)
        act = rng.choice((None, "2015", "2015-06-30", "2020", "2020-06", "2024-01-01"))
        raw = {**sample.case, **({"dates": {"act": act}} if act else {})}
        vocabulary = facts_of(self.policies)
        plugins = frozenset(policy.plugin for policy in self.policies)
        self.case = case_from(raw, "sample", vocabulary, plugins)
        on = rng.choice(("newest", "act", "2015-06-30", "2020")) if act else "newest"
        self.known = prepare(self.case, self.policies, vocabulary, at(self.case, on))


def with_older(policy: Policy, rng: Random) -> Policy:
    """The policy with a version before it that lacked some of its clauses."""
    fewer = tuple(rule_ for rule_ in policy.rules if rng.randrange(3))
    about = Earlier(id="older", title=Text("旧办法", "old measures"), from_="2012")
    older = evolve(policy, rules=fewer, edition="older", earlier=())
    told = evolve(policy.region.policy, from_="2020-05", transition=rng.choice((None, "old", "milder")))
    newest = evolve(policy, region=evolve(policy.region, policy=told))
    return evolve(newest, earlier=(Former(about=about, policy=older),))


MAKEUP: dict[str, Callable[[Matter, Ruling], object]] = {
    "findings": lambda m, r: m.case.findings,
    "dates": lambda m, r: m.case.dates.act,
    "layers": lambda m, r: len(m.sample.texts) > 1,
    "versions": lambda m, r: m.versions,
    "more than one way in which the texts may stand": lambda m, r: r.by_text,
    "readings": lambda m, r: any(policy.readings for policy in m.policies),
    "partial knowledge": lambda m, r: any(isinstance(t, dict) for t in m.sample.case["facts"].values()),
    "a matter of elsewhere": lambda m, r: m.case.where != "demo",
    "open": lambda m, r: r.verdict == "open",
}


def test_random_policies_rule_as_in_the_former_way(capsys: pytest.CaptureFixture[str]) -> None:
    account = Account()
    kinds = (samples(), samples(layered=True), samples(elsewhere=True))
    kinds = (*kinds, procedure_samples("filing"), procedure_samples("clarification"))

    @examples(400)
    @given(st.one_of(*kinds))
    def the_same(sample: Sample) -> None:
        try:
            matter = Matter(sample, sample.rng)
        except InputError:  # its findings were on what the version in force lacks
            return
        ruling = both_ways(matter.here, matter.known, sample.question)  # type: ignore[arg-type]
        account.add(*(part for part, there in MAKEUP.items() if there(matter, ruling)))

    the_same()
    with capsys.disabled():
        print(account.table("random cases before both ways of ruling"))
    account.expect(0.05, *MAKEUP)


def test_one_region_rules_many_cases_as_if_each_were_its_first() -> None:
    """What a compiled region remembers of one case is no part of another's answer."""
    account = Account()

    @examples(80)
    @given(samples(), st.integers(0, 2**32))
    def the_same(sample: Sample, seed: int) -> None:
        rng = Random(seed)
        told = list(sample.case["facts"].items())
        for _ in range(4):
            facts = dict(item for item in told if rng.randrange(3))
            other = sample.knowing(facts=facts)
            vocabulary = facts_of(other.policies)
            case = case_from(other.case, "sample", vocabulary, frozenset(p.plugin for p in other.policies))
            account.add("other facts" if facts != dict(told) else "the same facts")
            both_ways(sample.jurisdiction, prepare(case, other.policies, vocabulary), "tolerance")

    the_same()
    account.expect(0.3, "other facts")


# Differences


class EachAnew(exchange.Exchange):
    """Every exchange test is a whole ruling of its own."""

    def _once_checked(self, *arguments: object) -> bool | None:
        return None


#: A finding on a whole list travels with the clauses that are lent.
FOUND = CONSTRUCTED / "filed_accident_no_line_met.toml"
MATTERS = [*REAL, FOUND, *EXAMPLES[len(REAL) :: 6], *OF_PLUGINS[::12]]


@pytest.mark.parametrize("path", MATTERS, ids=name)
def test_differences_are_those_of_whole_rulings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same_both_ways(case_at(path), monkeypatch)


@pytest.mark.parametrize("question", QUESTIONS)
def test_so_they_are_where_nothing_is_known(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    same_both_ways(of_facts({}), monkeypatch, question)


def test_so_they_are_where_facts_are_known_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(7)
    told = [case_at(path).facts for path in EXAMPLES]
    for _ in range(6):
        facts = rng.choice(told)
        case = evolve(of_facts({}), facts={k: v for k, v in facts.items() if rng.randrange(3) == 0})
        same_both_ways(case, monkeypatch, "tolerance")


def of_facts(facts: dict[str, object]) -> Case:
    here = registry()
    return case_from({"title": "-", "where": "-", "facts": facts}, "-", here.vocabulary, here.plugin_names)


def same_both_ways(case: Case, monkeypatch: pytest.MonkeyPatch, *questions: Question) -> None:
    quick = [answer.differences for answer in compare(registry(), case, questions).answers]
    with monkeypatch.context() as patch:
        patch.setattr("rongcuo.comparing.differences.Exchange", EachAnew)
        anew = [answer.differences for answer in compare(registry(), case, questions).answers]
    assert quick == anew
