"""The matrix as a page: short signs in its cells, and a legend of those that occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..comparing.alignment import Cell, Column, Matrix
from ..comparing.alignment import Table as Aligned
from ..facts.text import Text
from ..policy.policy import Rule
from .deployment import origin, origin_data
from .page import Block, Heading, Lines, Table
from .words import Words


def matrix_page(matrix: Matrix, words: Words) -> list[Block]:
    """A table for each family of topics, what is unpublished of it, and what the signs mean."""
    page: list[Block] = [
        Heading(words.say("say.matrix")),
        Lines((*words.clock(matrix.clock), *_undecided(matrix, words))),
    ]
    for table in matrix.tables:
        if not table.lines:
            family = words.say(f"family.{table.family}")
            page.append(Lines(("", words.labelled(family, words.say("say.no_topic")))))
            continue
        page.append(_table(table, matrix.columns, words))
        missing = tuple(_missing(table, matrix.columns, words))
        if missing:
            page.append(Lines((words.labelled(words.say("cell.unpublished"), words.joined(missing)),)))
    states = {state for cell in _cells(matrix) for state in _signs(cell)}
    legend = tuple(words.say(f"legend.{state}") for state in _STATES if state in states)
    if legend:
        page += [Heading(words.say("say.legend"), 2), Lines(legend, bullets=True)]
    return [*page, Lines(("", *_without_plugin(matrix, words))), origin(words)]


#: The order of the legend; a clause explains itself.
_STATES = (
    "named_only", "not_in_force", "higher_level",
    "silent", "unpublished", "not_reported", "no_list", "no_plugin",
)  # fmt: skip


def _cells(matrix: Matrix) -> Iterable[Cell]:
    return (cell for table in matrix.tables for line in table.lines for cell in line.cells)


def _undecided(matrix: Matrix, words: Words) -> Iterable[str]:
    """The regions of which the dates leave several texts possible."""
    for column in matrix.columns:
        if column.ways:
            ways = words.joined(words.pick(way) for way in column.ways)
            yield words.say("say.latest_of", region=words.pick(column.name), ways=ways)


def _signs(cell: Cell) -> Iterable[str | None]:
    """The states whose signs a cell shows."""
    yield cell.state
    yield None if cell.clauses else cell.own
    if _mixed(cell.clauses):
        yield "named_only"


def _mixed(rules: Sequence[Rule]) -> bool:
    """Whether some of these are public and some known by name alone."""
    return len({rule.clause.status == "stated" for rule in rules}) > 1


def _table(table: Aligned, columns: tuple[Column, ...], words: Words) -> Table:
    rows = tuple(
        (
            words.pick(line.topic.name),
            *(_cell(cell, column, words) for cell, column in zip(line.cells, columns, strict=True)),
        )
        for line in table.lines
    )
    head = (words.say(f"family.{table.family}"), *(words.pick(column.name) for column in columns))
    return Table(head, rows, repeat=1)


def _cell(cell: Cell, column: Column, words: Words) -> str:
    """Clauses by their ids, without the plugin that the column names; a silence by its sign."""
    own = _ids(cell.clauses, column.here.policies[0].plugin if column.here else "", words)
    if cell.clauses:
        return own if cell.state == "clause" else words.aside(own, words.say(f"cell.{cell.state}"))
    lines = [words.say(f"cell.{cell.own or cell.state}")]
    for plugin in dict.fromkeys(_plugin(rule) for rule in cell.above):
        rules = [rule for rule in cell.above if _plugin(rule) == plugin]
        layer = words.pick(words.registry.policies[plugin].region.name)
        lines.append(words.say("cell.higher_level", layer=layer, clauses=_ids(rules, plugin, words)))
    return "\n".join(lines)


def _plugin(rule: Rule) -> str:
    return rule.id.partition(":")[0]


def _ids(rules: Sequence[Rule], plugin: str, words: Words) -> str:
    """The ids of clauses; among some that are public, those known by name alone are marked."""
    mixed = _mixed(rules)
    return words.listed(
        words.aside(name, words.say("cell.named_only")) if mixed and rule.clause.status != "stated" else name
        for rule in rules
        for name in [rule.id.removeprefix(f"{plugin}:")]
    )


def _missing(table: Aligned, columns: tuple[Column, ...], words: Words) -> Iterable[str]:
    """How many clauses of its lists each region keeps unpublished, once for each list."""
    for index, column in enumerate(columns):
        counts = {
            line.topic.list_kind: line.cells[index] for line in table.lines if line.cells[index].missing
        }
        for kind, cell in counts.items():
            assert column.here is not None and kind is not None
            yield words.say(
                "say.unpublished_of",
                region=words.pick(column.name),
                kind=words.say(f"kind.{kind}"),
                missing=words.missing(column.here.policies[0], kind),
                announced=cell.announced,
            )


def _without_plugin(matrix: Matrix, words: Words) -> Iterable[str]:
    """The levels above without a plugin, and why a region has none."""
    if matrix.without_plugin:
        names = [
            words.aside(parent.zh if words.language == "zh" else parent.en, words.regions(below))
            for parent, below in matrix.without_plugin.items()
        ]
        yield words.say("say.levels_without_plugin", names=words.listed(names))
    for column in matrix.columns:
        for problem in words.registry.failed.get(column.id, ()):
            yield words.labelled(column.id, problem.message(words.language))


def matrix_data(matrix: Matrix, words: Words) -> dict[str, Any]:
    """The same as plain data; the cells of a topic stand in the order of the regions."""
    return {
        "on": None if matrix.clock.newest else matrix.clock.on,
        "as_known": matrix.clock.as_known,
        **origin_data(words.registry),
        "regions": [
            {
                "region": column.id,
                "name": words.pick(column.name),
                "plugin": column.here is not None,
                "ways": [words.pick(way) for way in column.ways],
                "error": [
                    problem.message(words.language) for problem in words.registry.failed.get(column.id, ())
                ],
            }
            for column in matrix.columns
        ],
        "tables": [
            {
                "kind": table.family,
                "topics": [
                    {
                        "topic": line.topic.id,
                        "name": words.pick(line.topic.name),
                        "list": line.topic.list_kind,
                        "cells": [
                            {"region": column.id, **_cell_data(cell, words)}
                            for column, cell in zip(matrix.columns, line.cells, strict=True)
                        ],
                    }
                    for line in table.lines
                ],
            }
            for table in matrix.tables
        ],
        "without_plugin": [
            {"code": parent.code, "name": words.pick(Text(parent.zh, parent.en)), "above": list(below)}
            for parent, below in matrix.without_plugin.items()
        ],
    }


def _cell_data(cell: Cell, words: Words) -> dict[str, Any]:
    return {
        "state": cell.state,
        "clauses": [_clause_data(rule, words) for rule in cell.clauses],
        "above": [_clause_data(rule, words) for rule in cell.above],
        "own": cell.own,
        "missing": cell.missing,
        "announced": cell.announced,
    }


def _clause_data(rule: Rule, words: Words) -> dict[str, Any]:
    clause = rule.clause
    return {
        "id": rule.id,
        "kind": clause.kind,
        "title": words.pick(clause.title),
        "status": clause.status,
        "topic": clause.topic,
    }
