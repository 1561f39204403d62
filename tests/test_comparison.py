"""Comparing: every difference has its reason, the reason suffices, and the next step settles what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo import DataPlugin
from rongcuo.comparing.comparison import Answer, Comparison, NextStep, compare
from rongcuo.comparing.differences import Difference
from rongcuo.facts.known import absent_value, exactly
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language, say
from rongcuo.facts.vocabulary import Fact, Value
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import Case, Finding, case_from, read_case
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Rule
from rongcuo.ruling import PreparedCase, Ruling, rule

from .running import ROOT, FakePoint, everything, installed

pytestmark = pytest.mark.once

OF_REGIONS = sorted((ROOT / "examples").glob("*.toml")) + sorted(
    (ROOT / "examples/constructed").rglob("*.toml")
)
DEMO = ROOT / "examples" / "demo" / "src" / "rongcuo_demo"
OF_DEMO = sorted((DEMO / "cases").glob("*.toml"))
EXAMPLES = OF_REGIONS + OF_DEMO
FILING_FACTS = ("filing", "filing_scope", "excess_objective")


@cache
def registry() -> Registry:
    """The regions that are installed."""
    return everything()


@cache
def with_demo() -> Registry:
    """The made-up county, whose text was read in full, beside them."""
    points = [*installed(), FakePoint("demo", DataPlugin(DEMO))]
    return load(Deployment(), points)  # type: ignore[arg-type]


def registry_of(path: Path) -> Registry:
    return with_demo() if path in OF_DEMO else registry()


@cache
def case(path: Path) -> Case:
    here = registry_of(path)
    return read_case(path, here.vocabulary, here.plugin_names)


@cache
def comparison(path: Path) -> Comparison:
    return compare(registry_of(path), case(path))


def answers() -> Iterator[tuple[Path, Answer]]:
    for path in EXAMPLES:
        for answer in comparison(path).answers:
            yield path, answer


def told(path: Path) -> Answer:
    (answer,) = comparison(path).answers
    return answer


def constructed(name: str) -> Answer:
    return told(ROOT / "examples" / "constructed" / f"{name}.toml")


def of_demo(name: str) -> Answer:
    return told(DEMO / "cases" / f"{name}.toml")


def stem(path: Path) -> str:
    return path.stem


#: One in eight is for every day.
SEVERAL = [
    path if index % 8 == 0 else pytest.param(path, marks=pytest.mark.slow)
    for index, path in enumerate(EXAMPLES)
]
each_example = pytest.mark.parametrize("path", SEVERAL, ids=stem)


# Every difference has a reason, and nothing else has


def pairs(difference: Difference) -> list[frozenset[str]]:
    givers, receivers = difference.between
    return [frozenset((giver, receiver)) for giver in givers for receiver in receivers]


@pytest.mark.slow
@each_example
def test_two_regions_have_one_reason_if_they_answer_differently_and_none_if_they_dont(path: Path) -> None:
    for answer in comparison(path).answers:
        explained = Counter(chain.from_iterable(map(pairs, answer.differences)))
        apart = [
            frozenset((a.region, b.region)) for a, b in combinations(answer.rulings, 2) if a.key != b.key
        ]
        assert explained == Counter(apart)


@pytest.mark.slow
@each_example
def test_regions_are_put_together_where_one_sentence_tells_the_reason(path: Path) -> None:
    for answer in comparison(path).answers:
        keys = {ruling.region: ruling.key for ruling in answer.rulings}
        for difference in answer.differences:
            (_,), receivers = difference.between
            assert list(receivers) == sorted(receivers)
            alike = len({keys[region] for region in receivers}) == 1
            assert alike or difference.suffices or difference.kind in ("open_facts", "reading", "dates")
        told = [d.because.zh for d in answer.differences]
        assert len(set(told)) == len(told)


@pytest.mark.slow
@each_example
def test_a_reason_cites_clauses_of_the_regions_that_it_is_about(path: Path) -> None:
    for answer in comparison(path).answers:
        for difference in answer.differences:
            of = difference.between[0] if difference.suffices else tuple(chain(*difference.between))
            assert {clause.partition(":")[0] for clause in difference.clauses} <= {*of, "national"}


@pytest.mark.slow
@each_example
def test_a_reason_is_told_in_both_languages_and_names_its_regions_and_clauses(path: Path) -> None:
    names = {name: here.region.name for name, here in registry_of(path).jurisdictions.items()}
    for answer in comparison(path).answers:
        for difference in answer.differences:
            chinese, english = difference.because.zh, difference.because.en
            assert not re.search("[\u4e00-\u9fff]", english)
            assert "{" not in chinese + english and not re.search("。。|；。|：。", chinese)
            for region in chain(*difference.between):
                assert names[region].zh in chinese and names[region].en in english
            for clause in difference.clauses if difference.suffices else ():
                assert clause in chinese and clause in english


# The reason suffices


def reasons(paths: Sequence[Path] = EXAMPLES) -> list[Difference]:
    return [d for path, answer in answers() if path in paths for d in answer.differences]


#: The kinds of reason that are no clause's, and why no clause can be the reason there.
NO_CLAUSE_IS_THE_REASON = {
    "open_facts": "both sides, or one, are open once the checks come back empty: what parts them isn't known",
    "reading": "one side is open for a reading that nobody favours, which no clause settles",
    "filing": "a filing holds where the matter is alone: no clause carries it over",
    "no_rule": "one side has no text on the question, so there is no clause to give",
}


@pytest.mark.slow
def test_wherever_a_clause_is_the_reason_it_suffices() -> None:
    for paths, least, share in ((OF_REGIONS, 110, 0.4), (OF_DEMO, 120, 0.25)):
        found = Counter((d.kind, d.suffices) for d in reasons(paths) for _ in pairs(d))
        by_clause = sum(number for (kind, _), number in found.items() if kind in ("clauses", "seen"))
        suffice = sum(number for (_, suffices), number in found.items() if suffices)
        whole = sum(found.values())
        print(f"{suffice} of {by_clause} reasons by clause suffice; in all {whole}: {dict(found)}")
        assert by_clause >= least and suffice == by_clause
        assert suffice / whole >= share


@pytest.mark.slow
def test_a_reason_that_does_not_suffice_is_of_a_kind_that_cannot() -> None:
    assert {d.kind for d in reasons() if not d.suffices} == set(NO_CLAUSE_IS_THE_REASON)


@pytest.mark.slow
def test_only_open_rows_part_over_what_is_not_known() -> None:
    for path, answer in answers():
        rulings = {ruling.region: ruling for ruling in answer.rulings}
        for difference in answer.differences:
            if difference.kind == "open_facts":
                sides = [[rulings[region] for region in side] for side in difference.between]
                assert any(ruling.verdict == "open" for ruling in chain(*sides)), path.stem


@pytest.mark.slow
def test_a_filing_is_the_reason_only_where_one_region_has_it() -> None:
    for path, answer in answers():
        rulings = {ruling.region: ruling for ruling in answer.rulings}
        for difference in answer.differences:
            if difference.kind == "filing":
                ((giver,), receivers) = difference.between
                assert rulings[giver].verdict == "filed", path.stem
                assert all(rulings[region].verdict != "filed" for region in receivers)


def exchanged(giver: Jurisdiction, receiver: Jurisdiction, reason: Difference) -> Jurisdiction:
    """The receiver with the reason's clauses in place of its own of their kind and topic."""
    (own,) = receiver.policies
    (text,) = giver.policies
    given = [rule_ for rule_ in text.rules if rule_.id in reason.clauses]
    topics = {(rule_.kind, rule_.clause.topic) for rule_ in given}
    kept = [rule_ for rule_ in own.rules if (rule_.kind, rule_.clause.topic) not in topics]
    seen = {"red_line": text.list_info("red_line")} if reason.kind == "seen" else {}
    policy = evolve(
        own,
        rules=(*kept, *given),
        lists={**own.lists, **seen},
        readings={**own.readings, **text.readings},
        facts=own.facts + text.facts,
        conditions={**own.conditions, **text.conditions},
        periods={**own.periods, **text.periods},
    )
    return evolve(receiver, policies=(policy,))


