"""`rongcuo ask`: from a story to an answer, by the questions that settle most."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from rongcuo import api
from rongcuo.cli.options import output, regions
from rongcuo.cli.output import CASE_FILE, Result, Setting, command
from rongcuo.cli.writing import warn, write_new, write_over
from rongcuo.facts.problems import InputError, Problem, as_argument, on_one_line
from rongcuo.policy.cases import case_data, read_case
from rongcuo.render.comparing import comparison_tables
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Lines
from rongcuo.render.screen import comparison_screen
from rongcuo.render.words import Words

from ..answers import Answered, answered, read_answers
from ..asked import Asked
from ..casefile import read_text, written
from ..draft import Draft
from ..ending import ending, still_unknown
from ..interview import Interview
from ..keeping import Place
from ..keeping import place as place_of
from ..preview import preview as screens_of
from ..preview import preview_data, preview_page
from ..settling import Settling
from .where import free_name, where_to


@click.command()
@click.argument("id", type=click.IntRange(1), required=False)
@regions
@click.option("--from", "start", type=CASE_FILE)
@output()
@click.option("--again", is_flag=True)
@click.option("--answers", type=CASE_FILE)
@click.option("--keep", is_flag=True)
@click.option("--db", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True)
@command
def ask(
    setting: Setting,
    id: int | None,
    region: tuple[str, ...],
    start: Path | None,
    output: Path | None,
    again: bool,
    answers: Path | None,
    keep: bool,
    db: Path | None,
    preview: bool,
) -> Result:
    words, registry = setting.words, setting.registry
    registry.need_ruling_region()
    chosen = [registry.ruling_region(name) for name in region] or list(registry.rows)
    settling = Settling(Asked(words, chosen))
    if preview:
        if id or start or output or answers or again or keep or db:
            raise InputError(Problem("ask_preview_alone"))
        shown = list(screens_of(settling))
        broken = {name: registry.failed[name] for name in chosen if name in registry.failed}
        errors = {
            name: words.joined(problem.message(words.language) for problem in problems)
            for name, problems in broken.items()
        }
        lines = [words.labelled(words.region(name), error) for name, error in errors.items()]
        return Result(
            page=[*preview_page(shown, words), *([Lines(tuple(lines))] if lines else []), origin(words)],
            data={"screens": preview_data(shown), "errors": errors, **origin_data(registry)},
            failed=bool(errors),
        )
    if id is not None and (start or output):
        raise InputError(Problem("ask_number_alone"))
    place = place_of(id, db, keep=keep)
    text = None if start is None else read_text(start)
    base: dict[str, Any] = {} if place is None else place.start(setting)
    if start is not None:  # every mistake of the file at once
        read_case(start, registry.vocabulary, registry.plugin_names, registry.text_called)
        base = case_data(start, registry.vocabulary, registry.text_called)
    draft = Draft(base=base)
    outcome: Answered | None = None
    if answers is not None:
        outcome = answered(settling, draft, read_answers(answers), str(answers))
        draft, ended = outcome.draft, True
    else:
        if not again:
            draft = draft.passing(*draft.unknown(registry))
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise InputError(Problem("ask_needs_terminal"))
        to_ask = start is None and output is None and place is None
        draft, ended, where = _interview(settling, draft, to_ask)
        output, place = (where, None) if isinstance(where, Path) else (output, where or place)
    file = output or (start if answers is None else None)
    if file is not None:
        below = "" if start is None else os.path.relpath(start.parent, file.parent)
        whole = written(draft, text, words, below)
        write_over(file, whole) if file == start else write_new(file, whole)
    number, kept = (None, []) if place is None else _kept(setting, place, draft, file)
    said = _said(outcome, words) if outcome is not None else []
    unknown = still_unknown(draft, words)
    said += unknown
    if file is not None and str(file) != "-":
        said.append(words.say("ask.written", file=on_one_line(str(file))))
    said += kept
    if case := _called(file, place, number):
        if not ended:
            said.append(words.say("ask.go_on_later", case=case))
        if unknown:
            said.append(words.say("ask.again", case=case))
    asked = {"written": None if file is None else str(file), "case": number}
    return _result(setting, draft, chosen if region else [], outcome, asked, said, ended)


def _called(file: Path | None, place: Place | None, number: int | None) -> str:
    """How the case is gone on from; nothing where it is nowhere."""
    if place is not None and number is not None:
        other = place.db != place.keeper.place(None)
        return f"{number} --db {as_argument(str(place.db))}" if other else str(number)
    return "" if file is None or str(file) == "-" else f"--from {as_argument(str(file))}"


def _kept(setting: Setting, place: Place, draft: Draft, file: Path | None) -> tuple[int | None, list[str]]:
    """Keeps the case; where that fails, what was answered is written to a file, and it is told to which."""
    try:
        return place.keep(setting, draft)
    except InputError as error:
        if file is None:
            file = free_name()
            write_new(file, written(Draft(answers=draft.data(), checked=draft.checked), None, setting.words))
        raise InputError([*error.problems, Problem("ask_saved", file=str(file))]) from error


def _interview(settling: Settling, draft: Draft, to_ask: bool) -> tuple[Draft, bool, Path | Place | None]:
    """The draft that the interview comes to, whether it was ended, and where it goes if that is asked."""
    from ..terminal import on_terminal, tell

    show = on_terminal(settling.asked.words)
    try:
        draft, how = Interview(settling, show, tell).run(draft)
        where = where_to(settling.asked.words, show) if to_ask else None
    except KeyboardInterrupt:
        warn(settling.asked.words.say("ask.given_up"))
        raise
    return draft, how == "ended", where


def _result(
    setting: Setting,
    draft: Draft,
    chosen: list[str],
    outcome: Answered | None,
    asked: dict[str, Any],
    said: list[str],
    ended: bool,
) -> Result:
    words = setting.words
    data = {"title": words.say("ask.untitled"), "where": words.say("ask.nowhere"), **draft.data()}
    comparison = api.compare(setting.registry, data_of(data), regions=chosen)
    words = evolve(words, registry=comparison.registry)
    page: list[Block] = [*comparison_screen(comparison, words)]
    left = ending(comparison, words) if ended else []
    if left or said:
        page.append(Lines((*left, *said)))
    if outcome is not None:
        asked |= {
            "screens": outcome.screens,
            "asked": list(outcome.asked),
            "unanswered": list(outcome.unanswered),
            "unneeded": list(outcome.unneeded),
            "unread": list(outcome.unread),
            "anew": list(outcome.anew),
        }
    return Result(
        page=page,
        tables=comparison_tables(comparison, words),
        data={**api.to_data(comparison, setting.language), "interview": asked},
        failed=comparison.failed(),
    )


def data_of(case: dict[str, Any]) -> dict[str, Any]:
    """The case alone, without what only a file needs."""
    return {key: value for key, value in case.items() if key != "extends"}


def _said(outcome: Answered, words: Words) -> list[str]:
    """What was asked, what the file doesn't answer, and what it tells that nothing hangs on."""
    said = [words.say("ask.asked", screens=outcome.screens, answers=len(outcome.asked))]
    if outcome.unanswered:
        said.append(words.say("ask.unanswered", facts=words.facts(outcome.unanswered)))
    for key in ("unneeded", "unread", "anew"):
        if names := getattr(outcome, key):
            said.append(words.say(f"ask.{key}", facts=words.facts(names)))
    return said
