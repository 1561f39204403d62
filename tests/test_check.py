"""`rongcuo check`: what it proves is so, what it leaves alone, and how it tells what it found."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import Registry, load
from rongcuo.policy.cases import case_from
from rongcuo.render.words import Words
from rongcuo.ruling import prepare, rule
from rongcuo_workshop.check import check
from rongcuo_workshop.check.places import Places
from rongcuo_workshop.check.questions import question_findings
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import Workspace, survey_plugin

from .running import LANGUAGES, ROOT, assert_golden, installed, run

pytestmark = [pytest.mark.once, pytest.mark.slow]

DEMO = ROOT / "examples" / "demo" / "src" / "rongcuo_demo"
PLUGINS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/src"))
#: Codes that tell of a plugin's cases: most plugins made here have none.
OF_CASES = {"RC302", "RC303", "RC304"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(Deployment(), installed())  # type: ignore[arg-type]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "rongcuo_demo"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


CLAUSE = """
[[{kind}]]
id = "{name}"
title = {{ zh = "条文", en = "A clause" }}
statement = {{ zh = "{statement}", en = "A clause." }}
topic = "{topic}"
source = "text"
locator = {{ zh = "第十条", en = "article 10" }}
{keys}
"""
NEVER = "assigned == 'pilot' and assigned == 'own_initiative'"
TOPICS = {"red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition"}


def clause(kind: str, name: str, keys: str, statement: str = "示例。") -> str:
    return CLAUSE.format(kind=kind, name=name, statement=statement, topic=TOPICS[kind], keys=keys)


def checked(folder: Path, registry: Registry, source: str | None = None) -> tuple[Workspace, list[Finding]]:
    workspace = survey_plugin(str(folder), registry)
    return workspace, [f for f in check(workspace, source) if f.code not in OF_CASES]


def codes(folder: Path, registry: Registry, source: str | None = None) -> list[str]:
    return [finding.code for finding in checked(folder, registry, source)[1]]


# The plugins of the repository


@pytest.mark.parametrize("name", PLUGINS)
def test_nothing_is_wrong_with_a_plugin_though_work_may_be_left(name: str, registry: Registry) -> None:
    workspace = survey_plugin(str(ROOT / "plugins" / name), registry)
    found = [finding for finding in check(workspace) if finding.severity != "work"]
    assert [finding.problem.message("en") for finding in found] == []


def test_nothing_is_wrong_with_the_model_plugin(demo: Path, registry: Registry) -> None:
    assert codes(demo, registry) == []


# Proofs come with a case that shows them


def ruled(workspace: Workspace, finding: Finding, question: Any = "tolerance") -> Any:
    registry = workspace.registry
    empty = case_from({"title": "x", "where": "demo"}, "", registry.vocabulary, registry.plugin_names)
    witness = {name: known for name, known in finding.witness.items() if name in registry.vocabulary}
    known = prepare(evolve(empty, facts=witness), registry.texts, registry.vocabulary)
    return rule(workspace.here, known, question)


def test_the_witness_of_a_shadowed_red_line_touches_the_one_that_shadows_it(
    demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "falsified_material and negligent"'))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "R1")
    ruling = ruled(workspace, finding)
    assert ruling.verdict == "refused"
    assert set(ruling.decided_by) == {"demo:R1", "demo:R5"}


def test_the_witness_of_a_situation_behind_a_red_line_is_refused(demo: Path, registry: Registry) -> None:
    keys = 'when = "prohibited_by_law"\nrequires = "nothing stated"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC205", "R4")
    assert ruled(workspace, finding).verdict == "refused"


def test_a_situation_within_another_that_brings_the_same_is_shadowed(demo: Path, registry: Registry) -> None:
    change(demo / "tolerance.toml", 'tiers = ["lighter"]\n', "")
    keys = 'when = "legacy_problem and no_precedent"\nrequires = "inquiries_made and before_office"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "S3")


def test_a_situation_within_another_that_brings_a_tier_of_its_own_is_not(
    demo: Path, registry: Registry
) -> None:
    keys = 'when = "legacy_problem and no_precedent"\nrequires = "inquiries_made and before_office"'
    add(demo / "tolerance.toml", clause("situation", "S5", keys + '\ntiers = ["exempt"]'))
    assert codes(demo, registry) == []


def test_a_condition_that_another_carries_is_shadowed(demo: Path, registry: Registry) -> None:
    add(
        demo / "tolerance.toml", clause("condition", "C3", 'when = "not improper_motive and not walked_away"')
    )
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clause"]) == ("RC203", "C1")


def test_a_condition_that_only_denies_a_red_line_is_shadowed_by_that_line(
    demo: Path, registry: Registry
) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", 'when = "not falsified_material"'))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC203", "R1")


def test_a_region_that_cannot_be_read_has_no_placeholders(demo: Path, registry: Registry) -> None:
    change(demo / "region.toml", "format = 1", "format = 1\nnonsense = 1")
    assert codes(demo, registry) == ["RC104"]


def test_a_condition_that_a_situation_can_never_satisfy_contradicts_it(
    demo: Path, registry: Registry
) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", "when = \"assigned != 'pilot'\""))
    workspace, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC207", "C3")
    assert finding.problem.values["clause"] == "S4"
    assert ruled(workspace, finding).answer != "tolerated"


def test_the_fewest_conditions_that_contradict_each_other_are_named(demo: Path, registry: Registry) -> None:
    add(demo / "tolerance.toml", clause("condition", "C3", "when = \"remedy == 'effective'\""))
    add(demo / "tolerance.toml", clause("condition", "C4", "when = \"remedy == 'none'\""))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.values["clauses"]) == ("RC207", "C3, C4")


def test_a_part_of_a_condition_that_never_holds_is_named(demo: Path, registry: Registry) -> None:
    keys = f'when = "obstructed or walked_away and trying_first and {NEVER}"'
    add(demo / "red_lines.toml", clause("red_line", "R5", keys))
    _, (finding,) = checked(demo, registry)
    assert finding.code == "RC201"
    assert finding.problem.values["parts"] == "assigned == 'pilot'; assigned == 'own_initiative'"


@pytest.mark.parametrize(
    ("kind", "keys", "fact", "witness"),
    [
        (
            "situation", 'when = "legacy_problem and negative_opinion"\nrequires = "nothing stated"',
            "negative_opinion", {"legacy_problem": "yes", "negative_opinion": "yes"},
        ),
        (
            "red_line", 'when = "obstructed and loss < 90000"',
            "loss", {"obstructed": "yes", "loss": "90,000 yuan"},
        ),
        (
            "condition", 'when = "violation_found in (\'none\', \'crime\')"',
            "violation_found", {"violation_found": "crime"},
        ),
    ],
)  # fmt: skip
def test_where_a_worse_fact_helps_it_is_named_and_a_case_shows_it(
    kind: str, keys: str, fact: str, witness: dict[str, str], demo: Path, registry: Registry
) -> None:
    file = {"red_line": "red_lines.toml"}.get(kind, "tolerance.toml")
    add(demo / file, clause(kind, "X1", keys))
    workspace, found = checked(demo, registry)
    (finding,) = (f for f in found if f.code == "RC208")
    assert finding.problem.values == {"clause": "X1", "fact": fact}
    words = Words("en", workspace.registry)
    told = {name: words.value(workspace.here.fact(name), known) for name, known in finding.witness.items()}
    assert witness.items() <= told.items()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('{ to = "2023" }', '{ from = "2024" }', ["RC408"]),  # one clause, amended
        ('{ to = "2024" }', '{ from = "2024" }', []),
        ('{ from = "2020" }', '{ from = "2020" }', ["RC203"]),
        ('{ from = "2020", to = "2024" }', '{ from = "2021", to = "2023" }', ["RC203"]),
    ],
)
def test_a_clause_is_shadowed_only_by_those_in_force_with_it(
    first: str, second: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    for name, dates in (("R5", first), ("R6", second)):
        text = clause("red_line", name, f'when = "obstructed"\nin_force = {dates}')
        add(demo / "red_lines.toml", text.replace('zh = "条文"', f'zh = "条文{name}"'))
    found = codes(demo, registry)
    # over its whole time the longer one is not shadowed; the shorter, or the later of two alike, is
    assert found == expected


# Wording


@pytest.mark.parametrize(
    ("statement", "condition", "expected"),
    [
        ("损失五十万元以上", "loss >= 500000", []),
        ("损失五十万元以上", "not (loss < 500000)", []),
        ("损失五十万元以上", "loss > 500000", ["RC501"]),
        ("损失五十万元以上", "loss <= 500000", ["RC501"]),
        ("损失五十万元以上", "loss < 500000", ["RC501"]),
        ("损失五十万元以上的除外", "loss < 500000", []),
        ("损失五十万元以上的除外", "loss <= 500000", ["RC501"]),
        ("损失超过五十万元", "loss > 500000", []),
        ("损失超过五十万元", "loss >= 500000", ["RC501"]),
        ("损失不满五十万元", "loss < 500000", []),
        ("损失不满五十万元", "loss <= 500000", ["RC501"]),
        ("损失在0.5亿元以下", "loss <= 50000000", []),
        ("损失在0.5亿元以下", "loss < 50000000", ["RC501"]),
        ("损失五万元以上", "loss >= 500000", ["RC502"]),
        ("造成损失", "loss > 0", []),
    ],
)
def test_the_statement_is_held_against_the_condition(
    statement: str, condition: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    change(demo / "red_lines.toml", "造成损失五十万元以上（含本数）的", statement)
    change(demo / "red_lines.toml", "loss >= 500000", condition)
    assert [code for code in codes(demo, registry) if code.startswith("RC5")] == expected


@pytest.mark.parametrize(
    ("asked", "statement", "when", "expected"),
    [
        ("是否超过三日才报告？", "超过三日才报告的", "told", []),
        ("是否超过3天才报告？", "超过三日才报告的", "told", []),
        ("是否超过三个工作日才报告？", "超过三日才报告的", "told", ["RC504", "RC504"]),
        ("是否超过三日才报告？", "迟报的", "told", ["RC504"]),
        ("是否迟报？", "超过三日才报告的", "told", ["RC504"]),
        ("是否迟报？", "2024年5月1日以后迟报的", "told", []),
        ("是否试行两年？", "试行两年的", "told", []),
        ("是否迟报？", "损失五十万元以上并且迟报的", "loss >= 500000 and told", []),
        ("是否迟报？", "损失五十万元以上的", "loss >= 500000", []),
        ("是否造成重大影响？", "造成影响的", "told", ["RC504"]),
        ("是否造成重大影响？", "造成重大影响的", "told", []),
        ("是否未报告？", "报告了的", "told", ["RC504"]),
        ("是否未报告？", "应报不报的", "told", []),
        ("是否报告？", "应报不报的", "told", []),
    ],
)
def test_the_question_of_a_fact_is_held_against_the_clauses_that_use_it(
    asked: str, statement: str, when: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    add(
        demo / "red_lines.toml",
        f"""
