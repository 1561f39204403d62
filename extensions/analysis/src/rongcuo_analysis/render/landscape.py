"""The landscape as a page that fits a terminal, as plain data, as tables, and what its picture is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from rongcuo.comparing.alignment import Cell
from rongcuo.facts.days import today
from rongcuo.policy.policy import topics
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.ruling import disclaimer
from rongcuo.render.words import Words

from ..landscape import Border, Landscape, Row, Telling
from ..parting import UNADDRESSED, Key, Parting
from .diff import called, percent

#: How strict a cell is, from what tolerates to what refuses; None where nobody outside knows.
Strictness = int | None
_IF_CLAUSE = {"red_line": 3, "condition": 1, "filing_condition": 1}
_IF_SILENT = {"situation": 2, "scope": 2, "trigger": 2}


def landscape_page(landscape: Landscape, words: Words, failed: Iterable[str] = ()) -> list[Block]:
    """Who is alike and how much, what groups have alone, and what parts those that stand beside each other."""
    page: list[Block] = [
        Heading(title(landscape, words)),
        Lines((words.say("landscape.as_of", day=today().isoformat()),)),
    ]
    if landscape.groups:
        page += [
            _grid(landscape, words),
            Lines((_meaning(landscape, words),)),
        ]
    together = [words.listed(_names(group, landscape, words)) for group in landscape.equivalents()]
    own = tuple(_own(landscape, words))
    if together:
        page.append(Lines((words.labelled(words.say("landscape.equivalent"), words.joined(together)),)))
    if own:
        page += [Heading(words.say("landscape.own"), 2), Lines(own, bullets=True)]
    if landscape.borders:
        page += [
            Heading(words.say("landscape.borders"), 2),
            Table(
                words.columns("groups", "part_clean", "part_adverse"),
                tuple(_border(each, landscape, words) for each in landscape.borders),
            ),
            Lines((words.say("landscape.telling"),)),
        ]
    left_out = (*_skipped(landscape, words), *failed)
    if left_out:
        page += [Heading(words.say("landscape.left_out"), 2), Lines(left_out, bullets=True)]
    return [*page, origin(words), disclaimer(words)]


def title(landscape: Landscape, words: Words) -> str:
    question = words.say(f"question.{landscape.question}")
    return words.say("landscape.title", question=question, count=len(landscape.sides))


def _names(members: Iterable[str], landscape: Landscape, words: Words) -> list[str]:
    return [called(landscape.by_name[name], words) for name in members]


def _grid(landscape: Landscape, words: Words) -> Table:
    """Each region with its group, and on how much of the settings it is as strict as each other."""
    order = [side.name for side in landscape.sides]
    rows = [
        (
            str(number) if place == 0 else "",
            f"{order.index(name) + 1} {called(landscape.by_name[name], words)}",
            *(_short(name, other, landscape) for other in order),
        )
        for number, group in enumerate(landscape.groups, 1)
        for place, name in enumerate(group.members)
    ]
    columns = (*words.columns("group", "region"), *(str(n) for n, _ in enumerate(order, 1)))
    return Table(columns, tuple(rows), repeat=2)


def _short(one: str, two: str, landscape: Landscape) -> str:
    """A share in whole percent, never rounded to nothing or to everything."""
    if one == two:
        return "—"
    share = landscape.between(one, two).clean_alike
    if share in (0, 1):
        return str(int(share) * 100)
    rounded = round(float(share) * 100)
    return "<1" if rounded == 0 else ">99" if rounded == 100 else str(rounded)


def _meaning(landscape: Landscape, words: Words) -> str:
    means = words.say(f"landscape.means.{landscape.question}")
    return words.say("landscape.grid", means=means, level=round(landscape.level * 100))


def _own(landscape: Landscape, words: Words) -> Iterator[str]:
    """What the members of a group have public clauses on, and no other region."""
    for number, group in enumerate(landscape.groups, 1):
        if group.own:
            label = words.say("landscape.group", number=number)
            named = words.aside(label, words.listed(_names(group.members, landscape, words)))
            yield words.labelled(named, words.listed(words.pick(topics()[key[0]].name) for key in group.own))


def topic_name(key: Key, words: Words) -> str:
    return words.aside(words.pick(topics()[key[0]].name), words.say(f"kind.{key[1]}"))


def _border(border: Border, landscape: Landscape, words: Words) -> tuple[str, str, str]:
    first, second = (landscape.groups[number] for number in (border.first, border.second))
    count = len(first.members) + len(second.members)

    def said(alike: Fraction, telling: Iterable[Telling]) -> str:
        told = words.listed(_telling(each, count, landscape, words) for each in telling)
        alike_in_words = words.say("landscape.alike", share=percent(alike))
        return words.joined([alike_in_words, told] if told else [alike_in_words])

    return (
        words.say("landscape.between", first=border.first + 1, second=border.second + 1),
        said(border.clean, border.topics),
        said(border.alike, border.red_lines),
    )


def _telling(telling: Telling, count: int, landscape: Landscape, words: Words) -> str:
    """A topic, how much of the parting it tells, and who has clauses on it where not all have."""
    topic = (
        words.say("landscape.unaddressed")
        if telling.key == UNADDRESSED
        else words.pick(topics()[telling.key[0]].name)
    )
    said = words.say("landscape.share", topic=topic, share=percent(telling.share))
    if len(telling.having) in (0, count):
        return said
    return words.aside(said, words.listed(_names(telling.having, landscape, words)))


def _skipped(landscape: Landscape, words: Words) -> Iterator[str]:
    without = [called(each.side, words) for each in landscape.skipped if each.why == "no_rule"]
    if without:
        yield words.labelled(words.say("landscape.no_rule"), words.listed(without))
    for each in landscape.skipped:
        if each.why == "too_complex":
            beside = words.listed(each.beside)
            yield words.labelled(called(each.side, words), words.say("landscape.too_complex", beside=beside))


# Cells


def strictness(kind: str, cell: Cell) -> Strictness:
    """How strict a region is on a topic, by what kind of clause it has there or that its list has none."""
    if cell.state in ("clause", "higher_level"):
        return _IF_CLAUSE.get(kind, 0)
    return _IF_SILENT.get(kind, 0) if cell.state in ("silent", "no_list") else None


def cell_word(kind: str, cell: Cell, words: Words) -> str:
    """What a cell comes to, in a word or two."""
    if cell.state in ("clause", "higher_level"):
        return words.say(f"landscape.has.{kind}")
    if cell.state == "silent":
        return words.say(f"landscape.silent.{kind}")
    return words.say(f"cell.{cell.state}")


def cell_clauses(cell: Cell) -> list[str]:
    """The clauses that it rests on, the region's own or those above it."""
    return [rule.id for rule in cell.clauses or cell.above]


