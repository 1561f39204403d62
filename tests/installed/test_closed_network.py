"""The folder of wheels is complete, and the how-to of the closed network works, without a network."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from .howto import CHINESE, ENGLISH, Reader, steps, without_network
from .machine import ROOT, Run, closed, run
from .making import Plugin

TOOL = ROOT / "tools" / "wheelhouse.py"


def wheelhouse(*arguments: str | Path, folder: Path) -> Run:
    """The tool, with the build backend of the environment of these tests."""
    # pip reads this as the value of "build isolation"
    env = {**os.environ, "PIP_NO_BUILD_ISOLATION": "0"}
    return run(sys.executable, TOOL, *arguments, folder=folder, env=env)


def names(folder: Path) -> set[str]:
    return {wheel.name.partition("-")[0] for wheel in folder.glob("*.whl")}


# The how-to


def test_the_steps_lead_to_a_working_comparison_without_a_network(wheels: Path, tmp_path: Path) -> None:
    for name in ("wheels", "wheels-new"):
        shutil.copytree(wheels, tmp_path / name)
    Plugin().write(tmp_path)
    reader = Reader(tmp_path, closed(), without_network())
    for step in steps(ENGLISH):
        if step.section > 1:
            reader.follow(step)
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"wheels", "wheels-new", "env", "rongcuo.toml", "trial.toml", "rongcuo-sample"}


def test_both_languages_give_the_same_steps() -> None:
    chinese, english = (
        [(step.command.replace("--lang zh", "--lang en"), step.file, step.content) for step in steps(page)]
        for page in (CHINESE, ENGLISH)
    )
    assert chinese == english


def test_the_steps_say_what_they_print() -> None:
    assert sum(bool(step.printed) for step in steps(ENGLISH)) >= 4


# The folder


def test_every_file_agrees_with_the_checksums(wheels: Path) -> None:
    told = dict(
        reversed(line.split("  ")) for line in (wheels / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    held = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in wheels.iterdir()
        if file.name != "SHA256SUMS"
    }
    assert told == held


def test_a_folder_is_made_for_another_system_and_python_and_for_some_regions_alone(tmp_path: Path) -> None:
    chosen = ("--platform", "win_amd64", "--python", "3.13")
    done = wheelhouse("wheels", "plugins/hongze", "plugins/national", *chosen, folder=tmp_path)
    assert done.status == 0, done.printed
    held = names(tmp_path / "wheels")
    assert {"rongcuo", "rongcuo_hongze", "rongcuo_national", "attrs", "rich", "flit_core"} <= held
    assert not held & {"rongcuo_haian", "rongcuo_bincheng", "rongcuo_jingjiang"}
    tags = {wheel.stem.rpartition("-")[2] for wheel in (tmp_path / "wheels").glob("*.whl")}
    assert tags <= {"any", "win_amd64"}
    assert "Python 3.13, win_amd64" in (tmp_path / "wheels" / "INSTALL.txt").read_text("utf-8")


def test_what_only_the_other_system_needs_is_in_its_folder(tmp_path: Path) -> None:
    """pip asks the markers of the machine that it runs on."""
    plugin = Plugin(needs=("rongcuo>=0.1,<0.2", "colorama; sys_platform == 'win32'"))
    project = plugin.write(tmp_path)
    done = wheelhouse("wheels", project, "--platform", "win_amd64", folder=tmp_path)
    assert done.status == 0, done.printed
    assert {"rongcuo_sample", "colorama"} <= names(tmp_path / "wheels")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "old.whl").touch()
    done = wheelhouse("wheels", folder=tmp_path)
    assert done.status == 1
    assert "isn't empty" in done.err
    assert names(tmp_path / "wheels") == {"old.whl"}


def test_a_project_that_is_none_is_an_error_and_no_folder_is_made(tmp_path: Path) -> None:
    done = wheelhouse("wheels", "plugins/hongz", folder=tmp_path)
    assert done.status == 1
    assert "plugins/hongz" in done.err and "Traceback" not in done.err
    assert not (tmp_path / "wheels").exists()


@pytest.mark.skipif(not without_network(), reason="this system gives no namespace without network")
def test_there_is_no_network_where_the_steps_are_run(tmp_path: Path) -> None:
    connect = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    done = run(*without_network(), sys.executable, "-c", connect, folder=tmp_path, env=os.environ)
    assert "unreachable" in done.err
