"""Writes the Word templates of the forms from their fields; `--check` says which are stale.

What counts is what the parts of a file say: how it is packed differs between libraries.
"""

from __future__ import annotations

import datetime
import io
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pages import ROOT

from rongcuo.facts.text import Language, enumerated, say
from rongcuo_documents.forms.kinds import Field, Form, forms
from rongcuo_documents.layout import LINE, STYLES, Look, add_styles, on_paper, pad, tell_about

FOLDER = ROOT / "extensions/documents/src/rongcuo_documents/forms/templates"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FORM_STYLES: dict[str, Look] = {
    **{name: STYLES[name] for name in ("Normal", "Title", "Body Text", "Footer")},
    "Addressee": ("仿宋", 16, False),
    "Signature": ("仿宋", 16, False),
    "Label": ("黑体", 12, False),
    "Cell": ("仿宋", 12, False),
    "Sign Here": ("仿宋", 12, False),
    "Small": ("仿宋", 10.5, False),
}
#: The heights of lines, in points: those of running text, and those of cells.
LINES = {
    **dict.fromkeys(("Body Text", "Addressee", "Signature"), LINE),
    "Title": 36,
    **dict.fromkeys(("Label", "Cell", "Sign Here"), 20),
    "Small": 16,
}
#: The columns of a table, in millimetres: a label, a value, a label, a value.
COLUMNS = (38, 40, 38, 40)
#: How high a row is at least, in millimetres, by the room of its field.
HEIGHTS = {"short": 11, "line": 11, "block": 20, "opinion": 28}
#: A blank inside of a text, and one that ends a paragraph.
BLANK, LONG_BLANK = "＿" * 8, "＿" * 14
#: The parts of python-docx's own template that no form uses, by what their relations end in.
UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml", "/numbering", "/webSettings")
NUMERALS = "一二三四五六七八九十"


def template(form: Form, language: Language) -> Document:
    """The template of one form in one language."""
    made = docx.Document()
    on_paper(made.sections[0])
    add_styles(made, FORM_STYLES, ("Body Text",), LINES)
    add_part_style(made)
    made.styles["Title"].paragraph_format.space_after = Pt(LINE)
    made.styles["Title"].paragraph_format.keep_with_next = True
    made.styles["Label"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Signature", "Sign Here"):
        made.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.styles["Signature"].paragraph_format.right_indent = Pt(32)
    made.styles["Small"].paragraph_format.space_before = Pt(8)
    tell_about(made, form.title[language], language, datetime.date(2000, 1, 1))
    made.add_paragraph(form.title[language], "Title")
    if form.addressee:
        made.add_paragraph(or_blank("addressee") + ("：" if language == "zh" else ":"), "Addressee")
    BODIES[form.layout](made, form, language)
    if form.seal:
        close(made, language)
    if customary := [field.label[language] for field in form.every_field if field.inferred]:
        made.add_paragraph(say(language, "fill.inferred", fields=enumerated(customary, language)), "Small")
    if language == "zh":
        for run in made.element.body.iter(qn("w:r")):  # else quotation marks are those of the Latin face
            run.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return made


def add_part_style(made: Document) -> None:
    """How the label of a part looks, inside of a paragraph."""
    style: Any = made.styles.add_style("Part", WD_STYLE_TYPE.CHARACTER)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "黑体")


def or_blank(name: str, blank: str = BLANK) -> str:
    """The value of a field, or a line to write on."""
    return f"{{% if {name} %}}{{{{ {name} }}}}{{% else %}}{blank}{{% endif %}}"


# Layouts


