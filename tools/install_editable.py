"""Installs the checkout, editable, into the environment that runs this: what is tested is the source itself.

The core, every plugin and every extension; and what is named beside them, such as `examples/demo`.
With `--lowest` at the lowest versions of what they need that they say they work with.  What is installed
already, with the same `pyproject.toml` of each, is left as it is.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("core", "plugins/*", "extensions/*")


def members(patterns: tuple[str, ...]) -> list[Path]:
    """The folders that hold a distribution."""
    candidates = (folder for pattern in patterns for folder in sorted(ROOT.glob(pattern)))
    return [folder for folder in candidates if (folder / "pyproject.toml").is_file()]


#: pip always takes the newest versions.
LOWEST = ["uv", "pip", "install", "--python", sys.executable, "--resolution", "lowest-direct", "--upgrade"]


if __name__ == "__main__":
    lowest = "--lowest" in sys.argv
    install = LOWEST if lowest else ["pip", "install"]
    folders = members((*FOLDERS, *(argument for argument in sys.argv[1:] if argument != "--lowest")))
    targets = [part for folder in folders for part in ("--editable", str(folder))]
    # The build backend is in the environment already: fetching it anew for each member is slow.
    command = [sys.executable, "-m", *install, "--quiet", "--no-build-isolation", *targets]
    files = b"".join((folder / "pyproject.toml").read_bytes() for folder in folders)
    state = hashlib.sha256("\n".join(command).encode() + files).hexdigest()
    stamp = Path(sys.prefix) / "rongcuo-installed"
    if not stamp.is_file() or stamp.read_text("ascii") != state:
        if status := subprocess.run(command).returncode:
            sys.exit(status)
        stamp.write_text(state, "ascii")
