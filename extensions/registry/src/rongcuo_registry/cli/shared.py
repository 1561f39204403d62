"""What the registry's commands share: the file, who acts, days, and facts on the command line."""

from __future__ import annotations

import datetime
import getpass
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click

from rongcuo import api
from rongcuo.cli.options import Completed
from rongcuo.cli.output import Result, Setting
from rongcuo.cli.writing import warn
from rongcuo.facts.acting import Role
from rongcuo.facts.days import is_inexact_date
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import both, say
from rongcuo.policy.files import read_bytes
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Lines, Origin
from rongcuo.render.words import Words

from ..entries import Attached
from ..operations import CaseRegistry
from ..render import DATABASE, VARIABLE, here_too
from ..storage import LARGEST, WAIT, Actor
from ..whereabouts import OPENED_FOR, codes, opens_at

Decorated = Callable[..., Any]


def db(function: Decorated) -> Decorated:
    """`--db`: the registry's file, otherwise that of RONGCUO_DB, or `rongcuo.db` in the current folder."""
    kind = click.Path(path_type=Path)
    return click.option("--db", envvar=VARIABLE, default=DATABASE, type=kind)(function)


def one_of(ids: Iterable[str]) -> Completed:
    """How a shell completes a value that is one of these."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return [id_ for id_ in ids if id_.startswith(incomplete)]

    return complete


def by(function: Decorated) -> Decorated:
    """`--by`: the role that acts, which `CaseRegistry.role` reads."""
    return click.option("--by", required=True, shell_complete=one_of(names_of("role", get_args(Role))))(
        function
    )


def names_of(what: str, ids: Iterable[str]) -> list[str]:
    """The ids and the Chinese names of what may be typed."""
    return [name for id_ in ids for name in (id_, both(f"{what}.{id_}").zh)]


def read_by(function: Callable[[str], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """What reads the value of an option, or each of several."""

    def read(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(function, value))
        return None if value is None else function(value)

    return read


def on(function: Decorated) -> Decorated:
    """`--on`: the day on which it was done."""

    def read(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.date | None:
        if value is None:
            return None
        if len(value) != len("2026-01-01") or not is_inexact_date(value):
            raise InputError(Problem("bad_day_done", {"value": value}))
        return datetime.date.fromisoformat(value)

    return click.option("--on", callback=read)(function)


note = click.option("--note")
attach = click.option("--attach", multiple=True, type=click.Path(path_type=Path))


def actor() -> Actor:
    """Whoever is logged in here."""
    try:
        return Actor(getpass.getuser())
    except (OSError, KeyError):
        return Actor("unknown")


@contextmanager
def opened(
    setting: Setting, db: Path, *, create: bool = False, readonly: bool = False
) -> Iterator[CaseRegistry]:
    """The registry of a command; a file that isn't there is told with how to make one."""
    if not create and not db.exists() and not db.is_symlink():
        raise InputError(Problem("registry_none_yet", {}, file=str(db)))
    with CaseRegistry.open(
        db, setting.registry, create=create, readonly=readonly, on_wait=waiting(setting)
    ) as registry:
        yield registry


def waiting(setting: Setting) -> Callable[[], None]:
    """What says that a command waits for another program."""
    return lambda: warn(say(setting.language, "registry.waiting", seconds=f"{WAIT:g}"))


def attached(files: tuple[Path, ...]) -> list[Attached]:
    """Files to keep, every one read before anything is written.  Raises InputError."""
    return [
        Attached(content=read_bytes(file, str(file), LARGEST), name=file.name, fingerprint=_fingerprint(file))
        for file in files
    ]


def _fingerprint(file: Path) -> str | None:
    """The fingerprint of a report; None of any other file, and where the extension of reports isn't installed."""
    try:
        from rongcuo_documents.fingerprint import TOTAL
        from rongcuo_documents.reading import read_back

        return read_back(file).sums[TOTAL]
    except (ImportError, InputError):
        return None


def stated(given: tuple[str, ...]) -> dict[str, Any]:
    """Facts as `NAME=VALUE` has them: a value in TOML, or else as a word, or several with 、 or commas between."""
    facts: dict[str, Any] = {}
    for each in given:
        name, sign, value = each.replace("＝", "=").partition("=")
        if not sign or not name.strip() or not value.strip():
            raise InputError(Problem("no_pair", {"value": each}))
        facts[name.strip()] = _value(value.strip())
    return facts


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def result(blocks: list[Block], data: dict[str, Any], words: Words, *, failed: bool = False) -> Result:
    """What a command prints, with the deployment that its procedures come from."""
    has_origin = any(isinstance(block, Origin) for block in blocks)
    page = blocks if has_origin else [*blocks, origin(words)]
    return Result(page=page, data={**data, **origin_data(words.registry)}, failed=failed)


def noted(problems: Iterable[Problem], words: Words) -> tuple[list[Block], list[str]]:
    """What is likely to be a mistake, as lines and as data."""
    notes = [problem.message(words.language) for problem in problems]
    lines = tuple(words.say("say.warning", message=note) for note in notes)
    return [Lines(lines)] if lines else [], notes


def opens_next(registry: CaseRegistry, case: int, words: Words) -> str:
    """What is opened for a case as its file poses it: a filing, the clearing of a name, or a determination.

    At the nearest level of its place whose texts lay that down; where none does, only a ruling is left.
    """
    state = registry.case(case)
    posed, *_ = api.read(registry.policies, registry.raw(state)).questions()
    kind = OPENED_FOR[posed]
    named = words.say(f"procedure.{kind}")
    rules = here_too(registry, f"rongcuo case rule {case}")
    region = words.say("metavar.region")
    if codes(registry, state.where):
        here = opens_at(registry, state.where, kind)
        if here is None:
            return words.say("registry.next_rule", procedure=named, rule=rules)
        region = here.region.name.zh if words.language == "zh" else here.id
    typed = named if words.language == "zh" else kind
    command = {"filing": f"file {case}", "clarification": f"clarify {case}"}.get(
        kind, f"start {case} {typed}"
    )
    opens = here_too(registry, f"rongcuo {command} --region {region}")
    return words.say("registry.next_open", open=opens, procedure=named, rule=rules)
