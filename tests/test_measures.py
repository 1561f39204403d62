"""Supporting measures: listed and compared over regions, and plugins that hold nothing else."""

from __future__ import annotations

import csv
import io
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from rongcuo import DataPlugin
from rongcuo.facts.text import Language, say

from .made import text
from .policytext import clause
from .running import LANGUAGES, MEASURES_ALONE, ROOT, FakePoint, Run, assert_golden, installed, run

YIWU = str(ROOT / "examples" / "yiwu.toml")


def listed(*arguments: str, **options: Any) -> Any:
    done = run("measures", *arguments, "--json", **options)
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    """A deployment file with one region that rules and one with measures alone."""
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.haian]\nplugins = ["haian"]\n[region.nanjing]\nplugins = ["nanjing"]\n', "utf-8")
    return file


# Listing and comparing


def test_measures_read_as_they_were_reviewed() -> None:
    assert_golden("measures/all", {each: run("measures", language=each).out for each in LANGUAGES})


def test_measures_of_regions_that_are_named_read_as_they_were_reviewed() -> None:
    names = ("洪泽", "320582")
    assert_golden("measures/named", {each: run("measures", *names, language=each).out for each in LANGUAGES})


def test_every_measure_is_told_with_its_topic_region_target_and_source() -> None:
    told = {measure["id"]: measure for measure in listed()["measures"]}
    assert len(told) == 19
    assert told["lianyungang:M1"]["topic"] == told["nanjing:M1"]["topic"] == "training"
    assert told["lianyungang:M1"]["target"] == "每年10名左右"
    assert {(measure["source"], measure["source_date"]) for measure in told.values()} == {
        ("S2", "2023-03-16")
    }
    assert told["haian:M1"]["clauses"] == ["haian:F1", "haian:F2", "haian:F3", "haian:F4"]


def test_measures_of_one_topic_stand_together_whatever_their_region() -> None:
    told = listed()["measures"]
    topics = [measure["topic"] for measure in told]
    assert len(list(groupby(topics))) == len(set(topics)) == 6
    assert {m["region"] for m in told if m["topic"] == "training"} == {"lianyungang", "nanjing", "suqian"}


def test_the_unpublished_are_counted_as_a_least_and_a_most() -> None:
    told = {
        region["region"]: (region["missing"], region["missing_at_most"]) for region in listed()["regions"]
    }
    assert told == {
        "haian": (13, 15),
        "zhangjiagang": (14, 16),
        "lianyungang": (7, 7),
        "chongchuan": (None, None),
        "nanjing": (None, None),
        "suqian": (None, None),
    }


@pytest.mark.parametrize("name", ["zhangjiagang", "张家港", "320582", "Zhangjiagang", "苏州市张家港市"])
def test_a_region_of_measures_alone_answers_to_every_one_of_its_names(name: str) -> None:
    assert listed(name) == listed("zhangjiagang")
    assert {measure["region"] for measure in listed(name)["measures"]} == {"zhangjiagang"}


def test_a_region_named_twice_is_listed_once() -> None:
    assert listed("南京", "320100", "海安")["regions"] == listed("nanjing", "haian")["regions"]


@pytest.mark.parametrize(("name", "said"), [("hongze", "报道未载"), ("national", "报道未载")])
def test_a_region_of_which_no_measure_is_known_says_so(name: str, said: str) -> None:
    assert listed(name)["measures"] == []
    assert said in run("measures", name).out


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_has_a_table_of_measures_and_one_of_what_is_known(language: Language) -> None:
    out = run("measures", "--csv", language=language).out
    assert out.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(out[1:], newline="")))
    gap = rows.index([])
    assert rows[0][0] == say(language, "column.topic") and gap == 1 + 19
    assert rows[gap + 1][0] == say(language, "column.region") and len(rows) == gap + 2 + 6


def test_markdown_has_both_tables() -> None:
    out = run("measures", "--markdown").out
    assert "| 主题 | 地区 |" in out and "| 地区 | 文件 |" in out and "14至16" in out


def test_an_unknown_region_is_one_mistake_with_the_nearest_name() -> None:
    done = run("measures", "nanjin")
    assert (done.status, len(done.mistakes)) == (2, 1)
    assert "nanjing" in done.err


def test_nothing_known_of_measures_is_said() -> None:
    done = run("measures", found=installed("national", "hongze"))
    assert done.status == 0 and "没有见到配套措施" in done.out


