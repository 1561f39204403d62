"""Automatic numbers: what a word processor prints before a paragraph without its being in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from attrs import field, frozen

#: The deepest level that a list has, and the highest number that any of its items begins with.
_DEEPEST, _HIGHEST = 8, 99_999
_ONES, _TENS = "零一二三四五六七八九", ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def local(element: Element) -> str:
    """An element's name without its namespace, which differs between the two forms of the format."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of this name."""
    return (child for child in (() if element is None else element) if local(child) == name)


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of this name, and of that the first of the next name."""
    for name in names:
        element = next(children(element, name), None)
    return element


def value(element: Element | None, name: str = "val") -> str:
    """An attribute's value; nothing where there is none."""
    if element is None:
        return ""
    return next((told for key, told in element.attrib.items() if key.rpartition("}")[2] == name), "")


def whole(text: str, most: int = _HIGHEST) -> int | None:
    """A number from nought to `most`, or None."""
    return int(text) if re.fullmatch("[0-9]{1,5}", text) and int(text) <= most else None


@frozen
class _Level:
    start: int
    form: str
    text: str
    legal: bool


@frozen
class _List:
    """One numbered list: the counters it shares, its levels, and where it begins anew."""

    shared: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]


@frozen(eq=False)
class Numbering:
    """The numbers of a document, which are asked for paragraph by paragraph, in order."""

    lists: dict[str, _List]
    of_styles: dict[str, tuple[str, int]]
    counts: dict[str, dict[int, int]] = field(factory=dict)
    begun: set[tuple[str, int]] = field(factory=set)

    def before(self, properties: Element | None) -> str:
        """What is printed before the paragraph with these properties."""
        placed = self._placed(properties)
        if placed is None:
            return ""
        name, depth = placed
        here = self.lists[name]
        counts = self.counts.setdefault(here.shared, {})
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if depth in here.restarts and (name, depth) not in self.begun:
            counts[depth] = here.restarts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = here.levels[depth].start
        self.begun.add((name, depth))
        return _printed(here.levels, counts, depth)

    def _placed(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and the level of a paragraph, told by itself or by its style."""
        name, depth = self.of_styles.get(value(child(properties, "pStyle")), ("", 0))
        own = child(properties, "numPr")
        if own is not None:
            name = value(child(own, "numId")) or name
            told = whole(value(child(own, "ilvl")), _DEEPEST)
            depth = depth if told is None else told
        return (name, depth) if name in self.lists and depth in self.lists[name].levels else None


def numbering_of(lists: Element | None, styles: Element | None) -> Numbering:
    """What `word/numbering.xml` and `word/styles.xml` say."""
    shared = {value(entry, "abstractNumId"): _levels(entry) for entry in children(lists, "abstractNum")}
    linked = {
        value(child(entry, "styleLink")): value(entry, "abstractNumId")
        for entry in children(lists, "abstractNum")
    }
    for entry in children(lists, "abstractNum"):
        link = value(child(entry, "numStyleLink"))
        if link in linked:
            shared[value(entry, "abstractNumId")] = shared[linked[link]]
    found = {}
    for entry in children(lists, "num"):
        name = value(child(entry, "abstractNumId"))
        levels = dict(shared.get(name, {}))
        restarts: dict[int, int] = {}
        for override in children(entry, "lvlOverride"):
            depth = whole(value(override, "ilvl"), _DEEPEST)
            start = whole(value(child(override, "startOverride")))
            if depth is not None:
                levels |= _levels(override)
                restarts |= {} if start is None else {depth: start}
        found[value(entry, "numId")] = _List(name, levels, restarts)
    return Numbering(found, _styles(styles, lists))


def _levels(entry: Element) -> dict[int, _Level]:
    levels = {}
    for level in children(entry, "lvl"):
        depth = whole(value(level, "ilvl"), _DEEPEST)
        start = whole(value(child(level, "start")))
        if depth is not None:
            levels[depth] = _Level(
                start=1 if start is None else start,
                form=value(child(level, "numFmt")) or "decimal",
                text=value(child(level, "lvlText")),
                legal=child(level, "isLgl") is not None,
            )
    return levels


def _styles(styles: Element | None, lists: Element | None) -> dict[str, tuple[str, int]]:
    """The list and level of each style that numbers its paragraphs, its own or that of what it is based on."""
    known = {value(style, "styleId"): style for style in children(styles, "style")}
    depths = {
        value(child(level, "pStyle")): whole(value(level, "ilvl"), _DEEPEST) or 0
        for entry in children(lists, "abstractNum")
        for level in children(entry, "lvl")
    }
    found = {}
    for name in known:
        at, seen = name, set[str]()
        while at in known and at not in seen:
            seen.add(at)
            told = child(known[at], "pPr", "numPr")
            if told is not None and value(child(told, "numId")):
                depth = whole(value(child(told, "ilvl")), _DEEPEST)
                found[name] = (value(child(told, "numId")), depths.get(at, 0) if depth is None else depth)
                break
            at = value(child(known[at], "basedOn"))
    return found


def _printed(levels: Mapping[int, _Level], counts: Mapping[int, int], depth: int) -> str:
    here = levels[depth]

    def number(found: re.Match[str]) -> str:
        level = levels.get(int(found[1]) - 1)
        if level is None:
            return ""
        form = "decimal" if here.legal else level.form
        return _written(counts.get(int(found[1]) - 1, level.start), form)

    return "" if here.form in ("bullet", "none") else re.sub("%([1-9])", number, here.text)


def _written(number: int, form: str) -> str:
    """A number in the form that a list's level asks for; in digits where the form isn't known."""
    if form.startswith(("chinese", "japanese", "taiwanese", "ideographDigital", "ideographLegal")):
        return in_chinese(number)
    if form == "ideographTraditional" and 1 <= number <= len(_STEMS):
        return _STEMS[number - 1]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and number:
        letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and number < 4000:
        signs = ""
        for worth, sign in _ROMAN:
            signs += sign * (number // worth)
            number %= worth
        return signs if form == "lowerRoman" else signs.upper()
    return str(number)


def in_chinese(number: int) -> str:
    """A number below ten thousand in Chinese characters, such as 十二 or 一百零三; others in digits."""
    if not 0 <= number < 10_000:
        return str(number)
    signs = ""
    digits = [int(digit) for digit in str(number)]
    for index, digit in enumerate(digits):
        if digit:
            gap = index and not digits[index - 1]
            signs += ("零" if gap else "") + _ONES[digit] + _TENS[len(digits) - 1 - index]
    return re.sub("^一十", "十", signs) or _ONES[0]
