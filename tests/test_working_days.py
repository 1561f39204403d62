"""Working days: how many there are between two days, held against another library, and what no schedule tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import holidays
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo.comparing.asking import asking
from rongcuo.facts.conditions import Span
from rongcuo.facts.known import Known, read_known
from rongcuo.facts.problems import InputError, Problems
from rongcuo.facts.text import Language, Text
from rongcuo.facts.vocabulary import Fact
from rongcuo.facts.working_days import Calendar, Year, shipped
from rongcuo.plugins.deployment import Deployment, read_deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import load
from rongcuo.policy.cases import case_from
from rongcuo.policy.clauses import Earlier
from rongcuo.policy.policy import Former
from rongcuo.render.data import known_data
from rongcuo.render.deployment import deployment_data, deployment_page
from rongcuo.render.deploymentfile import deployment_file
from rongcuo.render.readback import read_back
from rongcuo.render.words import Words
from rongcuo.ruling import prepare, rule
from rongcuo.ruling.clocks import at
from rongcuo.ruling.constructed import _dates as dates_apart
from rongcuo.ruling.periods import derived
from rongcuo_documents import fingerprint
from rongcuo_interview.asked import _value as reply_to
from rongcuo_workshop.testing.proposals import proposals
from rongcuo_workshop.testing.trial import try_out
from rongcuo_workshop.workspace import survey_plugin

from .made import matter, ruled, text
from .policytext import clause, listing
from .running import ROOT, FakePoint, installed, run
from .scale import scaled
from .test_periods import DATES, PERIOD

pytestmark = pytest.mark.slow

FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)
CALENDAR = Calendar({})
SAID = Text("工作日", "working days")
FACT = Fact(id="period", group="procedure", type="working_days", label=SAID, ask=SAID)


@cache
def worked() -> list[date]:
    """Every working day of these years as the other library has them, day by day."""
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    days = (FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if china.is_working_day(day)]


def counted(start: date, end: date) -> int:
    """The working days after the first day up to the second."""
    return bisect_right(worked(), end) - bisect_right(worked(), start)


def halves(start: date, end: date, calendar: Calendar = CALENDAR) -> int | None:
    return calendar.halves(start.toordinal(), end.toordinal())


days = st.dates(FIRST, LAST)


@settings(max_examples=scaled(200), deadline=None)
@given(days, days)
def test_between_two_days_are_as_many_working_days_as_counting_one_by_one_finds(one: date, two: date) -> None:
    start, end = sorted([one, two])
    found = halves(start, end)
    assert found is not None
    assert found // 2 == counted(start, end)
    assert halves(end, start) == -found


@settings(max_examples=scaled(200), deadline=None)
@given(days, st.integers(1, 30), st.integers(-3, 12))
def test_within_so_many_working_days_is_up_to_the_last_of_them(start: date, number: int, more: int) -> None:
    last = bisect_right(worked(), start) + number - 1
    if last + 1 >= len(worked()):
        return
    for end in (worked()[last] + timedelta(more), worked()[last]):
        found = halves(start, min(end, LAST)) if end >= start else -1
        assert found is not None
        assert (found <= 2 * number) == (end <= worked()[last])
        assert (found >= 2 * number) == (end >= worked()[last])


def test_every_day_of_the_years_that_ship_is_as_the_other_library_has_it() -> None:
    assert (min(shipped()), max(shipped())) == (2008, 2026)
    for year in shipped():
        china = holidays.country_holidays("CN", years=year)
        days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
        ours = [bool(halves(day - timedelta(1), day) == 2) for day in days if day > date(2008, 1, 1)]
        assert ours == [china.is_working_day(day) for day in days if day > date(2008, 1, 1)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),  # the day of the event isn't counted
        (date(2026, 3, 2), date(2026, 3, 9), 10),
        (date(2026, 3, 2), date(2026, 3, 7), 9),  # a Saturday: after the fourth, before the fifth
        (date(2026, 3, 9), date(2026, 3, 2), -10),
        (date(2026, 2, 27), date(2026, 2, 28), 2),  # a Saturday that is worked
        (date(2026, 2, 13), date(2026, 2, 23), 3),  # the Spring Festival, with one day worked before it
        (date(2007, 12, 31), date(2008, 1, 2), 2),  # only days that are counted have to be known
        (date(2026, 12, 31), date(2026, 12, 31), 0),
        (date(2027, 3, 1), date(2027, 3, 1), 0),  # no day that would have to be known
    ],
)
def test_days_off_and_days_worked_at_weekends(start: date, end: date, expected: int) -> None:
    assert halves(start, end) == expected


def test_a_year_without_a_schedule_is_never_guessed() -> None:
    new_year = date(2026, 12, 30), date(2027, 1, 4)
    assert halves(*new_year) is None and halves(*reversed(new_year)) is None
    assert CALENDAR.missing(*(day.toordinal() for day in new_year)) == (2027,)
    assert CALENDAR.missing(date(2026, 12, 31).toordinal(), date(2028, 1, 1).toordinal()) == (2027, 2028)


def ordinals(*days: date) -> frozenset[int]:
    return frozenset(day.toordinal() for day in days)


def test_a_year_that_is_supplied_is_counted_by_and_may_move_days_of_the_last_december() -> None:
    year = Year(off=ordinals(date(2027, 1, 1), date(2026, 12, 31)), on=ordinals(date(2026, 12, 26)))
    calendar = Calendar({2027: year})
    assert halves(date(2026, 12, 25), date(2026, 12, 26), calendar) == 2
    assert halves(date(2026, 12, 30), date(2027, 1, 4), calendar) == 2
    assert halves(date(2026, 12, 25), date(2026, 12, 26)) == 1


def test_a_year_that_is_supplied_takes_the_place_of_the_one_that_ships() -> None:
    calendar = Calendar({2026: Year(off=frozenset(), on=frozenset())})
    assert halves(date(2026, 2, 13), date(2026, 2, 23), calendar) == 12
    new_year = date(2011, 12, 30), date(2011, 12, 31)
    assert halves(*new_year) == 2
    moved = Year(off=ordinals(new_year[1]), on=frozenset())
    assert halves(*new_year, Calendar({2012: moved})) == 1


# A period in working days


PERIOD_IN_WORKING_DAYS = PERIOD + 'days = "working"\n'


def plugin(folder: Path, condition: str = "days_taken >= 0 and days_taken <= 5") -> FakePoint:
    return text(
        folder,
        "mock",
        listing("situation", seen="complete"),
        clause("situation", "T1", when="trying_first", requires=condition),
        *(listing(kind, seen="none") for kind in ("condition", "tier_gate", "red_line")),
        ("red_lines", DATES + PERIOD_IN_WORKING_DAYS),
    )


def case(begun: object, ended: object, **more: object) -> dict[str, Any]:
    told = {"mock:begun_on": begun, "mock:ended_on": ended}
    facts = {name: day for name, day in told.items() if day is not None}
    return matter({"trying_first": True, **facts, **more}, "mock")


@pytest.mark.parametrize(
    ("ended", "verdict"),
    [
        ("2026-03-09", "tolerated"),
        ("2026-03-10", "unmet"),
        ("2026-03-01", "unmet"),
        ({"at_least": "2026-03-06", "at_most": "2026-03-09"}, "tolerated"),
        ({"at_least": "2026-03-06", "at_most": "2026-03-10"}, "open"),
        ({"at_least": "2026-03-10"}, "unmet"),
    ],
)
def test_a_period_in_working_days_is_derived_from_two_dates(
    ended: object, verdict: str, tmp_path: Path
) -> None:
    assert ruled(plugin(tmp_path), case("2026-03-02", ended)).verdict == verdict


@settings(max_examples=scaled(100), deadline=None)
@given(days, st.integers(0, 9), days, st.integers(0, 9))
def test_dates_known_in_part_leave_exactly_what_their_days_make_of_it(
    begun: date, begun_more: int, ended: date, ended_more: int
) -> None:
    def some_of(first: date, more: int) -> list[date]:
        return [first + timedelta(n) for n in range(min(more, (LAST - first).days) + 1)]

    ends = some_of(begun, begun_more), some_of(ended, ended_more)
    told = {
        name: Known(span=Span(known[0].toordinal(), known[-1].toordinal()))
        for name, known in zip(("begun_on", "ended_on"), ends, strict=True)
    }
    every = [halves(start, end) for start in ends[0] for end in ends[1]]
    assert known_of(told).span == Span(min(map(int, every)), max(map(int, every)))  # type: ignore[arg-type]


def known_of(told: Mapping[str, Known]) -> Known:
    """What is known of the period by its dates."""
    policy = SimpleNamespace(periods={"period": ("begun_on", "ended_on")}, calendar=CALENDAR)
    found, _ = derived(told, [policy], {"period": FACT}, Problems())  # type: ignore[list-item]
    return found["period"]


NEW_YEAR = "2026-12-30", "2027-01-04"


def test_a_year_without_a_schedule_leaves_the_period_open_and_is_told(tmp_path: Path) -> None:
    ruling = ruled(plugin(tmp_path), case(*NEW_YEAR))
    assert (ruling.verdict, ruling.needs.questions) == ("open", ("mock:days_taken",))
    (note,) = (note for note in ruling.notes if note.key == "note.no_schedule")
    assert note.values == {"facts": ("mock:days_taken",), "years": (2027,)}


IN_A_FILE = """
title = "t"
where = "mock"
facts = { trying_first = true, "mock:begun_on" = "2026-12-30", "mock:ended_on" = "2027-01-04" }
"""


def printed(folder: Path, *arguments: str, language: Language = "zh") -> str:
    """What a run over the case says, where the text is the only one there is."""
    (folder / "case.toml").write_text(IN_A_FILE, "utf-8")
    points = [plugin(folder), *installed("national")]
    today = {"RONGCUO_TODAY": "2027-03-01"}
    command, *rest = arguments
    done = run(command, folder / "case.toml", *rest, language=language, found=points, environment=today)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize(
    ("arguments", "language", "says"),
    [
        (("compare",), "zh", "2027年没有放假调休安排"),
        (("compare",), "en", "no holiday schedule for 2027"),
        (("rule", "--region", "mock"), "zh", "2027年没有放假调休安排，无法计算：日"),
        (("rule", "--region", "mock"), "en", "Without a holiday schedule for 2027"),
        (("rule", "--region", "mock", "--json"), "en", "Without a holiday schedule for 2027"),
    ],
)
def test_outputs_name_the_year(
    arguments: tuple[str, ...], language: Language, says: str, tmp_path: Path
) -> None:
    assert says in printed(tmp_path, *arguments, language=language)


def test_years_that_follow_each_other_are_told_together() -> None:
    words = Words("en", load(Deployment(), []))
    assert words.years((2007, 2027, 2028, 2029, 2031)) == "2007, 2027–2029, 2031"


def test_who_asks_an_officer_asks_for_the_number(tmp_path: Path) -> None:
    registry = load(Deployment(), [plugin(tmp_path), *installed("national")])  # type: ignore[list-item]
    raw = case(*NEW_YEAR)
    read = case_from(raw, "case", registry.vocabulary, registry.plugin_names)
    asked = [ask.facts for ask in asking(registry, read, "tolerance", ["mock"]).asks]
    assert asked == [("mock:days_taken",)]
    fact = registry.vocabulary["mock:days_taken"]
    assert reply_to(fact, " 5 ", False) == 5
    with pytest.raises(InputError):
        reply_to(fact, "五天", False)


@pytest.mark.parametrize(("days", "verdict"), [(3, "tolerated"), (6, "unmet"), ({"at_most": 5}, "open")])
def test_a_case_may_tell_the_working_days_themselves(days: object, verdict: str, tmp_path: Path) -> None:
    ruling = ruled(plugin(tmp_path), case("2026-12-30", "2027-01-08", **{"mock:days_taken": days}))
    assert ruling.verdict == verdict
    assert any(note.key == "note.no_schedule" for note in ruling.notes) == (verdict == "open")


def test_what_a_case_tells_must_fit_its_dates(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        ruled(plugin(tmp_path), case("2026-03-02", "2026-03-10", **{"mock:days_taken": 5}))
    (problem,) = error.value.problems
    assert (problem.code, problem.place) == ("period_dates", 'facts."mock:days_taken"')
    assert "6 working days" in problem.message("en") and "6个工作日" in problem.message("zh")


@pytest.mark.parametrize(
    ("begun", "ended", "days", "fits"),
    [
        ("2026-12-30", "2027-01-06", 7, True),
        ("2026-12-30", "2027-01-06", 0, True),
        ("2026-12-30", "2027-01-06", 8, False),
        ("2026-12-30", "2027-01-06", 40, False),
        ("2026-12-30", "2027-01-06", {"at_least": 8}, False),
        ("2026-12-30", "2027-01-06", -1, False),
        ("2027-01-06", "2026-12-30", -7, True),
        ("2027-01-06", "2026-12-30", 1, False),
        ("2026-12-30", {"at_most": "2027-01-06"}, 40, False),
        ("2026-12-30", {"at_least": "2027-01-06"}, 40, True),
        ("2026-12-30", None, 40, True),
    ],
)
def test_no_case_tells_more_working_days_than_there_are_days(
    begun: str, ended: object, days: object, fits: bool, tmp_path: Path
) -> None:
    told = case(begun, ended, **{"mock:days_taken": days})
    if fits:
        assert ruled(plugin(tmp_path), told).verdict != "no_rule"
        return
    with pytest.raises(InputError) as error:
        ruled(plugin(tmp_path), told)
    assert [problem.code for problem in error.value.problems] == ["period_dates"]


def test_a_period_in_every_day_needs_no_schedule(tmp_path: Path) -> None:
    parts = (
        clause("situation", "T1", when="trying_first and days_taken <= 5"),
        ("red_lines", DATES + PERIOD),
    )
    ended = {"at_least": "2027-01-02", "at_most": "2027-01-09"}
    ruling = ruled(text(tmp_path, "mock", *parts), case("2026-12-30", ended))
    assert ruling.verdict == "open"
    assert not [note for note in ruling.notes if note.key == "note.no_schedule"]


def test_a_date_that_is_not_known_is_asked_for_first(tmp_path: Path) -> None:
    here = plugin(tmp_path)
    assert ruled(here, case("2026-12-30", None)).needs.questions == ("mock:ended_on",)
    assert ruled(here, case("2026-12-30", {"at_least": "2027-01-04"})).needs.questions == ("mock:ended_on",)


@pytest.mark.parametrize("raw", ["5", 5.5, True])
def test_working_days_are_a_whole_number(raw: object, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        ruled(plugin(tmp_path), case(*NEW_YEAR, **{"mock:days_taken": raw}))
    assert [problem.code for problem in error.value.problems] == ["bad_days"]


# A year that a deployment supplies

NEXT = """
year = 2027
notice = "关于2027年部分节假日安排的通知（虚构）"
on = [2026-12-26, "2027-02-21"]

