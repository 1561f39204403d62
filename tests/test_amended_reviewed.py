"""`check` and `review` of an amended text: each earlier version has its section, with what differs from the next."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from .amended import EARLIER, NOW, THEN, amended
from .policytext import term
from .running import Run, installed, run

pytestmark = pytest.mark.slow


def told(folder: Path, *command: str | Path, language: str = "zh") -> Run:
    return run(
        *command, language="zh" if language == "zh" else "en", folder=folder, found=installed("national")
    )


def test_check_reads_back_what_an_earlier_text_said_otherwise(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    page = told(folder, "check", folder).out
    _, _, earlier = page.partition("条件复述：修改前（2019年）与后一文本不同的条文")
    assert "50万元" in earlier and "T4" in earlier and "T3" in earlier.split("后来新增的条文")[1]
    assert "R1" not in earlier and "T1" not in earlier
    back = json.loads(told(folder, "check", folder, "--json").out)["read_back_earlier"]
    assert {edition: {*clauses} for edition, clauses in back.items()} == {"2019": {"T2", "T4", "R2"}}


def test_a_text_that_was_never_amended_has_no_such_section(tmp_path: Path) -> None:
    folder = amended(tmp_path, then=(), earlier="")
    assert "与后一文本不同" not in told(folder, "check", folder).out
    assert json.loads(told(folder, "review", folder, "--json").out)["earlier"] == []


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_the_reviewer_signs_the_earlier_texts_too(suffix: str, tmp_path: Path) -> None:
    folder = amended(tmp_path)
    file = tmp_path / f"signed{suffix}"
    assert told(folder, "review", folder, "-o", file).status == 0
    if suffix == ".md":
        text = file.read_text("utf-8")
    else:
        document = docx.Document(str(file))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(each.text for each in document.paragraphs), *cells])
    for said in (
        "较早文本：修改前（2019年）",
        "50万元以上",
        "T4 征地拆迁",
        "档次：从轻",
        "当时没有、后来新增的条文：T3",
    ):
        assert said in text, said


def test_only_what_differs_is_to_be_signed_again(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    (earlier,) = json.loads(told(folder, "review", folder, "--json").out)["earlier"]
    assert earlier["edition"] == "2019"
    assert sorted(row[0].split()[0] for row in earlier["clauses"]) == ["R2", "T2", "T4"]


def test_a_term_that_meant_something_else_is_there(tmp_path: Path) -> None:
    now, then = term("word", when="trying_first"), term("word", when="no_precedent")
    folder = amended(tmp_path, now=(*NOW, now), then=(*THEN, then))
    (earlier,) = json.loads(told(folder, "review", folder, "--json").out)["earlier"]
    assert [row[1] for row in earlier["terms"]] == ["无先例可循"]


def test_of_a_text_with_ids_of_its_own_every_clause_is_there(tmp_path: Path) -> None:
    earlier = EARLIER.replace('states = "differences"\nadded = ["T3"]\nrepealed = ["T4"]\n', "")
    own = [(file, text.replace('"T', '"A').replace('"R', '"B')) for file, text in THEN]
    folder = amended(tmp_path, then=tuple(own), earlier=earlier)
    (whole,) = json.loads(told(folder, "review", folder, "--json").out)["earlier"]
    assert sorted(row[0].split()[0] for row in whole["clauses"]) == ["A2", "A4", "B2"]


def test_beside_a_document_stand_the_clauses_that_an_earlier_text_had_from_it(tmp_path: Path) -> None:
    """And what was changed or dropped since says so."""
    places = {"T1": "一", "T2": "二", "T4": "四", "R2": "五"}

    def placed(parts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        found = []
        for file, text in parts:
            (number,) = [sign for name, sign in places.items() if f'id = "{name}"' in text] or ["九"]
            place = f'locator = {{ zh = "第{number}条", en = "article" }}\n' if "[list" not in text else ""
            found.append((file, text + place))
        return tuple(found)

    folder = amended(tmp_path / "plugin", now=placed(NOW), then=placed(THEN))
    document = tmp_path / "办法.txt"
    articles = "\n".join(f"第{number}条　某某的，依规办理。" for number in "一二三四五")
    document.write_text(f"某办法\n{articles}\n", "utf-8")
    page = tmp_path / "page.html"
    done = told(folder, "beside", folder, "--source", document, "--as", "text", "-o", page, "--json")
    assert (done.status, done.err) == (0, "")
    by_place = {each["locator"]: each["clauses"] for each in json.loads(done.out)["passages"]}
    assert [by_place[f"第{number}条"] for number in "一二三四五"] == [
        ["amended:T1"],
        ["amended:T2"],
        [],
        ["amended:T4"],
        ["amended:R2"],
    ]
    html = page.read_text("utf-8")
    assert "损失五十万元以上" in html and "损失一百万元以上" not in html
    assert html.count("以下是修改前（2019年）文本的内容，现行文本有修改。") == 2  # T2 and R2
    assert html.count("已删去此条") == 1  # T4


def test_a_number_that_an_amendment_brought_is_not_left_out_of_the_earlier_list(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    findings = json.loads(told(folder, "check", folder, "--json").out)["findings"]
    assert "RC403" not in {each["code"] for each in findings}