[[fact]]
id = "told"
group = "procedure"
type = "yes_no"
label = {{ zh = "报告", en = "told" }}
ask = {{ zh = "{asked}", en = "Asked?" }}
""",
    )
    add(demo / "red_lines.toml", clause("red_line", "R5", f'when = "{when}"', f"{statement}。"))
    workspace = survey_plugin(str(demo), registry)
    found = [finding.code for finding in question_findings(workspace, Places(workspace))]
    assert (found, workspace.problems) == (expected, ())


@pytest.mark.parametrize(("words", "expected"), [("至少履行三项", ["RC502"]), ("履行两项以上", [])])
def test_the_number_of_a_term_is_held_against_the_statement_too(
    words: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    change(demo / "tolerance.toml", "三项程序中的两项", "几项程序")
    change(demo / "tolerance.toml", "至少履行两项", words)
    assert codes(demo, registry) == expected


TERM = """
[[term]]
id = "dear"
title = {{ zh = "{title}", en = "dear" }}
when = "{when}"
source = "text"
"""


@pytest.mark.parametrize(
    ("title", "term", "statement", "condition", "expected"),
    [
        # a clause isn't asked for the numbers of its terms where their titles say them
        ("损失五十万元以上", "loss >= 500000", "损失较大的", "dear", []),
        ("损失五十万元以上", "loss > 500000", "损失较大的", "dear", [("RC501", "term dear")]),
        ("损失五十万元以上", "loss >= 5000000", "损失较大的", "dear", [("RC502", "term dear")]),
        ("损失五十万元以上", "loss >= 5000000", "损失五百万元以上的", "dear", [("RC502", "term dear")]),
        # a title without numbers: one of the statements has to say it
        ("损失较大", "loss >= 500000", "损失五十万元以上的", "dear", []),
        ("损失较大", "loss >= 500000", "损失较大的", "dear", [("RC502", "term dear")]),
        ("损失较大", "loss > 500000", "损失五十万元以上的", "dear", [("RC501", "term dear")]),
        ("损失较小", "loss < 500000", "损失五十万元以上的", "not dear", []),
        ("损失较小", "loss <= 500000", "损失五十万元以上的", "not dear", [("RC501", "term dear")]),
        # the number of an article is none of the text's
        ("第五十条第二项的损失", "loss >= 500000", "损失五十万元以上的", "dear", []),
        # what another number of the clause accounts for isn't said of the term
        ("损失较大", "loss >= 500000", "损失不满五十万元的", "loss < 500000 and obstructed or dear", []),
        # a clause's own numbers are its statement's, whatever a term says
        (
            "损失五十万元以上",
            "loss >= 500000",
            "阻挠的",
            "dear and loss < 90",
            [("RC502", "red_line R5, when")],
        ),
    ],
)
def test_the_numbers_of_a_term_are_held_against_its_own_words(
    title: str,
    term: str,
    statement: str,
    condition: str,
    expected: list[tuple[str, str]],
    demo: Path,
    registry: Registry,
) -> None:
    add(demo / "red_lines.toml", TERM.format(title=title, when=term))
    add(demo / "red_lines.toml", clause("red_line", "R5", f'when = "{condition}"', statement))
    found = [f for f in checked(demo, registry)[1] if f.code.startswith("RC5")]
    assert [(f.code, f.problem.place.partition(", ")[2]) for f in found] == expected


def test_one_of_the_clauses_that_use_a_term_has_to_say_its_number(demo: Path, registry: Registry) -> None:
    add(demo / "red_lines.toml", TERM.format(title="损失较大", when="loss >= 500000"))
    for name, statement in (("R5", "损失五十万元以上的"), ("R6", "损失较大且阻挠的")):
        condition = "dear" if name == "R5" else "dear and obstructed"
        add(demo / "red_lines.toml", clause("red_line", name, f'when = "{condition}"', statement))
    assert not {"RC501", "RC502"} & set(codes(demo, registry))


def test_the_days_of_a_period_are_held_against_the_statement(demo: Path, registry: Registry) -> None:
    change(demo / "tolerance.toml", "days_to_report <= 3", "days_to_report < 3")
    assert codes(demo, registry) == ["RC501"]


@pytest.mark.parametrize(
    ("within", "days", "expected"),
    [
        ("三个工作日内", "working", []),
        ("三个工作日内", "calendar", ["RC503"]),
        ("三日内", "calendar", []),
        ("三日内", "working", ["RC503"]),
        ("三日内，其中两个工作日内", "working", ["RC503"]),
    ],
)
def test_the_kind_of_days_is_held_against_the_statement(
    within: str, days: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    change(demo / "tolerance.toml", 'to = "reported_on"', f'to = "reported_on"\ndays = "{days}"')
    change(demo / "tolerance.toml", "三日内", within)
    assert [f.code for f in checked(demo, registry)[1] if f.code.startswith("RC5")] == expected


PERIOD_TERM = """
[[period]]
id = "days_until"
title = {{ zh = "处置完毕至报告的日数", en = "days until the report" }}
from = "handled_on"
to = "reported_on"
days = "{days}"

