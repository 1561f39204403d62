"""The steps of a how-to, run as a reader would run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .machine import ROOT, run

ENGLISH, CHINESE = ROOT / "docs/how-to/closed-network.md", ROOT / "docs/zh/closed-network.md"


@dataclass(frozen=True)
class Step:
    """A command with what it prints, or a file with its content; `section` counts from 1."""

    section: int
    command: str = ""
    printed: tuple[str, ...] = ()
    file: str = ""
    content: str = ""


def steps(page: Path) -> list[Step]:
    found = []
    for section, text in enumerate(re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)):
        for kind, block in re.findall(r"^```(console|toml)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if kind == "toml":
                found.append(Step(section, file=block.split()[1], content=block))
                continue
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *printed = part.splitlines()
                told = tuple(line.rstrip() for line in printed if line.strip() not in ("", "..."))
                found.append(Step(section, command=command, printed=told))
    return found


@cache
def without_network() -> tuple[str, ...]:
    """What runs a command where there is no network at all, if this system lets us; else nothing."""
    apart = ("unshare", "--map-root-user", "--net")
    able = shutil.which(apart[0]) and subprocess.run([*apart, "true"], capture_output=True).returncode == 0
    return apart if able else ()


@dataclass
class Reader:
    """Somebody who follows the steps in a folder; what is exported lasts."""

    folder: Path
    env: Mapping[str, str]
    prefix: tuple[str, ...] = ()
    exported: list[str] = field(default_factory=list)

    def follow(self, step: Step) -> None:
        if step.file:
            (self.folder / step.file).write_text(step.content, "utf-8")
            return
        if step.command.startswith("export "):
            self.exported.append(step.command)
        # python3 is the Python of these tests
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        script = "; ".join([*self.exported, step.command])
        env = {**self.env, "PATH": path, "COLUMNS": "100"}
        done = run(*self.prefix, "bash", "-c", script, folder=self.folder, env=env)
        assert done.status == 0, f"$ {step.command}\n{done.printed}"
        assert "Traceback" not in done.printed, done.printed
        lines = [line.rstrip() for line in done.out.splitlines()]
        assert [line for line in step.printed if line not in lines] == [], done.printed
