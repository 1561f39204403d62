"""Makes `pip install .` install the checkout itself: the core, every plugin and every extension."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Members(MetadataHookInterface):
    """Turns each member of the checkout into a dependency `name @ file://…`, and has the extras of the core."""

    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        files = [root / "core" / "pyproject.toml"]
        for folder in ("plugins", "extensions"):
            files += sorted(root.glob(f"{folder}/*/pyproject.toml"))
        metadata["dependencies"] = [f"{_name(file)} @ {file.parent.as_uri()}" for file in files]
        metadata["optional-dependencies"] = _project(files[0])["optional-dependencies"]


def _name(file: Path) -> str:
    return str(_project(file)["name"])


def _project(file: Path) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))["project"]
    return project