def known_there(known: PreparedCase, giver: Jurisdiction, given: list[Rule]) -> dict[str, Any] | None:
    """The filing facts that go along with clauses that read them."""
    if not any(rule_.reads & set(FILING_FACTS) for rule_ in given):
        return None
    facts = known.here(giver)
    return {name: facts[name] for name in FILING_FACTS if name in facts}


@pytest.mark.slow
@each_example
def test_a_region_that_is_given_the_clauses_rules_like_the_one_they_are_from(path: Path) -> None:
    known, regions = comparison(path).prepared, registry_of(path).jurisdictions
    for answer in comparison(path).answers:
        rulings = {ruling.region: ruling for ruling in answer.rulings}
        for difference in answer.differences:
            if not difference.suffices:
                continue
            giver = regions[difference.between[0][0]]
            given = [giver.by_id[clause] for clause in difference.clauses]
            for region in difference.between[1]:
                here = exchanged(giver, regions[region], difference)
                lent = evolve(known, settled=known.settled | travelling(known, giver.id, region))
                ruling = rule(here, lent, answer.question, filing=known_there(known, giver, given))
                assert ruling.key == rulings[giver.id].key, difference
                assert rulings[region].key != rulings[giver.id].key


def travelling(known: PreparedCase, giver: str, receiver: str) -> frozenset[str]:
    """The findings on lists of the giver, as findings on the receiver's."""
    of = {name.partition(":")[2] for name in known.settled if name.partition(":")[0] == giver}
    return frozenset(f"{receiver}:{kind}" for kind in of)