def cells_table(landscape: Landscape, words: Words) -> Table:
    """The picture as a table: topics by regions, each cell its word and its clauses."""
    names = [called(side, words) for side in landscape.sides]
    rows = tuple(
        (topic_name((row.topic.id, row.kind), words), *(_cell(row, cell, words) for cell in row.cells))
        for row in landscape.rows
    )
    return Table((words.say("column.topic"), *names), rows, repeat=1)


def _cell(row: Row, cell: Cell, words: Words) -> str:
    return "\n".join([cell_word(row.kind, cell, words), *cell_clauses(cell)])


# Data


def pairs_table(landscape: Landscape, words: Words) -> Table:
    """Every pair of regions, for CSV."""
    names = ("first", "second", "alike_clean", "alike_all", "milder", "stricter", "equivalent")
    rows = []
    for one, two in combinations([side.name for side in landscape.sides], 2):
        pair = landscape.between(one, two)
        shares = (pair.clean_alike, pair.alike, pair.milder, pair.stricter)
        rows.append((one, two, *(f"{float(share):.6f}" for share in shares), str(int(pair.equivalent))))
    return Table(words.columns(*names), tuple(rows))


def landscape_data(landscape: Landscape, words: Words) -> dict[str, Any]:
    """The same as plain data; shares as numbers."""
    group_of = {name: n for n, group in enumerate(landscape.groups, 1) for name in group.members}
    return {
        "question": landscape.question,
        "on": today().isoformat(),
        "level": float(landscape.level),
        "regions": [{"region": side.name, "group": group_of[side.name]} for side in landscape.sides],
        "groups": [
            {
                "group": number,
                "regions": list(group.members),
                "alike": float(group.alike),
                "milder": float(group.milder),
                "stricter": float(group.stricter),
                "own": [_key_data(key) for key in group.own],
            }
            for number, group in enumerate(landscape.groups, 1)
        ],
        "equivalent": [list(group) for group in landscape.equivalents()],
        "pairs": [
            _pair_data(one, two, landscape.between(one, two))
            for one, two in combinations([side.name for side in landscape.sides], 2)
        ],
        "borders": [
            {
                "groups": [border.first + 1, border.second + 1],
                "alike": {"all": float(border.alike), "no_adverse_fact": float(border.clean)},
                "parted_by": [_telling_data(telling) for telling in border.topics],
                "parted_by_red_lines": [_telling_data(telling) for telling in border.red_lines],
            }
            for border in landscape.borders
        ],
        "topics": [
            {
                "topic": row.topic.id,
                "kind": row.kind,
                "cells": [
                    {
                        "region": side.name,
                        "state": cell.state,
                        "strictness": strictness(row.kind, cell),
                        "clauses": cell_clauses(cell),
                    }
                    for side, cell in zip(landscape.sides, row.cells, strict=True)
                ],
            }
            for row in landscape.rows
        ],
        "left_out": [
            {"region": each.side.name, "why": each.why, "beside": list(each.beside)}
            for each in landscape.skipped
        ],
        **origin_data(words.registry),
    }


def _pair_data(one: str, two: str, parting: Parting) -> dict[str, Any]:
    return {
        "first": one,
        "second": two,
        "equivalent": parting.equivalent,
        "alike": {"all": float(parting.alike), "no_adverse_fact": float(parting.clean_alike)},
        "first_milder": float(parting.milder),
        "first_stricter": float(parting.stricter),
        "parted_by": [_share_data(key, share) for key, share in parting.topics.items()],
        "parted_by_red_lines": [_share_data(key, share) for key, share in parting.red_lines.items()],
    }


def _key_data(key: Key) -> dict[str, Any]:
    return {"topic": key[0] or None, "kind": key[1]}


def _share_data(key: Key, share: Fraction) -> dict[str, Any]:
    return {**_key_data(key), "share": float(share)}


def _telling_data(telling: Telling) -> dict[str, Any]:
    return {**_share_data(telling.key, telling.share), "having": list(telling.having)}
