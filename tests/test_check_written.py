"""`rongcuo check` on what authors write wrongly in ways that still read well: each is found, with its mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import Registry, load
from rongcuo_workshop.check import check
from rongcuo_workshop.finding import Finding
from rongcuo_workshop.workspace import survey_plugin

from .running import installed

pytestmark = [pytest.mark.once, pytest.mark.slow]

REGION = """
format = 1
id = "amended"
name = { zh = "修改县", en = "Amended" }
full_name = { zh = "江苏省盐城市修改县", en = "Amended, Yancheng, Jiangsu" }
code = "320998"
level = "county"
parent = { code = "320900", zh = "盐城市", en = "Yancheng" }

[policy]
title = { zh = "修改县容错办法", en = "Measures of Amended" }
issuer = { zh = "修改县委", en = "Committee of Amended" }
from = "2023-07-01"
summary = { zh = "示例。", en = "An example." }
"""
EARLIER = """
[[earlier]]
id = "2019"
title = { zh = "修改前（2019年）", en = "before the amendment (2019)" }
from = "2019-03-01"
source = "text"
"""
DIFFERENCES = EARLIER + 'states = "differences"\nadded = ["T3"]\nrepealed = ["T4"]\n'
SOURCE = """
[[source]]
id = "{id}"
title = {{ zh = "{title}", en = "{id}" }}
issuer = {{ zh = "修改县委", en = "Committee" }}
date = "{date}"
kind = "policy_text"
"""
SOURCES = SOURCE.format(id="text", title="容错办法", date="2019-02-20") + SOURCE.format(
    id="notice", title="修改通知", date="2023-06-20"
)
SITUATIONS, LINES = (
    f'[list.{kind}]\nseen = "complete"\nsource = "text"\n' for kind in ("situation", "red_line")
)
NO_CONDITIONS = '[list.condition]\nseen = "none"\nsource = "text"\n'
TOPICS = {"red_line": "other_red_line", "situation": "other_situation", "condition": "other_condition"}


def clause(kind: str, name: str, title: str, *keys: str, source: str = "text", topic: str = "") -> str:
    return f"""
[[{kind}]]
id = "{name}"
title = {{ zh = "{title}", en = "title of {name}" }}
statement = {{ zh = "{title}的，按照规定办理。", en = "Statement of {name}." }}
topic = "{topic or TOPICS.get(kind, "")}"
source = "{source}"
locator = {{ zh = "第二条", en = "article 2" }}
""" + "".join(f"{key}\n" for key in keys)


NOTHING = 'requires = "nothing stated"'
T1 = clause("situation", "T1", "招商引资失误", "when = \"'investment_recruitment' in field\"", NOTHING)
T2 = clause("situation", "T2", "先行先试失误", 'when = "trying_first"', 'requires = "collective_decision"')
T3 = clause("situation", "T3", "历史遗留问题", 'when = "legacy_problem"', NOTHING, source="notice")
T2_THEN = clause("situation", "T2", "先行先试失误", 'when = "trying_first"', NOTHING)
T4_THEN = clause("situation", "T4", "扶贫失误", "when = \"'resettlement' in field\"", NOTHING)
R1 = clause(
    "red_line", "R1", "重大安全事故", 'when = "safety_accident"', 'finding = { zh = "重大", en = "major" }'
)
R2 = clause("red_line", "R2", "损失一百万元以上", 'when = "loss >= 1000000"', source="notice")
R2_THEN = clause("red_line", "R2", "损失五十万元以上", 'when = "loss >= 500000"')

#: A text of 2023 and what was different in 2019: T2 and R2 were other ones, T3 wasn't there, T4 was.
AMENDED = {
    "region.toml": REGION + DIFFERENCES,
    "sources.toml": SOURCES,
    "tolerance.toml": SITUATIONS + NO_CONDITIONS + T1 + T2 + T3,
    "red_lines.toml": LINES + R1 + R2,
    "earlier/2019/tolerance.toml": T2_THEN + T4_THEN,
    "earlier/2019/red_lines.toml": R2_THEN,
}
#: The text of 2023 alone.
NEWEST = {name: text for name, text in AMENDED.items() if "earlier" not in name} | {"region.toml": REGION}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(Deployment(), installed("national"))  # type: ignore[arg-type]


def findings(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[Finding]:
    """What checking a plugin of these files finds, but for cases that it hasn't."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    found = check(survey_plugin(str(folder), registry))
    return [finding for finding in found if finding.code not in ("RC302", "RC303", "RC304", "RC703")]


