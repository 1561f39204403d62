"""Topics by regions: each cell is a clause or a typed silence, and the matrix stays readable."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from rich.cells import cell_len

from rongcuo import Text
from rongcuo.clauses import Chapter, Earlier, InForce, ListInfo, Parent, Reading, RedLine, Step
from rongcuo.comparing.alignment import Cell, column, columns, families, kinds_of, matrix, on_topic
from rongcuo.facts.text import Language
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import topics
from rongcuo.render.page import Table
from rongcuo.render.terminal import show
from rongcuo.ruling.clocks import of_day, standings

from .accounts import examples
from .made import text
from .policytext import clause, listing
from .random_policies import plugin_of
from .running import LANGUAGES, FakePoint, Run, assert_golden, installed, run
from .strategies import Sample, loaded, samples

WORDS: dict[str, Any] = {"title": Text("条", "clause"), "statement": Text("条", "clause"), "source": "text"}
LINES = ("red_line",)
#: Plugins whose clauses the golden files were reviewed with.
FIRST = ("bincheng", "haian", "hongze", "jingjiang", "national")


def line(name: str = "R1", topic: str = "debt_default", **keys: Any) -> RedLine:
    return RedLine(**{**WORDS, "id": name, "topic": topic, "when": "debt_default", **keys})


def region(*clauses: Any, above: Any = (), floor: Any = (), **chapter: Any) -> Jurisdiction:
    """A made-up region with these red lines, those of a level above it and those of the floor."""
    own = loaded(plugin_of("own", {"red_lines": Chapter(clauses=clauses, **chapter)}))
    layers = [loaded(plugin_of("above", {"red_lines": Chapter(clauses=above)}))] if above else []
    under = loaded(plugin_of("floor", {"red_lines": Chapter(clauses=floor)})) if floor else None
    return Jurisdiction(region=own.region, policies=(own, *layers), floor=under)


def listed(seen: Any, announced: int | None = None) -> dict[str, Any]:
    return {"lists": {"red_line": ListInfo(seen=seen, announced=announced)}}


def on_debt(here: Jurisdiction, day: str | None = None) -> Cell:
    stands = standings(here, of_day(day) if day else None)[-1].here
    return on_topic(stands, "debt_default", LINES, "red_line")


def ids(cell: Cell) -> list[str]:
    return [rule.id for rule in cell.clauses]


# Each state


def test_a_clause_of_the_own_text_is_the_cell() -> None:
    cell = on_debt(region(line(), line("R2", "mass_incident")))
    assert (cell.state, ids(cell), cell.own) == ("clause", ["own:R1"], None)


def test_several_clauses_on_a_topic_stand_in_one_cell_in_their_order() -> None:
    assert ids(on_debt(region(line("R2"), line("R1")))) == ["own:R2", "own:R1"]


@pytest.mark.parametrize("keys", [{"status": "named"}, {"status": "named", "when": None}, {"status": "todo"}])
def test_a_clause_of_which_only_the_name_is_known_is_named_only(keys: dict[str, Any]) -> None:
    cell = on_debt(region(line(**keys)))
    assert (cell.state, ids(cell)) == ("named_only", ["own:R1"])


def test_one_clause_with_content_among_named_ones_is_a_clause() -> None:
    cell = on_debt(region(line(status="named"), line("R2")))
    assert (cell.state, ids(cell)) == ("clause", ["own:R1", "own:R2"])


@pytest.mark.parametrize(
    ("day", "state"), [("2019-12-31", "not_in_force"), ("2020-01-01", "clause"), ("2023", "not_in_force")]
)
def test_a_clause_that_is_not_in_force_on_the_day_is_told_as_such(day: str, state: str) -> None:
    cell = on_debt(region(line(in_force=InForce(from_="2020", to="2022-06"))), day)
    assert (cell.state, ids(cell)) == (state, ["own:R1"])


def test_of_two_versions_of_a_clause_the_cell_has_the_one_in_force() -> None:
    old, new = line(in_force=InForce(to="2020")), line("R2", in_force=InForce(from_="2021"))
    assert ids(on_debt(region(old, new), "2019")) == ["own:R1"]
    assert ids(on_debt(region(old, new), "2022")) == ["own:R2"]


@pytest.mark.parametrize(
    ("seen", "announced", "state"),
    [
        ("complete", None, "silent"),
        ("counted", 1, "silent"),
        ("counted", 4, "unpublished"),
        ("report", None, "not_reported"),
    ],
)
def test_what_was_seen_of_the_list_names_its_silence(seen: str, announced: int | None, state: str) -> None:
    cell = on_debt(region(line("R2", "mass_incident"), **listed(seen, announced)))
    assert (cell.state, cell.own, ids(cell)) == (state, state, [])
    assert (cell.missing, cell.announced) == ((3, 4) if state == "unpublished" else (None, None))


def test_a_list_known_not_to_exist_is_no_list() -> None:
    assert on_debt(region(**listed("none"))).state == "no_list"


def test_a_list_that_nothing_was_said_of_is_not_in_the_report() -> None:
    assert on_debt(region(line("R2", "mass_incident"))).state == "not_reported"


@pytest.mark.parametrize("where", ["above", "floor"])
@pytest.mark.parametrize("seen", ["complete", "report"])
def test_a_clause_of_a_level_that_serves_the_region_is_named_beside_the_own_silence(
    where: str, seen: str
) -> None:
    layer: Mapping[str, Any] = {where: (line("X1"),)}
    cell = on_debt(region(**layer, **listed(seen)))
    assert (cell.state, [rule.id for rule in cell.above]) == ("higher_level", [f"{where}:X1"])
    assert cell.own == {"complete": "silent", "report": "not_reported"}[seen]


def test_the_own_clause_stands_before_that_of_a_higher_level() -> None:
    cell = on_debt(region(line(), above=(line("X1"),), floor=(line("Y1"),)))
    assert (cell.state, ids(cell), cell.above) == ("clause", ["own:R1"], ())


def test_a_higher_clause_that_is_not_in_force_answers_nothing() -> None:
    above = (line("X1", in_force=InForce(to="2020")),)
    assert on_debt(region(line("R2", "mass_incident"), above=above), "2022").state == "not_reported"


def test_a_clause_that_holds_under_another_reading_alone_is_none() -> None:
    options = {"one": Text("一", "one"), "two": Text("二", "two")}
    for favoured, state in (("one", "not_reported"), ("two", "clause"), (None, "clause")):
        reading = Reading(id="doubt", question=Text("？", "?"), options=options, favoured=favoured)
        here = region(line(when="doubt == 'two' and debt_default"), readings=(reading,))
        assert on_debt(here).state == state


def test_a_clause_is_found_on_the_topics_that_it_speaks_of_as_well() -> None:
    here = region(line("R1", "mass_incident", also=("debt_default",)))
    assert ids(on_debt(here)) == ["own:R1"]
    assert ids(on_topic(here, "mass_incident", LINES, "red_line")) == ["own:R1"]


def test_a_topic_it_speaks_of_as_well_has_to_be_of_the_family_of_its_kind() -> None:
    for also in ("reform_trial", "no_such_topic"):
        chapter = Chapter(clauses=(line(also=(also,)),), origin="red_lines")
        found = load(Deployment(), [FakePoint("own", plugin_of("own", {"red_lines": chapter}))])  # type: ignore[list-item]
        (problem,) = found.reports[0].problems
        assert also in problem.message("en")


def test_a_duty_is_no_red_line() -> None:
    step = Step(id="D1", topic="debt_default", **WORDS)
    here = region(step)
    assert on_topic(here, "debt_default", kinds_of("red_line"), "red_line").state == "not_reported"
    assert "step" in kinds_of("filing") and "not_reported" not in kinds_of("filing")


@pytest.mark.parametrize(("seen", "state"), [("complete", "silent"), ("report", "not_reported")])
def test_on_a_topic_that_forms_no_list_only_a_text_read_whole_is_silent(seen: str, state: str) -> None:
    here = region(line(), **listed(seen))
    assert on_topic(here, "filing_duty", kinds_of("filing"), topics()["filing_duty"].list_kind).state == state


def test_a_situation_that_names_its_tiers_and_a_trigger_that_names_its_forms_answer_there_too() -> None:
    registry = load(Deployment(), installed(*FIRST))  # type: ignore[arg-type]
    here = registry.jurisdictions
    for topic, family, expected in (
        ("outcome_tier", "tier", {"haian": ["haian:T1"], "bincheng": ["bincheng:R4"], "jingjiang": []}),
        ("clarification_form", "clarification", {"hongze": ["hongze:C1"], "haian": []}),
    ):
        told = topics()[topic]
        for name, clauses in expected.items():
            assert ids(on_topic(here[name], topic, kinds_of(family), told.list_kind)) == clauses


def test_a_topic_that_only_a_reading_not_taken_speaks_of_is_left_out() -> None:
    options = {"one": Text("一", "one"), "two": Text("二", "two")}
    reading = Reading(id="doubt", question=Text("？", "?"), options=options, favoured="one")
    chapter = Chapter(
        clauses=(line(when="doubt == 'two' and debt_default"),), readings=(reading,), origin="x"
    )
    there = load(Deployment(floor=False), [FakePoint("own", plugin_of("own", {"red_lines": chapter}))])  # type: ignore[list-item]
    assert matrix(there, columns(there), ["red_line"]).tables[0].lines == ()


# Over random policies


@examples(200)
@given(samples())
def test_a_cell_has_a_clause_if_and_only_if_the_region_has_one_of_that_topic_and_kind(sample: Sample) -> None:
    texts = tuple(evolve(text, readings={}) for text in sample.jurisdiction.policies)
    here = evolve(sample.jurisdiction, policies=texts)
    plugin = sample.texts[0]
    for topic in topics().values():
        kinds = kinds_of(topic.family)
        tiers = topic.id == "outcome_tier"
        of_topic = [
            c
            for c in plugin.clauses
            if (c.topic == topic.id and c.kind in kinds) or (tiers and c.kind == "situation" and c.tiers)  # type: ignore[attr-defined]
        ]
        cell = on_topic(here, topic.id, kinds, topic.list_kind)
        assert ids(cell) == [plugin.full(clause.id) for clause in of_topic]
        assert (cell.state == "clause") == any(clause.status == "stated" for clause in of_topic)
        assert (cell.state == "named_only") == (bool(of_topic) and cell.state != "clause")
        assert (cell.state == "higher_level") == (bool(cell.above) and not of_topic)
        if cell.own == "silent" and topic.list_kind:
            assert plugin.list_info(topic.list_kind).seen in ("complete", "counted")
        assert (cell.own == "no_list") == (
            not of_topic and topic.list_kind is not None and plugin.list_info(topic.list_kind).seen == "none"
        )


# The matrix


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(Deployment(), installed(*FIRST))  # type: ignore[arg-type]


def test_without_a_choice_every_family_has_its_table_in_the_order_of_the_topics(registry: Registry) -> None:
    told = matrix(registry, columns(registry))
    assert [table.family for table in told.tables] == list(families())
    assert [each.id for each in told.columns] == ["bincheng", "haian", "hongze", "jingjiang"]
    for table in told.tables:
        order = [line.topic.id for line in table.lines]
        assert order == [topic for topic in topics() if topic in order]


def test_a_topic_that_no_text_has_a_clause_on_is_left_out_unless_all_are_asked_for(
    registry: Registry,
) -> None:
    def shown(**asked: Any) -> list[str]:
        (table,) = matrix(registry, columns(registry), ["red_line"], **asked).tables
        return [line.topic.id for line in table.lines]

    assert "debt_default" in shown() and "mass_incident" not in shown()
    assert shown(every_topic=True) == [t.id for t in topics().values() if t.family == "red_line"]


def test_a_topic_stays_where_the_chosen_region_alone_has_nothing_on_it(registry: Registry) -> None:
    found = column(registry, "洪泽")
    assert found is not None
    (table,) = matrix(registry, [found], ["red_line"]).tables
    states = {line.topic.id: line.cells[0].state for line in table.lines}
    assert states["debt_default"] == "not_reported"


def made(name: str, **policy: Any) -> Any:
    """A plugin with one red line and a list read whole, whose text has these dates."""
    plugin = plugin_of(name, {"red_lines": Chapter(clauses=(line(),), **listed("complete"), origin="x")})
    earlier = policy.pop("earlier", ())
    about = evolve(plugin.region.policy, **policy)
    return FakePoint(name, evolve(plugin, region=evolve(plugin.region, policy=about, earlier=earlier)))


def states(on: str, *plugins: Any, **clock: str) -> dict[str, list[str]]:
    there = load(Deployment(floor=False), plugins)
    told = matrix(there, columns(there), ["red_line"], clock=of_day(on, **clock), every_topic=True)
    (table,) = told.tables
    return {line.topic.id: [cell.state for cell in line.cells] for line in table.lines}


def test_before_its_time_a_text_says_nothing_and_after_it_neither() -> None:
    text = made("own", from_="2020", to="2022")
    for day, debt, other in (
        ("2019", "not_in_force", "not_in_force"),
        ("2021", "clause", "silent"),
        ("2023", "not_in_force", "not_in_force"),
    ):
        found = states(day, text)
        assert (found["debt_default"], found["mass_incident"]) == ([debt], [other])


def test_a_text_in_force_whose_content_is_not_public_is_unpublished_on_every_topic() -> None:
    before = Earlier(id="old", title=Text("旧", "old"), from_="2015", published=False)
    found = states("2016", made("own", from_="2020", earlier=(before,)))
    assert {state for row in found.values() for state in row} == {"unpublished"}


def test_what_nobody_could_know_yet_is_unpublished() -> None:
    found = states("newest", made("own", reported="2020-05"), as_known="1999")
    assert {state for row in found.values() for state in row} == {"unpublished"}


def test_where_the_dates_leave_two_texts_possible_the_latest_is_shown_and_both_are_named() -> None:
    there = load(Deployment(floor=False), [made("own", from_="2020")])
    doubtful = matrix(there, columns(there), ["red_line"], clock=of_day("2020-06"))
    assert len(doubtful.columns[0].ways) == 2
    assert doubtful.tables[0].lines[0].cells[0].state == "clause"
    (exact,) = matrix(there, columns(there), clock=of_day("2021-06")).columns
    assert exact.ways == ()


@pytest.mark.parametrize("name", ["national", "全国", "100000"])
def test_the_nations_column_has_its_floor_too(registry: Registry, name: str) -> None:
    found = column(registry, name)
    assert found is not None and found.here is not None
    cell = on_topic(found.here, "private_gain", LINES, "red_line")
    assert (cell.state, ids(cell)) == ("clause", ["national:R3"])


@pytest.mark.parametrize("name", ["320800", "淮安市", "Huai'an"])
def test_a_level_above_without_a_plugin_is_a_column_of_no_plugin(registry: Registry, name: str) -> None:
    found = column(registry, name)
    assert found is not None and found.here is None
    told = matrix(registry, [found])
    assert {cell.state for table in told.tables for line in table.lines for cell in line.cells} == {
        "no_plugin"
    }


def test_the_levels_above_the_columns_that_have_no_plugin_are_listed(registry: Registry) -> None:
    told = matrix(registry, columns(registry)).without_plugin
    assert {parent.code: below for parent, below in told.items()} == {
        "371600": ("bincheng",),
        "320600": ("haian",),
        "320800": ("hongze",),
        "321200": ("jingjiang",),
    }


def test_a_level_above_with_a_plugin_is_not_among_those_without() -> None:
    lower, upper = (plugin_of(name, {"red_lines": Chapter(clauses=(line(),))}) for name in ("low", "high"))
    parent = Parent(code=upper.region.code, zh="上级", en="above")
    lower = evolve(lower, region=evolve(lower.region, parent=parent))
    for found, expected in (([lower], {parent: ("low",)}), ([lower, upper], {})):
        points = [FakePoint(plugin.name, plugin) for plugin in found]
        there = load(Deployment(floor=False), points)  # type: ignore[arg-type]
        assert matrix(there, columns(there)).without_plugin == expected


def test_clauses_on_emergencies_stand_side_by_side(registry: Registry) -> None:
    (table,) = matrix(registry, columns(registry), ["situation"]).tables
    (emergency,) = (line for line in table.lines if line.topic.id == "emergency_measure")
    assert [ids(cell) for cell in emergency.cells] == [[], ["haian:T1"], ["hongze:P3"], []]


def test_no_clause_is_put_under_other_topics_while_another_region_has_one_on_the_same_facts() -> None:
    rules = [rule for text in load(Deployment()).policies.values() for rule in text.rules]
    for rule in rules:
        if not rule.clause.topic.startswith("other_") or rule.kind not in ("red_line", "condition"):
            continue
        alike = [
            other.id
            for other in rules
            if other.kind == rule.kind and other is not rule and rule.reads and other.reads == rule.reads
        ]
        assert not alike, f"{rule.id} has siblings: {alike}"


# The command


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
