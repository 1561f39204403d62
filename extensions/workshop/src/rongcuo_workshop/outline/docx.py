"""The lines of a .docx file, with the numbers that the word processor puts before them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from rongcuo.facts.problems import InputError, Problem

from .lines import Line, row
from .numbering import BULLET, Numbering, numbering_of
from .styles import Styles, styles_of
from .wordxml import child, local, value

#: The largest part of a document that is read, unpacked: some thousand pages of text.
LARGEST = 8_000_000
DOCUMENT, NUMBERS, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
#: Text that is struck out, or that stands elsewhere too.
_LEFT_OUT = frozenset(["del", "moveFrom", "Fallback"])
#: What stands beside the text: on every page, or below it.
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)[0-9]*\.xml")
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
            asides = [part for part in packed.namelist() if _ASIDE.fullmatch(part)]
            if sum(packed.getinfo(part).file_size for part in asides) > LARGEST:
                raise InputError(Problem("too_large", {"most": LARGEST // 1_000_000}))
            beside = [_part(packed, part) for part in asides]
        body = child(document, "body")
        if body is None:
            raise InputError(Problem("docx_no_text", file=name))
        paragraphs = list(_lines(body, numbers, styles))
        for part in beside:
            lines = _lines(part, numbers, styles) if part is not None else ()
            paragraphs += [Line(line.text, "aside") for line in lines]
        return paragraphs
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


def _lines(element: Element, numbers: Numbering, styles: Styles) -> Iterator[Line]:
    for inner in element:
        kind = local(inner)
        if kind == "p" and "wordprocessingml" in inner.tag:
            yield from _paragraph(inner, numbers, styles)
        elif kind == "tr":
            cells = [_lines(cell, numbers, styles) for cell in _cells(inner)]
            yield from row([line.text for line in cell] for cell in cells)
        elif kind not in _LEFT_OUT:
            yield from _lines(inner, numbers, styles)


def _cells(element: Element) -> Iterator[Element]:
    """The cells of a row, also those in a field to be filled in."""
    for inner in element:
        if local(inner) == "tc":
            yield inner
        elif local(inner) not in _LEFT_OUT:
            yield from _cells(inner)


def _paragraph(element: Element, numbers: Numbering, styles: Styles) -> Iterator[Line]:
    """Its lines; a number that stands before nothing is printed all the same."""
    properties = child(element, "pPr")
    contents = _CONTENTS.match(styles.name(value(child(properties, "pStyle")))) is not None
    text = "".join(_text(element))
    before = numbers.before(properties)
    if before and (text.strip() or before != BULLET):
        text = f"{before} {text}"
    yield from (Line(line, "contents" if contents else "text") for line in text.splitlines() if line.strip())
    for box in _boxes(element):
        yield from _lines(box, numbers, styles)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes that stand inside a paragraph."""
    for inner in element:
        if local(inner) == "txbxContent":
            yield inner
        elif local(inner) not in _LEFT_OUT:
            yield from _boxes(inner)


def _text(element: Element) -> Iterator[str]:
    for inner in element:
        name = local(inner)
        if name == "t" and "wordprocessingml" in inner.tag:
            yield inner.text or ""
        elif name == "tab":
            yield " "
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _LEFT_OUT and name not in ("pPr", "rPr", "txbxContent"):
            yield from _text(inner)
