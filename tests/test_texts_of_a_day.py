"""Which texts may stand on a day: the edges of dates, of what was public, and of how many ways there may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from rongcuo.policy.cases import Case, Dates
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, Rule
from rongcuo.ruling.clocks import NEWEST, Standing, at, may_be_in_force, standings
from rongcuo.ruling.diagrams import TooComplex

from .test_clocks import (
    EARLIER,
    NO_LINES,
    OLD_AND_NEW,
    TRIED,
    WHOLE,
    case,
    clause,
    loaded,
    mistakes,
    ruled,
    situation,
    verdicts,
    write,
)

LINES = '[list.red_line]\nseen = "complete"\n'
ACCIDENT = {"trying_first": True, "safety_accident": True}


def with_line(folder: Path, **of_line: str) -> Policy:
    """A text that tolerates what tries first, but for accidents."""
    line = clause("red_line", "R1", "safety_accident", "safety_accident", **of_line)
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first"), "red_lines.toml": LINES + line}
    return loaded(write(folder, policy='from = "2010"', files=files))


def of(*policies: Policy, floor: Policy | None = None) -> Jurisdiction:
    return Jurisdiction(region=policies[0].region, policies=policies, floor=floor)


def told(ways: tuple[Standing, ...]) -> list[list[str]]:
    return [[says.en for says in way.says] for way in ways]


# The days of a clause


def test_a_clause_that_has_ended_refuses_no_more(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force='{ to = "2019-05" }')
    assert ruled([policy], case(**ACCIDENT), "2019-04-30").verdict == "refused"
    assert verdicts(ruled([policy], case(**ACCIDENT), "2019-05-10")) == {"refused", "tolerated"}
    assert ruled([policy], case(**ACCIDENT), "2019-05-01").verdict == "refused", (
        "it lasts until its day is over"
    )
    assert ruled([policy], case(**ACCIDENT), "2019-06-01").verdict == "tolerated"
    assert ruled([policy], case(**ACCIDENT)).verdict == "tolerated"


def test_a_clause_without_end_or_beginning_never_ends(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force='{ from = "2012" }')
    assert ruled([policy], case(**ACCIDENT), "2019").verdict == "refused"
    assert ruled([policy], case(**ACCIDENT)).verdict == "refused"


def test_before_the_day_by_which_a_clause_was_in_force_at_the_latest_nobody_knows(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force='{ by = "2019-05" }')
    for day in ("2012", "2019-05-30"):
        assert verdicts(ruled([policy], case(**ACCIDENT), day)) == {"refused", "tolerated"}
    for known in ("2019-05-31", "2019-06", None):
        assert ruled([policy], case(**ACCIDENT), known).verdict == "refused"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ('from = "2019", by = "2020"', "begins_twice"),
        ('by = "2020", to = "2019"', "in_force_backwards"),
        ('by = "2020-13"', "bad_inexact_date"),
    ],
)
def test_a_clause_whose_days_contradict_each_other_is_a_load_error(
    days: str, code: str, tmp_path: Path
) -> None:
    line = clause("red_line", "R1", "safety_accident", "safety_accident", in_force=f"{{ {days} }}")
    assert mistakes(write(tmp_path, files={"red_lines.toml": LINES + line})) == [code]


@pytest.mark.parametrize("end", ["from", "by", "to"])
def test_the_newest_texts_take_a_clause_in_doubt_for_in_force(end: str, tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force=f'{{ {end} = "{date.today().year}" }}')
    (way,) = standings(of(policy), at(case(), NEWEST))
    assert [rule.out for rule in way.here.policies[0].rules] == [None, None]


def test_a_clause_of_next_year_is_none_of_the_newest_texts_yet(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force=f'{{ from = "{date.today().year + 1}" }}')
    (way,) = standings(of(policy), at(case(), NEWEST))
    assert way.here.policies[0].by_id["mock:R1"].out == "not_in_force"


def test_the_ways_of_a_day_are_told_by_version_and_by_the_clauses_that_do_not_count(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force='{ from = "2019-05" }')
    ways = standings(of(policy), at(case(), "2019-05-10"))
    assert [way.here.policies[0].by_id["mock:R1"].out for way in ways] == ["not_in_force", None]
    (without,), (whole,) = told(ways)
    assert "R1" in without and "R1" not in whole
    title = policy.region.policy.title.en
    assert title in without and title in whole


def with_days(folder: Path, situation_: str, **lines: str) -> Policy:
    """A text whose situation and red lines have days of their own."""
    told = "".join(
        clause("red_line", name, "safety_accident", "safety_accident", in_force=days)
        for name, days in lines.items()
    )
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first", in_force=situation_),
        "red_lines.toml": LINES + told,
    }
    return loaded(write(folder, policy='from = "2010"', files=files))


def test_a_year_in_which_two_clauses_begin_has_days_of_neither_of_one_and_of_both(tmp_path: Path) -> None:
    policy = with_days(tmp_path, '{ from = "2019-05" }', R1='{ from = "2019-09" }')
    assert verdicts(ruled([policy], case(**ACCIDENT), "2019")) == {"no_rule", "tolerated", "refused"}


def test_the_one_day_between_two_lines_is_found_in_its_year(tmp_path: Path) -> None:
    lines = {"R1": '{ to = "2019-05-31" }', "R2": '{ from = "2019-06-02" }'}
    policy = with_days(tmp_path, '{ from = "2012" }', **lines)
    assert verdicts(ruled([policy], case(**ACCIDENT), "2019")) == {"tolerated", "refused"}
    assert verdicts(ruled([policy], case(**ACCIDENT), "2019-06-01")) == {"tolerated"}


# The days of a text


@pytest.mark.parametrize(
    ("to", "since", "on"),
    [("2020-02", "2020-03-01", "2020-02-10"), ("2020-03", "2020-04-01", "2020-03-10")],
)
def test_nothing_lies_between_a_text_and_one_that_begins_the_day_after(
    tmp_path: Path, to: str, since: str, on: str
) -> None:
    earlier = EARLIER.format(more=f'to = "{to}"')
    policy = loaded(write(tmp_path, policy=f'from = "{since}"', earlier=earlier, files=OLD_AND_NEW))
    assert ruled([policy], case(**TRIED), on).verdict == "tolerated"


@pytest.mark.parametrize(
    ("to", "since", "on"),
    [("2020-02", "2020-03-02", "2020-02-10"), ("2020-03", "2020-04-02", "2020-03-10")],
)
def test_a_day_without_a_text_leaves_open_when_the_one_before_ended(
    tmp_path: Path, to: str, since: str, on: str
) -> None:
    earlier = EARLIER.format(more=f'to = "{to}"')
    policy = loaded(write(tmp_path, policy=f'from = "{since}"', earlier=earlier, files=OLD_AND_NEW))
    assert verdicts(ruled([policy], case(**TRIED), on)) == {"tolerated", "no_rule"}


def test_a_text_rules_on_its_last_day(tmp_path: Path) -> None:
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first")}
    policy = loaded(write(tmp_path, policy='from = "2018"\nto = "2020-06-15"', files=files))
    assert ruled([policy], case(**TRIED), "2020-06-15").verdict == "tolerated"
    assert ruled([policy], case(**TRIED), "2020-06-16").verdict == "no_rule"


def test_a_text_that_only_a_report_dates_is_no_older_than_the_one_before_it(tmp_path: Path) -> None:
    earlier = EARLIER.format(more="")
    policy = loaded(write(tmp_path, policy='reported = "2020-03"', earlier=earlier, files=OLD_AND_NEW))
    assert ruled([policy], case(**TRIED), "2016").verdict == "no_rule"
    assert verdicts(ruled([policy], case(**TRIED), "2018")) == {"tolerated", "not_covered"}


def test_an_act_without_a_date_may_be_from_before_a_text_whose_day_is_known(tmp_path: Path) -> None:
    policy = 'from = "2020-03-01"\ntransition = "old"'
    found = loaded(write(tmp_path, policy=policy, earlier=EARLIER.format(more=""), files=OLD_AND_NEW))
    assert verdicts(ruled([found], case(**TRIED))) == {"tolerated", "not_covered"}


def maybe_begun(folder: Path) -> Policy:
    """A text that may have begun by now, from a source of 2022, and the one before it."""
    files = OLD_AND_NEW | {"tolerance.toml": WHOLE + situation("T1", "no_precedent", source='"later"')}
    policy = f'reported = "{date.today().year + 1}"'
    return loaded(write(folder, policy=policy, earlier=EARLIER.format(more=""), files=files))


@pytest.mark.parametrize(("as_known", "edition"), [(None, None), ("2023", None), ("2021", "2017")])
def test_of_two_texts_the_newest_that_was_public_rules_alone(
    tmp_path: Path, as_known: str | None, edition: str | None
) -> None:
    (way,) = standings(of(maybe_begun(tmp_path)), at(case(), NEWEST, as_known))
    assert way.here.policies[0].edition == edition


def test_findings_can_be_on_every_version_but_where_the_newest_alone_is_asked_for(tmp_path: Path) -> None:
    policy = loaded(
        write(tmp_path, policy='from = "2020-03"', earlier=EARLIER.format(more=""), files=OLD_AND_NEW)
    )
    newest, any_ = at(case(), NEWEST), at(case(), "2020")
    assert [text.edition for text in may_be_in_force(policy, newest)] == [None]
    assert {text.edition for text in may_be_in_force(policy, any_)} == {None, "2017"}


# What was public


@pytest.mark.parametrize(
    ("as_known", "possible"),
    [
        ("2022-05-02", {"unaddressed"}),
        ("2022-05-03", {"refused"}),
        ("2022-05-04", {"refused"}),
        ("2022-05", {"refused", "unaddressed"}),
    ],
)
def test_a_source_is_public_from_its_day_on(tmp_path: Path, as_known: str, possible: set[str]) -> None:
    policy = with_line(tmp_path, source='"later"')
    dated = tuple(
        evolve(rule, source=evolve(rule.source, date="2022-05-03")) if rule.id == "mock:R1" else rule
        for rule in policy.rules
    )
    ruling = ruled([evolve(policy, rules=dated)], case(**ACCIDENT), as_known=as_known)
    assert verdicts(ruling) == possible


# How many ways


def with_sources(folder: Path, number: int) -> Jurisdiction:
    """A region with so many red lines, each from a source of its own that 2022 is all that is known of."""
    lines = "".join(clause("red_line", f"R{n}", "safety_accident", "safety_accident") for n in range(number))
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first"), "red_lines.toml": LINES + lines}
    policy = loaded(write(folder, policy='from = "2010"', files=files))
    rules = tuple(
        evolve(rule, source=evolve(rule.source, id=rule.id, date="2022")) if rule.kind == "red_line" else rule
        for rule in policy.rules
    )
    return of(evolve(policy, rules=rules))


def test_a_region_stands_in_sixty_four_ways_and_in_no_more(tmp_path: Path) -> None:
    clock = at(case(), as_known="2022-05-03")
    ways = standings(with_sources(tmp_path, 6), clock)
    assert len(ways) == len({tuple(rule.out for rule in way.here.policies[0].rules) for way in ways}) == 64
    with pytest.raises(TooComplex):
        standings(with_sources(tmp_path, 7), clock)


# A region on the floor and on layers


def test_a_text_that_is_layer_and_floor_stands_in_one_way_in_both(tmp_path: Path) -> None:
    policy = with_line(tmp_path, in_force='{ from = "2019-05" }')
    lined = evolve(policy, rules=tuple(on_the_floor(rule) for rule in policy.rules))
    here = of(lined, floor=lined.only_floor())
    ways = standings(here, at(case(), "2019-05-10"))
    outs = [[text.by_id["mock:R1"].out for text in way.here.texts] for way in ways]
    assert outs == [["not_in_force"] * 2, [None] * 2]


def test_so_it_does_below_another_layer_whose_standing_is_sure(tmp_path: Path) -> None:
    policy = with_line(folder(tmp_path, "doubted"), in_force='{ from = "2019-05" }')
    lined = evolve(policy, rules=tuple(on_the_floor(rule) for rule in policy.rules))
    sure = named(with_line(folder(tmp_path, "sure")), "sure")
    ways = standings(of(sure, lined, floor=lined.only_floor()), at(case(), "2019-05-10"))
    outs = [[text.by_id["mock:R1"].out for text in way.here.texts[1:]] for way in ways]
    assert outs == [["not_in_force"] * 2, [None] * 2]
    assert [len(way.says) for way in ways] == [2, 2], "what is sure tells no way from another"


def on_the_floor(rule: Rule) -> Rule:
    return evolve(rule, clause=evolve(rule.clause, floor=rule.kind == "red_line"))


def test_the_floor_stands_under_every_layer(tmp_path: Path) -> None:
    above, below, under = (
        named(with_line(folder(tmp_path, name), in_force='{ from = "2019-05" }'), name)
        for name in ("above", "below", "under")
    )
    lined = evolve(under, rules=tuple(on_the_floor(rule) for rule in under.rules))
    here = of(below, above, floor=lined.only_floor())
    ways = standings(here, at(case(), "2019-05-10"))
    assert len(ways) == 8, "each text may be of before or after the change"
    for way in ways:
        assert [text.plugin for text in way.here.policies] == ["below", "above"]
        assert way.here.floor is not None and way.here.floor.plugin == "under"


def folder(inside: Path, name: str) -> Path:
    (inside / name).mkdir()
    return inside / name


def named(policy: Policy, name: str) -> Policy:
    """The policy as another plugin's."""
    rules = tuple(evolve(rule, source=evolve(rule.source, id=f"{name}:text")) for rule in policy.rules)
    return evolve(policy, plugin=name, rules=rules)


