"""`rongcuo matrix`: topics by regions, readable in every form and at every width."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from rongcuo.clauses import Chapter
from rongcuo.facts.text import Language
from rongcuo.render.page import Table
from rongcuo.render.terminal import show

from .made import text
from .policytext import clause, listing
from .random_policies import plugin_of
from .running import LANGUAGES, FakePoint, Run, assert_golden, installed, run
from .test_alignment import FIRST, line, listed


def shown(*arguments: str, **how: Any) -> Run:
    return run("matrix", *arguments, **{"found": installed(*FIRST), **how})


@pytest.mark.parametrize(
    ("name", "arguments", "columns_"),
    [("all", (), 100), ("red_line", ("--kind", "red_line"), 80), ("situation", ("--kind", "situation"), 80)],
)
def test_the_matrix_reads_as_it_was_reviewed(name: str, arguments: tuple[str, ...], columns_: int) -> None:
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        done = shown(*arguments, language=language, columns=columns_)
        assert (done.status, done.err) == (0, "")
        texts[language] = done.out
    assert_golden(f"matrix/{name}", texts)


def test_a_case_officer_reads_off_who_has_a_red_line_on_debt_default() -> None:
    rows = csv.DictReader(io.StringIO(shown("--kind", "red_line", "--csv").out[1:], newline=""))
    (debt,) = (row for row in rows if row["红线"] == "债务违约")
    beside = {"标题", "部署文件", "已安装未启用"}  # what every row says of the whole table
    assert {column: cell for column, cell in debt.items() if column not in beside} == {
        "红线": "债务违约",
        "滨城": "未公布",
        "海安": "报道未载",
        "洪泽": "报道未载",
        "靖江": "R6（仅有名目）",
    }


def test_json_has_a_cell_for_each_region_in_every_topic() -> None:
    told = json.loads(shown("--json").out)
    assert set(told) == {"on", "as_known", "config", "off", "regions", "tables", "without_plugin"}
    regions = [region["region"] for region in told["regions"]]
    assert {frozenset(region) for region in told["regions"]} == {
        frozenset(["region", "name", "plugin", "ways", "error"])
    }
    for table in told["tables"]:
        assert set(table) == {"kind", "topics"}
        for topic in table["topics"]:
            assert set(topic) == {"topic", "name", "list", "cells"}
            assert [cell["region"] for cell in topic["cells"]] == regions
            for cell in topic["cells"]:
                assert set(cell) == {"region", "state", "clauses", "above", "own", "missing", "announced"}
                for cited in (*cell["clauses"], *cell["above"]):
                    assert set(cited) == {"id", "kind", "title", "status", "topic"}
    assert {line["code"] for line in told["without_plugin"]} == {"371600", "320600", "320800", "321200"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_rows_have_as_many_cells_as_their_head(language: Language) -> None:
    rows = [row for row in shown("--markdown", language=language).out.splitlines() if row.startswith("|")]
    assert len(rows) > 20 and {row.count("|") for row in rows} == {6}


#: For each silence, how the list was seen, what of it there is, and how the cell reads.
SILENCES = {
    "silent": ({"seen": "complete"}, {}, "未作规定", "silent"),
    "unpublished": ({"seen": "counted", "announced": 4}, {}, "未公布", "unpublished"),
    "not_reported": ({"seen": "report"}, {}, "报道未载", "not in report"),
    "no_list": ({"seen": "none"}, None, "无此清单", "no such list"),
    "named_only": (
        {"seen": "report"},
        {"topic": "debt_default", "status": "named"},
        "仅有名目",
        "named only",
    ),
    "not_in_force": (
        {"seen": "complete"},
        {"topic": "debt_default", "in_force": {"from": "2024"}},
        "当时未施行",
        "not in force then",
    ),
    "higher_level": ({"seen": "report"}, {}, "见upper U1", "see upper U1"),
    "no_plugin": (None, None, "无插件", "no plugin"),
}


def silences(folder: Path) -> Any:
    """A folder whose deployment has one made-up region for each silence, and what is installed there."""
    points = [clause("red_line", "U1", when="debt_default", topic="debt_default")]
    points = [text(folder, "upper", *points, level="province", code="990000")]
    config = ["floor = false\n"]
    for state, (seen, there, *_) in SILENCES.items():
        name = state.replace("_", "")
        layers = [name, "upper"] if state == "higher_level" else [name]
        config.append(f"[region.{name}]\nplugins = {json.dumps(layers)}\n")
        if seen is None:
            continue  # not installed
        parts = [listing("red_line", **seen)]
        if there is not None:
            parts.append(
                clause("red_line", "R1", **{"when": "mass_incident", "topic": "mass_incident", **there})
            )
        points.append(text(folder, name, *parts))
    (folder / "rongcuo.toml").write_text("\n".join(config), "utf-8")
    return points


@pytest.mark.parametrize("form", ["", "--csv", "--markdown", "--json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_the_eight_silences_is_told_in_every_form(
    form: str, language: Language, tmp_path: Path
) -> None:
    found = silences(tmp_path)
    columns_ = [part for name in SILENCES for part in ("--region", name.replace("_", ""))]
    options = ["--kind", "red_line", "--on", "2020", *columns_, *([form] if form else [])]
    done = shown(*options, found=found, folder=tmp_path, language=language, columns=400)
    assert done.status == 1, "one region is not installed"
    words = {name: said[2 + LANGUAGES.index(language)] for name, said in SILENCES.items()}
    if form == "--json":
        told = json.loads(done.out)
        (debt,) = (line for line in told["tables"][0]["topics"] if line["topic"] == "debt_default")
        assert [cell["state"] for cell in debt["cells"]] == list(SILENCES)
        return
    topic = {"zh": "债务违约", "en": "debt default"}[language]
    lines = [line.strip("| ") for line in done.out.splitlines()]
    at = next(index for index, line in enumerate(lines) if line.startswith(topic))
    row = "\n".join(lines[at : at + 2])  # a cell may have two lines
    assert words.pop("higher_level") in row
    places = [row.find(word) for word in words.values()]
    assert -1 not in places and places == sorted(places)


LETTERS = "abcdefghijkl"


def many() -> list[Any]:
    """Twelve made-up regions beside the real ones, some with long cells."""
    lines = tuple(line(f"R{number}", status="named") for number in range(1, 8))
    made = [
        plugin_of(
            f"made-{letter}",
            {
                "red_lines": Chapter(
                    clauses=lines[: 1 + index % 7], **listed("counted", 8), origin="red_lines"
                )
            },
        )
        for index, letter in enumerate(LETTERS)
    ]
    return [*installed(*FIRST), *(FakePoint(plugin.name, plugin) for plugin in made)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_many_regions_are_printed_in_blocks_that_fit_the_terminal(width: int, language: Language) -> None:
    done = shown("--kind", "red_line", found=many(), columns=width, language=language)
    assert (done.status, done.err) == (0, "")
    assert max(cell_len(row) for row in done.out.splitlines()) <= width
    family = "红线" if language == "zh" else "Red lines"
    heads = [row.split() for row in done.out.splitlines() if row.strip().startswith(f"{family} ")]
    assert len(heads) > 1
    for letter in LETTERS:
        name = f"made-{letter}区" if language == "zh" else f"Made-{letter.upper()}"
        assert sum(name in head for head in heads) == 1, name
    topic = "债务违约" if language == "zh" else "debt default"
    assert sum(row.strip().startswith(topic) for row in done.out.splitlines()) == len(heads)


def test_columns_of_unequal_width_are_parted_so_that_every_cell_stays_on_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wide, narrow = "ABCDEFGHIJKLMNOP", "abc"
    table = Table(("t", *[wide] * 5, *[narrow] * 5), (("r", *[wide] * 5, *[narrow] * 5),), repeat=1)
    monkeypatch.setenv("COLUMNS", "80")
    show([table])
    out = capsys.readouterr().out
    assert (out.count(wide), out.count(narrow)) == (10, 10)


def test_a_table_that_fits_is_printed_in_one_piece() -> None:
    out = shown("--kind", "red_line", found=many(), columns=400).out
    assert sum(row.strip().startswith("红线") for row in out.splitlines()) == 1


def test_a_region_whose_plugin_is_missing_keeps_its_column_and_the_exit_status(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.toml"
    file.write_text('[region.hongze]\nplugins = ["hongze"]\n[region.nowhere]\nplugins = ["nowhere"]\n')
    done = shown("--config", str(file), "--json")
    assert (done.status, done.err) == (1, "")
    told = json.loads(done.out)
    assert [(region["region"], region["plugin"]) for region in told["regions"]] == [
        ("hongze", True),
        ("nowhere", False),
    ]
    assert "nowhere" in told["regions"][1]["error"][0]
    states = {topic["cells"][1]["state"] for table in told["tables"] for topic in table["topics"]}
    assert states == {"no_plugin"}
    printed = shown("--config", str(file)).out
    assert "无插件" in printed and "插件 `nowhere` 未安装" in printed


def test_the_day_is_told_and_chooses_the_texts() -> None:
    done = shown("--kind", "red_line", "--on", "2010")
    assert done.status == 0 and "当时未施行" in done.out and "2010" in done.out
    told = json.loads(shown("--on", "2010", "--json").out)
    assert (told["on"], told["as_known"]) == ("2010", None)
    assert json.loads(shown("--json").out)["on"] is None
    early = json.loads(shown("--as-known", "2015", "--kind", "red_line", "--json").out)
    (debt,) = (topic for topic in early["tables"][0]["topics"] if topic["topic"] == "debt_default")
    states = {cell["region"]: cell["state"] for cell in debt["cells"]}
    assert set(states.values()) == {"unpublished"}
    assert early["as_known"] == "2015"
    bad = shown("--on", "act")
    assert bad.status == 2 and len(bad.mistakes) == 1


def test_an_unknown_region_is_an_error_that_names_the_nearest() -> None:
    done = shown("--region", "hongzee")
    assert done.status == 2 and "`hongze`" in done.err and len(done.mistakes) == 1


def test_nothing_installed_is_an_error() -> None:
    assert shown(found=[]).status == 2
