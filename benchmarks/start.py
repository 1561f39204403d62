"""How long a command takes from a cold start, beside a Python that only imports the libraries."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from interleaved import table
from ruling import FOUR

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import click, attrs, cattrs, pluggy"


def start(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def rongcuo(*arguments: str) -> tuple[str, partial[None]]:
    return " ".join(["rongcuo", *arguments]), partial(start, "-m", "rongcuo", *arguments)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "rongcuo.toml"
        config.write_text("".join(f'[region.{name}]\nplugins = ["{name}"]\n' for name in FOUR), "utf-8")
        measure(config)


def measure(four: Path) -> None:
    compare = "compare", "examples/yiwu.toml"
    work = [
        (IMPORTS, partial(start, "-c", IMPORTS)),
        ("nothing", partial(start, "-c", "pass")),
        rongcuo("--version"),
        rongcuo("--help"),
        ("rongcuo compare, four regions on", rongcuo(*compare, "--config", str(four))[1]),
        ("the same, --json", rongcuo(*compare, "--json", "--config", str(four))[1]),
        ("rongcuo compare, every region on", rongcuo(*compare)[1]),
    ]
    table("cold starts", dict(work), rounds=9)


if __name__ == "__main__":
    main()
