"""Forms filled from the registry: what it has stands there, what it hasn't stays blank."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from ..running import run

CASE = """
title = "河堤加固"
where = "洪泽"
[facts]
field = ["project_construction"]
objective_expected = true
stage = "planned"
"""
LETTER = """
title = "被举报收受礼金一事"
where = "洪泽"
[facts]
report_outcome = "untrue"
report_harm = ["work"]
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(CASE, "utf-8")
    (tmp_path / "letter.toml").write_text(LETTER, "utf-8")
    return tmp_path


def done(office: Path, *command: str) -> None:
    made = run(*command, folder=office)
    assert made.status == 0, made.err


def texts(file: Path) -> str:
    document = docx.Document(str(file))
    # a cell that spans several columns is met once for each
    cells = dict.fromkeys(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_an_application_has_the_opinion_that_was_given_and_no_other(office: Path) -> None:
    done(office, "case", "add", "case.toml")
    done(office, "file", "1", "--region", "hongze")
    for step in ("F1", "F2"):
        done(office, "advance", "1", step, "--by", "unit")
    done(office, "advance", "1", "F3", "--by", "unit", "--attach", "case.toml")
    done(office, "advance", "1", "F4", "--by", "leader_in_charge", "--note", "抓好防范")
    done(office, "form", "1", "filing_application", "-o", "form.docx")
    said = texts(office / "form.docx")
    assert "河堤加固" in said and "同意；抓好防范" in said
    assert said.count("同意") == 1


def test_a_filing_that_was_opened_by_mistake_and_withdrawn_leaves_the_forms_of_the_first(
    office: Path,
) -> None:
    done(office, "case", "add", "case.toml")
    done(office, "file", "1", "--region", "hongze", "--on", "2026-06-01")
    for step, by, *more in (
        ("F1", "unit"),
        ("F2", "unit"),
        ("F3", "unit", "--attach", "case.toml"),
        ("F4", "leader_in_charge", "--note", "抓好防范"),
    ):
        done(office, "advance", "1", step, "--by", by, "--on", "2026-06-08", *more)
    withdrawn_again(office, 2)
    application = texts_of(office, "filing_application")
    assert "同意；抓好防范" in application and "2026年6月1日" in application  # it is under way
    done(office, "advance", "1", "F5", "--by", "discipline", "--on", "2026-06-09")
    withdrawn_again(office, 3)
    receipt = texts_of(office, "filing_receipt")
    assert "已备案" in receipt and "已撤回" not in receipt  # it is in effect


def withdrawn_again(office: Path, number: int) -> None:
    """Opens another filing, and withdraws it."""
    done(office, "file", "1", "--region", "hongze", "--on", "2026-06-20")
    done(office, "withdraw", str(number), "--by", "unit")


def texts_of(office: Path, form: str) -> str:
    done(office, "form", "1", form, "-o", f"{form}.docx")
    return texts(office / f"{form}.docx")


def test_the_letter_names_the_person_that_the_registry_keeps_apart(office: Path) -> None:
    done(office, "case", "add", "letter.toml", "--person", "甲某")
    done(office, "form", "1", "clarification_letter", "-o", "form.docx")
    assert "甲某" in texts(office / "form.docx")


def test_what_was_decided_stands_in_the_opinion(office: Path) -> None:
    done(office, "case", "add", "case.toml")
    done(office, "decide", "1", "--tolerated", "--outcome", "discipline=exempt", "--by", "discipline")
    done(office, "form", "1", "determination_opinion", "-o", "form.docx")
    assert "免予处理" in texts(office / "form.docx")


def test_after_erasing_nothing_of_it_can_be_filled_in(office: Path) -> None:
    done(office, "case", "add", "letter.toml", "--person", "甲某")
    done(office, "registry", "erase", "--case", "1", "--yes")
    made = run("form", "1", "clarification_letter", "-o", "form.docx", folder=office)
    assert made.status == 2 and "已清除" in made.err and not (office / "form.docx").exists()


def test_without_a_registry_a_number_is_told(office: Path) -> None:
    made = run("form", "1", "clarification_letter", "-o", "form.docx", folder=office)
    assert made.status == 2 and len(made.mistakes) == 1 and made.err.startswith("错误：1：")


def test_a_report_is_kept_with_its_fingerprint(office: Path) -> None:
    done(office, "case", "add", "case.toml")
    done(office, "compare", "case.toml", "--region", "hongze", "-o", "report.html")
    made = run("case", "attach", "1", "report.html", "case.toml", "--json", folder=office)
    total, none = json.loads(made.out)["fingerprints"]
    assert none is None
    assert total in (office / "report.html").read_text("utf-8")
    assert total[:12] in run("log", "1", folder=office, columns=200).out
