"""The day of a ruling: the case's own, else today.  The texts of that day rule; what the act came before is told."""

from __future__ import annotations

import datetime
import json
from itertools import product
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcuo import DataPlugin
from rongcuo.facts.days import TODAY, day_span, today
from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language
from rongcuo.facts.vocabulary import shared_vocabulary
from rongcuo.policy.cases import Dates, Finding, read_case
from rongcuo.policy.policy import Policy
from rongcuo.ruling import Ruling
from rongcuo.ruling.clocks import at
from rongcuo.ruling.editions import order_of

from .running import FakePoint, installed, run
from .scale import scaled
from .test_clocks import (
    EARLIER,
    OLD_AND_NEW,
    TRIED,
    WHOLE,
    case,
    clause,
    loaded,
    ruled,
    situation,
    verdicts,
    write,
)

NOTES_OF_TIME = (
    "note.began_before_text",
    "note.before_text",
    "note.before_report",
    "note.may_be_before_text",
    "note.before_clauses",
)


def two_texts(folder: Path, policy: str = 'from = "2020-07"') -> Policy:
    """An old text that tolerates what is tried first, and from July 2020 one that doesn't."""
    return loaded(write(folder, policy=policy, earlier=EARLIER.format(more=""), files=OLD_AND_NEW))


def one_text(folder: Path, policy: str) -> Policy:
    return loaded(
        write(folder, policy=policy, files={"tolerance.toml": WHOLE + situation("T1", "trying_first")})
    )


def of_time(ruling: Ruling) -> list[str]:
    return [note.key for note in ruling.notes if note.key in NOTES_OF_TIME]


# Which text rules


def test_a_text_that_starts_after_the_ruling_does_not_rule(tmp_path: Path) -> None:
    policy = two_texts(tmp_path)
    in_may = ruled([policy], case(ruling="2020-05", **TRIED))
    assert (in_may.verdict, in_may.texts[0].edition) == ("tolerated", "2017")
    in_august = ruled([policy], case(ruling="2020-08-01", **TRIED))
    assert (in_august.verdict, in_august.texts[0].edition) == ("not_covered", None)


def test_a_first_text_that_starts_after_the_ruling_leaves_no_rule(tmp_path: Path) -> None:
    ruling = ruled([one_text(tmp_path, 'from = "2020-07"')], case(ruling="2020-05", **TRIED))
    assert (ruling.verdict, ruling.texts[0].absence) == ("no_rule", "not_yet")


@pytest.mark.parametrize(("day", "edition"), [("2020-06-30", "2017"), ("2020-08-01", None)])
def test_a_case_that_gives_no_day_is_ruled_today(
    day: str, edition: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TODAY, day)
    clock = at(case())
    assert (clock.on, clock.is_today, clock.days) == ("ruling", True, (day, day))
    assert ruled([two_texts(tmp_path)], case(**TRIED)).texts[0].edition == edition


def test_the_newest_text_rules_where_somebody_asks_for_it(tmp_path: Path) -> None:
    ruling = ruled([two_texts(tmp_path)], case(ruling="2018", **TRIED), "newest")
    assert (ruling.verdict, ruling.texts[0].edition) == ("not_covered", None)


@pytest.mark.parametrize("day", ["2020", "2020-07", "2020-07-15"])
def test_a_day_of_ruling_that_may_be_before_or_after_the_change_leaves_both(tmp_path: Path, day: str) -> None:
    ruling = ruled([two_texts(tmp_path)], case(ruling=day, **TRIED))
    assert verdicts(ruling) == {"tolerated", "not_covered"}
    assert ruling.open_because == ("dates",)


def test_today_in_the_month_of_the_change_leaves_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TODAY, "2020-07-15")
    assert verdicts(ruled([two_texts(tmp_path)], case(**TRIED))) == {"tolerated", "not_covered"}


def test_a_report_bounds_a_start_of_which_only_the_year_is_told(tmp_path: Path) -> None:
    policy = two_texts(tmp_path, 'from = "2020"\nreported = "2020-03"')
    assert ruled([policy], case(ruling="2020-04", **TRIED)).verdict == "not_covered"
    assert verdicts(ruled([policy], case(ruling="2020-02", **TRIED))) == {"tolerated", "not_covered"}


def test_a_report_of_a_text_that_starts_later_moves_no_start(tmp_path: Path) -> None:
    policy = two_texts(tmp_path, 'from = "2020-07"\nreported = "2020-05"')
    assert ruled([policy], case(ruling="2020-06", **TRIED)).verdict == "tolerated"


# What the act came before


