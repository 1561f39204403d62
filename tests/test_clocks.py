"""Clocks: which text rules on a day, what was known by then, and what inexact dates leave open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo import DataPlugin
from rongcuo.facts.days import day_span
from rongcuo.facts.known import Known, exactly
from rongcuo.facts.problems import InputError
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.plugins.loading import load_plugin
from rongcuo.policy.cases import Case, Dates, Question
from rongcuo.policy.clauses import InForce
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import Policy, facts_of
from rongcuo.ruling import Ruling, prepare, rule
from rongcuo.ruling.clocks import at, standings

from .policytext import region, source
from .scale import scaled

REGION = region("mock", zh="某县", code="999998")
SOURCES = source("text", date="2020-03") + source("later", date="2022") + source("undated")
EARLIER = """
[[earlier]]
id = "2017"
title = {{ zh = "《某县旧办法》（虚构）", en = "Old measures of Mock county (made up)" }}
from = "2017"
{more}
"""
WHOLE = '[list.situation]\nseen = "complete"\n[list.condition]\nseen = "none"\n'
NO_LINES = '[list.red_line]\nseen = "none"\n'


def clause(kind: str, id_: str, topic: str, when: str, **more: str) -> str:
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return (
        f'[[{kind}]]\nid = "{id_}"\ntitle = {{ zh = "甲", en = "a" }}\n'
        f'statement = {{ zh = "甲。", en = "a." }}\ntopic = "{topic}"\nwhen = "{when}"\n'
        + ("" if "source" in more else 'source = "text"\n')
        + keys
    )


def situation(id_: str, when: str, tiers: str = '["exempt"]', **more: str) -> str:
    return clause("situation", id_, "reform_trial", when, requires='"nothing stated"', tiers=tiers, **more)


def write(folder: Path, *, policy: str = "", earlier: str = "", files: Mapping[str, str]) -> Path:
    (folder / "region.toml").write_text(f"{REGION}{policy}\n{earlier}", "utf-8")
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    for name, text in {"red_lines.toml": NO_LINES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def loaded(folder: Path) -> Policy:
    found = load_plugin(DataPlugin(folder), "mock")
    assert found.policy is not None, [problem.message("en") for problem in found.problems]
    return found.policy


def mistakes(folder: Path) -> list[str]:
    return [problem.code for problem in load_plugin(DataPlugin(folder), "mock").problems]


def case(act: str | None = None, ruling: str | None = None, **facts: object) -> Case:
    vocabulary = shared_vocabulary()
    known: dict[str, Known] = {name: exactly(vocabulary[name], value) for name, value in facts.items()}  # type: ignore[arg-type]
    return Case(title="甲", where="某县", facts=known, dates=Dates(act=act, ruling=ruling))


def ruled(
    policies: Iterable[Policy],
    told: Case,
    on: str = "ruling",
    as_known: str | None = None,
    question: Question = "tolerance",
) -> Ruling:
    policies = tuple(policies)
    here = Jurisdiction(region=policies[0].region, policies=policies)
    return rule(here, prepare(told, policies, facts_of(policies), at(told, on, as_known)), question)


def verdicts(ruling: Ruling) -> set[str]:
    return {possible.verdict for possible in ruling.possible}


#: The old text tolerates what tries first, the new one what has no precedent.
OLD_AND_NEW = {
    "tolerance.toml": WHOLE + situation("T1", "no_precedent"),
    "earlier/2017/tolerance.toml": WHOLE + situation("O1", "trying_first"),
    "earlier/2017/red_lines.toml": NO_LINES,
}
TRIED = {"trying_first": True, "no_precedent": False}


@pytest.fixture
def two_texts(tmp_path: Path) -> Policy:
    return loaded(
        write(tmp_path, policy='from = "2020-03"', earlier=EARLIER.format(more=""), files=OLD_AND_NEW)
    )


@pytest.mark.parametrize(
    ("on", "verdict", "edition", "absence"),
    [
        ("2016-12-31", "no_rule", None, "not_yet"),
        ("2018", "tolerated", "2017", None),
        ("2020-02-29", "tolerated", "2017", None),
        ("2020-04-01", "not_covered", None, None),
        ("2025", "not_covered", None, None),
    ],
)
def test_the_text_of_the_day_rules(
    two_texts: Policy, on: str, verdict: str, edition: str | None, absence: str | None
) -> None:
    ruling = ruled([two_texts], case(**TRIED), on)
    assert ruling.verdict == verdict
    assert [(text.edition, text.absence) for text in ruling.texts] == [(edition, absence)]


def test_the_act_and_the_ruling_are_days_of_their_own(two_texts: Policy) -> None:
    told = case(act="2018-05", ruling="2021-01-04", **TRIED)
    assert ruled([two_texts], told, "act").verdict == "tolerated"
    assert ruled([two_texts], told, "ruling").verdict == "not_covered"


def test_a_day_that_may_be_before_or_after_the_change_leaves_both(two_texts: Policy) -> None:
    ruling = ruled([two_texts], case(**TRIED), "2020-03-10")
    assert ruling.verdict == "open"
    assert verdicts(ruling) == {"tolerated", "not_covered"}
    assert ruling.open_because == ("dates",)
    assert [way.verdict for way in ruling.by_text] == ["tolerated", "not_covered"]


def test_where_both_texts_answer_alike_the_day_does_not_matter(two_texts: Policy) -> None:
    ruling = ruled([two_texts], case(trying_first=True, no_precedent=True), "2020-03-10")
    assert (ruling.verdict, ruling.open_because) == ("tolerated", ())


def test_a_year_that_reaches_over_the_change_leaves_both(two_texts: Policy) -> None:
    assert verdicts(ruled([two_texts], case(**TRIED), "2020")) == {"tolerated", "not_covered"}


def test_an_earlier_text_that_is_not_public_has_no_rule(tmp_path: Path) -> None:
    files = {"tolerance.toml": OLD_AND_NEW["tolerance.toml"]}
    earlier = EARLIER.format(more="published = false")
    policy = loaded(write(tmp_path, policy='from = "2020"', earlier=earlier, files=files))
    ruling = ruled([policy], case(**TRIED), "2018")
    assert (ruling.verdict, ruling.texts[0].absence) == ("no_rule", "unpublished")
    assert [note.key for note in ruling.notes] == ["note.floor_off", "note.absent_unpublished"]


def test_a_text_of_which_only_the_first_report_is_dated_may_be_older(tmp_path: Path) -> None:
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first")}
    policy = loaded(write(tmp_path, policy='reported = "2020-03"', files=files))
    assert verdicts(ruled([policy], case(**TRIED), "2019")) == {"tolerated", "no_rule"}
    assert ruled([policy], case(**TRIED), "2020-04").verdict == "tolerated"
    notes = {note.key for note in ruled([policy], case(act="2019", **TRIED)).notes}
    assert "note.before_report" in notes and "note.before_text" not in notes


def test_a_text_that_has_ended_rules_no_more(tmp_path: Path) -> None:
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first")}
    policy = loaded(write(tmp_path, policy='from = "2018"\nto = "2020-06"', files=files))
    assert ruled([policy], case(**TRIED), "2020-05-31").verdict == "tolerated"
    assert ruled([policy], case(**TRIED), "2020-07-01").texts[0].absence == "ended"
    assert ruled([policy], case(**TRIED)).texts[0].absence == "ended"


def test_nothing_lies_between_a_text_that_ends_and_the_next_that_begins(tmp_path: Path) -> None:
    earlier = EARLIER.format(more='to = "2020-03"')
    policy = loaded(write(tmp_path, policy='from = "2020-03"', earlier=earlier, files=OLD_AND_NEW))
    assert verdicts(ruled([policy], case(**TRIED), "2020-03-10")) == {"tolerated", "not_covered"}


def test_nobody_has_a_text_in_the_gap_between_two(tmp_path: Path) -> None:
    earlier = EARLIER.format(more='to = "2018"')
    policy = loaded(write(tmp_path, policy='from = "2020-03"', earlier=earlier, files=OLD_AND_NEW))
    ruling = ruled([policy], case(**TRIED), "2019")
    assert (ruling.verdict, ruling.texts[0].absence) == ("no_rule", "ended")


def test_a_clause_has_days_of_its_own(tmp_path: Path) -> None:
    line = clause("red_line", "R1", "safety_accident", "safety_accident", in_force='{ from = "2019-05" }')
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + line,
    }
    policy = loaded(write(tmp_path, policy='from = "2018"', files=files))
    told = case(trying_first=True, safety_accident=True)
    assert ruled([policy], told, "2019-04-30").verdict == "tolerated"
    assert verdicts(ruled([policy], told, "2019-05-10")) == {"tolerated", "refused"}
    assert ruled([policy], told, "2019-06-01").verdict == "refused"
    states = {state.id: state.state for state in ruled([policy], told, "2019-01").clauses}
    assert states["mock:R1"] == "not_in_force"


# What was known


def test_a_source_that_came_later_is_not_counted(tmp_path: Path) -> None:
    line = clause("red_line", "R1", "safety_accident", "safety_accident", source='"later"')
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + line,
    }
    policy = loaded(write(tmp_path, files=files))
    told = case(trying_first=True, safety_accident=True)
    assert ruled([policy], told, as_known="2023").verdict == "refused"
    # by 2021 nobody knew the line, and so nobody had seen the list whole
    assert ruled([policy], told, as_known="2021").verdict == "unaddressed"
    assert verdicts(ruled([policy], told, as_known="2022-06")) == {"refused", "unaddressed"}
    assert ruled([policy], told, as_known="2019").texts[0].absence == "not_known"


# What a text says of acts from before its time


def transitional(folder: Path, how: str, new: str, **more: str) -> Policy:
    files = OLD_AND_NEW | {"tolerance.toml": WHOLE + new} | more
    policy = f'from = "2020-03"\ntransition = "{how}"'
    return loaded(write(folder, policy=policy, earlier=EARLIER.format(more=""), files=files))


def test_old_acts_may_stay_under_the_old_text(tmp_path: Path) -> None:
    policy = transitional(tmp_path, "old", situation("T1", "no_precedent"))
    old = ruled([policy], case(act="2018", **TRIED))
    assert old.verdict == "tolerated"
    assert "note.transition_old" in [note.key for note in old.notes]
    new = ruled([policy], case(act="2021", **TRIED))
    assert new.verdict == "not_covered"
    assert "note.transition_old" not in [note.key for note in new.notes]
    assert verdicts(ruled([policy], case(**TRIED))) == {"tolerated", "not_covered"}
    # who asks for a day gets the text of that day
    assert ruled([policy], case(act="2018", **TRIED), "2021").verdict == "not_covered"


@pytest.mark.parametrize(
    ("new", "verdict", "tiers"),
    [
        (situation("T1", "no_precedent"), "tolerated", ("exempt",)),
        (situation("T1", "trying_first", '["not_pursued"]'), "tolerated", ("not_pursued",)),
        (situation("T1", "trying_first", '["lighter"]'), "tolerated", ("exempt",)),
    ],
)
def test_the_milder_of_both_texts_may_rule(tmp_path: Path, new: str, verdict: str, tiers: object) -> None:
    ruling = ruled([transitional(tmp_path, "milder", new)], case(act="2018", **TRIED))
    assert ruling.verdict == verdict
    assert ruling.possible[0].tiers == tiers
    assert "note.transition_milder" in [note.key for note in ruling.notes]


def test_two_texts_that_do_not_compare_are_both_told(tmp_path: Path) -> None:
    policy = transitional(tmp_path, "milder", situation("T1", "trying_first"))
    unseen = {kind: info for kind, info in policy.lists.items() if kind != "red_line"}
    ruling = ruled([evolve(policy, lists=unseen)], case(act="2018", debt_default=True, **TRIED))
    assert ruling.verdict == "open"
    assert [way.verdict for way in ruling.by_text] == ["tolerated", "unaddressed"]
    assert [way.says.en[:7] for way in ruling.by_text] == ["by the ", "by the "]


FILES = '[list.scope]\nseen = "complete"\n' + clause("scope", "F1", "filing_scope", "trying_first")


def first_text(folder: Path, how: str, earlier: str = "") -> Policy:
    """A text with a transition, and no text before it whose content is public."""
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first"), "filing.toml": FILES}
    return loaded(
        write(folder, policy=f'from = "2020-03"\ntransition = "{how}"', earlier=earlier, files=files)
    )


def test_nothing_is_milder_than_a_text_before_which_there_was_none(tmp_path: Path) -> None:
    policy = first_text(tmp_path, "milder")
    for told in (case(act="2018", **TRIED), case(act="2020", **TRIED), case(**TRIED)):
        ruling = ruled([policy], told)
        assert (ruling.verdict, ruling.by_text) == ("tolerated", ())
        assert "note.transition_milder" not in [note.key for note in ruling.notes]
    assert "note.before_text" in [note.key for note in ruled([policy], case(act="2018", **TRIED)).notes]


def test_an_act_from_before_the_first_text_that_leaves_it_to_the_old_has_no_rule(tmp_path: Path) -> None:
    policy = first_text(tmp_path, "old")
    old = ruled([policy], case(act="2018", **TRIED))
    assert (old.verdict, old.texts[0].absence) == ("no_rule", "not_yet")
    assert ruled([policy], case(act="2021", **TRIED)).verdict == "tolerated"
    assert verdicts(ruled([policy], case(act="2020", **TRIED))) == {"no_rule", "tolerated"}
    assert ruled([policy], case(**TRIED)).verdict == "tolerated", "a case without dates isn't open for it"


def test_an_earlier_text_that_nobody_has_seen_may_be_the_milder(tmp_path: Path) -> None:
    policy = first_text(tmp_path, "milder", EARLIER.format(more="published = false"))
    ruling = ruled([policy], case(act="2018", **TRIED))
    assert verdicts(ruling) == {"no_rule", "tolerated"}
    assert [way.says.en for way in ruling.by_text] == ["by the earlier text", "by the newer text"]
    # before the first text of all there is nothing to compare
    assert ruled([policy], case(act="2010", **TRIED)).verdict == "tolerated"


@pytest.mark.parametrize("how", ["old", "milder"])
def test_what_a_text_says_of_acts_does_not_bear_on_filing(how: str, tmp_path: Path) -> None:
    policy = transitional(tmp_path, how, situation("T1", "no_precedent"), **{"filing.toml": FILES})
    planned = {"stage": "planned", "filing": "none", **TRIED}
    for told in (case(**planned), case(act="2018", **planned)):
        ruling = ruled([policy], told, question="filing")
        assert (ruling.answer, ruling.by_text, ruling.texts[0].edition) == ("fileable", (), None)


# Mistakes


@pytest.mark.parametrize(
    ("policy", "earlier", "codes"),
    [
        ('from = "2020-13"', "", ["bad_inexact_date"]),
        ('from = "2021"\nto = "2020"', "", ["in_force_backwards"]),
        ('from = "2020"', 'to = "2021"', ["versions_overlap"]),
        ('from = "2016"', "", ["versions_overlap"]),
    ],
)
def test_dates_that_cannot_be_are_load_errors(
    tmp_path: Path, policy: str, earlier: str, codes: list[str]
) -> None:
    told = EARLIER.format(more=earlier)
    assert mistakes(write(tmp_path, policy=policy, earlier=told, files=OLD_AND_NEW)) == codes


def test_an_earlier_text_needs_its_folder_or_has_to_be_called_unpublished(tmp_path: Path) -> None:
    files = {"tolerance.toml": OLD_AND_NEW["tolerance.toml"]}
    assert mistakes(write(tmp_path, earlier=EARLIER.format(more=""), files=files)) == ["no_edition_folder"]


def test_a_clause_id_stands_for_one_clause_in_all_versions(tmp_path: Path) -> None:
    files = OLD_AND_NEW | {"earlier/2017/tolerance.toml": WHOLE + situation("T1", "trying_first")}
    assert mistakes(write(tmp_path, earlier=EARLIER.format(more=""), files=files)) == ["version_states"]


def test_an_act_without_a_day_gives_no_day_to_rule_by() -> None:
    with pytest.raises(InputError):
        at(case(), "act")


# Exact: every way in which the dates may fall, and no other


@settings(deadline=None, max_examples=scaled(60))
@given(
    st.lists(st.sampled_from([None, "2019", "2019-05", "2019-05-03", "2020"]), min_size=2, max_size=2),
    st.sampled_from(["2018", "2019", "2019-05", "2019-05-03", "2019-05-20", "2020-01-01", "2021"]),
    st.booleans(),
)
def test_what_is_possible_is_what_some_exact_dates_yield(
    froms: list[str | None], on: str, accident: bool
) -> None:
    policy = _PLAIN
    told = case(trying_first=True, safety_accident=accident)
    ids = {"mock:R1": froms[0], "mock:T1": froms[1]}
    inexact = evolve(policy, rules=tuple(_from(r, ids[r.id]) for r in policy.rules))
    exact = set()
    ways = [_some_days(name) for name in dict.fromkeys(froms)]
    for chosen in product(*ways):
        days = dict(zip(dict.fromkeys(froms), chosen, strict=True))
        dated = evolve(policy, rules=tuple(_from(r, days[ids[r.id]]) for r in policy.rules))
        for day in _some_days(on):
            exact |= verdicts(ruled([dated], told, day or on))
    assert verdicts(ruled([inexact], told, on)) == exact


def _from(rule_: object, day: str | None) -> object:
    clause_ = rule_.clause  # type: ignore[attr-defined]
    return evolve(rule_, clause=evolve(clause_, in_force=InForce(from_=day) if day else None))  # type: ignore[type-var]


def _some_days(told: str | None) -> list[str | None]:
    """The ends of what an inexact date may mean, and the days beside which anything here changes."""
    if told is None:
        return [None]
    span = day_span(told)
    assert span.low is not None and span.high is not None
    turns = {"2019-01-01", "2019-05-01", "2019-05-02", "2019-05-03", "2019-05-04", "2019-05-20",
             "2019-05-31", "2019-06-01", "2019-12-31", "2020-01-01", "2020-12-31"}  # fmt: skip
    days = {day_span(turn).low for turn in turns}
    chosen = {day for day in days if day is not None and day in span} | {span.low, span.high}
    return [datetime.date.fromordinal(day).isoformat() for day in sorted(chosen)]


def _plain() -> Policy:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        line = clause("red_line", "R1", "safety_accident", "safety_accident")
        files = {
            "tolerance.toml": WHOLE + situation("T1", "trying_first"),
            "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + line,
        }
        return loaded(write(Path(folder), policy='from = "2010"', files=files))


_PLAIN = _plain()


def test_texts_that_stand_in_one_way_alone_are_ruled_as_they_are_given() -> None:
    here = Jurisdiction(region=_PLAIN.region, policies=(_PLAIN,))
    (standing,) = standings(here, at(case()))
    assert standing.here is here


def test_sources_that_may_or_may_not_have_been_public_are_too_many_in_bounded_time(tmp_path: Path) -> None:
    names = [f"s{index}" for index in range(40)]
    lines = "".join(
        clause("red_line", f"R{i}", "safety_accident", "safety_accident", source=f'"{name}"')
        for i, name in enumerate(names)
    )
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + lines,
    }
    folder = write(tmp_path, policy='from = "2018"', files=files)
    dated = "".join(
        source(name, date=f"2022-{1 + i % 12:02}-{1 + i // 12:02}") for i, name in enumerate(names)
    )
    (folder / "sources.toml").write_text(SOURCES + dated, "utf-8")
    ruling = ruled([loaded(folder)], case(**TRIED), as_known="2022")
    assert ruling.error is not None and ruling.error.code == "too_many_ways"
    assert ruled([loaded(folder)], case(**TRIED), as_known="2022-12-31").error is None


def test_where_dates_leave_too_much_open_exact_ones_are_the_mend(tmp_path: Path) -> None:
    begin = [f"2022-{1 + i % 12:02}-{1 + i // 12:02}" for i in range(70)]
    lines = "".join(
        clause("red_line", f"R{i}", "safety_accident", "safety_accident", in_force=f'{{ from = "{day}" }}')
        for i, day in enumerate(begin)
    )
    files = {
        "tolerance.toml": WHOLE + situation("T1", "trying_first"),
        "red_lines.toml": '[list.red_line]\nseen = "complete"\n' + lines,
    }
    folder = write(tmp_path, policy='from = "2018"', files=files)
    error = ruled([loaded(folder)], case(**TRIED), on="2022").error
    assert error is not None
    assert "days" in error.message("en") and "年月日" in error.message("zh")
    assert "facts" not in error.message("en") and "事实" not in error.message("zh")
    assert ruled([loaded(folder)], case(**TRIED), on="2022-05-05").error is None
