"""`rongcuo check` on what authors write wrongly in ways that still read well: each is found, with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongcuo.plugins.registry import Registry

from . import amending
from .amending import (
    AMENDED,
    EARLIER,
    LINES,
    NEWEST,
    R1,
    REGION,
    SOURCE,
    SOURCES,
    clause,
    errors,
    findings,
    problems,
)

pytestmark = [pytest.mark.once, pytest.mark.slow]
registry = amending.registry

# A finding


@pytest.mark.parametrize("condition", ["not R1", "trying_first and R1", "of_r1"])
def test_a_clause_that_has_a_finding_is_not_named_in_a_condition(
    condition: str, tmp_path: Path, registry: Registry
) -> None:
    term = '\n[[term]]\nid = "of_r1"\ntitle = { zh = "词", en = "word" }\nwhen = "not R1"\n'
    tolerance = AMENDED["tolerance.toml"] + (term if condition == "of_r1" else "")
    tolerance = tolerance.replace('when = "legacy_problem"', f'when = "{condition}"')
    found = findings(tmp_path, registry, NEWEST | {"tolerance.toml": tolerance})
    (finding,) = [f for f in found if f.problem.code == "finding_named"]
    assert (finding.severity, finding.problem.values["name"]) == ("error", "R1")
    assert "33" in finding.problem.message("zh") and "body = true" in finding.problem.message("en")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("not negative_opinion", ["check_finding_denied"]),
        ("violation_found != 'crime'", ["check_finding_denied"]),
        ("violation_found == 'none'", ["check_finding_denied"]),
        ("violation_found >= 'violation'", []),
        ("not collective_decision", []),
        ("negative_opinion", []),
        ("negative_opinion and not corrected_on_time", []),
    ],
)
def test_a_finding_on_what_is_denied_is_pointed_to_its_pattern(
    condition: str, expected: list[str], tmp_path: Path, registry: Registry
) -> None:
    line = clause(
        "red_line", "R2", "影响", f'when = "{condition}"', 'finding = { zh = "重大", en = "major" }'
    )
    found = findings(tmp_path, registry, NEWEST | {"red_lines.toml": LINES + R1 + line})
    denied = [f for f in found if f.problem.code == "check_finding_denied"]
    assert [f.problem.code for f in denied] == expected
    assert all("33" in f.problem.message("zh") for f in denied)


# Periods

DATES = "".join(
    f"""
[[fact]]
id = "{name}"
group = "procedure"
type = "date"
label = {{ zh = "{zh}", en = "{name}" }}
ask = {{ zh = "哪一天{zh}？", en = "On which day: {name}?" }}
"""
    for name, zh in (("handled_on", "处置"), ("reported_on", "报告"))
)
PERIOD = """
[[period]]
id = "days"
title = {{ zh = "日数", en = "days" }}
from = "handled_on"
to = "{to}"
"""


def with_period(condition: str, to: str = "reported_on", more: str = "") -> dict[str, str]:
    line = clause("red_line", "R2", "三十日内、以上、超过、不满", f'when = "{condition}"')
    return NEWEST | {"red_lines.toml": LINES + R1 + DATES + PERIOD.format(to=to) + more + line}


def test_a_period_from_a_date_to_itself_is_an_error(tmp_path: Path, registry: Registry) -> None:
    found = errors(tmp_path, registry, with_period("days >= 30", to="handled_on"))
    assert [(f.code, f.problem.code) for f in found] == [("RC117", "period_of_one_date")]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("days <= 30", 1),
        ("days < 30", 1),
        ("not (days > 30)", 1),
        ("trying_first and not (days > 30 or collective_decision)", 1),
        ("in_time", 1),
        ("days >= 0 and days <= 30", 0),
        ("not (days < 0) and days <= 30", 0),
        ("days < 0 or days <= 30", 0),
        ("days >= 0 and in_time", 0),
        ("days >= 30", 0),
        ("days < 0", 0),
        ("not (days <= 30)", 0),
    ],
)
def test_an_upper_limit_alone_is_found(
    condition: str, expected: int, tmp_path: Path, registry: Registry
) -> None:
    term = '\n[[term]]\nid = "in_time"\ntitle = { zh = "三十日内", en = "in time" }\nwhen = "days <= 30"\n'
    files = with_period(condition, more=term if "in_time" in condition else "")
    assert problems(tmp_path, registry, files).count("check_period_backwards") == expected


def test_a_misspelt_date_of_a_period_is_told_the_nearest(tmp_path: Path, registry: Registry) -> None:
    day = 'title = { zh = "日", en = "day" }'
    fact = """
