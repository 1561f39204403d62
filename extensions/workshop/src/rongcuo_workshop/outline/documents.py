"""Documents: the paragraphs of an official document, from .docx, .txt or .md."""

from __future__ import annotations

import re
from pathlib import Path

from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.files import read_bytes, text_of

from .docx import docx_paragraphs

#: How files begin that can't be read, and what is said of each; an .docx is an archive.
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "document_doc",  # .doc, .wps, and .docx with a password
    b"%PDF": "document_pdf",
    b"{\\rtf": "document_rtf",
}
_ARCHIVE = b"PK"
#: The largest document that is read, pictures and all.
LARGEST = 100_000_000
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)+|\*\*|__|`")


def document_paragraphs(path: Path) -> list[str]:
    """The paragraphs that say something, in order; a text file's lines.  Raises InputError."""
    return read_document(path)[0]


def document_text(path: Path) -> str:
    """A document's whole text.  Raises InputError."""
    return "\n".join(document_paragraphs(path))


def read_document(path: Path) -> tuple[list[str], bool]:
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
        lines = docx_paragraphs(raw, name)
        if not "".join(lines).strip():
            raise InputError(Problem("docx_no_text", file=name))
    else:
        lines = text_of(raw, name).splitlines()
        if path.suffix.lower() in (".md", ".markdown"):
            lines = [_MARKS.sub("", line) for line in lines]
    return [line.strip() for line in lines if line.strip()], not packed
