"""Every output says which deployment file it rests on, and where there is nothing to rule with, what is missing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
import pytest

from rongcuo import cli
from rongcuo.cli.extensions import named

from . import deploying
from .deploying import CASE, SETTLED
from .running import FOUR, ROOT, installed, run

deployed = deploying.deployed

# Every output says what it rests on

ANSWERS = ROOT / "tests" / "answers.toml"
PLAN = ROOT / "examples" / "constructed" / "plan_haian.toml"
DOCUMENT = ROOT / "examples" / "tutorial" / "document.docx"
#: An example of every command that rests on a deployment; `verify` needs a report.
COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "compare": ("compare", CASE),
    "ask": ("ask", "--from", CASE, "--answers", ANSWERS),
    "ask, previewed": ("ask", "--region", "haian", "--preview"),
    "rule": ("rule", CASE, "--region", "haian"),
    "rule, explained": ("rule", CASE, "--region", "haian", "--explain"),
    "prepare": ("prepare", PLAN, "--region", "haian"),
    "diff": ("diff", "haian", "haian"),
    "whatif": ("whatif", CASE, "--region", "haian"),
    "show": ("show", "haian"),
    "show, one clause": ("show", "haian", "T1"),
    "matrix": ("matrix",),
    "measures": ("measures",),
    "leniency": ("leniency", CASE),
    "similar": ("similar", CASE),
    "landscape": ("landscape", "haian"),
    "backtest": ("backtest", ROOT / "plugins/zhejiang/src/rongcuo_zhejiang/decided/import_share_missed.toml"),
    "timeline": ("timeline",),
    "versions": ("versions", "haian"),
    "procedure": ("procedure", "haian"),
    "test": ("test", ROOT / "plugins" / "chongchuan"),
    "check": ("check", "haian"),
    "card": ("card", ROOT / "plugins" / "chongchuan"),
    "review": ("review", "haian"),
    "beside": ("beside", "haian", "--source", DOCUMENT, "-o", "beside.html"),
    "regions": ("regions",),
    "plugins": ("plugins",),
    "config check": ("config", "check"),
    "config show": ("config", "show"),
    "doctor": ("doctor",),
    "facts": ("facts",),
    "case check": ("case", "check", CASE),
    "case new": ("case", "new", "-o", "new.toml"),
}


ADDED = ("case", "add", CASE)
FILED = (ADDED, ("file", "1", "--region", "haian"))
ATTACHED = (*FILED, ("advance", "1", "F1", "--by", "unit", "--attach", CASE))
IN_EFFECT = (*ATTACHED, ("advance", "1", "F3", "--by", "other"))
#: An example of every command of the registry: the last of these, after the others.
OF_REGISTRY: dict[str, tuple[tuple[str | Path, ...], ...]] = {
    "case add": (ADDED,),
    "case list": (ADDED, ("case", "list")),
    "case show": (*FILED, ("case", "show", "1")),
    "case attach": (ADDED, ("case", "attach", "1", CASE)),
    "case edit": (ADDED, ("case", "edit", "1", CASE)),
    "case rule": (ADDED, ("case", "rule", "1")),
    "case rule, one region": (ADDED, ("case", "rule", "1", "--region", "haian")),
    "file": FILED,
    "clarify": (ADDED, ("clarify", "1", "--region", "haian")),
    "start": (ADDED, ("start", "1", "evaluation", "--region", "haian")),
    "proceeding": (*FILED, ("proceeding", "1")),
    "advance": ATTACHED,
    "amend": (*IN_EFFECT, ("amend", "1", "--by", "unit", "--note", "换人")),
    "withdraw": (*FILED, ("withdraw", "1", "--by", "unit")),
    "close": (ADDED, ("clarify", "1", "--region", "haian"), ("close", "1", "--by", "verifying")),
    "decide": (ADDED, ("decide", "1", "--tolerated", "--by", "discipline")),
    "due": (*FILED, ("due",)),
    "log": (*FILED, ("log", "1")),
    "registry check": (ADDED, ("registry", "check")),
    "registry backup": (ADDED, ("registry", "backup", "-o", "copy.db")),
    "registry restore": (
        ADDED,
        ("registry", "backup", "-o", "copy.db"),
        ("registry", "restore", "copy.db", "--db", "other.db"),
    ),
    "registry export": (ADDED, ("registry", "export", "-o", "out.jsonl")),
    "registry import": (
        ADDED,
        ("registry", "export", "-o", "out.jsonl", "--personal", "--attachments"),
        ("registry", "import", "out.jsonl", "--db", "other.db"),
    ),
    "registry extract": (
        *ATTACHED,
        ("registry", "extract", hashlib.sha256(CASE.read_bytes()).hexdigest()[:12], "-o", "back.toml"),
    ),
    "registry erase": (ADDED, ("registry", "erase", "--case", "1", "--yes")),
}


def test_every_command_has_an_example_here() -> None:
    def leaves(group: click.Group, names: Iterable[str], path: str = "") -> Iterator[str]:
        for name in names:
            with click.Context(group) as context:
                found = group.get_command(context, name)
            if isinstance(found, click.Group):
                with click.Context(found) as context:
                    yield from leaves(found, found.list_commands(context), f"{path}{name} ")
            else:
                yield path + name

    told = {name.partition(",")[0] for name in (*COMMANDS, *OF_REGISTRY)}
    assert told == set(leaves(cli.rongcuo, [*cli.COMMANDS, *named()])) - {
        "completion",
        "config init",
        "form",
        "new",
        "outline",
        "password",
        "schemas",
        "serve",
        "verify",
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", [*COMMANDS, *OF_REGISTRY])
@pytest.mark.parametrize("form", ["", "--json", "--csv", "--markdown"])
def test_every_output_names_the_file_used_and_what_is_installed_but_off(
    name: str, form: str, deployed: Callable[[str], Path]
) -> None:
    *before, arguments = OF_REGISTRY.get(name) or (COMMANDS[name],)
    for each in before:
        assert run(*each, folder=deployed(SETTLED)).status == 0
    done = run(*arguments, *([form] if form else []), folder=deployed(SETTLED), columns=300)
    assert (done.status, done.err) == (0, "")
    off = sorted({point.name for point in installed()} - {"haian", "national"})
    file = "rongcuo.toml" if name == "doctor" else str(deployed(SETTLED) / "rongcuo.toml")
    if form == "--json":
        told = json.loads(done.out)
        assert (told["config"], told["off"]) == (file, off)
    elif form == "--csv":
        tables = done.out.removeprefix("\ufeff").split("\r\n\r\n")
        rows = [row for table in tables for row in csv.DictReader(io.StringIO(table, newline=""))]
        assert rows
        assert {(row["部署文件"], row["已安装未启用"]) for row in rows} == {(file, "、".join(off))}
    else:
        assert f"部署文件：{file}" in done.out
        assert f"已安装未启用：{'、'.join(off)}" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["", "--json", "--csv", "--markdown"])
def test_without_a_file_every_output_says_so(name: str, form: str, tmp_path: Path) -> None:
    found = installed(*FOUR, "national")
    out = run(*COMMANDS[name], *([form] if form else []), folder=tmp_path, columns=300, found=found).out
    if form == "--json":
        assert (json.loads(out)["config"], json.loads(out)["off"]) == ("none", [])
    else:
        assert "无（已安装的地区全部启用）" in out and "部署文件" in out


# Nothing to rule with

HOW_TO_GET_ONE = "rongcuo-national rongcuo-hongze"
#: Commands that need no region: these list facts, or look at the folder of a plugin.
WITHOUT_REGION = ("facts", "test", "check", "card", "review", "beside")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WITHOUT_REGION])
def test_with_nothing_installed_every_command_says_how_to_get_a_region(name: str, tmp_path: Path) -> None:
    done = run(*COMMANDS[name], folder=tmp_path, found=[], columns=300)
    assert done.status in (0, 1, 2)
    assert HOW_TO_GET_ONE in done.out + done.err


def test_with_nothing_installed_the_doctor_finds_something_wrong(tmp_path: Path) -> None:
    done = run("doctor", "--json", folder=tmp_path, found=[])
    assert done.status == 1 and HOW_TO_GET_ONE in json.loads(done.out)["problems"][0]


@pytest.mark.parametrize("floor", ["", "floor = false\n"])
@pytest.mark.parametrize("name", COMMANDS)
def test_where_every_region_is_broken_each_is_told_and_nothing_else_fails(
    name: str, floor: str, deployed: Callable[[str], Path]
) -> None:
    folder = deployed(floor + '[region.haian]\nplugins = ["haiann"]\n')
    done = run(*COMMANDS[name], folder=folder, columns=300)
    assert done.status in (0, 1, 2), done.err
    if name not in (*WITHOUT_REGION, "case check", "backtest", "similar"):
        assert done.status != 0 or name == "plugins"
        assert "`haiann` 未安装" in done.out + done.err or name == "plugins"
        assert HOW_TO_GET_ONE not in done.out + done.err


def test_where_measures_are_all_that_is_on_they_are_shown_and_no_case_is_put_before_them(
    deployed: Callable[[str], Path],
) -> None:
    folder = deployed('floor = false\n[region.nanjing]\nplugins = ["nanjing"]\n')
    for command in (("show", "nanjing"), ("measures", "nanjing"), ("regions",), ("config", "check")):
        assert run(*command, folder=folder).status == 0, command
    done = run("compare", CASE, folder=folder)
    assert done.status == 2 and HOW_TO_GET_ONE not in done.err
