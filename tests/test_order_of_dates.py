"""The order of a case's dates: what can't be is an input error, what may be is none."""

from __future__ import annotations

import datetime
from itertools import product
from pathlib import Path

import pytest

from rongcuo.facts.days import TODAY, day_span

from .running import run

MATTER = """
title = {{ zh = "甲", en = "a" }}
where = "洪泽"
dates = {{ {dates} }}
left_out = {{ zh = "乙", en = "b" }}
[outcome]
statement = {{ zh = "丙", en = "c" }}
[[account]]
title = {{ zh = "丁", en = "d" }}
publisher = {{ zh = "报", en = "P" }}
read = "whole"
date = "{date}"
"""


def checked(
    folder: Path, dates: str, rest: str = "", language: str = "en", day: str = ""
) -> tuple[int, list[str]]:
    text = f'title = "试点"\nwhere = "洪泽"\ndates = {{ {dates} }}\n{rest}'
    (folder / "a.toml").write_text(text, "utf-8")
    environment = {TODAY: day} if day else {}
    done = run("case", "check", "a.toml", folder=folder, language=language, environment=environment)  # type: ignore[arg-type]
    return done.status, done.mistakes


def dated(**dates: str) -> str:
    return ", ".join(f'{name} = "{day}"' for name, day in dates.items())


def test_every_impossible_pair_is_named_with_its_dates_and_the_mend(tmp_path: Path) -> None:
    status, mistakes = checked(tmp_path, dated(act="2024-06", ruling="2024-05", filed="2030"))
    assert status == 2
    assert mistakes == [
        "error: a.toml, dates: the act (2024-06) can't come after the ruling (2024-05); mend one of them, "
        'or say stage = "planned" of what hasn\'t been done yet',
        "error: a.toml, dates: the filing (2030) can't come after the ruling (2024-05); mend one of them, "
        "and leave out a filing that came later",
    ]
    status, mistakes = checked(tmp_path, dated(act="2024-06", ruling="2024-05"), language="zh")
    assert mistakes == [
        "错误：a.toml，dates：行为（2024-06）不可能晚于裁断（2024-05），请核对后改正其一；"
        '尚未实施的事项请写 stage = "planned"'
    ]


DAYS = ["2023", "2024", "2024-05", "2024-05-01", "2024-05-31", "2024-06", "2024-06-01"]


def fits(first: str, second: str) -> bool:
    """Whether some day of the first is no later than some day of the second, tried one by one."""

    def days(told: str) -> list[datetime.date]:
        span = day_span(told)
        assert span.low is not None and span.high is not None
        return [datetime.date.fromordinal(number) for number in range(span.low, span.high + 1)]

    return any(a <= b for a in days(first) for b in days(second))


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), list(product(DAYS, DAYS)))
def test_inexact_dates_are_wrong_only_where_no_days_fit(first: str, second: str, tmp_path: Path) -> None:
    for name in ("act", "filed"):
        status, mistakes = checked(tmp_path, dated(**{name: first, "ruling": second}))
        assert (status, len(mistakes)) == ((0, 0) if fits(first, second) else (2, 1))
    assert checked(tmp_path, dated(act=first, filed=second)) == (0, [])


@pytest.mark.parametrize(
    ("stage", "status"),
    [('"planned"', 0), ('{ at_most = "under_way" }', 0), ('"under_way"', 2), ('"done"', 2), ('"decided"', 2)],
)
def test_what_is_planned_may_be_ruled_on_before_it_is_done(stage: str, status: int, tmp_path: Path) -> None:
    dates = dated(act="2025-03", ruling="2024-12", filed="2024-11")
    assert checked(tmp_path, dates, f"[facts]\nstage = {stage}\n")[0] == status


