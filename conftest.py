"""Runs the code blocks of the documents: `pytest docs README.md`.

A `python` block is run, in one namespace for each document.  A `toml` block must parse.  In a `console`
block every command that starts with `$ rongcuo` is run, and what stands below it must be what it prints;
there, a line `...` stands for any lines, and ` ...` at the end of a line for the rest of it.  A block whose
first line is a comment with a file's name (`# my-case.toml`) is written to that file, for the commands after
it.  What `$ pip install ./folder` installs is there for the commands after it, and in that document alone.

Each document has a folder of its own, with a copy of `examples/` and `plugins/`.  `<!-- skip: next -->`
leaves the next block out.

Every test runs on one and the same day, `RONGCUO_TODAY`, so that what is printed doesn't change overnight.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, SkipParser

os.environ["RONGCUO_TODAY"] = TODAY = "2026-07-01"
ROOT = Path(__file__).parent
#: Where a document's own installations go, so that the environment of the tests stays as it is.
INSTALLED = ".installed"
INTO_FOLDER = f"--quiet --no-deps --no-index --no-build-isolation --upgrade --target {INSTALLED}"
_run_python = PythonEvaluator()


def pytest_collection_finish() -> None:
    """What is collected stays to the end: it needn't be looked through for what could be given back."""
    gc.freeze()


def enter_folder(namespace: dict[str, Any]) -> None:
    folder = tempfile.TemporaryDirectory(prefix="rongcuo-docs-")
    namespace["_folder"] = folder
    unwanted = shutil.ignore_patterns("__pycache__", ".*", "build", "dist")
    for name in ("examples", "plugins"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, Path(folder.name) / name, ignore=unwanted)
    os.chdir(folder.name)


def leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(ROOT)
    namespace["_folder"].cleanup()


def written(example: Example) -> bool:
    """Whether the block is a file's content, which is then written."""
    name = re.match(r"# ([\w./-]+\.\w+)\n", str(example.parsed))
    if name is None:
        return False
    path = Path(name[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(example.parsed), "utf-8")
    return True


def python_block(example: Example) -> None:
    if not written(example):
        _run_python(example)


def toml_block(example: Example) -> None:
    tomllib.loads(str(example.parsed))
    written(example)


def console_block(example: Example) -> str | None:
    for part in re.split(r"^\$ ", str(example.parsed), flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        while command.endswith("\\"):
            more, _, expected = expected.partition("\n")
            command = command[:-1] + more
        if re.fullmatch(r"pip install( \./[\w./-]+)+", command):
            command = f"{sys.executable} -m {command} {INTO_FOLDER}"
        elif not command.startswith("rongcuo "):
            continue
        place = Path(example.path).relative_to(ROOT)
        done = run(command, chinese="zh" in place.parts or ".zh" in place.name)
        printed = done.stdout + done.stderr
        if "Traceback" in printed or (done.returncode and not expected.strip()):
            return f"$ {command}\nexit code {done.returncode}\n{printed}"
        if expected.strip() and not same(expected, printed):
            return f"$ {command}\n--- the document says\n{expected}\n--- it prints\n{printed}"
    return None


def run(command: str, *, chinese: bool) -> subprocess.CompletedProcess[str]:
    """A command as a reader of the document would run it, in a terminal of 100 columns."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("RONGCUO_", "LC_"))}
    env |= {"LC_ALL": "zh_CN.UTF-8" if chinese else "C.UTF-8", "COLUMNS": "100", "PYTHONUTF8": "1"}
    env["RONGCUO_TODAY"] = TODAY
    env["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), env.get("PATH", "")])
    env["PYTHONPATH"] = str(Path.cwd() / INSTALLED)
    return subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", env=env, timeout=60)


def same(expected: str, printed: str) -> bool:
    """Whether two outputs agree, but for blank ends of lines and what `...` stands for."""
    lines = [line.rstrip() for line in expected.strip().splitlines()]
    pattern = "\n".join(r".*" if line == "..." else like(line) for line in lines)
    text = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, text, flags=re.DOTALL) is not None


def like(line: str) -> str:
    """The pattern of one line."""
    start = line.removesuffix(" ...")
    return re.escape(start) + ("" if start == line else r"[^\n]*")


pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser("python", python_block),
        CodeBlockParser("toml", toml_block),
        CodeBlockParser("console", console_block),
        SkipParser(),
    ],
    patterns=["*.md"],
    setup=enter_folder,
    teardown=leave_folder,
).pytest()
