"""`-o` of a command that has something to tell: a file in the form that its name ends in.

The core writes text; other forms are written by what extensions name in their metadata, imported when it is asked for.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..facts.problems import InputError, Problem
from ..plugins.distributions import entry_points
from ..render.page import Page, as_json, comma_separated, markdown
from .extensions import loaded

if TYPE_CHECKING:
    from .output import Result, Setting

#: The entry points whose names are what file names end in, and whose values are writers.
GROUP = "rongcuo.writers"
#: Writes what a command has to say, with the setting it ran in, as the bytes of a file.
Writer = Callable[["Result", "Setting"], bytes]


def to_file(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option `-o` of a command: the file to write in place of printing."""
    return click.option("-o", "--output", "written_to", type=click.Path(path_type=Path))(function)


def printed(result: Result, setting: Setting, form: str) -> str:
    """What a command has to say, in one of the forms that the core knows."""
    match form:
        case "json":
            return as_json(result.data)
        case "csv":
            return comma_separated(result.tables or result.page, setting.language)
        case "markdown":
            return markdown(result.page)
    return _text(result.page)


def _text(page: Page) -> str:
    """A page as a terminal without colours shows it."""
    from ..render.terminal import show

    with contextlib.redirect_stdout(io.StringIO()) as shown:
        show(page)
    return shown.getvalue()


#: The forms of the core, by what file names end in.
FORMS: Mapping[str, str] = {".csv": "csv", ".json": "json", ".md": "markdown", ".txt": "text"}

#: The forms that rongcuo-documents adds.
_OF_DOCUMENTS = (".html", ".docx")


def writer_for(path: Path, form: str | None) -> Writer:
    """What writes a file of this name, in the form asked for if one is.  Raises InputError."""
    suffix = path.suffix.lower()
    named = FORMS.get(suffix)
    if form is None and named is None:
        return _of_extension(path, suffix)
    if form is not None and (named or form) != form:
        raise InputError(Problem("two_forms", {"form": f"--{form}", "suffix": suffix}, file=str(path)))
    chosen = form or named or ""
    return lambda result, setting: printed(result, setting, chosen).encode("utf-8", "backslashreplace")


def _of_extension(path: Path, suffix: str) -> Writer:
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    by_suffix = {f".{point.name}": point for point in points}
    if suffix not in by_suffix:
        there = " ".join(sorted({*FORMS, *by_suffix}))
        code = "no_form" if {*_OF_DOCUMENTS} <= {*by_suffix} else "no_writer"
        raise InputError(Problem(code, {"suffix": suffix or path.name, "there": there}, file=str(path)))
    writer: Writer = loaded(by_suffix[suffix])
    return writer
