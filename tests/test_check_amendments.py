"""`rongcuo check` on a text that was amended: what its versions get wrong, and where a mistake is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rongcuo import DataPlugin
from rongcuo.plugins.loading import load_plugin
from rongcuo.plugins.registry import Registry

from . import amending
from .amending import (
    AMENDED,
    DIFFERENCES,
    EARLIER,
    LINES,
    NEWEST,
    NO_CONDITIONS,
    R1,
    R2,
    R2_THEN,
    REGION,
    SITUATIONS,
    SOURCE,
    SOURCES,
    T1,
    T2,
    T2_THEN,
    T4_THEN,
    clause,
    errors,
    findings,
    problems,
)

pytestmark = [pytest.mark.once, pytest.mark.slow]
registry = amending.registry


def test_nothing_is_wrong_with_a_right_amendment(tmp_path: Path, registry: Registry) -> None:
    assert problems(tmp_path, registry, AMENDED) == []


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


def test_a_clause_that_cannot_be_read_is_not_said_to_have_no_locator(
    tmp_path: Path, registry: Registry
) -> None:
    files = {"earlier/2019/red_lines.toml": R2_THEN.replace("topic =", "topik =")}
    assert set(problems(tmp_path, registry, AMENDED | files)) == {"unknown_key", "missing_key"}


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
