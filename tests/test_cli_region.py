"""The command line on one region: its ruling, its policy, and the pages of regions and facts."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from rongcuo.facts.problems import as_argument
from rongcuo.facts.text import Language, say
from rongcuo.facts.vocabulary import SIX_FACTORS, shared_vocabulary

from .running import LANGUAGES, MEASURES_ALONE, REGIONS, installed, run
from .test_cli import ACCIDENT, FORMS, PLAN, YIWU, printed, rows_of

pytestmark = pytest.mark.once


# Ruling before one region


@pytest.mark.parametrize("region", REGIONS)
def test_an_explanation_shows_every_clause_with_its_state_facts_and_source(region: str) -> None:
    arguments = ("rule", ACCIDENT, "--region", region, "--explain")
    (ruling,) = json.loads(run(*arguments, "--json").out)["answers"][0]["rulings"]
    shown = {
        re.split("[； ]", row[0])[1]: row
        for row in rows_of(run(*arguments, "--csv"))
        if "；" in "".join(row[:1])
    }
    for clause in ruling["clauses"]:
        _, state, because, source, *_ = shown.pop(clause["id"])
        line = clause["kind"] == "red_line" and clause["state"] in ("met", "not_met")
        assert state == say("zh", f"{'red_line' if line else 'state'}.{clause['state']}")
        assert bool(because) == bool(clause["because"] or clause["failed"])
        assert "新闻报道" in source or "评论文章" in source
        if clause["state"] in ("met", "not_met") and clause["kind"] != "tier":
            assert clause["because"], clause["id"]
    above = ruling["above"]["decided_by"] if ruling["above"] else []
    assert {name for name in shown if name not in GROUP_NAMES} == {*above}


CHECKED = """title = "甲"
where = "靖江"
[[absent]]
facts = ["political_problem", "debt_default"]
by = "市纪委监委"
on = "2026-05-01"
"""
SOMEBODY_ELSE = '[[absent]]\nfacts = ["negligent"]\nby = "组织部"\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "“未发现”的不利情节，由市纪委监委于2026-05-01核查。"),
        (
            SOMEBODY_ELSE,
            "“未发现”的不利情节，由市纪委监委于2026-05-01核查：政治问题、引发债务违约；由组织部核查：未尽职责、严重不负责任。",
        ),
    ],
)
def test_who_checked_is_told_once_and_the_cells_say_that_nothing_was_found(
    more: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(CHECKED + more, "utf-8")
    out = run("rule", "case.toml", "--region", "靖江", "--explain", folder=tmp_path, columns=200).out
    assert out.count("市纪委监委") == 1 and said in out
    assert out.count("政治问题：未发现") == 2  # the red line, and the six factors


@pytest.mark.parametrize(
    ("name", "shown"),
    [("案件.toml", "案件.toml"), ("case.toml", "case.toml"), ("an 案件.toml", "'an 案件.toml'")],
)
def test_a_name_has_quotes_in_a_command_only_where_a_shell_needs_them(name: str, shown: str) -> None:
    assert as_argument(name) == shown


GROUP_NAMES = {say("zh", f"group.{factor}") for factor in ("scene", *SIX_FACTORS)}


def test_an_explanation_shows_the_six_factors() -> None:
    done = run("rule", ACCIDENT, "--region", "靖江", "--explain")
    assert "六要素对照" in done.out
    for name in GROUP_NAMES:
        assert name in done.out


def test_a_ruling_unexplained_is_short_and_names_its_clause() -> None:
    done = run("rule", ACCIDENT, "--region", "靖江")
    assert "不予容错" in done.out and "jingjiang:R4" in done.out
    assert "逐条说明" not in done.out and len(done.out.splitlines()) < 25


@pytest.mark.parametrize(
    "name", ["jingjiang", "靖江", "321282", "Jingjiang", "泰州市靖江市", "江苏省泰州市靖江市"]
)
def test_a_region_answers_to_its_id_its_name_and_its_code(name: str) -> None:
    assert run("rule", ACCIDENT, "--region", name).out == run("rule", ACCIDENT, "--region", "jingjiang").out


@pytest.mark.slow
@pytest.mark.parametrize("form", ["", "--json", "--csv", "--markdown"])
@pytest.mark.parametrize(
    "command",
    [
        ("compare", YIWU),
        ("rule", YIWU, "--region", "hongze"),
        ("backtest", "plugins/zhejiang/src/rongcuo_zhejiang/decided"),
    ],
    ids=" ".join,
)
def test_every_output_says_that_it_reads_the_text_and_that_a_body_decides(
    command: tuple[str, ...], form: str
) -> None:
    for language, said in (("zh", "不代替认定机关的集体决定"), ("en", "competent body decides")):
        assert said in " ".join(printed(*command, *([form] if form else []), language=language).out.split())


@pytest.mark.parametrize("command", [("compare", YIWU), ("rule", YIWU, "--region", "洪泽")], ids=" ".join)
def test_every_row_of_csv_says_by_itself_that_a_body_decides(command: tuple[str, ...]) -> None:
    header, *rows = rows_of(printed(*command, "--csv"))
    assert rows and all("不代替认定机关的集体决定" in row[header.index("提示")] for row in rows)


def test_a_row_of_csv_has_the_notes_of_its_region() -> None:
    for command in (("compare", PLAN), ("rule", PLAN, "--region", "洪泽"), ("compare", YIWU)):
        header, *rows = rows_of(printed(*command, "--csv"))
        notes = {row[0]: re.split("(?<=[。；])", row[header.index("说明")]) for row in rows}
        rulings = json.loads(printed(*command, "--json").out)["answers"][0]["rulings"]
        assert len(rulings) == len(notes)
        for ruling, told in zip(rulings, notes.values(), strict=True):
            assert all(note in "".join(told) for note in ruling["notes"])
        assert any(line.startswith(("程序：", "认定主体：")) for told in notes.values() for line in told)


def test_regions_can_be_chosen() -> None:
    chosen = json.loads(run("compare", YIWU, "--region", "洪泽", "--region", "320685", "--json").out)
    assert [ruling["region"] for ruling in chosen["answers"][0]["rulings"]] == ["haian", "hongze"]


def test_questions_can_be_chosen() -> None:
    chosen = json.loads(
        run("compare", YIWU, "--question", "filing", "--question", "clarification", "--json").out
    )
    assert [answer["question"] for answer in chosen["answers"]] == ["filing", "clarification"]


# Policies, regions, facts


@pytest.mark.parametrize("name", ["jingjiang", "靖江", "321282"])
def test_a_policy_is_shown_by_any_name_of_its_region(name: str) -> None:
    done = run("show", name)
    assert done.status == 0
    for text in ("江苏省泰州市靖江市", "健全容错裁定操作办法", "R4", "T1", "未公布9", "未公布7", "S2"):
        assert text in done.out


@pytest.mark.parametrize("name", ["R4", "jingjiang:R4"])
def test_one_clause_is_shown_whole(name: str) -> None:
    done = run("show", "靖江", name, "--code")
    for text in ("重大安全生产事故", "safety_accident", "重大", "S2", "2023-03-16", "仅有名目"):
        assert text in done.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", *FORMS])
def test_figures_of_practice_are_shown_with_source_and_date_apart_from_the_clauses(
    form: str, language: Language
) -> None:
    out = run("show", "bincheng", *([form] if form else []), language=language, columns=120).out
    for told in ("55", "2022-09", "S1"):
        assert told in out
    if form == "--json":
        told = json.loads(out)
        assert [figure["id"] for figure in told["figures"]] == [
            "cases_tolerated", "names_cleared", "persons_revisited",
        ]  # fmt: skip
        assert {figure["source_date"] for figure in told["figures"]} == {None}
        assert not {clause["id"].partition(":")[2] for clause in told["clauses"]} & {
            figure["id"] for figure in told["figures"]
        }
    elif form == "--csv":
        figures = out.split("\r\n\r\n")[1]
        head, *rows = csv.reader(io.StringIO(figures, newline=""))
        assert len(rows) == 3 and head[0] == say(language, "column.figure")
    else:
        assert say(language, "say.figures") in out
        assert say(language, "say.figures_note").replace(" ", "") in out.replace("\n", "").replace(" ", "")


def test_a_region_of_which_no_figure_is_told_has_no_part_on_figures() -> None:
    assert say("zh", "say.figures") not in run("show", "haian").out
    assert json.loads(run("show", "haian", "--json").out)["figures"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_whose_wording_is_still_to_be_checked_says_so(language: Language) -> None:
    nation = installed("national")
    mark = say(language, "say.verify")
    marked = json.loads(run("show", "national", "--json", found=nation).out)["clauses"]
    wanted = {clause["id"]: clause["verify"] for clause in marked}
    assert {True, False} == set(wanted.values())
    page = run("show", "national", language=language, columns=200, found=nation).out
    assert page.count(mark) == sum(wanted.values())
    for name, verify in wanted.items():
        shown = run(
            "show", "national", name.partition(":")[2], language=language, columns=200, found=nation
        ).out
        assert (mark in shown) is verify


def test_what_a_text_doesnt_demand_is_said_in_the_language() -> None:
    assert "要求：条文未载明要求" in run("show", "haian:T1").out
    assert "requires: nothing stated" in run("show", "haian:T1", language="en").out


def test_a_reading_is_shown_with_the_names_of_its_options() -> None:
    options = json.loads(run("show", "haian", "--json").out)["readings"]["haian:examples"]["options"]
    assert len(options) >= 2
    assert all(
        f"{name} {text}" in run("show", "haian", "--code", columns=400).out for name, text in options.items()
    )


@pytest.mark.slow
def test_every_clause_of_every_region_can_be_shown() -> None:
    for region in (*REGIONS, *MEASURES_ALONE):
        found = installed(region, "national")
        for clause in json.loads(run("show", region, "--json", found=found).out)["clauses"]:
            assert run("show", region, clause["id"], found=found).status == 0


def test_the_regions_and_the_plugins_are_listed() -> None:
    regions = json.loads(run("regions", "--json").out)
    assert [region["id"] for region in regions["regions"]] == REGIONS
    plugins = json.loads(run("plugins", "--json").out)["plugins"]
    assert {plugin["name"]: plugin["status"] for plugin in plugins} == dict.fromkeys(
        [*REGIONS, *MEASURES_ALONE, "national"], "on"
    )


@pytest.mark.parametrize("group", ["motive", "动机态度"])
def test_a_group_of_facts_is_listed_alone(group: str) -> None:
    told = {fact["id"] for fact in json.loads(run("facts", "--group", group, "--json").out)["facts"]}
    assert told == {fact.id for fact in shared_vocabulary().values() if fact.group == "motive"}


def test_all_facts_are_listed_with_their_questions() -> None:
    told = {fact["id"]: fact for fact in json.loads(run("facts", "--json").out)["facts"]}
    assert {name for name in told if ":" not in name} == {
        fact.id for fact in shared_vocabulary().values() if fact.type != "period"
    }
    assert {name for name in told if ":" in name} == {
        "bincheng:past_convention",
        "shandong:found_on_balance",
        "shandong:grave_outcome",
        "national:orders_ignored",
        "national:overall_appraisal",
        "national:vile_means",
        "national:others_drawn_in",
    }
    for language in LANGUAGES:
        assert all(fact["ask"][language].strip() for fact in told.values())
