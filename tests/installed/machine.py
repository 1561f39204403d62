"""A machine without network: an environment away from the checkout, filled from a folder of wheels alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: The folders of the checkout that hold a distribution.
PROJECTS = sorted(
    file.parent.relative_to(ROOT).as_posix()
    for name in ("core", "plugins/*", "extensions/*")
    for file in ROOT.glob(f"{name}/pyproject.toml")
)
#: What a program sees of a network that isn't there.
NOWHERE = "http://no-network.invalid"
CLOSED = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": f"{NOWHERE}/simple",
    "PIP_RETRIES": "0",
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
}


def closed(**more: str) -> dict[str, str]:
    """The environment of a closed network, with nothing of the one that the tests run in."""
    unwanted = ("PIP_", "PYTHON", "RONGCUO_", "LC_", "VIRTUAL_ENV", "COV_")
    here = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**here, **CLOSED, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "COLUMNS": "400", **more}


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def printed(self) -> str:
        return self.out + self.err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def run(*command: str | Path, folder: Path, env: Mapping[str, str]) -> Run:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=dict(env),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Machine:
    """A folder with a copy of `examples/` and an environment that installs from `wheels` alone."""

    home: Path
    wheels: Path

    @classmethod
    def new(cls, home: Path, wheels: Path, *names: str) -> Machine:
        """A machine with these distributions installed."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
        shutil.copytree(ROOT / "examples", home / "examples")
        machine = cls(home, wheels)
        machine.install(*names)
        return machine

    @property
    def bin(self) -> Path:
        return self.home / "env" / ("Scripts" if os.name == "nt" else "bin")

    def install(self, *names: str | Path) -> None:
        # compiled when they are first imported: most of what rich brings along never is
        self.pip("install", "--no-compile", "--no-index", "--find-links", self.wheels, *names)

    def apart(self, name: str, folder: Path) -> Path:
        """A distribution installed beside the environment: for the `path` of a command."""
        options = ("--no-compile", "--no-deps", "--no-index", "--find-links", self.wheels)
        self.pip("install", *options, "--target", folder / name, name)
        return folder / name

    def pip(self, *arguments: str | Path) -> None:
        """The pip of the tests, which installs into the machine: quicker than a pip of its own."""
        pip = (sys.executable, "-m", "pip", "--python", self.bin / "python", "--quiet")
        done = run(*pip, *arguments, folder=self.home, env=closed())
        assert done.status == 0, done.printed

    def rongcuo(self, *arguments: str, path: tuple[Path, ...] = (), **env: str) -> Run:
        """A command, with the distributions of the folders in `path` installed too; never a traceback."""
        if path:
            env["PYTHONPATH"] = os.pathsep.join(map(str, path))
        done = run(self.bin / "rongcuo", *arguments, folder=self.home, env=closed(**env))
        assert "Traceback" not in done.printed, done.printed
        return done

    def write(self, name: str, text: str) -> Path:
        file = self.home / name
        file.write_text(text, "utf-8")
        return file
