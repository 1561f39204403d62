"""What the tests of installed wheels share: the folder of wheels, and a machine with all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .machine import PROJECTS, ROOT, Machine


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `tools/wheelhouse.py` writes for this machine."""
    folder = tmp_path_factory.mktemp("wheelhouse") / "wheels"
    # pip's name for "without isolation": the build backend is in the environment of the tests already
    env = {**os.environ, "PIP_NO_BUILD_ISOLATION": "0"}
    subprocess.run([sys.executable, ROOT / "tools" / "wheelhouse.py", folder], check=True, env=env)
    return folder


@pytest.fixture(scope="session")
def everything(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with every distribution of the checkout."""
    names = ["rongcuo" if project.name == "core" else f"rongcuo-{project.name}" for project in PROJECTS]
    return Machine.new(tmp_path_factory.mktemp("everything"), wheels, *names)