def problems(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[str]:
    return [finding.problem.code for finding in findings(folder, registry, files)]


def test_nothing_is_wrong_with_a_right_amendment(tmp_path: Path, registry: Registry) -> None:
    assert problems(tmp_path, registry, AMENDED) == []


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


# Versions


NOTHING_DIFFERS = {"region.toml": REGION + EARLIER + 'states = "differences"\n'}


@pytest.mark.parametrize(
    "files",
    [
        NOTHING_DIFFERS | {"earlier/2019/.keep": ""},
        NOTHING_DIFFERS | {"earlier/2019/tolerance.toml": "# nothing\n"},
    ],
)
def test_a_version_that_states_nothing_is_an_error_as_it_is_when_loading(
    files: dict[str, str], tmp_path: Path, registry: Registry
) -> None:
    found = findings(tmp_path, registry, NEWEST | files)
    assert [f.problem.code for f in found if f.severity == "error"]
    assert load_plugin(DataPlugin(tmp_path), "amended", "1").problems


def test_a_plugin_without_any_clause_is_an_error_as_it_is_when_loading(
    tmp_path: Path, registry: Registry
) -> None:
    files = {name: NEWEST[name] for name in ("region.toml", "sources.toml")}
    assert problems(tmp_path, registry, files) == ["no_clause"]
    assert [p.code for p in load_plugin(DataPlugin(tmp_path), "amended", "1").problems] == ["no_clause"]


@pytest.mark.parametrize("gone", [T1, T2])
def test_a_clause_dropped_from_a_list_read_in_full_is_found_wherever_it_stood(
    gone: str, tmp_path: Path, registry: Registry
) -> None:
    files = NEWEST | {"tolerance.toml": NEWEST["tolerance.toml"].replace(gone, "")}
    found = [f for f in findings(tmp_path, registry, files) if f.problem.code == "check_number_left_out"]
    assert [f.problem.values["ids"] for f in found] == ["T1" if gone is T1 else "T2"]


def test_clauses_called_after_articles_begin_with_any_number(tmp_path: Path, registry: Registry) -> None:
    files = {
        "tolerance.toml": NEWEST["tolerance.toml"].replace('"T', '"A'),
        "red_lines.toml": LINES + R1.replace('"R1"', '"A4"') + R2.replace('"R2"', '"A5"'),
    }
    assert problems(tmp_path, registry, NEWEST | files) == []


def test_a_clause_that_came_later_is_not_missed_in_the_whole_text_before(
    tmp_path: Path, registry: Registry
) -> None:
    whole = DIFFERENCES.replace('"differences"', '"whole"').replace('["T3"]', '["T3", "T1"]')
    files = {
        "region.toml": REGION + whole,
        "earlier/2019/tolerance.toml": SITUATIONS + NO_CONDITIONS + T2_THEN + T4_THEN,
        "earlier/2019/red_lines.toml": LINES + R1 + R2_THEN,
    }
    assert problems(tmp_path, registry, AMENDED | files) == []


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        (DIFFERENCES, []),
        # a clause that the notice brought, and nobody said so
        (DIFFERENCES.replace('added = ["T3"]\n', ""), [("check_later_source", "T3", "tolerance.toml")]),
        # the same, where the version names no document of its own
        (
            DIFFERENCES.replace('added = ["T3"]\n', "").replace('source = "text"', 'to = "2023-05-31"'),
            [("check_later_source", "T3", "tolerance.toml")],
        ),
    ],
)
def test_a_clause_taken_over_from_a_younger_document_is_found(
    earlier: str, expected: list[tuple[str, str, str]], tmp_path: Path, registry: Registry
) -> None:
    found = findings(tmp_path, registry, AMENDED | {"region.toml": REGION + earlier})
    late = [f.problem for f in found if f.code == "RC409"]
    assert [(p.code, p.values["clause"], p.file) for p in late] == expected


