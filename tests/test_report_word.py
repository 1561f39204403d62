"""A report as a Word document: official layout, everything there, and every text a text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from hypothesis import given, settings
from rich.cells import cell_len

from rongcuo.render.page import Heading, Lines, Origin, Page
from rongcuo_documents import word
from rongcuo_documents.reading import paragraphs
from rongcuo_documents.showing import shown

from .running import LANGUAGES, ROOT, run
from .scale import scaled
from .test_landing import STEERING, assert_tame, hostile, pages
from .test_report_html import made, words

CASE = ROOT / "examples/constructed/jingjiang_r4_accident.toml"


def report(*arguments: str | Path, folder: Path, language: str = "zh") -> Document:
    done = run(*arguments, "-o", folder / "report.docx", language=language)  # type: ignore[arg-type]
    assert (done.status, done.err) == (0, "")
    return docx.Document(str(folder / "report.docx"))


def seen(document: Document) -> str:
    return words("".join(paragraphs(document.element.body)))


def face(document: Document, style: str) -> str:
    return str(document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia")))


@pytest.mark.slow
def test_it_has_the_layout_of_an_official_document(tmp_path: Path) -> None:
    document = report("compare", CASE, folder=tmp_path)
    (section,) = document.sections
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [210, 297]
    assert [round(margin.mm) for margin in (section.top_margin, section.left_margin) if margin] == [37, 28]
    assert [face(document, name) for name in ("Title", "Heading 1", "Heading 2", "Body Text")] == [
        "宋体", "黑体", "楷体", "仿宋",
    ]  # fmt: skip
    for style in document.styles.element.iter(qn("w:style")):
        if style.get(qn("w:styleId")) in ("Title", "Heading1", "Heading2", "Heading3", "Normal", "BodyText"):
            assert "Theme" not in "".join(style.rPr.rFonts.attrib)
    assert [p.style.name for p in document.paragraphs[:1]] == ["Title"]  # type: ignore[union-attr]
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


@pytest.mark.slow
def test_the_one_screen_fits_the_first_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rongcuo_documents.report.behind", lambda *_: ())  # what follows it takes long
    document = report("compare", ROOT / "examples/yiwu.toml", folder=tmp_path)
    height = 0.0
    for part in document.element.body:
        if part.tag == qn("w:p") and part.find(f".//{qn('w:br')}") is not None:
            break  # the page ends here
        rows = part.findall(qn("w:tr"))
        for cells in [row.findall(qn("w:tc")) for row in rows] or [[part]]:
            height += max(_height(document, cell) for cell in cells) + (2 if rows else 0)
    (section,) = document.sections
    assert height <= (section.page_height - section.top_margin - section.bottom_margin) / Pt(1)  # type: ignore[operator]


def _height(document: Document, part: Any) -> float:
    """About how high the text of a paragraph or a cell is, in points."""
    width, found = part.find(f".//{qn('w:tcW')}"), 0.0
    room = 442 if width is None else int(width.get(qn("w:w"))) / 20 - 9
    for paragraph in [part] if part.tag == qn("w:p") else part.findall(qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        style = document.styles[{s.style_id: s.name for s in document.styles}[paragraph.pPr.pStyle.val]]
        size, spacing = style.font.size.pt, style.paragraph_format  # type: ignore[union-attr]
        line = spacing.line_spacing.pt if isinstance(spacing.line_spacing, Length) else 1.4 * size
        around = sum(each.pt for each in (spacing.space_before, spacing.space_after) if each)
        found += around + line * max(-(-cell_len(text) * size / 2 // room), 1)
    return found


@pytest.mark.slow
def test_the_head_of_a_table_stands_on_every_page_and_rows_stay_whole(tmp_path: Path) -> None:
    document = report("compare", CASE, folder=tmp_path)
    for table in document.tables:
        assert table.style is not None and table.style.name == "Table Grid"
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, *rows))
        assert sum(cell.width or 0 for cell in head.cells) <= Mm(157)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_region_and_clause_and_the_words_of_the_screen(language: str, tmp_path: Path) -> None:
    document = report("compare", CASE, folder=tmp_path, language=language)
    text = seen(document)
    (answer,) = json.loads(run("compare", CASE, "--json").out)["answers"]
    assert len(document.tables[0].rows) == 1 + len(answer["rulings"])
    for ruling in answer["rulings"]:
        assert all(clause["id"] in text for clause in ruling["clauses"])
    screen = run("compare", CASE, language=language, columns=1000).out  # type: ignore[arg-type]
    for line in screen.splitlines():
        for part in line.replace("加 --full 看全部。", "").replace(" --full shows all.", "").split("  "):
            assert words(part) in text


@pytest.mark.slow
def test_a_wide_matrix_lies_on_its_side(tmp_path: Path) -> None:
    (section,) = report("matrix", folder=tmp_path).sections
    assert section.page_width is not None and round(section.page_width.mm) == 297


@pytest.mark.slow
def test_a_case_steers_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "steering.toml").write_text(STEERING, "utf-8")
    text = seen(report("compare", tmp_path / "steering.toml", folder=tmp_path))
    assert_tame(text)
    assert "<script>alert(1)</script>" in text


@pytest.mark.slow
@settings(max_examples=scaled(50), deadline=None)
@given(pages(hostile), hostile)
def test_whatever_a_text_says_is_in_the_document(page: Page, title: str) -> None:
    out = io.BytesIO()
    word.document(made(page, f"{title}容")).save(out)
    text = seen(docx.Document(io.BytesIO(out.getvalue())))
    assert_tame(text)
    for block in page:
        match block:
            case Heading(told):
                assert words(shown(told)) in text
            case Lines(lines) | Origin(lines):
                assert all(words(shown(line)) in text for line in lines)