@pytest.mark.parametrize(
    ("dates", "stage", "wrong"),
    [
        (dated(act="2024-06-02"), "", ["the act (2024-06-02) comes after today (2024-06-01)"]),
        (dated(act="2024-06-01"), "", []),
        (dated(act="2024"), "", []),  # it may have been done already
        (dated(act="2025"), '"done"', ["the act (2025) comes after today (2024-06-01)"]),
        (dated(act="2025"), '"planned"', []),
        (dated(act="2025"), '{ at_most = "under_way" }', []),
        (dated(act="2025", ruling="2025-03"), "", []),
        (dated(act="2025", filed="2024-07"), '"planned"', ["the filing (2024-07) comes after today"]),
        (dated(filed="2024-06"), "", []),
    ],
)
def test_without_a_day_of_the_ruling_nothing_ruled_on_lies_ahead(
    dates: str, stage: str, wrong: list[str], tmp_path: Path
) -> None:
    facts = f"[facts]\nstage = {stage}\n" if stage else ""
    status, mistakes = checked(tmp_path, dates, facts, day="2024-06-01")
    assert status == (2 if wrong else 0)
    assert len(mistakes) == len(wrong)
    for mistake, part in zip(mistakes, wrong, strict=True):
        assert f"a.toml, dates: {part}" in mistake


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        (dated(act="2021", act_to="2023"), ""),
        (dated(act="2021", act_to="2021"), ""),
        (dated(act="2023", act_to="2021"), "the act ends (2021) before it begins (2023)"),
        (dated(act_to="2023"), "act_to is the last day of an act that went on"),
        (
            dated(act="2021", act_to="2024-05", ruling="2024-04"),
            "the act (2024-05) can't come after the ruling",
        ),
    ],
)
def test_an_act_that_went_on_ends_after_it_began(dates: str, wrong: str, tmp_path: Path) -> None:
    status, mistakes = checked(tmp_path, dates)
    assert (status, wrong in "".join(mistakes)) == (2 if wrong else 0, True)


def test_the_mend_of_an_act_that_lies_ahead_is_told_in_chinese(tmp_path: Path) -> None:
    assert checked(tmp_path, dated(act="2025"), language="zh", day="2024-06-01")[1] == [
        "错误：a.toml，dates：行为（2025）晚于今天（2024-06-01），案件又未写裁断日期；请核对后改正，"
        '或写明 dates.ruling；尚未实施的事项请写 stage = "planned"'
    ]


def told(folder: Path, dates: str, published: str, day: str = "") -> tuple[int, list[str]]:
    """How a decided matter is taken, of which something was published then."""
    (folder / "m.toml").write_text(MATTER.format(dates=dates, date=published), "utf-8")
    done = run("backtest", "m.toml", folder=folder, language="en", environment={TODAY: day} if day else {})
    return done.status, done.mistakes


def test_what_is_published_is_not_published_after_today(tmp_path: Path) -> None:
    for date, status in (("2024-06-01", 0), ("2024", 0), ("2024-06-02", 2)):
        assert told(tmp_path, dated(), date, day="2024-06-01")[0] == status


@pytest.mark.parametrize(
    ("dates", "published", "says"),
    [
        (dated(act="2020-05"), "2020-04", "it can't be published (2020-04) before the act (2020-05)"),
        (dated(act="2020-05"), "2020", ""),
        (dated(ruling="2021"), "2020-06", "an outcome can't be published (2020-06) before the ruling (2021)"),
        (dated(act="2020-05", ruling="2021"), "2021", ""),
    ],
)
def test_what_is_published_has_happened(dates: str, published: str, says: str, tmp_path: Path) -> None:
    status, mistakes = told(tmp_path, dates, published)
    assert status == (2 if says else 0)
    assert [f"error: m.toml, account[1].date: {says}" in mistake for mistake in mistakes] == [True] * bool(
        says
    )


def test_a_base_and_what_extends_it_may_not_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('title = "甲"\nwhere = "洪泽"\ndates = { act = "2024" }\n', "utf-8")
    (tmp_path / "a.toml").write_text('extends = "base.toml"\ndates = { ruling = "2023" }\n', "utf-8")
    done = run("compare", "a.toml", folder=tmp_path, language="en")
    assert (done.status, len(done.mistakes)) == (2, 1)
    assert done.err.startswith("error: a.toml, dates: the act (2024) can't come after the ruling (2023)")
