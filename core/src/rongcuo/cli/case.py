"""`rongcuo case`: a new case file to fill in, and the checking of one."""

from __future__ import annotations

from pathlib import Path

import click

from ..facts.problems import InputError, Problem, as_argument, named_file, on_one_line
from ..plugins.placing import with_place
from ..policy.cases import read_case
from ..render.casestate import case_state, state_data, state_lines
from ..render.deployment import origin, origin_data
from ..render.page import Lines
from ..render.template import template
from ..render.words import Words
from ..ruling import Note, prepare
from .extensions import OpenGroup
from .options import of_the_run, output, regions
from .output import CASE_FILE, Result, Setting, command
from .writing import is_standard_output, write_new


@click.group(cls=OpenGroup)
@of_the_run
def case() -> None:
    pass


@case.command()
@regions
@output(required=True)
@command
def new(setting: Setting, region: tuple[str, ...], output: Path) -> Result | None:
    registry = setting.registry
    names = [registry.ruling_region(name) for name in region] or list(registry.rows)
    for name in names:
        if name in registry.failed:
            raise InputError(registry.failed[name])
    if not names:
        registry.need_ruling_region()
        raise InputError(registry.problems or Problem("no_region_installed"))
    text = template([registry.jurisdictions[name] for name in names], setting.words)
    write_new(output, text)
    if is_standard_output(output):
        return None
    words = setting.words
    said = words.say("say.case_written", file=on_one_line(str(output)))
    then = words.say("say.case_next", file=as_argument(str(output)))
    return Result(
        page=[Lines((said,)), origin(words), Lines((then,))],
        data={"written": str(output), **origin_data(registry)},
    )


@case.command()
@click.argument("file", type=CASE_FILE)
@command
def check(setting: Setting, file: Path) -> Result:
    registry = setting.registry
    registry.need_region()
    parsed = read_case(file, registry.vocabulary, registry.plugin_names, registry.text_called)
    words = Words(setting.language, with_place(registry, parsed.where))
    known = prepare(parsed, registry.texts, registry.vocabulary)
    questions = parsed.questions()
    posed = words.listed(words.say(f"question.{question}") for question in questions)
    lines = [words.say("say.case_ok", file=named_file(str(file), words.language), questions=posed)]
    lines += words.where_told(parsed.where, filing=True)
    state = case_state(known, registry.rows.values())
    lines += state_lines(state, words)
    if known.unsupported:
        lines.append(words.note(Note(key="note.no_basis", values={"facts": known.unsupported})))
    if known.unread:
        lines.append(words.say("say.unread", names=words.listed(known.unread)))
    return Result(
        page=[Lines(tuple(lines)), origin(words)],
        data={
            "file": str(file),
            "questions": list(questions),
            "unread": list(known.unread),
            **state_data(state),
            **origin_data(registry),
        },
    )
