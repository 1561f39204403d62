"""Installs the checkout, editable, into the environment that runs this: what is tested is the source itself.

The core, every plugin and every extension; and what is named beside them, such as `examples/demo`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("core", "plugins/*", "extensions/*")


def members(patterns: tuple[str, ...]) -> list[Path]:
    """The folders that hold a distribution."""
    found = (folder for pattern in patterns for folder in sorted(ROOT.glob(pattern)))
    return [folder for folder in found if (folder / "pyproject.toml").is_file()]


if __name__ == "__main__":
    # The build backend is in the environment already: fetching it anew for each member is slow.
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation"]
    folders = members((*FOLDERS, *sys.argv[1:]))
    targets = [part for folder in folders for part in ("--editable", str(folder))]
    sys.exit(subprocess.run([*install, *targets]).returncode)
