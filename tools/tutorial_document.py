"""Writes the tutorial's document, a made-up county's measures, as a .docx; `--check` says whether it is stale.

Its articles and items are numbered by the word processor, as such documents often are.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

FILE = Path(__file__).resolve().parent.parent / "examples" / "tutorial" / "document.docx"
TITLE = ("云岫县容错纠错实施办法", "（虚构文本，并无此县，仅供教程使用）")
#: Each article, and its items.
ARTICLES: tuple[tuple[str, ...], ...] = (
    ("为了支持干部担当作为，宽容改革发展中的失误，制定本办法。",),
    ("本办法适用于全县各级机关和事业单位的工作人员。",),
    (
        "有下列三种情形之一，出现失误的，可以容错：",
        "在招商引资中履行了相应调查，因不可预见的因素未达到预期的；",
        "在改革试点中先行先试，没有先例可循的；",
        "在处置突发事件中采取必要的临时措施的。",
    ),
    (
        "容错应当同时符合下列条件：",
        "出于公心；",
        "经过集体研究。",
    ),
    (
        "有下列三种情形之一的，不予容错：",
        "弄虚作假的；",
        "造成损失一百万元以上的；",
        "引发重大安全生产事故的。",
    ),
    ("予以容错的，可以免予问责，或者减轻问责。",),
    ("失误发生后主动补救并有成效的，可以从宽考虑。",),
    (
        "容错按照下列程序办理：",
        "本人或者所在单位向县委组织部书面申请；",
        "县委组织部会同县纪委监委核实；",
        "县委组织部集体研究认定，书面答复。",
    ),
    ("县级重点改革任务可以事前备案，由县委改革办受理。",),
    ("备案材料作为容错认定的参考。",),
    ("举报经核查失实的，由核查机关书面澄清。",),
    ("本办法自2024年5月1日起施行。",),
)

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _paragraph(text: str, level: int | None) -> str:
    list_ = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{list_}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _level(depth: int, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def document() -> bytes:
    """The file, the same on every run."""
    lines = [_paragraph(line, None) for line in TITLE]
    lines += [_paragraph(text, min(at, 1)) for article in ARTICLES for at, text in enumerate(article)]
    levels = _level(0, "第%1条") + _level(1, "（%2）")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(lines)}</w:body></w:document>",
        "word/numbering.xml": f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name), _HEAD + text)
    return made.getvalue()


if __name__ == "__main__":
    if FILE.is_file() and FILE.read_bytes() == document():
        sys.exit()
    if sys.argv[1:] == ["--check"]:
        sys.exit(f"stale: {FILE.name}\nrun: python tools/tutorial_document.py")
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(document())