@pytest.mark.parametrize(
    ("policy", "act", "noted"),
    [
        ('from = "2020-07"', "2020-05", ["note.before_text"]),
        ('from = "2020-07"', "2020-07", ["note.may_be_before_text"]),
        ('from = "2020-07"', "2020", ["note.may_be_before_text"]),
        ('from = "2020-07"', "2020-08", []),
        ('from = "2020-07-01"', "2020-07-01", []),
        ('from = "2020-07-01"', "2020-06-30", ["note.before_text"]),
        ('reported = "2020-07"', "2020-05", ["note.before_report"]),
        ('reported = "2020-07"', "2020-07", ["note.may_be_before_text"]),
        ('reported = "2020-07"', "2020-08", []),
        ('from = "2020-07"', None, []),
    ],
)
@pytest.mark.parametrize("on", ["ruling", "newest", "2021-05"])
def test_a_row_says_where_the_act_came_before_the_text_or_may_have(
    tmp_path: Path, policy: str, act: str | None, noted: list[str], on: str
) -> None:
    told = case(act=act, ruling="2021", **TRIED)
    assert of_time(ruled([one_text(tmp_path, policy)], told, on)) == noted


def test_a_row_says_that_the_act_began_before_the_text_and_ended_in_its_time(tmp_path: Path) -> None:
    policy = one_text(tmp_path, 'from = "2020-07"')
    for last, noted in (("2020-08", "began"), ("2020-07", "may_be"), ("2020-06", "")):
        told = evolve(case(**TRIED), dates=Dates(act="2019", act_to=last, ruling="2021"))
        assert of_time(ruled([policy], told)) == [
            f"note.{noted}_before_text" if noted else "note.before_text"
        ]


def test_a_text_without_a_date_rules_today_and_what_it_is_older_than_cannot_be_told(tmp_path: Path) -> None:
    policy = one_text(tmp_path, "")
    ruling = ruled([policy], case(act="2020-05", **TRIED))
    assert (ruling.verdict, of_time(ruling)) == ("tolerated", ["note.may_be_before_text"])
    assert verdicts(ruled([policy], case(ruling="2021", **TRIED))) == {"tolerated", "no_rule"}


def test_an_older_version_is_the_text_that_the_act_came_before(tmp_path: Path) -> None:
    policy = two_texts(tmp_path)
    assert of_time(ruled([policy], case(act="2016", ruling="2019", **TRIED))) == ["note.before_text"]
    assert of_time(ruled([policy], case(act="2018", ruling="2019", **TRIED))) == []


def test_a_clause_that_came_after_the_act_is_named_where_it_decides(tmp_path: Path) -> None:
    later = 'in_force = { from = "2019" }'
    files = {"tolerance.toml": WHOLE + situation("T1", "trying_first") + later}
    policy = loaded(write(tmp_path, policy='from = "2017"', files=files))
    told = case(act="2018-12", ruling="2021", **TRIED)
    notes = {note.key: note.values for note in ruled([policy], told).notes}
    assert notes["note.before_clauses"] == {"clauses": ("mock:T1",)}
    other = case(act="2018-12", ruling="2021", trying_first=False)
    assert of_time(ruled([policy], other)) == []
    assert of_time(ruled([policy], case(act="2019", ruling="2021", **TRIED))) == []


_INEXACT = st.sampled_from(["2019", "2020", "2019-12", "2020-01", "2019-12-31", "2020-01-01", "2020-01-02"])


@settings(deadline=None, max_examples=scaled(100))
@given(_INEXACT, _INEXACT)
def test_the_order_is_told_where_every_way_the_dates_may_fall_has_it(act: str, begins: str) -> None:
    one, other = day_span(act), day_span(begins)
    ways = {a < b for a, b in product(_ends(one.low, one.high), _ends(other.low, other.high))}
    assert order_of(one, other) == {
        frozenset([True]): "before",
        frozenset([False]): "after",
    }.get(frozenset(ways), "not told")


def _ends(low: int | None, high: int | None) -> list[int]:
    assert low is not None and high is not None
    return [*range(low, high + 1)]


@pytest.mark.parametrize(("stage", "told"), [("planned", 1), ("under_way", 0), ("done", 0), (None, 0)])
def test_a_tolerance_that_is_asked_of_a_plan_says_that_nothing_was_done_yet(
    tmp_path: Path, stage: str | None, told: int
) -> None:
    facts = {**TRIED, "stage": stage} if stage else TRIED
    keys = [note.key for note in ruled([one_text(tmp_path, "")], case(**facts)).notes]
    assert keys.count("note.not_done_yet") == told


# Findings


