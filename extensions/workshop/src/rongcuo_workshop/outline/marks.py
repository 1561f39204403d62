"""Marks: how a numbered line begins, and where one line holds several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from ..numerals import in_characters
from .lines import Line, Where
from .quoting import Quoted, quoted
from .sweeping import LeftOut

_SIGNS, _DIGITS = "零〇○一二三四五六七八九十百千廿卅", "0-9０-９"


def _spaced(signs: str, most: int) -> str:
    """A number whose signs may stand apart."""
    return rf"([{signs}](?:\s*[{signs}]){{0,{most - 1}}})"


_LONG = f"(?:{_spaced(_SIGNS, 9)}|{_spaced(_DIGITS, 4)})"
_SHORT, _FIGURE = _spaced("一二三四五六七八九十", 3), f"([{_DIGITS}]{{1,3}})"
_NOT_A_REFERENCE = r"(?![^\s].*[，。；：,;:])"
#: Brackets around a number, as web pages print them; those of （一） are signs of their own.
BRACKETS, BRACKETS_END = "【〔［[", "】〕］]"
_BEGIN, _END = re.escape(BRACKETS), re.escape(BRACKETS_END)
_OPEN, _CLOSE = rf"(?:[{_BEGIN}]\s*)?", rf"(?:\s*[{_END}])?"
_SUB = rf"\s*之\s*(?P<sub>[一二三四五六七八九十]{{1,2}}|[{_DIGITS}]{{1,2}})"
#: What ends an article's number; a comma before another number is a list of references.
_STOP = rf"(?:[：:．.]|[、，,](?!\s*第|[一二三四五六七八九十{_DIGITS}]{{1,3}}[条款项]))?"
_BULLETS = "•·●■◆▪◇▶►➢"
#: How a numbered line begins, from the widest part of a document to the narrowest.
_MARKS = {
    "book": re.compile(rf"{_OPEN}第\s*{_LONG}\s*编{_NOT_A_REFERENCE}"),
    "chapter": re.compile(rf"{_OPEN}第\s*{_LONG}\s*章{_NOT_A_REFERENCE}"),
    "section": re.compile(rf"{_OPEN}第\s*{_LONG}\s*节{_NOT_A_REFERENCE}"),
    "part": re.compile(rf"第\s*{_LONG}\s*部分|{_SHORT}\s*(?:、(?![一二三四五六七八九十]+[项款类级])|[.．](?![0-9]))"),
    "article": re.compile(rf"{_OPEN}第\s*{_LONG}\s*条(?:{_SUB})?{_CLOSE}{_STOP}"),
    "item": re.compile(rf"[（({_BEGIN}]\s*{_SHORT}\s*[）){_END}]\s*、?|([㈠-㈩])\s*、?"),
    "point": re.compile(rf"{_FIGURE}\s*[.．、](?![{_DIGITS}])|([⒈-⒛])"),
    "detail": re.compile(rf"[（(【〔［]\s*{_FIGURE}\s*[）)】〕］]|([⑴-⒇])"),
    "bracket": re.compile(rf"{_FIGURE}\s*[）)]"),
    "circle": re.compile("([①-⑳])"),
    "saying": re.compile("([一二三四五六七八九十]{1,2})是(?![否非])"),
    "letter": re.compile(r"[（(]?([A-Za-z])[）).．、](?![A-Za-z0-9])"),
    "bullet": re.compile(rf"(?:[{_BULLETS}]|——|[-–*+](?=\s))"),
}  # fmt: skip
KINDS = tuple(_MARKS)
#: The kinds that hold articles, and are no part of where one is cited.
WIDE = ("book", "chapter", "section")
_BARE = re.compile(rf"(?:{_FIGURE}|{_SHORT})(?=\s)")
#: What goes on behind a number that a sentence refers to.
_REFERRED = {
    "article": re.compile(
        r"规定|所[列称述指]|的|中|情形|之规|第\s*\S{1,4}\s*[款项]|[、和至或及]\s*第|[（(]\S{1,3}[）)]\s*[项款目]"
    ),
    "item": re.compile(
        r"\s*(?:[项款](?:规定|所[列称述指]|情形|行为|的|中|之一|[、和至或])|[、和至或及]?\s*[（(]\S{1,3}[）)]\s*[项款])"
    ),
}
#: Before a number inside a line: each item of a list is to be a line of its own.
_INLINE = re.compile(
    r"(?<=[：:；;。])\s*(?="
    rf"[（(]\s*(?:[一二三四五六七八九十]{{1,3}}|[{_DIGITS}]{{1,2}})\s*[）)]|[{_DIGITS}]{{1,2}}(?:[.．]|[）)])(?![{_DIGITS}])"
    r"|[①-⑳⑴-⒇㈠-㈩⒈-⒛]|(?:第[零〇一二三四五六七八九十百千]{1,9}条(?:之[一二三四五六七八九十]{1,2})?\s"
    rf"|[{_BEGIN}]\s*第\s*[{_SIGNS}{_DIGITS}]{{1,9}}\s*条))"
)
_SAYINGS = re.compile(r"(?<=[：:；;。])\s*(?=[一二三四五六七八九十]是)")
_FIRST_SAYINGS = re.compile(r"(?:^|[：:；;。]\s*)一是.*[；;。]\s*二是")


@frozen
class Mark:
    """A number at the beginning of a line: its kind, `sub` behind 之, and as it is written; `end` is where it ends."""

    kind: str
    number: int
    sub: int
    sign: str
    end: int

    @property
    def bracketed(self) -> bool:
        """Whether it stands in brackets that web pages put around a number."""
        return self.sign[:1] in BRACKETS

    @property
    def open(self) -> bool:
        """Whether these close behind its heading."""
        return self.bracketed and not any(sign in self.sign for sign in BRACKETS_END)


@frozen
class Piece:
    """A line, or what stands of it behind one of its numbers.

    `width` is that of the whole line where it ends with this; `refers` whether the number may be one that
    a sentence refers to, `quoted` whether it stands in a quotation that an earlier line began, and
    `unclosed` whether the line begins one that is never closed.
    """

    text: str
    where: Where
    width: float
    mark: Mark | None
    refers: bool
    quoted: bool
    unclosed: bool


def pieces_of(lines: Iterable[Line | LeftOut], *, quotes: bool) -> Iterator[Piece | LeftOut]:
    """The pieces of the lines, in order; with `quotes` no number inside a quotation begins anything."""
    lines = list(lines)
    texts = [line.text for line in lines if isinstance(line, Line)]
    plain = (Quoted((0,) * (len(text) + 1)) for text in texts)
    quotations = iter(quoted(texts) if quotes else plain)
    for line in lines:
        if isinstance(line, LeftOut):
            yield line
            continue
        quotation = next(quotations)
        depths = quotation.depths
        split = list(_split(line.text, depths))
        for at, text in split:
            inside = depths[at] > 0
            mark = None if inside else mark_of(text, row=line.where == "row")
            refers = mark is not None and _refers(mark, text)
            last = at == split[-1][0]
            width = _width(line.text) if last else 0
            yield Piece(text, line.where, width, mark, refers, inside, last and quotation.unclosed)


def mark_of(text: str, *, row: bool = False) -> Mark | None:
    """The number that a line begins with; in a row of a table a bare one is one."""
    for kind, pattern in _MARKS.items():
        match = pattern.match(text)
        if match is not None:
            return _mark(kind, match)
    match = _BARE.match(text) if row else None
    return _mark("point", match) if match is not None else None


def _mark(kind: str, match: re.Match[str]) -> Mark:
    signs = next((group for group in match.groups() if group is not None), "")
    sub = match.groupdict().get("sub")
    number = 0 if kind == "bullet" else _number(signs)
    return Mark(kind, number, _number(sub) if sub else 0, re.sub(r"\s", "", match[0]), match.end())


def _number(text: str) -> int:
    signs = re.sub(r"\s", "", text)
    if len(signs) == 1 and signs.isalpha() and signs.isascii():
        return ord(signs.lower()) - ord("a") + 1
    if signs.isdecimal():
        return int(signs)
    if len(signs) == 1:
        return int(unicodedata.numeric(signs, 0))
    return int(in_characters(signs.replace("廿", "二十").replace("卅", "三十")) or 0)


def _refers(mark: Mark, text: str) -> bool:
    pattern = _REFERRED.get(mark.kind)
    return pattern is not None and pattern.match(text, mark.end) is not None


def _split(text: str, depths: Sequence[int]) -> Iterator[tuple[int, str]]:
    """A line before each of its numbers that stands in no quotation, each piece with where it begins."""
    at = [match.end() for match in _INLINE.finditer(text)]
    if _FIRST_SAYINGS.search(text):
        at += [match.end() for match in _SAYINGS.finditer(text)]
    at = [n for n in at if not depths[n]]
    for begin, end in pairwise([0, *sorted(set(at)), len(text)]):
        if text[begin:end].strip():
            yield begin, text[begin:end].strip()


def _width(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
