"""The lines of a .docx file, with the numbers that the word processor puts before them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from attrs import define, evolve, field

from rongcuo.facts.problems import InputError, Problem

from .lines import Line, Where, row
from .numbering import BULLET, Numbering, numbering_of
from .runs import TWICE, State, changed, mark_state, runs
from .styles import Styles, styles_of
from .wordxml import child, local, value

#: The largest part of a document that is read, unpacked: some thousand pages of text.
LARGEST = 8_000_000
DOCUMENT, NUMBERS, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
#: What stands beside the text: on every page, below it, or in the margin.
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|(?P<comments>comments))[0-9]*\.xml")
_CONTENTS = re.compile("toc ?[0-9]|目录 ?[0-9]", re.IGNORECASE)


class _DocumentType(Exception):
    """A document type was declared, with which entities could be."""


class _Builder(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise _DocumentType


def docx_lines(raw: bytes, name: str) -> list[Line]:
    """Every paragraph of the file of this name, with its automatic number.  Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            document = _part(packed, DOCUMENT)
            styles = styles_of(_part(packed, STYLES))
            numbers = numbering_of(_part(packed, NUMBERS), styles)
            asides = [match for part in packed.namelist() if (match := _ASIDE.fullmatch(part))]
            if sum(packed.getinfo(match[0]).file_size for match in asides) > LARGEST:
                raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}))
            beside = [(_part(packed, match[0]), match["comments"] is not None) for match in asides]
        body = child(document, "body")
        if body is None:
            raise InputError(Problem("docx_no_text", file=name))
        reader = _Reader(numbers, styles, [])
        lines = list(reader.read(body))
        for part, comments in beside:
            where: Where = "comment" if comments else "aside"
            if part is not None:
                lines += [evolve(line, where=where) for line in reader.read(part)]
        return [*lines, *reader.outside]
    except _DocumentType:
        raise InputError(Problem("docx_doctype", file=name)) from None
    except InputError as error:
        raise InputError(problem.at(file=name) for problem in error.problems) from None
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ParseError, EOFError, OSError,
        NotImplementedError, RuntimeError, ValueError, LookupError,
    ):  # fmt: skip
        # RuntimeError: a part under a password; RecursionError is one too
        raise InputError(Problem("docx_broken", file=name)) from None


def _part(packed: zipfile.ZipFile, name: str) -> Element | None:
    """One part as a tree, or None where there is none; no more of it is unpacked than may be read."""
    if name not in packed.namelist():
        return None
    with packed.open(name) as stream:
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}))
    parser = XMLParser(target=_Builder())
    parser.feed(raw)
    tree: Element = parser.close()
    return tree


@define
class _Reader:
    """Reads what holds paragraphs, in order; `outside` collects what of them is struck out or hidden.

    `begun` and its `number` are what the next paragraph goes on with, as the end of the one before is gone.
    """

    numbers: Numbering
    styles: Styles
    outside: list[Line]
    begun: list[tuple[str, State]] = field(factory=list)
    number: str = ""

    def read(self, element: Element, state: State = "text") -> Iterator[Line]:
        yield from self._lines(element, state)
        yield from self._written(self.begun, self.number)
        self.begun, self.number = [], ""

    def _inside(self, element: Element, state: State) -> Iterator[Line]:
        """The lines of a cell or a box, whose paragraphs go on in none outside of it."""
        yield from _Reader(self.numbers, self.styles, self.outside).read(element, state)

    def _lines(self, element: Element, state: State) -> Iterator[Line]:
        for inner in element:
            kind = local(inner)
            if kind == "p" and "wordprocessingml" in inner.tag:
                yield from self._paragraph(inner, state)
            elif kind == "tr":
                yield from self._row(inner, _row_state(inner, state))
            elif kind != TWICE:
                yield from self._lines(inner, changed(inner, state))

    def _row(self, element: Element, state: State) -> Iterator[Line]:
        cells = [list(self._inside(cell, inside)) for cell, inside in _held(element, "tc", state)]
        inserted = "…".join(line.inserted for cell in cells for line in cell if line.inserted)
        for line in row([line.text for line in cell] for cell in cells):
            yield evolve(line, inserted=inserted)
            inserted = ""

    def _paragraph(self, element: Element, state: State) -> Iterator[Line]:
        """Its lines; a number that stands before nothing is printed all the same."""
        properties = child(element, "pPr")
        parts = [*self.begun, *runs(element, self.styles, state)]
        gone = state == "deleted" or mark_state(element) in ("deleted", "hidden")
        number = self.number if self.begun else ""
        says = _text_of(parts).strip()
        if not self.begun and not (gone and not says):
            number = self.numbers.before(properties)
        if gone and says:
            self.begun, self.number = parts, number
        else:
            self.begun, self.number = [], ""
            contents = _CONTENTS.match(self.styles.name(value(child(properties, "pStyle")))) is not None
            yield from self._written(parts, number, "contents" if contents else "text")
        for box, inside in _held(element, "txbxContent", state):
            yield from self._inside(box, inside)

    def _written(self, parts: list[tuple[str, State]], number: str, where: Where = "text") -> Iterator[Line]:
        """The lines of a paragraph's text; what of it is deleted or hidden is put outside."""
        inserted = []
        for state, spans in groupby(parts, key=lambda part: part[1]):
            span = "".join(text for text, _ in spans)
            if state == "deleted" or state == "hidden":
                self.outside += [Line(line, state) for line in span.splitlines() if line.strip()]
            elif state == "inserted" and span.strip():
                inserted.append(" ".join(span.split()))
        text = _text_of(parts)
        if number and (text.strip() or number != BULLET):
            text = f"{number} {text}"
        said = "…".join(inserted)
        for line in text.splitlines():
            if line.strip():
                yield Line(line, where, said)
                said = ""


def _text_of(parts: Iterable[tuple[str, State]]) -> str:
    return "".join(text for text, state in parts if state in ("text", "inserted"))


def _row_state(element: Element, state: State) -> State:
    """The state of a row that a tracked change may have put there or struck out."""
    for inner in child(element, "trPr") or ():
        state = changed(inner, state)
    return state


def _held(element: Element, name: str, state: State) -> Iterator[tuple[Element, State]]:
    """The cells of a row or the text boxes of a paragraph, also those in a field to be filled in."""
    for inner in element:
        if local(inner) == name:
            yield inner, state
        elif local(inner) != TWICE:
            yield from _held(inner, name, changed(inner, state))
