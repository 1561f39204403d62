"""What somebody new meets: a page in their words, and errors that say what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rongcuo.facts.text import Language

from .running import LANGUAGES, run

CODE = re.compile(r"\b(true|and|or|not|in)\b|[a-z]+_[a-z_]+")


@pytest.mark.parametrize("clause", ["hongze:P3", "hongze:F8", "national:T17c", "jingjiang:R3"])
def test_a_clause_is_shown_in_words_and_as_code_on_demand(clause: str) -> None:
    out = run("show", clause).out
    assert "适用：" in out and not CODE.search(out)
    coded = run("show", clause, "--code", columns=400).out
    assert "代码：" in coded and CODE.search(coded)


@pytest.mark.parametrize("region", ["靖江", "洪泽"])
def test_a_regions_readings_are_told_without_their_names_in_files(region: str) -> None:
    name = {"靖江": "jingjiang:breach", "洪泽": "hongze:filed_matter"}[region]
    assert "条文理解" in run("show", region).out and name not in run("show", region).out
    assert name in run("show", region, "--code").out


@pytest.mark.parametrize(
    ("clause", "said"),
    [("R1", "（`rongcuo show 洪泽` 列出全部）\n"), ("P9", "；是否应为 `hongze:P3`？\n"), ("f9", "`hongze:F")],
)
def test_a_clause_that_there_is_not_is_never_taken_for_one_of_another_kind(clause: str, said: str) -> None:
    assert said in run("show", "洪泽", clause).err


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_installed_is_not_told_to_be_installed(language: Language, tmp_path: Path) -> None:
    done = run("compare", "examples/yiwu.toml", "-o", tmp_path / "report.pdf", language=language)
    assert done.status == 2 and ".docx" in done.err and "rongcuo-documents" not in done.err


def test_a_mistaken_report_is_no_false_accusation_whether_or_not_that_is_written_twice(
    tmp_path: Path,
) -> None:
    facts = 'report_outcome = "untrue"\nuntrue_reason = "mistake"\n'
    (tmp_path / "case.toml").write_text(f'title = "甲"\nwhere = "洪泽"\n[facts]\n{facts}', "utf-8")
    done = run("rule", "case.toml", "--region", "洪泽", "--explain", folder=tmp_path, columns=200)
    assert "属错告的，不得按诬告处理" in done.out
    assert "举报失实的原因：了解情况有误" in done.out and "捏造、伪造或明知不实：未知" not in done.out


@pytest.mark.slow
def test_a_report_names_its_check_in_its_language(tmp_path: Path) -> None:
    for language, word in (("zh", "报告文件"), ("en", "REPORT")):
        run("compare", "examples/yiwu.toml", "-o", tmp_path / f"{language}.html", language=language)  # type: ignore[arg-type]
        assert f"rongcuo verify {word}" in (tmp_path / f"{language}.html").read_text("utf-8")


def test_a_list_that_was_searched_is_no_clause() -> None:
    case = "examples/constructed/texts_held_not_covered.toml"
    assert "· 所查：容错情形清单" in run("rule", case, "--region", "洪泽").out