@pytest.mark.parametrize(("date", "expected"), [("2024-01-05", ["check_later_cited"]), ("2019-03-01", [])])
def test_a_clause_that_a_version_states_from_a_younger_document_is_found(
    date: str, expected: list[str], tmp_path: Path, registry: Registry
) -> None:
    files = {
        "sources.toml": SOURCES + SOURCE.format(id="late", title="又一通知", date=date),
        "earlier/2019/red_lines.toml": R2_THEN.replace('source = "text"', 'source = "late"'),
    }
    assert problems(tmp_path, registry, AMENDED | files) == expected


def test_a_text_issued_anew_as_a_whole_may_keep_what_it_repeats(tmp_path: Path, registry: Registry) -> None:
    newest = {
        name: AMENDED[name].replace('source = "text"', 'source = "notice"')
        for name in ("tolerance.toml", "red_lines.toml")
    }
    assert problems(tmp_path, registry, AMENDED | newest) == []


OLD, NEW = ("损失五十万元以上", 'when = "loss >= 500000"'), ("损失一百万元以上", 'when = "loss >= 1000000"')


@pytest.mark.parametrize(
    ("to", "start", "topics", "expected"),
    [
        ("2024-06-30", "2024-07-01", ("other_red_line", "other_red_line"), True),
        ("2024-07-01", "2024-07-01", ("other_red_line", "other_red_line"), True),  # a clerk's last day
        ("2024-06-30", "2024-07-01", ("other_red_line", "harm_done"), True),  # the same facts
        ("2024-06-30", "2024-09-01", ("other_red_line", "other_red_line"), False),
    ],
)
def test_one_clause_written_as_two_with_dates_is_found(
    to: str, start: str, topics: tuple[str, str], expected: bool, tmp_path: Path, registry: Registry
) -> None:
    dates = (f'in_force = {{ to = "{to}" }}', f'in_force = {{ from = "{start}" }}')
    lines = [
        clause("red_line", name, *words, date, topic=topic)
        for name, words, date, topic in zip(("R2", "R3"), (OLD, NEW), dates, topics, strict=True)
    ]
    found = problems(tmp_path, registry, NEWEST | {"red_lines.toml": LINES + R1 + "".join(lines)})
    assert ("check_version_by_dates" in found) is expected


def test_dates_as_keys_of_a_clause_are_told_how_an_amendment_is_written(
    tmp_path: Path, registry: Registry
) -> None:
    lines = clause("red_line", "R2", *OLD, 'to = "2023-06-30"')
    lines += clause("red_line", "R3", *NEW, 'from = "2023-07-01"')
    found = findings(tmp_path, registry, NEWEST | {"red_lines.toml": LINES + R1 + lines})
    assert [(f.code, f.problem.code) for f in found if f.severity == "error"] == [
        ("RC104", "clause_dated"),
        ("RC104", "clause_dated"),
    ]
    assert all(word in found[0].problem.message("zh") for word in ("[[earlier]]", "同一编号", "in_force"))


@pytest.mark.parametrize(
    ("states", "expected"), [("", "check_version_by_ids"), ('states = "whole"\n', "check_version_renamed")]
)
def test_a_clause_under_another_id_is_known_by_what_it_asks(
    states: str, expected: str, tmp_path: Path, registry: Registry
) -> None:
    old = clause("red_line", "B2", *OLD)
    named = 'added = ["T1", "T2", "T3", "R1", "R2"]\nrepealed = ["B2", "A4"]\n' if states else ""
    files = {
        "region.toml": REGION + EARLIER + states + named,
        "earlier/2019/red_lines.toml": LINES + old,
        "earlier/2019/tolerance.toml": SITUATIONS + NO_CONDITIONS + T4_THEN.replace("T4", "A4"),
    }
    found = [f.problem for f in findings(tmp_path, registry, NEWEST | files) if f.code == "RC408"]
    assert [(p.code, p.values["one"], p.values["other"]) for p in found] == [(expected, "B2", "R2")]
    assert ("states" in found[0].message("zh")) is not bool(states)


