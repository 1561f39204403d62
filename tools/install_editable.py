"""Installs the checkout into the environment that runs this, so that what is tested is the source itself.

Editable: the core, every plugin, every extension, and the plugin of the tutorial.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("core", "plugins/*", "extensions/*", "examples/*")


def members() -> list[Path]:
    """The folders that hold a distribution."""
    found = (folder for pattern in FOLDERS for folder in sorted(ROOT.glob(pattern)))
    return [folder for folder in found if (folder / "pyproject.toml").is_file()]


if __name__ == "__main__":
    # The build backend is in the environment already: fetching it anew for each member is slow.
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation"]
    targets = [part for folder in members() for part in ("--editable", str(folder))]
    sys.exit(subprocess.run([*install, *targets]).returncode)
