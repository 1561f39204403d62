"""The command is there after `pip install`, `uv tool install`, `uvx` and `pipx install` of a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .machine import PROJECTS, ROOT, Run, run

COMPARE = ("compare", "examples/yiwu.toml", "--region", "hongze", "--json")
#: Every distribution, the umbrella first.
DISTRIBUTIONS = (".", *PROJECTS)


def with_tools(folder: Path) -> dict[str, str]:
    """An environment where uv and pipx put everything into one folder, the commands into its `bin`."""
    ours = ("RONGCUO_", "VIRTUAL_ENV", "PYTHONPATH")
    here = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **here,
        "UV_TOOL_DIR": str(folder / "tools"),
        "UV_TOOL_BIN_DIR": str(folder / "bin"),
        "PIPX_HOME": str(folder / "pipx"),
        "PIPX_BIN_DIR": str(folder / "bin"),
    }


def tool(name: str, *arguments: str | Path, folder: Path) -> Run:
    done = run(sys.executable, "-m", name, *arguments, folder=ROOT, env=with_tools(folder))
    assert done.status == 0, done.printed
    return done


def assert_compares(command: Path) -> None:
    done = run(command, *COMPARE, folder=ROOT, env=with_tools(command.parent))
    assert done.status == 0, done.printed
    assert [row["region"] for row in done.data["answers"][0]["rulings"]] == ["hongze"]


def test_uv_tool_install_gives_the_command(tmp_path: Path) -> None:
    tool("uv", "tool", "install", "--python", sys.executable, ".", folder=tmp_path)
    assert_compares(tmp_path / "bin" / "rongcuo")


def test_uvx_runs_the_command(tmp_path: Path) -> None:
    run_it = ("tool", "run", "--python", sys.executable, "--from", ".", "rongcuo", *COMPARE)
    done = tool("uv", *run_it, folder=tmp_path)
    assert [row["region"] for row in done.data["answers"][0]["rulings"]] == ["hongze"]


def test_pipx_install_gives_the_command(tmp_path: Path) -> None:
    tool("pipx", "install", "--python", sys.executable, ".", folder=tmp_path)
    assert_compares(tmp_path / "bin" / "rongcuo")


def test_pip_install_gives_one_command_from_either_and_nothing_clashes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    pip = ("--python", tmp_path / "env" / "bin" / "python")
    tool("pip", *pip, "install", "--quiet", ".", folder=tmp_path)
    tool("pip", *pip, "check", folder=tmp_path)
    assert_compares(tmp_path / "env" / "bin" / "rongcuo")


def script(project: str) -> str | None:
    told = tomllib.loads((ROOT / project / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, str] = told.get("scripts", {})
    return found.get("rongcuo")


def test_both_distributions_with_the_command_mean_the_same_by_it() -> None:
    assert script(".") == script("core") is not None


# An older Python


@pytest.mark.parametrize("project", DISTRIBUTIONS)
def test_every_distribution_asks_for_python_3_11(project: str) -> None:
    told = tomllib.loads((ROOT / project / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["requires-python"] == ">=3.11"


#: pyenv finds an old Python when it is asked for one.
OLD = {"PYENV_VERSION": "3.10"}


def old_python() -> str:
    """A Python 3.10 of this machine."""
    found = shutil.which("python3.10")
    if found is None or subprocess.run([found, "-c", ""], env={**os.environ, **OLD}).returncode:
        pytest.skip("there is no Python 3.10 here")
    return found


def test_python_3_10_is_told_what_is_needed_before_anything_else_fails() -> None:
    env = {**os.environ, **OLD, "PYTHONPATH": str(ROOT / "core" / "src"), "PYTHONUTF8": "1"}
    done = run(old_python(), "-m", "rongcuo", "--help", folder=ROOT, env=env)
    assert (done.status, done.out) == (2, "")
    zh, en = done.err.splitlines()
    assert "需要 Python 3.11 或更高版本，当前为 3.10" in zh
    assert "needs Python 3.11 or newer, and this is 3.10" in en
