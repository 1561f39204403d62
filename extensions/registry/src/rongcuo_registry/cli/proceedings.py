"""`rongcuo file|clarify|start|advance|amend|withdraw|close|decide|due|log`: procedures of cases in the registry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import get_args

import click
from attrs import evolve

from rongcuo.cli.options import completed
from rongcuo.cli.output import Result, Setting, command
from rongcuo.facts.acting import ProcedureKind
from rongcuo.facts.problems import Problem
from rongcuo.render.page import Block, Lines, Table
from rongcuo.render.words import Words

from ..doubts import of_deciding, of_opening, of_step
from ..entries import Decided
from ..lists import due_rows, log_rows
from ..model import BESIDE, DecisionAxis, ProceedingState
from ..naming import beside_called, outcome_called, procedure_called, roles_named
from ..operations import CaseRegistry
from ..render import decision_lines, next_command, proceeding_blocks, proceeding_data
from .progress import progress
from .shared import (
    actor,
    attach,
    attached,
    by,
    db,
    names_of,
    note,
    noted,
    on,
    one_of,
    opened,
    read_by,
    result,
    stated,
)


def _of_case(kind: ProcedureKind | None) -> click.Command:
    name = {"filing": "file", "clarification": "clarify"}.get(kind or "", "start")

    @command
    def run(
        setting: Setting, id: int, region: str, on: datetime.date | None, db: Path, procedure: str = ""
    ) -> Result:
        chosen = kind or procedure_called(procedure)
        words = setting.words
        with opened(setting, db) as registry:
            state = registry.open_proceeding(id, chosen, region, actor(), on)
            return _doubted(_shown(registry, state, words), of_opening(registry, state), words)

    wrapped = click.option("--region", required=True, shell_complete=completed("regions"))(on(db(run)))
    if kind is None:
        kinds = one_of(get_args(ProcedureKind))
        wrapped = click.argument("procedure", shell_complete=kinds)(wrapped)
    return click.command(name)(click.argument("id", type=click.IntRange(1))(wrapped))


file, clarify, start = _of_case("filing"), _of_case("clarification"), _of_case(None)


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.argument("step")
@by
@click.option("--no", is_flag=True)
@on
@note
@attach
@click.option("--fact", multiple=True)
@db
@command
def advance(
    setting: Setting,
    id: int,
    step: str,
    by: str,
    no: bool,
    on: datetime.date | None,
    note: str | None,
    attach: tuple[Path, ...],
    fact: tuple[str, ...],
    db: Path,
) -> Result:
    kept = attached(attach)
    with opened(setting, db) as registry:
        role = registry.role(by, proceeding=id, step=step)
        state = registry.advance(
            id, step, role, actor(), on=on, decision=not no, note=note, attached=kept, facts=stated(fact)
        )
        done = _shown(registry, state, setting.words)
        last = max(state.taken.values(), key=attrgetter("event"))
        return _doubted(done, of_step(registry, state, last), setting.words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@by
@click.option("--note", required=True)
@on
@attach
@db
@command
def amend(
    setting: Setting,
    id: int,
    by: str,
    note: str,
    on: datetime.date | None,
    attach: tuple[Path, ...],
    db: Path,
) -> Result:
    kept, words = attached(attach), setting.words
    with opened(setting, db) as registry:
        role = registry.role(by, proceeding=id)
        declared = registry.amend(id, actor(), role, note, on=on, attached=kept)
        done = _shown(registry, registry.proceeding(id), words)
    said = words.say("registry.amended" if declared else "registry.amended_locally", id=id)
    return Result(page=[Lines((said,)), *done.page], data={**done.data, "declared": declared})


@click.command()
@click.argument("id", type=click.IntRange(1))
@by
@note
@on
@db
@command
def withdraw(
    setting: Setting, id: int, by: str, note: str | None, on: datetime.date | None, db: Path
) -> Result:
    with opened(setting, db) as registry:
        role = registry.role(by, proceeding=id)
        return _shown(registry, registry.withdraw(id, actor(), role, note, on), setting.words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@by
@note
@on
@db
@command
def close(setting: Setting, id: int, by: str, note: str | None, on: datetime.date | None, db: Path) -> Result:
    with opened(setting, db) as registry:
        role = registry.role(by, proceeding=id)
        return _shown(registry, registry.close(id, actor(), role, note, on), setting.words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.option("--tolerated/--not-tolerated", required=True)
@click.option("--outcome", multiple=True, callback=read_by(outcome_called))
@click.option(
    "--beside",
    multiple=True,
    callback=read_by(beside_called),
    shell_complete=one_of(names_of("beside", BESIDE)),
)
@click.option("--body")
@click.option("--conditions")
@click.option("--dissent")
@click.option("--remedy")
@click.option("--replaces", multiple=True, type=click.IntRange(1))
@by
@on
@db
@command
def decide(
    setting: Setting,
    id: int,
    tolerated: bool,
    outcome: tuple[tuple[DecisionAxis, str], ...],
    beside: tuple[str, ...],
    body: str | None,
    conditions: str | None,
    dissent: str | None,
    remedy: str | None,
    replaces: tuple[int, ...],
    by: str,
    on: datetime.date | None,
    db: Path,
) -> Result:
    words = setting.words
    decided = Decided(
        tolerated=tolerated,
        outcomes=dict(outcome),
        beside=beside,
        body=body,
        conditions=conditions,
        dissent=dissent,
        remedy=remedy,
        replaces=replaces,
    )
    with opened(setting, db) as registry:
        registry.decide(id, decided, actor(), registry.role(by, case=id), on)
        case = registry.case(id)
        lines = decision_lines(registry, case, words, personal=False)
        doubts = of_deciding(registry, case, case.decisions[-1])
    return _doubted(result([Lines(tuple(lines))], {"case": id}, words), doubts, words)


@click.command()
@click.option("--region", shell_complete=completed("regions"))
@click.option("--limit", type=click.IntRange(1), default=50)
@db
@command
def due(setting: Setting, region: str | None, limit: int, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as registry:
        chosen = None if region is None else registry.region(region).id
        with progress(words, "registry.working_out") as report:
            waiting = registry.due(chosen, limit, report)
        rows = due_rows(registry, waiting, words)
    columns = words.columns("last_day", "proceeding", "case_title", "step", "who")
    cells = [
        (row["by"], row["proceeding"], f"{row['case']} {row['title']}", row["name"], row["who"])
        for row in rows
    ]
    blocks: list[Block] = [Table(columns, tuple(tuple(map(str, row)) for row in cells))]
    if not rows:
        blocks = [Lines((words.say("registry.nothing_due"),))]
    if waiting.more:
        blocks.append(Lines((words.say("registry.more", count=waiting.more),)))
    if rows:
        blocks.append(Lines((words.say("registry.due_use"),)))
    if any(not each.waiting.step.roles for each in waiting.steps):
        blocks.append(Lines((words.say("registry.roles", roles=words.pick(roles_named())),)))
    if waiting.unknown:
        ids = words.listed(map(str, waiting.unknown))
        blocks.append(Lines((words.say("registry.due_unknown", ids=ids),)))
    kept = [{key: value for key, value in row.items() if key not in ("by", "name", "who")} for row in rows]
    return result(blocks, {"due": kept, "more": waiting.more, "unknown": list(waiting.unknown)}, words)


@click.command()
@click.argument("id", type=click.IntRange(1))
@click.option("--personal", is_flag=True)
@db
@command
def log(setting: Setting, id: int, personal: bool, db: Path) -> Result:
    words = setting.words
    with opened(setting, db, readonly=True) as registry:
        registry.case(id)
        rows = log_rows(registry, id, words, personal=personal)
    columns = words.columns("entry", "entered", "entered_by", "done_on", "happened")
    cells = [(row["id"], row["time"], row["by"], row["on"] or "—", row["what"]) for row in rows]
    table = Table(columns, tuple(tuple(map(str, row)) for row in cells))
    kept = [{key: value for key, value in row.items() if key not in ("time", "by")} for row in rows]
    return result([table], {"case": id, "events": kept}, words)


def _doubted(done: Result, doubts: Iterable[Problem], words: Words) -> Result:
    """What a command did, behind what is likely to be a mistake of it."""
    lines, notes = noted(doubts, words)
    return evolve(done, page=[*lines, *done.page], data={**done.data, "notes": notes})


def _shown(registry: CaseRegistry, state: ProceedingState, words: Words, *, full: bool = False) -> Result:
    return result(
        [*proceeding_blocks(registry, state, words, full=full), *next_command(registry, state, words)],
        {"proceeding": proceeding_data(registry, state, words)},
        words,
    )


@click.command()
@click.argument("id", type=click.IntRange(1))
@db
@command
def proceeding(setting: Setting, id: int, db: Path) -> Result:
    with opened(setting, db, readonly=True) as registry:
        return _shown(registry, registry.proceeding(id), setting.words, full=True)