# The mend of what is misplaced or mistaken


def errors(folder: Path, registry: Registry, files: Mapping[str, str]) -> list[Finding]:
    return [finding for finding in findings(folder, registry, files) if finding.severity == "error"]


@pytest.mark.parametrize(
    ("files", "problem", "file", "said"),
    [
        ({"earlier/2019/filing.toml": ""}, "empty_chapter", "earlier/2019/filing.toml", "请删去这个文件"),
        ({"earlier/2019/filing.toml": "\ufeff \n"}, "empty_chapter", "earlier/2019/filing.toml", ""),
        ({"earlier/2017/red_lines.toml": R2_THEN}, "undeclared_version", "earlier/2017", '[[earlier]]（id = "2017"'),
        (
            {"earlier/2019/sources.toml": SOURCES},
            "sources_of_version", "earlier/2019/sources.toml", "region.toml 旁边",
        ),
        ({"earlier/2019/region.toml": REGION}, "region_of_version", "earlier/2019/region.toml", "[[earlier]]"),
        (
            {"region.toml": REGION + DIFFERENCES.replace("[[earlier]]", "[earlier]")},
            "not_a_list", "region.toml", "[[earlier]]",
        ),
        (
            {"region.toml": REGION + DIFFERENCES.replace('"2019"', '"../2019"')},
            "bad_version_id", "region.toml", "字母",
        ),
        (
            {"region.toml": REGION + DIFFERENCES.replace('"2019"', '"2019年"')},
            "bad_version_id", "region.toml", "字母",
        ),
        (
            {"earlier/2019/tolerance.toml": T4_THEN, "earlier/2019/red_lines.toml": R2_THEN}
            | {"earlier/2019/filing.toml": clause("scope", "T2", "改革", 'when = "reform_work"', topic="filing_scope")},
            "version_kind", "earlier/2019/filing.toml", "`situation`",
        ),
        (
            {"filing.toml": clause("effect", "E1", "改革", 'when = "reform_work"', topic="filing_worth")},
            "worth_missing", "filing.toml", "worth",
        ),
    ],
)  # fmt: skip
def test_what_is_misplaced_or_mistaken_is_one_error_with_the_mend(
    files: dict[str, str], problem: str, file: str, said: str, tmp_path: Path, registry: Registry
) -> None:
    found = errors(tmp_path, registry, AMENDED | files)
    assert [(f.problem.code, f.problem.file) for f in found] == [(problem, file)]
    assert said in found[0].problem.message("zh")
    assert [p.code for p in load_plugin(DataPlugin(tmp_path), "amended", "1").problems] == [problem]


@pytest.mark.parametrize(
    ("repealed", "untold", "near"),
    [("[]", "T4", ""), ('["T44"]', "T4", ""), ('["R44"]', "T4", ""), ('["T44"]', "T44", "T4")],
)
def test_a_dropped_clause_is_not_taken_for_another(
    repealed: str, untold: str, near: str, tmp_path: Path, registry: Registry
) -> None:
    region = REGION + DIFFERENCES.replace('["T4"]', repealed)
    found = [f.problem for f in errors(tmp_path, registry, AMENDED | {"region.toml": region})]
    assert [p.values["near"] for p in found if p.values["id"] == untold] == [near]


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


def test_a_clause_that_cannot_be_read_is_not_said_to_have_no_locator(
    tmp_path: Path, registry: Registry
) -> None:
    files = {"earlier/2019/red_lines.toml": R2_THEN.replace("topic =", "topik =")}
    assert set(problems(tmp_path, registry, AMENDED | files)) == {"unknown_key", "missing_key"}


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


# Where a mistake stands that a version has by what it takes over


