"""Runs: the pieces of a paragraph of a .docx file, each as it is: in the text, inserted, struck out or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from xml.etree.ElementTree import Element

from .numbering import BULLET
from .styles import Styles
from .wordxml import child, is_on, local, value

#: How a run stands in its paragraph once every tracked change is accepted.
State = Literal["text", "inserted", "deleted", "hidden"]
#: What a tracked change makes of what it holds; what was moved is read where it was moved to.
_TRACKED: dict[str, State] = {
    "ins": "inserted", "moveTo": "inserted", "del": "deleted", "moveFrom": "deleted",
}  # fmt: skip
#: A form of what stands beside it already, for word processors that can't show that.
TWICE = "Fallback"
_NO_TEXT = frozenset([TWICE, "pPr", "rPr", "txbxContent"])
#: Whose text elements count: that of the document and of its formulas, and not of its pictures.
_TEXTS = ("wordprocessingml", "/math")


def changed(inner: Element, state: State) -> State:
    """The state of what an element holds, given that of the element it is in; what was deleted stays so."""
    if state == "deleted":
        return state
    return _TRACKED.get(local(inner), state)


def mark_state(paragraph: Element) -> State:
    """The state of a paragraph's own end; where that is deleted or hidden, the next paragraph goes on with it."""
    properties = child(paragraph, "pPr", "rPr")
    if properties is None:
        return "text"
    states = {_TRACKED.get(local(inner)) for inner in properties}
    if "deleted" in states:
        return "deleted"
    return "hidden" if is_on(child(properties, "vanish")) else "text"


def runs(paragraph: Element, styles: Styles, state: State = "text") -> Iterator[tuple[str, State]]:
    """The text of a paragraph in order, a line break as `\\n`; text boxes are none of it."""
    hidden = _hides(styles, value(child(paragraph, "pPr", "pStyle")) or styles.usual)
    yield from _inside(paragraph, styles, state, hidden)


def _inside(element: Element, styles: Styles, state: State, hidden: bool) -> Iterator[tuple[str, State]]:
    for inner in element:
        name = local(inner)
        if name in _NO_TEXT:
            continue
        text = _text(inner, name)
        if text is not None:
            yield text, "hidden" if hidden and state != "deleted" else state
            continue
        out_of_sight = _run_hidden(inner, styles, hidden) if name == "r" else hidden
        yield from _inside(inner, styles, changed(inner, state), out_of_sight)


def _text(element: Element, name: str) -> str | None:
    """What one element of a run prints, a sign of a symbol font as a bullet; None where it is none."""
    if name == "delText" or (name == "t" and any(space in element.tag for space in _TEXTS)):
        return element.text or ""
    return {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": BULLET}.get(name)


def _run_hidden(run: Element, styles: Styles, hidden: bool) -> bool:
    """Whether a run is hidden: as it says itself, or its style, or that of its paragraph."""
    own = child(run, "rPr", "vanish")
    if own is not None:
        return is_on(own)
    style = value(child(run, "rPr", "rStyle"))
    return hidden or (style != "" and _hides(styles, style))


def _hides(styles: Styles, style: str) -> bool:
    for _, element in styles.lineage(style):
        said = child(element, "rPr", "vanish")
        if said is not None:
            return is_on(said)
    return False
