"""`rongcuo check`: words held against conditions, numbers and days, and passages against their source."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry
from rongcuo_workshop.check.places import Places
from rongcuo_workshop.check.questions import question_findings
from rongcuo_workshop.workspace import survey_plugin

from . import checking
from .checking import add, change, checked, clause, codes
from .running import run

pytestmark = [pytest.mark.once, pytest.mark.slow]

demo, registry = checking.demo, checking.registry

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