# What an earlier text says of acts from before its own time


def of_the_first(folder: Path, states: str = 'states = "differences"') -> Policy:
    """A first text that leaves what ended before it alone, and the one after it, which takes the milder."""
    old = situation("T1" if states else "O1", "no_precedent or trying_first")
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "earlier/2017/tolerance.toml": WHOLE + old,
        "earlier/2017/red_lines.toml": NO_LINES,
    }
    more = f'transition = "old"\ncontinuing = "new"\n{states}'
    earlier = EARLIER.format(more=more).replace('from = "2017"', 'from = "2017-04-01"')
    policy = 'from = "2020-03-01"\ntransition = "milder"'
    return loaded(write(folder, policy=policy, earlier=earlier, files=files))


def lasting(act: str, act_to: str, ruling: str) -> Case:
    told = case(**TRIED)
    return evolve(told, dates=Dates(act=act, act_to=act_to, ruling=ruling))


@pytest.mark.parametrize(
    ("act", "act_to", "ruling", "verdict"),
    [
        ("2017-02-01", "2017-02-20", "2017-06-10", "no_rule"),
        ("2017-02-01", "2017-05-20", "2017-06-10", "tolerated"),
        ("2017-05-01", "2017-05-20", "2017-06-10", "tolerated"),
        # the amendment didn't take the rule away
        ("2017-02-01", "2017-02-20", "2021-06-10", "no_rule"),
        ("2017-05-01", "2017-05-20", "2021-06-10", "tolerated"),
    ],
)
def test_an_earlier_text_rules_on_acts_from_before_its_own_time(
    act: str, act_to: str, ruling: str, verdict: str, tmp_path: Path
) -> None:
    found = ruled([of_the_first(tmp_path)], lasting(act, act_to, ruling))
    assert verdicts(found) == {verdict}
    notes = {note.key: note.values for note in found.notes}
    assert ("note.transition_old" in notes) == ("note.absent_not_yet" in notes) == (verdict == "no_rule")
    if verdict == "no_rule":  # that the newest text wasn't there either goes without saying
        assert notes["note.absent_not_yet"]["title"].zh == "《某县旧办法》（虚构）"


def test_a_new_text_is_not_bound_by_the_rule_of_the_one_before(tmp_path: Path) -> None:
    found = ruled([of_the_first(tmp_path, states="")], lasting("2017-02-01", "2017-02-20", "2021-06-10"))
    assert verdicts(found) == {"tolerated"}
