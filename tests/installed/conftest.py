"""What the tests of installed wheels share: the folder of wheels, and a machine with all of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .howto import ENGLISH, Reader, steps
from .machine import ROOT, Machine


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of wheels, made by the first section of the how-to, with the network that this needs."""
    folder = tmp_path_factory.mktemp("connected")
    (folder / "tools").symlink_to(ROOT / "tools", target_is_directory=True)
    reader = Reader(folder, os.environ)
    for step in steps(ENGLISH):
        if step.section == 1:
            reader.follow(step)
    return folder / "wheels"


@pytest.fixture(scope="session")
def everything(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with what the folder's own INSTALL.txt says."""
    text = (wheels / "INSTALL.txt").read_text("utf-8")
    names = text.partition("--find-links . ")[2].splitlines()[0].split()
    return Machine.new(tmp_path_factory.mktemp("everything"), wheels, *names)
