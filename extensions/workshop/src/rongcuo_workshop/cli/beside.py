"""`rongcuo beside`: a document and the clauses that were made of it on one page, for an author to compare."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo.cli.options import completed, output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.writing import must_be_new, write_new
from rongcuo.facts.problems import InputError, Problem, on_one_line
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Lines, Table
from rongcuo.render.words import Words

from ..citing import beside as compared_with
from ..outline.documents import read_document
from ..outline.lines import NOT_READ
from ..outline.passages import Passage, passages
from ..render.beside import beside_html, summary
from ..workspace import open_plugin

#: How much is shown of each passage that no clause cites.
_SHOWN = 24


@click.command()
@click.argument("plugin", shell_complete=completed("plugins"))
@click.option("--source", type=click.Path(path_type=Path), required=True)
@click.option("--as", "source_id")
@output(required=True)
@command
def beside(setting: Setting, plugin: str, source: Path, source_id: str | None, output: Path) -> Result:
    if output.suffix.lower() not in (".html", ".htm"):
        raise InputError(Problem("beside_html", file=str(output)))
    must_be_new([output])
    workspace = open_plugin(plugin, setting.registry)
    words = Words(setting.language, workspace.registry)
    lines, wrapped = read_document(source)
    outside = sum(line.where in NOT_READ for line in lines)
    compared = compared_with(workspace.policy, passages(lines, wrapped=wrapped), source_id)
    write_new(output, beside_html(compared, workspace.here, words))
    rows = tuple((_place(passage, words), _start(passage.text)) for passage in compared.missed)
    said = words.say("beside.written", file=on_one_line(str(output)))
    page: list[Block] = [Lines((said, summary(compared, words)))]
    if outside:
        page.append(Lines((words.say("beside.outside", count=outside),)))
    if rows:
        page.append(Table((words.say("beside.place"), words.say("beside.missed_columns")), rows))
    unsaid = tuple((_place(passage, words), _start(sentence)) for passage, sentence in compared.unsaid)
    if unsaid:
        page.append(Table((words.say("beside.place"), words.say("beside.unsaid_columns")), unsaid))
    return Result(
        page=[*page, origin(setting.words)],
        data={
            "file": str(output),
            "sources": [source.id for source in compared.sources],
            "passages": [
                {
                    "locator": _place(row.passage, words) or None,
                    "heading": row.passage.heads,
                    "clauses": [*dict.fromkeys(rule.id for rule in (*row.clauses, *row.also))],
                    "unsaid": [row.passage.sentences[at] for at in row.unsaid],
                }
                for row in compared.rows
            ],
            "nowhere": [rule.id for rule in compared.nowhere],
            **origin_data(setting.registry),
        },
    )


def _place(passage: Passage, words: Words) -> str:
    return "" if passage.place is None else words.pick(passage.place)


def _start(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
