"""The XML of word processors: elements and attributes by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element


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
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_on(element: Element | None) -> bool:
    """Whether a switch is there and isn't turned off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


def whole(text: str, most: int) -> int | None:
    """A number from nought to `most`, or None."""
    return int(text) if re.fullmatch("[0-9]{1,5}", text) and int(text) <= most else None