# What some comparisons are there to show


def because(answer: Answer, giver: str, receiver: str) -> Difference:
    (found,) = (d for d in answer.differences if frozenset((giver, receiver)) in pairs(d))
    return found


def test_an_accident_parts_jingjiang_from_the_rest_by_its_red_line() -> None:
    found = because(constructed("jingjiang_r4_accident_major"), "jingjiang", "haian")
    assert (found.kind, found.clauses, found.between[0]) == ("clauses", ("jingjiang:R4",), ("jingjiang",))
    assert say("zh", "silence.not_reported", topic="“安全生产事故”") in found.because.zh


def test_a_list_of_which_only_the_number_is_known_is_silent_in_its_own_way() -> None:
    found = because(constructed("jingjiang_r4_accident_major"), "jingjiang", "bincheng")
    words: tuple[tuple[Language, str, str], ...] = (
        ("zh", "“安全生产事故”", "红线"),
        ("en", "work-safety accident", "red line"),
    )
    for language, topic, kind in words:
        told_ = say(language, "silence.unpublished", topic=topic, kind=kind, announced=5, missing=5)
        assert told_ in found.because[language]


def test_a_text_without_a_clause_on_filing_is_told_as_having_no_rule() -> None:
    found = because(constructed("plan_bincheng"), "jingjiang", "haian")
    assert found.kind == "no_rule" and "靖江" in found.because.zh.partition("海安")[0]


def test_a_filing_holds_where_the_matter_is_and_the_reason_says_so() -> None:
    found = because(constructed("plan_hongze_filed"), "hongze", "bincheng")
    assert found.kind == "filing" and found.between[0] == ("hongze",)


def test_where_nothing_can_be_filed_that_is_the_reason_and_not_the_place() -> None:
    found = because(constructed("plan_hongze_filed"), "hongze", "jingjiang")
    assert found.kind == "no_rule" and found.between[0] == ("jingjiang",)


@pytest.mark.slow
def test_a_list_seen_whole_on_one_side_is_the_reason_where_silence_decides() -> None:
    found = because(of_demo("pilot-ecological-damage"), "demo", "hongze")
    assert (found.kind, found.suffices, found.between[0]) == ("seen", True, ("demo",))


def test_a_reading_is_the_reason_where_it_alone_leaves_a_row_open() -> None:
    assert because(of_demo("legacy-in-office"), "demo", "jingjiang").kind == "reading"


