"""A .docx file for the tests: the parts that word processors write, as far as they matter."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, *, list_: int | None = None, level: int = 0, style: str = "") -> str:
    """A paragraph, of a numbered list or in a style."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("" if list_ is None else numbered)
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def document(paragraphs: Iterable[str]) -> str:
    return f"<w:document {SPACE}><w:body>{''.join(paragraphs)}</w:body></w:document>"


def numbering(levels: Iterable[tuple[str, str]], lists: str = "") -> str:
    """One list of these levels, each a form and a text such as 第%1条; it is list 1, and `lists` are more."""
    return definitions_of(levels).replace("</w:numbering>", f"{lists}</w:numbering>")


def definitions_of(*definitions: Iterable[tuple[str, str]], backwards: bool = False) -> str:
    """Several lists, 1, 2 and so on, each of its levels; their definitions may stand in the other order."""
    shared = [
        f'<w:abstractNum w:abstractNumId="{n}">{"".join(_level(*level) for level in enumerate(levels))}</w:abstractNum>'
        for n, levels in enumerate(definitions)
    ]
    lists = [
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(definitions))
    ]
    told = [*reversed(shared), *reversed(lists)] if backwards else [*shared, *lists]
    return f"<w:numbering {SPACE}>{''.join(told)}</w:numbering>"


def _level(depth: int, level: tuple[str, str]) -> str:
    form, text = level
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def write(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """An archive of these parts; `document`, `numbering` and `styles` stand for those of a .docx."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name if "/" in name else f"word/{name}.xml", content)
    return path
