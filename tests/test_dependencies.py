"""What is promised of the libraries underneath: ranges that are tested at both ends."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from .running import ROOT

PROJECTS = [
    *(ROOT / name / "pyproject.toml" for name in (".", "core")),
    *(
        file
        for folder in ("plugins", "extensions", "examples")
        for file in ROOT.glob(f"{folder}/**/pyproject.toml")
    ),
]


def needs(file: Path) -> list[Requirement]:
    """What a distribution needs: to be built, to run, and for more."""
    told = tomllib.loads(file.read_text("utf-8"))
    project = told["project"]
    more = project.get("optional-dependencies", {}).values()
    listed = [
        *told["build-system"]["requires"],
        *project.get("dependencies", ()),
        *(n for group in more for n in group),
    ]
    return [Requirement(need) for need in listed]


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.parent.relative_to(ROOT).as_posix())
def test_every_need_has_a_lowest_and_a_newest_version(file: Path) -> None:
    assert needs(file)
    for need in needs(file):
        operators = {part.operator for part in need.specifier}
        assert operators in ({">=", "<"}, {"=="}), f"{file}: {need}"


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.parent.relative_to(ROOT).as_posix())
def test_what_is_tested_here_is_inside_the_ranges(file: Path) -> None:
    told = tomllib.loads(file.read_text("utf-8"))["project"]
    for need in map(Requirement, told.get("dependencies", ())):
        assert need.specifier.contains(version(need.name)), need