[[off]]
from = "2026-12-31"
to = 2027-01-03
"""
DEPLOYED = 'working_days = ["2027.toml"]\n[region.mock]\nplugins = ["mock"]\n'


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    (tmp_path / "2027.toml").write_text(NEXT, "utf-8")
    (tmp_path / "rongcuo.toml").write_text(DEPLOYED, "utf-8")
    return tmp_path / "rongcuo.toml"


def test_a_deployment_supplies_a_year_in_a_file(deployed: Path) -> None:
    deployment = read_deployment(deployed)
    assert deployment.years[2027].notice.startswith("关于2027年")
    points = [plugin(deployed.parent), *installed("national")]
    registry = load(deployment, points)  # type: ignore[arg-type]
    raw = case("2026-12-25", "2027-01-08")
    read = case_from(raw, "case", registry.vocabulary, registry.plugin_names)
    prepared = prepare(read, registry.texts, registry.vocabulary, at(read))
    # 26, 28, 29, 30 December; 4 to 8 January
    assert prepared.known["mock:days_taken"].span == Span(18, 18)
    ruling = rule(registry.jurisdictions["mock"], prepared, "tolerance")
    assert ruling.verdict == "unmet" and not prepared.unscheduled


def test_a_holiday_may_be_one_day(deployed: Path) -> None:
    deployed.with_name("2027.toml").write_text(NEXT.replace("to = 2027-01-03", "to = 2026-12-31"), "utf-8")
    assert read_deployment(deployed).years[2027].off == ordinals(date(2026, 12, 31))


def test_what_is_in_force_names_the_year_and_its_notice(deployed: Path) -> None:
    points = [plugin(deployed.parent), *installed("national")]
    words = Words("zh", load(read_deployment(deployed), points))  # type: ignore[arg-type]
    assert deployment_data(words)["working_days"] == {"2027": "关于2027年部分节假日安排的通知（虚构）"}
    assert "2027年工作日由部署提供：关于2027年" in repr(deployment_page(words))
    assert '# working_days = ["2027.toml"]' in deployment_file(words)


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("year = 2027", "year = 2028", "day_of_other_year", "off[1].from"),
        ("to = 2027-01-03", "to = 2026-12-30", "days_off_backwards", "off[1]"),
        ("to = 2027-01-03", 'to = "2027-02-30"', "bad_date", "off[1].to"),
        ("to = 2027-01-03", "", "missing_key", "off[1]"),
        ("2027-02-21", "2027-02-22", "works_anyway", "on[2]"),
        ("2027-02-21", "2027-01-02", "off_and_on", "on[2]"),
        ('notice = "关于2027年部分节假日安排的通知（虚构）"', 'notice = "…"', "no_notice", "notice"),
        ("[[off]]", "[[of]]", "unknown_key", ""),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_place(
    old: str, new: str, code: str, place: str, deployed: Path
) -> None:
    year = deployed.with_name("2027.toml")
    year.write_text(NEXT.replace(old, new), "utf-8")
    with pytest.raises(InputError) as error:
        read_deployment(deployed)
    found = [(problem.code, problem.place, problem.file) for problem in error.value.problems]
    assert (code, place, str(year)) in found


def test_a_file_that_is_not_there_and_a_year_twice_are_mistakes(deployed: Path) -> None:
    deployed.write_text(DEPLOYED.replace("]", ', "2027.toml", "2028.toml"]', 1), "utf-8")
    with pytest.raises(InputError) as error:
        read_deployment(deployed)
    codes = [(problem.code, Path(problem.file).name) for problem in error.value.problems]
    assert codes == [("year_twice", "rongcuo.toml"), ("no_file", "2028.toml")]


@pytest.mark.parametrize(
    ("known", "said", "shown"),
    [
        (Span(10, 10), 5, "5个工作日"),
        (Span(11, 11), {"more_than": 5, "less_than": 6}, "超过5个工作日、不满6个工作日"),
        (Span(10, None), {"at_least": 5}, "≥ 5"),
        (Span(None, 11), {"less_than": 6}, "< 6"),
        (Span(9, 12), {"more_than": 4, "at_most": 6}, "> 4, ≤ 6"),
    ],
)
def test_what_is_known_is_told_as_a_case_would_say_it(known: Span, said: object, shown: str) -> None:
    told = known_data(FACT, Known(span=known))
    assert told == said
    assert read_known(FACT, told).span == known
    assert Words("zh", load(Deployment(), [])).value(FACT, Known(span=known)) == shown


def test_a_condition_reads_back_in_working_days(tmp_path: Path) -> None:
    loaded = load_plugin(plugin(tmp_path).plugin, "mock")
    assert loaded.policy is not None
    told = read_back("days_taken <= 5", loaded.policy)
    assert (told.zh, told.en) == ("“日”在5个工作日以内（含本数）", "“day” is within 5 working days")


@pytest.mark.parametrize("type_", ["period", "working_days"])
def test_a_fact_of_days_between_dates_is_declared_as_a_period(type_: str, tmp_path: Path) -> None:
    file, entry = "red_lines", DATES.replace('type = "date"', f'type = "{type_}"', 1)
    point = text(tmp_path, "mock", clause("situation", "T1", when="begun_on <= 5"), (file, entry))
    problems = load_plugin(point.plugin, "mock").problems
    assert [(problem.code, problem.place) for problem in problems] == [
        ("fact_derived", "fact begun_on, type")
    ]


def test_a_proposed_case_has_dates_that_are_so_far_apart() -> None:
    for value in (-11, -4, 0, 1, 2, 11, 130):
        days = dates_apart(FACT, value)
        assert days is not None and halves(*days) == value


@pytest.mark.parametrize(
    ("kind", "number", "tells"),
    [
        ("working", 2_000, ["mock:begun_on", "mock:ended_on"]),
        ("working", 6_000, ["mock:days_taken"]),
        ("calendar", 5_000_000, None),
    ],
)
def test_where_no_days_are_so_far_apart_a_proposed_case_tells_their_number(
    kind: str, number: int, tells: list[str] | None, tmp_path: Path
) -> None:
    parts = [
        listing("situation", seen="complete"),
        listing("condition", seen="none"),
        listing("red_line", seen="none"),
        clause("situation", "T1", when="trying_first", requires=f"days_taken <= {number}"),
        ("red_lines", DATES + PERIOD + f'days = "{kind}"\n'),
    ]
    text(tmp_path, "mock", *parts)
    tried = try_out(survey_plugin(str(tmp_path / "mock"), load(Deployment(floor=False), [])))
    survivors = tuple(m for m in tried.mutation.survivors if m.becomes == f"days_taken < {number}")
    facts = [sorted(each.raw["facts"]) for each in proposals(tried.subject, survivors)]
    assert facts == ([] if tells is None else [[*tells, "trying_first"]])


@pytest.mark.parametrize(
    ("limit", "beside", "fits", "day_off_is"),
    [
        ("<= 3", [3, 4], 3, 4),
        ("< 3", [2, 3], 2, 2),
        (">= 3", [2, 3], 3, 2),
        ("> 3", [3, 4], 4, 4),
        ("<= 0", [0, 1], 0, 1),
        ("> 0", [0, 1], 1, 1),
    ],
)
@pytest.mark.parametrize("day_off", [False, True])
def test_the_numbers_beside_a_limit_in_working_days_are_ones_that_a_case_can_have(
    limit: str, beside: list[int], fits: int, day_off_is: int, day_off: bool, tmp_path: Path
) -> None:
    parts = [
        listing("situation", seen="complete"),
        listing("condition", seen="none"),
        listing("red_line", seen="none"),
        clause("situation", "T1", when="trying_first", requires=f"days_taken {limit}"),
        ("red_lines", DATES + PERIOD + 'days = "working"\n'),
    ]
    text(tmp_path, "mock", *parts)
    folder = tmp_path / "mock"
    (folder / "cases").mkdir()

    def left() -> list[int]:
        tried = try_out(survey_plugin(str(folder), load(Deployment(floor=False), [])))
        assert not tried.failed
        assert [boundary.value for boundary in tried.boundaries] == [2 * number for number in beside]
        return [number for number, side in zip(beside, tried.boundaries, strict=True) if side.taken is None]

    assert left() == beside
    for number in beside:
        # the day off between the two does as well for the one that it is like
        between = day_off and number == day_off_is
        apart = dates_apart(FACT, 2 * beside[0] + 1 if between else 2 * number)
        assert apart is not None
        facts = f'trying_first = true, "mock:begun_on" = {apart[0]}, "mock:ended_on" = {apart[1]}'
        verdict = "tolerated" if number == fits else "unmet"
        case = f'title = "x"\nwhere = "mock"\nfacts = {{ {facts} }}\n[expect.mock]\nverdict = "{verdict}"\n'
        (folder / "cases" / f"n{number}.toml").write_text(case, "utf-8")
        assert left() == [other for other in beside if other > number]


def test_the_fingerprint_of_a_text_takes_the_schedule_in_where_it_counts_by_it(tmp_path: Path) -> None:
    loaded = load_plugin(plugin(tmp_path).plugin, "mock")
    assert loaded.policy is not None
    with mock.patch.object(fingerprint, "files", lambda _: tmp_path / "other"):
        table = tmp_path / "other/data/working_days.tsv"
        table.parent.mkdir(parents=True)
        table.write_text("another", "utf-8")
        other = fingerprint.text_part(loaded.policy)
    assert fingerprint.text_part(loaded.policy) != other


def test_former_versions_are_counted_by_the_years_of_the_deployment_too(tmp_path: Path) -> None:
    loaded = load_plugin(plugin(tmp_path).plugin, "mock")
    assert loaded.policy is not None
    about = Earlier(id="2019", title=SAID)
    text = evolve(loaded.policy, earlier=(Former(about=about, policy=loaded.policy), Former(about=about)))
    years = {2027: Year(off=frozenset(), on=frozenset())}
    former, unpublished = text.counting(years).earlier
    assert former.policy is not None and former.policy.years == years
    assert unpublished.policy is None


@pytest.mark.parametrize("page", ["conditions", "deployment-file"])
def test_the_documents_name_the_years_that_ship(page: str) -> None:
    first, last = min(shipped()), max(shipped())
    assert f"of {first} to {last} ship" in (ROOT / f"docs/reference/{page}.md").read_text("utf-8")
    assert f"自带{first}年至{last}年的安排" in (ROOT / f"docs/zh/{page}.md").read_text("utf-8")
