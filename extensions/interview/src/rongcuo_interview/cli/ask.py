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
from rongcuo.facts.days import today
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
from ..ending import ending
from ..interview import Interview
from ..preview import preview as screens_of
from ..preview import preview_data, preview_page
from ..screens import Screen
from ..settling import Settling

#: So many of what nobody knows are named.
_NAMED = 4


@click.command()
@regions
@click.option("--from", "start", type=CASE_FILE)
@output()
@click.option("--again", is_flag=True)
@click.option("--answers", type=CASE_FILE)
@click.option("--preview", is_flag=True)
@command
def ask(
    setting: Setting,
    region: tuple[str, ...],
    start: Path | None,
    output: Path | None,
    again: bool,
    answers: Path | None,
    preview: bool,
) -> Result:
    words, registry = setting.words, setting.registry
    registry.need_ruling_region()
    chosen = [registry.ruling_region(name) for name in region] or list(registry.rows)
    settling = Settling(Asked(words, chosen))
    if preview:
        if start or output or answers or again:
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
    text = None if start is None else read_text(start)
    if start is not None:  # every mistake of the file at once
        read_case(start, registry.vocabulary, registry.plugin_names, registry.text_called)
    draft = Draft(base={} if start is None else case_data(start, registry.vocabulary, registry.text_called))
    outcome: Answered | None = None
    if answers is not None:
        outcome = answered(settling, draft, read_answers(answers), str(answers))
        draft, ended = outcome.draft, True
    else:
        if not again:
            draft = draft.passing(*draft.unknown(registry))
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise InputError(Problem("ask_needs_terminal"))
        draft, ended, output = _interview(settling, draft, start, output)
    file = output or (start if answers is None else None)
    if file is not None:
        below = "" if start is None else os.path.relpath(start.parent, file.parent)
        whole = written(draft, text, words, below)
        write_over(file, whole) if file == start else write_new(file, whole)
    said = _said(outcome, words) if outcome is not None else []
    unknown = draft.unknown(registry)
    if unknown:
        names = words.facts(unknown[:_NAMED])
        names = words.say("ask.and_others", facts=names) if len(unknown) > _NAMED else names
        said.append(words.say("ask.left_unknown", count=len(unknown), facts=names))
    if file is not None and str(file) != "-":
        said.append(words.say("ask.written", file=on_one_line(str(file))))
        if not ended:
            said.append(words.say("ask.go_on_later", file=as_argument(str(file))))
        if unknown:
            said.append(words.say("ask.again", file=as_argument(str(file))))
    return _result(setting, draft, chosen if region else [], outcome, file, said, ended)


def _interview(
    settling: Settling, draft: Draft, start: Path | None, output: Path | None
) -> tuple[Draft, bool, Path | None]:
    from ..terminal import on_terminal, tell

    show = on_terminal(settling.asked.words)
    try:
        draft, how = Interview(settling, show, tell).run(draft)
        if output is None and start is None:
            output = _file(settling.asked.words, show)
    except KeyboardInterrupt:
        warn(settling.asked.words.say("ask.given_up"))
        raise
    return draft, how == "ended", output


def _file(words: Words, show: Any) -> Path | None:
    """Asks for the name of the file to write; nothing writes none."""
    from ..interview import Beside

    screen = Screen(
        kind="text",
        title=words.say("ask.file"),
        label="",
        hint=words.say("ask.hint_file"),
        default=f"case-{today().isoformat()}.toml",
        then=lambda reply: Draft(),
    )
    beside = Beside(progress="")
    while True:
        reply = show(screen, beside)
        name = reply.strip() if isinstance(reply, str) else ""
        if not name:
            return None
        if not Path(name).exists() and Path(name).parent.is_dir():
            return Path(name)
        code = "file_exists" if Path(name).exists() else "unwritable"
        beside = Beside(progress="", problem=Problem(code, file=name).message(words.language))


def _result(
    setting: Setting,
    draft: Draft,
    chosen: list[str],
    outcome: Answered | None,
    file: Path | None,
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
    asked: dict[str, Any] = {"written": None if file is None else str(file)}
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