def places_told(folder: Path, registry: Registry, changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """The code, file and place of all that checking finds, which loading names the same, but for lines."""
    files = dict(AMENDED)
    for file, (old, new) in changes.items():
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    checked = [
        f"{f.code} {f.problem.file} {f.problem.place}".rstrip() for f in findings(folder, registry, files)
    ]
    wrong = [told for told in checked if told.startswith("RC1")]
    loaded = load_plugin(DataPlugin(folder), "amended", "1").problems
    assert [(problem.file.partition(", ")[2]) for problem in loaded] == [told.split()[1] for told in wrong]
    return checked


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"tolerance.toml": ("'investment_recruitment' in field", "no_such_fact")},
            ["RC119 tolerance.toml line 9, situation T1, when, column 1"],
        ),
        (
            {"tolerance.toml": ("'investment_recruitment' in field", "loss")},
            ["RC121 tolerance.toml line 9, situation T1, when, column 1"],
        ),
        (
            {"red_lines.toml": ('when = "safety_accident"\nfinding', "finding")},
            ["RC123 red_lines.toml line 6, red_line R1"],
        ),
        (
            {"tolerance.toml": ('seen = "none"', 'seen = "counted"')},
            ["RC114 tolerance.toml line 4, list.condition"],
        ),
        # a version's own mistake, and one that is in both
        (
            {"earlier/2019/tolerance.toml": ("trying_first", "no_such_fact")},
            ["RC119 earlier/2019/tolerance.toml line 3, situation T2, when, column 1"],
        ),
        (
            {
                "tolerance.toml": ('"trying_first"', '"no_such_fact"'),
                "earlier/2019/tolerance.toml": ('"trying_first"', '"no_such_fact"'),
            },
            [
                "RC119 tolerance.toml line 19, situation T2, when, column 1",
                "RC119 earlier/2019/tolerance.toml line 3, situation T2, when, column 1",
            ],
        ),
        # what stands in the later text and is a mistake only then: T3 came later
        (
            {"tolerance.toml": ("'investment_recruitment' in field", "not T3")},
            ["RC119 tolerance.toml line 9, situation T1, when, column 5, earlier 2019"],
        ),
    ],
)
def test_a_mistake_is_told_once_and_where_it_stands(
    changes: Mapping[str, tuple[str, str]], expected: list[str], tmp_path: Path, registry: Registry
) -> None:
    assert places_told(tmp_path, registry, changes) == expected


@pytest.mark.parametrize(
    "file", ["earlier/2019/tolerance.toml", "earlier/2019/red_lines.toml", "tolerance.toml"]
)
def test_a_file_that_cannot_be_read_hides_no_clause_that_is_missed(
    file: str, tmp_path: Path, registry: Registry
) -> None:
    kind = "red_line" if "red" in file else "situation"
    told = places_told(tmp_path, registry, {file: (f"[[{kind}]]", f"[[{kind}]")})
    assert {one.rpartition(" line")[0] for one in told} == {f"RC102 {file}"}


def test_a_count_that_a_version_states_is_told_where_it_stands(tmp_path: Path, registry: Registry) -> None:
    changes = {
        "red_lines.toml": ('"R1"', '"R4"'),
        "earlier/2019/red_lines.toml": ("\n[[red_line]]", f"\n{LINES}\n[[red_line]]"),
    }
    assert places_told(tmp_path, registry, changes) == [
        "RC403 red_lines.toml line 1, list.red_line",
        "RC403 earlier/2019/red_lines.toml line 2, list.red_line",
    ]


def test_a_renamed_clause_is_told_where_the_version_has_it(tmp_path: Path, registry: Registry) -> None:
    changes = {
        "region.toml": ('added = ["T3"]\nrepealed = ["T4"]', 'added = ["T3", "R3"]\nrepealed = ["T4", "R2"]'),
        "red_lines.toml": ('"R2"', '"R3"'),
    }
    told = places_told(tmp_path, registry, changes)
    assert told == ["RC408 earlier/2019/red_lines.toml line 3, red_line R2"]
