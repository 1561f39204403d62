"""Markup: elements whose texts are escaped, and the parts of a report as elements."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rongcuo.render.page import Heading, Lines, Origin, Picture, Table

from .report import Fold, Part, Rows
from .showing import shown


class Markup(str):
    """What is HTML already; every other text is escaped when it is put in."""

    __slots__ = ()


def element(tag: str, *inside: str, **attributes: str | bool) -> Markup:
    """An element with its attributes (`class_`, `data_label`) and what is inside: markup, or text to be escaped."""
    start = tag + "".join(
        f" {name.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(shown(str(value)))}"')
        for name, value in attributes.items()
        if value is not False and value != ""
    )
    content = "".join(
        each if isinstance(each, Markup) else escape(shown(each), quote=False) for each in inside
    )
    return Markup(f"<{start}>{content}" if tag in _VOID else f"<{start}>{content}</{tag}>")


#: Elements that hold nothing, and have no end.
_VOID = ("meta", "br", "link", "input")


def markup(parts: Iterable[Part]) -> list[Markup]:
    """Parts of a report, or of a page, as elements."""
    return [made for part in parts for made in _part(part)]


def _part(part: Part) -> Iterable[Markup]:
    match part:
        case Heading(text, level):
            yield element(f"h{level}", text)
        case Rows():
            # on paper the rows come first, and what is behind them later
            heads = Table(part.columns, tuple(fold.head for fold in part.rows))
            yield element("div", _table(heads), class_="paper")
            yield element("p", part.hint, class_="hint screen")
            yield element(
                "div", element("h2", part.title, class_="paper"), *map(_fold, part.rows), class_="rows"
            )
        case Fold():
            yield _fold(part)
        case Picture():
            yield element("figure", Markup(part.svg))
            yield _fold(Fold((part.title_of_table,), (part.table,)))
        case Table():
            yield _table(part)
        case Lines(lines, numbered=True):
            yield element("ol", *(element("li", line) for line in lines))
        case Lines(lines, bullets=True):
            yield element("ul", *(element("li", line) for line in lines))
        case Lines(lines) | Origin(lines):
            name = "origin" if isinstance(part, Origin) else ""
            yield from (element("p", line, class_=name) for line in lines if line)


def _fold(fold: Fold) -> Markup:
    """A part that unfolds; on the row of a region its answer has the colour that it has on a terminal."""
    first, *rest = fold.head
    head = [element("b", first)]
    if rest:
        answer, *grounds = rest
        head += [element("span", answer, class_=f"answer {fold.tone}".rstrip())]
        head += [element("span", each, class_="ground") for each in grounds]
    inside = element("div", *markup(fold.behind), class_="behind")
    # blanks between the parts, for whoever copies the text
    summary = element("summary", *(part for each in head for part in (each, " ")))
    return element("details", summary, inside, open=fold.open)


def _table(table: Table) -> Markup:
    """A table that a narrow screen shows as blocks, each cell below the name of its column."""
    filled = [i for i, _ in enumerate(table.columns) if i == 0 or any(row[i] for row in table.rows)]
    head = element("tr", *(element("th", table.columns[i], scope="col") for i in filled))
    rows = [
        element("tr", *(_cell(row[i], table.columns[i], heads=bool(table.repeat) and i == 0) for i in filled))
        for row in table.rows
    ]
    kind = "grid" if table.repeat else ""
    return element("table", element("thead", head), element("tbody", *rows), class_=kind)


def _cell(text: str, column: str, *, heads: bool) -> Markup:
    lines = text.split("\n")
    inside = [element("span", line) for line in lines] if len(lines) > 1 else [text]
    if heads:
        return element("th", *inside, scope="row", data_label=column)
    return element("td", *inside, data_label=column, class_="" if text else "empty")
