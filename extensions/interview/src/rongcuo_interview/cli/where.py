"""Where the case of an interview goes to, asked once it is over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from rongcuo.facts.days import today
from rongcuo.facts.problems import Problem, on_one_line
from rongcuo.render.words import Words

from ..draft import Draft
from ..interview import Beside
from ..keeping import Place, keeper
from ..screens import Move, Option, Screen


def where_to(words: Words, show: Any) -> Path | Place | None:
    """Asks whether the case is kept, where something keeps cases, or written to a file, and to which."""
    here = keeper()
    if here is None:
        return _file(words, show)
    place = Place(here, here.place(None))
    registry = words.say("ask.keep_registry", file=on_one_line(str(place.db)))
    options = (
        Option(place, registry),
        Option("file", words.say("ask.keep_file")),
        Option(None, words.say("ask.keep_nowhere")),
    )
    screen = Screen(
        kind="one", title=words.say("ask.keep"), label="", options=options, at=1, then=lambda reply: Draft()
    )
    while True:
        reply = show(screen, Beside(progress=""))
        if reply is None or isinstance(reply, Place):
            return reply
        if reply != Move.BACK:  # there is none; and nobody loses the answers by stopping here
            return _file(words, show)


def _file(words: Words, show: Any) -> Path | None:
    """Asks for the name of the file to write; nothing writes none."""
    screen = Screen(
        kind="text",
        title=words.say("ask.file"),
        label="",
        hint=words.say("ask.hint_file"),
        default=f"case-{today().isoformat()}.toml",
        then=lambda reply: Draft(),
    )
    beside = Beside(progress="")
    while True:
        reply = show(screen, beside)
        name = reply.strip() if isinstance(reply, str) else ""
        if not name:
            return None
        if not Path(name).exists() and Path(name).parent.is_dir():
            return Path(name)
        code = "file_exists" if Path(name).exists() else "unwritable"
        beside = Beside(progress="", problem=Problem(code, file=name).message(words.language))


def free_name() -> Path:
    """The name of a file that isn't there yet."""
    return next(path for path in _names() if not path.exists())


def _names() -> Iterator[Path]:
    yield Path(f"case-{today().isoformat()}.toml")
    yield from (Path(f"case-{today().isoformat()}-{number}.toml") for number in count(2))
