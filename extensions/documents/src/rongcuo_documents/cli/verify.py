"""`rongcuo verify`: whether what a report rests on is the same today, and its words are as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from attrs import frozen

from rongcuo import api
from rongcuo.catalogue import MESSAGES
from rongcuo.cli.output import CASE_FILE, Result, Setting, command
from rongcuo.facts.problems import on_one_line
from rongcuo.render.deployment import origin, origin_data
from rongcuo.render.page import Block, Heading, Lines, Table
from rongcuo.render.words import Words

from ..fingerprint import TOTAL, WORDS, fingerprint, total
from ..reading import ReadBack, read_back

#: States that leave a report as good as it was.
_FINE = ("same", "unchecked")


@frozen
class Compared:
    """One part of a report beside what there is today: what it is called then and now, and how they compare."""

    kind: str
    name: str
    now: str
    state: str


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--case", type=CASE_FILE)
@command
def verify(setting: Setting, report: Path, case: Path | None) -> Result:
    then = read_back(report)
    now = _today(setting, then, case)
    parts = [*_compared(then.sums, now, case is not None), *_words(then)]
    words = setting.words
    return Result(
        page=[*_page(parts, report, words), origin(words)],
        data={
            "report": str(report),
            "same": all(part.state in _FINE for part in parts),
            "parts": [{"part": p.kind, "name": p.name, "today": p.now, "state": p.state} for p in parts],
            **origin_data(setting.registry),
        },
        failed=any(part.state not in _FINE for part in parts),
    )


def _today(setting: Setting, then: ReadBack, case: Path | None) -> dict[str, str]:
    """The checksums that a report on the same regions would have today."""
    registry = setting.registry
    label = next((name for name in then.sums if name.startswith("regions ")), "")
    regions = [name for name in label.removeprefix("regions ").split(",") if name]
    read = None if case is None else api.read(registry, case)
    return {part.label: part.sum for part in fingerprint(registry, regions, read).parts}


def _compared(then: Mapping[str, str], now: Mapping[str, str], with_case: bool) -> Iterable[Compared]:
    """Each part of the report, then those that there are today alone; a text by its name, whatever its version."""
    today = {_unversioned(label): label for label in now}
    for label, checksum in then.items():
        kind, _, name = label.partition(" ")
        if label in (TOTAL, WORDS):
            continue
        if kind == "case" and not with_case:
            yield Compared(kind, name, "", "unchecked")
            continue
        current = today.pop(_unversioned(label), None)
        same = current == label and now[label] == checksum
        state = "gone" if current is None else "same" if same else "differs"
        yield Compared(kind, name, (current or "").partition(" ")[2], state)
    for label in today.values():
        kind, _, name = label.partition(" ")
        yield Compared(kind, name, name, "new")


def _unversioned(label: str) -> str:
    kind, _, name = label.partition(" ")
    return f"{kind} {name.partition(' ')[0]}" if kind in ("text", "facts") else label


def _words(then: ReadBack) -> Iterable[Compared]:
    """The words of the report itself, and the sum over its parts: somebody may have changed them."""
    yield Compared(WORDS, "", "", "same" if then.sums[WORDS] == then.words else "differs")
    if then.sums[TOTAL] != total(then.sums):
        yield Compared(TOTAL, "", "", "differs")


def _page(parts: list[Compared], report: Path, words: Words) -> list[Block]:
    changed = [part for part in parts if part.state not in _FINE]
    if changed:
        lines = [words.say("verify.differs", names=words.listed(_named(part, words) for part in changed))]
    else:
        checked = sum(part.state == "same" for part in parts)
        lines = [words.say("verify.same", count=checked)]
    if any(part.state == "unchecked" for part in parts):
        lines.append(words.say("verify.unchecked"))
    rows = tuple((_named(part, words), words.say(f"verify.state.{part.state}")) for part in parts)
    return [
        Heading(words.say("verify.title", file=on_one_line(str(report)))),
        Lines(tuple(lines)),
        Table(words.columns("part", "state"), rows),
    ]


def _named(part: Compared, words: Words) -> str:
    """What a part is; of a text in another version today, both."""
    if f"verify.part.{part.kind}" not in MESSAGES:  # a line that somebody wrote at the foot of a report
        return f"{part.kind} {part.name}".rstrip()
    name = part.name
    if part.kind in ("text", "facts") and part.now and part.now != part.name:
        name = words.say("verify.version", then=part.name, now=part.now.partition(" ")[2] or part.now)
    return words.say(f"verify.part.{part.kind}", name=name)