# With a deployment file


def test_only_what_the_deployment_lists_is_shown(deployed: Path) -> None:
    told = listed(folder=deployed.parent)
    assert [region["region"] for region in told["regions"]] == ["haian", "nanjing"]
    done = run("measures", "宿迁", folder=deployed.parent)
    assert (done.status, len(done.mistakes)) == (2, 1)


def test_a_listed_region_that_fails_is_told_and_ends_with_one(deployed: Path) -> None:
    deployed.write_text(deployed.read_text("utf-8") + '[region.suqian]\nplugins = ["suqiann"]\n', "utf-8")
    done = run("measures", folder=deployed.parent)
    assert done.status == 1 and "suqiann" in done.out and "M1" in done.out
    named = run("measures", "suqian", folder=deployed.parent)
    assert (named.status, len(named.mistakes)) == (2, 1)


def test_a_layer_above_brings_its_measures_along(tmp_path: Path) -> None:
    """What serves a region is what is shown of it."""
    measure = clause("measure", "M1", file="measures")
    city = text(tmp_path, "nantong", measure, code="320600", level="city")
    (tmp_path / "rongcuo.toml").write_text('[region.haian]\nplugins = ["haian", "nantong"]\n', "utf-8")
    shown = listed("haian", folder=tmp_path, found=[city, *installed("haian", "national")])
    assert [region["region"] for region in shown["regions"]] == ["haian", "nantong"]


# No row anywhere else


def compared(*arguments: str | Path, **options: Any) -> list[str]:
    told = json.loads(run("compare", YIWU, "--json", *arguments, **options).out)
    return [ruling["region"] for ruling in told["answers"][0]["rulings"]]


def test_a_plugin_of_measures_alone_is_no_row_in_a_comparison() -> None:
    assert not set(compared()) & set(MEASURES_ALONE)


def test_it_is_none_either_where_the_deployment_lists_it(deployed: Path) -> None:
    assert compared(folder=deployed.parent) == ["haian"]


