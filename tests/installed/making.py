"""Small made-up plugins, built and installed on the fly as real distributions."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flit_core.buildapi import build_wheel

from ..policytext import clause, files, listing, region, source

PROJECT = """\
[build-system]
requires = ["flit_core>=3.12,<5"]
build-backend = "flit_core.buildapi"

[project]
name = "{distribution}"
version = "1.0"
description = "A made-up plugin"
dependencies = {needs}

[project.entry-points.rongcuo]
{name} = "{package}:plugin"

[tool.flit.module]
name = "{package}"
"""
MODULE = """\
from rongcuo import DataPlugin, hookimpl


class Plugin(DataPlugin):
    {body}


plugin = Plugin(__name__)
"""
SOUND = {
    "region.toml": region("sample", zh="样例", code="999998"),
    "sources.toml": source(),
    **{
        f"{file}.toml": text
        for file, text in files(
            listing("red_line", seen="complete", source="text"),
            clause("red_line", "R1", topic="falsification", when="falsified_material"),
            listing("situation", seen="complete", source="text"),
            clause("situation", "T1", topic="reform_trial", when="trying_first"),
        ).items()
    },
}


@dataclass(frozen=True)
class Plugin:
    """What one plugin is made of; `top` and `body` are lines of its module and of its class."""

    name: str = "sample"
    distribution: str = "rongcuo-sample"
    needs: tuple[str, ...] = ("rongcuo>=0.1,<0.2",)
    top: str = ""
    body: str = "pass"
    files: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def package(self) -> str:
        return self.distribution.replace("-", "_")

    def write(self, folder: Path) -> Path:
        """The project's folder.  A file of None is left out."""
        project = folder / self.distribution
        package = project / "src" / self.package
        package.mkdir(parents=True)
        about = {
            "distribution": self.distribution,
            "needs": json.dumps(self.needs),
            "name": self.name,
            "package": self.package,
        }
        (project / "pyproject.toml").write_text(PROJECT.format(**about), "utf-8")
        module = f'"""A made-up plugin."""\n{self.top}\n' + MODULE.format(body=self.body)
        (package / "__init__.py").write_text(module, "utf-8")
        for name, text in {**SOUND, **self.files}.items():
            if text is not None:
                (package / name).write_text(text, "utf-8")
        return project

    def wheel(self, folder: Path) -> Path:
        with contextlib.chdir(self.write(folder)):
            return folder / build_wheel(str(folder))

    def install(self, folder: Path) -> Path:
        """Installs into a folder of its own, as pip does with `--target`, but at once."""
        to = folder / f"installed-{self.distribution}"
        with zipfile.ZipFile(self.wheel(folder)) as archive:
            archive.extractall(to)
        return to
