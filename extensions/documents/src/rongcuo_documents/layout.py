"""The official layout (GB/T 9704) of a Word document: A4 and its margins, the faces, lines and page numbers."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from rongcuo.facts.text import Language

#: How a style looks: the Chinese face, its size in points, whether it is bold.
Look = tuple[str, float, bool]
#: The styles of a text in official layout.
STYLES: Mapping[str, Look] = {
    "Normal": ("仿宋", 16, False),
    "Body Text": ("仿宋", 16, False),
    "Title": ("宋体", 22, True),
    "Heading 1": ("黑体", 16, False),
    "Heading 2": ("楷体", 16, True),
    "Heading 3": ("仿宋", 16, True),
    "Footer": ("宋体", 14, False),
}
#: What each Chinese face is called elsewhere, for a machine that hasn't it under its usual name.
_ALSO_CALLED = {
    "仿宋": "FangSong,仿宋_GB2312,STFangsong",
    "宋体": "SimSun,STSong",
    "黑体": "SimHei,STHeiti",
    "楷体": "KaiTi,楷体_GB2312,STKaiti",
}
#: The face of text without Chinese.
_LATIN = "Times New Roman"
#: The lines of text, in points.
LINE = 28
#: A4 (width, height) and its margins (top, bottom, left, right), in millimetres.
PAPER, MARGINS = (210, 297), (37, 35, 28, 26)


def on_paper(
    section: Any, paper: tuple[int, int] = PAPER, margins: tuple[int, int, int, int] = MARGINS
) -> None:
    """Gives a section its paper and margins, and page numbers at the foot."""
    section.page_width, section.page_height = map(Mm, paper)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    _page_number(section.footer.paragraphs[0])


def add_styles(
    made: Document, styles: Mapping[str, Look], indented: Collection[str], lines: Mapping[str, float]
) -> None:
    """Sets or adds styles: `indented` stand two signs in at the first line, `lines` are exact heights in points."""
    for name, look in styles.items():
        _add_style(made, name, look, indented=name in indented)
    for name, line in lines.items():
        spacing = made.styles[name].paragraph_format
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    made.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _name_faces(made)


def _name_faces(made: Document) -> None:
    """The table of faces, with the names that stand in for each."""
    part = made.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for font in [*table]:
        table.remove(font)
    for face, others in _ALSO_CALLED.items():
        font, names = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), face)
        names.set(qn("w:val"), others)
        font.append(names)
        table.append(font)
    part._blob = serialize_part_xml(table)


def _add_style(made: Document, name: str, look: Look, *, indented: bool) -> None:
    face, size, bold = look
    known = [style.name for style in made.styles]
    style: Any = made.styles[name] if name in known else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold = _LATIN, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for attribute in [each for each in fonts.attrib if each.endswith("Theme")]:
        del fonts.attrib[attribute]  # a theme's face would stand before ours
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:cs"), _LATIN)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = 1.0
    if indented:
        spacing.first_line_indent = Pt(2 * size)
        style.element.pPr.ind.set(qn("w:firstLineChars"), "200")
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:  # the line below a title
        style.element.pPr.remove(border)


def tell_about(made: Document, title: str, language: Language, day: datetime.date) -> None:
    """What the document says of itself: its title, language and day, and nobody's name."""
    for each in made.styles.element.iter(qn("w:lang")):
        each.set(qn("w:eastAsia"), "zh-CN")
    about = made.core_properties
    about.title, about.author, about.comments = title[:255], "", ""
    about.language = "zh-CN" if language == "zh" else "en"
    about.created = about.modified = datetime.datetime.combine(day, datetime.time())


def _page_number(paragraph: Any) -> None:
    """A dash, the number, a dash, in the middle of the foot."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign = OxmlElement("w:instrText")
            sign.text = text
        run._r.append(sign)
    paragraph.add_run(" —")


def pad(table: Any, above: int, beside: int = 85) -> None:
    """A little room around the text of each cell, so many twentieths of a point."""
    padding = OxmlElement("w:tblCellMar")
    for side, width in (("top", above), ("left", beside), ("bottom", above), ("right", beside)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        padding.append(edge)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.append(padding) if look is None else look.addprevious(padding)