@pytest.mark.slow
def test_a_text_read_in_full_is_silent_as_texts_are() -> None:
    here = with_demo()
    findings = {"jingjiang:R6": {"met": True, "by": "市政府", "basis": "报告"}}
    data = {"title": "x", "where": "靖江", "facts": {"debt_default": True}, "findings": findings}
    (answer,) = compare(here, case_from(data, "x", here.vocabulary, here.plugin_names)).answers
    silent = say("zh", "silence.silent", topic="“债务违约”")
    assert silent in because(answer, "jingjiang", "demo").because.zh


def test_a_higher_level_that_has_a_clause_is_named_beside_the_regions_own_silence() -> None:
    told_ = because(constructed("report_harm_unknown"), "hongze", "bincheng").because
    own = say("zh", "silence.not_reported", topic="“澄清正名”")
    assert f"：{own}，上级有" in told_.zh and "national:C1" in told_.zh


def test_a_clause_that_speaks_of_the_topic_as_well_is_cited_against_the_reason() -> None:
    found = because(constructed("emergency_measure"), "hongze", "haian")
    assert found.clauses == ("hongze:P3",) and "haian:T1" in found.because.zh


@pytest.mark.slow
def test_another_clause_on_the_topic_is_cited_against_the_reason() -> None:
    here = with_demo()
    findings = {"jingjiang:R4": {"met": True, "by": "市政府", "basis": "报告"}}
    told_ = {"title": "x", "where": "靖江", "facts": {"safety_accident": True}, "findings": findings}
    (answer,) = compare(here, case_from(told_, "x", here.vocabulary, here.plugin_names)).answers
    assert "较大以上安全生产事故”（demo:R3）" in because(answer, "jingjiang", "demo").because.zh


@pytest.mark.slow
def test_a_reason_cites_no_clause_twice() -> None:
    cited = [d.clauses for d in reasons()]
    assert [clauses_ for clauses_ in cited if len(set(clauses_)) < len(clauses_)] == []


def test_a_region_without_a_rule_parts_from_an_open_one_for_lack_of_a_rule() -> None:
    assert because(constructed("plan_unknown"), "jingjiang", "hongze").kind == "no_rule"


@pytest.mark.slow
def test_a_region_that_could_not_rule_is_left_out_of_the_reasons() -> None:
    points = [*installed(), FakePoint("broken", ValueError("x"))]
    here = load(Deployment(), points)  # type: ignore[arg-type]
    found = compare(here, case(EXAMPLES[0]))
    assert found.failed()
    assert all("broken" not in chain(*d.between) for d in found.answers[0].differences)


def test_one_region_alone_is_told_apart_from_nothing() -> None:
    (answer,) = compare(registry(), case(EXAMPLES[0]), regions=["hongze"]).answers
    assert [ruling.region for ruling in answer.rulings] == ["hongze"] and not answer.differences


@pytest.mark.slow
def test_the_same_text_under_two_names_is_no_difference() -> None:
    source = registry().jurisdictions["hongze"]
    twin = evolve(source, region=evolve(source.region, id="twin"))
    here = evolve(registry(), jurisdictions={"hongze": source, "twin": twin})
    for path in OF_REGIONS[:20]:
        for answer in compare(here, case(path)).answers:
            one, other = answer.rulings
            assert one.key == other.key and not answer.differences


# What to ask next


def asked() -> Iterator[tuple[Path, Answer, NextStep]]:
    for path, answer in answers():
        if answer.next is not None:
            yield path, answer, answer.next


def with_known(case_: Case, told_: dict[str, Value]) -> Case:
    """The case once these facts are known and these findings made."""
    findings = {
        name: Finding(met=value)
        for name, value in told_.items()
        if name in clauses() and isinstance(value, bool)
    }
    facts = {name: exactly(fact_of(name), value) for name, value in told_.items() if name not in findings}
    return evolve(case_, facts={**case_.facts, **facts}, findings={**case_.findings, **findings})


@cache
def clauses() -> frozenset[str]:
    return frozenset(name for here in with_demo().jurisdictions.values() for name in here.by_id)