def test_on_top_of_a_text_that_rules_its_region_is_a_row(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.toml"
    above = tmp_path / "above"
    above.mkdir()
    for path in (ROOT / "plugins/jingjiang/src/rongcuo_jingjiang").glob("*.toml"):
        told = path.read_text("utf-8").replace('id = "jingjiang"', 'id = "above"')
        told = told.replace('"321282"', '"320000"').replace('"county"', '"province"')
        (above / path.name).write_text(told, "utf-8")
    city = text(tmp_path, "nantong", clause("measure", "M1", file="measures"), code="320600", level="city")
    found = [*installed(), FakePoint("above", DataPlugin(above)), city]
    haian = '[region.haian]\nplugins = ["haian"]\n[region.chongchuan]\n'
    for names, rows in (("above", ["chongchuan", "haian"]), ("nantong", ["haian"])):
        file.write_text(f'{haian}plugins = ["chongchuan", "{names}"]\n', "utf-8")
        assert compared(folder=tmp_path, found=found) == rows


@pytest.mark.parametrize(
    "command",
    [
        ("compare", YIWU, "--region", "南京"),
        ("rule", YIWU, "--region", "nanjing"),
        ("case", "new", "--region", "320100", "-o", "new.toml"),
    ],
    ids=lambda command: command[0],
)
def test_asking_it_to_rule_is_one_mistake_that_says_where_its_measures_are(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    done = run(*command, folder=tmp_path)
    assert (done.status, len(done.mistakes), done.out) == (2, 1, "")
    assert "只有配套措施" in done.err and "rongcuo measures nanjing" in done.err


@pytest.mark.slow
def test_where_no_text_above_is_on_a_case_of_such_a_region_says_that_its_filing_holds_nowhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.toml").write_text('title = "试点"\nwhere = "南京"\n[facts]\nfiling = "none"\n', "utf-8")
    on = '[region.hongze]\nplugins = ["hongze"]\n[region.nanjing]\nplugins = ["nanjing"]\n'
    (tmp_path / "rongcuo.toml").write_text(on, "utf-8")
    for command in ("compare", "case check"):
        out = run(*command.split(), "a.toml", folder=tmp_path).out
        assert "名为“南京”的地区只有配套措施" in out.replace("\n", "") and "没有启用名为" not in out


# Topics by regions


def topics_of(*arguments: str) -> dict[str, Any]:
    return json.loads(run("matrix", *arguments, "--json").out)  # type: ignore[no-any-return]


def test_it_is_a_column_of_the_matrix_where_measures_are_asked_for_alone() -> None:
    assert not {*MEASURES_ALONE} & {region["region"] for region in topics_of()["regions"]}
    assert {*MEASURES_ALONE} < {region["region"] for region in topics_of("--kind", "measure")["regions"]}


def test_the_matrix_counts_what_is_unpublished_as_a_least_and_a_most() -> None:
    out = run("matrix", "--kind", "measure", columns=300).out
    assert "16项中13至15项" in out and "20项中14至16项" in out and "10项中7项" in out


def test_it_is_a_column_of_the_matrix_where_it_is_named() -> None:
    assert [region["region"] for region in topics_of("--region", "南京")["regions"]] == ["nanjing"]


# What else tells of it


def test_it_needs_no_floor(deployed: Path) -> None:
    found = installed("nanjing")
    assert listed(found=found)["failed"] == []
    done = run("regions", found=found)
    assert done.status == 0 and "南京" in done.out and "不参与裁断" in done.out


@pytest.mark.parametrize("form", ["", "--csv", "--markdown"])
def test_regions_lists_it_and_says_that_it_rules_nothing(form: str) -> None:
    out = run("regions", *([form] if form else []), columns=200).out
    assert "南京" in out and out.count("只有配套措施") == len(MEASURES_ALONE)


def test_regions_in_json_keeps_those_apart_that_rule() -> None:
    told = json.loads(run("regions", "--json").out)
    assert [region["id"] for region in told["measures_alone"]] == MEASURES_ALONE
    assert not {region["id"] for region in told["regions"]} & set(MEASURES_ALONE)


def test_it_can_be_shown_with_its_categories_targets_and_what_they_point_at() -> None:
    assert "张家港" in run("show", "张家港").out
    told = run("show", "zhangjiagang", "M5").out
    assert "编外人员使用" in told and "2023年不少于10名" in told and "S2" in told
    assert "F1、F2、F3、F4" in run("show", "haian", "M1").out
    assert json.loads(run("show", "haian", "M1", "--json").out)["clauses"] == [
        "haian:F1",
        "haian:F2",
        "haian:F3",
        "haian:F4",
    ]


@pytest.mark.parametrize("command", [("config", "check"), ("config", "show"), ("doctor",), ("plugins",)])
def test_the_deployment_and_the_doctor_know_it(command: tuple[str, ...], deployed: Path) -> None:
    done: Run = run(*command, folder=deployed.parent)
    assert (done.status, done.err) == (0, "")
    assert ("nanjing" if command == ("plugins",) else "南京") in done.out
    if command[0] == "config":
        told = json.loads(run(*command, "--json", folder=deployed.parent).out)
        assert (list(told["regions"]), list(told["measures_alone"])) == (["haian"], ["nanjing"])


def test_the_doctor_doesnt_say_that_it_rules(deployed: Path) -> None:
    told = json.loads(run("doctor", "--json", folder=deployed.parent).out)
    assert (list(told["regions"]), list(told["measures_alone"])) == (["haian"], ["nanjing"])
    assert "不参与裁断" in run("doctor", folder=deployed.parent).out.replace("\n", "")


def test_a_deployment_of_measures_alone_is_sound_and_compares_nothing(tmp_path: Path) -> None:
    (tmp_path / "rongcuo.toml").write_text('[region.nanjing]\nplugins = ["nanjing"]\n', "utf-8")
    for command in (
        "config check",
        "doctor",
        "measures",
        "measures 南京",
        "show nanjing",
        "matrix",
        "timeline",
    ):
        assert run(*command.split(), folder=tmp_path).status == 0, command
    for command in (f"compare {YIWU}", "case new -o new.toml"):
        done = run(*command.split(), folder=tmp_path)
        assert (done.status, len(done.mistakes)) == (2, 1)
        assert "rongcuo measures nanjing" in done.err


def test_a_new_deployment_file_lists_it(tmp_path: Path) -> None:
    assert run("config", "init", folder=tmp_path).status == 0
    assert "[region.nanjing]" in (tmp_path / "rongcuo.toml").read_text("utf-8")
    assert run("config", "check", folder=tmp_path).status == 0
    assert not set(compared(folder=tmp_path)) & set(MEASURES_ALONE)
