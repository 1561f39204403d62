"""Runs `rongcuo` in process, as its user would: arguments in, exit status and what was printed out."""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path
from unittest import mock

from attrs import frozen

from rongcuo import cli
from rongcuo.cli import output
from rongcuo.facts.days import TODAY
from rongcuo.facts.text import Language
from rongcuo.plugins import registry as plugins
from rongcuo.plugins import trial
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.loading import Loaded, load_point
from rongcuo.plugins.registry import Registry, load

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
#: The regions of the checkout, each a row of a comparison: what says what is tolerated; the nation stands above them.
REGIONS = sorted(
    {file.parent.name.removeprefix("rongcuo_") for file in ROOT.glob("plugins/*/src/*/tolerance.toml")}
    - {"national"}
)
#: The regions with supporting measures and nothing to rule by: on, and no row of a comparison.
MEASURES_ALONE = sorted(
    file.parent.name.removeprefix("rongcuo_")
    for file in ROOT.glob("plugins/*/src/*/measures.toml")
    if not (file.parent / "tolerance.toml").is_file()
)
#: Four of them, for what doesn't hang on how many there are.
FOUR = ("bincheng", "haian", "hongze", "jingjiang")
#: Set to rewrite the golden files instead of comparing with them; the diff is the review.
UPDATE = "RONGCUO_UPDATE_GOLDEN"


@frozen
class Run:
    """How a run ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def mistakes(self) -> list[str]:
        """The paragraphs of the error stream."""
        return self.err.splitlines()


@frozen
class FakePoint:
    """An entry point of a plugin that isn't installed."""

    name: str
    plugin: object
    value: str = "nowhere:plugin"
    dist: None = None

    def load(self) -> object:
        if isinstance(self.plugin, BaseException):
            raise self.plugin
        return self.plugin


Point = EntryPoint | FakePoint


@cache
def _entry_points(group: str, path: tuple[str, ...]) -> EntryPoints:
    return entry_points(group=group)


def _found_once(*, group: str) -> EntryPoints:
    """What is installed on this path is looked for once, which takes longer than many a run."""
    return _entry_points(group, tuple(sys.path))


def installed(*names: str) -> list[Point]:
    """The entry points of these plugins of the checkout; of all of them where none is named."""
    return [point for point in _found_once(group=plugins.GROUP) if not names or point.name in names]


def everything(*names: str) -> Registry:
    """What is on where nothing is deployed and these plugins are installed, or all of them.

    Loaded once for all tests of a process, with every condition that one of them had compiled: what was asked
    before changes no answer, and `test_same_answer` compares with what was freshly loaded.
    """
    return _on_of(tuple(installed(*names)))


@cache
def _on_of(points: tuple[Point, ...]) -> Registry:
    with mock.patch.object(plugins, "load_point", _load_once):
        return load(Deployment(), points)  # type: ignore[arg-type]


def _load_shared(deployment: Deployment) -> Registry:
    """What a command loads: that of every test, where nothing is deployed and each plugin is an installed one."""
    points = plugins.entry_points(group=plugins.GROUP)
    if deployment == Deployment() and all(point.dist is not None for point in points):
        return _on_of(tuple(points))
    return load(deployment)


@cache
def _loaded(point: EntryPoint, version: str) -> Loaded:
    return load_point(point, version)


def _load_once(point: EntryPoint, version: str) -> Loaded:
    """A plugin that is installed is loaded by the first run alone: it is the same for every other."""
    return load_point(point, version) if point.dist is None else _loaded(point, version)


def run(
    *arguments: str | Path,
    language: Language = "zh",
    columns: int = 100,
    folder: Path = ROOT,
    found: Iterable[Point] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """One run in a folder; `found` are the plugins to be found instead of the installed ones.

    Nothing is loaded on trial, in a process of its own, first: `test_accidents` is about that.
    """
    variables = {name: value for name, value in os.environ.items() if not _of_ours(name)}
    variables |= {"RONGCUO_LANG": language, "COLUMNS": str(columns), **(environment or {})}
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, variables, clear=True))
        stack.enter_context(mock.patch.object(sys, "argv", ["rongcuo", *map(str, arguments)]))
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(mock.patch.object(plugins, "load_point", _load_once))
        stack.enter_context(mock.patch.object(trial, "tried", lambda points, seconds: {}))
        stack.enter_context(mock.patch.object(output, "load", _load_shared))
        stack.enter_context(mock.patch.object(importlib.metadata, "entry_points", _found_once))
        if found is not None:
            points = list(found)
            stack.enter_context(mock.patch.object(plugins, "entry_points", lambda group: points))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            cli.main()
        except SystemExit as stop:
            assert isinstance(stop.code, int), stop.code
            return Run(stop.code, _printed(out), _printed(err))
    raise AssertionError("main() came back")


def _of_ours(name: str) -> bool:
    ours = name.startswith(("RONGCUO_", "LC_")) and name != TODAY
    return ours or name in ("LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR")


def _printed(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def both_languages(texts: Mapping[str, str]) -> str:
    """A golden file: what is printed in Chinese, then in English, without the blanks at the ends of lines."""
    parts = []
    for language in LANGUAGES:
        lines = [line.rstrip() for line in texts[language].strip().splitlines()]
        parts.append("\n".join([f"—— {language} ——", *lines, ""]))
    return "\n".join(parts)


def assert_golden(name: str, texts: Mapping[str, str]) -> None:
    """Compares what is printed with the golden file, or rewrites it."""
    path = GOLDEN / f"{name}.txt"
    told = both_languages(texts)
    if os.environ.get(UPDATE):
        path.write_text(told, "utf-8")
    assert path.is_file(), f"no golden file; write it with {UPDATE}=1 and read it"
    assert told == path.read_text("utf-8")
