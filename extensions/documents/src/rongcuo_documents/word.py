"""A report as a Word document in official layout."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Pt

import rongcuo
from rongcuo.cli.output import Result, Setting
from rongcuo.facts.days import today
from rongcuo.facts.text import say
from rongcuo.render.page import Heading, Lines, Origin, Picture, Table

from .layout import LINE, PAPER, STYLES, Look, add_styles, on_paper, pad, tell_about
from .reading import checksum, paragraphs, parted
from .report import Fold, Part, Report, Rows, report
from .showing import shown

#: The styles of a report, beside those of every official document.
_STYLES: Mapping[str, Look] = {
    **STYLES,
    "Small": ("仿宋", 12, False),
    "Brief": ("仿宋", 10.5, False),
    "Brief Cell": ("仿宋", 9, False),
    "Cell": ("仿宋", 10.5, False),
    "Brief Column": ("黑体", 9, False),
    "Column": ("黑体", 10.5, False),
    "Code": ("仿宋", 8, False),
}
#: Where text stands two signs in at the first line.
_INDENTED = ("Body Text", "Small")
#: The heights of lines, in points; those of what has to fit on one page are close.
_LINES = {**dict.fromkeys(("Body Text", "Heading 1", "Heading 2", "Heading 3"), LINE), "Brief": 15}
#: What a column asks for at least and at most, in signs of a cell.
_LEAST, _MOST = 6, 34
#: The room beside the text of a cell, in its signs.
_BESIDE = 1


def write(result: Result, setting: Setting) -> bytes:
    """The file that `-o report.docx` writes."""
    out = io.BytesIO()
    document(report(result, setting)).save(out)
    return out.getvalue()


def document(report: Report) -> Document:
    """The whole document."""
    made = docx.Document()
    _lay_out(made, report)
    made.add_paragraph(shown(report.title), "Title")
    one_page = any(isinstance(part, Rows) for part in report.first)
    rows = _add_all(made, report.first, "Brief" if one_page else "Body Text")
    if rows:
        made.add_page_break()  # type: ignore[no-untyped-call]
        for part in rows:
            _heading(made, part.title, 1)
            for fold in part.rows:
                _heading(made, "\u3000".join(fold.head[:2]), 2)
                _add_all(made, fold.behind, "Small")
    _add_all(made, report.further)
    _foot(made, report)
    return made


def _foot(made: Document, report: Report) -> None:
    """The fingerprint: its checksums are of the words above the first of them."""
    made.add_paragraph(say(report.language, "report.fingerprint_title"), "Heading 1")
    made.add_paragraph(say(report.language, "report.fingerprint"), "Small")
    made.add_paragraph(shown(report.check), "Small")
    made.add_paragraph(say(report.language, "report.made_by", version=rongcuo.__version__), "Small")
    words, _ = parted(paragraphs(made.element.body))
    for line in report.fingerprint.lines(checksum(words), report.language):
        made.add_paragraph(line, "Code")


# The layout


def _lay_out(made: Document, report: Report) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if report.wide else WD_ORIENT.PORTRAIT
    if report.wide:
        on_paper(section, PAPER[::-1], (26, 24, 20, 20))
    else:
        on_paper(section)
    add_styles(made, _STYLES, _INDENTED, _LINES)
    made.styles["Title"].paragraph_format.space_after = Pt(18)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        made.styles[name].paragraph_format.space_before = Pt(12)
    tell_about(made, shown(report.title), report.language, today())


# The parts


def _add_all(made: Document, parts: Iterable[Part], style: str = "Body Text") -> list[Rows]:
    """Adds parts, their text in a style; the rows whose details are still to come."""
    rows = []
    for part in parts:
        _add(made, part, style)
        if isinstance(part, Rows):
            rows.append(part)
    return rows


def _add(made: Document, part: Part, style: str) -> None:
    behind = style == "Small"
    match part:
        case Heading(text, level):
            _heading(made, text, max(level - 1 + behind, 1))
        case Rows(columns=columns, rows=rows):
            _table(made, columns, [fold.head for fold in rows], "Brief ")
        case Fold(head, parts):
            _heading(made, "\u3000".join(head), 3)
            _add_all(made, parts, style)
        case Picture():
            _heading(made, part.title_of_table, 1)
            _table(made, part.table.columns, part.table.rows)
        case Table(columns, rows):
            _table(made, columns, rows)
        case Lines(lines) | Origin(lines):
            if isinstance(part, Origin) and style == "Body Text":
                style = "Small"
            marks = part.marks("· ") if isinstance(part, Lines) else [""] * len(lines)
            for mark, line in zip(marks, lines, strict=True):
                if line:
                    made.add_paragraph(shown(mark + line), style)


def _heading(made: Document, text: str, level: int) -> None:
    made.add_paragraph(shown(text), f"Heading {level}")


def _table(made: Document, columns: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> None:
    """A table with borders, whose head stands on every page and whose rows stay whole."""
    head, body = f"{kind}Column", f"{kind}Cell"
    filled = [i for i, _ in enumerate(columns) if i == 0 or any(row[i] for row in rows)]
    table = made.add_table(rows=len(rows) + 1, cols=len(filled), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    section = made.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    grid = [columns, *rows]
    shares = _shares([[row[i] for row in grid] for i in filled], room / Pt(_STYLES[body][1]))
    widths = [int(room * share) for share in shares]
    pad(table, 20 if kind else 40)
    for index, (row, cells) in enumerate(zip(table.rows, grid, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, i, width in zip(row.cells, filled, widths, strict=True):
            cell.width = width
            first, *rest = cells[i].split("\n")
            style = head if index == 0 else body
            cell.paragraphs[0].style = made.styles[style]
            cell.paragraphs[0].add_run(shown(first))
            for line in rest:
                cell.add_paragraph(shown(line), style)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    made.add_paragraph(style=body)


def _shares(columns: Sequence[Sequence[str]], room: float) -> list[float]:
    """The share of the width, in signs, that each column gets: what it needs at least, the rest by its longest line."""
    longest = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    least = [min(length, _LEAST) + _BESIDE for length in longest]
    more = [max(min(length, _MOST) - _LEAST, 0) for length in longest]
    left = max(room - sum(least), 0) / max(sum(more), 1)
    wanted = [needed + left * asked for needed, asked in zip(least, more, strict=True)]
    return [each / sum(wanted) for each in wanted]
