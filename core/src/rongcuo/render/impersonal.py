"""What goes to somebody else: without what tells who runs rongcuo, and where on their disk."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import evolve

from ..facts.problems import Problem
from ..plugins.registry import Registry

#: A path in quotes, which may hold spaces.
_QUOTED = re.compile(r"""(['"`])(?:~|[A-Za-z]:|\\\\)?[\\/][^'"`\n]*\1""")
#: A path from the root of a disk, from a home folder, or on another machine.
_PATH = re.compile(
    r"""(?<![\w.…~])(?:file:/+|~|[A-Za-z]:|\\\\)?(?:[\\/]+[^\\/\s:：，,；;'"`“”()（）|<>]+)+[\\/]?"""
)
#: A home folder, whose last part is somebody's name.
_HOME = re.compile(r"""(?:[A-Za-z]:)?[\\/](?:home|Users)[\\/][^\\/\n'"`]+?(?=[\\/\s:：，,；;'"`]|$)""")


def impersonal(registry: Registry) -> Registry:
    """The same, with every file by its name alone, and no path and no person in what went wrong."""
    file = registry.deployment.file
    return evolve(
        registry,
        deployment=evolve(registry.deployment, file=None if file is None else Path(file.name)),
        reports=tuple(evolve(report, problems=cleaned(report.problems)) for report in registry.reports),
        failed={region: cleaned(problems) for region, problems in registry.failed.items()},
    )


def cleaned(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without paths, and without the names of the user and the machine."""
    return tuple(
        evolve(
            problem, values=_values(problem.values), place=_without_paths(problem.place), file=_file(problem)
        )
        for problem in problems
    )


def _file(problem: Problem) -> str:
    return _without_paths(problem.file) if problem.file.startswith("plugin ") else _last(problem.file)


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a message; only what an exception says can name a person."""
    short = {key: _without_paths(value) if isinstance(value, str) else value for key, value in values.items()}
    if "path" in values:  # a path and nothing else, which may hold spaces
        short["path"] = _last(values["path"])
    return short | {"why": _without_names(short["why"])} if isinstance(short.get("why"), str) else short


def _without_paths(text: str) -> str:
    """A text in which a path is the name of its file, and a home folder a mark."""
    home = str(Path.home())
    text = _HOME.sub("~", text.replace(home, "~") if len(home) > 1 else text)
    text = _QUOTED.sub(lambda match: f"{match[1]}{_last(match[0][1:-1])}{match[1]}", text)
    return _PATH.sub(lambda match: _last(match[0]), text)


def _last(path: str) -> str:
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1]


def _without_names(text: str) -> str:
    for name in sorted(_names(), key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", "…", text, flags=re.IGNORECASE)
    return text


def _names() -> set[str]:
    """What the user and the machine are called."""
    node = platform.node()
    names = {Path.home().name, node, node.partition(".")[0]}
    names |= {os.environ.get(name, "") for name in ("USER", "USERNAME", "LOGNAME", "COMPUTERNAME")}
    with suppress(Exception):  # there are users without a name
        names.add(getpass.getuser())
    return names - {""}
