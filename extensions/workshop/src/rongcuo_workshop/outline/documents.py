"""Documents: the paragraphs of an official document, from .docx, .txt or .md."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import evolve

from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.files import read_bytes, text_of

from .docx import docx_lines
from .lines import OUTSIDE, Line, rows_of_text

#: How files begin that can't be read, and what is said of each; an .docx is an archive.
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "document_doc",  # .doc, .wps, and .docx with a password
    b"%PDF": "document_pdf",
    b"{\\rtf": "document_rtf",
}
_ARCHIVE = b"PK"
#: The largest document that is read, pictures and all.
LARGEST = 100_000_000
#: What Markdown writes around a text, and as much of it as is met in others.
_MARKDOWN, _SIGNS = (
    re.compile(r"^\s*(?:#{1,6}\s+|>\s?)+|\*\*|__|`"), re.compile(r"^\s*#{1,6}\s+|\*\*")
)  # fmt: skip


def document_text(path: Path) -> str:
    """A document's whole text.  Raises InputError."""
    return "\n".join(line.text for line in read_document(path)[0])


def read_document(path: Path) -> tuple[list[Line], bool]:
    """The paragraphs that say something, in order, and whether they may be lines of longer ones.

    Raises InputError.
    """
    name = str(path)
    raw = read_bytes(path, name, LARGEST)
    if len(raw) > LARGEST:
        raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}, file=name))
    for other, problem in _OTHERS.items():
        if raw.startswith(other):
            raise InputError(Problem(problem, file=name))
    packed = raw.startswith(_ARCHIVE)
    if packed:
        lines = docx_lines(raw, name)
        if not any(line.text.strip() for line in lines if line.where not in OUTSIDE):
            raise InputError(Problem("docx_no_text", file=name))
    else:
        marked = path.suffix.lower() in (".md", ".markdown")
        texts = text_of(raw, name).splitlines()
        lines = list(rows_of_text((_MARKDOWN if marked else _SIGNS).sub("", text) for text in texts))
    stripped = (evolve(line, text=line.text.strip()) for line in lines)
    return [line for line in stripped if line.text], not packed