def test_a_finding_on_a_clause_of_another_days_text_is_no_mistake(tmp_path: Path) -> None:
    def lines(id_: str) -> str:
        words = '{ zh = "大", en = "b" }'
        line = clause("red_line", id_, "safety_accident", "safety_accident", finding=words)
        return '[list.red_line]\nseen = "complete"\n' + line

    files = OLD_AND_NEW | {
        "red_lines.toml": lines("R1"),
        "earlier/2017/red_lines.toml": lines("R2"),
    }
    policy = loaded(write(tmp_path, policy='from = "2020-07"', earlier=EARLIER.format(more=""), files=files))
    for name, by_old, by_new in (("mock:R1", "open", "refused"), ("mock:R2", "refused", "open")):
        told = case(trying_first=True, no_precedent=True, safety_accident=True)
        told = evolve(told, findings={name: Finding(met=True, by="某机关", basis="某文")})
        assert ruled([policy], told, "2019").verdict == by_old
        assert ruled([policy], told, "2021").verdict == by_new


# What is printed

CASE = 'title = "甲"\nwhere = "mock"\n{dates}\n[facts]\ntrying_first = true\n'


def printed(folder: Path, dates: str, *arguments: str, day: str = "2020-05-06") -> str:
    two = folder / "mock"
    two.mkdir(exist_ok=True)
    write(two, policy='from = "2020-07"', earlier=EARLIER.format(more=""), files=OLD_AND_NEW)
    (folder / "case.toml").write_text(CASE.format(dates=dates), "utf-8")
    done = run(
        *arguments,
        folder / "case.toml",
        language="en",
        found=[FakePoint("mock", DataPlugin(two)), *installed("national")],
        environment={TODAY: day},
    )
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize("form", [(), ("--markdown",)])
@pytest.mark.parametrize("command", [("compare", "--full"), ("rule", "--region", "mock")])
@pytest.mark.parametrize(
    ("dates", "line"),
    [
        ("", "Ruled by the texts in force today (2020-05-06), as the case gives no day of the ruling."),
        (
            'dates = { ruling = "2021-02-03" }',
            "Ruled by the texts in force on the day of the ruling (2021-02-03).",
        ),
        (
            'dates = { ruling = "2021-02" }',
            "Ruled by the texts in force on the day of the ruling (2021-02-01 to 2021-02-28).",
        ),
    ],
)
def test_the_day_of_the_ruling_is_printed(
    tmp_path: Path, command: tuple[str, ...], form: tuple[str, ...], dates: str, line: str
) -> None:
    assert line in printed(tmp_path, dates, *command, *form).replace("\\", "")


def test_json_has_the_day_of_the_ruling_and_whether_it_is_today(tmp_path: Path) -> None:
    told = json.loads(printed(tmp_path, "", "compare", "--json"))
    day = {"from": "2020-05-06", "to": "2020-05-06"}
    assert told["clock"] == {"on": "ruling", "day": day, "is_today": True, "as_known": None}


@pytest.mark.slow
def test_on_one_day_the_bytes_are_the_same_and_on_another_the_text_may_be(tmp_path: Path) -> None:
    first = printed(tmp_path, "", "compare", "--json")
    assert printed(tmp_path, "", "compare", "--json") == first
    later = json.loads(printed(tmp_path, "", "compare", "--json", day="2021-05-06"))
    texts = [told["answers"][0]["rulings"][0]["texts"][0]["edition"] for told in (json.loads(first), later)]
    assert texts == ["2017", None]


# Today


def test_today_is_today_unless_the_environment_says_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TODAY, "2024-02-29")
    assert today() == datetime.date(2024, 2, 29)
    monkeypatch.delenv(TODAY)
    assert abs(today() - datetime.date.today()) <= datetime.timedelta(days=1)


@pytest.mark.parametrize("day", ["2024-02-30", "2024-02", "2024", "tomorrow", "2024-2-3"])
def test_a_today_that_is_no_day_is_told_with_its_variable(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TODAY, day)
    with pytest.raises(InputError) as raised:
        at(case())
    assert TODAY in str(raised.value) and day in str(raised.value)
    done = run("compare", "examples/yiwu.toml", environment={TODAY: day})
    assert done.status == 2 and TODAY in done.err and "Traceback" not in done.err


# A new case


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_case_offers_its_dates_and_with_them_is_a_case(tmp_path: Path, language: Language) -> None:
    done = run(
        "case", "new", "--region", "hongze", "--output", "new.toml", language=language, folder=tmp_path
    )
    assert (done.status, done.err) == (0, "")
    file = tmp_path / "new.toml"
    offered = file.read_text("utf-8")
    file.write_text(offered.replace("# dates = ", "dates = "), "utf-8")
    told = read_case(file, shared_vocabulary(), frozenset(["hongze"]))
    assert (told.dates.act, told.dates.filed, told.dates.ruling) == ("2024-03", "2024-02", "2024-05-01")
