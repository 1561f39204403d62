"""What is said when a backup took the place of a registry: what went lost, and what has to be erased again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rongcuo.render.words import Words

from .render import with_file
from .storage import Lost


def lost_lines(gone: Lost, path: Path, words: Words) -> Iterator[str]:
    """What the replaced file has and the backup hasn't, and the commands that erase again."""
    if gone.another:
        yield words.say("registry.lost_another", events=gone.events)
    elif not gone.events:
        yield words.say("registry.lost_nothing")
    else:
        assert gone.since is not None
        yield words.say(
            "registry.lost",
            events=gone.events,
            since=gone.since.astimezone().strftime("%Y-%m-%d %H:%M"),
            cases=len(gone.cases),
            proceedings=len(gone.proceedings),
        )
    commands = [
        with_file(f"rongcuo registry erase --{what} {number} --yes", path)
        for what, numbers in (("case", gone.erased_cases), ("person", gone.erased_persons))
        for number in numbers
    ]
    if commands:
        yield words.say("registry.erase_again", commands=words.listed(f"`{each}`" for each in commands))


def lost_data(gone: Lost) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "lost": {
            "events": gone.events,
            "since": None if gone.since is None else gone.since.isoformat(),
            "cases": list(gone.cases),
            "proceedings": list(gone.proceedings),
            "another_registry": gone.another,
        },
        "erase_again": {"cases": list(gone.erased_cases), "persons": list(gone.erased_persons)},
    }
