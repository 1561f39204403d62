"""One name for one thing in every command, each where one looks for it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from rongcuo.cli import rongcuo
from rongcuo.cli.options import Option

from .running import run
from .test_cli import ALL

YIWU = "examples/yiwu.toml"
COMMANDS = {path: command for path, command in ALL.items() if not isinstance(command, click.Group)}
OF_REGIONS = [("compare", YIWU), ("matrix",), ("measures",), ("timeline",)]
#: The commands that take nothing but regions.
ALONE = [words for words in OF_REGIONS if len(words) == 1]

by_path = pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "rongcuo")


def spellings(path: tuple[str, ...]) -> dict[str, list[str]]:
    """The options of a command, by the first of their long names."""
    found = [param.opts for param in ALL[path].params if isinstance(param, click.Option)]
    return {next(name for name in names if name.startswith("--")): names for names in found}


def printed(*arguments: str | Path) -> str:
    done = run(*arguments, language="en")
    assert done.status == 0, done.err
    return done.out


# Help, version, language and deployment


@pytest.mark.slow
@by_path
def test_h_asks_for_help_as_help_does(path: tuple[str, ...]) -> None:
    assert printed(*path, "-h") == printed(*path, "--help")


def test_big_v_asks_for_the_version() -> None:
    assert printed("-V") == printed("--version")


@by_path
def test_language_and_deployment_are_options_of_every_command_and_group(path: tuple[str, ...]) -> None:
    assert {"--lang", "--config"} <= {*spellings(path)}


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "zh", "facts"),
        ("facts", "--lang", "zh"),
        ("--lang", "en", "facts", "--lang", "zh"),
        ("--lang=en", "facts", "--lang=zh"),
    ],
    ids=" ".join,
)
def test_the_language_is_said_before_or_after_the_command_and_the_nearer_counts(
    words: tuple[str, ...],
) -> None:
    assert "动机态度" in printed(*words)


def test_the_language_is_said_before_the_command_of_a_group() -> None:
    assert printed("case", "--lang", "zh", "new", "-h") == printed("case", "new", "-h", "--lang", "zh")


def test_the_deployment_is_said_before_or_after_the_command_and_the_nearer_counts(tmp_path: Path) -> None:
    one, other = (tmp_path / f"{name}.toml" for name in ("hongze", "bincheng"))
    for file in (one, other):
        file.write_text(f'[region.{file.stem}]\nplugins = ["{file.stem}"]\n', "utf-8")

    def shown(*arguments: str | Path) -> str:
        config: str = json.loads(printed(*arguments, "--json"))["config"]
        return config

    assert shown("--config", one, "regions") == str(one)
    assert shown("regions", "--config", one) == str(one)
    assert shown("--config", other, "regions", "--config", one) == str(one)
    assert shown("--config", other, "config", "--config", one, "show") == str(one)


# Regions


@pytest.mark.slow
@pytest.mark.parametrize("words", OF_REGIONS, ids=lambda words: words[0])
def test_several_regions_are_several_options_or_one_with_commas(words: tuple[str, ...]) -> None:
    expected = printed(*words, "--region", "hongze", "--region", "bincheng")
    assert printed(*words, "--region", "hongze,bincheng") == expected
    assert printed(*words, "--region", "洪泽、滨城") == expected
    assert printed(*words, "--region", "320813，bincheng, hongze") == expected
    assert expected != printed(*words, "--region", "hongze")


@pytest.mark.parametrize("words", ALONE, ids=lambda words: words[0])
def test_where_a_command_takes_nothing_else_regions_stand_without_the_option(words: tuple[str, ...]) -> None:
    expected = printed(*words, "--region", "hongze,bincheng")
    assert printed(*words, "hongze", "bincheng") == expected
    assert printed(*words, "hongze,bincheng") == expected
    assert printed(*words, "hongze", "--region", "bincheng") == expected


def test_a_template_is_of_the_regions_with_commas_between(tmp_path: Path) -> None:
    for name, words in {"one": ["hongze,bincheng"], "two": ["hongze", "bincheng"]}.items():
        options = [part for word in words for part in ("--region", word)]
        printed("case", "new", *options, "-o", tmp_path / name)
    assert (tmp_path / "one").read_text("utf-8") == (tmp_path / "two").read_text("utf-8")


@pytest.mark.parametrize("words", OF_REGIONS, ids=lambda words: words[0])
@pytest.mark.parametrize("nothing", ["", " ", ","])
def test_no_name_at_all_is_a_mistake_and_never_every_region(words: tuple[str, ...], nothing: str) -> None:
    done = run(*words, "--region", nothing, language="en")
    assert (done.status, done.out) == (2, "")
    assert "there is no region" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("hongze", "P1"),
        ("--region", "hongze", "P1"),
        ("P1", "--region", "洪泽"),
        ("hongze:P1",),
    ],
    ids=" ".join,
)
def test_a_clause_is_shown_of_a_region_with_or_without_the_option(words: tuple[str, ...]) -> None:
    assert printed("show", *words) == printed("show", "320813", "P1")


def test_showing_nothing_or_too_much_is_a_mistake_that_says_so() -> None:
    none = run("show", language="en")
    assert (none.status, none.err) == (2, "error: `REGION` is missing; see `rongcuo show --help`\n")
    extra = run("show", "P1", "P2", "--region", "hongze", language="en")
    assert extra.status == 2
    assert "`P2` is one argument too many" in extra.err


def test_one_case_is_ruled_by_one_region() -> None:
    done = run("rule", YIWU, "--region", "hongze,bincheng", language="en")
    assert (done.status, done.out) == (2, "")
    assert "hongze, bincheng" in done.err
    assert "rongcuo compare" in done.err


# Files


@pytest.mark.parametrize("path", [("case", "new"), ("config", "init"), ("new",), ("outline",), ("test",)])
def test_what_is_written_is_named_by_output(path: tuple[str, ...]) -> None:
    assert spellings(path)["--output"] == ["-o", "--output"]


FORMER = [
    (path, former, option)
    for path, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, Option)
    for former in option.formerly
]


def test_the_former_names_are_those_that_the_workshop_had() -> None:
    assert {(path, former) for path, former, _ in FORMER} == {
        (("new",), "--folder"),
        (("outline",), "--folder"),
        (("test",), "--write-cases"),
    }


@pytest.mark.parametrize(("path", "former", "option"), FORMER, ids=str)
def test_a_former_name_still_means_the_same_and_is_not_in_the_help(
    path: tuple[str, ...], former: str, option: Option
) -> None:
    with rongcuo.make_context("rongcuo", ["--lang", "en"], resilient_parsing=True) as context:
        command = COMMANDS[path]
        given = command.make_context(path[-1], [former, "there"], context, resilient_parsing=True)
    assert given.params[str(option.name)] == Path("there")
    assert former not in printed(*path, "--help")


def test_a_new_plugin_is_written_where_output_says(tmp_path: Path) -> None:
    about = ("--name", "样例", "--code", "320899", "--title", "样例", "--issuer", "样例")
    for words in (("sample", "-o", tmp_path / "a"), ("--region", "sample", "--folder", tmp_path / "b")):
        printed("new", *words, *about)
    assert {file.name for file in (tmp_path / "a").iterdir()} == {
        file.name for file in (tmp_path / "b").iterdir()
    }
