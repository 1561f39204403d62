"""How long a command takes from a cold start, beside a Python that only imports the libraries."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from interleaved import table

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import click, attrs, cattrs, pluggy"


def start(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def rongcuo(*arguments: str) -> tuple[str, partial[None]]:
    return " ".join(["rongcuo", *arguments]), partial(start, "-m", "rongcuo", *arguments)


def main() -> None:
    work = [
        (IMPORTS, partial(start, "-c", IMPORTS)),
        ("nothing", partial(start, "-c", "pass")),
        rongcuo("--version"),
        rongcuo("--help"),
        rongcuo("compare", "examples/yiwu.toml"),
        rongcuo("compare", "--json", "examples/yiwu.toml"),
    ]
    table("cold starts", dict(work), rounds=15)


if __name__ == "__main__":
    main()
