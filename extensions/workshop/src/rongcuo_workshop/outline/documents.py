"""Documents: the paragraphs of an official document, from .docx, .txt or .md."""

from __future__ import annotations

import re
from pathlib import Path

from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.files import read_text

from .docx import docx_paragraphs

#: How files begin that can't be read, and what is said of each; an .docx is an archive.
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "document_doc",  # .doc, .wps, and .docx with a password
    b"%PDF": "document_pdf",
    b"{\\rtf": "document_rtf",
}
_ARCHIVE = b"PK"
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)+|\*\*|__|`")


def document_paragraphs(path: Path) -> list[str]:
    """The paragraphs that say something, in order; a text file's lines.  Raises InputError."""
    if is_docx(path):
        lines = docx_paragraphs(path)
        if not "".join(lines).strip():
            raise InputError(Problem("docx_no_text", file=str(path)))
    else:
        lines = read_text(path).splitlines()
        if path.suffix.lower() in (".md", ".markdown"):
            lines = [_MARKS.sub("", line) for line in lines]
    return [line.strip() for line in lines if line.strip()]


def document_text(path: Path) -> str:
    """A document's whole text.  Raises InputError."""
    return "\n".join(document_paragraphs(path))


def is_docx(path: Path) -> bool:
    """Whether a file is an archive, as its first bytes tell; what can't be opened is told later."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError:
        return False
    for other, problem in _OTHERS.items():
        if start.startswith(other):
            raise InputError(Problem(problem, file=str(path)))
    return start.startswith(_ARCHIVE)
