"""`rongcuo registry check|backup|restore|export|import|erase`: the registry's file as a whole."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import click

from rongcuo.cli.options import of_the_run, output
from rongcuo.cli.output import Result, Setting, command
from rongcuo.cli.usage import Commands
from rongcuo.cli.writing import write_new
from rongcuo.facts.problems import MOST_TOLD, InputError, Problem, first_of
from rongcuo.render.page import Lines

from ..model import PROJECTIONS
from ..restoring import lost_data, lost_lines
from ..storage import OF_LISTS, Head, import_, kept_aside, lost
from ..storage import backup as back_up
from ..storage import check as checked
from ..storage import export as export_to
from ..storage import restore as put_back
from .progress import progress
from .shared import actor, db, opened, result, waiting


@click.group(cls=Commands)
@of_the_run
def registry() -> None:
    pass


@registry.command()
@click.option("--head")
@db
@command
def check(setting: Setting, head: str | None, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as cases, progress(words, "registry.checking") as report:
        findings = checked(cases.store, expect=_head(head), report=report)
        file = str(cases.store.path)
        wrong = [] if findings.problems else first_of([*islice(cases.due_differences(report), MOST_TOLD + 1)])
    problems = [
        problem.message(words.language)
        for problem in (*findings.problems, *(each.at(file=file) for each in wrong))
    ]
    notes = [note.message(words.language) for note in findings.notes]
    lines = [*problems, *notes]
    end = findings.head
    if problems:
        lists = {each.code for each in (*findings.problems, *wrong)} <= OF_LISTS
        lines.append(words.say("registry.mend_lists" if lists else "registry.mend"))
    else:
        lines.append(words.say("registry.sound", events=findings.events))
    if end is not None and not problems:
        lines += [words.say("registry.head", id=end.id, hash=end.hash), words.say("registry.head_use")]
    plain = {
        "problems": problems,
        "notes": notes,
        "head": None if end is None else {"id": end.id, "hash": end.hash},
    }
    return result([Lines(tuple(lines))], plain, words, failed=bool(problems))


def _head(text: str | None) -> Head | None:
    """An end of the log as it was noted down: its number, a colon, its hash."""
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        raise InputError(Problem("no_head", {"value": text}))
    return Head(int(number), digest)


@registry.command()
@output(required=True)
@db
@command
def backup(setting: Setting, output: Path, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as cases, progress(words, "registry.copying") as report:
        back_up(cases.store, output, report)
    return result(
        [Lines((words.say("registry.backed_up", file=str(output)),))], {"written": str(output)}, words
    )


@registry.command()
@click.argument("file", type=click.Path(path_type=Path))
@db
@command
def restore(setting: Setting, file: Path, db: Path) -> Result:
    words = setting.words
    restored = put_back(file, db, PROJECTIONS, on_wait=waiting(setting))
    lines = [words.say("registry.restored", file=str(db))]
    told: dict[str, Any] = {"restored": str(db), "aside": None, "lost": None, "erase_again": None}
    if restored.aside is not None:
        lines.append(words.say("registry.aside", file=str(restored.aside)))
        told["aside"] = str(restored.aside)
        try:
            gone = lost(restored.aside, db)
        except InputError:
            lines.append(words.say("registry.lost_unknown"))
        else:
            lines += lost_lines(gone, db, words)
            told |= lost_data(gone)
    return result([Lines(tuple(lines))], told, words)


@registry.command()
@output(required=True)
@click.option("--personal", is_flag=True)
@click.option("--attachments", is_flag=True)
@db
@command
def export(setting: Setting, output: Path, personal: bool, attachments: bool, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as cases:
        export_to(cases.store, output, personal=personal, contents=attachments)
    key = "registry.exported_whole" if personal else "registry.exported"
    return result([Lines((words.say(key, file=str(output)),))], {"written": str(output)}, words)


@registry.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@db
@command
def import_from(setting: Setting, file: Path, db: Path) -> Result:
    words = setting.words
    import_(file, db, PROJECTIONS)
    return result([Lines((words.say("registry.imported", file=str(db)),))], {"written": str(db)}, words)


@registry.command()
@click.argument("sum")
@output(required=True)
@db
@command
def extract(setting: Setting, sum: str, output: Path, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as cases:
        write_new(output, cases.attachment(sum))
    lines = [words.say("registry.extracted", file=str(output))]
    return result([Lines(tuple(lines))], {"written": str(output)}, words)


@registry.command()
@click.option("--case", "case_", type=click.IntRange(1))
@click.option("--person", type=click.IntRange(1))
@click.option("--yes", is_flag=True)
@db
@command
def erase(setting: Setting, case_: int | None, person: int | None, yes: bool, db: Path) -> Result:
    if (case_ is None) == (person is None):
        raise InputError(Problem("case_or_person"))
    if not yes:
        raise InputError(Problem("erase_for_good"))
    words = setting.words
    with opened(setting, db) as cases:
        count = cases.erase(actor(), case=case_, person=person)
        aside = kept_aside(cases.store.path)
    lines = [words.say("registry.erased" if person is None else "registry.erased_person", count=count)]
    if aside:
        lines.append(words.say("registry.still_aside", files=words.listed(each.name for each in aside)))
    return result([Lines(tuple(lines))], {"erased": count, "aside": [str(each) for each in aside]}, words)
