"""How long a command takes from a cold start, beside a Python that only imports the libraries.

Both start as an installed program does, with compiled modules, whatever the environment says of writing them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from interleaved import table
from ruling import FOUR

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import click, attrs, cattrs, pluggy"


def start(environment: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "rongcuo.toml"
        config.write_text("".join(f'[region.{name}]\nplugins = ["{name}"]\n' for name in FOUR), "utf-8")
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        measure(partial(start, environment), str(config))


def measure(python: Callable[..., None], four: str) -> None:
    rongcuo = partial(python, "-m", "rongcuo")
    compare = partial(rongcuo, "compare", "examples/yiwu.toml")
    work = {
        IMPORTS: partial(python, "-c", IMPORTS),
        "nothing": partial(python, "-c", "pass"),
        "rongcuo --version": partial(rongcuo, "--version"),
        "rongcuo --help": partial(rongcuo, "--help"),
        "rongcuo compare, four regions on": partial(compare, "--config", four),
        "the same, --json": partial(compare, "--json", "--config", four),
        "rongcuo compare, every region on": compare,
    }
    table("cold starts", work, rounds=9)


if __name__ == "__main__":
    main()
