"""`rongcuo review`: what a reviewer holds against the source and signs, on the screen and as a Word document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest

from .running import LANGUAGES, ROOT, installed, run

pytestmark = pytest.mark.slow

YUNXIU = ROOT / "examples" / "tutorial" / "rongcuo-yunxiu"


def review(*arguments: object, **how: Any) -> Any:
    done = run("review", *map(str, arguments), "--json", **how)
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


def test_every_clause_question_and_case_is_there() -> None:
    found = installed("national", "shandong")
    told = review("shandong", found=found, language="en")
    clauses = {row[0].split()[0]: row for row in told["clauses"]}
    assert len(clauses) == len(told["clauses"]) >= 10
    assert "requires: any of these holds" in clauses["O1"][2]
    assert [row[0] for row in told["questions"]] != []
    folder = ROOT / "plugins" / "shandong" / "src" / "rongcuo_shandong" / "cases"
    assert len(told["cases"]) == len(list(folder.glob("*.toml")))


def test_a_case_has_its_answer_and_the_reason_of_its_author() -> None:
    (row,) = [row for row in review(YUNXIU, found=installed("national"), language="zh")["cases"]][:1]
    title, facts, answer = row
    assert title
    assert "：" in facts
    assert len(answer.split("\n")) > 1


def test_a_signed_document_is_held_against_the_text_later(tmp_path: Path) -> None:
    found = installed("jingjiang", "national")
    for language in LANGUAGES:
        file = tmp_path / f"{language}.docx"
        assert run("review", "jingjiang", "-o", file, language=language, found=found).status == 0
        paragraphs = [each.text for each in docx.Document(str(file)).paragraphs]
        rows = [
            [cell.text for cell in row.cells]
            for table in docx.Document(str(file)).tables
            for row in table.rows
        ]
        assert {"zh": "审核人（签名）：", "en": "Reviewer (signature):"}[language] in paragraphs
        assert sum("□" in row[-1] for row in rows) == len(rows) - len(docx.Document(str(file)).tables)
        assert any("R4" in row[0] for row in rows)
        assert run("verify", file, found=found).status == 0
        assert run("verify", file, found=installed("national")).status == 1


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_it_is_written_in_other_forms_too(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"review{suffix}"
    assert run("review", YUNXIU, "-o", file, found=installed("national")).status == 0
    assert "审核意见" in file.read_text("utf-8")
