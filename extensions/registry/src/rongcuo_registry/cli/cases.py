"""`rongcuo case add|list|show|edit|rule`: cases in the registry."""

from __future__ import annotations

from pathlib import Path

import click

from rongcuo import api
from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.facts.problems import InputError, Problem
from rongcuo.policy.persons import files_of
from rongcuo.render.comparing import comparison_page, comparison_tables
from rongcuo.render.page import Block, Lines, Table
from rongcuo.render.ruling import ruling_page, ruling_tables
from rongcuo.render.screen import comparison_screen
from rongcuo.render.words import Words

from ..doubts import of_adding
from ..entries import Person, read_files
from ..lists import case_rows, proceeding_in_short
from ..naming import STATUSES, status_called
from ..render import case_blocks, case_data_of, filing_line
from .shared import (
    actor,
    attached,
    db,
    names_of,
    note,
    noted,
    one_of,
    opened,
    opens_next,
    read_by,
    result,
    stated,
)


@click.command()
@click.argument("path", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--person", multiple=True)
@click.option("--contact", multiple=True)
@click.option("--matter", type=click.IntRange(1))
@db
@command
def add(
    setting: Setting,
    path: tuple[Path, ...],
    person: tuple[str, ...],
    contact: tuple[str, ...],
    matter: int | None,
    db: Path,
) -> Result:
    folder = next((each for each in path if each.is_dir()), None)
    if folder is not None and len(path) > 1:
        raise InputError(Problem("one_folder", file=str(folder)))
    files = [*path] if folder is None else files_of(folder)
    if len(person) > len(files) or len(contact) > len(person):
        raise InputError(Problem("too_many_persons", {"persons": len(person), "files": len(files)}))
    persons = [
        Person(name=name, contact=contact[index] if index < len(contact) else None)
        for index, name in enumerate(person)
    ]
    words = setting.words
    cases = read_files(setting.registry, files)  # what is wrong with them is told before a registry is made
    new = not db.exists()
    with opened(setting, db, create=True) as registry:
        numbers = registry.add(cases, actor(), persons=persons, matter=matter, apart=folder is None)
        numbered = [registry.case(number).person for number in numbers]
        next_one = opens_next(registry, numbers[0], words)
        doubts, notes = noted(of_adding(registry, numbers), words)
    names = [each.name for each in persons] + [None] * (len(files) - len(persons))
    lines = [
        _added(case, file, number, name, words, named=bool(persons))
        for case, file, number, name in zip(numbers, files, numbered, names, strict=True)
    ]
    if new:
        lines.append(words.say("registry.created", file=str(db)))
    return result(
        [Lines(tuple(lines)), *doubts, Lines((next_one,))],
        {"cases": numbers, "persons": numbered, "created": new, "notes": notes},
        words,
    )


def _added(case: int, file: Path, person: int | None, name: str | None, words: Words, *, named: bool) -> str:
    """Which case a file is now, and of whom, where anybody was named."""
    if person is not None:
        return words.say("registry.added_person", id=case, file=file.name, person=person, name=name)
    return words.say("registry.added_nobody" if named else "registry.added", id=case, file=file.name)


@click.command("list")
@click.option("--region", shell_complete=completed("regions"))
@click.option(
    "--status", callback=read_by(status_called), shell_complete=one_of(names_of("of_status", STATUSES))
)
@click.option("--title")
@click.option("--matter", type=click.IntRange(1))
@click.option("--limit", type=click.IntRange(1), default=50)
@db
@command
def list_(
    setting: Setting,
    region: str | None,
    status: str | None,
    title: str | None,
    matter: int | None,
    limit: int,
    db: Path,
) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as registry:
        chosen = None if region is None else registry.region(region).id
        rows, more = case_rows(
            registry,
            words.language,
            region=chosen,
            status=status,
            matter=matter,
            limit=limit,
            title=title,
        )
        cells = [
            (
                str(row["id"]),
                row["title"] or words.say("registry.is_erased"),
                words.place(row["where"]),
                words.joined(proceeding_in_short(registry, each, words) for each in row["proceedings"]),
            )
            for row in rows
        ]
    columns = words.columns("number", "case_title", "where", "proceedings")
    blocks: list[Block] = [Table(columns, tuple(cells))]
    if not rows:
        blocks = [Lines((words.say("registry.no_cases"),))]
    if more:
        blocks.append(Lines((words.say("registry.more", count=more),)))
    return result(blocks, {"cases": rows, "more": more}, words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.option("--personal", is_flag=True)
@db
@command
def show(setting: Setting, id: int, personal: bool, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as registry:
        return result(
            case_blocks(registry, id, words, personal=personal),
            case_data_of(registry, id, words, personal=personal),
            words,
        )


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--fact", multiple=True)
@note
@db
@command
def edit(
    setting: Setting, id: int, file: Path | None, fact: tuple[str, ...], note: str | None, db: Path
) -> Result:
    if (file is None) == (not fact):
        raise InputError(Problem("file_or_facts"))
    words = setting.words
    changed = [] if file is None else read_files(setting.registry, [file])
    with opened(setting, db) as registry:
        if changed:
            registry.change(id, changed[0], actor(), note)
        else:
            registry.state_facts(id, stated(fact), actor())
    return result([Lines((words.say("registry.changed", id=id),))], {"case": id}, words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.argument("file", type=click.Path(path_type=Path), nargs=-1, required=True)
@note
@db
@command
def attach(setting: Setting, id: int, file: tuple[Path, ...], note: str | None, db: Path) -> Result:
    kept, words = attached(file), setting.words
    with opened(setting, db) as registry:
        registry.attach(id, kept, actor(), note)
    lines = [words.say("registry.kept_files", id=id, count=len(kept))]
    lines += [words.say("registry.fingerprint", sum=each.fingerprint) for each in kept if each.fingerprint]
    return result(
        [Lines(tuple(lines))], {"case": id, "fingerprints": [each.fingerprint for each in kept]}, words
    )


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.option("--region", shell_complete=completed("regions"))
@click.option("--full", is_flag=True)
@db
@command
def rule(setting: Setting, id: int, region: str | None, full: bool, db: Path) -> Result:
    with opened(setting, db) as registry:
        ruled = registry.rule(id, actor(), region)
    comparison, filing = ruled.comparison, ruled.filing
    words = Words(setting.language, comparison.registry)
    if region is None:
        page = list((comparison_page if full else comparison_screen)(comparison, words))
        tables = comparison_tables(comparison, words)
    else:
        here = comparison.answers[0].rulings[0].region
        page = list(ruling_page(comparison, here, words, explain=False))
        tables = ruling_tables(comparison, here, words, explain=False)
    lines = [words.say("registry.ruled", id=id)]
    if filing is not None:
        lines.append(filing_line(filing, words))
    plain = {
        **api.to_data(comparison, setting.language),
        "registry_case": id,
        "filing": None if filing is None else filing.id,
    }
    return Result(page=[*page, Lines(tuple(lines))], data=plain, tables=tables, failed=comparison.failed())
