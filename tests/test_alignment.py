"""Topics by regions: each cell is a clause or a typed silence, and the matrix has a column for each region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from rongcuo import Text
from rongcuo.clauses import Chapter, Earlier, InForce, ListInfo, Parent, Reading, RedLine, Step
from rongcuo.comparing.alignment import Cell, column, columns, families, kinds_of, matrix, on_topic
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.jurisdiction import Jurisdiction
from rongcuo.policy.policy import topics
from rongcuo.ruling.clocks import of_day, standings

from .accounts import examples
from .random_policies import plugin_of
from .running import FakePoint, everything
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
    registry = everything(*FIRST)
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
    return everything(*FIRST)


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
    rules = [rule for text in everything().policies.values() for rule in text.rules]
    for rule in rules:
        if not rule.clause.topic.startswith("other_") or rule.kind not in ("red_line", "condition"):
            continue
        alike = [
            other.id
            for other in rules
            if other.kind == rule.kind and other is not rule and rule.reads and other.reads == rule.reads
        ]
        assert not alike, f"{rule.id} has siblings: {alike}"