def fact_of(name: str) -> Fact:
    return with_demo().vocabulary[name]


def reruled(path: Path, answer: Answer, told_: dict[str, Value]) -> dict[str, Ruling]:
    """The rulings once these facts are known and these findings made."""
    case_ = with_known(case(path), told_)
    (again,) = compare(registry_of(path), case_, [answer.question], explain_differences=False).answers
    return {ruling.region: ruling for ruling in again.rulings}


def none(name: str) -> Value:
    """The answer "no such thing" to a check or a scene."""
    fact = fact_of(name)
    return absent_value(fact) if fact.adverse else False


@pytest.mark.slow
@each_example
def test_a_batch_that_comes_back_empty_settles_the_rows_that_it_names(path: Path) -> None:
    for answer in comparison(path).answers:
        step = answer.next
        if step is None or step.kind == "question":
            continue
        before = {ruling.region: ruling for ruling in answer.rulings}
        after = reruled(path, answer, {name: none(name) for name in step.ask})
        for region in step.settles:
            assert before[region].verdict == "open"
            assert after[region].verdict != "open"
            if step.kind == "checks":
                assert before[region].if_absent is not None
                assert after[region].verdict == before[region].if_absent.verdict  # type: ignore[union-attr]


def possible_values(name: str) -> list[Value]:
    """Everything that may be answered to a question; of a set each member alone, none and all."""
    if name in clauses():
        return [False, True]
    fact = fact_of(name)
    if fact.type == "yes_no":
        return [False, True]
    if fact.type == "set":
        return [frozenset(), frozenset(fact.values), *(frozenset([value]) for value in fact.values)]
    if fact.numeric:
        cuts = {cut for here in with_demo().jurisdictions.values() for cut in here.cuts.get(name, ())}
        return sorted({0, *cuts, *(cut - 1 for cut in cuts)} if fact.type == "amount" else cuts)
    return list(fact.values)


@pytest.mark.slow
@each_example
def test_a_question_settles_the_rows_that_it_names_whatever_is_answered(path: Path) -> None:
    for answer in comparison(path).answers:
        step = answer.next
        if step is None or step.kind != "question" or not step.settles:
            continue
        (name,) = step.ask
        admitted = 0
        for value in possible_values(name):
            try:
                after = reruled(path, answer, {name: value})
            except InputError:
                continue  # the case rules this answer out
            admitted += 1
            for region in step.settles:
                assert after[region].verdict != "open", (region, value)
        assert admitted


@each_example
def test_a_step_asks_only_what_is_not_known_yet_and_settles_only_open_rows(path: Path) -> None:
    for answer in comparison(path).answers:
        verdicts = {ruling.region: ruling.verdict for ruling in answer.rulings}
        needed = set(chain.from_iterable(ruling.needs.all() for ruling in answer.rulings))
        if answer.next is None:
            assert "open" not in verdicts.values() or not needed
            continue
        assert set(answer.next.ask) <= needed and len(set(answer.next.ask)) == len(answer.next.ask)
        assert all(verdicts[region] == "open" for region in answer.next.settles)


@pytest.mark.slow
def test_the_steps_of_the_examples_are_of_every_kind() -> None:
    kinds = Counter(step.kind for _, _, step in asked())
    print(dict(kinds))
    assert set(kinds) == {"checks", "scenes", "question"}
    assert sum(bool(step.settles) for _, _, step in asked()) >= 20


@pytest.mark.slow
def test_no_other_question_settles_more_rows_and_every_row_that_one_settles_is_named() -> None:
    for path, answer, step in asked():
        closing = [set(ruling_.needs.closing) for ruling_ in answer.rulings]
        for name in set().union(*closing):
            assert sum(name in closed for closed in closing) <= len(step.settles), path.stem


@pytest.mark.slow
def test_some_question_settles_a_row_and_leaves_another_open() -> None:
    left = [
        (path.stem, ruling_.region)
        for path, answer, step in asked()
        for ruling_ in answer.rulings
        if step.kind == "question" and step.settles
        if ruling_.verdict == "open" and ruling_.region not in step.settles
    ]
    assert left