[[fact]]
id = "reported_on"
group = "procedure"
type = "date"
label = { zh = "报告日期", en = "day of the report" }
ask = { zh = "哪一天报告的？", en = "On which day was it reported?" }
"""
    period = f'\n[[period]]\nid = "days"\n{day}\nfrom = "reported_on"\nto = "report_on"\n'
    tolerance = NEWEST["tolerance.toml"] + fact + period
    found = [f.problem for f in errors(tmp_path, registry, NEWEST | {"tolerance.toml": tolerance})]
    assert [(p.code, p.values["near"]) for p in found] == [("bad_period", "reported_on")]


# Lists

SCOPE = clause("scope", "S1", "改革事项", 'when = "reform_work"', topic="filing_scope")


@pytest.mark.parametrize(
    ("filing", "expected"),
    [
        (SCOPE, "scope, filing_condition"),
        ('[list.scope]\nseen = "report"\n' + SCOPE, "filing_condition"),
        ('[list.scope]\nseen = "report"\n[list.filing_condition]\nseen = "report"\n' + SCOPE, None),
        (SCOPE.replace('source = "text"', 'source = "press"'), None),
        (SCOPE + 'status = "todo"\n', None),
    ],
)
def test_a_list_of_a_text_that_was_read_is_declared(
    filing: str, expected: str | None, tmp_path: Path, registry: Registry
) -> None:
    press = SOURCE.format(id="press", title="报道", date="2024-01-01").replace("policy_text", "press_report")
    found = findings(tmp_path, registry, NEWEST | {"filing.toml": filing, "sources.toml": SOURCES + press})
    undeclared = [f.problem for f in found if f.problem.code == "check_list_undeclared"]
    assert [p.values["lists"] for p in undeclared] == ([] if expected is None else [expected])
    assert {p.file for p in undeclared} <= {"filing.toml"}


@pytest.mark.parametrize(
    ("date", "expected"),
    [('from = "2023-07-01"\n', []), ('reported = "2023-08"\n', []), ("", ["policy"])],
)
def test_a_text_after_an_earlier_one_says_when_it_came_in(
    date: str, expected: list[str], tmp_path: Path, registry: Registry
) -> None:
    region = REGION.replace('from = "2023-07-01"\n', date) + EARLIER + "published = false\n"
    found = findings(tmp_path, registry, NEWEST | {"region.toml": region})
    undated = [f.problem for f in found if f.problem.code == "check_no_start"]
    assert [p.place.rpartition(", ")[2] for p in undated] == expected


# A question and its clause


@pytest.mark.parametrize(
    ("asked", "statement", "expected"),
    [
        ("是否报告？", "报告的", []),
        ("是否书面报告？", "书面报告的", []),
        ("是否书面报告？", "报告的", [("check_question_more", "书面")]),
        ("是否报告？", "书面报告的", [("check_question_less", "书面")]),
        ("是否报告？", "及时当面报告的", [("check_question_less", "及时、当面")]),
        ("是否为推动改革而报告？", "报告的", [("check_question_more", "为推动改革而报告")]),
        ("是否报告？", "为了推动改革报告的", [("check_question_less", "为了推动改革报告的")]),
        ("是否为推动改革而报告？", "为了推进改革报告的", []),
        # 为 as part of another word
        ("是否报告？", "认为解决问题以后报告的", []),
        ("是否报告？", "以行为推动改革并报告的", []),
    ],
)
def test_how_and_what_for_are_held_between_a_question_and_its_clause(
    asked: str, statement: str, expected: list[tuple[str, str]], tmp_path: Path, registry: Registry
) -> None:
    fact = f"""
[[fact]]
id = "told"
group = "procedure"
type = "yes_no"
label = {{ zh = "报告", en = "told" }}
ask = {{ zh = "{asked}", en = "Asked?" }}
"""
    line = clause("red_line", "R2", "迟报", 'when = "told"').replace("迟报的，按照规定办理", statement)
    found = findings(tmp_path, registry, NEWEST | {"red_lines.toml": LINES + R1 + fact + line})
    of_words = [f.problem for f in found if f.code == "RC504"]
    assert [(p.code, p.values["words"]) for p in of_words] == expected
