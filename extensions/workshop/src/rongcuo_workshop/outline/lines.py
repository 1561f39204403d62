"""Lines: the paragraphs of a document as they stand in its file, and the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from attrs import frozen

#: Where a line was found that is no provision: in a list of contents, beside the text (a header, a footer, a note),
#: in a comment, or in the text but struck out by a tracked change or hidden.
Outside = Literal["contents", "aside", "comment", "deleted", "hidden"]
#: The same, and of provisions: in the text, in a row that begins with a number, in another row of a table.
Where = Literal["text", "row", "cell"] | Outside
OUTSIDE: frozenset[str] = frozenset(get_args(Outside))
#: Where a line stands that is no text of the document as it is printed.
NOT_READ = frozenset(["comment", "deleted", "hidden"])

_NUMERAL = "[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}"
#: A cell that holds nothing but a number.
_BARE = re.compile(rf"第?\s*[（(]?\s*(?:{_NUMERAL}|[①-⑳⑴-⒇㈠-㈩])\s*[）)]?\s*[条、.．]?")
_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*")


@frozen
class Line:
    """A paragraph, and where it was found; `inserted` is what of it a tracked change put there."""

    text: str
    where: Where = "text"
    inserted: str = ""


def row(cells: Iterable[Iterable[str]]) -> Iterator[Line]:
    """A table's row, given the paragraphs of its cells: one line where a cell is a number, else one for each."""
    filled = [kept for cell in cells if (kept := [text.strip() for text in cell if text.strip()])]
    if len(filled) == 1:
        yield from (Line(text) for text in filled[0])
        return
    number = next((n for n, cell in enumerate(filled[:-1]) if _BARE.fullmatch("".join(cell))), len(filled))
    for cell in filled[:number]:
        yield from (Line(text, "cell") for text in cell)
    if number < len(filled):
        yield Line("\u3000".join(text for cell in filled[number:] for text in cell), "row")


def rows_of_text(lines: Iterable[str]) -> Iterator[Line]:
    """The lines of a text file; those between upright strokes are rows."""
    for line in lines:
        text = line.strip()
        if not (len(text) > 2 and text.startswith("|") and text.endswith("|")):
            yield Line(line)
        elif not _RULE.fullmatch(text):
            yield from row([cell] for cell in text.strip("|").split("|"))
