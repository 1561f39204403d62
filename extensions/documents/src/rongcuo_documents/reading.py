"""A report read back: its words, and the checksums at its foot."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

from attrs import frozen

from rongcuo.facts.problems import InputError, Problem

from .fingerprint import TOTAL, WORDS, label_of

#: A line of the foot: a checksum, two blanks, and what it is of.
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
#: What begins a file of Word, which is a ZIP archive.
_ZIP = b"PK"


@frozen
class ReadBack:
    """What a report says it rests on, and the checksum of the words that it has now."""

    sums: Mapping[str, str]
    words: str


def checksum(text: str) -> str:
    """The checksum of words, however their lines are broken."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "backslashreplace")).hexdigest()


def read_back(path: Path) -> ReadBack:
    """A report as its file has it.  Raises InputError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("no_file", file=str(path))) from None
    except OSError:
        raise InputError(Problem("unreadable", file=str(path))) from None
    words, foot = _of_word(data) if data.startswith(_ZIP) else _of_html(data)
    sums = {label_of(match[2]): match[1] for line in foot if (match := _LINE.fullmatch(line.strip()))}
    if TOTAL not in sums or WORDS not in sums:
        raise InputError(Problem("no_fingerprint", file=str(path)))
    return ReadBack(sums, checksum(words))


def words_of_html(markup: str) -> str:
    """The words of the main part of an HTML report."""
    return _words(markup).inside["main"]


def _of_html(data: bytes) -> tuple[str, list[str]]:
    words = _words(data.decode("utf-8", "replace"))
    return words.inside["main"], words.inside["pre"].splitlines()


class _Words(HTMLParser):
    """Gathers the text inside of some elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = {"main": "", "pre": ""}
        self._open = dict.fromkeys(self.inside, 0)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._open:
            self._open[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open[tag] -= 1

    def handle_data(self, data: str) -> None:
        for tag, depth in self._open.items():
            if depth > 0:
                self.inside[tag] += data


def _words(markup: str) -> _Words:
    parser = _Words()
    parser.feed(markup)
    parser.close()
    return parser


def _of_word(data: bytes) -> tuple[str, list[str]]:
    """The words above the checksums, and the checksums: paragraph by paragraph, those of tables too."""
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
    except Exception:  # whatever it is that keeps a file from being a document of Word
        return "", []
    return parted(paragraphs(document.element.body))


def paragraphs(body: Iterable[object]) -> list[str]:
    """The text of every paragraph of a Word document, in its order."""
    from docx.oxml.ns import qn

    elements = body.iter(qn("w:p"))  # type: ignore[attr-defined]
    return ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in elements]


def parted(texts: list[str]) -> tuple[str, list[str]]:
    """The words of a report, and the lines of its checksums."""
    lines = [index for index, text in enumerate(texts) if _LINE.fullmatch(text.strip())]
    first = lines[0] if lines else len(texts)
    return "".join(texts[:first]), [texts[index] for index in lines]
