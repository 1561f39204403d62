"""What the tests of installed wheels share: the folder of wheels, and a machine with all of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from .howto import ENGLISH, Reader, steps
from .machine import PROJECTS, ROOT, Machine


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, with what tools leave behind in one."""
    folder = tmp_path_factory.mktemp("connected")
    for name in (*PROJECTS, "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    left = folder / "core" / "src" / "rongcuo" / ".cache" / "left.toml"
    left.parent.mkdir()
    left.touch()
    return folder


@pytest.fixture(scope="session")
def wheels(checkout: Path) -> Path:
    """The folder of wheels, made by the first section of the how-to, with the network that this needs."""
    reader = Reader(checkout, os.environ)
    for step in steps(ENGLISH):
        if step.section == 1:
            reader.follow(step)
    return checkout / "wheels"


@pytest.fixture(scope="session")
def everything(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with what the folder's own INSTALL.txt says."""
    text = (wheels / "INSTALL.txt").read_text("utf-8")
    names = text.partition("--find-links . ")[2].splitlines()[0].split()
    return Machine.new(tmp_path_factory.mktemp("everything"), wheels, *names)