def table(made: Document, form: Form, language: Language) -> None:
    """Cells to fill in: short fields two by two, each of the others with the whole width."""
    rows = list(in_rows(form.fields))
    cells = made.add_table(rows=len(rows), cols=len(COLUMNS), style="Table Grid")
    cells.alignment, cells.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    pad(cells, 40)
    for column, width in zip(cells.columns, COLUMNS, strict=True):
        column.width = Mm(width)
    for row, fields in zip(cells.rows, rows, strict=True):
        room = fields[0].room
        row.height, row.height_rule = Mm(HEIGHTS[room]), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, COLUMNS, strict=True):
            cell.width = Mm(width)
        if len(fields) == 1:
            row.cells[1].merge(row.cells[3])
        for field, label, value in zip(fields, row.cells[::2], row.cells[1::2], strict=False):
            label.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            put(made, label, field.label[language], "Label")
            put(made, value, f"{{{{ {field.id} }}}}", "Cell")
            if room == "opinion":
                value.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
                value.add_paragraph(say(language, "fill.sign"), "Sign Here")
            elif room != "block":
                value.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def in_rows(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """The fields of each row."""
    waiting: tuple[Field, ...] = ()
    for field, following in pairwise([*fields, None]):
        assert field is not None
        waiting = (*waiting, field)
        paired = len(waiting) == 1 and following is not None and field.room == following.room == "short"
        if not paired:
            yield waiting
            waiting = ()


def put(made: Document, cell: Any, text: str, style: str) -> None:
    """A text in a cell that is still empty."""
    cell.paragraphs[0].style = made.styles[style]
    cell.paragraphs[0].add_run(text)


def notice(made: Document, form: Form, language: Language) -> None:
    """Numbered parts, each with what it holds behind its label; the last is never on another page than the seal."""
    for number, field in enumerate(form.fields):
        mark, colon = (f"{NUMERALS[number]}、", "：") if language == "zh" else (f"{number + 1}. ", ": ")
        part = made.add_paragraph(style="Body Text")
        part.add_run(mark + field.label[language] + colon, "Part")
        part.add_run(or_blank(field.id, LONG_BLANK))
    part.paragraph_format.keep_with_next = True


def letter(made: Document, form: Form, language: Language) -> None:
    """Running text with the fields in it."""
    for paragraph in form.paragraphs:
        text = re.sub(r"\{(\w+)\}", lambda match: or_blank(match[1]), paragraph[language])
        part = made.add_paragraph(text, "Body Text")
    part.paragraph_format.keep_with_next = True


BODIES = {"table": table, "notice": notice, "letter": letter}


def close(made: Document, language: Language) -> None:
    """The issuer, the place for its seal and the date, kept together."""
    issuer = made.add_paragraph(or_blank("issuer") + say(language, "fill.seal"), "Signature")
    issuer.paragraph_format.space_before = Pt(2 * LINE)
    issuer.paragraph_format.keep_with_next = True
    empty = say(language, "fill.empty_date")
    made.add_paragraph(f"{{% if date %}}{{{{ date }}}}{{% else %}}{empty}{{% endif %}}", "Signature")


# Files


def slim(made: Document) -> None:
    """Takes away what python-docx's own template brings and no form uses: most of its size."""
    kept = (*FORM_STYLES, "Part", "Table Grid", "Default Paragraph Font", "Normal Table", "No List")
    for style in [each for each in made.styles if each.name not in kept]:
        made.styles.element.remove(style.element)
    for link in [*made.styles.element.iter(qn("w:link"))]:
        link.getparent().remove(link)
    for relations in (made.part.rels, made.part.package.rels):
        for name in [each for each, relation in relations.items() if relation.reltype.endswith(UNUSED)]:
            del relations[name]


def packed(made: Document) -> bytes:
    """The document as a file that is the same whenever it is written."""
    slim(made)
    out, again = io.BytesIO(), io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def main(arguments: Sequence[str]) -> int:
    check = list(arguments) == ["--check"]
    fresh = {
        FOLDER / language / f"{form.id}.docx": packed(template(form, language))
        for form in forms().values()
        for language in LANGUAGES
    }
    stale: list[Path] = [
        path for path, file in fresh.items() if not path.is_file() or parts(path.read_bytes()) != parts(file)
    ]
    unwanted = {*FOLDER.glob("*/*")} - {*fresh}
    for path in (*stale, *sorted(unwanted)):
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if check:
            continue
        if path in unwanted:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(fresh[path])
    if (stale or unwanted) and check:
        print("run: python tools/form_templates.py")
    return int(bool(stale or unwanted) and check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
