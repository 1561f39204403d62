"""Makes a plugin with `rongcuo new`, installs it, and runs everything that its author would run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ANSWERS = ("--name", "试县", "--code", "999996", "--title", "《试县办法》", "--issuer", "试县")
FOLDER = "rongcuo-try-it"
INSTALL = ("-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps")


def main() -> None:
    """Every command has to end well; the plugin is uninstalled again."""
    rongcuo = ("-m", "rongcuo")
    with tempfile.TemporaryDirectory() as folder:
        try:
            for command in (
                (*rongcuo, "new", "try-it", *ANSWERS),
                (*INSTALL, f"./{FOLDER}"),
                (*rongcuo, "check", "try-it", "--strict"),
                (*rongcuo, "test", "try-it", "--strict"),
                (*rongcuo, "plugins"),
                ("-m", "pytest", "-q", FOLDER),
            ):
                subprocess.run([sys.executable, *command], cwd=Path(folder), check=True)
        finally:
            subprocess.run([sys.executable, "-m", "pip", "uninstall", "-q", "-y", FOLDER], check=True)


if __name__ == "__main__":
    main()
