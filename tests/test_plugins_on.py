"""Which plugins are on: the deployment's list, the names that clash with it, and what extensions add."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from rongcuo.clauses import Chapter, Context
from rongcuo.facts.text import Language

from .running import FOUR, LANGUAGES, MEASURES_ALONE, REGIONS, FakePoint, Point, installed, run
from .test_plugins import (
    ACCIDENT,
    FOUND,
    LINE,
    OTHERS,
    answering,
    compare,
    extension,
    hello,
    misspelt,
    points,
    raising,
    verdicts,
    written,
)

# The deployment


class Untouched(FakePoint):
    """A plugin that nobody may import."""

    def load(self) -> object:
        raise AssertionError("it was imported")


@pytest.fixture
def deployed(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str) -> Path:
        return written(tmp_path, rongcuo=text)

    return write


ONE = '[region.jingjiang]\nplugins = ["jingjiang"]\n'
TWO = ONE + '[region.hongze]\nplugins = ["hongze", "national"]\n'


def test_a_plugin_that_the_deployment_does_not_list_is_never_imported(deployed: Callable[..., Path]) -> None:
    found = [*FOUND, Untouched("demo", None)]
    done = compare(found, folder=deployed(ONE))
    assert (done.status, done.err) == (0, "")
    assert "demo" in json.loads(done.out)["off"]


def test_without_a_deployment_everything_installed_is_imported() -> None:
    done = compare([*FOUND, Untouched("demo", None)])
    assert done.status == 1 and "it was imported" in done.out


def test_only_the_regions_of_the_deployment_are_compared(deployed: Callable[..., Path]) -> None:
    folder = deployed(TWO)
    done = compare(FOUND, folder=folder)
    # Hongze stands on the nation's whole text here, which takes any execution of a duty for a scene
    assert verdicts(done) == {"hongze": "unaddressed", "jingjiang": "refused"}
    assert json.loads(done.out)["config"] == str(folder / "rongcuo.toml")
    assert json.loads(done.out)["off"] == ["bincheng", "haian"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_names_the_file_and_what_is_installed_but_off(
    deployed: Callable[..., Path], language: Language
) -> None:
    folder = deployed(ONE)
    done = run("compare", ACCIDENT, found=FOUND, folder=folder, language=language, columns=300)
    assert str(folder / "rongcuo.toml") in done.out
    assert ("bincheng、haian、hongze" if language == "zh" else "bincheng, haian, hongze") in done.out
    for command in (("regions",), ("plugins",), ("rule", ACCIDENT, "--region", "jingjiang")):
        assert str(folder / "rongcuo.toml") in run(*command, folder=folder, columns=300).out


def test_without_a_deployment_the_comparison_says_so() -> None:
    assert "部署文件：无" in run("compare", ACCIDENT).out
    assert json.loads(compare(FOUND).out)["config"] == "none"


def test_the_deployment_is_found_up_the_folders_by_the_variable_or_where_it_is_told(
    deployed: Callable[..., Path], tmp_path: Path
) -> None:
    file = deployed(ONE) / "rongcuo.toml"
    below = tmp_path / "cases" / "2024"
    below.mkdir(parents=True)
    found = run("compare", ACCIDENT, "--json", folder=below)
    variable = run("compare", ACCIDENT, "--json", environment={"RONGCUO_CONFIG": str(file)})
    given = run(
        "compare", ACCIDENT, "--json", "--config", file, environment={"RONGCUO_CONFIG": "/nowhere.toml"}
    )
    assert found.out == variable.out == given.out
    assert verdicts(found) == {"jingjiang": "refused"}


def test_a_listed_plugin_that_is_missing_is_an_error_row(deployed: Callable[..., Path]) -> None:
    folder = deployed(ONE + '[region.hongze]\nplugins = ["hongzee"]\n')
    done = compare(FOUND, folder=folder)
    assert done.status == 1 and verdicts(done) == {"hongze": "error", "jingjiang": "refused"}
    assert "插件 `hongzee` 未安装" in done.out and "是否应为 `hongze`" in done.out
    for command in (("regions",), ("rule", ACCIDENT, "--region", "hongze")):
        assert run(*command, folder=folder).status == 1


def test_a_listed_plugin_that_is_broken_is_an_error_row(deployed: Callable[..., Path]) -> None:
    folder = deployed(ONE + '[region.demo]\nplugins = ["demo"]\n')
    done = compare(points(misspelt()), folder=folder)
    assert done.status == 1 and verdicts(done) == {"demo": "error", "jingjiang": "refused"}


def test_a_listed_extension_is_no_region(deployed: Callable[..., Path]) -> None:
    folder = deployed(ONE + '[region.demo]\nplugins = ["greetings"]\n')
    done = compare(points(extension(hello), "greetings"), folder=folder)
    assert done.status == 1 and verdicts(done) == {"demo": "error", "jingjiang": "refused"}
    assert "`greetings`" in done.out


def test_a_region_listed_with_another_regions_plugin_is_an_error_row(deployed: Callable[..., Path]) -> None:
    done = compare(FOUND, folder=deployed(ONE + '[region.elsewhere]\nplugins = ["hongze"]\n'))
    assert done.status == 1 and verdicts(done) == {"elsewhere": "error", "jingjiang": "refused"}


def test_without_the_floor_every_row_says_so(deployed: Callable[..., Path]) -> None:
    done = compare(FOUND, folder=deployed("floor = false\n" + TWO))
    for ruling in json.loads(done.out)["answers"][0]["rulings"]:
        assert any("已关闭全国统一适用的条款" in note for note in ruling["notes"])
        assert not [clause for clause in ruling["clauses"] if clause["floor"]]


def test_without_the_floor_every_row_of_csv_says_so_too(deployed: Callable[..., Path]) -> None:
    folder = deployed("floor = false\n" + TWO)
    done = run("compare", ACCIDENT, "--csv", found=FOUND, folder=folder)
    rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 2 and all("已关闭全国统一适用的条款" in row["说明"] for row in rows)


def test_with_the_floor_no_row_says_so_and_its_clauses_stand_under_every_row() -> None:
    for ruling in json.loads(compare(FOUND).out)["answers"][0]["rulings"]:
        assert not any("全国统一适用" in note for note in ruling["notes"])
        assert [clause for clause in ruling["clauses"] if clause["floor"]]


def test_without_the_floor_the_national_plugin_is_not_imported(deployed: Callable[..., Path]) -> None:
    found = [*installed("jingjiang"), Untouched("national", None)]
    assert compare(found, folder=deployed("floor = false\n" + ONE)).status == 0


@pytest.mark.parametrize("config", ["", ONE])
def test_a_missing_national_plugin_makes_every_region_an_error_row(
    deployed: Callable[..., Path], tmp_path: Path, config: str
) -> None:
    folder = deployed(config) if config else tmp_path
    done = compare(installed("jingjiang"), folder=folder)
    assert done.status == 1 and verdicts(done) == {"jingjiang": "error"}
    assert "rongcuo-national" in done.out and "floor = false" in done.out


def test_a_broken_national_plugin_makes_every_region_an_error_row() -> None:
    done = compare([*installed(*FOUR), FakePoint("national", raising(ValueError("no floor today")))])
    assert done.status == 1
    assert verdicts(done) == dict.fromkeys(OTHERS, "error")
    assert done.out.count("no floor today") == len(OTHERS)


def test_a_broken_national_plugin_alone_is_a_row_that_says_so() -> None:
    done = compare([FakePoint("national", raising(ValueError("no floor today")))])
    assert done.status == 1 and verdicts(done) == {"national": "error"}
    assert done.out.count("no floor today") == 1


def test_with_no_region_installed_the_mend_is_told() -> None:
    done = run("compare", ACCIDENT, found=[])
    assert done.status == 2 and "rongcuo-national" in done.err
    assert run("regions", found=[]).status == 0


# Extensions


@click.command("compare")
def pretender() -> None:
    click.echo("mine now")


def test_an_extension_is_no_row_of_a_comparison() -> None:
    done = compare(points(extension(hello), "greetings"))
    assert done.status == 0 and verdicts(done) == OTHERS


def test_a_deployment_turns_on_the_extensions_that_it_lists_and_no_other(
    deployed: Callable[..., Path],
) -> None:
    found = points(extension(hello), "greetings")
    off = run("hello", found=found, folder=deployed(ONE))
    assert off.status == 2 and "hello" in off.err
    folder = deployed('extensions = ["greetings"]\n' + ONE)
    assert run("hello", found=found, folder=folder).out == "hello\n"
    assert "hello" in run("--help", found=found, folder=folder).out
    done = compare(found, folder=folder)
    assert done.status == 0 and set(verdicts(done)) == {"jingjiang"}
    told = json.loads(run("config", "show", "--json", found=found, folder=folder).out)
    assert told["extensions"] == ["greetings"] and "greetings" not in told["off"]
    shown = run("config", "show", found=found, folder=folder, language="zh").out
    assert "扩展：greetings" in shown


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        ('["greeting"]', "是否应为 `greetings`"),
        ('["greetings", "greetings"]', "删去其一"),
        ('["jingjiang"]', "[region.jingjiang]"),
        ('"greetings"', "["),
    ],
)
def test_a_mistake_in_the_list_of_extensions_is_told_once(
    listed: str, says: str, deployed: Callable[..., Path]
) -> None:
    region = '[region.haian]\nplugins = ["haian"]\n'
    folder = deployed(f"extensions = {listed}\n" + region)
    done = run("config", "check", found=points(extension(hello), "greetings"), folder=folder)
    (told,) = done.mistakes
    assert done.status == 2 and "extensions" in told and says in told


def test_an_extension_that_is_missing_or_broken_is_told_and_costs_no_region(
    deployed: Callable[..., Path],
) -> None:
    folder = deployed('extensions = ["broken", "gone"]\n' + ONE)
    found = [*FOUND, FakePoint("broken", raising(ValueError("x")))]
    plugins = run("plugins", "--json", found=found, folder=folder)
    states = {told["name"]: told["status"] for told in json.loads(plugins.out)["plugins"]}
    assert plugins.status == 1 and (states["broken"], states["gone"]) == ("failed", "failed")
    done = compare(found, folder=folder)
    assert done.status == 0 and set(verdicts(done)) == {"jingjiang"}
    assert len(run("config", "check", found=found, folder=folder).mistakes) == 2


def test_a_new_file_turns_the_installed_extensions_on(tmp_path: Path) -> None:
    found = points(extension(hello), "greetings")
    assert run("config", "init", found=found, folder=tmp_path).status == 0
    assert run("hello", found=found, folder=tmp_path).out == "hello\n"


def test_an_extension_never_takes_a_command_of_the_core() -> None:
    found = points(extension(pretender), "pretender")
    assert "mine now" not in run("compare", ACCIDENT, found=found).out


def test_the_commands_of_broken_extensions_are_missed_and_nothing_else() -> None:
    found: list[Point] = [
        *points(extension(hello), "greetings"),
        FakePoint("broken", raising(ValueError("x"))),
    ]
    done = run("hello", found=found)
    assert (done.status, done.out) == (0, "hello\n")


@pytest.mark.slow
def test_what_a_plugin_prints_does_not_get_into_the_output() -> None:
    def noisy(_: Context) -> Chapter:
        print("loading")
        return Chapter(clauses=(LINE,))

    assert "loading" not in compare(points(answering("red_lines", noisy))).out


def test_installed_plugins_are_found_by_their_entry_points() -> None:
    assert sorted(point.name for point in installed()) == sorted([*REGIONS, *MEASURES_ALONE, "national"])
    assert sys.modules["rongcuo_jingjiang"].plugin.region.id == "jingjiang"


# A region by the name that people call it by


NAMED = (
    '[region."靖江"]\nplugins = ["jingjiang"]\n'
    '[region."靖江".readings."靖江:breach"]\ntake = "minor_too"\nby = "市委"\nbasis = "解释"\n'
    '[region."江苏省淮安市洪泽区"]\nplugins = ["hongze"]\n[region.320685]\nplugins = ["haian"]\n'
)
BY_ID = (
    NAMED.replace('"靖江:breach"', '"jingjiang:breach"')
    .replace('"靖江"', "jingjiang")
    .replace('"江苏省淮安市洪泽区"', "hongze")
    .replace("320685", "haian")
)


def test_a_deployment_file_may_call_a_region_by_its_name_or_code(deployed: Callable[..., Path]) -> None:
    answers = []
    for text in (NAMED, BY_ID):
        folder = deployed(text)
        done = run("config", "check", "--json", folder=folder)
        assert (done.status, done.err) == (0, "")
        answers.append(done.out)
        rows = compare(FOUND, folder=folder)
        assert (rows.status, rows.err) == (0, "")
        answers.append(rows.out)
    assert answers[:2] == answers[2:]
    assert verdicts(rows).keys() == {"jingjiang", "hongze", "haian"}


@pytest.mark.parametrize(
    ("wrong", "right", "region", "place"),
    [
        ('"x"', '"minor_too"', "jingjiang", 'region."靖江"'),
        ('"jiangxi"', '"haian"', "320685", "region.320685"),
    ],
)
def test_what_is_wrong_in_a_region_called_by_its_name_is_told_in_its_words(
    wrong: str, right: str, region: str, place: str, deployed: Callable[..., Path]
) -> None:
    done = run("regions", "--json", folder=deployed(NAMED.replace(right, wrong)))
    assert done.status == 1
    (told,) = json.loads(done.out)["failed"][region]
    assert place in told


def test_one_region_under_two_names_is_ruled_under_neither(deployed: Callable[..., Path]) -> None:
    both = '[region."靖江"]\nplugins = ["jingjiang"]\n[region.jingjiang]\nplugins = ["jingjiang"]\n'
    done = run("regions", "--json", folder=deployed(both))
    assert done.status == 1
    assert "靖江" in json.loads(done.out)["failed"]
