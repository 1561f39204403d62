"""Sweeping: lines that belong to no provision, told by what they are: contents, page numbers, what stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import frozen

from .lines import Line, Outside

#: Why something is no clause: it has no number, is a page number or an annex, stands in a table or outside of
#: the text, or says nothing.
Why = Literal["unnumbered", "page", "annex", "table", "empty"] | Outside

_PAGE = re.compile(
    r"[-—–－―·\s]*(?:第\s*)?[0-9０-９]{1,4}\s*页?\s*(?:[/，,]?\s*共?\s*[0-9０-９]{1,4}\s*页)?[-—–－―·\s]*"
)
_CONTENTS = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"[\s.．…·⋯]*[（(]?[0-9０-９]{1,4}[）)]?$")


@frozen
class LeftOut:
    """What is in no clause, and why."""

    text: str
    why: Why


def swept(lines: Sequence[Line]) -> Iterator[Line | LeftOut]:
    """The lines in order, those of no provision as left out."""
    contents = _contents(lines)
    for index, line in enumerate(lines):
        if line.where != "text" and line.where != "row" and line.where != "cell":
            yield LeftOut(line.text, line.where)
        elif index in contents:
            yield LeftOut(line.text, "contents")
        elif _PAGE.fullmatch(line.text):
            yield LeftOut(line.text, "page")
        else:
            yield line


def _contents(lines: Sequence[Line]) -> range:
    """A list of contents: from its title to where its first entry stands again, or as far as page numbers go."""
    for index, line in enumerate(lines[:-1]):
        if _CONTENTS.fullmatch(line.text.strip()):
            first = _bare(lines[index + 1].text)
            again = (n for n in range(index + 2, len(lines)) if _bare(lines[n].text).startswith(first))
            end = next(again, None) if first else None
            if end is None:
                end = index + 1
                while end < len(lines) and _LEADER.search(lines[end].text):
                    end += 1
            return range(index, end)
    return range(0)


def _bare(text: str) -> str:
    """An entry of the contents without its page number."""
    return re.sub(r"\s", "", _LEADER.sub("", text.strip()))
