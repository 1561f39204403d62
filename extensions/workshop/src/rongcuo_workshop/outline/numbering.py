"""Automatic numbers: what a word processor prints before a paragraph without its being in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from attrs import field, frozen

from .printed import written
from .styles import Styles
from .wordxml import child, children, value, whole

#: The deepest level that a list has, and the highest number that any of its items begins with.
_DEEPEST, _HIGHEST = 8, 99_999
#: What stands for the sign of a list without numbers.
BULLET = "•"


@frozen
class _Level:
    """A level of a list; `restarts` is the level whose numbers make it count anew, as the file counts levels."""

    start: int
    form: str
    text: str
    legal: bool
    restarts: int | None


@frozen
class _List:
    """One numbered list: the counters it shares, its levels, and where it begins anew."""

    shared: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


@frozen(eq=False)
class Numbering:
    """The numbers of a document, which are asked for paragraph by paragraph, in order."""

    lists: Mapping[str, _List]
    of_level: Mapping[tuple[str, str], int]
    styles: Styles
    counts: dict[str, dict[int, int]] = field(factory=dict)
    begun: set[tuple[str, int]] = field(factory=set)

    def before(self, properties: Element | None) -> str:
        """What is printed before the paragraph with these properties; a bullet is `•` whatever its sign."""
        placed = self._placed(properties)
        if placed is None:
            return ""
        name, depth = placed
        here = self.lists[name]
        counts = self.counts.setdefault(here.shared, {})
        for deeper in [level for level in counts if level > depth]:
            if _begins_anew(here.levels.get(deeper), deeper, depth):
                del counts[deeper]
        if depth in here.starts and (name, depth) not in self.begun:
            counts[depth] = here.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = here.levels[depth].start
        self.begun.add((name, depth))
        return _printed(here.levels, counts, depth)

    def _placed(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and the level of a paragraph: each told by itself, or by the nearest of its styles."""
        own = child(properties, "numPr")
        name = value(child(own, "numId"))
        depth = whole(value(child(own, "ilvl")), _DEEPEST)
        for style, element in self.styles.lineage(value(child(properties, "pStyle"))):
            inherited = child(element, "pPr", "numPr")
            name = name or value(child(inherited, "numId"))
            if depth is None and inherited is not None:
                depth = whole(value(child(inherited, "ilvl")), _DEEPEST)
            if depth is None and name in self.lists:
                depth = self.of_level.get((self.lists[name].shared, style))
        depth = depth or 0
        return (name, depth) if name in self.lists and depth in self.lists[name].levels else None


def numbering_of(lists: Element | None, styles: Styles) -> Numbering:
    """What `word/numbering.xml` says."""
    definitions = {value(entry, "abstractNumId"): entry for entry in children(lists, "abstractNum")}
    of_style = {
        style: name
        for name, entry in definitions.items()
        if (style := value(child(entry, "styleLink"))) and child(entry, "lvl") is not None
    }
    instances = {}
    for entry in children(lists, "num"):
        name = value(child(entry, "abstractNumId"))
        link = value(child(definitions.get(name), "numStyleLink"))
        name = of_style.get(link, name) if link else name
        levels = _levels(definitions.get(name))
        starts: dict[int, int] = {}
        for override in children(entry, "lvlOverride"):
            depth = whole(value(override, "ilvl"), _DEEPEST)
            start = whole(value(child(override, "startOverride")), _HIGHEST)
            if depth is not None:
                levels |= _levels(override)
                starts |= {} if start is None else {depth: start}
        instances[value(entry, "numId")] = _List(name, levels, starts)
    of_level = {
        (name, style): whole(value(level, "ilvl"), _DEEPEST) or 0
        for name, entry in definitions.items()
        for level in children(entry, "lvl")
        if (style := value(child(level, "pStyle")))
    }
    return Numbering(instances, of_level, styles)


def _levels(entry: Element | None) -> dict[int, _Level]:
    levels = {}
    for level in children(entry, "lvl"):
        depth = whole(value(level, "ilvl"), _DEEPEST)
        start = whole(value(child(level, "start")), _HIGHEST)
        if depth is not None:
            levels[depth] = _Level(
                start=1 if start is None else start,
                form=value(child(level, "numFmt")) or "decimal",
                text=value(child(level, "lvlText")),
                legal=child(level, "isLgl") is not None,
                restarts=whole(value(child(level, "lvlRestart")), _DEEPEST + 1),
            )
    return levels


def _begins_anew(level: _Level | None, deeper: int, depth: int) -> bool:
    """Whether a level counts anew behind a number of a higher one: always, never, or behind some of them."""
    restarts = level.restarts if level is not None else None
    return depth < (deeper if restarts is None else restarts)


def _printed(levels: Mapping[int, _Level], counts: Mapping[int, int], depth: int) -> str:
    here = levels[depth]

    def number(match: re.Match[str]) -> str:
        level = levels.get(int(match[1]) - 1)
        if level is None:
            return ""
        form = "decimal" if here.legal else level.form
        return written(counts.get(int(match[1]) - 1, level.start), form)

    if here.form == "bullet":
        return BULLET
    return "" if here.form == "none" else re.sub("%([1-9])", number, here.text)