[[term]]
id = "soon"
title = {{ zh = "{title}", en = "soon" }}
when = "days_until >= 0 and days_until <= {number}"
"""


@pytest.mark.parametrize("title", ["{}报告", "及时报告"])
@pytest.mark.parametrize(
    ("within", "days", "number", "expected"),
    [
        ("五个工作日内", "working", 5, []),
        ("五个工作日内", "calendar", 5, ["check_days_calendar"]),
        ("五日内", "working", 5, ["check_days_working"]),
        ("五日内", "calendar", 6, ["check_term_number"]),
        ("五个工作日内", "calendar", 6, ["check_term_number"]),
    ],
)
def test_the_kind_of_days_of_a_term_is_held_against_its_title_or_the_statement(
    title: str, within: str, days: str, number: int, expected: list[str], demo: Path, registry: Registry
) -> None:
    words = PERIOD_TERM.format(title=title.format(within), days=days, number=number)
    said = clause("condition", "C3", 'when = "soon"', f"{within}报告的。")
    add(demo / "tolerance.toml", words + said)
    wrong = [f for f in checked(demo, registry)[1] if f.code in ("RC502", "RC503")]
    assert [f.problem.code for f in wrong] == expected
    assert all(f.problem.message("zh") and f.problem.message("en") for f in wrong)


@pytest.mark.parametrize(
    ("within", "days", "expected"),
    [
        ("五日内", "working", ["check_days_working"]),
        ("五个工作日内", "working", []),
        ("五个工作日内报告，第五日", "working", []),
        ("五个工作日内", "calendar", ["check_days_calendar"]),
        ("五天内", "calendar", []),
        # another number than that of days, and the day of a month
        ("五名干部及时", "working", []),
        ("5月5日及时", "working", []),
        ("及时", "working", []),
    ],
)
def test_days_that_a_clause_tells_are_of_the_kind_that_its_term_counts(
    within: str, days: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    title = "五个工作日内报告" if days == "working" else "五日内报告"
    words = PERIOD_TERM.format(title=title, days=days, number=5)
    add(demo / "tolerance.toml", words + clause("condition", "C3", 'when = "soon"', f"{within}报告的。"))
    wrong = [f for f in checked(demo, registry)[1] if f.code.startswith("RC5")]
    assert [f.problem.code for f in wrong] == expected
    assert all("condition C3, when" in f.problem.place for f in wrong)


@pytest.mark.parametrize(
    ("statement", "within", "expected"),
    [
        ("五个工作日内审核", "working_days = 5", []),
        ("五日内审核", "days = 5", []),
        ("五个工作日内审核", "days = 5", ["check_days_calendar"]),
        ("五日内审核", "working_days = 5", ["check_days_working"]),
        ("五日内审核", "days = 15", ["check_number"]),
        ("不满五日时审核", "days = 5", ["check_operator"]),
        ("及时审核", "days = 5", ["check_number"]),
    ],
)
def test_how_long_a_step_may_take_is_held_against_its_statement(
    statement: str, within: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    change(demo / "filing.toml", "单位申请", "审核")
    change(demo / "filing.toml", "实施单位提出书面申请，附风险评估报告", statement)
    change(demo / "filing.toml", '[[step]]\nid = "F4"', f'[[step]]\nid = "F4"\nwithin = {{ {within} }}')
    change(demo / "filing.toml", 'id = "F4"', 'id = "F4"\nprocedure = "filing"')
    wrong = [f for f in checked(demo, registry)[1] if f.code.startswith("RC5")]
    assert [f.problem.code for f in wrong] == expected
    assert all("step F4, within" in f.problem.place for f in wrong)
    assert all(f.problem.message("zh") and f.problem.message("en") for f in wrong)


@pytest.mark.parametrize(("amount", "expected"), [("500000", []), ("5000000", ["RC502"])])
def test_what_a_step_requires_is_held_against_its_statement(
    amount: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    change(demo / "filing.toml", "实施单位提出书面申请", "损失不满五十万元的，实施单位提出书面申请")
    keys = f'procedure = "filing"\nrequires = "loss < {amount}"'
    change(demo / "filing.toml", '[[step]]\nid = "F4"', f'[[step]]\nid = "F4"\n{keys}')
    assert [f.code for f in checked(demo, registry)[1] if f.code.startswith("RC5")] == expected


RANK = """
[[fact]]
id = "rank"
group = "scene"
type = "level"
label = { zh = "职级", en = "rank" }
ask = { zh = "是什么职级？", en = "Of what rank?" }
choices = [
  { id = "deputy", zh = "副科级", en = "deputy section head" },
  { id = "section", zh = "正科级", en = "section head", also = ["乡科级正职"] },
  { id = "division", zh = "正科级实职", en = "section head in office" },
]
"""


@pytest.mark.parametrize(
    ("statement", "condition", "expected"),
    [
        ("正科级以上", "rank >= 'section'", []),
        ("正科级以上", "rank > 'section'", ["RC501"]),
        ("正科级以上（不含本级）", "rank > 'section'", []),
        ("正科级以上", "not rank < 'section'", []),
        ("正科级以上", "not rank <= 'section'", ["RC501"]),
        ("正科级以下", "rank <= 'section'", []),
        ("正科级以下", "rank < 'section'", ["RC501"]),
        ("低于正科级", "rank < 'section'", []),
        ("低于正科级", "rank <= 'section'", ["RC501"]),
        # in other words, or by another level
        ("乡科级正职以上", "rank > 'section'", []),
        ("正科级以上", "rank > 'deputy'", []),
        ("正科级实职以上", "rank > 'section'", []),
        ("正科级的", "rank > 'section'", []),
    ],
)
def test_the_side_of_a_level_is_held_against_the_words(
    statement: str, condition: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", RANK + clause("red_line", "R5", f'when = "{condition}"', statement))
    assert [f.code for f in checked(demo, registry)[1] if f.code.startswith("RC5")] == expected


@pytest.mark.parametrize(
    ("title", "statement", "operator", "expected"),
    [
        ("正科级以上", "职级较高的", ">", ["term dear"]),
        ("正科级以上", "职级较高的", ">=", []),
        ("职级较高", "正科级以上的", ">", ["term dear"]),
        ("职级较高", "正科级以上的", ">=", []),
        ("职级较高", "职级较高的", ">", []),
    ],
)
def test_the_side_of_a_term_s_level_is_held_against_its_title_or_the_statement(
    title: str, statement: str, operator: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    words = RANK + TERM.format(title=title, when=f"rank {operator} 'section'")
    add(demo / "red_lines.toml", words + clause("red_line", "R5", 'when = "dear"', statement))
    wrong = [f for f in checked(demo, registry)[1] if f.code.startswith("RC5")]
    assert [f.problem.place.partition(", ")[2] for f in wrong] == expected


# Copies


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("遇有沒有先例可循，或者沒有規定、規定不明確的", ["RC601"]),
        ("没有先例（可循），或者没有规\n定、“规定不明确”", ["RC601"]),
        ("没有先例可循，或者没有规定", []),
        ("不同的写法，没有一处照抄", []),
    ],
)
def test_a_copied_passage_is_found_whatever_its_script_brackets_and_blanks(
    source: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    assert codes(demo, registry, source) == expected


def test_titles_and_official_terms_may_be_given_as_they_are(demo: Path, registry: Registry) -> None:
    change(demo / "tolerance.toml", "须出于公心。", "见《示例县干部激励保护与容错纠错实施细则》。")
    assert codes(demo, registry, "根据《示例县干部激励保护与容错纠错实施细则》办理") == []


def test_without_what_folds_the_script_the_mend_is_told(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    (demo.parent / "source.txt").write_text("第一条", "utf-8")
    done = run("check", demo.name, "--source", "source.txt", language="en", folder=demo.parent)
    assert done.status == 2
    assert "pip install rongcuo[source]" in done.err


# A plugin with mistakes


def test_mistakes_in_one_file_do_not_hide_those_in_another(demo: Path, registry: Registry) -> None:
    change(demo / "filing.toml", "[[scope]]", "[[scope]")
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    change(
        demo / "tolerance.toml",
        'when = "legacy_problem"',
        f'when = "{NEVER}"',
    )
    assert {"RC102", "RC501", "RC201"} <= set(codes(demo, registry))


def test_a_mistake_in_what_a_case_extends_names_that_file(demo: Path, registry: Registry) -> None:
    head = 'title = "t"\nwhere = "x"\n'
    (demo / "cases" / "z.toml").write_text('extends = "base.toml"\n', "utf-8")
    (demo / "cases" / "base.toml").write_text('extends = "../../below.toml"\n[facts]\nlose = 3\n', "utf-8")
    (demo.parent / "below.toml").write_text(head + "[facts]\nlos = 3\n", "utf-8")
    findings = [f for f in check(survey_plugin(str(demo), registry)) if f.problem.code == "unknown_fact"]
    assert {(f.problem.file, f.problem.place) for f in findings} == {
        ("cases/base.toml", "facts.lose"),
        ("cases/base.toml", "../../below.toml, facts.los"),
        ("cases/z.toml", "../../below.toml, facts.los"),
    }
    assert {finding.code for finding in findings} == {"RC126"}


@pytest.mark.parametrize(
    ("condition", "expected"), [("obstructed", []), ("walked_awy", ["RC119"]), (NEVER, ["RC201"])]
)
def test_the_files_of_an_earlier_version_are_checked_too(
    condition: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    title = '{ zh = "旧办法", en = "The old measures" }'
    told = f'\n[[earlier]]\nid = "2017"\ntitle = {title}\nto = "2019"\nsource = "text"\n'
    add(demo / "region.toml", told)
    change(demo / "region.toml", "[policy]", '[policy]\nfrom = "2020"')
    (demo / "earlier" / "2017").mkdir(parents=True)
    file = demo / "earlier" / "2017" / "red_lines.toml"
    listed = '[list.red_line]\nseen = "complete"\nsource = "text"\n'
    file.write_text(listed + clause("red_line", "OLD1", f'when = "{condition}"'), "utf-8")
    _, found = checked(demo, registry)
    assert [finding.code for finding in found] == expected
    assert {finding.problem.file for finding in found} <= {"earlier/2017/red_lines.toml"}


def amended(demo: Path, states: str, text: str, **kept: str) -> None:
    title = '{ zh = "旧办法", en = "The old measures" }'
    add(demo / "region.toml", f'\n[[earlier]]\nid = "2017"\ntitle = {title}\nto = "2019"\n{states}\n')
    change(demo / "region.toml", "[policy]", '[policy]\nfrom = "2020"')
    (demo / "earlier" / "2017").mkdir(parents=True)
    (demo / "earlier" / "2017" / "red_lines.toml").write_text(text, "utf-8")


def test_a_finding_names_the_version_in_whose_files_the_clause_stands(demo: Path, registry: Registry) -> None:
    amended(demo, 'states = "differences"', clause("red_line", "R1", f'when = "{NEVER}"'))
    _, (finding,) = checked(demo, registry)
    assert (finding.code, finding.problem.file) == ("RC201", "earlier/2017/red_lines.toml")


def test_a_finding_on_what_an_earlier_version_took_over_says_of_which_it_is(
    demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "obstructed and walked_away"'))
    amended(demo, 'states = "differences"', clause("red_line", "R1", 'when = "obstructed"'))
    _, found = checked(demo, registry)
    (shadowed,) = [finding.problem for finding in found if finding.code == "RC203"]
    assert (shadowed.file, shadowed.place.endswith("earlier 2017")) == ("red_lines.toml", True)


def test_a_clause_under_another_id_in_an_earlier_version_is_found(demo: Path, registry: Registry) -> None:
    amended(demo, "", clause("red_line", "OLD1", 'when = "obstructed"', statement="同一条。"))
    add(demo / "red_lines.toml", clause("red_line", "R5", 'when = "walked_away"', statement="同一条。"))
    assert codes(demo, registry).count("RC408") == 1


@pytest.mark.parametrize(("name", "expected"), [("R5", []), ("R6", ["RC403"])])
def test_a_number_left_out_of_a_list_read_in_full_is_found(
    name: str, expected: list[str], demo: Path, registry: Registry
) -> None:
    add(demo / "red_lines.toml", clause("red_line", name, 'when = "walked_away"'))
    assert codes(demo, registry) == expected


def test_a_finding_gives_the_line_of_its_clause(demo: Path, registry: Registry) -> None:
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    _, (finding,) = checked(demo, registry)
    line = int(finding.problem.place.partition(",")[0].removeprefix("line "))
    assert (demo / "red_lines.toml").read_text("utf-8").splitlines()[line - 1] == 'id = "R2"'


# The command


def broken(folder: Path) -> None:
    change(folder / "red_lines.toml", "loss >= 500000", "loss > 500000")
    keys = 'when = "prohibited_by_law and trying_first"\nrequires = "nothing stated"'
    add(folder / "tolerance.toml", clause("situation", "S5", keys))
    change(folder / "tolerance.toml", 'when = "legacy_problem"', 'when = "legacy_problem and loss < 0"')


def test_a_term_that_names_what_there_is_not_is_a_finding_and_not_read_back(demo: Path) -> None:
    term = '[[term]]\nid = "odd"\ntitle = {{ zh = "某词", en = "a word" }}\n{}\n'
    add(demo / "tolerance.toml", term.format('when = "nowhere and collective_decision"'))
    result = run("check", demo, found=installed("national"), language="en")
    assert result.status == 1 and "RC119" in result.out
    assert "a word" not in result.out.partition("read back")[2]


def test_a_term_may_name_a_clause_that_has_a_mistake_of_its_own(demo: Path) -> None:
    add(demo / "red_lines.toml", clause("red_line", "R9", 'when = "loss > 1"').replace('"text"', '"none"'))
    add(demo / "tolerance.toml", '[[term]]\nid = "odd"\ntitle = { zh = "某", en = "odd" }\nwhen = "R9"\n')
    result = run("check", demo, found=installed("national"), language="en")
    assert result.status == 1 and "RC111" in result.out


@pytest.mark.parametrize(
    ("more", "code"),
    [('added = ["T1"]', "RC128"), ('states = "differences"\nadded = ["R1"]', "RC128")],
)
def test_what_does_not_fit_between_versions_is_a_finding(more: str, code: str, demo: Path) -> None:
    earlier = '[[earlier]]\nid = "2017"\ntitle = { zh = "旧", en = "old" }\nfrom = "2017"\n'
    add(demo / "region.toml", f"\n{earlier}{more}\n")
    change(demo / "red_lines.toml", "[list.red_line]", "[list.red_line]\nannounced = 1")
    change(demo / "red_lines.toml", 'seen = "complete"', 'seen = "counted"')
    result = run("check", demo, found=installed("national"))
    assert result.status == 1 and code in result.out


def test_the_page_of_a_checked_plugin(demo: Path) -> None:
    broken(demo)
    texts = {
        language: run("check", demo.name, language=language, folder=demo.parent) for language in LANGUAGES
    }
    assert {done.status for done in texts.values()} == {1}
    assert_golden("check", {language: done.out for language, done in texts.items()})


def test_json_gives_every_finding_with_its_witness(demo: Path) -> None:
    broken(demo)
    done = run("check", demo.name, "--json", language="en", folder=demo.parent)
    told = json.loads(done.out)
    by_code = {finding["code"]: finding for finding in told["findings"]}
    assert told["count"]["error"] == 1
    assert by_code["RC205"]["witness"].items() >= {"prohibited_by_law": "yes", "trying_first": "yes"}.items()
    assert by_code["RC501"]["file"] == "red_lines.toml"
    assert told["read_back"]["R2"]["when"]["en"] == "“loss” is more than 500,000 yuan"


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 1)])
def test_warnings_fail_a_strict_check_alone(options: tuple[str, ...], status: int, demo: Path) -> None:
    change(demo / "red_lines.toml", "loss >= 500000", "loss > 500000")
    assert run("check", demo.name, *options, folder=demo.parent).status == status


def test_an_installed_region_is_checked_by_its_name() -> None:
    done = run("check", "靖江")
    assert done.status == 0 and "jingjiang" in done.out


def test_a_source_that_is_not_there_is_bad_input(demo: Path) -> None:
    done = run("check", demo.name, "--source", "no.txt", language="en", folder=demo.parent)
    assert (done.status, done.mistakes) == (2, ["error: no.txt: there is no such file; check the path"])


# What a case expects


EXPECTING = """
title = "预期"
where = "demo"
[facts]
falsified_material = true
[expect.demo]
verdict = "refused"
"""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('decided_by = ["demo:R1"]\nmet = ["demo:R2"]\nunaddressed = ["debt_default"]', []),
        ('decided_by = ["demo:R99"]', ["unknown_clause expect.demo, decided_by"]),
        ('decided_by = ["demo:situation", "demo:tier"]', ["unknown_clause expect.demo, decided_by"]),
        ('met = ["R1"]\nnot_met = ["demo:R1"]', ["unknown_clause expect.demo, met"]),
        ('not_met = ["demo:Z1", "demo:situation"]', ["unknown_clause expect.demo, not_met"] * 2),
        ('tiers = ["lightr"]', ["not_one_of expect.demo, tiers"]),
        ('unaddressed = ["debts"]', ["unknown_fact expect.demo, unaddressed"]),
        ('checks = ["debt", "debt_default"]', ["unknown_fact expect.demo, checks"]),
        ('open_facts = ["demo:R1", "demo:unaskd"]', ["unknown_fact expect.demo, open_facts"] * 2),
        ("[expect.demo.readings]\nunaskd = { yes = [] }", ["not_one_of expect.demo, readings"]),
        (
            '[expect.demo.readings]\n"demo:soon" = { early = ["refusd"], nevr = [] }',
            ['not_one_of expect.demo, readings."demo:soon"', 'not_one_of expect.demo, readings."demo:soon".early'],
        ),
        (
            '[expect.demo.reading_tiers]\n"demo:soon" = { early = ["exempt", "exempd"] }',
            ['not_one_of expect.demo, reading_tiers."demo:soon".early'],
        ),
        # of a region that isn't on, nobody can tell
        ('[expect.nowhere]\nverdict = "refused"\ndecided_by = ["nowhere:R99"]', []),
    ],
)  # fmt: skip
def test_what_a_case_expects_is_there(keys: str, expected: list[str], demo: Path, registry: Registry) -> None:
    reading = """
[[reading]]
id = "soon"
question = { zh = "及时包括次日吗？", en = "Is the next day soon?" }
options.early = { zh = "不包括", en = "no" }
options.late = { zh = "包括", en = "yes" }
"""
    condition = clause("red_line", "R5", "when = \"debt_default and soon == 'late'\"")
    add(demo / "red_lines.toml", reading + condition)
    (demo / "cases" / "expecting.toml").write_text(EXPECTING + keys, "utf-8")
    wrong = [f for f in check(survey_plugin(str(demo), registry)) if f.code == "RC126"]
    assert {f.problem.file for f in wrong} <= {"cases/expecting.toml"}
    assert [f"{f.problem.code} {f.problem.place}" for f in wrong] == expected
    assert all(f.problem.message("zh") and f.problem.message("en") for f in wrong)
