"""Wheels and sdists hold what they should, and work away from the checkout, all together or in part."""

from __future__ import annotations

import contextlib
import importlib.metadata
import shutil
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from flit_core.buildapi import build_sdist

from .machine import PROJECTS, ROOT, Machine, closed, run

REAL = "examples/yiwu.toml"
#: The tests that need no checkout, and what they need beside.
TESTS = (
    "tests/test_examples.py",
    "tests/test_plugins_data.py",
    "tests/test_fact_sheet.py",
    "tests/test_demo.py",
)
ALONGSIDE = ("examples", "plugins")

by_project = pytest.mark.parametrize("project", PROJECTS)


def name_of(project: str) -> str:
    return str(tomllib.loads((ROOT / project / "pyproject.toml").read_text("utf-8"))["project"]["name"])


def stem_of(project: str) -> str:
    return name_of(project).replace("-", "_")


def source_files(project: Path) -> dict[str, bytes]:
    """Every file of the source package but the hidden ones."""
    folder = project / "src"
    files = (file for file in folder.rglob("*") if file.is_file())
    told = {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    return {name: raw for name, raw in told.items() if "/." not in name and "__pycache__" not in name}


def wheel_files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package_files(wheel: Path) -> dict[str, bytes]:
    return {name: raw for name, raw in wheel_files(wheel).items() if ".dist-info/" not in name}


def sdist_files(sdist: Path) -> dict[str, bytes]:
    """The files under `src/`."""
    with tarfile.open(sdist) as archive:
        streams = {file.name: archive.extractfile(file) for file in archive if file.isfile()}
        told = {name.partition("/src/")[2]: stream.read() for name, stream in streams.items() if stream}
    return {name: raw for name, raw in told.items() if name}


def the(folder: Path, pattern: str) -> Path:
    (file,) = folder.glob(pattern)
    return file


@pytest.fixture(scope="session")
def sdists(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdists")
    for project in PROJECTS:
        copy = folder / "copies" / project
        shutil.copytree(checkout / project, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        with contextlib.chdir(copy):
            build_sdist(str(folder))
    return folder


@pytest.fixture(scope="session")
def rebuilt(wheels: Path, sdists: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels that pip builds from the sdists."""
    folder = tmp_path_factory.mktemp("rebuilt")
    build = ["wheel", "--no-index", "--find-links", wheels, "--no-deps", "--no-build-isolation"]
    files = sorted(sdists.glob("*.tar.gz"))
    done = run(
        sys.executable, "-m", "pip", *build, "--wheel-dir", folder, *files, folder=folder, env=closed()
    )
    assert done.status == 0, done.printed
    return folder


# What they hold


@by_project
def test_a_wheel_holds_every_file_of_its_package_and_nothing_else(
    checkout: Path, wheels: Path, project: str
) -> None:
    held = package_files(the(wheels, f"{stem_of(project)}-[0-9]*.whl"))
    assert held == source_files(checkout / project)
    assert f"{stem_of(project)}/py.typed" in held
    data = ".toml" if project.startswith("plugins/") else "/data/"
    without = ("extensions/analysis", "extensions/interview", "extensions/registry", "extensions/web")
    assert project in without or any(data in name for name in held)


@by_project
def test_an_sdist_holds_every_file_of_its_package(checkout: Path, sdists: Path, project: str) -> None:
    assert sdist_files(the(sdists, f"{stem_of(project)}-[0-9]*.tar.gz")) == source_files(checkout / project)


@by_project
def test_a_wheel_from_the_sdist_is_the_same(wheels: Path, rebuilt: Path, project: str) -> None:
    pattern = f"{stem_of(project)}-[0-9]*.whl"
    assert wheel_files(the(rebuilt, pattern)) == wheel_files(the(wheels, pattern))


# All of them, away from the checkout


def test_nothing_of_the_checkout_is_in_the_environment_of_these_tests() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("rongcuo")


def test_a_real_case_is_compared_over_all_regions(everything: Machine) -> None:
    done = everything.rongcuo("compare", REAL, "--json")
    assert done.status == 0, done.printed
    expected = tomllib.loads((ROOT / REAL).read_text("utf-8"))["expect"]
    (answer,) = done.data["answers"]
    ruled = {ruling["region"]: ruling["verdict"] for ruling in answer["rulings"]}
    assert {region: ruled[region] for region in expected} == {
        region: told["verdict"] for region, told in expected.items()
    }


def test_every_plugin_is_on_and_an_extension_is_none(everything: Machine) -> None:
    done = everything.rongcuo("plugins", "--json")
    assert done.status == 0, done.printed
    told = {plugin["distribution"]: plugin["status"] for plugin in done.data["plugins"]}
    assert told == {name_of(project): "on" for project in PROJECTS if project.startswith("plugins/")}


def test_the_tests_of_the_cases_pass_on_the_wheels(everything: Machine, tmp_path: Path) -> None:
    """pytest comes from the environment of the tests, rongcuo from the wheels."""
    for name in ALONGSIDE:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "tests").mkdir()
    for name in (*TESTS, "tests/running.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    pytest_is = str(Path(pytest.__file__).parents[1])
    command = (everything.bin / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
    done = run(*command, folder=tmp_path, env=closed(PYTHONPATH=pytest_is))
    assert done.status == 0, done.printed
    assert " passed" in done.out


# Parts alone


@pytest.fixture(scope="module")
def core(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine.new(tmp_path_factory.mktemp("core"), wheels, "rongcuo")


@pytest.fixture(scope="module")
def hongze(core: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return core.apart("rongcuo-hongze", tmp_path_factory.mktemp("apart"))


@pytest.mark.parametrize(("command", "status"), [("plugins", 0), ("regions", 0), (f"compare {REAL}", 2)])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "o region is installed"), ("zh", "未安装任何地区插件")]
)
def test_the_core_alone_says_that_no_region_is_installed_and_how_to_get_one(
    core: Machine, command: str, status: int, language: str, said: str
) -> None:
    done = core.rongcuo(*command.split(), "--lang", language)
    assert done.status == status
    assert said in done.printed
    assert "rongcuo-national rongcuo-hongze" in done.printed


def test_without_the_national_plugin_a_region_is_an_error_that_says_what_to_do(
    core: Machine, hongze: Path
) -> None:
    done = core.rongcuo("compare", REAL, "--json", path=(hongze,))
    assert done.status == 1
    (ruling,) = done.data["answers"][0]["rulings"]
    assert (ruling["region"], ruling["verdict"]) == ("hongze", "error")
    assert "install rongcuo-national" in ruling["error"]
    assert "floor = false" in ruling["error"]


def test_without_the_national_plugin_a_deployment_without_the_floor_rules_and_says_so(
    core: Machine, hongze: Path
) -> None:
    config = core.write("no-floor.toml", 'floor = false\n[region.hongze]\nplugins = ["hongze"]\n')
    done = core.rongcuo("compare", REAL, "--json", "--config", str(config), path=(hongze,))
    assert done.status == 0, done.printed
    (ruling,) = done.data["answers"][0]["rulings"]
    assert ruling["verdict"] == "open"
    assert any("floor" in note.lower() for note in ruling["notes"])


def test_the_core_the_national_plugin_and_one_region_give_one_region(
    core: Machine, hongze: Path, tmp_path: Path
) -> None:
    path = (hongze, core.apart("rongcuo-national", tmp_path))
    done = core.rongcuo("compare", REAL, "--json", path=path)
    assert done.status == 0, done.printed
    rulings = done.data["answers"][0]["rulings"]
    assert [ruling["region"] for ruling in rulings if ruling["own_text"]] == ["hongze"]
    told = core.rongcuo("regions", "--json", path=path).data
    assert [region["id"] for region in told["regions"]] == ["hongze"]
