"""Styles: what a paragraph takes over from its style, and from those that this is based on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from attrs import frozen

from .wordxml import child, children, value


@frozen
class Styles:
    """The styles of a document by their ids, and the one of a paragraph that names none."""

    known: Mapping[str, Element]
    usual: str

    def name(self, style: str) -> str:
        """What a style is called; its id where that isn't told."""
        return value(child(self.known.get(style), "name")) or style

    def lineage(self, style: str) -> Iterator[tuple[str, Element]]:
        """The style of a paragraph and what it is based on, from the nearest."""
        at, seen = style or self.usual, set[str]()
        while at in self.known and at not in seen:
            seen.add(at)
            yield at, self.known[at]
            at = value(child(self.known[at], "basedOn"))


def styles_of(styles: Element | None) -> Styles:
    """What `word/styles.xml` says."""
    known = {value(style, "styleId"): style for style in children(styles, "style")}
    usual = (
        name
        for name, style in known.items()
        if value(style, "default") in ("1", "true", "on") and value(style, "type") in ("", "paragraph")
    )
    return Styles(known, next(usual, ""))
