"""The dates that `rongcuo outline` takes from a document, where it says them plainly."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from .test_outline import outline, taken_apart


@pytest.mark.parametrize(
    ("lines", "issued", "first", "last"),
    [
        (
            "（甲办发〔2025〕1号　甲县县委办公室2025年6月12日印发）\n第一条 本办法自2025年7月1日起施行，有效期两年。",
            "2025-06-12", "2025-07-01", "2027-06-30",
        ),
        ("第一条 本规定自二〇二四年三月十五日起施行，有效期至2026年12月31日。", None, "2024-03-15", "2026-12-31"),
        ("甲县2024年5月6日印发\n第一条 本办法自印发之日起施行。", "2024-05-06", "2024-05-06", None),
        ("第一条 本办法自印发之日起施行，有效期3年。", None, None, None),
        ("第一条 根据市委2019年3月1日印发的办法，制定本办法。", None, None, None),
        ("根据市委2019年3月1日印发的办法\n第一条 甲。", None, None, None),
        ("第一条 原办法自2025年7月1日起废止。", None, None, None),
        ("第一条 甲处分自2025年7月1日起执行的除外。", None, None, None),
        ("第一条 证件的有效期为两年。", None, None, None),
        ("第一条 本办法自2025年7月1日起施行。\n第二条 本办法自2025年8月1日起施行。", None, None, None),
        ("第一条 本办法自2025年2月30日起施行。", None, None, None),
        ("第一条 本办法自2〇25年2月1日起施行。", None, None, None),
        ("第一条 本办法自二五年二月一日起施行，有效期九百九年。", None, None, None),
        ("甲县文件\n2025 年 6 月 12 日\n第一条 甲。", "2025-06-12", None, None),
        ("第一条 甲。\n甲县县委\n（2025年6月12日）", "2025-06-12", None, None),
        ("2025年6月12日\n第一条 甲。\n甲县县委办公室2025年6月13日印发", None, None, None),
        ("（2025年6月1日县委会议通过）\n第一条 甲。", None, None, None),
        ("二00五年六月十七日\n第一条 甲。", "2005-06-17", None, None),
        ("二○一四年五月九日\n第一条 本办法从发布之日起实行。", "2014-05-09", "2014-05-09", None),
        ("第一条 本办法自 2025 年 7 月 1 日起实行。", None, "2025-07-01", None),
        ("第一条 本办法自2025年7月1日起执行。", None, "2025-07-01", None),
        ("第一条 本办法自2025年7月1日起生效。", None, "2025-07-01", None),
        ("第一条 本办法于2025年7月1日起正式施行,有效期2年。", None, "2025-07-01", "2027-06-30"),
        ("第一条 本办法自2025年7月1日起施行，试行期一年。", None, "2025-07-01", "2026-06-30"),
        ("第一条 本办法自2025年7月1日起试行，试行期为六个月。", None, "2025-07-01", "2025-12-31"),
        ("第一条 本办法自2025年7月1日起施行，试行一年。", None, "2025-07-01", "2026-06-30"),
        ("第一条 本办法自2025年7月1日起施行。\n第二条 本办法有效期三年。", None, "2025-07-01", "2028-06-30"),
        ("第一条 本办法自公布之日起三十日后施行。", None, None, None),
        ("第一条 本办法由县委办公室负责解释，自2025年7月1日起实行，试行期两年。", None, "2025-07-01", "2027-06-30"),
    ],
)  # fmt: skip
def test_dates_are_taken_where_the_document_says_them_plainly(
    lines: str, issued: str | None, first: str | None, last: str | None
) -> None:
    dates = taken_apart(lines).dates
    told = [day and day.isoformat() for day in (dates.issued, dates.first, dates.last)]
    assert told == [issued, first, last]


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("第一条 甲。\n第二条 本办法自印发之日起施行，有效期两年。", ["第二条"]),
        ("第一条 本办法自公布之日起三十日后施行。", ["第一条"]),
        (
            "第一条 本办法自2025年7月1日起施行。\n第二条 本办法有效期自2025年7月1日至2027年6月30日。",
            ["第二条"],
        ),
        ("第一条 本办法自2025年7月1日起施行，有效期两年。", []),
        ("第一条 证件的有效期为两年。", []),
    ],
)
def test_what_speaks_of_time_and_is_not_plain_is_told(text: str, unsure: list[str]) -> None:
    assert [place.zh for place in taken_apart(text).dates.unsure] == unsure


def test_days_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    done = outline(tmp_path, "2025年6月12日\n第一条 自公布之日起施行。\n县委办公室2025年6月13日印发\n")
    told = " ".join(done.out.split())
    assert (
        "Several days may be that of issue; none was written, fill in date yourself: 2025-06-12; 2025-06-13"
        in told
    )
    assert "fill in from and to yourself: article 1" in told


def test_the_dates_are_written_where_they_belong(tmp_path: Path) -> None:
    text = "甲县办法\n2025年6月12日印发\n第一条 本办法自2025年7月1日起施行，有效期两年。\n"
    done = outline(tmp_path, text)
    assert "issued 2025-06-12; in force from 2025-07-01; in force to 2027-06-30" in " ".join(done.out.split())
    folder = tmp_path / "rongcuo-jia/src/rongcuo_jia"
    region, sources = (
        tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in ("region", "sources")
    )
    assert (region["policy"]["from"], region["policy"]["to"]) == ("2025-07-01", "2027-06-30")
    assert sources["source"][0]["date"] == "2025-06-12"
