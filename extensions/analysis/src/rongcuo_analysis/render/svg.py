"""SVG: elements as text, and lines of words that fit a width."""

from __future__ import annotations

from html import escape

from rich.cells import cell_len

from rongcuo.render.landing import on_one_line, terminal
from rongcuo.render.page import wrap

#: How wide a sign is, of its size: a Chinese one, and another in the wider of the common faces.
_WIDE, _NARROW = 1.0, 0.58


def element(tag: str, *inside: str, **attributes: str | float) -> str:
    """An element with its attributes (`class_`, `font_size`) and what is inside, which is SVG already."""
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{named}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{named}/>"


def words(text: str) -> str:
    """A text as what is inside of an element."""
    return escape(on_one_line(terminal(text)), quote=False)


def text_at(x: float, y: float, said: str, size: float, **attributes: str | float) -> str:
    """A line of words whose foot is at a height."""
    return element("text", words(said), x=x, y=y, font_size=size, **attributes)


def width_of(said: str, size: float) -> float:
    return sum(_WIDE if cell_len(sign) > 1 else _NARROW for sign in said) * size


def size_within(said: str, width: float, size: float) -> float:
    """The size at which a line is no wider than this, and no larger than `size`."""
    return min(size, size * width / max(width_of(said, size), 1))


def lines_within(said: str, width: float, size: float) -> list[str]:
    """A text in lines about equally long and no wider than this; a word that is wider stands alone."""
    apart = said.replace("-", "- ")  # a line may end behind a hyphen
    signs = int(width / size / (_NARROW if said.isascii() else _WIDE / 2))
    longest = max((cell_len(word) for word in apart.split() if word.isascii()), default=1)
    lines = wrap(apart, max(signs, longest))
    for fewer in range(longest, max(signs, longest)):
        closer = wrap(apart, fewer)
        if len(closer) == len(lines):
            lines = closer
            break
    return [line.replace("- ", "-") for line in lines]


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
