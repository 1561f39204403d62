"""Quoting: which signs of an amending text stand in a quotation, whose paragraphs may each begin with a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from .amending import changes
from .titles import CLOSES, SIGNED

#: Straight marks stand for either of the others.
_STRAIGHT = '"＂'
#: What an opening mark may look like, at the beginning of a paragraph.
OPENING = ("“", "「", *_STRAIGHT)
_SHAPES = str.maketrans("「」", "“”")
#: A paragraph that begins with a quotation inside another: what it quotes is short, no sentence, and goes on behind it.
_NESTED = re.compile(r"“[^“”]{0,80}[^“”。；;！!？?：:]”(?=[^\s，。；;！!”])")
#: A line whose last sentence a straight mark closes.
_CLOSED = re.compile(f"[。；;！!？?：:][{_STRAIGHT}][。；;，,]?$")
#: How an item begins that makes a change.
_NUMBERED = re.compile(
    "第[^条]{1,9}条|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9０-９]{1,3}[.．、]"
)


@frozen
class Quoted:
    """For each sign of a line, and for its end, how many quotations it stands in; `unclosed` where one never ends."""

    depths: tuple[int, ...]
    unclosed: bool = False


def quoted(lines: Sequence[str]) -> list[Quoted]:
    """How the lines of a document are quoted.

    Each paragraph of a quotation may begin with an opening mark, and only the last one ends with a closing
    mark. A quotation that is never closed ends with the paragraphs that begin so, or before one that can't
    be in it: the next change, or what closes the document.
    """
    made: list[Quoted] = []
    while len(made) < len(lines):
        made += _quotation(lines[len(made) :])
    return made


def _quotation(lines: Sequence[str]) -> list[Quoted]:
    """The first line, and those in which a quotation that it begins goes on."""
    made: list[Quoted] = []
    depth = 0
    for line in lines:
        if made and not line.startswith(OPENING) and _NUMBERED.match(line) and changes(line):
            break
        depths = _depths(line, depth)
        made.append(Quoted(depths))
        depth = depths[-1]
        if not depth:
            return made
    else:
        del made[_end(lines) :]
    return [Quoted(made[0].depths, unclosed=True), *made[1:]]


def _end(lines: Sequence[str]) -> int:
    """Behind how many lines a quotation ends that the first one begins and none closes."""
    continued = False
    for at, line in enumerate(lines[1:], 1):
        if _goes_on(_directed(line, 1)):
            continued = True
        elif line.startswith(OPENING):
            continue
        elif continued or changes(line) or CLOSES.match(line) or SIGNED.fullmatch(line):
            return at
    return len(lines)


def _depths(line: str, depth: int) -> tuple[int, ...]:
    line = _directed(line, depth)
    goes_on = depth > 0 and _goes_on(line)
    depths = [depth]
    for at, sign in enumerate(line):
        if sign == "“" and not (goes_on and at == 0):
            depth += 1
        elif sign == "”":
            depth = max(0, depth - 1)
        depths.append(depth)
    return tuple(depths)


def _goes_on(line: str) -> bool:
    """Whether the mark that a line inside a quotation begins with is that of its paragraph."""
    return line.startswith("“") and not _NESTED.match(line)


def _directed(line: str, depth: int) -> str:
    """The line with marks that tell opening from closing; straight ones are taken in turns.

    Inside a quotation the first one may be that of a paragraph, and one without a partner closes it.
    """
    signs = list(line.translate(_SHAPES))
    straight = [at for at, sign in enumerate(signs) if sign in _STRAIGHT]
    if not straight:
        return "".join(signs)
    ends = _CLOSED.search(line) is not None
    if depth and straight[0] == 0 and (len(straight) % 2 == 1) != ends:
        signs[0], straight = "“", straight[1:]
    for count, at in enumerate(straight):
        signs[at] = "”" if count % 2 else "“"
    if depth and len(straight) % 2:
        signs[straight[-1]] = "”"
    return "".join(signs)
