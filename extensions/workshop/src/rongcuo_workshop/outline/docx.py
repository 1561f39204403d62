"""The paragraphs of a .docx file, with the numbers that the word processor puts before them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from rongcuo.facts.problems import InputError, Problem

from .numbering import Numbering, child, local, numbering_of, value

#: The largest part of a document that is read, unpacked: some thousand pages of text.
LARGEST = 8_000_000
DOCUMENT, NUMBERS, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
#: Text that is struck out, or that stands elsewhere too.
_LEFT_OUT = frozenset(["del", "moveFrom", "Fallback"])
_CONTENTS = re.compile("toc ?[0-9]", re.IGNORECASE)


class _DocumentType(Exception):
    """A document type was declared, with which entities could be."""


class _Builder(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise _DocumentType


def docx_paragraphs(raw: bytes, name: str) -> list[str]:
    """Every paragraph of the file of this name, with its automatic number.  Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            document = _part(packed, DOCUMENT)
            numbers, styles = _part(packed, NUMBERS), _part(packed, STYLES)
        body = child(document, "body")
        if body is None:
            raise InputError(Problem("docx_no_text", file=name))
        return list(_paragraphs(body, numbering_of(numbers, styles)))
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


def _paragraphs(element: Element, numbers: Numbering) -> Iterator[str]:
    for inner in element:
        if local(inner) == "p" and "wordprocessingml" in inner.tag:
            properties = child(inner, "pPr")
            if _CONTENTS.match(value(child(properties, "pStyle"))):
                continue
            text = "".join(_text(inner))
            if text.strip():
                before = numbers.before(properties)
                yield from (f"{before} {text}" if before else text).splitlines()
            for box in _boxes(inner):
                yield from _paragraphs(box, numbers)
        elif local(inner) not in _LEFT_OUT:
            yield from _paragraphs(inner, numbers)


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
